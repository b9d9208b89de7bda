use std::fmt;
use std::str::FromStr;

use crate::sorted::SortedMap;
use crate::text::{Folded, WordKind};

/// The most elements a phrase may have.
const MOST_ELEMENTS: usize = 12;
/// The most gaps a phrase may have.
const MOST_GAPS: usize = 3;
/// The longest beginning of a word that is looked for, in bytes.
pub(super) const LONGEST_BEGINNING: usize = 31;

/// Words to look for: `geen ... antwoord|reactie`, `declar*`, `<n> weken`.
///
/// Words are folded as the text is, so `Café` finds `cafe`. `...` leaves room
/// for up to four words of the same sentence, `|` parts words of which any will do, `*`
/// stands for any ending, `<n>` for digits, `^` in front asks for the
/// beginning of a clause, and `#` for a hashtag.
///
/// ```
/// use webcare::triage::Phrase;
///
/// assert!("geen ... antwoord|reactie".parse::<Phrase>().is_ok());
/// assert_eq!("... klacht".parse::<Phrase>().unwrap_err().to_string(), "a gap must stand between two words");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    written: String,
    pub(super) opens_sentence: bool,
    pub(super) elements: Vec<Element>,
}

/// A place in a phrase, and what may stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) after_gap: bool,
    pub(super) any: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Term {
    Word(String),
    Beginning(String),
    Hashtag(String),
    Number,
}

/// Why words cannot be looked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PhraseError {
    /// Nothing is left of it when it is folded.
    #[error("there is no word in it")]
    NoWord,
    /// It begins or ends with `...`, or has two in a row.
    #[error("a gap must stand between two words")]
    LooseGap,
    /// It is longer, or has more gaps, than is looked for.
    #[error("it has more than {MOST_ELEMENTS} words or {MOST_GAPS} gaps")]
    TooLong,
    /// It names a class of words that nobody declared.
    #[error("the class `{class}` is not known")]
    UnknownClass {
        /// The class.
        class: String,
    },
    /// One of several words that would do is more than one word.
    #[error("`{term}` is more than one word, and cannot stand beside `|` or before `*`")]
    NotOneWord {
        /// What was written.
        term: String,
    },
}

impl FromStr for Phrase {
    type Err = PhraseError;

    fn from_str(written: &str) -> Result<Self, PhraseError> {
        Self::with_classes(written, &SortedMap::new())
    }
}

impl Phrase {
    pub(super) fn with_classes(
        written: &str,
        classes: &SortedMap<String, Vec<String>>,
    ) -> Result<Self, PhraseError> {
        let opening = written.trim().strip_prefix('^');
        let mut elements: Vec<Element> = Vec::new();
        let mut gap = false;
        for token in opening.unwrap_or(written).split_whitespace() {
            if token == "..." {
                if gap || elements.is_empty() {
                    return Err(PhraseError::LooseGap);
                }
                gap = true;
                continue;
            }
            let mut places = places(token, classes)?.into_iter();
            if let Some(any) = places.next() {
                let after_gap = std::mem::take(&mut gap);
                elements.push(Element { after_gap, any });
            }
            elements.extend(places.map(|any| Element {
                after_gap: false,
                any,
            }));
        }
        let gaps = elements.iter().filter(|element| element.after_gap).count();
        if gap {
            return Err(PhraseError::LooseGap);
        }
        if elements.is_empty() {
            return Err(PhraseError::NoWord);
        }
        if elements.len() > MOST_ELEMENTS || gaps > MOST_GAPS {
            return Err(PhraseError::TooLong);
        }
        Ok(Self {
            written: written.trim().to_owned(),
            opens_sentence: opening.is_some(),
            elements,
        })
    }
}

/// As it was written.
impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// The places that a token of the notation takes: one, or one for every word
/// of something like `a.u.b`.
fn places(
    token: &str,
    classes: &SortedMap<String, Vec<String>>,
) -> Result<Vec<Vec<Term>>, PhraseError> {
    if !token.contains(['|', '<', '*']) {
        return words(token);
    }
    let mut any = Vec::new();
    for one in token.split('|') {
        any.extend(terms(one, classes)?);
    }
    any.sort();
    any.dedup();
    Ok(vec![any])
}

/// What one of several possibilities stands for.
fn terms(
    written: &str,
    classes: &SortedMap<String, Vec<String>>,
) -> Result<Vec<Term>, PhraseError> {
    if written.starts_with('<') {
        let mut terms: Vec<Term> = match classes.get(written) {
            Some(words) => {
                let words: Result<Vec<_>, _> = words.iter().map(|word| one_word(word)).collect();
                words?
            }
            None if written == "<n>" => Vec::new(),
            None => {
                let class = written.to_owned();
                return Err(PhraseError::UnknownClass { class });
            }
        };
        if written == "<n>" {
            terms.push(Term::Number);
        }
        return Ok(terms);
    }
    match written.strip_suffix('*') {
        Some(beginning) => match one_word(beginning)? {
            Term::Word(word) if word.len() > LONGEST_BEGINNING => Err(PhraseError::TooLong),
            Term::Word(word) => Ok(vec![Term::Beginning(word)]),
            other => Ok(vec![other]),
        },
        None => Ok(vec![one_word(written)?]),
    }
}

fn one_word(written: &str) -> Result<Term, PhraseError> {
    let mut places = words(written)?;
    match (
        places.pop().and_then(|mut any| any.pop()),
        places.is_empty(),
    ) {
        (Some(term), true) => Ok(term),
        _ => Err(PhraseError::NotOneWord {
            term: written.to_owned(),
        }),
    }
}

fn words(written: &str) -> Result<Vec<Vec<Term>>, PhraseError> {
    let folded = Folded::new(written);
    let places: Vec<_> = folded
        .iter()
        .map(|(word, letters)| match word.kind {
            WordKind::Hashtag => vec![Term::Hashtag(letters.to_owned())],
            _ => vec![Term::Word(letters.to_owned())],
        })
        .collect();
    if places.is_empty() {
        return Err(PhraseError::NoWord);
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::{Phrase, PhraseError};

    #[test]
    fn a_phrase_that_cannot_be_found_is_refused() {
        let refused = |written: &str| written.parse::<Phrase>().unwrap_err();
        assert_eq!(refused(" … "), PhraseError::NoWord);
        assert_eq!(refused("klacht ..."), PhraseError::LooseGap);
        assert_eq!(refused("a ... ... b"), PhraseError::LooseGap);
        assert_eq!(refused(&"a ".repeat(13)), PhraseError::TooLong);
        assert_eq!(refused("a ... b ... c ... d ... e"), PhraseError::TooLong);
        assert!(matches!(
            refused("<zaak>"),
            PhraseError::UnknownClass { .. }
        ));
        assert!(matches!(refused("a|b-c"), PhraseError::NotOneWord { .. }));
    }
}
