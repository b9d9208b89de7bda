//! Quantiles by rank, and the ranks between which the true ones lie.

use chrono::TimeDelta;

use super::{Estimate, Quantile};

/// What may lie on either side of an interval of 95 %.
const TAIL: f64 = 0.025;

/// A quantile of sorted waits; none of none.
pub(super) fn estimate(sorted: &[TimeDelta], quantile: Quantile) -> Option<Estimate> {
    let n = sorted.len();
    let at = |rank: usize| sorted.get(rank.checked_sub(1)?).copied();
    let value = match quantile {
        // The middle one, or half-way between the two in the middle.
        Quantile::Median => {
            let (low, high) = (at(n.div_ceil(2))?, at(n / 2 + 1)?);
            low + (high - low) / 2
        }
        Quantile::P90 => at((n * 9).div_ceil(10))?,
    };
    let (low, high) = ranks(n, quantile);
    let interval = at(low).zip(at(high));
    Some(Estimate { value, interval })
}

/// The ranks, from 1, whose order statistics enclose the quantile with 95 %
/// confidence: so many of `n` waits lie below it as a binomial distribution
/// says. A rank of 0 or above `n` is one that no wait has.
fn ranks(n: usize, quantile: Quantile) -> (usize, usize) {
    let below = match quantile {
        Quantile::Median => 0.5_f64,
        Quantile::P90 => 0.9,
    };
    let odds = (below / (1.0 - below)).ln();
    // Logarithms, because the first terms of a thousand waits are smaller than
    // any number a float can hold.
    let mut log_term = n as f64 * (1.0 - below).ln();
    let (mut sum, mut low, mut high) = (0.0, 0, n + 1);
    for count in 0..=n {
        sum += log_term.exp();
        if sum <= TAIL {
            low = count + 1;
        }
        if sum >= 1.0 - TAIL {
            high = count + 1;
            break;
        }
        log_term += ((n - count) as f64 / (count + 1) as f64).ln() + odds;
    }
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From tables of order-statistic intervals, as in Hahn and Meeker's
    /// "Statistical Intervals".
    #[test]
    fn the_ranks_of_a_median_are_those_of_the_tables() {
        for (n, expected) in [
            (6, (1, 6)),
            (9, (2, 8)),
            (10, (2, 9)),
            (20, (6, 15)),
            (25, (8, 18)),
            (100, (40, 61)),
        ] {
            assert_eq!(ranks(n, Quantile::Median), expected, "{n}");
        }
        assert_eq!(
            ranks(5, Quantile::Median),
            (0, 6),
            "no wait has these ranks"
        );
    }

    #[test]
    fn a_ninetieth_percentile_needs_thirty_six() {
        assert_eq!(ranks(35, Quantile::P90).1, 36);
        assert_eq!(ranks(36, Quantile::P90).1, 36);
    }

    #[test]
    fn many_waits_do_not_underflow() {
        let (low, high) = ranks(1_000_000, Quantile::Median);
        assert_eq!((low, high), (499_020, 500_981));
    }
}
