//! Which breaks can parts use? Loose seams, and those within what fits no part.

use super::breaks::{Bond, Break, Rank, Seam};
use super::draft::Draft;
use super::optimum::{Room, Rooms};
use super::split::SplitError;
use super::walk::Weighed;
use crate::text::{Span, graphemes};

/// Picks the breaks that parts can use: loose seams, and those within what fits no part.
pub(super) struct Breaker<'d, 's> {
    draft: &'d Draft<'s>,
    seams: &'d [Seam],
    weights: &'d [Weighed],
    rooms: &'d Rooms,
    found: Vec<Break>,
}

impl<'d, 's> Breaker<'d, 's> {
    pub(super) fn new(
        draft: &'d Draft<'s>,
        seams: &'d [Seam],
        weights: &'d [Weighed],
        rooms: &'d Rooms,
    ) -> Self {
        Self {
            draft,
            seams,
            weights,
            rooms,
            found: Vec::with_capacity(seams.len()),
        }
    }

    pub(super) fn find(mut self) -> Result<Vec<Break>, SplitError> {
        self.between(0, self.seams.len() + 1, Bond::Loose)?;
        Ok(self.found)
    }

    /// Takes the seams between the nodes `from` and `to` that are no firmer than `bond`,
    /// and firmer ones where a stretch between two of them fits no part.
    fn between(&mut self, from: usize, to: usize, bond: Bond) -> Result<(), SplitError> {
        let mut start = from;
        for node in from + 1..=to {
            let seam = self.seams.get(node - 1).filter(|_| node < to);
            if seam.is_some_and(|seam| seam.bond > bond) {
                continue;
            }
            if !self.fits(start, node) {
                match bond {
                    Bond::Loose if node - start > 1 => self.between(start, node, Bond::Glued)?,
                    Bond::Glued if node - start > 1 => self.between(start, node, Bond::Held)?,
                    _ => self.force(start, node)?,
                }
            }
            if let Some(seam) = seam {
                self.found.push(seam.at);
            }
            start = node;
        }
        Ok(())
    }

    /// Whether the stretch fits any part that it may come to stand in.
    fn fits(&self, from: usize, to: usize) -> bool {
        let ends_text = to == self.seams.len() + 1;
        self.weights
            .iter()
            .enumerate()
            .all(|(index, (inner, whole))| {
                let start = match from {
                    0 => 0,
                    _ => inner.get(from - 1).map_or(0, |(_, start)| *start),
                };
                let end = inner.get(to - 1).map_or(*whole, |(end, _)| *end);
                end.saturating_sub(start) <= self.room(index, from == 0, ends_text)
            })
    }

    /// The least room of the parts that the first, the last or any other stretch may stand in.
    fn room(&self, scale: usize, first: bool, last: bool) -> u64 {
        let of = |room: &Room| room.get(scale).copied().unwrap_or(0);
        let middle = self.rooms.middle.iter().map(of).min().unwrap_or(0);
        let mut least = match first {
            true => of(&self.rooms.first),
            false => middle,
        };
        if last {
            least = least.min(of(&self.rooms.last));
        }
        least
    }

    /// Breaks at every grapheme of a stretch, except within an address or name that fits.
    fn force(&mut self, from: usize, to: usize) -> Result<(), SplitError> {
        let start = match from {
            0 => self.draft.body.start,
            _ => self.seams.get(from - 1).map_or(0, |seam| seam.at.start),
        };
        let end = self
            .seams
            .get(to - 1)
            .map_or(self.draft.body.end, |seam| seam.at.end);
        let least = |scale| {
            self.room(scale, from == 0, true)
                .min(self.room(scale, false, true))
        };
        let rooms: Room = (0..self.weights.len()).map(least).collect();
        let draft = self.draft;
        let first = draft.entities.partition_point(|e| e.span.start < start);
        let mut at = start;
        for entity in draft.entities.get(first..).unwrap_or(&[]) {
            if entity.span.end > end {
                break;
            }
            let fits = draft.meter.scales.iter().zip(&rooms).all(|(scale, room)| {
                let text = entity.span.of(draft.text).unwrap_or("");
                draft
                    .meter
                    .weight(scale, text, entity.span.start, std::slice::from_ref(entity))
                    <= *room
            });
            if fits {
                self.pieces(Span::new(at, entity.span.start), start, &rooms)?;
                self.force_at(entity.span.start, start);
                at = entity.span.end;
                self.force_at(at, start);
            }
        }
        self.pieces(Span::new(at, end), start, &rooms)?;
        if self.found.last().is_some_and(|last| last.start >= end) {
            self.found.pop();
        }
        Ok(())
    }

    fn pieces(&mut self, span: Span, start: usize, rooms: &Room) -> Result<(), SplitError> {
        let Some(text) = span.of(self.draft.text) else {
            return Ok(());
        };
        for grapheme in graphemes(text) {
            let at = Span::new(span.start + grapheme.start, span.start + grapheme.end);
            let is_blank = |span: Span| {
                let piece = span.of(self.draft.text).unwrap_or("");
                piece.chars().all(char::is_whitespace)
            };
            if is_blank(at) {
                self.force_across(at, start);
                continue;
            }
            self.force_at(at.start, start);
            // A grapheme of a few bytes fits wherever there is room for more than that.
            let small = rooms.iter().all(|room| *room >= 400 && at.len() <= 4);
            if !small && !self.weighs_at_most(at, rooms) {
                self.scalars(at, start, rooms)?;
            }
        }
        Ok(())
    }

    fn scalars(&mut self, grapheme: Span, start: usize, rooms: &Room) -> Result<(), SplitError> {
        let text = grapheme.of(self.draft.text).unwrap_or("");
        for (offset, c) in text.char_indices() {
            let at = grapheme.start + offset;
            let scalar = Span::new(at, at + c.len_utf8());
            if !self.draft.split.cuts_scalars() || !self.weighs_at_most(scalar, rooms) {
                return Err(SplitError::GraphemeTooLarge { at: grapheme });
            }
            self.force_at(at, start);
        }
        Ok(())
    }

    fn weighs_at_most(&self, span: Span, rooms: &Room) -> bool {
        let text = span.of(self.draft.text).unwrap_or("");
        let meter = &self.draft.meter;
        meter
            .scales
            .iter()
            .zip(rooms)
            .all(|(scale, room)| meter.weight(scale, text, span.start, &[]) <= *room)
    }

    /// White space that forbids a cut is dropped like any other where it must be cut at.
    fn force_across(&mut self, blank: Span, start: usize) {
        match self.found.last_mut() {
            Some(last) if last.start == blank.start && last.end > start => last.start = blank.end,
            _ => {
                self.force_at(blank.start, start);
                if let Some(last) = self
                    .found
                    .last_mut()
                    .filter(|last| last.start == blank.start)
                {
                    last.start = blank.end;
                }
            }
        }
    }

    fn force_at(&mut self, at: usize, start: usize) {
        let after = self
            .found
            .last()
            .map_or(start, |last| last.start.max(start));
        if at > after {
            self.found.push(Break {
                end: at,
                start: at,
                rank: Rank::Forced,
            });
        }
    }
}
