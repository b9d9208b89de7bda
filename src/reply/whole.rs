//! Which spans must a cut keep away from?

use std::cmp::Reverse;

use crate::text::Span;

/// The spans that a cut must keep away from.
#[derive(Clone, Debug, Default)]
pub(super) struct Whole {
    /// Those with spaces in them, in order and apart from each other.
    pub(super) held: Vec<Span>,
    /// Those without: addresses and names.
    pub(super) solid: Vec<Span>,
    /// Those with spaces as they were, where some lie over others.
    pub(super) nested: Vec<Span>,
}

impl Whole {
    /// All of them, the outer before the inner.
    pub(super) fn spans(&self) -> Vec<Span> {
        let held = match self.nested.is_empty() {
            true => self.held.as_slice(),
            false => &self.nested,
        };
        let mut spans = [held, &self.solid].concat();
        spans.sort_by_key(|span| (span.start, Reverse(span.end)));
        spans
    }
}

/// A walk along spans in order.
pub(super) struct Cover<'t> {
    spans: &'t [Span],
    next: usize,
    /// Where the next span begins.
    clear: usize,
}

impl<'t> Cover<'t> {
    pub(super) fn new(spans: &'t [Span]) -> Self {
        let clear = spans.first().map_or(usize::MAX, |span| span.start);
        Self {
            spans,
            next: 0,
            clear,
        }
    }

    /// Whether a span lies on both sides of the gap, which is never before the last one asked for.
    #[inline]
    pub(super) fn spans(&mut self, end: usize, start: usize) -> bool {
        end > self.clear && self.spans_here(end, start)
    }

    fn spans_here(&mut self, end: usize, start: usize) -> bool {
        self.pass(end);
        self.spans
            .get(self.next)
            .is_some_and(|span| span.start < end && start < span.end)
    }

    /// Whether a span shares a byte with this one, which is never before the last one asked for.
    pub(super) fn touches(&mut self, other: Span) -> bool {
        self.pass(other.start);
        self.spans
            .get(self.next)
            .is_some_and(|span| span.overlaps(&other))
    }

    pub(super) fn pass(&mut self, end: usize) {
        while self
            .spans
            .get(self.next)
            .is_some_and(|span| span.end <= end)
        {
            self.next += 1;
        }
        let next = self.spans.get(self.next);
        self.clear = next.map_or(usize::MAX, |span| span.start);
    }
}
