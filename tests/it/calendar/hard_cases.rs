//! The hard cases about calendars: rows that ask, and rows that state.

use chrono::TimeDelta;
use serde_json::Value;
use webcare::calendar::{Calendar, CalendarError, ZONE_DATA_VERSION, holidays};
use webcare::sla::{Clock, Target};
use webcare::text::Lang;

use super::rows::{answer, calendar_of, date_of};
use super::{at, seconds};
use crate::shared::rows;

#[test]
fn every_hard_case_about_calendars_is_met() {
    let Some(rows) = rows("calendar/hard_cases.jsonl") else {
        return;
    };
    let rows: Vec<_> = rows
        .iter()
        .filter(|row| row["kind"] == "calendar")
        .collect();
    assert_eq!(rows.len(), 28);
    for row in rows {
        let (id, input) = (row["id"].as_str().unwrap(), &row["input"]);
        if input.is_null() {
            let expected = match &row["expected"] {
                Value::Null => &row["expected_seconds"],
                expected => expected,
            };
            let found = answer(&calendar_of(row).unwrap(), row);
            assert_eq!(found.as_ref(), Ok(expected), "{id}");
        }
        match id {
            "h028" | "h029" | "h032" => the_built_in_days_say_the_same(row),
            "h020" => {
                let found = answer(&calendar_of(input).unwrap(), input);
                assert_eq!(found, Ok(row["expected"]["seconds"].clone()), "{id}");
            }
            "h025" => {
                let opens = calendar_of(input)
                    .unwrap()
                    .next_open(at("2026-01-05T00:00:00Z"));
                assert_eq!(opens, Ok(at("2026-01-05T09:00:30Z")), "{id}");
            }
            "h026" => {
                let calendar = calendar_of(input).unwrap();
                let found = calendar.add(at("2026-01-05T00:00:00Z"), seconds(3600));
                assert_eq!(found, Err(CalendarError::NeverOpens), "{id}");
            }
            "h037" => a_due_time_is_the_teams_and_words_are_in_its_zone(),
            "h040" => {
                let calendar = calendar_of(input).unwrap();
                let start = at(input["start"].as_str().unwrap());
                let time = seconds(input["seconds"].as_i64().unwrap());
                let end = calendar.add(start, time).unwrap();
                // 2,500 days of eight hours are 500 weeks.
                assert_eq!(
                    end,
                    start + TimeDelta::weeks(500) - seconds(3600 * clock_moved(end, start))
                );
            }
            "h041" => {
                let always = Calendar::always();
                let now = at("2026-01-05T00:00:00Z");
                let clock = Clock::starting(now, Target::Business(seconds(60)), &always);
                let told = clock.explain(Lang::En).unwrap().to_string();
                assert!(told.contains(ZONE_DATA_VERSION), "{told}");
            }
            _ => assert!(input.is_null(), "nothing is asserted for {id}"),
        }
    }
}

/// How many hours Amsterdam's clock is further ahead at the end.
fn clock_moved(end: chrono::DateTime<chrono::Utc>, start: chrono::DateTime<chrono::Utc>) -> i64 {
    let local = Calendar::weekly(chrono_tz::Europe::Amsterdam);
    let ahead = |at| local.local(at) - chrono::DateTime::naive_utc(&at);
    (ahead(end) - ahead(start)).num_hours()
}

/// The row lists its holidays; the rules find the same ones.
fn the_built_in_days_say_the_same(row: &Value) {
    let mut without = row.clone();
    without["holidays"] = Value::Array(Vec::new());
    let calendar = calendar_of(&without).unwrap();
    assert_ne!(
        answer(&calendar, row).as_ref().ok(),
        Some(&row["expected"]).filter(|_| row["id"] != "h028")
    );
    let calendar = calendar.holidays(&holidays::NL).unwrap();
    assert_eq!(
        answer(&calendar, row),
        Ok(row["expected"].clone()),
        "{}",
        row["id"]
    );
    for date in row["holidays"].as_array().unwrap() {
        let date = date_of(date.as_str().unwrap());
        assert!(!calendar.is_working_day(date), "{date}");
    }
}

fn a_due_time_is_the_teams_and_words_are_in_its_zone() {
    let team = Calendar::weekly(chrono_tz::America::New_York)
        .mon_fri("09:00-17:00")
        .unwrap();
    // 09:00 in Amsterdam, where clocks have not changed yet: five hours apart instead of six.
    let created = at("2026-03-16T08:00:00Z");
    let due = team.add(created, seconds(3600)).unwrap();
    assert_eq!(due, at("2026-03-16T14:00:00Z"));
    assert_eq!(team.local(due).to_string(), "2026-03-16 10:00:00");
}
