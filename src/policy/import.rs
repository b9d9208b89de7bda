//! A case that was open elsewhere goes on here.

mod check;
mod imprint;
mod take_over;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::case::{CaseId, Elsewhere, Owner};
use crate::mention::{Mention, MentionKey};
use crate::sla::PauseReason;
use crate::sorted::SortedMap;
use crate::text::Private;

/// An open case of a host's own, with its history as far as clocks and
/// promises hang on it: when it began, when it stood still, what was answered
/// and what was promised. So nothing is breached that was not.
///
/// Its clocks are as if it had been here from the start: each counts from when
/// the customer spoke, and an answer that is told meets what it answers at its
/// own instant. When somebody took it up there nobody tells, so that clock is
/// called off. What cannot be taken over as it is told is refused with
/// everything that is wrong
/// ([`Refusal::NotTakenOver`](crate::case::Refusal::NotTakenOver)). A mention
/// that is known here and that nobody took up goes into the case.
///
/// As JSON its fields are those below; one that is not among them is an error.
/// In a [`Mention`] those that are not known are passed over, as everywhere.
///
/// ```
/// use chrono::{DateTime, Utc};
/// use webcare::mention::MentionKey;
/// use webcare::policy::Import;
///
/// let import: Import = serde_json::from_str(r#"{
///     "case": "crm-77",
///     "mentions": [
///         { "channel": "twitter", "id": "1", "author": { "handle": "@jan_k" },
///           "text": "Ik wacht al een week", "posted_at": "2026-03-02T10:00:00Z" },
///         { "channel": "twitter", "id": "5", "author": { "handle": "@jan_k" },
///           "text": "En nu?", "posted_at": "2026-03-03T16:00:00Z" }
///     ],
///     "owner": { "agent": "els" },
///     "answered": [{ "channel": "twitter", "id": "1" }],
///     "answered_at": "2026-03-02T15:00:00Z",
///     "waits": [
///         { "from": "2026-03-02T15:00:00Z", "until": "2026-03-03T16:00:00Z", "reason": "customer" }
///     ],
///     "promises": [
///         { "what": "een brief", "due": "2026-03-06T16:00:00Z", "made_at": "2026-03-02T15:00:00Z" },
///         { "what": "we bellen", "due": "2026-03-05T12:00:00Z", "callback": true }
///     ],
///     "references": { "crm": "77" }
/// }"#)?;
/// assert_eq!(import.answered, [MentionKey::new("twitter", "1")]);
/// assert_eq!(import.answered_at, Some("2026-03-02T15:00:00Z".parse::<DateTime<Utc>>()?));
///
/// let wrong = r#"{ "case": "crm-78", "mentions": [], "owner": { "queue": "webcare" }, "answered-at": null }"#;
/// let error = serde_json::from_str::<Import>(wrong).unwrap_err();
/// assert!(error.to_string().starts_with("unknown field `answered-at`"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a host states all that it knows of a case"
)]
pub struct Import {
    /// The host's id, which it keeps.
    pub case: CaseId,
    /// What the customer said, with the times at which it was said: one author
    /// on each channel.
    pub mentions: Vec<Mention>,
    /// Whose it is.
    pub owner: Owner,
    /// The mentions that had an answer: each the first one that came after it
    /// was said.
    #[serde(default)]
    pub answered: Vec<MentionKey>,
    /// When the customer last had one.
    #[serde(default)]
    pub answered_at: Option<DateTime<Utc>>,
    /// When the customer had one before that. What is not told here is taken to
    /// have waited for the last one.
    #[serde(default)]
    pub earlier_answers: Vec<DateTime<Utc>>,
    /// When the matter stood still; what has not begun yet is not counted.
    #[serde(default)]
    pub waits: Vec<Waited>,
    /// The promises that are open.
    #[serde(default)]
    pub promises: Vec<Pending>,
    /// The host's own references, by system.
    #[serde(default)]
    pub references: SortedMap<String, String>,
}

/// A time in which a matter stood still.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "from, until and what for")]
pub struct Waited {
    /// Since when.
    pub from: DateTime<Utc>,
    /// Until when.
    pub until: DateTime<Utc>,
    /// What for.
    pub reason: PauseReason,
}

/// A promise that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "what, by when, whether to call, and since when"
)]
pub struct Pending {
    /// What was promised.
    pub what: Private,
    /// By when.
    pub due: DateTime<Utc>,
    /// Whether it is a call.
    #[serde(default)]
    pub callback: bool,
    /// When the customer was told. What does not say counts from the import on,
    /// or from when it was due if that is earlier.
    #[serde(default)]
    pub made_at: Option<DateTime<Utc>>,
}

impl Import {
    /// Whether an open case that the host knows is the one that is imported: it
    /// is, where nothing tells it apart.
    fn is_itself(&self, found: &Elsewhere) -> bool {
        match found {
            Elsewhere::Host(Some(id)) => {
                let is_ours = |reference: &String| reference == id;
                self.case.as_str() == id || self.references.values().any(is_ours)
            }
            Elsewhere::Host(None) => true,
            Elsewhere::Case(case) => *case == self.case,
        }
    }
}
