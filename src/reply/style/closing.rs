//! Does a public last word say that and how it was handled, and not what it was (S3:36)?

use super::check::Check;
use super::empty::telling;
use super::lexicon::Readable;
use super::reading::Sentence;
use super::rule::Rule;
use super::words::List;
use crate::text::{Entity, EntityKind, Span, WordKind};

/// With so many words that are not vague, readers are told something.
const FEWEST_TELLING: usize = 3;

impl Check<'_> {
    pub(super) fn closing(&mut self) {
        let reading = self.reading;
        let mut facts: Vec<Span> = Vec::new();
        for sentence in &reading.sentences {
            if !reading.has(List::General, sentence) {
                facts.extend(self.facts_in(sentence));
            }
        }
        let says_that = !reading.hits(List::That).is_empty();
        let says_all = !facts.is_empty();
        for fact in facts {
            self.report(Rule::FactsInClosing, fact, None);
        }
        let says_how = !reading.hits(List::How).is_empty();
        // `Fijn dat we u konden helpen. Alles is geregeld.` leaves no reader wondering.
        let says_twice = reading.hits(List::That).len() > 1 && reading.sentences.len() > 1;
        let is_told = says_all || says_that && (says_how || says_twice);
        if !is_told && telling(reading, 0, reading.words().len()) < FEWEST_TELLING {
            self.report_all(Rule::BareClosing);
        }
    }

    /// What a sentence tells of the matter.
    pub(super) fn facts_in(&self, sentence: &Sentence) -> Vec<Span> {
        let reading = self.reading;
        let span = reading.span_of(sentence.first, sentence.end.saturating_sub(1));
        let first = reading
            .entities
            .partition_point(|entity| entity.span.end <= span.start);
        let entities = reading.entities.get(first..).unwrap_or(&[]);
        let is_fact =
            |entity: &&Entity| matches!(entity.kind, EntityKind::Amount | EntityKind::Reference);
        let told = reading.hits_in(List::CaseFact, sentence.first, sentence.end);
        let times = (sentence.first..sentence.end).filter(|at| self.is_moment(*at));
        entities
            .iter()
            .take_while(|entity| entity.span.start < span.end)
            .filter(is_fact)
            .map(|entity| entity.span)
            .chain(told.iter().map(|hit| reading.span_of(hit.first, hit.last)))
            .chain(times.map(|at| reading.span(at)))
            .chain(self.matters(sentence))
            .collect()
    }

    /// Whether it is the number of a day, an hour, a sum or a share.
    fn is_moment(&self, at: usize) -> bool {
        let reading = self.reading;
        let is_number = reading.kind(at) == Some(WordKind::Number);
        let counts_parts = reading.before(at).ends_with('/') || reading.after(at).starts_with('/');
        let raw = reading.raw(at);
        let named = matches!(
            reading.word(at + 1),
            Some(
                "januari"
                    | "februari"
                    | "maart"
                    | "april"
                    | "mei"
                    | "juni"
                    | "juli"
                    | "augustus"
                    | "september"
                    | "oktober"
                    | "november"
                    | "december"
                    | "january"
                    | "february"
                    | "march"
                    | "may"
                    | "june"
                    | "july"
                    | "august"
                    | "october"
                    | "euro"
                    | "euros"
                    | "pound"
                    | "pounds"
                    | "procent"
                    | "percent"
                    | "uur"
            )
        );
        let is_sum = reading.before(at).trim_end().ends_with(['£', '€', '$']);
        let is_exact =
            is_sum || raw.contains([':', '.', ',']) || reading.after(at).starts_with('%');
        is_number && !counts_parts && (named || is_exact)
    }
}
