//! The obvious calendar: it looks at one second at a time.

use std::collections::BTreeMap;

use chrono::{
    DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone,
    Timelike, Utc,
};
use chrono_tz::Tz;
use proptest::prelude::*;
use webcare::calendar::{Calendar, Semantics, holidays::Holiday};

/// From one instant to another.
pub(crate) type Piece = (DateTime<Utc>, DateTime<Utc>);

/// Minutes of a day, from and until; past midnight when `until` is not after `from`.
type Minutes = (u32, u32);

#[derive(Clone, Debug)]
pub(crate) struct Model {
    zone: Tz,
    week: Vec<Vec<Minutes>>,
    /// Another week, from a date on.
    later: Option<(NaiveDate, Vec<Vec<Minutes>>)>,
    dates: BTreeMap<NaiveDate, Special>,
    /// Open only while this is open too.
    within: Option<Box<Model>>,
}

#[derive(Clone, Debug)]
enum Special {
    Holiday,
    /// A day off from this minute on.
    HalfDay(u32),
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
        let wall = self.zone.from_utc_datetime(&at.naive_utc()).naive_local();
        self.is_open_at(wall) && self.within.as_ref().is_none_or(|other| other.is_open(at))
    }

    /// The windows of a date as pieces of time, whatever its breaks, where a window lies
    /// between two instants whatever the wall clock does between them.
    pub(crate) fn pieces(&self, date: NaiveDate, semantics: Semantics) -> Vec<Piece> {
        let midnight = date.and_time(chrono::NaiveTime::MIN);
        let wall = |minute: u32| midnight + TimeDelta::minutes(minute.into());
        let windows = self.hours(date).into_iter();
        windows
            .map(|(from, until)| {
                let until = if until <= from { until + 1440 } else { until };
                let opens = self.instant(wall(from), semantics, true);
                (opens, self.instant(wall(until), semantics, false))
            })
            .collect()
    }

    /// The same with a break in the hours around an instant, in quarters from it.
    pub(crate) fn with_break_near(mut self, at: DateTime<Utc>, quarters: (i64, i64)) -> Self {
        let wall = |quarters| {
            let at = at + TimeDelta::minutes(15 * quarters);
            self.zone.from_utc_datetime(&at.naive_utc()).naive_local()
        };
        let (from, until) = (wall(quarters.0), wall(quarters.0 + quarters.1));
        let minute = |wall: NaiveDateTime| wall.hour() * 60 + wall.minute();
        if minute(from) != minute(until) {
            let hours = vec![(minute(from), minute(until))];
            self.dates.insert(from.date(), Special::Break(hours));
        }
        self
    }

    /// Whether the wall clock then stands in a break of its date, or of the night before.
    pub(crate) fn is_break(&self, at: DateTime<Utc>) -> bool {
        let wall = self.zone.from_utc_datetime(&at.naive_utc()).naive_local();
        stands_in(wall, &|date| self.breaks(date))
    }

    /// Whether an instant lies in hours that are a date's own, where a window of a later day
    /// goes before one of the day before.
    pub(crate) fn is_special(&self, at: DateTime<Utc>, semantics: Semantics) -> bool {
        let mut days = (-4..=4).map(|days| at.date_naive() + TimeDelta::days(days));
        let holds = |date: &NaiveDate| {
            let mut pieces = self.pieces(*date, semantics).into_iter();
            pieces.any(|(from, until)| from <= at && at < until)
        };
        let of = days.rfind(holds);
        of.is_some_and(|date| matches!(self.dates.get(&date), Some(Special::Hours(_))))
    }

    /// The instant of a time on the wall: in an hour that is skipped or comes twice, as agreed.
    fn instant(&self, wall: NaiveDateTime, semantics: Semantics, opens: bool) -> DateTime<Utc> {
        match (self.zone.from_local_datetime(&wall), semantics) {
            (LocalResult::Single(at), _) => at.to_utc(),
            (LocalResult::Ambiguous(_, second), Semantics::Clamp) if !opens => second.to_utc(),
            (LocalResult::Ambiguous(first, _), _) => first.to_utc(),
            (LocalResult::None, semantics) => {
                // A day and an hour before, no skipped time is in force any more.
                let before = self
                    .zone
                    .from_local_datetime(&(wall - TimeDelta::hours(25)));
                let before = before.latest().unwrap();
                match semantics {
                    Semantics::Clamp => (1..=4 * 49)
                        .map(|quarter| before + TimeDelta::minutes(15 * quarter))
                        .find(|at| at.offset().fix() != before.offset().fix())
                        .unwrap()
                        .to_utc(),
                    _ => (wall - before.offset().fix()).and_utc(),
                }
            }
        }
    }

    /// Whether any quarter of an hour of a window that starts on a date lies in no break.
    pub(crate) fn is_working_day(&self, date: NaiveDate) -> bool {
        let midnight = date.and_time(chrono::NaiveTime::MIN);
        let own = self.hours(date).into_iter().any(|(from, until)| {
            let until = if until <= from { until + 1440 } else { until };
            let mut quarters = (from..until).step_by(15);
            quarters.any(|minute| {
                let wall = midnight + TimeDelta::minutes(minute.into());
                !stands_in(wall, &|date| self.breaks(date))
            })
        });
        own && self
            .within
            .as_ref()
            .is_none_or(|other| other.is_working_day(date))
    }

    pub(crate) fn is_within(&self) -> bool {
        self.within.is_some()
    }

    pub(crate) fn has_nights(&self) -> bool {
        let weeks = self
            .week
            .iter()
            .chain(self.later.iter().flat_map(|(_, week)| week));
        let dates = self.dates.values().filter_map(|special| match special {
            Special::Hours(hours) => Some(hours),
            _ => None,
        });
        weeks
            .chain(dates)
            .flatten()
            .any(|(from, until)| until <= from)
    }

    fn is_open_at(&self, wall: NaiveDateTime) -> bool {
        stands_in(wall, &|date| self.hours(date)) && !stands_in(wall, &|date| self.breaks(date))
    }

    fn hours(&self, date: NaiveDate) -> Vec<Minutes> {
        let week = match &self.later {
            Some((from, week)) if *from <= date => week,
            _ => &self.week,
        };
        let usual = &week[date.weekday().num_days_from_monday() as usize];
        match self.dates.get(&date) {
            Some(Special::Holiday) => Vec::new(),
            Some(Special::HalfDay(closes)) => usual
                .iter()
                .filter(|(from, _)| from < closes)
                .map(|&(from, until)| match until <= from {
                    true => (from, *closes),
                    false => (from, until.min(*closes)),
                })
                .collect(),
            Some(Special::Hours(hours)) => hours.clone(),
            Some(Special::Break(_)) | None => usual.clone(),
        }
    }

    fn breaks(&self, date: NaiveDate) -> Vec<Minutes> {
        match self.dates.get(&date) {
            Some(Special::Break(hours)) => hours.clone(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn calendar(&self) -> Calendar {
        self.calendar_by(Semantics::Wall)
    }

    pub(crate) fn calendar_by(&self, semantics: Semantics) -> Calendar {
        let mut calendar = Calendar::weekly(self.zone).semantics(semantics);
        calendar = with_week(calendar, &self.week);
        for (date, special) in &self.dates {
            calendar = match special {
                Special::Holiday => calendar
                    .holidays(&[Holiday::once(*date, "a day off")])
                    .unwrap(),
                Special::HalfDay(closes) => {
                    let half = Holiday::once(*date, "half a day off");
                    let half = half.closing(&time(*closes)).unwrap();
                    calendar.holidays(&[half]).unwrap()
                }
                Special::Hours(hours) => calendar.on(*date, &written(hours)).unwrap(),
                Special::Break(hours) => calendar.break_on(*date, &written(hours)).unwrap(),
            };
        }
        if let Some((from, week)) = &self.later {
            calendar = with_week(calendar.from_date(*from), week);
        }
        if let Some(other) = &self.within {
            calendar = calendar.within(&other.calendar_by(semantics));
        }
        calendar
    }
}

/// Whether a wall clock then stands in a window that starts today or started yesterday.
fn stands_in(wall: NaiveDateTime, of: &dyn Fn(NaiveDate) -> Vec<Minutes>) -> bool {
    let second = wall.time().num_seconds_from_midnight();
    let today = of(wall.date())
        .into_iter()
        .any(|(from, until)| from * 60 <= second && (second < until * 60 || until <= from));
    let yesterday = of(wall.date() - Days::new(1))
        .into_iter()
        .any(|(from, until)| until <= from && second < until * 60);
    today || yesterday
}

fn with_week(mut calendar: Calendar, week: &[Vec<Minutes>]) -> Calendar {
    for (day, hours) in week.iter().enumerate() {
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
    calendar
}

fn time(minute: u32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn written(hours: &[Minutes]) -> String {
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

/// Any calendar, with dates of its own within a fortnight of `around`; it may
/// change there, and lie within another one.
pub(crate) fn any(around: NaiveDate) -> impl Strategy<Value = Model> {
    let later = prop::option::weighted(0.4, (-14i64..14, week()));
    let within = prop::option::weighted(0.3, alone(around));
    (alone(around), later, within).prop_map(move |(model, later, within)| Model {
        later: later.map(|(days, week)| (around + TimeDelta::days(days), week)),
        within: within.map(Box::new),
        ..model
    })
}

fn alone(around: NaiveDate) -> impl Strategy<Value = Model> {
    let special = prop_oneof![
        Just(Special::Holiday),
        (1u32..96).prop_map(|quarters| Special::HalfDay(quarters * 15)),
        hours().prop_map(Special::Hours),
        hours().prop_map(Special::Break),
    ];
    let dates = prop::collection::btree_map(-14i64..14, special, 0..8);
    (prop::sample::select(&ZONES[..]), week(), dates).prop_map(move |(zone, week, dates)| Model {
        zone,
        week,
        later: None,
        dates: dates
            .into_iter()
            .map(|(days, special)| (around + TimeDelta::days(days), special))
            .collect(),
        within: None,
    })
}

fn week() -> impl Strategy<Value = Vec<Vec<Minutes>>> {
    prop::collection::vec(prop_oneof![2 => hours(), 1 => Just(vec![(0, 1440)])], 7)
}

fn hours() -> impl Strategy<Value = Vec<Minutes>> {
    let minutes = (0u32..96, 1u32..=96).prop_filter_map("empty", |(from, until)| {
        (from != until && (from, until) != (0, 96)).then_some((from * 15, until * 15))
    });
    prop::collection::vec(minutes, 0..3)
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
