use std::fmt;
use std::sync::Arc;

use crate::store::{CaseStore, Outbox};

/// A store under trial: both ports over the same data, and what else it can do.
pub struct Ports {
    /// Where cases and mentions are kept.
    pub(super) store: Arc<dyn CaseStore>,
    /// What is still to be done; over the same data.
    pub(super) outbox: Arc<dyn Outbox>,
    /// Finds the same data again, as another process would.
    pub(super) reopen: Option<Box<dyn Fn() -> Ports + Send + Sync>>,
}

impl Ports {
    /// One that is both.
    pub fn of<S: CaseStore + Outbox + 'static>(store: Arc<S>) -> Self {
        Self::new(store.clone(), store)
    }

    /// Two over the same data.
    pub fn new(store: Arc<dyn CaseStore>, outbox: Arc<dyn Outbox>) -> Self {
        Self {
            store,
            outbox,
            reopen: None,
        }
    }

    /// Adds the way to find the same data again, as after a crash.
    pub fn reopened_by(mut self, reopen: impl Fn() -> Ports + Send + Sync + 'static) -> Self {
        self.reopen = Some(Box::new(reopen));
        self
    }
}

impl fmt::Debug for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ports")
            .field("reopens", &self.reopen.is_some())
            .finish_non_exhaustive()
    }
}
