//! A wake-up waits until a commit replaces it.

use chrono::{DateTime, TimeDelta, Utc};

use super::scene::{Scene, at, post};
use super::seen::{Seen, ensure, same};
use crate::case::{CaseId, Command, Ownership, Resolution};
use crate::mention::Mention;
use crate::policy::{Commit, Input};
use crate::store::CaseStore;

/// A case is due at the instant that its commit named, and not before.
pub async fn a_case_is_due_at_its_instant(store: &dyn CaseStore) -> Result<(), Seen> {
    let (case, wake) = waiting(store, post("1", "@jan", "klacht", 0)).await?;
    let early = store.due(wake - TimeDelta::nanoseconds(1), 9).await?;
    same("what is due before", &early, &vec![])?;
    same("what is due", &store.due(wake, 9).await?, &vec![case])
}

/// To be told of is not to be woken: a case that nobody woke is told again.
pub async fn a_case_stays_due(store: &dyn CaseStore) -> Result<(), Seen> {
    let (case, wake) = waiting(store, post("1", "@jan", "klacht", 0)).await?;
    for later in [0, 1, 100_000] {
        let due = store.due(wake + TimeDelta::minutes(later), 9).await?;
        same("what is due", &due, &vec![case.clone()])?;
    }
    Ok(())
}

/// The case that waits longest is told first, and no more than were asked for.
pub async fn the_earliest_come_first(store: &dyn CaseStore) -> Result<(), Seen> {
    let mut cases = Vec::new();
    for (author, minutes) in [("@c", 30), ("@a", 10), ("@d", 40), ("@b", 20)] {
        let (case, wake) = waiting(store, post(author, author, "klacht", minutes)).await?;
        cases.push((wake, case));
    }
    cases.sort();
    let ids: Vec<CaseId> = cases.into_iter().map(|(_, case)| case).collect();
    same("what is due", &store.due(at(100_000), 9).await?, &ids)?;
    let first: Vec<CaseId> = ids.into_iter().take(2).collect();
    same("the first two", &store.due(at(100_000), 2).await?, &first)?;
    same("the first none", &store.due(at(100_000), 0).await?, &vec![])
}

/// A later commit's instant takes the place of an earlier one's.
pub async fn a_wake_up_is_replaced(store: &dyn CaseStore) -> Result<(), Seen> {
    let (case, wake) = waiting(store, post("1", "@jan", "klacht", 0)).await?;
    let woken = Scene::over(store)
        .put(Input::Wake { case: case.clone() }, wake)
        .await?;
    let next = wake_of(&woken);
    ensure(
        next != Some(wake),
        "the checks' playbook wakes a case twice at one instant",
    )?;
    let due = store.due(wake, 9).await?;
    ensure(
        due.is_empty(),
        "a case is due at an instant that was replaced",
    )
}

/// A case that waits for nothing is not due.
pub async fn a_wake_up_is_called_off(store: &dyn CaseStore) -> Result<(), Seen> {
    let scene = Scene::over(store);
    let (case, _) = waiting(store, post("1", "@jan", "klacht", 0)).await?;
    let (ownership, resolution) = (Ownership::Decides, Resolution::NothingNeeded);
    scene.act(&case, Command::Take { ownership }, at(1)).await?;
    let ended = scene
        .act(&case, Command::Resolve { resolution }, at(2))
        .await?;
    let last = ended.changes.first().map(|change| change.wake_at);
    same("the wake-up of a case that ended", &last, &Some(None))?;
    let due = store.due(at(1_000_000), 9).await?;
    ensure(due.is_empty(), "a case is due that waits for nothing")
}

/// A mention that opens a case, and when the case is to be woken.
async fn waiting(store: &dyn CaseStore, mention: Mention) -> Result<(CaseId, DateTime<Utc>), Seen> {
    let commit = Scene::over(store).hear(mention).await?;
    let case = commit.changes.first().map(|change| change.case.clone());
    case.zip(wake_of(&commit))
        .ok_or_else(|| Seen::new("a complaint with no wake-up"))
}

fn wake_of(commit: &Commit) -> Option<DateTime<Utc>> {
    commit.changes.first().and_then(|change| change.wake_at)
}
