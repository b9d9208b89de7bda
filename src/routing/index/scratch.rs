use super::atoms::{Atom, NO_ATOM};
use super::dictionary::number;

/// What was heard in one text: for each atom the words at which it stands.
///
/// Nothing is cleared between texts: what a former one left carries the number
/// of an earlier round.
#[derive(Clone, Debug, Default)]
pub(super) struct Heard {
    round: u32,
    atoms: Vec<Places>,
    literals: Vec<u32>,
    hits: Vec<Hit>,
    /// Where the hits at each word begin.
    words: Vec<u32>,
    /// The atoms and the literals, in the order in which they were first heard.
    first_atoms: Vec<Atom>,
    first_literals: Vec<u32>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Places {
    round: u32,
    count: u32,
    first: u32,
    last: u32,
}

#[derive(Clone, Copy, Debug)]
struct Hit {
    atom: Atom,
    word: u32,
    next: u32,
}

const END: u32 = u32::MAX;

impl Heard {
    /// Ready for a text, with room for so many atoms and literals.
    pub(super) fn begin(&mut self, atoms: u32, literals: u32) {
        if self.round == u32::MAX {
            *self = Self::default();
        }
        self.round += 1;
        if self.atoms.len() < atoms as usize {
            self.atoms.resize(atoms as usize, Places::default());
        }
        if self.literals.len() < literals as usize {
            self.literals.resize(literals as usize, 0);
        }
        self.hits.clear();
        self.words.clear();
        self.first_atoms.clear();
        self.first_literals.clear();
    }

    /// Goes on to the next word; its number.
    pub(super) fn next_word(&mut self) -> u32 {
        self.words.push(number(self.hits.len()));
        number(self.words.len() - 1)
    }

    /// Notes that an atom stands at a word; whether it was not known yet to
    /// stand at this word.
    pub(super) fn hear(&mut self, atom: Atom, word: u32) -> bool {
        if atom == NO_ATOM {
            return false;
        }
        let hit = number(self.hits.len());
        let Some(places) = self.atoms.get_mut(atom as usize) else {
            return false;
        };
        if places.round == self.round {
            let Some(last) = self.hits.get_mut(places.last as usize) else {
                return false;
            };
            if last.word == word {
                return false;
            }
            last.next = hit;
            places.count += 1;
            places.last = hit;
        } else {
            *places = Places {
                round: self.round,
                count: 1,
                first: hit,
                last: hit,
            };
            self.first_atoms.push(atom);
        }
        self.hits.push(Hit {
            atom,
            word,
            next: END,
        });
        true
    }

    /// Notes that a literal stands somewhere; whether that was not known yet.
    pub(super) fn hear_literal(&mut self, literal: u32) -> bool {
        match self.literals.get_mut(literal as usize) {
            Some(round) if *round != self.round => {
                *round = self.round;
                self.first_literals.push(literal);
                true
            }
            _ => false,
        }
    }

    /// At how many words an atom stands.
    pub(super) fn count(&self, atom: Atom) -> u32 {
        let places = self.atoms.get(atom as usize);
        let places = places.filter(|places| places.round == self.round);
        places.map_or(0, |places| places.count)
    }

    /// Whether an atom stands at a word.
    pub(super) fn is_at(&self, atom: Atom, word: u32) -> bool {
        let Some(&from) = self.words.get(word as usize) else {
            return false;
        };
        let to = self.words.get(word as usize + 1);
        let to = to.map_or(self.hits.len(), |to| *to as usize);
        let hits = self.hits.get(from as usize..to).unwrap_or_default();
        hits.iter().any(|hit| hit.atom == atom)
    }

    pub(super) fn has_literal(&self, literal: u32) -> bool {
        self.literals.get(literal as usize) == Some(&self.round)
    }

    /// The words at which an atom stands, from the first on.
    pub(super) fn places(&self, atom: Atom) -> impl Iterator<Item = u32> + '_ {
        let places = self.atoms.get(atom as usize);
        let places = places.filter(|places| places.round == self.round);
        let first = places.map_or(END, |places| places.first);
        let hit = |at: u32| self.hits.get(at as usize);
        std::iter::successors(hit(first), move |before| hit(before.next)).map(|hit| hit.word)
    }

    pub(super) fn heard_atoms(&self) -> &[Atom] {
        &self.first_atoms
    }

    pub(super) fn heard_literals(&self) -> &[u32] {
        &self.first_literals
    }
}
