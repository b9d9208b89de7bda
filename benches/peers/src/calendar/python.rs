//! Working time by packages of Python, where `benches/peers/python/install` was run.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use webcare::calendar::Calendar;

use super::{DAY, SPANS, Span, days_off, start};
use crate::contest::Row;

/// How many different starts are asked.
const STARTS: u32 = 5;

const OURS: u32 = 50_000;

/// The rows of every package, for the questions that are asked.
pub fn rows(office: &Calendar, asked: &dyn Fn(&str) -> bool) -> Vec<Row> {
    let Some(python) = interpreter() else {
        eprintln!("skipped: Python packages; benches/peers/python/install installs them");
        return Vec::new();
    };
    let mut rows = Vec::new();
    for span in &SPANS {
        let ends: Vec<DateTime<Utc>> = (0..STARTS).map(|i| end(office, i, span)).collect();
        if asked(span.add) {
            let ours = |i: u32| end(office, i, span).timestamp();
            rows.extend(compare(&python, span.add, question(span, None), &ours));
        }
        if asked(span.between) {
            let ours = |i: u32| {
                let until = ends.get(i as usize).copied().unwrap_or_default();
                let time = office.between(start(i), until);
                time.unwrap_or_default().num_seconds()
            };
            let question = question(span, Some(&ends));
            rows.extend(compare(&python, span.between, question, &ours));
        }
    }
    rows
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("python")
}

fn interpreter() -> Option<PathBuf> {
    let python = folder().join(".venv/bin/python");
    python.exists().then_some(python)
}

fn end(office: &Calendar, i: u32, span: &Span) -> DateTime<Utc> {
    let time = TimeDelta::seconds(span.days * DAY);
    office.add(start(i), time).unwrap_or_default()
}

fn question(span: &Span, ends: Option<&[DateTime<Utc>]>) -> Value {
    let stamps = |ends: &[DateTime<Utc>]| ends.iter().map(DateTime::timestamp).collect::<Vec<_>>();
    json!({
        "op": if ends.is_some() { "between" } else { "add" },
        "starts": (0..STARTS).map(|i| start(i).timestamp()).collect::<Vec<_>>(),
        "ends": ends.map(stamps),
        "seconds": span.days * DAY,
        "holidays": days_off().iter().map(ToString::to_string).collect::<Vec<_>>(),
        "times": (2_000 / span.days).clamp(1, 1_000),
    })
}

fn compare(
    python: &Path,
    what: &'static str,
    question: Value,
    ours: &dyn Fn(u32) -> i64,
) -> Vec<Row> {
    let mut rounds: Vec<f64> = (0..7).map(|_| time(ours)).collect();
    rounds.sort_by(f64::total_cmp);
    let micros = rounds[rounds.len() / 2];
    let expected: Vec<Value> = (0..STARTS).map(|i| ours(i).into()).collect();
    let told = match asked(python, &question) {
        Ok(told) => told,
        Err(error) => {
            eprintln!("skipped: Python packages: {error}");
            return Vec::new();
        }
    };
    let row = |answer: Value| {
        let peer = ["businesstimedelta", "pandas"]
            .into_iter()
            .find(|peer| answer["peer"] == *peer)?;
        Some(Row {
            what,
            peer,
            unit: "µs",
            ours: micros,
            theirs: answer["micros"].as_f64()?,
            more_is_better: false,
            same_work: answer["answers"] == Value::from(expected.clone()),
        })
    };
    told.into_iter().filter_map(row).collect()
}

/// Microseconds of one answer of ours.
fn time(ours: &dyn Fn(u32) -> i64) -> f64 {
    let from = Instant::now();
    for i in 0..OURS {
        std::hint::black_box(ours(std::hint::black_box(i % STARTS)));
    }
    from.elapsed().as_secs_f64() * 1e6 / f64::from(OURS)
}

fn asked(python: &Path, question: &Value) -> std::io::Result<Vec<Value>> {
    let mut child = Command::new(python)
        .arg(folder().join("calendar_rows.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    if let Some(mut input) = child.stdin.take() {
        writeln!(input, "{question}")?;
    }
    let output = child.wait_with_output()?;
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(lines
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect())
}
