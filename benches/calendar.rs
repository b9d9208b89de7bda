//! Working time over spans from a day to ten years, compiling, and re-planning.

use std::hint::black_box;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use divan::Bencher;
use webcare::calendar::{Calendar, CalendarError, holidays};
use webcare::sla::{Clock, Target};

fn main() {
    divan::main();
}

/// Working hours in a day, thirty days, a year and ten years of nine to five.
const HOURS: [i64; 4] = [8, 8 * 21, 8 * 261, 8 * 2610];

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_600_000, 0).unwrap_or_default()
}

/// Nine to five over twenty years, with a dozen days off in each.
fn office() -> Calendar {
    let Ok(mut office) = Calendar::weekly(chrono_tz::Europe::Amsterdam).mon_fri("09:00-17:00")
    else {
        return Calendar::always();
    };
    let days: Vec<_> = (2016..2036)
        .flat_map(|year| (1..=12).filter_map(move |month| NaiveDate::from_ymd_opt(year, month, 15)))
        .map(|date| holidays::Holiday::once(date, "a day off"))
        .collect();
    if let Ok(with_days) = office.clone().holidays(&days) {
        office = with_days;
    }
    office
}

fn compiled() -> Calendar {
    let office = office();
    let _ = black_box(office.is_open(start()));
    office
}

#[divan::bench(args = HOURS)]
fn add(bencher: Bencher, hours: i64) {
    let office = compiled();
    bencher.bench(|| office.add(black_box(start()), TimeDelta::hours(black_box(hours))));
}

#[divan::bench(args = HOURS)]
fn between(bencher: Bencher, hours: i64) {
    let office = compiled();
    let end = office
        .add(start(), TimeDelta::hours(hours))
        .unwrap_or_default();
    bencher.bench(|| office.between(black_box(start()), black_box(end)));
}

#[divan::bench(args = [1, 10, 2610])]
fn add_working_days(bencher: Bencher, days: u32) {
    let office = compiled();
    bencher.bench(|| office.add_working_days(black_box(start()), black_box(days)));
}

#[divan::bench]
fn is_open(bencher: Bencher) {
    let office = compiled();
    bencher.bench(|| office.is_open(black_box(start())));
}

/// Twenty years with 240 days of their own, and the zone's clock changes.
#[divan::bench]
fn compile_240_dates(bencher: Bencher) {
    bencher
        .with_inputs(office)
        .bench_values(|office| office.is_open(start()));
}

/// Three hundred years of Dutch holidays.
#[divan::bench]
fn compile_dutch_holidays(bencher: Bencher) {
    let office = || Calendar::weekly(chrono_tz::Europe::Amsterdam).holidays(&holidays::NL);
    bencher
        .with_inputs(office)
        .bench_values(|office| office.map(|office| office.is_open(start())));
}

/// The due times of 100,000 open matters.
#[divan::bench(sample_count = 5)]
fn plan_100_000(bencher: Bencher) {
    let office = compiled();
    let plan = || -> Result<i64, CalendarError> {
        let mut sum = 0;
        for minute in 0..100_000 {
            let from = start() + TimeDelta::minutes(minute);
            let clock = Clock::starting(from, Target::Business(TimeDelta::hours(8)), &office);
            sum ^= clock.due().map_or(0, |due| due.timestamp());
        }
        Ok(sum)
    };
    bencher.bench(|| black_box(plan()));
}
