//! The case machine, explored: from the first word, every command of two
//! agents, a department, a partner and a supervisor, every word of the customer, every fate
//! of a part, and every tick, until no new state is found or the bound is met.
//! The invariants hold in each, and the states that follow each other are
//! those of the diagram in the docs of `case`.
//!
//! Two states are one where what can still happen is the same: counts, ids of
//! texts and instants that lie behind are folded. What takes many steps to come
//! to (two cases, a partner's case, an ended one) is begun with as well.

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use webcare::case::{
    CaseId, Command, ConsultId, Effect, Event, FactSource, Fate, FollowUp, Owner, Ownership,
    PartId, Progress, PromiseId, Purpose, ReplyId, Resolution, State, SwitchReason, WaiveReason,
};
use webcare::mention::{Account, Mention, MentionKey};
use webcare::policy::{
    Answer, Commit, Filing, Input, Order, Policy, Question, Receipt, Record, Related, Standing,
    Step, What,
};
use webcare::sla::{ClockKind, Target};

use crate::desk::{at, policy_with};

/// What a store would hold, small enough to be copied for every step.
#[derive(Clone)]
struct World {
    now: DateTime<Utc>,
    records: BTreeMap<CaseId, Record>,
    filings: BTreeMap<MentionKey, Filing>,
    /// Parts that were asked to leave, each as often as it was.
    sent: BTreeMap<(PartId, u32), u32>,
    texts: BTreeSet<String>,
    said: usize,
    ticks: usize,
    fresh: usize,
    erased: bool,
}

impl World {
    fn new() -> Self {
        Self {
            now: at("13T08:00"),
            records: BTreeMap::new(),
            filings: BTreeMap::new(),
            sent: BTreeMap::new(),
            texts: BTreeSet::new(),
            said: 0,
            ticks: 0,
            fresh: 0,
            erased: false,
        }
    }

    fn root(&self, id: &CaseId) -> CaseId {
        let mut id = id.clone();
        for _ in 0..=self.records.len() {
            match &self.records[&id].case.merged_into {
                Some(into) => id = into.clone(),
                None => return id,
            }
        }
        panic!("merges go round in a circle at {id}");
    }

    fn related(&self, question: &Question) -> Related {
        let Question::Related { channel, author } = question else {
            panic!("{question:?}")
        };
        let theirs = self.filings.values().filter(|it| {
            it.mention.channel == *channel
                && it
                    .heard
                    .as_ref()
                    .is_some_and(|heard| heard.author == *author)
        });
        let (mut cases, mut loose) = (BTreeSet::new(), Vec::new());
        for filing in theirs {
            match &filing.standing {
                Standing::InCase(case) => {
                    cases.insert(self.root(case));
                }
                _ => loose.push(filing.clone()),
            }
        }
        let cases = cases.iter().map(|id| self.records[id].clone()).collect();
        Related {
            cases,
            loose,
            edition: 0,
        }
    }

    fn step(&self, policy: &Policy, input: Input) -> Option<Commit> {
        let mut fresh = self.fresh;
        let mut step = policy.step(input, self.now);
        loop {
            match step {
                Step::Done(commit) => return (!commit.is_empty()).then_some(commit),
                Step::Refused(_) => return None,
                Step::Need(ask) => {
                    let answer = match ask.question() {
                        Question::Filing(key) => {
                            Answer::Filing(self.filings.get(key).cloned().map(Box::new))
                        }
                        Question::Case(id) => {
                            Answer::Case(self.records.get(id).cloned().map(Box::new))
                        }
                        it @ Question::Related { .. } => Answer::Related(self.related(it)),
                        Question::FreshId => {
                            fresh += 1;
                            Answer::FreshId(CaseId::from(format!("c{fresh}")))
                        }
                        _ => Answer::NotKnown,
                    };
                    step = ask.answer(answer).unwrap();
                }
            }
        }
    }

    /// The world after a commit, which keeps what a store must check.
    fn after(&self, commit: &Commit) -> Self {
        let mut next = self.clone();
        for change in &commit.changes {
            let known = next.records.get(&change.case).map_or(0, |it| it.length);
            assert_eq!(known, change.expected);
            next.fresh = next.fresh.max(change.case.as_str()[1..].parse().unwrap());
            let mut folded = match next.records.remove(&change.case) {
                Some(record) => record,
                None => Record::blank(change.case.clone()),
            };
            change.entries.iter().for_each(|entry| folded.apply(entry));
            // Invariant 9: what is stored is what its log tells.
            assert_eq!(folded, *change.record);
            next.records.insert(change.case.clone(), folded);
        }
        for filing in &commit.filed {
            next.filings.insert(filing.mention.clone(), filing.clone());
        }
        for text in &commit.texts {
            assert!(next.texts.insert(text.id.to_string()), "{} again", text.id);
        }
        for text in &commit.forget.texts {
            next.texts.remove(&text.to_string());
        }
        for effect in &commit.effects {
            if let Effect::Send(part) = effect {
                *next
                    .sent
                    .entry((part.id.clone(), part.attempt))
                    .or_default() += 1;
            }
        }
        next
    }
}

const AGENTS: [&str; 5] = ["els", "bram", "noor", "hanna", "tim"];

/// What can be tried on a case. What its state refuses, costs nothing.
fn commands(record: &Record) -> Vec<Command> {
    let case = &record.case;
    let ownership = Ownership::Coordinates;
    let briefing = || "lees dit".into();
    let mut all = vec![
        Command::Take { ownership },
        Command::Accept,
        Command::Decline,
        Command::Await,
        Command::Resume,
        Command::Close,
        Command::Unmerge,
        Command::Resolve {
            resolution: Resolution::Resolved,
        },
        Command::Resolve {
            resolution: Resolution::NoAnswerFromCustomer,
        },
        Command::Waive {
            because: WaiveReason::CustomerAsked,
        },
        Command::Offer {
            to: Owner::Agent("bram".into()),
            briefing: briefing(),
        },
        Command::Offer {
            to: Owner::Queue("hub".into()),
            briefing: briefing(),
        },
        Command::Reassign {
            to: Owner::Agent("els".into()),
            briefing: briefing(),
        },
        Command::Reassign {
            to: Owner::Queue("webcare".into()),
            briefing: briefing(),
        },
        Command::Switch {
            to: vec!["phone".into()],
            because: SwitchReason::Privacy,
        },
        Command::Speak {
            channel: "phone".into(),
            note: briefing(),
            minutes: None,
        },
    ];
    if case.replies.len() < 2 {
        let lead = case
            .cores()
            .last()
            .map(|it| (it.mention.clone(), it.revision));
        for purpose in [Purpose::Answer, Purpose::FollowUp] {
            let Some((answers, revision)) = lead.clone() else {
                continue;
            };
            all.push(Command::Draft {
                answers,
                revision,
                purpose,
                text: "we bellen je morgen om tien uur".into(),
            });
        }
    }
    for reply in 1..=case.replies.len() as u32 {
        let reply = ReplyId::new(reply);
        all.extend([
            Command::Approve { reply },
            Command::Discard { reply },
            Command::Resend { reply },
        ]);
        all.extend(
            [webcare::case::Arrived::Yes, webcare::case::Arrived::No].map(|arrived| {
                Command::Settle {
                    reply,
                    part: 0,
                    arrived,
                }
            }),
        );
    }
    if case.promises.is_empty() {
        all.push(Command::CallBack {
            what: briefing(),
            within: Target::WorkingDays(1),
        });
    }
    all.push(Command::Keep {
        promise: PromiseId::new(1),
    });
    if case.consults.is_empty() {
        all.push(Command::Consult {
            department: "claims".into(),
            question: briefing(),
        });
    }
    all.push(Command::Answer {
        consult: ConsultId::new(1),
        text: briefing(),
    });
    if case.next_step.is_none() {
        all.push(Command::Plan {
            who: Owner::Agent("els".into()),
            what: briefing(),
            due: at("30T10:00"),
            told_at: None,
        });
    }
    if case.facts.is_empty() {
        all.push(Command::Learn {
            fact: "product".into(),
            value: briefing(),
            source: FactSource::Inferred,
        });
    }
    let fact = "product".to_owned();
    all.push(Command::Confirm { fact });
    if case.voices.len() > 1 {
        let mentions = case.cores().last().map(|it| it.mention.clone());
        all.push(Command::Split {
            mentions: mentions.into_iter().collect(),
        });
    }
    all
}

const WORDS: [(&str, &str); 3] = [("m1", "een klacht"), ("m2", "een vraag"), ("m3", "bedankt")];

fn mention(place: usize, now: DateTime<Utc>) -> Mention {
    let (id, text) = WORDS[place];
    Mention::post("twitter", id)
        .by("@jan_k")
        .text(text)
        .posted_at(now)
}

/// Everything that can happen next, with what it does to the world around.
fn inputs(world: &World) -> Vec<(Input, World)> {
    let mut all = Vec::new();
    let same = || world.clone();
    if world.said < WORDS.len() {
        let mut next = same();
        next.said += 1;
        all.push((Input::Mention(mention(world.said, world.now)), next));
    }
    for key in world.filings.keys().take(2) {
        let mention = key.clone();
        all.push((Input::Withdrawn { mention }, same()));
    }
    for record in world.records.values() {
        for by in AGENTS {
            for command in commands(record) {
                let order = Order {
                    case: record.case.id.clone(),
                    expected: record.case.revision,
                    by: by.into(),
                    command,
                };
                all.push((Input::Command(order), same()));
            }
        }
        let others = world.records.keys().filter(|it| **it != record.case.id);
        for into in others {
            let order = Order {
                case: record.case.id.clone(),
                expected: record.case.revision,
                by: "els".into(),
                command: Command::Merge { into: into.clone() },
            };
            all.push((Input::Command(order), same()));
        }
        for (id, reply) in record.case.replies.iter().filter(|(_, it)| it.is_leaving()) {
            for fate in [Fate::Delivered(None), Fate::Failed, Fate::Unknown] {
                let part = PartId {
                    case: record.case.id.clone(),
                    reply: *id,
                    part: 0,
                };
                assert_eq!(reply.parts.len(), 1);
                let receipt = Receipt {
                    part,
                    fate,
                    at: world.now,
                    lease: None,
                };
                all.push((Input::Receipt(receipt), same()));
            }
        }
    }
    if world.ticks < 3 {
        let mut next = same();
        next.ticks += 1;
        next.now += [TimeDelta::hours(4), TimeDelta::days(3), TimeDelta::days(20)][world.ticks];
        for case in world.records.keys() {
            all.push((Input::Wake { case: case.clone() }, next.clone()));
        }
    }
    if !world.erased && world.said > 0 {
        let mut next = same();
        next.erased = true;
        let accounts = vec![Account::new("twitter", "@jan_k")];
        all.push((Input::Erase { accounts }, next));
    }
    all
}

/// What can still happen depends on this alone.
fn shape(world: &World) -> u64 {
    let mut hash = DefaultHasher::new();
    (world.said, world.ticks, world.erased).hash(&mut hash);
    for filing in world.filings.values() {
        format!("{:?}", filing.standing).hash(&mut hash);
    }
    for record in world.records.values() {
        let case = &record.case;
        let replies: Vec<_> = case
            .replies
            .values()
            .map(|it| {
                let progress: Vec<_> = it.parts.iter().map(|part| &part.progress).collect();
                format!(
                    "{} {:?} {} {} {progress:?}",
                    it.answers,
                    it.purpose,
                    it.is_draft(),
                    it.discarded
                )
            })
            .collect();
        let promises: Vec<_> = case
            .promises
            .values()
            .map(|it| (it.kept, it.broken))
            .collect();
        let consults: Vec<_> = case
            .consults
            .values()
            .map(|it| it.answer.is_some())
            .collect();
        let clocks: Vec<_> = record
            .clocks
            .open()
            .map(|run| (run.id.kind.word(), run.breached.is_some(), run.is_paused()))
            .collect();
        let owed = matches!(case.follow_up, FollowUp::Owed(_));
        let settled = matches!(case.follow_up, FollowUp::Given | FollowUp::Waived);
        let said: Vec<_> = case
            .voices
            .keys()
            .map(|it| (it.to_string(), case.is_there(it), case.is_unanswered(it)))
            .collect();
        (
            case.state,
            format!("{:?} {:?}", case.owner, case.hand_off),
            replies,
        )
            .hash(&mut hash);
        (promises, consults, clocks, owed, settled, said).hash(&mut hash);
        (
            case.next_step.is_some(),
            case.note_owed,
            case.is_parted,
            case.hand_offs > 0,
        )
            .hash(&mut hash);
        let unsure = case.inferred().count();
        (
            case.facts.len(),
            unsure,
            case.merged_into.clone(),
            case.undelivered_since.is_some(),
        )
            .hash(&mut hash);
    }
    hash.finish()
}

fn check(policy: &Policy, world: &World) {
    // 1: every mention in exactly one place.
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
    for record in world.records.values() {
        let case = &record.case;
        // 3: one owner whom the playbook knows, and something due.
        let known = match &case.owner {
            Owner::Agent(agent) => policy.playbook().agents().contains_key(agent),
            Owner::Queue(queue) => policy.playbook().queues().contains_key(queue),
        };
        assert!(known, "{:?}", case.owner);
        let waits_for_somebody = case.voices.keys().any(|it| case.is_there(it));
        if case.is_live() && waits_for_somebody && !case.cores().is_empty() {
            assert!(policy.next(record).is_some(), "nothing is next: {case:#?}");
        }
        assert!(!case.is_live() || !case.voices.is_empty() || case.state == State::New);
        // 5: owed until given or waived, and nothing closes over it but forgetting.
        if case.state == State::Closed && case.erased.is_empty() && !case.is_untouched() {
            assert!(
                !case.owes_follow_up(),
                "closed with a public word owed: {case:#?}"
            );
            assert_eq!(case.open_promises().count(), 0);
        }
        for reply in case.replies.values() {
            // 4: bound to a mention that was the case's; 6: nothing leaves unapproved.
            let out = reply
                .parts
                .iter()
                .any(|it| it.progress != Progress::Waiting);
            assert!(!out || reply.approved_by.is_some());
        }
        // 9: an ended case has no clock of its own left running.
        if matches!(case.state, State::Closed | State::Merged) {
            assert_eq!(record.clocks.open().count(), 0, "{case:#?}");
        }
        if !case.is_live() {
            assert!(record.clocks.running(ClockKind::FirstResponse).is_none());
        }
        // 10: what is forgotten has no text.
        if world.erased && case.voices.keys().all(|it| case.erased.contains(it)) {
            assert!(case.texts.is_empty(), "{case:#?}");
        }
        for kept in &case.texts {
            assert!(
                world.texts.contains(&kept.text.to_string()),
                "{} is gone",
                kept.text
            );
        }
    }
    // 6: nothing leaves twice.
    for ((part, attempt), times) in &world.sent {
        assert_eq!(*times, 1, "{part} at {attempt}");
    }
}

/// The steps from one state to another that were seen, by what led there.
type Steps = BTreeMap<(State, State), BTreeSet<String>>;

fn note(steps: &mut Steps, before: &World, commit: &Commit) {
    for change in &commit.changes {
        let known = before.records.get(&change.case);
        let mut record = known
            .cloned()
            .unwrap_or_else(|| Record::blank(change.case.clone()));
        for entry in &change.entries {
            let was = record.case.state;
            record.apply(entry);
            let is = record.case.state;
            if let (What::Case(event), true) = (&entry.what, was != is) {
                steps.entry((was, is)).or_default().insert(word(event));
            }
        }
    }
}

fn word(event: &Event) -> String {
    let value = serde_json::to_value(event).unwrap();
    value["event"].as_str().unwrap().to_owned()
}

fn name(state: State) -> &'static str {
    match state {
        State::New => "New",
        State::Owned => "Owned",
        State::Consulting => "Consulting",
        State::AwaitingCustomer => "AwaitingCustomer",
        State::OnOtherChannel => "OnOtherChannel",
        State::Resolved => "Resolved",
        State::Closed => "Closed",
        State::Reopened => "Reopened",
        State::Merged => "Merged",
    }
}

fn diagram(steps: &Steps) -> String {
    let line = |((from, to), by): (&(State, State), &BTreeSet<String>)| {
        let by: Vec<&str> = by.iter().map(String::as_str).collect();
        format!("{} -> {}: {}\n", name(*from), name(*to), by.join(", "))
    };
    steps.iter().map(line).collect()
}

struct Explored {
    states: usize,
    steps: Steps,
    is_whole: bool,
}

/// How many words of the customer, and then which commands, by whom, in which case.
type Way = (usize, Vec<(&'static str, &'static str, Command)>);

/// Where the exploration begins beside the very beginning: what takes many
/// steps to come to.
fn beginnings(policy: &Policy) -> Vec<World> {
    let split = Command::Split {
        mentions: vec![MentionKey::new("twitter", "m2")],
    };
    let take = || Command::Take {
        ownership: Ownership::Coordinates,
    };
    let resolve = || Command::Resolve {
        resolution: Resolution::Resolved,
    };
    let switch = Command::Switch {
        to: vec!["phone".into()],
        because: SwitchReason::Privacy,
    };
    let speak = Command::Speak {
        channel: "phone".into(),
        note: "gebeld".into(),
        minutes: None,
    };
    let to_partner = Command::Reassign {
        to: Owner::Agent("noor".into()),
        briefing: "voor de avond".into(),
    };
    let merge = Command::Merge { into: "c1".into() };
    let merge_back = Command::Merge { into: "c2".into() };
    let ways: [Way; 7] = [
        (0, vec![]),
        (2, vec![("els", "c1", take()), ("els", "c1", split.clone())]),
        (
            2,
            vec![
                ("els", "c1", take()),
                ("els", "c1", split.clone()),
                ("els", "c2", merge),
            ],
        ),
        (
            2,
            vec![
                ("els", "c1", take()),
                ("els", "c1", split),
                ("els", "c1", merge_back),
            ],
        ),
        (
            1,
            vec![
                ("els", "c1", take()),
                ("els", "c1", resolve()),
                ("els", "c1", Command::Close),
            ],
        ),
        (
            1,
            vec![
                ("els", "c1", take()),
                ("els", "c1", switch),
                ("els", "c1", speak),
                ("els", "c1", resolve()),
            ],
        ),
        (1, vec![("els", "c1", take()), ("hanna", "c1", to_partner)]),
    ];
    let begun = ways.into_iter().map(|(said, orders)| {
        let mut world = World::new();
        for place in 0..said {
            let commit = world.step(policy, Input::Mention(mention(place, world.now)));
            world = world.after(&commit.unwrap());
            world.said += 1;
        }
        for (by, case, command) in orders {
            let case = CaseId::from(case);
            let order = Order {
                expected: world.records[&case].case.revision,
                case,
                by: by.into(),
                command,
            };
            let commit = world.step(policy, Input::Command(order.clone()));
            world = world.after(&commit.unwrap_or_else(|| panic!("{order:?}")));
        }
        world
    });
    begun.collect()
}

fn explore(policy: &Policy, most: usize) -> Explored {
    let mut whole = Explored {
        states: 0,
        steps: Steps::new(),
        is_whole: true,
    };
    let mut seen = HashSet::new();
    for begin in beginnings(policy) {
        whole.is_whole &= explore_from(begin, policy, most, &mut seen, &mut whole.steps);
    }
    whole.states = seen.len();
    whole
}

/// Explores from one state on until `most` new ones are found; whether that was all.
fn explore_from(
    begin: World,
    policy: &Policy,
    most: usize,
    seen: &mut HashSet<u64>,
    steps: &mut Steps,
) -> bool {
    let known = seen.len();
    seen.insert(shape(&begin));
    let mut open = VecDeque::from([begin]);
    while let Some(world) = open.pop_front() {
        for (input, around) in inputs(&world) {
            let Some(commit) = around.step(policy, input.clone()) else {
                continue;
            };
            let next = around.after(&commit);
            note(steps, &around, &commit);
            check(policy, &next);
            // 2: the same delivery again changes nothing.
            if matches!(
                input,
                Input::Mention(_)
                    | Input::Withdrawn { .. }
                    | Input::Receipt(_)
                    | Input::Signal { .. }
                    | Input::Wake { .. }
                    | Input::Erase { .. }
            ) {
                assert!(
                    next.step(policy, input.clone()).is_none(),
                    "{input:?} again"
                );
            }
            // 7: who did not see this is refused.
            if let Input::Command(_) = input {
                assert!(
                    next.step(policy, input.clone()).is_none(),
                    "{input:?} again"
                );
            }
            if seen.insert(shape(&next)) {
                open.push_back(next);
            }
        }
        if seen.len() >= known + most {
            return false;
        }
    }
    true
}

fn small() -> Arc<Policy> {
    policy_with(
        "escalations = [{ id = 'te-laat', off = true }, { id = 'bijna', off = true }, { id = 'belofte', off = true }, { id = 'onbekend', off = true }, { id = 'bereik', off = true }]",
    )
}

// S1:29
#[test]
fn every_reachable_state_keeps_the_invariants_and_the_diagram() {
    let long = std::env::var_os("WEBCARE_LONG").is_some();
    let bound = if long { 300_000 } else { BOUND };
    let explored = explore(&small(), bound);
    let how = if explored.is_whole {
        "all"
    } else {
        "the first"
    };
    println!(
        "{how} {} states of the case machine explored",
        explored.states
    );
    let told = diagram(&explored.steps);
    let docs = include_str!("../../src/case/states.txt");
    if std::env::var_os("WEBCARE_WRITE").is_some() {
        std::fs::write("../src/case/states.txt", &told).unwrap();
    } else {
        assert_eq!(
            told, docs,
            "run with WEBCARE_WRITE=1 to write the diagram anew"
        );
    }
}

/// As many states from each beginning as are explored in some seconds.
const BOUND: usize = 1_200;
