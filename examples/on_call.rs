//! One room of the house: who hears that it goes wrong, and when? A weekend in simulated time.
//!
//! There is no clock and no scheduler here. The loop jumps to the instant at
//! which the chains want to be looked at again, until nothing is due.

use std::collections::BTreeMap;
use std::error::Error;

use chrono::{DateTime, TimeDelta, Utc};
use webcare::calendar::Calendar;
use webcare::escalation::{
    ChainEvent, Chains, Escalation, Recipient, Repeat, Signal, SignalKind, Step, Trigger,
};
use webcare::sla::ClockKind;
use webcare::text::Lang;

fn main() -> Result<(), Box<dyn Error>> {
    let office = Calendar::weekly(chrono_tz::Europe::Amsterdam)
        .mon_fri("08:00-21:00")?
        .sat("09:00-17:00")?;
    // Working time waits for somebody to be there; elapsed time does not.
    let late = Escalation::new("late", Trigger::on(SignalKind::Breached))
        .step(Step::new("0 business minutes".parse()?, [Recipient::Contact]).unless("owned"))
        .step(Step::new("2 business hours".parse()?, [Recipient::Backup]))
        .repeat(Repeat::new(1, 1, "1 working day".parse()?)?);
    let safety = Escalation::new("safety", Trigger::on(SignalKind::Safety))
        .step(Step::new("0 minutes".parse()?, [Recipient::OnDuty]))
        .step(Step::new("30 minutes".parse()?, [Recipient::Supervisor]));
    let viral = Escalation::new("viral", Trigger::on(SignalKind::Reach).above(10_000, 5_000))
        .step(Step::new("0 minutes".parse()?, [Recipient::Pr]));
    let agreed = [(&late, &office), (&safety, &office), (&viral, &office)];

    // Saturday afternoon to Tuesday: what goes wrong, and who takes it in hand.
    let at = |text: &str| format!("{text}:00+02:00").parse::<DateTime<Utc>>();
    let signals = BTreeMap::from([
        (
            at("2026-06-13T16:30")?,
            Signal::new(SignalKind::Breached, at("2026-06-13T16:30")?).of(ClockKind::FirstResponse),
        ),
        (
            at("2026-06-14T03:10")?,
            Signal::new(SignalKind::Safety, at("2026-06-14T03:10")?),
        ),
        (
            at("2026-06-14T11:00")?,
            Signal::new(SignalKind::Reach, at("2026-06-14T11:00")?).measuring(40_000),
        ),
        (
            at("2026-06-14T11:20")?,
            Signal::new(SignalKind::Reach, at("2026-06-14T11:20")?).measuring(90_000),
        ),
    ]);
    let taken = at("2026-06-14T03:25")?;

    let mut chains = Chains::new();
    let mut now = at("2026-06-13T16:00")?;
    let end = at("2026-06-17T00:00")?;
    while let Some(next) = next(&signals, &chains, taken, now).filter(|next| *next <= end) {
        now = next;
        let mut events = Vec::new();
        if let Some(signal) = signals.get(&now) {
            println!("{}  {:?}", office.local(now), signal.kind);
            events = chains.hear(signal, agreed)?;
        }
        if now == taken
            && let Some((id, _)) = chains.iter().find(|(_, it)| it.escalation == safety.id)
        {
            println!("{}  els takes `{id}` in hand", office.local(now));
            events.extend(chains.acknowledge(id, "els", now));
        }
        events.iter().for_each(|event| chains.apply(event));
        for event in chains.advance(now, |_| false) {
            chains.apply(&event);
            tell(&event, &chains, &office);
        }
    }
    println!("\nand each of them can say why:");
    for (_, chain) in chains.iter() {
        println!("\n{}", chain.explain(&office, Lang::En));
    }
    Ok(())
}

/// The next instant at which something happens or is due.
fn next(
    signals: &BTreeMap<DateTime<Utc>, Signal>,
    chains: &Chains,
    taken: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let later = now + TimeDelta::nanoseconds(1);
    let heard = signals.range(later..).next().map(|(at, _)| *at);
    let taken = Some(taken).filter(|taken| *taken > now);
    [heard, taken, chains.next_wake()]
        .into_iter()
        .flatten()
        .min()
}

fn tell(event: &ChainEvent, chains: &Chains, office: &Calendar) {
    match event {
        ChainEvent::Notified { id, step, at, .. } => {
            let chain = chains.get(id);
            let planned = chain.and_then(|chain| chain.plan.get(*step));
            let to: Vec<String> = planned
                .into_iter()
                .flat_map(|planned| planned.notify.iter().map(ToString::to_string))
                .collect();
            println!("{}    {id}: tells {}", office.local(*at), to.join(", "));
        }
        ChainEvent::Ended { id, at, reason, .. } => {
            println!("{}    {id}: over, {reason:?}", office.local(*at));
        }
        _ => {}
    }
}
