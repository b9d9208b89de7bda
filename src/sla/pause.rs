use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::text::Lang;

/// A stretch in which a clock stands still: `[from, until)`, or until further notice.
#[expect(clippy::exhaustive_structs, reason = "a pause is its two ends and why")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// When it began.
    pub from: DateTime<Utc>,
    /// When it ended; still going on where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
    /// What is awaited.
    pub reason: PauseReason,
}

/// What a clock stands still for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PauseReason {
    /// The customer has to say something first.
    Customer,
    /// A department has been asked.
    Department,
    /// Somebody outside the organisation has been asked.
    ThirdParty,
    /// A moment was agreed with the customer.
    Appointment,
    /// The matter was settled, until the customer came back to it.
    Settled,
    /// Another reason, kept by the host.
    Other,
}

/// A pause that ends before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the pause from `{from}` ends before that, at `{until}`")]
#[non_exhaustive]
pub struct PauseError {
    /// Where it begins.
    pub from: DateTime<Utc>,
    /// Where it ends.
    pub until: DateTime<Utc>,
}

impl Pause {
    /// A pause that is over.
    pub fn new(from: DateTime<Utc>, until: DateTime<Utc>, reason: PauseReason) -> Self {
        Self {
            from,
            until: Some(until),
            reason,
        }
    }

    /// A pause that goes on.
    pub fn since(from: DateTime<Utc>, reason: PauseReason) -> Self {
        Self {
            from,
            until: None,
            reason,
        }
    }
}

impl PauseReason {
    /// The reason in words.
    pub fn text(self, lang: Lang) -> &'static str {
        let (nl, en) = match self {
            PauseReason::Customer => ("wacht op de klant", "waiting for the customer"),
            PauseReason::Department => ("wacht op een afdeling", "waiting for a department"),
            PauseReason::ThirdParty => ("wacht op een derde", "waiting for a third party"),
            PauseReason::Appointment => ("afspraak met de klant", "appointment with the customer"),
            PauseReason::Settled => ("was afgehandeld", "was settled"),
            PauseReason::Other => ("gepauzeerd", "paused"),
        };
        lang.pick(nl, en)
    }
}
