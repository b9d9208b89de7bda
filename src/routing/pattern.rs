use std::fmt;
use std::str::FromStr;

use regex::{Regex, RegexBuilder};

/// A regular expression of bounded size: the last resort, for what words cannot say.
///
/// It is read over the *folded words* of a text with one space between them,
/// a `#` or `@` before a hashtag or an account; so it is written in lower
/// case and without accents, and invisible characters cannot hide a word from
/// it. What it finds is told in whole words of the original.
///
/// A pattern whose compiled form would exceed [`Pattern::LARGEST`] bytes is
/// refused. Matching costs time in proportion to the text, as the `regex`
/// crate promises.
#[derive(Clone)]
pub struct Pattern {
    regex: Regex,
}

/// A pattern that is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadPattern {
    /// Not a regular expression.
    #[error("`{pattern}` is not a regular expression: {why}")]
    Syntax {
        /// As it was written.
        pattern: String,
        /// What the parser says, on one line.
        why: String,
    },
    /// Too large once compiled.
    #[error("`{pattern}` needs more than {} KiB once compiled", Pattern::LARGEST / 1024)]
    TooLarge {
        /// As it was written.
        pattern: String,
    },
}

impl Pattern {
    /// The largest compiled form that is accepted, in bytes.
    pub const LARGEST: usize = 256 * 1024;

    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        self.regex.as_str()
    }

    pub(crate) fn is_in(&self, shadow: &str) -> bool {
        self.regex.is_match(shadow)
    }

    pub(crate) fn first_in(&self, shadow: &str) -> Option<std::ops::Range<usize>> {
        self.regex.find(shadow).map(|found| found.range())
    }
}

impl FromStr for Pattern {
    type Err = BadPattern;

    fn from_str(pattern: &str) -> Result<Self, BadPattern> {
        let built = RegexBuilder::new(pattern).size_limit(Self::LARGEST).build();
        let pattern = pattern.to_owned();
        match built {
            Ok(regex) => Ok(Self { regex }),
            Err(regex::Error::CompiledTooBig(_)) => Err(BadPattern::TooLarge { pattern }),
            Err(other) => Err(BadPattern::Syntax {
                pattern,
                why: last_line(&other.to_string()),
            }),
        }
    }
}

fn last_line(message: &str) -> String {
    let line = message.lines().last().unwrap_or_default();
    line.trim_start_matches("error: ").to_owned()
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Pattern {}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({})", self.as_str())
    }
}
