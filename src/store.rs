//! What must the host's database guarantee?
//!
//! A host with a database of its own needs nothing from here: it runs
//! [`Policy::step`](crate::policy::Policy::step) and writes the
//! [`Commit`] in its own transaction. The traits are for hosts that let the
//! [`Desk`](crate::desk::Desk) drive, and [`InMemory`] is the reference that
//! shows what they ask.
//!
//! Whether a store of your own keeps the contract can be tried: that is the
//! module `conformance`, behind the feature of that name.

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
///   effects, deletions and settlement together, or none of them. It may concern
///   several cases; a merge does. Texts above all: two drafts on one revision of
///   a case have the same [`TextId`](crate::case::TextId), and the words of the
///   one that was refused would leave under it.
/// - **Compare first.** Every change names the length its log must have, and
///   [`Commit::rests_on`] how authors' mentions were found. If one of them
///   is another by now, nothing is stored and [`StoreError::Conflict`] comes
///   back; the input can be brought again as if it never was.
/// - **A mention is filed once.** Every filing names its edition; where the
///   one before it is not what is stored, that is a conflict too. A mention
///   under redelivery can never be taken in twice, and one whose commit was
///   refused is not taken for known.
/// - **What was not seen is nobody's.** A filing that stands as
///   [`Unseen`](crate::policy::Standing::Unseen) is kept like any other, and is
///   in no answer of [`CaseStore::related`].
/// - **Effects are kept by id.** An effect whose id is there already is passed
///   over, also when it is settled; save a part of a larger
///   [`attempt`](crate::case::OutgoingPart::attempt), which takes its place.
/// - **Merged cases are followed.** [`CaseStore::related`] gives the case in
///   which a mention lives on, not one that was merged into it. A mention stays
///   filed under the case it was in; its
///   [`merged_into`](crate::case::Case::merged_into) leads on, in as many steps
///   as there were merges.
/// - **Forgetting is part of it.** What [`Commit::forget`] names is deleted in
///   the same transaction, so that no read finds it again: texts by their ids,
///   the words of mentions wherever they are kept, and of lines of a log what
///   [`Entry::forget`](crate::policy::Entry::forget) does not leave. A
///   filing that replaces another is found by its own author and no longer by
///   the one before.
/// - **Reads see commits.** What was stored before a read began is read, value
///   for value: characters, instants to the nanosecond, and ids of any form.
/// - **A wake-up waits.** [`CaseStore::due`] tells a case until a later change
///   of it names another instant, or none. To be told is not to be woken.
/// - **Nothing is ordered across cases.** No position over the whole store is
///   asked for, so none can have gaps.
///
/// - **Kept when it says so.** What was committed is read at once through this
///   store. When [`CaseStore::sync`] has answered, which is waited for before
///   anything is acknowledged, it outlasts a crash, and other processes read it
///   too. A crash before that may take the last commits with it, each whole,
///   and none from between; so a store may make one transaction of them. Where
///   `sync` fails, nobody can say whether they are kept.
///
/// A call that failed may have been carried out all the same, as when the
/// connection broke after a commit. Bringing the input again is right then: a
/// repeat changes nothing, and a command is refused as stale.
#[async_trait]
pub trait CaseStore: Send + Sync {
    /// Where a mention stands; none where it was never seen.
    async fn filing(&self, mention: &MentionKey) -> Result<Option<Filing>, StoreError>;

    /// The cases and the loose mentions of an author on a channel. Handles
    /// are the same as [`Handle`] compares them: by [`Handle::normal`].
    async fn related(&self, channel: &ChannelId, author: &Handle) -> Result<Related, StoreError>;

    /// A case as its log tells it.
    async fn load(&self, case: &CaseId) -> Result<Option<Record>, StoreError>;

    /// An id that no case has or had, and that was given to nobody else. Kept
    /// like a commit, it is not given again after a restart: under the id of a
    /// case that is there no new one is stored, and every attempt is a conflict.
    async fn fresh_id(&self) -> Result<CaseId, StoreError>;

    /// Stores commits in their order, each on its own: one that is refused
    /// keeps none of the others from being stored, and a later one finds what
    /// an earlier one stored. One result for each.
    async fn commit(&self, commits: &[Commit]) -> Vec<Result<(), StoreError>>;

    /// Waits until all that was committed outlasts a crash: once for as many
    /// calls of [`CaseStore::commit`] as there were. A store that keeps each
    /// commit at once, as most databases do, has nothing to wait for, and leaves
    /// this as it is; one that stands around another store passes it on.
    async fn sync(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// The cases whose wake-up has come, earliest first, at most `most` of them.
    async fn due(&self, now: DateTime<Utc>, most: usize) -> Result<Vec<CaseId>, StoreError>;
}

/// What is still to be done in the world.
///
/// # Contract
///
/// - **Leased to one.** An effect under a lease that has not run out is leased
///   to nobody else. At `until` it has run out. Every lease has a token larger
///   than any before it.
/// - **In order.** A part is not leased before the part before it has arrived:
///   part 2 never leaves before part 1. One that failed, or whose fate is
///   unknown, holds the rest until a person has looked. Other replies do not wait.
///   What arrived is told by the case and by nothing else: of the part
///   [`PartId`](crate::case::PartId) `{ case, reply, part }` the
///   [`Record`] of `case`, as the last [`Change`](crate::policy::Change) of it
///   brought it, says in `record.case.replies[reply].parts[part].progress` that
///   it is [`Delivered`](crate::case::Progress::Delivered). A settlement does not
///   say so: a part that failed is settled too.
/// - **Fenced.** A settlement under a token that is not the latest for its
///   effect changes nothing: [`StoreError::LeaseLost`]. That holds for
///   [`Outbox::settle`] and for [`Commit::settles`], with the whole of its commit.
/// - **Settled is settled.** A settled effect is not leased again, and to
///   settle it again under the same token is no mistake. Neither is a part
///   leased that is known to have arrived, whoever told.
/// - **A lease that ran out on a part** means that its fate is unknown: it is
///   leased again with [`Lease::attempts`] above 1, and whoever takes it asks
///   the channel before sending. A part that is sent anew begins at 1 again.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// Takes the next effect in hand until `until`, with its words as they are
    /// stored now.
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
    /// The words, where it is a part and they are still kept.
    pub text: Option<Text>,
    /// The fencing token.
    pub token: u64,
    /// How often it was leased, this time included, since it was last sent anew.
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
    /// The database did not do it, or did not say that it did.
    #[error("the store failed")]
    Failed {
        /// Whether the same may work later.
        retryable: bool,
        /// What it said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl StoreError {
    /// A failure that may pass, as when the database is busy or out of reach.
    pub fn passing(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Failed {
            retryable: true,
            source: source.into(),
        }
    }

    /// A failure that stays until somebody mends it, as when the disk is full.
    pub fn lasting(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Failed {
            retryable: false,
            source: source.into(),
        }
    }

    /// The same failure, for another who was struck by it: many commits that were
    /// one transaction fail alike.
    pub fn again(&self) -> Self {
        match self {
            StoreError::Conflict => StoreError::Conflict,
            StoreError::LeaseLost => StoreError::LeaseLost,
            StoreError::Failed { retryable, source } => StoreError::Failed {
                retryable: *retryable,
                source: source.to_string().into(),
            },
        }
    }

    /// Whether bringing the same input again may work. A conflict goes away by
    /// that, but not by the same commit: it must be decided anew.
    pub fn is_retryable(&self) -> bool {
        match self {
            StoreError::Conflict => true,
            StoreError::LeaseLost => false,
            StoreError::Failed { retryable, .. } => *retryable,
        }
    }
}

const _: fn(&dyn CaseStore, &dyn Outbox) = |_, _| {};
