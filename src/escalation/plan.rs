use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Circumstance, EscalationId, Recipient, Trigger};
use crate::calendar::{Calendar, CalendarError, CalendarId};
use crate::sla::Target;
use crate::sorted::exact;

/// Who is told when, after which signal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Escalation {
    /// Its name.
    pub id: EscalationId,
    /// What starts it.
    pub on: Trigger,
    /// The calendar of its steps, where it is not that of the matter.
    pub calendar: Option<CalendarId>,
    /// In the order in which they were written; each counts from the signal.
    pub steps: Vec<Step>,
    /// Whether and how the steps come again.
    pub repeat: Option<Repeat>,
    /// How long somebody who is given a chain has to acknowledge it.
    pub accept_within: Target,
    /// The version of the playbook it was read from.
    pub version: Option<Arc<str>>,
}

/// Who is told, and how long after the signal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// How long after the signal, not after the step before it.
    pub after: Target,
    /// Who is told, all of them.
    pub notify: Vec<Recipient>,
    /// It is left out where one of these holds.
    pub unless: Vec<Circumstance>,
}

/// The steps again, from one of them on, so many times.
///
/// ```
/// use webcare::escalation::{Repeat, RepeatError};
///
/// let twice = Repeat::new(0, 2, "1 working day".parse()?)?;
/// assert_eq!(twice.times(), 2);
/// assert_eq!(Repeat::new(0, 20, "0 minutes".parse()?), Err(RepeatError::AtOnce));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    from: usize,
    times: u32,
    every: Target,
}

/// Why steps cannot come again so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RepeatError {
    /// Never, or more than [`Repeat::MOST`] times.
    #[error("steps come again 1 to {most} times, not `{times}`", most = Repeat::MOST)]
    Times {
        /// How many were asked for.
        times: u32,
    },
    /// No time between them.
    #[error("all repetitions would come at once")]
    AtOnce,
}

impl Repeat {
    /// More repetitions than this are not planned. Paging services stop at nine to twenty.
    pub const MOST: u32 = 20;

    /// The steps from one of them on, counted from 0, so many times; `every` is
    /// how long after the signal, and then after each repetition, they count anew.
    ///
    /// # Errors
    /// [`RepeatError::Times`] and [`RepeatError::AtOnce`].
    pub fn new(from: usize, times: u32, every: Target) -> Result<Self, RepeatError> {
        if !(1..=Self::MOST).contains(&times) {
            return Err(RepeatError::Times { times });
        }
        if every.is_zero() {
            return Err(RepeatError::AtOnce);
        }
        Ok(Self { from, times, every })
    }

    /// The first step that comes again, from 0.
    pub fn from(&self) -> usize {
        self.from
    }

    /// How many times, [`Repeat::MOST`] at most.
    pub fn times(&self) -> u32 {
        self.times
    }

    /// How long after the signal, and then after each repetition, the steps count anew.
    pub fn every(&self) -> Target {
        self.every
    }
}

/// A step with its instant, fixed when the chain starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PlannedStep {
    /// When.
    #[serde(with = "crate::document::instant")]
    pub at: DateTime<Utc>,
    /// Who is told.
    #[serde(deserialize_with = "exact")]
    pub notify: Vec<Recipient>,
    /// It is left out where one of these holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unless: Vec<Circumstance>,
}

impl Step {
    /// Who is told so long after the signal.
    pub fn new(after: Target, notify: impl Into<Vec<Recipient>>) -> Self {
        Self {
            after,
            notify: notify.into(),
            unless: Vec::new(),
        }
    }

    /// The same, left out where a circumstance holds.
    pub fn unless(mut self, circumstance: impl Into<Circumstance>) -> Self {
        self.unless.push(circumstance.into());
        self
    }
}

impl Escalation {
    /// How long somebody has to acknowledge what they are given, unless agreed otherwise.
    pub const ACCEPT_WITHIN: Target = Target::Elapsed(TimeDelta::minutes(30));

    /// One that tells nobody yet.
    pub fn new(id: impl Into<EscalationId>, on: Trigger) -> Self {
        Self {
            id: id.into(),
            on,
            calendar: None,
            steps: Vec::new(),
            repeat: None,
            accept_within: Self::ACCEPT_WITHIN,
            version: None,
        }
    }

    /// The same with a step more.
    pub fn step(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// The same, repeated.
    pub fn repeat(mut self, repeat: Repeat) -> Self {
        self.repeat = Some(repeat);
        self
    }

    /// The same, keeping to a version of a playbook.
    pub fn version(mut self, version: impl Into<Arc<str>>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// Until when somebody who is given a chain at an instant may acknowledge it.
    ///
    /// # Errors
    /// When the calendar never opens, or it goes beyond the end of time.
    pub fn accept_by(
        &self,
        given: DateTime<Utc>,
        calendar: &Calendar,
    ) -> Result<DateTime<Utc>, CalendarError> {
        after(given, self.accept_within, calendar)
    }

    /// The instants of its steps after a signal, in order.
    ///
    /// Steps in working time or working days fall on open instants; steps in
    /// elapsed time at any hour.
    ///
    /// # Errors
    /// When the calendar never opens, or the plan goes beyond the end of time.
    pub fn plan(
        &self,
        signal: DateTime<Utc>,
        calendar: &Calendar,
    ) -> Result<Vec<PlannedStep>, CalendarError> {
        let mut planned = planned(&self.steps, signal, calendar)?;
        if let Some(repeat) = &self.repeat {
            let steps = self.steps.get(repeat.from..).unwrap_or_default();
            let mut start = signal;
            for _ in 0..repeat.times {
                start = after(start, repeat.every, calendar)?;
                planned.extend(self::planned(steps, start, calendar)?);
            }
        }
        planned.sort_by_key(|step| step.at);
        Ok(planned)
    }

    /// The steps, by index, of which nobody is told: no recipient of theirs is held by anybody.
    ///
    /// A playbook that has any is wrong, and says so before it is used.
    pub fn steps_nobody_holds(&self, is_held: impl Fn(&Recipient) -> bool) -> Vec<usize> {
        let is_lost = |step: &Step| !step.notify.iter().any(&is_held);
        (0..)
            .zip(&self.steps)
            .filter(|(_, step)| is_lost(step))
            .map(|(index, _)| index)
            .collect()
    }
}

fn planned(
    steps: &[Step],
    start: DateTime<Utc>,
    calendar: &Calendar,
) -> Result<Vec<PlannedStep>, CalendarError> {
    let plan = |step: &Step| {
        Ok(PlannedStep {
            at: after(start, step.after, calendar)?,
            notify: step.notify.clone(),
            unless: step.unless.clone(),
        })
    };
    steps.iter().map(plan).collect()
}

fn after(
    start: DateTime<Utc>,
    target: Target,
    calendar: &Calendar,
) -> Result<DateTime<Utc>, CalendarError> {
    match target {
        // Exactly at closing time there is nobody to tell.
        Target::Business(time) => calendar.next_open(calendar.add(start, time)?),
        Target::WorkingDays(days) => calendar.next_open(calendar.add_working_days(start, days)?),
        Target::Elapsed(time) => start
            .checked_add_signed(time)
            .ok_or(CalendarError::OutOfRange),
    }
}
