use super::atoms::Kin;
use super::dictionary::{hash, mixed};
use super::table::Table;

/// What words begin with, or end with.
///
/// For each length that a piece has, one bit tells whether anything may be
/// known that has these letters; only then is it looked up. Of longer pieces
/// the first [`NEAR`] letters tell that for all lengths at once.
#[derive(Clone, Debug)]
pub(super) struct Affixes {
    side: Side,
    table: Table,
    seed: u64,
    filter: Filter,
    /// The lengths of the pieces, the shortest first.
    lengths: Vec<usize>,
}

/// So many letters are held in one number.
const NEAR: usize = 8;

/// A bit for each length and its letters, or for several.
#[derive(Clone, Debug)]
struct Filter(Vec<u64>);

/// From where a word is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Beginning,
    End,
}

impl Affixes {
    /// The pieces, which all differ and are not empty; nothing where there are none.
    pub(super) fn of(side: Side, pieces: &[(&str, Kin)]) -> Option<Self> {
        let mut lengths: Vec<_> = pieces.iter().map(|(letters, _)| letters.len()).collect();
        lengths.sort_unstable();
        lengths.dedup();
        let (table, seed) = Table::of(pieces, hash);
        let mut filter = Filter(vec![0; (pieces.len() / 4).next_power_of_two()]);
        for (letters, _) in pieces {
            let near = side.near(letters.as_bytes());
            filter.add(near, letters.len());
        }
        (!pieces.is_empty()).then_some(Self {
            side,
            table,
            seed,
            filter,
            lengths,
        })
    }

    /// Tells what is known of a word, the shortest first.
    pub(super) fn each(&self, word: &[u8], mut tell: impl FnMut(Kin)) {
        let near = self.side.near(word);
        let mut far = None;
        for &length in &self.lengths {
            if length > word.len() {
                return;
            }
            let may_hold = match length {
                ..=NEAR => self.filter.may_hold(near, length),
                _ => *far.get_or_insert_with(|| self.filter.may_hold(near, length)),
            };
            if may_hold {
                let part = self.side.part(word, length);
                let known = self.table.find(hash(part, self.seed), part);
                known.into_iter().for_each(&mut tell);
            }
        }
    }
}

impl Filter {
    fn add(&mut self, near: u64, length: usize) {
        let (at, bit) = self.place(near, length);
        if let Some(bits) = self.0.get_mut(at) {
            *bits |= 1 << bit;
        }
    }

    fn may_hold(&self, near: u64, length: usize) -> bool {
        let (at, bit) = self.place(near, length);
        let bits = self.0.get(at);
        bits.is_some_and(|bits| bits >> bit & 1 == 1)
    }

    /// Where the bit of a length stands, for a word with these letters next to its side.
    fn place(&self, near: u64, length: usize) -> (usize, u64) {
        let letters = match length {
            ..NEAR => near & ((1 << (8 * length)) - 1),
            _ => near,
        };
        // All lengths beyond are one.
        let hash = mixed(letters ^ (length.min(NEAR + 1) as u64) << 56);
        ((hash >> 6) as usize & (self.0.len() - 1), hash & 63)
    }
}

impl Side {
    /// The letters next to this side, the first in the lowest bits.
    fn near(self, word: &[u8]) -> u64 {
        match self {
            Side::Beginning => match word.first_chunk() {
                Some(first) => u64::from_le_bytes(*first),
                None => word.iter().rev().fold(0, next),
            },
            Side::End => match word.last_chunk() {
                Some(last) => u64::from_be_bytes(*last),
                None => word.iter().fold(0, next),
            },
        }
    }

    fn part(self, word: &[u8], length: usize) -> &[u8] {
        let part = match self {
            Side::Beginning => word.get(..length),
            Side::End => word.get(word.len() - length..),
        };
        part.unwrap_or_default()
    }
}

fn next(letters: u64, letter: &u8) -> u64 {
    letters << 8 | u64::from(*letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_and_ends_are_found() {
        let pieces = [
            "a",
            "ab",
            "bab",
            "b",
            "schade",
            "schadec",
            "schadeclai",
            "autoschade",
            "had",
            "é",
        ];
        let known: Vec<_> = pieces
            .into_iter()
            .zip(0..)
            .map(|(it, at)| (it, Kin::of(at)))
            .collect();
        for side in [Side::Beginning, Side::End] {
            let affixes = Affixes::of(side, &known).unwrap();
            for word in [
                "",
                "abba",
                "bab",
                "schadeclaim",
                "autoschade",
                "x",
                "schad",
                "caféé",
            ] {
                let mut found = Vec::new();
                affixes.each(word.as_bytes(), |kin| found.push(kin));
                let fits = |piece: &str| match side {
                    Side::Beginning => word.starts_with(piece),
                    Side::End => word.ends_with(piece),
                };
                let mut expected = known.clone();
                expected.retain(|(piece, _)| fits(piece));
                expected.sort_by_key(|(piece, _)| piece.len());
                let expected: Vec<Kin> = expected.into_iter().map(|(_, kin)| kin).collect();
                assert_eq!(found, expected, "{word}");
            }
        }
        assert!(Affixes::of(Side::End, &[]).is_none());
    }
}
