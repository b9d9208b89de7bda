use std::fmt;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::decision::{Fired, Unsettled};
use super::index::{Book, Grounded};
use super::rule::RuleId;
use super::slot::Slots;
use super::spans::Spans;
use crate::text::Span;

/// Rules of one decision, and why: noted in numbers while deciding, and written
/// out once somebody reads it.
#[derive(Clone)]
pub(super) struct Trace<T = Fired> {
    noted: Option<Arc<Noted>>,
    part: Part,
    told: OnceLock<Vec<T>>,
}

/// Which of the rules that were noted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Part {
    #[default]
    Fired,
    Watching,
    Open,
}

/// The traces of one decision.
pub(super) struct Traces {
    /// The rules that fired.
    pub(super) fired: Trace,
    /// Those that would have.
    pub(super) watching: Trace,
    /// Those that are not settled.
    pub(super) open: Trace<Unsettled>,
}

/// What a rule of a trace is written out as.
pub(super) trait Written: Sized {
    /// The rules that were noted, written out.
    fn of(noted: &Noted, part: Part) -> Vec<Self>;
}

/// What is noted of all the rules of one decision.
#[derive(Debug)]
pub(super) struct Noted {
    /// What the numbers mean.
    pub(super) book: Arc<Book>,
    pub(super) fired: Vec<Note>,
    pub(super) watching: Vec<Note>,
    pub(super) open: Vec<Open>,
    /// The pieces of text on which the rules rest, rule by rule.
    pub(super) spans: Vec<Span>,
    /// The places of tests, rule by rule, where a rule does not rest on all of its own.
    pub(super) paths: Vec<u32>,
    /// The facts on which rules hang, rule by rule.
    pub(super) lacks: Vec<u32>,
}

/// One rule.
#[derive(Clone, Copy, Debug)]
pub(super) struct Note {
    pub(super) slots: Slots,
    pub(super) grounded: Grounded,
}

/// One rule that is not settled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) rule: u32,
    /// Whether it only watches.
    pub(super) shadow: bool,
    /// Which of the facts are those it hangs on.
    pub(super) lacks: (u32, u32),
}

impl Traces {
    /// Of what was noted. Whatever is noted of none of them is let go.
    pub(super) fn of(noted: Noted) -> Self {
        let noted = Arc::new(noted);
        Self {
            fired: Trace::of(Part::Fired, &noted),
            watching: Trace::of(Part::Watching, &noted),
            open: Trace::of(Part::Open, &noted),
        }
    }
}

impl Trace {
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

impl<T> Trace<T> {
    fn of(part: Part, noted: &Arc<Noted>) -> Self {
        Self {
            noted: (noted.count(part) > 0).then(|| noted.clone()),
            part,
            told: OnceLock::new(),
        }
    }
}

impl<T: Written> Trace<T> {
    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.noted.is_none() && self.told().is_empty()
    }

    /// Every rule, written out.
    pub(super) fn told(&self) -> &[T] {
        self.told.get_or_init(|| match &self.noted {
            Some(noted) => T::of(noted, self.part),
            None => Vec::new(),
        })
    }
}

impl Noted {
    fn count(&self, part: Part) -> usize {
        match part {
            Part::Fired | Part::Watching => self.notes(part).len(),
            Part::Open => self.open.len(),
        }
    }

    fn notes(&self, part: Part) -> &[Note] {
        match part {
            Part::Fired => &self.fired,
            Part::Watching => &self.watching,
            Part::Open => &[],
        }
    }

    fn rules(&self, part: Part) -> impl Iterator<Item = &RuleId> {
        let notes = self.notes(part).iter();
        notes.filter_map(|note| self.book.id(note.grounded.rule))
    }
}

impl Written for Fired {
    fn of(noted: &Noted, part: Part) -> Vec<Self> {
        let spans: Arc<[Span]> = noted.spans.as_slice().into();
        let told = noted.notes(part).iter().filter_map(|note| {
            let grounded = &note.grounded;
            Some(Fired {
                rule: noted.book.id(grounded.rule)?.clone(),
                spans: Spans::within(&spans, grounded.spans),
                paths: noted.book.paths(grounded, &noted.paths),
                slots: note.slots,
            })
        });
        told.collect()
    }
}

impl Written for Unsettled {
    fn of(noted: &Noted, _: Part) -> Vec<Self> {
        let told = noted.open.iter().filter_map(|open| {
            let (from, to) = open.lacks;
            let lacks = noted.lacks.get(from as usize..to as usize);
            Some(Unsettled {
                rule: noted.book.id(open.rule)?.clone(),
                shadow: open.shadow,
                missing: noted.book.facts(lacks.unwrap_or_default()),
            })
        });
        told.collect()
    }
}

impl<T> Default for Trace<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T> From<Vec<T>> for Trace<T> {
    fn from(told: Vec<T>) -> Self {
        Self {
            noted: None,
            part: Part::default(),
            told: told.into(),
        }
    }
}

impl<T: Written + PartialEq> PartialEq for Trace<T> {
    fn eq(&self, other: &Self) -> bool {
        self.told() == other.told()
    }
}

impl<T: Written + fmt::Debug> fmt::Debug for Trace<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.told().fmt(f)
    }
}

impl<T: Written + Serialize> Serialize for Trace<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.told().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Trace<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from)
    }
}
