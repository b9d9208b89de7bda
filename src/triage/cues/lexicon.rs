//! All cues at once: which of them stand in a text, in one pass over its words.

use std::collections::{BTreeMap, HashMap};

use super::ahead::Then;
use super::emoticon;
use super::kind::Kind;
use super::language::{Membership, Vote, function_words};
use super::letters::{Ends, Letters, Symbol};
use super::phrase::{Element, Phrase, Term};
use super::sentence::{Met, Room, Sentence};
use super::table::{Entry, Form, Meaning, Signal};
use crate::text::{Folded, Span};
use crate::triage::{CueId, Label};

/// Few texts have more cues.
const FEW: usize = 8;

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

/// A cue of which the first place was met, and what has to follow.
#[derive(Clone, Copy, Debug)]
struct Begun {
    then: Then,
    cue: usize,
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
#[derive(Debug)]
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

impl Lexicon {
    /// Finds every cue that stands in `text`, each at its first place.
    pub(super) fn read<'r>(
        &'r self,
        text: &str,
        folded: &'r Folded,
        room: &'r mut Room,
    ) -> Reading<'r> {
        let mut met = room.none_met(self.cues.len());
        let mut sentence = Sentence::of(self, text, folded, room);
        let mut hits = Vec::with_capacity(FEW);
        for at in 0..sentence.len() {
            self.begin(&sentence, at, &mut met, &mut hits);
        }
        if let Some(from) = sentence.emoticons_from() {
            self.emoticons(text, from, &mut met, &mut hits);
        }
        sentence.take_back(met);
        sentence.leave_out_parts(&mut hits);
        sentence.ignore(&hits);
        Reading { hits, sentence }
    }

    /// Finds the cues that begin at a word.
    fn begin<'r>(
        &'r self,
        sentence: &Sentence<'_>,
        at: usize,
        met: &mut Met,
        hits: &mut Vec<Hit<'r>>,
    ) {
        for symbol in sentence.symbols(at) {
            let Some(known) = self.terms.get(*symbol as usize) else {
                continue;
            };
            if known.begins.is_empty() {
                continue;
            }
            let ahead = sentence.ahead(at);
            for begun in &known.begins {
                if !begun.then.may_be(ahead) || met.has(begun.cue) {
                    continue;
                }
                if let Some(hit) = self.hit(sentence, begun.cue, at) {
                    met.add(begun.cue);
                    hits.push(hit);
                }
            }
        }
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

    fn emoticons<'l>(&'l self, text: &str, from: usize, met: &mut Met, hits: &mut Vec<Hit<'l>>) {
        for (start, part, seen) in emoticon::parts(text, from) {
            let Some(index) = self.emoticons.get(&seen) else {
                continue;
            };
            let Some(cue) = self.cues.get(*index).filter(|_| !met.has(*index)) else {
                continue;
            };
            met.add(*index);
            hits.push(Hit {
                cue,
                words: None,
                span: Span::new(start, start + part.len()),
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
