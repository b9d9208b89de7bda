//! Cues while they are being put together.

use std::collections::BTreeMap;

use super::ahead::Marks;
use super::language::function_words;
use super::letters::Letters;
use super::lexicon::{Cue, Lexicon, Sense, Tongue};
use super::phrase::{Element, Phrase, Term};
use super::table::{Entry, Form, Signal};
use super::terms::{Begun, Known, Symbol, Text};
use crate::triage::CueId;

/// Cues, and the phrases that they are looked for by.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    lexicon: Lexicon,
    phrases: Vec<(usize, Phrase)>,
}

impl Gathered {
    /// Adds a cue under the name `id`.
    pub(super) fn add(&mut self, entry: Entry, id: CueId, tongue: Tongue) {
        let cue = self.lexicon.cues.len();
        let length = match entry.form {
            Form::Emoticon(sign) => {
                self.lexicon.emoticons.insert(sign, cue);
                1
            }
            Form::Phrase(phrase) => {
                let length = phrase.elements.len();
                self.phrases.push((cue, phrase));
                length
            }
        };
        self.lexicon.cues.push(Cue {
            id,
            sense: Sense::of(&entry.meaning),
            tongue,
            length,
        });
    }

    /// All that was added, and the function words, ready to be looked for.
    pub(super) fn finish(mut self) -> Lexicon {
        self.lexicon.letters = Letters::of(&self.texts());
        let mut begun = BTreeMap::new();
        for (cue, phrase) in std::mem::take(&mut self.phrases) {
            self.lexicon.file(cue, &phrase, &mut begun);
        }
        for (symbol, begun) in begun {
            let from = self.lexicon.begun.len() as u32;
            self.lexicon.begun.extend(begun);
            let begins = (from, self.lexicon.begun.len() as u32);
            self.lexicon.know(symbol, |known| known.begins = begins);
        }
        self.lexicon
    }

    /// Every text that is asked about.
    fn texts(&self) -> BTreeMap<String, Text> {
        let mut texts: BTreeMap<String, Text> = BTreeMap::new();
        for (word, member) in function_words() {
            let whole = &mut texts.entry(word.to_owned()).or_default().whole;
            whole.is_asked = true;
            whole.member |= member;
        }
        let elements = self.phrases.iter().flat_map(|(_, phrase)| &phrase.elements);
        for term in elements.flat_map(|element| &element.any) {
            match term {
                Term::Word(word) => texts.entry(word.clone()).or_default().whole.is_asked = true,
                Term::Beginning(word) => {
                    texts.entry(word.clone()).or_default().beginning.is_asked = true;
                }
                Term::Hashtag(_) | Term::Number => {}
            }
        }
        texts
    }
}

impl Lexicon {
    /// Files a cue under the terms that its phrase can begin with.
    fn file(&mut self, cue: usize, phrase: &Phrase, begun: &mut BTreeMap<Symbol, Vec<Begun>>) {
        let places = phrase.elements.iter().map(|it| self.place(it));
        let places: Vec<_> = places.collect();
        let Some(((_, first), rest)) = places.split_first() else {
            return;
        };
        let sense = self.cues.get(cue).map(|cue| &cue.sense);
        if let (Some(Sense::Signal(signal @ (Signal::Negator | Signal::But))), []) = (sense, rest) {
            let signal = *signal;
            for symbol in first {
                self.know(*symbol, |known| known.signal = Some(signal));
            }
            return;
        }
        let (after_gap, then) = match rest.first() {
            Some((after_gap, any)) => (*after_gap, any.iter().copied().collect()),
            None => (false, Marks::ANYTHING),
        };
        let begins = Begun {
            then,
            after_gap,
            opens_sentence: phrase.opens_sentence,
            cue: cue as u32,
            places: self.places.add(rest),
        };
        for symbol in first {
            begun.entry(*symbol).or_default().push(begins);
        }
    }

    fn place(&mut self, element: &Element) -> (bool, Vec<Symbol>) {
        let any = element.any.iter().filter_map(|term| self.symbol(term));
        (element.after_gap, any.collect())
    }

    fn symbol(&mut self, term: &Term) -> Option<Symbol> {
        let letters = &mut self.letters;
        let other = || Symbol::whole(letters.add(Text::default()));
        match term {
            Term::Hashtag(word) => Some(*self.hashtags.entry(word.clone()).or_insert_with(other)),
            Term::Number => Some(*self.number.get_or_insert_with(other)),
            Term::Word(word) => self.letters.find(word).map(Symbol::whole),
            Term::Beginning(word) => self.letters.find(word).map(Symbol::beginning),
        }
    }

    fn know(&mut self, symbol: Symbol, change: impl FnOnce(&mut Known)) {
        if let Some(text) = self.letters.get_mut(symbol.text()) {
            change(text.known_mut(symbol));
        }
    }
}
