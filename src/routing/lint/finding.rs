use std::fmt;

use serde::Serialize;

use crate::routing::rule::RuleId;
use crate::routing::situation::Situation;

/// Something in a set of rules that cannot be meant.
///
/// It displays as one line: where, what is wrong, and what would be right. Its
/// witness is serialised as the example of a rule is written, so that it can be
/// made one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Finding {
    /// What kind of thing it is.
    pub kind: FindingKind,
    /// The rule; none where it is about what no rule uses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleId>,
    /// The place, such as `rules[3].when.any[0]` or `queues.nacht`.
    pub path: String,
    /// The other rules it takes to see it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<RuleId>,
    /// What is wrong.
    pub wrong: String,
    /// What would be right.
    pub right: String,
    /// A mention on which the rules were run and did what is claimed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<Box<Situation>>,
    #[serde(skip)]
    pub(super) place: usize,
}

/// The kinds of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FindingKind {
    /// A condition, or a part of one, can never hold.
    Dead,
    /// A condition, or a part of one, never fails.
    AlwaysTrue,
    /// `any` of several `not`s, of which a mention that holds one still passes.
    NegationSlip,
    /// Whenever the rule fires, earlier ones have settled all it wishes for.
    Shadowed,
    /// It fires when an earlier rule does, and says nothing beyond it.
    Duplicate,
    /// Whenever the rule fires, an earlier one wants otherwise, and gets it.
    Conflicting,
    /// A rule that fires and wants nothing done.
    Wishless,
    /// A queue that nothing fills, or that nobody works.
    UnreachableQueue,
    /// A department that no rule asks or tells; an agent may still ask it.
    UnreachableDepartment,
    /// A channel that is asked for or offered and does not exist.
    UnreachableChannel,
    /// A list that nothing uses.
    UnusedList,
    /// A list that a rule asks for and that does not exist.
    UnknownList,
    /// A name that cannot be written or looked up: an empty one, or one that
    /// goes over several lines.
    BadName,
    /// An attribute of a customer that may not matter, and does.
    ForbiddenAttribute,
    /// A pattern that has to be tried on every mention.
    CostlyPattern,
    /// Where the linter stopped looking ([`MOST_STEPS`](super::MOST_STEPS)):
    /// nothing is claimed beyond it.
    Unfinished,
}

impl Finding {
    pub(super) fn new(place: usize, rule: Option<RuleId>, path: &str, kind: FindingKind) -> Self {
        Self {
            kind,
            path: match rule.is_some() {
                true if path.is_empty() => format!("rules[{place}]"),
                true => format!("rules[{place}].{path}"),
                false => path.to_owned(),
            },
            rule,
            with: Vec::new(),
            wrong: String::new(),
            right: String::new(),
            witness: None,
            place,
        }
    }

    pub(super) fn says(mut self, wrong: impl Into<String>, right: impl Into<String>) -> Self {
        self.wrong = wrong.into();
        self.right = right.into();
        self
    }

    pub(super) fn with(mut self, rules: impl IntoIterator<Item = RuleId>) -> Self {
        self.with = rules.into_iter().collect();
        self
    }

    pub(super) fn seen_on(mut self, witness: Option<Situation>) -> Self {
        self.witness = witness.map(Box::new);
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.path, self.wrong, self.right)
    }
}
