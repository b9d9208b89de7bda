//! When does a team work?
//!
//! A [`Calendar`] is made of weekly opening hours in a zone, holidays, breaks
//! and dated exceptions. It adds working time to an instant, measures it
//! between two, and says of every second whether it counts and why.
//!
//! ```
//! use chrono::{DateTime, TimeDelta, Utc};
//! use chrono_tz::Europe;
//! use webcare::calendar::{Calendar, holidays};
//!
//! let office = Calendar::weekly(Europe::Amsterdam)
//!     .mon_fri("08:00-21:00")?
//!     .sat("09:00-17:00")?
//!     .holidays(&holidays::NL)?;
//!
//! // Wednesday 1 June 2011, 20:00 in Amsterdam; Thursday is Ascension Day.
//! let asked: DateTime<Utc> = "2011-06-01T18:00:00Z".parse()?;
//! let due = office.add(asked, TimeDelta::hours(2))?;
//! assert_eq!(due.to_rfc3339(), "2011-06-03T07:00:00+00:00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is open
//!
//! A window holds `[from, until)` on the local wall clock and belongs to the
//! day on which it starts: a holiday closes the windows that start on it, so a
//! night shift of the evening before still runs to its end, and the night of
//! the holiday itself is closed until the next morning. A half day ends such
//! windows at its time of closing. Breaks cut by the date on the wall. Hours
//! given for a date replace those of the weekday and hold on a holiday too.
//! Overlapping windows count once.
//!
//! On the day of a clock change, [`Semantics::Wall`] is the default: an
//! instant is open iff the wall clock then stands in a window.
//!
//! A calendar may change [from a date on](Calendar::from_date), and it may be
//! open only [while another one is](Calendar::within), in another zone too.
//!
//! # Conventions
//!
//! Where others answer otherwise, this is what is meant here.
//!
//! | case | here | elsewhere |
//! |---|---|---|
//! | time that fits exactly | ends at closing time | at the next opening (biz) |
//! | no time at all, while closed | ends at the next opening | is an error (Libredesk) |
//! | time back from an opening | starts at the last closing | – |
//! | an `until` before `from` | the time between is negative | is none (biz) |
//! | an hour that the clock repeats | counts twice | once (working_hours) |
//! | a window that the clock skips in part | is what is left of it | is moved, or left out (biz) |
//! | windows that come to lie over each other under `shift` or `clamp` | count once | count twice |
//! | closing at `24:00` | is midnight | is a microsecond earlier (working_hours) |
//! | fractions of a second | are kept | are rounded (working_hours), dropped (biz) |
//! | a break while it is closed anyway | is not the reason | is a break (biz) |
//! | a term in working days from a closed instant | runs from the next opening, and ends within hours | keeps the time of day (working_hours) |
//! | a calendar that never opens | [`CalendarError::NeverOpens`] | counts all time (Chatwoot) |
//!
//! # What it costs
//!
//! A calendar compiles itself on first use. After that every question costs a
//! few binary searches, whatever the span: between the days that differ from
//! their weekday and the changes of the clock, weeks are arithmetic. Holidays
//! that come back are listed for 1900 to 2199 at first, and for the years 1 to
//! 9999 when an answer lies outside; beyond that a calendar with such holidays
//! answers [`CalendarError::OutOfRange`]. Without them it reaches as far as
//! dates go. Only an explanation, by [`segments`](Calendar::segments), is as
//! long as its span.
//!
//! # What is not here
//!
//! Who is there (that is a roster), and today's date: every instant is given.

mod around;
mod buckets;
mod compiled;
mod days;
pub mod holidays;
mod index;
mod line;
mod plan;
mod read;
mod reason;
mod rules;
mod segments;
mod semantics;
mod stretch;
mod versions;
mod week;
mod why;
mod window;
mod zone;

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use compiled::Compiled;
use holidays::Holiday;
use plan::Plan;
use rules::Rules;
use stretch::DAY;
use window::windows;

pub(crate) use read::{HolidaySets, read_named};
pub use reason::Reason;
pub use segments::{Segment, Segments};
pub use semantics::{Semantics, UnknownSemantics};
pub use window::{Window, WindowError};

/// The version of the zone data that is compiled in, such as `2025b`.
///
/// Governments change their clocks, so an instant computed for next year may
/// move with it. It belongs in every explanation that is kept.
pub const ZONE_DATA_VERSION: &str = chrono_tz::IANA_TZDB_VERSION;

/// When a team works: checked while it is made, compiled when it is first asked,
/// cheap to clone and to share between threads.
///
/// See the [module](self) for an example and for what its parts mean.
#[derive(Clone)]
pub struct Calendar {
    shared: Arc<Shared>,
}

struct Shared {
    rules: Rules,
    /// Itself without what it lies within, where there is such.
    alone: OnceLock<Calendar>,
    near: OnceLock<Compiled>,
    far: OnceLock<Compiled>,
}

crate::id::id! {
    /// The name under which a playbook keeps a calendar, such as `webcare`.
    CalendarId
}

/// Why a calendar has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CalendarError {
    /// There is not enough open time in that direction, ever.
    #[error("the calendar never opens there; give it opening hours")]
    NeverOpens,
    /// It is open from there on without end.
    #[error("the calendar never closes after that instant")]
    NeverCloses,
    /// The answer lies beyond the dates that can be represented, or beyond the
    /// year 9999 where holidays come back.
    #[error("the answer lies beyond the dates that can be reckoned with")]
    OutOfRange,
    /// A negative time was given.
    #[error("working time is counted from zero up; use the opposite operation")]
    Negative,
}

/// A holiday that no calendar can have; it holds the name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HolidayError {
    /// It falls on no day.
    #[error("the holiday `{0}` falls in no year; give a month and day that exist")]
    NoSuchDay(String),
    /// It is moved further than a week, or is further than a year from Easter.
    #[error(
        "the holiday `{0}` is moved too far; move it by a week at most, and keep it within a year of Easter"
    )]
    TooFar(String),
}

/// How calendars are made.
impl Calendar {
    /// Closed all week in this zone, until hours are given.
    pub fn weekly(zone: Tz) -> Self {
        Self::from_rules(Rules::new(zone))
    }

    /// Open day and night, all year: working time is elapsed time.
    pub fn always() -> Self {
        let mut rules = Rules::new(Tz::UTC);
        rules.last_mut().week = std::array::from_fn(|_| vec![Window::ALL_DAY]);
        Self::from_rules(rules)
    }

    /// Hours on Mondays, such as `08:00-12:00, 13:00-17:00`; they replace what was set before.
    ///
    /// # Errors
    /// When the text is not a list of windows. The same holds for the other days.
    pub fn mon(self, hours: &str) -> Result<Self, WindowError> {
        self.weekdays(0..1, hours)
    }

    /// Hours on Tuesdays.
    ///
    /// # Errors
    /// As [`mon`](Self::mon).
    pub fn tue(self, hours: &str) -> Result<Self, WindowError> {
        self.weekdays(1..2, hours)
    }

    /// Hours on Wednesdays.
    ///
    /// # Errors
    /// As [`mon`](Self::mon).
    pub fn wed(self, hours: &str) -> Result<Self, WindowError> {
        self.weekdays(2..3, hours)
    }

    /// Hours on Thursdays.
    ///
    /// # Errors
    /// As [`mon`](Self::mon).
    pub fn thu(self, hours: &str) -> Result<Self, WindowError> {
        self.weekdays(3..4, hours)
    }

    /// Hours on Fridays.
    ///
    /// # Errors
    /// As [`mon`](Self::mon).
    pub fn fri(self, hours: &str) -> Result<Self, WindowError> {
        self.weekdays(4..5, hours)
    }

    /// Hours on Saturdays.
    ///
    /// # Errors
    /// As [`mon`](Self::mon).
    pub fn sat(self, hours: &str) -> Result<Self, WindowError> {
        self.weekdays(5..6, hours)
    }

    /// Hours on Sundays.
    ///
    /// # Errors
    /// As [`mon`](Self::mon).
    pub fn sun(self, hours: &str) -> Result<Self, WindowError> {
        self.weekdays(6..7, hours)
    }

    /// Hours from Monday to Friday.
    ///
    /// # Errors
    /// As [`mon`](Self::mon).
    pub fn mon_fri(self, hours: &str) -> Result<Self, WindowError> {
        self.weekdays(0..5, hours)
    }

    /// Hours on every day of the week.
    ///
    /// # Errors
    /// As [`mon`](Self::mon).
    pub fn every_day(self, hours: &str) -> Result<Self, WindowError> {
        self.weekdays(0..7, hours)
    }

    /// Days off, in addition to those it has; the built-in set is [`holidays::NL`].
    ///
    /// Of several on one date the one that closes most holds, whatever their order: a whole day
    /// before a half one, and an earlier closing before a later one. The first of equals names it.
    ///
    /// # Errors
    /// When a rule names a day that no year has, such as 31 June, or moves it further than a week.
    pub fn holidays(self, rules: &[Holiday]) -> Result<Self, HolidayError> {
        for rule in rules {
            let name = || rule.name(Default::default()).to_owned();
            if !rule.exists() {
                return Err(HolidayError::NoSuchDay(name()));
            }
            if !rule.is_near() {
                return Err(HolidayError::TooFar(name()));
            }
        }
        Ok(self.planned(|own| rules.iter().for_each(|rule| own.add_holiday(rule))))
    }

    /// No days off, whatever was given so far; hours and breaks of dates stay.
    pub fn no_holidays(self) -> Self {
        self.planned(Plan::clear_holidays)
    }

    /// Hours on one date instead of the weekday's, on a holiday too; none when the text is empty.
    ///
    /// # Errors
    /// As [`mon`](Self::mon).
    pub fn on(self, date: NaiveDate, hours: &str) -> Result<Self, WindowError> {
        let hours = windows(hours)?;
        Ok(self.planned(|own| own.special_mut(date).hours = Some(hours)))
    }

    /// A break on one date: a half day, a meeting, a drill. It is cut out by the wall clock,
    /// whatever the [`Semantics`] of the windows: both times where the clock shows it twice.
    ///
    /// # Errors
    /// As [`mon`](Self::mon).
    pub fn break_on(self, date: NaiveDate, hours: &str) -> Result<Self, WindowError> {
        let hours = windows(hours)?;
        Ok(self.planned(|own| own.special_mut(date).breaks.extend(hours)))
    }

    /// What its hours mean on the day of a clock change.
    pub fn semantics(self, semantics: Semantics) -> Self {
        self.planned(|own| own.semantics = semantics)
    }

    fn weekdays(self, days: std::ops::Range<usize>, hours: &str) -> Result<Self, WindowError> {
        let hours = windows(hours)?;
        Ok(self.planned(|own| {
            for day in own.week.iter_mut().take(days.end).skip(days.start) {
                day.clone_from(&hours);
            }
        }))
    }

    /// Changes its last version.
    fn planned(self, change: impl FnOnce(&mut Plan)) -> Self {
        self.changed(|rules| change(rules.last_mut()))
    }

    fn changed(self, change: impl FnOnce(&mut Rules)) -> Self {
        let mut rules = match Arc::try_unwrap(self.shared) {
            Ok(shared) => shared.rules,
            Err(shared) => shared.rules.clone(),
        };
        change(&mut rules);
        Self::from_rules(rules)
    }

    fn from_rules(rules: Rules) -> Self {
        let shared = Shared {
            rules,
            alone: OnceLock::new(),
            near: OnceLock::new(),
            far: OnceLock::new(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }
}

/// What calendars answer.
impl Calendar {
    /// The zone its hours are meant in.
    pub fn zone(&self) -> Tz {
        self.rules().zone
    }

    /// What the wall clock of its zone shows at an instant; in the first and last hours of time,
    /// where that has no date, what a clock at Greenwich shows.
    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        let ahead =
            TimeDelta::try_seconds(zone::offset(self.zone(), at.timestamp())).unwrap_or_default();
        let utc = at.naive_utc();
        utc.checked_add_signed(ahead).unwrap_or(utc)
    }

    /// The instant at which so much working time has passed since `start`.
    ///
    /// Time that fits exactly ends at closing time. No time at all is over at
    /// once when open, and else at the next opening.
    ///
    /// # Errors
    /// [`NeverOpens`](CalendarError::NeverOpens), [`OutOfRange`](CalendarError::OutOfRange)
    /// and [`Negative`](CalendarError::Negative).
    pub fn add(
        &self,
        start: DateTime<Utc>,
        time: TimeDelta,
    ) -> Result<DateTime<Utc>, CalendarError> {
        let time = from_zero(time)?;
        self.answer(|compiled| compiled.add(start, time))
    }

    /// The instant from which so much working time passes until `end`: the mirror of [`add`](Self::add).
    ///
    /// Time that fits exactly starts at an opening. No time at all starts at
    /// `end` when it was open until then, and else at the last closing.
    ///
    /// ```
    /// # use chrono::{DateTime, TimeDelta, Utc};
    /// # use webcare::calendar::Calendar;
    /// let office = Calendar::weekly(chrono_tz::UTC).mon_fri("09:00-17:00")?;
    /// let tuesday: DateTime<Utc> = "2026-01-06T09:30:00Z".parse()?;
    /// let an_hour_before = office.sub(tuesday, TimeDelta::hours(1))?;
    /// assert_eq!(an_hour_before.to_rfc3339(), "2026-01-05T16:30:00+00:00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn sub(&self, end: DateTime<Utc>, time: TimeDelta) -> Result<DateTime<Utc>, CalendarError> {
        let time = from_zero(time)?;
        self.answer(|compiled| compiled.sub(end, time))
    }

    /// The working time between two instants; negative when `until` comes first.
    ///
    /// # Errors
    /// [`OutOfRange`](CalendarError::OutOfRange).
    pub fn between(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<TimeDelta, CalendarError> {
        self.answer(|compiled| compiled.between(from, until))
    }

    /// Whether it is open at an instant.
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        self.answer(|compiled| compiled.is_open(at))
            .unwrap_or_else(|_| {
                let wall = at.timestamp() + zone::offset(self.zone(), at.timestamp());
                let open = self.rules().open_on(wall.div_euclid(DAY));
                open.contains(wall.rem_euclid(DAY))
                    && self.rules().within.iter().all(|other| other.is_open(at))
            })
    }

    /// `at` itself when open, and else the next opening.
    ///
    /// # Errors
    /// [`NeverOpens`](CalendarError::NeverOpens) and [`OutOfRange`](CalendarError::OutOfRange).
    pub fn next_open(&self, at: DateTime<Utc>) -> Result<DateTime<Utc>, CalendarError> {
        self.answer(|compiled| compiled.next_open(at))
    }

    /// The next closing after `at`: of the window it lies in, or else of the next one.
    ///
    /// # Errors
    /// [`NeverOpens`](CalendarError::NeverOpens), [`NeverCloses`](CalendarError::NeverCloses)
    /// and [`OutOfRange`](CalendarError::OutOfRange).
    pub fn next_close(&self, at: DateTime<Utc>) -> Result<DateTime<Utc>, CalendarError> {
        self.answer(|compiled| compiled.next_close(at))
    }

    /// Asks the near years first, and all years where the answer lies outside.
    fn answer<T>(
        &self,
        question: impl Fn(&Compiled) -> Result<T, CalendarError>,
    ) -> Result<T, CalendarError> {
        match question(self.near()) {
            Err(CalendarError::OutOfRange) if self.rules().recurs() => {
                question(self.compiled(ALL_YEARS))
            }
            answer => answer,
        }
    }

    /// Whether it is the very same calendar, not one that is alike.
    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    /// Itself, whatever it lies within.
    fn alone(&self) -> &Self {
        if self.rules().within.is_empty() {
            return self;
        }
        self.shared
            .alone
            .get_or_init(|| Self::from_rules(self.rules().alone()))
    }

    fn near(&self) -> &Compiled {
        self.compiled(NEAR_YEARS)
    }

    /// Itself with the days off of the near years or of all.
    fn compiled(&self, years: RangeInclusive<i32>) -> &Compiled {
        let kept = if years == NEAR_YEARS {
            &self.shared.near
        } else {
            &self.shared.far
        };
        kept.get_or_init(|| Compiled::new(self.rules(), years))
    }

    fn rules(&self) -> &Rules {
        &self.shared.rules
    }
}

/// The years whose days off are listed at first.
const NEAR_YEARS: RangeInclusive<i32> = 1900..=2199;

/// The years whose days off can be listed.
const ALL_YEARS: RangeInclusive<i32> = 1..=9999;

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Calendar").field(self.rules()).finish()
    }
}

fn from_zero(time: TimeDelta) -> Result<TimeDelta, CalendarError> {
    if time < TimeDelta::zero() {
        return Err(CalendarError::Negative);
    }
    Ok(time)
}
