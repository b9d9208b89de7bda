use webcare::case::{
    Arrived, Command, FactSource, Guard, Owner, Ownership, Progress, Purpose, Resolution, State,
    SwitchReason, Verdict, WaiveReason,
};
use webcare::policy::Record;
use webcare::sla::Target;
use webcare::testkit::Network;

use super::dice::Dice;

/// Who works there, most of them often.
const AGENTS: [&str; 8] = ["els", "els", "bram", "bram", "noor", "hanna", "tim", "vera"];

/// What somebody there does with a case; much of it is refused.
pub(super) fn work(dice: &mut Dice, record: &Record, network: &Network) -> (&'static str, Command) {
    let case = &record.case;
    // Whoever has it, works at it.
    let owner = AGENTS
        .into_iter()
        .find(|it| case.agent().is_some_and(|agent| agent.as_str() == *it));
    let anybody = dice.of(&AGENTS).unwrap();
    let by = owner.filter(|_| !dice.is_one_in(5)).unwrap_or(anybody);
    let waits = matches!(case.owner, Owner::Queue(_)) || case.state == State::Reopened;
    if waits && !dice.is_one_in(3) {
        let ownership = Ownership::Coordinates;
        return (by, Command::Take { ownership });
    }
    (by, command(dice, record, network))
}

fn command(dice: &mut Dice, record: &Record, network: &Network) -> Command {
    let case = &record.case;
    let words = || "zoals besproken, tot morgen".into();
    let ownership = Ownership::Coordinates;
    let under_way = |it: &&webcare::case::ReplyId| {
        let reply = &case.replies[*it];
        reply.is_draft() || reply.is_leaving()
    };
    let last = case.replies.keys().rfind(under_way).copied();
    if let Some(reply) = last.filter(|_| !dice.is_one_in(4)) {
        let parts = &case.replies[&reply].parts;
        let unknown = parts
            .iter()
            .position(|it| it.progress == Progress::Unknown)
            .and_then(|it| u32::try_from(it).ok());
        if let Some(part) = unknown {
            // A person goes and looks.
            let posted = network.posted();
            let is_there = posted.iter().any(|(it, _)| {
                let id = &it.id;
                id.case == case.id && id.reply == reply && id.part == part
            });
            let arrived = match is_there {
                true => Arrived::Yes,
                false => Arrived::No,
            };
            return Command::Settle {
                reply,
                part,
                arrived,
            };
        }
        let failed = parts.iter().any(|it| it.progress == Progress::Failed);
        return match dice.below(6) {
            _ if failed => Command::Resend { reply },
            0 => Command::Discard { reply },
            1 => Command::Edit {
                reply,
                text: words(),
            },
            _ => Command::Approve { reply },
        };
    }
    let queues = ["webcare", "hub", "evening"];
    let to = match dice.is_one_in(2) {
        true => Owner::Queue((*dice.of(&queues).unwrap()).into()),
        false => Owner::Agent((*dice.of(&AGENTS).unwrap()).into()),
    };
    let voices: Vec<_> = case.voices.values().collect();
    let voice = dice.of(&voices).copied();
    match dice.below(24) {
        0..3 => Command::Take { ownership },
        3..8 => match voice {
            Some(voice) => Command::Draft {
                answers: voice.mention.clone(),
                revision: voice.revision,
                purpose: match dice.below(4) {
                    0 => Purpose::FollowUp,
                    1 => Purpose::Receipt,
                    _ => Purpose::Answer,
                },
                text: "We bellen je morgen om tien uur over de schade aan je auto. "
                    .repeat(1 + usize::from(dice.is_one_in(3)) * 3)
                    .into(),
            },
            None => Command::Take { ownership },
        },
        8 => Command::Offer {
            to,
            briefing: words(),
        },
        9 => match dice.is_one_in(2) {
            true => Command::Accept,
            false => Command::Decline,
        },
        10 => Command::Reassign {
            to,
            briefing: words(),
        },
        11 => Command::Switch {
            to: vec!["phone".into(), "letter".into()],
            because: SwitchReason::Privacy,
        },
        12 => Command::Speak {
            channel: "phone".into(),
            note: words(),
            minutes: Some(6),
        },
        13 => Command::CallBack {
            what: words(),
            within: Target::WorkingDays(1),
        },
        14 => match case.open_promises().next() {
            Some((promise, _)) => Command::Keep { promise: *promise },
            None => Command::Note { text: words() },
        },
        15 => Command::Consult {
            department: "claims".into(),
            question: words(),
        },
        16 => match case.open_consults().next() {
            Some((consult, _)) => Command::Answer {
                consult: *consult,
                text: words(),
            },
            None => Command::Resume,
        },
        17 => Command::Await,
        18 => Command::Learn {
            fact: "product".into(),
            value: words(),
            source: FactSource::Customer,
        },
        19 => match case.participants().next() {
            Some(participant) => Command::VerifyAnswer {
                answer: participant.answer,
                revision: 1,
                verdict: Verdict::Right,
            },
            None => Command::Hold,
        },
        20 => Command::Waive {
            because: WaiveReason::CustomerAsked,
        },
        21 | 22 => Command::Resolve {
            resolution: Resolution::Resolved,
        },
        _ => Command::Close,
    }
}

/// The guards that are only pointed out, so that the year has some of everything.
pub(super) fn is_usual(guard: Guard) -> bool {
    matches!(
        guard,
        Guard::Hold | Guard::Preference | Guard::PeerAnswerUnread
    )
}
