//! How good is a classifier, and how sure are we of that?
//!
//! A [`Confusion`] sets what a model said beside what a person said, label by
//! label. [`Scored`] judges the confidence of one label: whether it ranks
//! ([`Scored::auc`]), whether it means what it says ([`Scored::reliability`]),
//! and from which confidence on a promise such as "nine of ten are right" can
//! be kept ([`Scored::threshold`]). [`mcnemar`] tells two models apart,
//! [`kappa`] two people. [`sliced`] does any of it per language or channel.
//!
//! A figure without its uncertainty misleads, so each comes with an
//! [`Interval`] at 95 %: Wilson's for a share of counted things, a bootstrap
//! of [`RESAMPLES`] resamples for the rest. Nothing here is random: the
//! bootstrap always draws the same.
//!
//! ```
//! use webcare::triage::evaluation::{Confusion, Scored, Wanted};
//! use webcare::triage::{Confidence, label};
//!
//! let rows = [
//!     (label::COMPLAINT, Some(label::COMPLAINT)),
//!     (label::COMPLAINT, None), // the model abstained
//!     (label::THANKS, Some(label::THANKS)),
//!     (label::THANKS, Some(label::COMPLAINT)),
//! ];
//! let confusion: Confusion = rows.into_iter().collect();
//! let complaints = confusion.of(label::COMPLAINT).unwrap();
//! assert_eq!(complaints.recall().value(), Some(0.5));
//! assert_eq!(complaints.precision().value(), Some(0.5));
//! assert_eq!(confusion.abstained().to_string(), "1 of 4 (.25; .05–.70)");
//!
//! // Two examples are not enough to promise anything.
//! let few: Scored = [(Confidence::FULL, true), (Confidence::NONE, false)].into_iter().collect();
//! let refused = few.threshold(Wanted::Precision(0.9)).unwrap_err();
//! assert_eq!(refused.to_string(), "not reachable with 2 examples: at best 1 of 1 (1; .21–1); \
//!     about 68 more would do if the rest are like them");
//! # assert!(refused.more.is_some());
//! ```

mod agreement;
mod bootstrap;
mod confusion;
mod curve;
mod reliability;
mod scored;
mod share;
mod threshold;

pub use agreement::{Comparison, Kappa, kappa, mcnemar};
pub use bootstrap::RESAMPLES;
pub use confusion::{Confusion, LabelCounts, sliced};
pub use curve::{CurvePoint, learning_curve};
pub use reliability::{Bin, Reliability};
pub use scored::Scored;
pub use share::{Estimate, Interval, Share};
pub use threshold::{NotReachable, Threshold, Wanted};
