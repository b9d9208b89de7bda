//! Whose is the case? Taking it, and handing it over.

use super::Deciding;
use crate::case::State;
use crate::case::effect::TextKind;
use crate::case::event::Event;
use crate::case::guard::Guard;
use crate::case::parts::{Owner, Ownership};
use crate::case::refusal::Refusal;
use crate::team::Act;
use crate::text::Private;

impl<'a> Deciding<'a> {
    pub(super) fn take(&mut self, ownership: Ownership) -> Result<(), Refusal> {
        self.live()?;
        let Owner::Queue(queue) = &self.case.owner else {
            return self.taken_over();
        };
        if !self.agent.queues.contains(queue) {
            return Err(Refusal::NotInQueue {
                agent: self.agent.id.clone(),
                queue: queue.clone(),
            });
        }
        if ownership == Ownership::Decides {
            self.may(Act::Resolve, None)?;
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
            State::Reopened => {
                let ownership = self.case.ownership;
                self.then(Event::Taken {
                    agent: self.agent.id.clone(),
                    ownership,
                })
            }
            state => Err(Refusal::WrongState { state }),
        }
    }

    pub(super) fn offer(&mut self, to: &Owner, briefing: &Private) -> Result<(), Refusal> {
        self.owns()?;
        self.live()?;
        match to {
            Owner::Agent(agent) if !self.terms.agents.contains_key(agent) => {
                return Err(Refusal::Stranger {
                    agent: agent.clone(),
                });
            }
            Owner::Queue(queue) if !self.terms.queues.contains_key(queue) => {
                return Err(Refusal::NotInQueue {
                    agent: self.agent.id.clone(),
                    queue: queue.clone(),
                });
            }
            Owner::Agent(_) | Owner::Queue(_) => {}
        }
        let told = !briefing.reveal().trim().is_empty();
        self.guard(Guard::Briefing, told)?;
        let briefing = if told {
            Some(self.write(TextKind::Briefing, briefing)?)
        } else {
            None
        };
        self.then(Event::HandOffOffered {
            to: to.clone(),
            briefing,
        })
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
        let to_me = match &self.case.hand_off {
            Some(Owner::Agent(agent)) => *agent == self.agent.id,
            Some(Owner::Queue(queue)) => self.agent.queues.contains(queue),
            None => false,
        };
        if to_me {
            Ok(())
        } else {
            Err(Refusal::NothingOffered {
                agent: self.agent.id.clone(),
            })
        }
    }
}
