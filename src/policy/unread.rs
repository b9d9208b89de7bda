use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::document::Value;
use crate::sorted::SortedMap;

/// A line of a log that a later version wrote, of a kind that this one does
/// not know. It is kept value for value, so that the later version finds it
/// as it left it. Nothing is read from it, and `Debug` shows no more than its kind.
///
/// ```
/// use webcare::policy::{Entry, What};
///
/// let line = r#"{"at":"2011-06-13T08:00:00Z","by":"playbook","what":{"of":"case","event":"surveyed","grade":8}}"#;
/// let entry: Entry = serde_json::from_str(line)?;
/// assert!(matches!(&entry.what, What::Unread(unread) if unread.kind() == "surveyed"));
/// let again = serde_json::to_value(&entry)?;
/// assert_eq!(again["what"]["grade"], 8);
/// assert!(serde_json::to_value(entry.forget())?["what"].get("grade").is_none());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Unread {
    value: Value,
}

impl Unread {
    /// What it calls itself.
    pub fn kind(&self) -> &str {
        let tag = match self.word("of") {
            Some("clock") => "clock",
            Some("chain") => "chain",
            Some(_) | None => "event",
        };
        self.word(tag).or(self.word("of")).unwrap_or("")
    }

    /// What is left of it when the person it may speak of is forgotten.
    pub(super) fn forget(&self) -> Self {
        let names = ["of", "event", "clock", "chain"].into_iter();
        let kept = names.filter_map(|key| Some((key.to_owned(), self.value.get(key)?.clone())));
        Self {
            value: Value::Table(kept.collect::<SortedMap<_, _>>()),
        }
    }

    fn word(&self, key: &str) -> Option<&str> {
        match self.value.get(key) {
            Some(Value::Text(word)) => Some(word),
            Some(_) | None => None,
        }
    }

    /// Whether this version knows its kind, and so should have read it.
    fn is_known(&self) -> bool {
        let known: &[&str] = match self.word("of") {
            Some("case") => &CASE,
            Some("clock") => &CLOCK,
            Some("chain") => &CHAIN,
            Some(_) | None => return false,
        };
        known.contains(&self.kind())
    }
}

impl fmt::Debug for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unread({})", self.kind())
    }
}

impl Serialize for Unread {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(to)
    }
}

impl<'d> Deserialize<'d> for Unread {
    fn deserialize<D: Deserializer<'d>>(from: D) -> Result<Self, D::Error> {
        let unread = Self {
            value: Value::deserialize(from)?,
        };
        if unread.kind().is_empty() {
            return Err(de::Error::custom("a line of a log needs a kind"));
        }
        // A line of a known kind that could not be read is damaged, not new.
        if unread.is_known() {
            let kind = unread.kind();
            return Err(de::Error::custom(format!("the `{kind}` cannot be read")));
        }
        Ok(unread)
    }
}

/// The kinds that this version knows: what happens in a case,
const CASE: [&str; 59] = [
    "opened",
    "joined",
    "mention-revised",
    "mention-withdrawn",
    "mention-left",
    "reach-grew",
    "copied",
    "other-spoke",
    "other-left",
    "answer-verified",
    "looked",
    "possible-double",
    "double-dismissed",
    "emptied",
    "requeued",
    "taken",
    "hand-off-offered",
    "hand-off-accepted",
    "hand-off-declined",
    "reassigned",
    "held",
    "drafted",
    "discarded",
    "approved",
    "part-delivered",
    "part-failed",
    "part-unknown",
    "replied",
    "resent",
    "channel-switched",
    "switch-taken",
    "preference-noted",
    "fact-learned",
    "fact-confirmed",
    "rated",
    "follow-up-owed",
    "follow-up-given",
    "follow-up-waived",
    "promised",
    "promise-kept",
    "promise-broken",
    "consulted",
    "consult-answered",
    "spoken",
    "note-added",
    "next-step-set",
    "awaiting-customer",
    "work-resumed",
    "resolved",
    "closed",
    "reopened",
    "merged-into",
    "absorbed",
    "unmerged",
    "released",
    "imported",
    "forgotten",
    "purged",
    "linked",
];

/// to its clocks,
const CLOCK: [&str; 6] = [
    "started",
    "paused",
    "resumed",
    "met",
    "breached",
    "cancelled",
];

/// and to its escalations.
const CHAIN: [&str; 8] = [
    "started",
    "notified",
    "skipped",
    "handed-over",
    "snoozed",
    "acknowledged",
    "ended",
    "rearmed",
];
