use chrono::{DateTime, TimeDelta, Utc};

use super::{ClockError, ClockKind, ClockState, Run};
use crate::calendar::Calendar;
use crate::sorted::SortedMap;

/// How the clocks of many matters were kept, by kind.
///
/// What was breached stays in every figure, whether or not it was kept after
/// all: a count of promises kept that leaves out the broken ones says nothing.
///
/// ```
/// use webcare::calendar::{Calendar, CalendarId};
/// use webcare::sla::{ClockEvent, ClockKind, Clocks, Tally};
///
/// let office = Calendar::weekly(chrono_tz::UTC).mon_fri("09:00-17:00")?;
/// let kind = ClockKind::FirstResponse;
/// let mut clocks = Clocks::new();
/// clocks.apply(&ClockEvent::Started {
///     id: kind.into(),
///     from: "2026-01-05T10:00:00Z".parse()?,
///     target: "1 business hour".parse()?,
///     calendar: CalendarId::from("office"),
/// });
/// clocks.apply(&ClockEvent::Met { id: kind.into(), at: "2026-01-05T13:00:00Z".parse()? });
///
/// let mut tally = Tally::new();
/// for run in clocks.iter() {
///     tally.add(run, &office, "2026-02-01T00:00:00Z".parse()?)?;
/// }
/// let count = tally.of(kind).unwrap();
/// assert_eq!((count.met, count.met_late, count.breached()), (0, 1, 1));
/// assert_eq!(count.average(), Some(chrono::TimeDelta::hours(3)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    by_kind: SortedMap<ClockKind, Count>,
}

/// How the clocks of one kind were kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Count {
    /// Kept in time.
    pub met: usize,
    /// Kept after they were due.
    pub met_late: usize,
    /// Past due and never kept.
    pub never_met: usize,
    /// Not due yet, running or standing still.
    pub open: usize,
    /// Called off before they were due.
    pub cancelled: usize,
    /// What was used up, in the clock's own measure, by those that were kept or are past due.
    used: TimeDelta,
}

impl Tally {
    /// Nothing counted yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts a run as it stands at `now`, over the calendar that it names.
    ///
    /// # Errors
    /// When the calendar has no answer; nothing is counted then.
    pub fn add(
        &mut self,
        run: &Run,
        calendar: &Calendar,
        now: DateTime<Utc>,
    ) -> Result<(), ClockError> {
        let clock = run.clock(calendar);
        let end = run.met.or(run.cancelled).map_or(now, |end| end.min(now));
        let (state, used) = (clock.state(now)?, clock.used(end)?);
        let count = self.by_kind.entry(run.id.kind).or_default();
        match state {
            ClockState::Met => count.met += 1,
            ClockState::MetLate => count.met_late += 1,
            ClockState::Breached => count.never_met += 1,
            ClockState::Cancelled => count.cancelled += 1,
            ClockState::Waiting | ClockState::Running | ClockState::Paused => count.open += 1,
        }
        if matches!(
            state,
            ClockState::Met | ClockState::MetLate | ClockState::Breached
        ) {
            count.used = count.used.checked_add(&used).unwrap_or(TimeDelta::MAX);
        }
        Ok(())
    }

    /// How those of a kind were kept, where any was counted.
    pub fn of(&self, kind: ClockKind) -> Option<&Count> {
        self.by_kind.get(&kind)
    }

    /// All of them by kind.
    pub fn iter(&self) -> impl Iterator<Item = (ClockKind, &Count)> {
        self.by_kind.iter().map(|(kind, count)| (*kind, count))
    }
}

impl Count {
    /// How many were not kept in time.
    pub fn breached(&self) -> usize {
        self.met_late + self.never_met
    }

    /// How many came to an answer, in time or not, or ought to have.
    pub fn settled(&self) -> usize {
        self.met + self.breached()
    }

    /// What they used up on average, the breached ones included; none where none is settled.
    pub fn average(&self) -> Option<TimeDelta> {
        let settled = i32::try_from(self.settled()).ok().filter(|it| *it > 0)?;
        Some(self.used / settled)
    }
}
