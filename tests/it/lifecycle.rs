//! The hard cases that are no calendar's: lives of clocks, escalation, fairness
//! and explanation. Each is asserted here from its own figures, or named with
//! the test that keeps it.

use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Amsterdam;
use serde_json::Value;
use webcare::calendar::{Calendar, holidays::Holiday};
use webcare::escalation::{
    ChainEvent, Chains, Escalation, Recipient, Repeat, Signal, SignalKind, Step, Trigger,
};
use webcare::sla::{Clock, ClockState, Pause, PauseReason, Target, Warning};
use webcare::text::Lang;

use crate::shared::rows;

/// Cases without figures of their own, and the test that keeps each.
const ELSEWHERE: [(&str, &str); 18] = [
    ("h043", "sla::pauses_are_counted_in_working_time"),
    ("h044", "sla::pauses_are_counted_in_working_time"),
    ("h046", "sla::pauses_are_counted_in_working_time"),
    ("h047", "sla::pauses_are_counted_in_working_time"),
    ("h052", "sla::a_changed_urgency_forgets_no_pause"),
    // Ours counts from the start, and the docs of `policy` state it.
    ("h053", "clocks::what_is_urgent_is_due_sooner"),
    ("h056", "terms::thanks_after_the_end_start_nothing"),
    (
        "h058",
        "terms::a_word_on_how_it_stands_is_owed_again_and_again",
    ),
    ("h059", "terms::a_reopened_matter_goes_on_or_begins_anew"),
    (
        "h061",
        "terms::what_the_customer_takes_back_is_called_off_and_stays_in_the_log",
    ),
    (
        "h062",
        "terms::a_clock_starts_when_it_was_said_or_when_it_was_seen",
    ),
    ("h064", "terms::courtesy_and_machines_answer_nobody"),
    (
        "h065",
        "terms::what_we_offer_unasked_is_owed_to_nobody_until_the_customer_speaks",
    ),
    (
        "h079",
        "fairness::what_is_smuggled_in_is_found_however_long_the_way",
    ),
    (
        "h080",
        "fairness::what_is_smuggled_in_is_found_however_long_the_way",
    ),
    (
        "h082",
        "fairness::what_is_alike_to_the_team_can_be_unlike_to_the_customer",
    ),
    ("h083", "fairness::few_waits_bear_no_verdict"),
    (
        "h086",
        "terms::a_due_time_explains_itself_and_another_playbook_is_tried_on_it",
    ),
];

fn office() -> Calendar {
    Calendar::weekly(Amsterdam).mon_fri("09:00-17:00").unwrap()
}

/// A wall-clock time in Amsterdam, such as `2026-01-06T09:30`.
fn local(text: &str) -> DateTime<Utc> {
    let wall = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap();
    Amsterdam.from_local_datetime(&wall).unwrap().to_utc()
}

fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
}

fn told(chains: &mut Chains, until: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let events = chains.advance(until, |_| false);
    events.iter().for_each(|event| chains.apply(event));
    let at = events.into_iter().filter_map(|event| match event {
        ChainEvent::Notified { at, .. } => Some(at),
        _ => None,
    });
    at.collect()
}

fn hear(escalation: &Escalation, signal: Signal) -> Chains {
    let mut chains = Chains::new();
    for event in chains.hear(&signal, [(escalation, &office())]).unwrap() {
        chains.apply(&event);
    }
    chains
}

fn late(after: &str) -> Escalation {
    Escalation::new("late", Trigger::on(SignalKind::Breached))
        .step(Step::new(after.parse().unwrap(), [Recipient::Contact]))
}

/// A case whose figures can be read.
fn check(id: &str, input: &Value, expected: &Value) {
    match id {
        "h049" => {
            let always = Calendar::weekly(Amsterdam)
                .every_day("00:00-24:00")
                .unwrap();
            let at = |value: &Value| text(value).parse::<DateTime<Utc>>().unwrap();
            let pause = &input["pauses"][0];
            let time = TimeDelta::seconds(input["target_seconds"].as_i64().unwrap());
            let clock = Clock::starting(at(&input["start"]), Target::Business(time), &always)
                .pauses(&[Pause::new(at(&pause[0]), at(&pause[1]), PauseReason::Other)])
                .unwrap();
            assert_eq!(clock.due(), Ok(at(&expected["due"])));
        }
        "h050" => {
            let since = local(text(&input["paused_since"]));
            let now = local(&format!("{}T00:00", text(&input["now"])));
            let office = office();
            let eight = "8 business hours".parse().unwrap();
            let clock = Clock::starting(since - TimeDelta::hours(1), eight, &office)
                .pauses(&[Pause::since(since, PauseReason::Customer)])
                .unwrap();
            assert_eq!(
                format!("{:?}", clock.state(now).unwrap()),
                text(&expected["state"])
            );
            assert_eq!(clock.left(now), clock.left(since), "frozen");
            assert!(clock.due_if_resumed(now).unwrap() > now);
        }
        "h055" => {
            let on = |time: &Value| local(&format!("2026-01-05T{}", text(time)));
            let office = office();
            let due = on(&input["due"]);
            let hour = "1 business hour".parse().unwrap();
            let clock = Clock::starting(due - TimeDelta::hours(1), hour, &office);
            let late = clock.met(on(&input["reply"]));
            let seen = on(&input["poll"][1]);
            assert_eq!(
                late.state(seen),
                Ok(ClockState::MetLate),
                "breached, then met"
            );
            let by = expected["by_seconds"].as_i64().unwrap();
            let left = late.left(on(&input["reply"])).unwrap();
            assert_eq!(left.num_seconds(), -by);
        }
        "h067" => {
            let office = office();
            let start = local("2026-01-05T09:30");
            let clock = Clock::starting(start, "8 business hours".parse().unwrap(), &office);
            assert_eq!(clock.due(), Ok(local(text(&input["due"]))));
            let before = Warning::Before("1 business hour".parse().unwrap());
            assert_eq!(clock.warn_at(before), Ok(local(text(&expected["warn_at"]))));
        }
        "h068" => {
            let office = office();
            let clock = Clock::starting(
                local("2026-01-05T15:00"),
                "8 business hours".parse().unwrap(),
                &office,
            );
            let warned = office.local(clock.warn_at(Warning::Share(0.75)).unwrap());
            assert_eq!(
                warned.format("%a %H:%M").to_string(),
                text(&expected["warn_at"])
            );
        }
        "h070" => {
            let breach = Signal::new(SignalKind::Breached, local("2026-01-09T23:59"));
            let mut chains = hear(&late("0 business minutes"), breach.clone());
            let first = told(&mut chains, local("2026-02-01T00:00"))[0];
            let day = |at| office().local(at).format("%a %H:%M").to_string();
            assert_eq!(day(first), text(&expected["notified"]));
            assert_eq!(day(breach.at), text(&expected["breach_time_recorded"]));
        }
        "h071" => {
            let alert = local(&format!("2026-01-05T{}", text(&input["alert"])));
            let mut chains = hear(
                &late("0 business minutes"),
                Signal::new(SignalKind::Breached, alert),
            );
            let at = office().local(told(&mut chains, local("2026-02-01T00:00"))[0]);
            assert_eq!(at.format("%H:%M").to_string(), text(&expected["step2_at"]));
        }
        "h073" => {
            let steps = input["steps"].as_u64().unwrap();
            let times = u32::try_from(input["repeat"].as_u64().unwrap()).unwrap();
            let every = "1 working day".parse().unwrap();
            let repeat = Repeat::new(0, times, every).unwrap();
            let mut escalation = late("0 business minutes").repeat(repeat);
            for _ in 1..steps {
                let step = Step::new("1 business hour".parse().unwrap(), [Recipient::Backup]);
                escalation = escalation.step(step);
            }
            let start = Signal::new(SignalKind::Breached, local("2026-01-05T10:00"));
            let mut chains = hear(&escalation, start);
            let fires = told(&mut chains, local("2026-03-01T00:00")).len() as u64;
            assert_eq!(fires, steps + steps * u64::from(times));
            let ended = chains.iter().all(|(_, chain)| chain.ended.is_some());
            assert!(ended, "exhausted");
        }
        "h074" => {
            let chains = hear(
                &late("0 minutes").step(Step::new("1 hour".parse().unwrap(), [Recipient::Backup])),
                Signal::new(SignalKind::Breached, local("2026-01-05T10:00")),
            );
            let chain = chains.iter().next().unwrap().1;
            let reached = |there: &[Recipient]| {
                let found = chain.reachable(0, |it| there.contains(it));
                found.into_iter().cloned().collect::<Vec<_>>()
            };
            assert_eq!(reached(&[Recipient::Backup]), [Recipient::Backup]);
            assert_eq!(reached(&[]), [Recipient::Contact], "never silence");
        }
        "h076" => {
            let viral =
                Escalation::new("viral", Trigger::on(SignalKind::Reach).above(10_000, 5_000))
                    .step(Step::new("0 minutes".parse().unwrap(), [Recipient::Pr]));
            let mut chains = Chains::new();
            for (reach, at) in input["reach"]
                .as_array()
                .unwrap()
                .iter()
                .zip(input["at"].as_array().unwrap())
            {
                let at = local(&format!("2026-01-05T{}", text(at)));
                let signal = Signal::new(SignalKind::Reach, at).measuring(reach.as_u64().unwrap());
                for event in chains.hear(&signal, [(&viral, &office())]).unwrap() {
                    chains.apply(&event);
                }
            }
            let at: Vec<_> = told(&mut chains, local("2026-01-06T00:00"));
            assert_eq!(at, [local("2026-01-05T10:07")], "once");
        }
        "h077" => {
            let safety = Escalation::new("safety", Trigger::on(SignalKind::Safety))
                .step(Step::new("0 minutes".parse().unwrap(), [Recipient::OnDuty]));
            let sunday = local("2026-01-11T03:00");
            let mut chains = hear(&safety, Signal::new(SignalKind::Safety, sunday));
            assert_eq!(told(&mut chains, sunday), [sunday]);
        }
        "h085" => {
            let day: chrono::NaiveDate = text(&input["holidays"][0]).parse().unwrap();
            let hours = Calendar::weekly(Amsterdam)
                .mon_fri("08:00-22:00")
                .unwrap()
                .sun("10:00-18:00")
                .unwrap()
                .sat("10:00-18:00")
                .unwrap()
                .holidays(&[Holiday::once(day, "Koningsdag")])
                .unwrap();
            let target: Target = "2 business hours".parse().unwrap();
            let clock = Clock::starting(local(text(&input["start"])), target, &hours);
            assert_eq!(clock.due(), Ok(local(text(&expected["due"]))));
            let pieces = clock.pieces().unwrap();
            let counted: TimeDelta = pieces.iter().map(|piece| piece.counted()).sum();
            assert_eq!(Target::Business(counted), target);
            assert!(clock.explain(Lang::Nl).unwrap().contains("Koningsdag"));
        }
        other => panic!("nobody keeps {other}"),
    }
}

// S4:4
#[test]
fn every_hard_case_that_is_no_calendar_s_is_kept() {
    let Some(rows) = rows("calendar/hard_cases.jsonl") else {
        return;
    };
    for row in rows.iter().filter(|row| row["kind"] != "calendar") {
        let id = text(&row["id"]);
        if !ELSEWHERE.iter().any(|(known, _)| *known == id) {
            check(id, &row["input"], &row["expected"]);
        }
    }
}
