//! What a hand may not do, and what it is told to do instead.

use chrono::{DateTime, TimeDelta, Utc};
use webcare::case::{
    CaseId, Command, Effect, Fate, Owner, Ownership, Purpose, Refusal, ReplyId, Resolution, State,
};
use webcare::desk::{Desk, DeskError};
use webcare::document::Value;
use webcare::escalation::Recipient;
use webcare::mention::{Mention, MentionKey};
use webcare::playbook::Playbook;
use webcare::policy::{Due, Handling, Input, Receipt};
use webcare::reply::SplitError;
use webcare::reply::style::Rule;
use webcare::sla::{ClockKind, Target};
use webcare::text::Lang;

use crate::desk::{Sim, at, document, policy, policy_with};

fn start() -> DateTime<Utc> {
    at("13T08:00")
}

fn post(id: &str) -> Mention {
    let post = Mention::post("twitter", id).by("@jan_k").text("een klacht");
    post.posted_at(at("13T07:30"))
}

fn take(ownership: Ownership) -> Command {
    Command::Take { ownership }
}

fn draft(id: &str, text: &str) -> Command {
    Command::Draft {
        answers: MentionKey::new("twitter", id),
        revision: 1,
        purpose: Purpose::Answer,
        text: text.into(),
    }
}

fn plan(who: Owner, due: DateTime<Utc>) -> Command {
    Command::Plan {
        who,
        what: "bellen".into(),
        due,
        told_at: None,
    }
}

fn merge(into: &str) -> Command {
    Command::Merge { into: into.into() }
}

fn agent(name: &str) -> Owner {
    Owner::Agent(name.into())
}

fn queue(name: &str) -> Owner {
    Owner::Queue(name.into())
}

fn heard() -> Sim {
    let mut sim = Sim::new();
    sim.hear(post("1"), start());
    sim
}

fn taken() -> Sim {
    let mut sim = heard();
    sim.order("els", take(Ownership::Decides), start()).unwrap();
    sim
}

fn refused(sim: &mut Sim, by: &str, command: Command) -> Refusal {
    sim.order(by, command, start()).unwrap_err()
}

/// On a case by its id, by Els.
fn on(sim: &mut Sim, case: &str, command: Command) -> Result<(), Refusal> {
    on_by(sim, "els", case, command)
}

fn on_by(sim: &mut Sim, by: &str, case: &str, command: Command) -> Result<(), Refusal> {
    let revision = sim.store.record(&case.into()).unwrap().case.revision;
    sim.order_at(case.into(), revision, by, command, start())
        .map(|_| ())
}

/// The playbook of the tests without some of its entries.
fn without(gone: &[(&str, &str)]) -> Playbook {
    let Value::Table(mut table) = document() else {
        panic!("a playbook is a table")
    };
    for (list, name) in gone {
        if let Some(Value::Table(entries)) = table.get_mut(*list) {
            entries.remove(*name);
        }
    }
    Playbook::from_value(Value::Table(table)).unwrap()
}

/// The desk goes on by another playbook.
fn change(sim: &mut Sim, playbook: Playbook) {
    let policy = playbook.compile().unwrap();
    sim.desk = Desk::new(policy.into(), sim.store.clone());
}

#[test]
fn what_nobody_can_read_is_no_text() {
    let mut sim = taken();
    let unseen = [
        "",
        " \n",
        "\u{200b}\u{200d}\u{feff}\u{2060}",
        "\u{202e}\u{202c}",
        "\u{3164}",
        "\u{ad}",
        "\0",
        "\u{e0041}",
        "\u{fe0f}",
    ];
    for text in unseen {
        let note = Command::Note { text: text.into() };
        for command in [draft("1", text), note] {
            assert_eq!(refused(&mut sim, "els", command), Refusal::NothingWritten);
        }
    }
    for text in ["[...]", " [...]\u{200b}[...] "] {
        assert_eq!(
            refused(&mut sim, "els", draft("1", text)),
            Refusal::NothingWritten
        );
    }
    sim.order("els", draft("1", "👍"), start()).unwrap();
    let edit = Command::Edit {
        reply: ReplyId::new(1),
        text: "\u{200b}".into(),
    };
    assert_eq!(refused(&mut sim, "els", edit), Refusal::NothingWritten);
    let link = |system: &str, reference: &str| Command::Link {
        system: system.into(),
        reference: reference.into(),
    };
    for command in [link("crm", " "), link("", "12")] {
        assert_eq!(refused(&mut sim, "els", command), Refusal::NothingWritten);
    }
    let answered = Resolution::AnsweredInPublic { link: "".into() };
    let complaint = Resolution::FormalComplaint {
        reference: " ".into(),
        due: None,
    };
    for resolution in [answered, complaint] {
        let command = Command::Resolve { resolution };
        assert_eq!(refused(&mut sim, "els", command), Refusal::NothingWritten);
    }
}

#[test]
fn a_step_is_for_somebody_known_and_still_to_come() {
    let mut sim = taken();
    let late = start() - TimeDelta::seconds(1);
    let refusal = refused(&mut sim, "els", plan(agent("els"), late));
    assert_eq!(refusal, Refusal::OverAlready { due: late });
    assert_eq!(refusal.remedy(Lang::Nl), "kies een later tijdstip");
    let queue_gone = refused(&mut sim, "els", plan(queue("avond"), start()));
    assert_eq!(
        queue_gone,
        Refusal::NoSuchQueue {
            queue: "avond".into()
        }
    );
    let nobody = refused(&mut sim, "els", plan(agent("zzz"), start()));
    assert_eq!(
        nobody,
        Refusal::Stranger {
            agent: "zzz".into()
        }
    );
    sim.order("els", plan(agent("els"), start()), start())
        .unwrap();
}

#[test]
fn who_may_not_decide_is_told_to_coordinate() {
    let mut sim = Sim::over(policy_with("triage = { queue = 'evening' }"));
    sim.hear(post("1"), start());
    let refusal = refused(&mut sim, "noor", take(Ownership::Decides));
    let expected = Refusal::MayNotDecide {
        agent: "noor".into(),
        behind: Some("hub".into()),
    };
    assert_eq!(refusal, expected);
    assert_eq!(
        refusal.remedy(Lang::Nl),
        "neem de zaak aan om te coördineren, en laat `hub` beslissen"
    );
    sim.order("noor", take(Ownership::Coordinates), start())
        .unwrap();
}

#[test]
fn a_case_whose_owner_is_gone_is_for_who_supervises() {
    let mut sim = taken();
    let other = without(&[("agents", "els")]);
    change(&mut sim, other);
    let refusal = refused(&mut sim, "bram", Command::Await);
    let expected = Refusal::OwnerGone {
        owner: agent("els"),
        supervisor: Some("hanna".into()),
    };
    assert_eq!(refusal, expected);
    assert_eq!(
        refusal.remedy(Lang::Nl),
        "laat `hanna` de zaak aan een ander geven"
    );
    let to_bram = Command::Reassign {
        to: agent("bram"),
        briefing: "els is weg".into(),
    };
    sim.order("hanna", to_bram, start()).unwrap();
    // With its queue gone nobody can take it.
    let mut sim = Sim::over(policy_with(
        "queues = { avond = { mandate = { acts = ['reply', 'resolve'] } } }\n\
         triage = { queue = 'avond' }",
    ));
    sim.hear(post("1"), start());
    change(&mut sim, without(&[]));
    let refusal = refused(&mut sim, "hanna", take(Ownership::Decides));
    let expected = Refusal::OwnerGone {
        owner: queue("avond"),
        supervisor: Some("hanna".into()),
    };
    assert_eq!(refusal, expected);
}

#[test]
fn nobody_hands_a_case_to_themselves_or_nowhere() {
    let mut sim = taken();
    let offer = |to| Command::Offer {
        to,
        briefing: "lees dit".into(),
    };
    let own = refused(&mut sim, "els", offer(agent("els")));
    assert_eq!(
        own,
        Refusal::SameOwner {
            owner: agent("els")
        }
    );
    let nowhere = refused(&mut sim, "els", offer(queue("zzz")));
    assert_eq!(
        nowhere,
        Refusal::NoSuchQueue {
            queue: "zzz".into()
        }
    );
    assert_eq!(
        nowhere.words(Lang::Nl),
        "de wachtrij `zzz` staat niet in het draaiboek"
    );
    let same = Command::Reassign {
        to: agent("els"),
        briefing: "lees dit".into(),
    };
    let same = refused(&mut sim, "hanna", same);
    assert_eq!(
        same,
        Refusal::SameOwner {
            owner: agent("els")
        }
    );
}

#[test]
fn refusals_are_in_one_language_and_say_a_thing_once() {
    let mut sim = taken();
    let long = "we zoeken dit voor je uit en laten het je weten. ".repeat(20);
    let refusal = refused(&mut sim, "els", draft("1", &long));
    let Refusal::DoesNotFit {
        why: SplitError::TooManyParts { needed, allowed },
    } = refusal
    else {
        panic!("{refusal:?}")
    };
    assert_eq!(
        refusal.words(Lang::Nl),
        format!(
            "de tekst past niet op het kanaal: er zijn {needed} delen nodig, en {allowed} toegestaan"
        )
    );
    let longest = Target::WorkingDays(5);
    let late = Refusal::TooLate { longest };
    assert_eq!(
        late.words(Lang::Nl),
        "een toezegging mag niet later zijn dan 5 werkdagen"
    );
    let mut sim = Sim::over(policy_with("style = { address = 'informal' }"));
    sim.hear(post("1"), start());
    sim.order("els", take(Ownership::Decides), start()).unwrap();
    let mixed = "Heeft u je brief, en kunt u je nummer sturen? Dan bel ik je morgen om tien uur.";
    let refusal = refused(&mut sim, "els", draft("1", mixed));
    let Refusal::OffStyle { found } = &refusal else {
        panic!("{refusal:?}")
    };
    let mixes = found.iter().filter(|it| it.rule == found[0].rule).count();
    assert!(mixes > 1, "{found:?}");
    let why = found[0].rule.why(Lang::Nl);
    assert_eq!(refusal.remedy(Lang::Nl).matches(why).count(), 1);
    assert!(matches!(
        found[0].rule,
        Rule::MixedAddress | Rule::WrongAddress
    ));
}

#[test]
fn a_part_that_nobody_knows_of_comes_first() {
    let mut sim = taken();
    sim.order(
        "els",
        draft("1", "we bellen je morgen om tien uur"),
        start(),
    )
    .unwrap();
    let reply = ReplyId::new(1);
    let sent = sim
        .order("els", Command::Approve { reply }, start())
        .unwrap();
    let Some(Effect::Send(part)) = sent.effects.first() else {
        panic!("{:?}", sent.effects)
    };
    let receipt = |fate, at| Receipt {
        part: part.id.clone(),
        fate,
        at,
        lease: None,
    };
    let later = start() + TimeDelta::minutes(5);
    sim.put(Input::Receipt(receipt(Fate::Unknown, later)), later)
        .unwrap();
    let next = policy().next(&sim.case()).unwrap();
    assert_eq!(
        (next.what, next.due),
        (Due::Delivery(reply), Some(later)),
        "somebody is to look"
    );
    let refusal = refused(&mut sim, "els", Command::Resend { reply });
    assert_eq!(refusal, Refusal::Unsettled { reply, part: 0 });
    assert_eq!(
        refusal.remedy(Lang::Nl),
        "kijk eerst of deel 1 er staat, en zeg het"
    );
    // A channel whose clock stands at its beginning moves nothing back in time.
    let epoch = DateTime::<Utc>::UNIX_EPOCH;
    sim.put(Input::Receipt(receipt(Fate::Delivered(None), epoch)), later)
        .unwrap();
    let record = sim.case();
    assert_eq!(record.case.answered_at, Some(start()));
    let mut runs = record.clocks.iter();
    assert!(runs.all(|run| run.breached.is_none()));
    assert!(!matches!(
        policy().next(&record).unwrap().what,
        Due::Delivery(_)
    ));
}

#[test]
fn a_call_is_no_answer_within_the_window_of_a_channel() {
    let mut sim = Sim::new();
    let mut direct = post("1");
    direct.channel = "dm".into();
    sim.hear(direct, start());
    sim.order("els", take(Ownership::Decides), start()).unwrap();
    let speak = Command::Speak {
        channel: "phone".into(),
        note: "besproken".into(),
        minutes: None,
    };
    sim.order("els", speak, start()).unwrap();
    let record = sim.case();
    let of = |kind| {
        let run = record.clocks.iter().find(|run| run.id.kind == kind);
        run.map(|run| (run.met.is_some(), run.is_open()))
    };
    assert_eq!(of(ClockKind::FirstResponse), Some((true, false)));
    assert_eq!(of(ClockKind::ReplyWindow), Some((false, false)));
}

#[test]
fn only_who_is_known_takes_a_warning_in_hand() {
    let mut sim = taken();
    let case = CaseId::from("c1");
    let chain = webcare::escalation::ChainId::from("te-laat");
    let handle = |by: &str, how| Input::Handle {
        case: case.clone(),
        chain: chain.clone(),
        by: by.into(),
        how,
    };
    let give = |to| Handling::HandOver { to };
    let stranger = |name: &str| Refusal::Stranger { agent: name.into() };
    let tries = [
        (handle("zzz", Handling::Stop), stranger("zzz")),
        (
            Input::Acknowledge {
                case: case.clone(),
                chain: chain.clone(),
                by: "zzz".into(),
            },
            stranger("zzz"),
        ),
        (
            handle("els", give(Recipient::Agent("zzz".into()))),
            stranger("zzz"),
        ),
        (
            handle("els", give(Recipient::Queue("zzz".into()))),
            Refusal::NoSuchQueue {
                queue: "zzz".into(),
            },
        ),
    ];
    for (input, expected) in tries {
        match sim.put(input, start()) {
            Err(DeskError::Refused(refusal)) => assert_eq!(refusal, expected),
            other => panic!("{other:?}"),
        }
    }
    for by in ["els", "hanna", "press"] {
        sim.put(handle(by, Handling::Stop), start()).unwrap();
    }
}

#[test]
fn every_mention_that_a_department_hears_of_has_a_notice_of_its_own() {
    let mut sim = Sim::over(policy_with(
        "rules = [{ id = 'pers', when = { words = ['klacht'] }, then = { notify = ['press'] } }]",
    ));
    let mut ids = Vec::new();
    for (channel, id) in [("a/b", "c"), ("a", "b/c"), ("a%2Fb", "c")] {
        let mut mention = post(id);
        mention.channel = channel.into();
        let commit = sim.hear(mention, start());
        ids.extend(commit.effects.iter().filter_map(|effect| match effect {
            Effect::Notify(notice) => Some(notice.id.clone()),
            _ => None,
        }));
    }
    assert_eq!(ids.len(), 3);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[test]
fn a_case_goes_on_only_in_one_that_one_may_add_to() {
    let mut sim = taken();
    let mut other = post("9");
    other.channel = "forum".into();
    sim.hear(other, start());
    let to_hub = Command::Reassign {
        to: queue("hub"),
        briefing: "voor de hub".into(),
    };
    on_by(&mut sim, "hanna", "c2", to_hub).unwrap();
    let refusal = on(&mut sim, "c1", merge("c2")).unwrap_err();
    assert_eq!(
        refusal,
        Refusal::NotInQueue {
            agent: "els".into(),
            queue: "hub".into()
        }
    );
    let back = Command::Reassign {
        to: agent("els"),
        briefing: "toch voor els".into(),
    };
    on_by(&mut sim, "hanna", "c2", back).unwrap();
    on(&mut sim, "c1", merge("c2")).unwrap();
}

// S0:14
#[test]
fn what_somebody_said_since_goes_along_when_a_merge_is_taken_back() {
    let mut sim = taken();
    let forum = |id: &str, later: i64| {
        let mut mention = post(id).by("@piet").posted_at(start());
        mention.channel = "forum".into();
        (mention, start() + TimeDelta::minutes(later))
    };
    let (first, now) = forum("9", 0);
    sim.hear(first, now);
    on(&mut sim, "c2", take(Ownership::Decides)).unwrap();
    on(&mut sim, "c2", merge("c1")).unwrap();
    let (since, now) = forum("10", 5);
    sim.hear(since, now);
    let in_case = |sim: &Sim, id: &str| {
        let standing = sim.standing(&MentionKey::new("forum", id)).unwrap();
        standing.case().cloned().unwrap()
    };
    assert_eq!(in_case(&sim, "10"), CaseId::from("c1"));
    on(&mut sim, "c2", Command::Unmerge).unwrap();
    for id in ["9", "10"] {
        assert_eq!(in_case(&sim, id), CaseId::from("c2"), "{id}");
    }
    let voices = |case: &str| sim.store.record(&case.into()).unwrap().case.voices.len();
    assert_eq!((voices("c1"), voices("c2")), (1, 2));
    let (after, now) = forum("11", 10);
    sim.hear(after, now);
    assert_eq!(in_case(&sim, "11"), CaseId::from("c2"));
    assert_eq!(
        sim.store.record(&"c2".into()).unwrap().case.state,
        State::Owned
    );
}

// S0:14
#[test]
fn what_was_said_since_and_answered_waits_for_no_second_answer() {
    let mut sim = taken();
    let forum = |id: &str, at: DateTime<Utc>| {
        let mut mention = post(id).by("@piet").posted_at(at);
        mention.channel = "forum".into();
        mention
    };
    sim.hear(forum("9", start()), start());
    on(&mut sim, "c2", take(Ownership::Decides)).unwrap();
    on(&mut sim, "c2", merge("c1")).unwrap();
    let later = start() + TimeDelta::minutes(5);
    sim.hear(forum("10", later), later);
    let answers = MentionKey::new("forum", "10");
    let answer = Command::Draft {
        answers: answers.clone(),
        revision: 1,
        purpose: Purpose::Answer,
        text: "we bellen je morgen om tien uur".into(),
    };
    let later = start() + TimeDelta::minutes(10);
    sim.order("els", answer, later).unwrap();
    let reply = ReplyId::new(1);
    let sent = sim.order("els", Command::Approve { reply }, later).unwrap();
    sim.arrive(&sent, later);
    assert!(!sim.case().case.is_unanswered(&answers));
    let revision = sim.store.record(&"c2".into()).unwrap().case.revision;
    sim.order_at("c2".into(), revision, "els", Command::Unmerge, later)
        .unwrap();
    let parted = sim.store.record(&"c2".into()).unwrap();
    assert!(parted.case.voices.contains_key(&answers));
    assert!(!parted.case.is_unanswered(&answers));
    let mut open = parted.clocks.open();
    assert!(open.all(|run| run.id.kind != ClockKind::NextResponse));
}
