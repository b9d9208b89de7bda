//! The small model beside the cues: what it learned from, and what it finds.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::Value;
use webcare::mention::Mention;
use webcare::triage::{Confidence, Cues, Example, Features, Linear, Training, label};

/// The rows of a file in the repository, all of them written for it.
fn rows(file: &str) -> Vec<Value> {
    let path = format!("{}/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let row = |line: &str| serde_json::from_str(line).unwrap();
    text.lines().map(row).collect()
}

/// Kinds of hard mentions in which what is to be answered is a complaint.
const TOLD: [&str; 5] = [
    "sarcasm",
    "implicit_complaint",
    "sms_style",
    "negation",
    "other_language",
];

/// Every text that is learned from, with whether it complains. Those of which that can be argued,
/// such as an accident, are left out, and so is what somebody only repeats.
fn learned_from() -> Vec<Example> {
    let mut examples: Vec<(String, bool)> = Vec::new();
    let mut take = |row: &Value, complains: bool| {
        let text = row["text"].as_str().unwrap_or_default();
        examples.push((text.to_owned(), complains));
    };
    for file in ["complaints-nl", "complaints-en", "complaints-more"] {
        for row in rows(&format!("data/{file}.jsonl")) {
            take(&row, row["complaint"].as_bool().unwrap());
        }
    }
    for row in rows("data/triage.jsonl") {
        let kind = row["kind"].as_str().unwrap();
        if ![label::REPOST, label::OWN_POST].contains(&kind) {
            take(&row, kind.ends_with(label::COMPLAINT));
        }
    }
    for row in rows("data/hard-mentions.jsonl") {
        let kind = row["kind"].as_str().unwrap();
        let answer = row["answer"].as_bool().unwrap();
        match (answer && TOLD.contains(&kind), kind) {
            (true, _) => take(&row, true),
            (false, "retweet" | "urgency") => {}
            (false, "implicit_question" | "commercial_question") => take(&row, false),
            (false, _) if answer => {}
            (false, _) => take(&row, false),
        }
    }
    for row in rows("../examples/data/mentions.jsonl") {
        let expected = |key: &str| row["expected"][key].as_str().unwrap_or_default();
        let left_out = [label::REPOST, label::OWN_POST, label::URGENT];
        let is_plain = ["respond", "no-response"].contains(&expected("outcome"))
            && !left_out.contains(&expected("reason"));
        if is_plain {
            take(&row, expected("reason").ends_with(label::COMPLAINT));
        }
    }
    let mut known = BTreeSet::new();
    examples.retain(|(text, _)| !text.is_empty() && known.insert(text.clone()));
    let example = |(text, complains)| {
        let said = if complains { label::COMPLAINT } else { "other" };
        Example::new(text, said)
    };
    examples.into_iter().map(example).collect()
}

fn trained() -> Linear {
    let training = Training::new("complaints/1").features(Features::CHAR_4);
    training.bits(16).fit(&learned_from()).unwrap()
}

/// The model as lines, each a name and what it is.
fn lines(model: &Linear) -> String {
    let file = serde_json::to_value(model).unwrap();
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    let list = |value: &Value| {
        let all: Vec<String> = value.as_array().unwrap().iter().map(text).collect();
        all.join(" ")
    };
    let head = &file["heads"][0];
    let named = [
        ("model", text(&file["model"])),
        ("labels", list(&file["labels"])),
        ("examples", text(&file["trained"]["examples"])),
        ("hash", text(&file["trained"]["hash"])),
        ("bias", text(&head["bias"])),
        ("step", text(&head["step"])),
        ("shapes", list(&head["shapes"])),
        ("slope", text(&head["calibration"]["slope"])),
        ("offset", text(&head["calibration"]["offset"])),
        ("bits", text(&file["bits"])),
        ("weights", text(&file["weights"])),
    ];
    let mut lines = String::new();
    for (name, value) in named {
        writeln!(lines, "{name} {value}").unwrap();
    }
    lines
}

/// Training again gives the file again. After a change of the rows or the features it is written
/// anew by `WEBCARE_WRITE=1 cargo test --test it shipped`.
#[test]
fn the_shipped_model_is_what_its_rows_teach() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../src/triage/linear/shipped.model"
    );
    let model = trained();
    println!("{:?}", model.trained());
    let written = lines(&model);
    if std::env::var_os("WEBCARE_WRITE").is_some() {
        std::fs::write(path, &written).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap();
    assert!(kept == written, "{path} is not what is learned now");
}

#[test]
fn evidence_and_bias_add_up_with_the_model_too() {
    let both = Cues::default().with_model();
    let texts = [
        "Al drie weken geen reactie @nlwebcare, belachelijk!!",
        "de kapper hoorde stekels. ik vroeg om de puntjes",
        "Weet iemand hoe laat de winkel sluit?",
        "Wacht al een maand op een antwoord van jullie, en wéér niemand die belt",
    ];
    for text in texts {
        let found = both.assess(&Mention::post("x", "1").text(text));
        assert!(found.model().as_str().starts_with("cues/1+complaints/1@"));
        for (label, score) in found.scores() {
            let weights: f64 = found.evidence_for(label).map(|one| one.weight).sum();
            let share = 1.0 / (1.0 + (-(weights + Cues::bias(label))).exp());
            assert!((share - score.get()).abs() < 1e-4, "{text}: {label}");
        }
        let by_model = |label: &str| {
            let of_model = found
                .evidence_for(label)
                .filter(|one| one.cue.as_str().starts_with("model/"));
            of_model.count()
        };
        assert!(by_model(label::COMPLAINT) + by_model(label::LATENT_COMPLAINT) > 0);
    }
}

/// Found as a complaint of either kind.
fn complains(cues: &Cues, text: &str) -> bool {
    let found = cues.assess(&Mention::post("twitter", "1").by("@klant").text(text));
    [label::COMPLAINT, label::LATENT_COMPLAINT]
        .into_iter()
        .filter_map(|kind| found.score(kind))
        .any(|sure| sure >= Confidence::EVEN)
}

/// Posts of other trades and voices than all that was learned from, written before anything was
/// and tried once.
#[test]
fn complaints_that_nothing_was_learned_from_are_found() {
    let rows = rows("data/complaints-nl-unseen.jsonl");
    let (cues, both) = (Cues::default(), Cues::default().with_model());
    let model = trained();
    let alone = |text: &str| {
        let sure = model.read(text).score(label::COMPLAINT);
        sure.is_some_and(|sure| sure >= Confidence::EVEN)
    };
    let share = |is_one: bool, said: &dyn Fn(&str) -> bool| {
        let all = rows.iter().filter(|row| row["complaint"] == is_one);
        let texts = all.map(|row| row["text"].as_str().unwrap());
        let (found, of) = texts.fold((0_u32, 0_u32), |(found, of), text| {
            (found + u32::from(said(text)), of + 1)
        });
        f64::from(found) / f64::from(of)
    };
    for (name, said) in [
        (
            "cues",
            &(|text: &str| complains(&cues, text)) as &dyn Fn(&str) -> bool,
        ),
        ("model", &alone),
        ("both", &|text: &str| complains(&both, text)),
    ] {
        println!(
            "{name}: found {:.3}, false {:.3}",
            share(true, said),
            share(false, said)
        );
    }
    let by = |cues: &Cues, is_one| share(is_one, &|text| complains(cues, text));
    assert!(by(&both, true) >= 0.7 && by(&both, true) > by(&cues, true));
    assert!(by(&both, false) <= 0.2);
}
