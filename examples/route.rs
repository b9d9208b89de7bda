//! What becomes of a mention, as JSON lines: a mention in, its decision and the reasons out.
//!
//! The argument is a playbook; without one it is the bundled insurer's. A further one is that of
//! a brand which inherits from it. `"labels"` in a row stands in for what a classifier would say,
//! and `"why_not"` asks why a rule did not fire.

#[path = "support/fields.rs"]
mod fields;
#[path = "support/lines.rs"]
mod lines;

use std::collections::BTreeMap;
use std::error::Error;
use std::process::ExitCode;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use webcare::mention::Mention;
use webcare::playbook::Playbook;
use webcare::policy::Policy;
use webcare::routing::{Outcome, Why};
use webcare::triage::{Assessment, Confidence, Label};

const BUNDLED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/insurer.toml");

fn main() -> ExitCode {
    let mut paths: Vec<String> = std::env::args().skip(1).collect();
    if paths.is_empty() {
        paths.push(BUNDLED.to_owned());
    }
    match read(&paths) {
        Ok(policy) => lines::filter(|row| answer(&policy, row)),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The first playbook, with every further one laid over it.
fn read(paths: &[String]) -> Result<Policy, Box<dyn Error>> {
    let mut playbook: Option<Playbook> = None;
    for path in paths {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
        let document = toml::from_str(&text)?;
        playbook = Some(match playbook {
            Some(base) => Playbook::inherit(document, &base)?,
            None => Playbook::from_value(document)?,
        });
    }
    Ok(playbook.ok_or("no playbook")?.compile()?)
}

fn answer(policy: &Policy, row: &Map<String, Value>) -> Result<Value, String> {
    let mention = mention(row)?;
    let assessment = assessment(policy, &mention, row)?;
    let decision = policy.triage_as(&mention, assessment.as_ref());
    let (outcome, reason) = match decision.outcome() {
        Outcome::Respond(reason) => ("respond", reason.as_str()),
        Outcome::NoResponse(reason) => ("no-response", reason.as_str()),
        Outcome::Review(Why::Rule(reason)) => ("review", reason.as_str()),
        Outcome::Review(why) => ("review", why.code()),
    };
    let because = decision.because().iter();
    let because: Vec<_> = because
        .map(|fired| json!({ "rule": fired.rule, "slots": fired.slots, "spans": fired.spans }))
        .collect();
    let mut answer = Map::new();
    for (key, value) in [
        ("outcome", json!(outcome)),
        ("reason", json!(reason)),
        ("queue", json!(decision.queue())),
        ("needs", json!(decision.needs())),
        ("urgency", json!(decision.urgency())),
        ("sla", json!(decision.sla())),
        ("topic", json!(decision.topic())),
        ("tags", json!(decision.tags())),
        ("consult", json!(decision.consults())),
        ("notify", json!(decision.notify())),
        ("switch", json!(decision.switch())),
        ("refer", json!(decision.refer())),
        ("follow_up", json!(decision.follow_up())),
        ("redact", json!(decision.redact())),
        ("because", json!(because)),
        ("unknown", json!(decision.unknown())),
        ("version", json!(decision.version())),
    ] {
        answer.insert(key.to_owned(), value);
    }
    if let Some(rule) = row.get("why_not") {
        let rule = rule.as_str().ok_or("`why_not` is no text")?;
        let grounds = policy.why_not(&rule.into(), &mention, assessment.as_ref());
        answer.insert("why_not".to_owned(), json!(grounds.map_err(told)?));
    }
    Ok(Value::Object(answer))
}

/// The row as a mention; an id may be a number.
fn mention(row: &Map<String, Value>) -> Result<Mention, String> {
    let mut row = row.clone();
    if let Some(id) = row.get_mut("id").filter(|id| id.is_number()) {
        *id = Value::String(id.to_string());
    }
    fields::parsed(&row)
}

/// What the playbook's own cues say, under the scores that the row gives.
fn assessment(
    policy: &Policy,
    mention: &Mention,
    row: &Map<String, Value>,
) -> Result<Option<Assessment>, String> {
    let own = policy.assess(mention);
    let Some(labels) = row.get("labels") else {
        return Ok(own);
    };
    let labels = BTreeMap::<Label, Confidence>::deserialize(labels).map_err(told)?;
    let own = own.unwrap_or_else(|| Assessment::by("given"));
    let scored = labels
        .into_iter()
        .fold(own, |all, (label, score)| all.scored(label, score));
    Ok(Some(scored))
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
