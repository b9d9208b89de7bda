//! Everything that may go wrong is noticed, or taken in from whoever knows, and somebody hears of it.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use webcare::case::{
    CaseId, Command, Effect, Fate, Owner, Ownership, PartId, Purpose, ReplyId, Resolution,
    SwitchReason,
};
use webcare::escalation::{Chains, EndReason, Signal, SignalKind};
use webcare::mention::{Mention, MentionKey};
use webcare::policy::{Commit, Input, Receipt};
use webcare::sla::{ClockKind, Target};
use webcare::text::Lang;

use crate::desk::{Sim, at, policy_with};

/// A desk on which public relations hear of one kind of signal.
fn listening(kind: &str, lines: &str) -> Sim {
    let only = match kind {
        "due-soon" | "breached" => "clock = 'first-response'",
        "reach" | "growth" => "above = 300",
        _ if kind_of(kind).is_measured() => "above = 0",
        _ => "",
    };
    Sim::over(policy_with(&format!(
        "{lines}\n[[escalations]]\nid = 'hoor'\non = '{kind}'\n{only}\n\
         steps = [{{ after = '0 hours', notify = 'pr' }}]",
    )))
}

fn kind_of(word: &str) -> SignalKind {
    serde_json::from_value(word.into()).unwrap()
}

/// Every word that a playbook may write after `on`, as the type's own error lists them.
fn words() -> BTreeSet<String> {
    let error = serde_json::from_str::<SignalKind>("\"?\"").unwrap_err();
    let error = error.to_string();
    let listed = error.split("expected one of").nth(1).unwrap();
    let words = listed.split('`').skip(1).step_by(2);
    words.map(str::to_owned).collect()
}

fn post(id: &str, text: &str, said: &str) -> Mention {
    Mention::post("twitter", id)
        .by("@jan_k")
        .text(text)
        .posted_at(at(said))
}

/// A complaint of Monday morning, half past nine in Amsterdam.
fn heard(sim: &mut Sim) {
    sim.hear(post("1", "een klacht", "13T07:30"), at("13T07:31"));
}

fn taken(sim: &mut Sim) {
    heard(sim);
    let ownership = Ownership::Decides;
    do_as(sim, "els", Command::Take { ownership }, at("13T07:40"));
}

fn seen_by(sim: &mut Sim, reach: u64, minute: i64) {
    let mut seen = post("1", "een klacht", "13T07:30");
    seen.reach = Some(reach);
    sim.hear(seen, at("13T07:31") + TimeDelta::minutes(minute));
}

fn do_as(sim: &mut Sim, by: &str, command: Command, now: DateTime<Utc>) -> Commit {
    let told = format!("{command:?}");
    sim.order(by, command, now)
        .unwrap_or_else(|refusal| panic!("{told}: {refusal}"))
}

/// Offers the case to a colleague, who accepts it.
fn hand_over(sim: &mut Sim, briefing: &str, from: &str, to: &str, now: DateTime<Utc>) {
    let offer = Command::Offer {
        to: Owner::Agent(to.into()),
        briefing: briefing.into(),
    };
    do_as(sim, from, offer, now);
    do_as(sim, to, Command::Accept, now);
}

/// Whoever `hoor` tells, with the instant that was planned for it.
fn told(sim: &Sim) -> Vec<(String, DateTime<Utc>)> {
    let effects = sim.commits.iter().flat_map(|commit| &commit.effects);
    let heard = effects.filter_map(|effect| match effect {
        Effect::Notify(notice) if notice.because == "hoor" => Some(notice.to.join("+")),
        _ => None,
    });
    let records = sim.store.records();
    let chains = records.iter().flat_map(|record| record.chains.iter());
    let hoor = chains.filter(|(_, chain)| chain.escalation.as_str() == "hoor");
    let at: Vec<_> = hoor.map(|(_, chain)| chain.signal.at).collect();
    heard.zip(at).collect()
}

const LAWYER: &str =
    "[[rules]]\nid = 'advocaat'\nwhen = { words = 'advocaat' }\nthen = { tags = ['legal'] }";

const WRITER: &str =
    "[[rules]]\nid = 'krant'\nwhen = { words = 'journalist' }\nthen = { tags = ['press'] }";

fn said(sim: &mut Sim, text: &str) -> DateTime<Utc> {
    sim.hear(post("1", text, "13T07:30"), at("13T07:31"));
    at("13T07:30")
}

fn plan(sim: &mut Sim, due: &str) {
    let step = Command::Plan {
        who: Owner::Agent("els".into()),
        what: "polis opzoeken".into(),
        due: at(due),
        told_at: None,
    };
    do_as(sim, "els", step, at("13T08:00"));
}

/// What happens on a desk until a signal of the kind is raised, and the instant it is raised for.
type Raise = fn(&mut Sim) -> DateTime<Utc>;

/// Each kind of signal, with the lines a playbook needs for it.
const RAISED: [(&str, &str, Raise); 15] = [
    ("due-soon", "sla.warn-at = '50 %'", |sim| {
        taken(sim);
        sim.wake(at("18T12:00"));
        // Half of the thirteen hours until the same time on Tuesday.
        at("13T14:00")
    }),
    ("breached", "", |sim| {
        taken(sim);
        sim.wake(at("18T12:00"));
        at("14T07:30")
    }),
    ("reach", "", |sim| {
        heard(sim);
        seen_by(sim, 300, 1);
        assert!(told(sim).is_empty());
        seen_by(sim, 301, 2);
        at("13T07:33")
    }),
    ("growth", "", |sim| {
        heard(sim);
        seen_by(sim, 100, 1);
        seen_by(sim, 400, 2);
        assert!(told(sim).is_empty());
        seen_by(sim, 401, 3);
        at("13T07:34")
    }),
    ("repeat-contact", "", |sim| {
        heard(sim);
        sim.hear(post("2", "een vraag", "13T09:00"), at("13T09:00"));
        at("13T09:00")
    }),
    ("repeated-explanation", "guards.briefing = 'off'", |sim| {
        taken(sim);
        hand_over(sim, "klant wacht", "els", "bram", at("13T08:00"));
        assert!(told(sim).is_empty());
        hand_over(sim, "", "bram", "els", at("13T08:10"));
        at("13T08:10")
    }),
    ("hand-offs", "", |sim| {
        taken(sim);
        hand_over(sim, "klant wacht", "els", "bram", at("13T08:00"));
        at("13T08:00")
    }),
    ("promise-broken", "", |sim| {
        taken(sim);
        let promise = Command::Promise {
            what: "we bellen".into(),
            within: Target::Business(TimeDelta::hours(2)),
        };
        do_as(sim, "els", promise, at("13T08:00"));
        sim.wake(at("13T09:59"));
        assert!(told(sim).is_empty());
        sim.wake(at("15T10:00"));
        at("13T10:00")
    }),
    ("step-overdue", "", |sim| {
        taken(sim);
        plan(sim, "13T12:00");
        sim.wake(at("13T11:59"));
        assert!(told(sim).is_empty());
        sim.wake(at("15T10:00"));
        at("13T12:00")
    }),
    ("follow-up-owed", "", |sim| {
        taken(sim);
        let switch = Command::Switch {
            to: vec!["phone".into()],
            because: SwitchReason::Privacy,
        };
        do_as(sim, "els", switch, at("13T08:00"));
        sim.wake(at("13T08:00"));
        at("13T08:00")
    }),
    ("delivery-unknown", "", |sim| {
        taken(sim);
        let draft = Command::Draft {
            answers: MentionKey::new("twitter", "1"),
            revision: 1,
            purpose: Purpose::Answer,
            text: "we zoeken het uit".into(),
        };
        do_as(sim, "els", draft, at("13T08:00"));
        let reply = ReplyId::new(1);
        do_as(sim, "els", Command::Approve { reply }, at("13T08:00"));
        let case = sim.case().case.id;
        let part = PartId {
            case,
            reply,
            part: 0,
        };
        let receipt = Receipt {
            part,
            fate: Fate::Unknown,
            at: at("13T08:05"),
            lease: None,
        };
        sim.put(Input::Receipt(receipt), at("13T08:05")).unwrap();
        sim.wake(at("13T08:05"));
        at("13T08:05")
    }),
    ("legal", LAWYER, |sim| {
        said(sim, "een klacht, mijn advocaat belt")
    }),
    ("safety", "", |sim| said(sim, "een ongeluk")),
    ("press", WRITER, |sim| {
        said(sim, "een klacht van een journalist")
    }),
    ("nobody-present", "", |sim| {
        // Sunday, at three in the morning.
        let post = post("1", "een ongeluk", "19T03:00");
        sim.hear(post, at("19T03:01"));
        at("19T03:01")
    }),
];

// S2:28, S1:19, S1:9, S2:13, S1:29, S4:21
#[test]
fn whatever_goes_wrong_is_noticed_at_its_instant_and_told_once() {
    let raised: BTreeSet<String> = RAISED.iter().map(|it| it.0.to_owned()).collect();
    assert_eq!(raised, words(), "every kind is raised by something");
    for (kind, lines, raise) in RAISED {
        let mut sim = listening(kind, lines);
        let wrong_at = raise(&mut sim);
        let told = told(&sim);
        assert!(!told.is_empty(), "{kind}: nobody heard");
        assert_eq!(told[0], ("hanna".to_owned(), wrong_at), "{kind}");
        // Looking again tells nobody anything.
        let now = sim.commits.last().map(|it| it.changes[0].entries[0].at);
        let before = self::told(&sim).len();
        sim.wake(now.unwrap());
        assert_eq!(self::told(&sim).len(), before, "{kind}");
    }
}

#[test]
fn whatever_the_host_alone_knows_is_taken_in_by_one_call() {
    for kind in words() {
        let mut sim = listening(&kind, "sla.warn-at = '99 %'");
        heard(&mut sim);
        let case = sim.case().case.id;
        let mut signal = Signal::new(kind_of(&kind), at("13T07:50"));
        if matches!(signal.kind, SignalKind::DueSoon | SignalKind::Breached) {
            signal = signal.of(ClockKind::FirstResponse);
        }
        if signal.kind.is_measured() {
            signal = signal.about("claims").measuring(301);
        }
        let input = |signal: &Signal| Input::Signal {
            case: case.clone(),
            signal: signal.clone(),
        };
        sim.put(input(&signal), at("13T08:00")).unwrap();
        assert_eq!(told(&sim), [("hanna".to_owned(), at("13T07:50"))], "{kind}");
        let again = sim.put(input(&signal), at("13T08:00")).unwrap();
        assert!(again.is_empty(), "{kind}");
        let is_running = |sim: &Sim| {
            let case = sim.case();
            let mut chains = case.chains.iter();
            chains.any(|(_, chain)| chain.escalation.as_str() == "hoor" && chain.is_running())
        };
        assert!(!is_running(&sim), "{kind}: its only step was told");
    }
}

/// What somebody outside told is over when it is taken in hand, or the matter ends.
#[test]
fn what_was_told_from_outside_goes_on_until_the_matter_ends() {
    let steps = "[[escalations]]\nid = 'hoor'\non = 'press'\nsteps = [\n\
         { after = '0 hours', notify = 'pr' }, { after = '2 hours', notify = 'supervisor' } ]";
    let calls = |sim: &Sim| Input::Signal {
        case: sim.case().case.id,
        signal: Signal::new(SignalKind::Press, at("13T09:00")),
    };
    let ended = |sim: &Sim| {
        let case = sim.case();
        let chains = case.chains.iter();
        let mut hoor = chains.filter(|(_, chain)| chain.escalation.as_str() == "hoor");
        hoor.next().unwrap().1.ended.clone()
    };
    let mut sim = Sim::over(policy_with(steps));
    taken(&mut sim);
    let call = calls(&sim);
    sim.put(call, at("13T08:00")).unwrap();
    // Told ahead of its time, it counts as told now.
    assert_eq!(told(&sim), [("hanna".to_owned(), at("13T08:00"))]);
    sim.wake(at("13T09:00"));
    assert_eq!(ended(&sim), None);
    sim.wake(at("13T10:00"));
    assert_eq!(told(&sim).len(), 1, "one chain, whose second step was told");
    assert_eq!(ended(&sim).unwrap().reason, EndReason::Exhausted);

    let mut sim = Sim::over(policy_with(steps));
    taken(&mut sim);
    let call = calls(&sim);
    sim.put(call.clone(), at("13T08:00")).unwrap();
    let resolution = Resolution::Resolved;
    do_as(
        &mut sim,
        "els",
        Command::Resolve { resolution },
        at("13T09:00"),
    );
    sim.wake(at("13T12:00"));
    assert_eq!(ended(&sim).unwrap().reason, EndReason::Settled);
    // Of a matter that ended nobody is told any more.
    let late = sim.put(call, at("14T08:00")).unwrap();
    assert!(late.is_empty());
    let case = CaseId::from("elsewhere");
    let signal = Signal::new(SignalKind::Press, at("14T08:00"));
    let nowhere = sim.put(Input::Signal { case, signal }, at("14T08:00"));
    assert!(nowhere.unwrap().is_empty());
}

/// A case that was merged is spoken of by its old name, and somebody hears.
#[test]
fn a_signal_for_a_merged_case_reaches_the_one_it_lives_on_in() {
    let mut sim = listening("press", "");
    sim.hear(post("3", "een klacht", "17T07:00"), at("17T07:01"));
    sim.hear(post("1", "een klacht", "14T07:00"), at("17T07:02"));
    sim.hear(post("2", "een vraag", "15T20:00"), at("17T07:03"));
    let records = sim.store.records();
    let merged = records.iter().find(|it| !it.case.is_live()).unwrap();
    let signal = Signal::new(SignalKind::Press, at("17T08:00"));
    let case = merged.case.id.clone();
    sim.put(Input::Signal { case, signal }, at("17T08:00"))
        .unwrap();
    assert_eq!(told(&sim), [("hanna".to_owned(), at("17T08:00"))]);
}

/// The host's measure and the case's own are watched each for itself, and so
/// is each thing that the host measures.
#[test]
fn one_measure_neither_hides_nor_arms_another() {
    let mut sim = listening("growth", "");
    heard(&mut sim);
    let mut minute = 0;
    let mut measure = |sim: &mut Sim, about: &str, value: u64| {
        minute += 1;
        let case = sim.case().case.id;
        let now = at("13T07:35") + TimeDelta::minutes(minute);
        let signal = Signal::new(SignalKind::Growth, now)
            .about(about)
            .measuring(value);
        sim.put(Input::Signal { case, signal }, now).unwrap();
        told(sim).len()
    };
    assert_eq!(measure(&mut sim, "claims", 301), 1);
    // The case's own growth is none, which arms nothing but itself.
    assert_eq!(measure(&mut sim, "claims", 400), 1);
    assert_eq!(measure(&mut sim, "forum", 301), 2);
    assert_eq!(measure(&mut sim, "forum", 299), 2);
    assert_eq!(
        measure(&mut sim, "claims", 500),
        2,
        "the forum's low armed it"
    );
    assert_eq!(measure(&mut sim, "forum", 301), 3);
    let due = |sim: &Sim| sim.desk.policy().due(&sim.case());
    let before = due(&sim);
    seen_by(&mut sim, 100, 30);
    seen_by(&mut sim, 500, 31);
    assert_eq!(told(&sim).len(), 4, "the case's own");
    assert_eq!(due(&sim), before, "it tells people, and hastens nothing");
}

/// A storm over a topic belongs to no case: the host keeps its chains.
#[test]
fn a_storm_that_belongs_to_no_case_escalates_by_the_same_playbook() {
    let sim = listening("growth", "");
    let policy = sim.desk.policy();
    let mut chains = Chains::new();
    let mut heard = |about: &str, minute: i64, value: u64| {
        let now = at("13T07:30") + TimeDelta::minutes(minute);
        let signal = Signal::new(SignalKind::Growth, now)
            .about(about)
            .measuring(value);
        let events = policy.escalate(&chains, &signal);
        events.iter().for_each(|event| chains.apply(event));
        let stored = serde_json::to_string(&chains).unwrap();
        chains = serde_json::from_str(&stored).unwrap();
        chains.iter().count()
    };
    assert_eq!(heard("claims", 0, 300), 0);
    assert_eq!(heard("claims", 1, 301), 1);
    assert_eq!(heard("claims", 2, 900), 1);
    assert_eq!(heard("billing", 3, 301), 2);
    assert_eq!(heard("claims", 4, 299), 2);
    assert_eq!(heard("claims", 5, 301), 3);
}

/// A step that is done, or planned anew, is not overdue.
#[test]
fn a_step_that_is_planned_anew_is_not_overdue() {
    let mut sim = listening("step-overdue", "");
    taken(&mut sim);
    plan(&mut sim, "13T12:00");
    assert!(sim.store.next_wake().unwrap() <= at("13T12:00"));
    plan(&mut sim, "13T16:00");
    sim.wake(at("13T15:59"));
    assert!(told(&sim).is_empty());
    sim.wake(at("13T16:00"));
    assert_eq!(told(&sim), [("hanna".to_owned(), at("13T16:00"))]);
}

/// A step for the contact of a department, in a case of none, goes to who heard before it.
#[test]
fn a_step_that_nobody_stands_for_tells_who_was_told_before() {
    let lines = "[[escalations]]\nid = 'hoor'\non = 'breached'\nclock = 'first-response'\nsteps = [\n\
         { after = '0 hours', notify = 'supervisor' }, { after = '2 business hours', notify = 'contact' } ]";
    let mut sim = Sim::over(policy_with(lines));
    sim.hear(post("1", "overleden", "13T07:30"), at("13T07:31"));
    sim.wake(at("20T12:00"));
    let effects = sim.commits.iter().flat_map(|commit| &commit.effects);
    let hoor = effects.filter_map(|effect| match effect {
        Effect::Notify(notice) if notice.because == "hoor" => Some(notice.to.clone()),
        _ => None,
    });
    let hoor: Vec<Vec<String>> = hoor.collect();
    assert_eq!(hoor.len(), 2);
    assert!(!hoor[0].is_empty());
    assert_eq!(hoor[0], hoor[1]);
    // The log says who, and so does the explanation.
    let record = sim.case();
    let mut chains = record.chains.iter();
    let (id, _) = chains
        .find(|(_, it)| it.escalation.as_str() == "hoor")
        .unwrap();
    let policy = sim.desk.policy();
    let why = policy.explain_escalation(&record, id, Lang::En).unwrap();
    let for_contact = format!("told: `{}`, for the contact", hoor[0][0]);
    assert!(why.contains(&for_contact), "{why}");
}

/// A newer playbook that warns sooner warns of nothing that everybody knows is late.
#[test]
fn a_newer_warning_is_not_for_what_was_told_to_be_late() {
    let warns_at = |share: &str| {
        let on = |kind| {
            format!(
                "[[escalations]]\nid = '{kind}'\non = '{kind}'\nclock = 'first-response'\n\
                 steps = [{{ after = '0 hours', notify = 'pr' }}]\n"
            )
        };
        let both = ["due-soon", "breached"].map(on).concat();
        policy_with(&format!("sla.warn-at = '{share}'\n{both}"))
    };
    let started = |sim: &Sim| {
        let case = sim.case();
        let chains = case.chains.iter();
        let kinds =
            chains.filter(|(_, chain)| chain.signal.clock == Some(ClockKind::FirstResponse));
        kinds
            .map(|(_, chain)| (chain.signal.kind, chain.signal.at))
            .collect::<Vec<_>>()
    };
    let mut sim = Sim::over(warns_at("75 %"));
    taken(&mut sim);
    sim.wake(at("20T12:00"));
    let before = started(&sim);
    let kinds: BTreeSet<SignalKind> = before.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, [SignalKind::DueSoon, SignalKind::Breached].into());
    sim.desk = sim.desk.clone().with_policy(warns_at("50 %"));
    let case = sim.case().case.id;
    sim.put(Input::Wake { case }, at("21T12:00")).unwrap();
    assert_eq!(started(&sim), before);
}
