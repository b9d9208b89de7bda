//! A mention is filed once, however often and however many at a time it comes.

use super::scene::{Scene, at, post};
use super::seen::{Seen, conflict, ensure, given, same};
use crate::policy::{Input, Standing};
use crate::store::CaseStore;

/// A mention that comes again changes nothing.
pub async fn a_repeat_changes_nothing(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    for text in ["klacht", "twijfel", "mooi weer"] {
        let mention = post(text, "@jan", text, 0);
        scene.hear(mention.clone()).await?;
        let again = scene.decide(Input::Mention(mention), at(0)).await?;
        ensure(again.is_empty(), format!("a repeat of `{text}` is news"))?;
    }
    Ok(())
}

/// The same commit twice is a conflict, and nothing of it is there twice.
pub async fn a_commit_is_stored_once(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    for text in ["klacht", "twijfel"] {
        let commit = scene.hear(post(text, "@jan", text, 0)).await?;
        conflict("the same commit again", scene.offer(&commit).await)?;
        for change in &commit.changes {
            same(
                "the case",
                &scene.record(&change.case).await?,
                &*change.record,
            )?;
        }
    }
    Ok(())
}

/// Of two that take in the same mention at the same time one is first.
pub async fn of_two_at_once_one_is_first(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    // Of an unknown author, so that nothing but the mention is shared.
    let mention = post("1", "", "klacht", 0);
    let one = scene.decide(Input::Mention(mention.clone()), at(0)).await?;
    let other = scene.decide(Input::Mention(mention), at(0)).await?;
    let results = store.commit(&[one.clone(), other.clone()]).await;
    let mut results = results.into_iter();
    given(results.next())?;
    conflict("a mention that another has taken in", given(results.next()))?;
    for change in &other.changes {
        let found = store.load(&change.case).await?.is_some();
        let is_first = one.changes.iter().any(|it| it.case == change.case);
        ensure(!found || is_first, "the mention opened two cases")?;
    }
    Ok(())
}

/// A filing that skips one before it is a conflict.
pub async fn a_filing_that_skips_is_a_conflict(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let mut commit = scene
        .decide(Input::Mention(post("1", "@jan", "twijfel", 0)), at(0))
        .await?;
    for filing in &mut commit.filed {
        filing.edition += 1;
    }
    conflict(
        "a second filing without a first",
        scene.offer(&commit).await,
    )?;
    for filing in &commit.filed {
        let found = store.filing(&filing.mention).await?;
        ensure(found.is_none(), "it is filed all the same")?;
    }
    Ok(())
}

/// An edit replaces what was filed, and an edit decided on what was there before is a conflict.
pub async fn an_edit_replaces_what_was_filed(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    scene.hear(post("1", "@jan", "twijfel", 0)).await?;
    let edited = |revision, text: &str| {
        let mut mention = post("1", "@jan", text, 0);
        mention.revision = revision;
        Input::Mention(mention)
    };
    let late = scene.decide(edited(2, "mooi weer"), at(1)).await?;
    scene.put(edited(3, "twijfel"), at(2)).await?;
    conflict(
        "an edit of what has been edited since",
        scene.offer(&late).await,
    )?;
    let filing = store.filing(&post("1", "", "", 0).key()).await?;
    same("the revision", &filing.map(|it| it.revision), &Some(3))
}

/// What was taken back stays so, also where that came first.
pub async fn what_was_taken_back_stays_so(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    for (text, first) in [("klacht", false), ("twijfel", true)] {
        let mention = post(text, "@jan", text, 0);
        let gone = Input::Withdrawn {
            mention: mention.key(),
        };
        let heard = Input::Mention(mention.clone());
        let order = if first { [gone, heard] } else { [heard, gone] };
        for input in order {
            scene.put(input, at(1)).await?;
        }
        scene.hear(mention.clone()).await?;
        let filing = store.filing(&mention.key()).await?;
        same(
            "where it stands",
            &filing.map(|it| it.standing),
            &Some(Standing::Withdrawn),
        )?;
    }
    Ok(())
}

/// Of two posts of one author that are taken in at the same time, the second
/// is decided anew, on what the first became.
pub async fn two_posts_of_one_author_see_each_other(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let one = scene
        .decide(Input::Mention(post("1", "@jan", "klacht", 0)), at(0))
        .await?;
    let second = post("2", "@Jan", "klacht", 1);
    let other = scene.decide(Input::Mention(second.clone()), at(1)).await?;
    scene.offer(&one).await?;
    conflict(
        "a post beside another of its author",
        scene.offer(&other).await,
    )?;
    let case = scene.open(second).await?;
    let mentions = scene.record(&case).await?.case.voices.len();
    same("the mentions of their case", &mentions, &2)
}

/// What others say meanwhile, or the author elsewhere, holds nobody up.
pub async fn other_authors_do_not_conflict(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let commit = scene
        .decide(Input::Mention(post("1", "@jan", "klacht", 0)), at(0))
        .await?;
    scene.hear(post("2", "@els", "klacht", 0)).await?;
    let mut elsewhere = post("3", "@jan", "klacht", 0);
    elsewhere.channel = "forum".into();
    scene.hear(elsewhere).await?;
    Ok(scene.offer(&commit).await?)
}
