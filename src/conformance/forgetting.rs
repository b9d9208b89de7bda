//! What is to be forgotten goes with the commit that says so.

use super::Ports;
use super::scene::{Scene, at, post};
use super::seen::{Seen, ensure, same};
use crate::case::Command;
use crate::mention::{Account, Handle};
use crate::policy::{Input, Standing};
use crate::store::{CaseStore, Outbox};

/// A part of a reply to a person who is forgotten has no words any more.
pub async fn forgotten_words_do_not_leave(
    store: &dyn CaseStore,
    outbox: &dyn Outbox,
) -> Result<(), Seen> {
    let scene = Scene::over(store);
    scene.leaving(post("1", "@jan", "klacht", 0), 1).await?;
    scene.put(forget("@jan"), at(1)).await?;
    let lease = outbox.lease(at(2), at(7)).await?;
    let words = lease.and_then(|lease| lease.text);
    ensure(words.is_none(), "words that are to be forgotten are leased")
}

/// What other people were to be told keeps its words.
pub async fn other_words_stay(store: &dyn CaseStore, outbox: &dyn Outbox) -> Result<(), Seen> {
    let scene = Scene::over(store);
    scene.leaving(post("1", "@jan", "klacht", 0), 1).await?;
    scene.open(post("2", "@els", "klacht", 0)).await?;
    scene.put(forget("@els"), at(1)).await?;
    let lease = outbox.lease(at(2), at(7)).await?;
    let words = lease.and_then(|lease| lease.text);
    ensure(words.is_some(), "words of another went with them")
}

/// Who is forgotten has no mention and no case; what was decided stays.
pub async fn who_is_forgotten_has_nothing(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    // Too long ago to be of the same matter.
    let loose = post("1", "@jan", "mooi weer", -10_000);
    scene.hear(loose.clone()).await?;
    let case = scene.open(post("2", "@jan", "klacht", 0)).await?;
    scene.put(forget("@jan"), at(1)).await?;
    let found = store
        .related(&"twitter".into(), &Handle::new("@jan"))
        .await?;
    ensure(
        found.cases.is_empty() && found.loose.is_empty(),
        "who is forgotten is found by their name",
    )?;
    same(
        "the mentions of the case",
        &scene.record(&case).await?.case.voices.len(),
        &1,
    )?;
    let filing = store.filing(&loose.key()).await?;
    same(
        "where their mention stands",
        &filing.map(|it| it.standing),
        &Some(Standing::Erased),
    )
}

/// Nothing that was written by or about a person is anywhere in the store.
pub async fn forgotten_words_are_nowhere(ports: &Ports) -> Result<(), Seen> {
    let Some(search) = &ports.search else {
        return Ok(());
    };
    let scene = Scene::over(&*ports.store);
    let complaint = post("1", "@kwikstaart", "klacht", 0);
    let case = scene.leaving(complaint, 1).await?;
    let text = "een woord over de boomklever".into();
    scene.act(&case, Command::Note { text }, at(1)).await?;
    let (system, reference) = ("crm".to_owned(), "ijsvogel".to_owned());
    let link = Command::Link { system, reference };
    scene.act(&case, link, at(1)).await?;
    // What is not kept yet need not be in a file.
    ports.store.sync().await?;
    let written = "uw schade vandaag bekeken";
    let words = ["kwikstaart", "boomklever", "ijsvogel", written];
    for word in words {
        let seen = format!("`{word}` is not found before it is to be forgotten");
        ensure(search(word), seen)?;
    }
    scene.put(forget("@kwikstaart"), at(2)).await?;
    ports.store.sync().await?;
    for word in words {
        let seen = format!("`{word}` is found after it was to be forgotten");
        ensure(!search(word), seen)?;
    }
    Ok(())
}

fn forget(handle: &str) -> Input {
    Input::Erase {
        accounts: vec![Account::new("twitter", handle)],
    }
}
