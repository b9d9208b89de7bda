//! A part leaves once, in its order, and in doubt a person looks.

use super::scene::{Scene, at, nothing_waits, part_of, post, receipt, take};
use super::seen::{Seen, ensure, lost, same};
use crate::case::{Arrived, CaseId, Command, Fate, PartId, Progress, ReplyId};
use crate::policy::{Input, Receipt};
use crate::store::{CaseStore, Lease, Outbox};

const ARRIVED: Fate = Fate::Delivered(None);

/// Part 2 is not leased while part 1 is in somebody's hands, nor after that lease ran out.
pub async fn a_part_waits_for_the_one_before_it(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    leaving(store, 2).await?;
    part(&take(outbox, 1).await?, 0)?;
    nothing_waits(outbox, 2, "while the part before it is under way").await?;
    part(&take(outbox, 6).await?, 0)?;
    nothing_waits(outbox, 7, "while the part before it is under way").await
}

/// Part 2 is leased as soon as part 1 has arrived, with its own words.
pub async fn a_part_follows_the_one_before_it(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    let case = leaving(store, 3).await?;
    let mut said = Vec::new();
    for number in 0..3 {
        let lease = take(outbox, 1).await?;
        part(&lease, number)?;
        said.push(lease.text.clone().map(|text| text.words));
        Scene::over(store).receive(&lease, ARRIVED, at(2)).await?;
    }
    said.dedup();
    ensure(
        said.len() == 3 && !said.contains(&None),
        "parts with the words of another, or none",
    )?;
    nothing_waits(outbox, 100, "after all of it arrived").await?;
    let record = Scene::over(store).record(&case).await?;
    ensure(
        record.case.is_answered(),
        "the case does not know that it was answered",
    )
}

/// A part that arrived is not leased again, however long one waits.
pub async fn a_part_that_arrived_is_done(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    leaving(store, 1).await?;
    let lease = take(outbox, 1).await?;
    Scene::over(store).receive(&lease, ARRIVED, at(2)).await?;
    for minutes in [3, 6, 1_000_000] {
        nothing_waits(outbox, minutes, "though it arrived").await?;
    }
    Ok(())
}

/// A part that failed is not sent again by itself, and holds the rest.
pub async fn a_part_that_failed_holds_the_rest(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    holds_the_rest(store, outbox, Fate::Failed).await
}

/// A part of which nobody knows waits for a person, and the rest with it.
pub async fn an_unknown_part_waits_for_a_person(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    holds_the_rest(store, outbox, Fate::Unknown).await
}

/// A person who looked and found a part of unknown fate lets the rest leave.
pub async fn a_person_lets_the_rest_leave(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let case = leaving(store, 2).await?;
    scene
        .receive(&take(outbox, 1).await?, Fate::Unknown, at(2))
        .await?;
    let (reply, arrived) = (ReplyId::new(1), Arrived::Yes);
    let found = Command::Settle {
        reply,
        part: 0,
        arrived,
    };
    scene.act(&case, found, at(3)).await?;
    part(&take(outbox, 4).await?, 1)
}

/// What is sent anew after it failed leaves again, from its first lease on,
/// and the rest follows it.
pub async fn what_is_sent_anew_leaves_again(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let case = leaving(store, 2).await?;
    let first = take(outbox, 1).await?;
    scene.receive(&first, Fate::Failed, at(2)).await?;
    let reply = ReplyId::new(1);
    scene.act(&case, Command::Resend { reply }, at(3)).await?;
    let again = take(outbox, 4).await?;
    part(&again, 0)?;
    same("how often it was leased since", &again.attempts, &1)?;
    ensure(again.text.is_some(), "it comes without its words")?;
    ensure(
        again.token > first.token,
        "it comes under a token of before",
    )?;
    nothing_waits(outbox, 4, "before what was sent anew").await?;
    scene.receive(&again, ARRIVED, at(5)).await?;
    part(&take(outbox, 6).await?, 1)
}

/// A token of before a part was sent anew settles nothing.
pub async fn an_old_token_does_not_settle_what_is_sent_anew(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let case = leaving(store, 1).await?;
    let first = take(outbox, 1).await?;
    scene.receive(&first, Fate::Failed, at(2)).await?;
    let reply = ReplyId::new(1);
    scene.act(&case, Command::Resend { reply }, at(3)).await?;
    let late = scene
        .decide(receipt(&first, Fate::Failed, at(4))?, at(4))
        .await?;
    lost("what was sent anew", scene.offer(&late).await)?;
    part(&take(outbox, 4).await?, 0)
}

/// The effects of an approval that come again do not bring back what arrived.
pub async fn the_same_attempt_is_not_made_twice(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    let scene = Scene::over(store);
    leaving(store, 1).await?;
    let lease = take(outbox, 1).await?;
    let mention = post("2", "@els", "mooi weer", 2);
    let mut commit = scene.decide(Input::Mention(mention), at(2)).await?;
    commit.effects.push(lease.effect.clone());
    scene.offer(&commit).await?;
    nothing_waits(outbox, 3, "to two, because its effect came again").await?;
    scene.receive(&lease, ARRIVED, at(4)).await?;
    nothing_waits(outbox, 100, "though it arrived").await
}

/// A receipt under a token that was overtaken is refused whole: nothing of it is in the case.
pub async fn a_late_receipt_changes_nothing(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let case = leaving(store, 2).await?;
    let slow = take(outbox, 1).await?;
    let quick = take(outbox, 6).await?;
    let before = scene.record(&case).await?;
    let late = scene.decide(receipt(&slow, ARRIVED, at(7))?, at(7)).await?;
    lost(
        "a part by a worker who had lost it",
        scene.offer(&late).await,
    )?;
    same("the case", &scene.record(&case).await?, &before)?;
    nothing_waits(outbox, 8, "after a receipt that was refused").await?;
    scene.receive(&quick, ARRIVED, at(9)).await?;
    part(&take(outbox, 9).await?, 1)
}

/// A receipt that comes twice is taken in once.
pub async fn a_receipt_counts_once(store: &dyn CaseStore, outbox: &dyn Outbox) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let case = leaving(store, 1).await?;
    let lease = take(outbox, 1).await?;
    scene.receive(&lease, ARRIVED, at(2)).await?;
    let before = scene.record(&case).await?;
    let again = scene
        .decide(receipt(&lease, ARRIVED, at(3))?, at(3))
        .await?;
    scene.offer(&again).await?;
    same("the case", &scene.record(&case).await?, &before)
}

/// A part that is known to have arrived, by a receipt from elsewhere, is not
/// leased: whoever took it would post it twice.
pub async fn what_arrived_by_another_way_is_not_leased(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    let case = leaving(store, 2).await?;
    let first = PartId {
        case,
        reply: ReplyId::new(1),
        part: 0,
    };
    let fact = Receipt {
        part: first,
        fate: ARRIVED,
        at: at(1),
        lease: None,
    };
    Scene::over(store).put(Input::Receipt(fact), at(1)).await?;
    part(&take(outbox, 2).await?, 1)?;
    nothing_waits(outbox, 3, "though it arrived").await
}

/// Replies in other cases do not wait.
pub async fn other_replies_do_not_wait(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    let scene = Scene::over(store);
    for author in ["@jan", "@els", "@piet"] {
        scene.leaving(post(author, author, "klacht", 0), 2).await?;
    }
    let mut cases = std::collections::BTreeSet::new();
    for _ in 0..3 {
        let lease = take(outbox, 1).await?;
        part(&lease, 0)?;
        cases.extend(part_of(&lease).map(|part| part.case.clone()));
    }
    same("the cases of which a part is under way", &cases.len(), &3)?;
    nothing_waits(outbox, 2, "before the part before it").await
}

/// Parts of replies with a number like another's are kept apart.
pub async fn parts_of_other_cases_do_not_settle(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    let scene = Scene::over(store);
    for author in ["@jan", "@els"] {
        scene.leaving(post(author, author, "klacht", 0), 1).await?;
    }
    let one = take(outbox, 1).await?;
    scene.receive(&one, ARRIVED, at(2)).await?;
    let other = take(outbox, 3).await?;
    ensure(
        part_of(&one) != part_of(&other),
        "a part that arrived is leased again",
    )
}

/// A reply in `parts` parts, approved.
async fn leaving(store: &dyn CaseStore, parts: usize) -> Result<CaseId, Seen> {
    Scene::over(store)
        .leaving(post("1", "@jan", "klacht", 0), parts)
        .await
}

async fn holds_the_rest(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
    fate: Fate,
) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let case = leaving(store, 2).await?;
    let lease = take(outbox, 1).await?;
    scene.receive(&lease, fate.clone(), at(2)).await?;
    for minutes in [3, 6, 1_000_000] {
        nothing_waits(outbox, minutes, "before a person has looked").await?;
    }
    let record = scene.record(&case).await?;
    let parts = record.case.replies.values().flat_map(|reply| &reply.parts);
    let first = parts.map(|part| &part.progress).next();
    let noted = match fate {
        Fate::Failed => Progress::Failed,
        Fate::Unknown => Progress::Unknown,
        Fate::Delivered(native) => Progress::Delivered(native),
    };
    same("what the case knows of the part", &first, &Some(&noted))
}

/// Holds where the part in hand has this number.
fn part(lease: &Lease, number: u32) -> Result<(), Seen> {
    let leased = part_of(lease).map(|part| part.part);
    same("the part that is leased", &leased, &Some(number))
}
