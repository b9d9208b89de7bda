//! Sets of words of a text, sixty-four in a number.

use super::dictionary::number;

/// So many words of a text are told by the bits of one number.
pub(super) const PAGE: usize = 64;

/// The same.
pub(super) const WORDS: u32 = u64::BITS;

/// Some of the words of one page of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// Which page it is.
    pub(super) at: usize,
    /// A bit for each of its words, the lowest for the first.
    pub(super) bits: u64,
}

/// Some of the words of a text, or of whatever else has a number, a bit for each.
#[derive(Clone, Debug, Default)]
pub(super) struct Mask {
    pages: Vec<u64>,
    /// Before the one and from the other on nothing is set.
    from: usize,
    to: usize,
}

impl Page {
    /// Its words, from the first on.
    pub(super) fn words(self) -> impl Iterator<Item = u32> {
        let first = number(self.at) * WORDS;
        let rest = |bits: &u64| Some(bits & bits.wrapping_sub(1));
        let bits = std::iter::successors(Some(self.bits), rest);
        bits.take_while(|bits| *bits != 0)
            .map(move |bits| first + bits.trailing_zeros())
    }
}

impl Mask {
    /// No words, of a text of so many pages.
    pub(super) fn clear(&mut self, length: usize) {
        if let Some(set) = self.pages.get_mut(self.from..self.to) {
            set.fill(0);
        }
        if self.pages.len() < length {
            self.pages.resize(length, 0);
        }
        (self.from, self.to) = (0, 0);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.from == self.to
    }

    /// Between which pages its words stand.
    pub(super) fn range(&self) -> std::ops::Range<usize> {
        self.from..self.to
    }

    /// The words of a page.
    #[inline]
    pub(super) fn page(&self, at: usize) -> u64 {
        self.pages.get(at).copied().unwrap_or(0)
    }

    /// The pages on which its words stand.
    pub(super) fn pages(&self) -> impl Iterator<Item = Page> + '_ {
        let pages = self.range().map(|at| Page {
            at,
            bits: self.page(at),
        });
        pages.filter(|page| page.bits != 0)
    }

    /// Its words, from the first on.
    pub(super) fn words(&self) -> impl Iterator<Item = u32> + '_ {
        self.pages().flat_map(Page::words)
    }

    /// Adds one word.
    pub(super) fn set(&mut self, word: u32) {
        self.put(word as usize / PAGE, 1 << (word % WORDS));
    }

    /// Adds the words that stand so many before these.
    pub(super) fn add_before(&mut self, pages: impl Iterator<Item = Page>, words: usize) {
        let (over, by) = (words / PAGE, words % PAGE);
        for Page { at, bits } in pages {
            let Some(at) = at.checked_sub(over) else {
                // All before that stand before the text.
                continue;
            };
            self.put(at, bits >> by);
            if let Some(before) = at.checked_sub(1) {
                self.put(before, spilt(bits, by));
            }
        }
    }

    /// Adds the words that stand so many after these.
    pub(super) fn add_after(&mut self, pages: impl Iterator<Item = Page>, words: usize) {
        let (over, by) = (words / PAGE, words % PAGE);
        for Page { at, bits } in pages {
            self.put(at + over, bits << by);
            if by > 0 {
                self.put(at + over + 1, bits >> (PAGE - by));
            }
        }
    }

    /// Keeps the words that stand so many before one of these.
    pub(super) fn keep_before(&mut self, pages: impl Iterator<Item = Page>, words: usize) {
        let (over, by) = (words / PAGE, words % PAGE);
        let mut pages = pages.peekable();
        let mut read = |at: usize| {
            while let Some(page) = pages.next_if(|page| page.at <= at) {
                if page.at == at {
                    return page.bits;
                }
            }
            0
        };
        let Self {
            pages: kept,
            from,
            to,
        } = self;
        let mut here = read(*from + over);
        for (at, bits) in (*from + over..).zip(kept.get_mut(*from..*to).unwrap_or_default()) {
            let next = read(at + 1);
            *bits &= here >> by | spilt(next, by);
            here = next;
        }
        self.narrow();
    }

    /// Adds words to a page; beyond the text there are none.
    fn put(&mut self, at: usize, bits: u64) {
        if let Some(page) = self.pages.get_mut(at).filter(|_| bits != 0) {
            *page |= bits;
            if self.is_empty() {
                (self.from, self.to) = (at, at + 1);
            } else {
                (self.from, self.to) = (self.from.min(at), self.to.max(at + 1));
            }
        }
    }

    /// Leaves out the pages at both ends on which nothing is left.
    fn narrow(&mut self) {
        while !self.is_empty() && self.page(self.from) == 0 {
            self.from += 1;
        }
        while !self.is_empty() && self.page(self.to - 1) == 0 {
            self.to -= 1;
        }
    }
}

/// What comes to the page before when all words are moved so many towards it.
#[inline]
fn spilt(bits: u64, by: usize) -> u64 {
    match by {
        0 => 0,
        by => bits << (PAGE - by),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(words: &[u32], length: usize) -> Mask {
        let mut mask = Mask::default();
        mask.clear(length);
        words.iter().for_each(|word| mask.set(*word));
        mask
    }

    fn words(mask: &Mask) -> Vec<u32> {
        mask.words().collect()
    }

    #[test]
    fn words_are_moved_within_a_text_and_over_pages() {
        let some = [0, 3, 63, 64, 130, 190, 191];
        let from = mask(&some, 3);
        assert_eq!(words(&from), some);
        for by in [0, 1, 2, 63, 64, 65, 127, 128, 190, 500] {
            let mut moved = mask(&[], 3);
            moved.add_before(from.pages(), by as usize);
            let before: Vec<u32> = some.iter().filter_map(|it| it.checked_sub(by)).collect();
            assert_eq!(words(&moved), before, "{by} before");
            let mut kept = mask(&[2, 0, 64, 66, 128, 191], 3);
            kept.keep_before(from.pages(), by as usize);
            let mut both = vec![0, 2, 64, 66, 128, 191];
            both.retain(|it| before.contains(it));
            assert_eq!(words(&kept), both, "{by} before");
            moved.clear(3);
            moved.add_after(from.pages(), by as usize);
            let after = some.iter().map(|it| it + by).filter(|it| *it < 192);
            assert_eq!(words(&moved), after.collect::<Vec<_>>(), "{by} after");
        }
    }

    #[test]
    fn nothing_is_left_of_a_longer_text() {
        let mut mask = mask(&[1, 300], 5);
        mask.clear(2);
        mask.set(70);
        assert_eq!(words(&mask), [70]);
        mask.keep_before(std::iter::empty(), 0);
        assert!(mask.is_empty());
    }
}
