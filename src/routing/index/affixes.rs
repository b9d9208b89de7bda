//! The beginnings and endings of words.

use super::atoms::Kin;
use super::dictionary::mixed;
use super::letters::{Letters, Near, nearest};
use super::table::Table;

/// What words begin with, or end with.
///
/// Pieces of about one length are kept together: the letters that all of them
/// have tell whether one may go on from there, and which lengths it may have.
/// Only of those lengths is one looked up.
#[derive(Clone, Debug)]
pub(super) struct Affixes {
    side: Side,
    table: Table,
    /// The short pieces and the long ones.
    groups: [Lengths; GROUPS],
}

/// How many groups there are.
pub(super) const GROUPS: usize = 2;

/// The most letters of the pieces of each.
const LONGEST: [usize; GROUPS] = [6, usize::MAX];

/// From where a word is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Beginning,
    End,
}

/// How long pieces are, by the letters that all of them have.
#[derive(Clone, Debug, Default)]
struct Lengths {
    /// The lengths, the shortest first.
    all: Vec<usize>,
    /// The shortest of them; more than any word has where there are none.
    shortest: usize,
    /// For near letters a bit for each of `all`; the last bit is for all
    /// lengths that have none of their own.
    known: Vec<u64>,
}

/// The bit of all lengths that have none of their own.
const OTHERS: usize = 63;

impl Affixes {
    /// The pieces, which all differ and are not empty; nothing where there are none.
    pub(super) fn of(side: Side, pieces: &[(&str, Kin)]) -> Option<Self> {
        let mut groups: [Vec<&[u8]>; GROUPS] = Default::default();
        for (letters, _) in pieces {
            if let Some(group) = groups.get_mut(group_of(letters.len())) {
                group.push(letters.as_bytes());
            }
        }
        (!pieces.is_empty()).then(|| Self {
            side,
            table: Table::of(pieces, |piece| side.near(&Letters::of(piece))),
            groups: groups.map(|group| Lengths::of(side, &group)),
        })
    }

    /// Which of its near letters tell that a word may have one of the pieces,
    /// for each group. A group that is empty is asked what another is.
    pub(super) fn shared(&self) -> [Near; GROUPS] {
        let some = self.groups.iter().map(|group| group.shortest).min();
        let shared = |group: &Lengths| match group.shortest {
            usize::MAX => some.unwrap_or(0),
            shortest => shortest,
        };
        let shared = self.groups.each_ref().map(shared);
        shared.map(|letters| nearest(Near::MAX, letters))
    }

    /// The letters of a piece that it has in common with such words.
    pub(super) fn key(&self, piece: &str) -> Near {
        let shared = self.shared().get(group_of(piece.len())).copied();
        self.side.near(&Letters::of(piece.as_bytes())) & shared.unwrap_or(0)
    }

    /// Tells what is known of a word, the shortest first.
    pub(super) fn each(&self, word: &Letters<'_>, mut tell: impl FnMut(Kin)) {
        let near = self.side.near(word);
        for lengths in &self.groups {
            if word.bytes.len() < lengths.shortest {
                continue;
            }
            let known = lengths.known(near);
            if known != 0 {
                self.each_of(lengths, known, (near, word.bytes), &mut tell);
            }
        }
    }

    /// Tells what is known of a word that has some of these lengths.
    fn each_of(
        &self,
        lengths: &Lengths,
        mut known: u64,
        (near, word): (Near, &[u8]),
        tell: &mut impl FnMut(Kin),
    ) {
        while known != 0 {
            for &length in lengths.of_bit(known.trailing_zeros() as usize) {
                let Some(part) = self.side.part(word, length) else {
                    return;
                };
                if let Some(kin) = self.table.find(nearest(near, length), part) {
                    tell(kin);
                }
            }
            known &= known - 1;
        }
    }
}

/// The group of the pieces of a length.
fn group_of(length: usize) -> usize {
    LONGEST.partition_point(|longest| *longest < length)
}

impl Lengths {
    fn of(side: Side, pieces: &[&[u8]]) -> Self {
        let mut all: Vec<_> = pieces.iter().map(|piece| piece.len()).collect();
        all.sort_unstable();
        all.dedup();
        let known = vec![0; (pieces.len() * 8).next_power_of_two()];
        let shortest = all.first().copied().unwrap_or(usize::MAX);
        let mut lengths = Self {
            all,
            shortest,
            known,
        };
        for piece in pieces {
            let length = lengths.all.partition_point(|it| *it < piece.len());
            let place = lengths.place(side.near(&Letters::of(piece)));
            if let Some(known) = lengths.known.get_mut(place) {
                *known |= 1 << length.min(OTHERS);
            }
        }
        lengths
    }

    /// A bit for each length that a piece may have that begins with these letters.
    #[inline]
    fn known(&self, near: Near) -> u64 {
        self.known.get(self.place(near)).copied().unwrap_or(0)
    }

    #[inline]
    fn place(&self, near: Near) -> usize {
        (mixed(nearest(near, self.shortest)) >> 32) as usize & (self.known.len() - 1)
    }

    /// The lengths of a bit.
    #[inline]
    fn of_bit(&self, bit: usize) -> &[usize] {
        let to = if bit == OTHERS {
            self.all.len()
        } else {
            bit + 1
        };
        self.all.get(bit..to).unwrap_or_default()
    }
}

impl Side {
    #[inline]
    fn near(self, word: &Letters<'_>) -> Near {
        match self {
            Side::Beginning => word.first,
            Side::End => word.last(),
        }
    }

    /// So many of its letters, where it has them.
    #[inline]
    fn part(self, word: &[u8], length: usize) -> Option<&[u8]> {
        match self {
            Side::Beginning => word.get(..length),
            Side::End => word.get(word.len().checked_sub(length)?..),
        }
    }
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
                let letters = Letters::of(word.as_bytes());
                affixes.each(&letters, |kin| found.push(kin));
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
