/// Chance, all of it from one seed (SplitMix64).
#[derive(Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below a bound.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    pub(super) fn is_one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    pub(super) fn minutes(&mut self, bound: u64) -> chrono::TimeDelta {
        chrono::TimeDelta::minutes(i64::try_from(self.below(bound)).unwrap())
    }

    pub(super) fn of<'t, T>(&mut self, some: &'t [T]) -> Option<&'t T> {
        let place = (!some.is_empty()).then(|| self.below(some.len() as u64))?;
        some.get(usize::try_from(place).unwrap())
    }
}
