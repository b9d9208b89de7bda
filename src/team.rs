//! Who may do what, and who is there?
//!
//! Agents work queues; departments answer the agents (S4:21); a [`Mandate`]
//! says what one may decide. Who is present at a moment is input: see
//! [`Presence`].
//!
//! # Not here yet
//!
//! Shifts and leave (who is there is told by the host, or by the opening hours a
//! person works), and how many cases a person can have at once.

mod agent;
mod department;
mod mandate;
mod presence;
mod queue;

pub use agent::{Agent, AgentId};
pub use department::{Department, DepartmentId};
pub use mandate::{Act, Mandate};
pub use presence::Presence;
pub use queue::{Party, Queue, QueueId};
