//! Open time on the time line of the world: the wall clock's line, cut at every clock change.

use chrono::{DateTime, Utc};

use super::line::Line;
use super::stretch::Stretches;

/// Answers every question about a compiled calendar with a few binary searches.
///
/// Instants are whole seconds since 1970-01-01T00:00Z.
#[derive(Clone, Debug)]
pub(super) struct Index {
    line: Line,
    pieces: Vec<Piece>,
}

/// A part of time in which one way of counting holds.
#[derive(Clone, Debug)]
struct Piece {
    start: i64,
    /// The open seconds before `start`.
    before: i64,
    hours: Hours,
}

#[derive(Clone, Debug)]
enum Hours {
    /// The wall clock is `offset` ahead, and its line stood at `line_before` at the start.
    Clock { offset: i64, line_before: i64 },
    /// These stretches and nothing else.
    Listed(Stretches),
}

/// How a piece of time is to be counted, before it is.
#[derive(Clone, Debug)]
pub(super) enum Rule {
    /// From `start` the wall clock is `offset` ahead of UTC.
    Clock { start: i64, offset: i64 },
    /// From `start` only these stretches are open.
    Listed { start: i64, open: Stretches },
}

impl Index {
    /// `rules` in order of their start; the first starts with time itself.
    pub(super) fn new(line: Line, rules: Vec<Rule>) -> Self {
        let mut index = Self {
            line,
            pieces: Vec::with_capacity(rules.len()),
        };
        for rule in rules {
            let (start, hours) = match rule {
                Rule::Clock { start, offset } => {
                    let line_before = index.line.before(start + offset);
                    (
                        start,
                        Hours::Clock {
                            offset,
                            line_before,
                        },
                    )
                }
                Rule::Listed { start, open } => (start, Hours::Listed(open)),
            };
            let before = index.before(start);
            index.pieces.push(Piece {
                start,
                before,
                hours,
            });
        }
        index
    }

    /// The same index with open and closed exchanged.
    pub(super) fn complement(&self) -> Self {
        let ends = self.pieces.iter().skip(1).map(|p| p.start).chain([LAST]);
        let rules = self.pieces.iter().zip(ends).map(|(piece, end)| {
            let start = piece.start;
            match &piece.hours {
                Hours::Clock { offset, .. } => Rule::Clock {
                    start,
                    offset: *offset,
                },
                Hours::Listed(open) => Rule::Listed {
                    start,
                    open: open.gaps(start, end),
                },
            }
        });
        Self::new(self.line.complement(), rules.collect())
    }

    /// Whether there is open time in every week but for its exceptions.
    pub(super) fn repeats(&self) -> bool {
        self.line.repeats()
    }

    pub(super) fn contains(&self, at: i64) -> bool {
        self.piece_at(at).is_some_and(|piece| match &piece.hours {
            Hours::Clock { offset, .. } => self.line.contains(at + offset),
            Hours::Listed(open) => open.contains(at),
        })
    }

    /// The open seconds before `at`, since time began.
    pub(super) fn before(&self, at: i64) -> i64 {
        let Some(piece) = self.piece_at(at) else {
            return 0;
        };
        piece.before
            + match &piece.hours {
                Hours::Clock {
                    offset,
                    line_before,
                } => self.line.before(at + offset) - line_before,
                Hours::Listed(open) => open.before(at),
            }
    }

    /// The first instant with at least `length` open seconds before it.
    pub(super) fn first(&self, length: i64) -> Option<i64> {
        let next = self.pieces.partition_point(|p| p.before < length);
        let piece = self.pieces.get(next.checked_sub(1)?)?;
        let rest = length - piece.before;
        match &piece.hours {
            Hours::Clock {
                offset,
                line_before,
            } => Some(self.line.first(rest + line_before)? - offset),
            Hours::Listed(open) => open.first(rest),
        }
    }

    /// The last instant with no more than `length` before it: the start of the next open second.
    pub(super) fn last(&self, length: i64) -> Option<i64> {
        let next = self.pieces.partition_point(|p| p.before <= length);
        let piece = self.pieces.get(next.checked_sub(1)?)?;
        let rest = length - piece.before;
        match &piece.hours {
            Hours::Clock {
                offset,
                line_before,
            } => Some(self.line.last(rest + line_before)? - offset),
            Hours::Listed(open) => open.last(rest),
        }
    }

    fn piece_at(&self, at: i64) -> Option<&Piece> {
        let next = self.pieces.partition_point(|p| p.start <= at);
        self.pieces.get(next.checked_sub(1)?)
    }
}

/// The first second of time.
pub(super) const FIRST: i64 = DateTime::<Utc>::MIN_UTC.timestamp();

/// The last second of time.
pub(super) const LAST: i64 = DateTime::<Utc>::MAX_UTC.timestamp();
