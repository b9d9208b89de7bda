//! Every accepted mention is in exactly one place, and no case is without reason or owner.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;
use proptest::prelude::*;
use webcare::case::{Command, Event, Owner, Ownership, Resolution, State};
use webcare::mention::MentionKey;
use webcare::policy::{Record, Standing, What};

use crate::desk::{Sim, at};
use crate::streams::{cases, streams};

/// What agents do in between, so that not every case is untouched.
fn work(sim: &mut Sim, dice: u8, now: chrono::DateTime<chrono::Utc>) {
    let ownership = Ownership::Decides;
    let resolution = Resolution::Resolved;
    let commands = [
        Command::Take { ownership },
        Command::Note {
            text: "gebeld".into(),
        },
        Command::Resolve { resolution },
        Command::Close,
    ];
    let records = sim.store.records();
    if records.is_empty() {
        return;
    }
    let record = &records[dice as usize % records.len()];
    let command = commands[dice as usize / 7 % commands.len()].clone();
    let (id, revision) = (record.case.id.clone(), record.case.revision);
    // A refusal is as good as any other answer here.
    let _ = sim.order_at(id, revision, "els", command, now);
}

fn root(records: &[Arc<Record>], id: &webcare::case::CaseId) -> Arc<Record> {
    let mut id = id.clone();
    for _ in 0..=records.len() {
        let record = records.iter().find(|it| it.case.id == id).unwrap();
        match &record.case.merged_into {
            Some(into) => id = into.clone(),
            None => return record.clone(),
        }
    }
    panic!("merges go round in a circle at {id}");
}

fn was_emptied(sim: &Sim, record: &Record) -> bool {
    let log = sim.store.log(&record.case.id);
    log.iter()
        .any(|entry| matches!(entry.what, What::Case(Event::Emptied)))
}

fn check(sim: &Sim, accepted: &BTreeSet<MentionKey>) -> Result<(), TestCaseError> {
    let records = sim.store.records();
    let filings = sim.store.filings();
    let heard = filings.iter().filter(|it| it.standing != Standing::Unseen);
    let filed: BTreeSet<_> = heard.map(|it| it.mention.clone()).collect();
    prop_assert_eq!(&filed, accepted);
    for filing in &filings {
        let holders: Vec<_> = records
            .iter()
            .filter(|record| record.case.merged_into.is_none())
            .filter(|record| record.case.voices.contains_key(&filing.mention))
            .collect();
        match &filing.standing {
            Standing::InCase(case) => {
                let root = root(&records, case);
                prop_assert!(root.case.voices.contains_key(&filing.mention));
                prop_assert_eq!(
                    holders.len(),
                    1,
                    "{} is held more than once",
                    filing.mention
                );
                let voice = &root.case.voices[&filing.mention];
                prop_assert_eq!(Some(voice), filing.heard.as_ref().map(|it| &it.voice));
            }
            Standing::Withdrawn => {
                let still =
                    |record: &&&Arc<Record>| !record.case.withdrawn.contains(&filing.mention);
                prop_assert_eq!(holders.iter().filter(still).count(), 0);
            }
            // It still counts where it was, and nobody can answer it there.
            Standing::Erased => {
                let held = |record: &&&Arc<Record>| !record.case.erased.contains(&filing.mention);
                prop_assert_eq!(holders.iter().filter(held).count(), 0);
            }
            Standing::NoResponse | Standing::Review | Standing::Unseen => {
                prop_assert!(holders.is_empty(), "{} is in a case too", filing.mention);
            }
        }
    }
    for record in &records {
        let case = &record.case;
        if case.state == State::New {
            prop_assert!(!case.cores().is_empty(), "{} has no reason to be", case.id);
        }
        if case.voices.is_empty() {
            prop_assert!(case.state == State::Merged || was_emptied(sim, record));
        }
        let (Owner::Queue(owner), true) = (&case.owner, case.is_live()) else {
            continue;
        };
        prop_assert!(sim.desk.policy().playbook().queues().contains_key(owner));
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(250))]

    // S3:36, invariant 1
    // S0:5
    #[test]
    fn every_mention_is_in_exactly_one_place(
        stream in streams(),
        dice in prop::collection::vec(prop::option::weighted(0.3, any::<u8>()), 16),
    ) {
        let mut sim = Sim::new();
        let mut accepted = BTreeSet::new();
        let mut now = at("13T08:00");
        for (input, dice) in stream.inputs().into_iter().zip(dice) {
            accepted.insert(match &input {
                webcare::policy::Input::Mention(mention) => mention.key(),
                webcare::policy::Input::Withdrawn { mention } => mention.clone(),
                other => panic!("{other:?}"),
            });
            sim.put(input, now).unwrap();
            check(&sim, &accepted)?;
            if let Some(dice) = dice {
                work(&mut sim, dice, now);
                check(&sim, &accepted)?;
            }
            now += TimeDelta::minutes(97);
            sim.wake(now);
        }
    }
}
