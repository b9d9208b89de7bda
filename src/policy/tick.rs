use chrono::{DateTime, Utc};

use super::Policy;
use super::clocks::running;
use super::record::{Actor, Record};
use super::work::Work;
use crate::calendar::Calendar;
use crate::case::{CaseId, Effect, Event, Notice, Owner, Voice};
use crate::escalation::{ChainEvent, EndReason, Escalation, Recipient, Signal, SignalKind};

impl Work<'_> {
    /// Notices everything in a case that is due by now: at the instant it was
    /// due, however late we look.
    pub(super) fn tick(&mut self, id: &CaseId) {
        self.breach(id, self.now);
        self.break_promises(id);
        self.hear_signals(id);
        self.walk_chains(id);
        self.end_chains(id);
    }

    /// Writes down the breaches up to `until`, so that what happens next comes after them.
    pub(super) fn breach(&mut self, id: &CaseId, until: DateTime<Utc>) {
        let Some(record) = self.record(id) else {
            return;
        };
        for event in record
            .clocks
            .breaches(until, |_| Some(&self.policy.calendar))
        {
            self.clock(id, event);
        }
    }

    fn break_promises(&mut self, id: &CaseId) {
        let Some(record) = self.record(id) else {
            return;
        };
        let broken: Vec<_> = record
            .case
            .open_promises()
            .filter(|(_, promise)| !promise.broken && promise.due <= self.now)
            .map(|(promise, _)| *promise)
            .collect();
        for promise in broken {
            self.tell(id, Actor::Playbook, Event::PromiseBroken { promise });
        }
    }

    fn hear_signals(&mut self, id: &CaseId) {
        let Some(record) = self.record(id) else {
            return;
        };
        for signal in self.policy.signals(record, self.now) {
            if signal.at > self.now {
                continue;
            }
            let Some(record) = self.record(id) else {
                return;
            };
            for event in self.policy.hear(record, &signal) {
                self.chain(id, Actor::Playbook, event);
            }
        }
    }

    fn walk_chains(&mut self, id: &CaseId) {
        let Some(record) = self.record(id) else {
            return;
        };
        let mut notices = Vec::new();
        for due in record.chains.due(self.now) {
            let Some(chain) = record.chains.get(due.chain) else {
                continue;
            };
            let people = |recipient: &Recipient| self.policy.people(record, recipient, self.now);
            let reachable = chain.reachable(due.step, |recipient| !people(recipient).is_empty());
            let mut to: Vec<String> = reachable.into_iter().flat_map(people).collect();
            to.dedup();
            let name = format!("escalation/{id}/{}/{}", due.chain, due.step);
            let mut notice = Notice::new(name, to, chain.escalation.as_str());
            notice.case = Some(id.clone());
            notices.push(notice);
        }
        for event in record.chains.advance(self.now) {
            self.chain(id, Actor::Playbook, event);
        }
        for notice in notices {
            self.effect(Effect::Notify(notice));
        }
    }

    /// A chain whose cause is over ends.
    fn end_chains(&mut self, id: &CaseId) {
        let Some(record) = self.record(id) else {
            return;
        };
        let signals = self.policy.signals(record, self.now);
        let goes_on = |signal: &Signal| {
            let still = |now: &Signal| now.kind == signal.kind && now.clock == signal.clock;
            signals
                .iter()
                .any(|now| still(now) && (signal.kind.is_measured() || now.at == signal.at))
        };
        let over: Vec<_> = record
            .chains
            .iter()
            .filter(|(_, chain)| chain.is_running() && !goes_on(&chain.signal))
            .map(|(chain, _)| chain.clone())
            .collect();
        for chain in over {
            let ended = ChainEvent::Ended {
                id: chain,
                at: self.now,
                reason: EndReason::Settled,
            };
            self.chain(id, Actor::Playbook, ended);
        }
    }
}

impl Policy {
    /// What goes wrong in a case, or will: each with the instant it does.
    fn signals(&self, record: &Record, now: DateTime<Utc>) -> Vec<Signal> {
        let case = &record.case;
        let mut signals = Vec::new();
        for run in running(record) {
            if let Ok(at) = run
                .clock(&self.calendar)
                .at_share(self.playbook.sla.warn_at)
            {
                signals.push(Signal::new(SignalKind::DueSoon, at).of(run.kind));
            }
            if let Some(at) = run.breached {
                signals.push(Signal::new(SignalKind::Breached, at).of(run.kind));
            }
        }
        let broken = case.open_promises().filter(|(_, promise)| promise.broken);
        signals
            .extend(broken.map(|(_, promise)| Signal::new(SignalKind::PromiseBroken, promise.due)));
        if let crate::case::FollowUp::Owed(since) = case.follow_up {
            signals.push(Signal::new(SignalKind::FollowUpOwed, since));
        }
        if let Some(since) = case.undelivered_since {
            signals.push(Signal::new(SignalKind::DeliveryUnknown, since));
        }
        if case.is_live() {
            let unanswered = case
                .open_consults()
                .filter(|(_, consult)| consult.person.is_none());
            signals.extend(
                unanswered
                    .map(|(_, consult)| Signal::new(SignalKind::NobodyPresent, consult.asked_at)),
            );
            signals.extend(case.cores().into_iter().filter_map(voice_signal));
            let measured = [
                (SignalKind::Reach, case.reach()),
                (
                    SignalKind::RepeatedExplanation,
                    u64::from(case.repeated_explanations),
                ),
                (SignalKind::HandOffs, u64::from(case.hand_offs)),
            ];
            let measured = measured.into_iter().filter(|(_, value)| *value > 0);
            signals.extend(measured.map(|(kind, value)| Signal::new(kind, now).measuring(value)));
        }
        signals
    }

    /// The chains that a signal starts in a case.
    fn hear(&self, record: &Record, signal: &Signal) -> Vec<ChainEvent> {
        let escalations = self
            .playbook
            .escalations
            .iter()
            .map(|known| (known, self.hours_of(known)));
        // A calendar that cannot reach the instant was refused with the playbook.
        record.chains.hear(signal, escalations).unwrap_or_default()
    }

    fn hours_of(&self, escalation: &Escalation) -> &Calendar {
        let named = escalation
            .calendar
            .as_ref()
            .and_then(|name| self.playbook.calendars.get(name.as_str()));
        named.unwrap_or(&self.calendar)
    }

    /// The people that a recipient stands for in this case, now.
    fn people(&self, record: &Record, recipient: &Recipient, now: DateTime<Utc>) -> Vec<String> {
        let case = &record.case;
        match recipient {
            Recipient::Owner => match &case.owner {
                Owner::Agent(agent) => vec![agent.to_string()],
                Owner::Queue(queue) => vec![format!("queue:{queue}")],
            },
            Recipient::Contact => self
                .department(record)
                .map(|department| department.contact.to_string())
                .into_iter()
                .collect(),
            Recipient::Backup => self
                .department(record)
                .map(|department| department.backups.iter().map(ToString::to_string).collect())
                .unwrap_or_default(),
            Recipient::Supervisor => self
                .playbook
                .supervisor
                .iter()
                .map(ToString::to_string)
                .collect(),
            Recipient::Pr => self
                .playbook
                .pr
                .as_ref()
                .map(|pr| self.people_of(pr))
                .unwrap_or_default(),
            Recipient::OnDuty => {
                let there = self.presence(now);
                let works = |agent: &&crate::team::Agent| match case.home_queue() {
                    Some(queue) => agent.queues.contains(queue),
                    None => true,
                };
                let on_duty = self
                    .playbook
                    .agents
                    .values()
                    .filter(|agent| there.has(&agent.id))
                    .filter(works);
                on_duty.map(|agent| agent.id.to_string()).collect()
            }
            Recipient::Queue(queue) => vec![format!("queue:{queue}")],
            Recipient::Agent(agent) => vec![agent.clone()],
        }
    }

    /// When to look at a case again.
    pub(super) fn wake_at(&self, record: &Record, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let breaches = record
            .clocks
            .due(|_| Some(&self.calendar))
            .into_iter()
            .map(|(at, _)| at);
        let promises = record
            .case
            .open_promises()
            .filter(|(_, promise)| !promise.broken)
            .map(|(_, promise)| promise.due);
        let signals = self
            .signals(record, now)
            .into_iter()
            .filter(|signal| signal.at > now);
        let warnings = signals
            .filter(|signal| !self.hear(record, signal).is_empty())
            .map(|signal| signal.at);
        breaches
            .chain(promises)
            .chain(warnings)
            .chain(record.chains.next_wake())
            .min()
    }
}

/// The reasons for which somebody may have to hear at once.
fn voice_signal(voice: &Voice) -> Option<Signal> {
    let kind = match voice.reason.as_ref()?.as_str() {
        "legal" => SignalKind::Legal,
        "urgent" => SignalKind::Safety,
        "press" => SignalKind::Press,
        _ => return None,
    };
    Some(Signal::new(kind, voice.spoken_at))
}
