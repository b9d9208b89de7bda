//! Working time from a shell: one question about a calendar per line.
//!
//! ```sh
//! echo '{"zone": "Europe/Amsterdam", "hours": {"mon": [["09:00", "17:00"]]}, "holidays": [],
//!        "op": "add", "start": "2026-01-05T08:00:00Z", "seconds": 3600, "explain": true}' | tr -d '\n' \
//!   | cargo run -q --release --example deadline
//! ```

#[path = "support/lines.rs"]
mod lines;

use std::error::Error;
use std::process::ExitCode;

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};
use serde_json::{Map, Value, json};
use webcare::calendar::holidays::{self, Holiday};
use webcare::calendar::{Calendar, Segment};
use webcare::text::Lang;

type Row = Map<String, Value>;
type Fallible<T> = Result<T, Box<dyn Error>>;

/// An explanation that nobody reads to its end is refused.
const MOST_PIECES: usize = 10_000;

fn main() -> ExitCode {
    lines::filter(|row| answer(row).map_err(|wrong| wrong.to_string()))
}

fn answer(row: &Row) -> Fallible<Value> {
    let calendar = calendar(row)?;
    let start = instant(row, "start")?;
    let (mut answer, span) = match text(row, "op")? {
        "add" => {
            let end = add(&calendar, row, start)?;
            (json!({ "result": written(end) }), (start, end))
        }
        "sub" => {
            let from = sub(&calendar, row, start)?;
            (json!({ "result": written(from) }), (from, start))
        }
        "between" => {
            let end = instant(row, "end")?;
            let time = calendar.between(start, end)?;
            (json!({ "seconds": in_seconds(time) }), (start, end))
        }
        "is_open" => (json!({ "open": calendar.is_open(start) }), (start, start)),
        "next_open" => (json!({ "result": written(calendar.next_open(start)?) }), (start, start)),
        "next_close" => (json!({ "result": written(calendar.next_close(start)?) }), (start, start)),
        other => return Err(format!("`{other}` is not an operation; write `add`, `sub`, `between`, `is_open`, `next_open` or `next_close`").into()),
    };
    if row.get("explain") == Some(&Value::Bool(true))
        && let Some(answer) = answer.as_object_mut()
    {
        let mut pieces = calendar.segments(span.0, span.1);
        let told: Vec<Value> = pieces
            .by_ref()
            .take(MOST_PIECES)
            .map(|piece| because(&piece))
            .collect();
        if pieces.next().is_some() {
            return Err(format!("the span has more than {MOST_PIECES} pieces to explain").into());
        }
        answer.insert("because".into(), told.into());
        answer.insert(
            "zone_data".into(),
            webcare::calendar::ZONE_DATA_VERSION.into(),
        );
    }
    Ok(answer)
}

fn add(calendar: &Calendar, row: &Row, start: DateTime<Utc>) -> Fallible<DateTime<Utc>> {
    Ok(match working_days(row)? {
        Some(days) => calendar.add_working_days(start, days)?,
        None => calendar.add(start, time(row)?)?,
    })
}

fn sub(calendar: &Calendar, row: &Row, end: DateTime<Utc>) -> Fallible<DateTime<Utc>> {
    Ok(match working_days(row)? {
        Some(days) => calendar.sub_working_days(end, days)?,
        None => calendar.sub(end, time(row)?)?,
    })
}

fn working_days(row: &Row) -> Fallible<Option<u32>> {
    let in_days = row.get("unit").and_then(Value::as_str) == Some("day");
    let days = match row.get("working_days") {
        None if in_days => row.get("amount"),
        days => days,
    };
    match days {
        None => Ok(None),
        Some(days) => {
            let n = days.as_u64().and_then(|n| u32::try_from(n).ok());
            Ok(Some(n.ok_or_else(|| {
                format!("`{days}` is not a number of days")
            })?))
        }
    }
}

/// `seconds`, or an `amount` of a `unit`.
fn time(row: &Row) -> Fallible<TimeDelta> {
    let unit = match row.get("unit").and_then(Value::as_str) {
        None | Some("second") => 1.0,
        Some("minute") => 60.0,
        Some("hour") => 3600.0,
        Some(other) => return Err(format!("`{other}` is not a unit of time").into()),
    };
    let amount = row.get("seconds").or_else(|| row.get("amount"));
    let amount = amount.ok_or("`seconds` is missing")?;
    let whole = amount.as_i64().filter(|_| unit == 1.0);
    let time = match (whole, amount.as_f64()) {
        (Some(seconds), _) => TimeDelta::try_seconds(seconds),
        (None, Some(amount)) if (amount * unit).abs() < 9e15 => {
            TimeDelta::try_milliseconds((amount * unit * 1000.0).round() as i64)
        }
        _ => None,
    };
    Ok(time.ok_or_else(|| format!("`{amount}` is not an amount of time"))?)
}

fn calendar(row: &Row) -> Fallible<Calendar> {
    let zone = text(row, "zone")?;
    let zone = zone
        .parse()
        .map_err(|_| format!("`{zone}` is not a time zone"))?;
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

fn because(piece: &Segment) -> Value {
    json!({
        "from": written(piece.from),
        "to": written(piece.until),
        "counted": in_seconds(piece.counted()),
        "reason": piece.reason.text(Lang::En),
        "code": piece.reason.code(),
    })
}

fn instant(row: &Row, key: &str) -> Fallible<DateTime<Utc>> {
    let text = text(row, key)?;
    Ok(text
        .parse()
        .map_err(|_| format!("`{text}` is not an instant such as `2026-01-05T08:00:00Z`"))?)
}

fn text<'r>(row: &'r Row, key: &str) -> Fallible<&'r str> {
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
    let windows: Vec<(String, String)> = serde_json::from_value(windows.clone())?;
    let windows: Vec<String> = windows
        .iter()
        .map(|(from, to)| format!("{from}-{to}"))
        .collect();
    Ok(windows.join(", "))
}

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// Whole seconds as a whole number, and a fraction only where there is one.
fn in_seconds(time: TimeDelta) -> Value {
    match time.subsec_nanos() {
        0 => time.num_seconds().into(),
        nanos => (time.num_seconds() as f64 + f64::from(nanos) / 1e9).into(),
    }
}
