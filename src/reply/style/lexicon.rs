//! Which phrases stand in a draft? All of them in one pass over its words.

use std::collections::HashMap;

use super::phrase::{LONGEST_PIECE, Phrase, Place, Term};
use super::words::List;
use crate::sorted::SortedMap;
use crate::text::Lang;

/// Every phrase by the words it can begin with.
#[derive(Clone, Debug, Default)]
pub(super) struct Lexicon {
    phrases: Vec<Known>,
    by_word: HashMap<String, Vec<usize>>,
    by_beginning: HashMap<String, Vec<usize>>,
    by_ending: HashMap<String, Vec<usize>>,
    by_number: Vec<usize>,
    /// The lengths that beginnings have, in bytes, a bit each.
    lengths: u32,
    /// And those that endings have.
    end_lengths: u32,
}

#[derive(Clone, Debug)]
struct Known {
    list: List,
    lang: Option<Lang>,
    phrase: Phrase,
}

/// A phrase that stands in a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// The first word.
    pub(super) first: usize,
    /// The last word.
    pub(super) last: usize,
}

/// What a draft shows of itself to who looks for phrases.
pub(super) trait Readable {
    fn word(&self, at: usize) -> Option<&str>;
    fn is_number(&self, at: usize) -> bool;
    fn sentence(&self, at: usize) -> Option<usize>;
    fn opens_sentence(&self, at: usize) -> bool;
    fn closes_clause(&self, at: usize) -> bool;
    /// Whether a comma or the like follows, over which no gap reaches.
    fn parts_after(&self, at: usize) -> bool;
}

/// The phrases that stand in a draft, by list, each list in the order of its words.
pub(super) type Hits = SortedMap<List, Vec<Hit>>;

impl Lexicon {
    pub(super) fn add(&mut self, list: List, lang: Option<Lang>, phrase: Phrase) {
        let index = self.phrases.len();
        let first = phrase.places.first().map_or(&[][..], |place| &place.any);
        for term in first {
            match term {
                Term::Word(word) => self.by_word.entry(word.clone()).or_default().push(index),
                Term::Number => self.by_number.push(index),
                Term::Beginning(word) => {
                    self.lengths |= 1u32.checked_shl(word.len() as u32).unwrap_or(0);
                    let known = self.by_beginning.entry(word.clone()).or_default();
                    known.push(index);
                }
                Term::Ending(word) => {
                    self.end_lengths |= 1u32.checked_shl(word.len() as u32).unwrap_or(0);
                    let known = self.by_ending.entry(word.clone()).or_default();
                    known.push(index);
                }
            }
        }
        self.phrases.push(Known { list, lang, phrase });
    }

    /// How many words of the language the draft has more than of the other.
    pub(super) fn language(&self, draft: &impl Readable, words: usize) -> Option<Lang> {
        let (mut nl, mut en) = (0u32, 0u32);
        for at in 0..words {
            let known = draft.word(at).and_then(|word| self.by_word.get(word));
            let known = known.into_iter().flatten();
            for known in known.filter_map(|index| self.phrases.get(*index)) {
                match (known.list, known.lang) {
                    (List::Function, Some(Lang::Nl)) => nl += 1,
                    (List::Function, Some(Lang::En)) => en += 1,
                    _ => {}
                }
            }
        }
        match nl.cmp(&en) {
            std::cmp::Ordering::Less => Some(Lang::En),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(Lang::Nl),
        }
    }

    /// Finds every phrase of `lang`, and those of no language.
    pub(super) fn read(&self, draft: &impl Readable, words: usize, lang: Lang) -> Hits {
        let mut hits = Hits::new();
        for first in 0..words {
            for known in self.beginning_at(draft, first) {
                let phrase = &known.phrase;
                let is_meant = known.lang.is_none_or(|it| it == lang)
                    && (!phrase.opens || draft.opens_sentence(first));
                let rest = phrase.places.get(1..).unwrap_or(&[]);
                if is_meant && let Some(last) = follow(draft, rest, first) {
                    hits.entry(known.list)
                        .or_default()
                        .push(Hit { first, last });
                }
            }
        }
        hits
    }

    fn beginning_at<'l>(
        &'l self,
        draft: &impl Readable,
        at: usize,
    ) -> impl Iterator<Item = &'l Known> {
        let word = draft.word(at).unwrap_or("");
        let beginnings = (1..LONGEST_PIECE.min(word.len() + 1))
            .filter(|length| self.lengths & (1 << length) != 0)
            .filter_map(|length| self.by_beginning.get(word.get(..length)?));
        let endings = (1..LONGEST_PIECE.min(word.len()))
            .filter(|length| self.end_lengths & (1 << length) != 0)
            .filter_map(|length| self.by_ending.get(word.get(word.len() - length..)?));
        let numbers = draft.is_number(at).then_some(&self.by_number);
        let known: Vec<&Vec<usize>> = self
            .by_word
            .get(word)
            .into_iter()
            .chain(beginnings)
            .chain(endings)
            .chain(numbers)
            .collect();
        known
            .into_iter()
            .flatten()
            .filter_map(|index| self.phrases.get(*index))
    }
}

/// The last word of the places that follow the word at `at`, where they do.
fn follow(draft: &impl Readable, places: &[Place], at: usize) -> Option<usize> {
    let Some((place, rest)) = places.split_first() else {
        return Some(at);
    };
    let furthest = at + 1 + place.gap;
    (at + 1..=furthest)
        .take_while(|next| *next == at + 1 || !draft.parts_after(*next - 2))
        .take_while(|next| {
            draft
                .sentence(*next)
                .is_some_and(|it| Some(it) == draft.sentence(at))
        })
        .filter(|next| {
            let word = draft.word(*next).unwrap_or("");
            let is_number = draft.is_number(*next);
            let fits = place.any.iter().any(|term| term.fits(word, is_number));
            fits && (!place.closes || draft.closes_clause(*next))
        })
        .find_map(|next| follow(draft, rest, next))
}
