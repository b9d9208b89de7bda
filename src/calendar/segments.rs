use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone, Utc};

use super::compiled::Compiled;
use super::rules::Rules;
use super::stretch::DAY;
use super::{Calendar, Reason};

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
    announced: Option<i64>,
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

    /// What the wall clock of its zone shows at an instant.
    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        self.zone().from_utc_datetime(&at.naive_utc()).naive_local()
    }
}

impl Iterator for Segments<'_> {
    type Item = Segment;

    fn next(&mut self) -> Option<Segment> {
        if self.at >= self.until {
            return None;
        }
        let from = self.at;
        let (compiled, rules) = (self.calendar.near(), self.calendar.rules());
        if let Some(change) = compiled.change_at(from.timestamp())
            && self.announced != Some(change.at)
            && from.timestamp_subsec_nanos() == 0
        {
            self.announced = Some(change.at);
            let by = TimeDelta::try_seconds(change.to - change.from).unwrap_or_default();
            return Some(Segment {
                from,
                until: from,
                reason: Reason::ClockChange(by),
            });
        }
        let wall = from.timestamp() + compiled.offset(from.timestamp(), rules);
        let (reason, edge) = self.piece(wall, compiled, rules);
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

impl Segments<'_> {
    /// The reason that holds at the current instant, and until when at most.
    fn piece(
        &self,
        wall: i64,
        compiled: &Compiled,
        rules: &Rules,
    ) -> (Reason, Option<DateTime<Utc>>) {
        let from = self.at;
        let day = wall.div_euclid(DAY);
        let change = compiled.next_change(from.timestamp()).map(|c| c.at);
        if self.calendar.is_open(from) {
            let reason = if rules.has_own_hours(day) {
                Reason::SpecialHours
            } else {
                Reason::Open
            };
            let close = self.calendar.next_close(from).ok();
            return (reason, earliest(close, change));
        }
        let (reason, wall_edge) = closed(wall, rules);
        let edge = from.timestamp() + wall_edge - wall;
        let edge = change.map_or(edge, |change| change.min(edge));
        let open = self.calendar.next_open(from).ok();
        (reason, earliest(open, Some(edge)))
    }
}

fn earliest(one: Option<DateTime<Utc>>, other: Option<i64>) -> Option<DateTime<Utc>> {
    let other = other.and_then(|at| DateTime::from_timestamp(at, 0));
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// Why a closed second is closed, and the wall time at which that may end.
fn closed(wall: i64, rules: &Rules) -> (Reason, i64) {
    let (day, time) = (wall.div_euclid(DAY), wall.rem_euclid(DAY));
    let planned = rules.planned_on(day);
    let edges = planned.iter().flat_map(|s| [s.from, s.until]);
    let edge = edges
        .filter(|edge| *edge > time)
        .min()
        .unwrap_or(DAY)
        .min(DAY);
    let reason = if planned.contains(time) {
        Reason::Break
    } else if rules.has_own_hours(day) {
        Reason::ClosedByDate
    } else if let Some(holiday) = rules.holiday_on(day) {
        Reason::Holiday(holiday.clone())
    } else if rules.weekly(day).is_empty() {
        Reason::NoWorkday
    } else {
        Reason::OutsideHours
    };
    (reason, day * DAY + edge)
}
