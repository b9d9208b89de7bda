//! What does a text weigh up to each of its breaks?

use super::breaks::Break;
use super::draft::Draft;
use super::meter::Scale;
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
        .map(|scale| weights_on(draft, scale, breaks))
        .collect()
}

fn weights_on(draft: &Draft, scale: &Scale, breaks: &[Break]) -> Weighed {
    let mut walk = Walk::new(draft, scale);
    let nodes = breaks.len() + 2;
    let (mut ends, mut starts) = (Vec::with_capacity(nodes), Vec::with_capacity(nodes));
    ends.push(0);
    starts.push(0);
    for at in breaks {
        let (end, start) = walk.around(*at);
        ends.push(end);
        starts.push(start);
    }
    let whole = walk.up_to(draft.body.end);
    ends.push(whole);
    starts.push(whole);
    Weighed { ends, starts }
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
