//! Is it an answer, or only "sorry" and "we pass it on" (S2:28)?

use super::check::Check;
use super::occasion::Purpose;
use super::reading::{Reading, Sentence};
use super::rule::Rule;
use super::words::List;
use crate::text::{EntityKind, Span, WordKind};

/// A question of fewer words asks nothing by itself.
const FEWEST_WORDS: usize = 4;
/// So many words that are not vague make a sentence an answer.
const FEWEST_TELLING: usize = 2;
/// So many make a clause beside an apology one.
const FEWEST_TELLING_BESIDE: usize = 3;
/// So many make what we do one.
const FEWEST_DONE: usize = 4;
/// So many digits are a number by which something is found.
const FEWEST_DIGITS: usize = 5;
/// A shorter word is a function word.
const SHORTEST_TELLING: usize = 3;

impl Check<'_> {
    pub(super) fn empty(&mut self) {
        let reading = self.reading;
        let is_empty = |sentence| is_empty(reading, sentence);
        if !self.owes_an_answer() || !reading.sentences.iter().all(is_empty) {
            return;
        }
        for sentence in &reading.sentences {
            let is_kindness = sentence.end - sentence.first < FEWEST_WORDS;
            let has = |list| reading.has(list, sentence);
            if is_vain(reading, sentence) || !is_kindness && (has(List::Filler) || has(List::Actor))
            {
                self.report(Rule::EmptyPhrase, words_of(reading, sentence), None);
            }
        }
    }

    /// Whether the reply speaks of something that went wrong or is to be done: it says
    /// sorry, or that somebody has it now. Kind words alone may be all there is to say,
    /// and a promise is for [another rule](Rule::PromiseWithoutDate).
    fn owes_an_answer(&self) -> bool {
        let has = |list| !self.reading.hits(list).is_empty();
        let acts = || has(List::Actor) && has(List::Filler) && !has(List::Promise);
        let is_closing = self.occasion.purpose == Purpose::FollowUp;
        has(List::Apology) || !has(List::Kindness) && (has(List::PassedOn) || !is_closing && acts())
    }
}

/// From the first plain word of a sentence to the last, without the emoji around them.
fn words_of(reading: &Reading<'_>, sentence: &Sentence) -> Span {
    let is_plain = |at: &usize| reading.kind(*at) == Some(WordKind::Plain);
    let mut words = sentence.first..sentence.end;
    let first = words.clone().find(is_plain).unwrap_or(sentence.first);
    let last = words.rfind(is_plain).unwrap_or(first);
    reading.span_of(first, last)
}

/// Whether a sentence says sorry, or that somebody else has it now.
fn is_vain(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    reading.has(List::Apology, sentence) || reading.has(List::PassedOn, sentence)
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
    let says_nothing = is_vain(reading, sentence) || has(List::Filler);
    match sentence.asks {
        _ if is_worth => false,
        true => has(List::Filler) || plain < FEWEST_WORDS,
        false if says_nothing => !tells_beside(reading, sentence),
        // What we do, without saying when, must be told in more words to be something.
        false if has(List::Actor) => telling(reading, sentence.first, sentence.end) < FEWEST_DONE,
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
pub(super) fn is_telling(reading: &Reading<'_>, at: usize) -> bool {
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
                EntityKind::Url
                    | EntityKind::Email
                    | EntityKind::Phone
                    | EntityKind::Amount
                    | EntityKind::Iban
                    | EntityKind::Reference
            )
        })
        || (sentence.first..sentence.end).any(|at| is_code(reading.raw(at)))
}

/// Whether a word is a number by which something is found: a parcel, a patient.
fn is_code(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    digits >= FEWEST_DIGITS
}
