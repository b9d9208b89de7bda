//! Where must the cuts lie if a text takes no more parts than its weight alone asks for?
//!
//! The parts before a cut hold only so much, and so do those after it. This is known
//! before any break is, so that only the text between the two is looked at.

use super::relief::Relief;
use super::rooms::Rooms;
use crate::text::{Span, has};

/// The fewest parts that could hold a text, and for each cut between them from where on
/// it must lie.
pub(super) struct Corridors {
    pub(super) parts: usize,
    /// The first byte of each corridor, in order.
    pub(super) starts: Vec<usize>,
    /// About how many bytes there are in each.
    pub(super) width: usize,
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
        let mut starts = vec![body.start; parts - 1];
        let mut width = body.len();
        for (scale, relief) in reliefs.iter().enumerate() {
            narrow(&mut starts, scale, relief, rooms);
            width = width.min(slack(parts, scale, relief, rooms));
        }
        Some(Self {
            parts,
            starts,
            width,
        })
    }
}

/// The fewest parts that hold what a text weighs, and the gaps that cuts drop.
fn fewest(scale: usize, relief: &Relief, rooms: &Rooms) -> usize {
    let gap = relief.widest_gap();
    let mut held = on(scale, rooms.last());
    let mut parts = 1;
    while held < relief.whole {
        held = held.saturating_add(on(scale, rooms.of(parts)) + gap);
        parts += 1;
    }
    parts
}

/// How many bytes more so many parts would hold.
fn slack(parts: usize, scale: usize, relief: &Relief, rooms: &Rooms) -> usize {
    let rooms = (1..=parts).map(|part| on(scale, rooms.of_part(part, parts)));
    let held = rooms.fold(0, u64::saturating_add);
    relief.bytes_in(held.saturating_sub(relief.whole))
}

/// What a room has for one scale.
fn on(scale: usize, room: &[u64]) -> u64 {
    room.get(scale).copied().unwrap_or(u64::MAX)
}

/// Takes off each corridor what leaves the parts after the cut more than they hold.
fn narrow(starts: &mut [usize], scale: usize, relief: &Relief, rooms: &Rooms) {
    let gap = relief.widest_gap();
    let mut left = relief.whole.saturating_sub(on(scale, rooms.last()));
    for (at, start) in starts.iter_mut().enumerate().rev() {
        left = left.saturating_sub(gap);
        *start = relief.around(left).start.max(*start);
        left = left.saturating_sub(on(scale, rooms.of(at + 1)));
    }
}

/// Up to where the end of a part with so much room is looked for, which begins between words.
pub(super) fn reach(reliefs: &[Relief], room: &[u64], from: usize) -> usize {
    let ends = reliefs.iter().zip(room).map(|(relief, room)| {
        let held = relief.up_to(from).saturating_add(*room);
        relief.around(held).end + LONGEST_GAP
    });
    ends.min().unwrap_or(usize::MAX)
}

/// No cut may drop more white space than this, in bytes.
const LONGEST_GAP: usize = 2;

/// Whether more bytes than that stand in a row that white space may be made of.
pub(super) fn has_wide_gap(bytes: &[u8]) -> bool {
    // A space that forbids a cut begins with 0xc2 and ends with 0xa0.
    let least = match has(bytes, |b| b == 0xc2) {
        true => {
            let blank = |b: u8| if (b == 0xa0) | (b == 0xc2) { 0 } else { b };
            least_of_three(bytes, blank)
        }
        false => least_of_three(bytes, |b| b),
    };
    least <= b' '
}

/// Of every three bytes in a row the greatest, and of those the least.
fn least_of_three(bytes: &[u8], of: impl Fn(u8) -> u8) -> u8 {
    let (second, third) = (bytes.get(1..).unwrap_or(&[]), bytes.get(2..).unwrap_or(&[]));
    let rows = bytes.iter().zip(second).zip(third);
    // Without a way out of the loop, many rows are looked at at once.
    rows.fold(u8::MAX, |least, ((a, b), c)| {
        least.min(of(*a).max(of(*b)).max(of(*c)))
    })
}
