use std::fmt;

use serde::{Deserialize, Serialize};

/// Somebody's words or handle: kept as they are, shown only when asked for.
///
/// `Debug` tells the length and nothing else, so that a log line or a panic
/// message never carries what a person wrote. There is no `Display`.
///
/// ```
/// use webcare::text::Private;
///
/// let post = Private::from("Mijn polisnummer is 12.345.678");
/// assert_eq!(format!("{post:?}"), "Private(30 bytes)");
/// assert_eq!(post.reveal(), "Mijn polisnummer is 12.345.678");
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Private(String);

impl Private {
    /// The words themselves.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Private({} bytes)", self.0.len())
    }
}

impl From<&str> for Private {
    fn from(words: &str) -> Self {
        Self(words.to_owned())
    }
}

impl From<String> for Private {
    fn from(words: String) -> Self {
        Self(words)
    }
}
