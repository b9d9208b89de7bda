//! The same input gives the same bytes, a log tells its record, and `Debug` tells no secret.

use chrono::TimeDelta;
use proptest::prelude::*;
use webcare::case::{Command, Ownership, Purpose};
use webcare::mention::{Author, Mention, MentionKey};
use webcare::policy::{Entry, Record};

use crate::desk::{Sim, at};
use crate::streams::{Stream, cases, streams};

/// Plays a stream with somebody at work in it.
fn played(stream: &Stream) -> Sim {
    let mut sim = Sim::new();
    let mut now = at("13T08:00");
    for (place, input) in stream.inputs().into_iter().enumerate() {
        sim.put(input, now).unwrap();
        if place % 3 == 2 && !sim.store.records().is_empty() {
            let ownership = Ownership::Decides;
            let _ = sim.order("els", Command::Take { ownership }, now);
        }
        now += TimeDelta::hours(5);
        sim.wake(now);
    }
    sim
}

proptest! {
    #![proptest_config(cases(60))]

    // Invariant 9
    #[test]
    fn the_same_input_gives_the_same_bytes(stream in streams()) {
        let bytes = |sim: &Sim| serde_json::to_string(&sim.commits).unwrap();
        prop_assert_eq!(bytes(&played(&stream)), bytes(&played(&stream)));
    }

    // S3:38, S4:28
    #[test]
    fn a_log_tells_what_is_stored(stream in streams()) {
        let sim = played(&stream);
        for record in sim.store.records() {
            let log = sim.store.log(&record.case.id);
            prop_assert_eq!(Record::fold(record.case.id.clone(), &log), Record::clone(&record));
            // What is written as JSON is read back as it was.
            let json = serde_json::to_string(&log).unwrap();
            let read: Vec<Entry> = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(&read, &log);
            let json = serde_json::to_string(&record).unwrap();
            prop_assert_eq!(serde_json::from_str::<Record>(&json).unwrap(), Record::clone(&record));
        }
    }
}

#[test]
fn debug_shows_no_handle_and_no_word() {
    const SECRET: &str = "zwartekanarie";
    let mut sim = Sim::new();
    let now = at("13T08:00");
    let mut mention = Mention::post("twitter", "1")
        .text(format!("een klacht {SECRET}").as_str())
        .posted_at(now);
    mention.author = Author::new(format!("@{SECRET}").as_str());
    mention.author.name = Some(SECRET.into());
    mention.answers = Some(format!("@{SECRET}").as_str().into());
    assert!(!format!("{mention:?}").contains(SECRET));
    sim.hear(mention, now);
    let ownership = Ownership::Decides;
    let commands = [
        Command::Take { ownership },
        Command::Note {
            text: SECRET.into(),
        },
        Command::Draft {
            answers: MentionKey::new("twitter", "1"),
            revision: 1,
            purpose: Purpose::Answer,
            text: SECRET.into(),
        },
        Command::Consult {
            department: "claims".into(),
            question: SECRET.into(),
        },
    ];
    for command in commands {
        assert!(!format!("{command:?}").contains(SECRET));
        sim.order("els", command, now).unwrap();
    }
    let shown = format!("{:?} {:?} {:?}", sim.commits, sim.store, sim.desk);
    assert!(!shown.contains(SECRET), "Debug tells a secret");
    // And no event holds one either: what people wrote stands beside the log.
    let logs: Vec<_> = sim
        .store
        .records()
        .iter()
        .map(|it| sim.store.log(&it.case.id))
        .collect();
    assert!(!serde_json::to_string(&logs).unwrap().contains(SECRET));
}
