//! Working time: shared vectors, a second implementation, and what a year brings.

mod hard_cases;
mod model;
mod reasons;
mod rows;
mod specs;
mod written;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde_json::Value;
use webcare::calendar::holidays::Holiday;
use webcare::calendar::{Calendar, CalendarError, Reason, Semantics, ZONE_DATA_VERSION, holidays};
use webcare::text::Lang;

use self::rows::{answer, calendar_of, date_of};
use crate::shared::rows;

fn at(text: &str) -> DateTime<Utc> {
    text.parse()
        .unwrap_or_else(|_| panic!("`{text}` is an instant"))
}

fn seconds(n: i64) -> TimeDelta {
    TimeDelta::seconds(n)
}

fn expected(row: &Value) -> Value {
    let version = format!("iana_{ZONE_DATA_VERSION}");
    match row.get("tz_sensitive").and_then(|by| by.get(&version)) {
        Some(expected) => expected.clone(),
        None if row["expected"].is_null() => row["expected_seconds"].clone(),
        None => row["expected"].clone(),
    }
}

#[test]
fn random_calendars_agree_with_two_other_implementations() {
    let Some(rows) = rows("calendar/random.jsonl") else {
        return;
    };
    let wrong: Vec<String> = rows
        .iter()
        .filter(|row| answer(&calendar_of(row).unwrap(), row) != Ok(expected(row)))
        .map(|row| {
            format!(
                "{} {}: {:?}, expected {}",
                row["id"],
                row["op"],
                answer(&calendar_of(row).unwrap(), row),
                expected(row)
            )
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
}

/// Rows in which two windows come to lie over each other and the row counts
/// both; we count time once. What we answer is what the wall shows, too.
const COUNTED_TWICE: [(&str, &str, i64); 2] = [
    // All of 30 December is skipped; moved on by a day, its windows are those of the 31st.
    ("rnd-00682", "shift", 115_200),
    // Midnight comes twice: Saturday's window ends at the second one, Sunday's starts at the first.
    ("rnd-02834", "clamp", 26_746),
];

#[test]
fn clock_changes_can_be_read_in_three_ways() {
    let Some(rows) = rows("calendar/dst_semantics.jsonl") else {
        return;
    };
    let mut wrong = Vec::new();
    for row in &rows {
        for semantics in [Semantics::Wall, Semantics::Shift, Semantics::Clamp] {
            let name = format!("{semantics:?}").to_lowercase();
            let calendar = calendar_of(row).unwrap().semantics(semantics);
            let (found, expected) = (answer(&calendar, row), &row["by_semantics"][&name]);
            let twice = COUNTED_TWICE
                .iter()
                .find(|(id, s, _)| row["id"] == *id && name == *s);
            if let Some((_, _, once)) = twice {
                assert_eq!(found, Ok(Value::from(*once)));
                assert_ne!(expected, *once);
            } else if found.as_ref() != Ok(expected) {
                wrong.push(format!(
                    "{} {name} {}: {found:?}, expected {expected}",
                    row["id"], row["op"]
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        3 * rows.len(),
        wrong.join("\n")
    );
}

#[test]
fn dutch_holidays_are_those_of_the_almanac() {
    let Some(rows) = rows("calendar/nl_holidays.jsonl") else {
        return;
    };
    for row in &rows {
        let year = i32::try_from(row["year"].as_i64().unwrap()).unwrap();
        let mut found: Vec<String> = holidays::NL_LUSTRUM
            .iter()
            .filter_map(|holiday| holiday.in_year(year))
            .map(|date| date.to_string())
            .collect();
        found.sort();
        assert_eq!(Value::from(found), row["core"], "{year}");
    }
}

/// Three days around clock changes of ten zones, second by second: open and
/// counted are the same, and both are what the obvious calendar says.
/// `WEBCARE_LONG=1` takes every change of thirty years.
#[test]
fn open_is_counted_second_by_second_around_clock_changes() {
    let every = if std::env::var_os("WEBCARE_LONG").is_some() {
        1
    } else {
        13
    };
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for zone in model::ZONES {
        for (round, change) in model::clock_changes(zone)
            .into_iter()
            .enumerate()
            .step_by(every)
        {
            let drawn = model::any(change.date_naive())
                .new_tree(&mut runner)
                .unwrap();
            let model = drawn.current().in_zone(zone);
            let calendar = model.calendar();
            let start = change - TimeDelta::hours(36);
            let mut counted = 0;
            for second in 0..3 * 86_400 {
                let now = start + seconds(second);
                let is_open = model.is_open(now);
                assert_eq!(calendar.is_open(now), is_open, "{now} {round} {model:?}");
                if second % 97 == 0 {
                    assert_eq!(
                        calendar.between(start, now),
                        Ok(seconds(counted)),
                        "{now} {model:?}"
                    );
                }
                counted += i64::from(is_open);
            }
        }
    }
}

/// Where a window is one piece of time between two instants, it is so in three days around
/// clock changes of ten zones, quarter by quarter, a second before and after each.
/// `WEBCARE_LONG=1` takes every change of thirty years.
#[test]
fn windows_are_pieces_of_time_around_clock_changes() {
    let every = match std::env::var_os("WEBCARE_LONG").is_some() {
        true => 1,
        false => 7,
    };
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for zone in model::ZONES {
        for change in model::clock_changes(zone).into_iter().step_by(every) {
            let drawn = model::any(change.date_naive());
            let drawn = drawn.prop_filter("two calendars", |model| !model.is_within());
            let drawn = (drawn, prop::option::of((-12i64..8, 1i64..12)));
            let (model, near) = drawn.new_tree(&mut runner).unwrap().current();
            let model = model.in_zone(zone);
            let model = match near {
                Some(quarters) => model.with_break_near(change, quarters),
                None => model,
            };
            for semantics in [Semantics::Shift, Semantics::Clamp] {
                let calendar = model.calendar_by(semantics);
                let days = (-4..=4).map(|day| change.date_naive() + TimeDelta::days(day));
                let pieces: Vec<_> = days.flat_map(|day| model.pieces(day, semantics)).collect();
                let start = change - TimeDelta::hours(36);
                let (mut counted, mut before) = (0, start);
                for quarter in 0..3 * 96 {
                    for now in [-1, 0, 1].map(|s| start + seconds(quarter * 900 + s)) {
                        let is_planned = pieces
                            .iter()
                            .any(|&(from, until)| from <= now && now < until);
                        let is_open = is_planned && !model.is_break(now);
                        let found = calendar.is_open(now);
                        assert_eq!(found, is_open, "{now} {semantics:?} {model:?}");
                        let piece = calendar.segments(now, now + seconds(1)).last().unwrap();
                        let is_break = is_planned && model.is_break(now);
                        let told = piece.reason == Reason::Break;
                        assert_eq!(told, is_break, "{now} {semantics:?} {model:?}");
                        let special = is_open.then(|| model.is_special(now, semantics));
                        let told = piece.reason == Reason::SpecialHours;
                        assert_eq!(told, special == Some(true), "{now} {semantics:?} {model:?}");
                    }
                    let now = start + seconds(quarter * 900);
                    let half = before + (now - before) / 2;
                    counted += i64::from(calendar.is_open(half)) * (now - before).num_seconds();
                    before = now;
                    let between = calendar.between(start, now);
                    assert_eq!(
                        between,
                        Ok(seconds(counted)),
                        "{now} {semantics:?} {model:?}"
                    );
                }
            }
        }
    }
}

/// Around clock changes of ten zones, a term of working days ends at the same time on the
/// wall, as the zone data tell it.
#[test]
fn working_days_keep_the_time_on_the_wall_around_clock_changes() {
    for zone in model::ZONES {
        let every_day = Calendar::weekly(zone);
        let every_day = every_day.mon_fri("04:00-23:00").unwrap();
        let every_day = every_day.sat("04:00-23:00").unwrap();
        let every_day = every_day.sun("04:00-23:00").unwrap();
        for change in model::clock_changes(zone).into_iter().step_by(5) {
            let around = (-6..=6).flat_map(|day| (5..22).map(move |hour| (day, hour)));
            for (day, hour) in around {
                let date = change.with_timezone(&zone).date_naive() + TimeDelta::days(day);
                let at = |date: NaiveDate| {
                    let local = date.and_hms_opt(hour, 30, 0).unwrap();
                    local
                        .and_local_timezone(zone)
                        .single()
                        .map(|it| it.to_utc())
                };
                let Some(start) = at(date) else { continue };
                for n in 0..4_u32 {
                    let Some(due) = at(date + TimeDelta::days(n.into())) else {
                        continue;
                    };
                    assert_eq!(
                        every_day.add_working_days(start, n),
                        Ok(due),
                        "{zone} {start} {n}"
                    );
                    assert_eq!(
                        every_day.sub_working_days(due, n),
                        Ok(start),
                        "{zone} {due} -{n}"
                    );
                }
            }
        }
    }
}

/// Oudin's rule (1940), which shares no step with the one that the crate reckons with.
#[test]
fn easter_is_that_of_another_rule_in_every_year() {
    for year in 1583..=9999 {
        let (golden, century) = (year % 19, year / 100);
        let epact = (century - century / 4 - (8 * century + 13) / 25 + 19 * golden + 15) % 30;
        let late = (epact / 28) * (29 / (epact + 1)) * ((21 - golden) / 11);
        let moon = epact - (epact / 28) * (1 - late);
        let weekday = (year + year / 4 + moon + 2 - century + century / 4) % 7;
        let sunday = moon - weekday;
        let month = 3 + (sunday + 40) / 44;
        let day = sunday + 28 - 31 * (month / 4);
        let expected = date_of(&format!("{year:04}-{month:02}-{day:02}"));
        assert_eq!(holidays::easter(year), Some(expected));
    }
}

/// What starts among the years that are listed at first may end beyond them.
#[test]
fn a_long_term_ends_beyond_the_years_that_are_listed_first() {
    let office = Calendar::weekly(chrono_tz::Europe::Amsterdam);
    let office = office.mon_fri("09:00-17:00").unwrap();
    let office = office.holidays(&holidays::NL).unwrap();
    let years = TimeDelta::hours(8 * 250 * 6);
    let start = at("2197-03-01T12:00:00Z");
    let end = office.add(start, years).unwrap();
    assert!(end > at("2203-01-01T00:00:00Z"));
    assert_eq!(office.between(start, end), Ok(years));
    assert_eq!(office.sub(end, years), Ok(start));
    let counted: TimeDelta = office.segments(start, end).map(|s| s.counted()).sum();
    assert_eq!(counted, years);
    let before = at("1902-03-01T12:00:00Z");
    let start = office.sub(before, years).unwrap();
    assert!(start < at("1897-01-01T00:00:00Z"));
    assert_eq!(office.between(start, before), Ok(years));
}

#[test]
fn no_days_from_a_day_off_lead_to_the_next_working_day() {
    let office = Calendar::weekly(chrono_tz::UTC);
    let office = office.mon_fri("09:00-17:00").unwrap();
    let saturday = date_of("2026-01-10");
    assert_eq!(
        office.plus_working_days(saturday, 0),
        Ok(date_of("2026-01-12"))
    );
    assert_eq!(
        office.plus_working_days(saturday, -1),
        Ok(date_of("2026-01-08"))
    );
}

/// Nobody moves a day off further than a week; a slip of the keyboard is told.
#[test]
fn a_day_off_moves_by_a_week_at_most() {
    let office = Calendar::weekly(chrono_tz::UTC);
    for (days, is_fine) in [
        (-7, true),
        (7, true),
        (8, false),
        (-400, false),
        (i64::MIN, false),
    ] {
        for moved in [Holiday::from_saturday, Holiday::from_sunday] {
            let day = moved(Holiday::fixed(1, 3, "Drie", "Three"), days);
            let made = office.clone().holidays(&[day]);
            assert_eq!(made.is_ok(), is_fine, "{days}");
            let told = made.err().map(|wrong| wrong.to_string());
            assert!(told.is_none_or(|told| told.contains("week") && told.contains("Drie")));
        }
    }
}

#[test]
fn a_day_off_may_be_moved_into_another_year() {
    // 31 December 2023 was a Sunday; 281 days after Easter 2024 was 6 January 2025.
    let days = [
        Holiday::fixed(12, 31, "Oudjaarsdag", "New Year's Eve").from_sunday(1),
        Holiday::easter(281, "Later", "Later"),
    ];
    let office = Calendar::weekly(chrono_tz::UTC)
        .mon_fri("09:00-17:00")
        .unwrap();
    let office = office.holidays(&days).unwrap();
    for date in ["2024-01-01", "2025-01-06"] {
        assert!(!office.is_working_day(date_of(date)), "{date}");
    }
    for date in ["2024-01-02", "2024-12-30", "2025-01-07"] {
        assert!(office.is_working_day(date_of(date)), "{date}");
    }
}

fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    // Six weeks and a half around September 21st: with the clock changes of October.
    (-4_000_000i64..4_000_000, 0u32..1_000_000_000)
        .prop_map(|(s, nanos)| DateTime::from_timestamp(1_790_000_000 + s, nanos).unwrap())
}

fn any_calendar() -> impl Strategy<Value = Calendar> {
    let semantics =
        prop::sample::select(&[Semantics::Wall, Semantics::Shift, Semantics::Clamp][..]);
    (model::any(date_of("2026-09-21")), semantics)
        .prop_map(|(model, semantics)| model.calendar_by(semantics))
}

/// `cases` here, or with `WEBCARE_LONG=1` a million over the five properties below.
fn cases(cases: u32) -> ProptestConfig {
    let cases = if std::env::var_os("WEBCARE_LONG").is_some() {
        200_000
    } else {
        cases
    };
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn time_between_is_additive(calendar in any_calendar(), a in instant(), b in instant(), c in instant()) {
        let between = |from, until| calendar.between(from, until).unwrap();
        prop_assert_eq!(between(a, b) + between(b, c), between(a, c));
        prop_assert_eq!(between(a, b), -between(b, a));
    }

    #[test]
    fn adding_and_measuring_undo_each_other(calendar in any_calendar(), start in instant(), time in 1i64..4_000_000_000_000_000) {
        let time = TimeDelta::nanoseconds(time);
        let Ok(end) = calendar.add(start, time) else {
            prop_assert_eq!(calendar.add(start, time), Err(CalendarError::NeverOpens));
            return Ok(());
        };
        prop_assert_eq!(calendar.between(start, end), Ok(time));
        // It ends at the first instant that will do: a nanosecond earlier less has passed.
        let before = end - TimeDelta::nanoseconds(1);
        prop_assert_eq!(calendar.between(start, before), Ok(time - TimeDelta::nanoseconds(1)));
        let back = calendar.sub(end, time).unwrap();
        prop_assert_eq!(calendar.between(back, end), Ok(time));
        prop_assert_eq!(back, calendar.next_open(start).unwrap());
    }

    // S0:5
    #[test]
    fn openings_and_closings_are_edges(calendar in any_calendar(), start in instant()) {
        let Ok(open) = calendar.next_open(start) else { return Ok(()) };
        prop_assert!(calendar.is_open(open));
        prop_assert_eq!(calendar.between(start, open), Ok(TimeDelta::zero()));
        let Ok(close) = calendar.next_close(start) else { return Ok(()) };
        prop_assert!(!calendar.is_open(close) && close > open);
        prop_assert_eq!(calendar.between(open, close), Ok(close - open));
    }

    #[test]
    fn working_days_are_counted_as_on_ones_fingers(
        model in model::any(date_of("2026-09-21")),
        start in instant(),
        n in 1u32..30,
    ) {
        let calendar = model.calendar();
        let first = calendar.local(start).date();
        let mut counted = 0;
        for date in first.iter_days().skip(1).take(40) {
            let is_working = calendar.is_working_day(date);
            prop_assert_eq!(is_working, model.is_working_day(date), "{}", date);
            counted += i64::from(is_working);
            prop_assert_eq!(calendar.working_days_between(first, date), Ok(counted));
            prop_assert_eq!(calendar.working_days_between(date, first), Ok(-counted));
        }
        let Ok(due) = calendar.add_working_days(start, n) else { return Ok(()) };
        prop_assert!(due >= start);
        let ends_within = calendar.is_open(due) || calendar.sub(due, TimeDelta::zero()) == Ok(due);
        prop_assert!(ends_within, "{}", due);
        if !model.has_nights() && !model.is_within() {
            let opening = calendar.local(calendar.next_open(start).unwrap()).date();
            let begun = TimeDelta::nanoseconds(i64::from(!calendar.is_open(due)));
            let last = calendar.local(due - begun).date();
            prop_assert_eq!(calendar.working_days_between(opening, last), Ok(i64::from(n)));
            prop_assert!(model.is_working_day(last));
        }
    }

    #[test]
    fn segments_add_up_and_leave_no_gap(calendar in any_calendar(), a in instant(), b in instant()) {
        let (from, until) = (a.min(b), a.max(b));
        let (mut at, mut counted) = (from, TimeDelta::zero());
        for segment in calendar.segments(from, until) {
            prop_assert_eq!(segment.from, at);
            let is_change = matches!(segment.reason, Reason::ClockChange(_));
            prop_assert!(segment.until > segment.from || is_change);
            if !is_change {
                prop_assert_eq!(calendar.is_open(segment.from), segment.reason.counts());
            }
            counted += segment.counted();
            at = segment.until;
        }
        prop_assert_eq!(at, until);
        prop_assert_eq!(Ok(counted), calendar.between(from, until));
    }
}

/// Six calendars with and without holidays; listing those of all years takes its time.
#[test]
fn the_ends_of_time_are_errors_and_no_panics() {
    let (first, last) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut drawn = |strategy: &dyn Fn() -> BoxedStrategy<i64>| {
        strategy().new_tree(&mut runner).unwrap().current()
    };
    let anything = || prop_oneof![Just(i64::MIN), Just(i64::MAX), any::<i64>()].boxed();
    let seconds_that_exist = || (first.timestamp()..=last.timestamp()).boxed();
    let days = |text| Calendar::weekly(Tz::Europe__Amsterdam).mon(text).unwrap();
    for plain in [
        days("00:00:00-00:00:01"),
        days("22:00-06:00"),
        Calendar::always(),
    ] {
        for calendar in [plain.clone(), plain.holidays(&holidays::NL).unwrap()] {
            for round in 0..500 {
                let second = match round % 2 {
                    0 => drawn(&anything).clamp(first.timestamp(), last.timestamp()),
                    _ => drawn(&seconds_that_exist),
                };
                let start = DateTime::from_timestamp(second, 0).unwrap();
                let time = drawn(&anything).checked_abs().unwrap_or(i64::MAX);
                let time = TimeDelta::milliseconds(time);
                if let Ok(end) = calendar.add(start, time) {
                    assert_eq!(calendar.between(start, end), Ok(time), "{start} {time}");
                }
                if let Ok(from) = calendar.sub(start, time) {
                    assert_eq!(calendar.between(from, start), Ok(time), "{start} {time}");
                }
                let date = calendar.local(start).date();
                let n = drawn(&anything);
                let some = u32::try_from(n.rem_euclid(1 << 32)).unwrap();
                let _ = (calendar.next_open(start), calendar.next_close(start));
                let _ = (calendar.is_open(start), calendar.plus_working_days(date, n));
                let _ = calendar.add_working_days(start, some);
                let _ = calendar.sub_working_days(start, some);
                let _ = calendar.segments(first, start).take(5).count();
                let _ = calendar.segments(start, last).take(5).count();
            }
        }
    }
}

#[test]
fn every_piece_of_a_term_has_its_reason() {
    let office = Calendar::weekly(chrono_tz::Europe::Amsterdam)
        .mon_fri("09:00-17:00")
        .unwrap()
        .holidays(&holidays::NL)
        .unwrap()
        .break_on(date_of("2026-03-27"), "12:00-13:00")
        .unwrap()
        .on(date_of("2026-03-30"), "")
        .unwrap();
    let told: Vec<String> = office
        .segments(at("2026-03-27T10:00:00Z"), at("2026-03-31T08:00:00Z"))
        .map(|s| format!("{} {}", s.from.format("%a %H:%M"), s.reason.text(Lang::En)))
        .collect();
    assert_eq!(
        told,
        [
            "Fri 10:00 open",
            "Fri 11:00 break",
            "Fri 12:00 open",
            "Fri 16:00 outside opening hours",
            "Fri 23:00 not a working day",
            "Sat 23:00 not a working day",
            "Sun 01:00 the clock goes 60 minutes forward",
            "Sun 01:00 not a working day",
            "Sun 22:00 closed on that date",
            "Mon 22:00 outside opening hours",
            "Tue 07:00 open",
        ]
    );
}

#[test]
fn calendars_without_an_answer_say_which() {
    let closed = Calendar::weekly(Tz::UTC);
    let once = closed
        .clone()
        .on(date_of("2026-01-05"), "09:00-10:00")
        .unwrap();
    let now = at("2026-01-05T09:30:00Z");
    assert_eq!(closed.add(now, seconds(1)), Err(CalendarError::NeverOpens));
    assert_eq!(closed.next_open(now), Err(CalendarError::NeverOpens));
    assert_eq!(closed.sub(now, seconds(1)), Err(CalendarError::NeverOpens));
    assert_eq!(
        closed.add_working_days(now, 1),
        Err(CalendarError::NeverOpens)
    );
    assert_eq!(once.add(now, seconds(1800)), Ok(at("2026-01-05T10:00:00Z")));
    assert_eq!(once.add(now, seconds(1801)), Err(CalendarError::NeverOpens));
    assert_eq!(once.sub(now, seconds(1801)), Err(CalendarError::NeverOpens));
    assert_eq!(
        once.add_working_days(now, 1),
        Err(CalendarError::NeverOpens)
    );
    assert_eq!(
        Calendar::always().next_close(now),
        Err(CalendarError::NeverCloses)
    );
    assert_eq!(closed.add(now, seconds(-1)), Err(CalendarError::Negative));
    let (first, last) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
    assert_eq!(
        Calendar::always().add(last, seconds(1)),
        Err(CalendarError::OutOfRange)
    );
    assert_eq!(
        Calendar::always().sub(first, seconds(1)),
        Err(CalendarError::OutOfRange)
    );
    assert_eq!(
        Calendar::always().add(now, TimeDelta::MAX),
        Err(CalendarError::OutOfRange)
    );
    assert_eq!(
        Calendar::always().sub(now, TimeDelta::MAX),
        Err(CalendarError::OutOfRange)
    );
    assert_eq!(Calendar::always().between(first, last), Ok(last - first));
}

#[test]
fn holidays_come_back_in_far_years_and_the_year_after_9999_is_out_of_range() {
    let office = Calendar::weekly(Tz::UTC)
        .mon_fri("09:00-17:00")
        .unwrap()
        .holidays(&holidays::NL)
        .unwrap();
    // Christmas of 2500 is a Saturday; New Year's Day of 2501 too. Easter Monday of 2500 is 19 April.
    assert!(!office.is_open(at("2500-04-19T10:00:00Z")));
    assert!(office.is_open(at("2500-04-20T10:00:00Z")));
    assert_eq!(
        office.add(at("2500-04-16T16:00:00Z"), seconds(7200)),
        Ok(at("2500-04-20T10:00:00Z"))
    );
    let far = at("2026-01-05T09:00:00Z")
        .checked_add_days(chrono::Days::new(3_000_000))
        .unwrap();
    assert_eq!(office.add(far, seconds(1)), Err(CalendarError::OutOfRange));
    assert!(
        !office.is_open(at("+10000-01-01T10:00:00Z")),
        "New Year's Day, a Saturday"
    );
}

/// A night shift belongs to the day on which it starts.
#[test]
fn a_holiday_closes_the_windows_that_start_on_it() {
    let nights = Calendar::weekly(Tz::UTC)
        .every_day("22:00-06:00")
        .unwrap()
        .holidays(&[holidays::Holiday::once(date_of("2026-01-07"), "a day off")])
        .unwrap();
    let open = |text: &str| nights.is_open(at(text));
    assert!(open("2026-01-07T05:59:59Z"), "the night of the 6th runs on");
    assert!(!open("2026-01-07T22:00:00Z") && !open("2026-01-08T05:00:00Z"));
    assert!(open("2026-01-08T22:00:00Z"));
    // The 6th counts to Wednesday 06:00: one working day from 02:00 skips the 7th.
    assert_eq!(
        nights.add_working_days(at("2026-01-07T02:00:00Z"), 1),
        Ok(at("2026-01-09T02:00:00Z"))
    );
}

#[test]
fn every_mistake_in_a_calendar_is_told_at_its_place() {
    let value: webcare::document::Value = toml::from_str(
        r#"
        zone = "Europe/Amsterdam"
        semantics = "summer"
        mon-fri = ["08:00-21:00", "20:00-22:00"]
        sat = ["9 to 5"]
        sunday = ["09:00-17:00"]
        holidays = ["nl", "be", { date = "2011-13-01", name = "x" }, { name = "y" }]
        breaks = { tomorrow = [] }
        override = { "2011-06-24" = [3] }
        "#,
    )
    .unwrap();
    let mut problems = webcare::document::Problems::new();
    let node = webcare::document::Node::root(&value);
    let _ = Calendar::read(&node, Tz::UTC, &mut problems);
    let paths: Vec<String> = problems.into_sorted().into_iter().map(|p| p.path).collect();
    assert_eq!(
        paths,
        [
            "breaks.tomorrow",
            "holidays[1]",
            "holidays[2].date",
            "holidays[3]",
            "mon-fri",
            "override.2011-06-24[0]",
            "sat[0]",
            "semantics",
            "sunday",
        ]
    );
}

/// Samoa went from the 29th to the 31st of December 2011, and Kiritimati over
/// the first of January 1995.
#[test]
fn a_date_that_the_zone_skipped_is_no_working_day() {
    let date = |text: &str| text.parse::<NaiveDate>().unwrap();
    for (zone, before, skipped, after) in [
        (
            chrono_tz::Pacific::Apia,
            "2011-12-29",
            "2011-12-30",
            "2011-12-31",
        ),
        (
            chrono_tz::Pacific::Kiritimati,
            "1994-12-30",
            "1994-12-31",
            "1995-01-01",
        ),
    ] {
        let shop = Calendar::weekly(zone).every_day("09:00-17:00").unwrap();
        let (before, skipped, after) = (date(before), date(skipped), date(after));
        assert!(!shop.is_working_day(skipped), "{zone}");
        assert!(shop.is_working_day(before) && shop.is_working_day(after));
        assert_eq!(shop.working_days_between(before, after), Ok(1), "{zone}");
        assert_eq!(shop.plus_working_days(before, 1), Ok(after), "{zone}");
        assert_eq!(shop.plus_working_days(after, -1), Ok(before), "{zone}");
        assert_eq!(shop.plus_working_days(skipped, 0), Ok(after), "{zone}");
        let noon = |date: NaiveDate| {
            let noon = date.and_hms_opt(12, 0, 0).unwrap();
            noon.and_local_timezone(zone).unwrap().to_utc()
        };
        assert_eq!(shop.add_working_days(noon(before), 1), Ok(noon(after)));
        assert_eq!(shop.sub_working_days(noon(after), 1), Ok(noon(before)));
    }
}
