//! Calendars that change from a date on, and calendars within calendars.

use chrono::{DateTime, NaiveDate, Utc};

use super::Calendar;
use super::stretch::DAY;

impl Calendar {
    /// From this date on it may be otherwise: what is set after this call holds
    /// from then on, and what is not set again stays as it was.
    ///
    /// The day begins at midnight on the wall clock of its zone, and a window
    /// that started the day before runs to its end. What an earlier call said
    /// of this date or a later one is dropped.
    ///
    /// ```
    /// # use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
    /// # use webcare::calendar::Calendar;
    /// let new_year = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap_or_default();
    /// let office = Calendar::weekly(chrono_tz::UTC)
    ///     .mon_fri("09:00-17:00")?
    ///     .from_date(new_year)
    ///     .mon_fri("08:00-12:00")?;
    ///
    /// let thursday: DateTime<Utc> = "2026-12-31T16:00:00Z".parse()?;
    /// let due = office.add(thursday, TimeDelta::hours(6))?;
    /// assert_eq!(due.to_rfc3339(), "2027-01-04T09:00:00+00:00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_date(self, date: NaiveDate) -> Self {
        self.changed(|rules| rules.start_version(date))
    }

    /// Only what is in force at an instant, as if it had always been so and
    /// stayed so: for what was promised under it and is not planned again.
    ///
    /// ```
    /// # use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
    /// # use webcare::calendar::Calendar;
    /// # let new_year = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap_or_default();
    /// # let office = Calendar::weekly(chrono_tz::UTC)
    /// #     .mon_fri("09:00-17:00")?.from_date(new_year).mon_fri("08:00-12:00")?;
    /// let thursday: DateTime<Utc> = "2026-12-31T16:00:00Z".parse()?;
    /// let kept = office.in_force(thursday).add(thursday, TimeDelta::hours(6))?;
    /// assert_eq!(kept.to_rfc3339(), "2027-01-01T14:00:00+00:00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn in_force(&self, at: DateTime<Utc>) -> Self {
        let wall = at.timestamp() + super::zone::offset(self.zone(), at.timestamp());
        let mut rules = self.rules().in_force(wall.div_euclid(DAY));
        for other in &mut rules.within {
            *other = other.in_force(at);
        }
        Self::from_rules(rules)
    }

    /// The dates from which it changes, in order, with those of the calendars it lies within.
    pub fn changes_on(&self) -> Vec<NaiveDate> {
        let within = self.rules().within.iter().flat_map(Self::changes_on);
        let mut dates: Vec<_> = self.rules().version_dates().chain(within).collect();
        dates.sort_unstable();
        dates.dedup();
        dates
    }

    /// Open only while `other` is open too: the intersection of two calendars,
    /// each with its own zone.
    ///
    /// Time is told in this one's zone. A day is a working day when it is one
    /// in both.
    ///
    /// ```
    /// # use chrono::{DateTime, TimeDelta, Utc};
    /// # use webcare::calendar::{Calendar, Reason};
    /// let desk = Calendar::weekly(chrono_tz::Europe::Amsterdam).mon_fri("08:00-21:00")?;
    /// let experts = Calendar::weekly(chrono_tz::America::New_York).mon_fri("09:00-17:00")?;
    /// let both = desk.within(&experts);
    ///
    /// // In March New York is five hours behind instead of six: it opens at 14:00 in Amsterdam.
    /// let morning: DateTime<Utc> = "2026-03-16T08:00:00Z".parse()?;
    /// assert_eq!(both.next_open(morning)?.to_rfc3339(), "2026-03-16T13:00:00+00:00");
    /// assert_eq!(both.add(morning, TimeDelta::hours(8))?.to_rfc3339(), "2026-03-17T14:00:00+00:00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn within(self, other: &Calendar) -> Self {
        self.changed(|rules| rules.lie_within(other))
    }
}
