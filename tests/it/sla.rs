//! Terms: targets, pauses, and clocks that tell the truth whenever they are asked.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use serde_json::Value;
use webcare::calendar::{Calendar, CalendarId, holidays};
use webcare::document::{Node, Problems};
use webcare::sla::{
    Agreement, Clock, ClockError, ClockEvent, ClockId, ClockKind, ClockState, Clocks, Matter,
    Pause, PauseReason, Run, Target, Targets, Urgency, Warning, Why,
};
use webcare::sorted::SortedMap;
use webcare::text::Lang;

use crate::shared::rows;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn target(text: &str) -> Target {
    text.parse().unwrap()
}

/// Nine to five in Amsterdam: in winter 08:00 to 16:00 UTC.
fn office() -> Calendar {
    Calendar::weekly(chrono_tz::Europe::Amsterdam)
        .mon_fri("09:00-17:00")
        .unwrap()
}

fn wait(from: &str, until: &str) -> Pause {
    Pause::new(at(from), at(until), PauseReason::Customer)
}

/// The life-cycle cases that are stated as numbers.
// S0:5
#[test]
fn pauses_are_counted_in_working_time() {
    let Some(rows) = rows("calendar/hard_cases.jsonl") else {
        return;
    };
    let rows: Vec<&Value> = rows
        .iter()
        .filter(|row| row.get("expected_due").is_some())
        .collect();
    assert!(!rows.is_empty());
    for row in rows {
        let text = |value: &Value| at(value.as_str().unwrap());
        let pauses: Vec<Pause> = row["pauses"]
            .as_array()
            .unwrap()
            .iter()
            .map(|pause| Pause::new(text(&pause[0]), text(&pause[1]), PauseReason::Customer))
            .collect();
        let time = TimeDelta::seconds(row["target_seconds"].as_i64().unwrap());
        let office = office();
        let clock = Clock::starting(text(&row["start"]), Target::Business(time), &office)
            .pauses(&pauses)
            .unwrap();
        assert_eq!(clock.due(), Ok(text(&row["expected_due"])), "{}", row["id"]);
    }
}

/// A pause of one hour whose two ends both read 02:30 on the wall.
#[test]
fn a_pause_across_a_clock_change_is_as_long_as_it_lasted() {
    let always = Calendar::weekly(chrono_tz::Europe::Amsterdam)
        .every_day("00:00-24:00")
        .unwrap();
    let clock = Clock::starting(
        at("2026-10-24T22:00:00Z"),
        target("6 business hours"),
        &always,
    )
    .pauses(&[wait("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")])
    .unwrap();
    assert_eq!(clock.due(), Ok(at("2026-10-25T05:00:00Z")));
}

#[test]
fn a_pause_that_begins_when_it_is_due_moves_nothing() {
    let office = office();
    let clock = Clock::starting(
        at("2026-01-05T08:00:00Z"),
        target("1 business hour"),
        &office,
    )
    .pauses(&[wait("2026-01-05T09:00:00Z", "2026-01-05T11:00:00Z")])
    .unwrap();
    assert_eq!(clock.due(), Ok(at("2026-01-05T09:00:00Z")));
}

#[test]
fn while_it_stands_still_its_due_time_is_unknown_and_its_time_left_frozen() {
    let office = office();
    let clock = Clock::starting(
        at("2026-01-05T08:00:00Z"),
        target("4 business hours"),
        &office,
    )
    .pauses(&[Pause::since(
        at("2026-01-05T09:00:00Z"),
        PauseReason::Customer,
    )])
    .unwrap();
    let since = at("2026-01-05T09:00:00Z");
    assert_eq!(clock.due(), Err(ClockError::Paused { since }));
    for now in ["2026-01-05T09:00:00Z", "2026-02-01T10:00:00Z"] {
        assert_eq!(clock.state(at(now)), Ok(ClockState::Paused), "{now}");
        assert_eq!(clock.left(at(now)), Ok(TimeDelta::hours(3)), "{now}");
        assert_eq!(clock.used(at(now)), Ok(TimeDelta::hours(1)), "{now}");
    }
    assert_eq!(
        clock.due_if_resumed(at("2026-02-02T08:00:00Z")),
        Ok(at("2026-02-02T11:00:00Z"))
    );
    assert!(clock.explain(Lang::Nl).is_err());
}

/// An appointment until the next day, and the customer asked something meanwhile.
#[test]
fn an_appointment_lasts_when_what_it_was_joined_by_ends() {
    let always = Calendar::always();
    let appointment = Pause::new(
        at("2026-01-05T10:00:00Z"),
        at("2026-01-06T10:00:00Z"),
        PauseReason::Appointment,
    );
    let asked = Pause::since(at("2026-01-05T10:05:00Z"), PauseReason::Customer);
    let clock = Clock::starting(at("2026-01-05T09:00:00Z"), target("4 hours"), &always);
    let alone = clock.clone().pauses(std::slice::from_ref(&appointment));
    let both = clock.pauses(&[asked, appointment]).unwrap();
    let now = at("2026-01-05T11:00:00Z");
    let next_day = at("2026-01-06T13:00:00Z");
    assert_eq!(alone.unwrap().due(), Ok(next_day));
    assert_eq!(both.due_if_resumed(now), Ok(next_day));
    assert_eq!(both.left(now), Ok(TimeDelta::hours(3)));
    let since = at("2026-01-05T10:00:00Z");
    assert_eq!(both.due(), Err(ClockError::Paused { since }));
}

/// What touches is told apart; of what overlaps, the one that began first lasts.
#[test]
fn each_pause_is_told_with_its_own_reason() {
    let always = Calendar::always();
    let told = |department_from: &str, customer_until: &str| {
        let clock = Clock::starting(at("2026-01-05T09:00:00Z"), target("4 hours"), &always)
            .pauses(&[
                Pause::new(
                    at(department_from),
                    at("2026-01-09T10:00:00Z"),
                    PauseReason::Department,
                ),
                wait("2026-01-05T10:00:00Z", customer_until),
            ])
            .unwrap();
        assert_eq!(clock.due(), Ok(at("2026-01-09T13:00:00Z")));
        clock
            .pieces()
            .unwrap()
            .into_iter()
            .filter_map(|piece| match piece.why {
                Why::Paused(reason) => Some((reason, piece.until.format("%a %H:%M").to_string())),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    let customer = |until: &str| (PauseReason::Customer, until.to_owned());
    let department = (PauseReason::Department, "Fri 10:00".to_owned());
    assert_eq!(
        told("2026-01-05T10:01:00Z", "2026-01-05T10:01:00Z"),
        [customer("Mon 10:01"), department.clone()]
    );
    assert_eq!(
        told("2026-01-05T10:01:00Z", "2026-01-06T10:00:00Z"),
        [customer("Tue 10:00"), department]
    );
}

#[test]
fn of_two_ends_the_earlier_holds_for_a_clock_as_for_a_run() {
    let kind = ClockKind::FirstResponse;
    let office = office();
    let (early, later) = (at("2026-01-05T09:10:00Z"), at("2026-01-05T09:20:00Z"));
    for (cancelled, met, state) in [
        (early, later, ClockState::Cancelled),
        (later, early, ClockState::Met),
        (early, early, ClockState::Met),
    ] {
        let term = target("4 business hours");
        let clock = Clock::starting(at("2026-01-05T08:00:00Z"), term, &office)
            .cancelled(cancelled)
            .met(met);
        let clocks = folded(&[
            started("2026-01-05T08:00:00Z", "4 business hours"),
            ClockEvent::Met {
                id: kind.into(),
                at: met,
            },
            ClockEvent::Cancelled {
                id: kind.into(),
                at: cancelled,
            },
        ]);
        let run = clocks.get(kind).unwrap().clock(&office);
        let now = later + TimeDelta::hours(1);
        assert_eq!(clock.state(now), Ok(state), "{cancelled} {met}");
        assert_eq!(run.state(now), Ok(state), "{cancelled} {met}");
    }
}

/// Both facts are kept at their own instants, between two polls too.
#[test]
fn a_late_answer_is_late_whenever_it_is_noticed() {
    let office = office();
    let clock = Clock::starting(
        at("2026-01-05T08:00:00Z"),
        target("1 business hour"),
        &office,
    );
    let due = at("2026-01-05T09:00:00Z");
    let state = |clock: &Clock<'_>, now: &str| clock.state(at(now)).unwrap();
    assert_eq!(state(&clock, "2026-01-05T07:59:59Z"), ClockState::Waiting);
    assert_eq!(state(&clock, "2026-01-05T08:59:59Z"), ClockState::Running);
    assert_eq!(state(&clock, "2026-01-05T09:00:00Z"), ClockState::Breached);
    let late = clock.clone().met(due + TimeDelta::minutes(20));
    assert_eq!(state(&late, "2026-01-05T08:55:00Z"), ClockState::Running);
    assert_eq!(state(&late, "2026-01-05T09:19:00Z"), ClockState::Breached);
    assert_eq!(state(&late, "2026-01-05T09:30:00Z"), ClockState::MetLate);
    assert_eq!(
        late.left(due + TimeDelta::minutes(20)),
        Ok(TimeDelta::minutes(-20))
    );
    assert_eq!(
        state(&clock.clone().met(due), "2026-01-06T09:00:00Z"),
        ClockState::Met,
        "on the instant is in time"
    );
    let withdrawn = |when| clock.clone().cancelled(when).state(due).unwrap();
    assert_eq!(
        withdrawn(due - TimeDelta::seconds(1)),
        ClockState::Cancelled
    );
    assert_eq!(
        withdrawn(due),
        ClockState::Breached,
        "it was breached first"
    );
}

#[test]
fn warnings_fall_in_working_time() {
    let office = office();
    let eight = Clock::starting(
        at("2026-01-05T14:00:00Z"),
        target("8 business hours"),
        &office,
    );
    assert_eq!(eight.at_share(0.75), Ok(at("2026-01-06T12:00:00Z")));
    let due = Clock::starting(
        at("2026-01-05T08:30:00Z"),
        target("8 business hours"),
        &office,
    );
    assert_eq!(due.due(), Ok(at("2026-01-06T08:30:00Z")));
    assert_eq!(
        due.before_due(TimeDelta::hours(1)),
        Ok(at("2026-01-05T15:30:00Z"))
    );
    assert_eq!(due.before_due(TimeDelta::hours(9)), Ok(due_start()));
    for share in [f64::NAN, -0.1, f64::INFINITY] {
        assert_eq!(due.at_share(share), Err(ClockError::Share));
    }
    assert!(due.at_share(1e300).is_err());
}

fn due_start() -> DateTime<Utc> {
    at("2026-01-05T08:30:00Z")
}

/// One working day is neither eight hours nor twenty-four: the Whitsun weekend of 2011.
// S4:21, S4:23
#[test]
fn three_kinds_of_term_end_at_three_instants() {
    // S4:21
    let office = Calendar::weekly(chrono_tz::Europe::Amsterdam)
        .mon_fri("08:00-21:00")
        .unwrap()
        .sat("09:00-17:00")
        .unwrap()
        .holidays(&holidays::NL)
        .unwrap();
    let friday = at("2011-06-10T18:00:00Z"); // 20:00 in Amsterdam
    let due = |text: &str| {
        Clock::starting(friday, target(text), &office)
            .due()
            .unwrap()
    };
    assert_eq!(
        due("1 working day"),
        at("2011-06-11T15:00:00Z"),
        "Saturday's closing time"
    );
    assert_eq!(
        due("2 working days"),
        at("2011-06-14T18:00:00Z"),
        "Tuesday, after Whit Monday"
    );
    assert_eq!(due("13 business hours"), at("2011-06-14T10:00:00Z"));
    assert_eq!(due("24 hours"), at("2011-06-11T18:00:00Z"));
    let told = Clock::starting(friday, target("2 working days"), &office)
        .explain(Lang::Nl)
        .unwrap();
    for line in [
        "ma 13 juni overgeslagen: Tweede Pinksterdag",
        "zo 12 juni overgeslagen: Eerste Pinksterdag",
    ] {
        assert!(told.contains(line), "{told}");
    }
}

#[test]
fn a_day_that_counts_in_part_is_not_skipped() {
    let office = Calendar::weekly(chrono_tz::Europe::Amsterdam)
        .mon_fri("09:00-17:00")
        .unwrap()
        .on("2026-07-22".parse().unwrap(), "10:00-14:00")
        .unwrap();
    let clock = Clock::starting(
        at("2026-07-21T14:00:00Z"),
        target("6 business hours"),
        &office,
    );
    let told = clock.explain(Lang::En).unwrap();
    assert!(
        told.contains("Wed 22 July 10:00–14:00 counts: 4:00 hours"),
        "{told}"
    );
    assert!(told.contains("Wed 22 July 14:00–24:00 skipped:"), "{told}");
    assert!(!told.contains("Wed 22 July skipped"), "{told}");
}

/// However late an end is told, it is one of the run that had begun by then.
#[test]
fn an_end_told_late_is_of_the_run_it_belongs_to() {
    let hour = |n: i64| at("2026-01-05T00:00:00Z") + TimeDelta::hours(n);
    let id: ClockId = ClockKind::FirstResponse.into();
    let started = |n| ClockEvent::Started {
        id: id.clone(),
        from: hour(n),
        target: target("4 hours"),
        calendar: CalendarId::from("always"),
    };
    let met = |n| ClockEvent::Met {
        id: id.clone(),
        at: hour(n),
    };
    let breached = |n| ClockEvent::Breached {
        id: id.clone(),
        at: hour(n),
    };
    let cancelled = |n| ClockEvent::Cancelled {
        id: id.clone(),
        at: hour(n),
    };
    let runs = |events: &[ClockEvent]| {
        let mut clocks = Clocks::new();
        events.iter().for_each(|event| clocks.apply(event));
        let told = |at: Option<DateTime<Utc>>| at.map(|at| (at - hour(0)).num_hours());
        let runs = clocks.iter();
        let runs = runs.map(|it| {
            [
                told(Some(it.from)),
                told(it.met),
                told(it.breached),
                told(it.cancelled),
            ]
        });
        let always = Calendar::always();
        let wake = clocks.next_wake(|_| Some(&always));
        (runs.collect::<Vec<_>>(), told(wake))
    };
    let second = [Some(7), None, None, None];
    assert_eq!(
        runs(&[started(0), met(6), started(7), breached(4)]),
        (vec![[Some(0), Some(6), Some(4), None], second], Some(11))
    );
    assert_eq!(
        runs(&[started(0), breached(4), started(7), met(3)]),
        (vec![[Some(0), Some(3), None, None], second], Some(11))
    );
    assert_eq!(
        runs(&[started(0), met(3), started(7), cancelled(2)]),
        (vec![[Some(0), None, None, Some(2)], second], Some(11))
    );
    // What is told of before it ever began is of its first run.
    assert_eq!(
        runs(&[started(5), met(3)]),
        (vec![[Some(5), Some(3), None, None]], None)
    );
}

/// What is used and what is left make the target, late or not, kept or not.
#[test]
fn time_used_and_time_left_make_the_target() {
    let always = Calendar::always();
    let clock = Clock::starting(at("2026-01-05T09:00:00Z"), target("1 hour"), &always);
    let clock = clock
        .pauses(&[wait("2026-01-05T11:00:00Z", "2026-01-05T12:00:00Z")])
        .unwrap();
    let minutes = |clock: &Clock<'_>, time: &str| {
        let now = at(&format!("2026-01-05T{time}:00Z"));
        let (used, left) = (clock.used(now).unwrap(), clock.left(now).unwrap());
        (used.num_minutes(), left.num_minutes())
    };
    for (time, told) in [
        ("09:30", (30, 30)),
        ("10:30", (90, -30)),
        ("11:00", (120, -60)),
        ("11:30", (120, -60)),
        ("12:00", (120, -60)),
        ("12:15", (135, -75)),
    ] {
        assert_eq!(minutes(&clock, time), told, "{time}");
    }
    let kept = clock.met(at("2026-01-05T09:45:00Z"));
    assert_eq!(minutes(&kept, "09:30"), (30, 30));
    assert_eq!(minutes(&kept, "17:00"), (45, 15));
}

/// Twenty-four hours of opening time are no day.
#[test]
fn working_time_is_told_in_hours() {
    assert_eq!(
        target("24 business hours").text(Lang::Nl),
        "24 uur openingstijd"
    );
    assert_eq!(target("24 hours").text(Lang::Nl), "1 dag");
}

#[test]
fn a_share_above_the_whole_term_is_no_warning() {
    let always = Calendar::always();
    let clock = Clock::starting(at("2026-01-05T09:00:00Z"), target("1 hour"), &always);
    assert_eq!(clock.warn_at(Warning::Share(1.5)), Err(ClockError::Share));
}

/// However a pause or the clock itself divides it.
#[test]
fn a_day_that_is_skipped_is_told_once() {
    let office = office();
    let clock = |from: &str| Clock::starting(at(from), target("4 business hours"), &office);
    let lines = |clock: &Clock<'_>, of: &str| {
        let told = clock.explain(Lang::Nl).unwrap();
        told.lines()
            .filter(|line| line.starts_with(of))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        lines(&clock("2026-10-23T13:00:00Z"), "zo 25 oktober"),
        [
            "zo 25 oktober overgeslagen: geen werkdag",
            "zo 25 oktober: de klok gaat 60 minuten terug"
        ]
    );
    let paused = clock("2026-01-09T13:00:00Z");
    let paused = paused
        .pauses(&[wait("2026-01-10T09:00:00Z", "2026-01-10T11:00:00Z")])
        .unwrap();
    assert_eq!(
        lines(&paused, "za 10 januari"),
        [
            "za 10 januari overgeslagen: geen werkdag",
            "za 10 januari 10:00–12:00 telt niet mee: wacht op de klant"
        ]
    );
}

/// An hour that the clock shows twice has its name beside it; what ends as the clock goes
/// back ends at three in summer time, whatever it shows next.
#[test]
fn an_explanation_is_true_in_the_hour_that_comes_twice() {
    let zone = chrono_tz::Europe::Amsterdam;
    let always = Calendar::weekly(zone).every_day("00:00-24:00").unwrap();
    let told = |from: &str, length: &str| {
        let clock = Clock::starting(at(from), target(length), &always);
        let told = clock.explain(Lang::En).unwrap();
        let lines: Vec<_> = told.lines().map(str::to_owned).collect();
        lines[..lines.len() - 1].to_vec()
    };
    assert_eq!(
        told("2026-10-25T00:50:00Z", "30 business minutes"),
        [
            "Sun 25 October 2026 02:20 CET: 30 business minutes from Sun 25 October 2026 02:50 CEST",
            "Sun 25 October 02:50 CEST–03:00 CEST counts: 0:10 hours",
            "Sun 25 October: the clock goes 60 minutes back",
            "Sun 25 October 02:00 CET–02:20 CET counts: 0:20 hours",
        ]
    );
    assert_eq!(
        told("2026-10-25T00:50:00Z", "15 minutes")[1],
        "Sun 25 October 02:50 CEST–02:05 CET counts: 0:15 hours"
    );
    assert_eq!(
        told("2026-03-29T00:50:00Z", "30 business minutes")[1..],
        [
            "Sun 29 March 01:50–02:00 counts: 0:10 hours",
            "Sun 29 March: the clock goes 60 minutes forward",
            "Sun 29 March 03:00–03:20 counts: 0:20 hours",
        ]
    );
}

#[test]
fn an_explanation_leaves_no_part_of_a_second_out() {
    let office = office();
    let start = at("2026-01-09T15:59:59.500Z");
    let clock = Clock::starting(start, target("1 business minute"), &office);
    let told = clock.explain(Lang::En).unwrap();
    for line in [
        "Mon 12 January 2026 09:00:59.500: 1 business minute from Fri 9 January 2026 16:59:59.500",
        "Fri 9 January 16:59:59.500–17:00 counts: 0:00:00.500 hours",
        "Mon 12 January 09:00–09:00:59.500 counts: 0:00:59.500 hours",
    ] {
        assert!(told.contains(line), "{told}");
    }
}

#[test]
fn an_explanation_tells_of_pauses_and_of_the_zone_data() {
    let office = office();
    let clock = Clock::starting(
        at("2026-01-09T14:00:00Z"),
        target("4 business hours"),
        &office,
    )
    .pauses(&[wait("2026-01-09T15:00:00Z", "2026-01-12T09:00:00Z")])
    .unwrap();
    let zone_data = webcare::calendar::ZONE_DATA_VERSION;
    assert_eq!(
        clock.explain(Lang::En).unwrap(),
        format!(
            "Mon 12 January 2026 13:00: 4 business hours from Fri 9 January 2026 15:00\n\
             Fri 9 January 15:00–16:00 counts: 1:00 hours\n\
             Fri 9 January 16:00 – Mon 12 January 10:00 does not count: waiting for the customer\n\
             Mon 12 January 10:00–13:00 counts: 3:00 hours\n\
             time zone Europe/Amsterdam, zone data {zone_data}"
        )
    );
}

// S0:10
#[test]
fn a_neutral_agreement_never_looks_at_the_channel() {
    let targets =
        |text: &str| Targets::new().with(ClockKind::FirstResponse, Urgency::Normal, target(text));
    let neutral = Agreement::Neutral(targets("1 working day"));
    let by_channel = Agreement::PerChannel {
        otherwise: targets("1 working day"),
        channels: SortedMap::from([("twitter".to_owned(), targets("1 business hour"))]),
    };
    let first = |agreement: &Agreement, channel| {
        agreement.target(ClockKind::FirstResponse, &Matter::on(channel))
    };
    assert_eq!(first(&neutral, "twitter"), first(&neutral, "phone"));
    assert_eq!(
        first(&by_channel, "twitter"),
        Some(target("1 business hour"))
    );
    assert_eq!(first(&by_channel, "phone"), Some(target("1 working day")));
    assert_eq!(
        by_channel.target(ClockKind::Resolution, &Matter::on("twitter")),
        None
    );
}

#[test]
fn an_urgency_without_a_target_takes_that_of_the_next_lower_one() {
    let targets = Targets::new()
        .with(
            ClockKind::Resolution,
            Urgency::Normal,
            target("10 working days"),
        )
        .with(
            ClockKind::Resolution,
            Urgency::Urgent,
            target("2 working days"),
        );
    let resolution = |urgency| targets.target(ClockKind::Resolution, urgency).unwrap();
    assert_eq!(
        resolution(Urgency::Low),
        target("10 working days"),
        "nothing lower: normal"
    );
    assert_eq!(resolution(Urgency::High), target("10 working days"));
    assert_eq!(resolution(Urgency::Urgent), target("2 working days"));
    let urgent_only = Targets::new().with(ClockKind::Resolution, Urgency::Urgent, target("1 hour"));
    assert_eq!(
        urgent_only.target(ClockKind::Resolution, Urgency::Low),
        Some(target("1 hour"))
    );
}

#[test]
fn every_mistake_in_an_agreement_is_told_at_its_place() {
    let value: webcare::document::Value = toml::from_str(
        r#"
        first-response = "1 workingday"
        resolution = { normal = "10 working days", hurry = "1 hour" }
        channels = { twitter = { first-response = "1 hour" } }
        last-response = "1 hour"
        "#,
    )
    .unwrap();
    let mut problems = Problems::new();
    let mut table = Node::root(&value).table(&mut problems).unwrap();
    Agreement::read(&mut table, &mut problems);
    table.finish(&mut problems);
    let paths: Vec<String> = problems.into_sorted().into_iter().map(|p| p.path).collect();
    assert_eq!(
        paths,
        [
            "channels",
            "first-response",
            "last-response",
            "resolution.hurry"
        ]
    );
}

fn started(from: &str, text: &str) -> ClockEvent {
    let calendar = CalendarId::from("office");
    ClockEvent::Started {
        id: ClockKind::FirstResponse.into(),
        from: at(from),
        target: target(text),
        calendar,
    }
}

fn folded(events: &[ClockEvent]) -> Clocks {
    let mut clocks = Clocks::new();
    events.iter().for_each(|event| clocks.apply(event));
    clocks
}

/// Eight hours become two while the clock stands still.
#[test]
fn a_changed_urgency_forgets_no_pause() {
    let kind = ClockKind::FirstResponse;
    let clocks = folded(&[
        started("2026-01-05T08:00:00Z", "8 business hours"),
        ClockEvent::Paused {
            id: kind.into(),
            at: at("2026-01-05T09:00:00Z"),
            reason: PauseReason::Customer,
        },
        started("2026-01-05T08:00:00Z", "2 business hours"),
        ClockEvent::Resumed {
            id: kind.into(),
            at: at("2026-01-05T12:00:00Z"),
        },
    ]);
    let office = office();
    let run = clocks.running(kind).unwrap();
    assert_eq!(run.clock(&office).due(), Ok(at("2026-01-05T13:00:00Z")));
    assert_eq!(clocks.iter().count(), 1);
}

#[test]
fn breaches_are_found_once_and_at_their_true_instant() {
    let kind = ClockKind::FirstResponse;
    let office = office();
    let calendars = |run: &Run| (run.calendar.as_str() == "office").then_some(&office);
    let mut clocks = folded(&[started("2026-01-05T08:00:00Z", "1 business hour")]);
    let due = at("2026-01-05T09:00:00Z");
    assert_eq!(clocks.due(calendars), [(due, kind.into())]);
    assert_eq!(clocks.breaches(due - TimeDelta::seconds(1), calendars), []);
    let found = clocks.breaches(due + TimeDelta::days(3), calendars);
    assert_eq!(
        found,
        [ClockEvent::Breached {
            id: kind.into(),
            at: due
        }]
    );
    clocks.apply(&found[0]);
    assert_eq!(clocks.breaches(due + TimeDelta::days(4), calendars), []);
    let met = due + TimeDelta::hours(1);
    clocks.apply(&ClockEvent::Met {
        id: kind.into(),
        at: met,
    });
    let run = clocks.get(kind).unwrap();
    assert_eq!(
        (run.breached, run.met),
        (Some(due), Some(met)),
        "both facts are kept"
    );
    clocks.apply(&started("2026-01-06T08:00:00Z", "1 business hour"));
    assert_eq!(clocks.iter().count(), 2, "the run that ended stays");
}

/// Two hours become six after the two were over.
#[test]
fn a_term_that_was_breached_ends_and_the_new_one_is_watched_too() {
    let kind = ClockKind::FirstResponse;
    let office = office();
    let calendars = |_: &Run| Some(&office);
    let two = started("2026-01-05T08:00:00Z", "2 business hours");
    let mut clocks = folded(std::slice::from_ref(&two));
    clocks.apply(&ClockEvent::Paused {
        id: kind.into(),
        at: at("2026-01-05T09:00:00Z"),
        reason: PauseReason::Customer,
    });
    clocks.apply(&ClockEvent::Resumed {
        id: kind.into(),
        at: at("2026-01-05T10:00:00Z"),
    });
    let noon = at("2026-01-05T12:00:00Z");
    for event in clocks.breaches(noon, calendars) {
        clocks.apply(&event);
    }
    clocks.apply(&two);
    assert_eq!(clocks.iter().count(), 1, "the same start again");
    assert_eq!(clocks.next_wake(calendars), None);

    clocks.apply(&started("2026-01-05T08:00:00Z", "6 business hours"));
    let due = at("2026-01-05T15:00:00Z");
    assert_eq!(clocks.next_wake(calendars), Some(due));
    let again = clocks.breaches(due, calendars);
    let id = kind.into();
    assert_eq!(again, [ClockEvent::Breached { id, at: due }]);
    clocks.apply(&again[0]);
    assert_eq!(clocks.breaches(due, calendars), []);
    let breached: Vec<_> = clocks.iter().filter_map(|run| run.breached).collect();
    assert_eq!(breached, [at("2026-01-05T11:00:00Z"), due]);
}

#[test]
fn events_and_clocks_are_stored_as_they_were() {
    let kind = ClockKind::FirstResponse;
    let events = [
        started("2026-01-05T08:00:00Z", "1 working day"),
        ClockEvent::Paused {
            id: kind.into(),
            at: at("2026-01-05T09:00:00Z"),
            reason: PauseReason::Department,
        },
    ];
    let stored = serde_json::to_string(&events).unwrap();
    assert!(stored.starts_with(
        r#"[{"clock":"started","kind":"first-response","from":"2026-01-05T08:00:00Z","target":"1 working day","calendar":"office"}"#
    ), "{stored}");
    let back: Vec<ClockEvent> = serde_json::from_str(&stored).unwrap();
    assert_eq!(back, events);
    let clocks = folded(&events);
    let stored = serde_json::to_value(&clocks).unwrap();
    assert_eq!(serde_json::from_value::<Clocks>(stored).unwrap(), clocks);
}

/// A term, second by second: time is used up while it is open and nothing is awaited.
fn counted_out(
    office: &Calendar,
    start: DateTime<Utc>,
    time: i64,
    pauses: &[Pause],
) -> DateTime<Utc> {
    let (mut now, mut left) = (start, time);
    while left > 0 {
        let waits = pauses
            .iter()
            .any(|p| p.from <= now && p.until.is_some_and(|until| now < until));
        left -= i64::from(office.is_open(now) && !waits);
        now += TimeDelta::seconds(1);
    }
    now
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_term_with_pauses_is_counted_out_second_by_second(
        start in 0i64..400_000,
        time in 1i64..60_000,
        waits in prop::collection::vec((0i64..500_000, 0i64..90_000), 0..5),
        asked in 0i64..500_000,
    ) {
        let monday = at("2026-10-19T00:00:00Z");
        let instant = |seconds| monday + TimeDelta::seconds(seconds);
        let office = Calendar::weekly(chrono_tz::Europe::Amsterdam)
            .mon_fri("09:00-12:30, 13:00-17:00").unwrap()
            .sun("01:30-02:30").unwrap();
        let pauses: Vec<Pause> = waits
            .iter()
            .map(|(from, length)| Pause::new(instant(*from), instant(from + length), PauseReason::Other))
            .collect();
        let target = Target::Business(TimeDelta::seconds(time));
        let clock = Clock::starting(instant(start), target, &office).pauses(&pauses).unwrap();
        let due = clock.due().unwrap();
        prop_assert_eq!(due, counted_out(&office, instant(start), time, &pauses));

        let counted: TimeDelta = clock.pieces().unwrap().iter().map(|piece| piece.counted()).sum();
        prop_assert_eq!(counted, TimeDelta::seconds(time));

        let now = instant(asked);
        if now < due {
            prop_assert_eq!(clock.left(now).unwrap() + clock.used(now).unwrap(), TimeDelta::seconds(time));
        }
        let warned = clock.before_due(TimeDelta::seconds(time / 2)).unwrap();
        prop_assert_eq!(clock.left(warned).unwrap(), TimeDelta::seconds(time / 2));
        let whole = clock.at_share(1.0).unwrap();
        prop_assert_eq!(whole, due);
    }

    #[test]
    fn targets_are_read_as_they_were_written(amount in any::<u32>(), unit in 0usize..8) {
        let unit = ["working day", "business hours", "business minute", "business seconds", "day", "hours", "minutes", "second"][unit];
        let first: Target = format!("{amount} {unit}").parse().unwrap();
        prop_assert_eq!(first.to_string().parse::<Target>().unwrap(), first);
    }
}
