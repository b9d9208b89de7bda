//! Is something promised, and by when (S1:7)?

use super::check::Check;
use super::lexicon::{Hit, Readable};
use super::rule::Rule;
use super::words::List;

impl Check<'_> {
    pub(super) fn promises(&mut self) {
        let reading = self.reading;
        let mut told_up_to = 0;
        for hit in reading.hits(List::Promise) {
            if hit.first >= told_up_to && !self.is_dated(hit) && !self.is_conditional(hit) {
                self.report(
                    Rule::PromiseWithoutDate,
                    reading.span_of(hit.first, hit.last),
                    None,
                );
                told_up_to = hit.last + 1;
            }
        }
    }

    /// Whether a time is named in its sentence or in one beside it.
    fn is_dated(&self, hit: &Hit) -> bool {
        let reading = self.reading;
        let Some(at) = reading.sentence(hit.first) else {
            return false;
        };
        let beside = reading
            .sentences
            .get(at.saturating_sub(1)..(at + 2).min(reading.sentences.len()));
        beside
            .into_iter()
            .flatten()
            .any(|sentence| reading.has(List::When, sentence))
    }

    /// Whether it waits for the reader (`stuur een DM, dan bel ik je`), or is none.
    fn is_conditional(&self, hit: &Hit) -> bool {
        let reading = self.reading;
        let Some(sentence) = reading.sentence_at(hit.first) else {
            return false;
        };
        let waits = |at: usize| matches!(reading.word(at), Some("dan" | "then" | "so"));
        let before = hit.first.saturating_sub(2)..=hit.first;
        let asked = reading.hits_in(List::Request, 0, hit.first + 1);
        let follows_request = asked.last().is_some_and(|ask| {
            let from = reading.sentence(ask.first);
            let to = reading.sentence(hit.first);
            from <= to && to <= from.map(|it| it + 1)
        });
        reading.has(List::NoPromise, sentence)
            || self.is_passed_on(hit)
            || before.into_iter().any(waits)
            || (follows_request && sentence.asks)
            || asked
                .last()
                .is_some_and(|ask| reading.sentence(ask.first) == reading.sentence(hit.first))
    }

    /// `We'll let the team know` is no promise to the customer.
    fn is_passed_on(&self, hit: &Hit) -> bool {
        let near = self
            .reading
            .hits_in(List::PassedOn, hit.first, hit.last + 3);
        near.iter().any(|it| it.last > hit.last)
    }
}
