//! The async shell over ports that conflict, fail, crash and tell nonsense.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use pollster::block_on;
use webcare::case::{
    CaseId, Command, Fate, Notice, OutgoingPart, Ownership, Purpose, Refusal, ReplyId,
};
use webcare::channel::ChannelId;
use webcare::delivery::{Arrival, Delivered, SendError, Transport, deliver_next};
use webcare::desk::{Desk, DeskError};
use webcare::mention::{Handle, Mention, MentionKey, NativeId};
use webcare::policy::{Commit, Filing, Input, Order, Record, Related, Standing};
use webcare::store::{CaseStore, InMemory, StoreError};
use webcare::testkit::{Fault, Faulty};
use webcare::text::Private;
use webcare::triage::{Assessment, Classifier, ClassifyError, Confidence};

use crate::desk::{Sim, at, policy, policy_with};

fn now() -> DateTime<Utc> {
    at("13T08:00")
}

fn complaint() -> Mention {
    Mention::post("twitter", "1")
        .by("@jan_k")
        .text("een klacht")
        .posted_at(at("13T07:30"))
}

/// A desk over a store of which the first calls fail.
fn moody(calls: u64, fault: Fault) -> (Desk, Arc<InMemory>) {
    let inner = Arc::new(InMemory::new());
    let store = Faulty::over(inner.clone());
    (1..=calls).for_each(|nth| store.at(nth, fault));
    (Desk::new(policy(), Arc::new(store)), inner)
}

#[test]
fn a_conflict_is_tried_again_and_not_for_ever() {
    for (conflicts, taken_in) in [(0, true), (1, true), (7, true), (8, false), (1_000, false)] {
        let (desk, store) = moody(conflicts, Fault::Conflict);
        let done = block_on(desk.handle(Input::Mention(complaint()), now()));
        assert_eq!(done.is_ok(), taken_in, "{conflicts}");
        assert_eq!(store.records().len(), usize::from(taken_in));
        assert_eq!(
            store.filings().len(),
            usize::from(taken_in),
            "nothing by halves"
        );
        assert!(taken_in || matches!(done, Err(DeskError::Busy)));
    }
}

#[test]
fn a_store_that_fails_is_told_of_and_the_mention_may_come_again() {
    let (desk, store) = moody(1, Fault::Broken);
    let done = block_on(desk.handle(Input::Mention(complaint()), now()));
    let Err(DeskError::Store(error)) = done else {
        panic!("{done:?}")
    };
    assert!(!error.is_retryable());
    assert!(store.filings().is_empty());
    let healed = Desk::new(policy(), store.clone());
    block_on(healed.handle(Input::Mention(complaint()), now())).unwrap();
    assert_eq!(store.filings().len(), 1);
}

// A connection that breaks after the commit: what is brought again changes nothing.
#[test]
fn an_answer_that_was_lost_doubles_nothing() {
    let (desk, store) = moody(1, Fault::LostAfterCommit);
    let lost = block_on(desk.handle(Input::Mention(complaint()), now()));
    assert!(lost.unwrap_err().is_retryable());
    let again = block_on(desk.handle(Input::Mention(complaint()), now())).unwrap();
    assert!(again.is_empty());
    assert_eq!((store.records().len(), store.filings().len()), (1, 1));
}

// Nothing is acknowledged that may not outlast a crash, also not as a repeat.
#[test]
fn what_may_be_lost_is_not_taken_in() {
    let store = Arc::new(Faulty::over(Arc::new(InMemory::new())));
    let desk = Desk::new(policy(), store.clone());
    let take_in = || {
        let both = vec![Input::Mention(complaint()), Input::Mention(complaint())];
        block_on(desk.handle_all(both, now()))
    };
    store.at(1, Fault::Unsure);
    for taken in take_in() {
        let error = taken.unwrap_err();
        assert!(error.is_retryable());
        assert!(matches!(error, DeskError::Store(_)), "{error}");
    }
    for taken in take_in() {
        assert!(taken.unwrap().is_empty(), "it was stored, and is kept now");
    }
}

// Two posts of one author in two hands: neither may open a case beside the other's.
// S1:25
#[test]
fn two_posts_of_one_author_at_the_same_time_are_one_matter() {
    struct Late {
        inner: Arc<InMemory>,
        first: Mutex<Option<Desk>>,
    }
    let inner = Arc::new(InMemory::new());
    let first = Mutex::new(Some(Desk::new(policy(), inner.clone())));
    #[async_trait::async_trait]
    impl CaseStore for Late {
        async fn filing(&self, mention: &MentionKey) -> Result<Option<Filing>, StoreError> {
            self.inner.filing(mention).await
        }
        async fn related(
            &self,
            channel: &ChannelId,
            author: &Handle,
        ) -> Result<Related, StoreError> {
            let related = self.inner.related(channel, author).await;
            let first = self.first.lock().unwrap().take();
            if let Some(first) = first {
                let mut other = complaint();
                other.id = "2".into();
                first.handle(Input::Mention(other), now()).await.unwrap();
            }
            related
        }
        async fn load(&self, case: &CaseId) -> Result<Option<Record>, StoreError> {
            self.inner.load(case).await
        }
        async fn fresh_id(&self) -> Result<CaseId, StoreError> {
            self.inner.fresh_id().await
        }
        async fn commit(&self, commits: &[Commit]) -> Vec<Result<(), StoreError>> {
            self.inner.commit(commits).await
        }
        async fn sync(&self) -> Result<(), StoreError> {
            self.inner.sync().await
        }
        async fn due(&self, now: DateTime<Utc>, most: usize) -> Result<Vec<CaseId>, StoreError> {
            self.inner.due(now, most).await
        }
    }
    let late = Late {
        inner: inner.clone(),
        first,
    };
    let desk = Desk::new(policy(), Arc::new(late));
    block_on(desk.handle(Input::Mention(complaint()), now())).unwrap();
    assert_eq!(inner.records().len(), 1);
    assert_eq!(inner.records()[0].case.voices.len(), 2);
}

// Invariant 7
// S4:28
#[test]
fn of_two_racing_answers_one_is_refused_and_told_what_changed() {
    let mut sim = Sim::new();
    sim.hear(complaint(), now());
    let seen = sim.case().case;
    let ownership = Ownership::Decides;
    let order = |by: &str| Order {
        case: seen.id.clone(),
        expected: seen.revision,
        by: by.into(),
        command: Command::Take { ownership },
    };
    let first = block_on(sim.desk.handle(Input::Command(order("els")), now()));
    let second = block_on(sim.desk.handle(Input::Command(order("bram")), now()));
    assert_eq!(first.unwrap().changes.len(), 1);
    let Err(DeskError::Refused(Refusal::Stale { expected, found })) = second else {
        panic!("{second:?}")
    };
    assert_eq!((expected, found), (seen.revision, sim.case().case.revision));
    // Two commits of one revision: the store takes the first.
    let stale = sim.store.clone();
    let (mut one, mut two) = (Sim::new(), Sim::new());
    let (one, two) = (one.hear(complaint(), now()), two.hear(complaint(), now()));
    let fresh = InMemory::new();
    let results = block_on(fresh.commit(&[one, two]));
    assert!(
        matches!(results[..], [Ok(()), Err(StoreError::Conflict)]),
        "{results:?}"
    );
    drop(stale);
}

/// A channel that remembers what was posted on it.
#[derive(Default)]
struct Wall {
    posted: Mutex<Vec<u32>>,
    told: Mutex<Vec<Notice>>,
    mute: bool,
    blind: bool,
}

#[async_trait::async_trait]
impl Transport for Wall {
    async fn send(
        &self,
        part: &OutgoingPart,
        words: &Private,
    ) -> Result<Option<NativeId>, SendError> {
        assert!(!words.is_empty());
        self.posted.lock().unwrap().push(part.id.part);
        match self.mute {
            true => Err(SendError::Unsure),
            false => Ok(Some(format!("t{}", part.id.part).into())),
        }
    }

    async fn arrived(&self, part: &OutgoingPart, _: &Private) -> Arrival {
        if self.blind {
            return Arrival::Unknown;
        }
        match self.posted.lock().unwrap().contains(&part.id.part) {
            true => Arrival::Yes(None),
            false => Arrival::No,
        }
    }

    async fn notify(&self, notice: &Notice) -> Result<(), SendError> {
        self.told.lock().unwrap().push(notice.clone());
        Ok(())
    }
}

/// A reply of three parts that may leave.
fn leaving() -> Sim {
    let mut sim = Sim::new();
    sim.hear(complaint(), now());
    let ownership = Ownership::Decides;
    sim.order("els", Command::Take { ownership }, now())
        .unwrap();
    let draft = Command::Draft {
        answers: complaint().key(),
        revision: 1,
        purpose: Purpose::Answer,
        text: "Wij hebben uw schade bekeken en bellen u morgen. "
            .repeat(6)
            .into(),
    };
    sim.order("els", draft, now()).unwrap();
    let reply = ReplyId::new(1);
    sim.order("els", Command::Approve { reply }, now()).unwrap();
    sim
}

fn soon() -> DateTime<Utc> {
    now() + TimeDelta::minutes(5)
}

fn deliver(sim: &Sim, wall: &Wall, now: DateTime<Utc>) -> Option<Delivered> {
    let until = now + TimeDelta::minutes(5);
    block_on(sim.desk.deliver(&*sim.store, wall, now, until)).unwrap()
}

#[test]
fn parts_leave_one_by_one_and_then_nothing_waits() {
    let (sim, wall) = (leaving(), Wall::default());
    while deliver(&sim, &wall, now()).is_some() {}
    assert_eq!(*wall.posted.lock().unwrap(), [0, 1, 2]);
    assert!(sim.case().case.is_answered());
}

#[test]
fn a_part_waits_for_the_receipt_of_the_one_before_it() {
    let (sim, wall) = (leaving(), Wall::default());
    let leased = block_on(deliver_next(&*sim.store, &wall, now(), soon())).unwrap();
    assert!(matches!(leased, Some(Delivered::Part(_))));
    // Its receipt is under way: neither it nor the next leaves.
    assert!(deliver(&sim, &wall, now()).is_none());
    assert_eq!(*wall.posted.lock().unwrap(), [0]);
}

// Our database, our transaction, a crash in the middle of sending: nothing doubled.
#[test]
fn a_crash_between_sending_and_the_receipt_doubles_nothing() {
    let (sim, wall) = (leaving(), Wall::default());
    block_on(deliver_next(&*sim.store, &wall, now(), soon())).unwrap();
    while deliver(&sim, &wall, soon()).is_some() {}
    assert_eq!(*wall.posted.lock().unwrap(), [0, 1, 2]);
    assert!(sim.case().case.is_answered());
}

#[test]
fn what_nobody_can_know_goes_to_a_person() {
    let (sim, wall) = (
        leaving(),
        Wall {
            blind: true,
            mute: true,
            ..Wall::default()
        },
    );
    let Some(Delivered::Part(receipt)) = deliver(&sim, &wall, now()) else {
        panic!()
    };
    assert_eq!(receipt.fate, Fate::Unknown);
    assert!(sim.case().case.undelivered_since.is_some());
    while deliver(&sim, &wall, soon()).is_some() {}
    assert_eq!(
        *wall.posted.lock().unwrap(),
        [0],
        "it is not sent again by itself"
    );
    let told = wall.told.lock().unwrap();
    let to: Vec<_> = told
        .iter()
        .filter(|it| it.because == "onbekend")
        .flat_map(|it| &it.to)
        .collect();
    assert_eq!(to, ["els"]);
}

// A slow worker comes back after its lease has passed on: what it saw arrive did arrive.
#[test]
fn a_late_worker_still_tells_what_arrived() {
    let sim = leaving();
    let (slow, blind) = (
        Wall::default(),
        Wall {
            blind: true,
            mute: true,
            ..Wall::default()
        },
    );
    let late = block_on(deliver_next(&*sim.store, &slow, now(), soon())).unwrap();
    let Some(Delivered::Part(late)) = late else {
        panic!()
    };
    deliver(&sim, &blind, soon());
    let fenced = block_on(sim.desk.handle(Input::Receipt(late.clone()), soon()));
    assert!(matches!(
        fenced,
        Err(DeskError::Store(StoreError::LeaseLost))
    ));
    let fact = webcare::policy::Receipt {
        lease: None,
        ..late
    };
    block_on(sim.desk.handle(Input::Receipt(fact), soon())).unwrap();
    assert_eq!(sim.case().case.undelivered_since, None);
}

/// A classifier that sees complaints everywhere, or nothing at all.
#[derive(Debug)]
struct Told {
    fails: bool,
    asked: AtomicU32,
}

#[async_trait::async_trait]
impl Classifier for Told {
    async fn assess(&self, batch: &[Mention]) -> Vec<Result<Assessment, ClassifyError>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let doubt = Confidence::new(0.1).unwrap();
        let one = || match self.fails {
            true => Err(ClassifyError::TimedOut),
            false => Ok(Assessment::by("told").scored("complaint", doubt)),
        };
        batch.iter().map(|_| one()).collect()
    }
}

// S4:5
#[test]
fn a_classifier_of_the_hosts_is_asked_only_where_a_rule_needs_it() {
    let lines = "
        triage = { classifier = 'host', queue = 'webcare' }
        [[rules]]
        id   = 'door-de-host'
        when = { all = [{ words = 'host' }, { label = { complaint = 0.5 } }] }
        then = { respond = 'complaint' }
    ";
    let stands = |text: &str, fails: bool| {
        let store = Arc::new(InMemory::new());
        let told = Arc::new(Told {
            fails,
            asked: 0.into(),
        });
        let desk = Desk::new(policy_with(lines), store.clone()).with_classifier(told.clone());
        block_on(desk.handle(Input::Mention(complaint().text(text)), now())).unwrap();
        let standing = store.filings()[0].standing.clone();
        (standing, told.asked.load(Ordering::SeqCst))
    };
    assert_eq!(stands("vraag het de host", true), (Standing::Review, 1));
    assert_eq!(stands("mooi weer", true), (Standing::NoResponse, 0));
    let (standing, asked) = stands("mooie host", false);
    assert_eq!((standing, asked), (Standing::NoResponse, 1));
}

/// What is odd about a mention, and whether it stands where it must all the same.
type Odd<'t> = (&'static str, Mention, &'t dyn Fn(&Standing) -> bool);

#[test]
fn odd_mentions_are_taken_in_and_filed() {
    let megabyte = "klacht ".repeat(150_000);
    let mut unknown = complaint();
    unknown.channel = "hyves".into();
    let mut nothing = complaint().text("");
    nothing.posted_at = None;
    let mut early = complaint();
    early.posted_at = Some(DateTime::<Utc>::MIN_UTC);
    let mut never = complaint().text("");
    never.posted_at = Some(DateTime::<Utc>::MAX_UTC);
    let mut again = complaint();
    again.revision = u32::MAX;
    again.reach = Some(u64::MAX);
    let in_case = |standing: &Standing| matches!(standing, Standing::InCase(_));
    let review = |standing: &Standing| *standing == Standing::Review;
    let table: [Odd<'_>; 7] = [
        ("1 MB", complaint().text(megabyte.as_str()), &review),
        ("empty", nothing, &review),
        (
            "from the future",
            complaint().posted_at(at("29T08:00")),
            &in_case,
        ),
        ("unknown channel", unknown, &in_case),
        ("before all time", early, &in_case),
        ("after all time", never, &review),
        ("the last revision", again, &in_case),
    ];
    for (what, mention, expected) in table {
        let mut sim = Sim::new();
        let key = mention.key();
        sim.hear(mention.clone(), now());
        let standing = sim.standing(&key).unwrap();
        assert!(expected(&standing), "{what}: {standing:?}");
        assert!(sim.hear(mention, now()).is_empty(), "{what} again");
        let future = sim.store.filings()[0].heard.as_ref().unwrap().clone();
        assert!(future.voice.spoken_at <= now(), "{what}");
        assert_eq!(
            future.from_the_future,
            ["from the future", "after all time"].contains(&what)
        );
        sim.wake(at("30T08:00"));
        sim.withdraw(key.clone(), at("30T08:00"));
        assert_eq!(sim.standing(&key), Some(Standing::Withdrawn), "{what}");
    }
}
