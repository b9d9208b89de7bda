//! Which clocks an event keeps.

use crate::case::{Case, Event, Purpose};
use crate::sla::{ClockKind, Run};

/// Whether an event that has just happened in a case keeps the promise of a clock.
pub(super) fn is_met(case: &Case, event: &Event, run: &Run) -> bool {
    let is_about = |subject: String| {
        run.id
            .about
            .as_ref()
            .is_some_and(|it| it.as_str() == subject)
    };
    match (run.id.kind, event) {
        (kind, Event::Replied { reply, .. }) => case.replies.get(reply).is_some_and(|reply| {
            let answers = reply.is_substantive();
            match kind {
                ClockKind::Receipt => reply.purpose != Purpose::FollowUp,
                ClockKind::FirstResponse | ClockKind::NextResponse | ClockKind::Update => answers,
                ClockKind::ReplyWindow => {
                    answers && is_about(reply.answers.channel.as_str().to_owned())
                }
                _ => false,
            }
        }),
        (
            ClockKind::Receipt
            | ClockKind::FirstResponse
            | ClockKind::NextResponse
            | ClockKind::Update,
            Event::Spoken { .. },
        )
        | (ClockKind::TakenUp, Event::Taken { .. } | Event::HandOffAccepted { .. })
        | (ClockKind::HandOff, Event::HandOffAccepted { .. })
        | (ClockKind::FollowUp, Event::FollowUpGiven { .. })
        | (ClockKind::Resolution, Event::Resolved { .. }) => true,
        (ClockKind::Promise | ClockKind::Callback, Event::PromiseKept { promise }) => {
            is_about(promise.to_string())
        }
        (ClockKind::Consult, Event::ConsultAnswered { consult, .. }) => {
            is_about(consult.to_string())
        }
        _ => false,
    }
}
