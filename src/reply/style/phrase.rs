use thiserror::Error;

use crate::sorted::SortedMap;
use crate::text::Folded;

/// The most words a phrase may have.
const MOST_WORDS: usize = 10;
/// The beginning or end of a word that stands for all of it has fewer bytes.
pub(super) const LONGEST_PIECE: usize = 32;
/// The most gaps a phrase may have.
const MOST_GAPS: usize = 2;
/// The gaps there are, by how many words they leave room for: `...` between words that
/// belong together, `......` between a verb and the part that Dutch leaves for the end.
const GAPS: [(&str, usize); 2] = [("...", 4), ("......", 9)];

/// Words to look for, in the notation of the lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    /// Whether it is meant only where a sentence begins.
    pub(super) opens: bool,
    pub(super) places: Vec<Place>,
}

/// What may stand in one place of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// How many words may stand before it.
    pub(super) gap: usize,
    /// Whether it is meant only where a clause ends.
    pub(super) closes: bool,
    pub(super) any: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Term {
    Word(String),
    Beginning(String),
    /// The end of a longer word, as of a compound.
    Ending(String),
    Number,
}

impl Term {
    pub(super) fn fits(&self, word: &str, is_number: bool) -> bool {
        match self {
            Term::Word(term) => term == word,
            Term::Beginning(term) => word.starts_with(term.as_str()),
            Term::Ending(term) => word.len() > term.len() && word.ends_with(term.as_str()),
            Term::Number => is_number,
        }
    }
}

/// Words by the name of their class, such as `<dag>`.
pub(super) type Classes = SortedMap<String, Vec<String>>;

/// Why words cannot be looked for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum PhraseError {
    /// Nothing is left of it when it is folded.
    #[error("there is no word in it")]
    NoWord,
    /// It begins or ends with `...`, or has two in a row.
    #[error("a gap must stand between two words")]
    LooseGap,
    /// It is longer, or has more gaps, than is looked for.
    #[error("it has more than {MOST_WORDS} words or {MOST_GAPS} gaps")]
    TooLong,
    /// It names a class of words that nobody declared.
    #[error("the class `{0}` is not known")]
    UnknownClass(String),
    /// One of several words that would do is more than one word.
    #[error("`{0}` is more than one word, and cannot stand beside `|` or beside `*`")]
    NotOneWord(String),
}

impl Phrase {
    pub(super) fn read(written: &str, classes: &Classes) -> Result<Self, PhraseError> {
        let written = written.trim();
        let opening = written.strip_prefix('^');
        let mut places: Vec<Place> = Vec::new();
        let mut gap = 0;
        for token in opening.unwrap_or(written).split_whitespace() {
            if let Some((_, room)) = GAPS.iter().find(|(written, _)| *written == token) {
                if gap > 0 || places.is_empty() {
                    return Err(PhraseError::LooseGap);
                }
                gap = *room;
                continue;
            }
            let (token, closes) = match token.strip_suffix('$') {
                Some(token) => (token, true),
                None => (token, false),
            };
            for any in alternatives(token, classes)? {
                let gap = std::mem::take(&mut gap);
                places.push(Place { gap, closes, any });
            }
        }
        let gaps = places.iter().filter(|place| place.gap > 0).count();
        match (gap, places.len()) {
            (_, 0) => Err(PhraseError::NoWord),
            (1.., _) => Err(PhraseError::LooseGap),
            (_, words) if words > MOST_WORDS || gaps > MOST_GAPS => Err(PhraseError::TooLong),
            _ => Ok(Self {
                opens: opening.is_some(),
                places,
            }),
        }
    }
}

/// The places that a token takes: one, or one for every word of something like `o.v.v`.
fn alternatives(token: &str, classes: &Classes) -> Result<Vec<Vec<Term>>, PhraseError> {
    if !token.contains(['|', '<', '*']) {
        let words = words(token);
        return match words.is_empty() {
            true => Err(PhraseError::NoWord),
            false => Ok(words.into_iter().map(|it| vec![Term::Word(it)]).collect()),
        };
    }
    let mut any = Vec::new();
    for one in token.split('|') {
        any.extend(terms(one, classes)?);
    }
    Ok(vec![any])
}

fn terms(written: &str, classes: &Classes) -> Result<Vec<Term>, PhraseError> {
    if written == "<n>" {
        let spelt = classes.get(written).into_iter().flatten();
        let spelt = spelt.map(|word| Term::Word(word.clone()));
        return Ok(spelt.chain([Term::Number]).collect());
    }
    if let Some((beginning, class)) = written.find('<').map(|at| written.split_at(at)) {
        let unknown = || PhraseError::UnknownClass(class.to_owned());
        let words = classes.get(class).ok_or_else(unknown)?;
        let term = |word: &String| match word.as_str() {
            "0" => Ok(Term::Number),
            word => one_term(&format!("{beginning}{word}")),
        };
        return words.iter().map(term).collect();
    }
    Ok(vec![one_term(written)?])
}

fn one_term(written: &str) -> Result<Term, PhraseError> {
    if let Some(end) = written.strip_prefix('*') {
        return one_word(end, written).map(Term::Ending);
    }
    match written.strip_suffix('*') {
        Some(stem) => one_word(stem, written).map(Term::Beginning),
        None => one_word(written, written).map(Term::Word),
    }
}

/// The word of a term, short enough to be looked up by where it is not the whole word.
fn one_word(term: &str, written: &str) -> Result<String, PhraseError> {
    let mut words = words(term);
    match (words.pop(), words.is_empty()) {
        (Some(word), true) if term == written || word.len() < LONGEST_PIECE => Ok(word),
        (Some(_), true) => Err(PhraseError::TooLong),
        (Some(_), false) => Err(PhraseError::NotOneWord(written.to_owned())),
        (None, _) => Err(PhraseError::NoWord),
    }
}

fn words(written: &str) -> Vec<String> {
    let folded = Folded::new(written);
    folded.iter().map(|(_, word)| word.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Classes, Phrase, PhraseError};

    #[test]
    fn a_phrase_that_cannot_be_found_is_refused() {
        let read = |written: &str| Phrase::read(written, &Classes::new());
        assert_eq!(read("^Nu ... Café*|ook").unwrap().places.len(), 2);
        let compound = &read("ons *kaart").unwrap().places[1].any[0];
        let fits = ["jaarkaart", "kaart", "kaartje"].map(|word| compound.fits(word, false));
        assert_eq!(fits, [true, false, false]);
        for (written, error) in [
            (" … ", PhraseError::NoWord),
            ("nu ...", PhraseError::LooseGap),
            ("... nu", PhraseError::LooseGap),
            ("a ... b ... c ... d", PhraseError::TooLong),
            ("a b c d e f g h i j k", PhraseError::TooLong),
            ("<dag>", PhraseError::UnknownClass("<dag>".to_owned())),
            ("na<dag>", PhraseError::UnknownClass("<dag>".to_owned())),
            ("nu|zo-even", PhraseError::NotOneWord("zo-even".to_owned())),
        ] {
            assert_eq!(read(written), Err(error), "{written}");
        }
    }
}
