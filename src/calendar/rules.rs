//! A calendar as it was agreed, before it is compiled.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

use super::Calendar;
use super::around::Around;
use super::holidays::Holiday;
use super::line::{Exception, Line};
use super::plan::{Plan, date, day_number};
use super::stretch::{DAY, Stretch, Stretches};
use super::week::Week;
use super::window::Window;
use super::zone;

/// What holds from when on, the zone it is meant in, and the calendars it lies within.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub(super) zone: Tz,
    /// What holds until the first change.
    first: Plan,
    /// What holds from a date on.
    later: BTreeMap<NaiveDate, Plan>,
    /// Open only while these are open too.
    ///
    /// INVARIANT: each once, and none of them lies within another: what they
    /// lie within is in the list itself, so that nothing is asked twice.
    pub(super) within: Vec<Calendar>,
}

impl Rules {
    pub(super) fn new(zone: Tz) -> Self {
        Self {
            zone,
            first: Plan::default(),
            later: BTreeMap::new(),
            within: Vec::new(),
        }
    }

    /// What the next change of the calendar is about: its last version.
    pub(super) fn last_mut(&mut self) -> &mut Plan {
        self.later
            .last_entry()
            .map_or(&mut self.first, |last| last.into_mut())
    }

    /// Every version, the first one first.
    pub(super) fn plans_mut(&mut self) -> impl Iterator<Item = &mut Plan> {
        std::iter::once(&mut self.first).chain(self.later.values_mut())
    }

    /// Starts a version; what was agreed for later dates is dropped.
    pub(super) fn start_version(&mut self, from: NaiveDate) {
        self.later.split_off(&from);
        let plan = self.last_mut().clone();
        self.later.insert(from, plan);
    }

    /// Opens only while another is open too, and whatever that one lies within.
    pub(super) fn lie_within(&mut self, other: &Calendar) {
        let others = std::iter::once(other.alone()).chain(&other.rules().within);
        for other in others {
            if !self.within.iter().any(|known| known.is(other)) {
                self.within.push(other.clone());
            }
        }
    }

    /// The most entries that any version has: of days off that come back, and
    /// of dates over all versions.
    pub(super) fn size(&self) -> (usize, usize) {
        let yearly = self.versions().map(|(_, plan)| plan.yearly.len());
        let dates = self.versions().map(|(_, plan)| plan.dates.len());
        (yearly.max().unwrap_or(0), dates.sum())
    }

    /// Only the version in force on a day, for all time.
    pub(super) fn in_force(&self, day: i64) -> Self {
        Self {
            zone: self.zone,
            first: self.plan(day).clone(),
            later: BTreeMap::new(),
            within: self.within.clone(),
        }
    }

    /// The same without the calendars it lies within.
    pub(super) fn alone(&self) -> Self {
        Self {
            within: Vec::new(),
            ..self.clone()
        }
    }

    /// The dates from which later versions hold.
    pub(super) fn version_dates(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        self.later.keys().copied()
    }

    /// What holds on a day.
    pub(super) fn plan(&self, day: i64) -> &Plan {
        if self.later.is_empty() {
            return &self.first;
        }
        let version = date(day).and_then(|date| self.later.range(..=date).next_back());
        match version {
            Some((_, plan)) => plan,
            // Days beyond the dates that exist belong to the version at that end.
            None if day > 0 && date(day).is_none() => {
                self.later.values().next_back().unwrap_or(&self.first)
            }
            None => &self.first,
        }
    }

    /// Whether any day off comes back, so that only a range of years can be listed.
    pub(super) fn recurs(&self) -> bool {
        self.versions().any(|(_, plan)| !plan.yearly.is_empty())
            || self.within.iter().any(|other| other.rules().recurs())
    }

    /// The line of open seconds, with these days off in it.
    pub(super) fn line(&self, off: &[(i64, i64)]) -> Line {
        let closes = |day| closing(off, day);
        self.compose(off, Plan::open_in_week, |day| {
            let planned = within_day(
                &self.starting_unless(day, closes),
                &self.starting_unless(day - 1, closes),
            );
            self.less_breaks(day, planned)
        })
    }

    /// The time around one of the zone's changes, where the wall clock is not what counts.
    pub(super) fn around(&self, change: usize) -> Option<Around> {
        let changes = zone::changes(self.zone);
        let own = changes.get(change)?;
        let day = (own.at + own.from).div_euclid(DAY);
        Around::change(changes, change, self.plan(day).semantics)
    }

    /// What is open around a change of the clock, with these days off: windows between two
    /// instants, less what the wall clock then shows as a break.
    pub(super) fn open_around(&self, around: &Around, off: &[(i64, i64)]) -> Stretches {
        let mut pieces = Vec::new();
        let mut breaks = Vec::new();
        for day in around.days() {
            let windows = self.starting_unless(day, |day| closing(off, day));
            pieces.extend(windows.iter().map(|window| around.piece(day, window)));
            breaks.extend(self.breaks_on(day).moved(day * DAY).iter());
        }
        let breaks = around.showing(&Stretches::new(breaks));
        Stretches::new(pieces).without(&breaks, around.from, around.until)
    }

    /// The times around clock changes that reach into `[at, until)`, which holds no change but at
    /// its start, each with its windows as pieces of time and the days on which those start.
    pub(super) fn pieces_near(&self, at: i64, until: i64) -> Vec<(Around, Vec<(i64, Stretch)>)> {
        let next = zone::changes(self.zone).partition_point(|change| change.at <= at);
        let near = (next.saturating_sub(1)..=next).filter_map(|change| self.around(change));
        let near = near.filter(|around| around.until > at && around.from < until);
        let with_pieces = near.map(|around| {
            let of = |day| {
                let windows = self.starting(day);
                let pieces: Vec<_> = windows.iter().map(|w| around.piece(day, w)).collect();
                pieces.into_iter().map(move |piece| (day, piece))
            };
            (around, around.days().flat_map(of).collect())
        });
        with_pieces.collect()
    }

    /// The line of working days: on each, the first second of its date and nothing else.
    pub(super) fn working_days(&self, years: RangeInclusive<i32>) -> Line {
        let mut off = self.days_off(years);
        off.extend(zone::skipped_days(self.zone).map(|day| (day, day)));
        self.compose(&off, Plan::working_days_in_week, |day| {
            Stretches::new(vec![Stretch::new(0, i64::from(self.is_working(day)))])
        })
    }

    fn compose(
        &self,
        off: &[(i64, i64)],
        week: impl Fn(&Plan) -> Week,
        open: impl Fn(i64) -> Stretches,
    ) -> Line {
        let starts: Vec<i64> = self.later.keys().copied().map(day_number).collect();
        let days = self.marked(off).into_iter().map(|day| Exception {
            start: day * DAY,
            open: open(day).moved(day * DAY),
            week: starts.partition_point(|start| *start <= day),
        });
        Line {
            weeks: self.versions().map(|(_, plan)| week(plan)).collect(),
            days: days.collect(),
        }
    }

    /// What is open on a day, in seconds after its midnight.
    pub(super) fn open_on(&self, day: i64) -> Stretches {
        self.less_breaks(day, self.planned_on(day))
    }

    /// What would be open on a day if it had no breaks: its own windows, and
    /// what runs on from the day before.
    pub(super) fn planned_on(&self, day: i64) -> Stretches {
        within_day(&self.starting(day), &self.starting(day - 1))
    }

    /// What would be open on a day if no date had anything of its own.
    pub(super) fn usual_on(&self, day: i64) -> Stretches {
        within_day(self.weekly(day), self.weekly(day - 1))
    }

    /// The windows that start on a day, whatever its breaks.
    fn starting(&self, day: i64) -> Cow<'_, [Window]> {
        self.starting_unless(day, |day| self.holiday_on(day).map(Holiday::closes))
    }

    fn starting_unless(&self, day: i64, closes: impl Fn(i64) -> Option<i64>) -> Cow<'_, [Window]> {
        if let Some(hours) = self.own_hours(day) {
            return Cow::Borrowed(hours);
        }
        let weekly = self.weekly(day);
        match closes(day) {
            None => Cow::Borrowed(weekly),
            Some(at) => weekly.iter().filter_map(|w| w.until(at)).collect(),
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
        self.plan(day).weekly(day)
    }

    /// Whether a day has hours of its own.
    pub(super) fn has_own_hours(&self, day: i64) -> bool {
        self.own_hours(day).is_some()
    }

    /// The hours that a day has of its own; it may be that it has none.
    pub(super) fn own_hours(&self, day: i64) -> Option<&[Window]> {
        self.plan(day).special(day)?.hours.as_deref()
    }

    /// The day off that falls on a day.
    pub(super) fn holiday_on(&self, day: i64) -> Option<&Holiday> {
        self.plan(day).holiday_on(day)
    }

    /// Whether a day exists and any window that starts on it is left over by its breaks.
    pub(super) fn is_working(&self, day: i64) -> bool {
        !self.working_hours(day).is_empty()
            && !zone::skipped_days(self.zone).any(|skipped| skipped == day)
    }

    /// The windows that start on a day less its breaks; they may run past its end.
    pub(super) fn working_hours(&self, day: i64) -> Stretches {
        let starting = self.starting(day);
        let own = starting.iter().map(|window| {
            let (from, until) = window.seconds();
            Stretch::new(from, until)
        });
        let next = self.breaks_on(day + 1).moved(DAY);
        let breaks = self.breaks_on(day);
        let breaks = Stretches::new(breaks.iter().chain(next.iter()).collect());
        Stretches::new(own.collect()).without(&breaks, 0, 2 * DAY)
    }

    /// The breaks of a day, in seconds after its midnight.
    pub(super) fn breaks_on(&self, day: i64) -> Stretches {
        within_day(self.breaks(day), self.breaks(day - 1))
    }

    fn breaks(&self, day: i64) -> &[Window] {
        let special = self.plan(day).special(day);
        special.map_or(&[], |special| special.breaks.as_slice())
    }

    /// Every day off that falls in `years` and when it closes, in order, and
    /// those that come once in any year.
    pub(super) fn days_off(&self, years: RangeInclusive<i32>) -> Vec<(i64, i64)> {
        let mut days = Vec::new();
        for ((from, plan), until) in self.versions().zip(self.version_ends()) {
            let holds = |date: NaiveDate| {
                from.is_none_or(|from| from <= date) && until.is_none_or(|until| date < until)
            };
            let once = plan.dates.iter().filter_map(|(date, special)| {
                let (_, holiday) = special.holiday.as_ref()?;
                Some((*date, holiday.closes()))
            });
            // A moved day may fall in the year after its own, or before it.
            let since = from.map_or(i32::MIN, |from| from.year() - 1);
            let before = until.map_or(i32::MAX, |until| until.year() + 1);
            let yearly = plan.yearly.iter().flat_map(|rule| {
                let own = rule.years();
                let first = *own.start().max(&(years.start() - 1)).max(&since);
                let last = *own.end().min(years.end()).min(&before);
                (first..=last).filter_map(|year| Some((rule.in_year(year)?, rule.closes())))
            });
            let found = once.chain(yearly).filter(|(date, _)| holds(*date));
            days.extend(found.map(|(date, closes)| (day_number(date), closes)));
        }
        days.sort_unstable();
        days.dedup_by_key(|(day, _)| *day);
        days
    }

    /// Every day that may differ from its weekday, in order.
    fn marked(&self, off: &[(i64, i64)]) -> Vec<i64> {
        let dates = self.versions().flat_map(|(_, plan)| plan.dates.keys());
        let dates = dates.copied().chain(self.version_dates()).map(day_number);
        let mut days: Vec<i64> = off.iter().map(|(day, _)| *day).chain(dates).collect();
        if self.runs_past_midnight() {
            let next: Vec<i64> = days.iter().map(|day| day + 1).collect();
            days.extend(next);
        }
        days.sort_unstable();
        days.dedup();
        days
    }

    /// Whether any window of any version runs past midnight.
    pub(super) fn runs_past_midnight(&self) -> bool {
        self.versions().any(|(_, plan)| plan.runs_past_midnight())
    }

    /// Every version, with the date from which it holds.
    fn versions(&self) -> impl Iterator<Item = (Option<NaiveDate>, &Plan)> {
        let later = self.later.iter().map(|(from, plan)| (Some(*from), plan));
        std::iter::once((None, &self.first)).chain(later)
    }

    /// The date with which every version has ended.
    fn version_ends(&self) -> impl Iterator<Item = Option<NaiveDate>> {
        self.version_dates().map(Some).chain([None])
    }
}

/// When a day closes that is off, of days off in order.
fn closing(off: &[(i64, i64)], day: i64) -> Option<i64> {
    let found = off.binary_search_by_key(&day, |(off, _)| *off).ok()?;
    off.get(found).map(|(_, closes)| *closes)
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
