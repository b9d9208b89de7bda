//! What an open case takes in memory.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use pollster::block_on;
use webcare::case::Owner;
use webcare::desk::Desk;
use webcare::mention::Mention;
use webcare::playbook::Playbook;
use webcare::policy::{Import, Input, Policy, Record};
use webcare::sorted::SortedMap;
use webcare::store::InMemory;

use crate::desk::Sim;

/// The most that an ordinary open case may take, in bytes.
const MOST: i64 = 2 * 1024;

/// What a record takes that was read from a store, so that it shares nothing.
fn size(record: &Record) -> i64 {
    let written = serde_json::to_string(record).unwrap();
    let mut read = None;
    let held = allocation_counter::measure(|| {
        read = serde_json::from_str::<Box<Record>>(&written).ok();
    });
    assert_eq!(read.as_deref(), Some(record));
    held.bytes_current
}

fn policy() -> Arc<Policy> {
    let text = include_str!("../../examples/data/insurer.toml");
    let playbook = Playbook::from_value(toml::from_str(text).unwrap()).unwrap();
    Arc::new(playbook.compile().unwrap())
}

/// The mentions of the bundled feed in the order in which they were seen.
fn feed() -> Vec<Mention> {
    let lines = include_str!("../../examples/data/mentions.jsonl").lines();
    let mut feed: Vec<Mention> = lines
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    feed.sort_by_key(|mention| mention.seen_at);
    feed
}

/// Of one mention; with every mention more a case holds more.
#[test]
fn the_open_cases_of_a_feed_take_two_kibibytes_on_average() {
    let store = Arc::new(InMemory::new());
    let desk = Desk::new(policy(), store.clone());
    for mention in feed() {
        let at = mention.seen_at.unwrap();
        block_on(desk.handle(Input::Mention(mention), at)).unwrap();
    }
    let records = store.records();
    let open = records.iter().filter(|record| record.case.is_live());
    let (one, more): (Vec<_>, Vec<_>) = open.partition(|it| it.case.voices.len() == 1);
    let mean = |records: &[&Arc<Record>]| {
        let sizes = records.iter().map(|record| size(record));
        sizes.sum::<i64>() / records.len() as i64
    };
    let (alone, story) = (mean(&one), mean(&more));
    println!("{} cases of one mention take {alone} bytes", one.len());
    println!("{} cases of several take {story} bytes", more.len());
    assert!(one.len() > 50 && alone <= MOST, "{alone} bytes on average");
}

#[test]
fn an_open_case_takes_two_kibibytes() {
    let policy = policy();
    let store = Arc::new(InMemory::new());
    let desk = Desk::new(policy.clone(), store.clone());
    let now: DateTime<Utc> = "2026-07-01T12:00:00Z".parse().unwrap();
    let complaint = Mention::post("twitter", "1409")
        .by("@jan_k")
        .text("@noorderlicht al twee weken geen antwoord op mijn klacht over de schade")
        .posted_at(now - TimeDelta::minutes(4));
    block_on(desk.handle(Input::Mention(complaint), now)).unwrap();
    let record = store.records().pop().unwrap();
    assert!(record.case.is_live() && policy.next(&record).is_some());
    assert!(record.clocks.open().count() >= 3, "{:?}", record.clocks);
    let size = size(&record);
    println!("an open case takes {size} bytes");
    assert!(size <= MOST, "an open case takes {size} bytes");
}

// Equal names share one place as a record is read; others stay what they are.
#[test]
fn what_is_read_keeps_the_names_of_every_channel_apart() {
    let now: DateTime<Utc> = "2011-06-14T10:00:00Z".parse().unwrap();
    let said = |channel: &str, hours| {
        Mention::post(channel, "1")
            .by("@jan_k")
            .text("een klacht")
            .posted_at(now - TimeDelta::hours(hours))
    };
    let import = Import {
        case: "crm-77".into(),
        mentions: vec![said("forum", 3), said("twitter", 2)],
        owner: Owner::Queue("webcare".into()),
        answered: vec![],
        answered_at: None,
        earlier_answers: vec![],
        waits: vec![],
        promises: vec![],
        references: SortedMap::new(),
    };
    let mut sim = Sim::new();
    sim.put(Input::Import(import), now).unwrap();
    let record = sim.case();
    assert_eq!(record.case.last_words.len(), 2);
    // Which compares what is read with what was written.
    size(&record);
}
