//! What a public last word calls the matter by, whatever it was: *the broken wardrobe*.

use super::check::Check;
use super::distant::is_dutch;
use super::empty::is_telling;
use super::lexicon::Readable;
use super::reading::{Reading, Sentence};
use super::words::List;
use crate::text::{Lang, Span, WordKind};

/// So many words at most name a thing.
const LONGEST_NAME: usize = 3;

impl Check<'_> {
    /// The things that a sentence names and that do not belong to how any matter is handled.
    pub(super) fn matters(&self, sentence: &Sentence) -> impl Iterator<Item = Span> {
        let reading = self.reading;
        let leads = (sentence.first..sentence.end).filter(|at| leads_on(reading, *at));
        leads.filter_map(|at| matter_after(reading, at, sentence.end))
    }
}

/// Whether a thing is named after the word: an article, a number, *about*.
fn leads_on(reading: &Reading<'_>, at: usize) -> bool {
    let word = reading.word(at).unwrap_or("");
    let is_lead = match reading.lang {
        Lang::Nl => NAMING_NL.contains(&word),
        Lang::En => NAMING_EN.contains(&word),
    };
    is_lead && reading.after(at) == " "
}

const NAMING_NL: [&str; 20] = [
    "de", "het", "een", "'t", "haar", "hun", "deze", "twee", "drie", "vier", "vijf", "zes",
    "zeven", "acht", "tien", "vanwege", "wegens", "rond", "rondom", "inzake",
];
const NAMING_EN: [&str; 20] = [
    "the",
    "a",
    "an",
    "his",
    "her",
    "their",
    "those",
    "these",
    "some",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "about",
    "over",
    "regarding",
    "concerning",
];

/// The words that name the matter after `lead`, if they do.
fn matter_after(reading: &Reading<'_>, lead: usize, end: usize) -> Option<Span> {
    let is = |list, at: usize| !reading.hits_in(list, at, at + 1).is_empty();
    let first = lead + 1 + usize::from(reading.word(lead + 1).is_some_and(is_degree));
    let reach = end.min(first + LONGEST_NAME);
    let mut last = None;
    for at in first..reach {
        if is(List::Handling, at) {
            return None;
        }
        let names = is_telling(reading, at)
            && !is(List::That, at)
            && !is(List::How, at)
            && !reading.is_capital(at)
            && !is_done(reading, at);
        if !names {
            return match last {
                Some(last) if !describes(reading, last, at) => Some(reading.span_of(first, last)),
                _ => None,
            };
        }
        last = Some(at);
        if reading.after(at) != " " {
            break;
        }
    }
    last.map(|last| reading.span_of(first, last))
}

/// Whether a word says how much of what follows: *het te lage ijzergehalte*.
fn is_degree(word: &str) -> bool {
    matches!(
        word,
        "te" | "zo" | "heel" | "erg" | "zeer" | "veel" | "too" | "so" | "very" | "rather" | "quite"
    )
}

/// Whether the word tells what was done rather than to what: *het bijgelegd*.
fn is_done(reading: &Reading<'_>, at: usize) -> bool {
    let word = reading.word(at).unwrap_or("");
    let after = at.checked_sub(1).and_then(|before| reading.word(before));
    match reading.lang {
        Lang::Nl => matches!(after, Some("het" | "haar" | "'t")) && is_dutch(word),
        Lang::En => matches!(after, Some("her")) && word.ends_with("ed"),
    }
}

/// Whether a word only describes what the next word says in general: *een nare ervaring*.
fn describes(reading: &Reading<'_>, at: usize, next: usize) -> bool {
    let is_plain = reading.kind(next) == Some(WordKind::Plain) && reading.after(at) == " ";
    let is_vague = !reading.hits_in(List::Vague, next, next + 1).is_empty();
    let is_function = !reading.hits_in(List::Function, next, next + 1).is_empty();
    let inflected = match reading.lang {
        Lang::Nl => reading.word(at).is_some_and(|word| word.ends_with('e')),
        Lang::En => true,
    };
    is_plain && is_vague && !is_function && inflected
}
