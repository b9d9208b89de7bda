use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::decision::{Fired, Unsettled};
use super::fact::Fact;
use super::index::{Book, Grounded};
use super::rule::RuleId;
use super::slot::Slots;
use super::spans::Spans;
use crate::sorted::SortedSet;
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

    /// The facts that a rule hangs on, by their numbers.
    fn lacks_of(&self, open: &Open) -> &[u32] {
        let (from, to) = open.lacks;
        let lacks = self.lacks.get(from as usize..to as usize);
        lacks.unwrap_or_default()
    }

    /// The rules that are not settled; those alike that follow each other together.
    fn waiting(&self) -> impl Iterator<Item = Waiting<'_>> {
        let is_alike = |one: &Open, next: &Open| {
            one.shadow == next.shadow && self.lacks_of(one) == self.lacks_of(next)
        };
        self.open.chunk_by(is_alike).filter_map(|alike| {
            let first = alike.first()?;
            let rules = alike.iter().filter_map(|open| self.book.id(open.rule));
            Some(Waiting {
                rules: rules.map(Cow::Borrowed).collect(),
                shadow: first.shadow,
                missing: Cow::Owned(self.book.facts(self.lacks_of(first)).cloned().collect()),
            })
        })
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
            Some(Unsettled {
                rule: noted.book.id(open.rule)?.clone(),
                shadow: open.shadow,
                missing: noted.book.facts(noted.lacks_of(open)).cloned().collect(),
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

/// Rules that follow each other and hang on the same facts, as a record holds
/// them: a mention is filed with a dozen, and most of them hang on one.
#[derive(Serialize, Deserialize)]
struct Waiting<'t> {
    rules: Vec<Cow<'t, RuleId>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    shadow: bool,
    missing: Cow<'t, SortedSet<Fact>>,
}

impl Serialize for Trace<Unsettled> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.noted {
            Some(noted) => serializer.collect_seq(noted.waiting()),
            None => serializer.collect_seq(waiting(self.told())),
        }
    }
}

impl<'de> Deserialize<'de> for Trace<Unsettled> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let waiting = Vec::<Waiting<'_>>::deserialize(deserializer)?;
        let told = waiting.into_iter().flat_map(|alike| {
            let (shadow, missing) = (alike.shadow, alike.missing.into_owned());
            let rules = alike.rules.into_iter().map(Cow::into_owned);
            rules.map(move |rule| Unsettled {
                rule,
                shadow,
                missing: missing.clone(),
            })
        });
        Ok(told.collect::<Vec<_>>().into())
    }
}

fn waiting(told: &[Unsettled]) -> impl Iterator<Item = Waiting<'_>> {
    let alike =
        told.chunk_by(|one, next| (one.shadow, &one.missing) == (next.shadow, &next.missing));
    alike.filter_map(|alike| {
        let first = alike.first()?;
        Some(Waiting {
            rules: alike.iter().map(|one| Cow::Borrowed(&one.rule)).collect(),
            shadow: first.shadow,
            missing: Cow::Borrowed(&first.missing),
        })
    })
}
