use std::collections::HashMap;

use super::dictionary::{Dictionary, number};
use super::scratch::Heard;
use super::trie::Trie;
use crate::routing::term::{Piece, Sigil};
use crate::sorted::SortedSet;
use crate::text::{Folded, WordKind};

/// One word of a term, known by a number: what is looked for in a text.
pub(super) type Atom = u32;

pub(super) const NO_ATOM: Atom = u32::MAX;

/// Numbers the pieces of terms as they are met.
#[derive(Default)]
pub(super) struct Numbering<'r> {
    known: HashMap<&'r Piece, Atom>,
    pieces: Vec<&'r Piece>,
    /// How many terms each stands in.
    uses: Vec<u32>,
    literals: HashMap<&'r str, u32>,
    written: Vec<&'r str>,
}

impl<'r> Numbering<'r> {
    pub(super) fn atom(&mut self, piece: &'r Piece) -> Atom {
        let next = number(self.pieces.len());
        let atom = *self.known.entry(piece).or_insert(next);
        if atom == next {
            self.pieces.push(piece);
            self.uses.push(0);
        }
        if let Some(uses) = self.uses.get_mut(atom as usize) {
            *uses += 1;
        }
        atom
    }

    /// A piece of the shadow without which a pattern is not found.
    pub(super) fn literal(&mut self, literal: &'r str) -> u32 {
        let next = number(self.written.len());
        let known = *self.literals.entry(literal).or_insert(next);
        if known == next {
            self.written.push(literal);
        }
        known
    }

    /// How often an atom is likely to be met, by what it looks like and how
    /// many rules speak of it: people write rules about what people say.
    pub(super) fn weight(&self, atom: Atom) -> f64 {
        let (Some(piece), Some(&uses)) =
            (self.pieces.get(atom as usize), self.uses.get(atom as usize))
        else {
            return 1.0;
        };
        let length = piece.letters.chars().count() as f64;
        let open = if piece.open_before || piece.open_after {
            3.0
        } else {
            1.0
        };
        let share = f64::from(uses) / self.uses.len() as f64;
        open / (length + 1.0).powi(2) + 10.0 * share
    }

    pub(super) fn finish(&self, awaited: &SortedSet<u32>) -> Atoms {
        let mut kin: Vec<[Atom; 3]> = Vec::new();
        let mut shape = |open_before, open_after| {
            let of_shape = self.pieces.iter().enumerate();
            let of_shape = of_shape.filter(|(_, piece)| {
                (piece.open_before, piece.open_after) == (open_before, open_after)
            });
            let from = kin.len();
            let mut places: HashMap<&str, usize> = HashMap::new();
            let mut letters: Vec<&str> = Vec::new();
            for (atom, piece) in of_shape {
                let place = *places.entry(&piece.letters).or_insert(kin.len());
                if place == kin.len() {
                    kin.push([NO_ATOM; 3]);
                    letters.push(&piece.letters);
                }
                let side = match piece.sigil {
                    None => 0,
                    Some(Sigil::Hashtag) => 1,
                    Some(Sigil::Mention) => 2,
                };
                if let Some(slot) = kin.get_mut(place).and_then(|kin| kin.get_mut(side)) {
                    *slot = number(atom);
                }
            }
            (number(from), letters)
        };
        let (_, words) = shape(false, false);
        let (begins_from, begins) = shape(false, true);
        let (ends_from, ends) = shape(true, false);
        let (holds_from, holds) = shape(true, true);
        let forwards = |letters: &str| letters.as_bytes().to_vec();
        let backwards = |letters: &str| letters.bytes().rev().collect::<Vec<u8>>();
        let bytes = |letters: Vec<&str>, read: &dyn Fn(&str) -> Vec<u8>| {
            letters.into_iter().map(read).collect::<Vec<_>>()
        };
        let literals = awaited.iter();
        let literals = literals.filter_map(|&it| self.written.get(it as usize).copied());
        let literals: Vec<&str> = literals.collect();
        Atoms {
            words: Dictionary::of(words),
            begins: open(&bytes(begins, &forwards), begins_from, false),
            ends: open(&bytes(ends, &backwards), ends_from, false),
            holds: open(&bytes(holds, &forwards), holds_from, true),
            literals: open(&bytes(literals, &forwards), 0, true),
            literal_numbers: awaited.iter().copied().collect(),
            literal_count: number(self.written.len()),
            kin,
            count: number(self.pieces.len()),
        }
    }
}

fn open(pieces: &[Vec<u8>], from: u32, within: bool) -> Option<Open> {
    if pieces.is_empty() {
        return None;
    }
    let trie = Trie::of(pieces);
    let trie = if within { trie.with_failures() } else { trie };
    Some(Open { trie, from })
}

/// Everything that the words of a text are held against.
#[derive(Clone, Debug, Default)]
pub(super) struct Atoms {
    words: Dictionary,
    begins: Option<Open>,
    /// Read from the end of a word.
    ends: Option<Open>,
    holds: Option<Open>,
    literals: Option<Open>,
    /// The numbers of the literals, in the order in which they were put in.
    literal_numbers: Vec<u32>,
    literal_count: u32,
    /// For each piece its atom, and those for a hashtag and for an account only.
    kin: Vec<[Atom; 3]>,
    count: u32,
}

#[derive(Clone, Debug)]
struct Open {
    trie: Trie,
    /// The place of its first piece in `kin`.
    from: u32,
}

impl Atoms {
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    pub(super) fn literal_count(&self) -> u32 {
        self.literal_count
    }

    /// Hears every word of a text.
    pub(super) fn read(&self, text: &Folded, heard: &mut Heard) {
        for (word, letters) in text.iter() {
            let at = heard.next_word();
            let mut hear = |piece: u32| {
                let Some(&[any, hashtag, account]) = self.kin.get(piece as usize) else {
                    return true;
                };
                let side = match word.kind {
                    WordKind::Hashtag => hashtag,
                    WordKind::Mention => account,
                    _ => NO_ATOM,
                };
                let new = [any, side].map(|atom| heard.hear(atom, at));
                new.contains(&true) || (any, side) == (NO_ATOM, NO_ATOM)
            };
            if let Some(piece) = self.words.find(letters) {
                hear(piece);
            }
            if let Some(begins) = &self.begins {
                begins.trie.each_prefix(letters.bytes(), |piece| {
                    hear(begins.from + piece);
                });
            }
            if let Some(ends) = &self.ends {
                ends.trie.each_prefix(letters.bytes().rev(), |piece| {
                    hear(ends.from + piece);
                });
            }
            if let Some(holds) = &self.holds {
                let bytes = letters.as_bytes();
                holds
                    .trie
                    .each_within(bytes, |piece, _| hear(holds.from + piece));
            }
        }
        if let Some(literals) = &self.literals {
            let bytes = text.shadow().as_bytes();
            literals.trie.each_within(bytes, |literal, _| {
                let number = self.literal_numbers.get(literal as usize);
                number.is_some_and(|number| heard.hear_literal(*number))
            });
        }
    }
}
