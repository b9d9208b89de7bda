use super::share::{Estimate, Interval};

/// How often the bootstrap draws.
pub const RESAMPLES: usize = 1_000;

/// A figure with the percentile interval of a bootstrap (Efron, 1979): of
/// 1,000 times as many things drawn from the same things, with repetition,
/// the middle 95 %. `figure` gets the indices that were drawn.
pub(super) fn estimate(count: usize, figure: impl Fn(&[usize]) -> Option<f64>) -> Option<Estimate> {
    let mut drawn: Vec<usize> = (0..count).collect();
    let value = figure(&drawn)?;
    let mut generator = Generator(0);
    let mut figures = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        drawn.fill_with(|| generator.below(count));
        figures.extend(figure(&drawn));
    }
    figures.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let index = share * figures.len().saturating_sub(1) as f64;
        figures.get(index.round() as usize).copied()
    };
    let interval = Interval {
        low: at(0.025).unwrap_or(value),
        high: at(0.975).unwrap_or(value),
    };
    Some(Estimate { value, interval })
}

/// SplitMix64 (Steele, Lea and Flood, 2014): small, and the same everywhere.
pub(super) struct Generator(pub(super) u64);

impl Generator {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, `bound`; 0 for 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.next()) * bound as u128;
        (wide >> 64) as usize
    }
}
