//! What is in a text, as JSON lines: `{"text"}` in, arrays of `{"text", "bytes", "chars"}` out.

#[path = "support/fields.rs"]
mod fields;
#[path = "support/lines.rs"]
mod lines;

use std::process::ExitCode;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use webcare::text::{Entity, EntityKind, entities};

/// A line of input.
#[derive(Deserialize)]
struct Row {
    text: String,
}

fn main() -> ExitCode {
    lines::filter(answer)
}

fn answer(row: &Map<String, Value>) -> Result<Value, String> {
    let Row { text } = &fields::parsed(row)?;
    let shown = show(text, &entities(text));
    let of = |kind| -> Vec<&Value> {
        shown
            .iter()
            .filter(|(found, _)| *found == kind)
            .map(|(_, value)| value)
            .collect()
    };
    Ok(json!({
        "urls": of(EntityKind::Url),
        "mentions": of(EntityKind::Mention),
        "remote_mentions": of(EntityKind::RemoteMention),
        "lists": of(EntityKind::List),
        "hashtags": of(EntityKind::Hashtag),
        "cashtags": of(EntityKind::Cashtag),
        "emails": of(EntityKind::Email),
        "phones": of(EntityKind::Phone),
        "ibans": of(EntityKind::Iban),
        "references": of(EntityKind::Reference),
        "amounts": of(EntityKind::Amount),
        "times": of(EntityKind::Time),
        "quantities": of(EntityKind::Quantity),
        "abbreviations": of(EntityKind::Abbreviation),
        "placeholders": of(EntityKind::Placeholder),
    }))
}

/// Each entity with its place in bytes and in code points, counted in one walk.
fn show(text: &str, entities: &[Entity]) -> Vec<(EntityKind, Value)> {
    let (mut byte, mut char) = (0, 0);
    let mut chars_up_to = |at: usize| {
        char += text.get(byte..at).map_or(0, |piece| piece.chars().count());
        byte = at;
        char
    };
    entities
        .iter()
        .map(|entity| {
            let chars = [chars_up_to(entity.span.start), chars_up_to(entity.span.end)];
            let value =
                json!({ "text": entity.span.of(text), "bytes": entity.span, "chars": chars });
            (entity.kind, value)
        })
        .collect()
}
