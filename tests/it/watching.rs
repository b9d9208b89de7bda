//! Who only watches, and who owns.

use chrono::{DateTime, TimeDelta, Utc};
use webcare::case::{Command, Effect, Event, Owner, Ownership, Refusal};
use webcare::mention::Mention;
use webcare::policy::What;

use crate::desk::{Sim, at, policy_with};

/// Public relations has a queue, a contact and warnings of its own.
const PR: &str = "
    queues.pr         = { mandate = { acts = ['reply', 'resolve', 'close'] } }
    agents.petra      = { queues = ['pr'] }
    departments.press = { contact = 'petra' }
";

fn article() -> Mention {
    let mut mention = Mention::post("twitter", "1")
        .by("@jan_k")
        .text("journalist hier, een klacht")
        .posted_at(at("14T10:00"))
        .seen_at(at("14T10:00"));
    mention.reach = Some(20_000);
    mention
}

fn owners(sim: &Sim) -> Vec<Owner> {
    let log = sim.store.log(&sim.case().case.id);
    let events = log.into_iter().filter_map(|entry| match entry.what {
        What::Case(event) => Some(event),
        _ => None,
    });
    events
        .filter_map(|event| match event {
            Event::Opened { queue, .. } | Event::Requeued { queue } => Some(Owner::Queue(queue)),
            Event::Taken { agent, .. } => Some(Owner::Agent(agent)),
            Event::HandOffAccepted { owner } => Some(owner),
            Event::Reassigned { to, .. } => Some(to),
            _ => None,
        })
        .collect()
}

fn heard(sim: &Sim, who: &str) -> usize {
    let effects = sim.commits.iter().flat_map(|commit| &commit.effects);
    let notices = effects.filter(|effect| match effect {
        Effect::Notify(notice) => notice.to.iter().any(|it| it == who),
        _ => false,
    });
    notices.count()
}

fn pass(sim: &mut Sim, until: DateTime<Utc>) {
    let mut now = at("14T10:05");
    while now < until {
        sim.wake(now);
        now += TimeDelta::hours(3);
    }
}

// S1:38
#[test]
fn public_relations_that_watches_never_comes_to_own() {
    let mut sim = Sim::over(policy_with(PR));
    sim.hear(article(), at("14T10:05"));
    pass(&mut sim, at("20T10:00"));
    assert!(
        heard(&sim, "petra") >= 2,
        "told by the rule, and of the reach"
    );
    let now = at("20T10:00");
    let ownership = Ownership::Decides;
    let refused = sim.order("petra", Command::Take { ownership }, now);
    let (agent, queue) = ("petra".into(), "webcare".into());
    assert_eq!(refused.unwrap_err(), Refusal::NotInQueue { agent, queue });
    let briefing = "dit is van ons";
    for command in [
        Command::Accept,
        Command::Reassign {
            to: Owner::Agent("petra".into()),
            briefing: briefing.into(),
        },
        Command::Offer {
            to: Owner::Agent("petra".into()),
            briefing: briefing.into(),
        },
    ] {
        assert!(
            sim.order("petra", command.clone(), now).is_err(),
            "{command:?}"
        );
    }
    sim.order("els", Command::Take { ownership }, now).unwrap();
    pass(&mut sim, at("29T10:00"));
    let webcare = [Owner::Queue("webcare".into()), Owner::Agent("els".into())];
    assert_eq!(owners(&sim), webcare);
}

// S1:38
#[test]
fn public_relations_owns_where_the_playbook_says_so() {
    let owns = "rules = [{ id = 'van-pr', when = { words = 'journalist' }, \
                then = { respond = 'complaint', queue = 'pr' } }]";
    let mut sim = Sim::over(policy_with(&format!("{PR}\n{owns}")));
    sim.hear(article(), at("14T10:05"));
    let now = at("14T10:20");
    let ownership = Ownership::Decides;
    assert!(sim.order("els", Command::Take { ownership }, now).is_err());
    sim.order("petra", Command::Take { ownership }, now)
        .unwrap();
    let pr = [Owner::Queue("pr".into()), Owner::Agent("petra".into())];
    assert_eq!(owners(&sim), pr);
}
