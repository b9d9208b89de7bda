use chrono::TimeDelta;
use webcare::case::{
    Arrived, CaseId, Command, ConsultId, FactSource, Fate, Owner, Ownership, PartId, Progress,
    PromiseId, Purpose, ReplyId, Resolution, SwitchReason, WaiveReason,
};
use webcare::mention::{Account, Mention};
use webcare::policy::{Input, Order, Receipt, Record};
use webcare::sla::Target;

use super::world::World;
use crate::desk::at;

/// The two agents, the partner, and who supervises from the hub.
const AGENTS: [&str; 4] = ["els", "bram", "noor", "hanna"];

/// What is in play, beside taking a case, resolving and closing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Play {
    /// The customer edits the first word: to another matter, or to nothing that needs an answer.
    Edits,
    /// The customer takes words back.
    Withdrawals,
    /// The person is forgotten.
    Erasure,
    /// The case is offered, accepted, declined and reassigned.
    HandOffs,
    /// A reply is written, approved, put aside, sent, lost and found.
    Replies,
    /// A second one, while the first is on its way.
    TwoReplies,
    /// The customer is sent to the telephone.
    Ways,
    /// The customer is spoken to there, and the public is owed a word.
    Switches,
    /// The customer is promised a call.
    Promises,
    /// A department is asked.
    Consults,
    /// What happens next is agreed, and the customer waited for.
    Steps,
    /// Something is inferred and confirmed.
    Facts,
    /// Cases are taken apart and put together.
    Splits,
}

/// How much may happen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    pub(super) words: usize,
    pub(super) ticks: usize,
    pub(super) plays: &'static [Play],
}

impl Scope {
    fn has(&self, play: Play) -> bool {
        self.plays.contains(&play)
    }
}

/// What changes in the world beside what is stored.
pub(super) enum Around {
    Nothing,
    Said(Box<Mention>),
    Tick,
    Erased,
}

impl Around {
    pub(super) fn apply(&self, world: &mut World) {
        match self {
            Around::Nothing => {}
            Around::Said(mention) => {
                world.said.insert(mention.key(), Mention::clone(mention));
            }
            Around::Tick => {
                world.now += TICKS[world.ticks];
                world.ticks += 1;
            }
            Around::Erased => world.is_erased = true,
        }
    }
}

/// So many cases are enough to be split, merged and taken apart again.
const CASES: usize = 2;

/// Past a consult, past every promise and term, and past the time in which a case reopens.
const TICKS: [TimeDelta; 3] = [TimeDelta::hours(4), TimeDelta::days(3), TimeDelta::days(20)];

/// Everything that can happen next; where Els and Bram are in each other's place
/// as in their own, what Bram does is left out.
pub(super) fn moves(world: &World, scope: &Scope, is_even: bool) -> Vec<(Input, Around)> {
    let mut all: Vec<(Input, Around)> = deliveries(world, scope);
    let mut plain = |input| all.push((input, Around::Nothing));
    for record in world.records.values() {
        let case = &record.case;
        let order = |by: &str, command| {
            Input::Command(Order {
                case: case.id.clone(),
                expected: case.revision,
                by: by.into(),
                command,
            })
        };
        for command in commands(record, scope) {
            let begins = matches!(command, Command::Split { .. });
            if begins && world.records.len() >= CASES {
                continue;
            }
            let left_out = |by: &&&str| is_even && **by == "bram";
            AGENTS
                .iter()
                .filter(|by| !left_out(by))
                .for_each(|by| plain(order(by, command.clone())));
        }
        if scope.has(Play::Splits) {
            for into in world.records.keys() {
                let into = into.clone();
                plain(order("els", Command::Merge { into }));
            }
        }
        receipts(world, record).into_iter().for_each(&mut plain);
    }
    if world.ticks < scope.ticks {
        let wakes = world.records.keys().cloned();
        all.extend(wakes.map(|case| (Input::Wake { case }, Around::Tick)));
    }
    if scope.has(Play::Erasure) && !world.is_erased && !world.said.is_empty() {
        let accounts = vec![Account::new("twitter", "@jan_k")];
        all.push((Input::Erase { accounts }, Around::Erased));
    }
    all
}

/// What the customer can say, edit and take back.
pub(super) fn deliveries(world: &World, scope: &Scope) -> Vec<(Input, Around)> {
    let mut all = Vec::new();
    let mut say = |mention: Mention| {
        let around = Around::Said(Box::new(mention.clone()));
        all.push((Input::Mention(mention), around));
    };
    let said = world.said.len();
    if said < scope.words {
        let texts: &[&str] = match said {
            0 => &["een klacht"],
            _ => &["een vraag", "bedankt"],
        };
        for text in texts {
            let id = format!("m{}", said + 1);
            let mention = Mention::post("twitter", id).by("@jan_k").text(*text);
            say(mention.posted_at(world.now));
        }
    }
    if scope.has(Play::Edits)
        && let Some(first) = world.said.values().find(|it| it.revision == 1)
    {
        for text in ["een vraag", "mooi weer"] {
            let mut edited = first.clone().text(text);
            edited.revision = 2;
            say(edited);
        }
    }
    if scope.has(Play::Withdrawals) {
        let gone = world.said.keys().cloned();
        all.extend(gone.map(|mention| (Input::Withdrawn { mention }, Around::Nothing)));
    }
    all
}

/// What a channel can tell of the parts that left.
fn receipts(world: &World, record: &Record) -> Vec<Input> {
    let mut all = Vec::new();
    let leaving = record.case.replies.iter().filter(|(_, it)| it.is_leaving());
    for (reply, it) in leaving {
        for part in (0..).take(it.parts.len()) {
            for fate in [Fate::Delivered(None), Fate::Failed, Fate::Unknown] {
                let part = PartId {
                    case: record.case.id.clone(),
                    reply: *reply,
                    part,
                };
                all.push(Input::Receipt(Receipt {
                    part,
                    fate,
                    at: world.now,
                    lease: None,
                }));
            }
        }
    }
    all
}

/// What can be tried on a case. What its state refuses, costs nothing.
fn commands(record: &Record, scope: &Scope) -> Vec<Command> {
    let ownership = Ownership::Coordinates;
    let resolve = |resolution| Command::Resolve { resolution };
    let mut all = vec![
        Command::Take { ownership },
        Command::Close,
        resolve(Resolution::Resolved),
        resolve(Resolution::NoAnswerFromCustomer),
    ];
    for play in scope.plays {
        match play {
            Play::Edits | Play::Withdrawals | Play::Erasure => {}
            Play::HandOffs => all.extend(hand_offs()),
            Play::Replies => all.extend(replies(record, scope)),
            Play::TwoReplies => {}
            Play::Ways => all.extend(ways()),
            Play::Switches => all.extend(ways().into_iter().chain(spoken())),
            Play::Promises => all.extend(promises(record)),
            Play::Consults => all.extend(consults(record)),
            Play::Steps => all.extend(steps(record)),
            Play::Facts => all.extend(facts(record)),
            Play::Splits => all.extend(splits(record)),
        }
    }
    all
}

fn words() -> webcare::text::Private {
    "lees dit".into()
}

fn hand_offs() -> Vec<Command> {
    let offer = |to| Command::Offer {
        to,
        briefing: words(),
    };
    let reassign = |to| Command::Reassign {
        to,
        briefing: words(),
    };
    let agents = ["els", "bram", "noor"].map(|it| Owner::Agent(it.into()));
    let queues = ["hub", "webcare"].map(|it| Owner::Queue(it.into()));
    let to: Vec<Owner> = agents.into_iter().chain(queues).collect();
    let mut all: Vec<Command> = to.iter().cloned().map(offer).collect();
    all.extend(to.into_iter().map(reassign));
    all.extend([Command::Accept, Command::Decline]);
    all
}

fn replies(record: &Record, scope: &Scope) -> Vec<Command> {
    let case = &record.case;
    let mut all = Vec::new();
    let under_way: Vec<ReplyId> = case
        .replies
        .iter()
        .filter(|(_, it)| it.is_draft() || it.is_leaving())
        .map(|(id, _)| *id)
        .collect();
    let most = if scope.has(Play::TwoReplies) { 2 } else { 1 };
    let last = case.cores().last().copied();
    if let Some(voice) = last.filter(|_| under_way.len() < most) {
        // Told to everybody, this is refused in every state.
        let number = "uw rekening is NL91ABNA0417164300";
        let answer = (Purpose::Answer, "we bellen je morgen om tien uur");
        let given = (Purpose::FollowUp, "we hebben elkaar gesproken");
        for (purpose, text) in [answer, given, (Purpose::Answer, number)] {
            all.push(Command::Draft {
                answers: voice.mention.clone(),
                revision: voice.revision,
                purpose,
                text: text.into(),
            });
        }
    }
    for reply in under_way {
        all.push(Command::Approve { reply });
        all.push(Command::Discard { reply });
        all.push(Command::Resend { reply });
        for arrived in [Arrived::Yes, Arrived::No] {
            all.push(Command::Settle {
                reply,
                part: 0,
                arrived,
            });
        }
    }
    all
}

fn ways() -> Vec<Command> {
    vec![
        Command::Switch {
            to: vec!["phone".into()],
            because: SwitchReason::Privacy,
        },
        Command::Resume,
    ]
}

fn spoken() -> Vec<Command> {
    vec![
        Command::Speak {
            channel: "phone".into(),
            note: words(),
            minutes: None,
        },
        Command::Note { text: words() },
        Command::Waive {
            because: WaiveReason::CustomerAsked,
        },
    ]
}

fn promises(record: &Record) -> Vec<Command> {
    let case = &record.case;
    match case.open_promises().next() {
        Some((promise, _)) => vec![Command::Keep { promise: *promise }],
        None => vec![
            Command::CallBack {
                what: words(),
                within: Target::WorkingDays(1),
            },
            Command::Keep {
                promise: PromiseId::new(1),
            },
        ],
    }
}

fn consults(record: &Record) -> Vec<Command> {
    let open = record.case.open_consults().next().map(|(id, _)| *id);
    let mut all = vec![
        Command::Resume,
        Command::Answer {
            consult: open.unwrap_or(ConsultId::new(1)),
            text: words(),
        },
    ];
    if open.is_none() {
        all.push(Command::Consult {
            department: "claims".into(),
            question: words(),
        });
    }
    all
}

fn steps(record: &Record) -> Vec<Command> {
    let mut all = vec![Command::Await, Command::Resume];
    if record.case.next_step.is_none() {
        all.push(Command::Plan {
            who: Owner::Queue("webcare".into()),
            what: words(),
            due: at("30T10:00"),
            told_at: None,
        });
    }
    all
}

fn facts(record: &Record) -> Vec<Command> {
    let fact = "product".to_owned();
    match record.case.facts.is_empty() {
        true => vec![Command::Learn {
            fact,
            value: words(),
            source: FactSource::Inferred,
        }],
        false => vec![Command::Confirm { fact }],
    }
}

fn splits(record: &Record) -> Vec<Command> {
    let cores = record.case.cores();
    let last = cores.last().map(|it| it.mention.clone());
    vec![
        Command::Unmerge,
        Command::Split {
            mentions: last.into_iter().collect(),
        },
    ]
}

/// Whether an input is one that a feed or a channel may bring again.
pub(super) fn comes_again(input: &Input) -> bool {
    !matches!(input, Input::Command(_))
}

/// The case that a command is about.
pub(super) fn case_of(input: &Input) -> Option<&CaseId> {
    match input {
        Input::Command(order) => Some(&order.case),
        _ => None,
    }
}

/// Whether anything of a reply is not known to have arrived.
pub(super) fn is_lost(progress: &Progress) -> bool {
    matches!(progress, Progress::Failed | Progress::Unknown)
}
