//! An effect is leased to one at a time, and settled by the one who has it.

use std::collections::BTreeSet;

use super::scene::{Scene, at, nothing_waits, post, take};
use super::seen::{Seen, ensure, lost, same};
use crate::case::{Effect, EffectId, Notice};
use crate::mention::Mention;
use crate::policy::Input;
use crate::store::{CaseStore, Outbox};

/// Where nothing is to be done, nothing is leased.
pub async fn nothing_waits_in_an_empty_outbox(outbox: &dyn Outbox) -> Result<(), Seen> {
    nothing_waits(outbox, 0, "from an empty outbox").await
}

/// An effect comes out as it went in.
pub async fn an_effect_is_leased_as_it_is(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    let commit = Scene::over(store).hear(press("1")).await?;
    let lease = take(outbox, 1).await?;
    same("the effect", &Some(&lease.effect), &commit.effects.first())?;
    same("how often it was leased", &lease.attempts, &1)?;
    ensure(lease.text.is_none(), "a notice with the words of another")
}

/// What came first is brought out first.
pub async fn effects_are_leased_in_their_order(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    let mut posted = Vec::new();
    for id in ["b", "c", "a"] {
        let commit = Scene::over(store).hear(press(id)).await?;
        posted.extend(commit.effects.iter().map(Effect::id));
    }
    let mut leased = Vec::new();
    for _ in &posted {
        leased.push(take(outbox, 1).await?.effect.id());
    }
    same("the order", &leased, &posted)
}

/// What somebody has in hand is leased to nobody else.
pub async fn an_effect_is_leased_to_one(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    Scene::over(store).hear(press("1")).await?;
    take(outbox, 0).await?;
    for minutes in [0, 1, 4] {
        nothing_waits(outbox, minutes, "to two").await?;
    }
    Ok(())
}

/// A lease that ran out goes to the next, who can tell that there was one before.
pub async fn a_lease_runs_out(store: &dyn CaseStore, outbox: &dyn Outbox) -> Result<(), Seen> {
    Scene::over(store).hear(press("1")).await?;
    let first = take(outbox, 0).await?;
    let second = take(outbox, 5).await?;
    same("the effect", &second.effect, &first.effect)?;
    same("how often it was leased", &second.attempts, &2)?;
    let third = take(outbox, 10).await?;
    same("how often it was leased", &third.attempts, &3)
}

/// Every token is larger than any before it, whatever the effect.
pub async fn tokens_grow(store: &dyn CaseStore, outbox: &dyn Outbox) -> Result<(), Seen> {
    let scene = Scene::over(store);
    for id in ["1", "2", "3"] {
        scene.hear(press(id)).await?;
    }
    let mut last = None;
    for round in 0..3 {
        for _ in 0..3 {
            let token = take(outbox, round * 5).await?.token;
            ensure(
                last < Some(token),
                format!("a token {token} after {last:?}"),
            )?;
            last = Some(token);
        }
    }
    Ok(())
}

/// A notice that was passed on is done.
pub async fn what_is_settled_is_done(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    Scene::over(store).hear(press("1")).await?;
    let lease = take(outbox, 0).await?;
    outbox.settle(&lease.effect.id(), lease.token).await?;
    for minutes in [1, 5, 1_000_000] {
        nothing_waits(outbox, minutes, "after it was settled").await?;
    }
    Ok(())
}

/// To settle under the same token again is no mistake: the first answer may have been lost.
pub async fn to_settle_again_is_no_mistake(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    Scene::over(store).hear(press("1")).await?;
    let lease = take(outbox, 0).await?;
    for _ in 0..2 {
        outbox.settle(&lease.effect.id(), lease.token).await?;
    }
    nothing_waits(outbox, 10, "after it was settled twice").await
}

/// Whose lease passed on settles nothing; who has it now does.
pub async fn a_token_that_was_overtaken_settles_nothing(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    Scene::over(store).hear(press("1")).await?;
    let slow = take(outbox, 0).await?;
    let quick = take(outbox, 5).await?;
    let effect = slow.effect.id();
    lost(
        "a lease that had passed on",
        outbox.settle(&effect, slow.token).await,
    )?;
    let again = take(outbox, 10).await?;
    lost(
        "a lease that had passed on",
        outbox.settle(&effect, quick.token).await,
    )?;
    outbox.settle(&effect, again.token).await?;
    lost(
        "what another had settled",
        outbox.settle(&effect, quick.token).await,
    )
}

/// A token of another effect, a token nobody was given, an effect nobody
/// posted: nothing is settled.
pub async fn a_token_is_for_its_effect(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    let scene = Scene::over(store);
    scene.hear(press("1")).await?;
    scene.hear(press("2")).await?;
    let one = take(outbox, 0).await?;
    let other = take(outbox, 0).await?;
    let (id, stranger) = (one.effect.id(), EffectId::new("no such effect"));
    lost(
        "an effect by another's token",
        outbox.settle(&id, other.token).await,
    )?;
    lost(
        "an effect by a made-up token",
        outbox.settle(&id, other.token + 1).await,
    )?;
    lost(
        "an effect that is not there",
        outbox.settle(&stranger, one.token).await,
    )?;
    for effect in scene.hear(press("3")).await?.effects {
        lost(
            "an effect that nobody leased",
            outbox.settle(&effect.id(), 0).await,
        )?;
    }
    Ok(())
}

/// An effect that comes again under its id is not done again.
pub async fn an_effect_is_kept_once(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let effects = scene.hear(press("1")).await?.effects;
    for (n, settled_before) in [(2, false), (3, true)] {
        if settled_before {
            let lease = take(outbox, 0).await?;
            outbox.settle(&lease.effect.id(), lease.token).await?;
        }
        let mention = post(&format!("{n}"), "@els", "mooi weer", n);
        let mut commit = scene.decide(Input::Mention(mention), at(n)).await?;
        commit.effects.extend(effects.clone());
        scene.offer(&commit).await?;
    }
    nothing_waits(outbox, 1, "a second time").await?;
    nothing_waits(outbox, 100, "a second time").await
}

/// Many effects wait side by side; each is leased once.
pub async fn effects_do_not_wait_for_each_other(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    for id in ["1", "2", "3", "4"] {
        Scene::over(store).hear(press(id)).await?;
    }
    let mut leased = BTreeSet::new();
    for _ in 0..4 {
        let id = take(outbox, 0).await?.effect.id();
        ensure(
            leased.insert(id.clone()),
            format!("`{id}` is leased to two"),
        )?;
    }
    nothing_waits(outbox, 0, "a fifth time").await
}

/// Notices about nothing in particular are kept like any other.
pub async fn a_notice_keeps_its_addressees(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let mention = post("1", "@jan", "mooi weer", 0);
    let mut commit = scene.decide(Input::Mention(mention), at(0)).await?;
    let to = vec![
        "els".to_owned(),
        "d'Artagnan, \"m\"".to_owned(),
        String::new(),
    ];
    let notice = Effect::Notify(Notice::new("notice/ù", to, "because"));
    commit.effects.push(notice.clone());
    scene.offer(&commit).await?;
    same("the notice", &take(outbox, 0).await?.effect, &notice)
}

/// A mention that somebody is told of.
fn press(id: &str) -> Mention {
    post(id, &format!("@{id}"), "een journalist", 0)
}
