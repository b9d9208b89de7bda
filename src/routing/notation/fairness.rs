use std::collections::{HashMap, HashSet};

use crate::document::{Node, ProblemKind, Problems};
use crate::routing::attribute::{is_list_of_tones, is_tone, tells_audience, tells_rank};
use crate::routing::names::Names;
use crate::routing::rule::Rule;
use crate::routing::test::{CaseTest, Test};
use crate::sorted::SortedSet;

/// Notes the rules that would treat customers unequally, and those whose
/// decision would depend on the order of delivery.
pub(super) fn check(rules: &[(&Node<'_>, Rule)], names: &Names, problems: &mut Problems) {
    let tainted = Tainted::of(rules.iter().map(|(_, rule)| rule));
    for (node, rule) in rules {
        let sets = sets_due_time(rule);
        if let Some(sets) = sets.filter(|_| names.neutral) {
            for what in privileges(rule, &tainted) {
                node.problem::<()>(
                    ProblemKind::Contradiction,
                    format!("the rule `{}` sets {sets} by {what}", rule.id),
                    "treat customers equally: take it from what is the matter, or use the per-channel agreement",
                    problems,
                );
            }
        }
        check_rates(node, rule, problems);
    }
}

/// What a rule does that decides how soon a customer is helped.
pub(crate) fn sets_due_time(rule: &Rule) -> Option<&'static str> {
    match (&rule.then.urgency, &rule.then.sla) {
        (Some(_), _) => Some("the urgency"),
        (None, Some(_)) => Some("the targets"),
        (None, None) => None,
    }
}

/// What a rule looks at that may not change how soon a customer is helped.
fn privileges(rule: &Rule, tainted: &Tainted<'_>) -> SortedSet<&'static str> {
    let tests = rule.when.tests();
    let each = tests.iter().filter_map(|test| tainted.privilege(test));
    each.collect()
}

/// What it is that may not matter, where a test looks at something that may not.
fn privilege(test: &Test) -> Option<&'static str> {
    match test {
        Test::Channel(_) | Test::Visibility(_) | Test::Via(_) => Some("channel"),
        Test::Reach(_) | Test::Followers(_) => Some("reach"),
        Test::Author(_) => Some("author"),
        Test::Label(label, _) if is_tone(label) => Some("tone"),
        Test::List(list) if is_list_of_tones(list) => Some("tone"),
        Test::Customer(fact) | Test::Host(fact) if tells_rank(&fact.key) => Some("author"),
        Test::Customer(fact) | Test::Host(fact) if tells_audience(&fact.key) => Some("reach"),
        _ => None,
    }
}

/// The tags that rules give by channel, author, reach or tone, or by such a
/// tag: through them one rule could do what is forbidden to another.
pub(crate) struct Tainted<'r>(HashSet<&'r str>);

impl<'r> Tainted<'r> {
    pub(crate) fn of(rules: impl IntoIterator<Item = &'r Rule>) -> Self {
        let mut tainted = Self(HashSet::new());
        let mut by_tag: HashMap<&str, Vec<&Rule>> = HashMap::new();
        let mut giving = Vec::new();
        for rule in rules {
            for test in rule.when.tests() {
                if privilege(test).is_some() {
                    giving.push(rule);
                }
                for tag in read_by(test) {
                    by_tag.entry(tag).or_default().push(rule);
                }
            }
        }
        while let Some(rule) = giving.pop() {
            for tag in &rule.then.tags {
                if tainted.0.insert(tag) {
                    giving.extend(by_tag.remove(tag.as_str()).into_iter().flatten());
                }
            }
        }
        tainted
    }

    /// What it is that may not matter, where a test looks at something that
    /// may not, be it through a tag.
    pub(crate) fn privilege(&self, test: &Test) -> Option<&'static str> {
        let by_tag = || read_by(test).any(|tag| self.0.contains(tag));
        privilege(test)
            .or_else(|| by_tag().then_some("a tag that is given by channel, author, reach or tone"))
    }
}

/// The tags that a test reads.
fn read_by(test: &Test) -> impl Iterator<Item = &str> {
    let tags = match test {
        Test::Case(CaseTest::Tag(tags)) => Some(tags),
        _ => None,
    };
    tags.into_iter().flatten().map(String::as_str)
}

/// A rate grows as mentions come in, so an outcome or a due time that hangs
/// on one would depend on the order of delivery.
fn check_rates(node: &Node<'_>, rule: &Rule, problems: &mut Problems) {
    let tests = rule.when.tests();
    let passing = |test: &&&Test| matches!(test, Test::Rate(_) | Test::Capacity(_));
    let decides = rule.then.outcome.is_some() || sets_due_time(rule).is_some();
    if let Some(test) = tests.iter().find(passing).filter(|_| decides) {
        let what = match test {
            Test::Rate(_) => "a rate",
            _ => "how busy it is",
        };
        node.problem::<()>(
            ProblemKind::Contradiction,
            format!(
                "the rule `{}` lets {what} decide the outcome or the urgency",
                rule.id
            ),
            "let it only notify, consult, tag or choose a queue",
            problems,
        );
    }
}
