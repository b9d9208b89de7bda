//! By when: the clocks of a case through its whole life, and who hears of a late one.

use chrono::{DateTime, TimeDelta, Utc};
use webcare::case::{
    Command, Effect, Event, Fate, NextStep, Owner, Ownership, PartId, Purpose, ReplyId, Resolution,
    SwitchReason,
};
use webcare::escalation::Chain;
use webcare::mention::{Mention, MentionKey};
use webcare::policy::{Commit, Input, Receipt, What};
use webcare::sla::{ClockEvent, ClockKind, Run, Target};

use crate::desk::{Sim, at};

fn post(id: &str, text: &str, said: &str) -> Mention {
    Mention::post("twitter", id)
        .by("@jan_k")
        .text(text)
        .posted_at(at(said))
}

/// A complaint of Monday morning, half past nine in Amsterdam.
fn heard(text: &str) -> Sim {
    let mut sim = Sim::new();
    sim.hear(post("1", text, "13T07:30"), at("13T07:31"));
    sim
}

fn run(sim: &Sim, kind: ClockKind) -> Run {
    sim.case().clocks.get(kind).cloned().unwrap()
}

fn due(sim: &Sim, kind: ClockKind) -> DateTime<Utc> {
    let calendar = &sim.desk.policy().playbook().calendars()["office"];
    run(sim, kind).clock(calendar).due().unwrap()
}

fn do_it(sim: &mut Sim, command: Command, now: DateTime<Utc>) -> Commit {
    let told = format!("{command:?}");
    sim.order("els", command, now)
        .unwrap_or_else(|refusal| panic!("{told}: {refusal}"))
}

fn take(sim: &mut Sim, now: DateTime<Utc>) {
    let ownership = Ownership::Decides;
    do_it(sim, Command::Take { ownership }, now);
}

/// Writes and approves; the receipt is still to come.
fn answer(sim: &mut Sim, purpose: Purpose, now: DateTime<Utc>) -> Commit {
    let reply = u32::try_from(sim.case().case.replies.len()).unwrap() + 1;
    let draft = Command::Draft {
        answers: MentionKey::new("twitter", "1"),
        revision: 1,
        purpose,
        text: "we zoeken het uit".into(),
    };
    do_it(sim, draft, now);
    let reply = ReplyId::new(reply);
    do_it(sim, Command::Approve { reply }, now)
}

fn wait_for_customer(sim: &mut Sim, now: DateTime<Utc>) {
    let step = Command::Plan {
        who: Owner::Agent("els".into()),
        what: "wacht op polisblad".into(),
        due: now + TimeDelta::days(2),
        told_at: Some(now),
    };
    do_it(sim, step, now);
    let _: Option<Box<NextStep>> = sim.case().case.next_step;
    do_it(sim, Command::Await, now);
}

// S4:28: a receipt and an answer are two clocks, and only what arrived stops one.
// S1:17
#[test]
fn a_word_that_it_arrived_is_no_answer() {
    let mut sim = heard("een klacht");
    assert_eq!(due(&sim, ClockKind::Receipt), at("13T08:30"));
    take(&mut sim, at("13T07:40"));
    let leaves = answer(&mut sim, Purpose::Receipt, at("13T07:45"));
    assert_eq!(run(&sim, ClockKind::Receipt).met, None);
    sim.arrive(&leaves, at("13T07:46"));
    assert_eq!(run(&sim, ClockKind::Receipt).met, Some(at("13T07:46")));
    assert_eq!(run(&sim, ClockKind::FirstResponse).met, None);
    let leaves = answer(&mut sim, Purpose::Answer, at("13T09:00"));
    sim.arrive(&leaves, at("13T09:01"));
    assert_eq!(
        run(&sim, ClockKind::FirstResponse).met,
        Some(at("13T09:01"))
    );
    assert!(run(&sim, ClockKind::Resolution).is_open());
}

// Invariant 9: a note for colleagues answers nobody.
#[test]
fn a_note_meets_no_clock() {
    let mut sim = heard("een klacht");
    take(&mut sim, at("13T07:40"));
    let before = sim.case().clocks;
    do_it(
        &mut sim,
        Command::Note {
            text: "ken ik".into(),
        },
        at("13T07:50"),
    );
    assert_eq!(sim.case().clocks, before);
}

// S1:43: the customer speaks again, and waits again.
// S1:17, S1:25
#[test]
fn the_next_word_of_the_customer_starts_the_next_answer() {
    let mut sim = heard("een klacht");
    take(&mut sim, at("13T07:40"));
    let leaves = answer(&mut sim, Purpose::Answer, at("13T08:00"));
    sim.arrive(&leaves, at("13T08:00"));
    assert!(sim.case().clocks.get(ClockKind::NextResponse).is_none());
    sim.hear(post("2", "maar een vraag nog", "13T09:00"), at("13T09:01"));
    assert_eq!(due(&sim, ClockKind::NextResponse), at("13T13:00"));
    sim.hear(post("3", "en nog een vraag", "13T09:30"), at("13T09:31"));
    assert_eq!(
        due(&sim, ClockKind::NextResponse),
        at("13T13:00"),
        "from the first word"
    );
    let leaves = answer(&mut sim, Purpose::Answer, at("13T10:00"));
    sim.arrive(&leaves, at("13T10:00"));
    assert_eq!(run(&sim, ClockKind::NextResponse).met, Some(at("13T10:00")));
}

/// A way in which waiting for the customer ends.
type Way = (&'static str, Box<dyn Fn(&mut Sim, DateTime<Utc>)>);

// glpi#6902, frappe#1554: a pause moves what is due, and ends however the waiting ends.
// S3:25, S4:28
#[test]
fn a_resolution_stands_still_while_the_customer_is_awaited_and_only_then() {
    let switch = || Command::Switch {
        to: vec!["phone".into()],
        because: SwitchReason::Urgency,
    };
    let consult = || Command::Consult {
        department: "claims".into(),
        question: "weten jullie meer?".into(),
    };
    let ways: [Way; 5] = [
        (
            "resumed",
            Box::new(|sim, now| drop(do_it(sim, Command::Resume, now))),
        ),
        (
            "the customer",
            Box::new(|sim, now| {
                sim.hear(post("2", "hier is het, bedankt", "15T07:00"), now);
            }),
        ),
        (
            "a switch",
            Box::new(move |sim, now| drop(do_it(sim, switch(), now))),
        ),
        (
            "a question",
            Box::new(move |sim, now| drop(do_it(sim, consult(), now))),
        ),
        (
            "an edit after that",
            Box::new(|sim, now| {
                do_it(sim, Command::Resume, now);
                let mut edit = post("1", "een klacht en een vraag", "13T07:30");
                edit.revision = 2;
                sim.hear(edit, now);
            }),
        ),
    ];
    for (way, end) in ways {
        let mut sim = heard("een klacht");
        take(&mut sim, at("13T08:00"));
        let before = due(&sim, ClockKind::Resolution);
        wait_for_customer(&mut sim, at("14T08:00"));
        let calendar = sim.desk.policy().playbook().calendars()["office"].clone();
        assert!(
            run(&sim, ClockKind::Resolution)
                .clock(&calendar)
                .due()
                .is_err(),
            "{way}"
        );
        end(&mut sim, at("15T08:00"));
        assert!(due(&sim, ClockKind::Resolution) > before, "{way}");
        let pauses = run(&sim, ClockKind::Resolution).pauses;
        assert_eq!(pauses.len(), 1, "{way}");
        assert_eq!(pauses[0].until, Some(at("15T08:00")), "{way}");
    }
}

// S3:36
#[test]
fn what_is_owed_in_public_has_a_clock_of_its_own() {
    let mut sim = heard("een klacht");
    take(&mut sim, at("13T08:00"));
    let switch = Command::Switch {
        to: vec!["phone".into()],
        because: SwitchReason::Privacy,
    };
    do_it(&mut sim, switch, at("13T09:00"));
    assert_eq!(run(&sim, ClockKind::FollowUp).from, at("13T09:00"));
    let speak = Command::Speak {
        channel: "phone".into(),
        note: "opgelost".into(),
        minutes: None,
    };
    do_it(&mut sim, speak, at("13T10:00"));
    assert_eq!(
        run(&sim, ClockKind::FirstResponse).met,
        Some(at("13T10:00"))
    );
    let leaves = answer(&mut sim, Purpose::FollowUp, at("13T11:00"));
    sim.arrive(&leaves, at("13T11:02"));
    assert_eq!(run(&sim, ClockKind::FollowUp).met, Some(at("13T11:02")));
}

fn breaches(sim: &Sim, kind: ClockKind) -> Vec<DateTime<Utc>> {
    let log = sim.store.log(&sim.case().case.id);
    let at = log.into_iter().filter_map(|entry| match entry.what {
        What::Clock(ClockEvent::Breached { id, at }) if id.kind == kind => Some(at),
        What::Case(_) | What::Clock(_) | What::Chain(_) | What::Unread(_) => None,
    });
    at.collect()
}

#[test]
fn a_breach_is_written_at_its_own_instant_however_it_is_noticed() {
    let kind = ClockKind::FirstResponse;
    let mut woken = heard("een klacht");
    let due_at = due(&woken, kind);
    assert!(woken.wake(at("13T07:32")).is_empty(), "too early");
    woken.wake(at("18T08:00"));
    assert!(woken.wake(at("18T08:00")).is_empty(), "again");
    assert_eq!(breaches(&woken, kind), [due_at]);

    // Nobody woke it: the late command, receipt or word of the customer notices first.
    let mut by_command = heard("een klacht");
    take(&mut by_command, at("17T08:00"));
    assert_eq!(breaches(&by_command, kind), [due_at]);

    let mut by_receipt = heard("een klacht");
    take(&mut by_receipt, at("13T08:00"));
    let leaves = answer(&mut by_receipt, Purpose::Answer, at("13T08:01"));
    by_receipt.arrive(&leaves, due_at + TimeDelta::hours(1));
    assert_eq!(breaches(&by_receipt, kind), [due_at]);

    let mut by_customer = heard("een klacht");
    by_customer.hear(post("2", "hallo? een vraag", "15T06:00"), at("17T08:00"));
    assert_eq!(breaches(&by_customer, kind), [due_at]);
}

#[test]
fn a_receipt_that_comes_late_tells_of_an_answer_in_time() {
    let mut sim = heard("een klacht");
    let due_at = due(&sim, ClockKind::FirstResponse);
    take(&mut sim, at("13T08:00"));
    answer(&mut sim, Purpose::Answer, at("13T08:01"));
    let part = PartId {
        case: sim.case().case.id,
        reply: ReplyId::new(1),
        part: 0,
    };
    let receipt = Receipt {
        part,
        fate: Fate::Delivered(None),
        at: due_at,
        lease: None,
    };
    sim.put(Input::Receipt(receipt), due_at + TimeDelta::days(3))
        .unwrap();
    assert_eq!(run(&sim, ClockKind::FirstResponse).met, Some(due_at));
    assert!(breaches(&sim, ClockKind::FirstResponse).is_empty());
}

/// Drives a case from wake-up to wake-up, and tells who was told what and when.
fn told(sim: &mut Sim, until: DateTime<Utc>) -> Vec<(String, DateTime<Utc>, Vec<String>)> {
    let mut told = Vec::new();
    while let Some(next) = sim.store.next_wake().filter(|it| *it <= until) {
        let commits = sim.wake(next);
        assert!(!commits.is_empty(), "woken at {next} for nothing");
        for effect in commits.iter().flat_map(|it| &it.effects) {
            if let Effect::Notify(notice) = effect {
                told.push((notice.because.clone(), next, notice.to.clone()));
            }
        }
    }
    told
}

// S4:21: contact, then backup, then whoever leads, until somebody takes it in hand.
// S3:25
#[test]
fn a_breach_climbs_until_somebody_takes_it_in_hand() {
    let mut sim = heard("een klacht");
    let due_at = due(&sim, ClockKind::FirstResponse);
    let heard_of = told(&mut sim, at("17T18:00"));
    let late: Vec<_> = heard_of
        .iter()
        .filter(|(why, ..)| why == "te-laat")
        .collect();
    let to: Vec<_> = late.iter().map(|(_, _, to)| to.concat()).collect();
    assert_eq!(to, ["bram", "hanna", "hanna"]);
    assert_eq!(late[0].1, due_at);
    assert_eq!(late[1].1, due_at + TimeDelta::hours(2));
    let soon: Vec<_> = heard_of.iter().filter(|(why, ..)| why == "bijna").collect();
    assert_eq!(soon[0].2, ["queue:webcare"]);
    assert!(soon[0].1 < due_at);

    let mut sim = heard("een klacht");
    told(&mut sim, due_at);
    let case = sim.case();
    let (chain, _) = case
        .chains
        .iter()
        .find(|(_, chain)| chain.escalation.as_str() == "te-laat")
        .unwrap();
    let acknowledge = Input::Acknowledge {
        case: case.case.id.clone(),
        chain: chain.clone(),
        by: "bram".into(),
    };
    sim.put(acknowledge.clone(), due_at + TimeDelta::hours(1))
        .unwrap();
    assert!(
        sim.put(acknowledge, due_at + TimeDelta::hours(1))
            .unwrap()
            .is_empty()
    );
    let after = told(&mut sim, at("17T18:00"));
    assert!(after.iter().all(|(why, ..)| why != "te-laat"), "{after:?}");
}

#[test]
fn an_answer_ends_what_was_climbing() {
    let mut sim = heard("een klacht");
    let due_at = due(&sim, ClockKind::FirstResponse);
    told(&mut sim, due_at);
    take(&mut sim, due_at + TimeDelta::minutes(5));
    let leaves = answer(&mut sim, Purpose::Answer, due_at + TimeDelta::minutes(6));
    sim.arrive(&leaves, due_at + TimeDelta::minutes(7));
    let climbing = |chain: &Chain| chain.escalation.as_str() == "te-laat" && chain.is_running();
    assert!(!sim.case().chains.iter().any(|(_, chain)| climbing(chain)));
    assert!(
        told(&mut sim, at("17T18:00"))
            .iter()
            .all(|(why, ..)| why != "te-laat")
    );
}

// S1:7
// S1:9
#[test]
fn a_promise_that_is_not_kept_is_broken_at_its_time() {
    let mut sim = heard("een klacht");
    take(&mut sim, at("13T08:00"));
    let promise = Command::Promise {
        what: "we bellen".into(),
        within: Target::Business(TimeDelta::hours(2)),
    };
    do_it(&mut sim, promise, at("13T08:00"));
    let heard_of = told(&mut sim, at("13T18:00"));
    let broken: Vec<_> = heard_of
        .iter()
        .filter(|(why, ..)| why == "belofte")
        .collect();
    assert_eq!(broken.len(), 1);
    assert_eq!(
        (broken[0].1, &broken[0].2[..]),
        (at("13T10:00"), &["hanna".to_owned()][..])
    );
    let record = sim.case();
    let promise = record.case.promises.values().next().unwrap();
    assert!(promise.broken && !promise.kept, "it still must be done");
}

// S0:13
#[test]
fn what_is_urgent_is_due_sooner() {
    let calm = heard("een klacht");
    let mut sim = heard("een klacht na een ongeluk");
    assert_eq!(due(&sim, ClockKind::FirstResponse), at("13T08:30"));
    assert!(due(&calm, ClockKind::FirstResponse) > at("13T08:30"));
    // And it becomes so by an edit.
    let mut edit = post("1", "een ongeluk!", "13T07:30");
    edit.revision = 2;
    let mut edited = calm;
    edited.hear(edit, at("13T07:40"));
    assert_eq!(due(&edited, ClockKind::FirstResponse), at("13T08:30"));
    // Nothing runs on once it is resolved.
    take(&mut sim, at("13T07:50"));
    let resolution = Resolution::Resolved;
    do_it(&mut sim, Command::Resolve { resolution }, at("13T08:00"));
    assert!(sim.case().clocks.iter().all(|run| !run.is_open()));
    assert!(told(&mut sim, at("30T08:00")).is_empty());
}

#[test]
fn a_merge_keeps_the_earlier_due_time() {
    let mut sim = Sim::new();
    sim.hear(post("3", "een klacht", "17T07:00"), at("17T07:01"));
    sim.hear(post("1", "een klacht", "14T07:00"), at("17T07:02"));
    assert_eq!(sim.store.records().len(), 2);
    sim.hear(post("2", "een vraag", "15T20:00"), at("17T07:03"));
    let live = sim
        .store
        .records()
        .into_iter()
        .filter(|it| it.case.is_live());
    assert_eq!(live.count(), 1);
    assert_eq!(run(&sim, ClockKind::Resolution).from, at("14T07:00"));
    let merged = sim
        .store
        .records()
        .into_iter()
        .find(|it| !it.case.is_live())
        .unwrap();
    assert!(merged.clocks.iter().all(|run| !run.is_open()));
    let log = sim.store.log(&merged.case.id);
    let mut told = log.iter().filter_map(|entry| match &entry.what {
        What::Case(event) => Some(event.clone()),
        What::Clock(_) | What::Chain(_) | What::Unread(_) => None,
    });
    assert!(matches!(told.next_back(), Some(Event::MergedInto { .. })));
}

// The term that was breached is over; the one that is left is watched anew.
#[test]
fn a_breach_of_what_was_withdrawn_does_not_hide_the_next_one() {
    let mut sim = Sim::new();
    sim.hear(post("1", "een klacht", "13T07:00"), at("13T07:01"));
    sim.hear(post("2", "een klacht", "15T06:30"), at("15T06:31"));
    sim.wake(at("15T06:32"));
    assert!(run(&sim, ClockKind::FirstResponse).breached.is_some());
    sim.withdraw(MentionKey::new("twitter", "1"), at("15T06:40"));
    assert_eq!(run(&sim, ClockKind::FirstResponse).from, at("15T06:30"));
    assert_eq!(run(&sim, ClockKind::FirstResponse).breached, None);
    let next = due(&sim, ClockKind::FirstResponse);
    sim.wake(at("20T12:00"));
    assert_eq!(run(&sim, ClockKind::FirstResponse).breached, Some(next));
}
