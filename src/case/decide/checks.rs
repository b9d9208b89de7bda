//! What every command is held against, and how what follows is put down.

use chrono::{DateTime, Utc};

use super::Deciding;
use crate::case::State;
use crate::case::effect::{Text, TextKind};
use crate::case::event::Event;
use crate::case::guard::{Guard, Strictness};
use crate::case::id::{ReplyId, TextId};
use crate::case::parts::Owner;
use crate::case::refusal::Refusal;
use crate::case::reply::Reply;
use crate::case::voice::Voice;
use crate::channel::{Channel, ChannelId};
use crate::mention::MentionKey;
use crate::reply::style::Purpose;
use crate::sla::{Clock, Target};
use crate::team::Act;
use crate::text::{Private, is_blank};

impl<'a> Deciding<'a> {
    pub(super) fn owns(&self) -> Result<(), Refusal> {
        match &self.case.owner {
            Owner::Agent(agent) if *agent == self.agent.id => Ok(()),
            owner if !self.is_known(owner) => Err(self.owner_gone()),
            owner => Err(Refusal::NotOwner {
                owner: owner.clone(),
            }),
        }
    }

    /// Whether the playbook has them.
    pub(super) fn is_known(&self, owner: &Owner) -> bool {
        match owner {
            Owner::Agent(agent) => self.terms.agents.contains_key(agent),
            Owner::Queue(queue) => self.terms.queues.contains_key(queue),
        }
    }

    /// The case is with somebody whom the playbook has no longer.
    pub(super) fn owner_gone(&self) -> Refusal {
        Refusal::OwnerGone {
            owner: self.case.owner.clone(),
            supervisor: self.terms.supervisor.cloned(),
        }
    }

    pub(super) fn live(&self) -> Result<(), Refusal> {
        if self.case.is_live() {
            Ok(())
        } else {
            Err(self.wrong_state())
        }
    }

    /// Why a case in its state allows no more of this.
    pub(super) fn wrong_state(&self) -> Refusal {
        match self.case.state {
            State::Closed if self.case.is_forgotten() => Refusal::Forgotten,
            state => Refusal::WrongState { state },
        }
    }

    /// Whether somebody is at work on it.
    pub(super) fn working(&self) -> Result<(), Refusal> {
        match self.case.state {
            State::Owned | State::Consulting | State::AwaitingCustomer | State::OnOtherChannel => {
                Ok(())
            }
            State::New | State::Reopened | State::Resolved | State::Closed | State::Merged => {
                Err(self.wrong_state())
            }
        }
    }

    /// A public follow-up may still be given when the matter is done.
    pub(super) fn speaking(&self, purpose: Purpose) -> Result<(), Refusal> {
        match (purpose, self.case.state) {
            (Purpose::FollowUp, State::Resolved) => Ok(()),
            (Purpose::Answer | Purpose::Receipt | Purpose::FollowUp, _) => self.working(),
        }
    }

    pub(super) fn may(&self, act: Act, amount: Option<u64>) -> Result<(), Refusal> {
        let queue = self.case.home_queue();
        let topic = self.case.topic().map(|topic| topic.as_str());
        let mandate = self.terms.mandate(self.agent, queue);
        if mandate.is_some_and(|mandate| mandate.covers(act, amount, topic, Some(self.terms.now))) {
            return Ok(());
        }
        let behind = self.terms.behind(self.agent).cloned();
        Err(Refusal::NoMandate {
            agent: self.agent.id.clone(),
            act,
            behind,
        })
    }

    pub(super) fn guard(&mut self, guard: Guard, kept: bool) -> Result<(), Refusal> {
        match (kept, self.terms.guards.of(guard)) {
            (true, _) | (false, Strictness::Off) => Ok(()),
            (false, Strictness::Warn) => {
                self.out.warnings.push(guard);
                Ok(())
            }
            (false, Strictness::Require) => Err(Refusal::Guarded { guard }),
        }
    }

    /// Whether nobody else is at work on it.
    pub(super) fn undisturbed(&mut self) -> Result<(), Refusal> {
        let hold = self.case.hold.as_ref();
        let other = hold.filter(|it| it.by != self.agent.id && it.until > self.terms.now);
        self.guard(Guard::Hold, other.is_none())
    }

    pub(super) fn needs_four_eyes(&self) -> bool {
        self.case
            .topic()
            .is_some_and(|topic| self.terms.four_eyes.contains(topic))
    }

    pub(super) fn answered(&self, mention: &MentionKey, read: u32) -> Result<&'a Voice, Refusal> {
        let voice = self
            .case
            .voices
            .get(mention)
            .ok_or_else(|| Refusal::NotInCase {
                mention: mention.clone(),
            })?;
        if self.case.erased.contains(mention) {
            return Err(Refusal::AuthorForgotten {
                mention: mention.clone(),
            });
        }
        if self.case.withdrawn.contains(mention) {
            return Err(Refusal::MentionGone {
                mention: mention.clone(),
            });
        }
        if voice.revision != read {
            return Err(Refusal::MentionChanged {
                mention: mention.clone(),
                read,
                found: voice.revision,
            });
        }
        Ok(voice)
    }

    pub(super) fn channel(&self, id: &ChannelId) -> Result<&'a Channel, Refusal> {
        self.terms
            .channels
            .get(id)
            .ok_or_else(|| Refusal::NoSuchChannel {
                channel: id.clone(),
            })
    }

    pub(super) fn window(&self, channel: &Channel) -> Result<(), Refusal> {
        let last = self.case.last_words.get(&channel.id);
        let Some((window, last)) = channel.reply_window.zip(last) else {
            return Ok(());
        };
        match last.checked_add_signed(window) {
            Some(closed_at) if closed_at <= self.terms.now => Err(Refusal::WindowClosed {
                channel: channel.id.clone(),
                closed_at,
            }),
            Some(_) | None => Ok(()),
        }
    }

    pub(super) fn reply(
        &self,
        id: ReplyId,
        stage: impl Fn(&Reply) -> bool,
    ) -> Result<&'a Reply, Refusal> {
        self.case
            .replies
            .get(&id)
            .filter(|reply| stage(reply))
            .ok_or(Refusal::NoSuchReply)
    }

    pub(super) fn due(&self, target: Target) -> Result<DateTime<Utc>, Refusal> {
        Clock::starting(self.terms.now, target, self.terms.calendar)
            .due()
            .map_err(|why| Refusal::NoDueTime {
                why: why.to_string(),
            })
    }

    pub(super) fn then(&mut self, event: Event) -> Result<(), Refusal> {
        self.out.events.push(event);
        Ok(())
    }

    pub(super) fn write(&mut self, kind: TextKind, words: &Private) -> Result<TextId, Refusal> {
        if is_blank(words.reveal()) {
            return Err(Refusal::NothingWritten);
        }
        if self.case.is_forgotten() {
            return Err(Refusal::Forgotten);
        }
        Ok(self.write_for(kind, None, words))
    }

    pub(super) fn write_for(
        &mut self,
        kind: TextKind,
        channel: Option<&ChannelId>,
        words: &Private,
    ) -> TextId {
        let place = u32::try_from(self.out.texts.len()).unwrap_or(u32::MAX);
        let id = TextId {
            case: self.case.id.clone(),
            at: self.case.revision,
            place,
        };
        self.out.texts.push(Text {
            id: id.clone(),
            by: Some(self.agent.id.clone()),
            kind,
            channel: channel.cloned(),
            words: words.clone(),
        });
        id
    }
}
