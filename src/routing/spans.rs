use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::text::Span;

/// The pieces of a text on which one rule rests, in their order, each once.
///
/// It reads as a slice. The rules of one decision keep theirs in one list, so
/// that telling why costs little however many fired.
///
/// ```
/// use webcare::routing::Spans;
/// use webcare::text::Span;
///
/// let spans = Spans::from(vec![Span::new(0, 4), Span::new(11, 17)]);
/// assert_eq!(spans.len(), 2);
/// assert_eq!(spans[1].of("niet terug gebeld"), Some("gebeld"));
/// ```
#[derive(Clone, Default)]
pub struct Spans {
    all: Arc<[Span]>,
    from: u32,
    to: u32,
}

impl Spans {
    /// Those from one place of a list up to another.
    pub(super) fn within(all: &Arc<[Span]>, (from, to): (u32, u32)) -> Self {
        Self {
            all: all.clone(),
            from,
            to,
        }
    }
}

impl Deref for Spans {
    type Target = [Span];

    fn deref(&self) -> &[Span] {
        let range = self.from as usize..self.to as usize;
        self.all.get(range).unwrap_or_default()
    }
}

impl From<Vec<Span>> for Spans {
    fn from(all: Vec<Span>) -> Self {
        let to = u32::try_from(all.len()).unwrap_or(u32::MAX);
        Self::within(&all.into(), (0, to))
    }
}

impl<'s> IntoIterator for &'s Spans {
    type Item = &'s Span;
    type IntoIter = std::slice::Iter<'s, Span>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl PartialEq for Spans {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Spans {}

impl fmt::Debug for Spans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

impl Serialize for Spans {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

impl<'de> Deserialize<'de> for Spans {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from)
    }
}
