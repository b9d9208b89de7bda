//! Which words, entities and graphemes are in a text?
//!
//! | ask | answer |
//! |---|---|
//! | which words, for matching? | [`Folded`], the shadow of a text, and [`fold`] for a term |
//! | which addresses, names, topics, numbers, times, abbreviations and placeholders? | [`entities`] |
//! | which of them would Bluesky link? | [`facets`] |
//! | which pieces would Markdown show as one? | [`markdown`] |
//! | what does a reader take for one character? | [`graphemes`] |
//!
//! Every answer points into the text as it was written, by [`Span`] in bytes. The text
//! itself is never changed, and every call costs in proportion to its length, whatever
//! it holds. What people wrote is carried as [`Private`].

mod abbreviation;
mod ascii;
mod class;
mod emoji;
mod entities;
mod facets;
mod folded;
mod graphemes;
mod handle;
mod lang;
mod markdown;
mod numbers;
mod placeholder;
mod private;
mod quantity;
mod scan;
mod span;
mod tld;
mod unseen;
mod url;

pub use abbreviation::Abbreviations;
pub use entities::{Entity, EntityKind, entities, entities_with, visible_entities};
pub use facets::facets;
pub use folded::{Folded, Word, WordKind, fold};
pub use graphemes::graphemes;
pub use lang::Lang;
pub use markdown::markdown;
pub use private::Private;
pub use span::Span;
pub use url::UrlScript;

pub(crate) use ascii::{ascii_length, next_beyond_ascii};
pub(crate) use class::{is_emoji, is_ignorable};
pub(crate) use emoji::emoji_grapheme;
pub(crate) use entities::{Personal, VisibleEntities, entities_by, links};
pub(crate) use quantity::{begins_sum, is_unit};
pub(crate) use scan::{Scan, has};
pub(crate) use tld::begins_top_level_domain;
pub(crate) use unseen::{is_blank, visible};
pub(crate) use url::is_address;
