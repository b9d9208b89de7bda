//! House style, as JSON lines: `{"text", "audience"?, "round"?, "address"?, "signature"?,
//! "private"?: [{"kind", "value"}], "shown"?: [...], "asked"?, "purpose"?, "language"?,
//! "style"?: {…}}` in, `{"findings": [{"rule", "severity", "bytes", "text", "why",
//! "fix", "final"}], "blocked"}` out. `style` is a document as a playbook's `[style]`.

#[path = "support/fields.rs"]
mod fields;
#[path = "support/lines.rs"]
mod lines;

use std::process::ExitCode;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use webcare::reply::style::{Occasion, Style};
use webcare::text::Lang;

/// What every line of input has.
#[derive(Deserialize)]
struct Row {
    text: String,
}

fn main() -> ExitCode {
    let usual = Style::default();
    lines::filter(|row| answer(row, &usual))
}

fn answer(row: &Map<String, Value>, usual: &Style) -> Result<Value, String> {
    let Row { text } = &fields::parsed(row)?;
    let own = row.get("style").map(read).transpose()?;
    let occasion = fields::named(row, occasion)?;
    let found = own.as_ref().unwrap_or(usual).check(text, &occasion);
    let findings: Vec<Value> = found
        .iter()
        .map(|finding| {
            json!({
                "rule": finding.rule,
                "severity": finding.severity,
                "bytes": finding.span,
                "text": finding.span.of(text),
                "why": finding.why(occasion.language.unwrap_or(Lang::En)),
                "fix": finding.fix,
                "final": !finding.can_be_overridden(),
            })
        })
        .collect();
    Ok(json!({ "findings": findings, "blocked": found.holding_back(&[]).next().is_some() }))
}

fn read(document: &Value) -> Result<Style, String> {
    let value = serde_json::from_value(document.clone()).map_err(|error| error.to_string())?;
    Style::from_value(value).map_err(|error| error.to_string())
}

/// The fields of a line by the names they have in an occasion.
fn occasion(row: &Map<String, Value>) -> Result<Occasion, String> {
    const RENAMED: [(&str, &str); 2] = [("round", "public-round"), ("private", "private-facts")];
    const KEPT: [&str; 7] = [
        "audience",
        "address",
        "signature",
        "shown",
        "asked",
        "purpose",
        "language",
    ];
    let kept = KEPT.map(|name| (name, name));
    let fields = RENAMED
        .into_iter()
        .chain(kept)
        .filter_map(|(from, to)| Some((to.to_owned(), row.get(from)?.clone())));
    serde_json::from_value(Value::Object(fields.collect())).map_err(|error| error.to_string())
}
