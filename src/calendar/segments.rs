use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::rules::Rules;
use super::stretch::{DAY, Stretches};
use super::zone::offset;
use super::{Calendar, Reason, Window};

/// A piece of time, `[from, until)`, with one reason to count or not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Segment {
    /// Where it starts.
    pub from: DateTime<Utc>,
    /// Where it ends; at its start for a clock change.
    pub until: DateTime<Utc>,
    /// Why it counts, or does not.
    pub reason: Reason,
}

impl Segment {
    /// The working time in it: all of it or none.
    pub fn counted(&self) -> TimeDelta {
        if self.reason.counts() {
            self.until - self.from
        } else {
            TimeDelta::zero()
        }
    }
}

/// The segments of a span in order, made as they are asked for.
#[derive(Clone, Debug)]
pub struct Segments<'c> {
    calendar: &'c Calendar,
    at: DateTime<Utc>,
    until: DateTime<Utc>,
    /// The last instant of which a clock change was told.
    announced: Option<DateTime<Utc>>,
}

impl Calendar {
    /// The time from `from` to `until` in pieces, each with its reason.
    ///
    /// They follow each other without a gap, closed ones are cut at local
    /// midnight, and the counted ones add up to [`between`](Self::between).
    ///
    /// ```
    /// # use chrono::{DateTime, Utc};
    /// # use webcare::calendar::{Calendar, holidays};
    /// # use webcare::text::Lang;
    /// let office = Calendar::weekly(chrono_tz::Europe::Amsterdam)
    ///     .mon_fri("09:00-17:00")?
    ///     .holidays(&holidays::NL)?;
    /// let from: DateTime<Utc> = "2011-06-01T14:00:00Z".parse()?;
    /// let until: DateTime<Utc> = "2011-06-03T08:00:00Z".parse()?;
    /// let told: Vec<String> = office
    ///     .segments(from, until)
    ///     .map(|s| format!("{} {}", s.counted().num_minutes(), s.reason.text(Lang::En)))
    ///     .collect();
    /// assert_eq!(told, [
    ///     "60 open",
    ///     "0 outside opening hours",
    ///     "0 Ascension Day",
    ///     "0 outside opening hours",
    ///     "60 open",
    /// ]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn segments(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Segments<'_> {
        Segments {
            calendar: self,
            at: from,
            until,
            announced: None,
        }
    }

    /// What the wall clock of its zone shows at an instant; in the first and last hours of time,
    /// where that has no date, what a clock at Greenwich shows.
    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        let ahead = TimeDelta::try_seconds(offset(self.zone(), at.timestamp())).unwrap_or_default();
        let utc = at.naive_utc();
        utc.checked_add_signed(ahead).unwrap_or(utc)
    }
}

impl Iterator for Segments<'_> {
    type Item = Segment;

    fn next(&mut self) -> Option<Segment> {
        if self.at >= self.until {
            return None;
        }
        let from = self.at;
        if self.announced != Some(from)
            && let Some(by) = self.calendar.clock_change(from)
        {
            self.announced = Some(from);
            return Some(Segment {
                from,
                until: from,
                reason: Reason::ClockChange(by),
            });
        }
        let (reason, edge) = self.calendar.piece(from);
        let until = edge
            .filter(|edge| *edge > from)
            .map_or(self.until, |edge| edge.min(self.until));
        self.at = until;
        Some(Segment {
            from,
            until,
            reason,
        })
    }
}

impl Calendar {
    /// How far a clock jumps at exactly that instant: its own, or that of a calendar it lies within.
    fn clock_change(&self, at: DateTime<Utc>) -> Option<TimeDelta> {
        if at.timestamp_subsec_nanos() > 0 {
            return None;
        }
        let own = self.near().change_at(at.timestamp());
        let by = own.and_then(|change| TimeDelta::try_seconds(change.to - change.from));
        by.or_else(|| {
            let mut within = self.rules().within.iter();
            within.find_map(|other| other.clock_change(at))
        })
    }

    /// The next instant at which a clock jumps: its own, or that of a calendar it lies within.
    fn next_clock_change(&self, at: DateTime<Utc>) -> Option<i64> {
        let own = self.near().next_change(at.timestamp()).map(|c| c.at);
        let within = self.rules().within.iter();
        let within = within.filter_map(|other| other.next_clock_change(at));
        own.into_iter().chain(within).min()
    }

    /// The reason that holds at an instant, and until when at most.
    fn piece(&self, at: DateTime<Utc>) -> (Reason, Option<DateTime<Utc>>) {
        let (mut reason, mut edge) = self.alone().own_piece(at);
        for other in &self.rules().within {
            edge = earliest(edge, other.next_clock_change(at));
            if !reason.counts() {
                continue;
            }
            let (of_other, edge_of_other) = other.piece(at);
            edge = edge.into_iter().chain(edge_of_other).min();
            if !of_other.counts() {
                reason = of_other;
            }
        }
        (reason, edge)
    }

    fn own_piece(&self, at: DateTime<Utc>) -> (Reason, Option<DateTime<Utc>>) {
        let (compiled, rules) = (self.near(), self.rules());
        let ahead = compiled.offset(at.timestamp(), rules);
        let wall = at.timestamp() + ahead;
        let change = compiled.next_change(at.timestamp()).map(|c| c.at);
        let instant = |wall: i64| Some(change.map_or(wall - ahead, |at| at.min(wall - ahead)));
        if self.is_open(at) {
            let (reason, edge) = opened(wall, rules);
            let edge = edge.map_or(change, instant);
            (reason, earliest(self.next_close(at).ok(), edge))
        } else {
            let (reason, edge) = closed(wall, rules);
            (reason, earliest(self.next_open(at).ok(), instant(edge)))
        }
    }
}

fn earliest(one: Option<DateTime<Utc>>, other: Option<i64>) -> Option<DateTime<Utc>> {
    let other = other.and_then(|at| DateTime::from_timestamp(at, 0));
    one.into_iter().chain(other).min()
}

/// Why an open second is open, and the wall time at which that may change, if it does.
fn opened(wall: i64, rules: &Rules) -> (Reason, Option<i64>) {
    let (reason, mut edge) = window_of(wall, rules).unwrap_or((Reason::Open, None));
    while let Some(at) = edge
        && let Some((next, later)) = window_of(at, rules)
        && next == reason
    {
        edge = later;
    }
    (reason, edge)
}

/// Whose window an open second lies in, and where one of another kind may begin.
fn window_of(wall: i64, rules: &Rules) -> Option<(Reason, Option<i64>)> {
    let (day, time) = (wall.div_euclid(DAY), wall.rem_euclid(DAY));
    let reason = |day| match rules.has_own_hours(day) {
        true => Reason::SpecialHours,
        false => Reason::Open,
    };
    if rules.working_hours(day).contains(time) {
        let next = match reason(day) {
            Reason::SpecialHours => Some(day + 1),
            _ => rules.next_own_hours(day),
        };
        return Some((reason(day), next.map(|day| day * DAY)));
    }
    let runs_on = rules.working_hours(day - 1).contains(time + DAY);
    runs_on.then(|| {
        let today = rules.working_hours(day);
        let next = today.iter().map(|s| s.from).find(|from| *from > time);
        (
            reason(day - 1),
            Some(day * DAY + next.unwrap_or(DAY).min(DAY)),
        )
    })
}

/// Why a closed second is closed, and the wall time at which that may change.
fn closed(wall: i64, rules: &Rules) -> (Reason, i64) {
    let (day, time) = (wall.div_euclid(DAY), wall.rem_euclid(DAY));
    let (planned, usual) = (rules.planned_on(day), rules.usual_on(day));
    let why = |time| why_closed(day, time, &planned, rules);
    let reason = why(time);
    let edges = planned.iter().chain(usual.iter());
    let edges = edges.flat_map(|s| [s.from, s.until]);
    let edge = edges
        .filter(|edge| (time + 1..DAY).contains(edge))
        .filter(|edge| why(*edge) != reason)
        .min();
    (reason, day * DAY + edge.unwrap_or(DAY))
}

fn why_closed(day: i64, time: i64, planned: &Stretches, rules: &Rules) -> Reason {
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
    let closes = |day| rules.holiday_on(day).cloned().map(Reason::Holiday);
    if planned.contains(time) && rules.breaks_on(day).contains(time) {
        return Reason::Break;
    }
    if let Some(of) = taken_from {
        if rules.has_own_hours(of) {
            return Reason::ClosedByDate;
        }
        if let Some(holiday) = closes(of) {
            return holiday;
        }
    }
    if rules.has_own_hours(day) {
        Reason::ClosedByDate
    } else if let Some(holiday) = rules.holiday_on(day).filter(|h| h.closes() <= time) {
        Reason::Holiday(holiday.clone())
    } else if rules.weekly(day).is_empty() {
        Reason::NoWorkday
    } else {
        Reason::OutsideHours
    }
}
