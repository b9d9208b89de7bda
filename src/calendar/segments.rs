use chrono::{DateTime, TimeDelta, Utc};

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
}

pub(super) fn earliest(one: Option<DateTime<Utc>>, other: Option<i64>) -> Option<DateTime<Utc>> {
    let other = other.and_then(|at| DateTime::from_timestamp(at, 0));
    one.into_iter().chain(other).min()
}
