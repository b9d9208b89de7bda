use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::id::TextId;
use crate::channel::Visibility;
use crate::mention::{MentionKey, NativeId};
use crate::reply::style::Purpose;
use crate::team::AgentId;

/// A reply of ours: from draft to the receipt of its last part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Reply {
    /// The mention it answers. Recipient and channel come from it, and from nowhere else.
    pub answers: MentionKey,
    /// The revision of the mention that was read.
    pub revision: u32,
    /// What it is for.
    pub purpose: Purpose,
    /// Whether everybody can read it.
    pub visibility: Visibility,
    /// Who wrote it.
    pub author: Option<AgentId>,
    /// Who stands for it, once somebody does.
    pub approved_by: Option<AgentId>,
    /// Since when somebody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_at: Option<DateTime<Utc>>,
    /// Whether it is nothing but courtesy.
    #[serde(default)]
    pub hollow: bool,
    /// Whether a machine stands for it.
    #[serde(default)]
    pub automatic: bool,
    /// Whether it was put aside.
    pub discarded: bool,
    /// Its messages in the order in which they leave.
    pub parts: Vec<Part>,
}

/// One message of a reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(
    clippy::exhaustive_structs,
    reason = "a part is its words and how far it came"
)]
pub struct Part {
    /// Its words as they leave.
    pub text: TextId,
    /// How far it came.
    pub progress: Progress,
}

/// How far a part came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Progress {
    /// Not approved, or waiting for its turn.
    #[default]
    Waiting,
    /// It arrived; the channel may have told its id.
    Delivered(Option<NativeId>),
    /// It did not arrive.
    Failed,
    /// Nobody knows.
    Unknown,
}

impl Reply {
    /// Whether every part arrived.
    pub fn is_delivered(&self) -> bool {
        self.parts
            .iter()
            .all(|part| matches!(part.progress, Progress::Delivered(_)))
    }

    /// Whether it answers the customer once it has arrived: a person's word
    /// that is more than courtesy and more than that the message arrived.
    pub fn is_substantive(&self) -> bool {
        self.purpose == Purpose::Answer && !self.hollow && !self.automatic
    }

    /// Whether it is written and neither approved nor put aside.
    pub fn is_draft(&self) -> bool {
        self.approved_by.is_none() && !self.discarded
    }

    /// Whether nothing of it is or can still be on its way: a draft, or a reply
    /// whose first message did not arrive, so that the others were held.
    pub fn is_held(&self) -> bool {
        let first = self.parts.first().map(|part| &part.progress);
        self.is_draft() || (self.is_leaving() && first == Some(&Progress::Failed))
    }

    /// Whether a part of it did not arrive, or nobody knows whether it did.
    pub fn is_lost(&self) -> bool {
        let lost = |part: &Part| matches!(part.progress, Progress::Failed | Progress::Unknown);
        self.is_leaving() && self.parts.iter().any(lost)
    }

    /// Whether it was approved and has not fully arrived.
    pub fn is_leaving(&self) -> bool {
        self.approved_by.is_some() && !self.discarded && !self.is_delivered()
    }
}
