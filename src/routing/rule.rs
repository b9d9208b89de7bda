use chrono::NaiveDate;

use super::action::Actions;
use super::condition::Condition;
use super::example::Example;
use crate::id::id;

id! {
    /// The playbook's name for a rule.
    RuleId
}

/// One agreement: when this holds, do that.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Rule {
    /// Its name.
    pub id: RuleId,
    /// What it is for, in a line.
    pub title: Option<String>,
    /// What must hold.
    pub when: Condition,
    /// What it wants done.
    pub then: Actions,
    /// The dates on which it counts.
    pub valid: Validity,
    /// Whether it only watches: what it would do is told, and not done.
    pub shadow: bool,
    /// Its own tests.
    pub examples: Vec<Example>,
}

impl Rule {
    /// A rule that counts on every date.
    pub fn new(id: impl Into<RuleId>, when: impl Into<Condition>, then: Actions) -> Self {
        Self {
            id: id.into(),
            title: None,
            when: when.into(),
            then,
            valid: Validity::default(),
            shadow: false,
            examples: Vec::new(),
        }
    }
}

/// The dates on which a rule counts, both included, in the playbook's zone.
#[expect(
    clippy::exhaustive_structs,
    reason = "an interval of dates is its two ends"
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Validity {
    /// The first day, where there is a first.
    pub from: Option<NaiveDate>,
    /// The last day, where there is a last.
    pub until: Option<NaiveDate>,
}

impl Validity {
    /// Whether `date` is one of them.
    pub fn holds_on(&self, date: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until)
    }
}
