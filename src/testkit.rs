//! A simulated desk for the tests around yours.
//!
//! A [`Stage`] is a desk over the reference store, or over one of your own
//! ([`Stage::over`]), with a clock that stands still until it is moved; then
//! everything that falls due on the way happens at its own instant. [`Feed`] makes mentions that differ, [`Network`] is a
//! channel that does as it is told, and [`Faulty`] a store that fails on demand.
//!
//! ```
//! use std::sync::Arc;
//! use chrono::TimeDelta;
//! use webcare::{case::State, playbook::Playbook, testkit::{Feed, Stage}};
//!
//! let playbook = toml::from_str("
//!     playbook = 'Noorderlicht'
//!     version  = '1'
//!     zone     = 'Europe/Amsterdam'
//!     rules    = [{ id = 'complaint', when = 'klacht*', then = { respond = 'complaint' } }]
//! ")?;
//! let policy = Arc::new(Playbook::from_value(playbook)?.compile()?);
//! pollster::block_on(async {
//!     let mut stage = Stage::new(policy, "2011-06-14T10:00:00Z".parse()?);
//!     let complaint = Feed::on("twitter").post("@jan_k", "een klacht");
//!     stage.hear(&complaint).await?;
//!     stage.pass(TimeDelta::days(1)).await?;
//!     assert_eq!(stage.case_of(&complaint).unwrap().case.state, State::New);
//!     # Ok::<(), Box<dyn std::error::Error>>(())
//! })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod faulty;
mod feed;
mod network;
mod stage;

pub use faulty::{Fault, Faulty};
pub use feed::Feed;
pub use network::{Mishap, Network};
pub use stage::Stage;
