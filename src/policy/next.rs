use chrono::{DateTime, Utc};

use super::Policy;
use super::record::Record;
use crate::case::{Owner, ReplyId, State, TextId};
use crate::sla::ClockId;

/// What happens next in a case, by whom, and by when.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Next {
    /// Who is to do it.
    pub who: Owner,
    /// What it is.
    pub what: Due,
    /// By when; none while it waits for the customer.
    pub due: Option<DateTime<Utc>>,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Due {
    /// What was agreed on.
    Planned(TextId),
    /// What a clock waits for.
    Clock(ClockId),
    /// A part of a reply did not arrive, or nobody knows whether it did: to be
    /// looked at, and [settled](crate::case::Command::Settle) or
    /// [sent again](crate::case::Command::Resend).
    Delivery(ReplyId),
    /// The customer has the next word.
    CustomerSpeaks,
    /// Somebody is to look at it: nothing else is due.
    Look,
}

impl Policy {
    /// What happens next in a live case: looking after a part that did not
    /// arrive; else what was agreed on or what a clock waits for, whichever is
    /// due first. Every live case has something (S1:29).
    pub fn next(&self, record: &Record) -> Option<Next> {
        let case = &record.case;
        if !case.is_live() {
            return None;
        }
        let planned = case.next_step.as_ref().map(|step| Next {
            who: step.who.clone(),
            what: Due::Planned(step.what.clone()),
            due: Some(step.due),
        });
        let clocks = record.clocks.open().filter_map(|run| {
            let due = self.due_of(run)?;
            Some(Next {
                who: case.owner.clone(),
                what: Due::Clock(run.id.clone()),
                due: Some(due),
            })
        });
        let lost = case.lost_reply().map(|reply| Next {
            who: case.owner.clone(),
            what: Due::Delivery(reply),
            due: case.undelivered_since,
        });
        let known = planned.into_iter().chain(clocks);
        let first = lost.or_else(|| known.min_by_key(|it| it.due));
        let what = match case.state {
            State::AwaitingCustomer => Due::CustomerSpeaks,
            State::New
            | State::Owned
            | State::Consulting
            | State::OnOtherChannel
            | State::Reopened
            | State::Resolved
            | State::Closed
            | State::Merged => Due::Look,
        };
        let who = case.owner.clone();
        Some(first.unwrap_or(Next {
            who,
            what,
            due: None,
        }))
    }
}
