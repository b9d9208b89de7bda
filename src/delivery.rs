//! How does a part leave exactly once?
//!
//! [`deliver_next`] is one step of the outbox: lease an effect, bring it out,
//! and say what became of it. A part whose fate cannot be known is
//! [`Fate::Unknown`] and goes to a person: a double public post is worse than
//! a late one.
//!
//! # Not here yet
//!
//! How often and how far apart a notice is tried again: it is tried when its
//! lease runs out.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use thiserror::Error;

use crate::case::{Effect, Fate, Notice, OutgoingPart};
use crate::mention::NativeId;
use crate::policy::Receipt;
use crate::store::{Lease, Outbox, StoreError};
use crate::text::Private;

/// The way out: a network's API, a mail server, a pager.
///
/// # Contract
///
/// - [`Transport::send`] brings out one part once. It answers
///   [`SendError::NotSent`] only where the part is surely not on the channel;
///   in any doubt, also after a time-out, [`SendError::Unsure`].
/// - [`Transport::arrived`] looks without sending. It answers [`Arrival::No`]
///   only where the channel can tell; a channel that cannot be looked at is
///   [`Arrival::Unknown`], always.
/// - [`Transport::notify`] may tell somebody twice, never nobody.
/// - Every call ends within the time of the lease.
///
/// Where a channel gives no receipts, `send` ends in [`SendError::Unsure`] and
/// `arrived` decides; where that cannot tell either, each part waits for a
/// person. A notice that ends in an error is passed on again, so that `notify`
/// is `Ok` once it was handed over.
///
/// To whom a part goes is not in it: an effect is kept for long, and a name in
/// it would outlast the wish to be forgotten.
/// [`OutgoingPart::answers`] is the mention that it answers, and the transport
/// looks up by it, where the host keeps mentions, what its channel asks for: the
/// post itself on a public channel, an account or an address elsewhere.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Brings out a part, and tells the id that the channel gave it.
    async fn send(
        &self,
        part: &OutgoingPart,
        words: &Private,
    ) -> Result<Option<NativeId>, SendError>;

    /// Whether the part is on the channel.
    async fn arrived(&self, part: &OutgoingPart, words: &Private) -> Arrival;

    /// Tells somebody inside the organisation.
    async fn notify(&self, notice: &Notice) -> Result<(), SendError>;
}

/// Why a part is not, or may not be, on its channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[expect(
    clippy::exhaustive_enums,
    reason = "it surely is not there, or nobody knows"
)]
pub enum SendError {
    /// It is not there.
    #[error("the channel did not take it")]
    NotSent,
    /// It may be there.
    #[error("the channel did not say whether it took it")]
    Unsure,
}

impl SendError {
    /// Whether sending again doubles nothing. It is not done by itself: a part
    /// that failed waits for a person who sends it anew.
    pub fn is_retryable(&self) -> bool {
        match self {
            SendError::NotSent => true,
            SendError::Unsure => false,
        }
    }
}

/// What a look at the channel showed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "it is there, it is not, or the look failed"
)]
pub enum Arrival {
    /// It is there, under this id where the channel told.
    Yes(Option<NativeId>),
    /// It is not there.
    No,
    /// The look failed.
    Unknown,
}

/// What one step brought out.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a host puts a receipt into its policy, and is done with a notice"
)]
pub enum Delivered {
    /// A part left: put this receipt into the policy. Its commit settles the lease.
    Part(Receipt),
    /// Somebody was told; it is settled.
    Notice(Notice),
    /// Somebody could not be told; it will be tried again when the lease runs out.
    Later(Notice),
}

/// Brings out the next effect that has its turn, or `None` where there is none.
///
/// `until` is when the lease runs out: long enough for [`Transport::send`] to
/// answer. If the process dies in between, whoever leases the part next asks
/// the channel before sending.
///
/// # Errors
///
/// [`StoreError`] where the outbox failed.
pub async fn deliver_next(
    outbox: &dyn Outbox,
    transport: &dyn Transport,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<Delivered>, StoreError> {
    let Some(lease) = outbox.lease(now, until).await? else {
        return Ok(None);
    };
    match &lease.effect {
        Effect::Send(part) => {
            let fate = bring_out(transport, part, &lease).await;
            Ok(Some(Delivered::Part(Receipt {
                part: part.id.clone(),
                fate,
                at: now,
                lease: Some(lease.token),
            })))
        }
        Effect::Notify(notice) => match transport.notify(notice).await {
            Ok(()) => {
                outbox.settle(&lease.effect.id(), lease.token).await?;
                Ok(Some(Delivered::Notice(notice.clone())))
            }
            Err(SendError::NotSent | SendError::Unsure) => {
                Ok(Some(Delivered::Later(notice.clone())))
            }
        },
    }
}

async fn bring_out(transport: &dyn Transport, part: &OutgoingPart, lease: &Lease) -> Fate {
    // Without its words nothing can leave; what was leased before may have.
    let Some(text) = &lease.text else {
        return match lease.attempts > 1 {
            true => Fate::Unknown,
            false => Fate::Failed,
        };
    };
    if lease.attempts > 1 {
        match transport.arrived(part, &text.words).await {
            Arrival::Yes(native) => return Fate::Delivered(native),
            Arrival::Unknown => return Fate::Unknown,
            Arrival::No => {}
        }
    }
    match transport.send(part, &text.words).await {
        Ok(native) => Fate::Delivered(native),
        Err(SendError::NotSent) => Fate::Failed,
        Err(SendError::Unsure) => match transport.arrived(part, &text.words).await {
            Arrival::Yes(native) => Fate::Delivered(native),
            Arrival::No => Fate::Failed,
            Arrival::Unknown => Fate::Unknown,
        },
    }
}

const _: fn(&dyn Transport) = |_| {};
