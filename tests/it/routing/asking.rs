//! Facts are asked for one by one, cheapest first, while they can still change
//! the decision.

use webcare::case::CaseId;
use webcare::mention::Mention;
use webcare::playbook::Playbook;
use webcare::policy::{Answer, Commit, Input, Policy, Question, Related, Step};
use webcare::routing::{Capacity, CustomerFacts, FactValue, Fired, Rate};

const PLAYBOOK: &str = r#"
    playbook = "Asking"
    version  = "1"
    zone     = "Europe/Amsterdam"
    calendars.day  = { mon-fri = ["09:00-17:00"] }
    queues.webcare = { mandate = { acts = ["reply"] } }
    sla            = { calendar = "day", first-response = "1 working day" }
    rules = [
        { id = "all", when = { any = [{ repost = true }, { repost = false }] }, then = { respond = "complaint" } },
        { id = "customer", when = "customer:segment=zakelijk", then = { tags = ["druk"] } },
        { id = "storm", when = "host:storm", then = { tags = ["druk"] } },
        { id = "busy", when = "capacity:queue=webcare,waiting>=20", then = { tags = ["druk"] } },
        { id = "many", when = 'rate:tag=storing,within="30 minutes",at-least=25', then = { tags = ["druk"] } },
        { id = "running", when = "case:open", then = { tags = ["druk"] } },
    ]
"#;

/// What is answered to each question; the rest is not known.
#[derive(Default)]
struct Host {
    rate: Option<u64>,
    waiting: Option<u64>,
    storm: Option<bool>,
    segment: Option<&'static str>,
}

impl Host {
    fn answer(&self, question: &Question) -> Answer {
        let answer = match question {
            Question::Filing(_) => Some(Answer::Filing(None)),
            Question::Related { .. } => Some(Answer::Related(Related::default())),
            Question::FreshId => Some(Answer::FreshId(CaseId::from("c1"))),
            Question::Rate(_) => self.rate.map(|count| {
                let usual = None;
                Answer::Rate(Rate { count, usual })
            }),
            Question::Capacity(_) => self.waiting.map(|waiting| {
                let present = 1;
                Answer::Capacity(Capacity { waiting, present })
            }),
            Question::Host(_) => self.storm.map(|it| Answer::Host(FactValue::Bool(it))),
            Question::Customer { .. } => self.segment.map(|it| {
                let facts = [("segment", FactValue::from(it))];
                Answer::Customer(CustomerFacts::of(facts))
            }),
            _ => None,
        };
        answer.unwrap_or(Answer::NotKnown)
    }

    /// What of the facts is asked, in its order, and what comes of it.
    fn asked(&self, policy: &Policy) -> (Vec<&'static str>, Commit) {
        let now = "2011-06-14T10:00:00Z".parse().unwrap();
        let mention = Mention::post("twitter", "1").by("@jan").text("hallo");
        let mention = mention.posted_at(now);
        let mut step = policy.step(Input::Mention(mention), now);
        let mut asked = Vec::new();
        loop {
            match step {
                Step::Need(ask) => {
                    asked.extend(match ask.question() {
                        Question::Related { .. } => Some("case"),
                        Question::Rate(_) => Some("rate"),
                        Question::Capacity(_) => Some("capacity"),
                        Question::Host(_) => Some("host"),
                        Question::Customer { .. } => Some("customer"),
                        _ => None,
                    });
                    let answer = self.answer(ask.question());
                    step = ask.answer(answer).unwrap();
                }
                Step::Done(commit) => {
                    assert!(!commit.changes.is_empty());
                    return (asked, commit);
                }
                Step::Refused(refusal) => panic!("{refusal:?}"),
            }
        }
    }
}

#[test]
fn facts_are_asked_one_by_one_and_no_further_than_they_matter() {
    let playbook = Playbook::from_value(toml::from_str(PLAYBOOK).unwrap()).unwrap();
    let policy = playbook.compile().unwrap();
    let all = ["case", "rate", "capacity", "host", "customer"];
    let hosts = [
        (Host::default(), 5),
        (
            Host {
                rate: Some(30),
                ..Host::default()
            },
            2,
        ),
        (
            Host {
                rate: Some(3),
                waiting: Some(30),
                ..Host::default()
            },
            3,
        ),
        (
            Host {
                waiting: Some(3),
                storm: Some(true),
                ..Host::default()
            },
            4,
        ),
        (
            Host {
                storm: Some(false),
                segment: Some("zakelijk"),
                ..Host::default()
            },
            5,
        ),
    ];
    for (host, count) in hosts {
        let (asked, _) = host.asked(&policy);
        assert_eq!(asked[..count], all[..count], "{asked:?}");
        // Once it is decided, a new case asks for the author's mentions again, to group
        // them, and whether the customer has a case open elsewhere.
        let opening = |it: &&str| matches!(*it, "case" | "customer");
        assert!(asked[count..].iter().all(opening), "{asked:?}");
    }
}

/// Rules that each add something, so that everything is asked.
const EACH: &str = r#"
    playbook = "Asking"
    version  = "1"
    zone     = "Europe/Amsterdam"
    calendars.day  = { mon-fri = ["09:00-17:00"] }
    queues.webcare = { mandate = { acts = ["reply"] } }
    sla            = { calendar = "day", first-response = "1 working day" }
    rules = [
        { id = "customer", when = "customer:segment=zakelijk", then = { tags = ["a"] } },
        { id = "calm", when = "hallo -host:storm", then = { tags = ["b"] } },
        { id = "storm", when = "host:storm", then = { tags = ["c"] } },
        { id = "watching", when = "host:storm OR customer:segment=zakelijk", then = { tags = ["d"] }, shadow = true },
        { id = "busy", when = "hallo capacity:queue=webcare,waiting>=20", then = { tags = ["e"] } },
        { id = "all", when = "hallo", then = { respond = "complaint" } },
        { id = "either", when = "host:storm OR capacity:queue=webcare,waiting>=20", then = { tags = ["f"] } },
    ]
"#;

/// Going on with an answer ends where knowing it from the beginning would.
#[test]
fn what_is_answered_later_counts_as_what_was_known() {
    let playbook = Playbook::from_value(toml::from_str(EACH).unwrap()).unwrap();
    let policy = playbook.compile().unwrap();
    let names = |told: &[Fired]| Vec::from_iter(told.iter().map(|it| it.rule.to_string()));
    for (storm, segment, waiting) in combinations() {
        let host = Host {
            waiting,
            storm,
            segment,
            ..Host::default()
        };
        let (asked, commit) = host.asked(&policy);
        assert!(
            asked.starts_with(&["capacity", "host", "customer"]),
            "{asked:?}"
        );
        let decision = &commit.filed[0].heard.as_ref().unwrap().decision;
        let business = segment.map(|it| it == "zakelijk");
        let busy = waiting.map(|it| it >= 20);
        let either = |one: Option<bool>, other: Option<bool>| match (one, other) {
            (Some(false), Some(false)) => Some(false),
            (Some(true), _) | (_, Some(true)) => Some(true),
            _ => None,
        };
        let truths = [
            ("customer", business),
            ("calm", storm.map(|it| !it)),
            ("storm", storm),
            ("busy", busy),
            ("all", Some(true)),
            ("either", either(storm, busy)),
        ];
        let of = |wanted| {
            let rules = truths.iter().filter(move |(_, truth)| *truth == wanted);
            Vec::from_iter(rules.map(|(rule, _)| rule.to_string()))
        };
        assert_eq!(
            names(decision.because()),
            of(Some(true)),
            "{storm:?} {business:?} {busy:?}"
        );
        let open = decision.unknown().iter().filter(|it| !it.shadow);
        let open = open.map(|it| it.rule.to_string());
        assert_eq!(
            Vec::from_iter(open),
            of(None),
            "{storm:?} {business:?} {busy:?}"
        );
        let watches = either(storm, business) == Some(true);
        assert_eq!(
            !decision.shadow().is_empty(),
            watches,
            "{storm:?} {business:?}"
        );
        let waits = decision.unknown().iter().any(|it| it.shadow);
        assert_eq!(
            waits,
            either(storm, business).is_none(),
            "{storm:?} {business:?}"
        );
    }
}

type Combination = (Option<bool>, Option<&'static str>, Option<u64>);

fn combinations() -> impl Iterator<Item = Combination> {
    let storms = [None, Some(false), Some(true)];
    let segments = [None, Some("zakelijk"), Some("particulier")];
    let waitings = [None, Some(3), Some(30)];
    let pairs = storms
        .into_iter()
        .flat_map(move |storm| segments.map(|segment| (storm, segment)));
    pairs.flat_map(move |(storm, segment)| waitings.map(|waiting| (storm, segment, waiting)))
}
