use std::fmt;

use serde::Serialize;

/// One thing wrong in a document: where it is, what is wrong, what would be right.
///
/// It displays as one line, such as
/// ``rules[3].when.any[0]: unknown field `wrods`; known are `words`, `phrase` ``.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Problem {
    /// The place, such as `rules[3].when.any[0]`; empty for the whole document.
    pub path: String,
    /// What a program can tell problems apart by.
    pub kind: ProblemKind,
    /// What is wrong, with what was found in backticks.
    pub wrong: String,
    /// What would be right.
    pub right: String,
}

/// The kinds of problem a document can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ProblemKind {
    /// A field that nothing reads.
    UnknownField,
    /// A field that must be there and is not.
    Missing,
    /// A list where a table belongs, a number where text belongs.
    WrongShape,
    /// The right shape, and not a value that can be used.
    Invalid,
    /// A name that is declared nowhere.
    UnknownName,
    /// The same name twice.
    Duplicate,
    /// Two places that cannot both hold.
    Contradiction,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() {
            "document"
        } else {
            &self.path
        };
        write!(f, "{path}: {}; {}", self.wrong, self.right)
    }
}

/// All problems found so far, in the order of the walk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    found: Vec<Problem>,
}

impl Problems {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes a problem.
    pub fn push(&mut self, problem: Problem) {
        self.found.push(problem);
    }

    /// Whether one of a kind was noted at a path.
    pub fn has(&self, path: &str, kind: ProblemKind) -> bool {
        let is_it = |it: &Problem| it.kind == kind && it.path == path;
        self.found.iter().any(is_it)
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.found.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Notes all of these.
    pub(crate) fn extend(&mut self, others: Problems) {
        self.found.extend(others.found);
    }

    /// All of them, sorted by path so that a reader goes through the document once.
    pub fn into_sorted(mut self) -> Vec<Problem> {
        self.found.sort_by(|a, b| a.path.cmp(&b.path));
        self.found
    }
}
