//! The logic of webcare: customer service in public, without the store, the
//! network and the clock.
//!
//! A host (a CRM, a helpdesk, a monitoring tool) feeds it *mentions*; it
//! answers what to do, who should do it, by when, and why.
//!
//! ```text
//! feed ─► Mention ─► Assessment ─► Decision ─► Case ─► Clocks ─► Escalation
//!        (mention)   (triage)      (routing)   (case)  (sla)     (escalation)
//!                                                │
//!                      Draft ─► plan of parts ─► approval ─► effects ─► host ─► receipts
//!                               (reply)
//! ```
//!
//! # Where to begin
//!
//! - One decision about one mention: [`policy::Policy::triage`], from a [`playbook::Playbook`].
//! - A reply that fits its channel: [`reply::Split`].
//! - A due time that explains itself: [`calendar::Calendar`] and [`sla::Clock`].
//! - The whole desk in your own transaction: [`policy::Policy::step`].
//! - The whole desk over ports: [`desk::Desk`].
//!
//! # The contract
//!
//! Put every mention, every agent's command, every delivery receipt and every
//! wake-up into [`policy::Policy::step`]. Answer what it asks for. Store the
//! [`policy::Commit`] it returns whole or not at all. Deliver what the
//! commit's effects hold, and come back at its `wake_at`. That is all a host
//! does.
//!
//! # Order
//!
//! The modules below stand in a strict order: each names only those above it.
//! Time, ids and randomness are arguments everywhere; the same input gives the
//! same bytes. What people wrote is [`text::Private`] and shows in no `Debug`.
//!
//! # Sources
//!
//! A note such as (S1:25) names where a rule comes from: a line of one of five
//! articles that described the practice of webcare between 2009 and 2013. The
//! repository lists what each asks, and the test that keeps it, in
//! `tests/data/requirements.toml`.
//!
//! # Features
//!
//! Everything that decides is on, and the tree is small. Two features add what
//! only tests need: `conformance`, checks for a store, transport or classifier
//! of your own, and `testkit`, a simulated desk for the tests around it.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod id;

pub mod sorted;

pub mod document;

pub mod text;

pub mod reply;

pub mod calendar;

pub mod sla;

pub mod team;

pub mod escalation;

pub mod channel;

pub mod mention;

pub mod triage;

pub mod routing;

pub mod case;

pub mod playbook;

pub mod policy;

pub mod store;

pub mod delivery;

pub mod desk;

#[cfg(feature = "conformance")]
#[cfg_attr(docsrs, doc(cfg(feature = "conformance")))]
pub mod conformance;

#[cfg(feature = "testkit")]
#[cfg_attr(docsrs, doc(cfg(feature = "testkit")))]
pub mod testkit;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
