use super::bootstrap;
use super::reliability::Reliability;
use super::share::Estimate;
use super::threshold::{NotReachable, Threshold, Wanted};
use crate::triage::Confidence;

/// How sure a model was of one label, and whether it was right to be.
///
/// Collect it from pairs of (confidence, whether a person gave the label).
///
/// ```
/// use webcare::triage::Confidence;
/// use webcare::triage::evaluation::Scored;
///
/// let scored: Scored = [(0.9, true), (0.8, true), (0.3, false), (0.1, false)]
///     .into_iter()
///     .map(|(sure, meant)| (Confidence::new(sure).unwrap(), meant))
///     .collect();
/// assert_eq!(scored.auc().unwrap().value, 1.0);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scored {
    rows: Vec<(Confidence, bool)>,
}

impl Scored {
    /// Every row, in the order in which it came.
    pub fn rows(&self) -> &[(Confidence, bool)] {
        &self.rows
    }

    /// How many of them a person gave the label.
    pub fn positives(&self) -> usize {
        self.rows.iter().filter(|(_, meant)| *meant).count()
    }

    /// How likely a mention with the label scores higher than one without it,
    /// a tie counting half: the area under the ROC curve. `None` where one of
    /// the two is missing.
    pub fn auc(&self) -> Option<Estimate> {
        let ranks = Ranks::of(&self.rows);
        bootstrap::estimate(self.rows.len(), |drawn| ranks.area(drawn.iter().copied()))
    }

    /// The same without its interval.
    pub(in crate::triage) fn area(&self) -> Option<f64> {
        Ranks::of(&self.rows).area(0..self.rows.len())
    }

    /// The error of [`Scored::reliability`] without its interval.
    pub(in crate::triage) fn calibration_error(&self) -> Option<f64> {
        Reliability::error_of(&self.rows)
    }

    /// Whether the confidence means what it says.
    pub fn reliability(&self) -> Reliability {
        Reliability::of(&self.rows)
    }

    /// The confidence from which on what is `wanted` can be promised: by the
    /// lower bound of its interval, not by the figure that happened.
    ///
    /// For a precision it is the lowest such confidence, so that most is
    /// found; for a recall the highest, so that least is read in vain.
    ///
    /// # Errors
    ///
    /// [`NotReachable`] where no confidence can, with how many more examples
    /// would do.
    pub fn threshold(&self, wanted: Wanted) -> Result<Threshold, NotReachable> {
        Threshold::find(&self.rows, wanted)
    }
}

/// The rows by the rank of their score, so that a resample is a count per rank.
struct Ranks {
    rows: Vec<(usize, bool)>,
    ranks: usize,
}

impl Ranks {
    fn of(rows: &[(Confidence, bool)]) -> Self {
        let mut scores: Vec<Confidence> = rows.iter().map(|(sure, _)| *sure).collect();
        scores.sort();
        scores.dedup();
        let rank = |sure: &Confidence| scores.partition_point(|score| score < sure);
        Self {
            rows: rows
                .iter()
                .map(|(sure, meant)| (rank(sure), *meant))
                .collect(),
            ranks: scores.len(),
        }
    }

    fn area(&self, drawn: impl Iterator<Item = usize>) -> Option<f64> {
        let mut counts = vec![[0_u64; 2]; self.ranks];
        for (rank, meant) in drawn.filter_map(|index| self.rows.get(index)) {
            if let Some([without, with]) = counts.get_mut(*rank) {
                *(if *meant { with } else { without }) += 1;
            }
        }
        let (mut below, mut with_label, mut wins) = (0, 0, 0.0);
        for [without, with] in counts {
            wins += with as f64 * (below as f64 + without as f64 / 2.0);
            below += without;
            with_label += with;
        }
        (below > 0 && with_label > 0).then(|| wins / (below as f64 * with_label as f64))
    }
}

impl FromIterator<(Confidence, bool)> for Scored {
    fn from_iter<I: IntoIterator<Item = (Confidence, bool)>>(rows: I) -> Self {
        let rows = rows.into_iter().collect();
        Self { rows }
    }
}

impl Extend<(Confidence, bool)> for Scored {
    fn extend<I: IntoIterator<Item = (Confidence, bool)>>(&mut self, rows: I) {
        self.rows.extend(rows);
    }
}
