//! What does a text weigh up to each of its breaks?

use super::breaks::Break;
use super::draft::Draft;
use super::meter::Scale;
use crate::text::Span;

pub(super) fn weigh(draft: &Draft, scale: &Scale, text: &str, offset: usize) -> u64 {
    let mut found = draft.meter.priced(text);
    for entity in &mut found {
        entity.span = Span::new(entity.span.start + offset, entity.span.end + offset);
    }
    draft.meter.weight(scale, text, offset, &found)
}

/// By one scale, the weight up to both sides of each break, and of the whole.
pub(super) type Weighed = (Vec<(u64, u64)>, u64);

/// For each scale, the weight up to both sides of every break, and of the whole.
pub(super) fn weights(draft: &Draft, breaks: &[Break]) -> Vec<Weighed> {
    draft
        .meter
        .scales
        .iter()
        .map(|scale| {
            let mut walk = Walk::new(draft, scale);
            let inner = breaks
                .iter()
                .map(|at| (walk.up_to(at.end), walk.up_to(at.start)))
                .collect();
            (inner, walk.up_to(draft.body.end))
        })
        .collect()
}

/// The weight of the text up to places further and further on.
pub(super) struct Walk<'d, 's> {
    draft: &'d Draft<'s>,
    scale: &'d Scale<'s>,
    at: usize,
    next: usize,
    sum: u64,
}

impl<'d, 's> Walk<'d, 's> {
    pub(super) fn new(draft: &'d Draft<'s>, scale: &'d Scale<'s>) -> Self {
        Self {
            draft,
            scale,
            at: draft.body.start,
            next: 0,
            sum: 0,
        }
    }

    pub(super) fn up_to(&mut self, to: usize) -> u64 {
        let entities = &self.draft.entities;
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
        self.sum
    }
}
