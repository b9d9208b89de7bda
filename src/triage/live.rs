//! How does a learned model earn its place on a desk?
//!
//! Before it counts, a model practises: it sees every mention, its
//! [`Proposal`]s are set beside what people decided ([`DecisionLog`]), and a
//! [`Gate`] judges whether it keeps its promise, on mentions later than those
//! it was tuned on. What a label may do is its [`Stage`]:
//!
//! | stage | the model |
//! |---|---|
//! | [`ListenOnly`](Stage::ListenOnly) | is not heard; people's decisions are collected |
//! | [`Shadow`](Stage::Shadow) | proposes; nobody sees it but the log |
//! | [`Assist`](Stage::Assist) | draws attention: may make a rule speak that asks for an answer |
//! | [`AutoNoResponse`](Stage::AutoNoResponse) | may also file what no rule speaks of |
//!
//! A model never sends, never closes, and never silences: see
//! [`Policy::triage_advised`](crate::policy::Policy::triage_advised). What is
//! filed is sampled for ever after ([`Audit`]), and a model that no longer
//! sees what it was judged on ([`Drifted`]) goes back to the shadow.
//!
//! ```
//! use webcare::mention::Mention;
//! use webcare::triage::live::{Live, Stage};
//! use webcare::triage::{Assessment, Confidence, label};
//!
//! let mut live = Live::new("ours/1", [label::SPAM, label::COMPLAINT]);
//! live.raise_desk()?;
//! live.listen_to(&label::COMPLAINT.into())?;
//! assert_eq!(live.stage(label::COMPLAINT), Stage::Shadow);
//!
//! let found = Assessment::by("ours/1").scored(label::COMPLAINT, Confidence::FULL);
//! let heard = live.hear(&found);
//! assert_eq!(heard.proposals.len(), 1);
//! assert!(heard.advice.is_empty(), "in the shadow it only proposes");
//! # Ok::<(), webcare::triage::live::StageError>(())
//! ```

mod advice;
mod audit;
mod drift;
mod gate;
mod log;
mod split;
mod stage;
mod words;

pub use advice::{Advice, Heard, Proposal};
pub use audit::{Audit, Audited};
pub use drift::{Drifted, Portrait};
pub use gate::{Gate, Pass, Shortfall, Verdict};
pub use log::{DecisionLog, Logged, NotLogged};
pub use stage::{Live, Moved, Stage, StageError, Why};
