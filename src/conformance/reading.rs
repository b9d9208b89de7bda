//! What is stored is read, value for value.

use chrono::TimeDelta;

use super::Ports;
use super::scene::{Scene, at, nothing_waits, post, take};
use super::seen::{Seen, ensure, same};
use crate::case::Command;
use crate::mention::{Handle, Mention, MentionKey};
use crate::policy::Standing;
use crate::store::CaseStore;

/// A mention that was never seen stands nowhere.
pub async fn a_mention_never_seen_has_no_filing(store: &dyn CaseStore) -> Result<(), Seen> {
    Scene::over(store)
        .hear(post("1", "@jan", "klacht", 0))
        .await?;
    let found = store.filing(&MentionKey::new("twitter", "2")).await?;
    ensure(found.is_none(), "another mention's filing came back")
}

/// A case that was never opened is not there.
pub async fn a_case_never_opened_is_not_there(store: &dyn CaseStore) -> Result<(), Seen> {
    Scene::over(store)
        .hear(post("1", "@jan", "klacht", 0))
        .await?;
    let found = store.load(&"no such case".into()).await?;
    ensure(found.is_none(), "another case came back")
}

/// Ids for new cases differ from each other, and none is a case that is there.
pub async fn fresh_ids_are_new(store: &dyn CaseStore) -> Result<(), Seen> {
    let mut given = std::collections::BTreeSet::new();
    for n in 0..20 {
        given.insert(
            Scene::over(store)
                .open(post(&format!("{n}"), &format!("@a{n}"), "klacht", 0))
                .await?,
        );
    }
    for _ in 0..100 {
        let id = store.fresh_id().await?;
        ensure(given.insert(id.clone()), format!("`{id}` was given twice"))?;
        ensure(
            store.load(&id).await?.is_none(),
            format!("`{id}` is a case already"),
        )?;
    }
    Ok(())
}

/// A commit's filing and its case come back as they were.
pub async fn what_was_stored_is_read(store: &dyn CaseStore) -> Result<(), Seen> {
    let commit = Scene::over(store)
        .hear(post("1", "@jan", "klacht", 0))
        .await?;
    for filing in &commit.filed {
        same(
            "the filing",
            &store.filing(&filing.mention).await?,
            &Some(filing.clone()),
        )?;
    }
    for change in &commit.changes {
        let read = store.load(&change.case).await?;
        same("the case", &read, &Some((*change.record).clone()))?;
    }
    Ok(())
}

/// A case that changed comes back as it is now.
pub async fn a_case_that_changed_is_read_anew(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let case = scene.open(post("1", "@jan", "klacht", 0)).await?;
    for minutes in 1..4 {
        let note = Command::Note {
            text: "gebeld".into(),
        };
        let commit = scene.act(&case, note, at(minutes)).await?;
        let now = commit
            .changes
            .into_iter()
            .next()
            .map(|change| *change.record);
        same("the case", &store.load(&case).await?, &now)?;
    }
    Ok(())
}

/// Ids and names keep every character, also those that a query would trip over.
pub async fn characters_are_kept(store: &dyn CaseStore) -> Result<(), Seen> {
    let odd = [
        "' OR 1=1 --",
        "%_*?",
        "\u{0}",
        "a\u{301}",
        "🧑‍🤝‍🧑",
        " ",
        "NULL",
        "\\\"\n",
        "İ",
    ];
    for (minute, id) in (0..).zip(odd) {
        let mention = post(id, &format!("@x{id}"), "twijfel", minute);
        let key = mention.key();
        Scene::over(store).hear(mention).await?;
        let found = store.filing(&key).await?.map(|filing| filing.mention);
        same("the mention", &found, &Some(key.clone()))?;
        let related = store
            .related(&key.channel, &Handle::new(format!("@x{id}")))
            .await?;
        let loose: Vec<_> = related.loose.into_iter().map(|it| it.mention).collect();
        same("what its author has", &loose, &vec![key])?;
    }
    Ok(())
}

/// Ids that look alike when they are written in a row stay apart.
pub async fn ids_are_kept_apart(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    for (channel, id) in [
        ("a:b", "c"),
        ("a", "b:c"),
        ("A", "B:C"),
        ("a ", "b:c"),
        ("a/b", "c"),
        ("a", "b/c"),
    ] {
        let mention = Mention::post(channel, id)
            .by("@jan")
            .text("twijfel")
            .posted_at(at(0));
        let commit = scene.hear(mention.clone()).await?;
        ensure(
            !commit.is_empty(),
            format!("`{channel}` and `{id}` are taken for another mention"),
        )?;
        let filing = store.filing(&mention.key()).await?;
        same(
            "the mention",
            &filing.map(|it| it.mention),
            &Some(mention.key()),
        )?;
    }
    Ok(())
}

/// Instants are kept to the nanosecond.
pub async fn instants_are_kept(store: &dyn CaseStore) -> Result<(), Seen> {
    let said = at(0) + TimeDelta::nanoseconds(123_456_789);
    let mention = post("1", "@jan", "klacht", 0).posted_at(said).seen_at(said);
    let commit = Scene::over(store).hear(mention.clone()).await?;
    let filing = store.filing(&mention.key()).await?;
    let kept = filing
        .and_then(|it| it.heard)
        .map(|heard| heard.voice.spoken_at);
    same("when it was said", &kept, &Some(said))?;
    let wake = commit.changes.iter().find_map(|change| change.wake_at);
    let wake = wake.ok_or_else(|| Seen::new("no wake-up for a case that is due"))?;
    let early = store.due(wake - TimeDelta::nanoseconds(1), 9).await?;
    ensure(
        early.is_empty(),
        "a case is due a nanosecond before its instant",
    )?;
    same("how many are due", &store.due(wake, 9).await?.len(), &1)
}

/// A case of many entries is kept whole.
pub async fn a_long_case_is_kept(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let mut case = scene.open(post("0", "@jan", "klacht", 0)).await?;
    for n in 1..60 {
        case = scene
            .open(post(&format!("{n}"), "@jan", "klacht", n))
            .await?;
    }
    let record = scene.record(&case).await?;
    same("the number of mentions", &record.case.voices.len(), &60)
}

/// Another process gives no id that was given before.
pub async fn fresh_ids_outlive_the_process(ports: &Ports) -> Result<(), Seen> {
    let reopen = ports
        .reopen
        .as_ref()
        .ok_or_else(|| Seen::new("no way to reopen"))?;
    let scene = Scene::over(&*ports.store);
    let mut given = std::collections::BTreeSet::new();
    for author in ["@jan", "@els", "@piet"] {
        given.insert(scene.open(post(author, author, "klacht", 0)).await?);
    }
    given.insert(ports.store.fresh_id().await?);
    ports.store.sync().await?;
    let again = reopen();
    for _ in 0..20 {
        let id = again.store.fresh_id().await?;
        ensure(
            given.insert(id.clone()),
            format!("`{id}` is given again after a restart"),
        )?;
    }
    Ok(())
}

/// Another process finds what was stored: filings, cases, wake-ups, effects,
/// and what is in somebody's hands.
pub async fn what_was_stored_outlives_the_process(ports: &Ports) -> Result<(), Seen> {
    let reopen = ports
        .reopen
        .as_ref()
        .ok_or_else(|| Seen::new("no way to reopen"))?;
    let scene = Scene::over(&*ports.store);
    let mention = post("1", "@jan", "klacht", 0);
    let case = scene.leaving(mention.clone(), 2).await?;
    let (before, fresh) = (scene.record(&case).await?, ports.store.fresh_id().await?);
    let lease = take(&*ports.outbox, 1).await?;
    ports.store.sync().await?;
    let again = reopen();
    let filing = again.store.filing(&mention.key()).await?;
    same(
        "where the mention stands",
        &filing.map(|it| it.standing),
        &Some(Standing::InCase(case.clone())),
    )?;
    same("the case", &again.store.load(&case).await?, &Some(before))?;
    same(
        "what is due",
        &again.store.due(at(600), 9).await?,
        &vec![case],
    )?;
    let id = again.store.fresh_id().await?;
    ensure(id != fresh, format!("`{id}` was given again"))?;
    nothing_waits(&*again.outbox, 2, "while another process has it in hand").await?;
    let later = take(&*again.outbox, 6).await?;
    same("the effect", &later.effect, &lease.effect)?;
    same("how often it was leased", &later.attempts, &2)?;
    ensure(
        later.token > lease.token,
        "a token that is not larger than one before the restart",
    )
}
