//! The rules: what becomes of a command.

mod agreeing;
mod answering;
mod checks;
mod joining;
mod knowing;
mod ownership;
mod wording;

use super::command::Command;
use super::effect::{Effect, Text, TextKind};
use super::event::Event;
use super::guard::Guard;
use super::id::Revision;
use super::parts::{Found, NextStep};
use super::refusal::Refusal;
use super::terms::Terms;
use super::{Case, State};
use crate::team::{Act, Agent, AgentId};
use crate::text::is_blank;

/// What follows from a command: to be stored and done as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Decided {
    /// What happened.
    pub events: Vec<Event>,
    /// The words that the events refer to.
    pub texts: Vec<Text>,
    /// What must be done in the world.
    pub effects: Vec<Effect>,
    /// The habits that were not kept, and that the playbook only warns of.
    pub warnings: Vec<Guard>,
    /// What in a draft is not house style, and does not hold it back.
    pub style: Vec<Found>,
}

impl Case {
    /// Carries out a command of `by`, who saw the case at revision `expected`.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] that says which rule holds it back. Nothing has happened then.
    pub fn decide(
        &self,
        expected: Revision,
        by: &AgentId,
        command: &Command,
        terms: &Terms<'_>,
    ) -> Result<Decided, Refusal> {
        if expected != self.revision && *command != Command::Hold {
            return Err(Refusal::Stale {
                expected,
                found: self.revision,
            });
        }
        let agent = terms
            .agents
            .get(by)
            .ok_or_else(|| Refusal::Stranger { agent: by.clone() })?;
        let mut desk = Deciding {
            case: self,
            agent,
            terms,
            out: Decided::default(),
        };
        desk.command(command)?;
        Ok(desk.out)
    }
}

/// One command while it is being decided on.
struct Deciding<'a> {
    case: &'a Case,
    agent: &'a Agent,
    terms: &'a Terms<'a>,
    out: Decided,
}

impl<'a> Deciding<'a> {
    fn command(&mut self, command: &Command) -> Result<(), Refusal> {
        match command {
            Command::Take { ownership } => self.take(*ownership),
            Command::Offer { to, briefing } => self.offer(to, briefing),
            Command::Accept => self.accept(),
            Command::Decline => self.decline(),
            Command::Reassign { to, briefing } => self.reassign(to, briefing),
            Command::Hold => self.hold(),
            Command::Draft {
                answers,
                revision,
                purpose,
                text,
            } => self.draft(answers, *revision, *purpose, text, &[]),
            Command::Insist {
                answers,
                revision,
                purpose,
                text,
                overrides,
            } => self.draft(answers, *revision, *purpose, text, overrides),
            Command::Edit { reply, text } => self.edit(*reply, text),
            Command::Approve { reply } => self.approve(*reply),
            Command::Discard { reply } => self.discard(*reply),
            Command::Settle {
                reply,
                part,
                arrived,
            } => self.settle(*reply, *part, *arrived),
            Command::Resend { reply } => self.resend(*reply),
            Command::Switch { to, because } => {
                self.owns()?;
                self.working()?;
                self.undisturbed()?;
                self.switch(to)?;
                let event = Event::ChannelSwitched {
                    offered: to.clone(),
                    because: *because,
                };
                self.out.events.insert(0, event);
                Ok(())
            }
            Command::Choose { channel } => self.choose(channel),
            Command::Prefer { channel, known } => self.prefer(channel, *known),
            Command::Learn {
                fact,
                value,
                source,
            } => self.learn(fact, value, *source),
            Command::Confirm { fact } => self.confirm(fact),
            Command::VerifyAnswer {
                answer,
                revision,
                verdict,
            } => self.verify_answer(answer, *revision, *verdict),
            Command::Rate { satisfaction } => self.rate(*satisfaction),
            Command::Merge { into } => self.merge(into),
            Command::Unmerge => self.unmerge(),
            Command::Dismiss { elsewhere } => self.dismiss(elsewhere),
            Command::Split { mentions } => self.split(mentions),
            Command::Waive { because } => {
                self.owns()?;
                self.may(Act::Waive, None)?;
                if !self.case.owes_follow_up() {
                    return Err(Refusal::NoFollowUpOwed);
                }
                self.then(Event::FollowUpWaived { because: *because })
            }
            Command::Promise { what, within } => self.promise(what, *within),
            Command::CallBack { what, within } => self.call_back(what, *within),
            Command::Keep { promise } => {
                self.owns()?;
                let is_open = self.case.open_promises().any(|(id, _)| id == promise);
                if !is_open {
                    return Err(Refusal::NothingOpen);
                }
                self.then(Event::PromiseKept { promise: *promise })
            }
            Command::Consult {
                department,
                question,
            } => self.consult(department, question),
            Command::Answer { consult, text } => self.answer(*consult, text),
            Command::Speak {
                channel,
                note,
                minutes,
            } => self.speak(channel, note, *minutes),
            Command::Note { text } => {
                let text = self.write(TextKind::Note, text)?;
                self.then(Event::NoteAdded { text })
            }
            Command::Plan {
                who,
                what,
                due,
                told_at,
            } => {
                self.owns()?;
                self.live()?;
                self.known(who)?;
                if *due < self.terms.now {
                    return Err(Refusal::OverAlready { due: *due });
                }
                let what = self.write(TextKind::NextStep, what)?;
                let step = NextStep {
                    who: who.clone(),
                    what,
                    due: *due,
                    told_at: *told_at,
                };
                self.then(Event::NextStepSet { step })
            }
            Command::Await => {
                self.owns()?;
                self.working()?;
                self.guard(Guard::NextStep, self.case.next_step.is_some())?;
                self.then(Event::AwaitingCustomer)
            }
            Command::Resume => {
                self.owns()?;
                match self.case.state {
                    State::AwaitingCustomer | State::OnOtherChannel | State::Consulting => {
                        self.then(Event::WorkResumed)
                    }
                    State::Owned => Err(Refusal::InHand {
                        agent: self.agent.id.clone(),
                        state: State::Owned,
                    }),
                    _ => Err(self.wrong_state()),
                }
            }
            Command::Resolve { resolution } => self.resolve(resolution),
            Command::Close => {
                self.owns()?;
                self.may(Act::Close, None)?;
                if self.case.state != State::Resolved {
                    return Err(self.wrong_state());
                }
                self.guard(Guard::FollowUp, !self.case.owes_follow_up())?;
                self.guard(Guard::Promise, self.case.open_promises().next().is_none())?;
                self.then(Event::Closed)
            }
            Command::Link { system, reference } => {
                if self.case.is_forgotten() {
                    return Err(Refusal::Forgotten);
                }
                if is_blank(system) || is_blank(reference) {
                    return Err(Refusal::NothingWritten);
                }
                self.then(Event::Linked {
                    system: system.clone(),
                    reference: reference.clone(),
                })
            }
        }
    }
}
