//! Whatever stands in a rule document is a set of rules, or a list of problems with their places.
#![no_main]

use libfuzzer_sys::fuzz_target;
use webcare::document::{Node, Problems, Value};
use webcare::routing::{Names, RuleSet};

fuzz_target!(|document: &str| {
    let Ok(value) = toml::from_str::<Value>(document) else {
        return;
    };
    let Some(rules) = value.get("rules") else {
        return;
    };
    let mut problems = Problems::new();
    let read = RuleSet::read(&Node::root(rules), &Names::default(), &mut problems);
    let told = problems.into_sorted();
    assert!(read.is_some() || !told.is_empty());
});
