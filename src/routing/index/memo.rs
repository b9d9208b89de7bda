//! Answers that hold for one round.

/// Answers that were found once and hold for the rest of a round.
#[derive(Clone, Debug)]
pub(super) struct Memo<T> {
    round: u32,
    slots: Vec<(u32, Option<T>)>,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self {
            round: 0,
            slots: Vec::new(),
        }
    }
}

impl<T: Copy> Memo<T> {
    /// Forgets everything, and makes room for so many.
    pub(super) fn begin(&mut self, count: u32) {
        if self.round == u32::MAX {
            *self = Self::default();
        }
        self.round += 1;
        if self.slots.len() < count as usize {
            self.slots.resize(count as usize, (0, None));
        }
    }

    /// Forgets the answers of this kind.
    pub(super) fn forget(&mut self, is_one: impl Fn(T) -> bool) {
        for (_, known) in &mut self.slots {
            *known = known.filter(|known| !is_one(*known));
        }
    }

    #[inline]
    pub(super) fn get(&self, at: u32) -> Option<T> {
        let (round, known) = self.slots.get(at as usize)?;
        known.filter(|_| *round == self.round)
    }

    pub(super) fn set(&mut self, at: u32, known: T) -> T {
        if let Some(slot) = self.slots.get_mut(at as usize) {
            *slot = (self.round, Some(known));
        }
        known
    }
}
