use serde::Serialize;

use super::bootstrap;
use super::share::{Estimate, Share};
use crate::triage::Confidence;

/// How many bins the confidences are put in.
const BINS: usize = 10;

/// Whether a confidence means what it says: of the mentions that a model is
/// sure of for 0.7, seven of ten should have the label.
///
/// ```
/// use webcare::triage::Confidence;
/// use webcare::triage::evaluation::Scored;
///
/// let sure = Confidence::new(0.75)?;
/// let scored: Scored = [true, true, true, false].map(|meant| (sure, meant)).into_iter().collect();
/// let reliability = scored.reliability();
/// assert_eq!(reliability.error.unwrap().value, 0.0);
/// assert_eq!(reliability.bins[7].meant.to_string(), "3 of 4 (.75; .30–.95)");
/// # Ok::<(), webcare::triage::ConfidenceError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Reliability {
    /// Ten bins of equal width, from the least sure to the surest; a
    /// confidence on a border belongs to the upper one, 1 to the last.
    pub bins: Vec<Bin>,
    /// The expected calibration error (Naeini et al., 2015): how far
    /// confidence and truth lie apart, averaged over the mentions. `None` of
    /// nothing.
    pub error: Option<Estimate>,
}

/// One bin of a [`Reliability`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Bin {
    /// The mean confidence in it; `None` when it is empty.
    pub sure: Option<f64>,
    /// How many in it have the label.
    pub meant: Share,
}

impl Reliability {
    pub(super) fn of(rows: &[(Confidence, bool)]) -> Self {
        Self {
            bins: sums(rows.iter()).iter().map(Sum::bin).collect(),
            error: bootstrap::estimate(rows.len(), |drawn| {
                let drawn = drawn.iter().filter_map(|index| rows.get(*index));
                apart(&sums(drawn), rows.len())
            }),
        }
    }

    pub(super) fn error_of(rows: &[(Confidence, bool)]) -> Option<f64> {
        apart(&sums(rows.iter()), rows.len())
    }
}

fn apart(sums: &[Sum], of: usize) -> Option<f64> {
    let apart: f64 = sums.iter().map(|sum| (sum.sure - sum.hits).abs()).sum();
    (of > 0).then(|| apart / of as f64)
}

#[derive(Clone, Copy, Default)]
struct Sum {
    sure: f64,
    hits: f64,
    count: f64,
}

impl Sum {
    fn bin(&self) -> Bin {
        Bin {
            sure: (self.count > 0.0).then(|| self.sure / self.count),
            meant: Share::new(self.hits as u64, self.count as u64),
        }
    }
}

fn sums<'a>(rows: impl Iterator<Item = &'a (Confidence, bool)>) -> [Sum; BINS] {
    let mut sums = [Sum::default(); BINS];
    for (sure, meant) in rows {
        let index = (sure.get() * BINS as f64) as usize;
        if let Some(sum) = sums.get_mut(index.min(BINS - 1)) {
            sum.sure += sure.get();
            sum.hits += f64::from(u8::from(*meant));
            sum.count += 1.0;
        }
    }
    sums
}
