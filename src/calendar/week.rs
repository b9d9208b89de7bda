//! A week that repeats without end.

use super::stretch::{DAY, Stretch, Stretches};

/// Seconds in a week.
pub(super) const WEEK: i64 = 7 * DAY;

/// 1970-01-01 was a Thursday: a week's Monday lies this much before it.
const MONDAY: i64 = 3 * DAY;

/// The open stretches of a week, from Monday 00:00, over and over on a line of
/// seconds since 1970-01-01T00:00.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Week {
    open: Stretches,
}

impl Week {
    /// `open` in seconds after Monday 00:00, none past the week's end.
    pub(super) fn new(open: Stretches) -> Self {
        Self { open }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    pub(super) fn contains(&self, x: i64) -> bool {
        self.open.contains((x + MONDAY).rem_euclid(WEEK))
    }

    /// The open seconds before `x`, counted from an arbitrary place: differences have meaning.
    pub(super) fn before(&self, x: i64) -> i64 {
        let x = x + MONDAY;
        x.div_euclid(WEEK) * self.open.total() + self.open.before(x.rem_euclid(WEEK))
    }

    /// The first place with at least `length` before it.
    pub(super) fn first(&self, length: i64) -> Option<i64> {
        let weeks = div(length - 1, self.open.total())?;
        let rest = length - weeks * self.open.total();
        monday(weeks)?.checked_add(self.open.first(rest)?)
    }

    /// The last place with no more than `length` before it: the start of the next open second.
    pub(super) fn last(&self, length: i64) -> Option<i64> {
        let weeks = div(length, self.open.total())?;
        let rest = length - weeks * self.open.total();
        monday(weeks)?.checked_add(self.open.last(rest)?)
    }

    /// The same week with open and closed exchanged.
    pub(super) fn complement(&self) -> Self {
        Self::new(self.open.gaps(0, WEEK))
    }

    /// The same week on a line that runs `offset` seconds behind.
    pub(super) fn shifted(&self, offset: i64) -> Self {
        let moved = self.open.iter().flat_map(|s| {
            let from = (s.from - offset).rem_euclid(WEEK);
            let until = from + s.until - s.from;
            [
                Stretch::new(from, until.min(WEEK)),
                Stretch::new(0, until - WEEK),
            ]
        });
        Self::new(Stretches::new(moved.collect()))
    }

    /// What is open in both.
    pub(super) fn both(&self, other: &Self) -> Self {
        Self::new(self.open.both(&other.open))
    }

    /// What is open in `[from, until)`, which costs as much as it has stretches.
    pub(super) fn within(&self, from: i64, until: i64) -> Stretches {
        let first = (from + MONDAY).div_euclid(WEEK);
        let last = (until + MONDAY).div_euclid(WEEK);
        let all = (first..=last).flat_map(|week| {
            let monday = week * WEEK - MONDAY;
            self.open.iter().map(move |s| {
                Stretch::new((s.from + monday).max(from), (s.until + monday).min(until))
            })
        });
        Stretches::new(all.collect())
    }
}

/// The quotient rounded down; nothing for none. In our days both fit half the
/// width, in which processors divide several times as fast.
fn div(a: i64, b: i64) -> Option<i64> {
    match (u32::try_from(a), u32::try_from(b)) {
        (Ok(a), Ok(b)) => a.checked_div(b).map(i64::from),
        _ => a.checked_div_euclid(b),
    }
}

/// The start of the nth week, as far as seconds can be counted.
fn monday(week: i64) -> Option<i64> {
    week.checked_mul(WEEK)?.checked_sub(MONDAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Week {
        Week::new(Stretches::new(vec![
            Stretch::new(0, 100),
            Stretch::new(DAY, 2 * DAY),
            Stretch::new(WEEK - 50, WEEK),
        ]))
    }

    #[test]
    fn a_shifted_week_is_open_so_much_earlier() {
        let week = sample();
        for offset in [0, 30, -30, 3600, -86_400, WEEK + 7] {
            let shifted = week.shifted(offset);
            for x in (-WEEK..WEEK).step_by(25) {
                assert_eq!(
                    shifted.contains(x),
                    week.contains(x + offset),
                    "{x} {offset}"
                );
            }
        }
    }

    #[test]
    fn within_is_what_is_open_there() {
        let week = sample();
        let (from, until) = (-WEEK - 40, WEEK + DAY + 60);
        let found = week.within(from, until);
        for x in (from - 100..until + 100).step_by(20) {
            let inside = (from..until).contains(&x);
            assert_eq!(found.contains(x), inside && week.contains(x), "{x}");
        }
        assert_eq!(found.total(), week.before(until) - week.before(from));
    }
}
