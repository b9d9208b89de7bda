use std::fmt;

use thiserror::Error;

use super::Seen;

/// What a port promises: the headings of the contracts in
/// [`store`](crate::store), [`delivery`](crate::delivery) and
/// [`triage`](crate::triage).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Promise {
    /// Of a store: a commit is stored whole or not at all.
    AllOrNothing,
    /// Of a store: what changed since it was read is a conflict.
    CompareFirst,
    /// Of a store: a mention is filed once.
    FiledOnce,
    /// Of a store: commits have a result each, and stand alone.
    EachOnItsOwn,
    /// Of a store: what is stored is read, value for value.
    ReadsSeeCommits,
    /// Of a store: an author's matters are found, in the case where they live on.
    RelatedAreFound,
    /// Of a store: what is to be forgotten goes with the commit that says so.
    Forgets,
    /// Of a store: a wake-up waits until a commit replaces it.
    WakeUpsWait,
    /// Of an outbox: effects are kept by id.
    EffectsById,
    /// Of an outbox: an effect is leased to one at a time.
    LeasedToOne,
    /// Of an outbox: a part waits for the one before it, and for a person.
    InOrder,
    /// Of an outbox: a token that was overtaken settles nothing.
    Fenced,
    /// Of an outbox: what is settled, or has arrived, is not leased again.
    SettledIsSettled,
    /// Of a transport: a part is brought out once, and in doubt it says so.
    SentOnce,
    /// Of a transport: a look tells what is on the channel, and sends nothing.
    LooksOnly,
    /// Of a transport: somebody is told.
    Tells,
    /// Of a classifier: a result for every mention, in their order.
    LengthAndOrder,
    /// Of a classifier: no mention changes another's assessment.
    EachForItself,
    /// Of a classifier: the same mention, the same assessment.
    Deterministic,
    /// Of a classifier: every assessment scores the same labels.
    ClosedLabels,
    /// Of a classifier: it answers in its time.
    Bounded,
}

impl Promise {
    /// The promise in words.
    pub fn text(self) -> &'static str {
        match self {
            Promise::AllOrNothing => "a commit is stored whole or not at all",
            Promise::CompareFirst => "what changed since it was read is a conflict",
            Promise::FiledOnce => "a mention is filed once, and a conflict does not use it up",
            Promise::EachOnItsOwn => "commits have a result each and stand alone",
            Promise::ReadsSeeCommits => "what is stored is read, value for value",
            Promise::RelatedAreFound => {
                "an author's matters are found, in the case where they live on"
            }
            Promise::Forgets => "what is to be forgotten goes with the commit that says so",
            Promise::WakeUpsWait => "a wake-up waits until a commit replaces it",
            Promise::EffectsById => "effects are kept by id, once, with their words",
            Promise::LeasedToOne => "an effect is leased to one at a time",
            Promise::InOrder => "a part waits for the one before it, and for a person in doubt",
            Promise::Fenced => "a token that was overtaken settles nothing",
            Promise::SettledIsSettled => "what is settled, or has arrived, is not leased again",
            Promise::SentOnce => "a part is brought out once, and in doubt that is said",
            Promise::LooksOnly => "a look tells what is on the channel, and sends nothing",
            Promise::Tells => "whoever is to be told is told",
            Promise::LengthAndOrder => "there is a result for every mention, in their order",
            Promise::EachForItself => "no mention changes the assessment of another",
            Promise::Deterministic => "the same mention has the same assessment",
            Promise::ClosedLabels => "every assessment scores the same labels",
            Promise::Bounded => "the classifier answers in its time",
        }
    }
}

impl fmt::Display for Promise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// A promise that was not kept.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
#[error("`{check}`: {promise}, but {seen}")]
pub struct Broken {
    /// The check that found out: the name of its function.
    pub check: &'static str,
    /// The promise.
    pub promise: Promise,
    /// What was seen instead.
    #[source]
    pub seen: Seen,
}

/// What became of a run of checks. `Display` names what is broken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The checks that found everything as promised.
    pub kept: Vec<&'static str>,
    /// What is not as promised.
    pub broken: Vec<Broken>,
    /// The checks that need more than the host gave.
    pub left_out: Vec<&'static str>,
}

impl Report {
    /// Whether no promise was broken.
    pub fn is_kept(&self) -> bool {
        self.broken.is_empty()
    }

    pub(super) fn add(&mut self, check: &'static str, promise: Promise, found: Result<(), Seen>) {
        match found {
            Ok(()) => self.kept.push(check),
            Err(seen) => self.broken.push(Broken {
                check,
                promise,
                seen,
            }),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kept, broken) = (self.kept.len(), self.broken.len());
        write!(f, "{kept} checks passed, {broken} failed")?;
        if !self.left_out.is_empty() {
            write!(f, ", {} left out", self.left_out.len())?;
        }
        self.broken
            .iter()
            .try_for_each(|broken| write!(f, "\n- {broken}"))
    }
}
