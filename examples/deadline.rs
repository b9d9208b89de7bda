//! Working time from a shell: one question about a calendar per line.
//!
//! ```sh
//! echo '{"zone": "Europe/Amsterdam", "hours": {"mon": [["09:00", "17:00"]]}, "holidays": [],
//!        "op": "add", "start": "2026-01-05T08:00:00Z", "seconds": 3600, "explain": true}' | tr -d '\n' \
//!   | cargo run -q --release --example deadline
//! ```
//!
//! | `op` | asks | answers |
//! |---|---|---|
//! | `add`, `sub` | `start`, and `seconds`, an `amount` of a `unit` or `working_days` | `result` |
//! | `between` | `start`, `end` | `seconds` |
//! | `is_open`, `on_break`, `on_holiday` | `start` | `open`, `on_break`, `on_holiday` |
//! | `next_open`, `next_close`, `next_working_time`, `prev_open_end` | `start` | `result` |
//! | `segments_after`, `segments_before` | `start`, `take` | `segments` |
//! | `is_working_day`, `days_between` | dates as `start` and `end` | `working_day`, `days` |
//! | `due` | `start`, `target_seconds` and `pauses`, each from one instant to another | `due` |
//!
//! Without `op`, a row with `target_seconds` asks `due`, and one with a `year` is
//! answered with the public holidays of the Netherlands. The question may stand under `input`. In place of `hours`
//! and what belongs to it a row may hold a `calendar` as a playbook writes it.
//! With `explain` every piece of the time has its reason. A row asks one question: one
//! with words that do not belong to it, or are of the wrong kind, is refused.

#[path = "support/calendar_row.rs"]
mod calendar_row;
#[path = "support/lines.rs"]
mod lines;
#[path = "support/question.rs"]
mod question;

use std::error::Error;
use std::process::ExitCode;

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};
use serde_json::{Map, Value, json};
use webcare::calendar::holidays::{self, Holiday};
use webcare::calendar::{Calendar, Reason, Segment, ZONE_DATA_VERSION};
use webcare::sla::{Clock, Pause, PauseReason, Target, Why};
use webcare::text::Lang;

use calendar_row::{calendar, date, instant, text};

type Row = Map<String, Value>;
type Fallible<T> = Result<T, Box<dyn Error>>;

/// An explanation that nobody reads to its end is refused.
const MOST_PIECES: usize = 10_000;

/// How far open stretches are looked for.
const HORIZON: TimeDelta = TimeDelta::weeks(520);

fn main() -> ExitCode {
    lines::filter(|row| answer(row).map_err(|wrong| wrong.to_string()))
}

/// An answer, and the span that explains it.
type Told = (Value, (DateTime<Utc>, DateTime<Utc>));

fn answer(row: &Row) -> Fallible<Value> {
    let row = match row.get("input") {
        None => row,
        Some(Value::Object(input)) => input,
        Some(other) => {
            return Err(
                format!("`{other}` cannot be `input`; write the question as a table").into(),
            );
        }
    };
    question::check(row)?;
    if row.get("op").is_none() && row.contains_key("year") {
        return dutch_holidays(row);
    }
    let calendar = calendar(row)?;
    let op = match row.contains_key("target_seconds") && !row.contains_key("op") {
        true => "due",
        false => text(row, "op")?,
    };
    if op == "due" {
        return due(&calendar, row);
    }
    let (mut answer, span) = match (date(row, "start"), op) {
        (Some(date), op) => (on_dates(&calendar, row, op, date)?, None),
        (None, op) => {
            let (answer, span) = on_instants(&calendar, row, op, instant(row, "start")?)?;
            (answer, Some(span))
        }
    };
    if let Some((from, until)) = span.filter(|_| is_explained(row)) {
        explain(&mut answer, because(&calendar, from, until)?);
    }
    Ok(answer)
}

fn is_explained(row: &Row) -> bool {
    row.get("explain") == Some(&Value::Bool(true))
}

fn explain(answer: &mut Value, because: Value) {
    if let Some(answer) = answer.as_object_mut() {
        answer.insert("because".into(), because);
        answer.insert("zone_data".into(), ZONE_DATA_VERSION.into());
    }
}

/// When a clock that stood still now and then is due.
fn due(calendar: &Calendar, row: &Row) -> Fallible<Value> {
    let target = row.get("target_seconds").and_then(Value::as_i64);
    let target = target.and_then(TimeDelta::try_seconds);
    let target = target.ok_or("`target_seconds` is missing, or more than can be counted")?;
    let written_pauses = match row.get("pauses") {
        None | Some(Value::Null) => &Vec::new(),
        Some(Value::Array(pauses)) => pauses,
        Some(other) => return Err(format!("`{other}` is not a list of pauses").into()),
    };
    let mut pauses = Vec::with_capacity(written_pauses.len());
    for pause in written_pauses {
        let ends = pause.as_array().filter(|ends| ends.len() == 2);
        let end = |at: usize| ends?.get(at)?.as_str()?.parse().ok();
        let (Some(from), Some(until)) = (end(0), end(1)) else {
            return Err(format!("`{pause}` is not a pause from one instant to another").into());
        };
        pauses.push(Pause::new(from, until, PauseReason::Other));
    }
    let start = instant(row, "start")?;
    let clock = Clock::starting(start, Target::Business(target), calendar).pauses(&pauses)?;
    let mut answer = json!({ "due": written(clock.due()?) });
    if is_explained(row) {
        let pieces = clock.pieces()?;
        let told = pieces.iter().take(MOST_PIECES).map(|piece| {
            let (reason, code) = match &piece.why {
                Why::Calendar(reason) => (reason.text(Lang::En), reason.code()),
                Why::Paused(reason) => (reason.text(Lang::En).to_owned(), "paused"),
                other => (format!("{other:?}"), "elapsed"),
            };
            told(piece.from, piece.until, piece.counted(), reason, code)
        });
        explain(&mut answer, told.collect());
    }
    Ok(answer)
}

fn told(
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    counted: TimeDelta,
    reason: String,
    code: &str,
) -> Value {
    json!({
        "from": written(from),
        "to": written(until),
        "counted": in_seconds(counted),
        "reason": reason,
        "code": code,
    })
}

fn on_instants(calendar: &Calendar, row: &Row, op: &str, start: DateTime<Utc>) -> Fallible<Told> {
    let later = |end: DateTime<Utc>| (json!({ "result": written(end) }), (start, end));
    let earlier = |from: DateTime<Utc>| (json!({ "result": written(from) }), (from, start));
    let piece = || {
        calendar
            .segments(start, later_by(start, TimeDelta::days(1)))
            .next()
    };
    let state = |key: &str, is: bool| {
        let end = piece().map_or(start, |piece| piece.until);
        (json!({ key: is }), (start, end))
    };
    Ok(match op {
        "add" => later(match working_days(row)? {
            Some(days) => calendar.add_working_days(start, days)?,
            None => calendar.add(start, time(row)?)?,
        }),
        "sub" => earlier(match working_days(row)? {
            Some(days) => calendar.sub_working_days(start, days)?,
            None => calendar.sub(start, time(row)?)?,
        }),
        "between" => {
            let end = instant(row, "end")?;
            let time = calendar.between(start, end)?;
            (
                json!({ "seconds": in_seconds(time) }),
                (start.min(end), start.max(end)),
            )
        }
        "is_open" => state("open", calendar.is_open(start)),
        "on_break" => state(
            "on_break",
            piece().is_some_and(|p| p.reason == Reason::Break),
        ),
        "on_holiday" => {
            let is = |piece: Segment| matches!(piece.reason, Reason::Holiday(_));
            state("on_holiday", piece().is_some_and(is))
        }
        "next_open" => later(calendar.next_open(start)?),
        "next_close" => later(calendar.next_close(start)?),
        "next_working_time" if calendar.is_open(start) => {
            later(calendar.next_open(calendar.next_close(start)?)?)
        }
        "next_working_time" => later(calendar.next_open(start)?),
        "prev_open_end" => earlier(calendar.sub(start, TimeDelta::zero())?),
        "segments_after" | "segments_before" => segments(calendar, row, op, start)?,
        "days_between" => {
            let end = instant(row, "end")?;
            let day = |at| calendar.local(at).date();
            let days = calendar.working_days_between(day(start), day(end))?;
            (json!({ "days": days }), (start.min(end), start.max(end)))
        }
        other => {
            return Err(format!("`{other}` is not an operation; see the example's head").into());
        }
    })
}

fn on_dates(calendar: &Calendar, row: &Row, op: &str, start: NaiveDate) -> Fallible<Value> {
    let days = || -> Fallible<i64> {
        let days = working_days(row)?.ok_or("`working_days` is missing")?;
        Ok(days.into())
    };
    let told = |date: NaiveDate| json!({ "result": date.to_string() });
    Ok(match op {
        "add" => told(calendar.plus_working_days(start, days()?)?),
        "sub" => told(calendar.plus_working_days(start, -days()?)?),
        "is_working_day" => json!({ "working_day": calendar.is_working_day(start) }),
        "days_between" => {
            let end = date(row, "end").ok_or("`end` is not a date")?;
            json!({ "days": calendar.working_days_between(start, end)? })
        }
        other => {
            return Err(
                format!("`{other}` needs an instant such as `2026-01-05T08:00:00Z`").into(),
            );
        }
    })
}

/// So much later, or at the end of time.
fn later_by(at: DateTime<Utc>, time: TimeDelta) -> DateTime<Utc> {
    let end = match time < TimeDelta::zero() {
        true => DateTime::<Utc>::MIN_UTC,
        false => DateTime::<Utc>::MAX_UTC,
    };
    at.checked_add_signed(time).unwrap_or(end)
}

/// The first open stretches after an instant, or the last before it.
fn segments(calendar: &Calendar, row: &Row, op: &str, start: DateTime<Utc>) -> Fallible<Told> {
    let take = row.get("take").and_then(Value::as_u64).unwrap_or(1);
    let take = usize::try_from(take).unwrap_or(usize::MAX);
    if take > MOST_PIECES {
        return Err(format!("`{take}` is too many to `take`; write at most {MOST_PIECES}").into());
    }
    let (from, until) = match op {
        "segments_after" => (start, later_by(start, HORIZON)),
        _ => (later_by(start, -HORIZON), start),
    };
    let mut open: Vec<Value> = Vec::new();
    let segments = calendar.segments(from, until).filter(|s| s.reason.counts());
    let told = |s: Segment| json!([written(s.from), written(s.until)]);
    match op {
        "segments_after" => open.extend(segments.take(take).map(told)),
        _ => open.extend(segments.map(told)),
    }
    if open.len() < take && goes_on(calendar, op, from, until) {
        let wrong = format!(
            "only {} open stretches lie within ten years; `take` at most so many",
            open.len()
        );
        return Err(wrong.into());
    }
    let skipped = open.len().saturating_sub(take);
    open.drain(..skipped);
    if op == "segments_before" {
        open.reverse();
    }
    Ok((json!({ "segments": open }), (start, start)))
}

/// Whether the calendar opens beyond the horizon too.
fn goes_on(calendar: &Calendar, op: &str, from: DateTime<Utc>, until: DateTime<Utc>) -> bool {
    match op {
        "segments_after" => calendar.next_open(until).is_ok(),
        _ => calendar.sub(from, TimeDelta::zero()).is_ok(),
    }
}

fn dutch_holidays(row: &Row) -> Fallible<Value> {
    let year = row.get("year").and_then(Value::as_i64);
    let year = year
        .and_then(|year| i32::try_from(year).ok())
        .ok_or("`year` is not a year")?;
    let easter =
        holidays::easter(year).ok_or_else(|| format!("`{year}` is beyond all calendars"))?;
    let dates = |set: &[Holiday]| {
        let mut dates: Vec<NaiveDate> = set.iter().filter_map(|day| day.in_year(year)).collect();
        dates.sort();
        dates.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    Ok(json!({
        "nl": dates(&holidays::NL),
        "nl-lustrum": dates(&holidays::NL_LUSTRUM),
        "easter": easter.to_string(),
    }))
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
        Some(other) => {
            return Err(format!(
                "`{other}` is not a unit of time; write `second`, `minute`, `hour` or `day`"
            )
            .into());
        }
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

/// Every piece of a span with its reason.
fn because(calendar: &Calendar, from: DateTime<Utc>, until: DateTime<Utc>) -> Fallible<Value> {
    let mut pieces = calendar.segments(from, until);
    let told: Vec<Value> = pieces
        .by_ref()
        .take(MOST_PIECES)
        .map(|piece| {
            let (reason, code) = (piece.reason.text(Lang::En), piece.reason.code());
            told(piece.from, piece.until, piece.counted(), reason, code)
        })
        .collect();
    if pieces.next().is_some() {
        return Err(format!("the span has more than {MOST_PIECES} pieces to explain").into());
    }
    Ok(told.into())
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

#[cfg(test)]
mod tests {
    use super::*;

    const CALENDAR: &str = r#""zone": "UTC", "hours": {"mon": [["09:00", "17:00"]]}"#;

    fn told(question: &str) -> Result<Value, String> {
        let row = lines::read(format!("{{{question}}}").as_bytes())?;
        answer(&row).map_err(|wrong| wrong.to_string())
    }

    fn asked(question: &str) -> Result<Value, String> {
        told(&format!(
            r#"{CALENDAR}, "start": "2026-01-05T10:00:00Z", {question}"#
        ))
    }

    #[test]
    fn one_question_is_answered() {
        for (question, answer) in [
            (
                r#""op": "add", "seconds": 60"#,
                r#"{"result": "2026-01-05T10:01:00Z"}"#,
            ),
            (
                r#""op": "add", "amount": 5, "unit": "hour""#,
                r#"{"result": "2026-01-05T15:00:00Z"}"#,
            ),
            (
                r#""op": "add", "amount": 1, "unit": "day""#,
                r#"{"result": "2026-01-12T10:00:00Z"}"#,
            ),
            (
                r#""op": "sub", "working_days": 1"#,
                r#"{"result": "2025-12-29T10:00:00Z"}"#,
            ),
            (
                r#""target_seconds": 60, "pauses": null"#,
                r#"{"due": "2026-01-05T10:01:00Z"}"#,
            ),
            (
                r#""op": "segments_after", "take": 1, "explain": false"#,
                r#"{"segments": [["2026-01-05T10:00:00Z", "2026-01-05T17:00:00Z"]]}"#,
            ),
        ] {
            assert_eq!(asked(question), Ok(answer.parse().unwrap()), "{question}");
        }
    }

    #[test]
    fn two_questions_and_wrong_kinds_are_refused() {
        for (question, words) in [
            (
                r#""op": "add", "seconds": 60, "amount": 5, "unit": "hour""#,
                "`seconds` and `amount`",
            ),
            (
                r#""op": "add", "seconds": 60, "unit": "hour""#,
                "`unit` belongs to an `amount`",
            ),
            (r#""op": "add", "amount": 5"#, "`amount` has no `unit`"),
            (
                r#""op": "add", "amount": 2, "unit": "hour", "working_days": 5"#,
                "`amount` and `working_days`",
            ),
            (
                r#""op": "add", "seconds": 5, "working_days": 5"#,
                "`seconds` and `working_days`",
            ),
            (
                r#""op": "add", "seconds": 5, "target_seconds": 5"#,
                "takes no `target_seconds`",
            ),
            (r#""target_seconds": 5, "year": 2026"#, "takes no `year`"),
            (r#""year": 2026, "seconds": 5"#, "takes no `seconds`"),
            (
                r#""op": "is_open", "end": "2026-01-05T10:00:00Z""#,
                "takes no `end`",
            ),
            (
                r#""op": "add", "amount": 5, "unit": 5"#,
                "`5` cannot be `unit`",
            ),
            (
                r#""op": "add", "amount": 5, "unit": "week""#,
                "`second`, `minute`, `hour` or `day`",
            ),
            (
                r#""op": "segments_after", "take": -1"#,
                "`-1` cannot be `take`",
            ),
            (
                r#""op": "segments_after", "take": 1000000"#,
                "write at most 10000",
            ),
            (
                r#""op": "segments_after", "take": 10000"#,
                "open stretches lie within ten years",
            ),
            (
                r#""op": "segments_before", "take": 10000"#,
                "open stretches lie within ten years",
            ),
            (
                r#""op": "segments_after", "take": "5""#,
                "`\"5\"` cannot be `take`",
            ),
            (
                r#""op": "is_open", "explain": "yes""#,
                "`\"yes\"` cannot be `explain`",
            ),
            (r#""op": "is_open", "input": 5"#, "`5` cannot be `input`"),
            (
                r#""op": "is_open", "calendar": {}"#,
                "`hours` stands beside `calendar`",
            ),
            (
                r#""target_seconds": -60"#,
                "`-60` cannot be `target_seconds`",
            ),
        ] {
            let told = asked(question).unwrap_err();
            assert!(told.contains(words), "{question}: {told}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_in_words_of_the_trade() {
        let rest = r#""zone": "UTC", "op": "is_open", "start": "2026-01-05T10:00:00Z""#;
        for (row, words) in [
            (r#""calendar": null"#, "`null` is not a `calendar`"),
            (
                r#""hours": {"mon": [["09:00"]]}"#,
                "`[\"09:00\"]` is not a window",
            ),
            (
                r#""hours": {"mon": "09:00-17:00"}"#,
                "is not a list of windows",
            ),
        ] {
            let told = told(&format!("{rest}, {row}")).unwrap_err();
            assert!(told.contains(words), "{row}: {told}");
        }
        for line in ["", "  ", "\r"] {
            let told = lines::read(line.as_bytes()).unwrap_err();
            assert!(told.starts_with("an empty line"), "{told}");
        }
        let told = lines::read(b"{\"op\": }").unwrap_err();
        assert!(
            told.contains("at column 8") && !told.contains("line"),
            "{told}"
        );
    }
}
