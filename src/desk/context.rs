use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::channel::ChannelId;
use crate::mention::{Handle, MentionKey};
use crate::reply::style::Addressee;
use crate::routing::{Capacity, CustomerFacts, FactValue, Rate, RateKey};
use crate::team::{Presence, QueueId};

/// What a host knows beside its cases: a CRM, a monitoring tool, a roster.
///
/// # Contract
///
/// `None` means *not known*, also when a system behind it is down: a rule that
/// hangs on it then neither fires nor vanishes. Everything works with no CRM (S0:8), so
/// a host writes those methods that it has an answer to.
#[async_trait]
pub trait Context: Send + Sync {
    /// What is known of an author.
    async fn customer(&self, _channel: &ChannelId, _author: &Handle) -> Option<CustomerFacts> {
        None
    }

    /// How many mentions of a kind were posted in a window that ends at `now`.
    async fn rate(&self, _key: &RateKey, _now: DateTime<Utc>) -> Option<Rate> {
        None
    }

    /// How much work waits in a queue, and how many people are there for it.
    async fn capacity(&self, _queue: &QueueId, _now: DateTime<Utc>) -> Option<Capacity> {
        None
    }

    /// A fact of the host's own, by the name that rules use, such as `storm`.
    async fn fact(&self, _name: &str, _now: DateTime<Utc>) -> Option<FactValue> {
        None
    }

    /// Who is there.
    async fn presence(&self, _now: DateTime<Utc>) -> Option<Presence> {
        None
    }

    /// What is known of the author of a mention, to whom a reply is being written:
    /// their words, how they want to be addressed, what nobody else may read. A public
    /// draft that tells something of it is held back.
    async fn addressee(&self, _mention: &MentionKey) -> Option<Addressee> {
        None
    }
}

/// Nothing is known beside the cases.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::exhaustive_structs,
    reason = "it knows nothing and will know nothing"
)]
pub struct NoContext;

#[async_trait]
impl Context for NoContext {}

const _: fn(&dyn Context) = |_| {};
