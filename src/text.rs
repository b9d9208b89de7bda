//! Which words, entities and graphemes are in a text?
//!
//! | ask | answer |
//! |---|---|
//! | which words, for matching? | [`Folded`], the shadow of a text, and [`fold`] for a term |
//! | which addresses, names, topics and numbers? | [`entities`] |
//! | what does a reader take for one character? | [`graphemes`] |
//!
//! Every answer points into the text as it was written, by [`Span`] in bytes. The text
//! itself is never changed, and every call costs in proportion to its length, whatever
//! it holds. What people wrote is carried as [`Private`].
//!
//! # Not here yet
//!
//! Times and ranges, abbreviations, placeholders and markdown are known to the
//! splitter only, and are no entities of their own.

mod class;
mod emoji;
mod entities;
mod folded;
mod graphemes;
mod handle;
mod lang;
mod numbers;
mod private;
mod span;
mod tld;
mod url;

pub use entities::{Entity, EntityKind, entities};
pub use folded::{Folded, Word, WordKind, fold};
pub use graphemes::graphemes;
pub use lang::Lang;
pub use private::Private;
pub use span::Span;
pub use url::UrlScript;

pub(crate) use class::{is_emoji, is_ignorable};
pub(crate) use emoji::emoji_grapheme;
pub(crate) use entities::{entities_by, links};
