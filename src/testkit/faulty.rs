use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::case::CaseId;
use crate::channel::ChannelId;
use crate::mention::{Handle, MentionKey};
use crate::policy::{Commit, Filing, Record, Related};
use crate::store::{CaseStore, StoreError};

/// A store that does as another does, and fails when it is told to.
///
/// ```
/// use std::sync::Arc;
/// use webcare::{mention::Mention, policy::Commit, store::{CaseStore, InMemory}, testkit::{Fault, Faulty}};
///
/// let store = Faulty::over(Arc::new(InMemory::new()));
/// store.at(2, Fault::Down); // the second call to `commit`, counted from now
/// let commit = || pollster::block_on(store.commit(&[Commit::default()])).pop().unwrap();
/// assert!(commit().is_ok());
/// assert!(commit().unwrap_err().is_retryable());
/// assert!(commit().is_ok());
/// ```
pub struct Faulty {
    inner: Arc<dyn CaseStore>,
    plan: Mutex<Plan>,
}

/// How a call to [`CaseStore::commit`] fails, or the wait for it, all of its commits alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Somebody else was first: nothing is stored.
    Conflict,
    /// The store is out of reach: nothing is stored.
    Down,
    /// It fails for good: nothing is stored.
    Broken,
    /// Everything is stored, and the answer is lost.
    LostAfterCommit,
    /// Everything is stored, and nobody can say whether it outlasts a crash:
    /// the next call to [`CaseStore::sync`] fails.
    Unsure,
}

#[derive(Debug, Default)]
struct Plan {
    calls: u64,
    faults: BTreeMap<u64, Fault>,
    is_unsure: bool,
}

impl Faulty {
    /// A store that does as `inner` does.
    pub fn over(inner: Arc<dyn CaseStore>) -> Self {
        Self {
            inner,
            plan: Mutex::default(),
        }
    }

    /// Lets the `nth` call to `commit` from now fail, 1 being the next.
    pub fn at(&self, nth: u64, fault: Fault) {
        let mut plan = self.plan.lock().unwrap_or_else(PoisonError::into_inner);
        let call = plan.calls.saturating_add(nth);
        plan.faults.insert(call, fault);
    }

    fn next(&self) -> Option<Fault> {
        let mut plan = self.plan.lock().unwrap_or_else(PoisonError::into_inner);
        plan.calls += 1;
        let call = plan.calls;
        let fault = plan.faults.remove(&call);
        plan.is_unsure |= fault == Some(Fault::Unsure);
        fault
    }

    fn was_unsure(&self) -> bool {
        let mut plan = self.plan.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut plan.is_unsure)
    }
}

impl std::fmt::Debug for Faulty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Faulty")
            .field("plan", &self.plan)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl CaseStore for Faulty {
    async fn filing(&self, mention: &MentionKey) -> Result<Option<Filing>, StoreError> {
        self.inner.filing(mention).await
    }

    async fn related(&self, channel: &ChannelId, author: &Handle) -> Result<Related, StoreError> {
        self.inner.related(channel, author).await
    }

    async fn load(&self, case: &CaseId) -> Result<Option<Record>, StoreError> {
        self.inner.load(case).await
    }

    async fn fresh_id(&self) -> Result<CaseId, StoreError> {
        self.inner.fresh_id().await
    }

    async fn commit(&self, commits: &[Commit]) -> Vec<Result<(), StoreError>> {
        let fails = |error: fn() -> StoreError| commits.iter().map(|_| Err(error())).collect();
        match self.next() {
            None | Some(Fault::Unsure) => self.inner.commit(commits).await,
            Some(Fault::Conflict) => fails(|| StoreError::Conflict),
            Some(Fault::Down) => fails(|| StoreError::passing("the store is out of reach")),
            Some(Fault::Broken) => fails(|| StoreError::lasting("the disk is full")),
            Some(Fault::LostAfterCommit) => {
                self.inner.commit(commits).await;
                fails(|| StoreError::passing("the connection broke"))
            }
        }
    }

    async fn sync(&self) -> Result<(), StoreError> {
        if self.was_unsure() {
            return Err(StoreError::passing("the disk did not answer"));
        }
        self.inner.sync().await
    }

    async fn due(&self, now: DateTime<Utc>, most: usize) -> Result<Vec<CaseId>, StoreError> {
        self.inner.due(now, most).await
    }
}
