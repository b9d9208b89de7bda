//! The instants of clocks, each computed once in a step.

use std::cell::RefCell;

use chrono::{DateTime, Utc};

use super::Policy;
use crate::calendar::CalendarId;
use crate::sla::{Clock, ClockKind, Run, Target};

/// What was computed in a step so far. A step looks at a case several times,
/// and most times its clocks are as they were.
#[derive(Debug, Default)]
pub(super) struct Terms {
    known: RefCell<Vec<(Term, Option<DateTime<Utc>>)>>,
}

/// A term without pauses, and what is asked of it.
#[derive(Clone, Debug, PartialEq)]
struct Term {
    asked: Asked,
    from: DateTime<Utc>,
    target: Target,
    calendar: CalendarId,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Asked {
    /// When it is due.
    Due,
    /// When to warn of it.
    Warning(ClockKind),
}

impl Policy {
    /// When a clock is due that runs and was not breached.
    pub(super) fn due_unbreached(&self, run: &Run, terms: &Terms) -> Option<DateTime<Utc>> {
        let is_watched = run.is_open() && run.breached.is_none();
        is_watched.then(|| self.due_at(run, terms)).flatten()
    }

    /// When an open clock is due; none while it stands still.
    pub(super) fn due_at(&self, run: &Run, terms: &Terms) -> Option<DateTime<Utc>> {
        terms.of(run, Asked::Due, || run.clock(self.hours(run)).due().ok())
    }

    /// When to warn of an open clock.
    pub(super) fn warn_at(&self, run: &Run, terms: &Terms) -> Option<DateTime<Utc>> {
        let kind = run.id.kind;
        let warning = self.playbook.sla.warnings.of(kind);
        let clock = || run.clock(self.hours(run));
        terms.of(run, Asked::Warning(kind), || clock().warn_at(warning).ok())
    }

    /// When a clock would be due that begins now, over the usual hours.
    pub(super) fn would_be_due(
        &self,
        from: DateTime<Utc>,
        target: Target,
        terms: &Terms,
    ) -> Option<DateTime<Utc>> {
        let due = || Clock::starting(from, target, &self.calendar).due().ok();
        if self.versions.contains_key(self.calendar_id.as_str()) {
            // A clock that runs may keep to another version of these hours.
            return due();
        }
        let term = Term {
            asked: Asked::Due,
            from,
            target,
            calendar: self.calendar_id.clone(),
        };
        terms.known_or(term, due)
    }
}

impl Terms {
    fn of(
        &self,
        run: &Run,
        asked: Asked,
        compute: impl FnOnce() -> Option<DateTime<Utc>>,
    ) -> Option<DateTime<Utc>> {
        if !run.pauses.is_empty() || !run.is_open() {
            return compute();
        }
        let term = Term {
            asked,
            from: run.from,
            target: run.target,
            calendar: run.calendar.clone(),
        };
        self.known_or(term, compute)
    }

    fn known_or(
        &self,
        term: Term,
        compute: impl FnOnce() -> Option<DateTime<Utc>>,
    ) -> Option<DateTime<Utc>> {
        let known = self.known.borrow();
        if let Some((_, at)) = known.iter().find(|(known, _)| *known == term) {
            return *at;
        }
        drop(known);
        let at = compute();
        self.known.borrow_mut().push((term, at));
        at
    }
}
