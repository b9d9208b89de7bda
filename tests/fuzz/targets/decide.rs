//! Typed rules, one a line, and a mention below them: the compiled rules find what each
//! condition alone finds, and every span lies in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use webcare::mention::Mention;
use webcare::routing::{Actions, Condition, Facts, Names, Rule, RuleSet, Scratch};
use webcare::text::Folded;

fuzz_target!(|input: &str| {
    let (typed, text) = input.split_once("\n\n").unwrap_or((input, input));
    let names = Names::default();
    let conditions = typed.lines().filter_map(|it| Condition::from_query(it, &names).ok());
    let mut then = Actions::default();
    then.redact = true;
    let rules: Vec<Rule> = conditions
        .enumerate()
        .map(|(at, when)| Rule::new(format!("r{at}"), when, then.clone()))
        .collect();
    let Ok(set) = RuleSet::new(rules.clone()) else {
        return;
    };
    let mention = Mention::post("twitter", "1").by("@jan").text(text);
    let folded = Folded::new(text);
    let facts = Facts::new(&mention, &folded, Default::default());
    let decision = set.decide(&facts);
    let spans = decision.because().iter().flat_map(|it| &it.spans);
    spans.for_each(|span| assert!(span.of(text).is_some_and(|piece| !piece.is_empty())));
    let together: Vec<_> = decision.because().iter().map(|it| &it.rule).collect();
    let alone = rules.iter().filter(|rule| {
        let set = RuleSet::new([(*rule).clone()]).expect("a rule of a set");
        set.verdict(&facts, &mut Scratch::new()).redact()
    });
    let alone: Vec<_> = alone.map(|rule| &rule.id).collect();
    assert_eq!(together, alone);
});
