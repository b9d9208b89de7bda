use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Clock, ClockError, ClockEvent, ClockId, Pause, Target, Warnings};
use crate::calendar::{Calendar, CalendarId};
use crate::sorted::{exact, room_for_one};

/// One run of a clock as its events tell it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Run {
    /// Which clock.
    #[serde(flatten)]
    pub id: ClockId,
    /// From when it counts.
    #[serde(with = "crate::document::instant")]
    pub from: DateTime<Utc>,
    /// How long it may take.
    pub target: Target,
    /// Over which calendar.
    pub calendar: CalendarId,
    /// When it stood still.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "exact"
    )]
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
    fn starting(id: ClockId, from: DateTime<Utc>, target: Target, calendar: CalendarId) -> Self {
        Self {
            id,
            from,
            target,
            calendar,
            pauses: Vec::new(),
            met: None,
            breached: None,
            cancelled: None,
        }
    }

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

    /// Whether it stands still until further notice.
    pub fn is_paused(&self) -> bool {
        self.pauses.iter().any(|pause| pause.until.is_none())
    }

    // INVARIANT: the three ends below can come in any order and leave the same
    // run: the earliest end holds, at one instant the kinder one does, and
    // there is a breach only where nothing ended the run before it.

    fn meet(&mut self, at: DateTime<Utc>) {
        if self.cancelled.is_some_and(|cancelled| cancelled < at) {
            return;
        }
        self.met = Some(self.met.map_or(at, |before| before.min(at)));
        self.cancelled = None;
        // At the due instant itself it can still be kept.
        self.breached = self.breached.filter(|breached| *breached < at);
    }

    fn cancel(&mut self, at: DateTime<Utc>) {
        if self.met.is_some_and(|met| met <= at) {
            return;
        }
        self.met = None;
        self.cancelled = Some(self.cancelled.map_or(at, |before| before.min(at)));
        self.breached = self.breached.filter(|breached| *breached <= at);
    }

    fn breach(&mut self, at: DateTime<Utc>) {
        let kept = self.met.is_some_and(|met| met <= at);
        let called_off = self.cancelled.is_some_and(|cancelled| cancelled < at);
        if !kept && !called_off {
            self.breached = Some(self.breached.map_or(at, |before| before.min(at)));
        }
    }
}

/// The clocks of one matter, folded from their events.
///
/// The fold holds no rules and never fails: what cannot be applied, such as
/// the end of a pause that never began, changes nothing. Being kept, being
/// breached and being called off may be told in any order and however late:
/// each belongs to the run that had begun by its instant, and what comes out is
/// what happened at the instants that the events give.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Clocks {
    #[serde(deserialize_with = "shared")]
    runs: Vec<Run>,
}

/// Reads runs, of which most count over one calendar.
fn shared<'d, D: Deserializer<'d>>(from: D) -> Result<Vec<Run>, D::Error> {
    let mut runs: Vec<Run> = exact(from)?;
    let mut calendar: Option<CalendarId> = None;
    for run in &mut runs {
        let known = calendar.get_or_insert_with(|| run.calendar.clone());
        if run.calendar == *known {
            run.calendar = known.clone();
        }
    }
    Ok(runs)
}

impl Clocks {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in what happened.
    ///
    /// A start of a clock that is open replaces its start, target and calendar
    /// and keeps its pauses, so that a changed urgency forgets none of them. A
    /// breach belongs to the term that was breached: where there was one, that
    /// run ends with it and another begins, with the same pauses, so that the
    /// new term is watched too.
    pub fn apply(&mut self, event: &ClockEvent) {
        match event {
            ClockEvent::Started {
                id,
                from,
                target,
                calendar,
            } => self.start(id, *from, *target, calendar),
            ClockEvent::Paused { id, at, reason } => self.open_mut(id, |run| {
                let is_known = |pause: &Pause| pause.until.is_none() && pause.reason == *reason;
                if !run.pauses.iter().any(is_known) {
                    run.pauses.push(Pause::since(*at, *reason));
                }
            }),
            ClockEvent::Resumed { id, at } => self.open_mut(id, |run| {
                for pause in run.pauses.iter_mut().filter(|pause| pause.until.is_none()) {
                    pause.until = Some(pause.from.max(*at));
                }
                // What ends where it began is no pause.
                run.pauses.retain(|pause| pause.until != Some(pause.from));
            }),
            ClockEvent::Met { id, at } => self.at(id, *at, |run| run.meet(*at)),
            ClockEvent::Cancelled { id, at } => self.at(id, *at, |run| run.cancel(*at)),
            ClockEvent::Breached { id, at } => self.at(id, *at, |run| run.breach(*at)),
        }
    }

    /// Every run, ended ones too, in the order in which they began.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Run> {
        self.runs.iter()
    }

    /// The last run of a clock, open or ended.
    pub fn get(&self, id: impl Into<ClockId>) -> Option<&Run> {
        let id = id.into();
        self.runs.iter().rfind(|run| run.id == id)
    }

    /// The last run of a clock, while it is open.
    pub fn running(&self, id: impl Into<ClockId>) -> Option<&Run> {
        self.get(id).filter(|run| run.is_open())
    }

    /// Every open run.
    pub fn open(&self) -> impl Iterator<Item = &Run> {
        self.runs.iter().filter(|run| run.is_open())
    }

    /// The due instants of all open clocks that are not breached and do not stand still, earliest first.
    ///
    /// A clock is left out where `calendars` does not have the calendar that the
    /// run names, or the calendar has no answer.
    pub fn due<'c>(
        &self,
        calendars: impl Fn(&Run) -> Option<&'c Calendar>,
    ) -> Vec<(DateTime<Utc>, ClockId)> {
        self.instants(calendars, |_, clock| clock.due())
    }

    /// The breaches that have come to pass by `now` and are not in the log yet,
    /// each at its true instant.
    pub fn breaches<'c>(
        &self,
        now: DateTime<Utc>,
        calendars: impl Fn(&Run) -> Option<&'c Calendar>,
    ) -> Vec<ClockEvent> {
        let due = self.due(calendars).into_iter();
        due.filter(|(at, _)| *at <= now)
            .map(|(at, id)| ClockEvent::Breached { id, at })
            .collect()
    }

    /// When the next of them is due, whether or not that has passed.
    pub fn next_wake<'c>(
        &self,
        calendars: impl Fn(&Run) -> Option<&'c Calendar>,
    ) -> Option<DateTime<Utc>> {
        self.due(calendars).first().map(|(at, _)| *at)
    }

    /// The instants at which to warn of the open clocks that are not breached
    /// and do not stand still, earliest first, whether or not they have passed;
    /// clocks are left out as in [`due`](Self::due).
    ///
    /// ```
    /// use chrono::{DateTime, TimeDelta, Utc};
    /// use webcare::calendar::{Calendar, CalendarId};
    /// use webcare::sla::{ClockEvent, ClockKind, Clocks, Warning, Warnings};
    ///
    /// let office = Calendar::weekly(chrono_tz::UTC).mon_fri("09:00-17:00")?;
    /// let nine: DateTime<Utc> = "2026-01-05T09:00:00Z".parse()?; // a Monday
    /// let kind = ClockKind::FirstResponse;
    /// let mut clocks = Clocks::new();
    /// clocks.apply(&ClockEvent::Started {
    ///     id: kind.into(),
    ///     from: nine,
    ///     target: "4 business hours".parse()?,
    ///     calendar: CalendarId::from("office"),
    /// });
    /// let warnings = Warnings::all(Warning::Share(0.75));
    /// let noon = nine + TimeDelta::hours(3);
    /// assert_eq!(clocks.warnings(&warnings, |_| Some(&office)), [(noon, kind.into())]);
    /// // Come back to warn, and again when it is due.
    /// let wake = |now| clocks.next_wake_after(now, &warnings, |_| Some(&office));
    /// assert_eq!(wake(nine), Some(noon));
    /// assert_eq!(wake(noon), Some(nine + TimeDelta::hours(4)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn warnings<'c>(
        &self,
        warnings: &Warnings,
        calendars: impl Fn(&Run) -> Option<&'c Calendar>,
    ) -> Vec<(DateTime<Utc>, ClockId)> {
        self.instants(calendars, |run, clock| {
            // Its warning may lie before a pause without an end, its due instant does not.
            clock.due()?;
            clock.warn_at(warnings.of(run.id.kind))
        })
    }

    /// The first instant after `now` at which to warn of a clock or at which
    /// one is due. What has come by `now` is in [`warnings`](Self::warnings)
    /// and [`breaches`](Self::breaches).
    pub fn next_wake_after<'c>(
        &self,
        now: DateTime<Utc>,
        warnings: &Warnings,
        calendars: impl Fn(&Run) -> Option<&'c Calendar>,
    ) -> Option<DateTime<Utc>> {
        let warned = self.warnings(warnings, &calendars);
        let due = self.due(&calendars);
        let instants = warned.into_iter().chain(due).map(|(at, _)| at);
        instants.filter(|at| *at > now).min()
    }

    /// An instant of each open run that is not breached, where there is one; earliest first.
    fn instants<'c>(
        &self,
        calendars: impl Fn(&Run) -> Option<&'c Calendar>,
        at: impl Fn(&Run, &Clock<'c>) -> Result<DateTime<Utc>, ClockError>,
    ) -> Vec<(DateTime<Utc>, ClockId)> {
        let mut instants: Vec<_> = self
            .open()
            .filter(|run| run.breached.is_none())
            .filter_map(|run| {
                let at = at(run, &run.clock(calendars(run)?)).ok()?;
                Some((at, run.id.clone()))
            })
            .collect();
        instants.sort_unstable();
        instants
    }

    fn start(&mut self, id: &ClockId, from: DateTime<Utc>, target: Target, calendar: &CalendarId) {
        let mut new = Run::starting(id.clone(), from, target, calendar.clone());
        if let Some(run) = self.last_mut(id).filter(|run| run.is_open()) {
            if (run.from, run.target, &run.calendar) == (from, target, calendar) {
                return;
            }
            let Some(breached) = run.breached else {
                run.from = from;
                run.target = target;
                run.calendar = calendar.clone();
                return;
            };
            run.cancel(breached);
            new.pauses = run.pauses.clone();
        }
        room_for_one(&mut self.runs);
        self.runs.push(new);
    }

    fn open_mut(&mut self, id: &ClockId, change: impl FnOnce(&mut Run)) {
        if let Some(run) = self.last_mut(id).filter(|run| run.is_open()) {
            change(run);
        }
    }

    /// Changes the run that an instant belongs to: the last that had begun, or else the first.
    fn at(&mut self, id: &ClockId, at: DateTime<Utc>, change: impl FnOnce(&mut Run)) {
        let mut of_it = (0..).zip(&self.runs).filter(|(_, run)| run.id == *id);
        let first = of_it.next();
        let begun = of_it.filter(|(_, run)| run.from <= at).last();
        let place: Option<usize> = begun.or(first).map(|(place, _)| place);
        if let Some(run) = place.and_then(|place| self.runs.get_mut(place)) {
            change(run);
        }
    }

    fn last_mut(&mut self, id: &ClockId) -> Option<&mut Run> {
        self.runs.iter_mut().rfind(|run| run.id == *id)
    }
}
