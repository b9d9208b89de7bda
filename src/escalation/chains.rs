use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Acknowledged, Chain, ChainEvent, ChainId, Circumstance, EndReason, Ended, Escalation,
    EscalationId, HandOver, PlannedStep, Recipient, Signal,
};
use crate::calendar::{Calendar, CalendarError};
use crate::sorted::{SortedMap, SortedSet};

/// The chains of one matter, folded from their events.
///
/// The fold holds no rules and never fails: an event of a chain that is not
/// there changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chains {
    chains: SortedMap<ChainId, Chain>,
}

/// A step that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Due<'c> {
    /// Of which chain.
    pub chain: &'c ChainId,
    /// Its place in the plan, from 0.
    pub step: usize,
    /// When it was to be told, however late that is noticed.
    pub at: DateTime<Utc>,
    /// Who is to be told.
    pub planned: &'c PlannedStep,
}

/// A signal for which the plan of some escalation has no answer.
///
/// ```
/// # use webcare::calendar::{Calendar, CalendarError};
/// # use webcare::escalation::*;
/// let tell = Step::new("1 business hour".parse()?, [Recipient::Pr]);
/// let [radio, paper] = ["radio", "paper"]
///     .map(|id| Escalation::new(id, Trigger::on(SignalKind::Press)).step(tell.clone()));
/// let never = Calendar::weekly(chrono_tz::UTC);
/// let asked = Signal::new(SignalKind::Press, "2026-01-05T10:00:00Z".parse()?);
///
/// let mut chains = Chains::new();
/// let heard = chains.hear(&asked, [(&radio, &never), (&paper, &Calendar::always())]);
/// let error = heard.unwrap_err();
/// assert_eq!(error.unplanned, [("radio".into(), CalendarError::NeverOpens)]);
/// for event in &error.events {
///     chains.apply(event);
/// }
/// assert_eq!(chains.iter().count(), 1); // of the paper
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no chain was started by {}", named(.unplanned))]
#[non_exhaustive]
pub struct HearError {
    /// What the other escalations bring about.
    pub events: Vec<ChainEvent>,
    /// The escalations that have no plan, and why.
    pub unplanned: Vec<(EscalationId, CalendarError)>,
}

fn named(unplanned: &[(EscalationId, CalendarError)]) -> String {
    let each = unplanned.iter().map(|(id, why)| format!("`{id}`: {why}"));
    each.collect::<Vec<_>>().join("; ")
}

impl Chains {
    /// Why a step is left out whose recipients all hear of another at the same instant.
    pub const TOLD_JUST_NOW: &str = "told-just-now";

    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What a signal brings about: the chains that it starts, each escalation
    /// with the calendar for its steps.
    ///
    /// The same signal starts nothing twice, and a measure that stays above
    /// its level starts nothing again.
    ///
    /// # Errors
    /// When a calendar has no answer for a plan. The error names the
    /// escalation, and has what the others bring about: apply that too.
    pub fn hear<'e>(
        &self,
        signal: &Signal,
        escalations: impl IntoIterator<Item = (&'e Escalation, &'e Calendar)>,
    ) -> Result<Vec<ChainEvent>, HearError> {
        let (mut events, mut unplanned) = (Vec::new(), Vec::new());
        for (escalation, calendar) in escalations {
            if !escalation.on.concerns(signal) {
                continue;
            }
            if self.starts(escalation, signal) {
                match started(escalation, signal, calendar) {
                    Ok(event) => events.push(event),
                    Err(why) => unplanned.push((escalation.id.clone(), why)),
                }
            } else if self.rearms(escalation, signal) {
                events.push(ChainEvent::Rearmed {
                    escalation: escalation.id.clone(),
                    about: signal.about.clone(),
                    outside: signal.outside,
                    at: signal.at,
                });
            }
        }
        if unplanned.is_empty() {
            Ok(events)
        } else {
            Err(HearError { events, unplanned })
        }
    }

    /// What is to be told by `now`, as the events to log; and the end of every
    /// chain that has told its last step. A step is left out where one of its
    /// circumstances `holds`: ask before you change what that depends on, so
    /// that a late look finds what held at the step's instant.
    ///
    /// Steps that fell within a snooze come at its end, and what a hand-over
    /// adds when nobody accepts it. Of these, one whose recipients all hear of
    /// an earlier one at that instant is left out, because of
    /// [`TOLD_JUST_NOW`](Self::TOLD_JUST_NOW).
    ///
    /// The events name steps and not people: whoever finds these fills in `to`
    /// before applying the event.
    pub fn advance(
        &self,
        now: DateTime<Utc>,
        holds: impl Fn(&Circumstance) -> bool,
    ) -> Vec<ChainEvent> {
        let mut events = Vec::new();
        let mut told: SortedSet<(&ChainId, DateTime<Utc>, &Recipient)> = SortedSet::new();
        for due in self.due(now) {
            let (id, step, at) = (due.chain.clone(), due.step, due.at);
            let because = due.planned.unless.iter().find(|it| holds(it)).cloned();
            let hears = due.planned.notify.iter().map(|to| (due.chain, at, to));
            let is_planned = at == due.planned.at && !self.is_of_hand_over(&due);
            let all_told = !is_planned && hears.clone().all(|it| told.contains(&it));
            let because = because.or_else(|| all_told.then(|| Self::TOLD_JUST_NOW.into()));
            if because.is_none() {
                told.extend(hears);
            }
            events.push(match because {
                Some(because) => ChainEvent::Skipped {
                    id,
                    step,
                    at,
                    because,
                },
                None => ChainEvent::Notified {
                    id,
                    step,
                    at,
                    to: Vec::new(),
                },
            });
        }
        for (id, chain) in self.chains.iter().filter(|(_, chain)| chain.is_running()) {
            let last = chain.waiting().map(|(_, at, _)| at).max();
            let last = last.or_else(|| chain.plan.iter().map(|step| step.at).max());
            let at = last.unwrap_or(chain.signal.at);
            if at <= now {
                let (id, reason) = (id.clone(), EndReason::Exhausted);
                let by = None;
                events.push(ChainEvent::Ended { id, at, reason, by });
            }
        }
        events
    }

    /// Whether a step is there because of a hand-over, and not by the plan.
    fn is_of_hand_over(&self, due: &Due<'_>) -> bool {
        let given = self.get(due.chain).and_then(|it| it.handed_over.as_ref());
        given.is_some_and(|given| given.step == due.step)
    }

    /// The steps that are due at `now` and were not told yet, earliest first.
    pub fn due(&self, now: DateTime<Utc>) -> Vec<Due<'_>> {
        let mut due: Vec<Due<'_>> = Vec::new();
        for (chain, running) in &self.chains {
            let waiting = running.waiting().filter(|(_, at, _)| *at <= now);
            due.extend(waiting.map(|(step, at, planned)| Due {
                chain,
                step,
                at,
                planned,
            }));
        }
        due.sort_by_key(|due| (due.at, due.chain, due.step));
        due
    }

    /// When something is due next, whether or not that has passed.
    pub fn next_wake(&self) -> Option<DateTime<Utc>> {
        let waiting = self.chains.values().flat_map(Chain::waiting);
        waiting.map(|(_, at, _)| at).min()
    }

    /// Takes in what happened.
    pub fn apply(&mut self, event: &ChainEvent) {
        match event {
            ChainEvent::Started {
                id,
                escalation,
                signal,
                plan,
                version,
            } => {
                self.chains.entry(id.clone()).or_insert_with(|| Chain {
                    escalation: escalation.clone(),
                    signal: signal.clone(),
                    version: version.clone(),
                    plan: plan.clone(),
                    notified: vec![None; plan.len()],
                    told: SortedMap::new(),
                    skipped: SortedSet::new(),
                    handed_over: None,
                    snoozed_until: None,
                    snoozed_at: None,
                    acknowledged: None,
                    ended: None,
                    armed_again: None,
                });
            }
            ChainEvent::Notified { id, step, at, to } => self.change(id, |chain| {
                let Some(told @ None) = chain.notified.get_mut(*step) else {
                    return;
                };
                *told = Some(*at);
                if !to.is_empty() {
                    chain.told.insert(*step, to.clone());
                }
            }),
            ChainEvent::Skipped { id, step, .. } => self.change(id, |chain| {
                chain.skipped.insert(*step);
            }),
            ChainEvent::HandedOver {
                id, to, accept_by, ..
            } => self.change(id, |chain| hand_over(chain, to, *accept_by)),
            ChainEvent::Snoozed { id, at, until, .. } => self.change(id, |chain| {
                chain.snoozed_at = Some(*at);
                chain.snoozed_until = Some(*until);
            }),
            ChainEvent::Acknowledged { id, by, at } => self.change(id, |chain| {
                let (by, at) = (by.clone(), *at);
                let by = || Box::new(Acknowledged { by, at });
                chain.acknowledged.get_or_insert_with(by);
            }),
            ChainEvent::Ended { id, at, reason, by } => self.change(id, |chain| {
                let (at, reason, by) = (*at, *reason, by.clone());
                let ended = || Box::new(Ended { at, reason, by });
                chain.ended.get_or_insert_with(ended);
            }),
            ChainEvent::Rearmed {
                escalation,
                about,
                outside,
                at,
            } => {
                let chains = self.chains.values_mut();
                for chain in chains.filter(|it| it.watches(escalation, about, *outside)) {
                    chain.armed_again.get_or_insert(*at);
                }
            }
        }
    }

    /// Every chain by its id, ended ones too.
    pub fn iter(&self) -> impl Iterator<Item = (&ChainId, &Chain)> {
        self.chains.iter()
    }

    /// A chain, running or ended.
    pub fn get(&self, id: &ChainId) -> Option<&Chain> {
        self.chains.get(id)
    }

    /// Whether a signal brings about anything by an escalation, its plan left aside.
    pub(crate) fn answer(&self, signal: &Signal, escalation: &Escalation) -> bool {
        escalation.on.concerns(signal)
            && (self.starts(escalation, signal) || self.rearms(escalation, signal))
    }

    fn starts(&self, escalation: &Escalation, signal: &Signal) -> bool {
        escalation.on.is_above(signal)
            && (escalation.on.above.is_none() || self.is_armed(escalation, signal))
            && !self.has_begun(escalation, signal)
    }

    fn has_begun(&self, escalation: &Escalation, signal: &Signal) -> bool {
        !self.chains.is_empty() && self.chains.contains_key(&chain_id(escalation, signal))
    }

    fn rearms(&self, escalation: &Escalation, signal: &Signal) -> bool {
        escalation.on.rearms(signal) && self.is_armed_again(escalation, signal)
    }

    /// Whether nothing that went off was still above its level at the signal's instant.
    fn is_armed(&self, escalation: &Escalation, signal: &Signal) -> bool {
        let mut before = self.watching(escalation, signal);
        before.all(|chain| chain.armed_again.is_some_and(|again| again <= signal.at))
    }

    /// Whether something went off before the signal and was not armed since.
    fn is_armed_again(&self, escalation: &Escalation, signal: &Signal) -> bool {
        let mut waits = false;
        self.watching(escalation, signal).all(|chain| {
            waits |= chain.armed_again.is_none();
            chain.signal.at <= signal.at
        }) && waits
    }

    /// The chains that an escalation started for what the signal is about.
    fn watching(&self, escalation: &Escalation, signal: &Signal) -> impl Iterator<Item = &Chain> {
        let chains = self.chains.values();
        chains.filter(|it| it.watches(&escalation.id, &signal.about, signal.outside))
    }

    fn change(&mut self, id: &ChainId, change: impl FnOnce(&mut Chain)) {
        if let Some(chain) = self.chains.get_mut(id) {
            change(chain);
        }
    }
}

fn started(
    escalation: &Escalation,
    signal: &Signal,
    calendar: &Calendar,
) -> Result<ChainEvent, CalendarError> {
    Ok(ChainEvent::Started {
        id: chain_id(escalation, signal),
        escalation: escalation.id.clone(),
        signal: signal.clone(),
        plan: escalation.plan(signal.at, calendar)?,
        version: escalation.version.clone(),
    })
}

/// Its steps wait for the other; when nobody acknowledges it in time, those of
/// the last step hear of it whatever was told before.
fn hand_over(chain: &mut Chain, to: &Recipient, accept_by: DateTime<Utc>) {
    chain.acknowledged = None;
    chain.ended = None;
    chain.snoozed_until = Some(accept_by);
    let pending = chain.handed_over.as_ref().map(|it| it.step);
    let pending = pending.filter(|step| matches!(chain.notified.get(*step), Some(None)));
    let step = pending.unwrap_or(chain.plan.len());
    match chain.plan.get_mut(step) {
        Some(planned) => planned.at = accept_by,
        None => {
            let notify = chain
                .plan
                .last()
                .map_or(Vec::new(), |last| last.notify.clone());
            chain.plan.push(PlannedStep {
                at: accept_by,
                notify,
                unless: Vec::new(),
            });
            chain.notified.push(None);
        }
    }
    let to = to.clone();
    chain.handed_over = Some(Box::new(HandOver {
        to,
        accept_by,
        step,
    }));
}

/// The escalation and the instant of the signal; whether it was told from
/// outside; and what it is about, of which several may go wrong at once.
fn chain_id(escalation: &Escalation, signal: &Signal) -> ChainId {
    let at = signal.at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    let clock = signal.clock.map_or("", |clock| clock.word());
    let about = signal.about.as_ref().map(|about| about.as_str());
    let of = if about.is_some() { ":" } else { "" };
    let outside = if signal.outside { "outside:" } else { "" };
    let escalation = escalation.id.as_str();
    let about = about.unwrap_or("");
    ChainId::new([escalation, "/", outside, clock, of, about, "@", &at].concat())
}
