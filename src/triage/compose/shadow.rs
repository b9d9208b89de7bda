use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use super::{Answer, checked};
use crate::mention::Mention;
use crate::triage::{Assessment, Classifier, ClassifyError};

/// Where a [`Shadow`] tells what the classifier on trial said.
pub trait Heard: fmt::Debug + Send + Sync {
    /// Told for every mention, after the one that is used has answered.
    fn heard(&self, mention: &Mention, used: &Answer, on_trial: &Answer);
}

/// Uses one classifier, and hears another without believing it: how a new
/// model proves itself on real mentions before it counts.
///
/// Whatever the one on trial does, the answer is that of the one that is
/// used.
#[derive(Clone, Debug)]
pub struct Shadow {
    used: Arc<dyn Classifier>,
    on_trial: Arc<dyn Classifier>,
    log: Arc<dyn Heard>,
}

impl Shadow {
    /// `used` answers; `log` is told what `on_trial` would have said.
    pub fn new(
        used: Arc<dyn Classifier>,
        on_trial: Arc<dyn Classifier>,
        log: Arc<dyn Heard>,
    ) -> Self {
        Self {
            used,
            on_trial,
            log,
        }
    }
}

#[async_trait]
impl Classifier for Shadow {
    async fn assess(&self, batch: &[Mention]) -> Vec<Result<Assessment, ClassifyError>> {
        let used = checked(self.used.assess(batch).await, batch.len());
        let on_trial = checked(self.on_trial.assess(batch).await, batch.len());
        for ((mention, used), on_trial) in batch.iter().zip(&used).zip(&on_trial) {
            self.log.heard(mention, used, on_trial);
        }
        used
    }
}
