//! All cues at once: which of them stand in a text, in one pass over its words.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::language::{Membership, Vote, function_words};
use super::phrase::{Element, Phrase, Term};
use super::table::{Entry, Form, Meaning, Signal};
use crate::sorted::SortedSet;
use crate::text::{Folded, Span, Word, WordKind, fold};
use crate::triage::CueId;

/// How many words a gap leaves room for.
const GAP: usize = 4;

/// A term that some cue, or the vote on the language, asks about.
type Symbol = u32;
/// A language of cues, as an index into its names; `None` for cues of any language.
pub(super) type Tongue = Option<u8>;

/// A cue, ready to be looked for.
#[derive(Clone, Debug)]
pub(super) struct Cue {
    pub(super) id: CueId,
    pub(super) meaning: Meaning,
    pub(super) tongue: Tongue,
    opens_sentence: bool,
    places: Vec<Place>,
}

#[derive(Clone, Debug)]
struct Place {
    after_gap: bool,
    any: Vec<Symbol>,
}

/// Every cue, by the terms it can begin with.
#[derive(Clone, Debug, Default)]
pub(super) struct Lexicon {
    cues: Vec<Cue>,
    beginning_with: Vec<Vec<usize>>,
    signals: Vec<Option<Signal>>,
    members: Vec<Membership>,
    words: Known,
    beginnings: Beginnings,
    hashtags: Known,
    number: Option<Symbol>,
    emoticons: HashMap<String, usize>,
}

/// A cue that stands in a text.
#[derive(Clone, Debug)]
pub(super) struct Hit<'l> {
    pub(super) cue: &'l Cue,
    /// The first and the last word; none of an emoticon.
    pub(super) words: Option<(usize, usize)>,
    pub(super) span: Span,
    /// Whether it is a sign of feeling, which no word turns.
    pub(super) is_emoji: bool,
    length: usize,
}

/// What one pass over a text finds.
#[derive(Clone, Debug)]
pub(super) struct Reading<'l> {
    pub(super) hits: Vec<Hit<'l>>,
    /// For every word, the clause it stands in.
    pub(super) clauses: Vec<u32>,
    /// For every word, whether a clause begins with it.
    opening: Vec<bool>,
    /// For every word, whether it turns what follows.
    pub(super) negators: Vec<bool>,
    pub(super) vote: Vote,
}

impl Lexicon {
    /// A lexicon that knows the function words and no cue.
    pub(super) fn new() -> Self {
        let mut lexicon = Self::default();
        for (word, member) in function_words() {
            let symbol = lexicon.symbol(&Term::Word(word.to_owned()));
            if let Some(members) = lexicon.members.get_mut(symbol as usize) {
                *members |= member;
            }
        }
        lexicon
    }

    /// Adds a cue under the name `id`.
    pub(super) fn add(&mut self, entry: &Entry, id: CueId, tongue: Tongue) {
        let mut cue = Cue {
            id,
            meaning: entry.meaning.clone(),
            tongue,
            opens_sentence: false,
            places: Vec::new(),
        };
        match &entry.form {
            Form::Emoticon(sign) => {
                self.emoticons.insert(sign.clone(), self.cues.len());
            }
            Form::Phrase(phrase) => self.index(phrase, &mut cue),
        }
        self.cues.push(cue);
    }

    fn index(&mut self, phrase: &Phrase, cue: &mut Cue) {
        cue.opens_sentence = phrase.opens_sentence;
        cue.places = phrase
            .elements
            .iter()
            .map(|element| self.place(element))
            .collect();
        let single = match (&cue.meaning, phrase.elements.len()) {
            (Meaning::Signal(signal @ (Signal::Negator | Signal::But)), 1) => Some(*signal),
            _ => None,
        };
        let Some(first) = cue.places.first() else {
            return;
        };
        for symbol in &first.any {
            match single {
                Some(signal) => {
                    if let Some(known) = self.signals.get_mut(*symbol as usize) {
                        *known = Some(signal);
                    }
                }
                None => {
                    if let Some(cues) = self.beginning_with.get_mut(*symbol as usize) {
                        cues.push(self.cues.len());
                    }
                }
            }
        }
    }

    fn place(&mut self, element: &Element) -> Place {
        Place {
            after_gap: element.after_gap,
            any: element.any.iter().map(|term| self.symbol(term)).collect(),
        }
    }

    fn symbol(&mut self, term: &Term) -> Symbol {
        let next = self.beginning_with.len() as Symbol;
        let symbol = match term {
            Term::Word(word) => *self.words.entry(word.clone()).or_insert(next),
            Term::Hashtag(word) => *self.hashtags.entry(word.clone()).or_insert(next),
            Term::Number => *self.number.get_or_insert(next),
            Term::Beginning(word) => self.beginnings.entry(word, next),
        };
        if symbol == next {
            self.beginning_with.push(Vec::new());
            self.signals.push(None);
            self.members.push(0);
        }
        symbol
    }

    /// Finds every cue that stands in `text`, each at its first place.
    pub(super) fn read<'l>(&'l self, text: &str, folded: &Folded) -> Reading<'l> {
        let sentence = Sentence::of(self, text, folded);
        let mut reading = Reading {
            hits: Vec::new(),
            clauses: Vec::new(),
            opening: (0..sentence.words.len())
                .map(|at| sentence.opens(at))
                .collect(),
            negators: Vec::new(),
            vote: sentence.vote,
        };
        let mut met = vec![false; self.cues.len()];
        for at in 0..sentence.words.len() {
            for symbol in sentence.symbols(at) {
                let starting = self.beginning_with.get(*symbol as usize);
                for index in starting.into_iter().flatten() {
                    let (Some(cue), Some(met)) = (self.cues.get(*index), met.get_mut(*index))
                    else {
                        continue;
                    };
                    if *met || (cue.opens_sentence && !sentence.opens(at)) {
                        continue;
                    }
                    if let Some(last) = sentence.follow(cue.places.get(1..).unwrap_or(&[]), at) {
                        *met = true;
                        reading.hits.extend(sentence.hit(cue, at, last));
                    }
                }
            }
        }
        self.emoticons(text, &mut met, &mut reading.hits);
        reading.hits = without_parts(reading.hits, &sentence);
        reading.negators = sentence.negators(&reading.hits);
        reading.clauses = sentence.clauses;
        reading
    }

    fn emoticons<'l>(&'l self, text: &str, met: &mut [bool], hits: &mut Vec<Hit<'l>>) {
        if self.emoticons.is_empty() {
            return;
        }
        let start_of = |chunk: &str| chunk.as_ptr() as usize - text.as_ptr() as usize;
        for chunk in text.split_whitespace() {
            let Some(index) = seen(chunk).and_then(|sign| self.emoticons.get(&sign)) else {
                continue;
            };
            let (Some(cue), Some(met)) = (self.cues.get(*index), met.get_mut(*index)) else {
                continue;
            };
            if !std::mem::replace(met, true) {
                let start = start_of(chunk);
                hits.push(Hit {
                    cue,
                    words: None,
                    span: Span::new(start, start + chunk.len()),
                    is_emoji: true,
                    length: 1,
                });
            }
        }
    }
}

impl Reading<'_> {
    /// Whether a clause begins with the hit.
    pub(super) fn opens(&self, hit: &Hit<'_>) -> bool {
        let first = hit.words.and_then(|(first, _)| self.opening.get(first));
        first.copied().unwrap_or(false)
    }
}

/// An emoticon as it is seen: in lower case, without characters that do not show.
fn seen(chunk: &str) -> Option<String> {
    const LONGEST: usize = 4;
    // None begins like a word, but for `xd`.
    let first = chunk.bytes().next().unwrap_or(b'a').to_ascii_lowercase();
    if first.is_ascii_alphanumeric() && first != b'x' {
        return None;
    }
    // Room for a few characters that do not show between those that do.
    if chunk.len() > 16 * LONGEST || (chunk.is_ascii() && chunk.len() > LONGEST) {
        return None;
    }
    let sign = fold(chunk);
    (sign.len() <= LONGEST).then_some(sign)
}

/// Terms with their symbols. Only our own terms are ever put in, so nobody can
/// fill it with terms that collide.
type Known = HashMap<String, Symbol, BuildHasherDefault<Fnv>>;

/// The hash of Fowler, Noll and Vo (FNV-1a, 64 bits): quick on short words.
#[derive(Clone, Copy, Debug)]
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn take(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.take(*byte));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Beginnings of words with their symbols: found in one pass over a word's
/// letters, each hashed on from the one before.
#[derive(Clone, Debug, Default)]
struct Beginnings {
    /// By hash. Those of one hash stand together.
    symbols: HashMap<u64, Vec<(String, Symbol)>, BuildHasherDefault<Hashed>>,
    /// One bit for each length that a beginning has, by its first letter.
    lengths: [u32; 32],
}

impl Beginnings {
    /// The symbol of a beginning, or `next`, given to it.
    fn entry(&mut self, word: &str, next: Symbol) -> Symbol {
        if let Some(lengths) = self.lengths.get_mut(bucket(word)) {
            *lengths |= 1 << word.len().min(31);
        }
        let mut hash = Fnv::default();
        hash.write(word.as_bytes());
        let alike = self.symbols.entry(hash.finish()).or_default();
        if let Some((_, symbol)) = alike.iter().find(|(known, _)| known == word) {
            return *symbol;
        }
        alike.push((word.to_owned(), next));
        next
    }

    /// The symbols of all that a word begins with, the shortest first.
    fn of<'a>(&'a self, word: &'a str) -> impl Iterator<Item = Symbol> + 'a {
        let lengths = self.lengths.get(bucket(word)).copied().unwrap_or(0);
        let longest = 31 - (lengths | 1).leading_zeros() as usize;
        let mut hash = Fnv::default();
        let bytes = word.as_bytes();
        let ends = bytes.iter().take(longest).zip(1_usize..);
        ends.filter_map(move |(byte, length)| {
            hash.take(*byte);
            if lengths >> length & 1 == 0 {
                return None;
            }
            let mut alike = self.symbols.get(&hash.finish())?.iter();
            let found = alike.find(|(known, _)| Some(known.as_bytes()) == bytes.get(..length));
            found.map(|(_, symbol)| *symbol)
        })
    }
}

fn bucket(word: &str) -> usize {
    word.bytes().next().map_or(0, |byte| usize::from(byte & 31))
}

/// Takes what is a hash already.
#[derive(Clone, Copy, Debug, Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        let mut hash = Fnv(self.0);
        hash.write(bytes);
        *self = Self(hash.finish());
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The words of a text as symbols, with the sentences and clauses they stand in.
struct Sentence<'f> {
    words: &'f [Word],
    symbols: Vec<Symbol>,
    /// Where the symbols of a word end.
    ends: Vec<usize>,
    sentences: Vec<u32>,
    clauses: Vec<u32>,
    turning: Vec<bool>,
    vote: Vote,
}

impl<'f> Sentence<'f> {
    fn of(lexicon: &Lexicon, text: &str, folded: &'f Folded) -> Self {
        let count = folded.words().len();
        let mut new = Self {
            words: folded.words(),
            symbols: Vec::with_capacity(count),
            ends: Vec::with_capacity(count),
            sentences: Vec::with_capacity(count),
            clauses: Vec::with_capacity(count),
            turning: Vec::with_capacity(count),
            vote: Vote::default(),
        };
        let (mut sentence, mut clause, mut end) = (0, 0, 0);
        for (word, letters) in folded.iter() {
            match text.get(end..word.span.start).map_or(Break::None, break_in) {
                Break::Sentence => {
                    sentence += 1;
                    clause += 1;
                }
                Break::Clause => clause += 1,
                Break::None => {}
            }
            end = word.span.end;
            let signal = new.take(lexicon, word.kind, letters);
            clause += u32::from(signal == Some(Signal::But));
            new.turning.push(signal == Some(Signal::Negator));
            new.sentences.push(sentence);
            new.clauses.push(clause);
        }
        new
    }

    /// Notes the symbols of a word; answers what the word signals by itself.
    fn take(&mut self, lexicon: &Lexicon, kind: WordKind, letters: &str) -> Option<Signal> {
        let mut signal = None;
        if matches!(
            kind,
            WordKind::Plain | WordKind::Number | WordKind::Hashtag | WordKind::Emoji
        ) {
            if let Some(symbol) = lexicon.words.get(letters) {
                self.symbols.push(*symbol);
                signal = lexicon.signals.get(*symbol as usize).copied().flatten();
                let member = lexicon.members.get(*symbol as usize).copied();
                if let Some(member) = member.filter(|member| *member != 0) {
                    self.vote.count(member);
                }
            }
            if kind == WordKind::Number {
                self.symbols.extend(lexicon.number);
            }
            if kind == WordKind::Hashtag {
                self.symbols.extend(lexicon.hashtags.get(letters));
            }
            self.symbols.extend(lexicon.beginnings.of(letters));
        }
        self.ends.push(self.symbols.len());
        signal
    }

    fn symbols(&self, at: usize) -> &[Symbol] {
        let start = match at.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or(0),
            None => 0,
        };
        let end = self.ends.get(at).copied().unwrap_or(start);
        self.symbols.get(start..end).unwrap_or(&[])
    }

    fn opens(&self, at: usize) -> bool {
        let is_address = |word: &Word| word.kind == WordKind::Mention;
        let mut before = at;
        while let Some(word) = before.checked_sub(1).and_then(|b| self.words.get(b)) {
            if self.clauses.get(before - 1) != self.clauses.get(at) {
                return true;
            }
            if !is_address(word) || at - before >= GAP {
                return false;
            }
            before -= 1;
        }
        true
    }

    /// The last word of the places that follow the word at `at`, where they do.
    fn follow(&self, places: &[Place], at: usize) -> Option<usize> {
        let Some((place, rest)) = places.split_first() else {
            return Some(at);
        };
        let furthest = at + 1 + if place.after_gap { GAP } else { 0 };
        (at + 1..=furthest)
            .take_while(|next| {
                *next < self.words.len() && self.sentences.get(*next) == self.sentences.get(at)
            })
            .filter(|next| {
                self.symbols(*next)
                    .iter()
                    .any(|symbol| place.any.contains(symbol))
            })
            .find_map(|next| self.follow(rest, next))
    }

    fn hit<'l>(&self, cue: &'l Cue, first: usize, last: usize) -> Option<Hit<'l>> {
        let span = Span::new(
            self.words.get(first)?.span.start,
            self.words.get(last)?.span.end,
        );
        Some(Hit {
            cue,
            words: Some((first, last)),
            span,
            is_emoji: self.words.get(first)?.kind == WordKind::Emoji,
            length: cue.places.len(),
        })
    }

    /// Which words turn what follows them: none of a phrase that means nothing.
    fn negators(&self, hits: &[Hit<'_>]) -> Vec<bool> {
        let mut negators = self.turning.clone();
        for hit in hits {
            if let (Meaning::Signal(Signal::Ignored), Some((first, last))) =
                (&hit.cue.meaning, hit.words)
            {
                let words = negators.get_mut(first..=last);
                words.into_iter().flatten().for_each(|turns| *turns = false);
            }
        }
        negators
    }
}

/// Keeps of single words that stand in a phrase only those of other kinds of
/// meaning, and of equal meanings at one place only the first.
fn without_parts<'l>(hits: Vec<Hit<'l>>, sentence: &Sentence<'_>) -> Vec<Hit<'l>> {
    let mut in_phrase = vec![false; sentence.words.len()];
    for hit in &hits {
        if let (Some((first, last)), true) = (hit.words, hit.length > 1 && is_tight(hit)) {
            let words = in_phrase.get_mut(first..=last);
            words.into_iter().flatten().for_each(|taken| *taken = true);
        }
    }
    let mut seen: SortedSet<(usize, usize, &str)> = SortedSet::new();
    hits.into_iter()
        .filter(|hit| {
            let Some((first, last)) = hit.words else {
                return true;
            };
            let Meaning::Labels(labels) = &hit.cue.meaning else {
                return true;
            };
            let is_part = hit.length == 1 && in_phrase.get(first).copied().unwrap_or(false);
            let label = labels.first().map_or("", |(label, _)| label.as_str());
            !is_part && seen.insert((first, last, label))
        })
        .collect()
}

/// Whether every word from the first to the last belongs to the cue, and the
/// cue says what its words mean.
fn is_tight(hit: &Hit<'_>) -> bool {
    let speaks = match &hit.cue.meaning {
        Meaning::Labels(_) | Meaning::Signal(Signal::Ignored | Signal::Sarcasm) => true,
        Meaning::Signal(_) => false,
    };
    speaks
        && hit
            .words
            .is_some_and(|(first, last)| last - first + 1 == hit.length)
}

/// What ends between two words.
enum Break {
    None,
    Clause,
    Sentence,
}

fn break_in(between: &str) -> Break {
    if between == " " {
        return Break::None;
    }
    let mut found = Break::None;
    for c in between.chars() {
        match c {
            '.' | '!' | '?' | '\n' | '…' => return Break::Sentence,
            ',' | ';' | ':' | '(' | ')' | '–' | '—' | '|' => found = Break::Clause,
            _ => {}
        }
    }
    found
}
