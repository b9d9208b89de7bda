//! Can what was promised be kept? By the hours, and by the departments.

use chrono::{DateTime, TimeDelta, Utc};

use super::check::Declared;
use super::sla::Sla;
use crate::calendar::Calendar;
use crate::document::{Problem, ProblemKind, Problems};
use crate::sla::{Clock, ClockKind, Target, Targets, Urgency};
use crate::team::{Department, DepartmentId};

/// A Monday in an ordinary stretch of five weeks, late enough that the last
/// change of a calendar holds; Easter is not before 13 April that year.
const ORDINARY: &str = "2031-03-03T00:00:00Z";
const WEEKS: i64 = 5;

impl Declared<'_> {
    /// Notes the targets that no opening hours can meet, and the departments
    /// that may take longer than the customer was promised.
    pub(super) fn check_fit(&self, sla: &Sla, problems: &mut Problems) {
        let named = sla.calendar.as_ref();
        let hours = self.calendars.iter().find(|(name, _)| Some(*name) == named);
        let Some((name, hours)) = hours.filter(|(_, it)| it.next_open(ordinary()).is_ok()) else {
            return;
        };
        for (path, targets) in sla.sets() {
            for (kind, urgency, target) in targets.iter() {
                let place = place(&path, targets, kind, urgency);
                check_hours(name, hours, target, place, problems);
            }
        }
        for (id, path, department) in self.departments.placed() {
            check_department(id, path, department, sla, hours, problems);
        }
    }
}

/// Where a target was written: with its urgency, where there are several.
fn place(path: &str, targets: &Targets, kind: ClockKind, urgency: Urgency) -> String {
    let several = targets.iter().filter(|(it, ..)| *it == kind).count() > 1;
    match several {
        true => format!("{path}.{}.{}", kind.word(), urgency.word()),
        false => format!("{path}.{}", kind.word()),
    }
}

fn check_hours(
    name: &str,
    hours: &Calendar,
    target: Target,
    path: String,
    problems: &mut Problems,
) {
    let wrong = if is_nothing(target) {
        format!("nobody can do anything within {target}")
    } else if Clock::starting(ordinary(), target, hours).due().is_err() {
        format!("{target} from now is a date that no calendar holds")
    } else if let Target::Elapsed(time) = target
        && let Some(closed) = closed_every_week(hours).filter(|closed| *closed >= time)
    {
        let closed = Target::Elapsed(closed);
        format!("every week `{name}` is closed for {closed}, in which {target} can pass")
    } else {
        return;
    };
    problems.push(Problem {
        path,
        kind: ProblemKind::Contradiction,
        wrong,
        right: "promise working time or working days, or open longer".to_owned(),
    });
}

fn is_nothing(target: Target) -> bool {
    match target {
        Target::Business(time) | Target::Elapsed(time) => time <= TimeDelta::zero(),
        Target::WorkingDays(days) => days == 0,
    }
}

/// The longest that a calendar is closed in each of the ordinary weeks.
fn closed_every_week(hours: &Calendar) -> Option<TimeDelta> {
    let week = |number: i64| ordinary() + TimeDelta::weeks(number);
    (0..WEEKS)
        .map(|number| closed_between(hours, week(number), week(number + 1)))
        .min()
        .flatten()
}

/// The longest closed stretch that begins between two instants.
fn closed_between(
    hours: &Calendar,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Option<TimeDelta> {
    let mut longest = None;
    let mut at = from;
    while at < until {
        let closes = hours.next_close(at).ok()?;
        let opens = hours.next_open(closes).ok()?;
        longest = longest.max(Some(opens - closes));
        at = opens.max(at + TimeDelta::seconds(1));
    }
    longest
}

/// A department answers, and the team after it, before the customer must be
/// helped (S4:21).
fn check_department(
    id: &DepartmentId,
    path: &str,
    department: &Department,
    sla: &Sla,
    hours: &Calendar,
    problems: &mut Problems,
) {
    let Some(ola) = department.ola else {
        return;
    };
    let late = promised(sla)
        .into_iter()
        .find(|promised| !fits(ola, sla.answering, *promised, hours));
    let Some(promised) = late else {
        return;
    };
    let answering = match sla.answering {
        Some(answering) => format!(" and the team {answering} after it"),
        None => String::new(),
    };
    problems.push(Problem {
        path: format!("{path}.ola"),
        kind: ProblemKind::Contradiction,
        wrong: format!("`{id}` may take {ola}{answering}, the whole matter {promised}"),
        right: "agree on a shorter time with the department".to_owned(),
    });
}

/// The terms within which customers are helped: the end of a matter where
/// that is promised, else the first answer.
fn promised(sla: &Sla) -> Vec<Target> {
    let sets = sla.sets();
    let of = |wanted: ClockKind| -> Vec<Target> {
        let those = sets.iter().flat_map(|(_, targets)| targets.iter());
        let those = those.filter(|(kind, ..)| *kind == wanted);
        those.map(|(_, _, target)| target).collect()
    };
    let ends = of(ClockKind::Resolution);
    if ends.is_empty() {
        of(ClockKind::FirstResponse)
    } else {
        ends
    }
}

/// Whether a department's term and the team's after it end before the promised
/// one, whenever in an ordinary week it begins.
fn fits(ola: Target, answering: Option<Target>, promised: Target, hours: &Calendar) -> bool {
    if let Some(together) = joined(ola, answering)
        && let Some(fits) = at_most(together, promised)
    {
        return fits;
    }
    let end = |from, target| Clock::starting(from, target, hours).due().ok();
    let starts = (0..7 * 24).map(|hour| ordinary() + TimeDelta::hours(hour));
    starts.into_iter().all(|start| {
        let answered = end(start, ola);
        let told = match answering {
            Some(answering) => answered.and_then(|at| end(at, answering)),
            None => answered,
        };
        told.zip(end(start, promised))
            .is_some_and(|(told, due)| told <= due)
    })
}

/// Two terms after each other, where they are of one measure.
fn joined(first: Target, then: Option<Target>) -> Option<Target> {
    match (first, then) {
        (_, None) => Some(first),
        (Target::Business(a), Some(Target::Business(b))) => a.checked_add(&b).map(Target::Business),
        (Target::Elapsed(a), Some(Target::Elapsed(b))) => a.checked_add(&b).map(Target::Elapsed),
        (Target::WorkingDays(a), Some(Target::WorkingDays(b))) => {
            a.checked_add(b).map(Target::WorkingDays)
        }
        (_, Some(_)) => None,
    }
}

/// Whether a term is no longer than another, where they are of one measure.
fn at_most(term: Target, other: Target) -> Option<bool> {
    match (term, other) {
        (Target::Business(a), Target::Business(b)) | (Target::Elapsed(a), Target::Elapsed(b)) => {
            Some(a <= b)
        }
        (Target::WorkingDays(a), Target::WorkingDays(b)) => Some(a <= b),
        _ => None,
    }
}

fn ordinary() -> DateTime<Utc> {
    ORDINARY.parse().unwrap_or(DateTime::UNIX_EPOCH)
}
