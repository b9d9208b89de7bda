//! What we say to the customer, part by part and by voice.

use chrono::{DateTime, Utc};

use crate::case::reply::{Progress, Reply};
use crate::case::{Case, ReplyId, State};
use crate::channel::Visibility;
use crate::reply::style::Purpose;
use crate::team::AgentId;

impl Case {
    pub(super) fn replied(&mut self, id: ReplyId, at: DateTime<Utc>) {
        let Some(reply) = self.replies.get(&id).cloned() else {
            return;
        };
        self.receipted |= reply.purpose != Purpose::FollowUp;
        if reply.is_substantive() {
            self.answered_at = self.answered_at.max(Some(at));
            self.idle_hand_offs = 0;
            // What was heard at that instant or later waits for the next answer.
            self.come_round();
            self.unanswered
                .retain(|(key, heard)| *key != reply.answers && *heard >= at);
        }
        self.contact_persons.extend(reply.approved_by);
        if reply.visibility == Visibility::Public && reply.purpose != Purpose::Receipt {
            self.public_rounds += 1;
        }
    }

    pub(super) fn settle_answers(&mut self, at: DateTime<Utc>) {
        self.answered_at = self.answered_at.max(Some(at));
        self.receipted = true;
        self.idle_hand_offs = 0;
        self.come_round();
        self.unanswered.clear();
    }

    /// The customer had spoken, and is answered.
    pub(super) fn come_round(&mut self) {
        if !self.unanswered.is_empty() {
            self.round_trips += 1;
        }
    }

    pub(super) fn progress(
        &mut self,
        at: DateTime<Utc>,
        id: ReplyId,
        part: u32,
        progress: Progress,
    ) {
        self.with_reply(id, |reply| {
            if let Some(part) = reply.parts.get_mut(part as usize) {
                part.progress = progress;
            }
        });
        self.look_at_delivery(at);
    }

    pub(super) fn look_at_delivery(&mut self, at: DateTime<Utc>) {
        let any_lost = self.lost_reply().is_some();
        self.undelivered_since = any_lost.then(|| self.undelivered_since.unwrap_or(at));
    }

    /// The first reply of which a part did not arrive, or may not have.
    pub(crate) fn lost_reply(&self) -> Option<ReplyId> {
        let forgotten = |reply: &Reply| self.erased.contains(&reply.answers);
        let is_lost = |reply: &Reply| reply.is_lost() && !forgotten(reply);
        let mut replies = self.replies.iter();
        replies.find(|(_, reply)| is_lost(reply)).map(|(id, _)| *id)
    }

    pub(super) fn with_reply(&mut self, id: ReplyId, change: impl FnOnce(&mut Reply)) {
        if let Some(reply) = self.replies.get_mut(&id) {
            change(reply);
        }
    }

    /// Parts are to leave again, from one of them on.
    pub(super) fn resent(&mut self, at: DateTime<Utc>, id: ReplyId, from: u32) {
        self.with_reply(id, |reply| {
            for part in reply.parts.iter_mut().skip(from as usize) {
                part.progress = Progress::Waiting;
            }
        });
        self.look_at_delivery(at);
    }

    /// The customer was spoken to.
    pub(super) fn spoken(&mut self, at: DateTime<Utc>, agent: Option<&AgentId>) {
        self.note_owed = false;
        self.settle_answers(at);
        self.contact_persons.extend(agent.cloned());
        if self.state == State::OnOtherChannel {
            self.state = State::Owned;
        }
    }
}
