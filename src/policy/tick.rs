use chrono::{DateTime, Utc};

use super::Policy;
use super::known::{Asked, Known};
use super::record::{Actor, Record};
use super::terms::Terms;
use super::work::Work;
use crate::calendar::Calendar;
use crate::case::{CaseId, Effect, Event, Notice};
use crate::escalation::{
    Chain, ChainEvent, Chains, EndReason, Escalation, PlannedStep, Recipient, Signal,
};
use crate::sla::ClockEvent;

impl Work<'_> {
    /// Notices everything in a case that is due by `until`: at the instant it
    /// was due, however late we look.
    ///
    /// It comes before whatever changes the case, so that what held at a due
    /// instant still holds when we look.
    pub(super) fn tick(&mut self, id: &CaseId, until: DateTime<Utc>) {
        self.breach(id, until);
        self.break_promises(id, until);
        self.hear_signals(id, until);
        self.walk_chains(id, until);
        self.end_chains(id, until);
        self.purge(id, until);
    }

    /// Writes down the breaches up to `until`, so that what happens next comes after them.
    fn breach(&mut self, id: &CaseId, until: DateTime<Utc>) {
        let Some(record) = self.record(id) else {
            return;
        };
        let open = record.clocks.open().filter_map(|run| {
            let due = self.policy.due_unbreached(run, &self.terms)?;
            (due <= until).then(|| (due, run.id.clone()))
        });
        let mut breached: Vec<_> = open.collect();
        breached.sort_unstable();
        for (at, clock) in breached {
            self.clock(id, ClockEvent::Breached { id: clock, at });
        }
    }

    fn break_promises(&mut self, id: &CaseId, until: DateTime<Utc>) {
        let Some(record) = self.record(id) else {
            return;
        };
        let broken: Vec<_> = record
            .case
            .open_promises()
            .filter(|(_, promise)| !promise.broken && promise.due <= until)
            .map(|(promise, _)| *promise)
            .collect();
        for promise in broken {
            self.tell(id, Actor::Playbook, Event::PromiseBroken { promise });
        }
    }

    fn hear_signals(&mut self, id: &CaseId, until: DateTime<Utc>) {
        let Some(record) = self.record(id) else {
            return;
        };
        for signal in self.policy.signals(record, until, &self.terms) {
            if signal.at > until {
                continue;
            }
            let Some(record) = self.record(id) else {
                return;
            };
            for event in self.policy.escalate(&record.chains, &signal) {
                self.chain(id, Actor::Playbook, event);
            }
        }
    }

    /// Somebody outside tells of something that goes wrong in a case. Told
    /// again, it starts nothing anew; told ahead of its time, it counts as told now.
    pub(super) fn be_told(&mut self, id: &CaseId, signal: &Signal, known: &Known) -> Asked<()> {
        let Some((id, record)) = self.living(id, known)? else {
            return Ok(());
        };
        self.take(record);
        self.tick(&id, self.now);
        let Some(record) = self.record(&id).filter(|record| record.case.is_live()) else {
            return Ok(());
        };
        let mut signal = signal.clone().from_outside();
        signal.at = signal.at.min(self.now);
        for event in self.policy.escalate(&record.chains, &signal) {
            self.chain(&id, Actor::Playbook, event);
        }
        self.walk_chains(&id, self.now);
        Ok(())
    }

    fn walk_chains(&mut self, id: &CaseId, until: DateTime<Utc>) {
        let Some(record) = self.record(id) else {
            return;
        };
        let holds = |name: &crate::escalation::Circumstance| record.case.holds(name.as_str());
        let mut events = record.chains.advance(until, holds);
        let mut notices = Vec::new();
        for event in &mut events {
            let ChainEvent::Notified {
                id: chain,
                step,
                at,
                to,
            } = event
            else {
                continue;
            };
            let Some(running) = record.chains.get(chain) else {
                continue;
            };
            // As they are there at its instant.
            *to = self.policy.told(record, running, *step, *at);
            let name = format!("escalation/{id}/{chain}/{step}");
            let mut notice = Notice::new(name, to.clone(), running.escalation.as_str());
            notice.case = Some(id.clone());
            notice.chain = Some(chain.clone());
            notices.push(notice);
        }
        for event in events {
            self.chain(id, Actor::Playbook, event);
        }
        for notice in notices {
            self.effect(Effect::Notify(notice));
        }
    }

    /// A chain whose cause is over ends.
    fn end_chains(&mut self, id: &CaseId, until: DateTime<Utc>) {
        let Some(record) = self.record(id) else {
            return;
        };
        if !record.chains.iter().any(|(_, chain)| chain.is_running()) {
            return;
        }
        let signals = self.policy.signals(record, until, &self.terms);
        let is_live = record.case.is_live();
        let goes_on = |signal: &Signal| {
            if signal.outside {
                return is_live;
            }
            let is_at_once = |now: &Signal| signal.kind.is_measured() || now.at == signal.at;
            signals
                .iter()
                .any(|now| now.is_of_what(signal) && is_at_once(now))
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
                at: until,
                reason: EndReason::Settled,
                by: None,
            };
            self.chain(id, Actor::Playbook, ended);
        }
    }
}

impl Policy {
    /// What a signal brings about by the playbook's escalations, over their
    /// calendars: the chains it starts, and what it arms again.
    ///
    /// For what belongs to no case, such as a storm over a whole topic. What
    /// belongs to one comes in as [`Input::Signal`](super::Input::Signal).
    ///
    /// ```
    /// use chrono::{DateTime, Utc};
    /// use webcare::escalation::{Chains, Recipient, Signal, SignalKind};
    /// use webcare::playbook::Playbook;
    ///
    /// let policy = Playbook::from_value(toml::from_str(r#"
    ///     playbook = "Noorderlicht webcare"
    ///     version  = "3"
    ///     zone     = "Europe/Amsterdam"
    ///     rules    = []
    ///     [agents.els]
    ///     queues = ["webcare"]
    ///     [queues.webcare]
    ///     mandate = { acts = ["reply"] }
    ///     [[escalations]]
    ///     id    = "storm"
    ///     on    = "growth"
    ///     above = 300
    ///     steps = [{ after = "0 minutes", notify = "queue:webcare" }]
    /// "#)?)?.compile()?;
    ///
    /// // Four times as many posts on the topic as in the weeks before.
    /// let now: DateTime<Utc> = "2011-06-18T21:00:00Z".parse()?;
    /// let storm = Signal::new(SignalKind::Growth, now).about("claims").measuring(301);
    /// let mut chains = Chains::new(); // the host keeps it
    /// for event in policy.escalate(&chains, &storm) {
    ///     chains.apply(&event);
    /// }
    /// let due = chains.due(now);
    /// assert_eq!(due[0].planned.notify, [Recipient::Queue("webcare".into())]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn escalate(&self, chains: &Chains, signal: &Signal) -> Vec<ChainEvent> {
        let escalations = self
            .playbook
            .escalations
            .iter()
            .filter(|known| known.on.kind == signal.kind)
            .map(|known| (known, self.hours_of(known)));
        // A calendar that cannot reach the instant was refused with the playbook.
        let heard = chains.hear(signal, escalations);
        heard.unwrap_or_else(|error| error.events)
    }

    /// Whether a signal will bring anything about.
    fn is_answered(&self, chains: &Chains, signal: &Signal) -> bool {
        let mut escalations = self.playbook.escalations.iter();
        escalations.any(|it| it.on.kind == signal.kind && chains.answer(signal, it))
    }

    pub(super) fn hours_of(&self, escalation: &Escalation) -> &Calendar {
        let named = escalation.calendar.as_ref();
        named.map_or(&self.calendar, |name| self.calendar_named(name.as_str()))
    }

    /// The people who are told at a step: those of its recipients who are
    /// there at `at`, else those of the next steps, else its own, to be found
    /// when they come back. Where it has none, as a department's contact in a case of
    /// no department: those of the step before, and in the end whose case it is.
    fn told(&self, record: &Record, chain: &Chain, step: usize, at: DateTime<Utc>) -> Vec<String> {
        let there = self.hours_at(at);
        let present = |to: &Recipient| self.people(record, to, Some(&there), at);
        let reachable = chain.reachable(step, |to| !present(to).is_empty());
        let mut found: Vec<String> = reachable.iter().flat_map(|to| present(to)).collect();
        if found.is_empty() {
            let people = |to: &Recipient| self.people(record, to, None, at);
            let own_and_before = chain.plan.get(..=step).into_iter().flatten().rev();
            found = own_and_before
                .map(|step: &PlannedStep| step.notify.iter().flat_map(people).collect())
                .find(|found: &Vec<String>| !found.is_empty())
                .unwrap_or_else(|| people(&Recipient::Owner));
        }
        let mut told = Vec::with_capacity(found.len());
        for person in found {
            if !told.contains(&person) {
                told.push(person);
            }
        }
        told
    }

    /// When to look at a case again.
    pub(super) fn wake_at(
        &self,
        record: &Record,
        now: DateTime<Utc>,
        terms: &Terms,
    ) -> Option<DateTime<Utc>> {
        let open = record.clocks.open();
        let breaches = open.filter_map(|run| self.due_unbreached(run, terms));
        let promises = record
            .case
            .open_promises()
            .filter(|(_, promise)| !promise.broken)
            .map(|(_, promise)| promise.due);
        let signals = self
            .signals(record, now, terms)
            .into_iter()
            .filter(|signal| signal.at > now);
        let warnings = signals
            .filter(|signal| self.is_answered(&record.chains, signal))
            .map(|signal| signal.at);
        breaches
            .chain(promises)
            .chain(warnings)
            .chain(record.chains.next_wake())
            .chain(self.next_purge(&record.case))
            .min()
    }
}
