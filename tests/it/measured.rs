//! What the trained classifier reaches on texts of others, none of them shipped.

use std::time::Instant;

use serde_json::Value;
use webcare::triage::evaluation::{Confusion, Scored};
use webcare::triage::{Confidence, Example, Features, Linear, Training};

use crate::shared;

/// Whether there is time for the tests that take minutes.
fn in_no_hurry() -> bool {
    let told = std::env::var_os("WEBCARE_SLOW").is_some();
    if !told {
        println!("skipped: WEBCARE_SLOW is not set");
    }
    told
}

fn rows(file: &str) -> Option<Vec<(Example, Value)>> {
    let rows = shared::rows(&format!("triage/{file}.jsonl"))?;
    let example = |row: Value| {
        let label = row["label"]
            .as_str()
            .map_or_else(|| row["label"].to_string(), str::to_owned);
        (Example::new(row["text"].as_str().unwrap(), label), row)
    };
    Some(rows.into_iter().map(example).collect())
}

fn examples(file: &str) -> Option<Vec<Example>> {
    Some(
        rows(file)?
            .into_iter()
            .map(|(example, _)| example)
            .collect(),
    )
}

/// Features by the name that `WEBCARE_FEATURES` gives: `senses` unless said otherwise.
fn training() -> Training {
    let features = match std::env::var("WEBCARE_FEATURES").as_deref() {
        Ok("cued") => Features::CUED,
        Ok("full") => Features::FULL,
        Ok("char-4") => Features::CHAR_4,
        Ok("words") => Features::WORDS,
        _ => Features::SENSES,
    };
    Training::new("measured").features(features)
}

/// A part from 0 to 9; the same text is always in the same one.
fn part(example: &Example) -> usize {
    let text = example.text.reveal().to_lowercase();
    let hash = text.bytes().fold(17_u64, |hash, byte| {
        (hash ^ u64::from(byte))
            .wrapping_mul(0x0100_0000_01B3)
            .rotate_left(13)
    });
    (hash % 10) as usize
}

fn said(
    model: &Linear,
    example: &Example,
) -> (webcare::triage::Label, Option<webcare::triage::Label>) {
    let meant = example.labels.iter().next().unwrap().clone();
    let found = model.read(example.text.reveal());
    (meant, model.choose(&found).map(|(label, _)| label.clone()))
}

#[test]
fn complaints_of_others_by_cross_validation() {
    let Some(rows) = rows("complaints/dev") else {
        return;
    };
    let mut confusion = Confusion::default();
    let mut scored = Scored::default();
    let (mut promised, mut kept) = (0_u32, 0_u32);
    for fold in 0..10 {
        let learn: Vec<Example> = rows
            .iter()
            .filter(|(e, _)| part(e) != fold)
            .map(|(e, _)| e.clone())
            .collect();
        let model = training().fit(&learn).unwrap();
        let from = model.threshold("1");
        for (example, _) in rows.iter().filter(|(e, _)| part(e) == fold) {
            confusion.extend([said(&model, example)]);
            let sure = model
                .read(example.text.reveal())
                .score("1")
                .unwrap_or(Confidence::NONE);
            let meant = example.labels.contains("1");
            scored.extend([(sure, meant)]);
            if from.is_some_and(|from| sure >= from) {
                promised += 1;
                kept += u32::from(meant);
            }
        }
    }
    let macro_f1 = confusion.macro_f1().unwrap();
    let auc = scored.auc().unwrap();
    let off = scored.reliability().error.unwrap();
    println!(
        "complaints: macro-F1 {macro_f1:.?}\n auc {auc:.?}\n ece {off:.?}\n promised .90: {kept} of {promised}"
    );
    let mut domains: Vec<String> = rows
        .iter()
        .map(|(_, row)| row["domain"].as_str().unwrap().to_owned())
        .collect();
    domains.sort();
    domains.dedup();
    let mut left_out = Confusion::default();
    for domain in &domains {
        let of = |inside: bool| {
            rows.iter()
                .filter(move |(_, row)| (row["domain"] == domain.as_str()) == inside)
        };
        let learn: Vec<Example> = of(false).map(|(e, _)| e.clone()).collect();
        let model = training().fit(&learn).unwrap();
        left_out.extend(of(true).map(|(example, _)| said(&model, example)));
    }
    println!(
        "left-out domain: macro-F1 {:.4}",
        left_out.macro_f1().unwrap().value
    );
    assert!(macro_f1.value >= 0.8 && auc.value >= 0.9 && off.value <= 0.04);
}

#[test]
fn public_tasks() {
    if !in_no_hurry() {
        return;
    }
    for (task, parts) in [
        ("tweeteval_irony", true),
        ("tweeteval_offensive", true),
        ("tweeteval_emotion", true),
        ("banking77", false),
    ] {
        let Some(dev) = examples(&format!("{task}/dev")) else {
            return;
        };
        let (learn, judge) = if parts {
            (dev, examples(&format!("{task}/val")).unwrap())
        } else {
            dev.into_iter().partition(|example| part(example) != 0)
        };
        let start = Instant::now();
        let model = training().fit(&learn).unwrap();
        let took = start.elapsed();
        let confusion: Confusion = judge.iter().map(|example| said(&model, example)).collect();
        let f1s: Vec<String> = confusion
            .labels()
            .take(4)
            .map(|label| {
                let f1 = confusion.of(label.as_str()).and_then(|counts| counts.f1());
                format!("{label} {:.4}", f1.unwrap_or_default())
            })
            .collect();
        println!(
            "{task}: macro-F1 {:.4}, accuracy {:.4} ({} learned in {took:?}) {}",
            confusion.macro_f1().unwrap().value,
            confusion.accuracy().value().unwrap(),
            learn.len(),
            f1s.join(", ")
        );
    }
}

/// Out of scope is what no label is sure enough of.
#[test]
fn clinc() {
    if !in_no_hurry() {
        return;
    }
    let (Some(dev), Some(val)) = (examples("clinc150/dev"), examples("clinc150/val")) else {
        return;
    };
    let learn: Vec<Example> = dev
        .into_iter()
        .filter(|e| !e.labels.contains("oos"))
        .collect();
    let model = training().fit(&learn).unwrap();
    let (mut inside, mut right, mut outside) = (Vec::new(), 0_u32, Vec::new());
    for example in &val {
        let found = model.read(example.text.reveal());
        let sure = found.top().map_or(0.0, |(_, sure)| sure.get());
        if example.labels.contains("oos") {
            outside.push(sure)
        } else {
            inside.push(sure);
            right += u32::from(
                found
                    .top()
                    .is_some_and(|(label, _)| example.labels.contains(label)),
            );
        }
    }
    inside.sort_by(f64::total_cmp);
    let from = inside[inside.len() / 20];
    let rejected = outside.iter().filter(|sure| **sure < from).count();
    assert!(f64::from(right) >= 0.8 * inside.len() as f64);
    println!(
        "clinc150: in scope {:.4}, out of scope {:.4} at 5 % rejection",
        f64::from(right) / inside.len() as f64,
        rejected as f64 / outside.len() as f64
    );
}

#[test]
fn training_takes_so_long() {
    if !in_no_hurry() {
        return;
    }
    let Some(mut dev) = examples("tweeteval_offensive/dev") else {
        return;
    };
    dev.truncate(3_000);
    for _ in 0..3 {
        let start = Instant::now();
        let model = training().fit(&dev).unwrap();
        println!(
            "3,000 texts learned in {:?}; {} bytes; macro-f1 {:?}",
            start.elapsed(),
            serde_json::to_string(&model).unwrap().len(),
            model.trained().measured.get("macro-f1")
        );
    }
}
