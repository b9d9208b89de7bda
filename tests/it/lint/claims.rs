//! What a finding says is so, word for word.

use webcare::routing::lint::{Finding, FindingKind, Scope, lint};
use webcare::routing::{
    Actions, Authors, BadRuleSet, Bounds, Condition, Expected, FactTest, ListId, Outcome, Rule,
    RuleSet, Test,
};

use super::{kinds, rule, set, then, told, when};

fn high(level: &str) -> Actions {
    let mut actions = Actions::default();
    actions.urgency = Some(serde_json::from_value(level.into()).unwrap());
    actions
}

fn lines(rules: Vec<Rule>) -> Vec<String> {
    told(rules).iter().map(Finding::to_string).collect()
}

#[test]
fn whoever_wants_otherwise_is_no_duplicate() {
    assert_eq!(
        lines(vec![
            rule("a", "klacht", high("high")),
            rule("b", "klacht", high("low"))
        ]),
        [
            "rules[1]: `b` fires exactly when `a` does, and wants `urgency` otherwise; \
          keep the one that is meant"
        ]
    );
    assert_eq!(
        lines(vec![
            rule("a", "klacht*", high("high")),
            rule("b", "klacht", high("low"))
        ]),
        ["rules[1]: `b` never acts: whenever it fires, `a` wants a higher `urgency`; take it out"]
    );
    let mut no = Actions::default();
    no.outcome = Some(Outcome::NoResponse("spam".into()));
    let narrower = told(vec![
        rule("s1", "klacht*", then(Some("complaint"), &[])),
        rule("s3", "klachtenvrij", no),
    ]);
    assert_eq!(kinds(&narrower), [(FindingKind::Conflicting, "rules[1]")]);
    assert_eq!(
        narrower[0].to_string(),
        "rules[1]: `s3` never acts: whenever it fires, `s1` went first, and wants `outcome` otherwise; \
         put it before, or take it out"
    );
    assert_eq!(
        lines(vec![
            rule("a", "klacht*", then(None, &["x", "y"])),
            rule("b", "klachten", then(None, &["y"])),
        ]),
        ["rules[1]: `b` adds nothing: whenever it fires, `a` says as much; take it out"]
    );
}

#[test]
fn a_rule_that_wants_nothing_is_told_as_such() {
    assert_eq!(
        lines(vec![rule("n1", "klacht", Actions::default())]),
        ["rules[0].then: `n1` fires and wants nothing done; write what it does, or take it out"]
    );
}

#[test]
fn what_hangs_on_a_fact_is_not_said_to_hold() {
    let said = |typed: &str| {
        told(vec![rule("r", typed, then(None, &["t"]))])[0]
            .wrong
            .clone()
    };
    assert_eq!(
        said("klacht reach:>=0"),
        "this never fails: it holds as soon as reach is known"
    );
    assert_eq!(
        said("klacht label:complaint>=0"),
        "this never fails: it holds as soon as assessment and score of complaint are known"
    );
    assert_eq!(
        said("klacht (schade OR -schade)"),
        "this always holds, so it asks nothing"
    );
}

#[test]
fn lists_that_do_not_exist_are_told_of_rules_made_in_code() {
    let nope = ListId::from("nope");
    let rules = vec![
        Rule::new("words", Test::List(nope.clone()), then(None, &["a"])),
        Rule::new(
            "authors",
            Condition::Not(Box::new(Test::Author(Authors::In(nope)).into())),
            then(None, &["b"]),
        ),
    ];
    let found = told(rules);
    let unknown = found
        .iter()
        .filter(|it| it.kind == FindingKind::UnknownList);
    let unknown: Vec<String> = unknown.map(Finding::to_string).collect();
    assert_eq!(
        unknown,
        [
            "rules[0].when: there is no list `nope`; add it, or name another",
            "rules[1].when: there is no list `nope`; add it, or name another",
        ]
    );
    // A list of words is none of accounts.
    let rules = vec![Rule::new(
        "r",
        Test::Author(Authors::In("nood".into())),
        then(None, &["b"]),
    )];
    assert!(
        told(rules)
            .iter()
            .any(|it| it.kind == FindingKind::UnknownList)
    );
}

#[test]
fn names_that_say_nothing_are_told_of_rules_made_in_code() {
    let found = told(vec![
        rule("", "klacht", then(None, &["a", ""])),
        rule("one\ntwo", "schade", then(None, &["b"])),
        rule("`c`", "brand", then(None, &["c"])),
    ]);
    assert_eq!(
        kinds(&found),
        [
            (FindingKind::BadName, "rules[0].id"),
            (FindingKind::BadName, "rules[0].then.tags"),
            (FindingKind::BadName, "rules[1].id"),
            (FindingKind::BadName, "rules[2].id"),
        ]
    );
}

#[test]
fn a_condition_without_end_is_refused_and_dropped() {
    let mut deep = when("klacht");
    for at in 0..1_000_000 {
        deep = match at % 3 {
            0 => Condition::Not(Box::new(deep)),
            1 => Condition::All(vec![when("schade"), deep]),
            _ => Condition::Any(vec![deep]),
        };
    }
    let twice = |when| {
        [
            rule("a", "klacht", then(None, &["t"])),
            rule("a", "klacht", then(None, &["t"])),
            Rule::new("deep", when, then(None, &["t"])),
        ]
    };
    assert!(matches!(
        RuleSet::new(twice(deep)),
        Err(BadRuleSet::TooDeep(id)) if id.as_str() == "deep"
    ));
}

// S0:10, S2:10, S4:22
#[test]
fn what_may_not_matter_is_found_by_the_words_of_its_name_and_behind_tags() {
    let mut neutral = Scope::default();
    neutral.neutral = true;
    let forbidden = |rules: Vec<Rule>| -> Vec<String> {
        let findings = lint(&set(rules), &neutral).into_iter();
        let findings = findings.filter(|it| it.kind == FindingKind::ForbiddenAttribute);
        findings.map(|it| it.wrong).collect()
    };
    for name in [
        "customer-age",
        "customer_age",
        "ageGroup",
        "birthYear",
        "dob",
        "leeftijd_klant",
    ] {
        let test = Test::Customer(FactTest {
            key: name.to_owned(),
            is: Expected::Between(Bounds::at_most(30)),
        });
        assert_eq!(
            forbidden(vec![Rule::new("r", test, then(None, &["t"]))]),
            [format!("`{name}` tells how old a customer is")]
        );
    }
    for (typed, by) in [
        ("label:angry", "tone"),
        ("label:very-negative", "tone"),
        ("label:frustration", "tone"),
        ("customer:vip", "author"),
        ("host:is-vip", "author"),
        ("customer:twitter-followers>=9000", "reach"),
    ] {
        assert_eq!(
            forbidden(vec![rule("r", typed, high("high"))]),
            [format!("`r` sets the urgency by {by}")],
            "{typed}"
        );
    }
    let behind = "a tag that is given by channel, author, reach or tone";
    assert_eq!(
        forbidden(vec![
            rule("a", "followers:>=9000", then(None, &["veel"])),
            rule("b", "case:tag=veel", then(None, &["gezien"])),
            rule("c", "case:tag=gezien", high("high")),
            rule("d", "case:tag=klacht", high("high")),
        ]),
        [format!("`c` sets the urgency by {behind}")]
    );
}
