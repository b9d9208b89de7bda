//! Which breaks can parts use? Loose seams, and those within what fits no part.

use super::breaks::{Bond, Break, Rank, Seams};
use super::draft::Draft;
use super::rooms::Rooms;
use super::split::SplitError;
use super::walk::{Weighed, weights};
use crate::text::{Span, graphemes};

/// What a part has room for, by every scale.
type Room = Vec<u64>;

/// Picks the breaks that parts can use: loose seams, and those within what fits no part.
pub(super) struct Breaker<'d, 's> {
    draft: &'d Draft<'s>,
    seams: Vec<Break>,
    weights: Vec<Weighed>,
    /// What stays whole where it fits.
    spans: Vec<Span>,
    rooms: &'d Rooms,
    hope: Hope,
    /// What any part has room for.
    least: Room,
    found: Vec<Break>,
}

/// Which part a stretch is taken to come to stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hope {
    /// The one with the most room: nothing is cut that fits any part.
    Best,
    /// The one with the least room, so that there is always a way.
    Worst,
}

/// A stretch that no part takes, and the least room it may get.
struct Stretch {
    start: usize,
    rooms: Room,
}

impl<'d, 's> Breaker<'d, 's> {
    pub(super) fn new(draft: &'d Draft<'s>, seams: &Seams, rooms: &'d Rooms, hope: Hope) -> Self {
        let seams = seams.all();
        let weights = weights(draft, &seams);
        let every = || rooms.middle().chain([rooms.first(), rooms.last()]);
        let least = |scale: usize| every().filter_map(|room| room.get(scale)).min();
        Self {
            least: (0..weights.len()).filter_map(least).copied().collect(),
            spans: draft.whole.spans(),
            draft,
            rooms,
            hope,
            found: Vec::with_capacity(seams.len()),
            seams,
            weights,
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
            let seam = self.seams.get(node - 1).filter(|_| node < to).copied();
            if seam.is_some_and(|seam| seam.bond > bond) {
                continue;
            }
            if !self.fits(start, node) {
                match bond {
                    Bond::Loose if node - start > 1 => self.between(start, node, Bond::Glued)?,
                    _ => self.force(start, node)?,
                }
            }
            if let Some(seam) = seam {
                self.found.push(seam);
            }
            start = node;
        }
        Ok(())
    }

    /// Whether the stretch fits any part that it may come to stand in.
    fn fits(&self, from: usize, to: usize) -> bool {
        let fit = |rooms: &Room| {
            let mut scales = self.weights.iter().zip(rooms);
            scales.all(|(scale, room)| scale.between(from, to) <= *room)
        };
        // Nearly every stretch is a word that fits anywhere.
        fit(&self.least) || {
            let ends_text = to == self.seams.len() + 1;
            let room = |scale| self.room(scale, from == 0, ends_text);
            fit(&(0..self.weights.len()).map(room).collect())
        }
    }

    /// The room of the parts that the first, the last or any other stretch may stand in.
    fn room(&self, scale: usize, first: bool, last: bool) -> u64 {
        let of = |room: &[u64]| room.get(scale).copied().unwrap_or(0);
        let rooms = self.rooms;
        let middle = rooms.middle().map(of);
        if self.hope == Hope::Best {
            let ends = [of(rooms.first()), of(rooms.last())];
            return middle.chain(ends).max().unwrap_or(0);
        }
        let mut least = match first {
            true => of(rooms.first()),
            false => middle.min().unwrap_or(0),
        };
        if last {
            least = least.min(of(rooms.last()));
        }
        least
    }

    /// Breaks within a stretch that no part takes: around the spans that stay whole, and
    /// at every grapheme beside them.
    fn force(&mut self, from: usize, to: usize) -> Result<(), SplitError> {
        let start = match from {
            0 => self.draft.body.start,
            _ => self.seams.get(from - 1).map_or(0, |seam| seam.start),
        };
        let end = self
            .seams
            .get(to - 1)
            .map_or(self.draft.body.end, |seam| seam.end);
        let least = |scale| {
            self.room(scale, from == 0, true)
                .min(self.room(scale, false, true))
        };
        let stretch = Stretch {
            start,
            rooms: (0..self.weights.len()).map(least).collect(),
        };
        let first = self.spans.partition_point(|span| span.start < start);
        let last = self.spans.partition_point(|span| span.start < end);
        let spans = self.spans.get(first..last).unwrap_or(&[]).to_vec();
        self.around(Span::new(start, end), &spans, &stretch)?;
        if self.found.last().is_some_and(|last| last.start >= end) {
            self.found.pop();
        }
        Ok(())
    }

    /// Keeps the spans that fit, looks into those that do not, and takes the rest to pieces.
    fn around(
        &mut self,
        piece: Span,
        mut spans: &[Span],
        stretch: &Stretch,
    ) -> Result<(), SplitError> {
        let mut at = piece.start;
        while let Some((span, others)) = spans.split_first() {
            let inner = others.partition_point(|other| other.start < span.end);
            let (inner, others) = others.split_at_checked(inner).unwrap_or((others, &[]));
            if span.start < at || span.end > piece.end {
                spans = spans.get(1..).unwrap_or(&[]);
                continue;
            }
            self.pieces(Span::new(at, span.start), stretch)?;
            self.force_at(span.start, stretch.start);
            if !self.holds(*span, stretch) {
                self.around(*span, inner, stretch)?;
            }
            at = span.end;
            self.force_at(at, stretch.start);
            spans = others;
        }
        self.pieces(Span::new(at, piece.end), stretch)
    }

    /// Whether a part has room for the span.
    fn holds(&self, span: Span, stretch: &Stretch) -> bool {
        let Draft {
            text,
            meter,
            entities,
            ..
        } = self.draft;
        let from = entities.partition_point(|e| e.span.start < span.start);
        let to = entities.partition_point(|e| e.span.end <= span.end);
        let within = entities.get(from..to).unwrap_or(&[]);
        let piece = span.of(text).unwrap_or("");
        meter
            .scales
            .iter()
            .zip(&stretch.rooms)
            .all(|(scale, room)| meter.weight(scale, piece, span.start, within) <= *room)
    }

    /// Breaks between words where there are any, and otherwise at every grapheme.
    fn pieces(&mut self, span: Span, stretch: &Stretch) -> Result<(), SplitError> {
        let mut at = span.start;
        let first = self.seams.partition_point(|seam| seam.end <= at);
        for index in first..self.seams.len() {
            let Some(seam) = self.seams.get(index).copied() else {
                break;
            };
            if seam.start >= span.end {
                break;
            }
            self.word(Span::new(at, seam.end), stretch)?;
            let after = self.found.last().map_or(0, |last| last.start);
            if seam.end > after.max(stretch.start) {
                self.found.push(seam);
            }
            at = seam.start;
        }
        match at == span.start {
            true => self.graphemes(span, stretch),
            false => self.word(Span::new(at, span.end), stretch),
        }
    }

    fn word(&mut self, span: Span, stretch: &Stretch) -> Result<(), SplitError> {
        match self.holds(span, stretch) {
            true => Ok(()),
            false => self.graphemes(span, stretch),
        }
    }

    fn graphemes(&mut self, span: Span, stretch: &Stretch) -> Result<(), SplitError> {
        let Some(text) = span.of(self.draft.text) else {
            return Ok(());
        };
        let Stretch { start, rooms } = stretch;
        // A grapheme of a few bytes fits wherever there is room for more than that.
        let is_roomy = rooms.iter().all(|room| *room >= 400);
        let mut from = span.start;
        if is_roomy {
            let plain = plain_length(text.as_bytes());
            // With some room for what comes after, so that a long word is not moved for it.
            self.found.reserve(plain + plain / 16);
            from += plain;
            for at in span.start..from {
                self.force_at(at, *start);
            }
        }
        let text = self.draft.text.get(from..span.end).unwrap_or("");
        for grapheme in graphemes(text) {
            let at = Span::new(from + grapheme.start, from + grapheme.end);
            let is_blank = |span: Span| {
                let piece = span.of(self.draft.text).unwrap_or("");
                piece.chars().all(char::is_whitespace)
            };
            if is_blank(at) {
                self.force_across(at, *start);
                continue;
            }
            self.force_at(at.start, *start);
            let small = is_roomy && at.len() <= 4;
            if !small && !self.weighs_at_most(at, rooms) {
                self.scalars(at, *start, rooms)?;
            }
        }
        Ok(())
    }

    fn scalars(&mut self, grapheme: Span, start: usize, rooms: &Room) -> Result<(), SplitError> {
        let text = grapheme.of(self.draft.text).unwrap_or("");
        for (offset, c) in text.char_indices() {
            let at = grapheme.start + offset;
            let scalar = Span::new(at, at + c.len_utf8());
            if c.is_whitespace() && self.draft.split.cuts_scalars() {
                self.force_across(scalar, start);
                continue;
            }
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
                bond: Bond::Loose,
            });
        }
    }
}

/// How many graphemes a text begins with that are a visible byte of ASCII each: all of
/// them but the last, which something may join.
fn plain_length(bytes: &[u8]) -> usize {
    let plain = bytes.iter().take_while(|b| b.is_ascii_graphic()).count();
    match plain == bytes.len() {
        true => plain,
        false => plain.saturating_sub(1),
    }
}
