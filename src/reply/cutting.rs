//! One way to cut a text: from the breaks that were chosen to the parts as they leave.

use super::breaks::{Bond, Break, Rank};
use super::characters::is_smooth;
use super::draft::Draft;
use super::graph::Graph;
use super::optimum::Solution;
use super::plan::{Cut, Lengths, Part};
use super::rooms::{Rooms, digits};
use super::scale::{Budget, Scale};
use super::split::Counter;
use crate::text::Span;

/// The breaks of a text and the room of each part.
pub(super) struct Cutting<'o> {
    pub(super) rooms: Rooms,
    pub(super) graph: Graph<'o>,
    /// The digits of the number of parts that the rooms are for, where every part weighs
    /// what the graph says.
    pub(super) exact_width: Option<usize>,
    /// Whether every part between words is known to weigh what its words do.
    pub(super) adds_up: bool,
}

impl Cutting<'_> {
    /// The parts between the cuts of a solution. Those that are as some that were tried
    /// before are not measured again.
    pub(super) fn parts(&self, draft: &Draft, solution: &Solution, tried: &[Part]) -> Vec<Part> {
        let total = solution.cuts.len() + 1;
        let mut parts = Vec::with_capacity(total);
        let (mut from, mut start, mut begins) = (0, draft.body.start, Rank::Marker);
        let last = self.graph.last();
        for (part, node) in (1..).zip(solution.cuts.iter().copied().chain([last])) {
            let at = self.graph.break_at(node).unwrap_or(Break {
                end: draft.body.end,
                start: draft.body.end,
                rank: Rank::Marker,
                bond: Bond::Loose,
            });
            let body = Span::new(start, at.end);
            let text = draft.compose(body, part, total);
            let is_between_words = begins <= Rank::Word && at.rank <= Rank::Word;
            let lengths = match is_between_words && (self.adds_up || adds_up(draft, body)) {
                true => self.lengths(draft, part, total, (from, node)),
                false => None,
            };
            let known = tried.get(part - 1).filter(|known| known.text == text);
            let lengths = lengths.or_else(|| known.map(|known| known.lengths.clone()));
            let lengths = lengths.unwrap_or_else(|| draft.lengths(&text, Budget::Part));
            let cut = match part == total {
                true => Cut::End,
                false => at.rank.cut(),
            };
            parts.push(draft.part(text, body, lengths, cut));
            (from, start, begins) = (node, at.start, at.rank);
        }
        parts
    }

    /// How long a part from one node to another is: what it carries, and what its room
    /// leaves for names, signature and number.
    fn lengths(
        &self,
        draft: &Draft,
        part: usize,
        total: usize,
        (from, to): (usize, usize),
    ) -> Option<Lengths> {
        let width = self.exact_width?;
        if draft.counter != Counter::None && digits(total) != width {
            return None;
        }
        let rooms = self.rooms.of_part(part, total).iter();
        let rooms = rooms.zip(self.rooms.reserve());
        let scales = draft.meter.scales.iter().zip(rooms);
        let carried = self.graph.carried(from, to);
        let length = |((scale, (room, reserve)), carried): ((&Scale, (&u64, &u64)), u64)| {
            let beside = scale.capacity(Budget::Part) - room - reserve;
            scale.length(carried + beside, Budget::Part)
        };
        Some(scales.zip(carried).map(length).collect())
    }
}

/// Whether a body between white space weighs what its words do, so that it need not be
/// read again.
fn adds_up(draft: &Draft, body: Span) -> bool {
    !draft.meter.looks_back() && body.of(draft.text).is_some_and(is_smooth)
}
