//! The wall clock as one endless line: weeks that repeat, and days that do not.

use super::stretch::{DAY, Stretches};
use super::week::Week;

/// Which seconds of an imagined wall clock without changes are open.
///
/// Seconds count from 1970-01-01T00:00 local.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// The weeks that repeat, each from some day on; the first from the beginning.
    pub(super) weeks: Vec<Week>,
    /// Days that differ from their weekday, in order.
    pub(super) days: Vec<Exception>,
}

/// A day with opening hours of its own.
#[derive(Clone, Debug)]
pub(super) struct Exception {
    /// Its midnight.
    pub(super) start: i64,
    /// Seconds of the line, within the day.
    pub(super) open: Stretches,
    /// Which of the weeks repeats after it.
    pub(super) week: usize,
}

impl Line {
    /// The days that reach past `from`, in order.
    pub(super) fn days_from(&self, from: i64) -> &[Exception] {
        let next = self.days.partition_point(|d| d.start + DAY <= from);
        self.days.get(next..).unwrap_or_default()
    }

    /// The week that repeats at `x` where no day of its own is.
    pub(super) fn week_at(&self, x: i64) -> usize {
        let next = self.days.partition_point(|d| d.start + DAY <= x);
        let before = next.checked_sub(1).and_then(|i| self.days.get(i));
        before.map_or(0, |day| day.week)
    }
}
