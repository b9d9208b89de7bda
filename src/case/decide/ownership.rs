//! Whose is the case? Taking it, and handing it over.

use super::Deciding;
use crate::case::effect::TextKind;
use crate::case::event::Event;
use crate::case::guard::Guard;
use crate::case::id::TextId;
use crate::case::parts::{Owner, Ownership};
use crate::case::refusal::Refusal;
use crate::case::{Case, State};
use crate::team::Act;
use crate::text::{Private, is_blank};

impl<'a> Deciding<'a> {
    pub(super) fn take(&mut self, ownership: Ownership) -> Result<(), Refusal> {
        self.live()?;
        let Owner::Queue(queue) = &self.case.owner else {
            return self.taken_over();
        };
        if !self.is_known(&self.case.owner) {
            return Err(self.owner_gone());
        }
        if !self.agent.queues.contains(queue) {
            return Err(Refusal::NotInQueue {
                agent: self.agent.id.clone(),
                queue: queue.clone(),
            });
        }
        if ownership == Ownership::Decides && self.may(Act::Resolve, None).is_err() {
            return Err(Refusal::MayNotDecide {
                agent: self.agent.id.clone(),
                behind: self.terms.behind(self.agent).cloned(),
            });
        }
        self.then(Event::Taken {
            agent: self.agent.id.clone(),
            ownership,
        })
    }

    /// A reopened case is still its last owner's, who takes it up again.
    pub(super) fn taken_over(&mut self) -> Result<(), Refusal> {
        self.owns()?;
        match self.case.state {
            State::Reopened | State::New => {
                let ownership = self.case.ownership;
                self.then(Event::Taken {
                    agent: self.agent.id.clone(),
                    ownership,
                })
            }
            state => Err(Refusal::InHand {
                agent: self.agent.id.clone(),
                state,
            }),
        }
    }

    pub(super) fn offer(&mut self, to: &Owner, briefing: &Private) -> Result<(), Refusal> {
        self.owns()?;
        self.live()?;
        self.another(to)?;
        let briefing = self.brief(briefing)?;
        self.then(Event::HandOffOffered {
            to: to.clone(),
            briefing,
        })
    }

    /// Who supervises gives it to another, also when its owner is gone.
    pub(super) fn reassign(&mut self, to: &Owner, briefing: &Private) -> Result<(), Refusal> {
        if self.terms.supervisor != Some(&self.agent.id) {
            return Err(Refusal::NotSupervisor {
                agent: self.agent.id.clone(),
                supervisor: self.terms.supervisor.cloned(),
            });
        }
        self.live()?;
        self.another(to)?;
        let briefing = self.brief(briefing)?;
        self.then(Event::Reassigned {
            to: to.clone(),
            briefing,
        })
    }

    /// Tells colleagues that somebody is at work on it.
    pub(super) fn hold(&mut self) -> Result<(), Refusal> {
        self.live()?;
        self.undisturbed()?;
        let until = self.terms.now.checked_add_signed(Case::HOLD);
        self.then(Event::Held {
            until: until.unwrap_or(self.terms.now),
        })
    }

    pub(super) fn known(&self, to: &Owner) -> Result<(), Refusal> {
        match to {
            _ if self.is_known(to) => Ok(()),
            Owner::Agent(agent) => Err(Refusal::Stranger {
                agent: agent.clone(),
            }),
            Owner::Queue(queue) => Err(Refusal::NoSuchQueue {
                queue: queue.clone(),
            }),
        }
    }

    /// Whether it can go to them: they are known, and it is not theirs already.
    fn another(&self, to: &Owner) -> Result<(), Refusal> {
        self.known(to)?;
        match *to == self.case.owner {
            true => Err(Refusal::SameOwner { owner: to.clone() }),
            false => Ok(()),
        }
    }

    fn brief(&mut self, briefing: &Private) -> Result<Option<TextId>, Refusal> {
        let told = !is_blank(briefing.reveal());
        self.guard(Guard::Briefing, told)?;
        match told {
            true => self.write(TextKind::Briefing, briefing).map(Some),
            false => Ok(None),
        }
    }

    pub(super) fn accept(&mut self) -> Result<(), Refusal> {
        self.live()?;
        self.is_offered()?;
        self.then(Event::HandOffAccepted {
            owner: Owner::Agent(self.agent.id.clone()),
        })
    }

    pub(super) fn decline(&mut self) -> Result<(), Refusal> {
        self.is_offered()?;
        self.then(Event::HandOffDeclined)
    }

    pub(super) fn is_offered(&self) -> Result<(), Refusal> {
        let to_me = match self.case.hand_off.as_deref() {
            Some(Owner::Agent(agent)) => *agent == self.agent.id,
            Some(Owner::Queue(queue)) => self.agent.queues.contains(queue),
            None => false,
        };
        if to_me {
            Ok(())
        } else {
            Err(Refusal::NothingOffered {
                agent: self.agent.id.clone(),
                owner: self.case.owner.clone(),
            })
        }
    }
}
