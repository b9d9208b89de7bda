//! Everything that the words of a text are held against.

use super::affixes::Affixes;
use super::dictionary::Dictionary;
use super::filter::Filter;
use super::scratch::Heard;
use super::stretch::{ALL, Heeded, stretches};
use super::trie::Trie;
use crate::routing::term::Sigil;
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

    pub(super) fn atoms(self) -> impl Iterator<Item = Atom> {
        let all = [self.any, self.hashtag, self.account];
        all.into_iter().filter(|atom| *atom != NO_ATOM)
    }

    pub(super) fn add(&mut self, sigil: Option<Sigil>, atom: Atom) {
        match sigil {
            None => self.any = atom,
            Some(Sigil::Hashtag) => self.hashtag = atom,
            Some(Sigil::Mention) => self.account = atom,
        }
    }

    /// Notes it at a word; whether something of it was not known to stand there.
    pub(super) fn is_heard(self, heard: &mut Heard, word: Heeded<'_>) -> bool {
        let side = match word.kind {
            WordKind::Hashtag => self.hashtag,
            WordKind::Mention => self.account,
            _ => NO_ATOM,
        };
        let new = heard.hear(self.any, word.at);
        if side == NO_ATOM {
            return new || self.any == NO_ATOM;
        }
        heard.hear(side, word.at) || new
    }
}

/// Everything that the words of a text are held against.
#[derive(Clone, Debug, Default)]
pub(super) struct Atoms {
    /// By what a word looks like, whether it can be one of these, or begin with one.
    pub(super) filter: Filter,
    pub(super) words: Dictionary,
    pub(super) begins: Option<Affixes>,
    pub(super) ends: Option<Affixes>,
    pub(super) holds: Option<Inner>,
    pub(super) others: Others,
    /// Pieces of the whole shadow.
    pub(super) literals: Option<Trie>,
    /// The numbers of the literals, in the order in which they were put in.
    pub(super) literal_numbers: Vec<u32>,
    pub(super) literal_count: u32,
    pub(super) count: u32,
}

/// Words that stand in phrases only, beside one that is looked for first: as a
/// rule the common ones, `niet` and `de`. Where none of those others was heard
/// no phrase stands, and these are not listened for.
#[derive(Clone, Debug, Default)]
pub(super) struct Others {
    pub(super) filter: Filter,
    pub(super) words: Dictionary,
    /// For each atom whether one of these stands beside it.
    pub(super) wakes: Vec<bool>,
}

/// Pieces that stand anywhere in a word.
#[derive(Clone, Debug)]
pub(super) struct Inner {
    trie: Trie,
    kin: Vec<Kin>,
}

impl Inner {
    pub(super) fn of(pieces: &[(&str, Kin)]) -> Option<Self> {
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
        heard.listen(text.words().len());
        let shared = self.begins.as_ref().map(Affixes::shared);
        for stretch in stretches(text) {
            let (whole, begun) = match shared {
                Some(shared) => stretch.sift(&self.filter, shared),
                None => stretch.sift(&self.filter, []),
            };
            self.words.hear(&stretch, whole, heard);
            for (affixes, which) in [(&self.begins, begun), (&self.ends, ALL)] {
                if let Some(affixes) = affixes {
                    stretch.each(which, |word| {
                        affixes.each(&word.letters, |kin| {
                            kin.is_heard(heard, word);
                        });
                    });
                }
            }
            if let Some(holds) = &self.holds {
                stretch.each(ALL, |word| {
                    let hear = |piece, _| holds.kin(piece).is_heard(heard, word);
                    holds.trie.each_within(word.letters.bytes, hear);
                });
            }
        }
        self.others.read(text, heard);
        if let Some(literals) = &self.literals {
            literals.each_within(text.shadow().as_bytes(), |literal, _| {
                let number = self.literal_numbers.get(literal as usize);
                number.is_some_and(|number| heard.hear_literal(*number))
            });
        }
    }
}

impl Others {
    /// Hears them, where a word was heard beside which one of them may stand.
    fn read(&self, text: &Folded, heard: &mut Heard) {
        let wakes = |atom: &Atom| is_set(&self.wakes, *atom);
        if heard.heard_atoms().iter().any(wakes) {
            for stretch in stretches(text) {
                let (whole, _) = stretch.sift(&self.filter, []);
                self.words.hear(&stretch, whole, heard);
            }
        }
    }
}

/// Whether an atom has a flag.
pub(super) fn is_set(flags: &[bool], atom: Atom) -> bool {
    flags.get(atom as usize) == Some(&true)
}
