use std::fmt;

use serde::{Deserialize, Serialize};

use super::rate::RateKey;
use crate::team::QueueId;
use crate::triage::Label;

/// Something a condition hangs on that may not be known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Fact {
    /// The case this mention would belong to, or that there is none.
    Case,
    /// What the host's records know of the customer.
    Customer,
    /// What a classifier makes of the mention.
    Assessment,
    /// How often something was seen over a window.
    Rate(RateKey),
    /// The work and the people of a queue.
    Capacity(QueueId),
    /// A fact of the host's own, by its name.
    Host(String),
    /// Whose post the mention answers.
    Thread,
    /// The score of one label, in an assessment that does not give it.
    Score(Label),
    /// The language it is written in.
    Language,
    /// Who can read the channel.
    Visibility,
    /// How many readers it had.
    Reach,
    /// How many accounts follow its author.
    Followers,
    /// The opening hours of this name.
    Calendar(String),
    /// How words that all stand in the text stand to each other: it is too long
    /// for the phrases and the tests of nearness of the set to be read over it
    /// down to this one ([`RuleSet::PHRASE_BUDGET`](super::RuleSet::PHRASE_BUDGET)).
    PhrasesUnread,
    /// Whether this pattern is found: the text is too long for the patterns of
    /// the set to be read over it down to this one
    /// ([`RuleSet::PATTERN_BUDGET`](super::RuleSet::PATTERN_BUDGET)).
    PatternUnread(String),
    /// Whether this pattern is found: it could not be built.
    PatternUnbuilt(String),
}

impl Fact {
    /// Whether there is somebody to ask: the host's records, its classifier,
    /// its store. What the channel did not tell cannot be asked for again.
    pub fn askable(&self) -> bool {
        match self {
            Fact::Case
            | Fact::Customer
            | Fact::Assessment
            | Fact::Rate(_)
            | Fact::Capacity(_)
            | Fact::Host(_)
            | Fact::Thread => true,
            Fact::Score(_)
            | Fact::Language
            | Fact::Visibility
            | Fact::Reach
            | Fact::Followers
            | Fact::Calendar(_)
            | Fact::PhrasesUnread
            | Fact::PatternUnread(_)
            | Fact::PatternUnbuilt(_) => false,
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fact::Case => f.write_str("case"),
            Fact::Customer => f.write_str("customer"),
            Fact::Assessment => f.write_str("assessment"),
            Fact::Rate(key) => write!(f, "rate of {key}"),
            Fact::Capacity(queue) => write!(f, "capacity of {queue}"),
            Fact::Host(name) => write!(f, "{name}"),
            Fact::Thread => f.write_str("thread"),
            Fact::Score(label) => write!(f, "score of {label}"),
            Fact::Language => f.write_str("language"),
            Fact::Visibility => f.write_str("visibility"),
            Fact::Reach => f.write_str("reach"),
            Fact::Followers => f.write_str("followers"),
            Fact::Calendar(name) => write!(f, "calendar {name}"),
            Fact::PhrasesUnread => f.write_str("phrases"),
            Fact::PatternUnread(pattern) | Fact::PatternUnbuilt(pattern) => {
                write!(f, "pattern {pattern}")
            }
        }
    }
}
