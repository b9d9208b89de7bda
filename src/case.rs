//! What has been done, promised and still owed in one matter of one customer?
//!
//! A [`Case`] is folded from its log: [`Case::apply`] takes an [`Event`] and
//! holds no rules. The rules are in [`Case::decide`]: a [`Command`] becomes
//! events, texts and effects, or a [`Refusal`] that says what would be
//! acceptable.
//!
//! # States
//!
//! Which state follows which, by what: every step that any command, word of a
//! customer, receipt or tick can lead to. The list is written by the test that
//! explores the machine, and compared by it.
//!
//! ```text
#![doc = include_str!("case/states.txt")]
//! ```
//!
mod apply;
mod circumstance;
mod command;
mod decide;
mod echo;
mod effect;
mod event;
mod flaw;
mod guard;
mod id;
mod kept;
mod parts;
mod receive;
mod refusal;
mod reply;
mod shared;
mod substance;
mod terms;
mod voice;
mod voices;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

pub use command::{Arrived, Command};
pub use decide::Decided;
pub use echo::{Echoes, Participant, Role, Verdict, Verified};
pub use effect::{Effect, EffectId, Notice, OutgoingPart, Text, TextKind};
pub use event::Event;
pub use flaw::Flaw;
pub use guard::{Guard, Guards, Strictness};
pub use id::{CaseId, ConsultId, PartId, PromiseId, ReplyId, Revision, TextId};
pub use kept::{Kept, Retention, Sight, Views};
pub use parts::{
    CaseFact, Elsewhere, FactSource, FollowUpBy, Found, Hold, Learned, NextStep, Owner, Ownership,
    Preference, Resolution, Satisfaction, SetAside, SwitchReason, WaiveReason,
};
pub use receive::Fate;
pub use refusal::Refusal;
pub use reply::{Part, Progress, Reply};
pub use terms::Terms;
pub use voice::Voice;
pub use voices::Voices;

pub use crate::reply::style::Purpose;

use crate::channel::ChannelId;
use crate::mention::MentionKey;
use crate::routing::{Origin, TopicId};
use crate::sla::{Target, Urgency};
use crate::sorted::{SortedMap, SortedSet, exact};
use crate::team::{AgentId, DepartmentId, QueueId};

/// One matter of one customer over any number of channels, as its log tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Case {
    /// The host's id.
    pub id: CaseId,
    /// How often people changed it: what a command says it has seen.
    pub revision: Revision,
    /// Where it stands.
    pub state: State,
    /// Whom it belongs to.
    pub owner: Owner,
    /// What the owner does with it.
    pub ownership: Ownership,
    /// The customer's mentions.
    pub voices: Voices,
    /// Mentions the customer took back after work had begun.
    pub withdrawn: BTreeSet<MentionKey>,
    /// When the customer first spoke of it.
    #[serde(with = "crate::document::instant")]
    pub began_at: DateTime<Utc>,
    /// When the customer last spoke, per channel; a reply window counts from here.
    pub last_words: SortedMap<ChannelId, DateTime<Utc>>,
    /// Our replies.
    pub replies: SortedMap<ReplyId, Reply>,
    /// What was promised.
    pub promises: SortedMap<PromiseId, Promise>,
    /// What was asked of departments.
    pub consults: SortedMap<ConsultId, Consult>,
    /// The hand-off on offer.
    pub hand_off: Option<Box<Owner>>,
    /// Since when it is on offer.
    #[serde(default)]
    pub offered_at: Option<DateTime<Utc>>,
    /// The mentions that nobody has answered since they were heard, each with
    /// when that was.
    #[serde(default, deserialize_with = "exact")]
    pub unanswered: Vec<(MentionKey, DateTime<Utc>)>,
    /// Whether the customer was told that the message arrived, in whatever words.
    #[serde(default)]
    pub receipted: bool,
    /// When the customer last had an answer from us, in writing or by voice.
    #[serde(default)]
    pub answered_at: Option<DateTime<Utc>>,
    /// What happens next.
    pub next_step: Option<Box<NextStep>>,
    /// Whether a public word is owed, was given or was waived.
    pub follow_up: FollowUp,
    /// The channels the customer was last offered to go on by.
    #[serde(deserialize_with = "exact")]
    pub switched_to: Vec<ChannelId>,
    /// Whether the customer was sent to another channel, and nobody has
    /// written down since what came of it.
    pub note_owed: bool,
    /// Everybody the customer heard from.
    pub contact_persons: SortedSet<AgentId>,
    /// Since when a part of a reply is known not to have arrived, or not known to.
    pub undelivered_since: Option<DateTime<Utc>>,
    /// How often the case changed hands.
    pub hand_offs: u32,
    /// How often it changed hands since anything was done about it.
    #[serde(default)]
    pub idle_hand_offs: u32,
    /// How often the customer came back to it; see [`Case::REPEAT_AFTER`].
    #[serde(default)]
    pub came_back: u32,
    /// The readers it had when that was first told.
    #[serde(default)]
    pub first_reach: u64,
    /// How often it changed hands without a briefing, so that the customer had to tell it again (S1:19).
    pub repeated_explanations: u32,
    /// How many replies of ours everybody could read.
    pub public_rounds: u32,
    /// How the matter ended.
    pub resolution: Option<Box<Resolution>>,
    /// When it was resolved or closed, the latest of both.
    pub ended_at: Option<DateTime<Utc>>,
    /// The case it went on in.
    pub merged_into: Option<CaseId>,
    /// An earlier case about it.
    pub linked: Option<CaseId>,
    /// The host's own references, by system.
    pub references: SortedMap<String, String>,
    /// What is known of the matter.
    #[serde(default)]
    pub facts: SortedMap<String, CaseFact>,
    /// By which way the customer wants to be helped.
    #[serde(default)]
    pub preference: Option<Box<Preference>>,
    /// How the customer judged it.
    #[serde(default)]
    pub satisfaction: Satisfaction,
    /// Who is at work on it.
    #[serde(default)]
    pub hold: Option<Box<Hold>>,
    /// How often other ways were offered.
    #[serde(default)]
    pub switches_offered: u32,
    /// The ways that the customer chose, in that order.
    #[serde(default, deserialize_with = "exact")]
    pub switches_taken: Vec<ChannelId>,
    /// How often the customer spoke and was answered.
    #[serde(default)]
    pub round_trips: u32,
    /// How often it changed hands before anything was done by who had it.
    #[serde(default)]
    pub empty_hops: u32,
    /// Whether a person took it apart from another case: nothing is grouped
    /// with it by itself from then on, but for what is said later.
    #[serde(default)]
    pub is_parted: bool,
    /// The texts that it refers to and that are still kept.
    #[serde(default, deserialize_with = "exact")]
    pub texts: Vec<Kept>,
    /// The kinds of text that are kept no longer since it ended.
    #[serde(default)]
    pub purged: SortedSet<TextKind>,
    /// The mentions of a person who was forgotten. They still count.
    #[serde(default)]
    pub erased: BTreeSet<MentionKey>,
    /// Where the same customer had an open case when this one began. Whether
    /// they are one matter is for a person to see, who may merge them (S4:22).
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "exact"
    )]
    pub doubles: Vec<Elsewhere>,
    /// A number made of all that it began with, where it was taken over from
    /// elsewhere: by it the same import is known again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imprint: Option<u64>,
    /// What people of ours made of the answers that others gave.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verified: Vec<Verified>,
}

/// Where a case stands.
#[expect(
    clippy::exhaustive_enums,
    reason = "the state diagram in the module's docs is complete"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nobody has taken it: in a queue, or given to somebody who has not begun.
    New,
    /// With an agent.
    Owned,
    /// A department was asked.
    Consulting,
    /// The next word is the customer's.
    AwaitingCustomer,
    /// The customer was offered another channel.
    OnOtherChannel,
    /// The matter is done.
    Resolved,
    /// Nothing more is owed.
    Closed,
    /// The customer came back after the end.
    Reopened,
    /// It went on as part of another case.
    Merged,
}

/// Something the customer was told will be done (*toezegging*).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Promise {
    /// What.
    pub what: TextId,
    /// By when.
    #[serde(with = "crate::document::instant")]
    pub due: DateTime<Utc>,
    /// Whether it was done.
    pub kept: bool,
    /// Whether it was not done in time.
    pub broken: bool,
    /// Whether it is a call.
    #[serde(default)]
    pub callback: bool,
    /// When the customer was told; of one that was taken over and does not
    /// say, when it came or was due, whichever was earlier.
    #[serde(with = "crate::document::instant")]
    pub made_at: DateTime<Utc>,
    /// How long it was to take, as it was promised; none of one that was taken over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Target>,
}

/// A question to a department; the case stays with its owner (S0:8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Consult {
    /// The department.
    pub department: DepartmentId,
    /// Who was to answer.
    pub person: Option<AgentId>,
    /// What was asked.
    pub question: TextId,
    /// When it was asked.
    #[serde(with = "crate::document::instant")]
    pub asked_at: DateTime<Utc>,
    /// What came back.
    pub answer: Option<TextId>,
    /// By when it was agreed.
    pub due: Option<DateTime<Utc>>,
}

/// The public word that a private switch owes (*publieke terugkoppeling*).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FollowUp {
    /// None is owed.
    #[default]
    None,
    /// One is owed since this instant.
    Owed(DateTime<Utc>),
    /// It was given.
    Given,
    /// It was waived.
    Waived,
}

impl Case {
    /// A customer who speaks again within an hour goes on with a story; after
    /// that, or after an answer, it is another contact about the same matter.
    pub const REPEAT_AFTER: TimeDelta = TimeDelta::hours(1);

    /// For how long others are told that somebody is at work on it.
    pub const HOLD: TimeDelta = TimeDelta::minutes(15);

    /// Who began: whether we offered help unasked, by the mention it began with.
    pub fn origin(&self) -> Origin {
        let lead = self.lead().and_then(|voice| voice.origin);
        lead.unwrap_or(Origin::Asked)
    }

    /// Whether the customer took up the help that we offered unasked; none
    /// where it was asked for, or where they have not been heard since.
    pub fn is_accepted(&self) -> Option<bool> {
        let offered = self.origin() == Origin::Proactive;
        let answer = self.answered_at.filter(|_| offered)?;
        let spoke = self.voices.values().any(|voice| voice.spoken_at > answer);
        let ended = self.resolution.as_deref() == Some(&Resolution::NoAnswerFromCustomer);
        (spoke || ended).then_some(spoke)
    }

    /// The facts that nobody confirmed and that were only inferred.
    pub fn inferred(&self) -> impl Iterator<Item = &str> {
        let facts = self.facts.iter();
        let open = facts.filter(|(_, it)| it.source == FactSource::Inferred && !it.confirmed);
        open.map(|(fact, _)| fact.as_str())
    }

    /// Whether work on it can still be expected.
    pub fn is_live(&self) -> bool {
        match self.state {
            State::New
            | State::Owned
            | State::Consulting
            | State::AwaitingCustomer
            | State::OnOtherChannel
            | State::Reopened => true,
            State::Resolved | State::Closed | State::Merged => false,
        }
    }

    /// Whether a mention of it can be answered: its author neither took it back
    /// nor was forgotten.
    pub fn is_there(&self, mention: &MentionKey) -> bool {
        self.voices.contains_key(mention) && !self.is_gone(mention)
    }

    /// Whether the author of one of its mentions took it back or was forgotten.
    pub(crate) fn is_gone(&self, mention: &MentionKey) -> bool {
        self.withdrawn.contains(mention) || self.erased.contains(mention)
    }

    /// Whether the person it was about is forgotten, so that nothing is written in it any more.
    pub fn is_forgotten(&self) -> bool {
        !self.erased.is_empty() && !self.voices.keys().any(|mention| self.is_there(mention))
    }

    /// Whether nobody has begun on it.
    pub fn is_untouched(&self) -> bool {
        self.state == State::New
            && matches!(self.owner, Owner::Queue(_))
            && self.hand_offs == 0
            && !self.is_parted
            && self.replies.is_empty()
            && self.consults.is_empty()
            && self.promises.is_empty()
    }

    /// The mentions that deserve an answer of their own, in the order in which they were said.
    pub fn cores(&self) -> Vec<&Voice> {
        let mut cores: Vec<&Voice> = self
            .voices
            .values()
            .filter(|voice| voice.is_core())
            .collect();
        cores.sort_by_key(|voice| (voice.spoken_at, &voice.mention));
        cores
    }

    /// The mention it began with: the earliest that deserves an answer.
    pub fn lead(&self) -> Option<&Voice> {
        let cores = self.voices.values().filter(|voice| voice.is_core());
        cores.min_by_key(|voice| (voice.spoken_at, &voice.mention))
    }

    /// The urgency of its most urgent mention.
    pub fn urgency(&self) -> Urgency {
        self.voices
            .values()
            .map(|voice| voice.urgency)
            .max()
            .unwrap_or(Urgency::Normal)
    }

    /// What it is about: the topic of the earliest mention that has one.
    pub fn topic(&self) -> Option<&TopicId> {
        let named = |voice: &&Voice| voice.is_core() && voice.topic.is_some();
        let named = self.voices.values().filter(named);
        let first = named.min_by_key(|voice| (voice.spoken_at, &voice.mention));
        first?.topic.as_ref()
    }

    /// The agent it belongs to, where it belongs to one.
    pub fn agent(&self) -> Option<&AgentId> {
        match &self.owner {
            Owner::Agent(agent) => Some(agent),
            Owner::Queue(_) => None,
        }
    }

    /// The most readers that any of its mentions was seen to have, those of its
    /// copies included.
    pub fn reach(&self) -> u64 {
        self.voices.values().map(Voice::exposure).max().unwrap_or(0)
    }

    /// The promises that are neither kept nor given up.
    pub fn open_promises(&self) -> impl Iterator<Item = (&PromiseId, &Promise)> {
        self.promises.iter().filter(|(_, promise)| !promise.kept)
    }

    /// The questions that are not answered yet.
    pub fn open_consults(&self) -> impl Iterator<Item = (&ConsultId, &Consult)> {
        self.consults
            .iter()
            .filter(|(_, consult)| consult.answer.is_none())
    }

    /// Whether a public word is still owed.
    pub fn owes_follow_up(&self) -> bool {
        matches!(self.follow_up, FollowUp::Owed(_))
    }

    /// Whether the customer has had a written answer to the point.
    pub fn is_answered(&self) -> bool {
        self.replies
            .values()
            .any(|reply| reply.is_substantive() && reply.is_delivered())
    }

    /// What waits for an answer and nobody of ours has looked at yet, as far as
    /// the host tells; [`Voice::seen_at`] says since when.
    pub fn unlooked(&self) -> impl Iterator<Item = &Voice> {
        let waits = |voice: &&Voice| {
            voice.looked_at.is_none()
                && self.is_unanswered(&voice.mention)
                && self.is_there(&voice.mention)
        };
        self.voices.values().filter(waits)
    }

    /// Whether nobody has answered a mention since it was heard.
    pub fn is_unanswered(&self, mention: &MentionKey) -> bool {
        self.unanswered.iter().any(|(key, _)| key == mention)
    }

    /// The queue of its earliest mention: where it waits until somebody takes it.
    pub fn home_queue(&self) -> Option<&QueueId> {
        self.lead().map(|voice| &voice.queue)
    }
}
