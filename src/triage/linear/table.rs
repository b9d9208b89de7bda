//! What a model learned of every feature: weights by hash.

/// A weight of every head for every place that a feature may have.
///
/// A weight is kept as the root of how many steps of its head it makes: most
/// are small, and so are told apart best.
#[derive(Clone, PartialEq)]
pub(super) struct Table {
    heads: usize,
    /// The binary logarithm of how many places there are.
    bits: u32,
    /// All heads of a place together.
    roots: Vec<i8>,
}

impl Table {
    /// From the roots of all heads of each of 2 to the power of `bits` places.
    pub(super) fn new(heads: usize, bits: u32, roots: Vec<i8>) -> Self {
        Self { heads, bits, roots }
    }

    pub(super) fn bits(&self) -> u32 {
        self.bits
    }

    pub(super) fn roots(&self) -> &[i8] {
        &self.roots
    }

    /// The weights of a feature, as roots of steps, one of each head.
    pub(super) fn of(&self, hash: u64) -> &[i8] {
        let start = slot(hash, self.bits) as usize * self.heads;
        let roots = self.roots.get(start..start + self.heads);
        roots.unwrap_or_default()
    }

    /// The weight of a feature in steps, where there is but one head.
    pub(super) fn only(&self, hash: u64) -> i64 {
        let root = self.roots.get(slot(hash, self.bits) as usize);
        i64::from(steps(root.copied().unwrap_or_default()))
    }

    /// All of them, where there is but one head and so many places: that no
    /// place lies outside is then known beforehand, which takes half the time.
    pub(super) fn all<const PLACES: usize>(&self) -> Option<&[i8; PLACES]> {
        let all = self.roots.as_slice().try_into().ok();
        all.filter(|_| self.heads == 1)
    }
}

/// The weight of a feature among [all](Table::all), in steps.
#[inline(always)]
pub(super) fn weight<const PLACES: usize>(all: &[i8; PLACES], hash: u64) -> i64 {
    static STEPS: [i16; 256] = steps_of_all();
    let place = slot(hash, PLACES.trailing_zeros()) as usize;
    let root = all.get(place).copied().unwrap_or_default();
    let steps = STEPS.get(usize::from(root.cast_unsigned()));
    i64::from(steps.copied().unwrap_or_default())
}

/// The place of a feature among 2 to the power of `bits`: the first bits of
/// its hash.
#[inline(always)]
pub(super) fn slot(hash: u64, bits: u32) -> u32 {
    (hash >> (64 - bits)) as u32
}

/// How many steps a weight makes: its root squared, with its sign.
#[inline(always)]
pub(super) const fn steps(root: i8) -> i16 {
    root as i16 * (root as i16).abs()
}

const fn steps_of_all() -> [i16; 256] {
    let mut steps_of_all = [0; 256];
    let mut rest: &mut [i16] = &mut steps_of_all;
    let mut root: i8 = 0;
    while let [slot, others @ ..] = rest {
        *slot = steps(root);
        root = root.wrapping_add(1);
        rest = others;
    }
    steps_of_all
}

#[cfg(test)]
mod tests {
    use super::{Table, steps, weight};
    use crate::triage::draw::mix;

    #[test]
    fn a_weight_is_the_same_however_it_is_asked_for() {
        const BITS: u32 = 10;
        let roots = |heads: usize| (0..heads << BITS).map(|at| (at * 7 % 91) as i8 - 45);
        let one = Table::new(1, BITS, roots(1).collect());
        let three = Table::new(3, BITS, roots(3).collect());
        let all = one.all::<{ 1 << BITS }>().unwrap();
        assert!(one.all::<{ 1 << (BITS + 1) }>().is_none());
        assert!(three.all::<{ 3 << BITS }>().is_none());
        for hash in (0..1_000).map(mix) {
            let place = (hash >> (64 - BITS)) as usize;
            let [root] = one.of(hash) else { panic!() };
            assert_eq!(Some(*root), roots(1).nth(place));
            let square = i64::from(*root) * i64::from(*root).abs();
            assert_eq!(one.only(hash), square);
            assert_eq!(weight(all, hash), square);
            assert_eq!(i64::from(steps(*root)), square);
            let of_all: Vec<i8> = roots(3).skip(3 * place).take(3).collect();
            assert_eq!(three.of(hash), of_all);
        }
    }
}
