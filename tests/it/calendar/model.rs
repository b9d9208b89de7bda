//! The obvious calendar: it looks at one second at a time.

use std::collections::BTreeMap;

use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Timelike, Utc,
};
use chrono_tz::Tz;
use proptest::prelude::*;
use webcare::calendar::{Calendar, holidays::Holiday};

/// Minutes of a day, from and until; past midnight when `until` is not after `from`.
type Minutes = (u32, u32);

#[derive(Clone, Debug)]
pub(crate) struct Model {
    zone: Tz,
    week: Vec<Vec<Minutes>>,
    dates: BTreeMap<NaiveDate, Special>,
}

#[derive(Clone, Debug)]
enum Special {
    Holiday,
    Hours(Vec<Minutes>),
    Break(Vec<Minutes>),
}

impl Model {
    pub(crate) fn in_zone(self, zone: Tz) -> Self {
        Self { zone, ..self }
    }

    /// Whether the wall clock then stands in a window that starts today or
    /// started yesterday, and in no break of either.
    pub(crate) fn is_open(&self, at: DateTime<Utc>) -> bool {
        self.is_open_at(self.zone.from_utc_datetime(&at.naive_utc()).naive_local())
    }

    fn is_open_at(&self, wall: NaiveDateTime) -> bool {
        let stands_in = |of: &dyn Fn(NaiveDate) -> Vec<Minutes>| {
            let second = wall.time().num_seconds_from_midnight();
            let today = of(wall.date())
                .into_iter()
                .any(|(from, until)| from * 60 <= second && (second < until * 60 || until <= from));
            let yesterday = of(wall.date() - Days::new(1))
                .into_iter()
                .any(|(from, until)| until <= from && second < until * 60);
            today || yesterday
        };
        stands_in(&|date| self.hours(date)) && !stands_in(&|date| self.breaks(date))
    }

    fn hours(&self, date: NaiveDate) -> Vec<Minutes> {
        match self.dates.get(&date) {
            Some(Special::Holiday) => Vec::new(),
            Some(Special::Hours(hours)) => hours.clone(),
            _ => self.week[date.weekday().num_days_from_monday() as usize].clone(),
        }
    }

    fn breaks(&self, date: NaiveDate) -> Vec<Minutes> {
        match self.dates.get(&date) {
            Some(Special::Break(hours)) => hours.clone(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn calendar(&self) -> Calendar {
        let mut calendar = Calendar::weekly(self.zone);
        for (day, hours) in self.week.iter().enumerate() {
            let hours = written(hours);
            calendar = match day {
                0 => calendar.mon(&hours),
                1 => calendar.tue(&hours),
                2 => calendar.wed(&hours),
                3 => calendar.thu(&hours),
                4 => calendar.fri(&hours),
                5 => calendar.sat(&hours),
                _ => calendar.sun(&hours),
            }
            .unwrap();
        }
        for (date, special) in &self.dates {
            calendar = match special {
                Special::Holiday => calendar
                    .holidays(&[Holiday::once(*date, "a day off")])
                    .unwrap(),
                Special::Hours(hours) => calendar.on(*date, &written(hours)).unwrap(),
                Special::Break(hours) => calendar.break_on(*date, &written(hours)).unwrap(),
            };
        }
        calendar
    }
}

fn written(hours: &[Minutes]) -> String {
    let time = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
    let windows: Vec<String> = hours
        .iter()
        .map(|(from, until)| format!("{}-{}", time(*from), time(*until)))
        .collect();
    windows.join(",")
}

pub(crate) const ZONES: [Tz; 10] = [
    Tz::UTC,
    Tz::Europe__Amsterdam,
    Tz::Europe__Dublin,
    Tz::America__New_York,
    Tz::America__St_Johns,
    Tz::America__Sao_Paulo,
    Tz::Australia__Lord_Howe,
    Tz::Pacific__Apia,
    Tz::Africa__Casablanca,
    Tz::Asia__Kathmandu,
];

/// Any calendar, with dates of its own within a fortnight of `around`.
pub(crate) fn any(around: NaiveDate) -> impl Strategy<Value = Model> {
    let minutes = (0u32..96, 1u32..=96).prop_filter_map("empty", |(from, until)| {
        (from != until && (from, until) != (0, 96)).then_some((from * 15, until * 15))
    });
    let hours = || prop::collection::vec(minutes.clone(), 0..3);
    let special = prop_oneof![
        Just(Special::Holiday),
        hours().prop_map(Special::Hours),
        hours().prop_map(Special::Break),
    ];
    let dates = prop::collection::btree_map(-14i64..14, special, 0..8);
    let week = prop::collection::vec(prop_oneof![2 => hours(), 1 => Just(vec![(0, 1440)])], 7);
    (prop::sample::select(&ZONES[..]), week, dates).prop_map(move |(zone, week, dates)| Model {
        zone,
        week,
        dates: dates
            .into_iter()
            .map(|(days, special)| (around + TimeDelta::days(days), special))
            .collect(),
    })
}

/// The instants from 2005 to 2035 at which a zone's clock changes, to the quarter of an hour.
pub(crate) fn clock_changes(zone: Tz) -> Vec<DateTime<Utc>> {
    let offset = |at: i64| {
        let at = DateTime::from_timestamp(at, 0).unwrap();
        zone.from_utc_datetime(&at.naive_utc()).naive_local() - at.naive_utc()
    };
    (1_104_537_600..2_051_222_400)
        .step_by(900)
        .filter(|at| offset(*at) != offset(*at - 900))
        .map(|at| DateTime::from_timestamp(at, 0).unwrap())
        .collect()
}
