//! All cues at once: which of them stand in a text, in one pass over its words.

use std::collections::{BTreeMap, HashMap};

use super::kind::Kind;
use super::language::{Membership, Vote, function_words};
use super::letters::{Ends, Letters, Marks, Symbol};
use super::phrase::{Element, Phrase, Term};
use super::sentence::{Ahead, Sentence};
use super::table::{Entry, Form, Meaning, Signal};
use crate::text::{Folded, Span, fold};
use crate::triage::{CueId, Label};

/// A language of cues, as an index into its names; `None` for cues of any language.
pub(super) type Tongue = Option<u8>;

/// A cue, ready to be looked for.
#[derive(Clone, Debug)]
pub(super) struct Cue {
    pub(super) id: CueId,
    pub(super) sense: Sense,
    pub(super) tongue: Tongue,
    opens_sentence: bool,
    places: Vec<Place>,
}

/// What a cue stands for, ready to be weighed.
#[derive(Clone, Debug)]
pub(super) enum Sense {
    /// It speaks for labels, each with a weight. Labels that are not built in
    /// are not scored.
    Kinds(Vec<(Kind, f64)>),
    /// It changes what other cues mean.
    Signal(Signal),
}

/// A place in a cue: the terms of which any will do.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) after_gap: bool,
    pub(super) any: Vec<Symbol>,
}

/// What a term is by itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// The cues that begin with it.
    begins: Vec<Begun>,
    pub(super) signal: Option<Signal>,
    pub(super) member: Membership,
}

/// A cue of which the first place was met.
#[derive(Clone, Copy, Debug)]
struct Begun {
    cue: usize,
    /// What has to follow.
    then: Then,
}

/// What follows in a cue, roughly: most cues that begin somewhere do not go on
/// there, and this is cheaper to see than which do.
#[derive(Clone, Copy, Debug)]
struct Then {
    /// None where it ends there.
    marks: Option<Marks>,
    after_gap: bool,
}

/// Every cue, by the terms it can begin with.
#[derive(Clone, Debug, Default)]
pub(super) struct Lexicon {
    cues: Vec<Cue>,
    /// By symbol.
    pub(super) terms: Vec<Known>,
    pub(super) letters: Letters,
    pub(super) hashtags: HashMap<String, Symbol>,
    pub(super) number: Option<Symbol>,
    emoticons: HashMap<String, usize>,
}

/// Cues while they are being put together.
#[derive(Debug)]
pub(super) struct Gathered {
    lexicon: Lexicon,
    words: BTreeMap<String, Ends>,
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
    /// Of how many places it is.
    pub(super) length: usize,
}

/// What one pass over a text finds.
#[derive(Clone, Debug)]
pub(super) struct Reading<'r> {
    pub(super) hits: Vec<Hit<'r>>,
    sentence: Sentence<'r>,
}

impl Gathered {
    /// The function words, and no cue.
    pub(super) fn new() -> Self {
        let mut new = Self {
            lexicon: Lexicon::default(),
            words: BTreeMap::new(),
        };
        for (word, member) in function_words() {
            let symbol = new.symbol(&Term::Word(word.to_owned()));
            if let Some(known) = new.lexicon.terms.get_mut(symbol as usize) {
                known.member |= member;
            }
        }
        new
    }

    /// Adds a cue under the name `id`.
    pub(super) fn add(&mut self, entry: &Entry, id: CueId, tongue: Tongue) {
        let mut cue = Cue {
            id,
            sense: Sense::of(&entry.meaning),
            tongue,
            opens_sentence: false,
            places: Vec::new(),
        };
        let place = self.lexicon.cues.len();
        match &entry.form {
            Form::Emoticon(sign) => {
                self.lexicon.emoticons.insert(sign.clone(), place);
            }
            Form::Phrase(phrase) => self.index(phrase, &mut cue),
        }
        self.lexicon.cues.push(cue);
    }

    /// All that was added, ready to be looked for.
    pub(super) fn finish(mut self) -> Lexicon {
        self.lexicon.letters = Letters::of(&self.words);
        self.lexicon
    }

    fn index(&mut self, phrase: &Phrase, cue: &mut Cue) {
        cue.opens_sentence = phrase.opens_sentence;
        let elements = phrase.elements.iter();
        cue.places = elements.map(|element| self.place(element)).collect();
        let single = match (&cue.sense, phrase.elements.len()) {
            (Sense::Signal(signal @ (Signal::Negator | Signal::But)), 1) => Some(*signal),
            _ => None,
        };
        let begun = Begun {
            cue: self.lexicon.cues.len(),
            then: Then::of(cue.places.get(1)),
        };
        let first = cue.places.first().into_iter();
        for symbol in first.flat_map(|first| &first.any) {
            if let Some(known) = self.lexicon.terms.get_mut(*symbol as usize) {
                match single {
                    Some(signal) => known.signal = Some(signal),
                    None => known.begins.push(begun),
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
        let next = self.lexicon.terms.len() as Symbol;
        let symbol = match term {
            Term::Word(word) => {
                let ends = self.words.entry(word.clone()).or_default();
                *ends.word.get_or_insert(next)
            }
            Term::Beginning(word) => {
                let ends = self.words.entry(word.clone()).or_default();
                *ends.beginning.get_or_insert(next)
            }
            Term::Hashtag(word) => *self.lexicon.hashtags.entry(word.clone()).or_insert(next),
            Term::Number => *self.lexicon.number.get_or_insert(next),
        };
        if symbol == next {
            self.lexicon.terms.push(Known::default());
        }
        symbol
    }
}

impl Sense {
    fn of(meaning: &Meaning) -> Self {
        match meaning {
            Meaning::Labels(labels) => {
                let known = |(label, weight): &(Label, f64)| {
                    let kind = Kind::of(label.as_str())?;
                    Some((kind, *weight))
                };
                Self::Kinds(labels.iter().filter_map(known).collect())
            }
            Meaning::Signal(signal) => Self::Signal(*signal),
        }
    }
}

impl Then {
    fn of(next: Option<&Place>) -> Self {
        Self {
            marks: next.map(|next| next.any.iter().copied().collect()),
            after_gap: next.is_some_and(|next| next.after_gap),
        }
    }

    /// Whether it may stand in what is ahead; where not, it does not.
    fn may_be(self, ahead: Ahead) -> bool {
        let there = if self.after_gap {
            ahead.near
        } else {
            ahead.next
        };
        self.marks.is_none_or(|marks| marks.meets(there))
    }
}

impl Lexicon {
    /// Finds every cue that stands in `text`, each at its first place.
    pub(super) fn read<'r>(&'r self, text: &str, folded: &'r Folded) -> Reading<'r> {
        let mut sentence = Sentence::of(self, text, folded);
        let mut met = Met::of(self.cues.len());
        let mut hits = Vec::new();
        for at in 0..sentence.len() {
            let symbols = sentence.symbols(at);
            if symbols.is_empty() {
                continue;
            }
            let ahead = sentence.ahead(at);
            for symbol in symbols {
                let known = self.terms.get(*symbol as usize);
                for begun in known.into_iter().flat_map(|known| &known.begins) {
                    if !begun.then.may_be(ahead) || met.has(begun.cue) {
                        continue;
                    }
                    if let Some(hit) = self.hit(&sentence, begun.cue, at) {
                        met.add(begun.cue);
                        hits.push(hit);
                    }
                }
            }
        }
        self.emoticons(text, &mut met, &mut hits);
        let hits = sentence.without_parts(hits);
        sentence.ignore(&hits);
        Reading { hits, sentence }
    }

    /// The cue at `index`, where it stands at the word at `first`.
    fn hit<'r>(&'r self, sentence: &Sentence<'_>, index: usize, first: usize) -> Option<Hit<'r>> {
        let cue = self.cues.get(index)?;
        if cue.opens_sentence && !sentence.opens(first) {
            return None;
        }
        let last = sentence.follow(cue.places.get(1..).unwrap_or(&[]), first)?;
        let (span, is_emoji) = sentence.span(first, last)?;
        Some(Hit {
            cue,
            words: Some((first, last)),
            span,
            is_emoji,
            length: cue.places.len(),
        })
    }

    fn emoticons<'l>(&'l self, text: &str, met: &mut Met, hits: &mut Vec<Hit<'l>>) {
        if self.emoticons.is_empty() || !may_hold_emoticon(text) {
            return;
        }
        let start_of = |chunk: &str| chunk.as_ptr() as usize - text.as_ptr() as usize;
        for chunk in text.split_whitespace() {
            let Some(index) = seen(chunk).and_then(|sign| self.emoticons.get(&sign)) else {
                continue;
            };
            let Some(cue) = self.cues.get(*index).filter(|_| !met.has(*index)) else {
                continue;
            };
            met.add(*index);
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

impl Reading<'_> {
    /// Whether a clause begins with the hit.
    pub(super) fn opens(&self, hit: &Hit<'_>) -> bool {
        hit.words
            .is_some_and(|(first, _)| self.sentence.opens(first))
    }

    /// The clause that a word stands in.
    pub(super) fn clause(&self, at: usize) -> Option<u32> {
        self.sentence.clause(at)
    }

    /// Whether a word turns what follows.
    pub(super) fn turns(&self, at: usize) -> bool {
        self.sentence.turns(at)
    }

    /// What the words say of the language.
    pub(super) fn vote(&self) -> Vote {
        self.sentence.vote
    }
}

/// Which cues were found already, one bit each.
struct Met(Vec<u64>);

impl Met {
    fn of(cues: usize) -> Self {
        Self(vec![0; cues / 64 + 1])
    }

    fn has(&self, index: usize) -> bool {
        let bits = self.0.get(index / 64).copied().unwrap_or(0);
        bits >> (index % 64) & 1 == 1
    }

    fn add(&mut self, index: usize) {
        if let Some(bits) = self.0.get_mut(index / 64) {
            *bits |= 1 << (index % 64);
        }
    }
}

/// Whether anything after a space begins as an emoticon may. Beyond ASCII
/// anything may.
fn may_hold_emoticon(text: &str) -> bool {
    let mut before = PARTS;
    text.bytes().any(|byte| {
        let role = ROLES.get(usize::from(byte)).copied().unwrap_or(BEGINS);
        let begins = before & PARTS != 0 && role & BEGINS != 0;
        before = role;
        begins
    })
}

/// What a byte may be to an emoticon: its beginning, or what stands before it.
const BEGINS: u8 = 1;
const PARTS: u8 = 2;

/// The roles of every byte.
#[expect(
    clippy::indexing_slicing,
    reason = "made while compiling, where an index out of range would not compile"
)]
const ROLES: [u8; 256] = {
    let mut roles = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let is = byte as u8;
        if !is.is_ascii_whitespace() && is_beginning(is) {
            roles[byte] |= BEGINS;
        }
        if is <= b' ' || !is.is_ascii() {
            roles[byte] |= PARTS;
        }
        byte += 1;
    }
    roles
};

/// No emoticon begins like a word, but for `xd`.
const fn is_beginning(byte: u8) -> bool {
    !byte.is_ascii_alphanumeric() && byte != b'@' && byte != b'#' || matches!(byte, b'x' | b'X')
}

/// An emoticon as it is seen: in lower case, without characters that do not show.
fn seen(chunk: &str) -> Option<String> {
    const LONGEST: usize = 4;
    if !chunk.bytes().next().is_some_and(is_beginning) {
        return None;
    }
    // Room for a few characters that do not show between those that do.
    if chunk.len() > 16 * LONGEST || (chunk.is_ascii() && chunk.len() > LONGEST) {
        return None;
    }
    let sign = fold(chunk);
    (sign.len() <= LONGEST).then_some(sign)
}
