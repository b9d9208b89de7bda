//! Working days: neither so many hours nor so many nights.

use chrono::{DateTime, NaiveDate, Offset, TimeDelta, TimeZone, Utc};

use super::around::End;
use super::plan::day_number;
use super::stretch::{DAY, Stretches};
use super::{Calendar, CalendarError};

impl Calendar {
    /// Whether a date is a working day: a window starts on it that its breaks leave something of.
    ///
    /// A date that the zone skipped is none, such as 30 December 2011 in Samoa.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        let mut within = self.rules().within.iter();
        self.rules().is_working(day_number(date)) && within.all(|other| other.is_working_day(date))
    }

    /// The date `n` working days after a date, or before it when negative. What is
    /// no working day counts as the next one, or as the one before.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use webcare::calendar::{Calendar, holidays};
    /// let office = Calendar::weekly(chrono_tz::UTC).mon_fri("09:00-17:00")?.holidays(&holidays::NL)?;
    /// let day = |day| NaiveDate::from_ymd_opt(2011, 6, day).unwrap_or_default();
    /// // Friday; Whit Monday is the 13th.
    /// assert_eq!(office.plus_working_days(day(10), 1)?, day(14));
    /// assert_eq!(office.plus_working_days(day(11), 1)?, day(15));
    /// assert_eq!(office.plus_working_days(day(14), -1)?, day(10));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`NeverOpens`](CalendarError::NeverOpens) and [`OutOfRange`](CalendarError::OutOfRange).
    pub fn plus_working_days(&self, date: NaiveDate, n: i64) -> Result<NaiveDate, CalendarError> {
        let step = |day, n| self.answer(|compiled| compiled.working_day(self.rules(), day, n));
        let mut day = day_number(date);
        if !self.is_working_day(date) {
            day = step(day, if n < 0 { -1 } else { 1 })?;
        }
        if n != 0 {
            day = step(day, n)?;
        }
        super::plan::date(day).ok_or(CalendarError::OutOfRange)
    }

    /// How many working days there are after `from`, up to and including `until`;
    /// negative when `until` comes first.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use webcare::calendar::Calendar;
    /// let office = Calendar::weekly(chrono_tz::UTC).mon_fri("09:00-17:00")?;
    /// let day = |day| NaiveDate::from_ymd_opt(2011, 6, day).unwrap_or_default();
    /// assert_eq!(office.working_days_between(day(3), day(10))?, 5); // Friday to Friday
    /// assert_eq!(office.working_days_between(day(10), day(3))?, -5);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`OutOfRange`](CalendarError::OutOfRange).
    pub fn working_days_between(
        &self,
        from: NaiveDate,
        until: NaiveDate,
    ) -> Result<i64, CalendarError> {
        let (from, until) = (day_number(from), day_number(until));
        self.answer(|compiled| compiled.working_days_between(self.rules(), from, until))
    }

    /// The end of a term of `n` working days that starts at `start`.
    ///
    /// What comes in while closed counts as come in at the next opening: on a
    /// Sunday, or after closing time, on the next working day. From there the
    /// term ends `n` working days on at the same time of day, or at that day's
    /// closing time when it closes earlier, or at its next opening when it is
    /// closed just then. So with hours until 21:00, a report on Monday at 20:00
    /// and a term of one working day end on Tuesday at 20:00. Terms of no days
    /// end at the next opening.
    ///
    /// ```
    /// # use chrono::{DateTime, Utc};
    /// # use webcare::calendar::Calendar;
    /// let office = Calendar::weekly(chrono_tz::UTC).mon_fri("08:00-21:00")?.sat("09:00-17:00")?;
    /// let due = |start: &str| -> Result<String, Box<dyn std::error::Error>> {
    ///     Ok(office.add_working_days(start.parse::<DateTime<Utc>>()?, 1)?.to_rfc3339())
    /// };
    /// assert_eq!(due("2011-06-06T20:00:00Z")?, "2011-06-07T20:00:00+00:00"); // Monday evening
    /// assert_eq!(due("2011-06-12T13:00:00Z")?, "2011-06-14T08:00:00+00:00"); // Sunday
    /// assert_eq!(due("2011-06-10T20:00:00Z")?, "2011-06-11T17:00:00+00:00"); // Friday evening
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn add_working_days(
        &self,
        start: DateTime<Utc>,
        n: u32,
    ) -> Result<DateTime<Utc>, CalendarError> {
        let start = self.next_open(start)?;
        // Where a night reaches over the hours of the next day, those may end before it starts.
        Ok(self.on_working_day(start, i64::from(n))?.max(start))
    }

    /// The start of a term of `n` working days that ends at `end`: the mirror of
    /// [`add_working_days`](Self::add_working_days), from the last instant that was open.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn sub_working_days(
        &self,
        end: DateTime<Utc>,
        n: u32,
    ) -> Result<DateTime<Utc>, CalendarError> {
        let end = self.sub(end, TimeDelta::zero())?;
        Ok(self.on_working_day(end, -i64::from(n))?.min(end))
    }

    fn on_working_day(&self, at: DateTime<Utc>, n: i64) -> Result<DateTime<Utc>, CalendarError> {
        if n == 0 {
            return Ok(at);
        }
        let (day, time) = self.day_and_time(at);
        let target = self.answer(|compiled| compiled.working_day(self.rules(), day, n))?;
        let hours = self.near().hours(self.rules(), target);
        let (opening, closing) = hours.ok_or(CalendarError::NeverOpens)?;
        let steady = self.near().steady_offset(target * DAY, self.rules());
        let instant = |time, end| self.instant(target * DAY + time, end, steady);
        let opens = instant(opening, End::Opening)?;
        let closes = instant(closing, End::Closing)?;
        match self.sub(closes, TimeDelta::zero()) {
            // Of the day's own hours a calendar it lies within may leave less, or nothing.
            Ok(closes) if closes > opens => {
                let at = if time < opening {
                    opens
                } else {
                    let part = TimeDelta::nanoseconds(at.timestamp_subsec_nanos().into());
                    instant(time.min(closing), End::Opening)? + part
                };
                if time >= closing || at >= closes {
                    Ok(closes)
                } else {
                    self.next_open(at)
                }
            }
            _ => self.next_open(opens),
        }
    }

    /// The working day to which an instant belongs, and the wall time since its midnight:
    /// past 24:00 in a window that started the day before.
    fn day_and_time(&self, at: DateTime<Utc>) -> (i64, i64) {
        let second = at.timestamp();
        let wall = second + self.near().offset(second, self.rules());
        let (day, time) = (wall.div_euclid(DAY), wall.rem_euclid(DAY));
        if !self.near().has_nights() {
            return (day, time);
        }
        let is_in =
            |hours: &Stretches, time| hours.iter().any(|s| s.from <= time && time <= s.until);
        let yesterday = self.rules().working_hours(day - 1);
        if !is_in(&self.rules().working_hours(day), time) && is_in(&yesterday, time + DAY) {
            (day - 1, time + DAY)
        } else {
            (day, time)
        }
    }

    /// The instant of a time on the wall clock, whose offset may be known; of two passes the
    /// first, or the last for a closing.
    fn instant(
        &self,
        wall: i64,
        end: End,
        offset: Option<i64>,
    ) -> Result<DateTime<Utc>, CalendarError> {
        if let Some(offset) = offset {
            return DateTime::from_timestamp(wall - offset, 0).ok_or(CalendarError::OutOfRange);
        }
        let zone = self.zone();
        let local = DateTime::from_timestamp(wall, 0)
            .ok_or(CalendarError::OutOfRange)?
            .naive_utc();
        let offset = match zone.offset_from_local_datetime(&local) {
            chrono::LocalResult::Single(offset) => i64::from(offset.fix().local_minus_utc()),
            chrono::LocalResult::Ambiguous(first, last) => {
                let offset = if end == End::Closing { last } else { first };
                i64::from(offset.fix().local_minus_utc())
            }
            // Skipped: as far after the change as it would have been after the last full time.
            chrono::LocalResult::None => self.near().offset(wall - DAY, self.rules()),
        };
        DateTime::from_timestamp(wall - offset, 0).ok_or(CalendarError::OutOfRange)
    }
}
