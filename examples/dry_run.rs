//! Four months of practice of a fictitious team, in seconds: people decide, a
//! model learns and proposes in the shadow, and in the end a gate says whether
//! it may file what needs no answer.
//!
//! ```console
//! $ cargo run -q --release --example dry_run
//! ```
//!
//! The mentions are those of `data/mentions.jsonl`, said again and again in
//! other words; what people decide is what stands beside them. `--points`
//! writes what happened as JSON lines instead, to draw from.

use std::collections::BTreeMap;
use std::error::Error;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use webcare::mention::Mention;
use webcare::text::Lang;
use webcare::triage::evaluation::{Scored, Share};
use webcare::triage::live::{Audit, DecisionLog, Gate, Live, Logged, Portrait, Stage};
use webcare::triage::{Confidence, Example, Features, Label, Linear, Training};

const MENTIONS: &str = include_str!("data/mentions.jsonl");

/// The one question: may it be left alone?
const ALONE: &str = "no-added-value";
const TO_READ: &str = "to-read";

/// How many mentions the team reads in a month: two thousand in four.
const MONTH: usize = 500;

fn main() -> Result<(), Box<dyn Error>> {
    let as_points = std::env::args().any(|argument| argument == "--points");
    let judged = judged()?;
    let texts: Vec<(Mention, bool)> = (0..4 * MONTH)
        .map(|number| said_again(&judged, number))
        .collect();

    // May: people decide and the model is not asked. It learns from what they did.
    let (may, rest) = texts.split_at(MONTH);
    let mut examples = Vec::new();
    let mut log = DecisionLog::default();
    for (number, (mention, alone)) in may.iter().enumerate() {
        log.note(mention, at(number), None, None, Vec::new());
        log.decided(&mention.key(), [word(*alone)])?;
    }
    examples.extend(log.examples());
    let model = learn(&examples)?;

    // From June on it proposes in the shadow.
    let label = Label::from(ALONE);
    let mut live = Live::new(model.id().clone(), [ALONE]);
    live.listen_to(&label)?;
    live.raise_desk()?;
    let mut practice = DecisionLog::default();
    for (number, (mention, alone)) in (MONTH..).zip(rest) {
        let heard = live.hear(&model.read(mention.text.reveal()));
        assert!(
            heard.advice.is_empty(),
            "in the shadow there are only proposals"
        );
        practice.note(mention, at(number), None, None, heard.proposals);
        practice.decided(&mention.key(), [word(*alone)])?;
    }

    // Nine of ten need no answer anyway, so that nine of ten right would be no feat.
    let gate = Gate {
        precision: 0.97,
        ..Gate::default()
    };
    let verdict = gate.judge(&label, &practice);
    if as_points {
        points(&examples, &practice, &label, verdict.from)?;
        return Ok(());
    }
    let all = practice.in_order();
    println!(
        "Vier maanden geoefend: {} berichten gelezen, {} geleerd.",
        texts.len(),
        examples.len()
    );
    for (month, name) in ["juni", "juli", "augustus"].into_iter().enumerate() {
        let so_far = all.iter().take((month + 1) * MONTH);
        let so_far: DecisionLog = so_far.map(|logged| (*logged).clone()).collect();
        let verdict = gate.judge(&label, &so_far);
        let rows = all.iter().skip(month * MONTH).take(MONTH);
        println!(
            "\nEind {name}: met dit model {}",
            month_of(rows.copied(), &label, verdict.from)
        );
        println!("{}", verdict.explain(Lang::Nl));
    }
    match verdict.pass() {
        Some(pass) => {
            live.raise(pass)?;
            live.raise(pass)?;
            live.raise_desk()?;
            live.raise_desk()?;
            assert_eq!(live.stage(&label), Stage::AutoNoResponse);
            println!(
                "\nOordeel: het model mag vanaf september wegleggen wat geen antwoord vraagt."
            );
            println!("Van wat het weglegt leest een mens 5 % na; antwoorden doet het nooit.");
            afterwards(&all, &label, pass.from());
        }
        None => println!("\nOordeel: nog niet. Het model blijft meekijken; er verandert niets."),
    }
    Ok(())
}

/// What a second look at what was left alone would have found.
fn afterwards(rows: &[&Logged], label: &Label, from: Confidence) {
    let left: BTreeMap<_, _> = rows
        .iter()
        .filter(|row| row.sure_of(label).is_some_and(|sure| sure >= from))
        .map(|row| (row.mention.clone(), row))
        .collect();
    let missed = |row: &Logged| {
        row.said
            .as_ref()
            .is_some_and(|said| !said.contains(label.as_str()))
    };
    let audited = Audit::new("2011-08").of(left.keys(), |key| {
        left.get(key).is_some_and(|row| missed(row))
    });
    let truly = left.values().filter(|row| missed(row)).count();
    println!(
        "\nNalezing van {} weggelegde berichten: gemist {}; in werkelijkheid {truly} van {}.",
        audited.missed.of,
        audited.missed,
        left.len()
    );
    let (first, last) = rows.split_at(rows.len() / 2);
    let portrait = |rows: &[&Logged]| Portrait::of(rows.iter().copied(), label, from);
    let drifted = portrait(first).drifted(&portrait(last));
    println!(
        "Verloop: {}",
        if drifted.is_empty() {
            "geen"
        } else {
            "terug naar de schaduw"
        }
    );
}

fn learn(examples: &[Example]) -> Result<Linear, Box<dyn Error>> {
    Ok(Training::new("alone")
        .features(Features::CUED)
        .fit(examples)?)
}

/// What was left to read in a month, and what was missed by not reading it.
fn month_of<'a>(
    rows: impl Iterator<Item = &'a Logged>,
    label: &Label,
    from: Option<Confidence>,
) -> String {
    let (mut all, mut read, mut asked, mut missed) = (0, 0, 0, 0);
    for row in rows {
        let filed = from.is_some_and(|from| row.sure_of(label).is_some_and(|sure| sure >= from));
        let asks = row.said.as_ref().is_some_and(|said| said.contains(TO_READ));
        all += 1;
        read += u64::from(!filed);
        asked += u64::from(asks);
        missed += u64::from(asks && filed);
    }
    format!(
        "te lezen {}; gemist {}",
        Share::new(read, all),
        Share::new(missed, asked)
    )
}

/// Everything that a drawing needs, one object a line.
fn points(
    examples: &[Example],
    practice: &DecisionLog,
    label: &Label,
    from: Option<Confidence>,
) -> Result<(), Box<dyn Error>> {
    let rows = practice.in_order();
    let judged = |row: &&Logged| {
        let meant = row.said.as_ref()?.contains(label.as_str());
        Some((row.sure_of(label)?, meant))
    };
    let scored: Scored = rows.iter().filter_map(judged).collect();
    for bin in scored.reliability().bins {
        let interval = bin.meant.interval();
        println!(
            "{}",
            json!({ "plot": "reliability", "sure": bin.sure, "meant": bin.meant.value(), "low": interval.low, "high": interval.high, "of": bin.meant.of })
        );
    }
    for step in 0..20 {
        let from = Confidence::new(f64::from(step) / 20.0).unwrap_or(Confidence::NONE);
        let (said, both, all) = at_threshold(&scored, from);
        println!(
            "{}",
            json!({ "plot": "threshold", "from": from, "precision": Share::new(both, said).value(), "recall": Share::new(both, all).value() })
        );
    }
    let curve = webcare::triage::evaluation::learning_curve(examples, |some| {
        let model = learn(some).ok()?;
        let score = |row: &&Logged| {
            let sure = model.read(row.text.reveal()).score(label)?;
            Some((sure, row.said.as_ref()?.contains(label.as_str())))
        };
        rows.iter().filter_map(score).collect::<Scored>().auc()
    });
    for point in curve {
        let figure = point
            .figure
            .map(|it| json!([it.value, it.interval.low, it.interval.high]));
        println!(
            "{}",
            json!({ "plot": "learning", "examples": point.examples, "auc": figure })
        );
    }
    for (week, rows) in rows.chunks(MONTH / 4).enumerate() {
        let filed = rows.iter().filter(|row| {
            from.is_some_and(|from| row.sure_of(label).is_some_and(|sure| sure >= from))
        });
        println!(
            "{}",
            json!({ "plot": "load", "week": week + 1, "read": rows.len() - filed.count(), "all": rows.len() })
        );
    }
    Ok(())
}

/// How often the label is said from a confidence on, rightly so, and meant.
fn at_threshold(scored: &Scored, from: Confidence) -> (u64, u64, u64) {
    let count = |counts: fn(bool, bool) -> bool| {
        let rows = scored.rows().iter();
        let counted = rows.filter(|(sure, meant)| counts(*sure >= from, *meant));
        counted.count() as u64
    };
    (
        count(|said, _| said),
        count(|said, meant| said && meant),
        count(|_, meant| meant),
    )
}

fn at(number: usize) -> DateTime<Utc> {
    let began = DateTime::from_timestamp(1_304_208_000, 0).unwrap_or_default();
    began + TimeDelta::minutes(i64::try_from(number).unwrap_or_default() * 88)
}

fn word(alone: bool) -> &'static str {
    if alone { ALONE } else { TO_READ }
}

/// The bundled mentions, with whether a person would leave each alone.
fn judged() -> Result<Vec<(Mention, bool)>, Box<dyn Error>> {
    let mut judged = Vec::new();
    for line in MENTIONS.lines() {
        let row: Value = serde_json::from_str(line)?;
        let alone = row.pointer("/expected/outcome").and_then(Value::as_str) == Some("no-response");
        if let Ok(mention) = serde_json::from_value::<Mention>(row) {
            judged.push((mention, alone));
        }
    }
    Ok(judged)
}

/// A mention that is half of one of the bundled ones and half of another that is judged alike.
/// Which, hangs on the number alone.
fn said_again(judged: &[(Mention, bool)], number: usize) -> (Mention, bool) {
    let place = number * 7_919 % judged.len().max(1);
    let Some((mention, alone)) = judged.get(place) else {
        return (Mention::post("twitter", number.to_string()), true);
    };
    let others = judged
        .iter()
        .cycle()
        .skip(place + 1 + (number * 37 + number / judged.len() * 101) % judged.len());
    let other = others
        .filter(|(_, of_other)| of_other == alone)
        .map(|(other, _)| other)
        .next();
    let words = |mention: &Mention| -> Vec<String> {
        let words = mention.text.reveal().split_whitespace();
        words.map(str::to_owned).collect()
    };
    let mut text = words(mention);
    text.truncate(text.len().div_ceil(2));
    if let Some(other) = other {
        let other = words(other);
        text.extend(other.into_iter().take(8));
    }
    let id = format!("{}-{number}", mention.id);
    let again = Mention::post(mention.channel.clone(), id).text(text.join(" "));
    (again, *alone)
}
