use serde::{Deserialize, Serialize};

use super::reason::ReasonId;

/// What becomes of a mention. A reason is mandatory (S4:10).
#[expect(
    clippy::exhaustive_enums,
    reason = "a mention is answered, left alone, or looked at by a person"
)]
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It deserves an answer.
    Respond(ReasonId),
    /// It is left alone.
    NoResponse(ReasonId),
    /// A person must look.
    Review(Why),
}

impl Outcome {
    /// The declared reason, where it has one.
    pub fn reason(&self) -> Option<&ReasonId> {
        match self {
            Outcome::Respond(reason)
            | Outcome::NoResponse(reason)
            | Outcome::Review(Why::Rule(reason)) => Some(reason),
            Outcome::Review(_) => None,
        }
    }
}

/// Why a person must look at a mention.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Why {
    /// The classifier would not say.
    Abstained,
    /// A fact that decides is not known.
    MissingFact,
    /// There is a picture or a film and no text.
    ImageOnly,
    /// There is nothing to read at all.
    NothingToRead,
    /// It is too long to be read by rule.
    TooLong,
    /// It is in a language that nobody here reads.
    Language,
    /// No rule spoke of it.
    Undecided,
    /// A rule says so, for this reason.
    Rule(ReasonId),
}

impl Why {
    /// Its code, as it is serialized: `missing-fact`, and `rule` for [`Why::Rule`].
    pub fn code(&self) -> &'static str {
        match self {
            Why::Abstained => "abstained",
            Why::MissingFact => "missing-fact",
            Why::ImageOnly => "image-only",
            Why::NothingToRead => "nothing-to-read",
            Why::TooLong => "too-long",
            Why::Language => "language",
            Why::Undecided => "undecided",
            Why::Rule(_) => "rule",
        }
    }
}

/// Who began.
#[expect(clippy::exhaustive_enums, reason = "contact is asked for or it is not")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// The customer spoke to us, or named an account of ours.
    Asked,
    /// We offer help on what was said elsewhere (S1:15).
    Proactive,
}
