use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::id::{CaseId, TextId};
use crate::channel::ChannelId;
use crate::mention::MentionKey;
use crate::reply::style::Rule;
use crate::team::{AgentId, QueueId};
use crate::text::Span;

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

impl Owner {
    /// The id of the queue or the person.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Queue(queue) => queue.as_str(),
            Self::Agent(agent) => agent.as_str(),
        }
    }
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

/// Where a customer has another open case, which may be the same matter.
#[expect(
    clippy::exhaustive_enums,
    reason = "it is one of ours or the host knows it"
)]
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Elsewhere {
    /// It is this one.
    Case(CaseId),
    /// The host's records know it, by this id where they gave one.
    Host(Option<String>),
}

/// Why a customer is offered other ways to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// The customer does not answer here.
    Silence,
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
    Referred {
        /// To an entry of the playbook's directory, or to a department.
        to: String,
    },
    /// Answered in public, where others can find it (S2:12).
    AnsweredInPublic {
        /// Where they find it.
        link: String,
    },
    /// It went into the register of formal complaints (S1:29). The team stays
    /// the contact.
    FormalComplaint {
        /// The id it has there.
        reference: String,
        /// When the register owes its answer, where that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<DateTime<Utc>>,
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
    #[serde(with = "crate::document::instant")]
    pub due: DateTime<Utc>,
    /// When the customer was told.
    pub told_at: Option<DateTime<Utc>>,
}

/// What is known of a matter, from whom, and whether the customer said so
/// (S1:15): what was inferred is asked back before it is relied upon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(
    clippy::exhaustive_structs,
    reason = "a fact is what, from whom, and whether it is sure"
)]
pub struct CaseFact {
    /// What it says.
    pub value: TextId,
    /// From whom it is.
    pub source: FactSource,
    /// Whether the customer said so, or said it is right.
    pub confirmed: bool,
}

/// From whom a fact is.
#[expect(
    clippy::exhaustive_enums,
    reason = "somebody said it, a system holds it, or we think so"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactSource {
    /// The customer said it.
    Customer,
    /// A system of ours holds it.
    System,
    /// A colleague said it.
    Colleague,
    /// Nobody said it: it was concluded from something else.
    Inferred,
}

/// By which way a customer wants to be helped, and how we know. It is never
/// guessed, so there is no third way of knowing (S2:8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(
    clippy::exhaustive_structs,
    reason = "a preference is what and how known"
)]
pub struct Preference {
    /// The way.
    pub channel: ChannelId,
    /// How we know.
    pub known: Learned,
}

/// How a preference became known.
#[expect(
    clippy::exhaustive_enums,
    reason = "the customer was asked or told it unasked; it is never guessed"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Learned {
    /// We asked.
    Asked,
    /// The customer told it.
    Told,
}

/// How a customer judged it, from 1 to 10, each where it was told (S1:44).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(
    clippy::exhaustive_structs,
    reason = "the result and the process, apart"
)]
pub struct Satisfaction {
    /// What came of it.
    pub result: Option<u8>,
    /// How it went.
    pub process: Option<u8>,
}

/// Somebody has the case open and is at work on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_structs, reason = "who and until when")]
pub struct Hold {
    /// Who.
    pub by: AgentId,
    /// Until when others are told so.
    #[serde(with = "crate::document::instant")]
    pub until: DateTime<Utc>,
}

/// Something in a draft that house style does not want, without its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_structs, reason = "which rule, and where")]
pub struct Found {
    /// The rule.
    pub rule: Rule,
    /// Where in the draft, in bytes.
    pub span: Span,
}

/// A rule of house style that was set aside for one reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_structs, reason = "which rule, and why")]
pub struct SetAside {
    /// The rule.
    pub rule: Rule,
    /// Why.
    pub reason: TextId,
}

impl Resolution {
    /// What is left of it when the person it may lead to is forgotten.
    pub(super) fn forget(&self) -> Self {
        match self {
            Resolution::FormalComplaint { due, .. } => Resolution::FormalComplaint {
                reference: String::new(),
                due: *due,
            },
            Resolution::AnsweredInPublic { .. } => Resolution::AnsweredInPublic {
                link: String::new(),
            },
            Resolution::Resolved
            | Resolution::Goodwill { .. }
            | Resolution::Referred { .. }
            | Resolution::NoAnswerFromCustomer
            | Resolution::NothingNeeded => self.clone(),
        }
    }
}

impl Elsewhere {
    /// What is left of it when the person it may lead to is forgotten.
    pub(super) fn forget(&self) -> Self {
        match self {
            Elsewhere::Case(_) => self.clone(),
            Elsewhere::Host(_) => Elsewhere::Host(None),
        }
    }
}
