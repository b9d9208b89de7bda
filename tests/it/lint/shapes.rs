//! Rules of any form are linted in time that grows with their number.

use std::collections::BTreeMap;
use std::time::Instant;

use webcare::routing::lint::{FindingKind, Scope, lint};
use webcare::routing::{Condition, Rule};

use super::{rule, set, then, when};

/// Rules that have much in common: what they are, each of them as it is typed,
/// and what is to be found in ten thousand of them.
type Shape = (
    &'static str,
    fn(usize) -> String,
    &'static [(FindingKind, usize)],
);

const SHAPES: [Shape; 20] = [
    (
        "a common word and one of its own",
        |i| format!("klacht w{i}"),
        &[],
    ),
    ("a denied word", |i| format!("-w{i}"), &[]),
    ("two denied words", |i| format!("-w{i} -a"), &[]),
    (
        "the same",
        |_| "a OR b".to_owned(),
        &[(FindingKind::Duplicate, 9_999)],
    ),
    (
        "bounds that narrow",
        |i| format!("reach:>={}", i + 1),
        &[(FindingKind::Shadowed, 9_999)],
    ),
    (
        "bounds that widen",
        |i| format!("reach:>={}", 20_000 - i),
        &[],
    ),
    (
        "a score and a fact of its own",
        |i| format!("label:c>=0.{:04} case:open host:f{i}=1", i + 1),
        &[],
    ),
    ("a fact of its own", |i| format!("host:f{i}"), &[]),
    ("a value of its own", |i| format!("host:f={i}"), &[]),
    ("an author of its own", |i| format!("author:@a{i}"), &[]),
    (
        "a customer's fact of its own",
        |i| format!("customer:k{i}=x"),
        &[],
    ),
    ("pairs that widen", |i| format!("a NEAR/{} b*", i + 1), &[]),
    (
        "pairs that narrow",
        |i| format!("a NEAR/{} b*", 10_000 - i),
        &[(FindingKind::Shadowed, 9_999)],
    ),
    ("a tag of its own", |i| format!("case:tag=t{i}"), &[]),
    (
        "a search term of its own",
        |i| format!("search-term:t{i}"),
        &[],
    ),
    (
        "a channel and a denied word",
        |i| format!("channel:twitter -w{i}"),
        &[],
    ),
    (
        "alternatives in common",
        |i| format!("(a OR w{i}) (b OR v{i})"),
        &[],
    ),
    ("none of two", |i| format!("NONE(a OR w{i})"), &[]),
    ("not both", |i| format!("-(a w{i})"), &[]),
    (
        "opening hours and a word",
        |i| format!("time:dag w{i} -x"),
        &[],
    ),
];

#[test]
fn rules_of_any_form_are_linted_in_seconds() {
    for (shape, typed, expected) in SHAPES {
        let wish = then(Some("complaint"), &["t"]);
        let rules = (0..10_000).map(|i| rule(&format!("r{i}"), &typed(i), wish.clone()));
        let rules = set(rules.collect());
        let start = Instant::now();
        let findings = lint(&rules, &Scope::default());
        let took = start.elapsed();
        println!("{shape}: {} findings in {took:?}", findings.len());
        let mut kinds: BTreeMap<FindingKind, usize> = BTreeMap::new();
        for finding in findings.iter().filter(|it| it.rule.is_some()) {
            *kinds.entry(finding.kind).or_default() += 1;
        }
        let expected: BTreeMap<_, _> = expected.iter().copied().collect();
        assert_eq!(kinds, expected, "{shape}");
        // Some twenty times what it takes where nothing else is done.
        assert!(took.as_secs() < 15, "{shape}: {took:?}");
    }
}

/// The kinds of finding, and the last rule that something was said of.
fn told(rules: Vec<Rule>) -> Vec<(FindingKind, String)> {
    let start = Instant::now();
    let findings = lint(&set(rules), &Scope::default());
    let took = start.elapsed();
    println!("{} findings in {took:?}", findings.len());
    assert!(took.as_secs() < 60, "{took:?}");
    let of_rules = findings.iter().filter(|it| it.rule.is_some());
    of_rules.map(|it| (it.kind, it.to_string())).collect()
}

#[test]
fn where_lint_stops_is_told_and_nothing_is_claimed_beyond() {
    // Each fires wherever the others do, and takes long to try.
    let data = "personal-data:phone personal-data:email personal-data:iban \
                personal-data:policy-number personal-data:phone,iban";
    let shape = |i: usize| format!("{data} -w{i} (-x{i} OR y)");
    let wish = then(None, &["t"]);
    let rules = (0..10_000).map(|i| rule(&format!("r{i}"), &shape(i), wish.clone()));
    let mut rules: Vec<Rule> = rules.collect();
    rules.push(rule("dead", "zzz -zzz", wish.clone()));
    rules.push(rule("again", &shape(9_999), wish));
    let told = told(rules);
    let kinds: Vec<FindingKind> = told.iter().map(|(kind, _)| *kind).collect();
    // Each was looked into by itself; that the last says what another says was not seen.
    assert_eq!(
        kinds,
        [FindingKind::Unfinished, FindingKind::Dead],
        "{told:?}"
    );
    assert!(
        told[0].1.ends_with(
            "and the rules after it were not held against all those before them: too many can \
             fire on the same mentions; lint fewer rules at a time, or ask for a word of its own in each"
        ),
        "{told:?}"
    );
}

#[test]
fn rules_that_are_too_much_are_told() {
    let words = |prefix: &str, count: usize| {
        let words: Vec<String> = (0..count).map(|i| format!("{prefix}{i}")).collect();
        words.join(",")
    };
    // A mebibyte in one rule, as a list of words denied and asked for.
    let (asked, denied) = (words("aap", 60_000), words("noot", 60_000));
    let huge = format!("words:{asked} -words:{denied}");
    assert_eq!(told(vec![rule("huge", &huge, then(None, &["t"]))]), []);
    // Thousands of words that must all be there.
    let all = words("aap", 2_000).replace(',', " ");
    assert_eq!(
        told(vec![rule("all", &all, then(None, &["t"]))]),
        [(
            FindingKind::Unfinished,
            "rules[0].when: this was not looked into: it is too much at once; split the rule"
                .to_owned(),
        )]
    );
    // So much in each that together they are too much: the rest is told once.
    let (asked, denied) = (words("aap", 400), words("noot", 400));
    let many = (0..150).map(|i| {
        let typed =
            format!("words:{asked} -words:{denied} words:mies{i},{asked} -words:{denied},wim{i}");
        rule(&format!("r{i}"), &typed, then(None, &["t"]))
    });
    let found = told(many.collect());
    let unfinished: Vec<_> = found
        .iter()
        .filter(|(kind, _)| *kind == FindingKind::Unfinished)
        .collect();
    assert!(unfinished.len() <= 2, "{unfinished:?}");
}

#[test]
fn one_rule_of_many_parts_is_looked_into() {
    let all = |join: &str, sign: &str, count: usize| {
        let parts: Vec<String> = (0..count).map(|i| format!("{sign}w{i}")).collect();
        parts.join(join)
    };
    let thousands = Condition::All(vec![when(&all(" ", "", 500)), when(&all(" ", "-", 501))]);
    let dead = told(vec![Rule::new("dead", thousands, then(None, &["t"]))]);
    assert_eq!(dead.len(), 1, "{dead:?}");
    assert_eq!(dead[0].0, FindingKind::Dead);
    let any = told(vec![rule(
        "any",
        &all(" OR ", "", 20_000),
        then(None, &["t"]),
    )]);
    assert_eq!(any, []);
}
