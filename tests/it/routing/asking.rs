//! Facts are asked for one by one, cheapest first, while they can still change
//! the decision.

use webcare::case::CaseId;
use webcare::mention::Mention;
use webcare::playbook::Playbook;
use webcare::policy::{Answer, Input, Policy, Question, Related, Step};
use webcare::routing::{Capacity, CustomerFacts, FactValue, Rate};

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

    /// What of the facts is asked, in its order.
    fn asked(&self, policy: &Policy) -> Vec<&'static str> {
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
                    return asked;
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
        let asked = host.asked(&policy);
        assert_eq!(asked[..count], all[..count], "{asked:?}");
        // Once it is decided, a new case asks for the author's mentions again, to group
        // them, and whether the customer has a case open elsewhere.
        let opening = |it: &&str| matches!(*it, "case" | "customer");
        assert!(asked[count..].iter().all(opening), "{asked:?}");
    }
}
