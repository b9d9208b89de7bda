//! By when must it be done, and how far along is it?
//!
//! A [`Clock`] starts at an instant, runs over a [`Calendar`], stands still
//! while something else is awaited, and is due when its [`Target`] is used up.
//! It knows nothing of cases: a host with tickets of its own needs no more than
//! this.
//!
//! ```
//! use chrono::{DateTime, TimeDelta, Utc};
//! use webcare::calendar::{Calendar, holidays};
//! use webcare::sla::{Clock, Pause, PauseReason, Target};
//!
//! let office = Calendar::weekly(chrono_tz::Europe::Amsterdam)
//!     .mon_fri("09:00-17:00")?
//!     .holidays(&holidays::NL)?;
//! let at = |text: &str| text.parse::<DateTime<Utc>>();
//!
//! // Friday 15:00 until Monday 12:00 local; two of the working hours in it count.
//! let waits = [Pause::new(at("2026-01-09T15:00:00Z")?, at("2026-01-12T09:00:00Z")?, PauseReason::Customer)];
//! let clock = Clock::starting(at("2026-01-09T14:00:00Z")?, "4 business hours".parse()?, &office)
//!     .pauses(&waits)?;
//! assert_eq!(clock.due()?, at("2026-01-12T12:00:00Z")?);
//! assert_eq!(clock.left(at("2026-01-12T10:00:00Z")?)?, TimeDelta::hours(2));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Three kinds of term
//!
//! Working time, working days and elapsed time are three things: one working
//! day is neither eight hours nor twenty-four. See [`Target`].
//!
//! # Met and breached
//!
//! Both happen at an instant of their own, whenever anybody looks: a clock is
//! breached at its due instant, and what is met after it was breached stays
//! both. At the due instant itself it can still be met in time.
//!
//! [`Calendar`]: crate::calendar::Calendar

mod agreement;
mod clock;
mod clock_id;
mod event;
mod explanation;
pub mod fairness;
mod kind;
mod pause;
mod run;
mod tally;
mod target;
mod urgency;
mod wall;
mod warning;

pub use agreement::{Agreement, Matter, Targets, TargetsId};
pub use clock::{Clock, ClockError, ClockState};
pub use clock_id::{ClockId, Subject};
pub use event::ClockEvent;
pub use explanation::{Piece, Why};
pub use kind::ClockKind;
pub use pause::{Pause, PauseError, PauseReason};
pub use run::{Clocks, Run};
pub use tally::{Count, Tally};
pub use target::{Target, TargetError};
pub use urgency::Urgency;
pub use warning::{Warning, Warnings};

pub(crate) use wall::Wall;
