use std::ops::Not;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ChainId, Circumstance, EscalationId, PlannedStep, Recipient, Signal};
use crate::sla::Subject;
use crate::sorted::{SortedMap, SortedSet, exact};

/// What happened to a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "chain", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ChainEvent {
    /// It started, and all its instants are fixed.
    Started {
        /// Which chain.
        id: ChainId,
        /// The escalation it follows.
        escalation: EscalationId,
        /// What started it.
        signal: Signal,
        /// Its steps, earliest first.
        #[serde(deserialize_with = "exact")]
        plan: Vec<PlannedStep>,
        /// The version of the playbook that it keeps to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<Arc<str>>,
    },
    /// A step's recipients were told.
    Notified {
        /// Which chain.
        id: ChainId,
        /// The step's place in the plan, from 0.
        step: usize,
        /// The instant for which it was planned, or put off to.
        #[serde(with = "crate::document::instant")]
        at: DateTime<Utc>,
        /// The people, by name, as whoever keeps the chain found them to be
        /// there; none where only the step's recipients are known.
        #[serde(
            default,
            skip_serializing_if = "Vec::is_empty",
            deserialize_with = "exact"
        )]
        to: Vec<String>,
    },
    /// A step was left out.
    Skipped {
        /// Which chain.
        id: ChainId,
        /// The step's place in the plan, from 0.
        step: usize,
        /// The instant for which it was planned, or put off to.
        #[serde(with = "crate::document::instant")]
        at: DateTime<Utc>,
        /// What held.
        because: Circumstance,
    },
    /// It was given to another, who is to acknowledge it in time.
    HandedOver {
        /// Which chain.
        id: ChainId,
        /// By whom, an agent's id.
        by: String,
        /// To whom.
        to: Recipient,
        /// When.
        #[serde(with = "crate::document::instant")]
        at: DateTime<Utc>,
        /// Until when its steps wait for the other.
        #[serde(with = "crate::document::instant")]
        accept_by: DateTime<Utc>,
    },
    /// Its steps wait until an instant.
    Snoozed {
        /// Which chain.
        id: ChainId,
        /// By whom, an agent's id.
        by: String,
        /// When.
        #[serde(with = "crate::document::instant")]
        at: DateTime<Utc>,
        /// Until when.
        #[serde(with = "crate::document::instant")]
        until: DateTime<Utc>,
    },
    /// Somebody took it on; nobody is told any more.
    Acknowledged {
        /// Which chain.
        id: ChainId,
        /// By whom, an agent's id.
        by: String,
        /// When.
        #[serde(with = "crate::document::instant")]
        at: DateTime<Utc>,
    },
    /// It is over.
    Ended {
        /// Which chain.
        id: ChainId,
        /// When.
        #[serde(with = "crate::document::instant")]
        at: DateTime<Utc>,
        /// Why.
        reason: EndReason,
        /// By whom it was stopped, an agent's id.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// A measure fell so low that its escalation may start again.
    Rearmed {
        /// The escalation.
        escalation: EscalationId,
        /// Which of several things was measured.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<Subject>,
        /// Whether it was told from outside.
        #[serde(default, skip_serializing_if = "Not::not")]
        outside: bool,
        /// When.
        #[serde(with = "crate::document::instant")]
        at: DateTime<Utc>,
    },
}

/// Why a chain is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EndReason {
    /// Every step was told and nobody acknowledged it.
    Exhausted,
    /// What it was about is settled.
    Settled,
    /// Somebody stopped it.
    Stopped,
}

/// Who took a chain on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Acknowledged {
    /// An agent's id.
    pub by: String,
    /// When.
    #[serde(with = "crate::document::instant")]
    pub at: DateTime<Utc>,
}

/// How a chain came to an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Ended {
    /// When.
    #[serde(with = "crate::document::instant")]
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: EndReason,
    /// By whom it was stopped, an agent's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// Who was given a chain, and until when its steps wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HandOver {
    /// To whom.
    pub to: Recipient,
    /// Until when the other may acknowledge it before its steps go on.
    #[serde(with = "crate::document::instant")]
    pub accept_by: DateTime<Utc>,
    /// The step, by its place in the plan, that is told when nobody does.
    pub step: usize,
}

/// A plan that runs until somebody acknowledges it.
///
/// Its instants were fixed when it started, so a changed playbook never
/// touches it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Chain {
    /// The escalation it follows.
    pub escalation: EscalationId,
    /// What started it.
    pub signal: Signal,
    /// The version of the playbook that it keeps to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Arc<str>>,
    /// Its steps, earliest first; those that hand-overs added come last.
    #[serde(deserialize_with = "exact")]
    pub plan: Vec<PlannedStep>,
    /// When each step was told, by its place in the plan.
    #[serde(deserialize_with = "exact")]
    pub notified: Vec<Option<DateTime<Utc>>>,
    /// The people who were told, by the step's place in the plan, where the
    /// event named them.
    #[serde(default, skip_serializing_if = "SortedMap::is_empty")]
    pub told: SortedMap<usize, Vec<String>>,
    /// The steps that were left out, by their place in the plan.
    #[serde(default, skip_serializing_if = "SortedSet::is_empty")]
    pub skipped: SortedSet<usize>,
    /// To whom it was given last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_over: Option<Box<HandOver>>,
    /// Until when it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snoozed_until: Option<DateTime<Utc>>,
    /// When that was last asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snoozed_at: Option<DateTime<Utc>>,
    /// Who took it on, also after it had ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Box<Acknowledged>>,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Box<Ended>>,
    /// When what it measures was first so low that its escalation may start again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub armed_again: Option<DateTime<Utc>>,
}

impl Chain {
    /// Whether it was started by an escalation, for one of the things that this watches.
    pub(super) fn watches(
        &self,
        escalation: &EscalationId,
        about: &Option<Subject>,
        outside: bool,
    ) -> bool {
        self.escalation == *escalation
            && self.signal.about == *about
            && self.signal.outside == outside
    }

    /// Whether it still tells people.
    pub fn is_running(&self) -> bool {
        self.acknowledged.is_none() && self.ended.is_none()
    }

    /// Whether nobody took it in hand and nothing ended it but its last step.
    pub fn is_unclaimed(&self) -> bool {
        let ended = self.ended.as_ref().map(|ended| ended.reason);
        self.acknowledged.is_none() && ended.is_none_or(|it| it == EndReason::Exhausted)
    }

    /// Whether it was given to another who may still acknowledge it in time.
    pub fn awaits_acceptance(&self) -> bool {
        let given = self.handed_over.as_ref();
        given.is_some_and(|given| self.waiting().any(|(step, ..)| step == given.step))
    }

    /// The steps that were neither told nor left out yet, each with the instant at which it is to be.
    pub fn waiting(&self) -> impl Iterator<Item = (usize, DateTime<Utc>, &PlannedStep)> {
        let told = |index: usize| {
            self.skipped.contains(&index) || self.notified.get(index).is_some_and(Option::is_some)
        };
        self.plan
            .iter()
            .enumerate()
            .filter(move |(index, _)| self.is_running() && !told(*index))
            .map(|(index, step)| {
                (
                    index,
                    self.snoozed_until
                        .map_or(step.at, |until| step.at.max(until)),
                    step,
                )
            })
    }

    /// Whom to tell at a step, by its place in the plan from 0: its recipients
    /// that can be reached; where there are none, those of the next step that
    /// has any; and where nobody can be reached at all, its own, to be found
    /// when they come back. Nobody where the plan has no such step.
    ///
    /// The plan is in the order of its instants: repeated steps have places of
    /// their own in it, and those that hand-overs added come last.
    pub fn reachable(
        &self,
        step: usize,
        can_be_reached: impl Fn(&Recipient) -> bool,
    ) -> Vec<&Recipient> {
        let from_here = self.plan.get(step..).unwrap_or_default();
        let found = from_here
            .iter()
            .map(|step| {
                step.notify
                    .iter()
                    .filter(|r| can_be_reached(r))
                    .collect::<Vec<_>>()
            })
            .find(|reached| !reached.is_empty());
        found.unwrap_or_else(|| {
            self.plan
                .get(step)
                .map_or(Vec::new(), |step| step.notify.iter().collect())
        })
    }
}
