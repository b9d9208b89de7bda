//! What other projects' own test suites say, and where we differ on purpose.
//!
//! The differences are those of the table "Conventions" in the documentation of
//! `calendar`.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde_json::{Value, json};
use webcare::calendar::{Calendar, CalendarError, Reason};

use super::rows::{answer, calendar_of, date_of, written};
use super::{at, seconds};
use crate::shared::rows;

/// A convention of ours: whether a row that differs, differs by it.
type Difference = (&'static str, fn(&Calendar, &Row, &Value) -> bool);

const DIFFERENCES: [Difference; 8] = [
    ("exact fit ends at closing time", |calendar, row, found| {
        let (end, theirs) = (instant(found), instant(row.expected()));
        row.op() == "add" && end.is_some_and(|end| calendar.next_open(end).ok() == theirs)
    }),
    (
        "a break outside hours is no break",
        |calendar, row, found| {
            row.op() == "on_break"
                && *found == false
                && !calendar.is_open(row.start())
                && reason(calendar, row.start()) == Reason::NoWorkday
        },
    ),
    ("time back is negative", |calendar, row, found| {
        let (start, end) = (row.start(), row.end());
        let forth = calendar.between(end, start).unwrap().num_seconds();
        row.op() == "between" && end < start && *row.expected() == 0 && *found == -forth
    }),
    ("a gap shrinks a window", |_, row, found| {
        row.op() == "segments_after" && row["zone"] == "America/Los_Angeles"
            // 02:30 to 03:15 on the day on which 02:00 is followed by 03:00.
            && *found == json!([["2006-04-02T10:00:00Z", "2006-04-02T10:15:00Z"]])
    }),
    (
        "24:00 is midnight and not a hair before",
        |_, row, found| {
            let found = instant(found);
            row.op() == "next_close"
                && found.map(|at| at.time()) == Some(NaiveTime::MIN)
                && [instant(row.expected()), Some(row.start())]
                    .contains(&found.map(|at| at - TimeDelta::microseconds(1)))
        },
    ),
    ("an hour that comes twice counts twice", |_, row, found| {
        let elapsed = (row.end() - row.start()).num_seconds();
        row.op() == "between" && *found == elapsed && *row.expected() == elapsed - 3600
    }),
    (
        "a fraction of a second is kept",
        |calendar, row, found| match row.op() {
            "between" => {
                let exact = calendar.between(row.start(), row.end()).unwrap();
                let rounded = (exact.num_milliseconds() as f64 / 1000.0).round() as i64;
                exact.subsec_nanos() != 0 && *row.expected() == rounded
            }
            _ => {
                let apart = instant(row.expected())
                    .zip(instant(found))
                    .map(|(a, b)| (a - b).abs());
                apart.is_some_and(|apart| apart < seconds(1))
            }
        },
    ),
    (
        "working days start and end within hours",
        |calendar, row, found| {
            let inside = |value: &Value| match (instant(value), value.as_str()) {
                (Some(at), _) => calendar.sub(at, seconds(0)) == Ok(at) || calendar.is_open(at),
                (None, Some(date)) => calendar.is_working_day(date_of(date)),
                _ => false,
            };
            row["unit"] == "day" && inside(found) && !inside(row.expected())
        },
    ),
];

struct Row<'r>(&'r Value);

impl std::ops::Index<&str> for Row<'_> {
    type Output = Value;

    fn index(&self, key: &str) -> &Value {
        &self.0[key]
    }
}

impl Row<'_> {
    fn op(&self) -> &str {
        self["op"].as_str().unwrap()
    }

    fn start(&self) -> DateTime<Utc> {
        instant(&self["start"]).unwrap_or_default()
    }

    fn end(&self) -> DateTime<Utc> {
        instant(&self["end"]).unwrap_or_default()
    }

    fn expected(&self) -> &Value {
        let keys = ["expected", "expected_seconds", "expected_days"];
        let mut found = keys.into_iter().map(|key| &self[key]);
        found.find(|value| !value.is_null()).unwrap()
    }
}

fn instant(value: &Value) -> Option<DateTime<Utc>> {
    value.as_str()?.parse().ok()
}

fn reason(calendar: &Calendar, at: DateTime<Utc>) -> Reason {
    calendar
        .segments(at, at + seconds(1))
        .next()
        .unwrap()
        .reason
}

fn check(file: &str, rows_there: usize, differ: usize) {
    let Some(rows) = rows(file) else { return };
    assert_eq!(rows.len(), rows_there, "{file}");
    let mut named = 0;
    for row in rows.iter().map(Row) {
        let calendar = calendar_of(row.0).unwrap();
        let found = ours(&calendar, &row).unwrap();
        if instant(&found).is_some() && instant(&found) == instant(row.expected())
            || found == *row.expected()
        {
            continue;
        }
        let by = DIFFERENCES
            .iter()
            .find(|(_, is)| is(&calendar, &row, &found));
        assert!(by.is_some(), "{} ==> {found}", row.0);
        named += 1;
    }
    assert_eq!(named, differ, "{file}");
}

#[test]
fn biz_agrees_but_for_conventions() {
    check("calendar/biz_specs.jsonl", 103, 4);
}

#[test]
fn working_hours_agrees_but_for_conventions() {
    check("calendar/working_hours_specs.jsonl", 179, 21);
}

/// Libredesk refuses a target of no time; for us it is over at once, or at the next opening.
#[test]
fn libredesk_agrees_but_for_no_time_at_all() {
    let Some(rows) = rows("calendar/libredesk_specs.jsonl") else {
        return;
    };
    assert_eq!(rows.len(), 25);
    for row in rows.iter().map(Row) {
        let calendar = calendar_of(row.0);
        let found = || calendar.as_ref().map(|calendar| answer(calendar, row.0));
        let monday = at("2023-10-09T00:00:00Z");
        match row["expected_error"].as_str() {
            None => assert_eq!(found(), Ok(Ok(row["expected"].clone())), "{}", row.0),
            Some("ErrInvalidTime") => assert!(calendar.is_err(), "{}", row.0),
            Some("ErrMaxIterations") => assert_eq!(found(), Ok(Err(CalendarError::NeverOpens))),
            Some("ErrInvalidSLADuration") if row["seconds"] == 0 => {
                assert_eq!(Calendar::always().add(monday, seconds(0)), Ok(monday));
            }
            Some("ErrInvalidSLADuration") => {
                let time = seconds(row["seconds"].as_i64().unwrap());
                let found = calendar.unwrap().add(monday, time);
                assert_eq!(found, Err(CalendarError::Negative));
            }
            Some(other) => panic!("{other}"),
        }
    }
}

fn ours(calendar: &Calendar, row: &Row) -> Result<Value, CalendarError> {
    if let Ok(date) = row["start"].as_str().unwrap().parse() {
        return on_dates(calendar, row, date);
    }
    let start = row.start();
    let take = usize::try_from(row["take"].as_u64().unwrap_or(0)).unwrap();
    let two_years = TimeDelta::days(731);
    let told = |at: DateTime<Utc>| Value::from(written(at));
    Ok(match row.op() {
        "segments_after" => Value::from_iter(open(calendar, start, start + two_years).take(take)),
        "segments_before" => {
            let mut spans: Vec<Value> = open(calendar, start - two_years, start).collect();
            spans.reverse();
            spans.truncate(take);
            spans.into()
        }
        "on_break" => (reason(calendar, start) == Reason::Break).into(),
        "on_holiday" => matches!(reason(calendar, start), Reason::Holiday(_)).into(),
        "next_open" => told(calendar.next_open(start)?),
        "next_close" => told(calendar.next_close(start)?),
        "next_working_time" if calendar.is_open(start) => {
            told(calendar.next_open(calendar.next_close(start)?)?)
        }
        "next_working_time" => told(calendar.next_open(start)?),
        "prev_open_end" => told(calendar.sub(start, seconds(0))?),
        "days_between" => {
            let date = |at| calendar.local(at).date();
            calendar
                .working_days_between(date(start), date(row.end()))?
                .into()
        }
        _ => answer(calendar, row.0)?,
    })
}

/// The open stretches of a span.
fn open(
    calendar: &Calendar,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> impl Iterator<Item = Value> {
    let segments = calendar.segments(from, until);
    let open = segments.filter(|segment| segment.reason.counts());
    open.map(|segment| json!([written(segment.from), written(segment.until)]))
}

fn on_dates(calendar: &Calendar, row: &Row, date: NaiveDate) -> Result<Value, CalendarError> {
    let days = row["amount"].as_i64().unwrap_or(0);
    Ok(match row.op() {
        "add" => calendar.plus_working_days(date, days)?.to_string().into(),
        "sub" => calendar.plus_working_days(date, -days)?.to_string().into(),
        "is_working_day" => calendar.is_working_day(date).into(),
        "days_between" => {
            let until = date_of(row["end"].as_str().unwrap());
            calendar.working_days_between(date, until)?.into()
        }
        other => panic!("unknown operation `{other}`"),
    })
}
