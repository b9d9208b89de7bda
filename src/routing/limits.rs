//! What a set of rules may hold, so that no text keeps it busy.

use std::collections::HashSet;

use super::condition::Condition;
use super::lists::Lists;
use super::rule::{Rule, RuleId};
use super::ruleset::RuleSet;
use super::term::Term;
use super::test::{Authors, Test};

/// Rules that cannot be a set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadRuleSet {
    /// Two rules of one name.
    #[error("rule `{0}` is there twice")]
    Duplicate(RuleId),
    /// More than [`super::Condition::DEEPEST`] levels.
    #[error("rule `{0}` joins conditions more than 16 levels deep")]
    TooDeep(RuleId),
    /// More than [`RuleSet::MOST_RULES`] rules.
    #[error("{0} rules are too many; at most {most} can be read", most = RuleSet::MOST_RULES)]
    TooManyRules(usize),
    /// More than [`RuleSet::MOST_PARTS`] tests and joins.
    #[error("{0} tests and joins are too many; at most {most} can be read", most = RuleSet::MOST_PARTS)]
    TooManyParts(usize),
    /// More than [`RuleSet::MOST_TERMS`] terms and names.
    #[error("{0} terms and names are too many; at most {most} can be read", most = RuleSet::MOST_TERMS)]
    TooManyTerms(usize),
    /// More than [`RuleSet::MOST_LISTS`] lists.
    #[error("{0} lists are too many; at most {most} can be read", most = RuleSet::MOST_LISTS)]
    TooManyLists(usize),
    /// More than [`RuleSet::MOST_FACTS`] tests of facts that differ.
    #[error("{0} tests of facts are too many; at most {most} that differ can be read", most = RuleSet::MOST_FACTS)]
    TooManyFacts(usize),
    /// More than [`RuleSet::MOST_PATTERNS`] patterns that differ.
    #[error("{0} patterns are too many; at most {most} can be read", most = RuleSet::MOST_PATTERNS)]
    TooManyPatterns(usize),
    /// A term such as `*verzekering*` that ends with too many others of its
    /// kind: it and they are more than [`RuleSet::MOST_NESTED`].
    #[error("`*{0}*` ends with {most} or more other terms of this kind", most = RuleSet::MOST_NESTED)]
    TooNested(String),
}

impl BadRuleSet {
    /// What would be right.
    pub(super) fn remedy(&self) -> &'static str {
        match self {
            BadRuleSet::Duplicate(_) => "give every rule a name of its own",
            BadRuleSet::TooDeep(_) => "split the rule, or write it flatter",
            BadRuleSet::TooManyRules(_) | BadRuleSet::TooManyFacts(_) => "join rules that do alike",
            BadRuleSet::TooManyParts(_) => "write words side by side, in one test or in a list",
            BadRuleSet::TooManyTerms(_) => "leave out what a shorter term with a `*` finds too",
            BadRuleSet::TooManyLists(_) => "join lists that are used alike",
            BadRuleSet::TooManyPatterns(_) => "use words where words will do",
            BadRuleSet::TooNested(_) => "leave out those that a shorter one finds too",
        }
    }
}

/// A team has tens of rules.
impl RuleSet {
    /// The most rules of a set.
    pub const MOST_RULES: usize = 16_384;

    /// The most tests, and joins around them, that the rules of a set may hold
    /// together: eight for each of as many rules as there may be.
    pub const MOST_PARTS: usize = 131_072;

    /// The most terms and names that stand in the tests of a set and in its
    /// lists of terms. The accounts on shared lists are not counted.
    pub const MOST_TERMS: usize = 262_144;

    /// The most lists that the rules of a set may share.
    pub const MOST_LISTS: usize = 1_024;

    /// The most tests of anything but the text that the rules of a set may
    /// hold; equal ones are counted once.
    pub const MOST_FACTS: usize = 24_576;

    /// The most patterns that the rules of a set may hold; equal ones are
    /// counted once.
    pub const MOST_PATTERNS: usize = 1_024;

    /// The most terms of the kind `*ring*` that may end each other, as
    /// `*verzekering*` ends with `*zekering*` and that with `*ring*`, which are
    /// three. Each of them is told wherever the longest stands.
    pub const MOST_NESTED: usize = 5;
}

/// Why rules cannot be a set. Their depth comes before all that goes into them.
pub(super) fn refusal(rules: &[Rule], lists: &Lists) -> Option<BadRuleSet> {
    if let Some(deep) = rules.iter().find(|rule| !rule.when.is_shallow()) {
        return Some(BadRuleSet::TooDeep(deep.id.clone()));
    }
    if rules.len() > RuleSet::MOST_RULES {
        return Some(BadRuleSet::TooManyRules(rules.len()));
    }
    let mut ids = HashSet::with_capacity(rules.len());
    if let Some(twice) = rules.iter().find(|rule| !ids.insert(&rule.id)) {
        return Some(BadRuleSet::Duplicate(twice.id.clone()));
    }
    let counted = Counted::of(rules, lists);
    type TooMany = fn(usize) -> BadRuleSet;
    let all: [(usize, usize, TooMany); 4] = [
        (counted.parts, RuleSet::MOST_PARTS, BadRuleSet::TooManyParts),
        (counted.terms, RuleSet::MOST_TERMS, BadRuleSet::TooManyTerms),
        (lists.count(), RuleSet::MOST_LISTS, BadRuleSet::TooManyLists),
        (
            counted.patterns.len(),
            RuleSet::MOST_PATTERNS,
            BadRuleSet::TooManyPatterns,
        ),
    ];
    let too_many = all.into_iter().find(|(count, most, _)| count > most);
    if let Some((count, _, bad)) = too_many {
        return Some(bad(count));
    }
    nested(counted.inner).map(BadRuleSet::TooNested)
}

/// What rules hold together.
#[derive(Default)]
struct Counted<'r> {
    parts: usize,
    terms: usize,
    /// Each once.
    patterns: HashSet<&'r str>,
    /// The letters of words that may go on at both sides.
    inner: Vec<&'r str>,
}

impl<'r> Counted<'r> {
    fn of(rules: &'r [Rule], lists: &'r Lists) -> Self {
        let mut counted = Self::default();
        for rule in rules {
            counted.condition(&rule.when);
        }
        for (_, terms) in lists.all_terms() {
            counted.terms(terms);
        }
        counted
    }

    /// Of a condition that is not deep.
    fn condition(&mut self, when: &'r Condition) {
        self.parts += 1;
        match when {
            Condition::All(parts) | Condition::Any(parts) | Condition::None(parts) => {
                parts.iter().for_each(|part| self.condition(part));
            }
            Condition::Not(part) => self.condition(part),
            Condition::Test(test) => self.test(test),
        }
    }

    fn test(&mut self, test: &'r Test) {
        match test {
            Test::Words(terms) => self.terms(terms),
            Test::Near(near) => {
                self.terms(&near.left);
                self.terms(&near.right);
            }
            Test::Matches(pattern) => {
                self.patterns.insert(pattern.as_str());
            }
            Test::Author(Authors::Are(handles)) => self.terms += handles.len(),
            Test::Language(names) | Test::SearchTerm(names) | Test::Via(names) => {
                self.terms += names.len();
            }
            _ => {}
        }
    }

    fn terms(&mut self, terms: &'r [Term]) {
        self.terms += terms.len();
        let pieces = terms.iter().flat_map(Term::pieces);
        let inner = pieces.filter(|it| it.open_before && it.open_after);
        self.inner.extend(inner.map(|it| it.letters.as_str()));
    }
}

/// The first of these pieces of words that ends with too many others of them.
fn nested(inner: Vec<&str>) -> Option<String> {
    // Read from behind, each follows those it ends with.
    let mut pieces: Vec<Vec<u8>> = inner.iter().map(|it| it.bytes().rev().collect()).collect();
    pieces.sort_unstable();
    pieces.dedup();
    let mut ends: Vec<&[u8]> = Vec::new();
    for piece in &pieces {
        while ends.pop_if(|end| !piece.starts_with(end)).is_some() {}
        ends.push(piece);
        if ends.len() > RuleSet::MOST_NESTED {
            let letters = piece.iter().rev().copied().collect();
            return Some(String::from_utf8(letters).unwrap_or_default());
        }
    }
    None
}
