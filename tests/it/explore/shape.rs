use std::collections::BTreeSet;
use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};

use webcare::case::{FollowUp, Owner, Reply};
use webcare::policy::Record;
use webcare::sla::{ClockKind, Run};

use super::world::World;

/// What is told of a world, so far as it matters for what can still happen.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) hash: u64,
    /// Whether it is the same with Els and Bram in each other's place: then
    /// what Bram can do leads where the same by Els does.
    pub(super) is_even: bool,
}

/// What can still happen depends on this alone: two worlds of one shape are one
/// state. Counts, ids of texts and of what is finished, and instants that no
/// clock looks back at are left out. Els and Bram can do the same, so that a
/// world in which they changed places is the same state too.
pub(super) fn shape(world: &World) -> Shape {
    let mut told = String::with_capacity(1_024);
    let said: Vec<_> = world
        .said
        .values()
        .map(|it| (&it.text, it.revision, it.posted_at))
        .collect();
    write!(told, "{} {} {said:?}", world.ticks, world.is_erased).unwrap();
    for filing in world.filings.values() {
        write!(told, " {:?}", filing.standing).unwrap();
    }
    for record in world.records.values() {
        tell(&mut told, record);
    }
    let changed_places = told
        .replace("els", "?")
        .replace("bram", "els")
        .replace('?', "bram");
    Shape {
        is_even: told == changed_places,
        hash: hash(&told.min(changed_places)),
    }
}

fn hash(told: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    told.hash(&mut hasher);
    hasher.finish()
}

fn tell(told: &mut String, record: &Record) {
    let case = &record.case;
    write!(told, "\n{:?} {} ", case.state, owner(&case.owner)).unwrap();
    if let Some(to) = &case.hand_off {
        write!(told, "to {} {:?} ", owner(to), case.offered_at).unwrap();
    }
    let under_way = |it: &&Reply| it.is_draft() || it.is_leaving();
    for reply in case.replies.values().filter(under_way) {
        let progress: Vec<_> = reply.parts.iter().map(|part| &part.progress).collect();
        let (is_draft, purpose) = (reply.is_draft(), reply.purpose);
        let (answers, revision) = (&reply.answers, reply.revision);
        write!(
            told,
            "{answers} {revision} {purpose:?} {is_draft} {progress:?} "
        )
        .unwrap();
    }
    let finished = |it: &&Reply| !under_way(it) && it.is_delivered();
    let finished = case.replies.values().filter(finished);
    let finished: BTreeSet<_> = finished.map(|it| format!("{:?}", it.purpose)).collect();
    let promised: Vec<_> = case
        .open_promises()
        .map(|(_, it)| (it.due, it.broken))
        .collect();
    let asked: Vec<_> = case.open_consults().map(|(_, it)| it.asked_at).collect();
    write!(told, "{finished:?} {promised:?} {asked:?} ").unwrap();
    let began = !case.replies.is_empty() || !case.promises.is_empty() || !case.consults.is_empty();
    let touched = began || case.hand_offs > 0 || case.is_parted;
    let follow_up = match case.follow_up {
        FollowUp::Owed(since) => format!("owed {since}"),
        FollowUp::None => String::new(),
        _ => "settled".to_owned(),
    };
    let ended = (case.resolution.is_some(), case.ended_at);
    let step = case.next_step.is_some();
    write!(
        told,
        "{touched} {} {follow_up} {ended:?} {step} ",
        case.is_parted
    )
    .unwrap();
    let (facts, unsure) = (case.facts.len(), case.inferred().count());
    write!(told, "{facts} {unsure} {} ", case.note_owed).unwrap();
    let offered = &case.switched_to;
    let lost = case.undelivered_since.is_some();
    let (into, answered, receipted) = (&case.merged_into, case.answered_at, case.receipted);
    write!(
        told,
        "{offered:?} {lost} {into:?} {answered:?} {receipted} "
    )
    .unwrap();
    for voice in case.voices.values() {
        let key = &voice.mention;
        let waits = case.is_unanswered(key);
        write!(
            told,
            "{key} {} {} {waits} ",
            voice.revision,
            case.is_there(key)
        )
        .unwrap();
    }
    clocks(told, record);
}

fn owner(owner: &Owner) -> &str {
    match owner {
        Owner::Agent(agent) => agent.as_str(),
        Owner::Queue(queue) => queue.as_str(),
    }
}

/// The clocks that run, and the end that a reopened case goes on from.
fn clocks(told: &mut String, record: &Record) {
    let is_end = |run: &&Run| run.id.kind == ClockKind::Resolution && run.met.is_some();
    let end = record.clocks.iter().rfind(is_end);
    for run in record.clocks.open().chain(end) {
        let (kind, breached) = (run.id.kind.word(), run.breached.is_some());
        // A pause that ends where it began counts for nothing.
        let pauses = run.pauses.iter().filter(|it| it.until != Some(it.from));
        let pauses: BTreeSet<_> = pauses.map(|it| (it.from, it.until)).collect();
        let ends = (run.from, run.met);
        write!(told, "{kind} {breached} {ends:?} {pauses:?} ").unwrap();
    }
}
