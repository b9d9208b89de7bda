//! What an answer that was given elsewhere makes of a clock.

use chrono::{DateTime, Utc};

use super::Told;
use super::owed::Owed;
use crate::case::Event;
use crate::mention::MentionKey;
use crate::policy::Policy;
use crate::sla::{ClockEvent, ClockKind, Run};

impl Policy {
    /// Ends a clock by what is told of the time before a case came here; false
    /// where it goes on, or nothing of the kind is told.
    ///
    /// It is met at the instant of the answer, late or in time. What nobody
    /// tells of is called off before it could have been late: when it was
    /// taken up, and whether receipt was confirmed before an answer that came
    /// too late for that.
    pub(super) fn was_settled_elsewhere(
        &self,
        run: &Run,
        owed: Option<&Owed>,
        event: &Event,
        told: &mut Told,
    ) -> bool {
        let Event::Imported {
            answered,
            answered_at,
            ..
        } = event
        else {
            return false;
        };
        if owed.is_some_and(|owed| owed.from == run.from) {
            return false;
        }
        let due = self.due_of(run);
        let is_told = |at: &DateTime<Utc>| {
            let is_late = due.is_some_and(|due| due < *at);
            is_met(run, answered) && !(is_late && run.id.kind == ClockKind::Receipt)
        };
        let Some(at) = answered_at.filter(is_told) else {
            if owed.is_none() {
                told.cancelled(run, run.from);
            }
            return owed.is_none();
        };
        if let Some(at) = due.filter(|due| *due < at) {
            let id = run.id.clone();
            told.tell(ClockEvent::Breached { id, at });
        }
        told.met(run, at);
        true
    }
}

/// Whether an answer to these mentions keeps the promise of a clock.
fn is_met(run: &Run, answered: &[MentionKey]) -> bool {
    let is_of = |mention: &MentionKey| {
        let channel = run.id.about.as_ref().map(|it| it.as_str());
        channel == Some(mention.channel.as_str())
    };
    match run.id.kind {
        ClockKind::Receipt | ClockKind::FirstResponse | ClockKind::NextResponse => {
            !answered.is_empty()
        }
        ClockKind::ReplyWindow => answered.iter().any(is_of),
        ClockKind::Update => true,
        ClockKind::TakenUp
        | ClockKind::Resolution
        | ClockKind::FollowUp
        | ClockKind::Promise
        | ClockKind::Callback
        | ClockKind::Consult
        | ClockKind::HandOff => false,
    }
}
