//! Where may a text be cut, and how good is a cut there?

use super::plan::Cut;
use super::whole::{Cover, Whole};
use crate::text::{Span, has};

/// The sign by which a writer asks for a cut.
pub(crate) const MARKER: &str = "[...]";

/// A place where one part may end and the next begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Break {
    /// Where the part before it ends.
    pub(super) end: usize,
    /// Where the part after it begins; white space and a marker lie between.
    pub(super) start: usize,
    pub(super) rank: Rank,
    pub(super) bond: Bond,
}

/// The quality of a cut, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Marker,
    Paragraph,
    Sentence,
    Clause,
    Word,
    /// Within a word, where its writer allowed it.
    Hyphen,
    Forced,
}

impl Rank {
    pub(super) fn cut(self) -> Cut {
        match self {
            Rank::Marker => Cut::Marker,
            Rank::Paragraph => Cut::Paragraph,
            Rank::Sentence => Cut::Sentence,
            Rank::Clause => Cut::Clause,
            Rank::Word | Rank::Hyphen => Cut::Word,
            Rank::Forced => Cut::Forced,
        }
    }
}

/// What holds the words around a break together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bond {
    Loose,
    /// Wording: an abbreviation, a unit, a greeting.
    Glued,
    /// A span that means nothing when it is cut.
    Held,
}

/// The breaks between the words of a text in order, apart by whether something holds the words together.
#[derive(Debug, Default)]
pub(super) struct Seams {
    /// Where nothing does: all that most texts need.
    pub(super) loose: Vec<Break>,
    pub(super) firm: Vec<Break>,
}

impl Seams {
    /// Keeps together what is within the span, but for the markers in it.
    pub(super) fn glue(&mut self, span: Span) {
        let first = self.loose.partition_point(|at| at.end <= span.start);
        let within = self.loose.iter().skip(first);
        let last = first + within.take_while(|at| at.start <= span.end).count();
        let glued = self.loose.get(first..last).unwrap_or(&[]);
        let is_marker = |at: &Break| at.rank == Rank::Marker;
        let markers: Vec<Break> = glued.iter().copied().filter(is_marker).collect();
        let glued = self.loose.splice(first..last, markers);
        let firm = glued.filter(|at| !is_marker(at));
        self.firm.extend(firm.map(|at| Break {
            bond: Bond::Glued,
            ..at
        }));
    }

    /// The firm ones between two that are loose, or one and an end of the text.
    pub(super) fn firm_in(&self, piece: Span) -> &[Break] {
        let first = self.firm.partition_point(|at| at.end <= piece.start);
        let last = self.firm.partition_point(|at| at.end < piece.end);
        self.firm.get(first..last).unwrap_or(&[])
    }

    /// The last one that ends before a place.
    pub(super) fn last_before(&self, to: usize) -> Option<Break> {
        let before = |of: &[Break]| {
            let after = of.partition_point(|at| at.end < to);
            of.get(after.checked_sub(1)?).copied()
        };
        let both = [before(&self.loose), before(&self.firm)].into_iter();
        both.flatten().max_by_key(|at| at.end)
    }

    /// The first one that ends after a place.
    pub(super) fn first_after(&self, from: usize) -> Option<Break> {
        let after = |of: &[Break]| of.get(of.partition_point(|at| at.end <= from)).copied();
        let both = [after(&self.loose), after(&self.firm)].into_iter();
        both.flatten().min_by_key(|at| at.end)
    }
}

/// The markers of a text: a sign within a span that stays whole is none.
pub(super) fn markers(text: &str, whole: &Whole) -> Vec<Span> {
    if !has(text.as_bytes(), |b| b == b'[') {
        return Vec::new();
    }
    let (mut held, mut solid) = (Cover::new(&whole.held), Cover::new(&whole.solid));
    text.match_indices('[')
        .filter(|(at, _)| text.get(*at..).is_some_and(|rest| rest.starts_with(MARKER)))
        .map(|(at, _)| Span::new(at, at + MARKER.len()))
        .filter(|marker| !held.touches(*marker) && !solid.touches(*marker))
        .collect()
}

/// The text without white space and markers at either end.
pub(super) fn trimmed(text: &str, mut markers: &[Span]) -> Span {
    let mut inner = text.trim();
    let mut start = text.len() - text.trim_start().len();
    while let Some((first, others)) = markers.split_first()
        && first.start == start
    {
        markers = others;
        let rest = inner.get(MARKER.len()..).unwrap_or("");
        inner = rest.trim_start();
        start = first.end + rest.len() - inner.len();
    }
    while let Some((last, others)) = markers.split_last()
        && last.end == start + inner.len()
    {
        markers = others;
        inner = inner
            .strip_suffix(MARKER)
            .map_or("", |rest| rest.trim_end());
    }
    Span::new(start, start + inner.len())
}
