use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::text::{Folded, Span, WordKind};

/// A word or a phrase as people who search type it.
///
/// | written | finds |
/// |---|---|
/// | `schade` | that word, also as `#schade`, `@schade`, `SCHADE` |
/// | `#schade`, `@schade` | only as a hashtag, only as an account |
/// | `schade*` | words that begin with it |
/// | `*verzekering` | words that end with it |
/// | `*verzeker*` | words that hold it |
/// | `niet teruggebeld` | these words one after the other |
///
/// It is compared with the folded words of a text ([`Folded`]), so that case,
/// accents and invisible characters make no difference.
///
/// ```
/// use webcare::routing::Term;
/// use webcare::text::Folded;
///
/// let term: Term = "schade*".parse()?;
/// assert!(term.is_in(&Folded::new("Mijn SCHADECLAIM ligt er al weken")));
/// assert!(!term.is_in(&Folded::new("Autoschade is geen woord dat zo begint")));
/// # Ok::<(), webcare::routing::BadTerm>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    written: String,
    pieces: Vec<Piece>,
}

/// Words that cannot be searched for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadTerm {
    /// Nothing but white space, punctuation or stars.
    #[error("`{0}` has no letters to look for")]
    Empty(String),
    /// A star in the middle of a word.
    #[error("`{0}` has a `*` inside a word")]
    StarInside(String),
    /// Longer than [`Term::LONGEST`] bytes.
    #[error("a term of {0} bytes is too long; write at most 256")]
    TooLong(usize),
}

/// One word of a term: its letters, on which side more may follow, and what it must be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Piece {
    pub(crate) letters: String,
    pub(crate) open_before: bool,
    pub(crate) open_after: bool,
    pub(crate) sigil: Option<Sigil>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Sigil {
    Hashtag,
    Mention,
}

impl Term {
    /// The most bytes a term may be written in.
    pub const LONGEST: usize = 256;

    /// The term as it was written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Whether it stands in a text.
    pub fn is_in(&self, text: &Folded) -> bool {
        (0..text.words().len()).any(|at| self.stands_at(text, at))
    }

    /// Where it stands in a text, as spans of the original.
    pub fn spans_in(&self, text: &Folded) -> Vec<Span> {
        self.places_in(text)
            .filter_map(|place| original(text, place))
            .collect()
    }

    /// Whether each of its words stands in a text, wherever.
    pub(crate) fn words_stand_in(&self, text: &Folded) -> bool {
        let stands = |piece: &Piece| (0..text.words().len()).any(|at| piece.fits(text, at));
        self.pieces.iter().all(stands)
    }

    /// The word positions at which it stands in a text.
    pub(crate) fn places_in<'t>(
        &'t self,
        text: &'t Folded,
    ) -> impl Iterator<Item = Range<usize>> + 't {
        (0..text.words().len())
            .filter(|&at| self.stands_at(text, at))
            .map(|at| at..at + self.pieces.len())
    }

    /// Whether it stands in every text in which `self` stands.
    pub(crate) fn implies(&self, other: &Term) -> bool {
        let window = self.pieces.windows(other.pieces.len());
        let mut places = window.map(|pieces| pieces.iter().zip(&other.pieces));
        places.any(|mut pieces| pieces.all(|(one, other)| one.implies(other)))
    }

    /// A text in which it stands, and little else.
    pub(crate) fn sample(&self) -> String {
        let words: Vec<String> = self.pieces.iter().map(Piece::sample).collect();
        words.join(" ")
    }

    /// The letters of its first word, and whether others may stand before and after them.
    pub(crate) fn first(&self) -> Option<(&str, bool, bool)> {
        let piece = self.pieces.first()?;
        Some((&piece.letters, piece.open_before, piece.open_after))
    }

    /// Its words.
    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    fn stands_at(&self, text: &Folded, at: usize) -> bool {
        self.pieces
            .iter()
            .enumerate()
            .all(|(step, piece)| piece.fits(text, at + step))
    }
}

impl Piece {
    /// Whether other letters may stand before or after its own.
    pub(crate) fn is_open(&self) -> bool {
        self.open_before || self.open_after
    }

    /// Whether every word that fits `self` fits `other`.
    fn implies(&self, other: &Piece) -> bool {
        let (mine, theirs) = (self.letters.as_str(), other.letters.as_str());
        let whole = !self.open_before && !self.open_after;
        let fits = match (other.open_before, other.open_after) {
            (false, false) => whole && mine == theirs,
            (false, true) => !self.open_before && mine.starts_with(theirs),
            (true, false) => !self.open_after && mine.ends_with(theirs),
            (true, true) => mine.contains(theirs),
        };
        fits && (other.sigil.is_none() || other.sigil == self.sigil)
    }

    fn sample(&self) -> String {
        let sign = match self.sigil {
            Some(Sigil::Hashtag) => "#",
            Some(Sigil::Mention) => "@",
            None => "",
        };
        format!("{sign}{}", self.letters)
    }

    fn fits(&self, text: &Folded, at: usize) -> bool {
        let (Some(word), Some(letters)) = (text.words().get(at), text.word(at)) else {
            return false;
        };
        let fits = match (self.open_before, self.open_after) {
            (false, false) => letters == self.letters,
            (false, true) => letters.starts_with(&self.letters),
            (true, false) => letters.ends_with(&self.letters),
            (true, true) => letters.contains(&self.letters),
        };
        fits && self.sigil.is_none_or(|sigil| sigil.is_of(word.kind))
    }
}

impl Sigil {
    fn is_of(self, kind: WordKind) -> bool {
        match self {
            Sigil::Hashtag => kind == WordKind::Hashtag,
            Sigil::Mention => kind == WordKind::Mention,
        }
    }
}

/// The span of the original text from the first to the last of these words.
pub(crate) fn original(text: &Folded, place: Range<usize>) -> Option<Span> {
    let first = text.words().get(place.start)?;
    let last = text.words().get(place.end.checked_sub(1)?)?;
    Some(Span::new(first.span.start, last.span.end))
}

impl FromStr for Term {
    type Err = BadTerm;

    fn from_str(written: &str) -> Result<Self, BadTerm> {
        let written = written.trim();
        if written.len() > Self::LONGEST {
            return Err(BadTerm::TooLong(written.len()));
        }
        let mut pieces = Vec::new();
        for word in written.split_whitespace() {
            pieces.extend(pieces_of(word, written)?);
        }
        if pieces.is_empty() {
            return Err(BadTerm::Empty(written.to_owned()));
        }
        Ok(Self {
            written: written.to_owned(),
            pieces,
        })
    }
}

/// A written word may be several words of a text, as `auto-ongeluk` is.
fn pieces_of(word: &str, written: &str) -> Result<Vec<Piece>, BadTerm> {
    let (sigil, rest) = match word.strip_prefix('#') {
        Some(rest) => (Some(Sigil::Hashtag), rest),
        None => match word.strip_prefix('@') {
            Some(rest) => (Some(Sigil::Mention), rest),
            None => (None, word),
        },
    };
    let core = rest.trim_start_matches('*').trim_end_matches('*');
    if core.contains('*') {
        return Err(BadTerm::StarInside(written.to_owned()));
    }
    let folded = Folded::new(core);
    let mut pieces: Vec<Piece> = folded
        .iter()
        .map(|(_, letters)| Piece {
            letters: letters.to_owned(),
            open_before: false,
            open_after: false,
            sigil,
        })
        .collect();
    if let Some(first) = pieces.first_mut() {
        first.open_before = rest.starts_with('*');
    }
    match pieces.last_mut() {
        Some(last) => last.open_after = rest.ends_with('*'),
        None => return Err(BadTerm::Empty(written.to_owned())),
    }
    Ok(pieces)
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl fmt::Debug for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Term({})", self.written)
    }
}

impl Serialize for Term {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.written)
    }
}
