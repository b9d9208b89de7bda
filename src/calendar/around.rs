//! The hours around a change of the clock, where windows may be pieces of time.

use std::ops::RangeInclusive;

use chrono_tz::Tz;

use super::Semantics;
use super::index::{FIRST, Index, LAST, Rule};
use super::line::Line;
use super::stretch::{DAY, Stretch, Stretches};
use super::window::Window;
use super::zone::{self, Change};

/// The time around a clock change in which a window lies between two instants, whatever the
/// wall clock shows between them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    change: Change,
    semantics: Semantics,
    pub(super) from: i64,
    pub(super) until: i64,
}

/// Which end of a window a time is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Opening,
    Closing,
}

impl Around {
    /// The time around one of a zone's changes; none where the wall clock is what counts.
    pub(super) fn change(changes: &[Change], number: usize, semantics: Semantics) -> Option<Self> {
        if semantics == Semantics::Wall {
            return None;
        }
        let change = *changes.get(number)?;
        let next = changes.get(number + 1);
        let next = next.map_or(LAST, |next| next.at - next.size());
        Some(Self {
            change,
            semantics,
            from: change.at - change.size(),
            until: (change.at + change.size()).min(next).max(change.at),
        })
    }

    pub(super) fn contains(&self, at: i64) -> bool {
        (self.from..self.until).contains(&at)
    }

    /// The days whose windows may lie in it.
    pub(super) fn days(&self) -> RangeInclusive<i64> {
        let first = (self.from + self.change.from).div_euclid(DAY) - 1;
        let last = (self.until + self.change.to).div_euclid(DAY) + 1;
        first..=last
    }

    /// What of it lies in a window that starts on a day; reversed or empty where nothing does.
    pub(super) fn piece(&self, day: i64, window: &Window) -> Stretch {
        let (from, until) = window.seconds();
        let from = self.instant(day * DAY + from, End::Opening);
        let until = self.instant(day * DAY + until, End::Closing);
        Stretch::new(from.max(self.from), until.min(self.until))
    }

    /// When in it the wall clock shows these times: both passes of what comes twice, nothing of
    /// what is skipped.
    pub(super) fn showing(&self, wall: &Stretches) -> Stretches {
        let Change { at, from, to } = self.change;
        let before = wall.moved(-from).clipped(self.from, at);
        let after = wall.moved(-to).clipped(at, self.until);
        Stretches::new(before.iter().chain(after.iter()).collect())
    }

    /// The instant of a time on the wall clock.
    fn instant(&self, wall: i64, end: End) -> i64 {
        let Change { at, from, to } = self.change;
        let (low, high) = (at + from.min(to), at + from.max(to));
        let (skipped, clamps) = (to > from, self.semantics == Semantics::Clamp);
        if wall < low {
            wall - from
        } else if wall >= high {
            wall - to
        } else if skipped && clamps {
            at
        } else if !skipped && clamps && end == End::Closing {
            wall - to
        } else {
            wall - from
        }
    }
}

/// The index of a wall clock's line in a zone. Around changes where `around` says so, `open` is
/// what is open instead of what the clock shows.
pub(super) fn index(
    line: Line,
    zone: Tz,
    around: impl Fn(usize) -> Option<Around>,
    open: impl Fn(&Around) -> Stretches,
) -> Index {
    let changes = zone::changes(zone);
    let mut rules = Vec::with_capacity(changes.len() + 1);
    rules.push((FIRST, Rule::Clock(zone::offset(zone, FIRST))));
    for (number, change) in changes.iter().enumerate() {
        match around(number) {
            None => rules.push((change.at, Rule::Clock(change.to))),
            Some(around) => {
                rules.push((around.from, Rule::Listed(open(&around))));
                rules.push((around.until, Rule::Clock(change.to)));
            }
        }
    }
    Index::new(line, rules)
}
