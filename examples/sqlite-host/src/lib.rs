//! A host over one SQLite file: store, outbox, and a wall that replies are posted on.
//!
//! It is an example of what a host of your own must do, and small enough to
//! copy. It passes the crate's checks (`tests/conformance.rs`) and is killed a
//! few hundred times in its tests (`tests/kill.rs`).

mod outbox;
mod store;
mod wall;

pub use store::{Fails, Sqlite};
pub use wall::Wall;
