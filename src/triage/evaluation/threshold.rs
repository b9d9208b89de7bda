use std::fmt;

use serde::Serialize;

use super::share::{Share, wilson};
use crate::triage::Confidence;

/// What a threshold must keep: a share from 0 to 1, kept by the lower end of
/// its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "there is no third side to an error"
)]
pub enum Wanted {
    /// So much of what is said must be meant.
    Precision(f64),
    /// So much of what is meant must be said.
    Recall(f64),
}

/// A confidence from which on a label is said, and what that keeps.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Threshold {
    /// The label is said from this confidence on.
    pub at: Confidence,
    /// How much of what is then said is meant.
    pub precision: Share,
    /// How much of what is meant is then said.
    pub recall: Share,
}

/// No threshold keeps what was wanted.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("not reachable with {examples} examples: {}", Tale(self))]
#[non_exhaustive]
pub struct NotReachable {
    /// How many examples there are.
    pub examples: usize,
    /// The share whose lower bound came nearest; `None` without any example
    /// of the label.
    pub best: Option<Share>,
    /// How many more examples would do, in all, if the rest are like these;
    /// `None` where no number would.
    pub more: Option<u64>,
}

struct Tale<'a>(&'a NotReachable);

impl fmt::Display for Tale<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.best {
            None => return f.write_str("none of them has the label"),
            Some(best) => write!(f, "at best {best}; ")?,
        }
        match self.0.more {
            Some(more) => write!(f, "about {more} more would do if the rest are like them"),
            None => f.write_str("more of the same would not do"),
        }
    }
}

impl Wanted {
    fn share(self) -> f64 {
        match self {
            Self::Precision(share) | Self::Recall(share) => share,
        }
    }

    fn of(self, threshold: &Threshold) -> Share {
        match self {
            Self::Precision(_) => threshold.precision,
            Self::Recall(_) => threshold.recall,
        }
    }
}

impl Threshold {
    pub(super) fn find(rows: &[(Confidence, bool)], wanted: Wanted) -> Result<Self, NotReachable> {
        let candidates = candidates(rows);
        let keeps = |t: &&Self| wanted.of(t).lower_bound() >= wanted.share();
        let kept = match wanted {
            Wanted::Precision(_) => candidates.iter().rev().find(keeps),
            Wanted::Recall(_) => candidates.iter().find(keeps),
        };
        kept.copied().ok_or_else(|| {
            let shares = candidates.iter().map(|t| wanted.of(t));
            let best = shares.max_by(|a, b| a.lower_bound().total_cmp(&b.lower_bound()));
            NotReachable {
                examples: rows.len(),
                best,
                more: more_needed(&candidates, rows.len(), wanted),
            }
        })
    }
}

/// A threshold at every confidence that occurs, from the highest down; none
/// where no example has the label.
fn candidates(rows: &[(Confidence, bool)]) -> Vec<Threshold> {
    let mut rows = rows.to_vec();
    rows.sort_by_key(|(sure, _)| std::cmp::Reverse(*sure));
    let positives = rows.iter().filter(|(_, meant)| *meant).count() as u64;
    if positives == 0 {
        return Vec::new();
    }
    let (mut said, mut hits) = (0, 0);
    let mut thresholds = Vec::new();
    for tied in rows.chunk_by(|a, b| a.0 == b.0) {
        said += tied.len() as u64;
        hits += tied.iter().filter(|(_, meant)| *meant).count() as u64;
        thresholds.extend(tied.first().map(|(at, _)| Threshold {
            at: *at,
            precision: Share::new(hits, said),
            recall: Share::new(hits, positives),
        }));
    }
    thresholds
}

/// How many more examples bring the lower bound of one of the shares up to
/// what is wanted, if all shares stay as they are.
fn more_needed(candidates: &[Threshold], examples: usize, wanted: Wanted) -> Option<u64> {
    let needed = candidates.iter().filter_map(|threshold| {
        let share = wanted.of(threshold);
        let value = share.value().filter(|value| *value > wanted.share())?;
        let grown =
            smallest(|factor| wilson(value, share.of as f64 * factor).low >= wanted.share())?;
        Some((examples as f64 * (grown - 1.0)).ceil() as u64)
    });
    needed.min()
}

/// The smallest factor from 1 up that does, to a thousandth of itself; `None`
/// beyond a thousand million.
fn smallest(does: impl Fn(f64) -> bool) -> Option<f64> {
    let (mut low, mut high) = (1.0, 2.0);
    while !does(high) {
        (low, high) = (high, high * 2.0);
        if high > 1e9 {
            return None;
        }
    }
    while high - low > high / 1e3 {
        let middle = f64::midpoint(low, high);
        if does(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}
