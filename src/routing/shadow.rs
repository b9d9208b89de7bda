use std::ops::Range;

use super::term::original;
use crate::text::{Folded, Span, WordKind};

/// The folded words of a text in one string, for patterns.
#[derive(Clone, Debug)]
pub(crate) struct Shadow {
    text: String,
    /// Where each word begins in `text`.
    starts: Vec<usize>,
}

impl Shadow {
    pub(crate) fn of(folded: &Folded) -> Self {
        let mut text = String::new();
        let mut starts = Vec::new();
        for (word, letters) in folded.iter() {
            if !text.is_empty() {
                text.push(' ');
            }
            starts.push(text.len());
            match word.kind {
                WordKind::Hashtag => text.push('#'),
                WordKind::Mention => text.push('@'),
                _ => {}
            }
            text.push_str(letters);
        }
        Self { text, starts }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The whole words of the original that a range of the shadow touches.
    pub(crate) fn original(&self, folded: &Folded, range: Range<usize>) -> Option<Span> {
        let first = self.word_at(range.start)?;
        let last = self.word_at(range.end.saturating_sub(1).max(range.start))?;
        original(folded, first..last + 1)
    }

    fn word_at(&self, offset: usize) -> Option<usize> {
        self.starts
            .partition_point(|&start| start <= offset)
            .checked_sub(1)
    }
}
