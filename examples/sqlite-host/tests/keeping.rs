//! What was stored is one transaction until it is kept, and holds nobody up after that.

use std::path::PathBuf;
use std::sync::Arc;

use pollster::block_on;
use sqlite_host::Sqlite;
use webcare::mention::{Mention, MentionKey};
use webcare::playbook::Playbook;
use webcare::policy::{Answer, Commit, Input, Policy, Question, Step};
use webcare::store::{CaseStore, StoreError};

fn two(name: &str) -> [Sqlite; 2] {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    [0, 1].map(|_| Sqlite::open(folder.join("host.db")).unwrap())
}

/// The commit of a mention that nobody has seen yet.
fn heard(id: &str) -> (MentionKey, Commit) {
    let playbook = toml::from_str(include_str!("../src/playbook.toml")).unwrap();
    let policy: Arc<Policy> = Arc::new(Playbook::from_value(playbook).unwrap().compile().unwrap());
    let mention = Mention::post("twitter", id).by(format!("@{id}").as_str()).text("goedemorgen");
    let key = mention.key();
    let mut step = policy.step(Input::Mention(mention), "2011-06-14T10:00:00Z".parse().unwrap());
    loop {
        step = match step {
            Step::Done(commit) => return (key, commit),
            Step::Refused(refusal) => panic!("{refusal}"),
            Step::Need(ask) => {
                let answer = match ask.question() {
                    Question::Filing(_) => Answer::Filing(None),
                    Question::Related { .. } => Answer::Related(Default::default()),
                    Question::FreshId => Answer::FreshId(format!("c-{id}").into()),
                    _ => Answer::NotKnown,
                };
                ask.answer(answer).unwrap()
            }
        }
    }
}

fn commit(store: &Sqlite, commits: &[Commit]) -> Vec<bool> {
    let stored = block_on(store.commit(commits)).into_iter();
    stored.map(|one| !matches!(one, Err(StoreError::Conflict))).collect()
}

fn sees(store: &Sqlite, mention: &MentionKey) -> bool {
    block_on(store.filing(mention)).unwrap().is_some()
}

#[test]
fn others_see_what_was_stored_when_it_is_kept() {
    let [ours, theirs] = two("kept");
    let [(first, one), (second, other)] = ["1", "2"].map(heard);
    assert_eq!(commit(&ours, &[one]), [true]);
    assert_eq!(commit(&ours, &[other]), [true]);
    assert!(sees(&ours, &first) && sees(&ours, &second));
    assert!(!sees(&theirs, &first) && !sees(&theirs, &second));
    block_on(ours.sync()).unwrap();
    assert!(sees(&theirs, &first) && sees(&theirs, &second));
}

#[test]
fn what_was_not_kept_is_lost_whole() {
    let [ours, theirs] = two("lost");
    let [(first, one), (second, other)] = ["1", "2"].map(heard);
    commit(&ours, &[one]);
    commit(&ours, &[other]);
    drop(ours); // As when the process ends.
    assert!(!sees(&theirs, &first) && !sees(&theirs, &second));
}

#[test]
fn who_is_refused_holds_nobody_up() {
    let [ours, theirs] = two("refused");
    let [(_, one), (second, other)] = ["1", "2"].map(heard);
    assert_eq!(commit(&ours, std::slice::from_ref(&one)), [true]);
    block_on(ours.sync()).unwrap();
    assert_eq!(commit(&ours, &[one]), [false]);
    // Another process can write: nothing is left open.
    assert_eq!(commit(&theirs, &[other]), [true]);
    block_on(theirs.sync()).unwrap();
    assert!(sees(&ours, &second));
}

#[test]
fn a_call_that_fails_takes_nothing_before_it_along() {
    let [ours, theirs] = two("failed");
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("failed/host.db");
    let refuses = "CREATE TRIGGER no AFTER INSERT ON mentions WHEN new.id = '3'
        BEGIN SELECT RAISE(ABORT, 'not this one'); END";
    rusqlite::Connection::open(file).unwrap().execute_batch(refuses).unwrap();
    let [(first, one), (second, other), (_, third)] = ["1", "2", "3"].map(heard);
    // Nothing was stored before: nothing is left open.
    assert!(block_on(ours.commit(&[other.clone(), third.clone()])).iter().all(Result::is_err));
    assert_eq!(commit(&theirs, &[one]), [true]);
    assert!(block_on(theirs.commit(&[other, third])).iter().all(Result::is_err));
    block_on(theirs.sync()).unwrap();
    assert!(sees(&ours, &first) && !sees(&ours, &second));
}
