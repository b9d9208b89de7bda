use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::unread::Unread;
use crate::case::{self, Case, CaseId};
use crate::escalation::{ChainEvent, Chains};
use crate::sla::{ClockEvent, Clocks};
use crate::team::AgentId;

/// All that is stored of a case, folded from its one log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", from = "Stored")]
#[non_exhaustive]
pub struct Record {
    /// What was done, promised and is owed.
    pub case: Case,
    /// What is due, and since when.
    pub clocks: Clocks,
    /// Who is being told that it goes wrong.
    pub chains: Chains,
    /// How many entries the log holds: what a store compares before it adds.
    pub length: u64,
}

/// A record as it is read from a store.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Stored {
    case: Case,
    clocks: Clocks,
    chains: Chains,
    length: u64,
}

impl From<Stored> for Record {
    fn from(stored: Stored) -> Self {
        let Stored {
            mut case,
            clocks,
            chains,
            length,
        } = stored;
        case.share_names();
        Self {
            case,
            clocks,
            chains,
            length,
        }
    }
}

/// One line of a case's log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a line is when, by whom and what"
)]
pub struct Entry {
    /// When it was written down.
    #[serde(with = "crate::document::instant")]
    pub at: DateTime<Utc>,
    /// By whose doing.
    pub by: Actor,
    /// What happened.
    pub what: What,
}

/// By whose doing something happened.
#[expect(
    clippy::exhaustive_enums,
    reason = "a person of ours, the customer, the channel, or the playbook"
)]
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// One of our people.
    Agent(AgentId),
    /// The customer.
    Customer,
    /// The channel, by its receipts.
    Channel,
    /// The playbook, by its own rules.
    Playbook,
}

/// What a line of the log tells.
#[expect(
    clippy::exhaustive_enums,
    reason = "a record is a case, its clocks and its chains"
)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "kebab-case")]
pub enum What {
    /// Of the case.
    Case(case::Event),
    /// Of one of its clocks.
    Clock(ClockEvent),
    /// Of one of its escalations.
    Chain(ChainEvent),
    /// Of a kind that this version does not know. It is kept as it was read.
    #[serde(untagged)]
    Unread(Unread),
}

impl Record {
    /// The record of a case of which nothing has happened yet.
    pub fn blank(id: CaseId) -> Self {
        Self {
            case: Case::blank(id),
            clocks: Clocks::default(),
            chains: Chains::default(),
            length: 0,
        }
    }

    /// The record that a whole log tells.
    pub fn fold<'e>(id: CaseId, log: impl IntoIterator<Item = &'e Entry>) -> Self {
        let mut record = Self::blank(id);
        log.into_iter().for_each(|entry| record.apply(entry));
        record
    }

    /// Takes one more line into account. It holds no rules and never fails.
    pub fn apply(&mut self, entry: &Entry) {
        self.length = self.length.saturating_add(1);
        match &entry.what {
            What::Case(event) => self.case.apply(entry.at, entry.by.agent(), event),
            What::Clock(event) => self.clocks.apply(event),
            What::Chain(event) => self.chains.apply(event),
            What::Unread(_) => {}
        }
        // Somebody who looks or is at work on it changes nothing that others have read.
        let is_read = matches!(
            entry.what,
            What::Case(case::Event::Held { .. } | case::Event::Looked { .. })
        );
        if entry.by.is_person() && !is_read {
            self.case.revision = self.case.revision.next();
        }
    }
}

impl Entry {
    /// What is left of a line when the person it may speak of is forgotten: of
    /// a kind that this version does not know no more than the kind itself, and
    /// of a reference to another register no more than the register. Other lines
    /// hold nobody's words and lead to nobody, and stay as they are.
    pub fn forget(&self) -> Self {
        let what = match &self.what {
            What::Unread(unread) => What::Unread(unread.forget()),
            What::Case(event) => What::Case(event.forget()),
            What::Clock(_) | What::Chain(_) => self.what.clone(),
        };
        Self {
            what,
            ..self.clone()
        }
    }
}

impl Actor {
    /// The agent, where it was one.
    pub fn agent(&self) -> Option<&AgentId> {
        match self {
            Actor::Agent(agent) => Some(agent),
            Actor::Customer | Actor::Channel | Actor::Playbook => None,
        }
    }

    fn is_person(&self) -> bool {
        matches!(self, Actor::Agent(_) | Actor::Customer)
    }
}
