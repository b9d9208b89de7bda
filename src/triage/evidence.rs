use serde::{Deserialize, Serialize};

use super::Label;
use crate::id::id;
use crate::text::Span;

id! {
    /// The name of a cue, such as `nl/complaint/geen reactie` or `fact/own-account`.
    CueId
}

/// One reason for one score: what spoke for or against a label, where it
/// stands, and how much it weighed.
///
/// It points into the mention and repeats nothing that its author wrote, so
/// it may be kept where the text itself may not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Evidence {
    /// The label it speaks of.
    pub label: Label,
    /// Where it stands in the mention's text; `None` when it is about the
    /// mention as a whole, such as its author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// How much it adds; below zero it speaks against the label.
    pub weight: f64,
    /// What was recognised.
    pub cue: CueId,
}

impl Evidence {
    /// Evidence that the words at `span` give.
    pub fn at(span: Span, label: impl Into<Label>, weight: f64, cue: impl Into<CueId>) -> Self {
        Self {
            span: Some(span),
            ..Self::whole(label, weight, cue)
        }
    }

    /// Evidence that the mention as a whole gives.
    pub fn whole(label: impl Into<Label>, weight: f64, cue: impl Into<CueId>) -> Self {
        Self {
            label: label.into(),
            span: None,
            weight,
            cue: cue.into(),
        }
    }
}
