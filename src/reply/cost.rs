//! How good is a way to cut a text?

use super::breaks::Rank;

/// Compared in this order: kinds of cuts, worst first, then the spread of the lengths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cost {
    pub(super) quality: u128,
    /// The sum of the squares of what the parts weigh: less than the square of what fits
    /// in memory.
    pub(super) spread: i64,
}

impl Cost {
    pub(super) const NOTHING: Self = Self {
        quality: 0,
        spread: 0,
    };
    /// No way leads here.
    pub(super) const NONE: Self = Self {
        quality: u128::MAX,
        spread: i64::MAX,
    };

    /// With one more part of this weight, which ends in a cut of this kind.
    pub(super) fn with(self, used: i64, rank: Rank) -> Self {
        Self {
            quality: self.quality + quality(rank),
            spread: self.spread.wrapping_add(used.wrapping_mul(used)),
        }
    }
}

/// Cuts are compared by kind, the worst kind first, so each kind has a field of its own.
pub(super) fn quality(rank: Rank) -> u128 {
    match rank {
        Rank::Forced => 1 << 96,
        Rank::Hyphen => 1 << 72,
        Rank::Word => 1 << 48,
        Rank::Clause => 1 << 24,
        Rank::Sentence => 1,
        Rank::Paragraph | Rank::Marker => 0,
    }
}
