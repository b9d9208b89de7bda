//! A second evaluator, slow and obvious, that must agree with the first.

use proptest::prelude::*;
use webcare::mention::Mention;
use webcare::routing::{
    Actions, Bounds, CaseFacts, CaseTest, Condition, Decision, Expected, Fact, FactTest, FactValue,
    Facts, Outcome, Rule, RuleSet, Slot, Test, Why,
};
use webcare::sorted::{SortedMap, SortedSet};
use webcare::text::Folded;
use webcare::triage::{Assessment, Confidence};

const WORDS: [&str; 5] = ["schade", "schadeclaim", "wachten", "top", "bel"];

/// What the world may know; `None` is not known.
#[derive(Clone, Debug)]
struct World {
    words: Vec<&'static str>,
    channel: &'static str,
    reach: Option<u64>,
    complaint: Option<f64>,
    open: Option<bool>,
    storm: Option<bool>,
}

impl World {
    fn decide(&self, rules: &RuleSet) -> Decision {
        let mut mention = Mention::post(self.channel, "1").text(self.words.join(" "));
        mention.reach = self.reach;
        let folded = Folded::new(mention.text.reveal());
        let mut facts = Facts::new(&mention, &folded, chrono::DateTime::UNIX_EPOCH);
        let assessment = self.complaint.map(|score| {
            Assessment::by("test/1").scored("complaint", Confidence::new(score).unwrap())
        });
        facts.assessment = assessment.as_ref();
        let case = self.open.map(|open| {
            let mut case = CaseFacts::default();
            case.open = open;
            case
        });
        facts.case = case.as_ref();
        let storm = self
            .storm
            .map(|storm| ("storm".to_owned(), FactValue::Bool(storm)));
        let host = SortedMap::from_iter(storm);
        facts.host = &host;
        rules.decide(&facts)
    }
}

/// `None` is "not known".
fn holds(condition: &Condition, world: &World) -> Option<bool> {
    let each =
        |parts: &[Condition]| -> Vec<_> { parts.iter().map(|it| holds(it, world)).collect() };
    let any = |found: Vec<Option<bool>>| {
        if found.contains(&Some(true)) {
            Some(true)
        } else if found.contains(&None) {
            None
        } else {
            Some(false)
        }
    };
    match condition {
        Condition::All(parts) => {
            let found = each(parts);
            if found.contains(&Some(false)) {
                Some(false)
            } else if found.contains(&None) {
                None
            } else {
                Some(true)
            }
        }
        Condition::Any(parts) => any(each(parts)),
        Condition::None(parts) => any(each(parts)).map(|it| !it),
        Condition::Not(part) => holds(part, world).map(|it| !it),
        Condition::Test(test) => match test {
            Test::Words(terms) => Some(terms.iter().any(|term| {
                let words: Vec<&str> = term.as_str().split(' ').collect();
                world.words.windows(words.len()).any(|window| {
                    window.iter().zip(&words).all(|(there, sought)| {
                        match sought.strip_suffix('*') {
                            Some(start) => there.starts_with(start),
                            None => there == sought,
                        }
                    })
                })
            })),
            Test::Channel(channels) => Some(channels.iter().any(|it| it.as_str() == world.channel)),
            Test::Reach(bounds) => world.reach.map(|reach| reach >= bounds.at_least.unwrap()),
            Test::Label(_, bounds) => world
                .complaint
                .map(|it| it >= bounds.at_least.unwrap().get()),
            Test::Case(CaseTest::Open(open)) => world.open.map(|it| it == *open),
            Test::Host(_) => world.storm,
            other => unreachable!("{other:?} is not generated"),
        },
    }
}

/// The outcome, each slot in words, and the rules that fired.
fn reference(rules: &[Rule], world: &World) -> (Outcome, String, Vec<String>) {
    let truths: Vec<_> = rules.iter().map(|rule| holds(&rule.when, world)).collect();
    let fired: Vec<&Rule> = rules
        .iter()
        .zip(&truths)
        .filter(|(_, truth)| **truth == Some(true))
        .map(|(rule, _)| rule)
        .collect();
    let known = fired.iter().find_map(|rule| rule.then.outcome.clone());
    let mut outcome = known.clone().unwrap_or(match world.words.is_empty() {
        true => Outcome::Review(Why::NothingToRead),
        false => Outcome::NoResponse("no-added-value".into()),
    });
    for (rule, truth) in rules.iter().zip(&truths) {
        match (truth, &rule.then.outcome) {
            (Some(true), Some(_)) => break,
            (None, Some(wish)) if *wish != outcome => {
                outcome = Outcome::Review(match world.words.is_empty() {
                    true => Why::NothingToRead,
                    false => Why::MissingFact,
                });
                break;
            }
            _ => {}
        }
    }
    let queue = fired.iter().find_map(|rule| rule.then.queue.clone());
    let urgency = fired.iter().filter_map(|rule| rule.then.urgency).max();
    let tags: SortedSet<_> = fired
        .iter()
        .flat_map(|rule| rule.then.tags.clone())
        .collect();
    let notify: SortedSet<_> = fired
        .iter()
        .flat_map(|rule| rule.then.notify.clone())
        .collect();
    let slots = format!(
        "{queue:?} {:?} {tags:?} {notify:?}",
        urgency.unwrap_or(webcare::sla::Urgency::Normal)
    );
    let fired = fired.iter().map(|rule| rule.id.to_string()).collect();
    (outcome, slots, fired)
}

fn slots(decision: &Decision) -> String {
    format!(
        "{:?} {:?} {:?} {:?}",
        decision.queue(),
        decision.urgency(),
        decision.tags(),
        decision.notify()
    )
}

fn test() -> impl Strategy<Value = Condition> {
    let words = [
        "schade",
        "schade*",
        "schade wachten",
        "bel",
        "top bel",
        "wa*",
    ];
    prop_oneof![
        prop::sample::subsequence(words.to_vec(), 1..3).prop_map(|terms| Test::Words(
            terms.iter().map(|term| term.parse().unwrap()).collect()
        )),
        prop::sample::select(vec!["twitter", "phone"])
            .prop_map(|channel| Test::Channel([channel.into()].into())),
        (0u64..3).prop_map(|least| Test::Reach(Bounds::at_least(least))),
        prop::sample::select(vec![0.3, 0.7]).prop_map(|least| {
            Test::Label(
                "complaint".into(),
                Bounds::at_least(Confidence::new(least).unwrap()),
            )
        }),
        any::<bool>().prop_map(|open| Test::Case(CaseTest::Open(open))),
        Just(Test::Host(FactTest {
            key: "storm".to_owned(),
            is: Expected::OneOf([FactValue::Bool(true)].into()),
        })),
    ]
    .prop_map(Condition::Test)
}

fn condition() -> impl Strategy<Value = Condition> {
    test().prop_recursive(3, 12, 3, |inner| {
        let parts = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            parts.clone().prop_map(Condition::All),
            parts.clone().prop_map(Condition::Any),
            parts.prop_map(Condition::None),
            inner.prop_map(|part| Condition::Not(Box::new(part))),
        ]
    })
}

fn actions() -> impl Strategy<Value = Actions> {
    let outcome = prop::sample::select(vec![
        None,
        Some(Outcome::Respond("complaint".into())),
        Some(Outcome::NoResponse("spam".into())),
        Some(Outcome::NoResponse("no-added-value".into())),
    ]);
    let queue = prop::sample::select(vec![None, Some("webcare"), Some("schade")]);
    let urgency = prop::sample::select(vec![None, Some("low"), Some("high"), Some("urgent")]);
    let tags = prop::sample::subsequence(vec!["a", "b"], 0..=2);
    let notify = prop::sample::subsequence(vec!["pr"], 0..=1);
    (outcome, queue, urgency, tags, notify).prop_map(|(outcome, queue, urgency, tags, notify)| {
        let mut actions = Actions::default();
        actions.outcome = outcome;
        actions.queue = queue.map(Into::into);
        actions.urgency = urgency.map(|it| serde_json::from_value(it.into()).unwrap());
        actions.tags = tags.into_iter().map(str::to_owned).collect();
        actions.notify = notify.into_iter().map(Into::into).collect();
        actions
    })
}

fn rules() -> impl Strategy<Value = Vec<Rule>> {
    prop::collection::vec((condition(), actions()), 0..7).prop_map(|rules| {
        let number = |(at, (when, then))| Rule::new(format!("r{at}"), when, then);
        rules.into_iter().enumerate().map(number).collect()
    })
}

fn world() -> impl Strategy<Value = World> {
    (
        prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..5),
        prop::sample::select(vec!["twitter", "phone"]),
        prop::option::of(0u64..3),
        prop::option::of(prop::sample::select(vec![0.1, 0.3, 0.5, 0.9])),
        prop::option::of(any::<bool>()),
        prop::option::of(any::<bool>()),
    )
        .prop_map(|(words, channel, reach, complaint, open, storm)| World {
            words,
            channel,
            reach,
            complaint,
            open,
            storm,
        })
}

fn known_world() -> impl Strategy<Value = World> {
    let score = prop::sample::select(vec![0.1, 0.3, 0.5, 0.9]);
    (world(), 0u64..3, score, any::<bool>(), any::<bool>()).prop_map(
        |(world, reach, complaint, open, storm)| World {
            reach: Some(reach),
            complaint: Some(complaint),
            open: Some(open),
            storm: Some(storm),
            ..world
        },
    )
}

fn set(rules: &[Rule]) -> RuleSet {
    let rules = RuleSet::new(rules.to_vec()).unwrap();
    rules.otherwise(Outcome::NoResponse("no-added-value".into()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_slow_evaluator_agrees(rules in rules(), world in world()) {
        let decision = world.decide(&set(&rules));
        let (outcome, wanted, fired) = reference(&rules, &world);
        prop_assert_eq!(decision.outcome(), &outcome);
        prop_assert_eq!(slots(&decision), wanted);
        let because: Vec<_> = decision.because().iter().map(|it| it.rule.to_string()).collect();
        prop_assert_eq!(because, fired);
        for it in decision.because() {
            let holds = it.slots.contains(Slot::Outcome) && decision.unknown().is_empty();
            let rule = rules.iter().find(|rule| rule.id == it.rule).unwrap();
            prop_assert!(!holds || rule.then.outcome.as_ref() == Some(decision.outcome()));
        }
    }

    /// Asking for what is missing, one fact at a time, ends where knowing
    /// everything does.
    #[test]
    fn what_is_not_asked_for_changes_nothing(rules in rules(), world in world(), rest in known_world()) {
        let rules = set(&rules);
        let mut asked = world.clone();
        let mut lazy = asked.decide(&rules);
        while let Some(fact) = lazy.missing().first().cloned() {
            match fact {
                Fact::Reach => asked.reach = rest.reach,
                Fact::Assessment => asked.complaint = rest.complaint,
                Fact::Case => asked.open = rest.open,
                Fact::Host(_) => asked.storm = rest.storm,
                other => panic!("{other} was never hidden"),
            }
            lazy = asked.decide(&rules);
        }
        let mut full = world;
        full.reach = full.reach.or(rest.reach);
        full.complaint = full.complaint.or(rest.complaint);
        full.open = full.open.or(rest.open);
        full.storm = full.storm.or(rest.storm);
        let full = full.decide(&rules);
        prop_assert!(full.unknown().is_empty());
        prop_assert_eq!(lazy.outcome(), full.outcome());
        prop_assert_eq!(lazy.notify(), full.notify());
        if !matches!(full.outcome(), Outcome::NoResponse(_)) {
            prop_assert_eq!(slots(&lazy), slots(&full));
        }
    }

    /// A rule that fires rests on grounds; one that does not says why.
    #[test]
    fn grounds_are_enough(when in condition(), world in world()) {
        let mut then = Actions::default();
        then.redact = true;
        let decision = world.decide(&set(&[Rule::new("r", when.clone(), then)]));
        match holds(&when, &world) {
            Some(true) => prop_assert!(!decision.because()[0].paths.is_empty()),
            Some(false) => prop_assert!(decision.because().is_empty() && decision.unknown().is_empty()),
            None => prop_assert!(!decision.unknown()[0].missing.is_empty()),
        }
    }
}
