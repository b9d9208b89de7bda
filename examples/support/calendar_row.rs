//! The calendar of a row: hours, holidays, breaks and overrides, or as a playbook writes it.

use std::error::Error;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde_json::{Map, Value};
use webcare::calendar::Calendar;
use webcare::calendar::holidays::{self, Holiday};
use webcare::document::{self, Node, Problems};

type Row = Map<String, Value>;
type Fallible<T> = Result<T, Box<dyn Error>>;

/// The calendar of a row.
pub(crate) fn calendar(row: &Row) -> Fallible<Calendar> {
    if row.get("always_open") == Some(&Value::Bool(true))
        || row.get("mode").and_then(Value::as_str) == Some("calendar")
    {
        return Ok(Calendar::always());
    }
    let zone = text(row, "zone")?;
    let zone = zone
        .parse()
        .map_err(|_| format!("`{zone}` is not a time zone"))?;
    if let Some(written) = row.get("calendar") {
        return as_in_a_playbook(written, zone);
    }
    let mut calendar = Calendar::weekly(zone);
    for (day, windows) in table(row, "hours")? {
        let hours = joined(windows)?;
        calendar = match day.as_str() {
            "mon" => calendar.mon(&hours)?,
            "tue" => calendar.tue(&hours)?,
            "wed" => calendar.wed(&hours)?,
            "thu" => calendar.thu(&hours)?,
            "fri" => calendar.fri(&hours)?,
            "sat" => calendar.sat(&hours)?,
            "sun" => calendar.sun(&hours)?,
            other => return Err(format!("`{other}` is not a day; write `mon` to `sun`").into()),
        };
    }
    for (date, windows) in table(row, "breaks")? {
        calendar = calendar.break_on(parsed_date(date)?, &joined(windows)?)?;
    }
    for key in ["override", "shifts", "day_overrides"] {
        for (date, windows) in table(row, key)? {
            calendar = calendar.on(parsed_date(date)?, &joined(windows)?)?;
        }
    }
    calendar = with_holidays(calendar, row)?;
    match row.get("semantics") {
        Some(Value::String(name)) => Ok(calendar.semantics(name.parse()?)),
        None | Some(Value::Null) => Ok(calendar),
        Some(other) => Err(format!("`{other}` is not a way to read clock changes").into()),
    }
}

fn as_in_a_playbook(written: &Value, zone: Tz) -> Fallible<Calendar> {
    let value: document::Value = serde_json::from_value(written.clone())?;
    let mut problems = Problems::new();
    let calendar = Calendar::read(&Node::root(&value), zone, &mut problems);
    let told: Vec<String> = problems
        .into_sorted()
        .iter()
        .map(ToString::to_string)
        .collect();
    match calendar {
        Some(calendar) if told.is_empty() => Ok(calendar),
        _ => Err(told.join("; ").into()),
    }
}

fn with_holidays(calendar: Calendar, row: &Row) -> Fallible<Calendar> {
    match row.get("holidays") {
        None | Some(Value::Null) => Ok(calendar),
        Some(Value::String(set)) if set == "nl" => Ok(calendar.holidays(&holidays::NL)?),
        Some(Value::String(set)) if set == "nl-lustrum" => {
            Ok(calendar.holidays(&holidays::NL_LUSTRUM)?)
        }
        Some(Value::Array(dates)) => {
            let mut days = Vec::with_capacity(dates.len());
            for date in dates {
                let date = date
                    .as_str()
                    .ok_or_else(|| format!("`{date}` is not a date"))?;
                days.push(Holiday::once(parsed_date(date)?, date));
            }
            Ok(calendar.holidays(&days)?)
        }
        Some(other) => Err(format!("`{other}` is not a list of dates").into()),
    }
}

/// The date under `key`, where it is one and not an instant.
pub(crate) fn date(row: &Row, key: &str) -> Option<NaiveDate> {
    row.get(key)?.as_str()?.parse().ok()
}

/// An instant under `key`.
pub(crate) fn instant(row: &Row, key: &str) -> Fallible<DateTime<Utc>> {
    let text = text(row, key)?;
    Ok(text
        .parse()
        .map_err(|_| format!("`{text}` is not an instant such as `2026-01-05T08:00:00Z`"))?)
}

/// The text under `key`.
pub(crate) fn text<'r>(row: &'r Row, key: &str) -> Fallible<&'r str> {
    Ok(row
        .get(key)
        .and_then(Value::as_str)
        .ok_or_else(|| format!("`{key}` is missing"))?)
}

/// The entries of a table; none where it is left out.
fn table<'r>(row: &'r Row, key: &str) -> Fallible<Vec<(&'r String, &'r Value)>> {
    match row.get(key) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Object(entries)) => Ok(entries.iter().collect()),
        Some(_) => Err(format!("`{key}` is not a table").into()),
    }
}

fn parsed_date(text: &str) -> Fallible<NaiveDate> {
    Ok(text
        .parse()
        .map_err(|_| format!("`{text}` is not a date"))?)
}

/// `[["09:00", "12:00"], …]` in the notation of the crate.
fn joined(windows: &Value) -> Fallible<String> {
    let written = windows.as_array().ok_or_else(|| {
        format!(r#"`{windows}` is not a list of windows; write one such as `[["09:00", "17:00"]]`"#)
    })?;
    let window = |window: &Value| match window.as_array().map(Vec::as_slice) {
        Some([Value::String(from), Value::String(until)]) => Ok(format!("{from}-{until}")),
        _ => Err(format!(
            r#"`{window}` is not a window; write two times of day, such as `["09:00", "17:00"]`"#
        )),
    };
    let windows: Vec<String> = written.iter().map(window).collect::<Result<_, _>>()?;
    Ok(windows.join(", "))
}
