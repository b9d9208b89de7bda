use std::sync::Arc;

use async_trait::async_trait;

use super::{Answer, checked};
use crate::mention::Mention;
use crate::sorted::{SortedMap, SortedSet};
use crate::triage::{Assessment, Classifier, ClassifyError, Confidence, Label};

/// What several classifiers say together.
///
/// Those that abstain do not count; where all do, the first one's reason is
/// given. One that fails makes the whole fail, because the same mention must
/// get the same answer every time; put a [`Fallback`](super::Fallback) around
/// it to go on without it.
#[derive(Clone, Debug)]
pub struct Ensemble {
    members: Vec<Arc<dyn Classifier>>,
    how: How,
}

#[derive(Clone, Copy, Debug)]
enum How {
    Mean,
    Vote,
}

impl Ensemble {
    /// The mean of their confidences, for each label over those that know it.
    pub fn mean(members: impl IntoIterator<Item = Arc<dyn Classifier>>) -> Self {
        let members = members.into_iter().collect();
        Self {
            members,
            how: How::Mean,
        }
    }

    /// Each has one vote, for the label it is surest of: the confidence of a
    /// label is its share of the votes. Of the tone it is the mean.
    pub fn vote(members: impl IntoIterator<Item = Arc<dyn Classifier>>) -> Self {
        let members = members.into_iter().collect();
        Self {
            members,
            how: How::Vote,
        }
    }

    fn together(&self, said: Vec<Assessment>) -> Assessment {
        let models: Vec<&str> = said.iter().map(|found| found.model().as_str()).collect();
        let name = match self.how {
            How::Mean => "mean",
            How::Vote => "vote",
        };
        let model = format!("{name}({})", models.join(", "));
        let count = said
            .iter()
            .filter(|found| found.abstained().is_none())
            .count();
        let mut whole = Assessment::by(model);
        let language = said.iter().find_map(|found| found.language());
        if let Some(tag) = language {
            whole = whole.in_language(tag);
        }
        if count == 0 {
            let reason = said.first().and_then(|found| found.abstained()).cloned();
            return match reason {
                Some(reason) => whole.abstaining(reason),
                None => whole,
            };
        }
        let heard: Vec<Assessment> = said
            .into_iter()
            .filter(|found| found.abstained().is_none())
            .collect();
        for label in labels(&heard) {
            let sure = match self.how {
                How::Vote if !label.is_sentiment() => votes(&heard, &label),
                How::Mean | How::Vote => mean(&heard, &label),
            };
            whole = whole.scored(label, sure);
        }
        let part = 1.0 / count as f64;
        let evidence = heard.iter().flat_map(|found| found.evidence());
        whole.because(evidence.map(|reason| {
            let mut reason = reason.clone();
            reason.weight *= part;
            reason
        }))
    }
}

fn labels(said: &[Assessment]) -> SortedSet<Label> {
    said.iter()
        .flat_map(|found| found.scores().keys().cloned())
        .collect()
}

fn mean(said: &[Assessment], label: &Label) -> Confidence {
    let known: Vec<f64> = said
        .iter()
        .filter_map(|found| Some(found.score(label)?.get()))
        .collect();
    Confidence::of_share(known.iter().sum::<f64>() / known.len().max(1) as f64)
}

fn votes(said: &[Assessment], label: &Label) -> Confidence {
    let votes = said
        .iter()
        .filter(|found| found.top().is_some_and(|(top, _)| top == label));
    Confidence::of_share(votes.count() as f64 / said.len().max(1) as f64)
}

#[async_trait]
impl Classifier for Ensemble {
    async fn assess(&self, batch: &[Mention]) -> Vec<Result<Assessment, ClassifyError>> {
        let mut said: SortedMap<usize, Result<Vec<Assessment>, ClassifyError>> = (0..batch.len())
            .map(|place| (place, Ok(Vec::new())))
            .collect();
        for member in &self.members {
            let answers = checked(member.assess(batch).await, batch.len());
            for (place, answer) in answers.into_iter().enumerate() {
                let Some(heard) = said.get_mut(&place) else {
                    continue;
                };
                match (heard.as_mut(), answer) {
                    (Ok(heard), Ok(found)) => heard.push(found),
                    (Ok(_), Err(error)) => *heard = Err(error),
                    (Err(_), _) => {}
                }
            }
        }
        let together = |heard: Result<Vec<Assessment>, ClassifyError>| -> Answer {
            heard.map(|heard| self.together(heard))
        };
        said.into_values().map(together).collect()
    }
}
