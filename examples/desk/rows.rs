//! The rows of a mentions file: what was delivered, what a person would have
//! said of it, and what an agent would answer.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use webcare::mention::{Mention, MentionKey};

/// One delivery, in the order of the file.
pub(crate) struct Row {
    /// The line as it stands in the file.
    line: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) delivery: Delivery,
    pub(crate) expected: Option<Expected>,
    pub(crate) script: Option<Script>,
}

#[derive(Clone)]
pub(crate) enum Delivery {
    Posted(Box<Mention>),
    Withdrawn(MentionKey),
}

/// What a person would decide.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Expected {
    pub(crate) outcome: String,
}

/// What an agent does when the case is theirs.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Script {
    pub(crate) reply: String,
    pub(crate) minutes: u32,
    #[serde(default)]
    pub(crate) also: Vec<Act>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub(crate) enum Act {
    Switch {
        to: Vec<String>,
        because: String,
    },
    Promise {
        what: String,
        within: String,
    },
    Consult {
        department: String,
        question: String,
    },
    FollowUp {
        text: String,
    },
    Resolve {
        resolution: String,
    },
    Note {
        text: String,
    },
    Call {
        note: String,
    },
}

/// A line that cannot be used.
pub(crate) struct BadLine {
    pub(crate) line: usize,
    pub(crate) error: String,
}

/// Reads every line; a bad one is told beside the others.
pub(crate) fn read(text: &str) -> (Vec<Row>, Vec<BadLine>) {
    let (mut rows, mut bad) = (Vec::new(), Vec::new());
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    for (number, line) in lines {
        match row(line) {
            Ok(row) => rows.push(row),
            Err(error) => bad.push(BadLine {
                line: number + 1,
                error,
            }),
        }
    }
    // Time is simulated: what was seen first comes first, whatever the order of the file.
    rows.sort_by_cached_key(|row| {
        let (key, revision) = row.delivery.key();
        (row.at, key.to_string(), revision, row.line.clone())
    });
    (rows, bad)
}

fn row(line: &str) -> Result<Row, String> {
    let line = line.trim_start_matches('\u{feff}');
    let value: serde_json::Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let field = |name: &str| value.get(name).cloned().filter(|field| !field.is_null());
    let parse = |name: &str| field(name).map(serde_json::from_value).transpose();
    let expected = field("expected")
        .map(serde_json::from_value)
        .transpose()
        .map_err(|e| format!("`expected`: {e}"))?;
    let script = field("agent")
        .map(serde_json::from_value)
        .transpose()
        .map_err(|e| format!("`agent`: {e}"))?;
    let seen: Option<DateTime<Utc>> = parse("seen_at").map_err(|e| format!("`seen_at`: {e}"))?;
    let posted: Option<DateTime<Utc>> =
        parse("posted_at").map_err(|e| format!("`posted_at`: {e}"))?;
    let at = seen
        .or(posted)
        .ok_or("`seen_at` or `posted_at` is missing: a run in simulated time needs one")?;
    let delivery = if field("withdrawn") == Some(true.into()) {
        #[derive(Deserialize)]
        struct Gone {
            channel: String,
            id: String,
        }
        let gone: Gone = serde_json::from_value(value).map_err(|error| error.to_string())?;
        Delivery::Withdrawn(MentionKey::new(gone.channel.as_str(), gone.id.as_str()))
    } else {
        Delivery::Posted(serde_json::from_value(value).map_err(|error| error.to_string())?)
    };
    Ok(Row {
        line: line.to_owned(),
        at,
        delivery,
        expected,
        script,
    })
}

impl Delivery {
    pub(crate) fn key(&self) -> (MentionKey, u32) {
        match self {
            Delivery::Posted(mention) => (mention.key(), mention.revision),
            Delivery::Withdrawn(key) => (key.clone(), u32::MAX),
        }
    }
}
