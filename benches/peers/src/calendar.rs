//! `calendar-…`: working time over a day, thirty days, a year and ten years.
//!
//! Nine to five from Monday to Friday in Amsterdam, with a dozen days off a
//! year. `opening-hours` reckons without a zone and has no such question, so
//! its openings are walked, as one would; `naive` walks the days with
//! chrono-tz, and `minute-loop` looks at every minute. All must give the same
//! instant, or the same time on the wall. Packages of Python join where they
//! are installed.

mod python;

use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::{Europe::Amsterdam, Tz};
use compact_calendar::CompactCalendar;
use opening_hours::{Context, ContextHolidays, OpeningHours};
use webcare::calendar::{Calendar, holidays::Holiday};

use crate::contest::{Row, contest};

const DAY: i64 = 8 * 3600;

/// A span by its name in the rows, in working days of eight hours, and how
/// often ours and theirs answer per round.
struct Span {
    add: &'static str,
    between: &'static str,
    days: i64,
    theirs: u32,
}

const SPANS: [Span; 4] = [
    Span {
        add: "calendar-add-1d",
        between: "calendar-between-1d",
        days: 1,
        theirs: 100_000,
    },
    Span {
        add: "calendar-add-30d",
        between: "calendar-between-30d",
        days: 21,
        theirs: 5_000,
    },
    Span {
        add: "calendar-add-1y",
        between: "calendar-between-1y",
        days: 250,
        theirs: 500,
    },
    Span {
        add: "calendar-add-10y",
        between: "calendar-between-10y",
        days: 2_500,
        theirs: 50,
    },
];

const OURS: u32 = 1_000_000;

pub fn rows(asked: &dyn Fn(&str) -> bool) -> Vec<Row> {
    let names = SPANS.iter().flat_map(|span| [span.add, span.between]);
    if !names.chain(["calendar-compile"]).any(asked) {
        return Vec::new();
    }
    let office = office();
    let Some(peer) = their_office() else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    for span in &SPANS {
        if asked(span.add) {
            rows.extend(add(&office, &peer, span));
        }
        if asked(span.between) {
            rows.extend(between(&office, &peer, span));
        }
    }
    rows.extend(python::rows(&office, asked));
    if asked("calendar-compile") {
        rows.push(compile());
    }
    rows
}

fn add(office: &Calendar, peer: &OpeningHours, span: &Span) -> Vec<Row> {
    let time = span.days * DAY;
    let ours = |i: u32| {
        office
            .add(start(i), TimeDelta::seconds(time))
            .unwrap_or_default()
    };
    let walked = |i: u32| walk_hours(peer, start(i), time);
    let naive = |i: u32| walk_days(start(i), time);
    let first = SPANS[0].days * DAY;
    let one_day = |i: u32| {
        office
            .add(start(i), TimeDelta::seconds(first))
            .unwrap_or_default()
    };
    vec![
        row(
            span.add,
            "opening-hours",
            (OURS, ours),
            (span.theirs, walked),
            |a, b| a == b,
        ),
        row(
            span.add,
            "naive",
            (OURS, ours),
            (span.theirs, naive),
            |a, b| a == b,
        ),
        row(
            span.add,
            "minute-loop",
            (OURS, ours),
            ((span.theirs / 20).max(1), |i: u32| walk_minutes(start(i), time)),
            |a, b| a == b,
        ),
        row(span.add, "self", (OURS, ours), (OURS, one_day), |_, _| true),
    ]
}

fn between(office: &Calendar, peer: &OpeningHours, span: &Span) -> Vec<Row> {
    let end = |i: u32| {
        office
            .add(start(i), TimeDelta::seconds(span.days * DAY))
            .unwrap_or_default()
    };
    let ends: Vec<DateTime<Utc>> = (0..100).map(end).collect();
    let until = |i: u32| ends[i as usize % ends.len()];
    let from = |i: u32| start(i % 100);
    let ours = |i: u32| {
        office
            .between(from(i), until(i))
            .unwrap_or_default()
            .num_seconds()
    };
    let walked = |i: u32| measure_hours(peer, from(i), until(i));
    let naive = |i: u32| measure_days(from(i), until(i));
    vec![
        row(
            span.between,
            "opening-hours",
            (OURS, ours),
            (span.theirs, walked),
            |a, b| a == b,
        ),
        row(
            span.between,
            "naive",
            (OURS, ours),
            (span.theirs, naive),
            |a, b| a == b,
        ),
    ]
}

/// Our calendar with its index; theirs parses its text and indexes nothing.
fn compile() -> Row {
    let ours = |i: u32| office().is_open(start(i));
    let theirs = |i: u32| their_office().is_some_and(|hours| hours.is_open(wall(start(i))));
    let (ours, theirs) = ((20, ours), (20, theirs));
    row("calendar-compile", "opening-hours", ours, theirs, |a, b| {
        a == b
    })
}

/// The days off as its public holidays, which it looks up in bit sets; written
/// out in the text they would make it some thirty times as slow.
fn their_office() -> Option<OpeningHours> {
    let hours: OpeningHours = "Mo-Fr 09:00-17:00; PH off".parse().ok()?;
    let public: CompactCalendar = days_off().into_iter().collect();
    let days = ContextHolidays::new(Arc::new(public), Arc::default());
    Some(hours.with_context(Context::default().with_holidays(days)))
}

fn row<T: Copy>(
    what: &'static str,
    peer: &'static str,
    (n, ours): (u32, impl Fn(u32) -> T),
    (m, theirs): (u32, impl Fn(u32) -> T),
    same: impl Fn(T, T) -> bool,
) -> Row {
    let same_work = (0..10).all(|i| same(ours(i), theirs(i)));
    let many = |n: u32, answer: &dyn Fn(u32) -> T| {
        for i in 0..n {
            std::hint::black_box(answer(std::hint::black_box(i)));
        }
    };
    let ((a, ()), (b, ())) = contest(|| many(n, &ours), || many(m, &theirs));
    Row {
        what,
        peer,
        unit: "µs",
        ours: a.as_secs_f64() * 1e6 / f64::from(n),
        theirs: b.as_secs_f64() * 1e6 / f64::from(m),
        more_is_better: false,
        same_work,
    }
}

/// Minutes of office hours in the first days of 2016.
fn start(i: u32) -> DateTime<Utc> {
    let monday = DateTime::from_timestamp(1_451_894_400, 0).unwrap_or_default();
    monday + TimeDelta::days(i64::from(i % 5)) + TimeDelta::minutes(30 + i64::from(i * 7 % 400))
}

fn days_off() -> Vec<NaiveDate> {
    let months = (2016..2036).flat_map(|year| (1..=12).map(move |month| (year, month)));
    months
        .filter_map(|(year, month)| NaiveDate::from_ymd_opt(year, month, 15))
        .collect()
}

fn office() -> Calendar {
    let days: Vec<Holiday> = days_off()
        .into_iter()
        .map(|date| Holiday::once(date, "off"))
        .collect();
    let office = Calendar::weekly(Amsterdam).mon_fri("09:00-17:00");
    office
        .ok()
        .and_then(|office| office.holidays(&days).ok())
        .unwrap_or_else(Calendar::always)
}

fn wall(at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&Amsterdam).naive_local()
}

fn instant(wall: NaiveDateTime) -> DateTime<Utc> {
    let at = Tz::from_local_datetime(&Amsterdam, &wall).earliest();
    at.map(|at| at.to_utc()).unwrap_or_default()
}

fn walk_hours(hours: &OpeningHours, start: DateTime<Utc>, seconds: i64) -> DateTime<Utc> {
    let mut left = TimeDelta::seconds(seconds);
    for range in hours
        .iter_from(wall(start))
        .filter(|range| range.kind == opening_hours::RuleKind::Open)
    {
        let length = range.range.end - range.range.start;
        if length >= left {
            return instant(range.range.start + left);
        }
        left -= length;
    }
    start
}

fn measure_hours(hours: &OpeningHours, from: DateTime<Utc>, until: DateTime<Utc>) -> i64 {
    let open = hours.iter_range(wall(from), wall(until));
    let open = open.filter(|range| range.kind == opening_hours::RuleKind::Open);
    open.map(|range| (range.range.end - range.range.start).num_seconds())
        .sum()
}

/// The window of each day from that of `from` on, clipped to start no earlier.
fn windows(from: DateTime<Utc>) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> {
    let off = days_off_index();
    let first = wall(from).date();
    (0..)
        .map(move |day| first + Days::new(day))
        .filter_map(move |date| {
            let is_off = date.weekday().num_days_from_monday() > 4 || off.contains(&date);
            let hour = |hour| date.and_hms_opt(hour, 0, 0).map(instant);
            (!is_off).then_some(())?;
            let (open, close) = (hour(9)?, hour(17)?);
            (close > from).then(|| (open.max(from), close))
        })
}

fn days_off_index() -> &'static std::collections::HashSet<NaiveDate> {
    static DAYS: std::sync::OnceLock<std::collections::HashSet<NaiveDate>> =
        std::sync::OnceLock::new();
    DAYS.get_or_init(|| days_off().into_iter().collect())
}

fn walk_days(start: DateTime<Utc>, seconds: i64) -> DateTime<Utc> {
    let mut left = TimeDelta::seconds(seconds);
    for (open, close) in windows(start) {
        if close - open >= left {
            return open + left;
        }
        left -= close - open;
    }
    start
}

/// Looks at every minute, as a first version does.
fn walk_minutes(start: DateTime<Utc>, seconds: i64) -> DateTime<Utc> {
    let off = days_off_index();
    let (mut at, mut left) = (start, seconds / 60);
    while left > 0 {
        let now = wall(at);
        let is_day = now.weekday().num_days_from_monday() < 5 && !off.contains(&now.date());
        left -= i64::from(is_day && (9..17).contains(&now.hour()));
        at += TimeDelta::minutes(1);
    }
    at
}

fn measure_days(from: DateTime<Utc>, until: DateTime<Utc>) -> i64 {
    let before = windows(from).take_while(|(open, _)| *open < until);
    before
        .map(|(open, close)| (close.min(until) - open).num_seconds())
        .sum()
}
