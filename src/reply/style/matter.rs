//! What a public last word calls the matter by, whatever it was: *the broken wardrobe*.

use super::check::Check;
use super::distant::is_dutch_participle;
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

/// Whether a thing is named after the word: an article, a number, *about*, whose it is.
fn leads_on(reading: &Reading<'_>, at: usize) -> bool {
    let word = reading.word(at).unwrap_or("");
    let is_lead = match reading.lang {
        Lang::Nl => NAMING_NL.contains(&word),
        Lang::En => NAMING_EN.contains(&word),
    };
    let leads = is_lead && !is_subject(reading, at);
    (leads || is_readers(reading, at)) && reading.after(at) == " "
}

/// Whether *het* stands for a matter rather than before its name: *waar het
/// misging*, *voor het melden*.
fn is_subject(reading: &Reading<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| reading.word(before));
    let after = reading.word(at + 1).unwrap_or("");
    matches!(reading.word(at), Some("het" | "'t"))
        && (before.is_some_and(|word| SUBORDINATING.contains(&word)) || after.ends_with("en"))
}

const SUBORDINATING: [&str; 16] = [
    "waar", "hoe", "dat", "of", "zodat", "omdat", "als", "wanneer", "wat", "waarom", "waardoor",
    "zoals", "zodra", "totdat", "nu", "toen",
];

/// Whether the word says that what follows is the reader's.
fn is_readers(reading: &Reading<'_>, at: usize) -> bool {
    match reading.word(at) {
        Some("jouw" | "uw" | "your") => !thanks_before(reading, at),
        // *je* is the reader as often as it is theirs.
        Some("je") => {
            let before = at.checked_sub(1).and_then(|before| reading.word(before));
            let after_of = matches!(before, Some("van" | "aan" | "over" | "op" | "in" | "met"));
            after_of || reading.opens_sentence(at)
        }
        _ => false,
    }
}

/// Whether somebody is thanked for what follows: *dank voor uw scherpe blik*.
fn thanks_before(reading: &Reading<'_>, at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).and_then(|before| reading.word(before));
    let thanks = before(2).unwrap_or("");
    matches!(before(1), Some("voor" | "for"))
        && (matches!(thanks, "thanks" | "you") || thanks.contains("dank"))
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
    let first = first_of_name(reading, lead + 1);
    let reach = end.min(first + LONGEST_NAME);
    let mut last = None;
    for at in first..reach {
        if is(List::Handling, at) {
            return None;
        }
        let names = is_telling(reading, at)
            && !is(List::That, at)
            && !is(List::How, at)
            && !is(List::When, at)
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

/// Where a name begins that `at` may only lead on to: *het te hoge cholesterol*.
fn first_of_name(reading: &Reading<'_>, at: usize) -> usize {
    let word = |at| reading.word(at).unwrap_or("");
    let describes =
        |at: usize| word(at).ends_with('e') && !reading.hits_in(List::Vague, at, at + 1).is_empty();
    match word(at) {
        degree if !is_degree(degree) => at,
        "te" | "zo" | "heel" | "erg" | "zeer" if describes(at + 1) => at + 2,
        _ => at + 1,
    }
}

/// Whether a word only leads on to what follows: *het te lage ijzergehalte*, *a new card*.
fn is_degree(word: &str) -> bool {
    matches!(
        word,
        "verkeerd"
            | "verkeerde"
            | "foute"
            | "wrong"
            | "incorrect"
            | "te"
            | "zo"
            | "heel"
            | "erg"
            | "zeer"
            | "veel"
            | "nieuwe"
            | "nieuw"
            | "extra"
            | "eerste"
            | "tweede"
            | "juiste"
            | "too"
            | "so"
            | "very"
            | "rather"
            | "quite"
            | "new"
            | "first"
            | "second"
            | "whole"
    )
}

/// Whether the word tells what was done rather than to what: *het bijgelegd*.
fn is_done(reading: &Reading<'_>, at: usize) -> bool {
    let word = reading.word(at).unwrap_or("");
    let after = at.checked_sub(1).and_then(|before| reading.word(before));
    match reading.lang {
        Lang::Nl => matches!(after, Some("het" | "haar" | "'t")) && is_dutch_participle(word),
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
        Lang::En => !matches!(
            reading.word(next),
            Some("works" | "work" | "worked" | "back" | "came" | "went" | "has" | "had" | "shows")
        ),
    };
    is_plain && is_vague && !is_function && inflected
}
