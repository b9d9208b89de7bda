//! What goes wrong in a case, or will: what escalations answer to.

use chrono::{DateTime, Utc};

use super::Policy;
use super::record::Record;
use super::terms::Terms;
use crate::case::{Case, FollowUp, State, Voice};
use crate::escalation::{Recipient, Signal, SignalKind};
use crate::sla::{ClockKind, Urgency};

impl Policy {
    /// Every signal of a case that something escalates by, each with the instant
    /// at which it goes wrong; what is measured, as it is `now`.
    pub(super) fn signals(
        &self,
        record: &Record,
        now: DateTime<Utc>,
        terms: &Terms,
    ) -> Vec<Signal> {
        let case = &record.case;
        let mut signals = self.signals_of_clocks(record, terms);
        let broken = case.open_promises().filter(|(_, promise)| promise.broken);
        signals.extend(broken.map(|(id, promise)| {
            Signal::new(SignalKind::PromiseBroken, promise.due).about(id.to_string())
        }));
        let is_over = matches!(case.state, State::Closed | State::Merged);
        if let Some(step) = case.next_step.as_ref().filter(|_| !is_over) {
            signals.push(Signal::new(SignalKind::StepOverdue, step.due));
        }
        if let FollowUp::Owed(since) = case.follow_up {
            signals.push(Signal::new(SignalKind::FollowUpOwed, since));
        }
        if let Some(since) = case.undelivered_since {
            signals.push(Signal::new(SignalKind::DeliveryUnknown, since));
        }
        if case.is_live() {
            if self.hears(SignalKind::NobodyPresent, None, record) {
                signals.extend(self.signals_of_absence(record));
            }
            signals.extend(self.signals_of_words(record));
            signals.extend(self.signals_of_measures(record, now));
        }
        signals
    }

    /// Whether a signal of a kind, and of a clock where it is of one, matters
    /// in a case: something escalates by it, or did. What takes a while to find
    /// out is found out for nobody else.
    fn hears(&self, kind: SignalKind, clock: Option<ClockKind>, record: &Record) -> bool {
        let mut escalations = self.playbook.escalations.iter().map(|known| &known.on);
        let mut chains = record.chains.iter().filter(|(_, chain)| chain.is_running());
        escalations.any(|on| on.kind == kind && (on.clock.is_none() || on.clock == clock))
            || chains.any(|(_, chain)| chain.signal.kind == kind)
    }

    fn signals_of_clocks(&self, record: &Record, terms: &Terms) -> Vec<Signal> {
        let mut signals = Vec::new();
        for run in record.clocks.open() {
            let hears = |kind| self.hears(kind, Some(run.id.kind), record);
            let breached = |at| Signal::new(SignalKind::Breached, at).of(run.id.clone());
            let breached = run.breached.map(breached);
            let mut chains = record.chains.iter();
            // Who heard that it is late need not hear from a newer playbook that it will be.
            let is_told = chains.any(|(_, chain)| breached.as_ref() == Some(&chain.signal));
            if hears(SignalKind::DueSoon)
                && !is_told
                && let Some(at) = self.warn_at(run, terms)
            {
                signals.push(Signal::new(SignalKind::DueSoon, at).of(run.id.clone()));
            }
            signals.extend(breached.filter(|_| hears(SignalKind::Breached)));
        }
        signals
    }

    /// What somebody may have to hear at once.
    fn signals_of_words<'r>(&self, record: &'r Record) -> impl Iterator<Item = Signal> + use<'r> {
        const AT_ONCE: [SignalKind; 3] = [SignalKind::Legal, SignalKind::Safety, SignalKind::Press];
        let heard = AT_ONCE.map(|kind| self.hears(kind, None, record).then_some(kind));
        record.case.voices.values().flat_map(move |voice| {
            let kinds = heard.into_iter().flatten();
            let told = kinds.filter(|kind| speaks_of(voice, *kind));
            told.map(|kind| Signal::new(kind, voice.spoken_at))
        })
    }

    fn signals_of_measures(
        &self,
        record: &Record,
        now: DateTime<Utc>,
    ) -> impl Iterator<Item = Signal> {
        const MEASURES: [(SignalKind, Measure); 5] = [
            (SignalKind::Reach, Case::reach),
            (SignalKind::Growth, growth),
            (SignalKind::RepeatContact, |case| case.came_back.into()),
            (SignalKind::RepeatedExplanation, |case| {
                case.repeated_explanations.into()
            }),
            (SignalKind::HandOffs, |case| case.idle_hand_offs.into()),
        ];
        let heard = |(kind, _): &(SignalKind, _)| self.hears(*kind, None, record);
        let measures = MEASURES.into_iter().filter(heard);
        measures.map(move |(kind, of)| Signal::new(kind, now).measuring(of(&record.case)))
    }

    /// Nobody is there to answer for a department, or to take what cannot wait.
    fn signals_of_absence(&self, record: &Record) -> Vec<Signal> {
        let case = &record.case;
        let unheard = case.open_consults().filter(|(_, it)| it.person.is_none());
        let mut signals: Vec<Signal> = unheard
            .map(|(id, consult)| {
                Signal::new(SignalKind::NobodyPresent, consult.asked_at).about(id.to_string())
            })
            .collect();
        let waits = matches!(case.state, State::New | State::Reopened);
        let cannot_wait = case.cores().into_iter().find(|voice| {
            waits && voice.urgency == Urgency::Urgent && case.is_unanswered(&voice.mention)
        });
        if let Some(voice) = cannot_wait {
            let at = voice.spoken_at.max(voice.seen_at);
            let there = self.hours_at(at);
            let on_duty = self.people(record, &Recipient::OnDuty, Some(&there), at);
            if on_duty.is_empty() {
                signals.push(Signal::new(SignalKind::NobodyPresent, at));
            }
        }
        signals
    }
}

/// What is measured of a case.
type Measure = fn(&Case) -> u64;

/// Whether the reason for an answer, the topic or a tag of a mention names a kind of signal.
fn speaks_of(voice: &Voice, kind: SignalKind) -> bool {
    let reason = voice.reason.iter().map(|reason| reason.as_str());
    let topic = voice.topic.iter().map(|topic| topic.as_str());
    let tags = voice.tags.iter().map(String::as_str);
    let mut named = reason.chain(topic).chain(tags).map(|word| match word {
        "legal" => Some(SignalKind::Legal),
        "urgent" | "safety" => Some(SignalKind::Safety),
        "press" => Some(SignalKind::Press),
        _ => None,
    });
    named.any(|named| named == Some(kind))
}

/// How much its reach grew over what it was when it was first told, in per cent.
fn growth(case: &Case) -> u64 {
    let grown = case.reach().saturating_sub(case.first_reach);
    let share = u128::from(grown) * 100 / u128::from(case.first_reach.max(1));
    u64::try_from(share).unwrap_or(u64::MAX)
}
