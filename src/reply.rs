//! Does the answer fit the channel, and in how many parts does it leave?
//!
//! | ask | answer |
//! |---|---|
//! | how does a channel count? | [`Profile`]: limits, prices and refusals as data; the built-in ones are in [`profile`] |
//! | how long is this text there? | [`Profile::measure`] |
//! | in which parts would it leave? | [`Split::plan`] |
//! | what still fits while I type? | [`Split::remaining`] |
//! | is it our style? | [`style::Style::check`] |
//!
//! Counting agrees with the published vectors of twitter-text, Mastodon, Bluesky and two
//! gateways for text messages, but for this:
//!
//! | vector | here |
//! |---|---|
//! | a splitter of text messages writes spaces for characters that the GSM alphabet lacks and stays with septets | the message becomes UTF-16, as the customer should read what was written |
//! | twitter-text calls addresses with a password, with a numeric host or with a `+` at the end valid | as its own `extract` finds them in a text: not, or without the sign |
//! | twitter-text calls an empty text invalid | an empty text fits; refusing it is for whoever sends |
//!
//! A text is cut where its writer put a marker `[...]`, which is taken out. A marker within
//! what stays whole (an address, an isolate, Markdown, a protected piece) is text.
//!
//! Nothing is sent and nothing is changed: a plan says which bytes of the text go where,
//! and why each part ends.

mod breaker;
mod breaks;
mod characters;
mod corridor;
mod cost;
mod cutting;
mod direct;
mod draft;
mod even;
mod finder;
mod glue;
mod graph;
mod gsm;
mod hull;
mod layer;
mod limit;
mod measure;
mod meter;
mod near;
mod optimum;
mod outline;
mod plan;
pub mod profile;
mod relief;
mod rooms;
mod scale;
mod split;
pub mod style;
mod walk;
mod whole;

pub(crate) use breaks::MARKER;
pub use limit::{Length, Limit, Unit, Weights};
pub use measure::Measure;
pub use plan::{Cut, Part, Plan};
pub use profile::Profile;
pub use split::{Counter, Oversize, SignatureOn, Split, SplitError};
