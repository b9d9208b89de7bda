//! What must come up before a rule is looked at.

use super::atoms::Atom;
use super::leaf::Leaf;
use super::numbering::Numbering;
use super::pairs::Pairs;
use super::sequences::{Sequence, Sequences};
use crate::routing::condition::Condition;

/// What may bring a rule up: something that is heard in a text, or known of a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// This atom is heard.
    Atom(Atom),
    /// This piece of a pattern is.
    Literal(u32),
    /// A first word of a term of this list is.
    List(u32),
    /// The budget does not reach this pattern.
    Cut(u32),
    /// The mention is on the channel of this bit.
    Channel(u32),
    /// Its author has this number.
    Author(u32),
    /// This test is not false.
    NotFalse(u32),
    /// This test is not true.
    NotTrue(u32),
}

/// What must come up for a condition to be true or unknown.
#[derive(Clone, Debug)]
pub(super) enum Gate {
    /// One of these, and one of the further ones where there are any. The
    /// weight says how often one of the keys is likely to come up.
    Keys {
        keys: Vec<Key>,
        weight: f64,
        also: Also,
    },
    /// Nothing: the rule is always looked at.
    Open,
}

/// Up to four words of which one must be heard too: the last bits of their
/// numbers, the first again where they are fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Also([u16; 4]);

/// Which words were heard, by the last bits of their numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sketch([u64; SKETCHED / 64]);

const SKETCHED: usize = 1 << 10;

/// What is heard in every text.
const ALWAYS: u16 = 0;

impl Also {
    /// Nothing: whatever is heard will do.
    pub(super) const NONE: Self = Self([ALWAYS; 4]);

    fn of(keys: &[Key]) -> Self {
        let last_bits = |atom: Atom| atom.to_le_bytes().first_chunk().copied();
        let mut words = keys.iter().map(|key| match key {
            Key::Atom(atom) => last_bits(*atom).map(u16::from_le_bytes),
            _ => None,
        });
        let Some(first) = words.next().flatten().filter(|_| keys.len() <= 4) else {
            return Self::NONE;
        };
        let mut also = [first; 4];
        for (slot, word) in also.iter_mut().skip(1).zip(words) {
            match word {
                Some(word) => *slot = word,
                None => return Self::NONE,
            }
        }
        Self(also)
    }
}

impl Sketch {
    #[inline]
    pub(super) fn of(atoms: &[Atom]) -> Self {
        let mut sketch = Self([0; SKETCHED / 64]);
        let heard = [u32::from(ALWAYS)];
        for atom in atoms.iter().chain(&heard) {
            if let Some(bits) = sketch.0.get_mut(*atom as usize % SKETCHED / 64) {
                *bits |= 1 << (atom % 64);
            }
        }
        sketch
    }

    /// Whether one of the words may have been heard; true where none is asked.
    #[inline]
    pub(super) fn may_hold(&self, also: Also) -> bool {
        let heard = |word: u16| {
            let bits = self.0.get(usize::from(word) % SKETCHED / 64);
            bits.copied().unwrap_or(0) >> (word % 64)
        };
        let [one, two, three, four] = also.0.map(heard);
        (one | two | three | four) & 1 == 1
    }
}

/// Which truth is to be ruled out.
#[derive(Clone, Copy)]
pub(super) enum Unless {
    False,
    True,
}

impl Unless {
    fn turned(self) -> Self {
        match self {
            Unless::False => Unless::True,
            Unless::True => Unless::False,
        }
    }
}

/// What gates are made of: the tests of a condition as they were compiled.
pub(super) struct Gates<'c, 'r> {
    pub(super) numbering: &'c Numbering<'r>,
    pub(super) sequences: &'c Sequences,
    pub(super) pairs: &'c Pairs,
    /// For each pattern the pieces without which it is not found.
    pub(super) literals: &'c [Option<Vec<u32>>],
    /// For each list how often one of its terms is likely to be heard.
    pub(super) lists: &'c [f64],
    /// For each fact its key where there is a better one than asking.
    pub(super) facts: &'c [Option<Vec<Key>>],
}

impl Gates<'_, '_> {
    /// The gate of a condition; `leaves` gives its tests in the order of writing.
    pub(super) fn of(
        &self,
        when: &Condition,
        unless: Unless,
        leaves: &mut impl Iterator<Item = Leaf>,
    ) -> Gate {
        let (parts, part_unless) = match when {
            Condition::Test(_) => {
                return leaves
                    .next()
                    .map_or(Gate::Open, |leaf| self.leaf(leaf, unless));
            }
            Condition::Not(part) => return self.of(part, unless.turned(), leaves),
            Condition::All(parts) | Condition::Any(parts) => (parts, unless),
            Condition::None(parts) => (parts, unless.turned()),
        };
        let gates = parts.iter().map(|part| self.of(part, part_unless, leaves));
        match (when, unless) {
            (Condition::All(_) | Condition::None(_), Unless::False)
            | (Condition::Any(_), Unless::True) => gates.fold(Gate::Open, Gate::narrower),
            _ => gates.fold(Gate::shut(), Gate::joined),
        }
    }

    fn leaf(&self, leaf: Leaf, unless: Unless) -> Gate {
        match (leaf, unless) {
            (Leaf::Fact(fact), Unless::False) => {
                let better = self.facts.get(fact as usize).and_then(Option::as_ref);
                match better {
                    Some(keys) => Gate::of(keys.clone(), known_weight(keys)),
                    None => Gate::of(vec![Key::NotFalse(fact)], 0.8),
                }
            }
            (Leaf::Fact(fact), Unless::True) => Gate::of(vec![Key::NotTrue(fact)], 0.9),
            (_, Unless::True) => Gate::Open,
            (Leaf::Word(word), Unless::False) => self.words(&[word.into()]),
            (Leaf::Words { run, .. }, Unless::False) => self.words(self.sequences.get(run)),
            (Leaf::List(list), Unless::False) => {
                let weight = self.lists.get(list as usize).copied().unwrap_or(1.0);
                Gate::of(vec![Key::List(list)], weight)
            }
            (Leaf::Near { pair, .. }, Unless::False) => {
                let (left, right) = self.pairs.sides(pair);
                let side = |run| self.words(self.sequences.get(run));
                side(left).narrower(side(right))
            }
            (Leaf::Pattern(pattern), Unless::False) => {
                let literals = self.literals.get(pattern as usize);
                let Some(literals) = literals.and_then(Option::as_ref) else {
                    return Gate::Open;
                };
                let cut = std::iter::once(Key::Cut(pattern));
                let keys = literals.iter().map(|&it| Key::Literal(it)).chain(cut);
                Gate::of(keys.collect(), 0.5)
            }
        }
    }

    fn words(&self, terms: &[Sequence]) -> Gate {
        let rarest = terms.iter().map(|term| self.rarest(term));
        let (keys, weights): (Vec<_>, Vec<_>) = rarest
            .map(|(atom, weight)| (Key::Atom(atom), weight))
            .unzip();
        Gate::of(keys, weights.iter().sum())
    }

    /// The word of a term that is likely to be met least often.
    pub(super) fn rarest(&self, term: &Sequence) -> (Atom, f64) {
        let atoms = self.sequences.atoms(term).iter();
        let weighed = atoms.map(|&atom| (atom, self.numbering.weight(atom)));
        weighed
            .min_by(|one, other| one.1.total_cmp(&other.1))
            .unwrap_or((0, 1.0))
    }
}

fn known_weight(keys: &[Key]) -> f64 {
    let weight = |key: &Key| match key {
        Key::Author(_) => 0.001,
        _ => 0.3,
    };
    keys.iter().map(weight).sum()
}

impl Gate {
    fn of(keys: Vec<Key>, weight: f64) -> Self {
        let also = Also::NONE;
        Gate::Keys { keys, weight, also }
    }

    /// That of a condition that never holds.
    fn shut() -> Self {
        Gate::of(Vec::new(), 0.0)
    }

    /// That of two conditions which must both hold: the one that lets less through.
    fn narrower(self, other: Self) -> Self {
        match (self, other) {
            (Gate::Open, it) | (it, Gate::Open) => it,
            (
                Gate::Keys { keys, weight, also },
                Gate::Keys {
                    keys: others,
                    weight: heavier,
                    also: further,
                },
            ) => {
                if heavier < weight {
                    Gate::pair(others, heavier, further, &keys)
                } else {
                    Gate::pair(keys, weight, also, &others)
                }
            }
        }
    }

    /// These keys, with the others as what must be heard too.
    fn pair(keys: Vec<Key>, weight: f64, also: Also, others: &[Key]) -> Self {
        let also = match also {
            Also::NONE => Also::of(others),
            known => known,
        };
        Gate::Keys { keys, weight, also }
    }

    /// That of two conditions of which one must hold.
    fn joined(self, other: Self) -> Self {
        match (self, other) {
            (Gate::Open, _) | (_, Gate::Open) => Gate::Open,
            (
                Gate::Keys {
                    mut keys, weight, ..
                },
                Gate::Keys {
                    keys: more,
                    weight: heavier,
                    ..
                },
            ) => {
                keys.extend(more);
                Gate::of(keys, weight + heavier)
            }
        }
    }
}
