//! Is something promised, and by when (S1:7)?

use super::check::Check;
use super::lexicon::{Hit, Readable};
use super::reading::{Reading, Sentence};
use super::rule::Rule;
use super::words::List;

/// Within so many words of a promise it is told that somebody else has it now.
const NEAR: usize = 4;

impl Check<'_> {
    pub(super) fn promises(&mut self) {
        let reading = self.reading;
        let dated: Vec<bool> = reading
            .sentences
            .iter()
            .map(|it| is_dated(reading, it))
            .collect();
        let mut told_up_to = 0;
        for hit in reading.hits(List::Promise) {
            if hit.first >= told_up_to
                && !names_day(&dated, reading.sentence(hit.first))
                && !self.is_conditional(hit)
            {
                self.report(
                    Rule::PromiseWithoutDate,
                    reading.span_of(hit.first, hit.last),
                    None,
                );
                told_up_to = hit.last + 1;
            }
        }
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
            || self.asks_beside(hit)
            || asked
                .last()
                .is_some_and(|ask| reading.sentence(ask.first) == reading.sentence(hit.first))
    }

    /// Whether the reader is asked for something just before or after, so that it waits for
    /// their word: `Dat zoeken we uit. Welk nummer heb je?`
    fn asks_beside(&self, hit: &Hit) -> bool {
        let sentences = &self.reading.sentences;
        let Some(at) = self.reading.sentence(hit.first) else {
            return false;
        };
        let asks = |at: usize| {
            let sentence = sentences.get(at);
            sentence.is_some_and(|it| it.asks && self.reading.has(List::Asking, it))
        };
        at.checked_sub(1).is_some_and(asks) || asks(at + 1)
    }

    /// `We'll let the team know` is no promise to the customer.
    fn is_passed_on(&self, hit: &Hit) -> bool {
        let near = self
            .reading
            .hits_in(List::PassedOn, hit.first, hit.last + NEAR);
        near.iter().any(|it| it.last > hit.last)
    }
}

/// Whether a sentence names a time, and not only how eager we are: *meteen*, *asap*.
fn is_dated(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    let times = reading.hits_in(List::When, sentence.first, sentence.end);
    times.iter().any(|time| {
        let is_now = matches!(reading.word(time.first), Some("nu" | "now"));
        let eager = reading.hits_in(List::AtOnce, time.first, time.first + 1);
        is_now || eager.is_empty()
    })
}

/// Whether the sentence or one beside it is dated.
fn names_day(dated: &[bool], sentence: Option<usize>) -> bool {
    let Some(at) = sentence else {
        return false;
    };
    let beside = dated.get(at.saturating_sub(1)..(at + 2).min(dated.len()));
    beside.into_iter().flatten().any(|it| *it)
}
