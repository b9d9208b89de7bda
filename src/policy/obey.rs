use chrono::TimeDelta;

use super::commit::Settled;
use super::input::{Order, Receipt};
use super::known::{Asked, Known};
use super::record::Actor;
use super::work::Work;
use crate::case::{CaseId, Command, EffectId, Refusal, Terms};
use crate::escalation::{Chain, ChainEvent, ChainId};
use crate::mention::Handle;
use crate::team::{AgentId, Presence};

impl Work<'_> {
    /// An agent wants something done.
    pub(super) fn obey(&mut self, order: &Order, known: &Known) -> Asked<Result<(), Refusal>> {
        let Some(record) = known.case(&order.case)? else {
            return Ok(Err(Refusal::NoSuchCase));
        };
        let recipient = recipient(&order.command, known)?;
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
        self.tick(&order.case);
        let Some(record) = self.record(&order.case) else {
            return Ok(Err(Refusal::NoSuchCase));
        };
        let terms = self.terms(presence.as_ref(), recipient.as_ref());
        match record
            .case
            .decide(order.expected, &order.by, &order.command, &terms)
        {
            Ok(decided) => {
                self.carry_out(&order.case, &Actor::Agent(order.by.clone()), decided);
                Ok(Ok(()))
            }
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    fn terms<'t>(
        &'t self,
        presence: Option<&'t Presence>,
        recipient: Option<&'t Handle>,
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
            presence,
            recipient,
        }
    }

    /// A channel told what became of a part.
    pub(super) fn receive(&mut self, receipt: &Receipt, known: &Known) -> Asked<()> {
        let id = &receipt.part.case;
        if let Some(lease) = receipt.lease {
            let effect = EffectId::from(format!("send/{}", receipt.part));
            self.settle(Settled { effect, lease });
        }
        let Some(record) = known.case(id)? else {
            return Ok(());
        };
        self.take(record);
        let events = record.case.receive(&receipt.part, &receipt.fate);
        if !events.is_empty() {
            // What was due before the part arrived is breached, and stays so.
            let at = receipt.at.min(self.now);
            let just_before = at.checked_sub_signed(TimeDelta::nanoseconds(1));
            self.breach(id, just_before.unwrap_or(at));
        }
        for event in events {
            self.tell_at(id, Actor::Channel, event, receipt.at);
        }
        Ok(())
    }

    /// Somebody took a warning in hand.
    pub(super) fn acknowledge(
        &mut self,
        id: &CaseId,
        chain: &ChainId,
        by: &AgentId,
        known: &Known,
    ) -> Asked<()> {
        let Some(record) = known.case(id)? else {
            return Ok(());
        };
        self.take(record);
        let is_running = record.chains.get(chain).is_some_and(Chain::is_running);
        if is_running {
            let event = ChainEvent::Acknowledged {
                id: chain.clone(),
                by: by.to_string(),
                at: self.now,
            };
            self.chain(id, Actor::Agent(by.clone()), event);
        }
        Ok(())
    }

    /// The instant that a commit asked for has come.
    pub(super) fn wake(&mut self, id: &CaseId, known: &Known) -> Asked<()> {
        if let Some(record) = known.case(id)? {
            self.take(record);
        }
        Ok(())
    }
}

/// To whom a draft is written. It comes from the mention it answers, never from a person's file.
fn recipient(command: &Command, known: &Known) -> Asked<Option<Handle>> {
    let Command::Draft { answers, .. } = command else {
        return Ok(None);
    };
    let filing = known.filing(answers)?;
    Ok(filing
        .and_then(|filing| filing.heard.as_ref())
        .map(|heard| heard.author.clone()))
}
