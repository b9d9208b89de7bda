use std::slice;

use serde::Serialize;

use super::limit::Length;
use super::measure::tightest;
use crate::text::Span;

/// A reply as it leaves: its parts in order.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Plan {
    pub(super) parts: Vec<Part>,
    pub(super) minimum: usize,
    pub(super) markers: Vec<Span>,
}

/// One message of a reply.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Part {
    pub(super) text: String,
    pub(super) body: Span,
    pub(super) body_utf16: Span,
    pub(super) lengths: Lengths,
    pub(super) cut: Cut,
}

/// The lengths of one part: one on nearly every channel.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(into = "Vec<Length>")]
pub(super) enum Lengths {
    One(Length),
    Several(Vec<Length>),
}

impl Lengths {
    pub(super) fn as_slice(&self) -> &[Length] {
        match self {
            Self::One(length) => slice::from_ref(length),
            Self::Several(lengths) => lengths,
        }
    }
}

impl FromIterator<Length> for Lengths {
    fn from_iter<I: IntoIterator<Item = Length>>(lengths: I) -> Self {
        let mut lengths = lengths.into_iter();
        match (lengths.next(), lengths.next()) {
            (Some(length), None) => Self::One(length),
            (first, second) => {
                let few = first.into_iter().chain(second);
                Self::Several(few.chain(lengths).collect())
            }
        }
    }
}

impl From<Lengths> for Vec<Length> {
    fn from(lengths: Lengths) -> Self {
        match lengths {
            Lengths::One(length) => vec![length],
            Lengths::Several(lengths) => lengths,
        }
    }
}

/// Why a part ends where it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Cut {
    /// The reply ends.
    End,
    /// The writer asked for it: `[...]`.
    Marker,
    /// A paragraph ends.
    Paragraph,
    /// A sentence or a line ends.
    Sentence,
    /// A clause ends.
    Clause,
    /// A word ends, or may be broken.
    Word,
    /// Nothing ends: what stands here fits no part.
    Forced,
}

impl Plan {
    /// The parts in order; none where the text is white space.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The fewest parts that the text can be sent in.
    pub fn minimum(&self) -> usize {
        self.minimum
    }

    /// The markers `[...]` that were read and taken out.
    pub fn markers(&self) -> &[Span] {
        &self.markers
    }
}

impl Part {
    /// What leaves: names, body, signature and number.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The piece of the input that the part carries, in bytes.
    pub fn body(&self) -> Span {
        self.body
    }

    /// The same piece in UTF-16 code units, as browsers and editors count.
    pub fn body_utf16(&self) -> Span {
        self.body_utf16
    }

    /// How long the part is, by every limit of the channel.
    pub fn lengths(&self) -> &[Length] {
        self.lengths.as_slice()
    }

    /// How long the part is, by the limit that is nearest to full.
    pub fn used(&self) -> u32 {
        tightest(self.lengths()).map_or(0, |length| length.used)
    }

    /// How long the part may be, by the limit that is nearest to full.
    pub fn limit(&self) -> u32 {
        tightest(self.lengths()).map_or(u32::MAX, |length| length.limit)
    }

    /// Why the part ends where it does.
    pub fn cut(&self) -> Cut {
        self.cut
    }
}

/// Tells how many parts there are and nothing of what they say.
impl std::fmt::Debug for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(&self.parts).finish()
    }
}

/// Tells the length and nothing of what the part says.
impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (used, limit) = (self.used(), self.limit());
        write!(f, "Part({used}/{limit}, {:?})", self.cut)
    }
}
