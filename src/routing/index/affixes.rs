use super::atoms::Kin;
use super::dictionary::{hash, mixed};
use super::letters::{Letters, NEAR, Near, nearest};
use super::table::Table;

/// What words begin with, or end with.
///
/// The letters that all pieces have tell which lengths a piece may have that
/// goes on from there; only of those lengths is one looked up. Of the long
/// pieces, who cost more to look up, the nearest [`NEAR`] letters tell it.
#[derive(Clone, Debug)]
pub(super) struct Affixes {
    side: Side,
    table: Table,
    seed: u64,
    short: Lengths,
    long: Lengths,
}

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
    /// For near letters a bit for each of `all`; the last bit is for all
    /// lengths that have none of their own.
    known: Vec<u64>,
}

/// The bit of all lengths that have none of their own.
const OTHERS: usize = 63;

impl Affixes {
    /// The pieces, which all differ and are not empty; nothing where there are none.
    pub(super) fn of(side: Side, pieces: &[(&str, Kin)]) -> Option<Self> {
        let hash = |part: &[u8], seed| hash(side.near(&Letters::of(part)), part, seed);
        let (table, seed) = Table::of(pieces, hash);
        let letters = pieces.iter().map(|(letters, _)| letters.as_bytes());
        let (short, long) = letters.partition::<Vec<_>, _>(|letters| letters.len() <= NEAR);
        (!pieces.is_empty()).then(|| Self {
            side,
            table,
            seed,
            short: Lengths::of(side, &short),
            long: Lengths::of(side, &long),
        })
    }

    /// Tells what is known of a word, the shortest first.
    #[inline]
    pub(super) fn each(&self, word: &Letters<'_>, mut tell: impl FnMut(Kin)) {
        let near = self.side.near(word);
        let known = self.short.known(near);
        if known != 0 {
            self.each_of(&self.short, known, word, &mut tell);
        }
        if word.bytes.len() > NEAR {
            let known = self.long.known(near);
            if known != 0 {
                self.each_of(&self.long, known, word, &mut tell);
            }
        }
    }

    /// Tells what is known of a word that has some of these lengths.
    fn each_of(
        &self,
        lengths: &Lengths,
        known: u64,
        word: &Letters<'_>,
        tell: &mut impl FnMut(Kin),
    ) {
        let near = self.side.near(word);
        for length in lengths.each(known) {
            let Some(part) = self.side.part(word.bytes, length) else {
                return;
            };
            let hash = hash(nearest(near, length), part, self.seed);
            if let Some(kin) = self.table.find(hash, part) {
                tell(kin);
            }
        }
    }
}

impl Lengths {
    fn of(side: Side, pieces: &[&[u8]]) -> Self {
        let mut all: Vec<_> = pieces.iter().map(|piece| piece.len()).collect();
        all.sort_unstable();
        all.dedup();
        let known = vec![0; (pieces.len() * 8).next_power_of_two()];
        let mut lengths = Self { all, known };
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
        let shortest = self.all.first().copied().unwrap_or(0);
        (mixed(nearest(near, shortest)) >> 32) as usize & (self.known.len() - 1)
    }

    /// The lengths of these bits, the shortest first.
    #[inline]
    fn each(&self, mut known: u64) -> impl Iterator<Item = usize> {
        let next = move || {
            let first = (known != 0).then(|| known.trailing_zeros() as usize)?;
            known &= known - 1;
            let last = if first == OTHERS {
                self.all.len()
            } else {
                first + 1
            };
            self.all.get(first..last)
        };
        std::iter::from_fn(next).flatten().copied()
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
