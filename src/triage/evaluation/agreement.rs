use serde::Serialize;

use super::bootstrap;
use super::share::Estimate;

use crate::sorted::SortedMap;

/// Two models on the same mentions: where only one of them was right.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Comparison {
    /// Right by the first only.
    pub first_only: u64,
    /// Right by the second only.
    pub second_only: u64,
    /// How likely so lopsided a split is when neither is better.
    pub p: f64,
}

/// Compares two models by McNemar's test on pairs of (the first is right, the
/// second is right), in its exact form with the mid-p correction (Fagerland,
/// Lydersen and Laake, 2013), which holds for few pairs too.
///
/// ```
/// use webcare::triage::evaluation::mcnemar;
///
/// let pairs = [(true, false); 9].into_iter().chain([(false, true)]).chain([(true, true); 80]);
/// let compared = mcnemar(pairs);
/// assert_eq!((compared.first_only, compared.second_only), (9, 1));
/// assert!((compared.p - 0.01171875).abs() < 1e-12);
/// ```
pub fn mcnemar(pairs: impl IntoIterator<Item = (bool, bool)>) -> Comparison {
    let (mut first_only, mut second_only) = (0, 0);
    for pair in pairs {
        match pair {
            (true, false) => first_only += 1,
            (false, true) => second_only += 1,
            (true, true) | (false, false) => {}
        }
    }
    Comparison {
        first_only,
        second_only,
        p: mid_p(first_only.min(second_only), first_only + second_only),
    }
}

/// Twice the chance of fewer than `k` heads, plus that of just `k`, in `n`
/// throws of a fair coin.
fn mid_p(k: u64, n: u64) -> f64 {
    if n == 0 {
        return 1.0;
    }
    // ln of the chance of i heads, from i = 0 up: each is the one before
    // times (n - i + 1) / i.
    let mut ln_chance = -(n as f64) * std::f64::consts::LN_2;
    let mut below = 0.0;
    for i in 1..=k {
        below += ln_chance.exp();
        ln_chance += ((n - i + 1) as f64 / i as f64).ln();
    }
    (2.0 * below + ln_chance.exp()).min(1.0)
}

/// How far two people agree beyond chance (Cohen, 1960): 1 is always, 0 is no
/// more than by chance. `None` of nothing, and where chance alone would make
/// them agree always.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Kappa {
    /// How many both judged.
    pub judged: usize,
    /// How often they said the same.
    pub agreed: usize,
    /// The agreement beyond chance.
    pub kappa: Option<Estimate>,
}

/// Compares what two people said of the same mentions.
///
/// ```
/// use webcare::triage::evaluation::kappa;
///
/// let said = [("complaint", "complaint"), ("thanks", "thanks"), ("complaint", "thanks"), ("thanks", "thanks")];
/// assert_eq!(kappa(said).kappa.unwrap().value, 0.5);
/// ```
pub fn kappa<T: Ord>(pairs: impl IntoIterator<Item = (T, T)>) -> Kappa {
    let pairs: Vec<(T, T)> = pairs.into_iter().collect();
    let mut numbers = SortedMap::new();
    for said in pairs.iter().flat_map(|(a, b)| [a, b]) {
        let next = numbers.len();
        numbers.entry(said).or_insert(next);
    }
    let number = |said: &T| numbers.get(said).copied().unwrap_or_default();
    let rows: Vec<_> = pairs.iter().map(|(a, b)| (number(a), number(b))).collect();
    Kappa {
        judged: rows.len(),
        agreed: rows.iter().filter(|(a, b)| a == b).count(),
        kappa: bootstrap::estimate(rows.len(), |drawn| {
            beyond_chance(&rows, drawn, numbers.len())
        }),
    }
}

fn beyond_chance(rows: &[(usize, usize)], drawn: &[usize], labels: usize) -> Option<f64> {
    let mut counts = vec![[0.0; 2]; labels];
    let mut same = 0.0;
    for (a, b) in drawn.iter().filter_map(|index| rows.get(*index)) {
        if let Some([first, _]) = counts.get_mut(*a) {
            *first += 1.0;
        }
        if let Some([_, second]) = counts.get_mut(*b) {
            *second += 1.0;
        }
        if a == b {
            same += 1.0;
        }
    }
    let n = drawn.len() as f64;
    let chance = counts.iter().map(|[a, b]| a * b).sum::<f64>() / (n * n);
    (chance < 1.0).then(|| (same / n - chance) / (1.0 - chance))
}

#[cfg(test)]
mod tests {
    use super::{kappa, mcnemar};

    #[test]
    fn nothing_tells_nothing_apart() {
        assert_eq!(mcnemar([]).p, 1.0);
        assert_eq!(mcnemar([(true, true); 40]).p, 1.0);
        assert_eq!(kappa::<&str>([]).kappa, None);
        assert_eq!(kappa([("a", "a"); 9]).kappa, None, "chance explains it");
    }

    #[test]
    fn a_long_list_does_not_run_out_of_numbers() {
        let even = (0..20_000).map(|i| (i % 2 == 0, i % 2 == 1));
        assert!(mcnemar(even).p > 0.99);
        let lopsided = (0..20_000).map(|i| (i % 4 == 0, i % 4 != 0));
        assert!(mcnemar(lopsided).p < 1e-100);
    }

    #[test]
    fn kappa_knows_disagreement() {
        let opposed = [("a", "b"), ("b", "a")];
        assert_eq!(kappa(opposed).kappa.unwrap().value, -1.0);
    }
}
