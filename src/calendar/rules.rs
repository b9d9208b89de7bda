//! A calendar as it was agreed, before it is compiled.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, TimeDelta};
use chrono_tz::Tz;

use super::holidays::Holiday;
use super::line::Line;
use super::semantics::Semantics;
use super::stretch::{DAY, Stretch, Stretches};
use super::window::Window;

/// Weekly hours, what differs from them, and the zone they are meant in.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub(super) zone: Tz,
    pub(super) semantics: Semantics,
    /// By weekday, Monday first.
    pub(super) week: [Vec<Window>; 7],
    /// Days off that come back.
    pub(super) yearly: Vec<Holiday>,
    /// Dates with something of their own.
    pub(super) dates: BTreeMap<NaiveDate, Special>,
}

/// What is different on one date.
#[derive(Clone, Debug, Default)]
pub(super) struct Special {
    /// A day off that comes once.
    pub(super) holiday: Option<Holiday>,
    /// Hours instead of the weekday's; they hold on a holiday too.
    pub(super) hours: Option<Vec<Window>>,
    /// Cut out of the hours, by the wall clock of the date.
    pub(super) breaks: Vec<Window>,
}

impl Rules {
    pub(super) fn new(zone: Tz) -> Self {
        Self {
            zone,
            semantics: Semantics::default(),
            week: Default::default(),
            yearly: Vec::new(),
            dates: BTreeMap::new(),
        }
    }

    /// The line of open seconds, with the yearly days off of `years` in it.
    pub(super) fn line(&self, years: RangeInclusive<i32>) -> Line {
        let off = self.days_off(years);
        let is_off = |day: i64| off.binary_search(&day).is_ok();
        let marked = self.marked(&off);
        let days = marked.iter().map(|&day| {
            let planned = within_day(
                self.starting_if(day, is_off),
                self.starting_if(day - 1, is_off),
            );
            (day, self.less_breaks(day, planned))
        });
        Line::new(self.open_in_week(), days)
    }

    /// The line of working days: on each, the first second of its date and nothing else.
    pub(super) fn working_days(&self, years: RangeInclusive<i32>) -> Line {
        let marked = self.marked(&self.days_off(years));
        let days = marked.iter().map(|&day| {
            let mark = Stretch::new(0, i64::from(self.is_working(day)));
            (day, Stretches::new(vec![mark]))
        });
        let week = (0..)
            .zip(&self.week)
            .filter(|(_, windows)| !windows.is_empty())
            .map(|(i, _)| Stretch::new(i * DAY, i * DAY + 1));
        Line::new(Stretches::new(week.collect()), days)
    }

    /// What is open on a day, in seconds after its midnight.
    pub(super) fn open_on(&self, day: i64) -> Stretches {
        self.less_breaks(day, self.planned_on(day))
    }

    /// What would be open on a day if it had no breaks: its own windows, and
    /// what runs on from the day before.
    pub(super) fn planned_on(&self, day: i64) -> Stretches {
        within_day(self.starting(day), self.starting(day - 1))
    }

    /// The windows that start on a day, whatever its breaks.
    pub(super) fn starting(&self, day: i64) -> &[Window] {
        self.starting_if(day, |day| self.holiday_on(day).is_some())
    }

    fn starting_if(&self, day: i64, is_off: impl Fn(i64) -> bool) -> &[Window] {
        let special = date(day).and_then(|date| self.dates.get(&date));
        match special.and_then(|s| s.hours.as_ref()) {
            Some(hours) => hours,
            None if is_off(day) => &[],
            None => self.weekly(day),
        }
    }

    fn less_breaks(&self, day: i64, planned: Stretches) -> Stretches {
        let breaks = self.breaks_on(day);
        if breaks.is_empty() {
            planned
        } else {
            planned.without(&breaks, 0, DAY)
        }
    }

    /// The weekday's own windows.
    pub(super) fn weekly(&self, day: i64) -> &[Window] {
        let monday_first = usize::try_from((day + 3).rem_euclid(7)).unwrap_or(0);
        self.week.get(monday_first).map_or(&[], Vec::as_slice)
    }

    /// Whether a day has hours of its own.
    pub(super) fn has_own_hours(&self, day: i64) -> bool {
        date(day)
            .and_then(|date| self.dates.get(&date))
            .is_some_and(|special| special.hours.is_some())
    }

    /// The day off that falls on a day.
    pub(super) fn holiday_on(&self, day: i64) -> Option<&Holiday> {
        let date = date(day)?;
        let once = self.dates.get(&date).and_then(|s| s.holiday.as_ref());
        once.or_else(|| self.yearly.iter().find(|rule| rule.falls_on(date)))
    }

    /// Whether any window that starts on a day is left over by its breaks.
    pub(super) fn is_working(&self, day: i64) -> bool {
        !self.working_hours(day).is_empty()
    }

    /// The windows that start on a day less its breaks; they may run past its end.
    pub(super) fn working_hours(&self, day: i64) -> Stretches {
        let own = self.starting(day).iter().map(|window| {
            let (from, until) = window.seconds();
            Stretch::new(from, until)
        });
        let next = self.breaks_on(day + 1);
        let next = next
            .iter()
            .map(|b| Stretch::new(b.from + DAY, b.until + DAY));
        let breaks = Stretches::new(self.breaks_on(day).iter().chain(next).collect());
        Stretches::new(own.collect()).without(&breaks, 0, 2 * DAY)
    }

    fn breaks_on(&self, day: i64) -> Stretches {
        within_day(self.breaks(day), self.breaks(day - 1))
    }

    fn breaks(&self, day: i64) -> &[Window] {
        date(day)
            .and_then(|date| self.dates.get(&date))
            .map_or(&[], |special| special.breaks.as_slice())
    }

    /// Every day off that falls in `years`, in order, and those that come once in any year.
    fn days_off(&self, years: RangeInclusive<i32>) -> Vec<i64> {
        let once = self
            .dates
            .iter()
            .filter(|(_, special)| special.holiday.is_some());
        let yearly = self.yearly.iter().flat_map(|rule| {
            let own = rule.years();
            let first = *own.start().max(years.start());
            let last = *own.end().min(years.end());
            (first..=last).filter_map(|year| rule.in_year(year))
        });
        let mut days: Vec<i64> = once
            .map(|(date, _)| *date)
            .chain(yearly)
            .map(day_number)
            .collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// Every day that may differ from its weekday, in order.
    fn marked(&self, off: &[i64]) -> Vec<i64> {
        let dates = self.dates.keys().copied().map(day_number);
        let mut days: Vec<i64> = off.iter().copied().chain(dates).collect();
        if self.runs_past_midnight() {
            let next: Vec<i64> = days.iter().map(|day| day + 1).collect();
            days.extend(next);
        }
        days.sort_unstable();
        days.dedup();
        days
    }

    fn runs_past_midnight(&self) -> bool {
        let special = self
            .dates
            .values()
            .flat_map(|s| s.hours.iter().flatten().chain(&s.breaks));
        self.week
            .iter()
            .flatten()
            .chain(special)
            .any(Window::is_overnight)
    }

    fn open_in_week(&self) -> Stretches {
        let mut open = Vec::new();
        for (day, windows) in (0..).zip(&self.week) {
            for window in windows {
                let (from, until) = window.seconds();
                let (from, until) = (day * DAY + from, day * DAY + until);
                open.push(Stretch::new(from, until.min(7 * DAY)));
                open.push(Stretch::new(0, until - 7 * DAY));
            }
        }
        Stretches::new(open)
    }
}

/// The windows that start on a day and those of the day before, as far as they lie in the day.
fn within_day(own: &[Window], before: &[Window]) -> Stretches {
    let mut all = Vec::with_capacity(own.len());
    for window in own {
        let (from, until) = window.seconds();
        all.push(Stretch::new(from, until.min(DAY)));
    }
    for window in before.iter().filter(|window| window.is_overnight()) {
        all.push(Stretch::new(0, window.seconds().1 - DAY));
    }
    Stretches::new(all)
}

/// Days since 1970-01-01.
pub(super) fn day_number(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce()) - 719_163
}

/// The date of a day number, as far as dates go.
pub(super) fn date(day: i64) -> Option<NaiveDate> {
    NaiveDate::default().checked_add_signed(TimeDelta::try_days(day)?)
}
