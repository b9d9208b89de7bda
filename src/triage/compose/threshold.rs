use std::sync::Arc;

use async_trait::async_trait;

use super::checked;
use crate::mention::Mention;
use crate::sorted::SortedMap;
use crate::triage::{Abstention, Assessment, Classifier, ClassifyError, Confidence, Label};

/// Abstains from what is not sure enough: no label at or above its threshold,
/// or the two surest too close together.
///
/// The scores stay as they are; only a label that speaks of what the mention
/// is about counts, not its tone.
#[derive(Clone, Debug)]
pub struct Thresholds {
    inner: Arc<dyn Classifier>,
    least: Confidence,
    of: SortedMap<Label, Confidence>,
    gap: Confidence,
}

impl Thresholds {
    /// A classifier that must be this sure of a label to say it.
    pub fn new(inner: Arc<dyn Classifier>, least: Confidence) -> Self {
        Self {
            inner,
            least,
            of: SortedMap::new(),
            gap: Confidence::NONE,
        }
    }

    /// It must be this sure of one label instead.
    pub fn label(mut self, label: impl Into<Label>, least: Confidence) -> Self {
        self.of.insert(label.into(), least);
        self
    }

    /// The surest label must be this much surer than the next.
    pub fn gap(mut self, gap: Confidence) -> Self {
        self.gap = gap;
        self
    }

    fn judge(&self, found: Assessment) -> Assessment {
        let model = format!("threshold({})", found.model());
        let found = found.renamed(model);
        if found.abstained().is_some() {
            return found;
        }
        let ranked = found.ranked();
        let mut kinds = ranked
            .into_iter()
            .filter(|(label, _)| !label.is_sentiment());
        let (first, second) = (kinds.next(), kinds.next());
        let reason = match (first, second) {
            (None, _) => return found,
            (Some((label, sure)), _) if sure < self.least_of(label) => Abstention::Unsure {
                surest: label.clone(),
            },
            (Some((label, sure)), Some((next, close)))
                if sure.get() - close.get() < self.gap.get() =>
            {
                Abstention::Undecided {
                    first: label.clone(),
                    second: next.clone(),
                }
            }
            _ => return found,
        };
        found.abstaining(reason)
    }

    fn least_of(&self, label: &Label) -> Confidence {
        self.of.get(label).copied().unwrap_or(self.least)
    }
}

#[async_trait]
impl Classifier for Thresholds {
    async fn assess(&self, batch: &[Mention]) -> Vec<Result<Assessment, ClassifyError>> {
        let answers = checked(self.inner.assess(batch).await, batch.len());
        let judged = answers
            .into_iter()
            .map(|answer| answer.map(|found| self.judge(found)));
        judged.collect()
    }
}
