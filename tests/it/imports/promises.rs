//! A promise is explained by what is known of how it was made.

use chrono::TimeDelta;
use webcare::case::{Command, Ownership, PromiseId};
use webcare::policy::{Import, Pending, Record};
use webcare::sla::{ClockId, ClockKind, Target};
use webcare::text::Lang;

use super::{import, now, pending, said, taken_over};
use crate::desk::{Sim, at, policy_with};

fn explained(sim: &Sim, record: &Record, lang: Lang) -> String {
    let id = ClockId::about(ClockKind::Promise, "1");
    sim.desk.policy().explain(record, &id, lang).unwrap()
}

#[test]
fn a_promise_is_explained_in_the_measure_it_was_made_in() {
    let mut sim = Sim::new();
    // A Friday, at four.
    let friday = at("17T14:00");
    sim.hear(said("1", "17T13:00"), friday);
    let ownership = Ownership::Decides;
    sim.order("els", Command::Take { ownership }, friday)
        .unwrap();
    let promise = Command::Promise {
        what: "een brief".into(),
        within: "16 business hours".parse().unwrap(),
    };
    sim.order("els", promise, friday).unwrap();
    let record = sim.case();
    let made = &record.case.promises[&PromiseId::new(1)];
    assert_eq!(made.within, Some(Target::Business(TimeDelta::hours(16))));
    let told = explained(&sim, &record, Lang::Nl);
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(
        lines[..5],
        [
            "toezegging: ma 20 juni 2011 11:00: 16 uur openingstijd vanaf vr 17 juni 2011 16:00",
            "vr 17 juni 16:00–21:00 telt mee: 5:00 uur",
            "za 18 juni 09:00–17:00 telt mee: 8:00 uur",
            "zo 19 juni overgeslagen: geen werkdag",
            "ma 20 juni 08:00–11:00 telt mee: 3:00 uur",
        ]
    );
    // What the customer was told holds, whatever the hours are by now.
    let later = "calendars.office = { mon-fri = ['09:00-17:00'] }";
    let changed = Sim::over(policy_with(later));
    let told = explained(&changed, &record, Lang::En);
    assert!(
        told.starts_with(
            "promise: Mon 20 June 2011 11:00: 16 business hours, as it was counted then\n"
        ),
        "{told}"
    );
}

#[test]
fn a_promise_that_was_taken_over_is_explained_by_its_instant() {
    let told_at = at("09T08:00");
    for (due, made_at, expected) in [
        (at("13T14:00"), None, at("13T14:00")),
        (at("20T14:00"), None, now()),
        (at("20T14:00"), Some(told_at), told_at),
        (at("13T14:00"), Some(told_at), told_at),
        // It is so, where the host says so.
        (at("08T14:00"), Some(told_at), told_at),
        (at("20T14:00"), Some(at("15T08:00")), now()),
    ] {
        let promise = Pending {
            made_at,
            ..pending(due)
        };
        let (sim, record) = taken_over(Import {
            promises: vec![promise],
            ..import(vec![said("1", "06T10:00")])
        });
        let made = &record.case.promises[&PromiseId::new(1)];
        assert_eq!((made.made_at, made.within), (expected, None));
        let clock = record.clocks.get(ClockId::about(ClockKind::Promise, "1"));
        assert_eq!(clock.unwrap().from, expected.min(due));
        let told = explained(&sim, &record, Lang::Nl);
        assert!(told.contains(" 16:00: zo is het toegezegd\n"), "{told}");
        assert!(!told.contains("vanaf"), "{told}");
        let told = explained(&sim, &record, Lang::En);
        assert!(told.contains(" 16:00: as it was promised\n"), "{told}");
    }
}
