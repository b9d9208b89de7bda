//! The clocks of what is taken over are those it would have had here.

use chrono::{DateTime, Utc};
use webcare::case::{Command, Ownership, Purpose, ReplyId};
use webcare::policy::{Import, Record, Waited, What};
use webcare::sla::{ClockEvent, ClockId, ClockKind, ClockState, PauseReason, Run, Tally};

use super::{import, key, now, said, taken_over, taken_over_by};
use crate::desk::{Sim, at, policy_with};

/// Every run of a clock, as it stands: from when, and when it was met and breached.
fn runs(record: &Record, kind: ClockKind) -> Vec<(DateTime<Utc>, Ends)> {
    let of_it = record.clocks.iter().filter(|run| run.id.kind == kind);
    of_it.map(|run| (run.from, ends(run))).collect()
}

type Ends = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

fn ends(run: &Run) -> Ends {
    (run.met, run.breached)
}

// S1:29: what was answered in time there was answered in time.
#[test]
fn an_answer_that_was_given_there_meets_its_clocks_at_its_instant() {
    let answered = Import {
        answered: vec![key("1")],
        answered_at: Some(at("06T15:00")),
        ..import(vec![said("1", "06T10:00")])
    };
    let (sim, record) = taken_over(answered);
    let in_time = [(at("06T10:00"), (Some(at("06T15:00")), None))];
    assert_eq!(runs(&record, ClockKind::FirstResponse), in_time);
    assert_eq!(runs(&record, ClockKind::ReplyWindow), in_time);
    let policy = sim.desk.policy();
    let outlook = policy.outlook(&record, now()).unwrap();
    let state = |kind| outlook.iter().find(|it| it.id.kind == kind).unwrap().state;
    assert_eq!(state(ClockKind::FirstResponse), ClockState::Met);
    assert_eq!(state(ClockKind::ReplyWindow), ClockState::Met);
    // Whether receipt was confirmed there in time, nobody told.
    assert_eq!(state(ClockKind::Receipt), ClockState::Cancelled);
    let late: Vec<_> = outlook.iter().filter(|it| it.is_breached()).collect();
    let late: Vec<_> = late.iter().map(|it| it.id.kind).collect();
    assert_eq!(late, [ClockKind::Resolution], "only what is late");
    let mut tally = Tally::new();
    policy.tally(&record, now(), &mut tally).unwrap();
    let first = tally.of(ClockKind::FirstResponse).unwrap();
    assert_eq!((first.met, first.never_met), (1, 0));
    // In good time for a receipt too.
    let soon = Import {
        answered: vec![key("1")],
        answered_at: Some(at("06T10:59")),
        ..import(vec![said("1", "06T10:00")])
    };
    let met = (at("06T10:00"), (Some(at("06T10:59")), None));
    assert_eq!(runs(&taken_over(soon).1, ClockKind::Receipt), [met]);
}

#[test]
fn what_was_answered_late_there_was_late() {
    let answered = Import {
        answered: vec![key("1")],
        answered_at: Some(at("08T10:00")),
        ..import(vec![said("1", "06T10:00")])
    };
    let (sim, record) = taken_over(answered);
    let window = (Some(at("08T10:00")), Some(at("07T10:00")));
    let late = [(at("06T10:00"), window)];
    assert_eq!(runs(&record, ClockKind::ReplyWindow), late);
    assert_eq!(runs(&record, ClockKind::FirstResponse), late);
    let outlook = sim.desk.policy().outlook(&record, now()).unwrap();
    let first = outlook
        .iter()
        .find(|it| it.id.kind == ClockKind::FirstResponse);
    assert_eq!(first.unwrap().state, ClockState::MetLate);
}

/// Answers a mention in full, which arrives at once.
fn answer(sim: &mut Sim, mention: &str, reply: u32, when: DateTime<Utc>) {
    let draft = Command::Draft {
        answers: key(mention),
        revision: 1,
        purpose: Purpose::Answer,
        text: "we sturen morgen een nieuwe".into(),
    };
    sim.order("els", draft, when).unwrap();
    let reply = ReplyId::new(reply);
    let leaves = sim.order("els", Command::Approve { reply }, when).unwrap();
    sim.arrive(&leaves, when);
}

// What is imported has the clocks of what was lived through here.
#[test]
fn an_import_counts_as_what_was_lived_through_here() {
    let mut here = Sim::new();
    let ownership = Ownership::Decides;
    here.hear(said("1", "06T10:00"), at("06T10:00"));
    here.order("els", Command::Take { ownership }, at("06T10:05"))
        .unwrap();
    answer(&mut here, "1", 1, at("06T15:00"));
    here.hear(said("2", "07T09:00"), at("07T09:00"));
    answer(&mut here, "2", 2, at("07T16:00"));
    here.hear(said("3", "08T14:00"), at("08T14:00"));
    here.wake(now());
    let there = Import {
        answered: vec![key("1"), key("2")],
        answered_at: Some(at("07T16:00")),
        earlier_answers: vec![at("06T15:00")],
        ..import(vec![
            said("1", "06T10:00"),
            said("2", "07T09:00"),
            said("3", "08T14:00"),
        ])
    };
    let (_, there) = taken_over(there);
    let here = here.case();
    for kind in [
        ClockKind::FirstResponse,
        ClockKind::NextResponse,
        ClockKind::ReplyWindow,
        ClockKind::Resolution,
    ] {
        assert_eq!(runs(&there, kind), runs(&here, kind), "{kind:?}");
    }
    let late = Some(at("07T13:00"));
    let next = [
        (at("07T09:00"), (Some(at("07T16:00")), late)),
        (at("08T14:00"), (None, Some(at("08T18:00")))),
    ];
    assert_eq!(runs(&there, ClockKind::NextResponse), next);
    assert_eq!(there.case.answered_at, here.case.answered_at);
    assert_eq!(there.case.unanswered.len(), 1);
}

#[test]
fn what_was_said_after_the_answer_waits_since_it_was_said() {
    let answered = Import {
        answered: vec![key("1")],
        answered_at: Some(at("06T15:00")),
        ..import(vec![said("1", "06T10:00"), said("2", "10T10:00")])
    };
    let (_, record) = taken_over(answered);
    let late = (at("10T10:00"), (None, Some(at("10T14:00"))));
    assert_eq!(runs(&record, ClockKind::NextResponse), [late]);
    // What was said before and not answered waits on, since it was said.
    let passed_over = Import {
        answered: vec![key("2")],
        answered_at: Some(at("10T11:00")),
        ..import(vec![said("1", "06T10:00"), said("2", "10T10:00")])
    };
    let (_, record) = taken_over(passed_over);
    let late = (at("06T10:00"), (None, Some(at("06T14:00"))));
    assert_eq!(runs(&record, ClockKind::NextResponse), [late]);
    assert_eq!(record.case.unanswered.len(), 1);
    // An answer to the thanks answers no question.
    let thanks = said("2", "06T10:30").text("bedankt");
    let courtesy = Import {
        answered: vec![key("2")],
        answered_at: Some(at("06T11:00")),
        ..import(vec![said("1", "06T10:00"), thanks])
    };
    let (_, record) = taken_over(courtesy);
    let first = runs(&record, ClockKind::FirstResponse);
    assert_eq!(first, [(at("06T10:00"), (None, Some(at("07T10:00"))))]);
}

#[test]
fn when_it_was_taken_up_there_breaches_nothing() {
    let targets = "sla = { taken-up = '1 business hour', update = '2 working days' }";
    let sim = || Sim::over(policy_with(targets));
    let (_, record) = taken_over_by(sim(), import(vec![said("1", "06T10:00")]));
    let run = record.clocks.get(ClockKind::TakenUp).unwrap();
    assert_eq!((run.cancelled, run.breached), (Some(run.from), None));
    // A word on how it stands is owed again after what stood still.
    let waited = Waited {
        from: at("06T16:00"),
        until: at("14T08:00"),
        reason: PauseReason::Customer,
    };
    let answered = |waits| Import {
        answered: vec![key("1")],
        answered_at: Some(at("06T15:00")),
        waits,
        ..import(vec![said("1", "06T10:00")])
    };
    let (_, record) = taken_over_by(sim(), answered(vec![waited]));
    let open = (at("06T15:00"), (None, None));
    assert_eq!(runs(&record, ClockKind::Update), [open]);
    let (_, record) = taken_over_by(sim(), answered(vec![]));
    let late = (at("06T15:00"), (None, Some(at("08T15:00"))));
    assert_eq!(runs(&record, ClockKind::Update), [late]);
}

#[test]
fn nobody_is_told_of_what_was_answered_there() {
    let escalation = "[[escalations]]\nid = 'te-laat'\non = 'breached'\n\
        steps = [{ after = '0 minutes', notify = 'owner' }]";
    let sim = || Sim::over(policy_with(escalation));
    let answered = Import {
        answered: vec![key("1")],
        answered_at: Some(at("13T15:00")),
        ..import(vec![said("1", "10T10:00")])
    };
    let (sim_answered, record) = taken_over_by(sim(), answered);
    let late = record.clocks.iter().filter(|run| run.breached.is_some());
    assert_eq!(late.count(), 2);
    assert_eq!(sim_answered.commits[0].effects, []);
    let (sim_open, _) = taken_over_by(sim(), import(vec![said("1", "06T10:00")]));
    assert_ne!(sim_open.commits[0].effects, []);
}

/// What a log tells of a clock stands in the order in which it was.
#[test]
fn the_log_of_an_import_tells_a_breach_before_the_answer() {
    let answered = Import {
        answered: vec![key("1")],
        answered_at: Some(at("08T10:00")),
        ..import(vec![said("1", "06T10:00")])
    };
    let (sim, _) = taken_over(answered);
    let id = ClockId::from(ClockKind::FirstResponse);
    let told = sim.commits[0].changes[0].entries.iter();
    let clocks = told.filter_map(|entry| match &entry.what {
        What::Clock(event) if *event.id() == id => Some(event.clone()),
        _ => None,
    });
    let clocks: Vec<ClockEvent> = clocks.skip(1).collect();
    let (due, answer) = (at("07T10:00"), at("08T10:00"));
    assert_eq!(
        clocks,
        [
            ClockEvent::Breached {
                id: id.clone(),
                at: due
            },
            ClockEvent::Met { id, at: answer },
        ]
    );
}
