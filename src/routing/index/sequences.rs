//! Terms: single words and phrases.

use std::collections::HashMap;

use super::atoms::Atom;
use super::dictionary::number;
use super::leaf::Run;
use super::mask::Mask;
use super::numbering::Numbering;
use super::scratch::Heard;
use crate::routing::term::Term;
use crate::routing::truth::Truth;

/// Terms by number: a single word by its atom, a phrase by its place among the phrases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Sequence(u32);

impl From<Atom> for Sequence {
    fn from(word: Atom) -> Self {
        Self(word)
    }
}

const PHRASE: u32 = 1 << 31;

/// So many words of one test are asked for one by one.
const FEW: usize = 8;

/// On so many pages of a text a phrase is looked for at first.
const FEW_PAGES: usize = 4;

/// The terms of all tests and the phrases among them.
#[derive(Clone, Debug, Default)]
pub(super) struct Sequences {
    all: Vec<Sequence>,
    phrases: Vec<Run>,
    atoms: Vec<Atom>,
}

/// The phrases that are known, while rules are read.
#[derive(Default)]
pub(super) struct Phrases {
    known: HashMap<Vec<Atom>, Sequence>,
}

impl Sequences {
    /// Adds the terms of a test.
    pub(super) fn add<'r>(
        &mut self,
        terms: &'r [Term],
        numbering: &mut Numbering<'r>,
        phrases: &mut Phrases,
    ) -> Run {
        let from = number(self.all.len());
        for term in terms {
            let atoms = term.pieces().iter().map(|piece| numbering.atom(piece));
            let atoms: Vec<Atom> = atoms.collect();
            let sequence = match atoms[..] {
                [atom] => Sequence(atom),
                _ => self.phrase(atoms, phrases),
            };
            self.all.push(sequence);
        }
        Run {
            from,
            to: number(self.all.len()),
        }
    }

    fn phrase(&mut self, atoms: Vec<Atom>, phrases: &mut Phrases) -> Sequence {
        if let Some(&known) = phrases.known.get(&atoms) {
            return known;
        }
        let from = number(self.atoms.len());
        self.atoms.extend(&atoms);
        let sequence = Sequence(number(self.phrases.len()) | PHRASE);
        self.phrases.push(Run {
            from,
            to: number(self.atoms.len()),
        });
        phrases.known.insert(atoms, sequence);
        sequence
    }

    /// The terms of all tests.
    pub(super) fn all(&self) -> &[Sequence] {
        &self.all
    }

    #[inline]
    pub(super) fn get(&self, run: Run) -> &[Sequence] {
        run.of(&self.all)
    }

    /// The word that is the only term of a test, if it is one.
    pub(super) fn only_word(&self, run: Run) -> Option<Atom> {
        match self.get(run) {
            [Sequence(atom)] if atom & PHRASE == 0 => Some(*atom),
            _ => None,
        }
    }

    /// The word that a term is, if it is one.
    #[inline]
    pub(super) fn word(&self, term: Sequence) -> Option<Atom> {
        (term.0 & PHRASE == 0).then_some(term.0)
    }

    /// The terms of a test, if they are few and each is one word.
    pub(super) fn few_words(&self, run: Run) -> Option<impl DoubleEndedIterator<Item = Atom>> {
        let terms = self.get(run);
        let are_words = terms.iter().all(|term| term.0 & PHRASE == 0);
        (are_words && terms.len() <= FEW).then(|| terms.iter().map(|term| term.0))
    }

    /// The words of a term, in their order.
    pub(super) fn atoms<'s>(&'s self, sequence: &'s Sequence) -> &'s [Atom] {
        if sequence.0 & PHRASE == 0 {
            return std::slice::from_ref(&sequence.0);
        }
        let phrase = self.phrases.get((sequence.0 & !PHRASE) as usize);
        phrase.map_or(&[], |run| run.of(&self.atoms))
    }

    /// Whether it stands in the text that was heard.
    #[inline]
    pub(super) fn stands(&self, sequence: Sequence, heard: &Heard, room: &mut Mask) -> bool {
        if sequence.0 & PHRASE == 0 {
            return heard.has(sequence.0);
        }
        self.is_phrase_heard(sequence, heard, room)
    }

    fn is_phrase_heard(&self, sequence: Sequence, heard: &Heard, room: &mut Mask) -> bool {
        self.has_all(sequence, heard) && {
            self.find_first(sequence, 1, heard, room);
            !room.is_empty()
        }
    }

    /// Whether one of these terms stands in the text that was heard, of which no
    /// phrase is read: where all words of one stand somewhere it may.
    pub(super) fn may_stand(&self, run: Run, heard: &Heard) -> Truth {
        let mut found = Truth::False;
        for &term in self.get(run) {
            if self.has_all(term, heard) {
                if self.word(term).is_some() {
                    return Truth::True;
                }
                found = Truth::Unknown;
            }
        }
        found
    }

    /// Whether each word of a term stands somewhere.
    #[inline]
    pub(super) fn has_all(&self, sequence: Sequence, heard: &Heard) -> bool {
        self.atoms(&sequence).iter().all(|atom| heard.has(*atom))
    }

    /// Finds the words at which it begins. Costs in proportion to the pages of
    /// the text, for each of its words.
    pub(super) fn find(&self, sequence: Sequence, heard: &Heard, begins: &mut Mask) {
        self.find_first(sequence, usize::MAX, heard, begins);
    }

    /// Finds the first words at which it begins: so many of them, and maybe
    /// more. It is looked for around the word of it that stands on the fewest
    /// pages: on a few of those, then on more.
    pub(super) fn find_first(
        &self,
        sequence: Sequence,
        most: usize,
        heard: &Heard,
        begins: &mut Mask,
    ) {
        begins.clear(heard.length());
        let atoms = self.atoms(&sequence);
        let rarest = atoms.iter().enumerate();
        let rarest = rarest.min_by_key(|(_, atom)| heard.count(**atom));
        let Some((rarest, anchor)) = rarest else {
            return;
        };
        let mut pages = heard.pages(*anchor).peekable();
        let mut more = if most == usize::MAX { most } else { FEW_PAGES };
        while pages.peek().is_some() {
            begins.add_before(pages.by_ref().take(more), rarest);
            self.keep_but(Some(rarest), sequence, heard, begins);
            if !begins.is_empty() && begins.words().nth(most - 1).is_some() {
                return;
            }
            more = more.saturating_mul(4);
        }
    }

    /// Keeps of some words those at which it begins.
    pub(super) fn keep(&self, sequence: Sequence, heard: &Heard, begins: &mut Mask) {
        self.keep_but(None, sequence, heard, begins);
    }

    /// The same, where the word of it at one place is known to stand.
    fn keep_but(&self, known: Option<usize>, sequence: Sequence, heard: &Heard, begins: &mut Mask) {
        let atoms = self.atoms(&sequence).iter().enumerate();
        for (step, atom) in atoms.filter(|(step, _)| Some(*step) != known) {
            if begins.is_empty() {
                return;
            }
            begins.keep_before(heard.pages(*atom), step);
        }
    }
}
