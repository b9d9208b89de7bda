//! A calendar made ready to be asked: instants with their fractions of a second.

use std::ops::RangeInclusive;
use std::sync::OnceLock;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::CalendarError;
use super::around;
use super::index::{FIRST, Index, LAST, Rule};
use super::plan::{date, day_number};
use super::rules::Rules;
use super::stretch::DAY;
use super::window::Window;
use super::zone::{self, Change};

const NANOS: i64 = 1_000_000_000;

/// The index of a calendar over a range of years, and what derives from it.
#[derive(Debug)]
pub(super) struct Compiled {
    open: Index,
    closed: OnceLock<Index>,
    working_days: OnceLock<Index>,
    changes: &'static [Change],
    /// The days that may differ from their weekday, in order.
    own_days: Vec<i64>,
    /// The days that have hours of their own, in order.
    own_hours: OnceLock<Vec<i64>>,
    /// Whether any window runs past midnight.
    nights: bool,
    /// The years whose yearly days off are in it.
    years: RangeInclusive<i32>,
    /// The first and last second for which its answers hold.
    holds: (i64, i64),
}

impl Compiled {
    /// Compiles with the yearly days off of `years`; without such days it holds for all time.
    pub(super) fn new(rules: &Rules, years: RangeInclusive<i32>) -> Self {
        let holds = if rules.recurs() {
            // A day of margin on both sides covers every zone and every moved day.
            let start = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
            let (first, last) = (start(*years.start()), start(*years.end()));
            ((day_number(first) + 3) * DAY, (day_number(last) - 3) * DAY)
        } else {
            (FIRST, LAST)
        };
        let off = rules.days_off(years.clone());
        let line = rules.line(&off);
        let own_days = line
            .days
            .iter()
            .map(|day| day.start.div_euclid(DAY))
            .collect();
        let own = around::index(
            line,
            rules.zone,
            |change| rules.around(change),
            |around| rules.open_around(around, &off),
        );
        let open = rules.within.iter().fold(own, |open, other| {
            open.both(&other.compiled(years.clone()).open)
        });
        Self {
            open,
            closed: OnceLock::new(),
            working_days: OnceLock::new(),
            changes: zone::changes(rules.zone),
            own_days,
            own_hours: OnceLock::new(),
            nights: rules.runs_past_midnight(),
            years,
            holds,
        }
    }

    pub(super) fn add(
        &self,
        start: DateTime<Utc>,
        time: TimeDelta,
    ) -> Result<DateTime<Utc>, CalendarError> {
        if time.is_zero() {
            return self.next_open(start);
        }
        let (piece, length, nanos) = self.counted(start)?;
        let nanos = nanos + i64::from(time.subsec_nanos());
        let length = length + time.num_seconds() + nanos.div_euclid(NANOS);
        match nanos.rem_euclid(NANOS) {
            0 => self.instant(self.open.first(length, piece), 0),
            rest => self.instant(self.open.last(length, piece), rest),
        }
    }

    pub(super) fn sub(
        &self,
        end: DateTime<Utc>,
        time: TimeDelta,
    ) -> Result<DateTime<Utc>, CalendarError> {
        if time.is_zero() {
            return self.previous_close(end);
        }
        let (piece, length, nanos) = self.counted(end)?;
        let nanos = nanos - i64::from(time.subsec_nanos());
        let length = length - time.num_seconds() + nanos.div_euclid(NANOS);
        if length < 0 {
            return Err(missing(self.open.repeats_before()));
        }
        self.instant(self.open.last(length, piece), nanos.rem_euclid(NANOS))
    }

    pub(super) fn between(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<TimeDelta, CalendarError> {
        let (_, from, from_nanos) = self.counted(from)?;
        let (_, until, until_nanos) = self.counted(until)?;
        let seconds = TimeDelta::try_seconds(until - from).ok_or(CalendarError::OutOfRange)?;
        Ok(seconds + TimeDelta::nanoseconds(until_nanos - from_nanos))
    }

    pub(super) fn is_open(&self, at: DateTime<Utc>) -> Result<bool, CalendarError> {
        Ok(self.open.contains(self.second(at)?.0))
    }

    pub(super) fn next_open(&self, at: DateTime<Utc>) -> Result<DateTime<Utc>, CalendarError> {
        let (second, _) = self.second(at)?;
        if self.open.contains(second) {
            return Ok(at);
        }
        let (piece, length) = self.open.place(second);
        self.instant(self.open.last(length, piece), 0)
    }

    /// The first instant after `at` at which it is closed and was open.
    pub(super) fn next_close(&self, at: DateTime<Utc>) -> Result<DateTime<Utc>, CalendarError> {
        let (second, _) = self.second(self.next_open(at)?)?;
        let closed = self.closed.get_or_init(|| self.open.complement());
        let (piece, length) = closed.place(second);
        match closed.last(length, piece) {
            None => Err(CalendarError::NeverCloses),
            found => self.instant(found, 0),
        }
    }

    /// `at` itself where it was open until then, and else the last closing before it.
    fn previous_close(&self, at: DateTime<Utc>) -> Result<DateTime<Utc>, CalendarError> {
        let (second, nanos) = self.second(at)?;
        if self.open.contains(second - i64::from(nanos == 0)) {
            return Ok(at);
        }
        match self.open.place(second) {
            (_, 0) => Err(missing(self.open.repeats_before())),
            (piece, length) => self.instant(self.open.first(length, piece), 0),
        }
    }

    /// The clock change at exactly `at`.
    pub(super) fn change_at(&self, at: i64) -> Option<Change> {
        let found = self.changes.binary_search_by_key(&at, |change| change.at);
        found.ok().and_then(|i| self.changes.get(i)).copied()
    }

    /// The first clock change after `at`.
    pub(super) fn next_change(&self, at: i64) -> Option<Change> {
        let next = self.changes.partition_point(|change| change.at <= at);
        self.changes.get(next).copied()
    }

    /// Seconds that the wall clock is ahead of UTC.
    pub(super) fn offset(&self, at: i64, rules: &Rules) -> i64 {
        let next = self.changes.partition_point(|change| change.at <= at);
        match next.checked_sub(1).and_then(|i| self.changes.get(i)) {
            Some(change) => change.to,
            None => zone::offset(rules.zone, at),
        }
    }

    /// The same for the times of a day and of the next one, where no change is near its midnight.
    pub(super) fn steady_offset(&self, wall: i64, rules: &Rules) -> Option<i64> {
        let next = self.changes.partition_point(|change| change.at <= wall);
        let is_far = |change: Option<&Change>| {
            change.is_none_or(|change| (change.at - wall).abs() > 4 * DAY)
        };
        let before = next.checked_sub(1).and_then(|i| self.changes.get(i));
        let is_steady = is_far(before) && is_far(self.changes.get(next));
        is_steady.then(|| before.map_or_else(|| zone::offset(rules.zone, wall), |it| it.to))
    }

    /// Whether a window that starts on a day may run into the next.
    pub(super) fn has_nights(&self) -> bool {
        self.nights
    }

    /// The next day after `day` that has hours of its own.
    pub(super) fn next_own_hours(&self, rules: &Rules, day: i64) -> Option<i64> {
        let days = self.own_hours.get_or_init(|| {
            let days = self.own_days.iter().copied();
            days.filter(|day| rules.has_own_hours(*day)).collect()
        });
        days.get(days.partition_point(|own| *own <= day)).copied()
    }

    /// The first opening and the last closing of what starts on a day, in seconds after its
    /// midnight.
    pub(super) fn hours(&self, rules: &Rules, day: i64) -> Option<(i64, i64)> {
        let is_own = |day: i64| self.own_days.binary_search(&day).is_ok();
        // The breaks of the next day cut into what runs past midnight.
        if !self.holds_on(day) || is_own(day) || (self.nights && is_own(day + 1)) {
            let hours = rules.working_hours(day);
            return Some((hours.iter().next()?.from, hours.iter().last()?.until));
        }
        let windows = rules.weekly(day).iter().map(Window::seconds);
        windows.reduce(|(opening, closing), (from, until)| (opening.min(from), closing.max(until)))
    }

    /// The `n`th working day after `day`, which need not be one itself; before it when negative.
    pub(super) fn working_day(
        &self,
        rules: &Rules,
        day: i64,
        n: i64,
    ) -> Result<i64, CalendarError> {
        let days = self.working_days(rules);
        let (piece, before) = if n < 0 {
            days.place(day * DAY)
        } else {
            let (piece, until) = days.place((day + 1) * DAY);
            (piece, until - 1)
        };
        let number = before.checked_add(n).ok_or(CalendarError::OutOfRange)?;
        if number < 0 {
            return Err(missing(days.repeats_before()));
        }
        let found = days.last(number, piece);
        let found = found.ok_or_else(|| missing(days.repeats_after()))?;
        let day = found.div_euclid(DAY);
        if date(day).is_none() || !self.holds_on(day) {
            return Err(CalendarError::OutOfRange);
        }
        Ok(day)
    }

    /// The first second of every working day: one that all these calendars have.
    fn working_days(&self, rules: &Rules) -> &Index {
        self.working_days.get_or_init(|| {
            let years = || self.years.clone();
            let own = Index::new(rules.working_days(years()), vec![(FIRST, Rule::Clock(0))]);
            rules.within.iter().fold(own, |days, other| {
                days.both(other.compiled(years()).working_days(other.rules()))
            })
        })
    }

    /// The working days after `from`, up to and including `until`.
    pub(super) fn working_days_between(
        &self,
        rules: &Rules,
        from: i64,
        until: i64,
    ) -> Result<i64, CalendarError> {
        if !self.holds_on(from) || !self.holds_on(until) {
            return Err(CalendarError::OutOfRange);
        }
        let days = self.working_days(rules);
        Ok(days.before((until + 1) * DAY) - days.before((from + 1) * DAY))
    }

    fn holds_on(&self, day: i64) -> bool {
        (self.holds.0..=self.holds.1).contains(&(day * DAY))
    }

    /// The piece of an instant and the open time before it: seconds, and the part of a second begun.
    fn counted(&self, at: DateTime<Utc>) -> Result<(usize, i64, i64), CalendarError> {
        let (second, nanos) = self.second(at)?;
        let begun = match nanos {
            0 => 0,
            _ if self.open.contains(second) => nanos,
            _ => 0,
        };
        let (piece, seconds) = self.open.place(second);
        Ok((piece, seconds, begun))
    }

    /// The whole second of an instant and the part of a second after it.
    fn second(&self, at: DateTime<Utc>) -> Result<(i64, i64), CalendarError> {
        let second = at.timestamp();
        if second < self.holds.0 || second > self.holds.1 {
            return Err(CalendarError::OutOfRange);
        }
        Ok((
            second,
            i64::from(at.timestamp_subsec_nanos()).min(NANOS - 1),
        ))
    }

    fn instant(&self, second: Option<i64>, nanos: i64) -> Result<DateTime<Utc>, CalendarError> {
        let second = second.ok_or_else(|| missing(self.open.repeats_after()))?;
        let nanos = u32::try_from(nanos).map_err(|_| CalendarError::OutOfRange)?;
        if second < self.holds.0 || second > self.holds.1 {
            return Err(CalendarError::OutOfRange);
        }
        DateTime::from_timestamp(second, nanos).ok_or(CalendarError::OutOfRange)
    }
}

/// Why open time cannot be found in a direction.
fn missing(repeats: bool) -> CalendarError {
    if repeats {
        CalendarError::OutOfRange
    } else {
        CalendarError::NeverOpens
    }
}
