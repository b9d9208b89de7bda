use std::str::FromStr;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::index::{FIRST, Index, LAST, Rule};
use super::line::Line;
use super::stretch::{DAY, Stretch, Stretches};
use super::zone::{self, Change};

/// What opening hours mean on the day on which the clock changes.
///
/// Only windows that start or end inside the hour that is skipped or repeated
/// are read differently.
///
/// ```
/// use webcare::calendar::Semantics;
///
/// assert_eq!("wall".parse(), Ok(Semantics::Wall));
/// assert!("summer".parse::<Semantics>().is_err());
/// ```
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Semantics {
    /// Open exactly while the wall clock stands in a window: the skipped hour
    /// shrinks it, the repeated hour repeats it. Being open and being counted agree.
    #[default]
    Wall,
    /// A window is one piece of time between two instants. A skipped time of
    /// day moves on by as much as is skipped; a repeated one is its first pass.
    Shift,
    /// A window is one piece of time between two instants. A skipped time of
    /// day becomes the instant of the change; a repeated one starts a window
    /// in its first pass and ends it in its second.
    Clamp,
}

/// A text that names no way to read a clock change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a way to read clock changes; write `wall`, `shift` or `clamp`")]
pub struct UnknownSemantics(String);

impl FromStr for Semantics {
    type Err = UnknownSemantics;

    fn from_str(text: &str) -> Result<Self, UnknownSemantics> {
        match text {
            "wall" => Ok(Semantics::Wall),
            "shift" => Ok(Semantics::Shift),
            "clamp" => Ok(Semantics::Clamp),
            _ => Err(UnknownSemantics(text.to_owned())),
        }
    }
}

/// The index of a wall clock's line in a zone; each change is read as was agreed for its day.
pub(super) fn index(
    line: Line,
    zone: Tz,
    semantics: impl Fn(&Change) -> Semantics,
    changes: &[Change],
) -> Index {
    let mut rules = Vec::with_capacity(changes.len() + 1);
    rules.push((FIRST, Rule::Clock(zone::offset(zone, FIRST))));
    for (i, change) in changes.iter().enumerate() {
        match semantics(change) {
            Semantics::Wall => rules.push((change.at, Rule::Clock(change.to))),
            semantics @ (Semantics::Shift | Semantics::Clamp) => {
                let next = changes
                    .get(i + 1)
                    .map_or(LAST, |next| next.at - next.size());
                let start = change.at - change.size();
                let end = (change.at + change.size()).min(next).max(change.at);
                let open = around(&line, change, semantics, start, end);
                rules.push((start, Rule::Listed(open)));
                rules.push((end, Rule::Clock(change.to)));
            }
        }
    }
    Index::new(line, rules)
}

/// The windows of the days around a change, each as one piece of time, within `[start, end)`.
fn around(line: &Line, change: &Change, semantics: Semantics, start: i64, end: i64) -> Stretches {
    let first = (start + change.from).div_euclid(DAY) - 1;
    let last = (end + change.to).div_euclid(DAY) + 1;
    let mut open = Vec::new();
    for midnight in (first..=last).map(|day| day * DAY) {
        for window in line.day(midnight) {
            let from = instant(window.from, change, semantics, End::Opening);
            let until = instant(window.until, change, semantics, End::Closing);
            open.push(Stretch::new(from.max(start), until.min(end)));
        }
    }
    Stretches::new(open)
}

/// Which end of a window a time is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Opening,
    Closing,
}

/// The instant of a time on the wall clock near a change.
fn instant(wall: i64, change: &Change, semantics: Semantics, end: End) -> i64 {
    let (low, high) = (
        change.at + change.from.min(change.to),
        change.at + change.from.max(change.to),
    );
    let skipped = change.to > change.from;
    if wall < low {
        wall - change.from
    } else if wall >= high {
        wall - change.to
    } else if skipped && semantics == Semantics::Clamp {
        change.at
    } else if !skipped && semantics == Semantics::Clamp && end == End::Closing {
        wall - change.to
    } else {
        wall - change.from
    }
}
