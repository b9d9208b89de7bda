//! The stage: simulated time, from one instant to the next until nothing is due.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use webcare::case::{CaseId, Notice, OutgoingPart};
use webcare::delivery::{Arrival, Delivered, SendError, Transport};
use webcare::desk::{Desk, DeskError};
use webcare::escalation::{ChainEvent, ChainId};
use webcare::mention::{Mention, MentionKey, NativeId};
use webcare::policy::{Commit, Input, Policy, What};
use webcare::store::InMemory;
use webcare::text::Private;

use super::agents::Agents;
use super::rows::{Delivery, Expected, Row, Script};

/// A network that takes everything and remembers it.
#[derive(Debug, Default)]
pub(crate) struct Network {
    sent: Mutex<Vec<(OutgoingPart, Private)>>,
}

#[async_trait]
impl Transport for Network {
    async fn send(
        &self,
        part: &OutgoingPart,
        words: &Private,
    ) -> Result<Option<NativeId>, SendError> {
        let mut sent = self.sent.lock().map_err(|_| SendError::Unsure)?;
        sent.push((part.clone(), words.clone()));
        Ok(Some(NativeId::from(format!("ours-{}", sent.len()))))
    }

    async fn arrived(&self, _: &OutgoingPart, _: &Private) -> Arrival {
        Arrival::Unknown
    }

    async fn notify(&self, _: &Notice) -> Result<(), SendError> {
        Ok(())
    }
}

/// Something that will happen.
enum Next {
    Delivery(usize),
    Work,
    Acknowledge(CaseId, ChainId),
}

/// A run over a file of mentions, and all that is left of it.
pub(crate) struct Run {
    pub(crate) policy: Arc<Policy>,
    pub(crate) desk: Desk,
    pub(crate) store: Arc<InMemory>,
    pub(crate) network: Arc<Network>,
    pub(crate) now: DateTime<Utc>,
    /// Every mention as it was last delivered, in the order of its first delivery.
    pub(crate) mentions: Vec<MentionKey>,
    pub(crate) posted: BTreeMap<MentionKey, Mention>,
    pub(crate) expected: BTreeMap<MentionKey, Expected>,
    pub(crate) scripts: BTreeMap<MentionKey, Script>,
    /// What was told to somebody, when.
    pub(crate) notices: Vec<(DateTime<Utc>, Notice)>,
    /// What an agent wanted and the playbook held back.
    pub(crate) refusals: Vec<(DateTime<Utc>, CaseId, String)>,
    agenda: BTreeMap<(DateTime<Utc>, u64), Next>,
    sequence: u64,
    working: BTreeSet<DateTime<Utc>>,
}

impl Run {
    pub(crate) fn new(policy: Arc<Policy>) -> Self {
        let store = Arc::new(InMemory::new());
        let desk = Desk::new(policy.clone(), store.clone());
        Self {
            policy,
            desk,
            store,
            network: Arc::new(Network::default()),
            now: DateTime::<Utc>::MIN_UTC,
            mentions: Vec::new(),
            posted: BTreeMap::new(),
            expected: BTreeMap::new(),
            scripts: BTreeMap::new(),
            notices: Vec::new(),
            refusals: Vec::new(),
            agenda: BTreeMap::new(),
            sequence: 0,
            working: BTreeSet::new(),
        }
    }

    /// Plays every row and everything that follows from it, until nothing is due.
    pub(crate) async fn play(
        &mut self,
        rows: &[Row],
        progress: impl Fn(usize),
    ) -> Result<(), DeskError> {
        let mut agents = Agents::new(&self.policy);
        for (index, row) in rows.iter().enumerate() {
            self.plan(row.at, Next::Delivery(index));
        }
        let last = rows.last().map_or(self.now, |row| row.at);
        while let Some(at) = self.next_instant(last) {
            self.now = self.now.max(at);
            for commit in self.desk.wake(self.now).await? {
                self.look_at(&commit);
            }
            while let Some(entry) = self
                .agenda
                .first_entry()
                .filter(|entry| entry.key().0 <= self.now)
            {
                match entry.remove() {
                    Next::Delivery(index) => {
                        if let Some(row) = rows.get(index) {
                            self.deliver(row).await?;
                        }
                        progress(index + 1);
                    }
                    Next::Work => {}
                    Next::Acknowledge(case, chain) => {
                        let by = self.policy.playbook().agents().keys().next().cloned();
                        if let Some(by) = by {
                            self.put(Input::Acknowledge { case, chain, by }).await?;
                        }
                    }
                }
            }
            if let Some(next) = agents.work(self).await? {
                self.come_back(next);
            }
            self.send().await?;
        }
        Ok(())
    }

    /// The next instant at which something happens. A month after the last
    /// mention the curtain falls, whatever was never done.
    fn next_instant(&self, last: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let planned = self.agenda.keys().next().map(|(at, _)| *at);
        let next = planned.into_iter().chain(self.store.next_wake()).min()?;
        (next <= last + TimeDelta::days(30)).then_some(next)
    }

    fn plan(&mut self, at: DateTime<Utc>, next: Next) {
        self.sequence += 1;
        self.agenda.insert((at, self.sequence), next);
    }

    /// Lets the agents look again at `at`.
    fn come_back(&mut self, at: DateTime<Utc>) {
        if self.working.insert(at) {
            self.plan(at, Next::Work);
        }
    }

    async fn deliver(&mut self, row: &Row) -> Result<(), DeskError> {
        let (key, _) = row.delivery.key();
        if !self.mentions.contains(&key) {
            self.mentions.push(key.clone());
        }
        if let Some(expected) = &row.expected {
            self.expected.insert(key.clone(), expected.clone());
        }
        if let Some(script) = &row.script {
            self.scripts.insert(key.clone(), script.clone());
        }
        let input = match &row.delivery {
            Delivery::Posted(mention) => {
                self.posted.insert(key, (**mention).clone());
                Input::Mention((**mention).clone())
            }
            Delivery::Withdrawn(mention) => Input::Withdrawn {
                mention: mention.clone(),
            },
        };
        self.put(input).await
    }

    /// Puts something into the desk, and looks at what follows.
    pub(crate) async fn put(&mut self, input: Input) -> Result<(), DeskError> {
        let commit = self.desk.handle(input, self.now).await?;
        self.look_at(&commit);
        Ok(())
    }

    /// Somebody who is told takes it in hand twenty minutes later.
    fn look_at(&mut self, commit: &Commit) {
        for change in &commit.changes {
            for entry in &change.entries {
                if let What::Chain(ChainEvent::Notified { id, .. }) = &entry.what {
                    let later = self.now + TimeDelta::minutes(20);
                    self.plan(later, Next::Acknowledge(change.case.clone(), id.clone()));
                }
            }
        }
    }

    /// Brings out what waits, part by part.
    async fn send(&mut self) -> Result<(), DeskError> {
        let (store, network) = (self.store.clone(), self.network.clone());
        let until = self.now + TimeDelta::minutes(1);
        while let Some(delivered) = self
            .desk
            .deliver(&*store, &*network, self.now, until)
            .await?
        {
            match delivered {
                Delivered::Part(_) => {}
                Delivered::Notice(notice) | Delivered::Later(notice) => {
                    self.notices.push((self.now, notice))
                }
            }
        }
        Ok(())
    }
}

impl Network {
    /// Everything that left, in order.
    pub(crate) fn sent(&self) -> Vec<(OutgoingPart, Private)> {
        self.sent
            .lock()
            .map(|sent| sent.clone())
            .unwrap_or_default()
    }
}
