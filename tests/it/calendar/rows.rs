//! The rows in which questions about calendars are written down.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use serde_json::Value;
use webcare::calendar::{Calendar, CalendarError, WindowError, holidays};

use super::at;

pub(super) fn calendar_of(row: &Value) -> Result<Calendar, WindowError> {
    let zone: Tz = row["zone"].as_str().unwrap_or("UTC").parse().unwrap();
    let mut calendar = Calendar::weekly(zone);
    if row["always_open"] == true {
        return Ok(Calendar::always());
    }
    for (day, windows) in row["hours"].as_object().unwrap() {
        let hours = joined(windows);
        calendar = match day.as_str() {
            "mon" => calendar.mon(&hours),
            "tue" => calendar.tue(&hours),
            "wed" => calendar.wed(&hours),
            "thu" => calendar.thu(&hours),
            "fri" => calendar.fri(&hours),
            "sat" => calendar.sat(&hours),
            _ => calendar.sun(&hours),
        }?;
    }
    for date in row["holidays"].as_array().into_iter().flatten() {
        let day = holidays::Holiday::once(date_of(date.as_str().unwrap()), "");
        calendar = calendar.holidays(&[day]).unwrap();
    }
    for (key, is_break) in [
        ("breaks", true),
        ("shifts", false),
        ("day_overrides", false),
    ] {
        for (date, windows) in row[key].as_object().into_iter().flatten() {
            let (date, hours) = (date_of(date), joined(windows));
            calendar = if is_break {
                calendar.break_on(date, &hours)
            } else {
                calendar.on(date, &hours)
            }?;
        }
    }
    Ok(calendar)
}

pub(super) fn date_of(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn joined(windows: &Value) -> String {
    let windows = windows.as_array().unwrap().iter();
    let text: Vec<String> = windows
        .map(|w| format!("{}-{}", w[0].as_str().unwrap(), w[1].as_str().unwrap()))
        .collect();
    text.join(", ")
}

/// The answer to a row, in the form in which the row states what it expects.
pub(super) fn answer(calendar: &Calendar, row: &Value) -> Result<Value, CalendarError> {
    let start = at(row["start"].as_str().unwrap());
    let time = || {
        let unit = match row["unit"].as_str() {
            Some("hour") => 3_600_000,
            Some("minute") => 60_000,
            _ => 1000,
        };
        let amount = row["seconds"].as_f64().or(row["amount"].as_f64());
        TimeDelta::milliseconds((amount.unwrap() * f64::from(unit)).round() as i64)
    };
    let instant = |at: DateTime<Utc>| Value::from(written(at));
    let days = || u32::try_from(row["amount"].as_i64().unwrap()).unwrap();
    Ok(match (row["op"].as_str().unwrap(), row["unit"].as_str()) {
        ("add", Some("day")) => instant(calendar.add_working_days(start, days())?),
        ("sub", Some("day")) => instant(calendar.sub_working_days(start, days())?),
        ("add", _) => instant(calendar.add(start, time())?),
        ("sub", _) => instant(calendar.sub(start, time())?),
        ("between", _) => {
            let end = at(row["end"].as_str().unwrap());
            Value::from(calendar.between(start, end)?.num_seconds())
        }
        ("is_open", _) => Value::from(calendar.is_open(start)),
        (other, _) => panic!("unknown operation `{other}`"),
    })
}

/// An instant as the rows write it.
pub(super) fn written(at: DateTime<Utc>) -> String {
    at.format("%FT%T%.fZ").to_string()
}
