//! One test, as it was compiled.

use super::atoms::Atom;

/// One test, as it is asked of a text that was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Leaf {
    /// This word stands in it.
    Word(Atom),
    /// One of these terms does: a range of the sequences. The words of phrases
    /// up to this test are counted, if it holds any.
    Words { run: Run, upto: u32 },
    /// A term of this shared list does.
    List(u32),
    /// Two sides stand close together: a pair, how far apart, and whether in order.
    Near {
        pair: u32,
        within: u32,
        ordered: bool,
        /// The words of phrases up to this test.
        upto: u32,
    },
    /// This pattern is found.
    Pattern(u32),
    /// Anything that the text does not tell: a test of the index's own.
    Fact(u32),
}

/// A stretch of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Run {
    pub(super) from: u32,
    pub(super) to: u32,
}

impl Run {
    #[inline]
    pub(super) fn of<T>(self, table: &[T]) -> &[T] {
        table
            .get(self.from as usize..self.to as usize)
            .unwrap_or_default()
    }
}
