//! The clocks of a case, folded from what happens in it.
//!
//! What a case owes is a function of the case alone ([`owed`]); an event only
//! says whether a clock that is owed no longer was kept or called off. So
//! neither the polls nor the order of what happens at one instant can matter.

mod elsewhere;
mod met;
mod owed;

use chrono::{DateTime, Utc};

use super::Policy;
use super::record::Record;
use super::terms::Terms;
use crate::calendar::Calendar;
use crate::case::{Event, State};
use crate::playbook::InFlight;
use crate::sla::{ClockEvent, ClockKind, Clocks, PauseReason, Run};
use met::is_met;
use owed::Owed;

/// The clocks that stand still while another has the next word.
const PAUSABLE: [ClockKind; 2] = [ClockKind::Update, ClockKind::Resolution];

impl Policy {
    /// What the clocks of a case make of an event that has just happened in it.
    pub(super) fn follow(
        &self,
        record: &Record,
        event: &Event,
        at: DateTime<Utc>,
        terms: &Terms,
    ) -> Vec<ClockEvent> {
        let owed = self.owed(record, terms);
        let mut told = Told::since(&record.clocks);
        for run in record.clocks.open() {
            let owed = owed.iter().find(|owed| owed.id == run.id);
            if self.was_settled_elsewhere(run, owed, event, &mut told) {
                continue;
            }
            match owed {
                _ if is_met(&record.case, event, run) => told.met(run, at),
                Some(owed) if self.replaces(owed, run, event) => told.set_to(run, owed),
                Some(_) => {}
                None => told.cancelled(run, at),
            }
        }
        for owed in &owed {
            if told.clocks.running(owed.id.clone()).is_none() {
                told.started(owed, record.clocks.get(owed.id.clone()));
            }
        }
        self.pause(record, at, &mut told);
        told.events
    }

    /// What a changed playbook makes of the clocks that run, where it is agreed
    /// that they follow it.
    pub(super) fn replan(&self, record: &Record) -> Vec<ClockEvent> {
        let mut told = Told::since(&record.clocks);
        if self.playbook.sla.in_flight == InFlight::Replan {
            let owed = self.owed(record, &Terms::default());
            for run in record.clocks.open() {
                let now = owed.iter().find(|owed| owed.id == run.id);
                if let Some(owed) = now.filter(|owed| owed.differs(run)) {
                    told.set_to(run, owed);
                }
            }
        }
        told.events
    }

    /// Whether an open clock gets another start, target or calendar by an event.
    fn replaces(&self, owed: &Owed, run: &Run, event: &Event) -> bool {
        let is_about_what_was_said = matches!(
            event,
            Event::Opened { .. }
                | Event::Joined { .. }
                | Event::MentionRevised { .. }
                | Event::MentionWithdrawn { .. }
                | Event::MentionLeft { .. }
                | Event::Absorbed { .. }
                | Event::Released { .. }
                | Event::Unmerged { .. }
                | Event::Imported { .. }
                | Event::Reopened { .. }
        );
        let follows = self.playbook.sla.in_flight == InFlight::Replan;
        if is_about_what_was_said || follows {
            owed.differs(run)
        } else {
            owed.from != run.from && owed.is_of_the_moment()
        }
    }

    fn pause(&self, record: &Record, at: DateTime<Utc>, told: &mut Told) {
        let wanted = match record.case.state {
            State::AwaitingCustomer => Some(PauseReason::Customer),
            State::Consulting => Some(PauseReason::Department),
            State::New
            | State::Owned
            | State::OnOtherChannel
            | State::Resolved
            | State::Closed
            | State::Reopened
            | State::Merged => None,
        };
        let wanted = wanted.filter(|reason| self.playbook.sla.pauses.contains(reason));
        for kind in PAUSABLE {
            let Some(run) = told.clocks.running(kind) else {
                continue;
            };
            let mut open = run.pauses.iter().filter(|pause| pause.until.is_none());
            let stands_still_for = open.next().map(|pause| pause.reason);
            if stands_still_for == wanted {
                continue;
            }
            let id = run.id.clone();
            if stands_still_for.is_some() {
                told.tell(ClockEvent::Resumed { id: id.clone(), at });
            }
            if let Some(reason) = wanted {
                told.tell(ClockEvent::Paused { id, at, reason });
            }
        }
    }

    /// The calendar over which a clock runs: as it was when the clock began,
    /// where it is agreed that running clocks keep theirs.
    pub(super) fn hours(&self, run: &Run) -> &Calendar {
        let calendar = self.calendar_named(run.calendar.as_str());
        if self.playbook.sla.in_flight == InFlight::Replan {
            return calendar;
        }
        let Some(versions) = self.versions.get(run.calendar.as_str()) else {
            return calendar;
        };
        let began = calendar.local(run.from).date();
        let before = versions.iter().rev().find(|(since, _)| *since <= began);
        before.map_or(calendar, |(_, held)| held)
    }

    pub(super) fn calendar_named(&self, name: &str) -> &Calendar {
        self.playbook.calendars.get(name).unwrap_or(&self.calendar)
    }

    /// When a running clock is due; none while it is paused.
    pub(super) fn due_of(&self, run: &Run) -> Option<DateTime<Utc>> {
        if !run.is_open() || run.is_paused() {
            return None;
        }
        run.clock(self.hours(run)).due().ok()
    }

    /// When the next word or deed is due to the customer.
    pub fn due(&self, record: &Record) -> Option<DateTime<Utc>> {
        self.due_within(record, &Terms::default())
    }

    pub(super) fn due_within(&self, record: &Record, terms: &Terms) -> Option<DateTime<Utc>> {
        let to_the_customer = record.clocks.open().filter(|run| is_to_the_customer(run));
        let due = to_the_customer.filter(|run| !run.is_paused());
        due.filter_map(|run| self.due_at(run, terms)).min()
    }
}

/// Whether a clock keeps a promise to the customer, rather than one among colleagues.
fn is_to_the_customer(run: &Run) -> bool {
    !matches!(
        run.id.kind,
        ClockKind::TakenUp | ClockKind::Consult | ClockKind::HandOff | ClockKind::ReplyWindow
    )
}

/// Clock events while they are being put together, and what they make of the clocks.
struct Told {
    clocks: Clocks,
    events: Vec<ClockEvent>,
}

impl Told {
    fn since(clocks: &Clocks) -> Self {
        Self {
            clocks: clocks.clone(),
            events: Vec::new(),
        }
    }

    fn tell(&mut self, event: ClockEvent) {
        self.clocks.apply(&event);
        self.events.push(event);
    }

    fn met(&mut self, run: &Run, at: DateTime<Utc>) {
        let id = run.id.clone();
        self.tell(ClockEvent::Met { id, at });
    }

    fn cancelled(&mut self, run: &Run, at: DateTime<Utc>) {
        let id = run.id.clone();
        self.tell(ClockEvent::Cancelled { id, at });
    }

    /// Gives a clock that runs another start, target or calendar.
    ///
    /// A breach belongs to the term that was breached: where there was one,
    /// that run ends and another begins, with the same pauses, so that the new
    /// term is watched too.
    fn set_to(&mut self, run: &Run, owed: &Owed) {
        let Some(at) = run.breached else {
            self.tell(owed.start());
            return;
        };
        self.cancelled(run, at);
        self.tell(owed.start());
        self.pauses_of(run);
    }

    /// Starts a clock. One that goes on where an earlier run of it was met
    /// stood still in between.
    fn started(&mut self, owed: &Owed, before: Option<&Run>) {
        self.tell(owed.start());
        let Some((run, met)) = before.and_then(|run| Some((run, run.met?))) else {
            return;
        };
        if let Some(again) = owed.again_from.filter(|_| run.from == owed.from) {
            self.pauses_of(run);
            let reason = PauseReason::Settled;
            let id = owed.id.clone();
            self.tell(ClockEvent::Paused {
                id: id.clone(),
                at: met,
                reason,
            });
            self.tell(ClockEvent::Resumed { id, at: again });
        }
    }

    fn pauses_of(&mut self, run: &Run) {
        for pause in &run.pauses {
            let (id, at, reason) = (run.id.clone(), pause.from, pause.reason);
            self.tell(ClockEvent::Paused { id, at, reason });
            if let Some(at) = pause.until {
                let id = run.id.clone();
                self.tell(ClockEvent::Resumed { id, at });
            }
        }
    }
}
