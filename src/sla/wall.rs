//! Instants and lengths of time as people read them off a clock on the wall.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};

use crate::calendar::Calendar;
use crate::text::Lang;

/// The clock on the wall of an office, told in a language.
pub(crate) struct Wall<'c> {
    pub(super) calendar: &'c Calendar,
    pub(super) lang: Lang,
}

impl<'c> Wall<'c> {
    pub(crate) fn new(calendar: &'c Calendar, lang: Lang) -> Self {
        Self { calendar, lang }
    }

    /// An instant: `wo 1 juni 2011 20:00`.
    pub(crate) fn moment(&self, at: DateTime<Utc>) -> String {
        let local = self.calendar.local(at);
        let (date, year) = (day(local.date(), self.lang), local.year());
        format!(
            "{date} {year} {}{}",
            time(local.time()),
            self.which(at, local)
        )
    }

    /// A piece of time: `wo 1 juni 20:00–21:00`. Its end is read off the clock that ran up
    /// to it: what ends at midnight ends at 24:00, and the hour before the clock goes back
    /// ends at three.
    pub(super) fn stretch(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> String {
        let tick = TimeDelta::nanoseconds(1).min(until - from);
        let (start, before) = (self.calendar.local(from), self.calendar.local(until - tick));
        let end = before.checked_add_signed(tick).unwrap_or(before);
        let (first, last) = (day(start.date(), self.lang), day(end.date(), self.lang));
        let begins = format!("{first} {}{}", time(start.time()), self.which(from, start));
        let (to, which) = (time(end.time()), self.which(until - tick, before));
        let is_midnight = end.time() == NaiveTime::MIN;
        if start.date() == end.date() {
            format!("{begins}–{to}{which}")
        } else if is_midnight && start.date().succ_opt() == Some(end.date()) {
            format!("{begins}–24:00{which}")
        } else {
            format!("{begins} – {last} {to}{which}")
        }
    }

    /// Which of two it is, where the clock shows this twice: ` CEST`.
    fn which(&self, at: DateTime<Utc>, local: NaiveDateTime) -> String {
        let zone = self.calendar.zone();
        match zone.from_local_datetime(&local) {
            chrono::LocalResult::Ambiguous(..) => at.with_timezone(&zone).format(" %Z").to_string(),
            chrono::LocalResult::Single(_) | chrono::LocalResult::None => String::new(),
        }
    }
}

/// Hours and minutes, and seconds and their parts where there are any.
fn time(at: NaiveTime) -> String {
    let is_whole = at.format("%S%.f").to_string() == "00";
    at.format(if is_whole { "%H:%M" } else { "%H:%M:%S%.f" })
        .to_string()
}

/// A length of time as [`time`] tells one of day: `0:30`, `26:00`, `0:00:00.500`.
pub(super) fn length(of: TimeDelta) -> String {
    let (hours, minutes, seconds) = (of.num_hours(), of.num_minutes() % 60, of.num_seconds() % 60);
    let parts = match of.subsec_nanos() {
        0 => String::new(),
        nanos if nanos % 1_000_000 == 0 => format!(".{:03}", nanos / 1_000_000),
        nanos if nanos % 1_000 == 0 => format!(".{:06}", nanos / 1_000),
        nanos => format!(".{nanos:09}"),
    };
    match (seconds, parts.as_str()) {
        (0, "") => format!("{hours}:{minutes:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}{parts}"),
    }
}

/// A date without its year: `do 2 juni`.
pub(super) fn day(date: NaiveDate, lang: Lang) -> String {
    const NL_DAYS: [&str; 7] = ["ma", "di", "wo", "do", "vr", "za", "zo"];
    const NL_MONTHS: [&str; 12] = [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ];
    let named = |names: &[&'static str], index: u32| {
        let index = usize::try_from(index).unwrap_or(usize::MAX);
        names.get(index).copied().unwrap_or_default()
    };
    match lang {
        Lang::En => date.format("%a %-d %B").to_string(),
        Lang::Nl => format!(
            "{} {} {}",
            named(&NL_DAYS, date.weekday().num_days_from_monday()),
            date.day(),
            named(&NL_MONTHS, date.month0()),
        ),
    }
}
