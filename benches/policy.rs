//! What a mention costs: the decision alone, and the whole way to a commit.
//!
//! `cargo bench -p webcare-benches --bench policy`; the bundled playbook and mentions.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot read its input has nothing to measure"
)]

use chrono::{DateTime, Utc};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use webcare::case::CaseId;
use webcare::mention::Mention;
use webcare::playbook::Playbook;
use webcare::policy::{Answer, Input, Policy, Question, Related, Step};

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
