//! What was agreed for a stretch of dates: a week, and what differs from it.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::holidays::Holiday;
use super::semantics::Semantics;
use super::stretch::{DAY, Stretch, Stretches};
use super::week::{WEEK, Week};
use super::window::Window;

/// Weekly hours and what differs from them.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
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
    /// A day off that comes once, and after how many of those that come back it was given.
    pub(super) holiday: Option<(usize, Holiday)>,
    /// Hours instead of the weekday's; they hold on a holiday too.
    pub(super) hours: Option<Vec<Window>>,
    /// Cut out of the hours, by the wall clock of the date.
    pub(super) breaks: Vec<Window>,
}

impl Plan {
    pub(super) fn special_mut(&mut self, date: NaiveDate) -> &mut Special {
        self.dates.entry(date).or_default()
    }

    /// Adds a day off to those there are.
    pub(super) fn add_holiday(&mut self, holiday: &Holiday) {
        let Some(date) = holiday.one_off() else {
            self.yearly.push(holiday.clone());
            return;
        };
        let given_after = self.yearly.len();
        let known = &mut self.special_mut(date).holiday;
        let closes_more = |(_, known): &(_, Holiday)| holiday.closes() < known.closes();
        if known.as_ref().is_none_or(closes_more) {
            *known = Some((given_after, holiday.clone()));
        }
    }

    /// Takes every day off away; hours and breaks of dates stay.
    pub(super) fn clear_holidays(&mut self) {
        self.yearly.clear();
        for special in self.dates.values_mut() {
            special.holiday = None;
        }
    }

    pub(super) fn special(&self, day: i64) -> Option<&Special> {
        self.dates.get(&date(day)?)
    }

    /// The weekday's own windows.
    pub(super) fn weekly(&self, day: i64) -> &[Window] {
        let monday_first = usize::try_from((day + 3).rem_euclid(7)).unwrap_or(0);
        self.week.get(monday_first).map_or(&[], Vec::as_slice)
    }

    /// The day off that falls on a day: of several the one that leaves least, and of those the
    /// one that was given first.
    pub(super) fn holiday_on(&self, day: i64) -> Option<&Holiday> {
        let date = date(day)?;
        let once = self.dates.get(&date).and_then(|s| s.holiday.as_ref());
        let given_after = once.map_or(0, |(given_after, _)| *given_after);
        let earlier = self.yearly.get(..given_after).unwrap_or_default();
        let later = self.yearly.get(given_after..).unwrap_or_default();
        let falls_on = |rule: &&Holiday| rule.falls_on(date);
        let once = once.map(|(_, holiday)| holiday);
        let earlier = earlier.iter().filter(falls_on).chain(once);
        let all = earlier.chain(later.iter().filter(falls_on));
        all.min_by_key(|holiday| holiday.closes())
    }

    /// The open seconds of a week without exceptions.
    pub(super) fn open_in_week(&self) -> Week {
        let mut open = Vec::new();
        for (day, windows) in (0..).zip(&self.week) {
            for window in windows {
                let (from, until) = window.seconds();
                let (from, until) = (day * DAY + from, day * DAY + until);
                open.push(Stretch::new(from, until.min(WEEK)));
                open.push(Stretch::new(0, until - WEEK));
            }
        }
        Week::new(Stretches::new(open))
    }

    /// The first second of every weekday that has hours, and nothing else.
    pub(super) fn working_days_in_week(&self) -> Week {
        let days = (0..)
            .zip(&self.week)
            .filter(|(_, windows)| !windows.is_empty())
            .map(|(day, _)| Stretch::new(day * DAY, day * DAY + 1));
        Week::new(Stretches::new(days.collect()))
    }

    pub(super) fn runs_past_midnight(&self) -> bool {
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
}

/// Days since 1970-01-01.
pub(super) fn day_number(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce()) - 719_163
}

/// The date of a day number, as far as dates go.
pub(super) fn date(day: i64) -> Option<NaiveDate> {
    NaiveDate::default().checked_add_signed(TimeDelta::try_days(day)?)
}
