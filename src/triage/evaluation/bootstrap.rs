use super::share::{Estimate, Interval};
use crate::triage::draw::Draw;

/// How often the bootstrap draws.
pub const RESAMPLES: usize = 1_000;

/// A figure with the percentile interval of a bootstrap (Efron, 1979): of
/// 1,000 times as many things drawn from the same things, with repetition,
/// the middle 95 %. `figure` gets the indices that were drawn.
pub(super) fn estimate(count: usize, figure: impl Fn(&[usize]) -> Option<f64>) -> Option<Estimate> {
    let mut drawn: Vec<usize> = (0..count).collect();
    let value = figure(&drawn)?;
    let mut draw = Draw::new(0);
    let mut figures = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        drawn.fill_with(|| draw.below(count));
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
