//! Which words are worth a look-up.

/// Which keys may be among those put in: two bits for each, in one word
/// (Bloom, 1970; blocked, as Putze, Sanders and Singler do, 2007).
///
/// Most words of a text are spoken of by no rule. They are passed over by this
/// alone, which is small enough to stay near the processor where the tables
/// behind it are not.
#[derive(Clone, Debug)]
pub(super) enum Filter {
    /// Up to some thousand keys. What has one size, known beforehand, costs
    /// least to ask.
    Usual(Box<Usual>),
    /// More, with how far a product is shifted to be a place among the bits.
    Large(Vec<u64>, u32),
}

/// The bits of the usual size.
pub(super) type Usual = [u64; USUAL];

const USUAL: usize = 1 << 10;
const USUAL_SHIFT: u32 = 64 - (USUAL * 64).trailing_zeros();

/// So many bits at least for each key: of the others one in thirty gets past.
const BITS: usize = 10;

impl Filter {
    pub(super) fn of(keys: &[u64]) -> Self {
        if keys.len() * BITS <= USUAL * 64 {
            let mut bits = Box::new([0; USUAL]);
            set(&mut *bits, keys, USUAL_SHIFT);
            return Filter::Usual(bits);
        }
        let room = (keys.len() * BITS).next_power_of_two();
        let (mut bits, shift) = (vec![0; room / 64], 64 - room.trailing_zeros());
        set(&mut bits, keys, shift);
        Filter::Large(bits, shift)
    }
}

impl Default for Filter {
    fn default() -> Self {
        Self::of(&[])
    }
}

fn set(bits: &mut [u64], keys: &[u64], shift: u32) {
    for key in keys {
        let (at, one, other) = place(*key, shift);
        if let Some(bits) = bits.get_mut(at) {
            *bits |= 1 << one | 1 << other;
        }
    }
}

/// Whether a key may have been put in, told by the lowest bit; the others mean
/// nothing. Where it was put in there is no doubt.
#[inline]
pub(super) fn in_usual(bits: &Usual, key: u64) -> u64 {
    in_large(bits, USUAL_SHIFT, key)
}

/// The same where there are more.
#[inline]
pub(super) fn in_large(bits: &[u64], shift: u32, key: u64) -> u64 {
    let (at, one, other) = place(key, shift);
    let bits = bits.get(at).copied().unwrap_or(0);
    bits >> one & bits >> other
}

/// The word in which a key is told, and its two bits there.
#[inline]
fn place(key: u64, shift: u32) -> (usize, u64, u64) {
    let product = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let place = product >> shift;
    (
        (place / 64) as usize,
        place % 64,
        product >> (shift - 6) & 63,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_held_and_little_else() {
        for count in [0, 1, 1_000, 20_000] {
            let keys: Vec<u64> = (0..count).map(|at| at * at).collect();
            let filter = Filter::of(&keys);
            let may_hold = |key: &u64| match &filter {
                Filter::Usual(bits) => in_usual(bits, *key) & 1 == 1,
                Filter::Large(bits, shift) => in_large(bits, *shift, *key) & 1 == 1,
            };
            assert!(keys.iter().all(may_hold));
            let others = (1 << 40..).step_by(1_001).take(10_000);
            let passed = others.filter(may_hold).count();
            assert!(passed < 600, "{count} keys let {passed} of 10,000 pass");
        }
    }
}
