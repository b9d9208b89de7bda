use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{EscalationId, Recipient, Trigger};
use crate::calendar::{Calendar, CalendarError, CalendarId};
use crate::sla::Target;

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
}

/// Who is told, and how long after the signal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// How long after the signal, not after the step before it.
    pub after: Target,
    /// Who is told, all of them.
    pub notify: Vec<Recipient>,
}

/// The steps again, from one of them on, so many times.
#[expect(
    clippy::exhaustive_structs,
    reason = "which steps, how often and how far apart is all there is to it"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// The first step that comes again, from 0.
    pub from: usize,
    /// How many times, [`Repeat::MOST`] at most.
    pub times: u32,
    /// How long after the signal, and then after each repetition, the steps count anew.
    pub every: Target,
}

impl Repeat {
    /// More repetitions than this are not planned. Paging services stop at nine to twenty.
    pub const MOST: u32 = 20;
}

/// A step with its instant, fixed when the chain starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PlannedStep {
    /// When.
    pub at: DateTime<Utc>,
    /// Who is told.
    pub notify: Vec<Recipient>,
}

impl Step {
    /// Who is told so long after the signal.
    pub fn new(after: Target, notify: impl Into<Vec<Recipient>>) -> Self {
        Self {
            after,
            notify: notify.into(),
        }
    }
}

impl Escalation {
    /// One that tells nobody yet.
    pub fn new(id: impl Into<EscalationId>, on: Trigger) -> Self {
        Self {
            id: id.into(),
            on,
            calendar: None,
            steps: Vec::new(),
            repeat: None,
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
            for _ in 0..repeat.times.min(Repeat::MOST) {
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
