use std::ops::Range;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::text::{Folded, Span, WordKind};
use crate::triage::draw::mix;
use crate::triage::{CueId, Cues, label};

/// What a [`Linear`](super::Linear) model reads of a text.
///
/// Words are read as the matching shadow has them, without case and accents;
/// every address counts as the same word, and so does every @name, because a
/// model should learn what is said and not to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, try_from = "Wire", into = "Wire")]
pub struct Features {
    words: usize,
    pieces: Option<(usize, usize)>,
    cues: bool,
}

impl Features {
    /// As [`Features::FULL`], and what the built-in cues make of the words:
    /// the best for Dutch and English mentions, and half as fast.
    pub const CUED: Self = Self {
        words: 2,
        pieces: Some((3, 5)),
        cues: true,
    };
    /// Words and pairs of words, and pieces of words from 3 to 5 characters:
    /// the default.
    pub const FULL: Self = Self {
        words: 2,
        pieces: Some((3, 5)),
        cues: false,
    };
    /// Words and pairs of words, and pieces of 4 characters: faster.
    pub const CHAR_4: Self = Self {
        words: 2,
        pieces: Some((4, 4)),
        cues: false,
    };
    /// Words and pairs of words only: the fastest.
    pub const WORDS: Self = Self {
        words: 2,
        pieces: None,
        cues: false,
    };
}

impl Default for Features {
    fn default() -> Self {
        Self::FULL
    }
}

/// The form in a file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    words: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pieces: Option<[usize; 2]>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    cues: bool,
}

impl From<Features> for Wire {
    fn from(features: Features) -> Self {
        Self {
            words: features.words,
            pieces: features.pieces.map(|(from, to)| [from, to]),
            cues: features.cues,
        }
    }
}

impl TryFrom<Wire> for Features {
    type Error = &'static str;

    fn try_from(wire: Wire) -> Result<Self, Self::Error> {
        if wire.words > MOST_WORDS {
            return Err("at most 3 words are read together");
        }
        if wire
            .pieces
            .is_some_and(|[from, to]| from < 1 || from > to || to > 8)
        {
            return Err("pieces have from 1 to 8 characters, the shorter first");
        }
        if wire.words == 0 && wire.pieces.is_none() {
            return Err("nothing is read");
        }
        Ok(Self {
            words: wire.words,
            pieces: wire.pieces.map(|[from, to]| (from, to)),
            cues: wire.cues,
        })
    }
}

/// Features of one kind are divided by the root of their number, so that a
/// long text does not shout down a short one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    Words,
    Pieces,
}

/// One thing that was read, and where.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) group: Group,
    pub(super) hash: u64,
    pub(super) span: Span,
}

/// How many figures of a text as a whole are read beside its words.
const SHAPES: usize = 4;

/// Their names in evidence.
const SHAPE_NAMES: [&str; SHAPES] = ["capitals", "!", "?", "length"];

/// How much a cue counts against a word.
const CUE_SHARE: f64 = 0.05;

static CUES: LazyLock<Cues> = LazyLock::new(Cues::default);

impl Features {
    /// How many figures of the text as a whole are read.
    pub(super) fn figures(self) -> usize {
        SHAPES + if self.cues { label::BUILT_IN.len() } else { 0 }
    }

    /// The figures of the text as a whole.
    pub(super) fn whole(self, text: &str, folded: &Folded, figures: &mut Vec<f64>) {
        figures.clear();
        figures.extend(shapes(text, folded.words().len()));
        if self.cues {
            figures.extend(CUES.weights(text, folded).map(|weight| weight * CUE_SHARE));
        }
    }

    /// The name of a figure in evidence.
    pub(super) fn name(figure: usize) -> CueId {
        let shape = SHAPE_NAMES.get(figure).map(|name| CueId::from(*name));
        shape.unwrap_or_else(|| {
            let mut labels = label::BUILT_IN;
            labels.sort_unstable();
            let label = labels.get(figure - SHAPES).copied().unwrap_or_default();
            CueId::new(format!("cues/{label}"))
        })
    }
}

/// How loud a text is, what it exclaims and asks, and how long it is; each
/// about as large as a word counts.
fn shapes(text: &str, words: usize) -> [f64; SHAPES] {
    let (mut letters, mut capitals, mut exclaims, mut asks) = (0.0, 0.0, 0.0, 0.0);
    for character in text.chars() {
        letters += 1.0;
        match character {
            '!' => exclaims += 1.0,
            '?' => asks += 1.0,
            _ if character.is_uppercase() => capitals += 1.0,
            _ => {}
        }
    }
    let length = (words as f64 + 1.0).ln() * 0.1;
    [
        capitals / (letters + 1.0),
        f64::ln_1p(exclaims) * 0.3,
        f64::ln_1p(asks) * 0.3,
        length,
    ]
}

impl Features {
    /// Everything that is read of a text, in order.
    pub(super) fn each(self, text: &str, folded: &Folded, mut found: impl FnMut(Found)) {
        let mut run = Run::new(self.words);
        let mut read_to = 0;
        for (word, form) in folded.iter() {
            marks(text, read_to..word.span.start, |hash, span| {
                run.add(hash, span, &mut found)
            });
            read_to = word.span.end;
            let form = match word.kind {
                WordKind::Url => "http",
                WordKind::Mention => "@",
                _ => form,
            };
            run.add(hash_word(form), word.span, &mut found);
            if word.kind == WordKind::Hashtag {
                found(Found {
                    group: Group::Words,
                    hash: mix(hash_word(form) ^ TOPIC),
                    span: word.span,
                });
            }
            if let Some((shortest, longest)) = self.pieces {
                pieces(form, shortest, longest, |hash| {
                    found(Found {
                        group: Group::Pieces,
                        hash,
                        span: word.span,
                    });
                });
            }
        }
        marks(text, read_to..text.len(), |hash, span| {
            run.add(hash, span, &mut found)
        });
        run.end(text.len(), &mut found);
    }
}

/// The most words that are read together.
const MOST_WORDS: usize = 3;

/// The words and marks just read, the latest first; a text begins and ends
/// with a mark of its own.
struct Run {
    words: usize,
    latest: [(u64, usize); MOST_WORDS],
}

const EDGE: u64 = 0xED6E;

/// A hashtag is the word it is written with, and a topic besides.
const TOPIC: u64 = 0x70_71C5;

impl Run {
    fn new(words: usize) -> Self {
        Self {
            words,
            latest: [(EDGE, 0); MOST_WORDS],
        }
    }

    fn add(&mut self, hash: u64, span: Span, found: &mut impl FnMut(Found)) {
        self.latest.rotate_right(1);
        if let Some(latest) = self.latest.first_mut() {
            *latest = (hash, span.start);
        }
        self.tell(0, span.end, found);
    }

    fn end(&mut self, at: usize, found: &mut impl FnMut(Found)) {
        self.latest.rotate_right(1);
        if let Some(latest) = self.latest.first_mut() {
            *latest = (EDGE, at);
        }
        self.tell(1, at, found);
    }

    /// Tells of the latest together with those before it, from `fewest` of them on.
    fn tell(&self, fewest: usize, end: usize, found: &mut impl FnMut(Found)) {
        let mut hash = 0;
        for (before, (word, start)) in self.latest.iter().enumerate().take(self.words) {
            hash = mix(hash ^ word).wrapping_add(before as u64);
            if before >= fewest {
                let span = Span::new(*start, end);
                let group = Group::Words;
                found(Found { group, hash, span });
            }
        }
    }
}

/// Punctuation between words: up to three of the same together.
fn marks(text: &str, between: Range<usize>, mut found: impl FnMut(u64, Span)) {
    let from = between.start;
    let Some(gap) = text.get(between) else { return };
    let mut last: Option<(char, usize, Span)> = None;
    for (at, mark) in gap.char_indices().filter(|(_, c)| is_mark(*c)) {
        let span = Span::new(from + at, from + at + mark.len_utf8());
        last = match last {
            Some((same, count, run)) if same == mark && run.end == span.start => {
                Some((mark, (count + 1).min(3), Span::new(run.start, span.end)))
            }
            before => {
                before.inspect(|(mark, count, run)| found(hash_mark(*mark, *count), *run));
                Some((mark, 1, span))
            }
        };
    }
    last.inspect(|(mark, count, run)| found(hash_mark(*mark, *count), *run));
}

/// What stands between words and says something.
fn is_mark(character: char) -> bool {
    character.is_ascii_punctuation() || "…“”„‘’«»€£–—¿¡".contains(character)
}

fn hash_mark(mark: char, count: usize) -> u64 {
    mix(u64::from(mark) << 2 | count as u64)
}

const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;

fn hash_word(word: &str) -> u64 {
    let step = |hash: u64, byte: u8| {
        (hash ^ u64::from(byte))
            .wrapping_mul(MULTIPLIER)
            .rotate_left(23)
    };
    word.bytes().fold(0x51_7C_C1, step)
}

/// The longest word, in bytes, whose pieces are told the fast way.
const USUAL: usize = 62;

/// The hash of every piece of a word with its two edges.
fn pieces(word: &str, shortest: usize, longest: usize, found: impl FnMut(u64)) {
    if word.len() <= USUAL && word.is_ascii() {
        // Where every character is a byte, none need be found.
        let mut edged = [b' '; USUAL + 2];
        let letters = edged.iter_mut().skip(1);
        letters.zip(word.bytes()).for_each(|(to, byte)| *to = byte);
        let edged = edged.get(..word.len() + 2).unwrap_or_default();
        let from = (0..edged.len()).filter_map(|start| edged.get(start..));
        let from = from.map(|from| from.iter().map(|byte| u64::from(*byte)));
        each_piece(from, shortest, longest, found);
    } else {
        let edged = || std::iter::once(' ').chain(word.chars()).chain([' ']);
        let from = (0..word.chars().count() + 2).scan(edged(), |rest, _| {
            let from = rest.clone();
            rest.next();
            Some(from.map(u64::from))
        });
        each_piece(from, shortest, longest, found);
    }
}

/// The hash of every piece, given the characters from every place on.
fn each_piece<F: Iterator<Item = u64>>(
    from: impl Iterator<Item = F>,
    shortest: usize,
    longest: usize,
    mut found: impl FnMut(u64),
) {
    for characters in from {
        let mut hash = 0x2545_F491_4F6C_DD1D;
        for (before, character) in characters.take(longest).enumerate() {
            hash = (hash ^ character).wrapping_mul(MULTIPLIER).rotate_left(29);
            if before + 1 >= shortest {
                found(hash ^ (before as u64).wrapping_mul(MULTIPLIER));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{USUAL, pieces};

    #[test]
    fn pieces_are_those_of_the_word_with_its_edges() {
        let all = |word: &str| {
            let mut found = Vec::new();
            pieces(word, 3, 5, |hash| found.push(hash));
            found
        };
        // Of six characters there are four pieces of three, three of four, two of five.
        assert_eq!(all("wind").len(), 9);
        assert_eq!(all("wünd").len(), 9);
        assert_eq!(all("").len(), 0);
        // A piece is the same in a word too long for the fast way, and in one with an accent.
        let long = format!("{}wind", "a".repeat(USUAL));
        let last = |word: &str| *all(word).last().unwrap();
        assert_eq!(last("wind"), last(&long));
        assert_eq!(last("wind"), last("äwind"));
        // They end alike and begin otherwise.
        assert_eq!(last("wind"), last("wand"));
        assert_ne!(all("wind").first(), all("wand").first());
    }
}
