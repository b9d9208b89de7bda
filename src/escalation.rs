//! Who hears that it goes wrong?
//!
//! An [`Escalation`] says after which kind of signal who is told when. A
//! [`Signal`] that it answers to starts a [`Chain`]: a plan of instants, fixed
//! at its start, that runs until somebody acknowledges it. Signals are plain
//! facts (what, when, how much), so nothing here knows of cases.
//!
//! ```
//! use chrono::{DateTime, Utc};
//! use webcare::calendar::Calendar;
//! use webcare::escalation::{Chains, Escalation, Recipient, Signal, SignalKind, Step, Trigger};
//!
//! let office = Calendar::weekly(chrono_tz::UTC).mon_fri("09:00-17:00")?;
//! let late = Escalation::new("te-laat", Trigger::on(SignalKind::Breached))
//!     .step(Step::new("0 business minutes".parse()?, [Recipient::Contact]))
//!     .step(Step::new("2 business hours".parse()?, [Recipient::Backup]));
//!
//! let friday: DateTime<Utc> = "2026-01-09T16:30:00Z".parse()?;
//! let mut chains = Chains::new();
//! for event in chains.hear(&Signal::new(SignalKind::Breached, friday), [(&late, &office)])? {
//!     chains.apply(&event);
//! }
//! // The contact on Friday, the backup after the weekend.
//! for event in chains.advance(friday, |_| false) {
//!     chains.apply(&event);
//! }
//! assert_eq!(chains.next_wake(), Some("2026-01-12T10:30:00Z".parse()?));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # In a playbook
//!
//! ```toml
//! [[escalations]]
//! id            = "te-laat"
//! on            = "breached"        # one of `SignalKind`, as `due-soon`, `reach`, `legal`
//! clock         = "first-response"  # only of this clock; for `due-soon` and `breached`
//! calendar      = "office"          # of its steps; the usual one where none is named
//! accept-within = "30 minutes"      # for who is given it to acknowledge; so long unless said
//! steps  = [                        # each counts from the signal, not from the step before
//!     { after = "0 business minutes", notify = "contact" },
//!     { after = "2 business hours", notify = ["backup", "queue:evening"], unless = ["owned"] },
//! ]
//! repeat = { times = 2, every = "1 working day", from = 2 } # steps 2 and later, counted from 1
//! ```
//!
//! What is measured (`reach`, `growth`, `repeat-contact`, `repeated-explanation`,
//! `hand-offs`) has a level in place of a clock: `above = 10000` starts it, and
//! only after the measure has been below `again-below` (or `above`, where that
//! is not there) can it start again. `notify` names [`Recipient`]s, `unless`
//! what may hold in a case ([`Case::CIRCUMSTANCES`](crate::case::Case::CIRCUMSTANCES)),
//! `after` and `every` are [`Target`](crate::sla::Target)s.
//!
//! # Waking up
//!
//! Come back at [`Chains::next_wake`]. Early and repeated wake-ups find nothing
//! due; a late one finds everything that was missed, each step with the instant
//! at which it was planned.
//!
//! # When nobody is there
//!
//! A step in working time or working days is planned for an open instant, so
//! the plan waits for a closed window and goes on after it. A step in elapsed
//! time is told at any hour: that is the path for what cannot wait. Recipients
//! that cannot be reached give way to those of the next steps
//! ([`Chain::reachable`]), and never to silence. In a case, where even those
//! are nobody, as a department's contact where no department was asked, the
//! people of the step before hear of it again, and in the end its owner. The
//! log and [`Chain::explain`] name who was told, and for whom.
//!
//! # Taking it in hand
//!
//! Whoever acknowledges a chain ends the telling. A snooze puts its steps off
//! to its end, a week at most, each with a line in the log and nobody told twice
//! at once. A hand-over gives it to another, who must acknowledge it in
//! time: else its steps go on. Each of these is in the log with a name, and so
//! is stopping it, after which nobody is told any more. A step is left out where something holds ([`Step::unless`])
//! that the host tells; it, too, leaves a line in the log.
//!
//! # What reach may do
//!
//! Tell people. A chain changes no clock, so that many followers bring nobody
//! an earlier answer (S0:10).

mod chain;
mod chains;
mod command;
mod explanation;
mod plan;
mod read;
mod recipient;
mod signal;

pub use chain::{Acknowledged, Chain, ChainEvent, EndReason, Ended, HandOver};
pub use chains::{Chains, Due, HearError};
pub use plan::{Escalation, PlannedStep, Repeat, RepeatError, Step};
pub use recipient::{Recipient, RecipientError};
pub use signal::{Signal, SignalKind, Trigger, TriggerError};

crate::id::id! {
    /// The name under which a playbook keeps an escalation.
    EscalationId
}

crate::id::id! {
    /// Something that may hold in a matter, such as `owned`, by which a step is
    /// left out. The host knows the names and says which hold.
    Circumstance
}

crate::id::id! {
    /// A running chain: made of the escalation and the signal that started it,
    /// so that the same signal never starts a second one.
    ChainId
}
