//! What the occasion says nobody else may read.

use crate::reply::style::check::Check;
use crate::reply::style::lexicon::Readable;
use crate::reply::style::occasion::{FactKind, PrivateFact};
use crate::reply::style::reading::Reading;
use crate::reply::style::words::List;
use crate::text::{Folded, Span, WordKind, fold};

/// A number of fewer digits is looked for as a word.
const FEWEST_DIGITS: usize = 4;
/// The digits of a telephone number without country code and trunk zero.
const SUBSCRIBER_DIGITS: usize = 9;

impl Check<'_> {
    /// Where the private facts of the occasion stand in the draft.
    pub(super) fn given_facts(&self) -> Vec<Span> {
        let facts = self.occasion.private_facts.iter();
        let facts = facts.filter(|fact| !self.is_shown(fact.value.reveal()));
        let mut compact = None;
        facts
            .flat_map(|fact| match digits_of(fact) {
                Some(needle) => compact
                    .get_or_insert_with(|| Compact::of(self.reading.text()))
                    .find(&needle, fact.kind == FactKind::Phone),
                None => self.words_of(fact),
            })
            .collect()
    }

    /// Whether readers see every word of it beside the post anyway.
    pub(super) fn is_shown(&self, value: &str) -> bool {
        let value = Folded::new(value);
        self.occasion.shown.iter().any(|shown| {
            let shown = Folded::new(shown.reveal());
            !value.words().is_empty()
                && value
                    .iter()
                    .all(|(_, word)| shown.iter().any(|(_, it)| it == word))
        })
    }

    fn words_of(&self, fact: &PrivateFact) -> Vec<Span> {
        let reading = self.reading;
        let value = Folded::new(fact.value.reveal());
        let wanted: Vec<&str> = value.iter().map(|(_, word)| word).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let count = wanted.len();
        (0..(reading.words().len() + 1).saturating_sub(count))
            .filter(|first| is_public(reading, *first))
            .filter(|first| {
                let mut words = wanted.iter().zip(*first..);
                words.all(|(wanted, at)| reading.word(at).is_some_and(|it| is_word(it, wanted)))
            })
            .filter(|first| {
                !(fact.kind == FactKind::Surname && count == 1 && is_noun(reading, *first))
            })
            .map(|first| reading.span_of(first, first + count - 1))
            .collect()
    }
}

/// Names and addresses with a sign before them are public by themselves.
fn is_public(reading: &Reading<'_>, at: usize) -> bool {
    !matches!(reading.kind(at), Some(WordKind::Mention | WordKind::Url))
}

/// Whether it is the word, or its genitive.
fn is_word(word: &str, wanted: &str) -> bool {
    word == wanted || word.strip_suffix("'s").or(word.strip_suffix('s')) == Some(wanted)
}

/// `de bakker` is nobody's name, whoever is called Bakker.
fn is_noun(reading: &Reading<'_>, at: usize) -> bool {
    let article = at.checked_sub(1).and_then(|it| reading.word(it));
    let follows_article = matches!(
        article,
        Some("de" | "het" | "een" | "the" | "a" | "an" | "onze" | "our")
    );
    let has_title = at
        .checked_sub(2)
        .is_some_and(|it| !reading.hits_in(List::Title, it, at).is_empty());
    !reading.is_capital(at) && follows_article && !has_title
}

/// What to look for where a fact is a number more than words.
fn digits_of(fact: &PrivateFact) -> Option<String> {
    let folded = fold(fact.value.reveal());
    let compact: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    let digits = compact.chars().filter(char::is_ascii_digit).count();
    match fact.kind {
        FactKind::Phone => {
            let digits: Vec<char> = compact.chars().filter(char::is_ascii_digit).collect();
            let from = digits.len().saturating_sub(SUBSCRIBER_DIGITS);
            (digits.len() >= FEWEST_DIGITS).then(|| digits.iter().skip(from).collect())
        }
        FactKind::Account | FactKind::Reference | FactKind::Other => {
            (digits >= FEWEST_DIGITS && digits * 2 >= compact.len()).then_some(compact)
        }
        FactKind::Surname
        | FactKind::Address
        | FactKind::Email
        | FactKind::BirthDate
        | FactKind::Amount => None,
    }
}

/// The letters and digits of a text without what stands between them.
struct Compact {
    text: String,
    /// For every byte, where its character stands.
    places: Vec<(usize, usize)>,
}

impl Compact {
    fn of(text: &str) -> Self {
        let mut compact = Self {
            text: String::new(),
            places: Vec::new(),
        };
        for (at, c) in text
            .char_indices()
            .filter(|(_, c)| c.is_ascii_alphanumeric())
        {
            compact.text.push(c.to_ascii_lowercase());
            compact.places.push((at, at + 1));
        }
        compact
    }

    /// Every place of `needle`; `loose` where digits may stand before it.
    fn find(&self, needle: &str, loose: bool) -> Vec<Span> {
        self.text
            .match_indices(needle)
            .filter_map(|(at, _)| {
                let first = self.places.get(at)?.0;
                let end = self.places.get(at + needle.len() - 1)?.1;
                let touches = |before: Option<usize>, edge: usize| {
                    before
                        .and_then(|it| self.places.get(it))
                        .is_some_and(|it| it.1 == edge)
                };
                let goes_on = self
                    .places
                    .get(at + needle.len())
                    .is_some_and(|it| it.0 == end);
                (loose || !touches(at.checked_sub(1), first))
                    .then_some(Span::new(first, end))
                    .filter(|_| !goes_on)
            })
            .collect()
    }
}
