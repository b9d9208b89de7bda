use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::TopicId;
use super::reason::ReasonId;

/// A span of time that ends now, in whole minutes: `30 minutes`, `2 hours`, `14 days`.
///
/// A day is 24 hours here: a window looks back and keeps no office hours.
///
/// ```
/// use webcare::routing::Window;
///
/// let window: Window = "2 hours".parse()?;
/// assert_eq!(window.minutes(), 120);
/// assert_eq!(window.to_string(), "2 hours");
/// # Ok::<(), webcare::routing::BadWindow>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    minutes: u32,
}

/// Words that are not a span of time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a span of time such as `30 minutes`, `2 hours` or `14 days`")]
pub struct BadWindow(String);

const UNITS: [(&str, u32); 3] = [("day", 24 * 60), ("hour", 60), ("minute", 1)];

impl Window {
    /// The last so many minutes.
    pub const fn of_minutes(minutes: u32) -> Self {
        Self { minutes }
    }

    /// Its length in minutes.
    pub const fn minutes(self) -> u32 {
        self.minutes
    }

    /// Its length.
    pub fn length(self) -> chrono::TimeDelta {
        chrono::TimeDelta::minutes(i64::from(self.minutes))
    }
}

impl FromStr for Window {
    type Err = BadWindow;

    fn from_str(words: &str) -> Result<Self, BadWindow> {
        let bad = || BadWindow(words.to_owned());
        let (count, unit) = words.trim().split_once(' ').ok_or_else(bad)?;
        let unit = unit.trim();
        let unit = unit.strip_suffix('s').unwrap_or(unit);
        let (_, minutes) = UNITS
            .iter()
            .find(|(name, _)| *name == unit)
            .ok_or_else(bad)?;
        let count: u32 = count.parse().map_err(|_| bad())?;
        let minutes = count.checked_mul(*minutes).filter(|&minutes| minutes > 0);
        Ok(Self {
            minutes: minutes.ok_or_else(bad)?,
        })
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fits = |(_, minutes): &&(&str, u32)| self.minutes.is_multiple_of(*minutes);
        let (name, minutes) = UNITS.iter().find(fits).unwrap_or(&("minute", 1));
        let count = self.minutes / minutes;
        write!(f, "{count} {name}{}", if count == 1 { "" } else { "s" })
    }
}

impl Serialize for Window {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Window {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let words = String::deserialize(deserializer)?;
        words.parse().map_err(serde::de::Error::custom)
    }
}

/// What a rate counts: mentions that were posted, of this kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RateOf {
    /// All of them.
    Mentions,
    /// Those that this search term found.
    SearchTerm(String),
    /// Those that a decision gave this tag.
    Tag(String),
    /// Those that a decision gave this topic.
    Topic(TopicId),
    /// Those that a decision gave this reason.
    Reason(ReasonId),
}

/// Which rate: what is counted, and how far back.
#[expect(
    clippy::exhaustive_structs,
    reason = "a rate is a count over a window and nothing more"
)]
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RateKey {
    /// What is counted.
    pub of: RateOf,
    /// How far back, by the time of posting.
    pub within: Window,
}

impl fmt::Display for RateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.of {
            RateOf::Mentions => f.write_str("mentions")?,
            RateOf::SearchTerm(term) => write!(f, "search term {term}")?,
            RateOf::Tag(tag) => write!(f, "tag {tag}")?,
            RateOf::Topic(topic) => write!(f, "topic {topic}")?,
            RateOf::Reason(reason) => write!(f, "reason {reason}")?,
        }
        write!(f, " in {}", self.within)
    }
}

/// What was counted over a window.
#[expect(
    clippy::exhaustive_structs,
    reason = "a measured rate is a count beside what was to be expected"
)]
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// How many there were.
    pub count: u64,
    /// How many there usually are over such a window, where the host knows.
    pub usual: Option<f64>,
}
