//! Which breaks can parts use? Loose seams, and those within what fits no part.

use super::breaks::{Bond, Break, Rank, Seams};
use super::draft::Draft;
use super::rooms::Rooms;
use super::split::SplitError;
use super::walk::{Changed, Walk, Weighed, changed_weights};
use crate::text::{Span, graphemes};

/// What a part has room for, by every scale.
type Room = Vec<u64>;

/// Picks the breaks that parts can use: loose seams, and those within what fits no part.
pub(super) struct Breaker<'d, 's> {
    draft: &'d Draft<'s>,
    seams: &'d Seams,
    /// The weights at the loose seams.
    weights: &'d [Weighed],
    /// By every scale, along what is looked into.
    walks: Vec<Walk<'d, 's>>,
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

/// What lies between two loose seams, or one and an end of the text, and fits no part.
struct Between<'d> {
    piece: Span,
    /// The firm seams in it.
    seams: &'d [Break],
    begins_text: bool,
}

/// A stretch that no part takes, and the least room it may get.
struct Stretch<'d> {
    start: usize,
    rooms: Room,
    /// The firm seams in it and perhaps beside it.
    seams: &'d [Break],
}

impl<'d, 's> Breaker<'d, 's> {
    pub(super) fn new(
        draft: &'d Draft<'s>,
        seams: &'d Seams,
        weights: &'d [Weighed],
        rooms: &'d Rooms,
        hope: Hope,
    ) -> Self {
        let every = || rooms.middle().chain([rooms.first(), rooms.last()]);
        let least = |scale: usize| every().filter_map(|room| room.get(scale)).min();
        Self {
            least: (0..weights.len()).filter_map(least).copied().collect(),
            walks: (draft.meter.scales.iter())
                .map(|scale| Walk::new(draft, scale))
                .collect(),
            spans: draft.whole.spans(),
            draft,
            seams,
            weights,
            rooms,
            hope,
            found: Vec::with_capacity(seams.loose.len() + seams.firm.len()),
        }
    }

    /// The breaks, and the weights at them.
    pub(super) fn find(mut self) -> Result<(Vec<Break>, Vec<Weighed>), SplitError> {
        let loose = &self.seams.loose;
        let last = loose.len() + 1;
        let (mut start, mut changed) = (self.draft.body.start, Vec::new());
        for node in 1..=last {
            let seam = loose.get(node - 1);
            let ends = (node == 1, node == last);
            if !self.fits(self.weights, (node - 1, node), ends) {
                let known = self.found.len();
                let end = seam.map_or(self.draft.body.end, |seam| seam.end);
                self.look_into(Span::new(start, end), ends)?;
                let added = self.found.len() - known;
                changed.push(Changed { node, start, added });
            }
            if let Some(seam) = seam {
                self.found.push(*seam);
                start = seam.start;
            }
        }
        let weights = changed_weights(self.draft, self.weights, &self.found, &changed);
        Ok((self.found, weights))
    }

    /// Takes the breaks that what is between two loose seams needs.
    fn look_into(
        &mut self,
        piece: Span,
        (begins_text, ends_text): (bool, bool),
    ) -> Result<(), SplitError> {
        let seams = self.seams.firm_in(piece);
        let between = Between {
            piece,
            seams,
            begins_text,
        };
        if seams.is_empty() {
            return self.force(&between, 0, 1);
        }
        let walks = self.walks.iter_mut();
        let weights: Vec<Weighed> = walks.map(|walk| walk.within_piece(piece, seams)).collect();
        let last = seams.len() + 1;
        let mut start = 0;
        for node in 1..=last {
            let seam = seams.get(node - 1);
            if seam.is_some_and(|seam| seam.bond > Bond::Glued) {
                continue;
            }
            let ends = (begins_text && start == 0, ends_text && node == last);
            if (start, node) == (0, last) || !self.fits(&weights, (start, node), ends) {
                self.force(&between, start, node)?;
            }
            self.found.extend(seam);
            start = node;
        }
        Ok(())
    }

    /// Whether the stretch fits any part that it may come to stand in.
    fn fits(
        &self,
        weights: &[Weighed],
        (from, to): (usize, usize),
        (begins_text, ends_text): (bool, bool),
    ) -> bool {
        let fit = |rooms: &Room| {
            let mut scales = weights.iter().zip(rooms);
            scales.all(|(scale, room)| scale.between(from, to) <= *room)
        };
        // Nearly every stretch is a word that fits anywhere.
        fit(&self.least) || {
            let room = |scale| self.room(scale, begins_text, ends_text);
            fit(&(0..weights.len()).map(room).collect())
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
    fn force(&mut self, between: &Between, from: usize, to: usize) -> Result<(), SplitError> {
        let seam = |node: usize| between.seams.get(node.checked_sub(1)?);
        let start = seam(from).map_or(between.piece.start, |seam| seam.start);
        let end = seam(to).map_or(between.piece.end, |seam| seam.end);
        let begins_text = between.begins_text && from == 0;
        let least = |scale| {
            self.room(scale, begins_text, true)
                .min(self.room(scale, false, true))
        };
        let stretch = Stretch {
            start,
            rooms: (0..self.weights.len()).map(least).collect(),
            seams: between.seams,
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
        let first = stretch.seams.partition_point(|seam| seam.end <= at);
        for seam in stretch.seams.iter().skip(first) {
            if seam.start >= span.end {
                break;
            }
            self.word(Span::new(at, seam.end), stretch)?;
            let after = self.found.last().map_or(0, |last| last.start);
            if seam.end > after.max(stretch.start) {
                self.found.push(*seam);
            }
            at = seam.start;
        }
        match at == span.start {
            true => self.graphemes(span, stretch),
            false => self.word(Span::new(at, span.end), stretch),
        }
    }

    fn word(&mut self, span: Span, stretch: &Stretch) -> Result<(), SplitError> {
        // A space that is no break may stand between seams without one: it fills no part.
        let is_blank = !span.is_empty() && self.is_blank(span);
        match self.holds(span, stretch) && !is_blank {
            true => Ok(()),
            false => self.graphemes(span, stretch),
        }
    }

    fn graphemes(&mut self, span: Span, stretch: &Stretch) -> Result<(), SplitError> {
        let bytes = span.of(self.draft.text).unwrap_or("").as_bytes();
        if !self.takes_any(SMALL, &stretch.rooms) {
            return self.odd(span, stretch);
        }
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let plain = plain_length(rest);
            // With some room for what comes after, so that a long word is not moved for it.
            self.found.reserve(plain + plain / 16);
            for _ in 0..plain {
                self.force_at(span.start + at, stretch.start);
                at += 1;
            }
            let odd = odd_length(rest.get(plain..).unwrap_or(&[]));
            let begins = span.start + at;
            self.odd(Span::new(begins, begins + odd), stretch)?;
            at += odd;
        }
        Ok(())
    }

    /// Breaks at the graphemes of what is not plain.
    fn odd(&mut self, span: Span, stretch: &Stretch) -> Result<(), SplitError> {
        let Some(text) = span.of(self.draft.text) else {
            return Ok(());
        };
        let Stretch { start, rooms, .. } = stretch;
        let is_roomy = self.takes_any(SMALL, rooms);
        for grapheme in graphemes(text) {
            let at = Span::new(span.start + grapheme.start, span.start + grapheme.end);
            if self.is_blank(at) {
                self.force_across(at, *start);
                continue;
            }
            self.force_at(at.start, *start);
            let is_small = is_roomy && at.len() <= SMALL;
            if !is_small && !self.weighs_at_most(at, rooms) {
                self.scalars(at, *start, rooms)?;
            }
        }
        Ok(())
    }

    /// Whether there is room for a grapheme of so many bytes, whatever it is.
    fn takes_any(&self, bytes: usize, rooms: &Room) -> bool {
        let meter = &self.draft.meter;
        let mut scales = meter.scales.iter().zip(rooms);
        scales.all(|(scale, room)| meter.most(scale, bytes as u64) <= *room)
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

    fn is_blank(&self, span: Span) -> bool {
        let piece = span.of(self.draft.text).unwrap_or("");
        piece.chars().all(char::is_whitespace)
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

/// Nearly every grapheme has no more bytes than this.
const SMALL: usize = 4;

/// How many graphemes a text begins with that are a visible byte of ASCII each: all of
/// them but the last, which something may join.
fn plain_length(bytes: &[u8]) -> usize {
    let plain = bytes.iter().take_while(|b| b.is_ascii_graphic()).count();
    match plain == bytes.len() {
        true => plain,
        false => plain.saturating_sub(1),
    }
}

/// How far it is to a visible byte of ASCII after another, where a grapheme begins.
fn odd_length(bytes: &[u8]) -> usize {
    let mut pairs = bytes.iter().zip(bytes.iter().skip(1));
    let apart = pairs.position(|(b, next)| b.is_ascii_graphic() && next.is_ascii_graphic());
    apart.map_or(bytes.len(), |at| at + 1)
}
