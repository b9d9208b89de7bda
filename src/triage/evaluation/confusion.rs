use serde::Serialize;

use super::bootstrap;
use super::share::{Estimate, Share};
use crate::sorted::SortedMap;
use crate::triage::Label;

/// What a model said beside what a person said: one label each, and a model
/// may abstain.
///
/// Collect it from pairs of (the person's label, the model's label or `None`).
/// The example of [the module](super) shows how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confusion {
    labels: Vec<Label>,
    rows: Vec<(usize, Option<usize>)>,
}

/// How often one label was said, and meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LabelCounts {
    /// Said and meant.
    pub hits: u64,
    /// Said and not meant.
    pub false_alarms: u64,
    /// Meant and not said.
    pub misses: u64,
}

impl LabelCounts {
    /// How much of what was said was meant.
    pub fn precision(self) -> Share {
        Share::new(self.hits, self.hits + self.false_alarms)
    }

    /// How much of what was meant was said.
    pub fn recall(self) -> Share {
        Share::new(self.hits, self.hits + self.misses)
    }

    /// The harmonic mean of precision and recall; 0 where neither hit, `None`
    /// where the label was neither said nor meant.
    pub fn f1(self) -> Option<f64> {
        let all = 2 * self.hits + self.false_alarms + self.misses;
        (all > 0).then(|| 2.0 * self.hits as f64 / all as f64)
    }
}

impl Confusion {
    /// The labels that were said or meant, in order.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        let mut labels: Vec<_> = self.labels.iter().collect();
        labels.sort();
        labels.into_iter()
    }

    /// How many were judged.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How often `meant` was answered with `said`; `None` is an abstention.
    pub fn count(&self, meant: &str, said: Option<&str>) -> u64 {
        let rows = self.rows.iter().filter(|(m, s)| {
            self.is(*m, meant)
                && match (s, said) {
                    (Some(s), Some(said)) => self.is(*s, said),
                    (None, None) => true,
                    _ => false,
                }
        });
        rows.count() as u64
    }

    fn is(&self, index: usize, label: &str) -> bool {
        self.labels
            .get(index)
            .is_some_and(|known| known.as_str() == label)
    }

    /// How one label did; `None` for a label that was neither said nor meant.
    pub fn of(&self, label: &str) -> Option<LabelCounts> {
        let index = self.labels.iter().position(|l| l.as_str() == label)?;
        let counts = count(self.labels.len(), self.rows.iter().copied());
        counts.get(index).copied()
    }

    /// How many of all got the label they should have; an abstention did not.
    pub fn accuracy(&self) -> Share {
        let right = self.rows.iter().filter(|(m, s)| Some(*m) == *s).count();
        Share::new(right as u64, self.rows.len() as u64)
    }

    /// How many were left to a person.
    pub fn abstained(&self) -> Share {
        let silent = self.rows.iter().filter(|(_, s)| s.is_none()).count();
        Share::new(silent as u64, self.rows.len() as u64)
    }

    /// The plain mean of F1 over the labels; `None` of nothing.
    pub fn macro_f1(&self) -> Option<Estimate> {
        bootstrap::estimate(self.rows.len(), |drawn| {
            let rows = drawn.iter().filter_map(|index| self.rows.get(*index));
            mean_f1(&count(self.labels.len(), rows.copied()))
        })
    }

    /// The same without its interval.
    pub(in crate::triage) fn mean_f1(&self) -> Option<f64> {
        mean_f1(&count(self.labels.len(), self.rows.iter().copied()))
    }
}

fn mean_f1(counts: &[LabelCounts]) -> Option<f64> {
    let known: Vec<f64> = counts.iter().filter_map(|c| c.f1()).collect();
    (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
}

fn count(labels: usize, rows: impl Iterator<Item = (usize, Option<usize>)>) -> Vec<LabelCounts> {
    let mut counts = vec![LabelCounts::default(); labels];
    for (meant, said) in rows {
        if said == Some(meant) {
            if let Some(counts) = counts.get_mut(meant) {
                counts.hits += 1;
            }
            continue;
        }
        if let Some(counts) = counts.get_mut(meant) {
            counts.misses += 1;
        }
        if let Some(counts) = said.and_then(|said| counts.get_mut(said)) {
            counts.false_alarms += 1;
        }
    }
    counts
}

impl<M: Into<Label>, S: Into<Label>> FromIterator<(M, Option<S>)> for Confusion {
    fn from_iter<I: IntoIterator<Item = (M, Option<S>)>>(rows: I) -> Self {
        let mut confusion = Self::default();
        confusion.extend(rows);
        confusion
    }
}

impl<M: Into<Label>, S: Into<Label>> Extend<(M, Option<S>)> for Confusion {
    fn extend<I: IntoIterator<Item = (M, Option<S>)>>(&mut self, rows: I) {
        let mut known: SortedMap<Label, usize> = self.labels.iter().cloned().zip(0..).collect();
        for (meant, said) in rows {
            let mut index = |label: Label| {
                let next = known.len();
                let index = *known.entry(label.clone()).or_insert(next);
                if index == next {
                    self.labels.push(label);
                }
                index
            };
            let meant = index(meant.into());
            let said = said.map(|said| index(said.into()));
            self.rows.push((meant, said));
        }
    }
}

/// Gathers the rows of every slice, such as a language or a channel: pairs of
/// a slice's name and a row, into one collection per name.
///
/// ```
/// use webcare::triage::evaluation::{Confusion, sliced};
///
/// let rows = [("nl", ("question", Some("question"))), ("en", ("question", None))];
/// let by_language = sliced::<_, _, Confusion>(rows);
/// assert_eq!(by_language["nl"].accuracy().hits, 1);
/// assert_eq!(by_language["en"].abstained().hits, 1);
/// ```
pub fn sliced<S: Into<String>, R, C: Default + Extend<R>>(
    rows: impl IntoIterator<Item = (S, R)>,
) -> SortedMap<String, C> {
    let mut slices: SortedMap<String, C> = SortedMap::new();
    for (slice, row) in rows {
        slices.entry(slice.into()).or_default().extend([row]);
    }
    slices
}
