use std::collections::HashMap;

use super::affixes::{Affixes, Side};
use super::dictionary::{Dictionary, number};
use super::letters::Letters;
use super::scratch::Heard;
use super::trie::Trie;
use crate::routing::term::{Piece, Sigil};
use crate::sorted::SortedSet;
use crate::text::{Folded, WordKind};

/// One word of a term, known by a number: what is looked for in a text.
pub(super) type Atom = u32;

pub(super) const NO_ATOM: Atom = u32::MAX;

/// The atoms of one piece of a word: whatever it stands in, in a hashtag only,
/// in an account only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kin {
    any: Atom,
    hashtag: Atom,
    account: Atom,
}

impl Kin {
    pub(super) const NONE: Self = Self {
        any: NO_ATOM,
        hashtag: NO_ATOM,
        account: NO_ATOM,
    };

    #[cfg(test)]
    pub(super) const fn of(any: Atom) -> Self {
        Self { any, ..Self::NONE }
    }

    fn add(&mut self, sigil: Option<Sigil>, atom: Atom) {
        match sigil {
            None => self.any = atom,
            Some(Sigil::Hashtag) => self.hashtag = atom,
            Some(Sigil::Mention) => self.account = atom,
        }
    }

    /// Notes it at a word; whether something of it was not known to stand there.
    fn is_heard(self, heard: &mut Heard, kind: WordKind) -> bool {
        let side = match kind {
            WordKind::Hashtag => self.hashtag,
            WordKind::Mention => self.account,
            _ => NO_ATOM,
        };
        let new = heard.hear(self.any) | heard.hear(side);
        new || (self.any, side) == (NO_ATOM, NO_ATOM)
    }
}

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

    pub(super) fn finish(&self, awaited: &SortedSet<u32>) -> Atoms {
        let literals = awaited.iter();
        let literals = literals.filter_map(|&it| self.written.get(it as usize));
        let literals: Vec<&[u8]> = literals.map(|it| it.as_bytes()).collect();
        Atoms {
            words: Dictionary::of(&self.of_shape(false, false)),
            begins: Affixes::of(Side::Beginning, &self.of_shape(false, true)),
            ends: Affixes::of(Side::End, &self.of_shape(true, false)),
            holds: Inner::of(&self.of_shape(true, true)),
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

/// Everything that the words of a text are held against.
#[derive(Clone, Debug, Default)]
pub(super) struct Atoms {
    words: Dictionary,
    begins: Option<Affixes>,
    ends: Option<Affixes>,
    holds: Option<Inner>,
    /// Pieces of the whole shadow.
    literals: Option<Trie>,
    /// The numbers of the literals, in the order in which they were put in.
    literal_numbers: Vec<u32>,
    literal_count: u32,
    count: u32,
}

/// Pieces that stand anywhere in a word.
#[derive(Clone, Debug)]
struct Inner {
    trie: Trie,
    kin: Vec<Kin>,
}

impl Inner {
    fn of(pieces: &[(&str, Kin)]) -> Option<Self> {
        let letters: Vec<_> = pieces
            .iter()
            .map(|(letters, _)| letters.as_bytes())
            .collect();
        (!pieces.is_empty()).then(|| Self {
            trie: Trie::of(&letters),
            kin: pieces.iter().map(|(_, kin)| *kin).collect(),
        })
    }

    fn kin(&self, piece: u32) -> Kin {
        self.kin.get(piece as usize).copied().unwrap_or(Kin::NONE)
    }
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
        let shadow = text.shadow().as_bytes();
        for word in text.words() {
            heard.next_word();
            let place = word.folded();
            let letters = Letters::between(shadow, place.start, place.end);
            if let Some(kin) = self.words.find(&letters) {
                kin.is_heard(heard, word.kind);
            }
            let mut hear = |kin: Kin| {
                kin.is_heard(heard, word.kind);
            };
            if let Some(begins) = &self.begins {
                begins.each(&letters, &mut hear);
            }
            if let Some(ends) = &self.ends {
                ends.each(&letters, &mut hear);
            }
            if let Some(holds) = &self.holds {
                let hear = |piece, _| holds.kin(piece).is_heard(heard, word.kind);
                holds.trie.each_within(letters.bytes, hear);
            }
        }
        if let Some(literals) = &self.literals {
            literals.each_within(shadow, |literal, _| {
                let number = self.literal_numbers.get(literal as usize);
                number.is_some_and(|number| heard.hear_literal(*number))
            });
        }
    }
}
