//! What was heard in one text.

use super::atoms::Atom;
use super::dictionary::number;
use super::mask::{PAGE, Page, WORDS};

/// What was heard in one text: for each atom the words at which it stands.
///
/// They are told by pages, a bit for each of sixty-four words, so that whatever
/// a text repeats is read sixty-four words at a time. Of the atoms that were not
/// heard nothing is read but one bit, and of what a former text left nothing is
/// cleared but the bits.
#[derive(Clone, Debug, Default)]
pub(super) struct Heard {
    /// One bit for each atom that was heard.
    bits: Vec<u64>,
    /// Where each atom stands, if it was heard.
    atoms: Vec<Places>,
    pages: Vec<Linked>,
    /// How many pages the text has.
    length: usize,
    /// The atoms and the literals, in the order in which they were first heard.
    first_atoms: Vec<Atom>,
    first_literals: Vec<u32>,
    /// The round in which each literal was heard last.
    literals: Vec<u32>,
    round: u32,
}

/// The pages of an atom.
#[derive(Clone, Copy, Debug, Default)]
struct Places {
    count: u32,
    first: u32,
    last: u32,
}

/// A page, and the next one of the atom.
#[derive(Clone, Copy, Debug)]
struct Linked {
    bits: u64,
    at: u32,
    next: u32,
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
        self.pages.clear();
        self.first_literals.clear();
    }

    /// Ready to be told of so many words.
    pub(super) fn listen(&mut self, words: usize) {
        self.length = words.div_ceil(PAGE);
    }

    /// How many pages the text has.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// Notes that an atom stands at a word; whether that was not known yet.
    /// Of one atom the words come in their order.
    pub(super) fn hear(&mut self, atom: Atom, word: u32) -> bool {
        let (Some(bits), Some(places)) = (
            self.bits.get_mut(atom as usize / 64),
            self.atoms.get_mut(atom as usize),
        ) else {
            // INVARIANT: this is `NO_ATOM`.
            return false;
        };
        let bit = 1 << (atom % 64);
        let (at, here) = (word / WORDS, 1 << (word % WORDS));
        let page = number(self.pages.len());
        if *bits & bit == 0 {
            *bits |= bit;
            *places = Places {
                count: 1,
                first: page,
                last: page,
            };
            self.first_atoms.push(atom);
        } else {
            match self.pages.get_mut(places.last as usize) {
                Some(last) if last.at == at => {
                    let new = last.bits & here == 0;
                    last.bits |= here;
                    return new;
                }
                Some(last) => last.next = page,
                None => return false,
            }
            places.count += 1;
            places.last = page;
        }
        self.pages.push(Linked {
            bits: here,
            at,
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

    /// On how many pages an atom stands.
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

    pub(super) fn has_literal(&self, literal: u32) -> bool {
        self.literals.get(literal as usize) == Some(&self.round)
    }

    /// The pages on which an atom stands, from the first on.
    pub(super) fn pages(&self, atom: Atom) -> impl Iterator<Item = Page> + '_ {
        let first = self.places_of(atom).map_or(END, |places| places.first);
        let page = |at: u32| self.pages.get(at as usize);
        let pages = std::iter::successors(page(first), move |before| page(before.next));
        pages.map(|page| Page {
            at: page.at as usize,
            bits: page.bits,
        })
    }

    /// The words at which an atom stands, from the first on.
    pub(super) fn places(&self, atom: Atom) -> impl Iterator<Item = u32> + '_ {
        self.pages(atom).flat_map(Page::words)
    }

    pub(super) fn heard_atoms(&self) -> &[Atom] {
        &self.first_atoms
    }

    pub(super) fn heard_literals(&self) -> &[u32] {
        &self.first_literals
    }
}
