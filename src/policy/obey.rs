use chrono::{DateTime, TimeDelta, Utc};

use super::Policy;
use super::commit::Settled;
use super::input::{Handling, Order, Receipt};
use super::known::{Asked, Known};
use super::record::{Actor, Record};
use super::work::Work;
use crate::case::{Case, CaseId, Command, Effect, EffectId, Notice, Refusal, Terms};
use crate::escalation::{ChainEvent, ChainId, Escalation, Recipient, SignalKind, Trigger};
use crate::mention::{Handle, MentionKey};
use crate::reply::style::Addressee;
use crate::team::{AgentId, Presence};

impl Work<'_> {
    /// An agent wants something done.
    pub(super) fn obey(&mut self, order: &Order, known: &Known) -> Asked<Result<(), Refusal>> {
        let Some(record) = known.case(&order.case)? else {
            return Ok(Err(Refusal::NoSuchCase));
        };
        let answered = answered(&order.command, &record.case).cloned();
        let (recipient, addressee) = match &answered {
            Some(answers) => (recipient(answers, known)?, known.addressee(answers)?),
            None => (None, None),
        };
        let judged = match &order.command {
            Command::VerifyAnswer { answer, .. } => known.filing(answer)?,
            _ => None,
        };
        let presence = match order.command {
            Command::Consult { .. } => Some(
                known
                    .presence()?
                    .cloned()
                    .unwrap_or_else(|| self.policy.presence(self.now)),
            ),
            _ => None,
        };
        self.take(record);
        // What was due before the command is noticed before it, so that a
        // late answer is a late answer.
        self.tick(&order.case, self.now);
        let Some(record) = self.record(&order.case) else {
            return Ok(Err(Refusal::NoSuchCase));
        };
        let terms = Terms {
            answer: judged.map(|filing| filing.revision),
            ..self.terms(presence.as_ref(), recipient.as_ref(), addressee)
        };
        match record
            .case
            .decide(order.expected, &order.by, &order.command, &terms)
        {
            Ok(decided) => {
                let by = Actor::Agent(order.by.clone());
                self.carry_out(&order.case, &by, decided);
                self.with_the_other(order, known)
            }
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    fn terms<'t>(
        &'t self,
        presence: Option<&'t Presence>,
        recipient: Option<&'t Handle>,
        addressee: Option<&'t Addressee>,
    ) -> Terms<'t> {
        let playbook = &self.policy.playbook;
        Terms {
            now: self.now,
            agents: &playbook.agents,
            queues: &playbook.queues,
            departments: &playbook.departments,
            channels: &playbook.channels,
            guards: &playbook.guards,
            four_eyes: &playbook.four_eyes,
            calendar: &self.policy.calendar,
            longest_promise: playbook.longest_promise,
            longest_callback: playbook.longest_callback,
            style: playbook.style.as_ref(),
            referrals: &self.policy.referrals,
            supervisor: playbook.supervisor.as_ref(),
            presence,
            recipient,
            addressee,
            answer: None,
        }
    }

    /// A channel told what became of a part.
    pub(super) fn receive(&mut self, receipt: &Receipt, known: &Known) -> Asked<()> {
        let id = &receipt.part.case;
        if let Some(lease) = receipt.lease {
            let effect = EffectId::sending(&receipt.part);
            self.settle(Settled { effect, lease });
        }
        let Some(record) = known.case(id)? else {
            return Ok(());
        };
        self.take(record);
        let reply = record.case.replies.get(&receipt.part.reply);
        let left = reply.and_then(|reply| reply.approved_at);
        // Nothing arrives before it leaves, or later than now.
        let at = receipt.at.max(left.unwrap_or(receipt.at)).min(self.now);
        let events = record.case.receive(&receipt.part, &receipt.fate, at);
        if !events.is_empty() {
            // What was due before the part arrived is breached, and stays so.
            let just_before = at.checked_sub_signed(TimeDelta::nanoseconds(1));
            self.tick(id, just_before.unwrap_or(at));
        }
        for event in events {
            self.tell_at(id, Actor::Channel, event, at);
        }
        Ok(())
    }

    /// Somebody does something with a warning.
    pub(super) fn handle(
        &mut self,
        id: &CaseId,
        chain: &ChainId,
        by: &AgentId,
        how: &Handling,
        known: &Known,
    ) -> Asked<Result<(), Refusal>> {
        if let Err(refusal) = self.policy.may_handle(by, how) {
            return Ok(Err(refusal));
        }
        let Some(record) = known.case(id)? else {
            return Ok(Ok(()));
        };
        self.take(record);
        self.tick(id, self.now);
        let Some(record) = self.record(id) else {
            return Ok(Ok(()));
        };
        let now = self.now;
        let chains = &record.chains;
        let event = match how {
            Handling::Acknowledge => chains.acknowledge(chain, by.as_str(), now),
            Handling::Snooze { until } => chains.snooze(chain, by.as_str(), now, *until),
            Handling::Stop => chains.stop(chain, by.as_str(), now),
            Handling::HandOver { to } => {
                let accept_by = self.policy.accept_by(record, chain, now);
                let to = to.clone();
                accept_by.and_then(|by_then| chains.hand_over(chain, by.as_str(), to, now, by_then))
            }
        };
        let notice = event.as_ref().and_then(|event| self.given(record, event));
        if let Some(event) = event {
            self.chain(id, Actor::Agent(by.clone()), event);
        }
        if let Some(notice) = notice {
            self.effect(Effect::Notify(notice));
        }
        Ok(Ok(()))
    }

    /// Tells whoever is given a warning.
    fn given(&self, record: &Record, event: &ChainEvent) -> Option<Notice> {
        let ChainEvent::HandedOver { id, to, at, .. } = event else {
            return None;
        };
        let because = &record.chains.get(id)?.escalation;
        let to = self.policy.people(record, to, None, *at);
        let case = &record.case.id;
        let millis = at.timestamp_millis();
        let name = format!("escalation/{case}/{id}/given@{millis}");
        let mut notice = Notice::new(name, to, because.as_str());
        notice.case = Some(case.clone());
        notice.chain = Some(id.clone());
        Some(notice)
    }

    /// The instant that a commit asked for has come.
    pub(super) fn wake(&mut self, id: &CaseId, known: &Known) -> Asked<()> {
        if let Some(record) = known.case(id)? {
            self.take(record);
            self.tick(id, self.now);
        }
        if let Some(record) = self.record(id) {
            for event in self.policy.replan(record) {
                self.clock(id, event);
            }
        }
        Ok(())
    }
}

impl Policy {
    /// Whether the playbook knows who does something with a warning, and to
    /// whom it is given.
    fn may_handle(&self, by: &AgentId, how: &Handling) -> Result<(), Refusal> {
        if !self.knows(by) {
            return Err(Refusal::Stranger { agent: by.clone() });
        }
        let Handling::HandOver { to } = how else {
            return Ok(());
        };
        match to {
            Recipient::Agent(agent) if !self.knows(&agent.as_str().into()) => {
                Err(Refusal::Stranger {
                    agent: agent.as_str().into(),
                })
            }
            Recipient::Queue(queue) if !self.playbook.queues.contains_key(queue.as_str()) => {
                Err(Refusal::NoSuchQueue {
                    queue: queue.as_str().into(),
                })
            }
            _ => Ok(()),
        }
    }

    /// Until when whoever is given a chain may acknowledge it.
    fn accept_by(
        &self,
        record: &Record,
        chain: &ChainId,
        given: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let named = &record.chains.get(chain)?.escalation;
        let known = self.playbook.escalations.iter().find(|it| it.id == *named);
        let usual = Escalation::new(named.clone(), Trigger::on(SignalKind::Breached));
        let escalation = known.unwrap_or(&usual);
        escalation.accept_by(given, self.hours_of(escalation)).ok()
    }
}

/// The mention that a draft answers.
fn answered<'c>(command: &'c Command, case: &'c Case) -> Option<&'c MentionKey> {
    match command {
        Command::Draft { answers, .. } | Command::Insist { answers, .. } => Some(answers),
        Command::Edit { reply, .. } => case.replies.get(reply).map(|reply| &reply.answers),
        _ => None,
    }
}

/// To whom a draft is written. It comes from the mention it answers, never from a person's file.
fn recipient(answers: &MentionKey, known: &Known) -> Asked<Option<Handle>> {
    let filing = known.filing(answers)?;
    Ok(filing
        .and_then(|filing| filing.heard.as_ref())
        .map(|heard| heard.author.clone()))
}
