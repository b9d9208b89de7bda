use std::sync::Arc;

use async_trait::async_trait;

use super::{Answer, checked};
use crate::mention::Mention;
use crate::triage::{Assessment, Classifier, ClassifyError, Confidence};

/// Hears one classifier first, and the other only about what the first is not
/// sure of: hard facts before a model, rules of thumb before a remote one.
///
/// The first has the word about a mention when it does not abstain and is
/// this sure of what the mention is. Where it has not, its answer is kept if
/// the other one fails.
#[derive(Clone, Debug)]
pub struct First {
    first: Arc<dyn Classifier>,
    sure: Confidence,
    then: Arc<dyn Classifier>,
}

impl First {
    /// `first` where it is this sure, else `then`.
    pub fn new(first: Arc<dyn Classifier>, sure: Confidence, then: Arc<dyn Classifier>) -> Self {
        Self { first, sure, then }
    }

    fn settles(&self, answer: &Answer) -> bool {
        let Ok(found) = answer else { return false };
        let top = found.top().filter(|_| found.abstained().is_none());
        top.is_some_and(|(_, sure)| sure >= self.sure)
    }
}

#[async_trait]
impl Classifier for First {
    async fn assess(&self, batch: &[Mention]) -> Vec<Result<Assessment, ClassifyError>> {
        let mut answers = checked(self.first.assess(batch).await, batch.len());
        let open = |(answer, _): &(&Answer, &Mention)| !self.settles(answer);
        let asked: Vec<Mention> = answers
            .iter()
            .zip(batch)
            .filter(open)
            .map(|(_, mention)| mention.clone())
            .collect();
        if asked.is_empty() {
            return answers;
        }
        let then = checked(self.then.assess(&asked).await, asked.len());
        let places = answers.iter_mut().filter(|answer| !self.settles(answer));
        for (place, answer) in places.zip(then) {
            if answer.is_ok() || place.is_err() {
                *place = answer;
            }
        }
        answers
    }
}
