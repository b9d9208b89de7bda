use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Pause, PauseError, Target};
use crate::calendar::{Calendar, CalendarError};

/// One term that runs: from when, how long, over which calendar, less its pauses.
///
/// See the [module](super) for an example.
#[derive(Clone, Debug)]
pub struct Clock<'c> {
    pub(super) start: DateTime<Utc>,
    pub(super) target: Target,
    pub(super) calendar: &'c Calendar,
    /// As they were told, for a clock whose open ones are to end.
    told: Vec<Pause>,
    /// When it stood still, in order and apart from each other.
    stands: Vec<Stand>,
    met: Option<DateTime<Utc>>,
    cancelled: Option<DateTime<Utc>>,
}

/// A stretch in which a clock stood still, for one reason or for several.
#[derive(Clone, Copy, Debug)]
struct Stand {
    from: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
}

/// How a clock stands at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ClockState {
    /// It has not started yet.
    Waiting,
    /// It runs, and is not due yet.
    Running,
    /// It stands still.
    Paused,
    /// It was kept.
    Met,
    /// It was kept after it was due.
    MetLate,
    /// It is past due and not kept.
    Breached,
    /// It no longer matters.
    Cancelled,
}

/// Why a clock has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClockError {
    /// It stands still with no end in sight, so nobody knows when it is due.
    #[error("the clock stands still since `{since}`, so it is not known when it is due")]
    Paused {
        /// Since when.
        since: DateTime<Utc>,
    },
    /// A share below zero, of a warning above one, or not a number.
    #[error("a share of a term is a number from zero up, and for a warning at most one")]
    Share,
    /// The calendar has no answer.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
}

impl<'c> Clock<'c> {
    /// A clock that starts at an instant, open or closed.
    pub fn starting(start: DateTime<Utc>, target: Target, calendar: &'c Calendar) -> Self {
        Self {
            start,
            target,
            calendar,
            told: Vec::new(),
            stands: Vec::new(),
            met: None,
            cancelled: None,
        }
    }

    /// The pauses it had, in any order; what overlaps counts once, and is told
    /// as the pause that began first.
    ///
    /// # Errors
    /// When one ends before it begins.
    pub fn pauses(self, pauses: &[Pause]) -> Result<Self, PauseError> {
        for pause in pauses {
            if let Some(until) = pause.until.filter(|until| *until < pause.from) {
                let from = pause.from;
                return Err(PauseError { from, until });
            }
        }
        Ok(self.with_pauses(pauses))
    }

    /// When it was kept.
    pub fn met(mut self, at: DateTime<Utc>) -> Self {
        self.met = Some(at);
        self
    }

    /// When it ceased to matter.
    pub fn cancelled(mut self, at: DateTime<Utc>) -> Self {
        self.cancelled = Some(at);
        self
    }

    /// As [`pauses`](Self::pauses), where a reversed pause counts for nothing.
    pub(super) fn with_pauses(mut self, pauses: &[Pause]) -> Self {
        self.told = pauses.to_vec();
        self.stands = united(pauses, self.start);
        self
    }

    /// The pauses from its start on, in order and apart from each other: where
    /// two overlap, the one that began first lasts, and then the other.
    pub(super) fn pauses_apart(&self) -> Vec<Pause> {
        let mut sorted = self.told.clone();
        sorted.sort_by_key(|pause| pause.from);
        let mut apart: Vec<Pause> = Vec::with_capacity(sorted.len());
        let mut free_from = Some(self.start);
        for mut pause in sorted {
            let Some(at) = free_from else { break };
            pause.from = pause.from.max(at);
            if pause.until.is_none_or(|until| pause.from < until) {
                free_from = pause.until;
                apart.push(pause);
            }
        }
        apart
    }

    /// The instant at which its target is used up.
    ///
    /// A pause moves it by the time of the clock's own measure that lies in the
    /// pause: over a closed weekend by nothing. For working days that is the
    /// working time in the pause.
    ///
    /// # Errors
    /// [`ClockError::Paused`] when it stands still until further notice, and
    /// [`ClockError::Calendar`] when the calendar has no answer.
    pub fn due(&self) -> Result<DateTime<Utc>, ClockError> {
        let due = match self.target {
            Target::Business(time) => self.calendar.add(self.start, time)?,
            Target::WorkingDays(days) => self.calendar.add_working_days(self.start, days)?,
            Target::Elapsed(time) => elapsed(self.start, time)?,
        };
        self.moved_by_pauses(due)
    }

    /// When it would be due if its open pauses ended at `now`; one that has an
    /// end, such as an appointment, still lasts until then.
    ///
    /// # Errors
    /// [`ClockError::Calendar`].
    pub fn due_if_resumed(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>, ClockError> {
        self.resumed(now).due()
    }

    /// The time left in the clock's own measure; below zero by how much it is late.
    ///
    /// While it stands still the time left does too, also when it is late: with
    /// [`used`](Self::used) it adds up to the target. When it was kept or called
    /// off it stops where it was.
    ///
    /// # Errors
    /// [`ClockError::Calendar`].
    pub fn left(&self, now: DateTime<Utc>) -> Result<TimeDelta, ClockError> {
        let now = self.counts_until(now);
        let resumed = self.resumed(now);
        let due = resumed.due()?;
        if now >= due {
            return Ok(resumed.paused(due, now)? - self.count(due, now)?);
        }
        let now = now.max(self.start);
        Ok(self.count(now, due)? - resumed.paused(now, due)?)
    }

    /// The time used up in the clock's own measure, less its pauses, up to an
    /// instant or to that at which it was kept or called off.
    ///
    /// # Errors
    /// [`ClockError::Calendar`].
    pub fn used(&self, now: DateTime<Utc>) -> Result<TimeDelta, ClockError> {
        let now = self.counts_until(now);
        if now <= self.start {
            return Ok(TimeDelta::zero());
        }
        let resumed = self.resumed(now);
        Ok(self.count(self.start, now)? - resumed.paused(self.start, now)?)
    }

    /// The instant at which a share of the target is used up: `0.75` for three quarters.
    ///
    /// # Errors
    /// As [`due`](Self::due), and [`ClockError::Share`].
    pub fn at_share(&self, share: f64) -> Result<DateTime<Utc>, ClockError> {
        if !share.is_finite() || share < 0.0 {
            return Err(ClockError::Share);
        }
        let whole = match self.target {
            Target::Business(time) | Target::Elapsed(time) => time,
            Target::WorkingDays(days) => {
                let end = self.calendar.add_working_days(self.start, days)?;
                self.count(self.start, end)?
            }
        };
        let part = part_of(whole, share)?;
        self.moved_by_pauses(self.after(self.start, part)?)
    }

    /// The instant at which so much of its time is left; its start when it never had as much.
    ///
    /// # Errors
    /// As [`due`](Self::due).
    pub fn before_due(&self, time: TimeDelta) -> Result<DateTime<Utc>, ClockError> {
        let due = self.due()?;
        let mut at = self.back(due, time)?;
        for pause in self.stands.iter().rev() {
            let until = pause.until.unwrap_or(due).min(due);
            if until > at {
                let still = self.count(pause.from, until)?;
                if still > TimeDelta::zero() {
                    at = self.back(at, still)?;
                }
            }
        }
        Ok(at.max(self.start))
    }

    /// How it stands at an instant, whenever that is asked.
    ///
    /// Of being kept and being called off the earlier holds; at one instant it
    /// was kept.
    ///
    /// # Errors
    /// [`ClockError::Calendar`].
    pub fn state(&self, now: DateTime<Utc>) -> Result<ClockState, ClockError> {
        let kept = self.met.filter(|met| *met <= now);
        if let Some(met) = kept.filter(|met| self.cancelled.is_none_or(|it| *met <= it)) {
            let due = self.due_if_resumed(met)?;
            return Ok(if met <= due {
                ClockState::Met
            } else {
                ClockState::MetLate
            });
        }
        let end = self.cancelled.map_or(now, |cancelled| cancelled.min(now));
        Ok(match self.due() {
            Ok(due) if end >= due => ClockState::Breached,
            Err(ClockError::Paused { .. }) | Ok(_) => self.open_state(end, now),
            Err(other) => return Err(other),
        })
    }

    /// How it stands when it was neither kept nor breached by `end`.
    fn open_state(&self, end: DateTime<Utc>, now: DateTime<Utc>) -> ClockState {
        if self.cancelled.is_some_and(|cancelled| cancelled <= now) {
            ClockState::Cancelled
        } else if end < self.start {
            ClockState::Waiting
        } else if self.is_paused(end) {
            ClockState::Paused
        } else {
            ClockState::Running
        }
    }

    /// `now`, or its end where that came before.
    fn counts_until(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let ends = self.met.into_iter().chain(self.cancelled);
        ends.fold(now, DateTime::min)
    }

    fn is_paused(&self, now: DateTime<Utc>) -> bool {
        self.stands
            .iter()
            .any(|pause| pause.from <= now && pause.until.is_none_or(|until| now < until))
    }

    /// The same clock with its open pauses ended at `now`.
    fn resumed(&self, now: DateTime<Utc>) -> Self {
        let mut told = self.told.clone();
        for pause in told.iter_mut().filter(|pause| pause.until.is_none()) {
            pause.until = Some(now.max(pause.from));
        }
        self.clone().with_pauses(&told)
    }

    /// `due` moved on by every pause that began before it.
    fn moved_by_pauses(&self, mut due: DateTime<Utc>) -> Result<DateTime<Utc>, ClockError> {
        for pause in &self.stands {
            if pause.from >= due {
                break;
            }
            let Some(until) = pause.until else {
                return Err(ClockError::Paused { since: pause.from });
            };
            let still = self.count(pause.from, until)?;
            if still > TimeDelta::zero() {
                due = self.after(due, still)?;
            }
        }
        Ok(due)
    }

    /// The time that it stood still between two instants; its pauses have ends.
    fn paused(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<TimeDelta, ClockError> {
        let mut total = TimeDelta::zero();
        for pause in &self.stands {
            let (from, until) = (
                pause.from.max(from),
                pause.until.unwrap_or(until).min(until),
            );
            if from < until {
                total += self.count(from, until)?;
            }
        }
        Ok(total)
    }

    /// Time between two instants in the clock's own measure.
    fn count(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<TimeDelta, CalendarError> {
        match self.target {
            Target::Business(_) | Target::WorkingDays(_) => self.calendar.between(from, until),
            Target::Elapsed(_) => Ok(until - from),
        }
    }

    fn after(&self, at: DateTime<Utc>, time: TimeDelta) -> Result<DateTime<Utc>, CalendarError> {
        match self.target {
            Target::Business(_) | Target::WorkingDays(_) => self.calendar.add(at, time),
            Target::Elapsed(_) => elapsed(at, time),
        }
    }

    fn back(&self, at: DateTime<Utc>, time: TimeDelta) -> Result<DateTime<Utc>, CalendarError> {
        match self.target {
            Target::Business(_) | Target::WorkingDays(_) => self.calendar.sub(at, time),
            Target::Elapsed(_) => at.checked_sub_signed(time).ok_or(CalendarError::OutOfRange),
        }
    }
}

fn elapsed(at: DateTime<Utc>, time: TimeDelta) -> Result<DateTime<Utc>, CalendarError> {
    if time < TimeDelta::zero() {
        return Err(CalendarError::Negative);
    }
    at.checked_add_signed(time).ok_or(CalendarError::OutOfRange)
}

/// A share of a time, to the microsecond.
fn part_of(whole: TimeDelta, share: f64) -> Result<TimeDelta, ClockError> {
    let micros = whole.num_microseconds().ok_or(CalendarError::OutOfRange)?;
    let part = micros as f64 * share;
    if part >= i64::MAX as f64 {
        return Err(CalendarError::OutOfRange.into());
    }
    Ok(TimeDelta::microseconds(part.round() as i64))
}

/// When it stands still from `start` on, in order; pauses that touch are one.
fn united(pauses: &[Pause], start: DateTime<Utc>) -> Vec<Stand> {
    let mut sorted: Vec<Stand> = pauses
        .iter()
        .map(|pause| Stand {
            from: pause.from.max(start),
            until: pause.until,
        })
        .filter(|stand| stand.until.is_none_or(|until| stand.from < until))
        .collect();
    sorted.sort_by_key(|stand| stand.from);
    let mut united: Vec<Stand> = Vec::with_capacity(sorted.len());
    for stand in sorted {
        match united.last_mut() {
            Some(last) if last.until.is_none_or(|until| stand.from <= until) => {
                last.until = match (last.until, stand.until) {
                    (Some(one), Some(other)) => Some(one.max(other)),
                    _ => None,
                };
            }
            _ => united.push(stand),
        }
    }
    united
}
