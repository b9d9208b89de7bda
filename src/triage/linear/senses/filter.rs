//! Which hashes are certainly not among those that are looked for.

use std::fmt;

/// Hashes by their first bits only, 64 times `SIZE` of them: what is not there
/// is known not to be, and what is may be.
pub(super) struct Filter<const SIZE: usize>(Box<[u64; SIZE]>);

impl<const SIZE: usize> Filter<SIZE> {
    pub(super) fn of(hashes: impl Iterator<Item = u64>) -> Self {
        let mut marks = Box::new([0; SIZE]);
        for hash in hashes {
            let (place, bit) = Self::place(hash);
            marks
                .iter_mut()
                .skip(place)
                .take(1)
                .for_each(|it| *it |= bit);
        }
        Self(marks)
    }

    #[inline(always)]
    pub(super) fn may_have(&self, hash: u64) -> bool {
        let (place, bit) = Self::place(hash);
        self.0.get(place).copied().unwrap_or_default() & bit != 0
    }

    #[inline(always)]
    fn place(hash: u64) -> (usize, u64) {
        let first = hash >> (58 - SIZE.trailing_zeros());
        ((first >> 6) as usize, 1 << (first % 64))
    }
}

impl<const SIZE: usize> fmt::Debug for Filter<SIZE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Filter").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;
    use crate::triage::draw::mix;

    #[test]
    fn what_was_put_in_is_there_and_most_else_is_not() {
        let filter = Filter::<8>::of((0..40).map(mix));
        assert!((0..40).all(|number| filter.may_have(mix(number))));
        let others = (40..1_040).filter(|number| filter.may_have(mix(*number)));
        let share = others.count();
        assert!((40..120).contains(&share), "{share} of 1000");
    }
}
