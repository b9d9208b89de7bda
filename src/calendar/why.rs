//! Why a second of a calendar counts or does not, and until when.

use chrono::{DateTime, Utc};

use super::around::Around;
use super::compiled::Compiled;
use super::rules::Rules;
use super::segments::earliest;
use super::stretch::{DAY, Stretch, Stretches};
use super::{Calendar, Reason, Window};

impl Calendar {
    /// The reason that holds at an instant, whatever it lies within, and until when at most.
    pub(super) fn own_piece(&self, at: DateTime<Utc>) -> (Reason, Option<DateTime<Utc>>) {
        let second = at.timestamp();
        let change = self.near().next_change(second).map(|change| change.at);
        let why = |until| Why::new(self.near(), self.rules(), second, until);
        if self.is_open(at) {
            let end = earliest(self.next_close(at).ok(), change);
            let limit = end.map_or(i64::MAX, |end| end.timestamp());
            let (reason, edge) = why(limit).opened(second, limit);
            (reason, earliest(end, edge))
        } else {
            let end = earliest(self.next_open(at).ok(), change);
            let (reason, edge) = why(second + DAY).closed(second);
            (reason, earliest(end, Some(edge)))
        }
    }
}

/// The wall clock as it runs from an instant to its next change.
struct Why<'c> {
    compiled: &'c Compiled,
    rules: &'c Rules,
    /// Seconds that the wall clock is ahead.
    ahead: i64,
    /// Where windows are pieces of time and not what the wall clock shows, with those pieces
    /// and the days they start on.
    near: Vec<(Around, Vec<(i64, Stretch)>)>,
}

impl<'c> Why<'c> {
    fn new(compiled: &'c Compiled, rules: &'c Rules, at: i64, until: i64) -> Self {
        Self {
            compiled,
            rules,
            ahead: compiled.offset(at, rules),
            near: rules.pieces_near(at, until),
        }
    }

    /// Why an open second is open, and when that may change, if it does before `limit`.
    fn opened(&self, at: i64, limit: i64) -> (Reason, Option<i64>) {
        let (reason, mut edge) = self.window_at(at).unwrap_or((Reason::Open, None));
        while let Some(at) = edge.filter(|at| *at < limit)
            && let Some((next, later)) = self.window_at(at)
            && next == reason
        {
            edge = later;
        }
        (reason, edge)
    }

    /// Whose window an open second lies in, and where one of another kind may begin.
    fn window_at(&self, at: i64) -> Option<(Reason, Option<i64>)> {
        if let Some((_, pieces)) = self.near.iter().find(|(around, _)| around.contains(at)) {
            let mut windows = pieces.iter().rev();
            let (day, _) = windows.find(|(_, piece)| piece.contains(at))?;
            return Some((
                self.hours_of(*day),
                self.edges().filter(|it| *it > at).min(),
            ));
        }
        let (reason, edge) = self.window_on_wall(at + self.ahead)?;
        let near = self.near.iter().map(|(around, _)| around.from);
        let edge = edge.map(|wall| wall - self.ahead).into_iter().chain(near);
        Some((reason, edge.filter(|edge| *edge > at).min()))
    }

    /// The same as the wall clock shows it, in its seconds.
    fn window_on_wall(&self, wall: i64) -> Option<(Reason, Option<i64>)> {
        let (day, time) = (wall.div_euclid(DAY), wall.rem_euclid(DAY));
        if self.rules.working_hours(day).contains(time) {
            let reason = self.hours_of(day);
            let next = match reason {
                Reason::SpecialHours => Some(day + 1),
                _ => self.compiled.next_own_hours(self.rules, day),
            };
            return Some((reason, next.map(|day| day * DAY)));
        }
        let runs_on = self.rules.working_hours(day - 1).contains(time + DAY);
        runs_on.then(|| {
            let today = self.rules.working_hours(day);
            let next = today.iter().map(|s| s.from).find(|from| *from > time);
            let next = day * DAY + next.unwrap_or(DAY).min(DAY);
            (self.hours_of(day - 1), Some(next))
        })
    }

    fn hours_of(&self, day: i64) -> Reason {
        match self.rules.has_own_hours(day) {
            true => Reason::SpecialHours,
            false => Reason::Open,
        }
    }

    /// Why a closed second is closed, and when that may change.
    fn closed(&self, at: i64) -> (Reason, i64) {
        let day = (at + self.ahead).div_euclid(DAY);
        let midnight = day * DAY - self.ahead;
        let (planned, usual) = (self.rules.planned_on(day), self.rules.usual_on(day));
        let why = |at: i64| {
            let time = at - midnight;
            if self.is_planned(at, time, &planned) && self.rules.breaks_on(day).contains(time) {
                Reason::Break
            } else {
                why_closed(day, time, self.rules)
            }
        };
        let reason = why(at);
        let edges = planned.iter().chain(usual.iter());
        let edges = edges.flat_map(|s| [midnight + s.from, midnight + s.until]);
        let edge = edges
            .chain(self.edges())
            .filter(|edge| (at + 1..midnight + DAY).contains(edge))
            .filter(|edge| why(*edge) != reason)
            .min();
        (reason, edge.unwrap_or(midnight + DAY))
    }

    /// Whether a second would be open without breaks.
    fn is_planned(&self, at: i64, time: i64, planned: &Stretches) -> bool {
        let near = self.near.iter().find(|(around, _)| around.contains(at));
        near.map_or_else(
            || planned.contains(time),
            |(_, pieces)| pieces.iter().any(|(_, piece)| piece.contains(at)),
        )
    }

    /// Where windows near a clock change begin and end, and where they are that again which the
    /// wall clock shows.
    fn edges(&self) -> impl Iterator<Item = i64> + '_ {
        self.near.iter().flat_map(|(around, pieces)| {
            let pieces = pieces
                .iter()
                .flat_map(|(_, piece)| [piece.from, piece.until]);
            pieces.chain([around.from, around.until])
        })
    }
}

/// Why a second is closed that no break takes away.
fn why_closed(day: i64, time: i64, rules: &Rules) -> Reason {
    let starts_on = |day, time| {
        let mut windows = rules.weekly(day).iter().map(Window::seconds);
        windows.any(|(from, until)| (from..until).contains(&time))
    };
    // A window that is not there belongs to the day on which it would have started.
    let taken_from = if starts_on(day, time) {
        Some(day)
    } else {
        starts_on(day - 1, time + DAY).then_some(day - 1)
    };
    let closed_by_date = |day| {
        let hours = rules.own_hours(day)?;
        Some(match hours.is_empty() {
            true => Reason::ClosedByDate,
            false => Reason::OutsideSpecialHours,
        })
    };
    let closes = |day| rules.holiday_on(day).cloned().map(Reason::Holiday);
    if let Some(of) = taken_from {
        if let Some(closed) = closed_by_date(of) {
            return closed;
        }
        if let Some(holiday) = closes(of) {
            return holiday;
        }
    }
    if let Some(closed) = closed_by_date(day) {
        closed
    } else if let Some(holiday) = rules.holiday_on(day).filter(|h| h.closes() <= time) {
        Reason::Holiday(holiday.clone())
    } else if rules.weekly(day).is_empty() {
        Reason::NoWorkday
    } else {
        Reason::OutsideHours
    }
}
