use crate::document::{Node, ProblemKind, Problems};
use crate::routing::names::Names;
use crate::routing::rule::Rule;
use crate::routing::test::{CaseTest, Test};
use crate::sorted::SortedSet;

/// Notes the rules that would treat customers unequally, and those whose
/// decision would depend on the order of delivery.
pub(super) fn check(rules: &[(&Node<'_>, Rule)], names: &Names, problems: &mut Problems) {
    let tainted = tags_of_privilege(rules);
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
fn privileges(rule: &Rule, tainted: &SortedSet<&str>) -> SortedSet<&'static str> {
    let tests = rule.when.tests();
    let plain = tests.iter().filter_map(|test| privilege(test));
    let by_tag = tests
        .iter()
        .any(|test| match test {
            Test::Case(CaseTest::Tag(tags)) => {
                tags.iter().any(|tag| tainted.contains(tag.as_str()))
            }
            _ => false,
        })
        .then_some("a tag that is given by channel, author, reach or tone");
    plain.chain(by_tag).collect()
}

/// What it is that may not matter, where a test looks at something that may not.
pub(crate) fn privilege(test: &Test) -> Option<&'static str> {
    match test {
        Test::Channel(_) | Test::Visibility(_) | Test::Via(_) => Some("channel"),
        Test::Reach(_) | Test::Followers(_) => Some("reach"),
        Test::Author(_) => Some("author"),
        Test::Label(label, _) if label.is_sentiment() => Some("tone"),
        _ => None,
    }
}

/// The tags that a rule gives by channel, author, reach or tone: through
/// them one rule could do what is forbidden to another.
fn tags_of_privilege<'r>(rules: &'r [(&Node<'_>, Rule)]) -> SortedSet<&'r str> {
    let by_privilege = |rule: &&Rule| {
        rule.when
            .tests()
            .into_iter()
            .any(|it| privilege(it).is_some())
    };
    rules
        .iter()
        .map(|(_, rule)| rule)
        .filter(by_privilege)
        .flat_map(|rule| rule.then.tags.iter().map(String::as_str))
        .collect()
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
