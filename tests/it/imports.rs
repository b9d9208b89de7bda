//! Open cases of elsewhere: what is taken over, as what, and what is refused.

mod clocks;
mod promises;
mod refusals;

use chrono::{DateTime, Utc};
use webcare::case::{Flaw, Owner, Refusal};
use webcare::desk::DeskError;
use webcare::mention::{Mention, MentionKey};
use webcare::policy::{Import, Input, Pending, Record};
use webcare::sorted::SortedMap;

use crate::desk::{Sim, at};

/// When everything is taken over.
fn now() -> DateTime<Utc> {
    at("14T10:00")
}

fn said(id: &str, posted: &str) -> Mention {
    Mention::post("dm", id)
        .by("@jan_k")
        .text("een klacht")
        .posted_at(at(posted))
}

fn key(id: &str) -> MentionKey {
    MentionKey::new("dm", id)
}

fn import(mentions: Vec<Mention>) -> Import {
    Import {
        case: "crm-77".into(),
        mentions,
        owner: Owner::Agent("els".into()),
        answered: vec![],
        answered_at: None,
        earlier_answers: vec![],
        waits: vec![],
        promises: vec![],
        references: SortedMap::new(),
    }
}

fn pending(due: DateTime<Utc>) -> Pending {
    Pending {
        what: "we sturen een brief".into(),
        due,
        callback: false,
        made_at: None,
    }
}

fn taken_over(import: Import) -> (Sim, Record) {
    taken_over_by(Sim::new(), import)
}

fn taken_over_by(mut sim: Sim, import: Import) -> (Sim, Record) {
    let id = import.case.clone();
    sim.put(Input::Import(import), now()).unwrap();
    let record = sim.store.record(&id).unwrap();
    (sim, Record::clone(&record))
}

fn flaws(sim: &mut Sim, import: Import) -> Vec<Flaw> {
    match sim.put(Input::Import(import), now()) {
        Err(DeskError::Refused(Refusal::NotTakenOver { flaws })) => flaws,
        other => panic!("{other:?}"),
    }
}
