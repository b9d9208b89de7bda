//! What others do with a mention is kept before it comes itself, and is
//! nobody's until then.

use super::scene::{Scene, at, post};
use super::seen::{Seen, conflict, ensure, same};
use crate::mention::{Handle, Mention, MentionKey};
use crate::policy::{Filing, Input, Standing};
use crate::store::CaseStore;

/// What others said to a mention that did not come yet is kept, and found
/// where it comes.
pub async fn what_was_not_seen_is_kept(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    scene.hear(answer("2", "@els")).await?;
    let unseen = filed(store).await?;
    same("where it stands", &unseen.standing, &Standing::Unseen)?;
    let answers = unseen.echoes().answers.len();
    same("the answers to it", &answers, &1)?;
    let case = scene.open(post("1", "@jan", "klacht", 2)).await?;
    let participants = scene.record(&case).await?.case.participants().count();
    same("who answered the customer", &participants, &1)
}

/// What was not seen is in no answer about an author's matters: not in that of
/// whoever spoke of it, nor of whoever turns out to have written it.
pub async fn what_was_not_seen_is_nobodys(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    scene.hear(answer("2", "@els")).await?;
    for author in ["@els", "@jan", ""] {
        let found = store
            .related(&"twitter".into(), &Handle::new(author))
            .await?;
        let is_unseen = |it: &Filing| it.standing == Standing::Unseen;
        ensure(
            !found.loose.iter().any(is_unseen),
            format!("what nobody has seen is told of `{author}`"),
        )?;
    }
    Ok(())
}

/// Of two that speak at the same time of what was not seen, one is first.
pub async fn what_was_not_seen_is_filed_once(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let decide = async |id, by| scene.decide(Input::Mention(answer(id, by)), at(1)).await;
    let one = decide("2", "@els").await?;
    let other = decide("3", "@bram").await?;
    scene.offer(&one).await?;
    conflict(
        "a word beside another on what was not seen",
        scene.offer(&other).await,
    )?;
    scene.hear(answer("3", "@bram")).await?;
    let answers = filed(store).await?.echoes().answers.len();
    same("the answers to it", &answers, &2)
}

/// What somebody says to the mention `1`, which did not come yet.
fn answer(id: &str, author: &str) -> Mention {
    post(id, author, "mooi weer", 1).in_reply_to("1")
}

/// What is filed of the mention `1`.
async fn filed(store: &dyn CaseStore) -> Result<Filing, Seen> {
    let found = store.filing(&MentionKey::new("twitter", "1")).await?;
    found.ok_or_else(|| Seen::new("what was said of a mention that did not come yet is lost"))
}
