use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Faulty, Network};
use crate::case::{CaseId, Command};
use crate::delivery::{Delivered, Transport};
use crate::desk::{Desk, DeskError};
use crate::mention::Mention;
use crate::policy::{Commit, Input, Order, Policy, Record, Standing};
use crate::store::{CaseStore, InMemory, Outbox, StoreError};
use crate::team::AgentId;

/// How long a lease is on a stage.
const LEASE: TimeDelta = TimeDelta::minutes(1);

/// A desk, its store, its network, and a clock that stands still until it is moved.
///
/// ```
/// use std::sync::Arc;
/// use chrono::TimeDelta;
/// use webcare::case::{Command, Ownership, Purpose, ReplyId};
/// use webcare::playbook::Playbook;
/// use webcare::testkit::{Fault, Feed, Mishap, Stage};
///
/// let playbook = toml::from_str("
///     playbook = 'Noorderlicht'
///     version  = '1'
///     zone     = 'Europe/Amsterdam'
///     queues   = { webcare = { mandate = { acts = ['reply', 'approve', 'resolve'] } } }
///     agents   = { els = { queues = ['webcare'] } }
///     channels = { twitter = { visibility = 'public', profile = 'twitter-2011' } }
///     triage   = { queue = 'webcare' }
///     rules    = [{ id = 'complaint', when = 'klacht*', then = { respond = 'complaint' } }]
/// ")?;
/// let policy = Arc::new(Playbook::from_value(playbook)?.compile()?);
/// pollster::block_on(async {
///     let mut stage = Stage::new(policy, "2011-06-14T10:00:00Z".parse()?);
///     let complaint = Feed::on("twitter").post("@jan_k", "een klacht");
///     stage.faults().at(1, Fault::Conflict); // the desk tries again by itself
///     stage.hear(&complaint).await?;
///     let case = stage.case_of(&complaint).unwrap().case.id.clone();
///
///     let (answers, ownership) = (complaint.key(), Ownership::Decides);
///     stage.order("els", &case, Command::Take { ownership }).await?;
///     let (purpose, text) = (Purpose::Answer, "We kijken ernaar.".into());
///     stage.order("els", &case, Command::Draft { answers, revision: 1, purpose, text }).await?;
///     stage.network().next([Mishap::SilentlySent]);
///     stage.order("els", &case, Command::Approve { reply: ReplyId::new(1) }).await?;
///     stage.pass(TimeDelta::hours(1)).await?;
///     // Nobody can know whether it arrived: a person must look, and it is not sent again.
///     assert!(stage.case_of(&complaint).unwrap().case.undelivered_since.is_some());
///     assert_eq!(stage.network().posted().len(), 1);
///     # Ok::<(), Box<dyn std::error::Error>>(())
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A store and a transport of your own go on it by [`Stage::over`].
#[derive(Debug)]
pub struct Stage<S = InMemory, T = Network> {
    desk: Desk,
    store: Arc<S>,
    faulty: Arc<Faulty>,
    network: T,
    now: DateTime<Utc>,
}

impl Stage {
    /// A desk on which nothing has happened, at `now`.
    pub fn new(policy: Arc<Policy>, now: DateTime<Utc>) -> Self {
        Self::over(policy, Arc::new(InMemory::new()), Network::new(), now)
    }

    /// The case that a mention is in, wherever it went on.
    pub fn case_of(&self, mention: &Mention) -> Option<Arc<Record>> {
        let key = mention.key();
        let filings = self.store.filings();
        let filing = filings.iter().find(|filing| filing.mention == key)?;
        let Standing::InCase(case) = &filing.standing else {
            return None;
        };
        let mut record = self.store.record(case)?;
        while let Some(into) = record.case.merged_into.clone() {
            record = self.store.record(&into)?;
        }
        Some(record)
    }
}

impl<S: CaseStore + Outbox + 'static, T: Transport> Stage<S, T> {
    /// A desk over a store and a way out of your own, at `now`.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use chrono::TimeDelta;
    /// use webcare::{playbook::Playbook, store::{CaseStore, InMemory}};
    /// use webcare::testkit::{Feed, Network, Stage};
    ///
    /// let playbook = toml::from_str("
    ///     playbook = 'Noorderlicht'
    ///     version  = '1'
    ///     zone     = 'Europe/Amsterdam'
    ///     calendars = { always = { mon-sun = ['00:00-24:00'] } }
    ///     sla      = { calendar = 'always', first-response = '2 hours' }
    ///     rules    = [{ id = 'complaint', when = 'klacht*', then = { respond = 'complaint' } }]
    /// ")?;
    /// let policy = Arc::new(Playbook::from_value(playbook)?.compile()?);
    /// let (store, transport) = (Arc::new(InMemory::new()), Network::new()); // yours
    /// pollster::block_on(async {
    ///     let now = "2011-06-14T10:00:00Z".parse()?;
    ///     let mut stage = Stage::over(policy, store, transport, now);
    ///     let complaint = Feed::on("twitter").post("@jan_k", "een klacht");
    ///     stage.hear(&complaint).await?;
    ///     stage.pass(TimeDelta::hours(3)).await?;
    ///     let filing = stage.store().filing(&complaint.key()).await?.unwrap();
    ///     let log = stage.store().log(filing.standing.case().unwrap());
    ///     // Nobody answered within two hours: the case woke then, and not at the end.
    ///     assert_eq!(log.last().unwrap().at, now + TimeDelta::hours(2));
    ///     # Ok::<(), Box<dyn std::error::Error>>(())
    /// })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn over(policy: Arc<Policy>, store: Arc<S>, transport: T, now: DateTime<Utc>) -> Self {
        let faulty = Arc::new(Faulty::over(store.clone()));
        Self {
            desk: Desk::new(policy, faulty.clone()),
            store,
            faulty,
            network: transport,
            now,
        }
    }

    /// Changes the desk, as by [`Desk::with_classifier`].
    pub fn with(mut self, change: impl FnOnce(Desk) -> Desk) -> Self {
        self.desk = change(self.desk);
        self
    }

    /// What the clock says.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The desk.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// What is stored.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// Where the store can be told to fail.
    pub fn faults(&self) -> &Faulty {
        &self.faulty
    }

    /// The way out: of a [`Network`], what left, and where that can be told to
    /// go wrong.
    pub fn network(&self) -> &T {
        &self.network
    }

    /// Takes something in, now.
    ///
    /// # Errors
    ///
    /// [`DeskError`], as from [`Desk::handle`].
    pub async fn put(&self, input: Input) -> Result<Commit, DeskError> {
        self.desk.handle(input, self.now).await
    }

    /// Takes a mention in. It was posted and seen now, unless it says otherwise.
    ///
    /// # Errors
    ///
    /// [`DeskError`], as from [`Desk::handle`].
    pub async fn hear(&self, mention: &Mention) -> Result<Commit, DeskError> {
        let mut mention = mention.clone();
        mention.posted_at.get_or_insert(self.now);
        mention.seen_at.get_or_insert(self.now);
        self.put(Input::Mention(mention)).await
    }

    /// Carries out a command of an agent who just looked at the case.
    ///
    /// # Errors
    ///
    /// [`DeskError::Refused`] above all.
    pub async fn order(
        &self,
        by: impl Into<AgentId>,
        case: &CaseId,
        command: Command,
    ) -> Result<Commit, DeskError> {
        let seen = self.store.load(case).await?;
        self.put(Input::Command(Order {
            case: case.clone(),
            expected: seen.map(|record| record.case.revision).unwrap_or_default(),
            by: by.into(),
            command,
        }))
        .await
    }

    /// Lets time pass: cases wake at their own instants, and what is to leave leaves.
    ///
    /// # Errors
    ///
    /// [`DeskError`] of the first thing that could not be done; the clock
    /// stands at its instant then.
    pub async fn pass(&mut self, time: TimeDelta) -> Result<(), DeskError> {
        let end = self.now + time;
        self.settle().await?;
        while let Some(next) = self.next_wake(end).await? {
            self.now = next;
            self.settle().await?;
        }
        self.now = end;
        self.settle().await
    }

    /// The first instant until `end` at which more cases are due than now. A
    /// store tells who is due and not when, so that it is looked for by halves.
    async fn next_wake(&self, end: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        let before = self.due(self.now).await?;
        if self.due(end).await? == before {
            return Ok(None);
        }
        let (mut quiet, mut due) = (self.now, end);
        while due - quiet > TimeDelta::nanoseconds(1) {
            let middle = quiet + (due - quiet) / 2;
            match self.due(middle).await? == before {
                true => quiet = middle,
                false => due = middle,
            }
        }
        Ok(Some(due))
    }

    /// How many cases are due.
    async fn due(&self, at: DateTime<Utc>) -> Result<usize, StoreError> {
        /// More than there are on a stage.
        const ALL: usize = 1_000_000;
        Ok(self.store.due(at, ALL).await?.len())
    }

    /// Wakes what is due now, and brings out what waits.
    ///
    /// # Errors
    ///
    /// [`DeskError`] of the first thing that could not be done.
    pub async fn settle(&self) -> Result<(), DeskError> {
        self.desk.wake(self.now).await?;
        while self.deliver().await?.is_some() {}
        Ok(())
    }

    /// Brings out one effect.
    ///
    /// # Errors
    ///
    /// [`DeskError`], as from [`Desk::deliver`].
    pub async fn deliver(&self) -> Result<Option<Delivered>, DeskError> {
        let until = self.now + LEASE;
        self.desk
            .deliver(&*self.store, &self.network, self.now, until)
            .await
    }
}
