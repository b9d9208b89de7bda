//! A year at a desk, played from one seed: what is said and how a feed brings
//! it, what agents do, a store that fails and loses its answers, two workers at
//! one matter, a process that dies between commit and sending, a channel that
//! says nothing, a clock that jumps and is set back, a playbook that changes,
//! people who are forgotten. What is promised holds all year; at its end the
//! desk comes to rest, and what is stored is held against what left.
//!
//! `WEBCARE_SEED=17` plays that year, `WEBCARE_SEEDS=10000` so many, from that one on.

mod dice;
mod end;
mod feed;
mod office;
mod year;

use std::time::Instant;

use year::Year;

/// Says which year it was.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("the year of WEBCARE_SEED={}", self.0);
        }
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|it| it.parse().unwrap())
}

/// Years in which something went wrong once: what was taken back in a case that went on in
/// an untouched one came back when its author said something else; and who was forgotten
/// closed a matter of another that they had been in once.
const EVENTFUL: [u64; 3] = [2_238, 6_412, 3_829];

// S1:36, S4:19, S4:28
#[test]
fn a_year_of_faults_breaks_no_promise() {
    let first = number("WEBCARE_SEED");
    let usual = if first.is_some() { 1 } else { 200 };
    let years = number("WEBCARE_SEEDS").unwrap_or(usual);
    let first = first.unwrap_or(0);
    let is_usual = number("WEBCARE_SEED").or(number("WEBCARE_SEEDS")).is_none();
    let eventful = EVENTFUL.into_iter().filter(|_| is_usual);
    let seeds = (first..first + years).chain(eventful);
    let begun = Instant::now();
    let mut all = year::Tally::default();
    for seed in seeds {
        let guard = Seed(seed);
        let mut year = Year::new(seed);
        year.play();
        all.add(&year.come_to_rest());
        drop(guard);
    }
    let took = begun.elapsed().as_secs_f32();
    println!("{years} years in {took:.1} s: {all:?}");
    if years > 20 {
        all.holds_some_of_everything();
    }
}
