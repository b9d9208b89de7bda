//! Does a public last word say that and how it was handled, and not what it was (S3:36)?

use super::check::Check;
use super::empty::{is_telling, telling};
use super::lexicon::Readable;
use super::reading::{Reading, Sentence};
use super::rule::Rule;
use super::words::List;
use crate::text::{Entity, EntityKind, Span, WordKind};

/// With so many words that are not vague, readers are told something.
const FEWEST_TELLING: usize = 3;

/// So many words at most name what the reader owns.
const LONGEST_NAME: usize = 3;

impl Check<'_> {
    pub(super) fn closing(&mut self) {
        let reading = self.reading;
        let mut facts: Vec<Span> = Vec::new();
        for sentence in &reading.sentences {
            if !reading.has(List::General, sentence) {
                facts.extend(self.facts_in(sentence));
            }
        }
        let says_that = !reading.hits(List::That).is_empty() || !facts.is_empty();
        for fact in facts {
            self.report(Rule::FactsInClosing, fact, None);
        }
        let says_how = !reading.hits(List::How).is_empty();
        // `Fijn dat we u konden helpen. Alles is geregeld.` leaves no reader wondering.
        let says_twice = reading.hits(List::That).len() > 1 && reading.sentences.len() > 1;
        let is_told = says_that && (says_how || says_twice);
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
            .chain(self.belongings(sentence))
            .chain(self.matters(sentence))
            .collect()
    }

    /// What is called the reader's own: *your overdraft fee*. What belongs to every reply
    /// (*your patience*) is told by the list of vague words.
    fn belongings(&self, sentence: &Sentence) -> impl Iterator<Item = Span> {
        let reading = self.reading;
        let is_own = |at: usize| match reading.word(at) {
            Some("jouw" | "uw" | "your") => !thanks_before(reading, at),
            // *je* is the reader as often as it is theirs.
            Some("je") => {
                let before = at.checked_sub(1).and_then(|before| reading.word(before));
                let after_of = matches!(before, Some("van" | "aan" | "over" | "op" | "in" | "met"));
                after_of || reading.opens_sentence(at)
            }
            _ => false,
        };
        let owned = (sentence.first..sentence.end).filter(move |at| is_own(*at));
        owned.filter_map(move |at| {
            let named = at + 1..sentence.end.min(at + 1 + LONGEST_NAME);
            let first = named.start;
            let last = named
                .take_while(|word| reading.hits_in(List::Handling, *word, word + 1).is_empty())
                .take_while(|word| is_telling(reading, *word))
                .take_while(|word| *word == first || reading.after(*word - 1) == " ")
                .last()?;
            Some(reading.span_of(first, last))
        })
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

/// Whether somebody is thanked for what follows: *dank voor uw scherpe blik*.
fn thanks_before(reading: &Reading<'_>, at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).and_then(|before| reading.word(before));
    let thanks = before(2).unwrap_or("");
    matches!(before(1), Some("voor" | "for"))
        && (matches!(thanks, "thanks" | "you") || thanks.contains("dank"))
}
