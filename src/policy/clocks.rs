use chrono::{DateTime, Utc};

use super::Policy;
use super::record::Record;
use crate::case::{Case, Event, Purpose, State, Voice};
use crate::sla::{Clock, ClockEvent, ClockKind, PauseReason, Run, Target};

/// The clocks that start with what the customer says.
const OPENING: [ClockKind; 3] = [
    ClockKind::Receipt,
    ClockKind::FirstResponse,
    ClockKind::Resolution,
];

impl Policy {
    /// What the clocks of a case make of an event that has just happened in it.
    pub(super) fn follow(
        &self,
        record: &Record,
        event: &Event,
        at: DateTime<Utc>,
    ) -> Vec<ClockEvent> {
        let mut events = self.follow_event(record, event, at);
        events.extend(follow_state(record, at));
        events
    }

    fn follow_event(&self, record: &Record, event: &Event, at: DateTime<Utc>) -> Vec<ClockEvent> {
        match event {
            Event::Opened { .. }
            | Event::MentionRevised { .. }
            | Event::MentionWithdrawn { .. }
            | Event::MentionLeft { .. } => self.set_out(record),
            Event::Absorbed { case: _, voices } => {
                let mut events = self.set_out(record);
                let cores = voices.iter().filter(|voice| voice.is_core());
                let first = cores.min_by_key(|voice| voice.spoken_at);
                events.extend(first.and_then(|voice| self.next_word(record, voice)));
                events
            }
            Event::Joined { voice } => {
                let mut events = self.set_out(record);
                events.extend(self.next_word(record, voice));
                events
            }
            Event::Reopened { mention } => {
                let mut events = self.set_out(record);
                if let Some(voice) = record.case.voices.get(mention) {
                    events.extend(self.start(ClockKind::NextResponse, voice));
                    events.extend(self.start(ClockKind::Resolution, voice));
                }
                events
            }
            Event::Replied { reply } => {
                match record.case.replies.get(reply).map(|reply| reply.purpose) {
                    Some(Purpose::Answer) => answered(record, at),
                    Some(Purpose::Receipt) => met(record, &[ClockKind::Receipt], at),
                    Some(Purpose::FollowUp) | None => Vec::new(),
                }
            }
            Event::Spoken { .. } => answered(record, at),
            Event::FollowUpOwed => {
                let start = |target| started(ClockKind::FollowUp, at, target, self);
                let target = record.case.lead().and_then(|voice| {
                    let channel = voice.mention.channel.as_str();
                    let urgency = record.case.urgency();
                    let chosen = voice.sla.as_ref();
                    let sla = &self.playbook.sla;
                    sla.target(chosen, channel, ClockKind::FollowUp, urgency)
                });
                target.map(start).into_iter().collect()
            }
            Event::FollowUpGiven { .. } => met(record, &[ClockKind::FollowUp], at),
            Event::FollowUpWaived { .. } => cancelled(record, &[ClockKind::FollowUp], at),
            Event::Resolved { .. } => {
                let mut events = met(record, &[ClockKind::Resolution], at);
                let unanswered = [
                    ClockKind::Receipt,
                    ClockKind::FirstResponse,
                    ClockKind::NextResponse,
                ];
                events.extend(cancelled(record, &unanswered, at));
                events
            }
            Event::Closed | Event::Emptied | Event::MergedInto { .. } => running(record)
                .map(|run| ClockEvent::Cancelled { kind: run.kind, at })
                .collect(),
            Event::ReachGrew { .. }
            | Event::Requeued { .. }
            | Event::Taken { .. }
            | Event::AwaitingCustomer
            | Event::WorkResumed
            | Event::HandOffOffered { .. }
            | Event::HandOffAccepted { .. }
            | Event::HandOffDeclined
            | Event::Drafted { .. }
            | Event::Discarded { .. }
            | Event::Approved { .. }
            | Event::PartDelivered { .. }
            | Event::PartFailed { .. }
            | Event::PartUnknown { .. }
            | Event::Resent { .. }
            | Event::ChannelSwitched { .. }
            | Event::Promised { .. }
            | Event::PromiseKept { .. }
            | Event::PromiseBroken { .. }
            | Event::Consulted { .. }
            | Event::ConsultAnswered { .. }
            | Event::NoteAdded { .. }
            | Event::NextStepSet { .. }
            | Event::Linked { .. } => Vec::new(),
        }
    }

    /// The opening clocks as the case's mentions want them: for each, the
    /// earliest due time that any mention asks for. It is computed anew from
    /// all of them, so the order in which they came cannot matter.
    fn set_out(&self, record: &Record) -> Vec<ClockEvent> {
        OPENING
            .into_iter()
            .filter_map(|kind| {
                let run = record.clocks.get(kind);
                let is_over = run.is_some_and(|run| !run.is_open());
                if is_over
                    || !record.case.is_live()
                    || (kind != ClockKind::Resolution && record.case.is_answered())
                {
                    return None;
                }
                let wanted = self.earliest(&record.case, kind);
                let (from, target) = wanted?;
                let is_so = run.is_some_and(|run| run.from == from && run.target == target);
                (!is_so).then(|| self.set_to(run, kind, from, target))
            })
            .flatten()
            .collect()
    }

    /// Starts a clock, or gives one that runs another start or target.
    ///
    /// A breach belongs to the term that was breached: where there was one,
    /// that run ends and another begins, with the same pauses, so that the new
    /// term is watched too.
    fn set_to(
        &self,
        run: Option<&Run>,
        kind: ClockKind,
        from: DateTime<Utc>,
        target: Target,
    ) -> Vec<ClockEvent> {
        let start = started(kind, from, target, self);
        let Some((run, at)) = run.and_then(|run| Some((run, run.breached?))) else {
            return vec![start];
        };
        let mut events = vec![ClockEvent::Cancelled { kind, at }, start];
        for pause in &run.pauses {
            let (at, reason) = (pause.from, pause.reason);
            events.push(ClockEvent::Paused { kind, at, reason });
            events.extend(pause.until.map(|at| ClockEvent::Resumed { kind, at }));
        }
        events
    }

    fn earliest(&self, case: &Case, kind: ClockKind) -> Option<(DateTime<Utc>, Target)> {
        let cores = case
            .cores()
            .into_iter()
            .filter(|voice| !case.withdrawn.contains(&voice.mention));
        cores
            .filter_map(|voice| {
                let target = self.target(voice, kind)?;
                let from = self.starts(voice);
                let due = Clock::starting(from, target, &self.calendar).due().ok()?;
                Some((due, from, target))
            })
            .min_by_key(|(due, from, _)| (*due, *from))
            .map(|(_, from, target)| (from, target))
    }

    /// The customer spoke again after we had: the next answer is due.
    fn next_word(&self, record: &Record, voice: &Voice) -> Option<ClockEvent> {
        let is_running = record
            .clocks
            .get(ClockKind::NextResponse)
            .is_some_and(Run::is_open);
        if !record.case.is_answered() || !record.case.is_live() || is_running {
            return None;
        }
        self.start(ClockKind::NextResponse, voice)
    }

    fn start(&self, kind: ClockKind, voice: &Voice) -> Option<ClockEvent> {
        let target = self.target(voice, kind)?;
        Some(started(kind, self.starts(voice), target, self))
    }

    fn target(&self, voice: &Voice, kind: ClockKind) -> Option<Target> {
        let channel = voice.mention.channel.as_str();
        self.playbook
            .sla
            .target(voice.sla.as_ref(), channel, kind, voice.urgency)
    }

    fn starts(&self, voice: &Voice) -> DateTime<Utc> {
        self.playbook.sla.starts_at(voice.spoken_at, voice.seen_at)
    }

    /// When a running clock is due; none while it is paused.
    pub(super) fn due_of(&self, run: &Run) -> Option<DateTime<Utc>> {
        if !run.is_open() || is_paused(run) {
            return None;
        }
        run.clock(&self.calendar).due().ok()
    }

    /// When the next word or deed is due to the customer.
    pub fn due(&self, record: &Record) -> Option<DateTime<Utc>> {
        running(record).filter_map(|run| self.due_of(run)).min()
    }
}

/// The resolution stands still while the next word is the customer's, and only then.
fn follow_state(record: &Record, at: DateTime<Utc>) -> Option<ClockEvent> {
    let kind = ClockKind::Resolution;
    let run = record.clocks.running(kind)?;
    let reason = PauseReason::Customer;
    match (record.case.state == State::AwaitingCustomer, is_paused(run)) {
        (true, false) => Some(ClockEvent::Paused { kind, at, reason }),
        (false, true) if record.case.is_live() => Some(ClockEvent::Resumed { kind, at }),
        (true, true) | (false, _) => None,
    }
}

/// The clocks of a case that neither were met nor were called off.
pub(super) fn running(record: &Record) -> impl Iterator<Item = &Run> {
    record.clocks.iter().filter(|run| run.is_open())
}

pub(super) fn is_paused(run: &Run) -> bool {
    run.pauses.iter().any(|pause| pause.until.is_none())
}

fn started(kind: ClockKind, from: DateTime<Utc>, target: Target, policy: &Policy) -> ClockEvent {
    ClockEvent::Started {
        kind,
        from,
        target,
        calendar: policy.calendar_id.clone(),
    }
}

fn answered(record: &Record, at: DateTime<Utc>) -> Vec<ClockEvent> {
    met(
        record,
        &[
            ClockKind::Receipt,
            ClockKind::FirstResponse,
            ClockKind::NextResponse,
        ],
        at,
    )
}

fn met(record: &Record, kinds: &[ClockKind], at: DateTime<Utc>) -> Vec<ClockEvent> {
    running(record)
        .filter(|run| kinds.contains(&run.kind))
        .map(|run| ClockEvent::Met { kind: run.kind, at })
        .collect()
}

fn cancelled(record: &Record, kinds: &[ClockKind], at: DateTime<Utc>) -> Vec<ClockEvent> {
    running(record)
        .filter(|run| kinds.contains(&run.kind))
        .map(|run| ClockEvent::Cancelled { kind: run.kind, at })
        .collect()
}
