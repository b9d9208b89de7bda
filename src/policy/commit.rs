use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::record::{Entry, Record};
use crate::case::{
    CaseId, Echoes, Effect, EffectId, Found, Guard, Owner, State, Text, TextId, Voice,
};
use crate::channel::ChannelId;
use crate::mention::{Handle, MentionKey, NativeId};
use crate::routing::{Decision, TopicId};
use crate::sla::Urgency;
use crate::sorted::SortedSet;
use crate::team::DepartmentId;
use crate::triage::live::Proposal;

/// What a step decided: one transaction, to be stored whole or not at all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Commit {
    /// New lines for the logs of cases.
    pub changes: Vec<Change>,
    /// Where mentions stand now.
    pub filed: Vec<Filing>,
    /// Free text that the lines refer to.
    pub texts: Vec<Text>,
    /// What must be done in the world once this is stored. The same effect
    /// may come again; its id tells.
    pub effects: Vec<Effect>,
    /// The effect that this settles, with the fencing token of its lease.
    pub settles: Option<Settled>,
    /// The habits that a command did not keep, and that the playbook only warns of.
    pub warnings: Vec<Guard>,
    /// What was read of the other mentions of each author, where the decision
    /// rests on that: it holds only while nothing else is filed of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rests_on: Vec<Basis>,
    /// What in a draft is not house style, and does not hold it back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub style: Vec<Found>,
    /// What is to be deleted, so that nothing of it can be found again.
    #[serde(default, skip_serializing_if = "Forget::is_empty")]
    pub forget: Forget,
}

/// What is to be deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Forget {
    /// The mentions whose words, and everything else about their authors, must
    /// go, wherever the host keeps them. What is filed of them stays.
    pub mentions: Vec<MentionKey>,
    /// The texts.
    pub texts: Vec<TextId>,
    /// The cases in whose logs every line is to be replaced by what
    /// [`Entry::forget`] leaves of it: lines of kinds that this version does not
    /// know, and those that lead to a person in another register.
    pub cases: Vec<CaseId>,
}

impl Forget {
    /// Whether there is nothing to delete.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// New lines for the log of one case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Change {
    /// The case.
    pub case: CaseId,
    /// How long its log must be for this to be stored; 0 for a case that is new.
    pub expected: u64,
    /// The lines.
    pub entries: Vec<Entry>,
    /// The case as it is after them: what a store may keep beside the log.
    pub record: Box<Record>,
    /// When to come back with [`Input::Wake`](super::Input::Wake), if at all.
    /// It replaces what an earlier commit asked for.
    pub wake_at: Option<DateTime<Utc>>,
    /// What a row in a list of tickets shows.
    pub summary: Summary,
}

/// What a row in a list of tickets shows of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Summary {
    /// Where it stands.
    pub state: State,
    /// Whom it belongs to.
    pub owner: Owner,
    /// How urgent it is.
    pub urgency: Urgency,
    /// What it is about.
    pub topic: Option<TopicId>,
    /// When the next thing is due to the customer.
    pub due: Option<DateTime<Utc>>,
    /// Whether a public word is owed.
    pub owes_follow_up: bool,
    /// How many promises are open.
    pub open_promises: usize,
    /// How many mentions it has.
    pub mentions: usize,
}

/// Where one mention stands, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Filing {
    /// The mention.
    pub mention: MentionKey,
    /// How often it was filed, this time included: a store keeps a filing only
    /// where it has the one before.
    pub edition: u32,
    /// The revision that was judged; 0 for one that was not seen, or was
    /// withdrawn before it was.
    pub revision: u32,
    /// Where it stands.
    pub standing: Standing,
    /// What was decided about it; none where it was not seen yet, or was
    /// withdrawn before it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<Heard>,
    /// What others were heard to do with it before it was heard itself. From
    /// then on its voice holds that.
    #[serde(default, skip_serializing_if = "Echoes::is_empty")]
    pub echoes: Echoes,
}

/// What was decided about a mention that was delivered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Heard {
    /// Who said it. A store finds a customer's other mentions by this.
    pub author: Handle,
    /// What a case remembers of it.
    pub voice: Voice,
    /// What was decided on its own merits.
    pub decision: Arc<Decision>,
    /// The most readers that the judged revision was told to have: what the
    /// decision rests on. The reach of all its revisions is in the voice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reach: Option<u64>,
    /// Who has been told of it already.
    #[serde(default, skip_serializing_if = "SortedSet::is_empty")]
    pub told: SortedSet<DepartmentId>,
    /// Whether its source gave a time that had not come yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_the_future: bool,
    /// Every case it was ever part of.
    #[serde(default, skip_serializing_if = "SortedSet::is_empty")]
    pub cases: SortedSet<CaseId>,
    /// What a learned model made of it, from
    /// [`Stage::Shadow`](crate::triage::live::Stage::Shadow) on: for a
    /// [`DecisionLog`](crate::triage::live::DecisionLog). Whether it counted,
    /// the decision says ([`Decision::model`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proposals: Vec<Proposal>,
    /// Of which post it is an echo, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub echo: Option<Echo>,
}

/// What a mention does with a post of the same channel.
#[expect(clippy::exhaustive_structs, reason = "of which post, and in what way")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Echo {
    /// The post.
    pub of: NativeId,
    /// In what way.
    pub by: EchoKind,
}

/// In what way a mention takes up a post.
#[expect(clippy::exhaustive_enums, reason = "it repeats it or answers it")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EchoKind {
    /// It repeats it in full.
    Copy,
    /// It answers it, and is not ours.
    Answer,
}

/// Where a mention stands. It stands in exactly one place.
#[expect(
    clippy::exhaustive_enums,
    reason = "every accepted mention is in exactly one of these"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It was left alone; the decision says why.
    NoResponse,
    /// A person must look; the decision says why.
    Review,
    /// It is part of this case.
    InCase(CaseId),
    /// Its author took it back.
    Withdrawn,
    /// Its author was forgotten.
    Erased,
    /// It was not delivered yet: only what others did with it was.
    Unseen,
}

impl Standing {
    /// The case that the mention is part of.
    pub fn case(&self) -> Option<&CaseId> {
        match self {
            Self::InCase(case) => Some(case),
            Self::NoResponse | Self::Review | Self::Withdrawn | Self::Erased | Self::Unseen => None,
        }
    }
}

/// The effect that a commit settles.
#[expect(
    clippy::exhaustive_structs,
    reason = "an effect and the token of its lease"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// The effect.
    pub effect: EffectId,
    /// The fencing token of the lease.
    pub lease: u64,
}

/// What a commit rests on: the mentions of an author on a channel, as they
/// were read. Of two posts that are taken in at the same time one has not seen
/// the other, and both would open a case.
#[expect(
    clippy::exhaustive_structs,
    reason = "whose mentions, and how they were found"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Basis {
    /// The channel.
    pub channel: ChannelId,
    /// The author.
    pub author: Handle,
    /// [`Related::edition`], as it was read.
    pub edition: u64,
}

/// A customer's other mentions and cases, as a store finds them.
#[expect(
    clippy::exhaustive_structs,
    reason = "what is in a case, what is not, and how they stood"
)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Related {
    /// The cases that hold a mention of the same author on the same channel.
    pub cases: Vec<Record>,
    /// The mentions of the same author on the same channel that are in no
    /// case: left alone, under review or withdrawn.
    pub loose: Vec<Filing>,
    /// A number that changes whenever a mention of the author on the channel
    /// is filed, such as the sum of the editions of all of them.
    pub edition: u64,
}

impl Commit {
    /// Whether nothing changes: the input was a repeat, or came too late to matter.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
