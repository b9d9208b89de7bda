//! The example run, held fast: what it says, and that repetition, order and
//! broken lines change none of it.

#[path = "../../examples/desk/agents.rs"]
mod agents;
#[path = "../../examples/desk/ending.rs"]
mod ending;
#[path = "../../examples/desk/play.rs"]
mod play;
#[path = "../../examples/desk/rows.rs"]
mod rows;
#[path = "../../examples/desk/show.rs"]
mod show;
#[path = "../../examples/desk/summary.rs"]
mod summary;
#[path = "../../examples/desk/timeline.rs"]
mod timeline;

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use serde_json::Value;
use webcare::playbook::Playbook;

const PLAYBOOK: &str = include_str!("../../examples/data/insurer.toml");
const MENTIONS: &str = include_str!("../../examples/data/mentions.jsonl");

/// The bundled run: for people, and as JSON lines.
static BUNDLED: LazyLock<(String, String)> = LazyLock::new(|| {
    let run = run(MENTIONS);
    let mut text = Vec::new();
    show::text(&run, &mut text).unwrap();
    (String::from_utf8(text).unwrap(), json(&run))
});

fn run(mentions: &str) -> play::Run {
    let playbook = Playbook::from_value(toml::from_str(PLAYBOOK).unwrap()).unwrap();
    let mut run = play::Run::new(Arc::new(playbook.compile().unwrap()));
    let (rows, _) = rows::read(mentions);
    pollster::block_on(run.play(&rows, |_| {})).unwrap();
    run
}

fn json(run: &play::Run) -> String {
    let mut out = Vec::new();
    show::json(run, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The first rows, up to and including the first five days.
fn first_days() -> String {
    let lines = MENTIONS.lines().filter(|line| {
        let row: Value = serde_json::from_str(line).unwrap();
        row["seen_at"].as_str().unwrap() < "2011-06-11"
    });
    lines.map(|line| format!("{line}\n")).collect()
}

// S3:36 "gaat het erom wat je met alle signalen doet": every mention ends in one recorded outcome.
// S4:10
#[test]
fn every_mention_has_one_outcome_with_a_reason() {
    let mut seen = BTreeSet::new();
    let lines: Vec<Value> = BUNDLED
        .1
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let (summary, mentions) = lines.split_last().unwrap();
    for line in mentions {
        assert!(
            seen.insert(line["mention"].as_str().unwrap().to_owned()),
            "twice: {line}"
        );
        let outcome = line["outcome"].as_str().unwrap();
        assert!(
            ["respond", "no-response", "review", "withdrawn"].contains(&outcome),
            "{line}"
        );
        assert!(!line["reason"].as_str().unwrap().is_empty(), "{line}");
        assert_eq!(line["case"].is_string(), outcome == "respond", "{line}");
    }
    let keys = MENTIONS.lines().map(|line| {
        let row: Value = serde_json::from_str(line).unwrap();
        format!(
            "{}:{}",
            row["channel"].as_str().unwrap(),
            row["id"].as_str().unwrap()
        )
    });
    assert_eq!(seen, keys.collect());
    assert_eq!(summary["summary"]["mentions"], seen.len());
}

#[test]
fn a_second_run_says_the_same() {
    assert_eq!(json(&run(&first_days())), json(&run(&first_days())));
}

#[test]
fn doubled_and_reversed_rows_say_the_same() {
    let once = first_days();
    let doubled = format!("{once}{once}");
    let reversed: String = once.lines().rev().map(|line| format!("{line}\n")).collect();
    let said = json(&run(&once));
    assert_eq!(json(&run(&doubled)), said);
    assert_eq!(json(&run(&reversed)), said);
}

#[test]
fn broken_lines_are_told_and_the_others_played() {
    let file = "{\"channel\": \"twitter\"}\n\nnot json\n{\"channel\": \"twitter\", \"id\": \"1\", \"author\": {\"handle\": \"@a\"}, \
                \"text\": \"Hallo\", \"seen_at\": \"2011-06-06T08:00:00Z\", \"posted_at\": \"gisteren\"}\n\
                {\"channel\": \"twitter\", \"id\": \"2\", \"author\": {\"handle\": \"@a\"}, \"seen_at\": \"2011-06-06T08:00:00Z\"}\n";
    let (rows, bad) = rows::read(file);
    assert_eq!(rows.len(), 1);
    let told: Vec<_> = bad.iter().map(|bad| bad.line).collect();
    assert_eq!(told, [1, 3, 4]);
    assert!(bad.iter().all(|bad| !bad.error.is_empty()));
}

// S0:8, S4:10
#[test]
fn the_bundled_run_is_as_it_was() {
    let (text, _) = &*BUNDLED;
    let summary = &text[text.find("\nSUMMARY").unwrap()..];
    let stories = ["dirkjanvdberg", "sjaakvandedijk", "r_brandsma"];
    let mut told = summary.to_owned();
    for block in text
        .split("\n\n")
        .filter(|block| stories.iter().any(|story| block.contains(story)))
    {
        if block.starts_with('c') {
            told.push_str("\n\n");
            told.push_str(block);
        }
    }
    insta::assert_snapshot!(told);
}
