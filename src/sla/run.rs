use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Clock, ClockKind, Pause, PauseReason, Target};
use crate::calendar::{Calendar, CalendarId};

/// What happened to a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "clock", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ClockEvent {
    /// It began; or, while it ran, it was given another start, target or calendar.
    Started {
        /// Which promise it keeps.
        kind: ClockKind,
        /// From when it counts.
        from: DateTime<Utc>,
        /// How long it may take.
        target: Target,
        /// Over which calendar.
        calendar: CalendarId,
    },
    /// It stands still.
    Paused {
        /// Which clock.
        kind: ClockKind,
        /// From when.
        at: DateTime<Utc>,
        /// For what.
        reason: PauseReason,
    },
    /// It runs again, whatever it stood still for.
    Resumed {
        /// Which clock.
        kind: ClockKind,
        /// From when.
        at: DateTime<Utc>,
    },
    /// It was kept.
    Met {
        /// Which clock.
        kind: ClockKind,
        /// When.
        at: DateTime<Utc>,
    },
    /// It was not kept in time.
    Breached {
        /// Which clock.
        kind: ClockKind,
        /// The due instant, whenever it was noticed.
        at: DateTime<Utc>,
    },
    /// It no longer matters.
    Cancelled {
        /// Which clock.
        kind: ClockKind,
        /// When.
        at: DateTime<Utc>,
    },
}

impl ClockEvent {
    /// The clock that it happened to.
    pub fn kind(&self) -> ClockKind {
        match self {
            ClockEvent::Started { kind, .. }
            | ClockEvent::Paused { kind, .. }
            | ClockEvent::Resumed { kind, .. }
            | ClockEvent::Met { kind, .. }
            | ClockEvent::Breached { kind, .. }
            | ClockEvent::Cancelled { kind, .. } => *kind,
        }
    }
}

/// One run of a clock as its events tell it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Run {
    /// Which promise it keeps.
    pub kind: ClockKind,
    /// From when it counts.
    pub from: DateTime<Utc>,
    /// How long it may take.
    pub target: Target,
    /// Over which calendar.
    pub calendar: CalendarId,
    /// When it stood still.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pause>,
    /// When it was kept, in time or late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met: Option<DateTime<Utc>>,
    /// When it was due without having been kept; what comes after does not undo it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breached: Option<DateTime<Utc>>,
    /// When it ceased to matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<DateTime<Utc>>,
}

impl Run {
    /// The clock to ask, over the calendar that it names.
    pub fn clock<'c>(&self, calendar: &'c Calendar) -> Clock<'c> {
        let mut clock = Clock::starting(self.from, self.target, calendar).with_pauses(&self.pauses);
        if let Some(at) = self.met {
            clock = clock.met(at);
        }
        if let Some(at) = self.cancelled {
            clock = clock.cancelled(at);
        }
        clock
    }

    /// Whether it was neither kept nor cancelled; it may be breached.
    pub fn is_open(&self) -> bool {
        self.met.is_none() && self.cancelled.is_none()
    }
}

/// The clocks of one matter, folded from their events.
///
/// The fold holds no rules and never fails: what cannot be applied, such as
/// the end of a pause that never began, changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Clocks {
    runs: Vec<Run>,
}

impl Clocks {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in what happened.
    ///
    /// A start of a kind that is open replaces its start, target and calendar
    /// and keeps its pauses, so that a changed urgency forgets none of them.
    pub fn apply(&mut self, event: &ClockEvent) {
        match event {
            ClockEvent::Started {
                kind,
                from,
                target,
                calendar,
            } => {
                self.start(*kind, *from, *target, calendar);
            }
            ClockEvent::Paused { kind, at, reason } => self.open_mut(*kind, |run| {
                let is_known = |pause: &Pause| pause.until.is_none() && pause.reason == *reason;
                if !run.pauses.iter().any(is_known) {
                    run.pauses.push(Pause::since(*at, *reason));
                }
            }),
            ClockEvent::Resumed { kind, at } => self.open_mut(*kind, |run| {
                for pause in run.pauses.iter_mut().filter(|pause| pause.until.is_none()) {
                    pause.until = Some(pause.from.max(*at));
                }
            }),
            ClockEvent::Met { kind, at } => self.open_mut(*kind, |run| run.met = Some(*at)),
            ClockEvent::Cancelled { kind, at } => {
                self.open_mut(*kind, |run| run.cancelled = Some(*at));
            }
            ClockEvent::Breached { kind, at } => {
                if let Some(run) = self.last_mut(*kind) {
                    run.breached.get_or_insert(*at);
                }
            }
        }
    }

    /// Every run, ended ones too, in the order in which they began.
    pub fn iter(&self) -> impl Iterator<Item = &Run> {
        self.runs.iter()
    }

    /// The last run of a kind, open or ended.
    pub fn get(&self, kind: ClockKind) -> Option<&Run> {
        self.runs.iter().rfind(|run| run.kind == kind)
    }

    /// The last run of a kind, while it is open.
    pub fn running(&self, kind: ClockKind) -> Option<&Run> {
        self.get(kind).filter(|run| run.is_open())
    }

    /// The due instants of all open clocks that are not breached and do not stand still, earliest first.
    ///
    /// A clock is left out where `calendars` does not have its calendar, or the
    /// calendar has no answer.
    pub fn due<'c>(
        &self,
        calendars: impl Fn(&CalendarId) -> Option<&'c Calendar>,
    ) -> Vec<(DateTime<Utc>, ClockKind)> {
        let mut due: Vec<_> = self
            .runs
            .iter()
            .filter(|run| run.is_open() && run.breached.is_none())
            .filter_map(|run| {
                let due = run.clock(calendars(&run.calendar)?).due().ok()?;
                Some((due, run.kind))
            })
            .collect();
        due.sort_unstable();
        due
    }

    /// The breaches that have come to pass by `now` and are not in the log yet,
    /// each at its true instant.
    pub fn breaches<'c>(
        &self,
        now: DateTime<Utc>,
        calendars: impl Fn(&CalendarId) -> Option<&'c Calendar>,
    ) -> Vec<ClockEvent> {
        let due = self.due(calendars).into_iter();
        due.filter(|(at, _)| *at <= now)
            .map(|(at, kind)| ClockEvent::Breached { kind, at })
            .collect()
    }

    fn start(
        &mut self,
        kind: ClockKind,
        from: DateTime<Utc>,
        target: Target,
        calendar: &CalendarId,
    ) {
        if let Some(run) = self.last_mut(kind).filter(|run| run.is_open()) {
            run.from = from;
            run.target = target;
            run.calendar = calendar.clone();
            return;
        }
        self.runs.push(Run {
            kind,
            from,
            target,
            calendar: calendar.clone(),
            pauses: Vec::new(),
            met: None,
            breached: None,
            cancelled: None,
        });
    }

    fn open_mut(&mut self, kind: ClockKind, change: impl FnOnce(&mut Run)) {
        if let Some(run) = self.last_mut(kind).filter(|run| run.is_open()) {
            change(run);
        }
    }

    fn last_mut(&mut self, kind: ClockKind) -> Option<&mut Run> {
        self.runs.iter_mut().rfind(|run| run.kind == kind)
    }
}
