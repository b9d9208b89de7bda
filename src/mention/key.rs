use std::fmt;

use serde::{Deserialize, Serialize};

use crate::channel::ChannelId;
use crate::id::id;

id! {
    /// The id that a channel itself gave to a post, a call or a letter.
    NativeId
}

/// What makes a mention one of a kind: its channel, and the id it has there.
///
/// The same key twice is the same mention, delivered again or edited.
#[expect(
    clippy::exhaustive_structs,
    reason = "a key is these two and nothing more"
)]
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MentionKey {
    /// The channel it was posted on.
    pub channel: ChannelId,
    /// Its id on that channel.
    pub id: NativeId,
}

impl MentionKey {
    /// The key of the post `id` on `channel`.
    pub fn new(channel: impl Into<ChannelId>, id: impl Into<NativeId>) -> Self {
        Self {
            channel: channel.into(),
            id: id.into(),
        }
    }
}

impl fmt::Display for MentionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.channel, self.id)
    }
}
