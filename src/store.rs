//! What must the host's database guarantee?
//!
//! A host with a database of its own needs nothing from here: it runs
//! [`Policy::step`](crate::policy::Policy::step) and writes the
//! [`Commit`] in its own transaction. The traits are for hosts that let the
//! [`Desk`](crate::desk::Desk) drive, and [`InMemory`] is the reference that
//! shows what they ask.
//!
//! # Not here yet
//!
//! A kit of checks that a store of your own keeps this contract.

mod in_memory;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use thiserror::Error;

pub use in_memory::InMemory;

use crate::case::{CaseId, Effect, EffectId, Text};
use crate::channel::ChannelId;
use crate::mention::{Handle, MentionKey};
use crate::policy::{Commit, Filing, Record, Related};

/// Where cases and mentions are kept.
///
/// # Contract
///
/// - **All or nothing.** A commit is stored whole: changes, filings, texts,
///   effects and settlement together, or none of them.
/// - **Compare first.** Every change names the length its log must have. If
///   one of them has another, nothing is stored and [`StoreError::Conflict`]
///   comes back; the mention can be delivered again as if it never was.
/// - **A mention is filed once.** Every filing names its edition; where the
///   one before it is not what is stored, that is a conflict too. A mention
///   under redelivery can never be taken in twice.
/// - **Effects are kept by id.** An effect whose id is there already is passed over.
/// - **Merged cases are followed.** [`CaseStore::related`] gives the case in
///   which a mention lives on, not one that was merged into it.
/// - **Reads see commits.** What was stored before a read began is read.
#[async_trait]
pub trait CaseStore: Send + Sync {
    /// Where a mention stands; none where it was never seen.
    async fn filing(&self, mention: &MentionKey) -> Result<Option<Filing>, StoreError>;

    /// The cases and the loose mentions of an author on a channel.
    async fn related(&self, channel: &ChannelId, author: &Handle) -> Result<Related, StoreError>;

    /// A case as its log tells it.
    async fn load(&self, case: &CaseId) -> Result<Option<Record>, StoreError>;

    /// An id that no case has or had.
    async fn fresh_id(&self) -> Result<CaseId, StoreError>;

    /// Stores commits in their order, each on its own; one result for each.
    async fn commit(&self, commits: &[Commit]) -> Vec<Result<(), StoreError>>;

    /// The cases whose wake-up has come, earliest first, at most `most` of them.
    async fn due(&self, now: DateTime<Utc>, most: usize) -> Result<Vec<CaseId>, StoreError>;
}

/// What is still to be done in the world.
///
/// # Contract
///
/// - **Leased to one.** An effect under a lease that has not run out is leased
///   to nobody else. Every lease has a token larger than any before it.
/// - **In order.** A part is not leased before the part before it is settled
///   as delivered: part 2 never leaves before part 1 has arrived.
/// - **Fenced.** A settlement under a token that is no longer the latest for
///   its effect changes nothing: [`StoreError::LeaseLost`].
/// - **A lease that ran out on a part** means that its fate is unknown: it is
///   leased again with [`Lease::attempts`] above 1, and whoever takes it asks
///   the channel before sending.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// Takes the next effect in hand until `until`.
    async fn lease(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<Lease>, StoreError>;

    /// Says that a notice was passed on. Parts are settled by the commit of their receipt.
    async fn settle(&self, effect: &EffectId, token: u64) -> Result<(), StoreError>;
}

/// An effect in somebody's hands.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a lease is what, the words, the token and the count"
)]
pub struct Lease {
    /// What is to be done.
    pub effect: Effect,
    /// The words, where it is a part.
    pub text: Option<Text>,
    /// The fencing token.
    pub token: u64,
    /// How often it was leased, this time included.
    pub attempts: u32,
}

/// What a store can fail with.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Something else was stored first. Load, step again, commit again.
    #[error("the case or the mention was changed by somebody else")]
    Conflict,
    /// The lease ran out and another has the effect now.
    #[error("the lease has passed to somebody else")]
    LeaseLost,
    /// The database did not do it.
    #[error("the store failed")]
    Failed {
        /// Whether the same call may work later.
        retryable: bool,
        /// What it said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl StoreError {
    /// Whether the same call may work later.
    pub fn is_retryable(&self) -> bool {
        match self {
            StoreError::Conflict => true,
            StoreError::LeaseLost => false,
            StoreError::Failed { retryable, .. } => *retryable,
        }
    }
}

const _: fn(&dyn CaseStore, &dyn Outbox) = |_, _| {};
