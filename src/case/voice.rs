use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::echo::Echoes;
use super::shared::share;
use crate::channel::Visibility;
use crate::mention::{Mention, MentionKey, NativeId};
use crate::routing::{Decision, Origin, Outcome, ReasonId, Switch, TopicId};
use crate::sla::{TargetsId, Urgency};
use crate::sorted::SortedSet;
use crate::team::QueueId;
use crate::triage::ModelId;

/// A mention as a case remembers it: when it was said, where in a thread, and
/// what was decided about it. No words and no names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Voice {
    /// The mention.
    pub mention: MentionKey,
    /// The revision of it that was judged.
    pub revision: u32,
    /// When the customer said it.
    #[serde(with = "crate::document::instant")]
    pub spoken_at: DateTime<Utc>,
    /// When the host first saw it.
    #[serde(with = "crate::document::instant")]
    pub seen_at: DateTime<Utc>,
    /// The post its thread began with, as far as it was known.
    pub thread: NativeId,
    /// The post it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_reply_to: Option<NativeId>,
    /// Who could read it.
    pub visibility: Visibility,
    /// The reason for an answer; none where it deserves none of its own and
    /// only belongs to the story.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReasonId>,
    /// How urgent it is.
    pub urgency: Urgency,
    /// The targets that a rule chose for it, where they are not the usual ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sla: Option<TargetsId>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<TopicId>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "SortedSet::is_empty")]
    pub tags: SortedSet<String>,
    /// Where it would wait on its own.
    pub queue: QueueId,
    /// The most readers it was seen to have.
    #[serde(default, skip_serializing_if = "is_nobody")]
    pub reach: u64,
    /// Whether the customer asked, or we offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// The other ways that the rules advise, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switch: Option<Box<Switch>>,
    /// Whether it must not be shown to others as it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub redact: bool,
    /// The learned model without whose word it would have been judged
    /// otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelId>,
    /// When a person of ours first looked at it, where the host told (S3:11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked_at: Option<DateTime<Utc>>,
    /// What others did with it.
    #[serde(default, skip_serializing_if = "Echoes::is_empty")]
    pub echoes: Echoes,
}

fn is_nobody(readers: &u64) -> bool {
    *readers == 0
}

impl Voice {
    /// What a case remembers of `mention` and of what was decided about it.
    pub fn of(
        mention: &Mention,
        decision: &Decision,
        queue: QueueId,
        visibility: Visibility,
        now: DateTime<Utc>,
    ) -> Self {
        let reason = match decision.outcome() {
            Outcome::Respond(reason) => Some(reason.clone()),
            Outcome::NoResponse(_) | Outcome::Review(_) => None,
        };
        Self {
            mention: mention.key(),
            revision: mention.revision,
            spoken_at: mention.spoken_at(now),
            seen_at: mention.seen_at.unwrap_or(now).min(now),
            thread: mention.thread().clone(),
            in_reply_to: mention.in_reply_to.clone(),
            visibility,
            reason,
            urgency: decision.urgency(),
            sla: decision.sla().cloned(),
            topic: decision.topic().cloned(),
            tags: decision
                .tags()
                .iter()
                .map(|tag| String::from(&**tag))
                .collect(),
            queue,
            reach: mention.reach.unwrap_or(0),
            origin: decision.origin(),
            switch: decision.switch().cloned().map(Box::new),
            redact: decision.redact(),
            model: decision.model().cloned(),
            looked_at: None,
            echoes: Echoes::default(),
        }
    }

    /// Whether the two stand in one thread, as far as is known: they have a
    /// post in common, as themselves, as what they answer or as where their
    /// thread began.
    pub fn shares_thread(&self, other: &Voice) -> bool {
        self.mention.channel == other.mention.channel
            && self
                .posts()
                .any(|post| other.posts().any(|theirs| theirs == post))
    }

    /// The posts by which its thread is known.
    pub(crate) fn posts(&self) -> impl Iterator<Item = &NativeId> {
        let own = [&self.mention.id, &self.thread];
        own.into_iter().chain(&self.in_reply_to)
    }

    /// Takes over equal names: from itself, from the post that it answers, and
    /// from another mention of the same case.
    pub(super) fn share_names(&mut self, other: Option<&Voice>, answered: Option<NativeId>) {
        if let Some(answered) = answered {
            self.in_reply_to = Some(answered);
        }
        let own = [&self.mention.id].into_iter().chain(&self.in_reply_to);
        own.for_each(|post| share(&mut self.thread, post));
        let Some(other) = other else { return };
        share(&mut self.mention.channel, &other.mention.channel);
        share(&mut self.thread, &other.thread);
        share(&mut self.queue, &other.queue);
        share(&mut self.reason, &other.reason);
        share(&mut self.topic, &other.topic);
    }

    /// Its readers, and those of its copies.
    pub fn exposure(&self) -> u64 {
        self.reach.saturating_add(self.echoes.reach)
    }

    /// Whether everybody could read it.
    pub fn is_public(&self) -> bool {
        self.visibility == Visibility::Public
    }

    /// Whether it deserves an answer of its own: such a mention can open a case.
    pub fn is_core(&self) -> bool {
        self.reason.is_some()
    }
}
