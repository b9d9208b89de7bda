//! What is due in a case, why, and what another playbook would make of it.

use chrono::{DateTime, TimeDelta, Utc};

use super::Policy;
use super::record::Record;
use crate::case::{Case, Promise, Voice};
use crate::escalation::ChainId;
use crate::sla::{Clock, ClockError, ClockId, ClockKind, ClockState, Run, Tally, Target};
use crate::text::Lang;

/// How a clock of a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outlook {
    /// Which clock.
    pub id: ClockId,
    /// How it stands.
    pub state: ClockState,
    /// When it is or was due; none while it stands still until further notice.
    pub due: Option<DateTime<Utc>>,
    /// The time left in its own measure, below zero by how much it is late;
    /// none once it has ended.
    pub left: Option<TimeDelta>,
}

/// What another playbook would make of a clock of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WhatIf {
    /// Which clock.
    pub id: ClockId,
    /// How it stands.
    pub now: Outlook,
    /// How it would stand; none where the other playbook promises no such thing.
    pub then: Option<Outlook>,
}

impl WhatIf {
    /// Whether it is past due, or was kept late.
    pub fn is_breached(&self) -> bool {
        self.now.is_breached()
    }

    /// Whether it would be past due, or would have been kept late.
    pub fn would_be_breached(&self) -> bool {
        self.then.as_ref().is_some_and(Outlook::is_breached)
    }
}

impl Outlook {
    fn of(id: &ClockId, clock: &Clock<'_>, now: DateTime<Utc>) -> Result<Self, ClockError> {
        let state = clock.state(now)?;
        let runs = matches!(
            state,
            ClockState::Waiting | ClockState::Running | ClockState::Paused | ClockState::Breached
        );
        Ok(Self {
            id: id.clone(),
            state,
            due: clock.due().ok(),
            left: runs.then(|| clock.left(now)).transpose()?,
        })
    }

    /// Whether it is past due, or was kept late.
    pub fn is_breached(&self) -> bool {
        matches!(self.state, ClockState::Breached | ClockState::MetLate)
    }
}

impl Policy {
    /// How every clock of a case stands at `now`, ended ones too, in the order
    /// in which they began.
    ///
    /// # Errors
    /// When a calendar has no answer.
    pub fn outlook(&self, record: &Record, now: DateTime<Utc>) -> Result<Vec<Outlook>, ClockError> {
        let runs = record.clocks.iter();
        runs.map(|run| Outlook::of(&run.id, &run.clock(self.hours(run)), now))
            .collect()
    }

    /// Why the next word or deed to the customer is due when it is, in words:
    /// what it is, and how its time was counted. None where nothing is due.
    pub fn explain_due(&self, record: &Record, lang: Lang) -> Option<String> {
        let due = self.due(record)?;
        let next = record
            .clocks
            .open()
            .find(|run| self.due_of(run) == Some(due))?;
        self.explain(record, &next.id, lang)
    }

    /// Why a clock of a case is due when it is, in words. None where there is
    /// no such clock, or nobody knows when it is due.
    pub fn explain(&self, record: &Record, id: &ClockId, lang: Lang) -> Option<String> {
        let run = record.clocks.get(id.clone())?;
        let told = match promise_of(&record.case, id) {
            Some(promise) => self.explain_promise(promise, run, lang),
            None => run.clock(self.hours(run)).explain(lang),
        };
        let told = told.ok()?;
        Some(format!("{}: {told}", run.id.kind.text(lang)))
    }

    /// Why people are warned about a case, in words: what went wrong, who was and will be
    /// told, and who took it on. None where there is no such chain.
    ///
    /// A [`Notice`](crate::case::Notice) names its chain.
    pub fn explain_escalation(&self, record: &Record, id: &ChainId, lang: Lang) -> Option<String> {
        let chain = record.chains.get(id)?;
        let mut known = self.playbook.escalations.iter();
        let followed = known.find(|escalation| escalation.id == chain.escalation);
        let calendar = followed.map_or(&self.calendar, |escalation| self.hours_of(escalation));
        Some(chain.explain(calendar, lang))
    }

    /// Why a promise is due when it is, in the measure in which it was made.
    fn explain_promise(
        &self,
        promise: &Promise,
        run: &Run,
        lang: Lang,
    ) -> Result<String, ClockError> {
        let hours = self.hours(run);
        let Some(within) = promise.within else {
            let why = lang.pick("zo is het toegezegd", "as it was promised");
            return run.clock(hours).explain_given(why, lang);
        };
        let as_made = Clock::starting(promise.made_at, within, hours);
        if as_made.due() == Ok(promise.due) {
            return as_made.explain(lang);
        }
        // The hours are not what they were, and the customer was told an instant.
        let as_then = lang.pick("zoals toen geteld", "as it was counted then");
        let why = format!("{}, {as_then}", within.text(lang));
        run.clock(hours).explain_given(&why, lang)
    }

    /// What `other` would make of every clock of a case: of its targets, its
    /// calendar and the instant from which it counts. What people did is taken
    /// to be the same, and so are the pauses.
    ///
    /// # Errors
    /// When a calendar has no answer.
    pub fn what_if(
        &self,
        record: &Record,
        other: &Policy,
        now: DateTime<Utc>,
    ) -> Result<Vec<WhatIf>, ClockError> {
        let mut found = Vec::new();
        for run in record.clocks.iter() {
            let then = match self.under(record, run, other) {
                Some(run) => Some(Outlook::of(&run.id, &run.clock(&other.calendar), now)?),
                None => None,
            };
            let is = Outlook::of(&run.id, &run.clock(self.hours(run)), now)?;
            found.push(WhatIf {
                id: run.id.clone(),
                now: is,
                then,
            });
        }
        Ok(found)
    }

    /// Counts how the clocks of a case were kept.
    ///
    /// # Errors
    /// When a calendar has no answer.
    pub fn tally(
        &self,
        record: &Record,
        now: DateTime<Utc>,
        tally: &mut Tally,
    ) -> Result<(), ClockError> {
        let mut runs = record.clocks.iter();
        runs.try_for_each(|run| tally.add(run, self.hours(run), now))
    }

    /// A run as it would be under another playbook.
    fn under(&self, record: &Record, run: &Run, other: &Policy) -> Option<Run> {
        let voice = self.asked_by(&record.case, run);
        let target = other.agreed(record, run, voice)?;
        let from = voice.map_or(run.from, |voice| other.starts(voice));
        let mut run = run.clone();
        (run.from, run.target) = (from, target);
        Some(run)
    }

    /// The target that was agreed for what a run keeps. What the customer was
    /// told, and what a channel allows, is the same under any playbook.
    fn agreed(&self, record: &Record, run: &Run, voice: Option<&Voice>) -> Option<Target> {
        let case = &record.case;
        match run.id.kind {
            ClockKind::Promise | ClockKind::Callback | ClockKind::ReplyWindow => Some(run.target),
            ClockKind::Consult => {
                let about = run.id.about.as_ref()?.as_str();
                let mut consults = case.consults.iter();
                let (_, consult) = consults.find(|(id, _)| id.to_string() == about)?;
                self.playbook.departments.get(&consult.department)?.ola
            }
            kind => match voice {
                Some(voice) => self.target(voice, kind),
                None => self.target_of(case, kind),
            },
        }
    }

    /// The mention from which a run counts, where it counts from one.
    fn asked_by<'c>(&self, case: &'c Case, run: &Run) -> Option<&'c Voice> {
        let of_words = matches!(
            run.id.kind,
            ClockKind::Receipt
                | ClockKind::TakenUp
                | ClockKind::FirstResponse
                | ClockKind::NextResponse
                | ClockKind::Resolution
        );
        let cores = case.cores().into_iter().filter(|_| of_words);
        let mut starting = cores.filter(|voice| self.starts(voice) == run.from);
        let first = starting.next();
        let exact = starting
            .chain(first)
            .find(|voice| self.target(voice, run.id.kind) == Some(run.target));
        exact.or(first)
    }
}

/// The promise that a clock keeps, where it keeps one.
fn promise_of<'c>(case: &'c Case, id: &ClockId) -> Option<&'c Promise> {
    if !matches!(id.kind, ClockKind::Promise | ClockKind::Callback) {
        return None;
    }
    let about = id.about.as_ref()?.as_str();
    let mut promises = case.promises.iter();
    let (_, promise) = promises.find(|(promise, _)| promise.to_string() == about)?;
    Some(promise)
}
