//! What is agreed with the customer and with colleagues, and how it ends.

use super::Deciding;
use crate::case::effect::TextKind;
use crate::case::event::Event;
use crate::case::guard::Guard;
use crate::case::id::{ConsultId, PromiseId};
use crate::case::parts::Resolution;
use crate::case::refusal::Refusal;
use crate::case::{FollowUp, State};
use crate::channel::{ChannelId, Medium, Visibility};
use crate::sla::Target;
use crate::team::Act;
use crate::team::DepartmentId;
use crate::text::{Private, is_blank};

impl<'a> Deciding<'a> {
    pub(super) fn switch(&mut self, to: &[ChannelId]) -> Result<(), Refusal> {
        let mut offline = false;
        let mut private = false;
        for id in to {
            let channel = self.channel(id)?;
            offline |= channel.is_offline();
            private |= channel.visibility == Visibility::Private;
        }
        if !offline {
            return Err(Refusal::OnlyDigitalWays);
        }
        let wanted = self.case.preference.as_ref();
        let offers_wanted = wanted.is_none_or(|it| to.contains(&it.channel));
        self.guard(Guard::Preference, offers_wanted)?;
        let was_public = self
            .case
            .cores()
            .iter()
            .any(|voice| voice.visibility == Visibility::Public);
        if private && was_public && self.case.follow_up == FollowUp::None {
            self.out.events.push(Event::FollowUpOwed);
        }
        Ok(())
    }

    pub(super) fn promise(&mut self, what: &Private, within: Target) -> Result<(), Refusal> {
        self.agree(what, within, false)
    }

    pub(super) fn call_back(&mut self, what: &Private, within: Target) -> Result<(), Refusal> {
        self.agree(what, within, true)
    }

    fn agree(&mut self, what: &Private, within: Target, callback: bool) -> Result<(), Refusal> {
        self.owns()?;
        self.live()?;
        self.may(Act::Promise, None)?;
        let due = self.due(within)?;
        let longest = [
            self.terms.longest_promise,
            self.terms.longest_callback.filter(|_| callback),
        ];
        for longest in longest.into_iter().flatten() {
            if self.due(longest)? < due {
                return Err(Refusal::TooLate { longest });
            }
        }
        let what = self.write(TextKind::Promise, what)?;
        self.then(Event::Promised {
            promise: PromiseId::after(self.case.promises.len()),
            what,
            due,
            callback,
            within: Some(within),
            made_at: None,
        })
    }

    pub(super) fn consult(
        &mut self,
        department: &DepartmentId,
        question: &Private,
    ) -> Result<(), Refusal> {
        self.owns()?;
        self.working()?;
        let department =
            self.terms
                .departments
                .get(department)
                .ok_or_else(|| Refusal::NoSuchDepartment {
                    department: department.clone(),
                })?;
        let person = match self.terms.presence {
            Some(there) => there.answering(department).cloned(),
            None => Some(department.contact.clone()),
        };
        let due = department.ola.map(|ola| self.due(ola)).transpose()?;
        let question = self.write(TextKind::Consult, question)?;
        self.then(Event::Consulted {
            consult: ConsultId::after(self.case.consults.len()),
            department: department.id.clone(),
            person,
            question,
            due,
        })
    }

    pub(super) fn answer(&mut self, consult: ConsultId, text: &Private) -> Result<(), Refusal> {
        let open = self
            .case
            .open_consults()
            .filter(|(id, _)| **id == consult)
            .count();
        if open == 0 {
            return Err(Refusal::NothingOpen);
        }
        let others = self.case.open_consults().count() - open;
        let answer = self.write(TextKind::Consult, text)?;
        self.out
            .events
            .push(Event::ConsultAnswered { consult, answer });
        if others == 0 && self.case.state == State::Consulting {
            self.out.events.push(Event::WorkResumed);
        }
        Ok(())
    }

    pub(super) fn speak(
        &mut self,
        channel: &ChannelId,
        note: &Private,
        minutes: Option<u32>,
    ) -> Result<(), Refusal> {
        self.owns()?;
        self.live()?;
        self.undisturbed()?;
        let channel = self.channel(channel)?;
        if !channel.is_spoken() {
            return Err(Refusal::WrongMedium {
                channel: channel.id.clone(),
            });
        }
        if !self.agent.trained || !self.agent.can_speak_on(channel.id.as_str()) {
            return Err(Refusal::NotTrained {
                agent: self.agent.id.clone(),
                channel: channel.id.clone(),
            });
        }
        let noted = !is_blank(note.reveal());
        self.guard(Guard::Note, noted)?;
        let note = if noted {
            Some(self.write(TextKind::Note, note)?)
        } else {
            None
        };
        self.then(Event::Spoken {
            channel: channel.id.clone(),
            note,
            minutes,
        })?;
        if self.case.state == State::OnOtherChannel && self.case.switched_to.contains(&channel.id) {
            let channel = channel.id.clone();
            self.out.events.push(Event::SwitchTaken { channel });
        }
        if channel.medium == Medium::Phone {
            let calls = self.case.open_promises().filter(|(_, it)| it.callback);
            let kept = calls.map(|(promise, _)| Event::PromiseKept { promise: *promise });
            self.out.events.extend(kept);
        }
        Ok(())
    }

    pub(super) fn resolve(&mut self, resolution: &Resolution) -> Result<(), Refusal> {
        self.owns()?;
        self.working()?;
        let (act, amount) = match resolution {
            Resolution::Goodwill { amount } => (Act::Goodwill, Some(*amount)),
            Resolution::Referred { .. } => (Act::Refer, None),
            Resolution::Resolved
            | Resolution::AnsweredInPublic { .. }
            | Resolution::FormalComplaint { .. }
            | Resolution::NoAnswerFromCustomer
            | Resolution::NothingNeeded => (Act::Resolve, None),
        };
        self.may(act, amount)?;
        self.undisturbed()?;
        match resolution {
            Resolution::Referred { to } => self.refer(to)?,
            Resolution::AnsweredInPublic { link: named }
            | Resolution::FormalComplaint {
                reference: named, ..
            } if is_blank(named) => {
                return Err(Refusal::NothingWritten);
            }
            _ => {}
        }
        self.guard(Guard::Promise, self.case.open_promises().next().is_none())?;
        let came_back = *resolution != Resolution::NoAnswerFromCustomer;
        self.guard(Guard::Note, !(came_back && self.case.note_owed))?;
        let relies = !matches!(
            resolution,
            Resolution::NoAnswerFromCustomer | Resolution::NothingNeeded
        );
        let is_sure = self.case.inferred().next().is_none();
        self.guard(Guard::Fact, !relies || is_sure)?;
        self.then(Event::Resolved {
            resolution: resolution.clone(),
        })
    }

    /// Nobody is sent to a place that nobody looked at, or without a word on
    /// what happens next (S1:9).
    fn refer(&mut self, to: &str) -> Result<(), Refusal> {
        let departments = &self.terms.departments;
        let is_known =
            self.terms.referrals.contains(to) || departments.contains_key(&DepartmentId::from(to));
        if !is_known {
            return Err(Refusal::NoSuchReferral { to: to.to_owned() });
        }
        let step = self.case.next_step.as_ref();
        self.guard(
            Guard::NextStep,
            step.is_some_and(|step| step.told_at.is_some()),
        )
    }
}
