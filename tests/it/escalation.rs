//! Escalation: who is told when, whatever the wake-ups do.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use webcare::calendar::{Calendar, CalendarError};
use webcare::document::{Node, Problems, Value};
use webcare::escalation::{
    ChainEvent, ChainId, Chains, EndReason, Escalation, Recipient, Repeat, Signal, SignalKind,
    Step, Trigger,
};
use webcare::sla::{ClockKind, Target};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn target(text: &str) -> Target {
    text.parse().unwrap()
}

fn office() -> Calendar {
    Calendar::weekly(chrono_tz::UTC)
        .mon_fri("09:00-17:00")
        .unwrap()
}

fn late() -> Escalation {
    Escalation::new("late", Trigger::on(SignalKind::Breached))
        .step(Step::new(
            target("0 business minutes"),
            [Recipient::Contact],
        ))
        .step(Step::new(target("2 business hours"), [Recipient::Backup]))
        .step(Step::new(target("1 working day"), [Recipient::Supervisor]))
}

fn hear(chains: &mut Chains, escalation: &Escalation, signal: &Signal) -> usize {
    let events = chains.hear(signal, [(escalation, &office())]).unwrap();
    events.iter().for_each(|event| chains.apply(event));
    events.len()
}

/// The chain of [`late`] on a Monday at ten.
fn begun() -> (Chains, ChainId) {
    let mut chains = Chains::new();
    let breached = Signal::new(SignalKind::Breached, at("2026-01-05T10:00:00Z"));
    hear(&mut chains, &late(), &breached);
    let id = chains.iter().next().unwrap().0.clone();
    (chains, id)
}

fn advance(chains: &mut Chains, now: DateTime<Utc>) -> Vec<ChainEvent> {
    let events = chains.advance(now, |_| false);
    events.iter().for_each(|event| chains.apply(event));
    events
}

fn told(events: &[ChainEvent]) -> Vec<(usize, String)> {
    let told = |event: &ChainEvent| match event {
        ChainEvent::Notified { step, at, .. } => Some((*step, at.format("%a %H:%M").to_string())),
        _ => None,
    };
    events.iter().filter_map(told).collect()
}

/// A breach on Friday at 23:59 is told on Monday at 09:00, and stays a breach of Friday.
#[test]
fn a_closed_window_delays_a_step_and_never_the_chain() {
    let mut chains = Chains::new();
    let friday = Signal::new(SignalKind::Breached, at("2026-01-09T23:59:00Z"));
    hear(&mut chains, &late(), &friday);
    let (id, chain) = chains.iter().next().unwrap();
    assert_eq!(chain.signal.at, friday.at);
    assert_eq!(id.as_str(), "late/@2026-01-09T23:59:00Z");
    let all = told(&advance(&mut chains, at("2026-02-01T00:00:00Z")));
    let all: Vec<_> = all.iter().map(|(step, at)| (*step, at.as_str())).collect();
    assert_eq!(all, [(0, "Mon 09:00"), (1, "Mon 11:00"), (2, "Tue 09:00")]);
}

/// Words about safety go out on Sunday at 03:00.
#[test]
fn elapsed_steps_are_told_at_any_hour() {
    let safety = Escalation::new("safety", Trigger::on(SignalKind::Safety))
        .step(Step::new(target("0 minutes"), [Recipient::OnDuty]));
    let sunday = at("2026-01-11T03:00:00Z");
    let plan = safety.plan(sunday, &office()).unwrap();
    assert_eq!(plan[0].at, sunday);
}

#[test]
fn a_step_that_fits_until_closing_time_is_told_at_the_next_opening() {
    let plan = late().plan(at("2026-01-09T15:00:00Z"), &office()).unwrap();
    assert_eq!(plan[1].at, at("2026-01-12T09:00:00Z"));
}

/// Reach of 500, 800, 120,000 and on: public relations hear of it once.
// S3:25
#[test]
fn a_level_goes_off_once_until_it_has_been_low_again() {
    let viral = Escalation::new("viral", Trigger::on(SignalKind::Reach).above(10_000, 5_000))
        .step(Step::new(target("0 minutes"), [Recipient::Pr]));
    let mut chains = Chains::new();
    let levels = [
        500, 800, 120_000, 130_000, 9_000, 20_000, 4_000, 10_000, 10_001,
    ];
    let heard: Vec<usize> = (0..)
        .zip(levels)
        .map(|(minute, level)| {
            let at = at("2026-01-05T10:00:00Z") + TimeDelta::minutes(minute);
            hear(
                &mut chains,
                &viral,
                &Signal::new(SignalKind::Reach, at).measuring(level),
            )
        })
        .collect();
    // Off at 120,000; armed again at 4,000; off at 10,001.
    assert_eq!(heard, [0, 0, 1, 0, 0, 0, 1, 0, 1]);
    assert_eq!(chains.iter().count(), 2);
}

/// 150 at ten; a report of nine o'clock comes late; 150 at eleven.
#[test]
fn what_is_older_than_what_went_off_arms_nothing() {
    let viral = Escalation::new("viral", Trigger::on(SignalKind::Reach).above(100, 50))
        .step(Step::new(target("0 minutes"), [Recipient::Pr]));
    let mut chains = Chains::new();
    let mut reach = |hour: u32, level: u64| {
        let at = at(&format!("2026-01-05T{hour:02}:00:00Z"));
        hear(
            &mut chains,
            &viral,
            &Signal::new(SignalKind::Reach, at).measuring(level),
        )
    };
    assert_eq!(reach(10, 150), 1);
    assert_eq!(reach(9, 20), 0, "it was low before it went off");
    assert_eq!(reach(11, 150), 0);
    assert_eq!(reach(12, 20), 1);
    assert_eq!(reach(13, 150), 1);
}

/// A hand-over that nobody accepts falls together with a step for the same people.
#[test]
fn a_hand_over_tells_nobody_twice_at_one_instant() {
    let late = Escalation::new("late", Trigger::on(SignalKind::Breached))
        .step(Step::new(target("0 minutes"), [Recipient::Contact]))
        .step(Step::new(target("30 minutes"), [Recipient::Pr]));
    let mut chains = Chains::new();
    let ten = at("2026-01-05T10:00:00Z");
    let minutes = |n| ten + TimeDelta::minutes(n);
    hear(&mut chains, &late, &Signal::new(SignalKind::Breached, ten));
    advance(&mut chains, ten);
    let id = chains.iter().next().unwrap().0.clone();
    let bram = Recipient::Agent("bram".to_owned());
    let given = chains.hand_over(&id, "els", bram.clone(), minutes(10), minutes(40));
    chains.apply(&given.unwrap());
    let events = advance(&mut chains, minutes(40));
    let told = events
        .iter()
        .filter(|it| matches!(it, ChainEvent::Notified { .. }));
    let left_out = events
        .iter()
        .filter(|it| matches!(it, ChainEvent::Skipped { .. }));
    assert_eq!((told.count(), left_out.count()), (1, 1), "{events:?}");
    let years = minutes(10_000_000);
    assert_eq!(chains.hand_over(&id, "els", bram, minutes(50), years), None);
}

/// It is in the log who silenced it.
#[test]
fn whoever_stops_a_chain_is_named() {
    let (mut chains, id) = begun();
    let stopped = chains.stop(&id, "els", at("2026-01-05T10:05:00Z"));
    chains.apply(&stopped.unwrap());
    let ended = chains
        .get(&id)
        .and_then(|chain| chain.ended.clone())
        .unwrap();
    assert_eq!(
        (ended.reason, ended.by.as_deref()),
        (EndReason::Stopped, Some("els"))
    );
}

/// 150 at ten and still at half past, which is told after the 20 of eleven.
#[test]
fn what_was_high_before_it_was_armed_again_starts_nothing_anew() {
    let viral = Escalation::new("viral", Trigger::on(SignalKind::Reach).above(100, 50))
        .step(Step::new(target("0 minutes"), [Recipient::Pr]));
    let mut chains = Chains::new();
    let mut reach = |time: &str, level: u64| {
        let at = at(&format!("2026-01-05T{time}:00Z"));
        let signal = Signal::new(SignalKind::Reach, at).measuring(level);
        hear(&mut chains, &viral, &signal)
    };
    assert_eq!(reach("10:00", 150), 1);
    assert_eq!(reach("11:00", 20), 1);
    assert_eq!(reach("10:30", 150), 0, "it went off for that at ten");
    assert_eq!(
        reach("09:30", 150),
        0,
        "and that would have gone off for both"
    );
    assert_eq!(reach("11:00", 150), 1, "as low and as high at once");
    assert_eq!(chains.iter().count(), 2);
}

/// Armed again above the level at which it goes off, it would go off at every measure.
#[test]
fn a_level_is_armed_again_at_or_below_itself() {
    let trigger = Trigger::on(SignalKind::Reach).above(100, 200);
    assert_eq!(trigger.again_below, Some(100));
}

#[test]
fn what_is_told_from_outside_is_watched_for_itself() {
    let press = Escalation::new("press", Trigger::on(SignalKind::Press))
        .step(Step::new(target("0 minutes"), [Recipient::Pr]));
    let mut chains = Chains::new();
    let told = Signal::new(SignalKind::Press, at("2026-01-05T10:00:00Z"));
    assert_eq!(hear(&mut chains, &press, &told), 1);
    assert_eq!(hear(&mut chains, &press, &told.clone().from_outside()), 1);
    assert_eq!(hear(&mut chains, &press, &told.from_outside()), 0);
    assert_eq!(chains.iter().count(), 2);
}

#[test]
fn steps_repeat_so_many_times_and_then_end() {
    let repeated = late().repeat(Repeat::new(0, 2, target("2 working days")).unwrap());
    let mut chains = Chains::new();
    hear(
        &mut chains,
        &repeated,
        &Signal::new(SignalKind::Breached, at("2026-01-05T10:00:00Z")),
    );
    let events = advance(&mut chains, at("2026-02-01T00:00:00Z"));
    assert_eq!(told(&events).len(), 3 + 2 * 3);
    let end = events.last().unwrap();
    assert!(
        matches!(
            end,
            ChainEvent::Ended {
                reason: EndReason::Exhausted,
                ..
            }
        ),
        "{end:?}"
    );
    assert_eq!(chains.next_wake(), None);
    assert_eq!(advance(&mut chains, at("2026-03-01T00:00:00Z")), []);
}

#[test]
fn acknowledging_ends_the_telling_and_a_changed_playbook_does_not_touch_the_plan() {
    let mut chains = Chains::new();
    let breach =
        Signal::new(SignalKind::Breached, at("2026-01-05T10:00:00Z")).of(ClockKind::FirstResponse);
    assert_eq!(hear(&mut chains, &late(), &breach), 1);
    let changed = late().step(Step::new(target("3 working days"), [Recipient::Pr]));
    assert_eq!(
        hear(&mut chains, &changed, &breach),
        0,
        "the same signal again"
    );
    assert_eq!(chains.iter().next().unwrap().1.plan.len(), 3);
    assert_eq!(
        told(&advance(&mut chains, at("2026-01-05T10:00:00Z"))).len(),
        1
    );
    let id = chains.iter().next().unwrap().0.clone();
    let (by, when) = ("els".to_owned(), at("2026-01-05T11:00:00Z"));
    chains.apply(&ChainEvent::Acknowledged { id, by, at: when });
    assert_eq!(advance(&mut chains, at("2026-02-01T00:00:00Z")), []);
    assert_eq!(chains.next_wake(), None);
}

#[test]
fn a_snooze_puts_steps_off_and_loses_none() {
    let (mut chains, id) = begun();
    let (now, until) = (at("2026-01-05T09:30:00Z"), at("2026-01-05T13:00:00Z"));
    chains.apply(&ChainEvent::Snoozed {
        id,
        by: "els".to_owned(),
        at: now,
        until,
    });
    assert_eq!(chains.next_wake(), Some(until));
    assert_eq!(told(&advance(&mut chains, at("2026-01-05T12:59:59Z"))), []);
    assert_eq!(told(&advance(&mut chains, until)).len(), 2);
}

/// One that never opens does not silence the others.
#[test]
fn an_escalation_without_a_plan_takes_no_other_with_it() {
    let good = late();
    let mut bad = late();
    bad.id = "bad".into();
    let mut chains = Chains::new();
    let breach = Signal::new(SignalKind::Breached, at("2026-01-05T10:00:00Z"));
    let never = Calendar::weekly(chrono_tz::UTC);
    let office = office();
    let error = chains
        .hear(&breach, [(&bad, &never), (&good, &office)])
        .unwrap_err();
    assert_eq!(error.unplanned, [("bad".into(), CalendarError::NeverOpens)]);
    assert!(error.to_string().contains("`bad`: "), "{error}");
    error.events.iter().for_each(|event| chains.apply(event));
    let started: Vec<&str> = chains
        .iter()
        .map(|(_, chain)| chain.escalation.as_str())
        .collect();
    assert_eq!(started, ["late"]);
}

/// Three times the contact and three times the backup within one night.
#[test]
fn at_the_end_of_a_snooze_nobody_is_told_twice() {
    let both = Step::new(target("2 hours"), [Recipient::Backup, Recipient::Contact]);
    let often = Escalation::new("often", Trigger::on(SignalKind::Safety))
        .step(Step::new(target("1 hour"), [Recipient::Contact]))
        .step(both)
        .repeat(Repeat::new(0, 2, target("3 hours")).unwrap());
    let start = at("2026-01-05T20:00:00Z");
    let mut chains = Chains::new();
    hear(&mut chains, &often, &Signal::new(SignalKind::Safety, start));
    let id = chains.iter().next().unwrap().0.clone();
    let until = start + TimeDelta::hours(12);
    let snoozed = chains.snooze(&id, "els", start, until).unwrap();
    chains.apply(&snoozed);
    let events = advance(&mut chains, until);
    let told: Vec<usize> = told(&events).into_iter().map(|(step, _)| step).collect();
    assert_eq!(
        told,
        [0, 1],
        "the contact; then the backup, who had not heard"
    );
    let chain = chains.get(&id).unwrap();
    assert_eq!(
        chain.skipped.iter().copied().collect::<Vec<_>>(),
        [2, 3, 4, 5]
    );
}

#[test]
fn a_snooze_is_short_and_neither_over_nor_in_the_way_of_an_acceptance() {
    let mut chains = Chains::new();
    let start = at("2026-01-05T10:00:00Z");
    hear(
        &mut chains,
        &late(),
        &Signal::new(SignalKind::Breached, start),
    );
    let id = chains.iter().next().unwrap().0.clone();
    let hours = |hours: i64| start + TimeDelta::hours(hours);
    let snooze = |chains: &Chains, at, until| chains.snooze(&id, "els", at, until);
    assert_eq!(snooze(&chains, start, hours(7 * 24 + 1)), None);
    let asked = snooze(&chains, hours(1), hours(5)).unwrap();
    chains.apply(&asked);
    assert_eq!(snooze(&chains, start, hours(1)), None, "over, told late");
    assert_eq!(snooze(&chains, hours(2), hours(5)), None, "the same");
    assert!(snooze(&chains, hours(2), hours(3)).is_some());
    assert!(snooze(&chains, hours(2), hours(7 * 24)).is_some());

    let bram = Recipient::Agent("bram".to_owned());
    let given = chains.hand_over(&id, "els", bram, hours(2), hours(4));
    chains.apply(&given.unwrap());
    assert_eq!(
        snooze(&chains, hours(3), hours(20)),
        None,
        "bram is awaited"
    );
    assert_eq!(
        snooze(&chains, hours(2), hours(3)),
        None,
        "bram has until 4"
    );
    assert_eq!(chains.next_wake(), Some(hours(4)));
    advance(&mut chains, hours(4));
    assert!(snooze(&chains, hours(5), hours(6)).is_some());
}

// S0:5, S0:8, S4:21
#[test]
fn absent_recipients_give_way_and_never_to_silence() {
    let mut chains = Chains::new();
    hear(
        &mut chains,
        &late(),
        &Signal::new(SignalKind::Breached, at("2026-01-05T10:00:00Z")),
    );
    let chain = chains.iter().next().unwrap().1;
    let reached = |present: &[Recipient]| {
        chain
            .reachable(0, |r| present.contains(r))
            .into_iter()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(
        reached(&[Recipient::Contact, Recipient::Backup]),
        [Recipient::Contact]
    );
    assert_eq!(reached(&[Recipient::Supervisor]), [Recipient::Supervisor]);
    assert_eq!(reached(&[]), [Recipient::Contact]);
    assert_eq!(late().steps_nobody_holds(|r| *r != Recipient::Backup), [1]);
}

#[test]
fn every_mistake_in_an_escalation_is_told_at_its_place() {
    let value: Value = toml::from_str(
        r#"
        id = "x"
        on = "reach"
        clock = "first-word"
        again-below = 10
        steps = [{ after = "soon", notify = "everybody" }, { after = "1 hour", notify = [] }]
        repeat = { times = 21, every = "1 day", from = 9 }
        color = "red"
        "#,
    )
    .unwrap();
    let mut problems = Problems::new();
    Escalation::read(&Node::root(&value), &mut problems);
    let paths: Vec<String> = problems.into_sorted().into_iter().map(|p| p.path).collect();
    assert_eq!(
        paths,
        [
            "",
            "clock",
            "color",
            "repeat.from",
            "repeat.times",
            "steps[0].after",
            "steps[0].notify",
            "steps[1].notify"
        ]
    );
}

/// Each of them would never start.
#[test]
fn what_a_kind_of_signal_never_has_is_refused_at_its_key() {
    let read = |on: &str| {
        let text = format!(
            "id = \"x\"\n{on}\nsteps = [{{ after = \"0 minutes\", notify = \"contact\" }}]"
        );
        let value: Value = toml::from_str(&text).unwrap();
        let mut problems = Problems::new();
        let read = Escalation::read(&Node::root(&value), &mut problems);
        let problems = problems.into_sorted();
        assert_eq!(read.is_some(), problems.is_empty(), "{on}");
        problems
            .into_iter()
            .map(|problem| format!("{}: {}", problem.path, problem.wrong))
            .collect::<Vec<_>>()
    };
    for (on, problems) in [
        (
            "on = \"breached\"\nabove = 4",
            &["above: `above` does not go with `breached`"][..],
        ),
        (
            "on = \"press\"\nagain-below = 4",
            &["again-below: `again-below` does not go with `press`"],
        ),
        (
            "on = \"legal\"\nclock = \"resolution\"",
            &["clock: `clock` does not go with `legal`"],
        ),
        (
            "on = \"growth\"\nabove = 4\nclock = \"resolution\"",
            &["clock: `clock` does not go with `growth`"],
        ),
        ("on = \"growth\"\nabove = 4\nagain-below = 4", &[]),
        ("on = \"due-soon\"\nclock = \"resolution\"", &[]),
    ] {
        assert_eq!(read(on), problems, "{on}");
    }
}

#[test]
fn an_escalation_has_a_name_and_gives_time_to_accept() {
    let read = |id: &str, within: &str| {
        let text = format!(
            "id = '{id}'\non = 'press'\naccept-within = '{within}'\n\
             steps = [{{ after = '0 minutes', notify = 'contact' }}]"
        );
        let value: Value = toml::from_str(&text).unwrap();
        let mut problems = Problems::new();
        Escalation::read(&Node::root(&value), &mut problems);
        let problems = problems.into_sorted();
        problems.into_iter().map(|it| it.path).collect::<Vec<_>>()
    };
    assert_eq!(read("late", "30 minutes"), [""; 0]);
    assert_eq!(read("", "30 minutes"), ["id"]);
    assert_eq!(read("a/:b", "30 minutes"), ["id"]);
    assert_eq!(read("late", "0 minutes"), ["accept-within"]);
}

#[test]
fn a_repetition_takes_time_and_comes_from_a_step_that_is_there() {
    let read = |steps: &str, repeat: &str| {
        let text = format!("id = \"x\"\non = \"press\"\nsteps = [{steps}]\nrepeat = {repeat}");
        let value: Value = toml::from_str(&text).unwrap();
        let mut problems = Problems::new();
        Escalation::read(&Node::root(&value), &mut problems);
        let problems = problems.into_sorted();
        problems.into_iter().map(|it| it.path).collect::<Vec<_>>()
    };
    let step = "{ after = \"0 minutes\", notify = \"contact\" }";
    let mistaken = "{ after = \"soon\", notify = \"contact\" }";
    for every in ["0 minutes", "0 business hours", "0 working days"] {
        let repeat = format!("{{ times = 20, every = \"{every}\" }}");
        assert_eq!(read(step, &repeat), ["repeat.every"], "{every}");
    }
    let second = "{ times = 2, every = \"1 day\", from = 2 }";
    assert_eq!(read(step, second), ["repeat.from"]);
    assert_eq!(read("", second), ["steps"]);
    assert_eq!(
        read(&format!("{mistaken}, {step}"), second),
        ["steps[0].after"]
    );
}

proptest! {
    /// Late, early, repeated and missing wake-ups tell the same people at the same instants.
    #[test]
    fn wake_ups_do_not_matter(mut wakes in prop::collection::vec(0i64..200, 0..20), start in 0i64..168) {
        let base = at("2026-01-05T00:00:00Z");
        let signal = Signal::new(SignalKind::Breached, base + TimeDelta::hours(start));
        let end = base + TimeDelta::days(60);
        let mut once = Chains::new();
        hear(&mut once, &late(), &signal);
        advance(&mut once, end);

        let mut often = Chains::new();
        hear(&mut often, &late(), &signal);
        wakes.sort_unstable();
        for hours in wakes {
            let now = base + TimeDelta::hours(hours);
            advance(&mut often, now);
            advance(&mut often, now);
            prop_assert!(often.next_wake().is_none_or(|wake| wake > now));
        }
        advance(&mut often, end);
        prop_assert_eq!(&once, &often);

        let stored = serde_json::to_string(&often).unwrap();
        prop_assert_eq!(serde_json::from_str::<Chains>(&stored).unwrap(), often);
    }
}
