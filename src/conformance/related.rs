//! An author's matters are found, in the case where they live on.

use super::scene::{Scene, at, post};
use super::seen::{Seen, conflict, ensure, same};
use crate::case::{CaseId, State};
use crate::mention::{Handle, MentionKey};
use crate::policy::{Input, Record, Related};
use crate::store::CaseStore;

/// Somebody who never said anything has nothing.
pub async fn a_stranger_has_nothing(store: &dyn CaseStore) -> Result<(), Seen> {
    Scene::over(store)
        .hear(post("1", "@jan", "klacht", 0))
        .await?;
    let found = of(store, "@els").await?;
    ensure(
        found.cases.is_empty() && found.loose.is_empty(),
        "a stranger has another's matters",
    )
}

/// A case is found by the author of a mention in it, once.
pub async fn a_case_is_found_by_its_author(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let case = scene.open(post("1", "@jan", "klacht", 0)).await?;
    scene.hear(post("2", "@jan", "klacht", 1)).await?;
    let record = scene.record(&case).await?;
    let found = of(store, "@jan").await?.cases;
    same("the author's cases", &ids(&found), &vec![case])?;
    same("the author's case", &found.first(), &Some(&record))
}

/// Handles are the same without their `@` and in any case.
pub async fn handles_are_compared_as_handles(store: &dyn CaseStore) -> Result<(), Seen> {
    Scene::over(store)
        .hear(post("1", "@Jan_K", "klacht", 0))
        .await?;
    for handle in ["@jan_k", "JAN_K", "jan_k"] {
        let found = of(store, handle).await?.cases.len();
        ensure(
            found == 1,
            format!("{found} cases for `{handle}`, who is `@Jan_K`"),
        )?;
    }
    Ok(())
}

/// What the author said on another channel is not found.
pub async fn channels_are_kept_apart(store: &dyn CaseStore) -> Result<(), Seen> {
    let mut elsewhere = post("1", "@jan", "klacht", 0);
    elsewhere.channel = "forum".into();
    Scene::over(store).hear(elsewhere).await?;
    let found = of(store, "@jan").await?;
    ensure(found.cases.is_empty(), "a case of another channel")
}

/// Mentions in no case are found: left alone, or under review.
pub async fn loose_mentions_are_found(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    scene.hear(post("1", "@jan", "mooi weer", 0)).await?;
    scene.hear(post("2", "@jan", "bedankt", 1)).await?;
    same(
        "the loose mentions",
        &loose(&of(store, "@jan").await?),
        &keys(&["1", "2"]),
    )
}

/// A mention that went into a case is not loose any more.
pub async fn a_mention_in_a_case_is_not_loose(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    scene.hear(post("1", "@jan", "bedankt", 0)).await?;
    scene.hear(post("2", "@jan", "klacht", 1)).await?;
    let found = of(store, "@jan").await?;
    same("the loose mentions", &loose(&found), &vec![])?;
    let mentions = found.cases.iter().map(|it| it.case.voices.len());
    same("the mentions in a case", &mentions.sum::<usize>(), &2)
}

/// What was taken back is still told, so that its author can be forgotten.
pub async fn what_was_taken_back_is_not_loose(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    scene.hear(post("1", "@jan", "bedankt", 0)).await?;
    let before = loose(&of(store, "@jan").await?);
    let mention = MentionKey::new("twitter", "1");
    scene.put(Input::Withdrawn { mention }, at(1)).await?;
    same(
        "the loose mentions",
        &loose(&of(store, "@jan").await?),
        &before,
    )
}

/// Cases that ended are found too: the customer may come back to one.
pub async fn an_ended_case_is_found(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let case = scene.open(post("1", "@jan", "klacht", 0)).await?;
    let mention = MentionKey::new("twitter", "1");
    // The only mention of an untouched case goes, and the case with it.
    scene.put(Input::Withdrawn { mention }, at(1)).await?;
    same(
        "its state",
        &scene.record(&case).await?.case.state,
        &State::Closed,
    )?;
    let reopened = scene.open(post("2", "@els", "klacht", 0)).await?;
    use crate::case::{Command, Ownership, Resolution};
    let (ownership, resolution) = (Ownership::Decides, Resolution::Resolved);
    scene
        .act(&reopened, Command::Take { ownership }, at(2))
        .await?;
    scene
        .act(&reopened, Command::Resolve { resolution }, at(3))
        .await?;
    let found = of(store, "@els").await?.cases;
    same("the author's cases", &ids(&found), &vec![reopened])
}

/// Of cases that merged, the one in which they live on is found, once.
pub async fn merged_cases_are_followed(store: &dyn CaseStore) -> Result<(), Seen> {
    let (scene, hour) = (Scene::over(store), 60);
    scene.open(post("1", "@jan", "klacht", 0)).await?;
    scene.open(post("3", "@jan", "klacht", 70 * hour)).await?;
    let bridge = post("2", "@jan", "klacht", 35 * hour);
    scene.put(Input::Mention(bridge), at(70 * hour)).await?;
    let found = of(store, "@jan").await?.cases;
    same("how many cases are found", &found.len(), &1)?;
    let lives_on = found
        .iter()
        .all(|it| it.case.merged_into.is_none() && it.case.voices.len() == 3);
    ensure(lives_on, "a case that was merged into another")
}

/// Of a case that merged into one that merged itself, the end is found. A
/// mention of the first of them is filed under it still.
pub async fn cases_that_merged_on_are_followed(store: &dyn CaseStore) -> Result<(), Seen> {
    let (scene, hour) = (Scene::over(store), 60);
    let first = scene.open(post("1", "@jan", "klacht", 0)).await?;
    for (id, hours) in [("3", 70), ("5", 140)] {
        scene.open(post(id, "@jan", "klacht", hours * hour)).await?;
    }
    for (id, hours) in [("4", 105), ("2", 35)] {
        let bridge = post(id, "@jan", "klacht", hours * hour);
        scene.put(Input::Mention(bridge), at(140 * hour)).await?;
    }
    let found = of(store, "@jan").await?.cases;
    same("the author's cases", &ids(&found), &vec![first])?;
    let mentions: usize = found.iter().map(|it| it.case.voices.len()).sum();
    same("the mentions in it", &mentions, &5)
}

/// The number on which a commit rests changes whenever a mention is filed, and only then.
pub async fn the_edition_changes_with_every_filing(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let mut seen = std::collections::BTreeSet::from([of(store, "@jan").await?.edition]);
    for (n, text) in (0..).zip(["klacht", "twijfel", "bedankt", "mooi weer"]) {
        scene.hear(post(text, "@jan", text, n)).await?;
        let edition = of(store, "@jan").await?.edition;
        ensure(
            seen.insert(edition),
            format!("the edition is {edition} again"),
        )?;
        scene.hear(post(text, "@els", text, n)).await?;
        same("the edition", &of(store, "@jan").await?.edition, &edition)?;
    }
    Ok(())
}

/// It changes too where a mention is filed that was there before: what was
/// decided on it as it was is a conflict.
pub async fn the_edition_changes_with_an_edit(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let mut mention = post("1", "@jan", "mooi weer", 0);
    scene.hear(mention.clone()).await?;
    let another = Input::Mention(post("2", "@jan", "klacht", 1));
    let stale = scene.decide(another, at(1)).await?;
    let before = of(store, "@jan").await?.edition;
    mention.revision = 2;
    mention.text = "twijfel".into();
    scene.put(Input::Mention(mention), at(1)).await?;
    let after = of(store, "@jan").await?.edition;
    ensure(
        before != after,
        format!("the edition is {after} before an edit and after it"),
    )?;
    conflict(
        "what rests on a mention as it was before an edit",
        scene.offer(&stale).await,
    )
}

async fn of(store: &dyn CaseStore, author: &str) -> Result<Related, Seen> {
    Ok(store
        .related(&"twitter".into(), &Handle::new(author))
        .await?)
}

fn ids(records: &[Record]) -> Vec<CaseId> {
    records.iter().map(|it| it.case.id.clone()).collect()
}

fn loose(related: &Related) -> Vec<MentionKey> {
    let mut loose: Vec<_> = related.loose.iter().map(|it| it.mention.clone()).collect();
    loose.sort();
    loose
}

fn keys(ids: &[&str]) -> Vec<MentionKey> {
    ids.iter()
        .map(|id| MentionKey::new("twitter", *id))
        .collect()
}
