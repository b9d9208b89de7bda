//! A classifier that learns from a team's own decisions, as JSON lines.
//!
//! ```console
//! $ triage train < labelled.jsonl > model.json
//! $ triage predict model.json < texts.jsonl
//! $ triage evaluate model.json < labelled.jsonl
//! ```
//!
//! A labelled line is `{"text": "…", "label": "complaint"}`, or `"labels": […]` where a text has
//! several or none. `train` reads words, pieces of words and what Dutch and English words mean;
//! `train full` is without the meaning, `train words` and `train char-4` are faster, and `train cued`
//! hears the built-in cues too; `train --favour LABEL` makes the best of one label, where that is what is looked for.
//! Of two labels that is usual: see [`Favour`]. The lines it cannot use are told on standard error.

#[path = "support/lines.rs"]
mod lines;

use std::error::Error;
use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use serde_json::{Map, Value, json};
use webcare::triage::evaluation::{Confusion, Estimate, Scored, Share};
use webcare::triage::{Confidence, Example, Favour, Features, Linear, Training};

const USAGE: &str = "usage: triage train [senses | cued | full | char-4 | words] [--favour LABEL] | predict MODEL | evaluate MODEL";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["train", how @ ..] => training(how).and_then(|training| train(&training)),
        ["predict", path] => read(path).map(|model| lines::filter(|row| predict(&model, row))),
        ["evaluate", path] => read(path).and_then(|model| evaluate(&model)),
        _ => Err(USAGE.into()),
    };
    done.unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::FAILURE
    })
}

fn read(path: &str) -> Result<Linear, Box<dyn Error>> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("{path}: {error}").into())
}

fn training(how: &[&str]) -> Result<Training, Box<dyn Error>> {
    let usual = Training::new("linear/1");
    let (features, rest) = match how {
        ["senses", rest @ ..] => (Features::SENSES, rest),
        ["full", rest @ ..] => (Features::FULL, rest),
        ["cued", rest @ ..] => (Features::CUED, rest),
        ["char-4", rest @ ..] => (Features::CHAR_4, rest),
        ["words", rest @ ..] => (Features::WORDS, rest),
        rest => (Features::default(), rest),
    };
    match rest {
        [] => Ok(usual.features(features)),
        ["--favour", label] => Ok(usual
            .features(features)
            .favour(Favour::Label((*label).into()))),
        _ => Err(USAGE.into()),
    }
}

fn train(training: &Training) -> Result<ExitCode, Box<dyn Error>> {
    let mut examples = Vec::new();
    let status = gather(&mut io::stderr(), |row| {
        examples.push(example(row)?);
        Ok(())
    });
    let model = training.fit(&examples)?;
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &model)?;
    writeln!(out)?;
    Ok(status)
}

fn predict(model: &Linear, row: &Map<String, Value>) -> Result<Value, String> {
    let found = model.read(text(row)?);
    let Some((label, score)) = model.choose(&found) else {
        return Ok(json!({ "abstain": found.abstained(), "scores": {}, "because": [] }));
    };
    let because: Vec<Value> = found
        .evidence_for(label)
        .map(|reason| {
            let span = reason.span.map(|span| [span.start, span.end]);
            json!({ "span": span, "cue": reason.cue, "weight": reason.weight })
        })
        .collect();
    Ok(json!({ "label": label, "score": score, "scores": found.scores(), "because": because }))
}

fn evaluate(model: &Linear) -> Result<ExitCode, Box<dyn Error>> {
    let mut confusion = Confusion::default();
    let mut scored = vec![Scored::default(); model.labels().len()];
    let status = gather(&mut io::stdout(), |row| {
        let example = example(row)?;
        let found = model.read(example.text.reveal());
        let said = model.choose(&found).map(|(label, _)| label.clone());
        if let Some(meant) = example.labels.first() {
            confusion.extend([(meant.clone(), said)]);
        }
        for (label, scored) in model.labels().iter().zip(&mut scored) {
            let sure = found.score(label).unwrap_or(Confidence::NONE);
            scored.extend([(sure, example.labels.contains(label))]);
        }
        Ok(())
    });
    let labels: Map<String, Value> = model
        .labels()
        .iter()
        .zip(&scored)
        .map(|(label, scored)| {
            (
                label.to_string(),
                of_label(&confusion, label.as_str(), scored),
            )
        })
        .collect();
    let report = json!({
        "model": model.id(),
        "examples": confusion.len(),
        "accuracy": share(confusion.accuracy()),
        "macro_f1": confusion.macro_f1().map(estimate),
        "abstained": share(confusion.abstained()),
        "labels": labels,
    });
    writeln!(io::stdout(), "{report}")?;
    Ok(status)
}

fn of_label(confusion: &Confusion, label: &str, scored: &Scored) -> Value {
    let counts = confusion.of(label).unwrap_or_default();
    json!({
        "precision": share(counts.precision()),
        "recall": share(counts.recall()),
        "f1": counts.f1(),
        "auc": scored.auc().map(estimate),
        "calibration_error": scored.reliability().error.map(estimate),
    })
}

fn share(share: Share) -> Value {
    let interval = share.interval();
    json!({ "value": share.value(), "hits": share.hits, "of": share.of, "low": interval.low, "high": interval.high })
}

fn estimate(estimate: Estimate) -> Value {
    let interval = estimate.interval;
    json!({ "value": estimate.value, "low": interval.low, "high": interval.high })
}

/// Reads every line of standard input. A line that cannot be used is told to `out`, as a
/// filter tells it; the others go on, and the exit status is 1.
fn gather(
    out: &mut impl Write,
    mut take: impl FnMut(&Map<String, Value>) -> Result<(), String>,
) -> ExitCode {
    let mut status = ExitCode::SUCCESS;
    for (index, line) in io::stdin().lock().split(b'\n').enumerate() {
        let taken = line
            .map_err(|error| error.to_string())
            .and_then(|line| lines::read(&line))
            .and_then(|row| take(&row));
        if let Err(error) = taken {
            status = ExitCode::FAILURE;
            let told = writeln!(out, "{}", json!({ "line": index + 1, "error": error }));
            if told.is_err() {
                break;
            }
        }
    }
    status
}

fn example(row: &Map<String, Value>) -> Result<Example, String> {
    let labels = match (row.get("label"), row.get("labels")) {
        (Some(label), None) => vec![label_of(label)?],
        (None, Some(Value::Array(labels))) => {
            labels.iter().map(label_of).collect::<Result<_, _>>()?
        }
        _ => return Err("either `label` or an array `labels` is needed".to_owned()),
    };
    Ok(Example::with(text(row)?, labels))
}

fn label_of(value: &Value) -> Result<String, String> {
    match value {
        Value::String(label) if !label.is_empty() => Ok(label.clone()),
        Value::Number(label) => Ok(label.to_string()),
        other => Err(format!("`{other}` is not a label")),
    }
}

fn text(row: &Map<String, Value>) -> Result<&str, String> {
    let text = row.get("text").and_then(Value::as_str);
    text.ok_or_else(|| "`text` is needed, a string".to_owned())
}
