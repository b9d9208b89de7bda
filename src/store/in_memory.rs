use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use super::{CaseStore, Lease, Outbox, StoreError};
use crate::case::{CaseId, Effect, EffectId, PartId, Progress, Text, TextId};
use crate::channel::ChannelId;
use crate::mention::{Handle, MentionKey};
use crate::policy::{Change, Commit, Entry, Filing, Forget, Record, Related, Standing};

/// The reference store: everything in maps behind one lock, gone when it is dropped.
///
/// It is meant for tests, for examples, and to be read by whoever writes one
/// over a database.
#[derive(Debug, Default)]
pub struct InMemory {
    tables: Mutex<Tables>,
}

/// What a database would hold, table by table.
#[derive(Debug, Default)]
struct Tables {
    logs: BTreeMap<CaseId, Vec<Entry>>,
    records: BTreeMap<CaseId, Arc<Record>>,
    filings: BTreeMap<MentionKey, Filing>,
    by_author: BTreeMap<(ChannelId, Handle), OfAuthor>,
    texts: BTreeMap<TextId, Text>,
    wakes: BTreeMap<CaseId, DateTime<Utc>>,
    /// The same by instant: who looks what is due finds it at the front.
    wakes_by_time: BTreeSet<(DateTime<Utc>, CaseId)>,
    outbox: BTreeMap<EffectId, Row>,
    order: Vec<EffectId>,
    last_token: u64,
    last_id: u64,
}

/// The mentions of an author on a channel, and how often any of them was filed.
#[derive(Debug, Default)]
struct OfAuthor {
    mentions: BTreeSet<MentionKey>,
    edition: u64,
}

/// An effect and who has it.
#[derive(Debug)]
struct Row {
    effect: Effect,
    settled: bool,
    leased: Option<(u64, DateTime<Utc>)>,
    attempts: u32,
}

impl InMemory {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// The log of a case, line by line.
    pub fn log(&self, case: &CaseId) -> Vec<Entry> {
        self.lock().logs.get(case).cloned().unwrap_or_default()
    }

    /// One case.
    pub fn record(&self, case: &CaseId) -> Option<Arc<Record>> {
        self.lock().records.get(case).cloned()
    }

    /// Every case, in the order of the ids.
    pub fn records(&self) -> Vec<Arc<Record>> {
        self.lock().records.values().cloned().collect()
    }

    /// Where every mention stands, in the order of the keys.
    pub fn filings(&self) -> Vec<Filing> {
        self.lock().filings.values().cloned().collect()
    }

    /// The words under `id`.
    pub fn text(&self, id: &TextId) -> Option<Text> {
        self.lock().texts.get(id).cloned()
    }

    /// Every text that is kept, in the order of the ids.
    pub fn texts(&self) -> Vec<Text> {
        self.lock().texts.values().cloned().collect()
    }

    /// The effects, in the order in which they were asked for.
    pub fn effects(&self) -> Vec<Effect> {
        let tables = self.lock();
        tables
            .order
            .iter()
            .filter_map(|id| tables.outbox.get(id))
            .map(|row| row.effect.clone())
            .collect()
    }

    /// The earliest wake-up that any case waits for.
    pub fn next_wake(&self) -> Option<DateTime<Utc>> {
        let tables = self.lock();
        tables.wakes_by_time.first().map(|(at, _)| *at)
    }

    /// The earliest wake-up after `now` that any case waits for.
    pub fn next_wake_after(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let tables = self.lock();
        let after = now.checked_add_signed(TimeDelta::nanoseconds(1))?;
        let mut later = tables.wakes_by_time.range((after, CaseId::from(""))..);
        later.next().map(|(at, _)| *at)
    }

    fn lock(&self) -> MutexGuard<'_, Tables> {
        // A panic elsewhere cannot leave the tables half changed: a commit
        // is checked before the first line of it is written.
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl CaseStore for InMemory {
    async fn filing(&self, mention: &MentionKey) -> Result<Option<Filing>, StoreError> {
        Ok(self.lock().filings.get(mention).cloned())
    }

    async fn related(&self, channel: &ChannelId, author: &Handle) -> Result<Related, StoreError> {
        Ok(self.lock().related(channel, author))
    }

    async fn load(&self, case: &CaseId) -> Result<Option<Record>, StoreError> {
        let record = self.lock().records.get(case).cloned();
        Ok(record.map(Arc::unwrap_or_clone))
    }

    async fn fresh_id(&self) -> Result<CaseId, StoreError> {
        let mut tables = self.lock();
        tables.last_id += 1;
        Ok(CaseId::from(format!("c{}", tables.last_id)))
    }

    async fn commit(&self, commits: &[Commit]) -> Vec<Result<(), StoreError>> {
        let mut tables = self.lock();
        commits.iter().map(|commit| tables.commit(commit)).collect()
    }

    async fn due(&self, now: DateTime<Utc>, most: usize) -> Result<Vec<CaseId>, StoreError> {
        let tables = self.lock();
        let due = tables.wakes_by_time.iter().take_while(|(at, _)| *at <= now);
        Ok(due.take(most).map(|(_, case)| case.clone()).collect())
    }
}

#[async_trait]
impl Outbox for InMemory {
    async fn lease(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<Lease>, StoreError> {
        Ok(self.lock().lease(now, until))
    }

    async fn settle(&self, effect: &EffectId, token: u64) -> Result<(), StoreError> {
        self.lock().settle(effect, token)
    }
}

impl Tables {
    fn related(&self, channel: &ChannelId, author: &Handle) -> Related {
        let mut related = Related::default();
        let Some(theirs) = self.by_author.get(&(channel.clone(), author.clone())) else {
            return related;
        };
        related.edition = theirs.edition;
        let mut cases = BTreeSet::new();
        let filings = theirs
            .mentions
            .iter()
            .filter_map(|key| self.filings.get(key));
        for filing in filings {
            match &filing.standing {
                Standing::InCase(case) => {
                    cases.insert(self.living(case));
                }
                Standing::NoResponse | Standing::Review | Standing::Withdrawn => {
                    related.loose.push(filing.clone());
                }
                Standing::Unseen | Standing::Erased => {}
            }
        }
        related.cases = cases
            .iter()
            .filter_map(|case| self.records.get(case))
            .map(|record| Record::clone(record))
            .collect();
        related
    }

    /// The case in which `case` lives on.
    fn living(&self, case: &CaseId) -> CaseId {
        let mut case = case.clone();
        let mut steps = self.records.len();
        while let Some(into) = self
            .records
            .get(&case)
            .and_then(|record| record.case.merged_into.as_ref())
            && steps > 0
        {
            case = into.clone();
            steps -= 1;
        }
        case
    }

    fn commit(&mut self, commit: &Commit) -> Result<(), StoreError> {
        if !self.is_current(commit) {
            return Err(StoreError::Conflict);
        }
        if let Some(settled) = &commit.settles {
            self.settle(&settled.effect, settled.lease)?;
        }
        for change in &commit.changes {
            self.write(change);
        }
        for filing in &commit.filed {
            self.file(filing);
        }
        for text in &commit.texts {
            self.texts.insert(text.id.clone(), text.clone());
        }
        for effect in &commit.effects {
            self.post(effect);
        }
        self.forget(&commit.forget);
        Ok(())
    }

    /// Whether everything is still as the commit found it.
    fn is_current(&self, commit: &Commit) -> bool {
        let lengths = commit.changes.iter().all(|change| {
            let length = self.records.get(&change.case).map_or(0, |it| it.length);
            length == change.expected
        });
        let editions = commit.filed.iter().all(|filing| {
            let before = self.filings.get(&filing.mention);
            before.map_or(0, |it| it.edition) + 1 == filing.edition
        });
        let authors = commit.rests_on.iter().all(|basis| {
            let author = (basis.channel.clone(), basis.author.clone());
            self.by_author.get(&author).map_or(0, |it| it.edition) == basis.edition
        });
        lengths && editions && authors
    }

    fn write(&mut self, change: &Change) {
        self.logs
            .entry(change.case.clone())
            .or_default()
            .extend(change.entries.iter().cloned());
        self.records
            .insert(change.case.clone(), Arc::new(Record::clone(&change.record)));
        self.wake_at(&change.case, change.wake_at);
    }

    fn wake_at(&mut self, case: &CaseId, at: Option<DateTime<Utc>>) {
        let before = match at {
            Some(at) => {
                self.wakes_by_time.insert((at, case.clone()));
                self.wakes.insert(case.clone(), at)
            }
            None => self.wakes.remove(case),
        };
        if let Some(before) = before.filter(|before| Some(*before) != at) {
            self.wakes_by_time.remove(&(before, case.clone()));
        }
    }

    fn forget(&mut self, forget: &Forget) {
        for id in &forget.texts {
            self.texts.remove(id);
        }
        for case in &forget.cases {
            for entry in self.logs.get_mut(case).into_iter().flatten() {
                *entry = entry.forget();
            }
        }
    }

    fn file(&mut self, filing: &Filing) {
        let before = self.filings.insert(filing.mention.clone(), filing.clone());
        // A mention may turn out to be another's.
        if let Some(author) = before.as_ref().and_then(author_of) {
            let theirs = self.by_author.entry(author.clone()).or_default();
            theirs.mentions.remove(&filing.mention);
            theirs.edition += 1;
            // The name of who was forgotten is not kept as a key either.
            if filing.standing == Standing::Erased && theirs.mentions.is_empty() {
                self.by_author.remove(&author);
            }
        }
        if let Some(author) = author_of(filing) {
            let theirs = self.by_author.entry(author).or_default();
            theirs.mentions.insert(filing.mention.clone());
            theirs.edition += 1;
        }
    }

    fn post(&mut self, effect: &Effect) {
        let id = effect.id();
        let row = Row {
            effect: effect.clone(),
            settled: false,
            leased: None,
            attempts: 0,
        };
        match self.outbox.get_mut(&id) {
            // The same part again, because it was known not to have arrived.
            Some(known) if is_later_attempt(&known.effect, effect) => *known = row,
            Some(_) => {}
            None => {
                self.order.push(id.clone());
                self.outbox.insert(id, row);
            }
        }
    }

    fn lease(&mut self, now: DateTime<Utc>, until: DateTime<Utc>) -> Option<Lease> {
        let next = self.order.iter().find(|id| {
            self.outbox
                .get(*id)
                .is_some_and(|row| self.is_free(row, now))
        })?;
        let row = self.outbox.get_mut(next)?;
        self.last_token += 1;
        row.leased = Some((self.last_token, until));
        row.attempts += 1;
        let text = match &row.effect {
            Effect::Send(part) => self.texts.get(&part.text).cloned(),
            Effect::Notify(_) => None,
        };
        Some(Lease {
            effect: row.effect.clone(),
            text,
            token: self.last_token,
            attempts: row.attempts,
        })
    }

    fn is_free(&self, row: &Row, now: DateTime<Utc>) -> bool {
        let in_hand = row.leased.is_some_and(|(_, until)| until > now);
        !row.settled && !in_hand && self.has_its_turn(&row.effect)
    }

    /// Whether the part before it has arrived, and itself has not.
    fn has_its_turn(&self, effect: &Effect) -> bool {
        let Effect::Send(part) = effect else {
            return true;
        };
        let PartId { case, reply, part } = &part.id;
        let record = self.records.get(case);
        let reply = record.and_then(|record| record.case.replies.get(reply));
        let arrived = |part: u32| {
            let part = reply.and_then(|reply| reply.parts.get(part as usize));
            part.is_some_and(|part| matches!(part.progress, Progress::Delivered(_)))
        };
        !arrived(*part) && part.checked_sub(1).is_none_or(arrived)
    }

    fn settle(&mut self, effect: &EffectId, token: u64) -> Result<(), StoreError> {
        match self.outbox.get_mut(effect) {
            Some(row) if row.leased.is_some_and(|(latest, _)| latest == token) => {
                row.settled = true;
                Ok(())
            }
            Some(_) | None => Err(StoreError::LeaseLost),
        }
    }
}

fn author_of(filing: &Filing) -> Option<(ChannelId, Handle)> {
    let heard = filing.heard.as_ref()?;
    Some((filing.mention.channel.clone(), heard.author.clone()))
}

fn is_later_attempt(known: &Effect, again: &Effect) -> bool {
    match (known, again) {
        (Effect::Send(known), Effect::Send(again)) => again.attempt > known.attempt,
        (Effect::Send(_) | Effect::Notify(_), _) => false,
    }
}
