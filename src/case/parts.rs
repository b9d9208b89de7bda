use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::id::TextId;
use crate::mention::MentionKey;
use crate::team::{AgentId, QueueId};

/// Whom a case belongs to. There is always exactly one.
#[expect(
    clippy::exhaustive_enums,
    reason = "a case is with a person or it waits in a queue"
)]
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    /// It waits in a queue.
    Queue(QueueId),
    /// A person has it.
    Agent(AgentId),
}

/// What an owner does with a case (S1:35, S1:36): one of the two, always.
#[expect(
    clippy::exhaustive_enums,
    reason = "an owner decides or sees to it that others do"
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ownership {
    /// Has the mandate, and decides.
    #[default]
    Decides,
    /// Has it not, and keeps hold of the matter while others decide (*regie houden*).
    Coordinates,
}

/// What a reply is for. It says which clock the reply can meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Purpose {
    /// Answers the customer, or asks what is needed for an answer.
    #[default]
    Answer,
    /// Tells that the message arrived, and no more.
    Receipt,
    /// Tells the public that, and in general terms how, it was handled (S3:36).
    FollowUp,
}

/// Why a customer is offered other ways to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SwitchReason {
    /// Personal facts are needed or were given.
    Privacy,
    /// A human voice is needed now (S0:13).
    Urgency,
    /// It goes to and fro in public.
    Rounds,
    /// The matter does not fit the channel.
    Topic,
    /// This way is hard for the customer, who said so.
    Accessibility,
}

/// Who gave the public word that was owed.
#[expect(
    clippy::exhaustive_enums,
    reason = "either we said it or the customer did"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FollowUpBy {
    /// We did.
    Team,
    /// The customer did, in this mention.
    Customer(MentionKey),
}

/// Why no public word will be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum WaiveReason {
    /// The customer's post is gone.
    PostDeleted,
    /// The customer asked for silence.
    CustomerAsked,
    /// The law forbids it.
    Legal,
}

/// How a matter ended. Not to be confused with the outcome of triage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "as", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Resolution {
    /// The question was answered or the trouble mended.
    Resolved,
    /// Something was given out of leniency (S1:42).
    Goodwill {
        /// The amount, in cents.
        amount: u64,
    },
    /// The customer was sent on, and knows what happens next (S1:9).
    Referred,
    /// Answered in public, where others can find it (S2:12).
    AnsweredInPublic,
    /// It went into the register of formal complaints (S1:29).
    FormalComplaint {
        /// The id it has there.
        reference: String,
    },
    /// The customer did not come back.
    NoAnswerFromCustomer,
    /// On a closer look nothing was needed.
    NothingNeeded,
}

/// What happens next, by whom, by when, and since when the customer knows (S1:29).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(
    clippy::exhaustive_structs,
    reason = "a step is who, what, by when, and told when"
)]
pub struct NextStep {
    /// Who does it.
    pub who: Owner,
    /// What it is.
    pub what: TextId,
    /// By when.
    pub due: DateTime<Utc>,
    /// When the customer was told.
    pub told_at: Option<DateTime<Utc>>,
}
