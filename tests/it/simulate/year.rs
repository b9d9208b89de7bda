use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, TimeDelta, Utc};
use pollster::block_on;
use webcare::case::{CaseId, Command, Effect, Refusal, State};
use webcare::desk::{Desk, DeskError};
use webcare::mention::{Account, MentionKey};
use webcare::policy::{Answer, Commit, Input, Order, Policy, Question, Record, Step};
use webcare::store::{CaseStore, InMemory, Outbox, StoreError};
use webcare::testkit::{Fault, Faulty, Mishap, Network};

use super::dice::Dice;
use super::feed::Feed;
use super::office;
use crate::desk::{policy, policy_with};

/// A desk through a year.
pub(super) struct Year {
    pub(super) dice: Dice,
    pub(super) desk: Desk,
    pub(super) store: Arc<InMemory>,
    faulty: Arc<Faulty>,
    pub(super) network: Network,
    pub(super) feed: Feed,
    /// What the desk goes by: it is never set back.
    pub(super) now: DateTime<Utc>,
    /// What a worker decided before others went on.
    held: Option<(Input, Commit)>,
    pub(super) accepted: BTreeMap<MentionKey, Input>,
    cases: Vec<CaseId>,
    pub(super) tally: Tally,
}

/// How often what happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tally {
    pub(super) mentions: u64,
    pub(super) repeats: u64,
    pub(super) orders: u64,
    pub(super) refused: u64,
    pub(super) stale: u64,
    pub(super) faults: u64,
    pub(super) conflicts: u64,
    pub(super) crashes: u64,
    pub(super) posted: u64,
    pub(super) unknown: u64,
    pub(super) erased: u64,
    pub(super) breached: u64,
    pub(super) merged: u64,
}

impl Tally {
    pub(super) fn add(&mut self, other: &Self) {
        let mut other = other.clone();
        for (all, one) in self.counts().into_iter().zip(other.counts()) {
            *all += *one;
        }
    }

    fn counts(&mut self) -> [&mut u64; 13] {
        [
            &mut self.mentions,
            &mut self.repeats,
            &mut self.orders,
            &mut self.refused,
            &mut self.stale,
            &mut self.faults,
            &mut self.conflicts,
            &mut self.crashes,
            &mut self.posted,
            &mut self.unknown,
            &mut self.erased,
            &mut self.breached,
            &mut self.merged,
        ]
    }

    /// A year in which nothing goes wrong proves nothing.
    pub(super) fn holds_some_of_everything(&mut self) {
        let told = self.clone();
        assert!(self.counts().iter().all(|it| **it > 0), "{told:?}");
    }
}

/// The playbook from the summer on: answers are due sooner, and texts go.
fn summer() -> Arc<Policy> {
    static SUMMER: OnceLock<Arc<Policy>> = OnceLock::new();
    let lines = "version = 't2'\nsla = { first-response = '4 business hours' }\nretention = { note = '90 days', part = '60 days' }";
    SUMMER.get_or_init(|| policy_with(lines)).clone()
}

impl Year {
    pub(super) fn new(seed: u64) -> Self {
        let store = Arc::new(InMemory::new());
        let faulty = Arc::new(Faulty::over(store.clone()));
        Self {
            dice: Dice::new(seed),
            desk: Desk::new(policy(), faulty.clone()),
            store,
            faulty,
            network: Network::new(),
            feed: Feed::default(),
            now: "2011-01-03T08:00:00Z".parse().unwrap(),
            held: None,
            accepted: BTreeMap::new(),
            cases: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// A year, by and by. Nights, weekends and holidays go by at once.
    pub(super) fn play(&mut self) {
        let end = self.now + TimeDelta::days(365);
        let summer: DateTime<Utc> = "2011-07-01T00:00:00Z".parse().unwrap();
        let mut is_summer = false;
        while self.now < end {
            if self.now >= summer && !is_summer {
                is_summer = true;
                self.desk = self.desk.clone().with_policy(self::summer());
            }
            self.time_goes_by();
            self.wake();
            self.listen();
            for _ in 0..self.dice.below(3) {
                self.work();
            }
            if self.dice.is_one_in(2) {
                self.deliver();
            }
            if self.dice.is_one_in(150) {
                self.forget_somebody();
            }
        }
    }

    /// Minutes as a rule; hours, and now and then a week that the machine is down.
    fn time_goes_by(&mut self) {
        let step = match self.dice.below(20) {
            0..8 => self.dice.minutes(30),
            8..17 => self.dice.minutes(60 * 20),
            17 | 18 => self.dice.minutes(60 * 24 * 4),
            _ => self.dice.minutes(60 * 24 * 9),
        };
        // The clock may be set back: the desk goes on from where it was.
        let is_set_back = self.dice.is_one_in(25);
        let told = match is_set_back {
            true => self.now - step,
            false => self.now + step,
        };
        self.now = self.now.max(told);
    }

    /// What the world says meanwhile, and what of it a feed brings.
    fn listen(&mut self) {
        match self.dice.below(12) {
            0..3 => self.feed.say(&mut self.dice, self.now),
            3 => self.feed.change(&mut self.dice, self.now),
            _ => {}
        }
        while let Some(input) = self.feed.due(self.now) {
            self.take_in(input);
        }
    }

    fn take_in(&mut self, input: Input) {
        if self.held.is_none() && self.dice.is_one_in(12) {
            // A slow worker: it decides now, and stores later.
            let commit = self.decide(&input);
            self.held = Some((input, commit));
            return;
        }
        let key = match &input {
            Input::Mention(mention) => mention.key(),
            Input::Withdrawn { mention } => mention.clone(),
            other => panic!("{other:?}"),
        };
        if let Some(commit) = self.put(input.clone()) {
            self.tally.mentions += 1;
            self.tally.repeats += u64::from(commit.is_empty());
            self.accepted.insert(key, input);
        } else {
            // It was not taken in, or nobody knows: it comes again.
            let later = self.now + TimeDelta::minutes(3);
            self.feed.again(later, input);
        }
        if self.dice.is_one_in(2) {
            self.let_go();
        }
    }

    /// The slow worker stores what it decided, unless something else was stored since.
    fn let_go(&mut self) {
        let Some((input, commit)) = self.held.take() else {
            return;
        };
        if !commit.is_empty() {
            let is_current = self.is_current(&commit);
            let done = block_on(self.store.commit(std::slice::from_ref(&commit))).pop();
            match done.unwrap() {
                Ok(()) => {
                    assert!(is_current, "stored on what is not there any more");
                    self.note(&commit);
                }
                Err(StoreError::Conflict) => {
                    assert!(!is_current, "refused though nothing changed");
                    self.tally.conflicts += 1;
                }
                Err(error) => panic!("{error}"),
            }
        }
        self.take_in(input);
    }

    fn is_current(&self, commit: &Commit) -> bool {
        let changes = commit.changes.iter();
        let lengths = changes.map(|it| (self.store.record(&it.case), it.expected));
        let mut lengths = lengths.map(|(it, expected)| it.map_or(0, |it| it.length) == expected);
        let filed = commit.filed.iter().map(|filing| {
            let before = block_on(self.store.filing(&filing.mention)).unwrap();
            before.map_or(0, |it| it.edition) + 1 == filing.edition
        });
        let authors = commit.rests_on.iter().all(|basis| {
            let found = block_on(self.store.related(&basis.channel, &basis.author));
            found.unwrap().edition == basis.edition
        });
        lengths.all(|it| it) && filed.into_iter().all(|it| it) && authors
    }

    /// What would be stored, decided on what is stored now.
    fn decide(&self, input: &Input) -> Commit {
        let mut step = self.desk.policy().step(input.clone(), self.now);
        loop {
            let ask = match step {
                Step::Done(commit) => return commit,
                Step::Refused(refusal) => panic!("{refusal}"),
                Step::Need(ask) => ask,
            };
            let answer = match ask.question() {
                Question::Filing(key) => {
                    Answer::Filing(block_on(self.store.filing(key)).unwrap().map(Box::new))
                }
                Question::Related { channel, author } => {
                    Answer::Related(block_on(self.store.related(channel, author)).unwrap())
                }
                Question::Case(id) => {
                    Answer::Case(block_on(self.store.load(id)).unwrap().map(Box::new))
                }
                Question::FreshId => Answer::FreshId(block_on(self.store.fresh_id()).unwrap()),
                _ => Answer::NotKnown,
            };
            step = ask.answer(answer).unwrap();
        }
    }

    /// Takes something in over a store that may fail; none where that was not
    /// said to be done.
    fn put(&mut self, input: Input) -> Option<Commit> {
        if self.dice.is_one_in(15) {
            self.tally.faults += 1;
            let fault = match self.dice.below(4) {
                0 => Fault::Down,
                1 => Fault::Broken,
                2 => Fault::LostAfterCommit,
                _ => Fault::Conflict,
            };
            self.faulty.at(1, fault);
        }
        match block_on(self.desk.handle(input, self.now)) {
            Ok(commit) => {
                self.note(&commit);
                Some(commit)
            }
            Err(DeskError::Refused(refusal)) => {
                self.tally.refused += 1;
                self.tally.stale += u64::from(matches!(refusal, Refusal::Stale { .. }));
                None
            }
            Err(DeskError::Store(StoreError::Failed { .. })) => {
                self.find_cases();
                None
            }
            Err(error) => panic!("{error}"),
        }
    }

    fn note(&mut self, commit: &Commit) {
        for change in &commit.changes {
            if change.expected == 0 {
                self.cases.push(change.case.clone());
            }
        }
        let usual = |guard: &webcare::case::Guard| office::is_usual(*guard);
        assert!(commit.warnings.iter().all(usual), "{:?}", commit.warnings);
    }

    /// After an answer that was lost: the cases that are there.
    fn find_cases(&mut self) {
        let records = self.store.records();
        self.cases = records.iter().map(|it| it.case.id.clone()).collect();
    }

    /// Somebody does something with a case that they looked at, just now or a while ago.
    fn work(&mut self) {
        let from = self.cases.len().saturating_sub(5);
        let Some(id) = self.dice.of(&self.cases[from..]).cloned() else {
            return;
        };
        let record = self.store.record(&id).unwrap();
        let is_over = matches!(record.case.state, State::Closed | State::Merged);
        if is_over && !self.dice.is_one_in(4) {
            return;
        }
        let (by, command) = office::work(&mut self.dice, &record, &self.network);
        let (by, command) = match self.dice.is_one_in(30) {
            true => (by, self.join(&record)),
            false => (by, command),
        };
        let is_late = self.dice.is_one_in(20) && record.case.revision.get() > 0;
        let expected = match is_late {
            true => webcare::case::Revision::new(record.case.revision.get() - 1),
            false => record.case.revision,
        };
        let holds = command == Command::Hold;
        self.tally.orders += 1;
        let done = self.put(Input::Command(Order {
            case: id,
            expected,
            by: by.into(),
            command,
        }));
        // 7: who has not seen the last word is refused.
        assert!(!is_late || holds || done.is_none());
    }

    fn join(&mut self, record: &Record) -> Command {
        let into = self.dice.of(&self.cases).cloned().unwrap();
        let last = record.case.voices.keys().last().cloned();
        match self.dice.below(3) {
            0 => Command::Merge { into },
            1 => Command::Unmerge,
            _ => Command::Split {
                mentions: last.into_iter().collect(),
            },
        }
    }

    fn wake(&mut self) {
        if self.dice.is_one_in(3) {
            // Nobody comes to wake it, or nobody in time.
            return;
        }
        if block_on(self.desk.wake(self.now)).is_err() {
            self.find_cases();
        }
    }

    /// Brings out what waits; the process may die on the way.
    fn deliver(&mut self) {
        for _ in 0..self.dice.below(6) {
            let until = self.now + TimeDelta::minutes(2);
            if self.dice.is_one_in(8) {
                let lease = block_on(self.store.lease(self.now, until)).unwrap();
                let Some(lease) = lease else { return };
                self.tally.crashes += 1;
                // It died before it was sent; or after, and before the receipt was stored.
                let is_late = self.dice.is_one_in(2) && lease.attempts == 1;
                if let (Effect::Send(part), Some(text), true) =
                    (&lease.effect, &lease.text, is_late)
                {
                    use webcare::delivery::Transport;
                    let _ = block_on(self.network.send(part, &text.words));
                }
                continue;
            }
            if self.dice.is_one_in(5) {
                let mishaps = [
                    Mishap::Refused,
                    Mishap::SilentlySent,
                    Mishap::SilentlyLost,
                    Mishap::SentUnsure,
                ];
                let mishap = *self.dice.of(&mishaps).unwrap();
                self.network.next([mishap]);
            }
            let done = self
                .desk
                .deliver(&*self.store, &self.network, self.now, until);
            match block_on(done) {
                Ok(None) => return,
                Ok(Some(_)) => {}
                Err(_) => self.find_cases(),
            }
        }
    }

    /// A person is to be forgotten, on every channel.
    fn forget_somebody(&mut self) {
        let Some(handle) = self.feed.somebody(&mut self.dice) else {
            return;
        };
        let accounts = ["twitter", "forum", "dm"].map(|it| Account::new(it, handle.as_str()));
        let input = Input::Erase {
            accounts: accounts.to_vec(),
        };
        while self.put(input.clone()).is_none() {}
        self.tally.erased += 1;
        self.nothing_is_left_of(&handle);
    }

    /// 10
    fn nothing_is_left_of(&self, handle: &str) {
        let name = handle.trim_start_matches('@');
        let filings = serde_json::to_string(&self.store.filings()).unwrap();
        assert!(!filings.contains(name), "{handle} is filed");
        let texts = self.store.texts();
        let mut words = texts.iter().map(|it| it.words.reveal());
        assert!(!words.any(|it| it.contains(name)), "{handle} is written of");
    }

    /// All that is under way comes in, and nothing goes wrong with it.
    pub(super) fn settle_feed(&mut self) {
        self.now += TimeDelta::days(5);
        // A fault that was still to come.
        block_on(self.faulty.commit(&[Commit::default()]));
        loop {
            let held = self.held.take().map(|it| it.0);
            let Some(input) = held.or_else(|| self.feed.due(self.now)) else {
                return;
            };
            let done = block_on(self.desk.handle(input.clone(), self.now));
            done.unwrap_or_else(|error| panic!("{input:?}: {error}"));
        }
    }
}
