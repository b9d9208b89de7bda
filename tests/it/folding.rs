//! The fold of a clock, held against a walk over quarters of an hour that keeps no clock at all.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use webcare::calendar::Calendar;
use webcare::sla::{ClockEvent, ClockId, ClockKind, ClockState, Clocks, PauseReason, Run, Target};

const KIND: ClockKind = ClockKind::Resolution;

/// Quarters of an hour that are walked: three weeks from a Monday's midnight.
const END: i64 = 21 * 96;

/// What happens to a clock that runs.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fact {
    Pauses(PauseReason),
    Resumes,
    IsMet,
    IsCancelled,
}

/// A term, and what happens in it at which quarter, in order.
#[derive(Clone, Debug)]
struct Life {
    start: i64,
    quarters: i64,
    elapsed: bool,
    facts: Vec<(i64, Fact)>,
}

fn life() -> impl Strategy<Value = Life> {
    let fact = prop_oneof![
        3 => Just(Fact::Pauses(PauseReason::Customer)),
        1 => Just(Fact::Pauses(PauseReason::Department)),
        3 => Just(Fact::Resumes),
        1 => Just(Fact::IsMet),
        1 => Just(Fact::IsCancelled),
    ];
    // Near each other, so that many come at one instant, or when it is due.
    let facts = prop::collection::vec((0i64..160, fact), 0..7);
    let term = prop_oneof![1i64..12, 1i64..130];
    (0i64..500, term, any::<bool>(), facts).prop_map(|(start, quarters, elapsed, mut facts)| {
        facts.iter_mut().for_each(|(at, _)| *at += start);
        facts.sort_by_key(|(at, _)| *at);
        Life {
            start,
            quarters,
            elapsed,
            facts,
        }
    })
}

fn instant(quarter: i64) -> DateTime<Utc> {
    let monday = DateTime::from_timestamp(1_767_571_200, 0).unwrap();
    monday + TimeDelta::minutes(15 * quarter)
}

fn office() -> Calendar {
    let office = Calendar::weekly(chrono_tz::UTC);
    office.mon_fri("09:00-12:30, 13:00-17:00").unwrap()
}

/// The same hours, looked at and not reckoned with.
fn is_open(quarter: i64) -> bool {
    let (day, time) = (quarter / 96, quarter % 96);
    day % 7 < 5 && ((36..50).contains(&time) || (52..68).contains(&time))
}

/// What became of a clock.
#[derive(Debug, Default, PartialEq)]
struct Ends {
    breached: Option<DateTime<Utc>>,
    met: Option<DateTime<Utc>>,
    cancelled: Option<DateTime<Utc>>,
}

/// The ends of a life, and how it stands at each quarter: a walk, quarter by quarter.
fn walked(life: &Life) -> (Ends, Vec<ClockState>) {
    let mut ends = Ends::default();
    let mut states = vec![ClockState::Waiting; life.start as usize];
    let (mut left, mut waits) = (life.quarters, Vec::new());
    for now in life.start..END {
        let at_once = || {
            life.facts
                .iter()
                .filter(|(at, _)| *at == now)
                .map(|it| it.1)
        };
        if ends.met.is_none() && ends.cancelled.is_none() {
            let is_met = at_once().any(|fact| fact == Fact::IsMet);
            // At the due instant itself it can still be met.
            if left == 0 && ends.breached.is_none() && !is_met {
                ends.breached = Some(instant(now));
            }
            if is_met {
                ends.met = Some(instant(now));
            } else if at_once().any(|fact| fact == Fact::IsCancelled) {
                ends.cancelled = Some(instant(now));
            }
            for fact in at_once() {
                match fact {
                    Fact::Pauses(reason) => waits.push(reason),
                    Fact::Resumes => waits.clear(),
                    Fact::IsMet | Fact::IsCancelled => {}
                }
            }
        }
        states.push(match (ends.met, ends.breached, ends.cancelled) {
            (Some(_), Some(_), _) => ClockState::MetLate,
            (Some(_), None, _) => ClockState::Met,
            (None, Some(_), _) => ClockState::Breached,
            (None, None, Some(_)) => ClockState::Cancelled,
            (None, None, None) if waits.is_empty() => ClockState::Running,
            (None, None, None) => ClockState::Paused,
        });
        let counts = waits.is_empty() && (life.elapsed || is_open(now));
        left -= i64::from(counts && left > 0);
    }
    (ends, states)
}

fn started(life: &Life) -> ClockEvent {
    let time = TimeDelta::minutes(15 * life.quarters);
    ClockEvent::Started {
        id: KIND.into(),
        from: instant(life.start),
        target: match life.elapsed {
            true => Target::Elapsed(time),
            false => Target::Business(time),
        },
        calendar: "office".into(),
    }
}

fn event(at: i64, fact: Fact) -> ClockEvent {
    let (id, at) = (ClockId::from(KIND), instant(at));
    match fact {
        Fact::Pauses(reason) => ClockEvent::Paused { id, at, reason },
        Fact::Resumes => ClockEvent::Resumed { id, at },
        Fact::IsMet => ClockEvent::Met { id, at },
        Fact::IsCancelled => ClockEvent::Cancelled { id, at },
    }
}

/// Writes down what has been breached by a quarter, as whoever looks does.
fn look(clocks: &mut Clocks, quarter: i64, office: &Calendar) {
    for breach in clocks.breaches(instant(quarter), |_| Some(office)) {
        clocks.apply(&breach);
    }
}

/// The clock after its life, looked at before everything that happens and at `polls`.
fn folded(life: &Life, polls: &[i64], office: &Calendar) -> Clocks {
    let mut clocks = Clocks::new();
    clocks.apply(&started(life));
    let mut looks = polls.iter().peekable();
    for (at, fact) in &life.facts {
        while let Some(poll) = looks.next_if(|poll| *poll <= at) {
            look(&mut clocks, *poll, office);
        }
        look(&mut clocks, *at, office);
        clocks.apply(&event(*at, *fact));
    }
    looks.for_each(|poll| look(&mut clocks, *poll, office));
    look(&mut clocks, END - 1, office);
    clocks
}

/// The same, where each end is told so many facts late, and looks come in between.
fn told_late(life: &Life, late: usize, office: &Calendar) -> Clocks {
    let mut clocks = Clocks::new();
    clocks.apply(&started(life));
    let is_end = |fact: Fact| matches!(fact, Fact::IsMet | Fact::IsCancelled);
    let mut order: Vec<(usize, (i64, Fact))> = (0..)
        .zip(life.facts.iter().copied())
        .map(|(place, (at, fact))| (place + if is_end(fact) { late } else { 0 }, (at, fact)))
        .collect();
    order.sort_by_key(|(place, _)| *place);
    let mut now = 0;
    for (_, (at, fact)) in order {
        now = now.max(at);
        look(&mut clocks, now, office);
        clocks.apply(&event(at, fact));
    }
    look(&mut clocks, END - 1, office);
    clocks
}

fn ends(run: &Run) -> Ends {
    Ends {
        breached: run.breached,
        met: run.met,
        cancelled: run.cancelled,
    }
}

fn check(life: &Life, polls: &[i64], late: usize) -> Result<(), TestCaseError> {
    let office = office_once();
    let (expected, states) = walked(life);
    let once = folded(life, &[], office);
    let often = folded(life, polls, office);
    prop_assert_eq!(&once, &often, "a look changed something");
    let late = told_late(life, late, office);
    for clocks in [&once, &late] {
        let run = clocks.get(KIND).unwrap();
        prop_assert_eq!(&ends(run), &expected);
        let clock = run.clock(office);
        let looked_at = polls.iter().chain(life.facts.iter().map(|(at, _)| at));
        for quarter in looked_at.chain([&life.start]) {
            let state = clock.state(instant(*quarter)).unwrap();
            prop_assert_eq!(state, states[*quarter as usize], "at quarter {}", quarter);
        }
    }
    // What comes at one instant may come in any order, save a pause and its own end.
    let mut turned = life.clone();
    turned.facts.reverse();
    turned.facts.sort_by_key(|(at, _)| *at);
    let is_pause = |fact: Fact| matches!(fact, Fact::Pauses(_) | Fact::Resumes);
    let pauses: Vec<_> = life.facts.iter().filter(|it| is_pause(it.1)).collect();
    if pauses.windows(2).all(|pair| pair[0].0 != pair[1].0) {
        let run = folded(&turned, polls, office).get(KIND).cloned().unwrap();
        prop_assert_eq!(ends(&run), expected, "another order at one instant");
    }
    Ok(())
}

fn office_once() -> &'static Calendar {
    static OFFICE: std::sync::OnceLock<Calendar> = std::sync::OnceLock::new();
    OFFICE.get_or_init(office)
}

proptest! {
    // A million with `WEBCARE_LONG=1`.
    #![proptest_config(ProptestConfig {
        cases: if std::env::var_os("WEBCARE_LONG").is_some() { 1_000_000 } else { 2_000 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Met and breached at the true instant, pauses united, whoever looks when
    /// and in whatever order the ends are told.
    #[test]
    fn a_clock_is_what_a_walk_over_its_time_says(
        life in life(),
        mut polls in prop::collection::vec(0i64..END, 0..6),
        late in 0usize..5,
    ) {
        polls.sort_unstable();
        check(&life, &polls, late)?;
    }
}
