use std::fmt;
use std::sync::Arc;

use crate::store::{CaseStore, Outbox};

type Search = Box<dyn Fn(&str) -> bool + Send + Sync>;

/// A store under trial: both ports over the same data, and what else it can do.
pub struct Ports {
    /// Where cases and mentions are kept.
    pub(super) store: Arc<dyn CaseStore>,
    /// What is still to be done; over the same data.
    pub(super) outbox: Arc<dyn Outbox>,
    /// Finds the same data again, as another process would.
    pub(super) reopen: Option<Box<dyn Fn() -> Ports + Send + Sync>>,
    /// Tells whether a word is anywhere in the data.
    pub(super) search: Option<Search>,
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
            search: None,
        }
    }

    /// Adds the way to find the same data again, as after a crash.
    pub fn reopened_by(mut self, reopen: impl Fn() -> Ports + Send + Sync + 'static) -> Self {
        self.reopen = Some(Box::new(reopen));
        self
    }

    /// Adds the way to search everything that is kept for a word: a dump, or the
    /// bytes of the database's files, so that nothing can hide from it.
    pub fn searched_by(mut self, search: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        self.search = Some(Box::new(search));
        self
    }
}

impl fmt::Debug for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ports")
            .field("reopens", &self.reopen.is_some())
            .field("searches", &self.search.is_some())
            .finish_non_exhaustive()
    }
}
