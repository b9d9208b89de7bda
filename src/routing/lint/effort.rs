//! How far the linter looks, so that no set of rules keeps it busy for long.

use std::cell::Cell;

/// The steps that are left. A step is about as much as holding one word
/// against another.
pub(super) struct Effort(Cell<u64>);

impl Effort {
    pub(super) fn of(steps: u64) -> Self {
        Self(Cell::new(steps))
    }

    /// Takes so many steps, or all that are left.
    pub(super) fn spend(&self, steps: u64) {
        self.0.set(self.0.get().saturating_sub(steps));
    }

    pub(super) fn spend_on(&self, things: usize) {
        self.spend(u64::try_from(things).unwrap_or(u64::MAX));
    }

    pub(super) fn is_spent(&self) -> bool {
        self.0.get() == 0
    }

    /// A part of what is left, for one search: at most so many steps.
    pub(super) fn part(&self, most: u64) -> Self {
        Self::of(most.min(self.0.get()))
    }

    /// Takes what of such a part was used.
    pub(super) fn settle(&self, part: &Self, most: u64) {
        let given = most.min(self.0.get());
        self.spend(given.saturating_sub(part.0.get()));
    }
}
