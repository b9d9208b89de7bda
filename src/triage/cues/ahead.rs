//! What stands ahead in a text, and what a cue asks for there, as bits: most cues
//! that begin somewhere do not go on there, and this is cheaper to see than which do.

use super::letters::Symbol;
use super::lexicon::Place;

/// Some symbols as bits: two sets that share a symbol share a bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks(u64);

/// Stands ahead of every word: what a cue asks for that ends with it.
const ANYTHING: Marks = Marks(1 << (u64::BITS - 1));

impl Marks {
    pub(super) fn of(symbol: Symbol) -> Self {
        Self(1 << (symbol % (u64::BITS - 1)))
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
        let next = following.first().map_or(ANYTHING, |it| it.with(ANYTHING));
        let near = following.iter().copied();
        Self {
            next,
            near: near.fold(Marks::default(), Marks::with),
        }
    }
}

/// What a cue asks for after its first place, roughly.
#[derive(Clone, Copy, Debug)]
pub(super) struct Then {
    next: Marks,
    near: Marks,
}

impl Then {
    /// By the second place; none where the cue has but one.
    pub(super) fn of(second: Option<&Place>) -> Self {
        let marks = |place: &Place| place.any.iter().copied().collect();
        let (next, near) = match second {
            None => (ANYTHING, Marks::default()),
            Some(place) if place.after_gap => (Marks::default(), marks(place)),
            Some(place) => (marks(place), Marks::default()),
        };
        Self { next, near }
    }

    /// Whether it may stand in what is ahead; where not, it does not.
    pub(super) fn may_be(self, ahead: Ahead) -> bool {
        self.next.0 & ahead.next.0 | self.near.0 & ahead.near.0 != 0
    }
}
