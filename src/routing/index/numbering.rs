//! Numbers for the pieces of terms.

use std::collections::HashMap;

use super::affixes::{Affixes, Side};
use super::atoms::{Atom, Atoms, Inner, Kin, Others, is_set};
use super::dictionary::{Dictionary, number};
use super::filter::Filter;
use super::stretch::keys;
use super::trie::Trie;
use crate::routing::term::Piece;
use crate::sorted::SortedSet;

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
        open / (length + 1.0).powi(2) + share
    }

    /// All pieces, to be held against words. `terms` are all in which they
    /// stand, each with the piece of it that is looked for first.
    pub(super) fn finish<'t>(
        &self,
        awaited: &SortedSet<u32>,
        terms: impl Iterator<Item = (&'t [Atom], Atom)> + Clone,
    ) -> Atoms {
        let literals = awaited.iter();
        let literals = literals.filter_map(|&it| self.written.get(it as usize));
        let literals: Vec<&[u8]> = literals.map(|it| it.as_bytes()).collect();
        let mut first: Vec<bool> = self.pieces.iter().map(|it| it.is_open()).collect();
        for (_, atom) in terms.clone() {
            set(&mut first, atom);
        }
        let mut wakes = vec![false; self.pieces.len()];
        for (atoms, atom) in terms {
            if atoms.iter().any(|it| !is_set(&first, *it)) {
                set(&mut wakes, atom);
            }
        }
        let is_first = |(_, kin): &(&str, Kin)| kin.atoms().any(|it| is_set(&first, it));
        let whole = self.of_shape(false, false).into_iter();
        let (words, others): (Vec<_>, Vec<_>) = whole.partition(is_first);
        let begun = self.of_shape(false, true);
        let begins = Affixes::of(Side::Beginning, &begun);
        Atoms {
            filter: Filter::of(&keys(&words, begins.as_ref().map(|it| (it, &begun[..])))),
            words: Dictionary::of(&words),
            begins,
            ends: Affixes::of(Side::End, &self.of_shape(true, false)),
            holds: Inner::of(&self.of_shape(true, true)),
            others: Others {
                filter: Filter::of(&keys(&others, None)),
                words: Dictionary::of(&others),
                wakes,
            },
            literals: (!literals.is_empty()).then(|| Trie::of(&literals)),
            literal_numbers: awaited.iter().copied().collect(),
            literal_count: number(self.written.len()),
            count: number(self.pieces.len()),
        }
    }

    /// The letters of the pieces that are open on these sides, each once.
    fn of_shape(&self, open_before: bool, open_after: bool) -> Vec<(&'r str, Kin)> {
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut all: Vec<(&str, Kin)> = Vec::new();
        for (atom, piece) in self.pieces.iter().enumerate() {
            if (piece.open_before, piece.open_after) != (open_before, open_after) {
                continue;
            }
            let place = *places.entry(&piece.letters).or_insert(all.len());
            if place == all.len() {
                all.push((&piece.letters, Kin::NONE));
            }
            if let Some((_, kin)) = all.get_mut(place) {
                kin.add(piece.sigil, number(atom));
            }
        }
        all
    }
}

fn set(flags: &mut [bool], atom: Atom) {
    if let Some(flag) = flags.get_mut(atom as usize) {
        *flag = true;
    }
}
