//! All cues at once: which of them stand in a text, in one pass over its words.

use std::collections::HashMap;

use super::emoticon;
use super::kind::Kind;
use super::language::Vote;
use super::letters::Letters;
use super::sentence::{Met, Room, Sentence};
use super::table::{Meaning, Signal};
use super::terms::{Begun, Known, Places, Symbol, Text};
use crate::text::{Folded, Span};
use crate::triage::{CueId, Label};

/// Few texts have more cues.
const FEW: usize = 8;

/// A language of cues, as an index into its names; `None` for cues of any language.
pub(super) type Tongue = Option<u8>;

/// What a cue stands for, and its name.
#[derive(Clone, Debug)]
pub(super) struct Cue {
    pub(super) id: CueId,
    pub(super) sense: Sense,
    pub(super) tongue: Tongue,
    /// Of how many places it is.
    pub(super) length: usize,
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

/// Every cue, by the terms it can begin with.
///
/// What is looked at for every word stands close together; what a cue means is
/// looked up where one is found.
#[derive(Clone, Debug, Default)]
pub(super) struct Lexicon {
    pub(super) letters: Letters<Text>,
    pub(super) begun: Vec<Begun>,
    pub(super) places: Places,
    pub(super) cues: Vec<Cue>,
    /// What no letters lead to: hashtags, and any number.
    pub(super) hashtags: HashMap<String, Symbol>,
    pub(super) number: Option<Symbol>,
    pub(super) emoticons: HashMap<String, usize>,
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
}

/// What one pass over a text finds.
#[derive(Debug)]
pub(super) struct Reading<'r> {
    pub(super) hits: Vec<Hit<'r>>,
    sentence: Sentence<'r>,
}

impl Sense {
    pub(super) fn of(meaning: &Meaning) -> Self {
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

    /// What a term is by itself.
    fn known(&self, symbol: Symbol) -> Option<&Known> {
        let text = self.letters.get(symbol.text())?;
        Some(text.known(symbol))
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
            let begins = self.known(*symbol).map_or((0, 0), |known| known.begins);
            let begun = self.begun.get(begins.0 as usize..begins.1 as usize);
            let Some(begun) = begun.filter(|begun| !begun.is_empty()) else {
                continue;
            };
            let ahead = sentence.ahead(at);
            for begun in begun {
                let index = begun.cue as usize;
                if !ahead.may_hold(begun.then, begun.after_gap) || met.has(index) {
                    continue;
                }
                if let Some(hit) = self.hit(sentence, begun, at) {
                    met.add(index);
                    hits.push(hit);
                }
            }
        }
    }

    /// The cue that begins with the word at `first`, where the rest of it follows.
    fn hit<'r>(&'r self, sentence: &Sentence<'_>, begun: &Begun, first: usize) -> Option<Hit<'r>> {
        if begun.opens_sentence && !sentence.opens(first) {
            return None;
        }
        let places = self.places.get(begun.places);
        let last = sentence.follow(places, &self.places, first)?;
        let (span, is_emoji) = sentence.span(first, last)?;
        Some(Hit {
            cue: self.cues.get(begun.cue as usize)?,
            words: Some((first, last)),
            span,
            is_emoji,
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
