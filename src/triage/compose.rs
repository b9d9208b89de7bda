//! Classifiers made of classifiers.
//!
//! Each takes others and is one itself, so they nest. What a composition did
//! stays visible: the [`ModelId`](super::ModelId) of its assessments reads
//! like the composition, and the evidence is that of the classifiers inside.
//!
//! | composition | says |
//! |---|---|
//! | [`Thresholds`] | what is sure enough; abstains from the rest |
//! | [`First`] | what a classifier that knows says, else what the next one says |
//! | [`ByLanguage`] | what the classifier for the language of the text says |
//! | [`Ensemble`] | the mean of several, or what most of them say |
//! | [`Fallback`] | what a second one says where the first one fails |
//! | [`Shadow`] | what one says; another is heard and not believed |
//! | [`Memo`] | what it said before about the same text |
//!
//! ```
//! use std::sync::Arc;
//! use webcare::mention::Mention;
//! use webcare::triage::compose::{Fallback, Thresholds};
//! use webcare::triage::{Classifier, Confidence, Cues, label};
//!
//! let careful = Thresholds::new(Arc::new(Cues::default()), Confidence::new(0.6)?);
//! let either = Fallback::new(Arc::new(careful), Arc::new(Cues::default()));
//! let batch = [Mention::post("twitter", "1").text("Al drie weken geen antwoord!")];
//! let found = pollster::block_on(either.assess(&batch)).remove(0)?;
//! assert_eq!(found.model().as_str(), "threshold(cues/1)");
//! assert_eq!(found.top().unwrap().0.as_str(), label::COMPLAINT);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod ensemble;
mod fallback;
mod first;
mod language;
mod memo;
mod shadow;
mod threshold;

pub use ensemble::Ensemble;
pub use fallback::Fallback;
pub use first::First;
pub use language::ByLanguage;
pub use memo::Memo;
pub use shadow::{Heard, Shadow};
pub use threshold::Thresholds;

use super::{Assessment, ClassifyError};

/// What a classifier answers about one mention.
type Answer = Result<Assessment, ClassifyError>;

/// The answers to a batch, one for each mention: a classifier that breaks the
/// contract by answering too few is told so, not read past.
fn checked(mut answers: Vec<Answer>, expected: usize) -> Vec<Answer> {
    if answers.len() != expected {
        let reason = format!("{} answers to {expected} mentions", answers.len());
        let unusable = || {
            let reason = reason.clone();
            Err(ClassifyError::Unusable { reason })
        };
        answers = std::iter::repeat_with(unusable).take(expected).collect();
    }
    answers
}
