use std::fmt;
use std::sync::{Mutex, PoisonError};

use super::index::Workspace;
use super::wishes::Tag;

/// The rules that a mention brings up, by their places in the order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    pub(super) fired: Vec<usize>,
    pub(super) watching: Vec<usize>,
    pub(super) unsettled: Vec<usize>,
    /// Those that would only watch and hang on a fact that is not known.
    pub(super) waiting: Vec<usize>,
}

impl Matches {
    /// The rules that fire.
    pub fn fired(&self) -> &[usize] {
        &self.fired
    }

    /// The rules that would fire and only watch.
    pub fn watching(&self) -> &[usize] {
        &self.watching
    }

    /// The rules that hang on a fact that is not known: what is known does
    /// not settle their condition.
    pub fn unsettled(&self) -> &[usize] {
        &self.unsettled
    }

    pub(super) fn clear(&mut self) {
        self.fired.clear();
        self.watching.clear();
        self.unsettled.clear();
        self.waiting.clear();
    }
}

/// Room to decide in, used again for one mention after the other.
///
/// One scratch serves any number of rule sets, in any order; it holds nothing
/// that a later decision depends on. After a few mentions it allocates no more.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    pub(super) work: Workspace,
    pub(super) matches: Matches,
    /// The tags that rules wish for.
    pub(super) tags: Vec<Tag>,
}

impl Scratch {
    /// Room that grows as it is used.
    pub fn new() -> Self {
        Self::default()
    }
}

/// A decision that waits for an answer: what was read of the mention, and what
/// the rules come to by what is known of it.
pub(crate) struct Begun(pub(super) Box<Scratch>);

impl fmt::Debug for Begun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Begun({:?})", self.0.matches)
    }
}

/// Scratches that decisions without one of their own hand on to each other.
#[derive(Debug, Default)]
#[expect(
    clippy::vec_box,
    reason = "a scratch is a large struct, handed on for every mention"
)]
pub(super) struct Spares(Mutex<Vec<Box<Scratch>>>);

impl Spares {
    pub(super) fn with<T>(&self, use_it: impl FnOnce(&mut Scratch) -> T) -> T {
        let mut scratch = self.take();
        let made = use_it(&mut scratch);
        self.put_back(scratch);
        made
    }

    pub(super) fn take(&self) -> Box<Scratch> {
        let mut spares = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spares.pop().unwrap_or_default()
    }

    pub(super) fn put_back(&self, scratch: Box<Scratch>) {
        let mut spares = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spares.push(scratch);
    }
}

/// Another set has spares of its own.
impl Clone for Spares {
    fn clone(&self) -> Self {
        Self::default()
    }
}
