use std::fmt::Debug;

use async_trait::async_trait;

use super::Assessment;
use crate::mention::Mention;

/// Something that says what kind of mention a mention is.
///
/// # Contract
///
/// An implementer promises:
///
/// 1. **Length and order.** The answer has one result for every mention of
///    `batch`, in the same order. An empty batch gets an empty answer.
/// 2. **Each for itself.** A mention that cannot be assessed gets an error of
///    its own; the others get their assessment. An assessment does not depend
///    on what else is in the batch.
/// 3. **Deterministic.** The same mention gets the same assessment from the
///    same [`ModelId`](super::ModelId). A model that changes gets another id.
/// 4. **A closed set of labels.** Every assessment scores the same labels,
///    known beforehand; text is never turned into a label.
/// 5. **It measures.** It sends, stores and decides nothing. What it cannot
///    say it abstains from ([`Assessment::abstained`]), with a reason.
/// 6. **Bounded.** It answers within a time that the implementer chooses, with
///    [`ClassifyError::TimedOut`] when that has passed. Nobody above it holds
///    a timer. Dropping the future is harmless.
///
/// ```
/// use webcare::mention::Mention;
/// use webcare::triage::{Assessment, Classifier, ClassifyError, Confidence, label};
///
/// #[derive(Debug)]
/// struct Shouting;
///
/// #[async_trait::async_trait]
/// impl Classifier for Shouting {
///     async fn assess(&self, batch: &[Mention]) -> Vec<Result<Assessment, ClassifyError>> {
///         batch.iter().map(|mention| {
///             let loud = mention.text.reveal().ends_with("!!");
///             let sure = if loud { Confidence::FULL } else { Confidence::NONE };
///             Ok(Assessment::by("shouting/1").scored(label::NEGATIVE, sure))
///         }).collect()
///     }
/// }
///
/// let batch = [Mention::post("twitter", "1").text("bel me terug!!")];
/// let found = pollster::block_on(Shouting.assess(&batch));
/// assert_eq!(found[0].as_ref().unwrap().score(label::NEGATIVE), Some(Confidence::FULL));
/// ```
#[async_trait]
pub trait Classifier: Debug + Send + Sync {
    /// Assesses every mention of the batch, each with a result of its own.
    async fn assess(&self, batch: &[Mention]) -> Vec<Result<Assessment, ClassifyError>>;
}

const _: Option<&dyn Classifier> = None;

/// Why a mention could not be assessed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClassifyError {
    /// The classifier did not answer in its time.
    #[error("the classifier did not answer in time")]
    TimedOut,
    /// The classifier could not be reached, or is too busy.
    #[error("the classifier is not available")]
    Unavailable {
        /// What went wrong.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The classifier will not assess this mention, however often it is asked.
    #[error("the classifier refused the mention: {reason}")]
    Refused {
        /// The classifier's own reason.
        reason: String,
    },
    /// The classifier answered with something that is no assessment.
    #[error("the classifier gave an answer that cannot be used: {reason}")]
    Unusable {
        /// What is wrong with it.
        reason: String,
    },
}

impl ClassifyError {
    /// Whether asking again later may help.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::TimedOut | Self::Unavailable { .. } => true,
            Self::Refused { .. } | Self::Unusable { .. } => false,
        }
    }
}
