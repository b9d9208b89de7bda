//! Holidays as rules: which days of any year are days off.
//!
//! A rule is data, so a host adds its own country's days the same way as
//! [`NL`] has them, in code or under `holidays` in its playbook. Easter is that
//! of the Western churches, by the algorithm printed in *Nature* of 20 April 1876.
//!
//! ```
//! use chrono::Weekday;
//! use webcare::calendar::holidays::Holiday;
//!
//! // Some days of England and Wales (Banking and Financial Dealings Act 1971).
//! let days = [
//!     Holiday::fixed(1, 1, "Nieuwjaarsdag", "New Year's Day").from_saturday(2).from_sunday(1),
//!     Holiday::easter(-2, "Goede Vrijdag", "Good Friday"),
//!     Holiday::weekday(5, Weekday::Mon, 1, "Meidag", "Early May bank holiday").since(1978),
//!     Holiday::weekday(8, Weekday::Mon, -1, "Laatste maandag van augustus", "Summer bank holiday"),
//!     // On Monday the 27th when Christmas Day is a Saturday, on Tuesday when it is a Sunday.
//!     Holiday::fixed(12, 25, "Eerste Kerstdag", "Christmas Day").from_saturday(2).from_sunday(2),
//! ];
//! let in_2027: Vec<String> =
//!     days.iter().filter_map(|day| day.in_year(2027)).map(|date| date.to_string()).collect();
//! assert_eq!(in_2027, ["2027-01-01", "2027-03-26", "2027-05-03", "2027-08-30", "2027-12-27"]);
//! ```

use std::borrow::Cow;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use super::window::{WindowError, time_of_day};
use crate::text::Lang;

/// A day off that comes back by a rule, or comes once.
///
/// ```
/// use chrono::NaiveDate;
/// use webcare::calendar::holidays::Holiday;
///
/// // Every year from 1994, on the Monday when 1 July is a Sunday.
/// let keti_koti = Holiday::fixed(7, 1, "Keti Koti", "Keti Koti").since(1994).from_sunday(1);
/// assert_eq!(keti_koti.in_year(2018), NaiveDate::from_ymd_opt(2018, 7, 2));
/// assert_eq!(keti_koti.in_year(1990), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    on: On,
    nl: Cow<'static, str>,
    en: Cow<'static, str>,
    first: i32,
    last: i32,
    /// Only in years that this number divides.
    every: i32,
    /// Days to move when it falls on a Saturday.
    from_saturday: i64,
    /// Days to move when it falls on a Sunday.
    from_sunday: i64,
    /// Seconds after its midnight from which it is a day off.
    closes: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum On {
    /// Month and day.
    Fixed(u32, u32),
    /// Days after Easter Sunday.
    Easter(i64),
    /// The nth such weekday of a month, from its end when negative.
    Weekday(u32, Weekday, i8),
    /// One date.
    Once(NaiveDate),
}

/// How far from Easter a day off may be, in days.
const YEAR: i64 = 365;

impl Holiday {
    /// The same month and day every year.
    pub const fn fixed(month: u32, day: u32, nl: &'static str, en: &'static str) -> Self {
        Self::every_year(On::Fixed(month, day), nl, en)
    }

    /// So many days after Easter Sunday, or before it when negative; a calendar takes a year at
    /// most.
    pub const fn easter(days: i64, nl: &'static str, en: &'static str) -> Self {
        Self::every_year(On::Easter(days), nl, en)
    }

    /// The `nth` such weekday of a month every year: the first is 1, the last is -1.
    pub const fn weekday(
        month: u32,
        weekday: Weekday,
        nth: i8,
        nl: &'static str,
        en: &'static str,
    ) -> Self {
        Self::every_year(On::Weekday(month, weekday, nth), nl, en)
    }

    /// One date, named the same in every language.
    pub fn once(date: NaiveDate, name: impl Into<String>) -> Self {
        let name: Cow<'static, str> = Cow::Owned(name.into());
        Self {
            nl: name.clone(),
            en: name,
            ..Self::every_year(On::Once(date), "", "")
        }
    }

    /// Not before this year.
    pub const fn since(mut self, year: i32) -> Self {
        self.first = year;
        self
    }

    /// Not after this year.
    pub const fn until(mut self, year: i32) -> Self {
        self.last = year;
        self
    }

    /// Only in years that `n` divides.
    pub const fn every(mut self, n: i32) -> Self {
        self.every = n;
        self
    }

    /// Moved by so many days when it falls on a Saturday; a calendar takes a week at most.
    pub const fn from_saturday(mut self, days: i64) -> Self {
        self.from_saturday = days;
        self
    }

    /// Moved by so many days when it falls on a Sunday; a calendar takes a week at most.
    pub const fn from_sunday(mut self, days: i64) -> Self {
        self.from_sunday = days;
        self
    }

    /// Other names than those it was made with, such as ones read from a file.
    pub fn named(mut self, nl: impl Into<String>, en: impl Into<String>) -> Self {
        (self.nl, self.en) = (Cow::Owned(nl.into()), Cow::Owned(en.into()));
        self
    }

    /// A half day: windows that start on it end at this time of day at the latest.
    ///
    /// ```
    /// # use chrono::{DateTime, TimeDelta, Utc};
    /// # use webcare::calendar::{Calendar, holidays::Holiday};
    /// let eve = Holiday::fixed(12, 24, "Kerstavond", "Christmas Eve").closing("16:00")?;
    /// let office = Calendar::weekly(chrono_tz::UTC).mon_fri("09:00-17:00")?.holidays(&[eve])?;
    /// let asked: DateTime<Utc> = "2026-12-24T15:00:00Z".parse()?;
    /// let due = office.add(asked, TimeDelta::hours(2))?;
    /// assert_eq!(due.to_rfc3339(), "2026-12-25T10:00:00+00:00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the text is not a time of day.
    pub fn closing(mut self, time: &str) -> Result<Self, WindowError> {
        self.closes = time_of_day(time)?;
        Ok(self)
    }

    /// Its name.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.nl, &self.en)
    }

    /// The day it falls on in a year, if it does.
    pub fn in_year(&self, year: i32) -> Option<NaiveDate> {
        let holds = (self.first..=self.last).contains(&year)
            && year.checked_rem(self.every).is_none_or(|rest| rest == 0);
        if !holds {
            return None;
        }
        let date = match self.on {
            On::Fixed(month, day) => NaiveDate::from_ymd_opt(year, month, day)?,
            On::Easter(days) => easter(year)?.checked_add_signed(TimeDelta::try_days(days)?)?,
            On::Weekday(month, weekday, nth) => nth_weekday(year, month, weekday, nth)?,
            On::Once(date) => return (date.year() == year).then_some(date),
        };
        match date.weekday() {
            Weekday::Sat => date.checked_add_signed(TimeDelta::try_days(self.from_saturday)?),
            Weekday::Sun => date.checked_add_signed(TimeDelta::try_days(self.from_sunday)?),
            _ => Some(date),
        }
    }

    /// Whether it stays near the day it names: Easter within a year, a move within a week.
    pub(super) fn is_near(&self) -> bool {
        let of_easter = match self.on {
            On::Easter(days) => (-YEAR..=YEAR).contains(&days),
            On::Fixed(..) | On::Weekday(..) | On::Once(_) => true,
        };
        let mut moves = [self.from_saturday, self.from_sunday].into_iter();
        of_easter && moves.all(|days| (-7..=7).contains(&days))
    }

    /// Whether any year has the day it names.
    pub(super) fn exists(&self) -> bool {
        match self.on {
            // 2000 was a leap year.
            On::Fixed(month, day) => NaiveDate::from_ymd_opt(2000, month, day).is_some(),
            // Every month has at most five of a weekday.
            On::Weekday(month, _, nth) => {
                (1..=12).contains(&month) && (1..=5).contains(&nth.unsigned_abs())
            }
            On::Easter(_) | On::Once(_) => true,
        }
    }

    /// Whether it falls on a date; a move may carry it into a neighbouring year.
    pub(super) fn falls_on(&self, date: NaiveDate) -> bool {
        let reach = self.reach();
        let year = |days| {
            let moved = date.checked_add_signed(TimeDelta::days(days));
            moved.map_or(date.year(), |moved| moved.year())
        };
        // INVARIANT: `is_near`, so that no reckoning of days leaves its range.
        (year(-reach)..=year(reach)).any(|year| self.in_year(year) == Some(date))
    }

    /// How many days from its own year it may fall.
    fn reach(&self) -> i64 {
        let moves = self.from_saturday.abs().max(self.from_sunday.abs());
        match self.on {
            On::Easter(days) => moves + days.abs(),
            On::Fixed(..) | On::Weekday(..) | On::Once(_) => moves,
        }
    }

    /// The one date of a day off that does not come back.
    pub(super) fn one_off(&self) -> Option<NaiveDate> {
        match self.on {
            On::Once(date) => Some(date),
            On::Fixed(..) | On::Easter(_) | On::Weekday(..) => None,
        }
    }

    /// Seconds after its midnight from which it is a day off; none for a whole day.
    pub(super) fn closes(&self) -> i64 {
        self.closes
    }

    /// The years in which it can fall.
    pub(super) fn years(&self) -> RangeInclusive<i32> {
        self.first..=self.last
    }

    const fn every_year(on: On, nl: &'static str, en: &'static str) -> Self {
        Self {
            on,
            nl: Cow::Borrowed(nl),
            en: Cow::Borrowed(en),
            first: i32::MIN,
            last: i32::MAX,
            every: 1,
            from_saturday: 0,
            from_sunday: 0,
            closes: 0,
        }
    }
}

/// The public holidays of the Netherlands, Bevrijdingsdag every year.
///
/// Koninginnedag is there from 1949 and Koningsdag from 2014 with their rules
/// for Sundays. Goede Vrijdag is not: it is a day off by agreement only.
/// Source: Algemene termijnenwet article 3; rijksoverheid.nl, "Officiële feestdagen".
pub const NL: [Holiday; 12] = nl(1);

/// [`NL`] with Bevrijdingsdag off once in five years (2010, 2015, 2020 …), as
/// most collective agreements have it.
pub const NL_LUSTRUM: [Holiday; 12] = nl(5);

const fn nl(bevrijdingsdag: i32) -> [Holiday; 12] {
    [
        Holiday::fixed(1, 1, "Nieuwjaarsdag", "New Year's Day"),
        Holiday::easter(0, "Eerste Paasdag", "Easter Sunday"),
        Holiday::easter(1, "Tweede Paasdag", "Easter Monday"),
        // Moved to the Monday until 1979 and to the Saturday since.
        Holiday::fixed(4, 30, "Koninginnedag", "Queen's Day")
            .since(1949)
            .until(1979)
            .from_sunday(1),
        Holiday::fixed(4, 30, "Koninginnedag", "Queen's Day")
            .since(1980)
            .until(2013)
            .from_sunday(-1),
        Holiday::fixed(4, 27, "Koningsdag", "King's Day")
            .since(2014)
            .from_sunday(-1),
        Holiday::fixed(5, 5, "Bevrijdingsdag", "Liberation Day")
            .since(1945)
            .every(bevrijdingsdag),
        Holiday::easter(39, "Hemelvaartsdag", "Ascension Day"),
        Holiday::easter(49, "Eerste Pinksterdag", "Whit Sunday"),
        Holiday::easter(50, "Tweede Pinksterdag", "Whit Monday"),
        Holiday::fixed(12, 25, "Eerste Kerstdag", "Christmas Day"),
        Holiday::fixed(12, 26, "Tweede Kerstdag", "Boxing Day"),
    ]
}

fn nth_weekday(year: i32, month: u32, weekday: Weekday, nth: i8) -> Option<NaiveDate> {
    if let Ok(nth) = u8::try_from(nth) {
        return NaiveDate::from_weekday_of_month_opt(year, month, weekday, nth);
    }
    let weeks = i64::from(nth.unsigned_abs()) - 1;
    let last = (4..=5)
        .rev()
        .find_map(|n| NaiveDate::from_weekday_of_month_opt(year, month, weekday, n))?;
    let date = last.checked_sub_signed(TimeDelta::try_weeks(weeks)?)?;
    (date.month() == month).then_some(date)
}

/// Easter Sunday of a year in the Gregorian calendar.
pub fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let lunar = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let correction = century - century.div_euclid(4) - lunar + 15;
    let moon = (19 * golden + correction).rem_euclid(30);
    let weekday = (32 + 2 * century.rem_euclid(4) + 2 * of_century.div_euclid(4)
        - moon
        - of_century.rem_euclid(4))
    .rem_euclid(7);
    let late = (golden + 11 * moon + 22 * weekday).div_euclid(451);
    let days = moon + weekday - 7 * late + 114;
    let (month, day) = (days.div_euclid(31), days.rem_euclid(31) + 1);
    NaiveDate::from_ymd_opt(year, month.try_into().ok()?, day.try_into().ok()?)
}
