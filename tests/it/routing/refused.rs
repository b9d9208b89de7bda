//! What says nothing is refused where it is read.

use webcare::document::{Node, Problems, Value};
use webcare::routing::Lists;

use super::{names, read_with};

fn problems(rule: &str) -> Vec<String> {
    match read_with(&format!("[[rules]]\n{rule}"), &names()) {
        Ok(_) => Vec::new(),
        Err(problems) => problems,
    }
}

#[test]
fn names_and_wishes_that_say_nothing_are_problems() {
    let right = "write a word or a few, on one line";
    let nothing = "rules[0].then: the rule does nothing; write what it does, such as `respond = \"complaint\"`";
    for (rule, told) in [
        (
            "id = ''\nwhen = 'a'\nthen = { tags = ['t'] }",
            format!("rules[0].id: a name is empty; {right}"),
        ),
        (
            "id = \"a\\nb\"\nwhen = 'a'\nthen = { tags = ['t'] }",
            format!("rules[0].id: a name goes over several lines; {right}"),
        ),
        (
            "id = '`a`'\nwhen = 'a'\nthen = { tags = ['t'] }",
            format!("rules[0].id: a name has a backtick in it; {right}"),
        ),
        (
            "id = 'a'\nwhen = 'a'\nthen = { tags = ['t', ' '] }",
            format!("rules[0].then.tags[1]: a name is empty; {right}"),
        ),
        (
            "id = 'a'\nwhen = 'a'\nthen = { tags = [] }",
            "rules[0].then.tags: the list is empty; write at least one item".to_owned(),
        ),
        (
            "id = 'a'\nwhen = 'a'\nthen = { follow-up = false }",
            nothing.to_owned(),
        ),
        ("id = 'a'\nwhen = 'a'\nthen = {}", nothing.to_owned()),
        (
            "id = 'a'\nwhen = 'author:@'\nthen = { tags = ['t'] }",
            "rules[0].when, character 8: an account without a name; write one such as `@jan`"
                .to_owned(),
        ),
        (
            "id = 'a'\nwhen = { case = { tag = '' } }\nthen = { tags = ['t'] }",
            format!("rules[0].when.case.tag: a name is empty; {right}"),
        ),
    ] {
        assert_eq!(problems(rule), [told], "{rule}");
    }
    assert_eq!(
        problems("id = 'a'\nwhen = 'a'\nthen = { tags = ['t'], follow-up = false }"),
        [""; 0]
    );
}

#[test]
fn examples_hold_what_can_be() {
    let example = |given: &str| {
        problems(&format!(
            "id = 'a'\nwhen = 'a'\nthen = {{ tags = ['t'] }}\nexamples = [{{ text = 'a', {given} }}]"
        ))
    };
    assert_eq!(
        example("case = { public-rounds = 99999999999 }"),
        [
            "rules[0].examples[0].case.public-rounds: `99999999999` is more than a case can have; \
          write at most 4294967295"
        ]
    );
    assert_eq!(
        example("capacity = { webcar = { waiting = 3 } }"),
        [
            "rules[0].examples[0].capacity.webcar: queue `webcar` is not declared; \
          did you mean `webcare`?"
        ]
    );
    assert_eq!(example("capacity = { webcare = { waiting = 3 } }"), [""; 0]);
}

#[test]
fn a_list_names_somebody() {
    let told = |lists: &str| -> Vec<String> {
        let value: Value = toml::from_str(lists).unwrap();
        let mut problems = Problems::new();
        Lists::read(&Node::root(&value), &mut problems);
        problems
            .into_sorted()
            .iter()
            .map(ToString::to_string)
            .collect()
    };
    assert_eq!(
        told("pers = []"),
        ["pers: the list is empty; write at least one account"]
    );
    assert_eq!(
        told("pers = ['@krant', '@']"),
        ["pers[1]: an account without a name; write one such as `@jan`"]
    );
    assert_eq!(told("pers = ['@krant']"), [""; 0]);
}
