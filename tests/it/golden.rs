//! What an earlier version wrote is read, and written as it was.
//!
//! The files hold every kind of event and command as this version writes
//! them. Lines are only ever added: a released one is never changed.

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use webcare::case::{Command, Event};
use webcare::policy::{Entry, What};

const EVENTS: &str = include_str!("../golden/events.jsonl");
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
    keeps_reading::<Command>(COMMANDS, "do");
}

fn entry(what: &Value) -> Result<Entry, serde_json::Error> {
    let mut what = what.clone();
    what["of"] = "case".into();
    serde_json::from_value(serde_json::json!({
        "at": "2011-06-13T08:00:00Z",
        "by": { "agent": "els" },
        "what": what,
    }))
}

#[test]
fn what_is_damaged_is_an_error_and_what_is_new_is_kept() {
    for line in EVENTS.lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        assert!(
            matches!(entry(&value).unwrap().what, What::Case(_)),
            "{line}"
        );
        // A field that must be there and is not: damaged, never taken for something new.
        for field in value
            .as_object()
            .unwrap()
            .keys()
            .filter(|it| *it != "event")
        {
            let mut damaged = value.clone();
            damaged[field] = serde_json::json!([[]]);
            assert!(entry(&damaged).is_err(), "{line}: {field}");
        }
    }
    let newer = serde_json::json!({ "event": "surveyed", "grade": 8, "words": ["a", null, 1.5] });
    let read = entry(&newer).unwrap();
    let What::Unread(unread) = &read.what else {
        panic!("{read:?}")
    };
    assert_eq!(unread.kind(), "surveyed");
    let again = serde_json::to_value(&read).unwrap();
    assert_eq!(
        (&again["what"]["grade"], &again["what"]["words"]),
        (&newer["grade"], &newer["words"])
    );
}
