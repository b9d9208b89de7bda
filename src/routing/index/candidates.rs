//! The rules that a mention brings up.

/// The rules that are to be looked at, in their order, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct Candidates {
    bits: Vec<u64>,
    /// One bit for each of `bits` that is not zero.
    filled: Vec<u64>,
    /// The first of `filled` that may not be zero.
    from: usize,
}

impl Candidates {
    /// None yet, of so many rules.
    pub(super) fn begin(&mut self, rules: usize) {
        // As a rule all that a former mention brought up was taken out.
        if self.filled.iter().any(|filled| *filled != 0) {
            self.bits.fill(0);
            self.filled.fill(0);
        }
        self.from = 0;
        self.bits.resize(rules.div_ceil(64), 0);
        self.filled.resize(rules.div_ceil(64 * 64), 0);
    }

    pub(super) fn add(&mut self, rule: u32) {
        let at = rule as usize / 64;
        if let Some(bits) = self.bits.get_mut(at) {
            *bits |= 1 << (rule % 64);
        }
        if let Some(filled) = self.filled.get_mut(at / 64) {
            *filled |= 1 << (at % 64);
        }
    }

    /// Takes out the first of those that are left.
    pub(super) fn take_first(&mut self) -> Option<u32> {
        let left = self.filled.get_mut(self.from..).unwrap_or_default();
        let (passed, filled) = left.iter_mut().enumerate().find(|it| *it.1 != 0)?;
        self.from += passed;
        let at = self.from * 64 + filled.trailing_zeros() as usize;
        let bits = self.bits.get_mut(at)?;
        let bit = bits.trailing_zeros();
        *bits &= bits.wrapping_sub(1);
        if *bits == 0 {
            *filled &= filled.wrapping_sub(1);
        }
        u32::try_from(at * 64).ok().map(|rule| rule + bit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_come_out_in_order_and_once() {
        let mut candidates = Candidates::default();
        for _ in 0..2 {
            candidates.begin(10_000);
            for rule in [9_999, 63, 64, 0, 4_096, 64, 4_095] {
                candidates.add(rule);
            }
            let found: Vec<u32> = std::iter::from_fn(|| candidates.take_first()).collect();
            assert_eq!(found, [0, 63, 64, 4_095, 4_096, 9_999]);
        }
    }
}
