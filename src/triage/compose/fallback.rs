use std::sync::Arc;

use async_trait::async_trait;

use super::{Answer, checked};
use crate::mention::Mention;
use crate::triage::{Assessment, Classifier, ClassifyError};

/// Asks a second classifier about what the first one fails at: a remote model
/// that is down or late, and the one that is always there.
///
/// An abstention is an answer, not a failure. The timer is the first
/// classifier's own ([`ClassifyError::TimedOut`]): nothing here waits.
#[derive(Clone, Debug)]
pub struct Fallback {
    first: Arc<dyn Classifier>,
    second: Arc<dyn Classifier>,
}

impl Fallback {
    /// `first`, and `second` where it fails.
    pub fn new(first: Arc<dyn Classifier>, second: Arc<dyn Classifier>) -> Self {
        Self { first, second }
    }
}

#[async_trait]
impl Classifier for Fallback {
    async fn assess(&self, batch: &[Mention]) -> Vec<Result<Assessment, ClassifyError>> {
        let mut answers = checked(self.first.assess(batch).await, batch.len());
        let failed = |(answer, _): &(&Answer, &Mention)| answer.is_err();
        let asked: Vec<Mention> = answers
            .iter()
            .zip(batch)
            .filter(failed)
            .map(|(_, mention)| mention.clone())
            .collect();
        if asked.is_empty() {
            return answers;
        }
        let second = checked(self.second.assess(&asked).await, asked.len());
        let places = answers.iter_mut().filter(|answer| answer.is_err());
        for (place, answer) in places.zip(second) {
            *place = answer;
        }
        answers
    }
}
