use std::fmt;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::decision::Fired;
use super::index::{Book, Grounded};
use super::rule::RuleId;
use super::slot::Slots;
use super::spans::Spans;
use crate::text::Span;

/// Rules that fired, and why: noted in numbers while deciding, and written out
/// once somebody reads it.
#[derive(Clone, Default)]
pub(super) struct Trace {
    noted: Option<Arc<Noted>>,
    part: Part,
    told: OnceLock<Vec<Fired>>,
}

/// Which of the rules that were noted.
#[derive(Clone, Copy, Debug, Default)]
enum Part {
    #[default]
    Fired,
    Watching,
}

/// What is noted of all the rules of one decision.
#[derive(Debug)]
pub(super) struct Noted {
    /// What the numbers mean.
    pub(super) book: Arc<Book>,
    pub(super) fired: Vec<Note>,
    pub(super) watching: Vec<Note>,
    /// The pieces of text on which the rules rest, rule by rule.
    pub(super) spans: Vec<Span>,
    /// The places of tests, rule by rule, where a rule does not rest on all of its own.
    pub(super) paths: Vec<u32>,
}

/// One rule.
#[derive(Clone, Copy, Debug)]
pub(super) struct Note {
    pub(super) slots: Slots,
    pub(super) grounded: Grounded,
}

impl Trace {
    /// The rules that fired, and those that would have.
    pub(super) fn both(noted: Noted) -> (Self, Self) {
        let watched = !noted.watching.is_empty();
        let noted = Arc::new(noted);
        let of = |part, noted| Self {
            noted,
            part,
            told: OnceLock::new(),
        };
        let watching = watched.then(|| noted.clone());
        (of(Part::Fired, Some(noted)), of(Part::Watching, watching))
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.rules().next().is_none()
    }

    /// Every rule, written out.
    pub(super) fn told(&self) -> &[Fired] {
        self.told.get_or_init(|| match &self.noted {
            Some(noted) => noted.tell(self.part),
            None => Vec::new(),
        })
    }

    /// The names of the rules; nothing is written out for them.
    pub(super) fn rules(&self) -> impl Iterator<Item = &RuleId> {
        let (noted, told) = match &self.noted {
            Some(noted) => (Some(noted.rules(self.part)), &[][..]),
            None => (None, self.told()),
        };
        let told = told.iter().map(|fired| &fired.rule);
        noted.into_iter().flatten().chain(told)
    }
}

impl Noted {
    fn notes(&self, part: Part) -> &[Note] {
        match part {
            Part::Fired => &self.fired,
            Part::Watching => &self.watching,
        }
    }

    fn rules(&self, part: Part) -> impl Iterator<Item = &RuleId> {
        let notes = self.notes(part).iter();
        notes.filter_map(|note| self.book.id(note.grounded.rule))
    }

    fn tell(&self, part: Part) -> Vec<Fired> {
        let spans: Arc<[Span]> = self.spans.as_slice().into();
        let told = self.notes(part).iter().filter_map(|note| {
            let grounded = &note.grounded;
            Some(Fired {
                rule: self.book.id(grounded.rule)?.clone(),
                spans: Spans::within(&spans, grounded.spans),
                paths: self.book.paths(grounded, &self.paths),
                slots: note.slots,
            })
        });
        told.collect()
    }
}

impl From<Vec<Fired>> for Trace {
    fn from(told: Vec<Fired>) -> Self {
        Self {
            told: told.into(),
            ..Self::default()
        }
    }
}

impl PartialEq for Trace {
    fn eq(&self, other: &Self) -> bool {
        self.told() == other.told()
    }
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.told().fmt(f)
    }
}

impl Serialize for Trace {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.told().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Trace {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from)
    }
}
