//! What does a document say, and where is it wrong? A value tree from any
//! format, read with all its problems at once.
//!
//! A playbook is written by people. Whoever reads one wants every mistake in
//! one go, each with its place and with what would be right. So a document is
//! first taken in as a [`Value`], and then walked as [`Node`]s: a reader that
//! meets a mistake notes it in [`Problems`] and reads on. Fields that nobody
//! read are problems too ([`TableNode::finish`]).
//!
//! Every module reads its own nouns this way; the module `playbook` puts them
//! together.

pub(crate) mod instant;
mod node;
mod problem;
mod value;

pub use node::{Node, TableNode};
pub use problem::{Problem, ProblemKind, Problems};
pub use value::Value;
