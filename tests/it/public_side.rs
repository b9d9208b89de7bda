//! What the public sees, and when a customer is offered another way.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use webcare::case::{
    Case, Command, Learned, Owner, Ownership, Purpose, ReplyId, Resolution, SwitchReason,
};
use webcare::mention::{Mention, MentionKey};
use webcare::playbook::Playbook;
use webcare::policy::{Advised, Gap, PublicStream, Record, Said};
use webcare::routing::Origin;

use crate::desk::{Sim, at, document, policy, policy_with};
use crate::streams::cases;

fn post(id: &str, text: &str, when: DateTime<Utc>) -> Mention {
    Mention::post("twitter", id)
        .by("@jan_k")
        .text(text)
        .posted_at(when)
}

fn stream(sim: &Sim) -> PublicStream {
    let records: Vec<_> = sim.store.records();
    let arrived = |case: &Case, _: ReplyId| case.answered_at;
    PublicStream::of(records.iter().map(|it| &**it), arrived)
}

fn take() -> Command {
    let ownership = Ownership::Decides;
    Command::Take { ownership }
}

fn told(sim: &mut Sim, text: &str, now: DateTime<Utc>) {
    let answers = sim.case().case.lead().unwrap().mention.clone();
    let draft = Command::Draft {
        answers,
        revision: 1,
        purpose: Purpose::Answer,
        text: text.into(),
    };
    sim.order("els", draft, now).unwrap();
    let reply = ReplyId::new(sim.case().case.replies.len() as u32);
    let leaves = sim.order("els", Command::Approve { reply }, now).unwrap();
    sim.arrive(&leaves, now);
}

/// A customer, in words of one kind of feeling or the other, both to be answered.
const FEELINGS: [[&str; 2]; 3] = [
    [
        "een klacht, wat een ellende en schande",
        "een vraag, jullie zijn geweldig",
    ],
    [
        "nog een klacht: waardeloos",
        "nog een vraag: fantastisch en super",
    ],
    ["een klacht over oplichters", "een vraag aan de beste club"],
];

proptest! {
    #![proptest_config(cases(40))]

    // S0:5: what is shown never depends on what was felt.
    #[test]
    fn the_public_stream_is_the_same_whatever_was_felt(feelings in prop::collection::vec(0..2_usize, 3)) {
        let played = |flip: bool| {
            let mut sim = Sim::new();
            let mut now = at("13T08:00");
            for (place, feeling) in feelings.iter().enumerate() {
                let feeling = if flip { 1 - feeling } else { *feeling };
                let id = format!("m{place}");
                sim.hear(post(&id, FEELINGS[place][feeling], now), now);
                if place == 0 {
                    sim.order("els", take(), now).unwrap();
                    told(&mut sim, "we bellen je morgen om tien uur", now);
                }
                now += TimeDelta::hours(1);
            }
            stream(&sim)
        };
        let (one, other) = (played(false), played(true));
        prop_assert_eq!(one.lines.len(), 4);
        prop_assert_eq!(one, other);
    }
}

// S0:5, S1:15
#[test]
fn what_is_private_withdrawn_or_not_there_yet_is_not_shown() {
    let lines =
        "rules = [{ id = 'iban', when = { personal-data = 'iban' }, then = { redact = true } }]";
    let mut sim = Sim::over(policy_with(lines));
    let now = at("13T08:00");
    sim.hear(post("1", "een klacht", now), now);
    sim.hear(post("2", "een klacht over NL91ABNA0417164300", now), now);
    sim.hear(post("3", "nog een vraag", now), now);
    sim.order("els", take(), now).unwrap();
    let direct = Mention::post("dm", "9")
        .by("@jan_k")
        .text("een vraag")
        .posted_at(now);
    sim.hear(direct, now);
    sim.withdraw(MentionKey::new("twitter", "3"), now);
    let keys = |sim: &Sim| -> Vec<String> {
        let lines = stream(sim).lines;
        lines
            .into_iter()
            .map(|line| match line.what {
                Said::ByCustomer(mention) => mention.to_string(),
                Said::ByUs { answers, .. } => format!("us to {answers}"),
            })
            .collect()
    };
    assert_eq!(keys(&sim), ["twitter:1"]);
}

// S1:11: a cry for help after trying elsewhere.
#[test]
fn who_was_sent_elsewhere_and_comes_back_tried_in_vain() {
    let lines = "rules = [{ id = 'again', when = 'case:prior-contact-elsewhere', then = { tags = ['opnieuw'] } }]";
    let mut sim = Sim::over(policy_with(lines));
    let now = at("13T08:00");
    let told = |sim: &Sim, id: &str| {
        let voice = &sim.case().case.voices[&MentionKey::new("twitter", id)];
        voice.tags.contains("opnieuw")
    };
    sim.hear(post("1", "een klacht", now), now);
    sim.hear(post("2", "nog een klacht", now), now);
    sim.order("els", take(), now).unwrap();
    let switch = Command::Switch {
        to: ["phone", "dm"].map(Into::into).into(),
        because: SwitchReason::Privacy,
    };
    sim.order("els", switch, now).unwrap();
    let later = now + TimeDelta::hours(1);
    sim.hear(post("3", "niemand belt, een klacht", later), later);
    assert!(!told(&sim, "2") && told(&sim, "3"));
}

const ADVICE: &str = "[advice]
order = ['phone', 'dm']
accessibility = ['letter', 'phone']
rounds = 1
silence = '2 days'
topics = { claims = ['letter'] }";

// S1:27, S0:13, S2:8: a table, an order of preference, and never only a screen.
// S0:3, S1:15, S1:25, S1:46, S2:6, S2:14, S3:36
#[test]
fn other_ways_are_advised_by_the_table() {
    let lines = "advice = { order = ['dm'] }";
    let base = Playbook::from_value(document()).unwrap();
    let error = Playbook::inherit(toml::from_str(lines).unwrap(), &base).unwrap_err();
    assert_eq!(error.problems[0].path, "advice.order");
    let advised = policy_with(ADVICE);
    let mut sim = Sim::over(advised.clone());
    let now = at("13T08:00");
    sim.hear(post("1", "een vraag", now), now);
    let why = |sim: &Sim, now| -> Vec<(SwitchReason, Vec<String>)> {
        let advice = advised.advice(&sim.case(), now);
        let names =
            |to: Vec<webcare::channel::ChannelId>| to.iter().map(ToString::to_string).collect();
        advice
            .into_iter()
            .map(|it| match it {
                Advised::Offer { because, to } => (because, names(to)),
                other => panic!("{other:?}"),
            })
            .collect()
    };
    assert_eq!(why(&sim, now), []);
    sim.order("els", take(), now).unwrap();
    told(&mut sim, "welk nummer heeft de brief?", now);
    let usual = vec!["phone".to_owned(), "dm".to_owned()];
    assert_eq!(why(&sim, now), [(SwitchReason::Rounds, usual.clone())]);
    let plan = Command::Plan {
        who: Owner::Agent("els".into()),
        what: "wachten".into(),
        due: at("20T08:00"),
        told_at: None,
    };
    sim.order("els", plan, now).unwrap();
    sim.order("els", Command::Await, now).unwrap();
    let later = now + TimeDelta::days(2);
    assert_eq!(why(&sim, later)[1], (SwitchReason::Silence, usual));
    // What the customer asked for comes first, whatever the reason.
    let known = Learned::Asked;
    let channel = "letter".into();
    sim.order("els", Command::Prefer { channel, known }, now)
        .unwrap();
    let wanted = vec!["letter".to_owned(), "phone".to_owned()];
    assert_eq!(why(&sim, now)[0], (SwitchReason::Accessibility, wanted));
    let mut urgent = Sim::over(advised.clone());
    urgent.hear(post("2", "een ongeluk", now), now);
    let reasons: Vec<SwitchReason> = why(&urgent, now).into_iter().map(|it| it.0).collect();
    assert_eq!(reasons, [SwitchReason::Urgency, SwitchReason::Topic]);
}

// S1:15, S3:25: help that nobody asked for is known as such to the end, and whether it was taken.
// S0:8
#[test]
fn proactive_help_is_marked_and_its_acceptance_known() {
    let lines = "[[rules]]\nid = 'zelf'\nwhen = { words = 'bluswater' }\nthen = { respond = 'proactive-help' }";
    let begin = || {
        let mut sim = Sim::over(policy_with(lines));
        let now = at("13T08:00");
        sim.hear(post("1", "overal bluswater", now), now);
        sim.order("els", take(), now).unwrap();
        told(&mut sim, "kunnen we je helpen?", at("13T08:10"));
        sim
    };
    let mut sim = begin();
    let case = sim.case().case;
    assert_eq!(
        (case.origin(), case.is_accepted()),
        (Origin::Proactive, None)
    );
    sim.hear(
        post("2", "graag, een vraag", at("13T09:00")),
        at("13T09:00"),
    );
    assert_eq!(sim.case().case.is_accepted(), Some(true));
    let mut silent = begin();
    let resolution = Resolution::NoAnswerFromCustomer;
    silent
        .order("els", Command::Resolve { resolution }, at("14T08:00"))
        .unwrap();
    let case = silent.case().case;
    assert_eq!(
        (case.origin(), case.is_accepted()),
        (Origin::Proactive, Some(false))
    );
}

/// What only we can read was sent to us, whether or not the host said that it was.
#[test]
fn who_writes_in_private_asked() {
    let now = at("13T08:00");
    let origin = |channel: &str| {
        let mut sim = Sim::new();
        let mention = Mention::post(channel, "1").by("@jan").text("een vraag");
        sim.hear(mention.posted_at(now), now);
        sim.case().case.origin()
    };
    assert_eq!(origin("dm"), Origin::Asked);
    assert_eq!(
        origin("forum"),
        Origin::Proactive,
        "nobody of ours is named"
    );
}

fn gaps(sim: &Sim, lines: &str) -> Vec<Gap> {
    policy_with(lines).gaps(&sim.case())
}

// A new version meets open cases: what they hang on and it lacks is said, and nothing is lost.
// S2:20, S3:36
#[test]
fn what_a_new_playbook_lacks_for_an_open_case_is_reported_and_taken_back() {
    let mut sim = Sim::new();
    let now = at("13T08:00");
    sim.hear(post("1", "vraag voor de avonddienst", now), now);
    assert_eq!(policy().gaps(&sim.case()), []);
    let without = |what: &str| {
        let mut document = document();
        let webcare::document::Value::Table(table) = &mut document else {
            panic!()
        };
        let (section, name) = what.split_once('.').unwrap();
        if let Some(webcare::document::Value::Table(entries)) = table.get_mut(section) {
            entries.remove(name);
        }
        document
    };
    let mut document = without("queues.evening");
    if let webcare::document::Value::Table(table) = &mut document {
        if let Some(webcare::document::Value::Table(agents)) = table.get_mut("agents") {
            agents.remove("noor");
        }
        if let Some(webcare::document::Value::List(rules)) = table.get_mut("rules") {
            rules.retain(|rule| rule.get("id") != Some(&"avond".into()));
        }
    }
    let smaller = crate::desk::compiled(document);
    assert_eq!(smaller.gaps(&sim.case()), [Gap::Queue("evening".into())]);
    let ownership = Ownership::Coordinates;
    sim.order("noor", Command::Take { ownership }, now).unwrap();
    assert_eq!(smaller.gaps(&sim.case()), [Gap::Agent("noor".into())]);
    // A term that is promised no longer runs on, and is named.
    let unpromised = gaps(&sim, "sla.follow-up = '3 working days'");
    assert_eq!(unpromised, []);
    // Whoever supervises can give it to somebody who is there.
    let stored: Record = sim.case();
    sim.desk = sim.desk.clone().with_policy(smaller);
    let to = Owner::Agent("els".into());
    let briefing = "noor is weg".into();
    sim.order("hanna", Command::Reassign { to, briefing }, now)
        .unwrap();
    assert_eq!(sim.desk.policy().gaps(&sim.case()), []);
    // The change of version itself changed nothing: going back finds the case as it was.
    let mut back = Sim::new();
    back.hear(post("1", "vraag voor de avonddienst", now), now);
    back.order("noor", Command::Take { ownership }, now)
        .unwrap();
    assert_eq!(back.case(), stored);
}
