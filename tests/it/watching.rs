//! Who looked at what, who only watches and who owns, and what may be the same
//! matter elsewhere.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use webcare::case::{Command, Effect, Elsewhere, Event, Owner, Ownership, Refusal};
use webcare::channel::ChannelId;
use webcare::desk::Context;
use webcare::mention::{Handle, Mention, MentionKey};
use webcare::policy::{Advised, Answer, Import, Input, Question, Record, Related, Step, What};
use webcare::routing::{CustomerFacts, FactValue};

use crate::desk::{Sim, at, policy_with};

/// Public relations has a queue, a contact and warnings of its own.
const PR: &str = "
    queues.pr         = { mandate = { acts = ['reply', 'resolve', 'close'] } }
    agents.petra      = { queues = ['pr'] }
    departments.press = { contact = 'petra' }
";

fn article() -> Mention {
    let mut mention = Mention::post("twitter", "1")
        .by("@jan_k")
        .text("journalist hier, een klacht")
        .posted_at(at("14T10:00"))
        .seen_at(at("14T10:00"));
    mention.reach = Some(20_000);
    mention
}

fn owners(sim: &Sim) -> Vec<Owner> {
    let log = sim.store.log(&sim.case().case.id);
    let events = log.into_iter().filter_map(|entry| match entry.what {
        What::Case(event) => Some(event),
        _ => None,
    });
    events
        .filter_map(|event| match event {
            Event::Opened { queue, .. } | Event::Requeued { queue } => Some(Owner::Queue(queue)),
            Event::Taken { agent, .. } => Some(Owner::Agent(agent)),
            Event::HandOffAccepted { owner } => Some(owner),
            Event::Reassigned { to, .. } => Some(to),
            _ => None,
        })
        .collect()
}

fn heard(sim: &Sim, who: &str) -> usize {
    let effects = sim.commits.iter().flat_map(|commit| &commit.effects);
    let notices = effects.filter(|effect| match effect {
        Effect::Notify(notice) => notice.to.iter().any(|it| it == who),
        _ => false,
    });
    notices.count()
}

fn pass(sim: &mut Sim, until: DateTime<Utc>) {
    let mut now = at("14T10:05");
    while now < until {
        sim.wake(now);
        now += TimeDelta::hours(3);
    }
}

// S1:38
#[test]
fn public_relations_that_watches_never_comes_to_own() {
    let mut sim = Sim::over(policy_with(PR));
    sim.hear(article(), at("14T10:05"));
    pass(&mut sim, at("20T10:00"));
    assert!(
        heard(&sim, "petra") >= 2,
        "told by the rule, and of the reach"
    );
    let now = at("20T10:00");
    let ownership = Ownership::Decides;
    let refused = sim.order("petra", Command::Take { ownership }, now);
    let (agent, queue) = ("petra".into(), "webcare".into());
    assert_eq!(refused.unwrap_err(), Refusal::NotInQueue { agent, queue });
    let briefing = "dit is van ons";
    for command in [
        Command::Accept,
        Command::Reassign {
            to: Owner::Agent("petra".into()),
            briefing: briefing.into(),
        },
        Command::Offer {
            to: Owner::Agent("petra".into()),
            briefing: briefing.into(),
        },
    ] {
        assert!(
            sim.order("petra", command.clone(), now).is_err(),
            "{command:?}"
        );
    }
    sim.order("els", Command::Take { ownership }, now).unwrap();
    pass(&mut sim, at("29T10:00"));
    let webcare = [Owner::Queue("webcare".into()), Owner::Agent("els".into())];
    assert_eq!(owners(&sim), webcare);
}

// S1:38
#[test]
fn public_relations_owns_where_the_playbook_says_so() {
    let owns = "rules = [{ id = 'van-pr', when = { words = 'journalist' }, \
                then = { respond = 'complaint', queue = 'pr' } }]";
    let mut sim = Sim::over(policy_with(&format!("{PR}\n{owns}")));
    sim.hear(article(), at("14T10:05"));
    let now = at("14T10:20");
    let ownership = Ownership::Decides;
    assert!(sim.order("els", Command::Take { ownership }, now).is_err());
    sim.order("petra", Command::Take { ownership }, now)
        .unwrap();
    let pr = [Owner::Queue("pr".into()), Owner::Agent("petra".into())];
    assert_eq!(owners(&sim), pr);
}

// S3:11
#[test]
fn what_nobody_looked_at_is_known_with_its_age() {
    let mut sim = Sim::new();
    let post = |id: &str, text: &str| {
        Mention::post("twitter", id)
            .by("@jan_k")
            .text(text)
            .seen_at(at("14T10:00"))
    };
    sim.hear(post("1", "een klacht"), at("14T10:05"));
    sim.hear(post("2", "ik twijfel nog").by("@els_v"), at("14T10:05"));
    let key = |id: &str| MentionKey::new("twitter", id);
    let look = |sim: &mut Sim, id: &str, by: &str, now: &str| {
        let (mention, by) = (key(id), by.into());
        sim.put(Input::Looked { mention, by }, at(now)).unwrap()
    };
    let since = |sim: &Sim, id: &str| {
        let filings = sim.store.filings();
        let filing = filings.iter().find(|it| it.mention == key(id)).unwrap();
        filing.unlooked_since()
    };
    assert_eq!(since(&sim, "1"), Some(at("14T10:00")));
    assert_eq!(sim.case().case.unlooked().count(), 1);
    // A stranger sees nothing, and what was never delivered nobody sees.
    assert!(look(&mut sim, "1", "nobody", "14T11:00").is_empty());
    assert!(look(&mut sim, "7", "els", "14T11:00").is_empty());
    let before = sim.case().case.revision;
    look(&mut sim, "1", "els", "14T11:30");
    look(&mut sim, "2", "els", "14T11:40");
    let case = sim.case().case;
    assert_eq!((case.unlooked().count(), case.revision), (0, before));
    let voice = case.voices.values().next().unwrap();
    assert_eq!(voice.looked_at, Some(at("14T11:30")));
    assert_eq!((since(&sim, "1"), since(&sim, "2")), (None, None));
    // The first look counts, also after an edit.
    assert!(look(&mut sim, "1", "bram", "14T12:00").is_empty());
    let mut edited = post("1", "een klacht, nog steeds");
    edited.revision = 2;
    sim.hear(edited, at("14T13:00"));
    let case = sim.case().case;
    let voice = case.voices.values().next().unwrap();
    assert_eq!(voice.looked_at, Some(at("14T11:30")));
    assert_eq!(voice.revision, 2);
}

// S4:22
#[test]
fn an_open_case_elsewhere_is_pointed_out_and_not_merged() {
    let post = |channel: &str, id: &str, said: &str| {
        Mention::post(channel, id)
            .by("@jan_k")
            .text("een klacht")
            .posted_at(at(said))
            .seen_at(at(said))
    };
    let mut sim = Sim::new();
    sim.hear(post("twitter", "1", "01T10:00"), at("01T10:00"));
    sim.hear(post("twitter", "2", "14T10:00"), at("14T10:00"));
    let doubles = |sim: &Sim, id: &str| {
        let records = sim.store.records();
        let holds =
            |record: &&Arc<Record>| record.case.voices.keys().any(|it| it.id.as_str() == id);
        records.iter().find(holds).unwrap().case.doubles.clone()
    };
    let first = sim.store.records()[0].case.id.clone();
    assert_eq!(doubles(&sim, "1"), []);
    let elsewhere = Elsewhere::Case(first);
    assert_eq!(doubles(&sim, "2"), std::slice::from_ref(&elsewhere));
    assert_eq!(sim.store.records().len(), 2);

    // Who looked, and saw that it is another matter, is told no more.
    let second = sim.store.records()[1].case.id.clone();
    let mut dismiss = || {
        let elsewhere = elsewhere.clone();
        let revision = sim.store.record(&second).unwrap().case.revision;
        let command = Command::Dismiss { elsewhere };
        let done = sim.order_at(second.clone(), revision, "els", command, at("14T10:00"));
        (
            done.map(|_| ()),
            sim.store.record(&second).unwrap().case.doubles.clone(),
        )
    };
    assert_eq!(dismiss(), (Ok(()), vec![]));
    assert_eq!(dismiss(), (Err(Refusal::NoSuchDouble), vec![]));

    // Of another channel only the host's records tell.
    for (known, expected) in [
        (
            FactValue::from("CRM-12"),
            vec![Elsewhere::Host(Some("CRM-12".to_owned()))],
        ),
        (
            FactValue::Whole(12),
            vec![Elsewhere::Host(Some("12".to_owned()))],
        ),
        (FactValue::Bool(true), vec![Elsewhere::Host(None)]),
        (FactValue::Bool(false), vec![]),
    ] {
        let facts = CustomerFacts::of([(CustomerFacts::OPEN_CASE, known)]);
        let input = Input::Mention(post("forum", "3", "14T10:00"));
        let now = at("14T10:05");
        let policy = crate::desk::policy();
        let mut step = policy.step(input, now);
        let commit = loop {
            let ask = match step {
                Step::Need(ask) => ask,
                Step::Done(commit) => break commit,
                Step::Refused(refusal) => panic!("{refusal}"),
            };
            let answer = match ask.question() {
                Question::Filing(_) => Answer::Filing(None),
                Question::Related { .. } => Answer::Related(Related::default()),
                Question::FreshId => Answer::FreshId("c9".into()),
                Question::Customer { .. } => Answer::Customer(facts.clone()),
                _ => Answer::NotKnown,
            };
            step = ask.answer(answer).unwrap();
        };
        assert_eq!(commit.changes[0].record.case.doubles, expected);
    }
}

// S4:22: what is imported may be double too, and the host's own case is not.
#[test]
fn an_imported_case_is_held_against_the_others() {
    let post = |id: &str, said: &str| {
        Mention::post("twitter", id)
            .by("@jan_k")
            .text("een klacht")
            .posted_at(at(said))
            .seen_at(at(said))
    };
    let imported = |known: Option<FactValue>| {
        let mut sim = Sim::new();
        sim.hear(post("1", "01T10:00"), at("01T10:00"));
        let first = sim.store.records()[0].case.id.clone();
        let import = Import {
            case: "crm-77".into(),
            mentions: vec![post("2", "14T10:00")],
            owner: Owner::Agent("els".into()),
            answered: vec![],
            answered_at: None,
            earlier_answers: vec![],
            waits: vec![],
            promises: vec![],
            references: [("register".to_owned(), "K-5".to_owned())]
                .into_iter()
                .collect(),
        };
        let context = Arc::new(Crm(known));
        sim.desk = sim.desk.clone().with_context(context);
        sim.put(Input::Import(import), at("14T10:05")).unwrap();
        let record = sim.store.record(&"crm-77".into()).unwrap();
        let advised = sim.desk.policy().advice(&record, at("14T10:06"));
        let doubles = record.case.doubles.clone();
        let compare: Vec<_> = doubles.iter().cloned().map(Advised::Compare).collect();
        assert_eq!(advised, compare);
        (sim, first, doubles)
    };
    for known in [
        None,
        Some(FactValue::Bool(true)),
        Some(FactValue::from("crm-77")),
        Some(FactValue::from("K-5")),
    ] {
        let (_, first, doubles) = imported(known);
        assert_eq!(doubles, [Elsewhere::Case(first)]);
    }
    let (mut sim, first, doubles) = imported(Some(FactValue::from("crm-80")));
    let host = Elsewhere::Host(Some("crm-80".to_owned()));
    assert_eq!(doubles, [Elsewhere::Case(first.clone()), host.clone()]);
    // Once they are one, there is nothing left to compare it with.
    let revision = sim.store.record(&first).unwrap().case.revision;
    let into = "crm-77".into();
    sim.order_at(
        first,
        revision,
        "els",
        Command::Merge { into },
        at("14T10:10"),
    )
    .unwrap();
    assert_eq!(sim.case().case.doubles, [host]);
}

/// A host's records, of which one fact is told.
struct Crm(Option<FactValue>);

#[async_trait::async_trait]
impl Context for Crm {
    async fn customer(&self, _: &ChannelId, _: &Handle) -> Option<CustomerFacts> {
        let known = self.0.clone()?;
        Some(CustomerFacts::of([(CustomerFacts::OPEN_CASE, known)]))
    }
}
