//! Where must the cuts lie if a text takes no more parts than its weight alone asks for?
//!
//! The parts before a cut hold only so much, and so do those after it. This is known
//! before any break is, so that only the text between the two is looked at.

use super::relief::Relief;
use super::rooms::Rooms;
use crate::text::{Span, has};

/// The fewest parts that could hold a text, and for each cut between them where it must lie.
pub(super) struct Corridors {
    pub(super) parts: usize,
    /// In order and apart from each other.
    pub(super) spans: Vec<Span>,
}

impl Corridors {
    /// The corridors of so many parts, or of more where the weight asks for them.
    pub(super) fn of(
        reliefs: &[Relief],
        rooms: &Rooms,
        body: Span,
        at_least: usize,
    ) -> Option<Self> {
        let parts = (0..)
            .zip(reliefs)
            .map(|(scale, relief)| fewest(scale, relief, rooms));
        let parts = parts.max()?.max(at_least);
        let mut spans = vec![body; parts - 1];
        for (scale, relief) in reliefs.iter().enumerate() {
            narrow(&mut spans, scale, relief, rooms);
        }
        Some(Self {
            parts,
            spans: apart(spans),
        })
    }

    /// How many bytes they have in all.
    pub(super) fn length(&self) -> usize {
        self.spans.iter().map(Span::len).sum()
    }
}

/// The fewest parts that hold what a text weighs, and the gaps that cuts drop.
fn fewest(scale: usize, relief: &Relief, rooms: &Rooms) -> usize {
    let gap = relief.widest_gap();
    let of = |room: &[u64]| room.get(scale).copied().unwrap_or(u64::MAX);
    let mut held = of(rooms.last());
    let mut parts = 1;
    while held < relief.whole {
        held = held.saturating_add(of(rooms.of(parts)) + gap);
        parts += 1;
    }
    parts
}

/// Takes off each span what the parts before the cut cannot reach, and what those after
/// it cannot hold.
fn narrow(spans: &mut [Span], scale: usize, relief: &Relief, rooms: &Rooms) {
    let gap = relief.widest_gap();
    let of = |room: &[u64]| room.get(scale).copied().unwrap_or(u64::MAX);
    let mut held = 0u64;
    for (part, span) in (1..).zip(spans.iter_mut()) {
        held = held.saturating_add(of(rooms.of(part)));
        span.end = span.end.min(relief.around(held).end + LONGEST_GAP);
        held = held.saturating_add(gap);
    }
    let mut left = relief.whole.saturating_sub(of(rooms.last()));
    for (at, span) in spans.iter_mut().enumerate().rev() {
        left = left.saturating_sub(gap);
        span.start = span.start.max(relief.around(left).start);
        left = left.saturating_sub(of(rooms.of(at + 1)));
    }
}

/// The same bytes in spans that do not overlap.
fn apart(spans: Vec<Span>) -> Vec<Span> {
    let mut apart: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match apart.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => apart.push(span),
        }
    }
    apart
}

/// No cut may drop more white space than this, in bytes.
const LONGEST_GAP: usize = 2;

/// Whether more bytes than that stand in a row that white space may be made of.
pub(super) fn has_wide_gap(bytes: &[u8]) -> bool {
    // A space that forbids a cut begins with 0xc2 and ends with 0xa0.
    match has(bytes, |b| b == 0xc2) {
        true => has_three(bytes, |b| (b <= b' ') | (b == 0xa0) | (b == 0xc2)),
        false => has_three(bytes, |b| b <= b' '),
    }
}

/// Whether there are three bytes of a kind in a row.
fn has_three(bytes: &[u8], is_one: impl Fn(u8) -> bool) -> bool {
    let (second, third) = (bytes.get(1..).unwrap_or(&[]), bytes.get(2..).unwrap_or(&[]));
    let rows = bytes.iter().zip(second).zip(third);
    // Without a way out of the loop, many rows are looked at at once.
    let found = rows.fold(0, |found, ((a, b), c)| {
        found | u8::from(is_one(*a) & is_one(*b) & is_one(*c))
    });
    found != 0
}
