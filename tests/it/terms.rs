//! Every clock of a case: what starts it, what it stands still for, what keeps it, what calls it off.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use webcare::calendar::Calendar;
use webcare::case::{
    CaseId, Command, Effect, Fate, NextStep, Owner, Ownership, PartId, Purpose, Refusal, ReplyId,
    Resolution,
};
use webcare::escalation::Recipient;
use webcare::mention::{Mention, MentionKey};
use webcare::policy::{Commit, Handling, Input, Policy, Receipt, What};
use webcare::sla::{ClockEvent, ClockId, ClockKind, ClockState, PauseReason, Run, Tally, Target};
use webcare::text::Lang;

use crate::desk::{Sim, at, policy_with};
use crate::streams;

/// Targets for the clocks that the test playbook does not promise.
const TERMS: &str = r#"
    [promises]
    callback = "2 working days"
    [sla]
    taken-up = "2 business hours"
    update   = "1 business hour"
    hand-off = "1 business hour"
"#;

fn desk(more: &str) -> Sim {
    Sim::over(policy_with(&format!("{TERMS}\n{more}")))
}

fn post(channel: &str, id: &str, text: &str, said: &str) -> Mention {
    Mention::post(channel, id)
        .by("@jan_k")
        .text(text)
        .posted_at(at(said))
}

/// A complaint of Monday morning, half past nine in Amsterdam.
fn heard(mut sim: Sim) -> Sim {
    sim.hear(
        post("twitter", "1", "een klacht", "13T07:30"),
        at("13T07:31"),
    );
    sim
}

fn run(sim: &Sim, id: impl Into<ClockId>) -> Run {
    let id = id.into();
    let found = sim.case().clocks.get(id.clone()).cloned();
    found.unwrap_or_else(|| panic!("no clock {id}"))
}

fn due(sim: &Sim, id: impl Into<ClockId>) -> DateTime<Utc> {
    run(sim, id).clock(office(sim)).due().unwrap()
}

fn office(sim: &Sim) -> &Calendar {
    &sim.desk.policy().playbook().calendars()["office"]
}

fn state(sim: &Sim, id: impl Into<ClockId>, now: DateTime<Utc>) -> ClockState {
    run(sim, id).clock(office(sim)).state(now).unwrap()
}

fn do_as(sim: &mut Sim, by: &str, command: Command, now: DateTime<Utc>) -> Commit {
    let told = format!("{command:?}");
    sim.order(by, command, now)
        .unwrap_or_else(|refusal| panic!("{told}: {refusal}"))
}

fn do_it(sim: &mut Sim, command: Command, now: DateTime<Utc>) -> Commit {
    do_as(sim, "els", command, now)
}

fn take(sim: &mut Sim, now: DateTime<Utc>) {
    let ownership = Ownership::Decides;
    do_it(sim, Command::Take { ownership }, now);
}

/// Writes and approves an answer to a mention; the receipt is still to come.
fn write(sim: &mut Sim, answers: MentionKey, text: &str, now: DateTime<Utc>) -> Commit {
    let reply = ReplyId::new(u32::try_from(sim.case().case.replies.len()).unwrap() + 1);
    let draft = Command::Draft {
        answers,
        revision: 1,
        purpose: Purpose::Answer,
        text: text.into(),
    };
    do_it(sim, draft, now);
    do_it(sim, Command::Approve { reply }, now)
}

fn answer(sim: &mut Sim, id: &str, now: DateTime<Utc>) {
    let leaves = write(
        sim,
        MentionKey::new("twitter", id),
        "we zoeken het uit",
        now,
    );
    sim.arrive(&leaves, now);
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

fn resolve(sim: &mut Sim, now: DateTime<Utc>) {
    let resolution = Resolution::Resolved;
    do_it(sim, Command::Resolve { resolution }, now);
}

#[test]
fn somebody_takes_it_up() {
    let mut sim = heard(desk(""));
    assert_eq!(due(&sim, ClockKind::TakenUp), at("13T09:30"));
    take(&mut sim, at("13T08:00"));
    assert_eq!(run(&sim, ClockKind::TakenUp).met, Some(at("13T08:00")));
    assert!(sim.case().clocks.running(ClockKind::TakenUp).is_none());
}

// S1:29: a word on how it stands, as long as it lasts, and not before the first answer.
// S1:25
#[test]
fn a_word_on_how_it_stands_is_owed_again_and_again() {
    let mut sim = heard(desk(""));
    take(&mut sim, at("13T07:40"));
    assert!(
        sim.case().clocks.get(ClockKind::Update).is_none(),
        "zammad#5177"
    );
    answer(&mut sim, "1", at("13T08:00"));
    assert_eq!(due(&sim, ClockKind::Update), at("13T09:00"));
    answer(&mut sim, "1", at("13T08:50"));
    let updates: Vec<_> = sim
        .case()
        .clocks
        .iter()
        .filter(|run| run.id.kind == ClockKind::Update)
        .map(|run| (run.from, run.met))
        .collect();
    let (first, second) = (at("13T08:00"), at("13T08:50"));
    assert_eq!(updates, [(first, Some(second)), (second, None)]);

    wait_for_customer(&mut sim, at("13T09:00"));
    assert_eq!(
        state(&sim, ClockKind::Update, at("14T09:00")),
        ClockState::Paused
    );
    do_it(&mut sim, Command::Resume, at("14T09:00"));
    assert_eq!(due(&sim, ClockKind::Update), at("14T09:50"));
    resolve(&mut sim, at("14T09:10"));
    assert_eq!(run(&sim, ClockKind::Update).cancelled, Some(at("14T09:10")));
}

// S1:19: called back in working days, and no later than agreed.
#[test]
fn a_call_is_promised_within_the_longest_and_kept_by_calling() {
    let mut sim = heard(desk(""));
    take(&mut sim, at("13T08:00"));
    let call = |days| Command::CallBack {
        what: "over de schade".into(),
        within: Target::WorkingDays(days),
    };
    let refused = sim.order("els", call(3), at("13T08:00")).unwrap_err();
    let longest = Target::WorkingDays(2);
    assert_eq!(refused, Refusal::TooLate { longest });
    do_it(&mut sim, call(2), at("13T08:00"));
    let id = ClockId::about(ClockKind::Callback, "1");
    assert_eq!(due(&sim, id.clone()), at("15T08:00"));
    let speak = Command::Speak {
        channel: "phone".into(),
        note: "gebeld".into(),
        minutes: Some(4),
    };
    do_it(&mut sim, speak, at("14T08:00"));
    assert_eq!(run(&sim, id).met, Some(at("14T08:00")));
    assert!(sim.case().case.promises.values().all(|it| it.kept));
}

// S1:7, S1:9
#[test]
fn every_promise_has_a_clock_of_its_own() {
    let mut sim = heard(desk(""));
    take(&mut sim, at("13T08:00"));
    let promise = |hours| Command::Promise {
        what: "we zoeken het uit".into(),
        within: Target::Business(TimeDelta::hours(hours)),
    };
    do_it(&mut sim, promise(2), at("13T08:00"));
    do_it(&mut sim, promise(4), at("13T08:00"));
    let keep = Command::Keep {
        promise: sim.case().case.promises.keys().next().copied().unwrap(),
    };
    do_it(&mut sim, keep, at("13T09:00"));
    let id = |number: &str| ClockId::about(ClockKind::Promise, number);
    assert_eq!(run(&sim, id("1")).met, Some(at("13T09:00")));
    assert_eq!(due(&sim, id("2")), at("13T12:00"));
    // At its instant it can still be kept, also after somebody looked.
    sim.wake(at("13T12:00"));
    assert!(sim.case().case.promises.values().any(|it| it.broken));
    let keep = Command::Keep {
        promise: sim.case().case.promises.keys().last().copied().unwrap(),
    };
    do_it(&mut sim, keep, at("13T12:00"));
    assert_eq!(state(&sim, id("2"), at("14T12:00")), ClockState::Met);
    assert!(sim.case().case.promises.values().all(|it| !it.broken));
}

// S4:21
// S0:8
#[test]
fn a_department_answers_within_its_own_agreement() {
    let mut sim = heard(desk("pauses = ['customer', 'department']"));
    take(&mut sim, at("13T08:00"));
    let ask = || Command::Consult {
        department: "claims".into(),
        question: "weten jullie meer?".into(),
    };
    do_it(&mut sim, ask(), at("13T08:00"));
    do_it(&mut sim, ask(), at("13T09:00"));
    let id = |number: &str| ClockId::about(ClockKind::Consult, number);
    assert_eq!(due(&sim, id("1")), at("13T12:00"));
    assert_eq!(due(&sim, id("2")), at("13T13:00"));
    let paused = run(&sim, ClockKind::Resolution).pauses;
    assert_eq!(paused[0].reason, PauseReason::Department);
    assert_eq!(paused.len(), 1, "one question after the other is one pause");
    let consults: Vec<_> = sim.case().case.consults.keys().copied().collect();
    let reply = |consult| Command::Answer {
        consult,
        text: "betaald".into(),
    };
    do_as(&mut sim, "bram", reply(consults[0]), at("13T10:00"));
    assert_eq!(run(&sim, id("1")).met, Some(at("13T10:00")));
    assert!(
        run(&sim, ClockKind::Resolution).is_paused(),
        "one is still open"
    );
    do_as(&mut sim, "bram", reply(consults[1]), at("13T14:00"));
    assert_eq!(run(&sim, id("2")).breached, Some(at("13T13:00")));
    assert_eq!(run(&sim, id("2")).met, Some(at("13T14:00")));
    assert!(!run(&sim, ClockKind::Resolution).is_paused());
}

#[test]
fn a_hand_off_is_accepted_in_time() {
    let mut sim = heard(desk(""));
    take(&mut sim, at("13T08:00"));
    let offer = || Command::Offer {
        to: Owner::Agent("bram".into()),
        briefing: "klant wacht op geld".into(),
    };
    do_it(&mut sim, offer(), at("13T08:00"));
    assert_eq!(due(&sim, ClockKind::HandOff), at("13T09:00"));
    do_as(&mut sim, "bram", Command::Decline, at("13T08:10"));
    assert_eq!(
        run(&sim, ClockKind::HandOff).cancelled,
        Some(at("13T08:10"))
    );
    do_it(&mut sim, offer(), at("13T08:20"));
    do_as(&mut sim, "bram", Command::Accept, at("13T10:00"));
    let run = run(&sim, ClockKind::HandOff);
    assert_eq!(
        (run.breached, run.met),
        (Some(at("13T09:20")), Some(at("13T10:00")))
    );
    assert_eq!(
        sim.case().case.idle_hand_offs,
        1,
        "and nothing was done about it"
    );
}

// S1:15: the channel lets nobody answer after its own term; a warning comes before.
#[test]
fn a_channel_that_closes_has_a_clock_and_refuses_after_it() {
    let mut sim = desk(
        "[[escalations]]\nid = 'dicht'\non = 'due-soon'\nclock = 'reply-window'\n\
         steps = [{ after = '0 hours', notify = 'owner' }]",
    );
    sim.hear(post("dm", "1", "een klacht", "13T07:30"), at("13T07:31"));
    let id = ClockId::about(ClockKind::ReplyWindow, "dm");
    assert_eq!(
        due(&sim, id.clone()),
        at("14T07:30"),
        "24 hours, day and night"
    );
    sim.hear(post("dm", "2", "een vraag", "13T08:30"), at("13T08:31"));
    assert_eq!(due(&sim, id.clone()), at("14T08:30"), "from the last word");
    take(&mut sim, at("13T09:00"));
    let warned = sim.wake(at("14T02:30"));
    let told = warned.iter().flat_map(|commit| &commit.effects);
    let closing = |it: &&Effect| matches!(it, Effect::Notify(notice) if notice.because == "dicht");
    assert_eq!(told.filter(closing).count(), 1);

    let key = MentionKey::new("dm", "2");
    let leaves = write(&mut sim, key.clone(), "we zoeken het uit", at("14T08:29"));
    let part = leaves.effects.iter().find_map(|effect| match effect {
        Effect::Send(part) => Some(part.id.clone()),
        _ => None,
    });
    let receipt = |fate, part: PartId| Receipt {
        part,
        fate,
        at: at("14T08:29"),
        lease: None,
    };
    let part = part.unwrap();
    sim.put(
        Input::Receipt(receipt(Fate::Failed, part.clone())),
        at("14T08:31"),
    )
    .unwrap();
    assert_eq!(run(&sim, id.clone()).breached, Some(at("14T08:30")));
    let resend = Command::Resend { reply: part.reply };
    let refused = sim.order("els", resend, at("14T08:31")).unwrap_err();
    assert!(matches!(refused, Refusal::WindowClosed { .. }), "{refused}");

    // News of an answer in time, that comes late.
    let delivered = receipt(Fate::Delivered(None), part);
    sim.put(Input::Receipt(delivered), at("14T09:00")).unwrap();
    assert_eq!(state(&sim, id.clone(), at("14T10:00")), ClockState::Met);
    assert_eq!(
        run(&sim, id).breached,
        None,
        "it was not, whenever it was noticed"
    );
}

// S1:17, invariant 9
#[test]
fn courtesy_and_machines_answer_nobody() {
    let lines = "[agents.robot]\nqueues = ['webcare']\nautomatic = true\n\
                 mandate = { acts = ['reply', 'approve'] }";
    for (text, by) in [
        ("Sorry voor het ongemak!", "els"),
        ("Je hoort binnenkort van ons.", "robot"),
    ] {
        let mut sim = heard(desk(lines));
        take(&mut sim, at("13T07:40"));
        let draft = Command::Draft {
            answers: MentionKey::new("twitter", "1"),
            revision: 1,
            purpose: Purpose::Answer,
            text: text.into(),
        };
        do_it(&mut sim, draft, at("13T07:45"));
        let reply = ReplyId::new(1);
        let leaves = do_as(&mut sim, by, Command::Approve { reply }, at("13T07:45"));
        sim.arrive(&leaves, at("13T07:46"));
        assert_eq!(
            run(&sim, ClockKind::Receipt).met,
            Some(at("13T07:46")),
            "{text}"
        );
        assert!(run(&sim, ClockKind::FirstResponse).is_open(), "{text}");
        answer(&mut sim, "1", at("13T09:00"));
        let first = run(&sim, ClockKind::FirstResponse);
        assert_eq!(first.met, Some(at("13T09:00")), "{text}");
    }
}

#[test]
fn what_we_offer_unasked_is_owed_to_nobody_until_the_customer_speaks() {
    let offer = "[[rules]]\nid = 'aanbod'\nwhen = { words = 'regen' }\n\
                 then = { respond = 'proactive-help' }";
    let mut sim = desk(offer);
    sim.hear(
        post("twitter", "1", "wat een regen", "13T07:30"),
        at("13T07:31"),
    );
    assert_eq!(sim.case().clocks.iter().count(), 0);
    take(&mut sim, at("13T08:00"));
    answer(&mut sim, "1", at("13T08:10"));
    assert!(sim.case().clocks.get(ClockKind::FirstResponse).is_none());
    sim.hear(
        post("twitter", "2", "een vraag", "13T09:00"),
        at("13T09:01"),
    );
    assert_eq!(run(&sim, ClockKind::FirstResponse).from, at("13T09:00"));
}

#[test]
fn what_the_customer_takes_back_is_called_off_and_stays_in_the_log() {
    let mut sim = heard(desk(""));
    take(&mut sim, at("13T07:40"));
    sim.withdraw(MentionKey::new("twitter", "1"), at("13T07:50"));
    let first = run(&sim, ClockKind::FirstResponse);
    assert_eq!(first.cancelled, Some(at("13T07:50")));
    assert!(sim.case().clocks.open().next().is_none());
}

// S4:28, S2:20: what the customer feels, and what the team can answer for.
// S3:5
#[test]
fn a_clock_starts_when_it_was_said_or_when_it_was_seen() {
    for (from, starts) in [("posted", "12T20:00"), ("seen", "13T07:40")] {
        let mut sim = desk(&format!("from = '{from}'"));
        let mut late = post("twitter", "1", "een klacht", "12T20:00");
        late.seen_at = Some(at("13T07:40"));
        sim.hear(late, at("13T07:45"));
        assert_eq!(
            run(&sim, ClockKind::FirstResponse).from,
            at(starts),
            "{from}"
        );
    }
}

#[test]
fn targets_differ_by_topic() {
    let mut sim = desk("topics.claims = { resolution = '2 working days' }");
    sim.hear(
        post("twitter", "1", "een vraag", "13T07:30"),
        at("13T07:31"),
    );
    assert_eq!(due(&sim, ClockKind::Resolution), at("18T07:30"));
    let mut sim = heard(desk("topics.claims = { resolution = '2 working days' }"));
    assert_eq!(due(&sim, ClockKind::Resolution), at("15T07:30"));
    // An edit that makes it urgent falls back on what claims have for every urgency.
    let mut edit = post("twitter", "1", "een ongeluk", "13T07:30");
    edit.revision = 2;
    sim.hear(edit, at("13T08:00"));
    assert_eq!(due(&sim, ClockKind::Resolution), at("15T07:30"));
}

/// Three rounds of an hour, a day apart, each with a pause of a quarter of an hour.
fn reopened(more: &str) -> Sim {
    let mut sim = heard(desk(more));
    take(&mut sim, at("13T07:30"));
    for (number, day) in [(2, 14), (3, 15)] {
        let before = day - 1;
        wait_for_customer(&mut sim, at(&format!("{before}T08:00")));
        do_it(&mut sim, Command::Resume, at(&format!("{before}T08:15")));
        resolve(&mut sim, at(&format!("{before}T08:30")));
        let again = post(
            "twitter",
            &number.to_string(),
            "een klacht",
            &format!("{day}T07:30"),
        );
        sim.hear(again, at(&format!("{day}T07:30")));
        let ownership = Ownership::Decides;
        do_it(
            &mut sim,
            Command::Take { ownership },
            at(&format!("{day}T07:30")),
        );
    }
    sim
}

// zammad#188: the time of a matter that comes back is the sum of its rounds.
#[test]
fn a_reopened_matter_goes_on_or_begins_anew() {
    let sim = reopened("");
    let resolution = run(&sim, ClockKind::Resolution);
    let used = resolution.clock(office(&sim)).used(at("15T07:30")).unwrap();
    assert_eq!(used, TimeDelta::minutes(2 * 45));
    let settled = resolution.pauses.iter();
    let settled = settled.filter(|it| it.reason == PauseReason::Settled);
    assert_eq!(settled.count(), 2, "and the pauses of every round are kept");
    assert_eq!(resolution.pauses.len(), 4);

    let sim = reopened("reopened = 'restart'");
    let resolution = run(&sim, ClockKind::Resolution);
    assert_eq!(
        (resolution.from, resolution.pauses.len()),
        (at("15T07:30"), 0)
    );
}

#[test]
fn thanks_after_the_end_start_nothing() {
    let mut sim = heard(desk(""));
    take(&mut sim, at("13T07:40"));
    answer(&mut sim, "1", at("13T07:50"));
    resolve(&mut sim, at("13T08:00"));
    sim.hear(post("twitter", "2", "bedankt", "13T08:05"), at("13T08:05"));
    assert!(sim.case().clocks.open().next().is_none());
}

// The absolute warning falls in working time.
#[test]
fn a_warning_comes_at_a_share_or_so_long_before() {
    let soon = |warn: &str| {
        let sim = heard(desk(&format!("warn-at = {warn}")));
        sim.store.next_wake().unwrap()
    };
    // The first to be due is the receipt, at 08:30, and the playbook warns of the first response.
    assert_eq!(soon("'75 %'"), at("13T08:30"));
    let mut sim = heard(desk("warn-at = { first-response = '14 business hours' }"));
    take(&mut sim, at("13T07:32"));
    assert_eq!(due(&sim, ClockKind::FirstResponse), at("14T07:30"));
    let told = sim.wake(at("13T07:33"));
    assert_eq!(
        told.len(),
        0,
        "a term that is shorter warns at its start: at once"
    );
    let warned = sim
        .case()
        .chains
        .iter()
        .any(|(_, it)| it.escalation.as_str() == "bijna");
    assert!(warned);
}

// S4:23
#[test]
fn a_due_time_explains_itself_and_another_playbook_is_tried_on_it() {
    let sim = heard(desk(""));
    let record = sim.case();
    let policy = sim.desk.policy();
    let told = policy.explain_due(&record, Lang::Nl).unwrap();
    assert!(
        told.starts_with("ontvangstbevestiging: ma 13 juni 2011 10:30: 1 uur openingstijd"),
        "{told}"
    );
    let longer = policy_with(
        "[calendars.office]\nmon-fri = ['08:00-21:00']\n[sla]\nreceipt = '2 business hours'",
    );
    let now = at("13T09:00");
    let what_if = policy.what_if(&record, &longer, now).unwrap();
    let receipt = what_if
        .iter()
        .find(|it| it.id.kind == ClockKind::Receipt)
        .unwrap();
    assert!(receipt.is_breached() && !receipt.would_be_breached());
    assert_eq!(receipt.now.due, Some(at("13T08:30")));
    assert_eq!(receipt.then.as_ref().unwrap().due, Some(at("13T09:30")));
    let taken_up = what_if
        .iter()
        .find(|it| it.id.kind == ClockKind::TakenUp)
        .unwrap();
    assert_eq!(taken_up.then, None, "the other promises no such thing");
    let mut tally = Tally::new();
    policy.tally(&record, now, &mut tally).unwrap();
    assert_eq!(tally.of(ClockKind::Receipt).unwrap().breached(), 1);
    let outlook = policy.outlook(&record, now).unwrap();
    let first = outlook
        .iter()
        .find(|it| it.id.kind == ClockKind::FirstResponse)
        .unwrap();
    assert_eq!(first.state, ClockState::Running);
}

// A calendar that changes from a date on: clocks that run over it keep it, or follow.
#[test]
fn running_clocks_keep_the_hours_they_began_under_or_follow() {
    for (in_flight, expected) in [("keep", "14T07:00"), ("re-plan", "14T09:00")] {
        let lines = format!("in-flight = '{in_flight}'\nfirst-response = '10 business hours'\n");
        let hours = "[calendars.office.from.2011-06-13]\nmon-fri = ['08:00-12:00', '13:00-18:00']";
        let hours =
            format!("{hours}\n[calendars.office.from.2011-06-14]\nmon-fri = ['10:00-18:00']");
        let mut sim = desk(&format!("{lines}{hours}"));
        sim.hear(
            post("twitter", "1", "een klacht", "13T06:00"),
            at("13T06:01"),
        );
        take(&mut sim, at("13T06:02"));
        let outlook = sim
            .desk
            .policy()
            .outlook(&sim.case(), at("13T06:03"))
            .unwrap();
        let mut outlook = outlook.iter();
        let first = outlook
            .find(|it| it.id.kind == ClockKind::FirstResponse)
            .unwrap();
        assert_eq!(first.due, Some(at(expected)), "{in_flight}");
    }
}

#[test]
fn running_clocks_keep_what_held_or_follow_what_is_agreed() {
    let changed = "resolution = '3 working days'";
    for (in_flight, expected) in [("keep", "18T07:30"), ("re-plan", "16T07:30")] {
        let mut sim = heard(desk(&format!("in-flight = '{in_flight}'")));
        take(&mut sim, at("13T07:40"));
        let policy = policy_with(&format!("{TERMS}\nin-flight = '{in_flight}'\n{changed}"));
        let mut later = Sim {
            desk: webcare::desk::Desk::new(policy, sim.store.clone()),
            ..sim
        };
        later.wake(at("13T08:30"));
        assert_eq!(
            due(&later, ClockKind::Resolution),
            at(expected),
            "{in_flight}"
        );
        answer(&mut later, "1", at("13T08:40"));
        assert_eq!(
            due(&later, ClockKind::Resolution),
            at(expected),
            "{in_flight}"
        );
        let first = run(&later, ClockKind::FirstResponse);
        assert_eq!(first.met, Some(at("13T08:40")), "{in_flight}");
    }
}

fn late(sim: &Sim) -> (CaseId, webcare::escalation::ChainId) {
    let case = sim.case();
    let mut chains = case.chains.iter();
    let chain = chains.find(|(_, it)| it.escalation.as_str() == "te-laat");
    (case.case.id.clone(), chain.unwrap().0.clone())
}

fn handle(sim: &mut Sim, by: &str, how: Handling, now: DateTime<Utc>) -> Commit {
    let (case, chain) = late(sim);
    let by = by.into();
    let input = Input::Handle {
        case,
        chain,
        by,
        how,
    };
    sim.put(input, now).unwrap()
}

fn told(commits: &[Commit]) -> Vec<String> {
    let effects = commits.iter().flat_map(|commit| &commit.effects);
    let notices = effects.filter_map(|effect| match effect {
        Effect::Notify(notice) if notice.because == "te-laat" => Some(notice.to.join("+")),
        _ => None,
    });
    notices.collect()
}

// PagerDuty's re-assignment without a taker is silence; here it is not.
#[test]
fn what_is_handed_over_and_not_accepted_goes_on() {
    let mut sim = heard(desk(""));
    let breach = due(&sim, ClockKind::FirstResponse);
    assert_eq!(told(&sim.wake(breach)), ["bram"]);
    let soon = breach + TimeDelta::minutes(5);
    handle(&mut sim, "bram", Handling::Acknowledge, soon);
    let to = Recipient::Agent("els".to_owned());
    let given = handle(
        &mut sim,
        "bram",
        Handling::HandOver { to: to.clone() },
        soon,
    );
    assert_eq!(told(&[given]), ["els"]);
    let accept_by = soon + TimeDelta::minutes(30);
    assert!(told(&sim.wake(accept_by - TimeDelta::seconds(1))).is_empty());
    assert_eq!(
        told(&sim.wake(accept_by)),
        ["hanna"],
        "whoever is last in the plan"
    );

    // Accepted, nobody else hears of it.
    let mut sim = heard(desk(""));
    sim.wake(breach);
    handle(&mut sim, "bram", Handling::HandOver { to }, soon);
    handle(
        &mut sim,
        "els",
        Handling::Acknowledge,
        soon + TimeDelta::minutes(1),
    );
    assert!(told(&sim.wake(breach + TimeDelta::days(3))).is_empty());
}

/// Whoever is warned can be told why, and who was before.
#[test]
fn a_notice_leads_to_why_it_is_given() {
    let mut sim = heard(desk(""));
    let breach = due(&sim, ClockKind::FirstResponse);
    sim.wake(breach);
    let to = Recipient::Agent("els".to_owned());
    let given = handle(&mut sim, "bram", Handling::HandOver { to }, breach);
    let notices = given.effects.iter().filter_map(|effect| match effect {
        Effect::Notify(notice) => notice.chain.clone(),
        _ => None,
    });
    let chains: Vec<_> = notices.collect();
    assert_eq!(chains, [late(&sim).1]);
    let why = |sim: &Sim, lang| {
        let policy = sim.desk.policy();
        policy.explain_escalation(&sim.case(), &chains[0], lang)
    };
    let before = why(&sim, Lang::Nl).unwrap();
    handle(&mut sim, "els", Handling::Acknowledge, breach);
    let after = why(&sim, Lang::En).unwrap();
    insta::assert_snapshot!(format!("{before}\n\n{after}"));
    let policy = sim.desk.policy();
    let unknown = policy.explain_escalation(&sim.case(), &"late".into(), Lang::En);
    assert_eq!(unknown, None);
}

#[test]
fn a_warning_is_put_off_or_stopped() {
    let mut sim = heard(desk(""));
    let breach = due(&sim, ClockKind::FirstResponse);
    sim.wake(breach);
    let until = breach + TimeDelta::hours(3);
    handle(&mut sim, "bram", Handling::Snooze { until }, breach);
    assert!(told(&sim.wake(until - TimeDelta::seconds(1))).is_empty());
    assert_eq!(told(&sim.wake(until)), ["hanna"], "the step of two hours");
    handle(&mut sim, "bram", Handling::Stop, until);
    assert!(told(&sim.wake(breach + TimeDelta::days(3))).is_empty());
}

#[test]
fn a_step_is_left_out_where_its_circumstance_holds() {
    let steps = "[[escalations]]\nid = 'te-laat'\non = 'breached'\nclock = 'first-response'\nsteps = [\n\
         { after = '0 business minutes', notify = 'contact', unless = 'owned' },\n\
         { after = '1 business hour', notify = 'backup' } ]";
    let mut sim = heard(desk(steps));
    let breach = due(&sim, ClockKind::FirstResponse);
    assert_eq!(told(&sim.wake(breach)), ["bram"]);
    let mut sim = heard(desk(steps));
    take(&mut sim, at("13T08:00"));
    // A late look finds what held at the instant of the step.
    assert_eq!(told(&sim.wake(breach + TimeDelta::days(1))), ["hanna"]);
    let chain = sim.case().chains.get(&late(&sim).1).cloned().unwrap();
    assert_eq!(chain.skipped.iter().collect::<Vec<_>>(), [&0]);
    assert_eq!(chain.version.as_deref(), Some("t1"));
}

// S2:28, S1:19, S1:9, S2:13: what is measured escalates above its level, and never shortens a due time.
// S1:11, S1:29, S3:25, S3:45
#[test]
fn every_measure_escalates_above_its_level() {
    let escalations = [
        "growth",
        "repeat-contact",
        "hand-offs",
        "repeated-explanation",
    ]
    .map(|on| {
        let above = if on == "growth" { 300 } else { 0 };
        format!(
            "[[escalations]]\nid = '{on}'\non = '{on}'\nabove = {above}\n\
                 steps = [{{ after = '0 hours', notify = 'pr' }}]\n"
        )
    })
    .concat();
    let mut sim = heard(desk(&escalations));
    let due_before = due(&sim, ClockKind::FirstResponse);
    let climbing = |sim: &Sim| -> Vec<String> {
        let case = sim.case();
        let chains = case.chains.iter();
        chains.map(|(_, it)| it.escalation.to_string()).collect()
    };
    let seen = |reach: u64| {
        let mut seen = post("twitter", "1", "een klacht", "13T07:30");
        seen.reach = Some(reach);
        seen
    };
    sim.hear(seen(100), at("13T07:32"));
    sim.hear(seen(400), at("13T07:33"));
    assert!(climbing(&sim).is_empty());
    sim.hear(seen(401), at("13T07:34"));
    assert_eq!(climbing(&sim), ["growth"]);
    assert_eq!(due(&sim, ClockKind::FirstResponse), due_before);
    sim.hear(
        post("twitter", "2", "een vraag", "13T07:45"),
        at("13T07:45"),
    );
    assert_eq!(climbing(&sim), ["growth"], "the same story");
    sim.hear(
        post("twitter", "3", "een vraag", "13T09:00"),
        at("13T09:00"),
    );
    assert_eq!(climbing(&sim), ["growth", "repeat-contact"]);
    take(&mut sim, at("13T09:10"));
    let offer = Command::Offer {
        to: Owner::Agent("bram".into()),
        briefing: "klant wacht op geld".into(),
    };
    do_it(&mut sim, offer, at("13T09:11"));
    do_as(&mut sim, "bram", Command::Accept, at("13T09:12"));
    assert!(climbing(&sim).contains(&"hand-offs".to_owned()));
}

#[test]
fn what_cannot_wait_while_nobody_is_there_is_told_at_once() {
    let escalation = "[[escalations]]\nid = 'leeg'\non = 'nobody-present'\n\
                      steps = [{ after = '0 minutes', notify = 'on-duty' }, { after = '1 hour', notify = 'supervisor' }]";
    let mut sim = desk(escalation);
    let commit = sim.hear(
        post("twitter", "1", "een ongeluk", "19T03:00"),
        at("19T03:01"),
    );
    let heard: Vec<_> = commit
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Notify(notice) if notice.because == "leeg" => Some(notice.to.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(heard.len(), 1, "Sunday at three in the morning");
    let mut sim = desk(escalation);
    let commit = sim.hear(
        post("twitter", "1", "een ongeluk", "14T10:00"),
        at("14T10:01"),
    );
    let is_empty = |effect: &Effect| matches!(effect, Effect::Notify(it) if it.because == "leeg");
    assert!(!commit.effects.iter().any(is_empty));
}

/// What happened to the clocks of the only case, whoever looked when.
fn clocks(sim: &Sim) -> Vec<Run> {
    let mut runs: Vec<Run> = sim.case().clocks.iter().cloned().collect();
    runs.sort_by(|a, b| (&a.id, a.from).cmp(&(&b.id, b.from)));
    runs
}

/// Who was told what, at which planned instant.
fn chains(sim: &Sim) -> Vec<String> {
    let log = sim.store.log(&sim.case().case.id);
    let told = log.into_iter().filter_map(|entry| match entry.what {
        What::Chain(event) => Some(format!("{event:?}")),
        What::Case(_) | What::Clock(_) | What::Unread(_) => None,
    });
    let mut told: Vec<String> = told.collect();
    told.sort();
    told
}

/// A life of a case that is answered late, waits, goes on and is settled.
fn life(polls: &[i64], policy: &Arc<Policy>) -> Sim {
    let mut sim = Sim::over(policy.clone());
    let start = at("13T07:30");
    let mut polls: Vec<DateTime<Utc>> = polls
        .iter()
        .map(|it| start + TimeDelta::minutes(*it))
        .collect();
    polls.sort_unstable();
    let mut polls = polls.into_iter().peekable();
    let mut until = |sim: &mut Sim, now: DateTime<Utc>| {
        while let Some(poll) = polls.next_if(|poll| *poll < now) {
            sim.wake(poll);
        }
        now
    };
    sim.hear(
        post("twitter", "1", "een klacht", "13T07:30"),
        at("13T07:30"),
    );
    let now = until(&mut sim, at("14T09:00"));
    take(&mut sim, now);
    let now = until(&mut sim, at("14T09:30"));
    answer(&mut sim, "1", now);
    let now = until(&mut sim, at("14T10:00"));
    wait_for_customer(&mut sim, now);
    let now = until(&mut sim, at("15T10:00"));
    sim.hear(post("twitter", "2", "een vraag", "15T06:00"), now);
    let now = until(&mut sim, at("17T10:00"));
    answer(&mut sim, "2", now);
    let now = until(&mut sim, at("20T10:00"));
    resolve(&mut sim, now);
    until(&mut sim, at("30T00:00"));
    sim
}

/// What can come in at one instant with no hand of ours in it.
fn at_once(sim: &mut Sim, which: u8, now: DateTime<Utc>) {
    let part = PartId {
        case: sim.case().case.id,
        reply: ReplyId::new(1),
        part: 0,
    };
    match which {
        0 => drop(sim.hear(post("twitter", "2", "een vraag", "14T07:30"), now)),
        1 => {
            let fate = Fate::Delivered(None);
            let lease = None;
            let receipt = Receipt {
                part,
                fate,
                at: now,
                lease,
            };
            sim.put(Input::Receipt(receipt), now).unwrap();
        }
        2 => drop(sim.wake(now)),
        _ => drop(sim.withdraw(MentionKey::new("twitter", "3"), now)),
    }
}

proptest! {
    #![proptest_config(streams::cases(24))]

    /// Looking early, late, often or never changes neither clocks nor warnings.
    #[test]
    fn looking_changes_nothing(polls in prop::collection::vec(0i64..24_000, 0..12)) {
        let policy = policy_with(TERMS);
        let (once, often) = (life(&[], &policy), life(&polls, &policy));
        prop_assert_eq!(clocks(&once), clocks(&often));
        prop_assert_eq!(chains(&once), chains(&often));
    }

    /// An answer, a word of the customer, a word taken back and a look, all at
    /// the very instant at which the first response is due.
    #[test]
    fn what_happens_at_one_instant_may_come_in_any_order(order in Just(vec![0u8, 1, 2, 3]).prop_shuffle()) {
        let policy = policy_with(TERMS);
        let outcome = |order: &[u8]| {
            let mut sim = heard(Sim::over(policy.clone()));
            sim.hear(post("twitter", "3", "een vraag", "13T10:00"), at("13T10:00"));
            take(&mut sim, at("13T12:00"));
            write(&mut sim, MentionKey::new("twitter", "1"), "we zoeken het uit", at("13T12:00"));
            for which in order {
                at_once(&mut sim, *which, at("14T07:30"));
            }
            clocks(&sim)
        };
        prop_assert_eq!(outcome(&order), outcome(&[0, 1, 2, 3]));
    }

    /// The ends of a run make the same run in any order, however late they are told.
    #[test]
    fn ends_may_be_told_in_any_order(
        ends in prop::collection::vec((0u8..3, 0i64..4), 1..6),
        seed in any::<prop::sample::Index>(),
    ) {
        let id = ClockId::from(ClockKind::Resolution);
        let event = |(end, hour): &(u8, i64)| {
            let at = at("13T09:00") + TimeDelta::hours(*hour);
            let id = id.clone();
            match end {
                0 => ClockEvent::Met { id, at },
                1 => ClockEvent::Cancelled { id, at },
                _ => ClockEvent::Breached { id, at },
            }
        };
        let fold = |ends: &[(u8, i64)]| {
            let mut clocks = webcare::sla::Clocks::new();
            let started = ClockEvent::Started {
                id: id.clone(),
                from: at("13T09:00"),
                target: Target::WorkingDays(1),
                calendar: "office".into(),
            };
            clocks.apply(&started);
            ends.iter().for_each(|end| clocks.apply(&event(end)));
            clocks
        };
        let mut turned = ends.clone();
        turned.rotate_left(seed.index(ends.len()));
        let mut reversed = ends.clone();
        reversed.reverse();
        prop_assert_eq!(fold(&ends), fold(&turned));
        prop_assert_eq!(fold(&ends), fold(&reversed));
    }
}
