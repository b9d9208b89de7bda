//! Does your store, transport or classifier keep its contract?
//!
//! A kit of [`Check`]s for whoever implements a port. Each is a plain async
//! function over `&dyn`, run on a fresh store of its own; one that fails names
//! the [`Promise`] that was broken and what was [`Seen`]. One call runs all of
//! them and gives a [`Report`].
//!
//! ```
//! use std::sync::Arc;
//! use webcare::{conformance::{self, Ports}, store::InMemory};
//!
//! let fresh = async || Ports::of(Arc::new(InMemory::new())); // your store, with nothing in it
//! let report = pollster::block_on(conformance::stores(fresh));
//! assert!(report.is_kept(), "{report}");
//! ```
//!
//! What not every host can do is an argument: [`Ports::reopened_by`] for a
//! store that outlives its process, [`Ports::searched_by`] for one that can be
//! searched for what was to be forgotten, [`Trial`] for what a channel takes,
//! tells and shows, [`Subject`] for what a classifier refuses and how long it may take.
//! Checks that need more than was given are left out, and the report says so.
//!
//! The kit sends what it decides through the same [`Policy`](crate::policy::Policy)
//! as a desk does, so that a store meets the commits that it will meet.

mod checks;
pub mod classifier;
pub mod committing;
pub mod filing;
pub mod forgetting;
pub mod leasing;
pub mod parts;
mod ports;
pub mod reading;
pub mod related;
mod report;
mod scene;
mod seen;
mod subject;
pub mod transport;
mod trial;
pub mod unseen;
pub mod waking;

pub use checks::{CHECKS, Check, stores};
pub use ports::Ports;
pub use report::{Broken, Promise, Report};
pub use seen::Seen;
pub use subject::{Subject, classifiers};
pub use trial::{Looks, Trial, transports};
