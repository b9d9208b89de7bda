//! What an earlier version wrote is read, and written as it was.
//!
//! The files hold every kind of event, of a case, its clocks and its chains, and
//! every kind of command as this version writes them. Lines are only ever added:
//! a released one is never changed.

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use webcare::case::{Command, Event};
use webcare::escalation::ChainEvent;
use webcare::policy::{Entry, Record, What};
use webcare::sla::ClockEvent;

const EVENTS: &str = include_str!("../golden/events.jsonl");
const CLOCKS: &str = include_str!("../golden/clocks.jsonl");
const CHAINS: &str = include_str!("../golden/chains.jsonl");
const COMMANDS: &str = include_str!("../golden/commands.jsonl");

/// The kinds that a type knows, as its own error lists them.
fn kinds<T: DeserializeOwned + std::fmt::Debug>(tag: &str) -> BTreeSet<String> {
    let unknown = format!(r#"{{"{tag}":"?"}}"#);
    let error = serde_json::from_str::<T>(&unknown).unwrap_err().to_string();
    let listed = error.split("expected one of").nth(1).unwrap();
    let words = listed.split('`').skip(1).step_by(2);
    words.map(str::to_owned).collect()
}

fn keeps_reading<T: Serialize + DeserializeOwned + std::fmt::Debug>(lines: &str, tag: &str) {
    let mut seen = BTreeSet::new();
    for line in lines.lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        let read: T =
            serde_json::from_value(value.clone()).unwrap_or_else(|why| panic!("{line}: {why}"));
        let again = serde_json::to_value(&read).unwrap();
        assert_eq!(again, value, "{line}");
        seen.insert(value[tag].as_str().unwrap().to_owned());
    }
    assert_eq!(seen, kinds::<T>(tag));
}

// S2:12, S3:21, S3:38
#[test]
fn every_event_and_command_is_read_as_it_was_written() {
    keeps_reading::<Event>(EVENTS, "event");
    keeps_reading::<ClockEvent>(CLOCKS, "clock");
    keeps_reading::<ChainEvent>(CHAINS, "chain");
    keeps_reading::<Command>(COMMANDS, "do");
}

#[test]
fn the_fixtures_hold_every_word() {
    let told = |lines: &str, field: &str| -> BTreeSet<String> {
        let values = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        let words = values.filter_map(|it: Value| it.pointer(field)?.as_str().map(str::to_owned));
        words.collect()
    };
    let listed = |error: serde_json::Error| -> BTreeSet<String> {
        let error = error.to_string();
        let words = error.split("expected one of").nth(1).unwrap();
        words
            .split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    };
    let nothing = "\"?\"";
    let kinds = serde_json::from_str::<webcare::sla::ClockKind>(nothing);
    assert_eq!(told(CLOCKS, "/kind"), listed(kinds.unwrap_err()));
    let reasons = serde_json::from_str::<webcare::sla::PauseReason>(nothing);
    assert_eq!(told(CLOCKS, "/reason"), listed(reasons.unwrap_err()));
    let ends = serde_json::from_str::<webcare::escalation::EndReason>(nothing);
    assert_eq!(told(CHAINS, "/reason"), listed(ends.unwrap_err()));
    let signals = serde_json::from_str::<webcare::escalation::SignalKind>(nothing);
    assert_eq!(told(CHAINS, "/signal/kind"), listed(signals.unwrap_err()));
}

fn entry(of: &str, what: &Value) -> Result<Entry, serde_json::Error> {
    let mut what = what.clone();
    what["of"] = of.into();
    serde_json::from_value(serde_json::json!({
        "at": "2011-06-13T08:00:00Z",
        "by": { "agent": "els" },
        "what": what,
    }))
}

/// The kinds of lines of a log: what they are of, their fixtures, and the field
/// that holds the kind.
const LOGS: [(&str, &str, &str); 3] = [
    ("case", EVENTS, "event"),
    ("clock", CLOCKS, "clock"),
    ("chain", CHAINS, "chain"),
];

#[test]
fn what_is_damaged_is_an_error() {
    for (of, lines, tag) in LOGS {
        for line in lines.lines() {
            let value: Value = serde_json::from_str(line).unwrap();
            let read = entry(of, &value).unwrap();
            assert!(!matches!(read.what, What::Unread(_)), "{line}");
            assert_eq!(serde_json::to_value(&read).unwrap()["what"]["of"], of);
            // A field that must be there and is not: damaged, never taken for something new.
            for field in value.as_object().unwrap().keys().filter(|it| *it != tag) {
                let mut damaged = value.clone();
                damaged[field] = serde_json::json!([[]]);
                assert!(entry(of, &damaged).is_err(), "{line}: {field}");
            }
        }
    }
}

// S3:38
#[test]
fn what_is_new_is_kept_value_for_value() {
    for (of, lines, tag) in LOGS {
        let mut newer = serde_json::json!({ "grade": 8, "words": ["a", null, 1.5], "by": "@jan" });
        newer[tag] = "surveyed".into();
        let read = entry(of, &newer).unwrap();
        let What::Unread(unread) = &read.what else {
            panic!("{read:?}")
        };
        assert_eq!(unread.kind(), "surveyed");
        assert!(!format!("{read:?}").contains("@jan"));
        let again = serde_json::to_value(&read).unwrap();
        newer["of"] = of.into();
        assert_eq!(again["what"], newer);
        // It changes nothing but the length of the log, and tells nothing once it is forgotten.
        let first: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
        let known = entry(of, &first).unwrap();
        let without = Record::fold("c1".into(), [&known]);
        let with = Record::fold("c1".into(), [&known, &read]);
        assert_eq!(with.length, without.length + 1);
        assert_eq!((with.clocks, with.chains), (without.clocks, without.chains));
        let left = serde_json::to_value(read.forget()).unwrap();
        assert_eq!(
            left["what"],
            serde_json::json!({ "of": of, tag: "surveyed" })
        );
    }
    // Of something that this version does not keep at all.
    let other = serde_json::json!({ "weather": "rain", "degrees": 11 });
    let read = entry("weather", &other).unwrap();
    let What::Unread(unread) = &read.what else {
        panic!("{read:?}")
    };
    assert_eq!(unread.kind(), "weather");
    let left = serde_json::to_value(read.forget()).unwrap();
    assert_eq!(left["what"], serde_json::json!({ "of": "weather" }));
}

/// A decision on a mention of which the host knows nothing else.
fn decision() -> webcare::routing::Decision {
    let document = toml::from_str(include_str!("../../examples/data/insurer.toml")).unwrap();
    let playbook = webcare::playbook::Playbook::from_value(document).unwrap();
    let mention = webcare::mention::Mention::post("twitter", "1")
        .by("@jan_k")
        .text("@noorderlicht al drie weken wachten op mijn schade, een klacht");
    playbook.compile().unwrap().triage(&mention)
}

#[test]
fn rules_that_wait_for_the_same_are_written_together() {
    let decision = decision();
    let written = serde_json::to_value(&decision).unwrap();
    let alike = written["unknown"].as_array().unwrap();
    let rules = alike.iter().flat_map(|it| it["rules"].as_array().unwrap());
    let rules: Vec<_> = rules.map(|it| it.as_str().unwrap()).collect();
    let unknown: Vec<_> = decision
        .unknown()
        .iter()
        .map(|it| it.rule.as_str())
        .collect();
    assert_eq!(rules, unknown, "in their order");
    assert!(alike.len() < rules.len(), "{written}");

    let read: webcare::routing::Decision = serde_json::from_value(written.clone()).unwrap();
    assert_eq!(read.unknown(), decision.unknown());
    assert_eq!(read, decision);
    assert_eq!(
        serde_json::to_value(&read).unwrap(),
        written,
        "also where it was read"
    );
}

#[test]
fn rules_on_trial_wait_apart_from_the_others() {
    let waiting = serde_json::json!([
        { "rules": ["one", "two"], "missing": ["case"] },
        { "rules": ["three"], "shadow": true, "missing": ["case"] },
        { "rules": ["four"], "missing": ["reach"] },
        { "rules": ["five"], "missing": ["case"] },
    ]);
    let written = serde_json::json!({ "outcome": { "no-response": "spam" }, "unknown": waiting });
    let read: webcare::routing::Decision = serde_json::from_value(written.clone()).unwrap();
    let told = read
        .unknown()
        .iter()
        .map(|it| (it.rule.as_str(), it.shadow));
    let (trial, in_force) = (true, false);
    let those = [
        ("one", in_force),
        ("two", in_force),
        ("three", trial),
        ("four", in_force),
    ];
    assert!(told.eq(those.into_iter().chain([("five", in_force)])));
    assert_eq!(serde_json::to_value(&read).unwrap(), written);
}

#[test]
fn what_is_left_out_is_as_usual() {
    let short: Value = serde_json::from_str(EVENTS.lines().next().unwrap()).unwrap();
    let mut long = short.clone();
    long["linked"] = Value::Null;
    for (field, usual) in [("in-reply-to", Value::Null), ("switch", Value::Null)] {
        assert!(long["voice"].get(field).is_none());
        long["voice"][field] = usual;
    }
    let mut bare = short.clone();
    let voice = bare["voice"].as_object_mut().unwrap();
    for field in ["reason", "topic", "tags", "reach"] {
        assert!(voice.remove(field).is_some(), "{field}");
    }
    let read = |event: &Value| serde_json::from_value::<Event>(event.clone()).unwrap();
    assert_eq!(read(&long), read(&short));
    let Event::Opened { voice, .. } = read(&bare) else {
        panic!("{bare}")
    };
    assert_eq!((voice.reason, voice.topic, voice.reach), (None, None, 0));
    assert!(voice.tags.is_empty());
    assert_eq!(serde_json::to_value(read(&bare)).unwrap(), bare);
}
