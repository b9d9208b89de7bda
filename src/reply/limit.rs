//! How much one message may hold, in which unit, and how much a text has of it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// How much one message may hold, in one unit. A channel may have several at once.
#[expect(
    clippy::exhaustive_structs,
    reason = "a limit is a unit and a number, and another number for the parts of a split"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// What is counted.
    pub unit: Unit,
    /// The most that a message by itself may hold.
    pub max: u32,
    /// The most that each part of several may hold, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<u32>,
}

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Unit {
    /// Code points after normalization to NFC.
    Characters,
    /// Code points after normalization to NFC, each at the weight of its range.
    Weighted(Weights),
    /// Extended grapheme clusters.
    Graphemes,
    /// UTF-16 code units: a character beyond U+FFFF counts as two.
    Utf16,
    /// Bytes in UTF-8.
    Bytes,
    /// Septets of the GSM 03.38 alphabet; one character outside it makes the whole
    /// message UTF-16 code units, with limits of its own.
    Sms {
        /// The most that a message outside the alphabet may hold.
        wide_max: u32,
        /// The most that each segment of such a message may hold.
        wide_split: u32,
    },
}

/// Code points with a weight by range.
#[expect(
    clippy::exhaustive_structs,
    reason = "the shape of a twitter-text configuration"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// The weight that makes one unit of the limit.
    pub scale: u32,
    /// The weight of a code point outside every range.
    pub default: u32,
    /// `(first, last, weight)`, in order.
    pub ranges: Cow<'static, [(u32, u32, u32)]>,
}

/// How long a text is by one limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Length {
    /// What was counted, by name.
    pub unit: &'static str,
    /// How much of it the text has, rounded up.
    pub used: u32,
    /// How much of it the channel takes.
    pub limit: u32,
}

impl Limit {
    /// The same limit for a message by itself and for each part of several.
    pub const fn new(unit: Unit, max: u32) -> Self {
        Self {
            unit,
            max,
            split: None,
        }
    }
}

impl Unit {
    /// Its name, as in a playbook.
    pub fn name(&self) -> &'static str {
        match self {
            Unit::Characters => "characters",
            Unit::Weighted(_) => "weighted",
            Unit::Graphemes => "graphemes",
            Unit::Utf16 => "utf16",
            Unit::Bytes => "bytes",
            Unit::Sms { .. } => "septets",
        }
    }
}

impl Weights {
    /// The weight of one code point.
    pub fn of(&self, c: char) -> u32 {
        let c = u32::from(c);
        self.ranges
            .iter()
            .find(|(first, last, _)| (*first..=*last).contains(&c))
            .map_or(self.default, |(_, _, weight)| *weight)
    }
}
