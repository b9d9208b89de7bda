//! The ten invariants, as a state or a step between two must keep them. That
//! nothing is sent in a rehearsal is kept by type.

use std::collections::{BTreeMap, BTreeSet};

use webcare::case::{Case, CaseId, Command, Effect, Event, FollowUp, Owner, Progress, State};
use webcare::channel::ChannelId;
use webcare::mention::MentionKey;
use webcare::policy::{Commit, Entry, Input, Order, Policy, Record, Standing, What};
use webcare::sla::{ClockEvent, ClockKind, Run};
use webcare::text::Lang;

use super::moves::{Around, Scope, case_of, comes_again, deliveries, is_lost};
use super::world::World;

/// What holds in every state.
pub(super) fn check_state(policy: &Policy, world: &World) {
    every_mention_is_in_one_place(world);
    for record in world.records.values() {
        every_case_has_an_owner_and_a_next_step(policy, record);
        the_public_word_is_tracked(&record.case);
        nothing_leaves_unapproved(&record.case);
        clocks_end_with_the_case(record);
        what_is_due_is_explained(policy, record);
        what_is_forgotten_has_no_words(world, &record.case);
    }
    // 6: nothing leaves twice.
    for ((part, attempt), times) in &*world.sent {
        assert_eq!(*times, 1, "{part} at {attempt}");
    }
}

/// 1
fn every_mention_is_in_one_place(world: &World) {
    let said: BTreeSet<_> = world.said.keys().collect();
    assert!(
        said.iter().all(|it| world.filings.contains_key(it)),
        "lost one of {said:?}"
    );
    for filing in world.filings.values() {
        let live = world
            .records
            .values()
            .filter(|it| it.case.merged_into.is_none());
        let holders: Vec<_> = live
            .filter(|it| it.case.voices.contains_key(&filing.mention))
            .collect();
        match &filing.standing {
            Standing::InCase(case) => {
                assert_eq!(holders.len(), 1, "{}", filing.mention);
                assert_eq!(holders[0].case.id, world.root(case));
                let voice = &holders[0].case.voices[&filing.mention];
                assert_eq!(Some(voice), filing.heard.as_ref().map(|it| &it.voice));
            }
            _ => assert!(
                holders.iter().all(|it| !it.case.is_there(&filing.mention)),
                "{}",
                filing.mention
            ),
        }
    }
}

/// 3
fn every_case_has_an_owner_and_a_next_step(policy: &Policy, record: &Record) {
    let case = &record.case;
    let known = match &case.owner {
        Owner::Agent(agent) => policy.playbook().agents().contains_key(agent),
        Owner::Queue(queue) => policy.playbook().queues().contains_key(queue),
    };
    assert!(known, "{:?}", case.owner);
    if case.is_live() {
        let next = policy.next(record).expect("a live case has a next step");
        assert_ne!(next.who, Owner::Queue("".into()), "{case:#?}");
        // Somebody waits for us, and nothing was agreed on: a term runs.
        let waits = case.cores().iter().any(|it| {
            let key = &it.mention;
            case.is_there(key) && case.is_unanswered(key)
        });
        let is_ours = case.state != State::AwaitingCustomer;
        assert!(
            !waits || !is_ours || next.due.is_some(),
            "nothing is due: {case:#?}"
        );
    }
    assert!(!case.is_live() || !case.voices.is_empty() || case.state == State::New);
}

/// 5: owed until given or waived, and nothing closes over it but forgetting.
fn the_public_word_is_tracked(case: &Case) {
    if case.state == State::Closed && case.erased.is_empty() && !case.is_untouched() {
        assert!(!case.owes_follow_up(), "closed, and it is owed: {case:#?}");
        assert_eq!(case.open_promises().count(), 0);
    }
}

/// 6
fn nothing_leaves_unapproved(case: &Case) {
    for reply in case.replies.values() {
        let mut parts = reply.parts.iter();
        let is_out = parts.any(|it| it.progress != Progress::Waiting);
        assert!(!is_out || reply.approved_by.is_some());
        let lost = reply.parts.iter().any(|it| is_lost(&it.progress));
        let is_gone = reply.discarded || case.erased.contains(&reply.answers);
        // Once a person is forgotten, nobody looks for what was lost.
        if lost && !is_gone && case.erased.is_empty() {
            assert!(case.undelivered_since.is_some(), "nobody looks for it");
        }
    }
}

/// 9: an ended case has no clock of its own left running.
fn clocks_end_with_the_case(record: &Record) {
    let case = &record.case;
    if matches!(case.state, State::Closed | State::Merged) {
        assert_eq!(record.clocks.open().count(), 0, "{case:#?}");
    }
    if !case.is_live() {
        assert!(record.clocks.running(ClockKind::FirstResponse).is_none());
    }
}

/// 9
fn what_is_due_is_explained(policy: &Policy, record: &Record) {
    if policy.due(record).is_some() {
        let told = policy.explain_due(record, Lang::Nl);
        assert!(
            told.is_some_and(|it| !it.is_empty()),
            "{:#?}",
            record.clocks
        );
    }
}

/// 10
fn what_is_forgotten_has_no_words(world: &World, case: &Case) {
    if world.is_erased && case.voices.keys().all(|it| case.erased.contains(it)) {
        assert!(case.texts.is_empty(), "{case:#?}");
    }
    for kept in &case.texts {
        assert!(world.texts.contains(&kept.text), "{} is gone", kept.text);
    }
}

/// What holds of every step.
pub(super) fn check_step(
    policy: &Policy,
    before: &World,
    input: &Input,
    commit: &Commit,
    after: &World,
) {
    for change in &commit.changes {
        let blank = || Record::blank(change.case.clone()).into();
        let was = before.records.get(&change.case).cloned();
        let mut record = Record::clone(&was.unwrap_or_else(blank));
        for entry in &change.entries {
            let was = record.clone();
            record.apply(entry);
            if let What::Case(event) = &entry.what {
                the_owner_changes_by_agreement(&was.case, event, &record.case);
                the_public_word_changes_by_word(&was.case, event, &record.case);
                what_arrived_stays(&was.case, &record.case);
            }
            breached_stays_breached(&was, entry, &record);
        }
        // 9: what is stored is what its log tells.
        assert_eq!(record, *change.record);
    }
    what_leaves_was_approved(before, input, commit, after);
    notes_meet_no_clock(input, commit);
    if let Input::Erase { .. } = input {
        every_count_is_as_before(before, after);
    }
    // 2: the same delivery again changes nothing. 7: who did not see it is refused.
    let again = after.step(policy, input.clone());
    assert!(again.is_none(), "{input:?} again: {again:?}");
    if let Some(case) = case_of(input) {
        the_other_is_told(policy, before, case, after);
    }
}

/// 3: an owner changes where it was taken, accepted, imported or reassigned, or
/// where nobody had it yet.
fn the_owner_changes_by_agreement(was: &Case, event: &Event, is: &Case) {
    if was.owner == is.owner {
        return;
    }
    match event {
        Event::Taken { .. } | Event::Reassigned { .. } => {}
        Event::HandOffAccepted { .. } => assert!(was.hand_off.is_some(), "{was:#?}"),
        Event::Opened { .. } | Event::Requeued { .. } => {
            assert!(matches!(was.owner, Owner::Queue(_)), "{was:#?}");
        }
        other => panic!("{other:?} changed the owner of {was:#?}"),
    }
}

/// 5
fn the_public_word_changes_by_word(was: &Case, event: &Event, is: &Case) {
    let is_settled = match event {
        Event::FollowUpGiven { .. } | Event::FollowUpWaived { .. } => true,
        _ => !was.owes_follow_up() || is.owes_follow_up(),
    };
    assert!(is_settled, "{event:?}");
    if let Event::FollowUpOwed = event {
        assert!(matches!(is.follow_up, FollowUp::Owed(_)));
    }
}

/// 6: what arrived does not leave again.
fn what_arrived_stays(was: &Case, is: &Case) {
    for (id, reply) in was.replies.iter() {
        for (part, now) in reply.parts.iter().zip(&is.replies[id].parts) {
            if let Progress::Delivered(_) = part.progress {
                assert_eq!(part.progress, now.progress, "{id:?}");
            }
        }
    }
}

/// 9: the breached ones stay in the averages, but for what is kept at the due
/// instant itself.
fn breached_stays_breached(was: &Record, entry: &Entry, is: &Record) {
    if let What::Clock(ClockEvent::Met { id, at }) = &entry.what
        && was
            .clocks
            .get(id.clone())
            .is_some_and(|run| run.breached == Some(*at))
    {
        return;
    }
    let breached = |record: &Record| {
        let runs = record.clocks.iter();
        runs.filter(|run: &&Run| run.breached.is_some()).count()
    };
    assert!(breached(was) <= breached(is), "{entry:?}");
}

/// 4 and 6: parts leave by a person's hand alone, each to the mention that its
/// reply was written for, as it was read.
fn what_leaves_was_approved(before: &World, input: &Input, commit: &Commit, after: &World) {
    for effect in &commit.effects {
        let Effect::Send(part) = effect else { continue };
        let Input::Command(order) = input else {
            panic!("{input:?} let {part:?} leave")
        };
        let by_hand = matches!(
            order.command,
            Command::Approve { .. } | Command::Resend { .. }
        );
        assert!(by_hand, "{order:?} let {part:?} leave");
        let case = &before.records[&part.id.case].case;
        let reply = &case.replies[&part.id.reply];
        assert_eq!(reply.answers, part.answers);
        if let Command::Approve { .. } = order.command {
            assert!(case.is_there(&reply.answers), "{case:#?}");
            assert_eq!(case.voices[&reply.answers].revision, reply.revision);
        }
        let progress = &reply.parts[part.id.part as usize].progress;
        assert!(matches!(progress, Progress::Waiting | Progress::Failed));
        assert!(after.texts.contains(&part.text), "{part:?} has no words");
    }
    for text in &commit.texts {
        // 4: the number in the alphabet is never let through to everybody.
        assert!(!text.words.reveal().contains("NL91ABNA"), "{input:?}");
        if let Some(channel) = &text.channel {
            assert_eq!(channel.as_str(), "twitter");
            assert!(text.words.reveal().starts_with("@jan_k "), "{input:?}");
        }
    }
}

/// 9
fn notes_meet_no_clock(input: &Input, commit: &Commit) {
    let Input::Command(order) = input else { return };
    if let Command::Note { .. } | Command::Draft { .. } | Command::Approve { .. } = order.command {
        let mut entries = commit.changes.iter().flat_map(|it| &it.entries);
        let met = |entry: &Entry| matches!(entry.what, What::Clock(ClockEvent::Met { .. }));
        assert!(!entries.any(met), "{commit:#?}");
    }
}

/// 10
fn every_count_is_as_before(before: &World, after: &World) {
    for (id, was) in &before.records {
        let is = &after.records[id];
        let counts = |record: &Record| {
            let case = &record.case;
            let handed = (case.hand_offs, case.repeated_explanations, case.came_back);
            let said = (case.voices.len(), case.public_rounds, case.round_trips);
            let agreed = (case.replies.len(), case.promises.len(), case.consults.len());
            (handed, said, agreed, case.contact_persons.len())
        };
        assert_eq!(counts(was), counts(is), "{id}");
    }
    assert_eq!(before.filings.len(), after.filings.len());
}

/// 7: a colleague who decides on what was there before is told so.
fn the_other_is_told(policy: &Policy, before: &World, case: &CaseId, after: &World) {
    let was = before.records[case].case.revision;
    assert_ne!(was, after.records[case].case.revision);
    let order = Order {
        case: case.clone(),
        expected: was,
        by: "bram".into(),
        command: Command::Note { text: "zag".into() },
    };
    let done = after.step(policy, Input::Command(order));
    assert!(done.is_none(), "{done:?}");
}

/// What a state that was not seen before must keep, beside what holds in every one.
pub(super) fn check_anew(policy: &Policy, world: &World, scope: &Scope) {
    the_order_of_deliveries_does_not_matter(policy, world, scope);
    equals_are_treated_equally(policy, world);
    for record in world.records.values() {
        // 9: the same, written down and read.
        let written = serde_json::to_string(&**record).unwrap();
        let read: Record = serde_json::from_str(&written).unwrap();
        assert_eq!(read, **record);
    }
}

/// 2: of two deliveries at one instant, either may come first. A case that
/// somebody works on is never taken apart; there an edit decides no more what
/// came before it, only what comes after.
fn the_order_of_deliveries_does_not_matter(policy: &Policy, world: &World, scope: &Scope) {
    let all = deliveries(world, scope);
    let is_begun = world.records.values().any(|it| !it.case.is_untouched());
    for (place, one) in all.iter().enumerate() {
        for other in &all[place + 1..] {
            let is_one = subject(&one.0) == subject(&other.0);
            let is_settled = is_begun && (is_edit(&one.0) || is_edit(&other.0));
            if is_one || is_settled {
                continue;
            }
            let straight = both(policy, world, one, other);
            let back = both(policy, world, other, one);
            assert_eq!(straight, back, "{:?} and {:?}", one.0, other.0);
        }
    }
}

fn is_edit(input: &Input) -> bool {
    matches!(input, Input::Mention(mention) if mention.revision > 1)
}

fn subject(input: &Input) -> Option<MentionKey> {
    match input {
        Input::Mention(mention) => Some(mention.key()),
        Input::Withdrawn { mention } => Some(mention.clone()),
        _ => None,
    }
}

type Matters = (BTreeMap<MentionKey, String>, BTreeSet<String>);

fn both(policy: &Policy, world: &World, one: &(Input, Around), other: &(Input, Around)) -> Matters {
    let mut world = world.clone();
    for (input, around) in [one, other] {
        assert!(comes_again(input));
        if let Some(commit) = world.step(policy, input.clone()) {
            world = world.after(around, &commit);
        }
    }
    matters(&world)
}

/// What invariant 2 speaks of: outcomes, grouping and due times, with no ids.
fn matters(world: &World) -> Matters {
    let outcome = |standing: &Standing| match standing {
        Standing::InCase(_) => "in a case".to_owned(),
        standing => format!("{standing:?}"),
    };
    let filings = world.filings.iter();
    let outcomes = filings.map(|(key, it)| (key.clone(), outcome(&it.standing)));
    let live = world.records.values().filter(|it| it.case.is_live());
    let cases = live.map(|record| {
        let mentions: Vec<_> = record.case.voices.keys().collect();
        let open = record.clocks.open();
        let mut due: Vec<_> = open
            .map(|run| format!("{} {} {:?}", run.id.kind.word(), run.from, run.target))
            .collect();
        due.sort();
        format!("{mentions:?} {:?} {due:?}", record.case.owner)
    });
    (outcomes.collect(), cases.collect())
}

/// 8: the same matter on another channel, read by many, in another tone, is due
/// when it was: looking at it anew, nothing is to be started or called off.
fn equals_are_treated_equally(policy: &Policy, world: &World) {
    for record in world.records.values() {
        let elsewhere = elsewhere(record);
        let mut other = world.clone();
        let id = record.case.id.clone();
        other.records.insert(id.clone(), elsewhere.into());
        let wake = || Input::Wake { case: id.clone() };
        let told = |world: &World| {
            let commit = world.step(policy, wake());
            let changes = commit.into_iter().flat_map(|it| it.changes);
            let told: Vec<_> = changes.map(|it| (it.entries, it.wake_at)).collect();
            told
        };
        assert_eq!(told(world), told(&other), "{record:#?}");
        let (here, there) = (policy.next(record), policy.next(&other.records[&id]));
        assert_eq!(here, there);
    }
}

fn elsewhere(record: &Record) -> Record {
    let moved = |key: &MentionKey| MentionKey::new("forum", key.id.clone());
    let mut record = record.clone();
    let case = &mut record.case;
    let voices = std::mem::take(&mut case.voices).into_values();
    case.voices = voices
        .map(|mut voice| {
            voice.mention = moved(&voice.mention);
            voice.reach += 50_000;
            voice.tags.insert("woedend".to_owned());
            voice
        })
        .collect();
    let keys = |set: &BTreeSet<MentionKey>| set.iter().map(moved).collect();
    case.withdrawn = keys(&case.withdrawn);
    case.erased = keys(&case.erased);
    for (key, _) in &mut case.unanswered {
        *key = moved(key);
    }
    if let Some(at) = case.last_words.remove(&ChannelId::from("twitter")) {
        case.last_words.insert("forum".into(), at);
    }
    record
}
