//! How long a text is on a channel, as JSON lines: `{"text", "channel"}` in,
//! `{"lengths", "parts", "fits", "valid"}` out; on `mastodon`, `"spoiler"` counts beside the text.

#[path = "support/fields.rs"]
mod fields;
#[path = "support/lines.rs"]
mod lines;

use std::process::ExitCode;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use webcare::reply::{Profile, Split, Unit};
use webcare::text::graphemes;

/// A line of input.
#[derive(Deserialize)]
struct Row {
    text: String,
    channel: String,
    spoiler: Option<String>,
}

fn main() -> ExitCode {
    lines::filter(answer)
}

fn answer(row: &Map<String, Value>) -> Result<Value, String> {
    let row: Row = fields::parsed(row)?;
    let (text, channel) = (row.text.as_str(), row.channel.as_str());
    let profile = Profile::by_id(channel).ok_or(format!("`{channel}` is no known channel"))?;
    let mut measure = profile.measure(text);
    if let Some(spoiler) = row.spoiler.filter(|_| channel == "mastodon") {
        // A content warning counts as it stands, beside the text and not glued to it.
        let spoiler = u32::try_from(graphemes(&spoiler).count()).unwrap_or(u32::MAX);
        for length in &mut measure.lengths {
            length.used = length.used.saturating_add(spoiler);
        }
    }
    let encoding = profile.limits.iter().find_map(|limit| match limit.unit {
        Unit::Sms { .. } => Some(if measure.lengths.iter().any(|l| l.unit == "septets") {
            "GSM-7"
        } else {
            "UCS-2"
        }),
        _ => None,
    });
    let parts = match encoding {
        Some(_) => Some(profile.segments(text)),
        None => Split::for_profile(profile)
            .plan(text)
            .ok()
            .map(|plan| plan.parts().len()),
    };
    let mut answer = json!({
        "lengths": measure.lengths,
        "parts": parts,
        "fits": measure.lengths.iter().all(|length| length.used <= length.limit),
        "valid": measure.refused.is_none() && !text.is_empty(),
    });
    if let (Some(encoding), Some(answer)) = (encoding, answer.as_object_mut()) {
        answer.insert("encoding".to_owned(), json!(encoding));
    }
    Ok(answer)
}
