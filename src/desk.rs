//! The async shell: drives a policy's steps and answers its asks from ports.
//!
//! A [`Desk`] is a loop and nothing more: step, answer, commit; on a conflict
//! load and step again. It brings no runtime; any executor will do.

mod context;
mod lines;
mod take_in;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use thiserror::Error;

pub use context::{Context, NoContext};

use crate::case::{Fate, Refusal};
use crate::delivery::{Delivered, Transport, deliver_next};
use crate::policy::{Answer, Commit, Input, Policy, Question, Receipt};
use crate::sorted::SortedSet;
use crate::store::{CaseStore, Outbox, StoreError};
use crate::triage::Classifier;
use crate::triage::live::Live;

/// How often a step is taken anew because somebody else was first.
const TRIES: u32 = 8;

/// A policy with its ports.
#[derive(Clone)]
pub struct Desk {
    policy: Arc<Policy>,
    store: Arc<dyn CaseStore>,
    classifier: Option<Arc<dyn Classifier>>,
    learned: Option<Learned>,
    context: Arc<dyn Context>,
    at_once: usize,
}

/// A model that learned, and how far it has come.
#[derive(Clone)]
struct Learned {
    model: Arc<dyn Classifier>,
    live: Arc<Live>,
}

/// What keeps a desk from taking something in.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DeskError {
    /// The command is not carried out.
    #[error("the command is refused: {0}")]
    Refused(Refusal),
    /// The store failed. Whether the input was taken in is not known; bring it
    /// again: a repeat changes nothing, and a command is refused as stale.
    #[error("the store failed while the input was taken in")]
    Store(#[from] StoreError),
    /// Somebody else was first, time after time. Bring the input again. Where
    /// it never ends, the store gives ids of cases that are there
    /// ([`CaseStore::fresh_id`]) or compares what it should not.
    #[error("every one of {TRIES} attempts to take the input in met a conflict in the store")]
    Busy,
}

impl DeskError {
    /// Whether bringing the same input again may work.
    pub fn is_retryable(&self) -> bool {
        match self {
            DeskError::Refused(_) => false,
            DeskError::Store(error) => error.is_retryable(),
            DeskError::Busy => true,
        }
    }
}

impl Desk {
    /// A desk that keeps its cases in `store`, and has nobody else to ask.
    pub fn new(policy: Arc<Policy>, store: Arc<dyn CaseStore>) -> Self {
        Self {
            policy,
            store,
            classifier: None,
            learned: None,
            context: Arc::new(NoContext),
            at_once: Self::AT_ONCE,
        }
    }

    /// How many inputs are decided side by side at most, unless
    /// [told otherwise](Self::at_once): what they make is still at hand when it is stored.
    pub const AT_ONCE: usize = 128;

    /// Decides so many inputs side by side at most, and one at least: a classifier and a
    /// store that are far away are called less often where there are more of them.
    pub fn at_once(mut self, most: usize) -> Self {
        self.at_once = most.max(1);
        self
    }

    /// Asks `classifier` what kind of mention one is, where the playbook's
    /// `triage.classifier` is `host`.
    pub fn with_classifier(mut self, classifier: Arc<dyn Classifier>) -> Self {
        self.classifier = Some(classifier);
        self
    }

    /// Lets a model that learned have its say, as far as `live` has it; with a
    /// new one after every change of its stages. While the desk is
    /// [`Stage::ListenOnly`](crate::triage::live::Stage::ListenOnly) it is not asked.
    pub fn with_model(mut self, model: Arc<dyn Classifier>, live: Arc<Live>) -> Self {
        self.learned = Some(Learned { model, live });
        self
    }

    /// Asks `context` about customers, counts and presence.
    pub fn with_context(mut self, context: Arc<dyn Context>) -> Self {
        self.context = context;
        self
    }

    /// Goes on with another policy, such as a newer version of the playbook.
    pub fn with_policy(mut self, policy: Arc<Policy>) -> Self {
        self.policy = policy;
        self
    }

    /// The policy that decides.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Takes in one thing that happened at `now`, and stores what follows.
    ///
    /// # Errors
    ///
    /// [`DeskError`]: it was refused, or it may be brought again.
    pub async fn handle(&self, input: Input, now: DateTime<Utc>) -> Result<Commit, DeskError> {
        let taken = self.handle_all(vec![input], now).await.pop();
        taken.unwrap_or(Err(DeskError::Busy))
    }

    /// Wakes every case whose instant has come.
    ///
    /// # Errors
    ///
    /// [`DeskError`] of the first case that could not be woken; those before it were.
    pub async fn wake(&self, now: DateTime<Utc>) -> Result<Vec<Commit>, DeskError> {
        const AT_ONCE: usize = 64;
        let mut commits = Vec::new();
        // Cases that are due and have nothing to say stay due, as when a newer
        // playbook gives more time; they may not keep others from their turn.
        let mut quiet = SortedSet::new();
        loop {
            let mut due = self.store.due(now, AT_ONCE + quiet.len()).await?;
            due.retain(|case| !quiet.contains(case));
            if due.is_empty() {
                return Ok(commits);
            }
            for case in due {
                let commit = self.handle(Input::Wake { case: case.clone() }, now).await?;
                if commit.is_empty() {
                    quiet.insert(case);
                } else {
                    commits.push(commit);
                }
            }
        }
    }

    /// Brings out one effect and takes its receipt in; `None` where nothing waits.
    ///
    /// # Errors
    ///
    /// [`DeskError`] where the outbox failed or the receipt could not be stored.
    /// The lease runs out then, and whoever comes next asks the channel first.
    pub async fn deliver(
        &self,
        outbox: &dyn Outbox,
        transport: &dyn Transport,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<Delivered>, DeskError> {
        let delivered = deliver_next(outbox, transport, now, until).await?;
        if let Some(Delivered::Part(receipt)) = &delivered {
            self.note(receipt, now).await?;
        }
        Ok(delivered)
    }

    /// Takes a receipt's news in. Where the lease has passed to somebody else, they
    /// settle it; but that the part arrived is a fact whoever saw it.
    async fn note(&self, receipt: &Receipt, now: DateTime<Utc>) -> Result<(), DeskError> {
        match self.handle(Input::Receipt(receipt.clone()), now).await {
            Ok(_) => Ok(()),
            Err(DeskError::Store(StoreError::LeaseLost)) => match &receipt.fate {
                Fate::Delivered(_) => {
                    let lease = None;
                    let fact = Receipt {
                        lease,
                        ..receipt.clone()
                    };
                    self.handle(Input::Receipt(fact), now).await.map(|_| ())
                }
                Fate::Failed | Fate::Unknown => Ok(()),
            },
            Err(error) => Err(error),
        }
    }

    async fn look_up(&self, question: &Question, now: DateTime<Utc>) -> Result<Answer, StoreError> {
        Ok(match question {
            Question::Filing(mention) => {
                Answer::Filing(self.store.filing(mention).await?.map(Box::new))
            }
            Question::Related { channel, author } => {
                Answer::Related(self.store.related(channel, author).await?)
            }
            Question::Case(case) => Answer::Case(self.store.load(case).await?.map(Box::new)),
            Question::FreshId => Answer::FreshId(self.store.fresh_id().await?),
            // They are asked about many mentions at once.
            Question::Assessment(_) | Question::Advice(_) => Answer::NotKnown,
            Question::Customer { channel, author } => self
                .context
                .customer(channel, author)
                .await
                .map_or(Answer::NotKnown, Answer::Customer),
            Question::Rate(key) => self
                .context
                .rate(key, now)
                .await
                .map_or(Answer::NotKnown, Answer::Rate),
            Question::Capacity(queue) => self
                .context
                .capacity(queue, now)
                .await
                .map_or(Answer::NotKnown, Answer::Capacity),
            Question::Host(fact) => self
                .context
                .fact(fact, now)
                .await
                .map_or(Answer::NotKnown, Answer::Host),
            Question::Addressee(mention) => self
                .context
                .addressee(mention)
                .await
                .map_or(Answer::NotKnown, |it| Answer::Addressee(Box::new(it))),
            Question::Presence => self
                .context
                .presence(now)
                .await
                .map_or(Answer::NotKnown, Answer::Presence),
        })
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk")
            .field("policy", &self.policy.playbook().name())
            .finish_non_exhaustive()
    }
}
