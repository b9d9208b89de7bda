//! The facts on which a decision hangs.

use std::fmt;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::fact::Fact;
use super::index::Book;
use crate::sorted::SortedSet;

/// The facts that could still change a decision: noted in numbers while
/// deciding, and named once somebody asks which they are.
#[derive(Clone, Default)]
pub(super) struct Missing {
    noted: Option<Noted>,
    named: OnceLock<SortedSet<Fact>>,
}

#[derive(Clone)]
struct Noted {
    /// What the numbers mean.
    book: Arc<Book>,
    /// In their order.
    facts: Arc<[u32]>,
}

/// The facts that could still change what is being decided.
#[derive(Clone, Copy)]
pub(crate) struct Lacking<'a> {
    book: &'a Book,
    /// In their order.
    facts: &'a [u32],
}

impl Missing {
    /// These facts, in their order.
    pub(super) fn of(facts: Vec<u32>, book: &Arc<Book>) -> Self {
        let noted = || Noted {
            book: book.clone(),
            facts: facts.as_slice().into(),
        };
        Self {
            noted: (!facts.is_empty()).then(noted),
            named: OnceLock::new(),
        }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.noted.is_none() && self.named().is_empty()
    }

    /// All of them by name.
    pub(super) fn named(&self) -> &SortedSet<Fact> {
        self.named.get_or_init(|| {
            let noted = self.noted.iter();
            let facts = noted.flat_map(|it| it.book.facts(&it.facts));
            facts.cloned().collect()
        })
    }
}

impl<'a> Lacking<'a> {
    /// These facts, in their order.
    pub(super) fn of(facts: &'a [u32], book: &'a Book) -> Self {
        Self { book, facts }
    }

    /// They themselves, in order.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'a Fact> {
        self.book.facts(self.facts)
    }

    /// Whether this is one of them.
    pub(crate) fn has(self, fact: &Fact) -> bool {
        self.iter().any(|lacks| lacks == fact)
    }
}

impl PartialEq for Missing {
    fn eq(&self, other: &Self) -> bool {
        self.named() == other.named()
    }
}

impl fmt::Debug for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.named().fmt(f)
    }
}

impl Serialize for Missing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.named().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Missing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let named = SortedSet::deserialize(deserializer)?;
        Ok(Self {
            noted: None,
            named: named.into(),
        })
    }
}
