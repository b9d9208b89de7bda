//! What stands ahead in a text, and what a cue asks for there, as bits: most cues
//! that begin somewhere do not go on there, and this is cheaper to see than which do.

use super::terms::Symbol;

/// Some symbols as bits: two sets that share a symbol share a bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks(u64);

impl Marks {
    /// Stands ahead of every word: what a cue asks for that ends with it.
    pub(super) const ANYTHING: Self = Self(1 << (u64::BITS - 1));

    pub(super) fn of(symbol: Symbol) -> Self {
        Self(1 << symbol.bit(u64::BITS - 1))
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl FromIterator<Symbol> for Marks {
    fn from_iter<I: IntoIterator<Item = Symbol>>(symbols: I) -> Self {
        let marks = symbols.into_iter().map(Self::of);
        marks.fold(Self::default(), Self::with)
    }
}

/// What stands after a word: in the next place, and as far on as a gap leaves room.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ahead {
    next: Marks,
    near: Marks,
}

impl Ahead {
    /// By the marks of the words that follow, as far as a gap leaves room.
    pub(super) fn of(following: &[Marks]) -> Self {
        let next = following
            .first()
            .map_or(Marks::ANYTHING, |it| it.with(Marks::ANYTHING));
        let near = following.iter().copied();
        Self {
            next,
            near: near.fold(Marks::default(), Marks::with),
        }
    }

    /// Whether any of these may stand in the next place, or as far on as a gap
    /// leaves room; where not, none does.
    pub(super) fn may_hold(self, any: Marks, after_gap: bool) -> bool {
        let there = if after_gap { self.near } else { self.next };
        any.0 & there.0 != 0
    }
}
