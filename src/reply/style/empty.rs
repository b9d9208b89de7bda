//! Is it an answer, or only "sorry" and "we pass it on" (S2:28)?

use super::check::Check;
use super::lexicon::Hit;
use super::reading::{Reading, Sentence};
use super::rule::Rule;
use super::words::List;
use crate::text::{EntityKind, WordKind};

/// A question of fewer words asks nothing by itself.
const FEWEST_WORDS: usize = 4;
/// So many words that are not vague make a sentence an answer.
const FEWEST_TELLING: usize = 2;
/// So many make a clause beside an apology one.
const FEWEST_TELLING_BESIDE: usize = 3;
/// A shorter word is a function word.
const SHORTEST_TELLING: usize = 3;

impl Check<'_> {
    pub(super) fn empty(&mut self) {
        let reading = self.reading;
        let said = [List::Apology, List::PassedOn].map(|list| reading.hits(list));
        let mut said: Vec<Hit> = said.into_iter().flatten().copied().collect();
        said.sort_by_key(|hit| hit.first);
        let is_empty = |sentence| is_empty(reading, sentence);
        if said.is_empty() || !reading.sentences.iter().all(is_empty) {
            return;
        }
        let mut told_up_to = 0;
        for hit in said {
            if hit.first >= told_up_to {
                self.report(
                    Rule::EmptyPhrase,
                    reading.span_of(hit.first, hit.last),
                    None,
                );
                told_up_to = hit.last + 1;
            }
        }
    }
}

/// Whether a sentence neither answers nor asks, and names nobody who does something at a time.
fn is_empty(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    let has = |list| reading.has(list, sentence);
    let words = sentence.first..sentence.end;
    let plain = words
        .filter(|at| reading.kind(*at) == Some(WordKind::Plain))
        .count();
    let is_worth = names_time(reading, sentence)
        || has(List::Substance)
        || has(List::Request)
        || points(reading, sentence);
    let says_nothing = has(List::Apology) || has(List::PassedOn) || has(List::Filler);
    match sentence.asks {
        _ if is_worth => false,
        true => has(List::Filler) || plain < FEWEST_WORDS,
        false if says_nothing => !tells_beside(reading, sentence),
        false => telling(reading, sentence.first, sentence.end) < FEWEST_TELLING,
    }
}

/// Whether a clause beside the empty words tells something: `sorry, de bus stond in de file`.
fn tells_beside(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    let mut first = sentence.first;
    for at in sentence.first..sentence.end {
        let ends = at + 1 == sentence.end || reading.after(at).contains([',', ':', ';', '-']);
        if !ends {
            continue;
        }
        let says_nothing = [List::Apology, List::PassedOn, List::Filler]
            .into_iter()
            .any(|list| !reading.hits_in(list, first, at + 1).is_empty());
        if !says_nothing && telling(reading, first, at + 1) >= FEWEST_TELLING_BESIDE {
            return true;
        }
        first = at + 1;
    }
    false
}

/// How many of the words `from..to` are about something.
pub(super) fn telling(reading: &Reading<'_>, from: usize, to: usize) -> usize {
    (from..to).filter(|at| is_telling(reading, *at)).count()
}

/// Whether a word is about something: no function word, and none that fits any reply.
fn is_telling(reading: &Reading<'_>, at: usize) -> bool {
    let is = |list| !reading.hits_in(list, at, at + 1).is_empty();
    reading.kind(at) == Some(WordKind::Plain)
        && reading.span(at).len() >= SHORTEST_TELLING
        && !is(List::Vague)
        && !is(List::Function)
}

/// Whether a sentence names a time that is not over: `sorry voor gisteren` promises nothing.
fn names_time(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    let past = reading.hits_in(List::Past, sentence.first, sentence.end);
    let times = reading.hits_in(List::When, sentence.first, sentence.end);
    times
        .iter()
        .any(|time| !past.iter().any(|it| it.first == time.first))
}

/// Whether a sentence holds an address, a number or a sum: something to go by.
fn points(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    let span = reading.span_of(sentence.first, sentence.end.saturating_sub(1));
    let first = reading
        .entities
        .partition_point(|entity| entity.span.end <= span.start);
    let entities = reading.entities.get(first..).unwrap_or(&[]);
    entities
        .iter()
        .take_while(|entity| entity.span.start < span.end)
        .any(|entity| {
            matches!(
                entity.kind,
                EntityKind::Url | EntityKind::Email | EntityKind::Phone | EntityKind::Amount
            )
        })
}
