//! The logic of webcare: customer service in public, without the store, the
//! network and the clock.

mod id;

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
