use super::atoms::Kin;
use super::dictionary::mixed;
use super::letters::{Letters, NEAR, Near, nearest};
use super::table::Table;

/// What words begin with, or end with.
///
/// Pieces of about one length are kept together: the letters that all of them
/// have tell which lengths one may have that goes on from there, and only of
/// those lengths is one looked up. Of the long pieces, who cost more to look
/// up, the nearest [`NEAR`] letters tell it.
#[derive(Clone, Debug)]
pub(super) struct Affixes {
    side: Side,
    table: Table,
    /// The short pieces, those of some letters, and the long ones.
    groups: [Lengths; 3],
}

/// The most letters of a short piece.
const FEW: usize = 5;

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
        let table = Table::of(pieces, |part| side.near(&Letters::of(part)));
        let group = |least: usize, most: usize| {
            let letters = pieces.iter().map(|(letters, _)| letters.as_bytes());
            let letters = letters.filter(|it| (least..=most).contains(&it.len()));
            Lengths::of(side, &letters.collect::<Vec<_>>())
        };
        (!pieces.is_empty()).then(|| Self {
            side,
            table,
            groups: [
                group(0, FEW),
                group(FEW + 1, NEAR),
                group(NEAR + 1, usize::MAX),
            ],
        })
    }

    /// Tells what is known of a word, the shortest first.
    #[inline]
    pub(super) fn each(&self, word: &Letters<'_>, mut tell: impl FnMut(Kin)) {
        let near = self.side.near(word);
        for lengths in &self.groups {
            if word.bytes.len() < lengths.shortest {
                continue;
            }
            let known = lengths.known(near);
            if known != 0 {
                self.each_of(lengths, known, word, &mut tell);
            }
        }
    }

    /// Tells what is known of a word that has some of these lengths.
    fn each_of(
        &self,
        lengths: &Lengths,
        mut known: u64,
        word: &Letters<'_>,
        tell: &mut impl FnMut(Kin),
    ) {
        let near = self.side.near(word);
        while known != 0 {
            for &length in lengths.of_bit(known.trailing_zeros() as usize) {
                let Some(part) = self.side.part(word.bytes, length) else {
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
            Side::End => word.last,
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
                affixes.each(&Letters::of(word.as_bytes()), |kin| found.push(kin));
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
