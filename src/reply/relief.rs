//! What does a plain text weigh up to any of its bytes?

use super::breaks::Break;
use super::characters::stands_apart;
use super::draft::Draft;
use super::scale::Scale;
use super::walk::Weighed;
use crate::text::{Span, ascii_length};

/// The weight of a plain text by one scale: stretches of ASCII, in which each byte weighs
/// the same, and between them addresses, names, letters with accents and emoji.
///
/// Nearly every reply is plain: nothing in it changes its weight by what stands beside it.
pub(super) struct Relief {
    each: u64,
    stretches: Vec<Stretch>,
    /// What the whole body weighs.
    pub(super) whole: u64,
}

/// Bytes of ASCII, perhaps none, and what the text weighs up to the first.
struct Stretch {
    from: usize,
    to: usize,
    sum: u64,
}

impl Relief {
    /// By every scale; `None` where the text is not plain.
    pub(super) fn of_scales(draft: &Draft) -> Option<Vec<Self>> {
        if draft.meter.looks_back() {
            return None;
        }
        let scales = draft.meter.scales.iter();
        scales.map(|scale| Self::of(draft, scale)).collect()
    }

    fn of(draft: &Draft, scale: &Scale) -> Option<Self> {
        let (text, body) = (draft.text, draft.body);
        let mut relief = Self {
            each: scale.even_in(text)?,
            stretches: Vec::with_capacity(16 + body.len() / 64),
            whole: 0,
        };
        let bytes = text.as_bytes().get(..body.end)?;
        let mut priced = draft.priced.as_slice();
        let (mut at, mut ascii) = (body.start, body.start);
        loop {
            if ascii <= at {
                ascii = at + ascii_length(bytes.get(at..)?);
            }
            let entity = priced
                .first()
                .map_or(Span::new(body.end, body.end), |it| it.span);
            let to = ascii.min(entity.start);
            relief.pass(at, to)?;
            if to == body.end {
                return Some(relief);
            }
            let within = priced.get(..usize::from(entity.start == to))?;
            at = match within.is_empty() {
                true => to + length_beyond_ascii(bytes.get(to..entity.start)?),
                false => entity.end,
            };
            let piece = text.get(to..at)?;
            relief.whole += match within.is_empty() {
                true => scale.letters(piece).or_else(|| {
                    stands_apart(piece).then(|| draft.meter.weight(scale, piece, to, &[]))
                })?,
                false => draft.meter.weight(scale, piece, to, within),
            };
            priced = priced.get(within.len()..)?;
        }
    }

    /// Adds a stretch, unless it would lie before the last one.
    fn pass(&mut self, from: usize, to: usize) -> Option<()> {
        let sum = self.whole;
        self.whole += to.checked_sub(from)? as u64 * self.each;
        self.stretches.push(Stretch { from, to, sum });
        Some(())
    }

    /// How many bytes of ASCII weigh so much.
    pub(super) fn bytes_in(&self, weight: u64) -> usize {
        usize::try_from(weight / self.each.max(1)).unwrap_or(usize::MAX)
    }

    /// What a white space of two characters weighs.
    pub(super) fn widest_gap(&self) -> u64 {
        2 * self.each
    }

    /// What the text weighs up to a place between words.
    pub(super) fn up_to(&self, at: usize) -> u64 {
        let after = self.stretches.partition_point(|s| s.from <= at);
        let here = after.checked_sub(1).and_then(|at| self.stretches.get(at));
        // INVARIANT: it lies beside white space, which is within a stretch.
        here.map_or(0, |here| here.sum + (at - here.from) as u64 * self.each)
    }

    /// Up to here the text weighs no more than this, and from there on it weighs more.
    pub(super) fn around(&self, weight: u64) -> Span {
        let after = self.stretches.partition_point(|s| s.sum <= weight);
        let Some(here) = after.checked_sub(1).and_then(|at| self.stretches.get(at)) else {
            return Span::default();
        };
        let at = here.from.saturating_add(self.bytes_in(weight - here.sum));
        match self.stretches.get(after) {
            _ if at < here.to => Span::new(at, at + 1),
            Some(next) => Span::new(here.to, next.from),
            None => Span::new(here.to, here.to),
        }
    }

    /// The weights up to both sides of every break, and of the whole.
    pub(super) fn weights(&self, breaks: &[Break]) -> Weighed {
        let nodes = breaks.len() + 2;
        let (mut ends, mut starts) = (Vec::with_capacity(nodes), Vec::with_capacity(nodes));
        ends.push(0);
        starts.push(0);
        let mut stretches = self.stretches.iter().peekable();
        let (mut from, mut sum) = (0, 0);
        for at in breaks {
            while let Some(stretch) = stretches.next_if(|stretch| stretch.from <= at.end) {
                (from, sum) = (stretch.from, stretch.sum);
            }
            // INVARIANT: a break is white space, which is within a stretch.
            ends.push(sum + (at.end - from) as u64 * self.each);
            starts.push(sum + (at.start - from) as u64 * self.each);
        }
        ends.push(self.whole);
        starts.push(self.whole);
        Weighed { ends, starts }
    }
}

/// How many bytes beyond ASCII there are before the next of ASCII.
fn length_beyond_ascii(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| !b.is_ascii()).count()
}
