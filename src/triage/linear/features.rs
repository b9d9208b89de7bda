//! What a model reads of a text: words, pieces of words, senses, and the text as a whole.

mod figures;
mod pieces;

use serde::{Deserialize, Serialize};

pub(super) use self::pieces::NO_PIECE;
use self::pieces::{LONGEST, pieces, pieces_of};
use super::codes::scatter;
use super::senses::{self, Senses};
use super::words::{Token, Words};
use crate::text::Span;

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
    senses: bool,
    cues: bool,
}

impl Features {
    /// As [`Features::SENSES`], and what the built-in cues make of the words:
    /// better yet where feelings are told apart, as good elsewhere, and slower.
    pub const CUED: Self = Self {
        words: 2,
        pieces: Some((3, 5)),
        senses: true,
        cues: true,
    };
    /// As [`Features::FULL`], and what the words mean, as far as the built-in
    /// thesaurus of Dutch and English knows them: the default.
    ///
    /// It has some two hundred senses of what is said to companies and in
    /// public, such as a fault, a delay or thanks. Of a text each sense is read
    /// and every two that occur together, so that what was learned of a screen
    /// that is broken is known of one that is cracked too, and of a `scherm`
    /// that is `stuk`. How much better that is, is told
    /// [there](crate::triage#how-good-a-learned-model-is). A later version may
    /// know more words; a model that was trained before is best trained again.
    /// A text takes half as long again to read as with [`Features::FULL`].
    pub const SENSES: Self = Self {
        words: 2,
        pieces: Some((3, 5)),
        senses: true,
        cues: false,
    };
    /// Words and pairs of words, and pieces of words from 3 to 5 characters:
    /// as good for any language.
    pub const FULL: Self = Self {
        words: 2,
        pieces: Some((3, 5)),
        senses: false,
        cues: false,
    };
    /// Words and pairs of words, and pieces of 4 characters: faster.
    pub const CHAR_4: Self = Self {
        words: 2,
        pieces: Some((4, 4)),
        senses: false,
        cues: false,
    };
    /// Words and pairs of words only: the fastest.
    pub const WORDS: Self = Self {
        words: 2,
        pieces: None,
        senses: false,
        cues: false,
    };
}

impl Default for Features {
    fn default() -> Self {
        Self::SENSES
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
    senses: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    cues: bool,
}

impl From<Features> for Wire {
    fn from(features: Features) -> Self {
        Self {
            words: features.words,
            pieces: features.pieces.map(|(from, to)| [from, to]),
            senses: features.senses,
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
            .is_some_and(|[from, to]| from < 1 || from > to || to > LONGEST)
        {
            return Err("pieces have from 1 to 8 characters, the shorter first");
        }
        if wire.words == 0 && wire.pieces.is_none() {
            return Err("nothing is read");
        }
        Ok(Self {
            words: wire.words,
            pieces: wire.pieces.map(|[from, to]| (from, to)),
            senses: wire.senses,
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
    Senses,
}

impl Features {
    /// Every feature of a text, and where it stands.
    pub(super) fn each(self, words: &Words, mut found: impl FnMut(Group, u64, Span)) {
        self.runs(words, |hash, span| found(Group::Words, hash, span));
        for token in words.tokens() {
            self.pieces(words.edged(token), |hash| {
                if hash != NO_PIECE {
                    found(Group::Pieces, hash, token.span);
                }
            });
        }
        self.senses(words, |hash, span| found(Group::Senses, hash, span));
    }

    /// The senses of the words, and every two of them: where the first of them
    /// begins and the last ends.
    #[inline(always)]
    pub(super) fn senses(self, words: &Words, mut found: impl FnMut(u64, Span)) {
        let Some(built_in) = Senses::built_in().filter(|_| self.senses) else {
            return;
        };
        // The first senses of the text, each once; the last place is for one too many.
        let mut hashes = [0; MOST_SENSES + 1];
        let mut spans = [Span::new(0, 0); MOST_SENSES + 1];
        let mut count = 0;
        let mut known = [0_u64; senses::MOST / 64];
        built_in.each(words, |sense, span| {
            found(sense.hash, span);
            let places = (hashes.get_mut(count), spans.get_mut(count));
            let (Some(hash), Some(place), Some(known)) =
                (places.0, places.1, known.get_mut(sense.number / 64))
            else {
                return;
            };
            (*hash, *place) = (sense.hash, span);
            let is_new = *known >> (sense.number % 64) & 1 == 0;
            count += usize::from(is_new & (count < MOST_SENSES));
            *known |= 1 << (sense.number % 64);
        });
        let number = count * count.saturating_sub(1) / 2;
        for (one, other) in PAIRS.iter().take(number) {
            let of = |place: &u8| {
                let place = usize::from(*place);
                hashes.get(place).copied().zip(spans.get(place).copied())
            };
            let (Some((one, first)), Some((other, second))) = (of(one), of(other)) else {
                return;
            };
            // The same whichever comes first.
            let both = scatter(one.wrapping_add(other));
            let (start, end) = (first.start.min(second.start), first.end.max(second.end));
            found(both, Span::new(start, end));
        }
    }

    /// The words and marks, and those that follow each other together. A text
    /// begins and ends with a mark of its own.
    #[inline(always)]
    pub(super) fn runs(self, words: &Words, mut found: impl FnMut(u64, Span)) {
        if self.words > 0 {
            for token in words.tokens() {
                found(token.hash, token.span);
                if token.is_topic {
                    found(scatter(token.hash ^ TOPIC), token.span);
                }
            }
        }
        if self.words > 1 {
            for run in words.edged_tokens().windows(2) {
                if let [one, two] = run {
                    let span = Span::new(one.span.start, two.span.end);
                    found(join(one.hash, two.hash), span);
                }
            }
        }
        if self.words > 2 {
            for run in words.edged_tokens().windows(3) {
                if let [one, two, three] = run {
                    let span = Span::new(one.span.start, three.span.end);
                    found(join(join(one.hash, two.hash), three.hash), span);
                }
            }
        }
    }

    /// How many lengths of pieces there are.
    pub(super) fn lengths(self) -> usize {
        self.pieces
            .map_or(0, |(shortest, longest)| longest + 1 - shortest)
    }

    /// How many pieces the words have.
    pub(super) fn piece_count(self, words: &Words) -> usize {
        let lengths = words.tokens().iter().map(Token::length);
        match self.pieces {
            Some((3, 5)) => lengths.map(|letters| pieces_of(letters, 3, 5)).sum(),
            Some((4, 4)) => lengths.map(|letters| pieces_of(letters, 4, 4)).sum(),
            Some((from, to)) => lengths.map(|letters| pieces_of(letters, from, to)).sum(),
            None => 0,
        }
    }

    /// The hash of every piece of some letters; in between is [`NO_PIECE`].
    #[inline(always)]
    pub(super) fn pieces(self, letters: &[u8], found: impl FnMut(u64)) {
        match self.pieces {
            // The usual lengths are known beforehand, for speed.
            Some((3, 5)) => pieces(letters, 3, 5, found),
            Some((4, 4)) => pieces(letters, 4, 4, found),
            Some((shortest, longest)) => pieces(letters, shortest, longest, found),
            None => {}
        }
    }
}

/// The most words that are read together.
const MOST_WORDS: usize = 3;

/// So many senses of a text are read in pairs: those of a post, and of a long
/// letter its beginning.
const MOST_SENSES: usize = 16;

/// Every two of so many, those of the first few before any of the others.
static PAIRS: [(u8, u8); MOST_SENSES * (MOST_SENSES - 1) / 2] = pairs();

const fn pairs() -> [(u8, u8); MOST_SENSES * (MOST_SENSES - 1) / 2] {
    let mut pairs = [(0, 0); MOST_SENSES * (MOST_SENSES - 1) / 2];
    let mut rest: &mut [(u8, u8)] = &mut pairs;
    let (mut one, mut other) = (0, 1);
    while let [pair, others @ ..] = rest {
        *pair = (one, other);
        one += 1;
        if one == other {
            (one, other) = (0, other + 1);
        }
        rest = others;
    }
    pairs
}

/// The hash of one thing after another.
pub(super) fn join(one: u64, other: u64) -> u64 {
    scatter(one.rotate_left(23) ^ other)
}

/// A hashtag is the word it is written with, and a topic besides.
const TOPIC: u64 = 0x70_71C5;

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{Features, Group};
    use crate::text::{Folded, Span, WordKind};
    use crate::triage::draw::Draw;
    use crate::triage::linear::codes;
    use crate::triage::linear::words::Words;

    const PARTS: [&str; 64] = [
        "al",
        "weken",
        "Wachten",
        "SCHANDALIG",
        "verzekeringsmaatschappij",
        "één",
        "Café",
        "straße",
        "Ærø",
        "œuvre",
        "niño",
        "привет",
        "\u{4f60}\u{597d}",
        "e\u{301}",
        "ĳs",
        "ﬁn",
        "12",
        "1.250,50",
        "14:30",
        "12e",
        "a_b",
        "_",
        "foto's",
        "foto’s",
        "zo'n",
        "'s",
        "@jan_k",
        "@jan@noor.example",
        "@jan@noor.nl",
        "＠jan",
        "jan@noor.nl",
        "#Schade",
        "#2",
        "##",
        "#é",
        "$TICK",
        "$5",
        "€ 5",
        "http://noor.nl/a?b=1",
        "https://t.co/aB3",
        "http://noor.example/p/12",
        "noor.nl",
        "Noor.NL.",
        "goed.Maar",
        "👍🏽",
        "👩‍👩‍👧",
        "🇳🇱",
        "😂😂",
        "...",
        "…",
        "?!",
        "!!!!",
        "“ja”",
        "—",
        "(",
        ")",
        "-",
        ".",
        ",",
        ":",
        "'",
        "\u{200b}",
        "\u{a0}",
        "\u{7f}",
    ];

    const BETWEEN: [&str; 5] = ["", " ", " ", "  ", "\n"];

    fn drawn() -> impl Iterator<Item = String> {
        let mut draw = Draw::new(7);
        (0..20_000).map(move |_| {
            let mut text = String::new();
            for _ in 0..draw.below(9) {
                text += PARTS[draw.below(PARTS.len())];
                text += BETWEEN[draw.below(BETWEEN.len())];
            }
            text
        })
    }

    /// What a word or a run of marks is known by, and where it stands.
    fn obvious_tokens(text: &str) -> Vec<(String, Span, Option<String>)> {
        let mut tokens = Vec::new();
        for (start, chunk) in chunks(text) {
            let folded = Folded::new(chunk);
            let mut read_to = 0;
            for (word, form) in folded.iter() {
                obvious_marks(chunk, read_to, word.span.start, start, &mut tokens);
                read_to = word.span.end;
                let (key, letters) = match word.kind {
                    WordKind::Url => ("an address".to_owned(), None),
                    WordKind::Mention => ("an account".to_owned(), None),
                    WordKind::Hashtag => (form.to_owned(), Some(format!("# {form} "))),
                    _ => (form.to_owned(), Some(format!(" {form} "))),
                };
                let span = Span::new(start + read_to - word.span.len(), start + read_to);
                tokens.push((key, span, letters));
            }
            obvious_marks(chunk, read_to, chunk.len(), start, &mut tokens);
        }
        tokens
    }

    fn chunks(text: &str) -> impl Iterator<Item = (usize, &str)> {
        let chunks = text.split(|c| c <= ' ');
        chunks.map(|chunk| (chunk.as_ptr().addr() - text.as_ptr().addr(), chunk))
    }

    fn obvious_marks(
        chunk: &str,
        from: usize,
        to: usize,
        start: usize,
        tokens: &mut Vec<(String, Span, Option<String>)>,
    ) {
        let mut last: Option<(u8, usize)> = None;
        for (at, c) in chunk[from..to].char_indices() {
            let place = start + from + at;
            let Some(mark) = codes::mark(c) else {
                last = None;
                continue;
            };
            let same = last.filter(|(before, _)| *before == mark);
            let count = same.map_or(1, |(_, count)| count + 1);
            last = Some((mark, count));
            let key = format!("mark {mark} {}", count.min(3));
            let end = place + c.len_utf8();
            match tokens.last_mut().filter(|_| same.is_some()) {
                Some(run) => (run.0, run.1.end) = (key, end),
                None => tokens.push((key, Span::new(place, end), None)),
            }
        }
    }

    /// The features of a text as one would write them down, in any order.
    fn obvious(text: &str, words: usize, shortest: usize, longest: usize) -> Vec<(String, Span)> {
        let mut found = Vec::new();
        let mut tokens = obvious_tokens(text);
        let edge = |at: usize| ("an edge".to_owned(), Span::new(at, at), None);
        for (key, span, letters) in &tokens {
            found.push((key.clone(), *span));
            let Some(letters) = letters else { continue };
            if letters.starts_with('#') {
                found.push((format!("topic {key}"), *span));
            }
            let letters = letters.trim_start_matches('#').chars();
            let letters: Vec<u8> = letters.flat_map(codes::letter).collect();
            for length in shortest..=longest {
                for piece in letters.windows(length) {
                    found.push((format!("piece {piece:?}"), *span));
                }
            }
        }
        tokens.insert(0, edge(0));
        tokens.push(edge(text.len()));
        for many in 2..=words {
            for run in tokens.windows(many) {
                let keys: Vec<&str> = run.iter().map(|(key, _, _)| key.as_str()).collect();
                let span = Span::new(run[0].1.start, run[many - 1].1.end);
                found.push((format!("{keys:?}"), span));
            }
        }
        found
    }

    #[test]
    fn senses_are_read_alone_and_in_pairs_whichever_comes_first() {
        let read = |text: &str| {
            let mut found = Vec::new();
            let words = Words::new(text);
            Features::SENSES.senses(&words, |hash, span| {
                found.push((hash, span.of(text).unwrap().to_owned()));
            });
            found.sort();
            found
        };
        let hashes = |text: &str| read(text).into_iter().map(|it| it.0).collect::<Vec<_>>();
        assert_eq!(
            hashes("refunds for my xqzx torn"),
            hashes("torn xqzx my for refunds")
        );
        assert_eq!(read("torn").len(), 1);
        let two = read("torn, zzyx refunds.");
        let spans: BTreeSet<&str> = two.iter().map(|(_, of)| of.as_str()).collect();
        let all = ["refunds", "torn", "torn, zzyx refunds"];
        assert_eq!((spans, two.len()), (BTreeSet::from(all), 3));
        // A sense that is there twice is counted twice, and in one pair.
        assert_eq!(read("torn torn refunds").len(), 4);
        assert!(hashes("zyzzyva").is_empty());
        // Of very many senses every one is read, and so many in pairs.
        let many: Vec<&str> = include_str!("en.senses")
            .lines()
            .filter_map(|line| line.split_once(" = ")?.1.split(", ").next())
            .collect();
        let (all, pairs) = (read(&many.join(" zyx ")).len(), 16 * 15 / 2);
        assert!(
            (many.len()..4 * many.len()).contains(&(all - pairs)),
            "{all}"
        );
    }

    /// Whatever a text is made of, the same is read of it as by looking at one
    /// character after the other; what is the same has one hash, and what is not
    /// has another.
    #[test]
    fn what_is_read_fast_is_what_is_read_slowly() {
        let mut hash_of: BTreeMap<String, u64> = BTreeMap::new();
        let mut key_of: BTreeMap<u64, String> = BTreeMap::new();
        let mut words = Words::default();
        for (number, text) in drawn().enumerate() {
            let (runs, (shortest, longest)) = [(2, (3, 5)), (3, (4, 4)), (1, (2, 7))][number % 3];
            let features = Features {
                words: runs,
                pieces: Some((shortest, longest)),
                senses: false,
                cues: false,
            };
            words.refill(&text);
            let mut fast = Vec::new();
            features.each(&words, |_, hash, span| fast.push((span, hash)));
            let mut slow = obvious(&text, runs, shortest, longest);
            assert_eq!(fast.len(), slow.len(), "{text:?}");
            slow.sort_by_key(|(_, span)| *span);
            fast.sort();
            let spans = |(span, _): &(Span, u64)| *span;
            let told: Vec<Span> = slow.iter().map(|(_, span)| *span).collect();
            assert_eq!(fast.iter().map(spans).collect::<Vec<_>>(), told, "{text:?}");
            // Within a span the order is that of the hashes, known or not.
            for at in fast.chunk_by(|one, next| one.0 == next.0) {
                let span = at[0].0;
                let keys = slow
                    .iter()
                    .filter(|(_, it)| *it == span)
                    .map(|(key, _)| key);
                let mut new: Vec<u64> = at.iter().map(|(_, hash)| *hash).collect();
                let mut unknown = Vec::new();
                for key in keys {
                    match hash_of.get(key) {
                        Some(hash) => {
                            let place = new.iter().position(|it| it == hash);
                            new.remove(place.unwrap_or_else(|| panic!("{key} in {text:?}")));
                        }
                        None => unknown.push(key),
                    }
                }
                unknown.sort();
                unknown.dedup();
                new.sort();
                new.dedup();
                assert_eq!(unknown.len(), new.len(), "{text:?} {unknown:?} {new:?}");
                if let ([key], [hash]) = (unknown.as_slice(), new.as_slice()) {
                    hash_of.insert((*key).clone(), *hash);
                    if let Some(other) = key_of.insert(*hash, (*key).clone()) {
                        panic!("{key} and {other} are one");
                    }
                }
            }
            let mut together: Vec<u64> = Vec::new();
            features.pieces(words.letters(), |hash| together.push(hash));
            let lengths = features.lengths();
            assert_eq!(together.len(), lengths * words.letters().len());
            together.retain(|hash| *hash != super::NO_PIECE);
            assert_eq!(together.len(), features.piece_count(&words), "{text:?}");
            together.sort();
            let mut one_by_one = Vec::new();
            features.each(&words, |group, hash, _| {
                one_by_one.extend((group == Group::Pieces).then_some(hash));
            });
            one_by_one.sort();
            assert_eq!(together, one_by_one, "{text:?}");
            assert_eq!(words.count(), Folded::new(&text).words().len(), "{text:?}");
        }
        assert!(hash_of.len() > 100, "{}", hash_of.len());
    }
}
