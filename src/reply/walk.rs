//! What does a text weigh up to each of its breaks?

use std::ops::Range;

use super::breaks::Break;
use super::draft::Draft;
use super::scale::Scale;
use crate::text::{Span, ascii_length};

/// By one scale, the weight of the text up to each node.
///
/// Node 0 is the beginning, the last node the end, and between them lie the breaks.
#[derive(Clone, Debug, Default)]
pub(super) struct Weighed {
    /// Up to where a part would end at the node.
    pub(super) ends: Vec<u64>,
    /// Up to where the next would begin.
    pub(super) starts: Vec<u64>,
}

impl Weighed {
    /// Nothing yet but the beginning, with room for so many breaks.
    fn of(breaks: usize) -> Self {
        let (mut ends, mut starts) = (
            Vec::with_capacity(breaks + 2),
            Vec::with_capacity(breaks + 2),
        );
        ends.push(0);
        starts.push(0);
        Self { ends, starts }
    }

    /// Adds some nodes of another, where the text before weighs so much more.
    fn extend_from(&mut self, other: &Self, nodes: Range<usize>, more: u64) {
        let add = |to: &mut Vec<u64>, from: &[u64]| {
            let some = from.get(nodes.clone()).unwrap_or(&[]).iter();
            to.extend(some.map(|weight| weight.wrapping_add(more)));
        };
        add(&mut self.ends, &other.ends);
        add(&mut self.starts, &other.starts);
    }

    /// Up to where the next part would begin after the last node.
    fn whole(&self) -> u64 {
        self.starts.last().copied().unwrap_or(0)
    }

    /// What a part from one node to another carries.
    pub(super) fn between(&self, from: usize, to: usize) -> u64 {
        match (self.starts.get(from), self.ends.get(to)) {
            (Some(start), Some(end)) => end.saturating_sub(*start),
            _ => u64::MAX,
        }
    }

    /// The weights up to the ends and some of the nodes between them.
    pub(super) fn at(&self, nodes: &[usize]) -> Self {
        let of = |weights: &[u64]| {
            let some = nodes.iter().filter_map(|node| weights.get(*node));
            let all = weights.first().into_iter().chain(some);
            all.chain(weights.last()).copied().collect()
        };
        Self {
            ends: of(&self.ends),
            starts: of(&self.starts),
        }
    }

    /// The most that lies between two nodes beside each other.
    pub(super) fn heaviest(&self) -> u64 {
        self.stretches().max().unwrap_or(0)
    }

    /// What parts carry between them, wherever they are cut.
    pub(super) fn carried(&self) -> u64 {
        self.stretches().sum()
    }

    fn stretches(&self) -> impl Iterator<Item = u64> + '_ {
        let ends = self.ends.iter().skip(1);
        ends.zip(&self.starts)
            .map(|(end, start)| end.saturating_sub(*start))
    }
}

/// What a piece that stands by itself weighs: names before a part, a signature after it.
pub(super) fn weigh(draft: &Draft, scale: &Scale, text: &str, offset: usize) -> u64 {
    if text.is_empty() {
        return 0;
    }
    if let Some(weight) = scale.signs(text) {
        return weight;
    }
    let mut found = draft.meter.priced(text);
    for entity in &mut found {
        entity.span = Span::new(entity.span.start + offset, entity.span.end + offset);
    }
    draft.meter.weight(scale, text, offset, &found)
}

/// For each scale, the weight up to both sides of every break, and of the whole.
pub(super) fn weights(draft: &Draft, breaks: &[Break]) -> Vec<Weighed> {
    let scales = draft.meter.scales.iter();
    scales
        .map(|scale| Walk::new(draft, scale).weights(breaks, draft.body.end))
        .collect()
}

/// A stretch that was broken up.
pub(super) struct Changed {
    /// The node at its end, as it was.
    pub(super) node: usize,
    /// The byte it begins with.
    pub(super) start: usize,
    /// How many breaks there are in it now.
    pub(super) added: usize,
}

/// For each scale, the weights at breaks of which those in some stretches are new, by what
/// they were.
pub(super) fn changed_weights(
    draft: &Draft,
    before: &[Weighed],
    breaks: &[Break],
    changed: &[Changed],
) -> Vec<Weighed> {
    let scales = draft.meter.scales.iter().zip(before);
    scales
        .map(|(scale, before)| changed_on(draft, scale, before, breaks, changed))
        .collect()
}

fn changed_on(
    draft: &Draft,
    scale: &Scale,
    before: &Weighed,
    breaks: &[Break],
    changed: &[Changed],
) -> Weighed {
    let mut walk = Walk::new(draft, scale);
    let mut after = Weighed::of(breaks.len());
    // What is further on weighs so much more, or less, as such numbers wrap around.
    let (mut from, mut more) = (1, 0u64);
    for stretch in changed {
        // Of two beside each other the second goes on where the first ended.
        if from < stretch.node {
            after.extend_from(before, from..stretch.node, more);
            walk.begin(stretch.start, after.whole());
        }
        let first = after.ends.len() - 1;
        // White space at the beginning may have been added to the break before.
        let before_it = first.checked_sub(1).and_then(|at| breaks.get(at));
        if let (Some(at), Some(start)) = (before_it, after.starts.last_mut()) {
            *start = walk.up_to(at.start);
        }
        let end = first + stretch.added;
        let here = breaks.get(first..breaks.len().min(end + 1));
        walk.pass(here.unwrap_or(&[]), &mut after);
        if end == breaks.len() {
            walk.finish(draft.body.end, &mut after);
        }
        let was = before.starts.get(stretch.node).copied().unwrap_or(0);
        more = after.whole().wrapping_sub(was);
        from = stretch.node + 1;
    }
    after.extend_from(before, from..before.ends.len(), more);
    after
}

/// So much of what follows a break is weighed, as more outweighs any price.
const LONGEST_TAIL: usize = 256;

/// The weight of the text up to places further and further on.
pub(super) struct Walk<'d, 's> {
    draft: &'d Draft<'s>,
    scale: &'d Scale<'s>,
    /// What every byte weighs where the text is clear, if all of ASCII weighs the same.
    even: Option<u64>,
    /// Up to here the text is ASCII that no address or name lies in.
    clear: usize,
    /// Up to here the text is ASCII.
    ascii: usize,
    at: usize,
    next: usize,
    sum: u64,
    /// How far the address that is being cut was weighed, and what it weighed.
    inner: (usize, u64),
}

impl<'d, 's> Walk<'d, 's> {
    pub(super) fn new(draft: &'d Draft<'s>, scale: &'d Scale<'s>) -> Self {
        let start = draft.body.start;
        Self {
            draft,
            scale,
            even: scale.even_in(draft.text),
            clear: start,
            ascii: start,
            at: start,
            next: 0,
            sum: 0,
            inner: (0, 0),
        }
    }

    /// Begins anew at a place between words, up to which the text weighs so much.
    fn begin(&mut self, at: usize, sum: u64) {
        let entities = &self.draft.priced;
        self.next = entities.partition_point(|entity| entity.span.end <= at);
        (self.at, self.clear, self.ascii) = (at, at, at);
        (self.sum, self.inner) = (sum, (0, 0));
    }

    /// The weights of a piece up to both sides of every break in it, and of the whole.
    pub(super) fn within_piece(&mut self, piece: Span, breaks: &[Break]) -> Weighed {
        self.begin(piece.start, 0);
        self.weights(breaks, piece.end)
    }

    /// The weights at every break from here to the end.
    fn weights(&mut self, breaks: &[Break], end: usize) -> Weighed {
        let mut weights = Weighed::of(breaks.len());
        self.pass(breaks, &mut weights);
        self.finish(end, &mut weights);
        weights
    }

    /// Adds the weights at the breaks from here on.
    fn pass(&mut self, breaks: &[Break], weights: &mut Weighed) {
        for at in breaks {
            let (end, start) = self.around(*at);
            weights.ends.push(end);
            weights.starts.push(start);
        }
    }

    /// Adds the weight up to the end.
    fn finish(&mut self, end: usize, weights: &mut Weighed) {
        let whole = self.up_to(end);
        weights.ends.push(whole);
        weights.starts.push(whole);
    }

    /// The weights up to both sides of a break.
    #[inline]
    fn around(&mut self, Break { end, start, .. }: Break) -> (u64, u64) {
        match self.even {
            Some(each) if start <= self.clear => {
                let before = self.sum + (end - self.at) as u64 * each;
                self.sum = before + (start - end) as u64 * each;
                self.at = start;
                (before, self.sum)
            }
            _ => match self.within(end).filter(|_| end == start) {
                Some(both) => both,
                None => (self.up_to(end), self.up_to(start)),
            },
        }
    }

    pub(super) fn up_to(&mut self, to: usize) -> u64 {
        match self.even {
            Some(each) if to <= self.clear => {
                self.sum += (to - self.at) as u64 * each;
                self.at = to;
                self.sum
            }
            _ => self.look_up_to(to),
        }
    }

    /// For a break within an address or name that has a price: the weight with the piece
    /// before it as it is written, and without the piece after it. The whole has its price.
    fn within(&mut self, at: usize) -> Option<(u64, u64)> {
        if at <= self.clear {
            return None;
        }
        let Draft {
            text,
            meter,
            priced,
            ..
        } = self.draft;
        let entity = priced.get(priced.partition_point(|e| e.span.end <= at))?;
        let Span { start, end } = entity.span;
        if start >= at {
            return None;
        }
        let before = match self.at < start {
            true => self.up_to(start),
            false => self.sum,
        };
        if self.inner.0 <= start {
            self.inner = (start, 0);
        }
        let literal = |from: usize, to: usize| {
            let piece = text.get(from..to).unwrap_or("");
            meter.weight(self.scale, piece, from, &[])
        };
        let head = self.inner.1 + literal(self.inner.0, at);
        self.inner = (at, head);
        let written = entity.span.of(text).unwrap_or("");
        let price = meter.weight(self.scale, written, start, std::slice::from_ref(entity));
        let after = literal(at, end.min(at + LONGEST_TAIL));
        Some((
            before + head.min(price),
            before + price.saturating_sub(after),
        ))
    }

    fn look_up_to(&mut self, to: usize) -> u64 {
        let entities = &self.draft.priced;
        let from = self.next;
        while entities.get(self.next).is_some_and(|e| e.span.end <= to) {
            self.next += 1;
        }
        let within = entities.get(from..self.next).unwrap_or(&[]);
        let skip = within.iter().take_while(|e| e.span.start < self.at).count();
        let within = within.get(skip..).unwrap_or(&[]);
        let text = self.draft.text.get(self.at..to).unwrap_or("");
        // Past the beginning no name leads, so the offset is never zero there.
        self.sum += self.draft.meter.weight(self.scale, text, self.at, within);
        self.at = to;
        self.look_ahead();
        self.sum
    }

    /// Sees how far the text is clear from here.
    fn look_ahead(&mut self) {
        if self.ascii <= self.at {
            let rest = self.draft.text.as_bytes().get(self.at..).unwrap_or(&[]);
            self.ascii = self.at + ascii_length(rest);
        }
        let priced = self.draft.priced.get(self.next);
        self.clear = priced.map_or(self.ascii, |entity| entity.span.start.min(self.ascii));
    }
}
