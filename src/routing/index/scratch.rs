use super::atoms::Atom;
use super::dictionary::number;

/// What was heard in one text: for each atom the words at which it stands.
///
/// Of the atoms that were not heard nothing is read but one bit, and of what a
/// former text left nothing is cleared but the bits.
#[derive(Clone, Debug, Default)]
pub(super) struct Heard {
    /// One bit for each atom that was heard.
    bits: Vec<u64>,
    /// Where each atom stands, if it was heard.
    atoms: Vec<Places>,
    hits: Vec<Hit>,
    /// The last hit at each word; [`END`] where it has none.
    words: Vec<u32>,
    /// The atoms and the literals, in the order in which they were first heard.
    first_atoms: Vec<Atom>,
    first_literals: Vec<u32>,
    /// The round in which each literal was heard last.
    literals: Vec<u32>,
    round: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Places {
    count: u32,
    first: u32,
    last: u32,
}

#[derive(Clone, Copy, Debug)]
struct Hit {
    atom: Atom,
    word: u32,
    /// The next one of the atom.
    next: u32,
    /// The one before at the word.
    before: u32,
}

const END: u32 = u32::MAX;

impl Heard {
    /// Ready for a text, with room for so many atoms and literals.
    pub(super) fn begin(&mut self, atoms: u32, literals: u32) {
        for atom in self.first_atoms.drain(..) {
            if let Some(bits) = self.bits.get_mut(atom as usize / 64) {
                *bits = 0;
            }
        }
        if self.round == u32::MAX {
            self.literals.clear();
            self.round = 0;
        }
        self.round += 1;
        if self.atoms.len() < atoms as usize {
            self.atoms.resize(atoms as usize, Places::default());
            self.bits.resize((atoms as usize).div_ceil(64), 0);
        }
        if self.literals.len() < literals as usize {
            self.literals.resize(literals as usize, 0);
        }
        self.hits.clear();
        self.words.clear();
        self.first_literals.clear();
    }

    /// Ready to be told of so many words.
    pub(super) fn listen(&mut self, words: usize) {
        self.words.resize(words, END);
    }

    /// Notes that an atom stands at a word; whether that was not known yet.
    pub(super) fn hear(&mut self, atom: Atom, word: u32) -> bool {
        let (Some(bits), Some(places)) = (
            self.bits.get_mut(atom as usize / 64),
            self.atoms.get_mut(atom as usize),
        ) else {
            // INVARIANT: this is `NO_ATOM`.
            return false;
        };
        let bit = 1 << (atom % 64);
        let hit = number(self.hits.len());
        if *bits & bit == 0 {
            *bits |= bit;
            *places = Places {
                count: 1,
                first: hit,
                last: hit,
            };
            self.first_atoms.push(atom);
        } else {
            match self.hits.get_mut(places.last as usize) {
                Some(last) if last.word != word => last.next = hit,
                _ => return false,
            }
            places.count += 1;
            places.last = hit;
        }
        let here = self.words.get_mut(word as usize);
        let before = here.map_or(END, |last| std::mem::replace(last, hit));
        self.hits.push(Hit {
            atom,
            word,
            next: END,
            before,
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
        self.places_of(atom).map_or(0, |places| places.count)
    }

    /// Whether an atom stands anywhere.
    #[inline]
    pub(super) fn has(&self, atom: Atom) -> bool {
        let bits = self.bits.get(atom as usize / 64);
        bits.is_some_and(|bits| bits >> (atom % 64) & 1 == 1)
    }

    fn places_of(&self, atom: Atom) -> Option<&Places> {
        self.atoms.get(atom as usize).filter(|_| self.has(atom))
    }

    /// Whether an atom stands at a word.
    pub(super) fn is_at(&self, atom: Atom, word: u32) -> bool {
        let hit = |at: u32| self.hits.get(at as usize);
        let last = self.words.get(word as usize).and_then(|last| hit(*last));
        let mut here = std::iter::successors(last, |it| hit(it.before));
        here.any(|hit| hit.atom == atom)
    }

    pub(super) fn has_literal(&self, literal: u32) -> bool {
        self.literals.get(literal as usize) == Some(&self.round)
    }

    /// The words at which an atom stands, from the first on.
    pub(super) fn places(&self, atom: Atom) -> impl Iterator<Item = u32> + '_ {
        let first = self.places_of(atom).map_or(END, |places| places.first);
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
