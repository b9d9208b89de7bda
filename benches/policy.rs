//! What a mention costs: the decision alone, the whole way to a commit, and the
//! same on a desk with so many open cases, each with clocks that run.
//!
//! `cargo bench -p webcare-benches --bench policy`; the bundled playbook and mentions.
//! What a long feed costs and how one matter grows is in `load.rs`, what an open
//! case holds in `memory.rs`.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot read its input has nothing to measure"
)]

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use webcare::case::CaseId;
use webcare::desk::Desk;
use webcare::mention::Mention;
use webcare::playbook::Playbook;
use webcare::policy::{Answer, Input, Policy, Question, Related, Step};
use webcare::store::InMemory;

fn main() {
    divan::main();
}

fn policy() -> Policy {
    let text = include_str!("../examples/data/insurer.toml");
    Playbook::from_value(toml::from_str(text).unwrap())
        .unwrap()
        .compile()
        .unwrap()
}

fn mentions() -> Vec<Mention> {
    let lines = include_str!("../examples/data/mentions.jsonl").lines();
    lines
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

#[divan::bench]
fn compile(bencher: Bencher<'_, '_>) {
    let value: webcare::document::Value =
        toml::from_str(include_str!("../examples/data/insurer.toml")).unwrap();
    bencher.bench(|| {
        Playbook::from_value(black_box(value.clone()))
            .unwrap()
            .compile()
            .unwrap()
    });
}

#[divan::bench]
fn triage(bencher: Bencher<'_, '_>) {
    let (policy, mentions) = (policy(), mentions());
    bencher.counter(ItemsCount::new(mentions.len())).bench(|| {
        for mention in &mentions {
            black_box(policy.triage(black_box(mention)));
        }
    });
}

/// Every mention is new, and its author has nothing else.
#[divan::bench]
fn step(bencher: Bencher<'_, '_>) {
    let (policy, mentions) = (policy(), mentions());
    let now: DateTime<Utc> = "2026-07-01T12:00:00Z".parse().unwrap();
    bencher.counter(ItemsCount::new(mentions.len())).bench(|| {
        for mention in &mentions {
            let mut step = policy.step(Input::Mention(mention.clone()), now);
            while let Step::Need(ask) = step {
                let answer = match ask.question() {
                    Question::Filing(_) => Answer::Filing(None),
                    Question::Related { .. } => Answer::Related(Related::default()),
                    Question::FreshId => Answer::FreshId(CaseId::from("c1")),
                    _ => Answer::NotKnown,
                };
                step = ask.answer(answer).unwrap();
            }
            black_box(step);
        }
    });
}

const OPEN: [usize; 3] = [100, 1_000, 10_000];

/// A complaint of somebody who has no case yet.
fn complaint(number: usize) -> Mention {
    Mention::post("twitter", format!("open-{number}"))
        .by(&*format!("@customer_{number}"))
        .text("Al twee weken geen antwoord op mijn klacht @noorderlicht")
        .posted_at(said())
}

fn said() -> DateTime<Utc> {
    "2026-07-01T12:00:00Z".parse().unwrap()
}

/// A desk with so many open cases, each of which waits for its own instant.
fn busy(open: usize) -> Desk {
    let desk = Desk::new(Arc::new(policy()), Arc::new(InMemory::new()));
    let inputs = (0..open).map(|number| Input::Mention(complaint(number)));
    for taken in pollster::block_on(desk.handle_all(inputs.collect(), said())) {
        let changes = taken.unwrap().changes;
        assert!(changes.iter().any(|change| change.wake_at.is_some()));
    }
    desk
}

/// A mention more: what is due in its own case is looked at first, and in no other.
#[divan::bench(args = OPEN)]
fn hear_among(bencher: Bencher<'_, '_>, open: usize) {
    let desk = busy(open);
    let mut number = open;
    bencher.bench_local(|| {
        number += 1;
        pollster::block_on(desk.handle(Input::Mention(complaint(number)), said())).unwrap()
    });
}

/// A look at the store when nothing is due.
#[divan::bench(args = OPEN)]
fn wake_none_of(bencher: Bencher<'_, '_>, open: usize) {
    let desk = busy(open);
    bencher.bench(|| pollster::block_on(desk.wake(black_box(said()))).unwrap());
}

/// Everything is due at once: the cost of one of so many.
#[divan::bench(args = OPEN, sample_count = 3, sample_size = 1)]
fn wake_all_of(bencher: Bencher<'_, '_>, open: usize) {
    bencher
        .counter(ItemsCount::new(open))
        .with_inputs(|| busy(open))
        .bench_refs(|desk| {
            let later = said() + TimeDelta::days(30);
            let woken = pollster::block_on(desk.wake(later)).unwrap();
            assert_eq!(woken.len(), open);
        });
}
