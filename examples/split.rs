//! The parts in which a reply leaves, as JSON lines: `{"text", "channel", …}` in,
//! `{"parts": [{"text", "body", "lengths", "cut"}], "minimum"}` out.

#[path = "support/fields.rs"]
mod fields;
#[path = "support/lines.rs"]
mod lines;

use std::process::ExitCode;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use webcare::reply::{Counter, Part, Profile, SignatureOn, Split};
use webcare::text::Span;

/// A line of input; what is left out has the library's default.
#[derive(Deserialize)]
struct Row {
    text: String,
    channel: String,
    limit: Option<u32>,
    #[serde(default)]
    mentions: Vec<String>,
    #[serde(default)]
    repeat_leading_mentions: bool,
    signature: Option<String>,
    #[serde(default)]
    signature_on: SignatureOn,
    #[serde(default)]
    counter: Counter,
    max_parts: Option<usize>,
    #[serde(default)]
    extra_parts: usize,
    #[serde(default)]
    markdown: bool,
    #[serde(default)]
    protect: Vec<Span>,
}

fn main() -> ExitCode {
    lines::filter(answer)
}

fn answer(row: &Map<String, Value>) -> Result<Value, String> {
    let row: Row = fields::parsed(row)?;
    let plan = split(&row)?
        .plan(&row.text)
        .map_err(|error| error.to_string())?;
    let parts: Vec<Value> = plan.parts().iter().map(show).collect();
    Ok(json!({ "parts": parts, "minimum": plan.minimum() }))
}

fn split(row: &Row) -> Result<Split, String> {
    let profile = Profile::by_id(&row.channel)
        .ok_or(format!("`{}` is no known channel", row.channel))?
        .clone();
    let profile = match row.limit {
        Some(limit) => profile.with_limit(limit),
        None => profile,
    };
    let mut split = Split::for_profile(&profile)
        .signature_on(row.signature_on)
        .counter(row.counter)
        .extra_parts(row.extra_parts);
    if let Some(signature) = &row.signature {
        split = split.signature(signature);
    }
    if let Some(parts) = row.max_parts {
        split = split.max_parts(parts);
    }
    if row.markdown {
        split = split.markdown();
    }
    if row.repeat_leading_mentions {
        split = split.repeat_leading_mentions();
    }
    split = row.mentions.iter().fold(split, Split::mention);
    Ok(row.protect.iter().copied().fold(split, Split::protect))
}

fn show(part: &Part) -> Value {
    json!({
        "text": part.text(),
        "body": part.body(),
        "body_utf16": part.body_utf16(),
        "lengths": part.lengths(),
        "cut": part.cut(),
    })
}
