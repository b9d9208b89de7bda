//! Forgetting is complete, and counts stay (invariant 10).

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use webcare::case::{
    Command, ConsultId, Event, Fate, Owner, Ownership, PartId, Purpose, Refusal, ReplyId,
    Resolution, Sight, State, TextKind, Verdict,
};
use webcare::mention::{Account, Author, Mention, MentionKey};
use webcare::policy::{Dossier, Entry, Input, Receipt, Standing, StoodBy, What};
use webcare::sla::{Tally, Target};

use crate::desk::{Sim, at, policy, policy_with};
use crate::streams::cases;

const CANARY: &str = "zwartekanarie";
const OTHER: &str = "bontemus";

fn account(channel: &str) -> Account {
    Account::new(channel, format!("@{CANARY}").as_str())
}

fn erase(sim: &mut Sim, now: DateTime<Utc>) -> webcare::policy::Commit {
    let accounts = vec![account("twitter"), account("forum"), account("dm")];
    sim.put(Input::Erase { accounts }, now).unwrap()
}

fn post(channel: &str, id: &str, text: &str, whose: &str) -> Mention {
    let mut mention = Mention::post(channel, id)
        .text(format!("{text} {whose}").as_str())
        .posted_at(at("13T07:30"));
    mention.author = Author::new(format!("@{whose}").as_str());
    mention.author.name = Some(whose.into());
    mention
}

/// Everything that is stored, as it would stand in a database.
fn stored(sim: &Sim) -> String {
    let records = sim.store.records();
    let logs: Vec<Vec<Entry>> = records
        .iter()
        .map(|it| sim.store.log(&it.case.id))
        .collect();
    let json = |value: &dyn erased::Json| value.json();
    [
        json(&sim.store.filings()),
        json(&sim.store.texts()),
        json(&sim.store.effects()),
        json(&logs),
        json(&records.iter().map(|it| (**it).clone()).collect::<Vec<_>>()),
    ]
    .join("\n")
}

mod erased {
    pub(super) trait Json {
        fn json(&self) -> String;
    }

    impl<T: serde::Serialize> Json for T {
        fn json(&self) -> String {
            serde_json::to_string(self).unwrap()
        }
    }
}

/// What a report would count.
fn counts(sim: &Sim, now: DateTime<Utc>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    let mut count = |name: String, number: usize| {
        *counts.entry(name).or_default() += number as u64;
    };
    for filing in sim.store.filings() {
        let outcome = filing
            .heard
            .as_ref()
            .map(|it| it.decision.outcome().clone());
        count(format!("{} {outcome:?}", filing.mention.channel), 1);
    }
    let mut tally = Tally::default();
    for record in sim.store.records() {
        let case = &record.case;
        let id = &case.id;
        count(format!("{id} voices"), case.voices.len());
        count(format!("{id} cores"), case.cores().len());
        count(format!("{id} replies"), case.replies.len());
        count(format!("{id} promises"), case.promises.len());
        count(format!("{id} consults"), case.consults.len());
        count(format!("{id} people"), case.contact_persons.len());
        count(format!("{id} hand-offs"), case.hand_offs as usize);
        count(format!("{id} back"), case.came_back as usize);
        count(format!("{id} rounds"), case.public_rounds as usize);
        count(format!("{id} reach"), case.reach() as usize);
        count(format!("{id} {:?}", case.resolution), 1);
        let met = record.clocks.iter().filter(|run| run.met.is_some());
        count("met".to_owned(), met.count());
        let breached = record.clocks.iter().filter(|run| run.breached.is_some());
        count("breached".to_owned(), breached.count());
        policy().tally(&record, now, &mut tally).unwrap();
    }
    counts
}

/// Something an agent or a channel does, whose every word is the canary's.
fn act(sim: &mut Sim, dice: u8, now: DateTime<Utc>) {
    let records = sim.store.records();
    if records.is_empty() {
        return;
    }
    let case = &records[dice as usize % records.len()].case;
    // Whose words belong in an emptied case, only its log tells.
    let Some(answers) = case.voices.keys().next_back().cloned() else {
        return;
    };
    let whose = match answers.id.as_str().starts_with('c') {
        true => CANARY,
        false => OTHER,
    };
    let purpose = Purpose::Answer;
    let ownership = Ownership::Decides;
    let within = Target::WorkingDays(2);
    let commands = [
        Command::Take { ownership },
        Command::Note { text: whose.into() },
        Command::Draft {
            answers,
            revision: 1,
            purpose,
            text: format!("we zoeken het uit {whose}").as_str().into(),
        },
        Command::Approve {
            reply: ReplyId::new(1),
        },
        Command::Promise {
            what: whose.into(),
            within,
        },
        Command::Consult {
            department: "claims".into(),
            question: whose.into(),
        },
        Command::Answer {
            consult: ConsultId::new(1),
            text: whose.into(),
        },
        Command::Offer {
            to: Owner::Agent("bram".into()),
            briefing: whose.into(),
        },
        Command::Speak {
            channel: "phone".into(),
            note: whose.into(),
            minutes: Some(3),
        },
        Command::Plan {
            who: Owner::Agent("els".into()),
            what: whose.into(),
            due: now + TimeDelta::days(1),
            told_at: None,
        },
        Command::Resolve {
            resolution: Resolution::NoAnswerFromCustomer,
        },
    ];
    let command = commands[dice as usize / 5 % commands.len()].clone();
    // A refusal is as good as any other answer here.
    let _ = sim.order_at(case.id.clone(), case.revision, "els", command, now);
    let fate = [Fate::Delivered(None), Fate::Unknown, Fate::Failed][dice as usize % 3].clone();
    let part = PartId {
        case: case.id.clone(),
        reply: ReplyId::new(1),
        part: 0,
    };
    let receipt = Receipt {
        part,
        fate,
        at: now,
        lease: None,
    };
    sim.put(Input::Receipt(receipt), now).unwrap();
}

const TEXTS: [&str; 5] = [
    "een klacht",
    "een vraag",
    "bedankt",
    "ik twijfel",
    "mooi weer",
];

fn played(posts: &[(bool, u8, u8, u8)]) -> (Sim, DateTime<Utc>) {
    let mut sim = Sim::new();
    let mut now = at("13T08:00");
    for (place, (theirs, channel, text, dice)) in posts.iter().enumerate() {
        let (whose, letter) = if *theirs { (CANARY, 'c') } else { (OTHER, 'o') };
        let channel = ["twitter", "forum", "dm"][*channel as usize];
        let id = format!("{letter}{place}");
        let mut mention = post(channel, &id, TEXTS[*text as usize], whose);
        mention.posted_at = Some(now);
        sim.hear(mention, now);
        act(&mut sim, *dice, now);
        act(&mut sim, dice.wrapping_mul(31), now);
        if dice % 11 == 0 {
            sim.withdraw(MentionKey::new(channel, id.as_str()), now);
        }
        now += TimeDelta::hours(7);
        sim.wake(now);
    }
    (sim, now)
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn nothing_of_a_forgotten_person_is_left_and_every_count_is_as_before(
        posts in prop::collection::vec((prop::bool::weighted(0.6), 0..3_u8, 0..5_u8, any::<u8>()), 1..12),
    ) {
        let (mut sim, now) = played(&posts);
        let before = counts(&sim, now);
        let others = |sim: &Sim| sim.store.texts().iter().filter(|it| it.words.reveal().contains(OTHER)).count();
        let of_others = others(&sim);
        erase(&mut sim, now);
        let left = stored(&sim);
        prop_assert!(!left.contains(CANARY), "{left}");
        let debug = format!("{:?} {:?}", sim.store, sim.commits);
        prop_assert!(!debug.contains(CANARY));
        prop_assert_eq!(counts(&sim, now), before);
        prop_assert_eq!(others(&sim), of_others);
        // A second time there is nothing left to forget, and a redelivery brings nothing back.
        prop_assert!(erase(&mut sim, now).is_empty());
        for (place, (theirs, channel, text, _)) in posts.iter().enumerate() {
            if *theirs {
                let channel = ["twitter", "forum", "dm"][*channel as usize];
                let id = format!("c{place}");
                let mut again = post(channel, &id, TEXTS[*text as usize], CANARY);
                again.revision = 2;
                sim.hear(again, now);
                let key = MentionKey::new(channel, id.as_str());
                prop_assert_eq!(sim.standing(&key), Some(Standing::Erased));
            }
        }
        prop_assert!(!stored(&sim).contains(CANARY));
        // What comes back late of a part whose words are gone changes no count either.
        sim.wake(now + TimeDelta::days(30));
        prop_assert!(!stored(&sim).contains(CANARY));
    }
}

/// A case of the canary's that `els` works on.
fn taken() -> Sim {
    let mut sim = Sim::new();
    sim.hear(post("twitter", "c1", "een klacht", CANARY), at("13T08:00"));
    let ownership = Ownership::Decides;
    sim.order("els", Command::Take { ownership }, at("13T08:00"))
        .unwrap();
    sim
}

#[test]
fn a_forgotten_customers_case_ends_and_answers_nobody() {
    let mut sim = taken();
    let text = CANARY.into();
    sim.order("els", Command::Note { text }, at("13T08:10"))
        .unwrap();
    let commit = erase(&mut sim, at("13T09:00"));
    assert_eq!(commit.forget.mentions, [MentionKey::new("twitter", "c1")]);
    assert_eq!(commit.forget.texts.len(), 1);
    let case = sim.case().case;
    assert_eq!((case.state, case.voices.len()), (State::Closed, 1));
    assert_eq!(sim.store.next_wake(), None);
    let draft = Command::Draft {
        answers: MentionKey::new("twitter", "c1"),
        revision: 1,
        purpose: Purpose::Answer,
        text: "dag".into(),
    };
    let refusal = sim.order("els", draft, at("13T09:01")).unwrap_err();
    assert_eq!(refusal, Refusal::Forgotten);
    // Nor is anything more written about them.
    let text = "was boos".into();
    let refusal = sim.order("els", Command::Note { text }, at("13T09:02"));
    assert_eq!(refusal.unwrap_err(), Refusal::Forgotten);
    // The same person, back under the same name, is new here.
    sim.hear(post("twitter", "c2", "een vraag", CANARY), at("13T10:00"));
    assert_eq!(sim.store.records().len(), 2);
    assert_eq!(sim.case().case.linked, None);
}

#[test]
fn a_line_of_an_unknown_kind_carries_no_text_past_an_erasure() {
    let line = format!(
        r#"{{"at":"2011-06-13T08:00:00Z","by":"playbook","what":{{"of":"case","event":"surveyed","words":"{CANARY}"}}}}"#
    );
    let entry: Entry = serde_json::from_str(&line).unwrap();
    assert!(matches!(&entry.what, What::Unread(unread) if unread.kind() == "surveyed"));
    assert_eq!(serde_json::to_string(&entry).unwrap().len(), line.len());
    assert!(!format!("{entry:?}").contains(CANARY));
    let left = serde_json::to_string(&entry.forget()).unwrap();
    assert!(left.contains("surveyed") && !left.contains(CANARY));
    // The commit says in which logs such lines are to be reduced.
    let mut sim = taken();
    let commit = erase(&mut sim, at("13T09:00"));
    assert_eq!(commit.forget.cases, [sim.case().case.id]);
}

#[test]
fn texts_are_kept_as_long_as_was_agreed_after_the_end() {
    let lines = "retention = { note = '30 days', post = '60 days' }";
    let agreed = policy_with(lines);
    let kept = |kind| agreed.playbook().retention().of(kind);
    assert_eq!(kept(TextKind::Note), Some(TimeDelta::days(30)));
    assert_eq!(kept(TextKind::Promise), None);
    let mut sim = Sim::over(policy_with(lines));
    let start = at("13T08:00");
    sim.hear(post("twitter", "c1", "een klacht", CANARY), start);
    let order = |sim: &mut Sim, command| sim.order("els", command, start).unwrap();
    let ownership = Ownership::Decides;
    order(&mut sim, Command::Take { ownership });
    order(
        &mut sim,
        Command::Note {
            text: CANARY.into(),
        },
    );
    let promised = Command::Promise {
        what: "een brief".into(),
        within: Target::WorkingDays(1),
    };
    order(&mut sim, promised);
    let promise = webcare::case::PromiseId::new(1);
    order(&mut sim, Command::Keep { promise });
    // While it runs, nothing goes, however long that is.
    sim.wake(start + TimeDelta::days(400));
    let kinds =
        |sim: &Sim| -> Vec<TextKind> { sim.store.texts().iter().map(|it| it.kind).collect() };
    assert_eq!(kinds(&sim), [TextKind::Note, TextKind::Promise]);
    let end = start + TimeDelta::days(400);
    let resolution = Resolution::Resolved;
    sim.order("els", Command::Resolve { resolution }, end)
        .unwrap();
    assert_eq!(sim.store.next_wake(), Some(end + TimeDelta::days(30)));
    sim.wake(end + TimeDelta::days(29));
    assert_eq!(kinds(&sim).len(), 2);
    sim.wake(end + TimeDelta::days(30));
    assert_eq!(kinds(&sim), [TextKind::Promise]);
    assert_eq!(sim.store.next_wake(), Some(end + TimeDelta::days(60)));
    let gone = sim.wake(end + TimeDelta::days(60));
    let key = MentionKey::new("twitter", "c1");
    assert_eq!(gone[0].forget.mentions, [key]);
    assert_eq!(sim.store.next_wake(), None);
}

#[test]
fn what_was_withdrawn_is_to_be_deleted() {
    let mut sim = taken();
    let key = MentionKey::new("twitter", "c1");
    let commit = sim.withdraw(key.clone(), at("13T09:00"));
    assert_eq!(commit.forget.mentions, [key]);
}

#[test]
fn a_dossier_holds_all_of_one_person_and_nothing_of_another() {
    let posts: Vec<(bool, u8, u8, u8)> = (0..10)
        .map(|it| (it % 2 == 0, 0, it % 5, it * 17))
        .collect();
    let (sim, _) = played(&posts);
    let records = || sim.store.records().into_iter().map(|it| (*it).clone());
    let dossier = Dossier::of(
        vec![account("twitter")],
        sim.store.filings(),
        records(),
        sim.store.texts(),
    );
    assert_eq!(dossier.mentions.len(), 5);
    let told = serde_json::to_string(&dossier).unwrap();
    assert!(told.contains(CANARY) && !told.contains(OTHER));
    assert!(!format!("{dossier:?}").contains(CANARY));
    let theirs = |it: &webcare::case::Text| it.words.reveal().contains(CANARY);
    let of_them = sim.store.texts().iter().filter(|it| theirs(it)).count();
    assert!(of_them > 0);
    assert_eq!(
        dossier.texts.iter().filter(|it| theirs(it)).count(),
        of_them
    );
}

/// Who did no more than answer somebody else is told that, and nothing of the other.
#[test]
fn a_dossier_tells_where_somebody_stood_by() {
    let mut sim = taken();
    let mut answer = post("twitter", "b1", "bel ze maar", OTHER).in_reply_to("c1");
    answer.posted_at = Some(at("13T08:05"));
    sim.hear(answer, at("13T08:05"));
    let verify = Command::VerifyAnswer {
        answer: MentionKey::new("twitter", "b1"),
        revision: 1,
        verdict: Verdict::Right,
    };
    sim.order("els", verify, at("13T08:10")).unwrap();
    let records = sim.store.records();
    let whose = Account::new("twitter", format!("@{OTHER}").as_str());
    let dossier = Dossier::of(
        vec![whose],
        sim.store.filings(),
        records.iter().map(|it| (**it).clone()),
        sim.store.texts(),
    );
    let told = StoodBy {
        case: records[0].case.id.clone(),
        answer: MentionKey::new("twitter", "b1"),
        verdict: Some(Verdict::Right),
    };
    assert_eq!(dossier.stood_by, [told]);
    assert_eq!((dossier.cases.len(), dossier.texts.len()), (0, 0));
    assert!(
        !serde_json::to_string(&dossier)
            .unwrap()
            .contains("zwartekanarie")
    );
}

/// No log and no record leads to who is forgotten in another register; that
/// there was a reference still counts.
#[test]
fn references_to_other_registers_go_with_the_person() {
    let mut sim = taken();
    let link = |reference: &str| Command::Link {
        system: "crm".into(),
        reference: reference.into(),
    };
    let now = at("13T08:10");
    sim.order("els", link("klant-4711"), now).unwrap();
    let resolution = Resolution::FormalComplaint {
        reference: "klacht-4712".into(),
        due: None,
    };
    sim.order("els", Command::Resolve { resolution }, now)
        .unwrap();
    assert!(stored(&sim).contains("4711") && stored(&sim).contains("4712"));
    let length = sim.store.log(&sim.case().case.id).len();
    erase(&mut sim, at("13T09:00"));
    let told = stored(&sim);
    assert!(!told.contains("4711") && !told.contains("4712"), "{told}");
    let record = sim.case();
    let log = sim.store.log(&record.case.id);
    assert_eq!(
        webcare::policy::Record::fold(record.case.id.clone(), &log),
        record
    );
    assert!(log.len() > length);
    let is_link = |it: &&Entry| matches!(it.what, What::Case(Event::Linked { .. }));
    assert_eq!(log.iter().filter(is_link).count(), 1);
    let formal = |it: &Resolution| matches!(it, Resolution::FormalComplaint { .. });
    assert!(record.case.resolution.as_deref().is_some_and(formal));
    let again = sim.order("els", link("klant-4711"), at("13T09:10"));
    assert_eq!(again.unwrap_err(), Refusal::Forgotten);
}

/// After a while nobody knows what became of what was once in somebody's hands.
#[test]
fn what_was_leased_and_lost_its_words_may_have_left() {
    use webcare::delivery::{Delivered, deliver_next};
    use webcare::store::Outbox;
    for (leased_before, expected) in [(false, Fate::Failed), (true, Fate::Unknown)] {
        let mut sim = Sim::over(policy_with("retention = { part = '1 day' }"));
        sim.hear(post("twitter", "1", "een klacht", CANARY), at("13T08:00"));
        let draft = Command::Draft {
            answers: MentionKey::new("twitter", "1"),
            revision: 1,
            purpose: Purpose::Answer,
            text: "we zoeken het uit".into(),
        };
        let approve = Command::Approve {
            reply: ReplyId::new(1),
        };
        let take = Command::Take {
            ownership: Ownership::Decides,
        };
        let resolve = Command::Resolve {
            resolution: Resolution::Resolved,
        };
        for command in [take, draft, approve, resolve] {
            sim.order("els", command, at("13T08:10")).unwrap();
        }
        if leased_before {
            let lease = sim.store.lease(at("13T08:11"), at("13T08:12"));
            assert!(pollster::block_on(lease).unwrap().is_some());
        }
        let now = at("15T08:00");
        sim.wake(now);
        let network = webcare::testkit::Network::new();
        let done = deliver_next(&*sim.store, &network, now, at("15T08:01"));
        let Some(Delivered::Part(receipt)) = pollster::block_on(done).unwrap() else {
            panic!("nothing waits")
        };
        assert_eq!(receipt.fate, expected);
        assert!(network.posted().is_empty());
    }
}

#[test]
fn who_has_nothing_to_do_with_a_case_sees_no_words_and_no_names() {
    let mut sim = taken();
    let consult = Command::Consult {
        department: "press".into(),
        question: "mag dit?".into(),
    };
    sim.order("els", consult, at("13T08:10")).unwrap();
    let text = "een aantekening".into();
    sim.order("els", Command::Note { text }, at("13T08:11"))
        .unwrap();
    let sight = |agent: &str| policy().sight(&agent.into(), &sim.case());
    let shown = |agent: &str| {
        let texts = sim.store.texts();
        texts.iter().filter(|text| sight(agent).shows(text)).count()
    };
    // The owner, a colleague on the queue, the supervisor who has the hub behind it.
    assert_eq!([shown("els"), shown("bram"), shown("hanna")], [2, 2, 2]);
    // A partner's people on another queue, and a stranger.
    assert_eq!([shown("noor"), shown("piet")], [0, 0]);
    assert!(sight("els").shows_customer() && !sight("noor").shows_customer());
    // Whom a department has asked sees the question, and not whose it is.
    let lines = "departments.press.contact = 'noor'";
    let seen = policy_with(lines).sight(&"noor".into(), &sim.case());
    assert_eq!(seen, Sight::Questions);
    assert!(!seen.shows_customer());
    for text in sim.store.texts() {
        assert_eq!(seen.shows(&text), text.kind == TextKind::Consult);
    }
    // And what a playbook agrees otherwise, holds.
    let open = policy_with("views = { others = 'everything' }");
    assert_eq!(open.sight(&"piet".into(), &sim.case()), Sight::Everything);
}
