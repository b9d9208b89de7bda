//! The wall clock as one endless line: weeks that repeat, and days that do not.

use super::stretch::{DAY, Stretch, Stretches};

const WEEK: i64 = 7 * DAY;

/// 1970-01-01 was a Thursday: a week's Monday lies this much before it.
const MONDAY: i64 = 3 * DAY;

/// Which seconds of an imagined wall clock without changes are open.
///
/// Seconds count from 1970-01-01T00:00 local. Between two exceptional days
/// everything is arithmetic on weeks, so a question costs two binary searches,
/// whatever its span.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// The open stretches of a week, from Monday 00:00.
    week: Stretches,
    /// Days that differ from their weekday, in order.
    days: Vec<Exception>,
}

/// A day with opening hours of its own.
#[derive(Clone, Debug)]
struct Exception {
    /// Its midnight.
    start: i64,
    /// Seconds after its midnight.
    open: Stretches,
    /// What [`Line::before`] says at its midnight.
    before: i64,
    /// How far the count after it runs ahead of one without exceptions.
    ahead: i64,
}

impl Exception {
    fn after(&self) -> i64 {
        self.before + self.open.total()
    }
}

impl Line {
    /// `days` are pairs of a day number since 1970-01-01 and its open stretches, in order.
    pub(super) fn new(week: Stretches, days: impl Iterator<Item = (i64, Stretches)>) -> Self {
        let mut line = Self {
            week,
            days: Vec::with_capacity(days.size_hint().0),
        };
        for (day, open) in days {
            let start = day * DAY;
            let before = line.before(start);
            let ahead = before + open.total() - line.weekly_before(start + DAY);
            line.days.push(Exception {
                start,
                open,
                before,
                ahead,
            });
        }
        line
    }

    /// The same line with open and closed exchanged.
    pub(super) fn complement(&self) -> Self {
        Self::new(
            self.week.gaps(0, WEEK),
            self.days
                .iter()
                .map(|d| (d.start / DAY, d.open.gaps(0, DAY))),
        )
    }

    /// Whether a week without exceptions has open time.
    pub(super) fn repeats(&self) -> bool {
        !self.week.is_empty()
    }

    pub(super) fn contains(&self, x: i64) -> bool {
        match self.exception_at_or_before(x) {
            Some(day) if x < day.start + DAY => day.open.contains(x - day.start),
            _ => self.week.contains((x + MONDAY).rem_euclid(WEEK)),
        }
    }

    /// The open seconds before `x`, counted from an arbitrary place: differences have meaning.
    pub(super) fn before(&self, x: i64) -> i64 {
        match self.exception_at_or_before(x) {
            None => self.weekly_before(x),
            Some(day) if x < day.start + DAY => day.before + day.open.before(x - day.start),
            Some(day) => day.ahead + self.weekly_before(x),
        }
    }

    /// The first place with at least `length` before it.
    pub(super) fn first(&self, length: i64) -> Option<i64> {
        let next = self.days.partition_point(|d| d.before < length);
        match next.checked_sub(1).and_then(|i| self.days.get(i)) {
            None => self.weekly_first(length),
            Some(day) if length <= day.after() => {
                Some(day.start + day.open.first(length - day.before)?)
            }
            Some(day) => self.weekly_first(length - day.ahead),
        }
    }

    /// The last place with no more than `length` before it: the start of the next open second.
    pub(super) fn last(&self, length: i64) -> Option<i64> {
        let next = self.days.partition_point(|d| d.before <= length);
        match next.checked_sub(1).and_then(|i| self.days.get(i)) {
            None => self.weekly_last(length),
            Some(day) if length < day.after() => {
                Some(day.start + day.open.last(length - day.before)?)
            }
            Some(day) => self.weekly_last(length - day.ahead),
        }
    }

    /// The open stretches of the day that starts at `midnight`, in seconds after it.
    pub(super) fn day(&self, midnight: i64) -> Vec<Stretch> {
        if let Some(day) = self.exception_at_or_before(midnight)
            && day.start == midnight
        {
            return day.open.iter().collect();
        }
        let start = (midnight + MONDAY).rem_euclid(WEEK);
        self.week
            .iter()
            .map(|s| Stretch::new(s.from.max(start) - start, s.until.min(start + DAY) - start))
            .filter(|s| s.from < s.until)
            .collect()
    }

    fn exception_at_or_before(&self, x: i64) -> Option<&Exception> {
        let next = self.days.partition_point(|d| d.start <= x);
        self.days.get(next.checked_sub(1)?)
    }

    fn weekly_before(&self, x: i64) -> i64 {
        let x = x + MONDAY;
        x.div_euclid(WEEK) * self.week.total() + self.week.before(x.rem_euclid(WEEK))
    }

    fn weekly_first(&self, length: i64) -> Option<i64> {
        let weeks = (length - 1).checked_div_euclid(self.week.total())?;
        let rest = length - weeks * self.week.total();
        Some(weeks * WEEK + self.week.first(rest)? - MONDAY)
    }

    fn weekly_last(&self, length: i64) -> Option<i64> {
        let weeks = length.checked_div_euclid(self.week.total())?;
        let rest = length - weeks * self.week.total();
        Some(weeks * WEEK + self.week.last(rest)? - MONDAY)
    }
}
