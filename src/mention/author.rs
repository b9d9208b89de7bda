use std::fmt;

use serde::{Deserialize, Serialize};

use crate::channel::ChannelId;
use crate::text::Private;

/// The name by which an account is known on its channel, such as `@jan_k`.
///
/// Two handles are the same when they differ only in a leading `@` or in
/// ASCII case, as on every network we know of. `Debug` does not show it.
///
/// ```
/// use webcare::mention::Handle;
///
/// assert_eq!(Handle::new("@Jan_K"), Handle::new("jan_k"));
/// assert_eq!(Handle::new("@Jan_K").reveal(), "@Jan_K");
/// ```
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Handle(std::sync::Arc<str>);

impl Handle {
    /// Takes the handle as it is written, with or without its `@`.
    pub fn new(handle: impl Into<std::sync::Arc<str>>) -> Self {
        Self(handle.into())
    }

    /// The handle as it was written.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether it names nobody: the author is not known, and is nobody else either.
    pub fn is_unknown(&self) -> bool {
        self.bare().chars().all(char::is_whitespace)
    }

    /// The form by which handles are compared: without `@`, in lower case.
    pub fn normal(&self) -> String {
        self.bare().to_ascii_lowercase()
    }

    /// Whether it is what `name` names, as it stands after its `@` in a text.
    pub(super) fn is_written(&self, name: &str) -> bool {
        let name = name.strip_prefix('@').unwrap_or(name);
        self.bare().eq_ignore_ascii_case(name)
    }

    fn bare(&self) -> &str {
        self.0.strip_prefix('@').unwrap_or(&self.0)
    }

    fn letters(&self) -> impl Iterator<Item = u8> {
        self.bare().bytes().map(|byte| byte.to_ascii_lowercase())
    }
}

impl PartialEq for Handle {
    fn eq(&self, other: &Self) -> bool {
        self.bare().eq_ignore_ascii_case(other.bare())
    }
}

impl Eq for Handle {}

impl PartialOrd for Handle {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Handle {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.letters().cmp(other.letters())
    }
}

impl std::hash::Hash for Handle {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.letters().for_each(|byte| state.write_u8(byte));
        state.write_u8(0xff);
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Handle({} bytes)", self.0.len())
    }
}

impl From<&str> for Handle {
    fn from(handle: &str) -> Self {
        Self::new(handle)
    }
}

impl From<String> for Handle {
    fn from(handle: String) -> Self {
        Self::new(handle)
    }
}

/// Somebody's account on a channel: what a person is known by here.
#[expect(
    clippy::exhaustive_structs,
    reason = "an account is a name on a channel"
)]
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Account {
    /// The channel.
    pub channel: ChannelId,
    /// The name it has there.
    pub handle: Handle,
}

impl Account {
    /// The account `handle` on `channel`.
    pub fn new(channel: impl Into<ChannelId>, handle: impl Into<Handle>) -> Self {
        Self {
            channel: channel.into(),
            handle: handle.into(),
        }
    }
}

/// Who wrote a mention, as far as the channel tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Author {
    /// The account.
    pub handle: Handle,
    /// The name shown beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Private>,
    /// The number of accounts that follow it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub followers: Option<u64>,
}

impl Author {
    /// An author of whom only the handle is known.
    pub fn new(handle: impl Into<Handle>) -> Self {
        Self {
            handle: handle.into(),
            name: None,
            followers: None,
        }
    }
}
