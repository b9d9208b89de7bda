use std::error::Error;
use std::fmt::Debug;

use thiserror::Error;

use crate::store::StoreError;

/// What a check saw instead of what was promised, in words.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Seen(String);

impl Seen {
    pub(super) fn new<S: Into<String>>(what: S) -> Self {
        Self(what.into())
    }
}

impl From<StoreError> for Seen {
    fn from(error: StoreError) -> Self {
        let mut words = format!("an error: {error}");
        let mut cause = error.source();
        while let Some(error) = cause {
            words.push_str(": ");
            words.push_str(&error.to_string());
            cause = error.source();
        }
        Self(words)
    }
}

/// Holds what is so; else tells what was seen.
pub(super) fn ensure(so: bool, seen: impl Into<String>) -> Result<(), Seen> {
    if so { Ok(()) } else { Err(Seen::new(seen)) }
}

/// Holds where both are the same; else tells both.
pub(super) fn same<T: PartialEq + Debug>(what: &str, found: &T, promised: &T) -> Result<(), Seen> {
    ensure(
        found == promised,
        format!("{what} is {found:?}, not {promised:?}"),
    )
}

/// Holds where a commit was refused because somebody else was first.
pub(super) fn conflict(what: &str, result: Result<(), StoreError>) -> Result<(), Seen> {
    match result {
        Err(StoreError::Conflict) => Ok(()),
        Ok(()) => Err(Seen::new(format!("{what} was stored"))),
        Err(error) => Err(error.into()),
    }
}

/// Holds where a settlement was refused because the lease had passed on.
pub(super) fn lost(what: &str, result: Result<(), StoreError>) -> Result<(), Seen> {
    match result {
        Err(StoreError::LeaseLost) => Ok(()),
        Ok(()) => Err(Seen::new(format!("{what} was settled"))),
        Err(error) => Err(error.into()),
    }
}

/// The result of one commit among several; a store that leaves it out has not
/// said that it stored.
pub(super) fn given(result: Option<Result<(), StoreError>>) -> Result<(), StoreError> {
    result.unwrap_or_else(|| Err(StoreError::lasting("a commit has no result")))
}
