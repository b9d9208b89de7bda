//! Open time on the time line of the world, in pieces that each count in one way.

use chrono::{DateTime, Utc};

use super::buckets::Buckets;
use super::line::Line;
use super::stretch::{DAY, Stretches};
use super::week::Week;

use crate::sorted::SortedMap;

/// Answers every question about a compiled calendar with a few binary searches.
///
/// Instants are whole seconds since 1970-01-01T00:00Z.
#[derive(Clone, Debug)]
pub(super) struct Index {
    weeks: Vec<Week>,
    /// Where each piece starts; the first starts with time itself.
    starts: Vec<i64>,
    /// Finds a piece by an instant; the first piece is left out, it starts too long ago.
    buckets: Buckets,
    /// The open seconds before each piece.
    befores: Vec<i64>,
    hours: Vec<Hours>,
}

/// How a piece of time counts.
#[derive(Clone, Debug)]
enum Hours {
    /// By a week, on a wall clock that is `offset` ahead; `before` is what the
    /// week counts where the piece starts.
    Weekly {
        week: usize,
        offset: i64,
        before: i64,
    },
    /// These stretches and nothing else.
    Listed(Stretches),
}

/// How a piece of time is to be counted, before it is.
#[derive(Clone, Debug)]
pub(super) enum Rule {
    /// By the line of the wall clock, which is `offset` ahead of UTC.
    Clock(i64),
    /// Only these stretches are open.
    Listed(Stretches),
}

impl Index {
    /// `rules` with the instant from which each holds, in order; the first from the beginning of time.
    pub(super) fn new(line: Line, rules: Vec<(i64, Rule)>) -> Self {
        let mut pieces = Pieces::with_capacity(rules.len() + 2 * line.days.len());
        let ends: Vec<i64> = rules.iter().skip(1).map(|(start, _)| *start).collect();
        let ends = ends.into_iter().chain([LAST]);
        for ((start, rule), end) in rules.into_iter().zip(ends) {
            match rule {
                Rule::Listed(open) => pieces.push(start, Piece::Listed(open)),
                Rule::Clock(offset) => pieces.clock(&line, offset, start, end),
            }
        }
        Self::count(line.weeks, pieces)
    }

    /// What is open in both.
    pub(super) fn both(&self, other: &Self) -> Self {
        let mut starts: Vec<i64> = self.starts.iter().chain(&other.starts).copied().collect();
        starts.sort_unstable();
        starts.dedup();
        let ends: Vec<i64> = starts.iter().skip(1).copied().chain([LAST]).collect();
        let mut weeks = Common::default();
        let mut pieces = Pieces::with_capacity(starts.len());
        for (start, end) in starts.into_iter().zip(ends) {
            let (Some(one), Some(two)) = (self.hours_at(start), other.hours_at(start)) else {
                continue;
            };
            let piece = match (one, two) {
                (
                    &Hours::Weekly { week, offset, .. },
                    &Hours::Weekly {
                        week: of_other,
                        offset: ahead,
                        ..
                    },
                ) => {
                    let week = weeks.of((self, week, offset), (other, of_other, ahead));
                    Piece::Weekly { week, offset: 0 }
                }
                (one, two) => {
                    let open = self.listed(one, start, end);
                    Piece::Listed(open.both(&other.listed(two, start, end)))
                }
            };
            pieces.push(start, piece);
        }
        Self::count(weeks.list, pieces)
    }

    /// The same index with open and closed exchanged.
    pub(super) fn complement(&self) -> Self {
        let mut pieces = Pieces::with_capacity(self.starts.len());
        let ends = self.starts.iter().skip(1).copied().chain([LAST]);
        for ((&start, hours), end) in self.starts.iter().zip(&self.hours).zip(ends) {
            let piece = match hours {
                &Hours::Weekly { week, offset, .. } => Piece::Weekly { week, offset },
                Hours::Listed(open) => Piece::Listed(open.gaps(start, end)),
            };
            pieces.push(start, piece);
        }
        Self::count(self.weeks.iter().map(Week::complement).collect(), pieces)
    }

    /// Whether there is open time in every week but for exceptions, from some time on.
    pub(super) fn repeats_after(&self) -> bool {
        self.repeats(self.hours.last())
    }

    /// Whether there is open time in every week but for exceptions, before some time.
    pub(super) fn repeats_before(&self) -> bool {
        self.repeats(self.hours.first())
    }

    pub(super) fn contains(&self, at: i64) -> bool {
        self.hours_at(at).is_some_and(|hours| match hours {
            Hours::Weekly { week, offset, .. } => {
                self.week(*week).is_some_and(|w| w.contains(at + offset))
            }
            Hours::Listed(open) => open.contains(at),
        })
    }

    /// The open seconds before `at`, since time began.
    pub(super) fn before(&self, at: i64) -> i64 {
        self.place(at).1
    }

    /// The piece in which `at` lies, and the open seconds before it.
    pub(super) fn place(&self, at: i64) -> (usize, i64) {
        let piece = self.piece_at(at);
        (piece, self.counted(piece, at))
    }

    fn piece_at(&self, at: i64) -> usize {
        let later = self.starts.get(1..).unwrap_or_default();
        self.buckets.count(later, at)
    }

    /// The first instant with at least `length` open seconds before it; the piece `near` is
    /// looked into first.
    pub(super) fn first(&self, length: i64, near: usize) -> Option<i64> {
        let piece = self.piece(near, |before| before < length)?;
        let rest = length - self.befores.get(piece)?;
        match self.hours.get(piece)? {
            Hours::Weekly {
                week,
                offset,
                before,
            } => {
                let wall = self.week(*week)?.first(rest.saturating_add(*before))?;
                Some(wall.saturating_sub(*offset))
            }
            Hours::Listed(open) => open.first(rest),
        }
    }

    /// The last instant with no more than `length` before it: the start of the next open second.
    pub(super) fn last(&self, length: i64, near: usize) -> Option<i64> {
        let piece = self.piece(near, |before| before <= length)?;
        let rest = length - self.befores.get(piece)?;
        match self.hours.get(piece)? {
            Hours::Weekly {
                week,
                offset,
                before,
            } => {
                let wall = self.week(*week)?.last(rest.saturating_add(*before))?;
                Some(wall.saturating_sub(*offset))
            }
            Hours::Listed(open) => open.last(rest),
        }
    }

    /// The last piece for which that holds, and not for those after it. A short term ends in the
    /// piece in which it starts.
    fn piece(&self, near: usize, holds: impl Fn(i64) -> bool) -> Option<usize> {
        let holds_in = |piece| self.befores.get(piece).is_some_and(|&before| holds(before));
        if holds_in(near) && !holds_in(near + 1) {
            return Some(near);
        }
        let next = self.befores.partition_point(|&before| holds(before));
        next.checked_sub(1)
    }

    fn count(weeks: Vec<Week>, pieces: Pieces) -> Self {
        let mut index = Self {
            weeks,
            buckets: Buckets::new(pieces.starts.get(1..).unwrap_or_default()),
            starts: pieces.starts,
            befores: Vec::with_capacity(pieces.list.len()),
            hours: Vec::with_capacity(pieces.list.len()),
        };
        for (number, piece) in pieces.list.into_iter().enumerate() {
            let start = index.starts.get(number).copied().unwrap_or(FIRST);
            let before = number
                .checked_sub(1)
                .map_or(0, |last| index.counted(last, start));
            let hours = match piece {
                Piece::Listed(open) => Hours::Listed(open),
                Piece::Weekly { week, offset } => Hours::Weekly {
                    week,
                    offset,
                    before: index.week(week).map_or(0, |w| w.before(start + offset)),
                },
            };
            index.befores.push(before);
            index.hours.push(hours);
        }
        index
    }

    /// The open seconds before `at`, which lies in a piece or at its end.
    fn counted(&self, piece: usize, at: i64) -> i64 {
        let before = self.befores.get(piece).copied().unwrap_or(0);
        before
            + match self.hours.get(piece) {
                None => 0,
                Some(Hours::Weekly {
                    week,
                    offset,
                    before,
                }) => self.week(*week).map_or(0, |w| w.before(at + offset)) - before,
                Some(Hours::Listed(open)) => open.before(at),
            }
    }

    fn hours_at(&self, at: i64) -> Option<&Hours> {
        self.hours.get(self.piece_at(at))
    }

    /// What is open in `[from, until)`, which lies within a piece with these hours.
    fn listed(&self, hours: &Hours, from: i64, until: i64) -> Stretches {
        match hours {
            Hours::Listed(open) => open.clipped(from, until),
            Hours::Weekly { week, offset, .. } => {
                self.week(*week).map_or_else(Stretches::default, |week| {
                    week.within(from + offset, until + offset).moved(-offset)
                })
            }
        }
    }

    fn week(&self, week: usize) -> Option<&Week> {
        self.weeks.get(week)
    }

    fn repeats(&self, hours: Option<&Hours>) -> bool {
        match hours {
            Some(Hours::Weekly { week, .. }) => self.week(*week).is_some_and(|w| !w.is_empty()),
            Some(Hours::Listed(_)) | None => false,
        }
    }
}

/// A piece that is not counted yet.
#[derive(Debug)]
enum Piece {
    Weekly { week: usize, offset: i64 },
    Listed(Stretches),
}

/// Pieces in order, each with its start.
#[derive(Debug)]
struct Pieces {
    starts: Vec<i64>,
    list: Vec<Piece>,
}

impl Pieces {
    fn with_capacity(capacity: usize) -> Self {
        Self {
            starts: Vec::with_capacity(capacity),
            list: Vec::with_capacity(capacity),
        }
    }

    /// The piece from `start` on; it replaces one that starts there and would have no length.
    fn push(&mut self, start: i64, piece: Piece) {
        if self.starts.last() == Some(&start) {
            self.starts.pop();
            self.list.pop();
        }
        let goes_on = match (self.list.last(), &piece) {
            (
                Some(Piece::Weekly { week, offset }),
                Piece::Weekly {
                    week: next,
                    offset: ahead,
                },
            ) => week == next && offset == ahead,
            _ => false,
        };
        if !goes_on {
            self.starts.push(start);
            self.list.push(piece);
        }
    }

    /// The pieces of a line in `[start, end)`, where its wall clock is `offset` ahead.
    fn clock(&mut self, line: &Line, offset: i64, start: i64, end: i64) {
        let week = line.week_at(start + offset);
        self.push(start, Piece::Weekly { week, offset });
        let days = line.days_from(start + offset).iter();
        for day in days.take_while(|day| day.start < end + offset) {
            let midnight = day.start - offset;
            let open = day.open.moved(-offset).clipped(start, end);
            self.push(midnight.max(start), Piece::Listed(open));
            if midnight + DAY < end {
                let week = day.week;
                self.push(midnight + DAY, Piece::Weekly { week, offset });
            }
        }
    }
}

/// The weeks of two calendars laid over each other, each pair once.
#[derive(Debug, Default)]
struct Common {
    list: Vec<Week>,
    known: SortedMap<(usize, i64, usize, i64), usize>,
}

impl Common {
    /// The common week, on the clock of UTC, of two weeks on clocks that run ahead of it.
    fn of(&mut self, one: (&Index, usize, i64), two: (&Index, usize, i64)) -> usize {
        let key = (one.1, one.2, two.1, two.2);
        if let Some(&known) = self.known.get(&key) {
            return known;
        }
        let week = |(index, week, offset): (&Index, usize, i64)| {
            index.week(week).map(|week| week.shifted(offset))
        };
        let common = week(one).zip(week(two)).map(|(one, two)| one.both(&two));
        let number = self.list.len();
        self.list.push(common.unwrap_or_default());
        self.known.insert(key, number);
        number
    }
}

/// The first second of time.
pub(super) const FIRST: i64 = DateTime::<Utc>::MIN_UTC.timestamp();

/// The last second of time.
pub(super) const LAST: i64 = DateTime::<Utc>::MAX_UTC.timestamp();
