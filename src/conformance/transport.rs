//! A transport brings a part out once, tells what it knows, and no more.
//!
//! Where receipts may be missing ([`Trial::without_receipts`]), a part that was
//! sent in doubt is there once or not at all, and a look agrees with that.

use std::ops::RangeInclusive;

use super::seen::{Seen, ensure};
use super::trial::Receipts;
use super::{Looks, Trial};
use crate::case::{Notice, OutgoingPart};
use crate::delivery::{Arrival, SendError, Transport};

/// One part that is sent stands on the channel once.
pub async fn a_part_is_sent_once(transport: &dyn Transport, trial: &Trial) -> Result<(), Seen> {
    let part = trial.part(1);
    trial.counts(&part, 0..=0, "before it was sent")?;
    let there = send(transport, trial, &part).await?;
    trial.counts(&part, there, "after it was sent")
}

/// A part that was sent is found there, or nobody can tell.
pub async fn a_part_that_was_sent_is_found(
    transport: &dyn Transport,
    trial: &Trial,
) -> Result<(), Seen> {
    let part = trial.part(2);
    let there = send(transport, trial, &part).await?;
    match transport.arrived(&part, &trial.words).await {
        Arrival::No => {
            let seen = "a part that was sent is said not to be there";
            ensure(there.contains(&0), seen)?;
            trial.counts(&part, 0..=0, "though a look says that it is not there")
        }
        Arrival::Unknown => ensure(
            trial.looks == Looks::Blind,
            "a channel that can be looked at does not tell",
        ),
        Arrival::Yes(_) => trial.counts(&part, 1..=1, "though a look says that it is there"),
    }
}

/// The id that the channel gave is the id under which it is found.
pub async fn the_id_that_was_told_is_found(
    transport: &dyn Transport,
    trial: &Trial,
) -> Result<(), Seen> {
    let part = trial.part(3);
    let told = match transport.send(&part, &trial.words).await {
        Err(SendError::Unsure) if trial.receipts == Receipts::MayBeMissing => None,
        told => told.map_err(sent)?,
    };
    match (told, transport.arrived(&part, &trial.words).await) {
        (Some(told), Arrival::Yes(Some(found))) => ensure(
            told == found,
            format!("it was sent as `{told}` and is found as `{found}`"),
        ),
        (_, Arrival::Yes(_) | Arrival::No | Arrival::Unknown) => Ok(()),
    }
}

/// A part that nobody sent is not there.
pub async fn a_part_never_sent_is_not_found(
    transport: &dyn Transport,
    trial: &Trial,
) -> Result<(), Seen> {
    match transport.arrived(&trial.part(4), &trial.words).await {
        Arrival::Yes(_) => Err(Seen::new("a part that nobody sent is said to be there")),
        Arrival::Unknown => ensure(
            trial.looks == Looks::Blind,
            "a channel that can be looked at does not tell",
        ),
        Arrival::No => Ok(()),
    }
}

/// To look, however often, sends nothing.
pub async fn a_look_sends_nothing(transport: &dyn Transport, trial: &Trial) -> Result<(), Seen> {
    let part = trial.part(5);
    for _ in 0..3 {
        let found = transport.arrived(&part, &trial.words).await;
        let is_there = matches!(found, Arrival::Yes(_));
        ensure(!is_there, "after a look the part is there")?;
    }
    trial.counts(&part, 0..=0, "after a look")?;
    let there = send(transport, trial, &part).await?;
    transport.arrived(&part, &trial.words).await;
    trial.counts(&part, there, "after it was sent and looked for")
}

/// Where nobody can look, that is said: a `No` would have the part sent again.
pub async fn a_blind_channel_never_says_no(
    transport: &dyn Transport,
    trial: &Trial,
) -> Result<(), Seen> {
    if trial.looks == Looks::Sees {
        return Ok(());
    }
    let part = trial.part(6);
    for when in ["before", "after"] {
        let found = transport.arrived(&part, &trial.words).await;
        ensure(
            found == Arrival::Unknown,
            format!("{found:?} {when} sending"),
        )?;
        send(transport, trial, &part).await?;
    }
    Ok(())
}

/// A part is not taken for another with the same words.
pub async fn parts_are_told_apart(transport: &dyn Transport, trial: &Trial) -> Result<(), Seen> {
    send(transport, trial, &trial.part(7)).await?;
    let other = transport.arrived(&trial.part(8), &trial.words).await;
    let is_there = matches!(other, Arrival::Yes(_));
    ensure(
        !is_there,
        "another part with the same words is taken for it",
    )
}

/// What the channel refuses is surely not there.
pub async fn what_is_refused_is_not_there(
    transport: &dyn Transport,
    trial: &Trial,
) -> Result<(), Seen> {
    let Some(words) = &trial.refused else {
        return Ok(());
    };
    let part = trial.part(9);
    match transport.send(&part, words).await {
        Ok(_) => return Err(Seen::new("what the channel refuses is said to be sent")),
        // In doubt is never wrong.
        Err(SendError::Unsure) => return Ok(()),
        Err(SendError::NotSent) => {}
    }
    let is_there = matches!(transport.arrived(&part, words).await, Arrival::Yes(_));
    ensure(!is_there, "what was not sent is there")?;
    trial.counts(&part, 0..=0, "after it was refused")
}

/// A notice is passed on.
pub async fn somebody_is_told(transport: &dyn Transport, _: &Trial) -> Result<(), Seen> {
    let notice = Notice::new(
        "conformance/1",
        vec!["conformance".to_owned()],
        "conformance",
    );
    transport.notify(&notice).await.map_err(told)
}

/// The same notice may come again.
pub async fn somebody_may_be_told_twice(transport: &dyn Transport, _: &Trial) -> Result<(), Seen> {
    let notice = Notice::new(
        "conformance/2",
        vec!["conformance".to_owned()],
        "conformance",
    );
    transport.notify(&notice).await.map_err(told)?;
    transport.notify(&notice).await.map_err(told)
}

/// Sends a part that the channel takes, and tells how often it may stand there then.
async fn send(
    transport: &dyn Transport,
    trial: &Trial,
    part: &OutgoingPart,
) -> Result<RangeInclusive<usize>, Seen> {
    match transport.send(part, &trial.words).await {
        Ok(_) => Ok(1..=1),
        Err(SendError::Unsure) if trial.receipts == Receipts::MayBeMissing => Ok(0..=1),
        Err(error) => Err(sent(error)),
    }
}

fn sent(error: SendError) -> Seen {
    let remedy = match error {
        SendError::Unsure => " (a channel that need not say is tried by `Trial::without_receipts`)",
        SendError::NotSent => "",
    };
    Seen::new(format!(
        "a part that the channel takes is not sent: {error}{remedy}"
    ))
}

fn told(error: SendError) -> Seen {
    Seen::new(format!("nobody was told: {error}"))
}
