//! Many inputs taken in at once come to the same as one by one.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use pollster::block_on;
use proptest::prelude::*;
use webcare::case::{CaseId, Command, Owner, Refusal, Revision};
use webcare::desk::{Desk, DeskError};
use webcare::mention::{Account, Mention, MentionKey};
use webcare::policy::{Commit, Import, Input, Order};
use webcare::sorted::SortedMap;
use webcare::store::InMemory;
use webcare::testkit::{Fault, Faulty};
use webcare::triage::{Assessment, Classifier, ClassifyError, Confidence};

use crate::desk::{Sim, at, policy, policy_with};
use crate::streams::{cases, end, streams};

fn now() -> DateTime<Utc> {
    at("13T08:00")
}

fn post(id: &str, author: &str, text: &str) -> Mention {
    Mention::post("twitter", id)
        .by(author)
        .text(text)
        .posted_at(now())
}

proptest! {
    #![proptest_config(cases(150))]

    // Invariant 2
    // S3:13, S4:4
    #[test]
    fn a_batch_comes_to_the_same_as_one_by_one(
        stream in streams(),
        size in 1..9_usize,
        fault in prop::option::of((1..5_u64, prop::bool::ANY)),
    ) {
        let mut single = Sim::new();
        for input in stream.inputs() {
            single.put(input, end()).unwrap();
        }
        let mut batched = Sim::new();
        let faulty = Faulty::over(batched.store.clone());
        if let Some((nth, lost)) = fault {
            faulty.at(nth, if lost { Fault::LostAfterCommit } else { Fault::Conflict });
        }
        batched.desk = Desk::new(policy(), Arc::new(faulty));
        for batch in stream.inputs().chunks(size) {
            let results = block_on(batched.desk.handle_all(batch.to_vec(), end()));
            prop_assert_eq!(results.len(), batch.len());
            // What failed comes again, and only that.
            for (result, input) in results.into_iter().zip(batch) {
                if let Err(error) = result {
                    prop_assert!(error.is_retryable());
                    batched.put(input.clone(), end()).unwrap();
                }
            }
        }
        prop_assert_eq!(single.shape(), batched.shape());
    }
}

/// Whatever may happen, made of three numbers: words of five people and of us,
/// what becomes of them, cases from elsewhere, and what is done in cases.
fn happening((kind, one, other): (u8, usize, usize)) -> Input {
    const WHO: [&str; 5] = ["@jan_k", "@els_v", "@piet", "@noorderlicht", ""];
    const WORDS: [&str; 4] = ["een klacht", "mooi", "bedankt", "nog een klacht"];
    let said = |one: usize, other: usize| {
        let id = one.to_string();
        let mut said = post(&id, WHO[one % 5], WORDS[(one + other) % 4]);
        said.posted_at = Some(now() - TimeDelta::hours((one * 17 % 90) as i64));
        said.revision = (other % 2) as u32;
        said.in_reply_to = (one % 3 == 1).then(|| (one * 5 % 9).to_string().into());
        said.repost_of = (one == 5).then(|| "2".into());
        said
    };
    let mention = MentionKey::new("twitter", one.to_string());
    let command = |command| {
        Input::Command(Order {
            case: CaseId::from(format!("c{}", one % 3 + 1)),
            expected: Revision::new(other as u64),
            by: "els".into(),
            command,
        })
    };
    match kind {
        0..6 => Input::Mention(said(one, other)),
        6 => Input::Withdrawn { mention },
        7 => Input::Looked {
            mention,
            by: "els".into(),
        },
        8 => Input::Import(Import {
            case: CaseId::from(format!("old-{}", one % 2)),
            // Of one author, or else it is refused.
            mentions: vec![said(one, 0), said(one + 5 * (other % 2), other)],
            owner: Owner::Agent("els".into()),
            answered: Vec::new(),
            answered_at: None,
            earlier_answers: Vec::new(),
            waits: Vec::new(),
            promises: Vec::new(),
            references: SortedMap::new(),
        }),
        9 => Input::Erase {
            accounts: vec![Account::new("twitter", WHO[one % 5])],
        },
        10 => command(Command::Merge {
            into: CaseId::from(format!("c{}", other % 3 + 1)),
        }),
        11 => command(Command::Unmerge),
        _ => command(Command::Note {
            text: "gezien".into(),
        }),
    }
}

proptest! {
    #![proptest_config(cases(400))]

    // S3:13
    #[test]
    fn whatever_happens_comes_to_the_same_in_a_batch(
        before in prop::collection::vec((0..13_u8, 0..9_usize, 0..9_usize), 0..6),
        batch in prop::collection::vec((0..13_u8, 0..9_usize, 0..9_usize), 2..6),
    ) {
        let (mut single, mut batched) = (Sim::new(), Sim::new());
        for sim in [&mut single, &mut batched] {
            for it in &before {
                let _ = sim.put(happening(*it), now());
            }
        }
        let all: Vec<Input> = batch.into_iter().map(happening).collect();
        let one_by_one = all.iter().map(|it| block_on(single.desk.handle(it.clone(), now())));
        let went = |result: Result<Commit, DeskError>| result.is_ok();
        let one_by_one: Vec<bool> = one_by_one.map(went).collect();
        let results = block_on(batched.desk.handle_all(all, now()));
        prop_assert_eq!(one_by_one, results.into_iter().map(went).collect::<Vec<_>>());
        prop_assert_eq!(single.shape(), batched.shape());
        prop_assert_eq!(single.store.texts().len(), batched.store.texts().len());
    }
}

#[test]
fn every_input_has_its_own_result_in_its_place() {
    let mut sim = Sim::new();
    sim.hear(post("1", "@jan_k", "een klacht"), now());
    let order = |by: &str, case: &str| {
        Input::Command(Order {
            case: CaseId::new(case),
            expected: sim.case().case.revision,
            by: by.into(),
            command: Command::Note {
                text: "gezien".into(),
            },
        })
    };
    let batch = vec![
        order("els", "c1"),
        Input::Mention(post("2", "@els_v", "mooi weer")),
        // It saw what the first changed.
        order("bram", "c1"),
        order("els", "no such case"),
        Input::Mention(post("1", "@jan_k", "een klacht")),
    ];
    let results = block_on(sim.desk.handle_all(batch, now()));
    let kinds: Vec<_> = results
        .iter()
        .map(|result| match result {
            Ok(commit) => format!("{} changes", commit.changes.len()),
            Err(DeskError::Refused(Refusal::Stale { .. })) => "stale".to_owned(),
            Err(DeskError::Refused(Refusal::NoSuchCase)) => "no such case".to_owned(),
            Err(error) => error.to_string(),
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "1 changes",
            "0 changes",
            "stale",
            "no such case",
            "0 changes"
        ]
    );
    assert!(block_on(sim.desk.handle_all(Vec::new(), now())).is_empty());
}

/// A classifier that counts how often it is asked, and about how many.
#[derive(Debug, Default)]
struct Counting {
    calls: AtomicU32,
    mentions: AtomicU32,
}

#[async_trait::async_trait]
impl Classifier for Counting {
    async fn assess(&self, batch: &[Mention]) -> Vec<Result<Assessment, ClassifyError>> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        self.mentions
            .fetch_add(batch.len() as u32, Ordering::SeqCst);
        let one = |mention: &Mention| match mention.text.reveal().contains("stil") {
            true => Err(ClassifyError::TimedOut),
            false => Ok(Assessment::by("counting").scored("complaint", Confidence::FULL)),
        };
        batch.iter().map(one).collect()
    }
}

#[test]
fn the_classifier_is_asked_once_for_a_batch() {
    let lines = "
        triage = { classifier = 'host', queue = 'webcare' }
        [[rules]]
        id   = 'door-de-host'
        when = { all = [{ words = 'host' }, { label = { complaint = 0.5 } }] }
        then = { respond = 'complaint' }
    ";
    let (store, counting) = (Arc::new(InMemory::new()), Arc::new(Counting::default()));
    let desk = Desk::new(policy_with(lines), store.clone()).with_classifier(counting.clone());
    let texts = [
        "de host",
        "mooi weer",
        "de stille host is stil",
        "weer de host",
    ];
    let authors = ["@a", "@b", "@c", "@d"];
    let batch = texts.iter().zip(authors);
    let batch = batch.map(|(text, author)| Input::Mention(post(author, author, text)));
    let results = block_on(desk.handle_all(batch.collect(), now()));
    assert!(results.iter().all(Result::is_ok));
    // The one without the word is not asked about, and the one that failed goes to a person.
    assert_eq!(counting.calls.load(Ordering::SeqCst), 1);
    assert_eq!(counting.mentions.load(Ordering::SeqCst), 3);
    assert_eq!(store.records().len(), 2);
}

/// However many come at once, the classifier and the store get a hundred or so at a time.
#[test]
fn a_large_batch_goes_in_parts() {
    let lines = "
        triage = { classifier = 'host', queue = 'webcare' }
        rules  = [{ id = 'door-de-host', when = { label = { complaint = 0.5 } }, then = { respond = 'complaint' } }]
    ";
    for (at_once, calls) in [(Desk::AT_ONCE, 2), (1_000, 1), (100, 2), (0, 200)] {
        let (store, counting) = (Arc::new(InMemory::new()), Arc::new(Counting::default()));
        let desk = Desk::new(policy_with(lines), store.clone())
            .with_classifier(counting.clone())
            .at_once(at_once);
        let batch = (0..200).map(|one| {
            let author = format!("@a_{one}");
            Input::Mention(post(&author, &author, "de host"))
        });
        let results = block_on(desk.handle_all(batch.collect(), now()));
        for (one, commit) in results.into_iter().enumerate() {
            let filed = commit.unwrap().filed;
            assert_eq!(filed[0].mention.id.as_str(), format!("@a_{one}"));
        }
        assert_eq!(counting.calls.load(Ordering::SeqCst), calls, "{at_once}");
        assert_eq!(counting.mentions.load(Ordering::SeqCst), 200);
        assert_eq!(store.records().len(), 200);
    }
}

/// One complaint, told in three posts, passed on by many and answered by others.
#[test]
fn what_hangs_together_comes_in_the_order_of_the_batch() {
    let store = Arc::new(InMemory::new());
    let desk = Desk::new(policy(), store.clone());
    let mut batch = vec![
        post("0", "@jan_k", "een klacht"),
        post("1", "@jan_k", "nog een klacht"),
        post("2", "@jan_k", "en een klacht erbij"),
    ];
    for number in 3..203 {
        let mut echo = post(&number.to_string(), &format!("@a_{number}"), "een klacht");
        match number % 2 {
            0 => echo.repost_of = Some("0".into()),
            _ => echo.in_reply_to = Some("0".into()),
        }
        batch.push(echo);
    }
    let taken = block_on(desk.handle_all(batch.into_iter().map(Input::Mention).collect(), now()));
    assert!(taken.iter().all(Result::is_ok));

    let first = MentionKey::new("twitter", "0");
    let records = store.records();
    let case = &records
        .iter()
        .find(|it| it.case.voices.contains_key(&first))
        .unwrap()
        .case;
    assert_eq!(case.voices.len(), 3);
    assert_eq!(case.voices[&first].echoes.copies, 100);
    assert_eq!(case.voices[&first].echoes.answers.len(), 100);
}

/// Where the first of two copies of a post cannot be stored, the other is not
/// told to be a repeat of it.
#[test]
fn a_repeat_of_what_was_not_stored_is_no_repeat() {
    let store = Arc::new(InMemory::new());
    let faulty = Faulty::over(store.clone());
    faulty.at(1, Fault::Conflict);
    let desk = Desk::new(policy(), Arc::new(faulty));
    let same = || Input::Mention(post("1", "@jan_k", "een klacht"));
    let taken = block_on(desk.handle_all(vec![same(), same()], now()));
    let changed: Vec<bool> = taken
        .iter()
        .map(|it| !it.as_ref().unwrap().is_empty())
        .collect();
    assert_eq!(changed, [true, false]);
    assert_eq!(store.filings().len(), 1);
}

#[test]
fn the_organisation_may_post_as_often_in_a_batch_as_anybody() {
    let playbook = toml::from_str(
        r#"
        playbook = "Noorderlicht"
        version  = "1"
        zone     = "Europe/Amsterdam"
        channels.twitter = { visibility = "public", own = ["@noorderlicht"] }
        rules    = [{ id = "schade", when = "schade", then = { respond = "complaint" } }]
    "#,
    );
    let playbook = webcare::playbook::Playbook::from_value(playbook.unwrap());
    let policy = Arc::new(playbook.unwrap().compile().unwrap());
    let desk = Desk::new(policy, Arc::new(InMemory::new()));
    let posts = (0..20).map(|n| post(&n.to_string(), "@noorderlicht", "schade melden"));
    let results = block_on(desk.handle_all(posts.map(Input::Mention).collect(), now()));
    for result in results {
        result.unwrap();
    }
}
