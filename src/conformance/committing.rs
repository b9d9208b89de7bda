//! A commit is stored whole or not at all, and only on what it was decided on.

use super::scene::{Scene, at, nothing_waits, post, receipt, take};
use super::seen::{Seen, conflict, ensure, given, same};
use crate::case::{CaseId, Command, Fate, Ownership, Purpose, ReplyId};
use crate::mention::{Account, Mention};
use crate::policy::{Commit, Input};
use crate::store::{CaseStore, InMemory, Outbox};

/// No commits, no results.
pub async fn nothing_to_store_gives_nothing(store: &dyn CaseStore) -> Result<(), Seen> {
    let results = store.commit(&[]).await;
    same("the number of results", &results.len(), &0)
}

/// Many commits have a result each, and all of them are stored.
pub async fn every_commit_has_its_result(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let mut commits = Vec::new();
    for n in 0..5 {
        let mention = post(&format!("{n}"), &format!("@a{n}"), "klacht", 0);
        commits.push(scene.decide(Input::Mention(mention), at(0)).await?);
    }
    let results = store.commit(&commits).await;
    same("the number of results", &results.len(), &commits.len())?;
    results.into_iter().collect::<Result<Vec<()>, _>>()?;
    for filing in commits.iter().flat_map(|commit| &commit.filed) {
        let found = store.filing(&filing.mention).await?;
        same("the filing", &found.as_ref(), &Some(filing))?;
    }
    Ok(())
}

/// One commit that is refused keeps those around it from nothing, and the
/// results stand in the order of the commits.
pub async fn a_refused_commit_leaves_the_others(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let mut commits = Vec::new();
    for n in 0..3 {
        let mention = post(&format!("{n}"), &format!("@a{n}"), "klacht", 0);
        commits.push(scene.decide(Input::Mention(mention), at(0)).await?);
    }
    if let Some(second) = commits.get_mut(1) {
        expect_later(second);
    }
    let mut results = store.commit(&commits).await.into_iter();
    given(results.next())?;
    conflict("a commit on a log that is not there", given(results.next()))?;
    given(results.next())?;
    for (n, commit) in commits.iter().enumerate() {
        for filing in &commit.filed {
            let is_there = store.filing(&filing.mention).await?.is_some();
            ensure(
                is_there == (n != 1),
                format!("of three commits, number {n} is there: {is_there}"),
            )?;
        }
    }
    Ok(())
}

/// A later commit of a call finds what an earlier one stored.
pub async fn a_later_commit_finds_an_earlier_one(store: &dyn CaseStore) -> Result<(), Seen> {
    // Both are decided beforehand, on a store that has seen the first.
    let ahead = InMemory::new();
    let scene = Scene::over(&ahead);
    let first = scene.hear(post("1", "@jan", "klacht", 0)).await?;
    let second = scene.hear(post("2", "@jan", "bedankt", 1)).await?;
    let results = store.commit(&[first, second.clone()]).await;
    results.into_iter().collect::<Result<Vec<()>, _>>()?;
    for change in &second.changes {
        same(
            "the case",
            &store.load(&change.case).await?.as_ref(),
            &Some(&*change.record),
        )?;
    }
    Ok(())
}

/// A log that grew since it was read is a conflict.
pub async fn a_longer_log_is_a_conflict(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let case = scene.open(post("1", "@jan", "klacht", 0)).await?;
    let note = Command::Note {
        text: "eerst".into(),
    };
    let stale = scene
        .decide(scene.order(&case, note.clone()).await?, at(1))
        .await?;
    scene.act(&case, note, at(2)).await?;
    let before = scene.record(&case).await?;
    conflict("a commit on a log that grew", scene.offer(&stale).await)?;
    same("the case", &scene.record(&case).await?, &before)
}

/// A log that is shorter than expected is a conflict.
pub async fn a_shorter_log_is_a_conflict(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let case = scene.open(post("1", "@jan", "klacht", 0)).await?;
    let note = Command::Note {
        text: "later".into(),
    };
    let mut ahead = scene.decide(scene.order(&case, note).await?, at(1)).await?;
    expect_later(&mut ahead);
    let before = scene.record(&case).await?;
    conflict(
        "a commit on a log that is shorter",
        scene.offer(&ahead).await,
    )?;
    same("the case", &scene.record(&case).await?, &before)
}

/// A new case under the id of one that is there is a conflict.
pub async fn a_case_is_opened_once(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let case = scene.open(post("1", "@jan", "klacht", 0)).await?;
    let before = scene.record(&case).await?;
    let mut other = scene
        .decide(Input::Mention(post("2", "@els", "klacht", 0)), at(0))
        .await?;
    for change in &mut other.changes {
        change.case = case.clone();
    }
    conflict("a second case under one id", scene.offer(&other).await)?;
    same("the case", &scene.record(&case).await?, &before)
}

/// A change to a case that is not there is a conflict.
pub async fn a_missing_case_is_a_conflict(store: &dyn CaseStore) -> Result<(), Seen> {
    let mut commit = everything(store).await?;
    expect_later(&mut commit);
    conflict(
        "a change to a case that is not there",
        Scene::over(store).offer(&commit).await,
    )?;
    for change in &commit.changes {
        let found = store.load(&change.case).await?;
        ensure(
            found.is_none(),
            "half of a refused commit: its case is there",
        )?;
    }
    Ok(())
}

/// A commit that is refused files nothing.
pub async fn a_conflict_files_nothing(store: &dyn CaseStore) -> Result<(), Seen> {
    let commit = refused(store).await?;
    for filing in &commit.filed {
        let found = store.filing(&filing.mention).await?;
        ensure(
            found.is_none(),
            "half of a refused commit: its mention is filed",
        )?;
    }
    Ok(())
}

/// A commit that is refused leaves nothing to be done.
pub async fn a_conflict_leaves_no_effect(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    refused(store).await?;
    nothing_waits(outbox, 1, "of a commit that was refused").await
}

/// A commit that is refused leaves none of its words. Two drafts that were
/// written on the same case as it was have one id for their words: what was
/// refused would leave in place of what was approved.
pub async fn a_conflict_leaves_no_words(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let mention = post("1", "@jan", "klacht", 0);
    let case = scene.open(mention.clone()).await?;
    let ownership = Ownership::Decides;
    scene.act(&case, Command::Take { ownership }, at(0)).await?;
    let written = draft(&scene, &case, &mention, "We bellen u morgen op.").await?;
    let other = draft(&scene, &case, &mention, "U krijgt alles vergoed.").await?;
    // Once before the words under that id are there, and once after.
    let mut early = other.clone();
    expect_later(&mut early);
    conflict(
        "a commit on a log that is shorter",
        scene.offer(&early).await,
    )?;
    scene.offer(&written).await?;
    conflict("a second draft on one log", scene.offer(&other).await)?;
    let reply = ReplyId::new(1);
    scene.act(&case, Command::Approve { reply }, at(1)).await?;
    let leaves = take(outbox, 1).await?.text;
    ensure(leaves.is_some(), "a part without its words")?;
    ensure(
        leaves.as_ref() == written.texts.first(),
        "half of a refused commit: its words leave in place of those that were approved",
    )
}

/// A commit that is refused deletes nothing.
pub async fn a_conflict_forgets_nothing(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let case = scene.leaving(post("1", "@jan", "klacht", 0), 1).await?;
    let accounts = vec![Account::new("twitter", "@jan")];
    let erase = scene.decide(Input::Erase { accounts }, at(1)).await?;
    note(&scene, &case).await?;
    conflict("a commit on a log that grew", scene.offer(&erase).await)?;
    ensure(
        take(outbox, 2).await?.text.is_some(),
        "half of a refused commit: what it was to forget is forgotten",
    )
}

/// A commit that is refused settles nothing: what it had in hand goes to the
/// next when the lease has run out.
pub async fn a_conflict_settles_nothing(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let case = scene.leaving(post("1", "@jan", "klacht", 0), 1).await?;
    let lease = take(outbox, 1).await?;
    let told = receipt(&lease, Fate::Delivered(None), at(2))?;
    let stale = scene.decide(told, at(2)).await?;
    note(&scene, &case).await?;
    conflict("a receipt on a log that grew", scene.offer(&stale).await)?;
    let again = outbox.lease(at(7), at(12)).await?;
    same(
        "what is leased after a receipt that was refused",
        &again.map(|it| it.effect.id()),
        &Some(lease.effect.id()),
    )
}

/// A commit that is refused sets no wake-up.
pub async fn a_conflict_sets_no_wake_up(store: &dyn CaseStore) -> Result<(), Seen> {
    refused(store).await?;
    let due = store.due(at(1_000_000), 9).await?;
    ensure(
        due.is_empty(),
        "half of a refused commit: its wake-up is set",
    )
}

/// A mention whose commit was refused is taken in when it comes again.
pub async fn a_conflict_does_not_use_the_mention_up(store: &dyn CaseStore) -> Result<(), Seen> {
    refused(store).await?;
    let again = Scene::over(store).hear(post("1", "@jan", ALL, 0)).await?;
    ensure(
        !again.is_empty(),
        "the mention is taken for known after a conflict",
    )?;
    same("the number of cases", &again.changes.len(), &1)
}

/// A commit over two cases changes both.
pub async fn two_cases_change_together(store: &dyn CaseStore) -> Result<(), Seen> {
    let merge = merge(store).await?;
    Scene::over(store).offer(&merge).await?;
    for change in &merge.changes {
        let found = store.load(&change.case).await?;
        same("a merged case", &found.as_ref(), &Some(&*change.record))?;
    }
    Ok(())
}

/// Of a commit over two cases neither changes where the other did meanwhile.
pub async fn two_cases_stay_together(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let merge = merge(store).await?;
    let (first, last) = ends(&merge)?;
    let before = scene.record(first).await?;
    let note = Command::Note {
        text: "intussen".into(),
    };
    scene.act(last, note, at(5_000)).await?;
    conflict(
        "a merge with a case that changed",
        scene.offer(&merge).await,
    )?;
    same("the other case", &scene.record(first).await?, &before)
}

/// Each of the cases of a commit is compared.
pub async fn every_case_of_a_commit_is_compared(store: &dyn CaseStore) -> Result<(), Seen> {
    let merge = merge(store).await?;
    for place in 0..merge.changes.len() {
        let mut stale = merge.clone();
        if let Some(change) = stale.changes.get_mut(place) {
            change.expected += 1;
        }
        let result = Scene::over(store).offer(&stale).await;
        conflict(&format!("a merge of which case {place} changed"), result)?;
    }
    Ok(())
}

/// Words and effects of one commit are there together.
pub async fn words_come_with_their_effect(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    Scene::over(store)
        .leaving(post("1", "@jan", "klacht", 0), 1)
        .await?;
    let lease = take(outbox, 1).await?;
    let words = lease.text.map(|text| text.words);
    ensure(
        words.is_some_and(|words| words.reveal().contains("schade")),
        "a part without its words",
    )
}

/// A mention that leaves something in every table.
const ALL: &str = "klacht van een journalist";

/// A commit with a case, a filing, an effect and a wake-up.
async fn everything(store: &dyn CaseStore) -> Result<Commit, Seen> {
    Scene::over(store)
        .decide(Input::Mention(post("1", "@jan", ALL, 0)), at(0))
        .await
}

/// The same, offered on a log that is not there.
async fn refused(store: &dyn CaseStore) -> Result<Commit, Seen> {
    let mut commit = everything(store).await?;
    expect_later(&mut commit);
    conflict(
        "a commit on a log that is not there",
        Scene::over(store).offer(&commit).await,
    )?;
    Ok(commit)
}

/// A commit with a reply to `mention` in `case`.
async fn draft(
    scene: &Scene<'_>,
    case: &CaseId,
    mention: &Mention,
    words: &str,
) -> Result<Commit, Seen> {
    let draft = Command::Draft {
        answers: mention.key(),
        revision: 1,
        purpose: Purpose::Answer,
        text: words.into(),
    };
    scene.decide(scene.order(case, draft).await?, at(0)).await
}

/// Lets somebody write in a case meanwhile.
async fn note(scene: &Scene<'_>, case: &CaseId) -> Result<(), Seen> {
    let text = "intussen".into();
    scene.act(case, Command::Note { text }, at(1)).await?;
    Ok(())
}

/// A commit that merges two cases, which are there.
async fn merge(store: &dyn CaseStore) -> Result<Commit, Seen> {
    let (hour, scene) = (60, Scene::over(store));
    scene.open(post("1", "@jan", "klacht", 0)).await?;
    scene.open(post("3", "@jan", "klacht", 70 * hour)).await?;
    let bridge = post("2", "@jan", "klacht", 35 * hour);
    let merge = scene.decide(Input::Mention(bridge), at(70 * hour)).await?;
    same("the cases that a merge changes", &merge.changes.len(), &2)?;
    Ok(merge)
}

fn ends(commit: &Commit) -> Result<(&CaseId, &CaseId), Seen> {
    let (first, last) = (commit.changes.first(), commit.changes.last());
    first
        .zip(last)
        .map(|(first, last)| (&first.case, &last.case))
        .ok_or_else(|| Seen::new("a merge of no cases"))
}

fn expect_later(commit: &mut Commit) {
    for change in &mut commit.changes {
        change.expected += 1;
    }
}
