//! What a mention costs: the decision alone, the whole way to a commit, and the
//! same on a desk with so many open cases, each with clocks that run.
//!
//! `cargo bench -p webcare-benches --bench policy`; the bundled playbook and mentions.

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

/// Mentions as a feed brings them: each with an id and an author of its own,
/// one in ten the copy of another, one in ten the answer to it.
fn feed(count: usize) -> impl Iterator<Item = Mention> {
    let bundled = mentions().into_iter().cycle().take(count);
    bundled.enumerate().map(|(number, mut mention)| {
        mention.id = format!("feed-{number}").into();
        mention.author.handle = format!("@author_{number}").as_str().into();
        let earlier = || Some(format!("feed-{}", number / 10 * 10).into());
        match number % 10 {
            3 => mention.repost_of = earlier(),
            7 => mention.in_reply_to = earlier(),
            _ => {}
        }
        mention
    })
}

/// Takes them in one after another, as a host does that knows none of them.
fn take_in(policy: &Policy, count: usize) {
    for mention in feed(count) {
        let mut step = policy.step(Input::Mention(mention), said());
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
}

/// A day of a feed; the aim is 50 ms.
#[divan::bench]
fn two_thousand(bencher: Bencher<'_, '_>) {
    let policy = policy();
    bencher
        .counter(ItemsCount::new(2_000_usize))
        .bench(|| take_in(&policy, 2_000));
}

/// Years of it; the aim is 10 s on one core.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn a_million(bencher: Bencher<'_, '_>) {
    let policy = policy();
    bencher
        .counter(ItemsCount::new(1_000_000_usize))
        .bench(|| take_in(&policy, 1_000_000));
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
