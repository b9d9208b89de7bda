//! Where does the next byte of a kind stand? By the block, since few bytes of a text are
//! of any kind that is looked for.

const BLOCK: usize = 64;

/// A walk along the bytes of one kind.
///
/// Whether a byte is of the kind should be told by comparisons joined with `|` and not
/// with `||`: then those of a whole block are made at once.
pub(crate) struct Scan<'t, F> {
    bytes: &'t [u8],
    is_one: F,
    /// The block that was looked at last, by its number.
    block: usize,
    /// A bit for each of its bytes, set where it is of the kind.
    marks: u64,
}

impl<'t, F: Fn(u8) -> bool> Scan<'t, F> {
    pub(crate) fn new(bytes: &'t [u8], is_one: F) -> Self {
        Self {
            bytes,
            is_one,
            block: usize::MAX,
            marks: 0,
        }
    }

    /// Where the first one stands, from `at` on.
    #[inline]
    pub(crate) fn next(&mut self, at: usize) -> Option<usize> {
        let block = at / BLOCK;
        if block != self.block {
            self.look(block)?;
        }
        let mut marks = self.marks & (u64::MAX << (at % BLOCK));
        while marks == 0 {
            self.look(self.block + 1)?;
            marks = self.marks;
        }
        Some(self.block * BLOCK + marks.trailing_zeros() as usize)
    }

    /// `None` where the bytes end before the block begins.
    fn look(&mut self, block: usize) -> Option<()> {
        self.marks = marks_of(self.bytes, block, &self.is_one)?;
        self.block = block;
        Some(())
    }
}

/// Where runs of bytes of one kind end.
pub(crate) struct Runs<'t> {
    bytes: &'t [u8],
    /// The block that was looked at last, by its number.
    block: usize,
    /// A bit for each of its bytes, set where it is of the kind.
    marks: u64,
}

impl<'t> Runs<'t> {
    pub(crate) fn new(bytes: &'t [u8]) -> Self {
        Self {
            bytes,
            block: usize::MAX,
            marks: 0,
        }
    }

    /// Where the run ends that goes on at `at`; `at` where none does. Whether a
    /// byte is of the kind is told as for a [`Scan`], and always alike.
    #[inline]
    pub(crate) fn end(&mut self, at: usize, is_one: impl Fn(u8) -> bool) -> usize {
        let others = !self.marks >> (at % BLOCK);
        match at / BLOCK == self.block && others != 0 {
            true => at + others.trailing_zeros() as usize,
            false => self.end_beyond(at, is_one),
        }
    }

    /// The same where the block at hand does not tell. What this needs is held
    /// apart: most runs end in the block in which they begin.
    #[inline(never)]
    fn end_beyond(&mut self, at: usize, is_one: impl Fn(u8) -> bool) -> usize {
        let (mut block, mut from) = (at / BLOCK, at % BLOCK);
        loop {
            if block != self.block {
                self.block = block;
                self.marks = marks_of(self.bytes, block, &is_one).unwrap_or(0);
            }
            let others = !self.marks >> from;
            if others != 0 {
                return block * BLOCK + from + others.trailing_zeros() as usize;
            }
            (block, from) = (block + 1, 0);
        }
    }
}

/// Whether there is a byte of a kind, told as for a [`Scan`].
pub(crate) fn has(bytes: &[u8], is_one: impl Fn(u8) -> bool) -> bool {
    const STRETCH: usize = 4 * BLOCK;
    let any = |bytes: &[u8]| bytes.iter().fold(0, |any, b| any | u8::from(is_one(*b))) != 0;
    let (stretches, rest) = bytes.as_chunks::<STRETCH>();
    let (blocks, few) = rest.as_chunks::<BLOCK>();
    let found = stretches.iter().any(|stretch| any(stretch)) || blocks.iter().any(|b| any(b));
    // A whole block is looked at sooner than the few bytes that are left.
    found
        || match bytes.last_chunk::<BLOCK>() {
            Some(last) if !few.is_empty() => any(last),
            _ => any(few),
        }
}

/// Whether there are two bytes of a kind side by side, told as for a [`Scan`].
pub(crate) fn has_pair(bytes: &[u8], is_one: impl Fn(u8, u8) -> bool) -> bool {
    let ([ones @ .., _], [_, others @ ..]) = (bytes, bytes) else {
        return false;
    };
    let any = |ones: &[u8], others: &[u8]| {
        let pairs = ones.iter().zip(others);
        pairs.fold(0, |any, (one, other)| any | u8::from(is_one(*one, *other))) != 0
    };
    let blocks = ones.as_chunks::<BLOCK>().0.iter();
    let mut blocks = blocks.zip(others.as_chunks::<BLOCK>().0);
    blocks.any(|(ones, others)| any(ones, others))
        || match ones.last_chunk::<BLOCK>().zip(others.last_chunk::<BLOCK>()) {
            Some((ones, others)) => any(ones, others),
            None => any(ones, others),
        }
}

/// For each byte of the block of this number a bit, from the lowest up; `None`
/// where the bytes end before it begins.
fn marks_of(bytes: &[u8], block: usize, is_one: impl Fn(u8) -> bool) -> Option<u64> {
    let rest = bytes.get(block.saturating_mul(BLOCK)..)?;
    let mut few = [0; BLOCK];
    // The bytes of a block, and how many there are before and behind them.
    let (block, before, behind) = match (rest.first_chunk(), bytes.last_chunk()) {
        (Some(whole), _) => (whole, 0, 0),
        (None, Some(last)) => (last, BLOCK - rest.len(), 0),
        (None, None) => {
            if let Some(few) = few.get_mut(..rest.len()) {
                few.copy_from_slice(rest);
            }
            (&few, 0, BLOCK - rest.len())
        }
    };
    let marks = marks(block, is_one);
    let marks = marks.unbounded_shr(number(before));
    Some(marks & u64::MAX.unbounded_shr(number(behind)))
}

fn number(few: usize) -> u32 {
    u32::try_from(few).unwrap_or(u32::MAX)
}

/// For each byte of a block a bit, from the lowest up.
#[inline]
fn marks(block: &[u8; BLOCK], is_one: impl Fn(u8) -> bool) -> u64 {
    // Eight flags in a row are gathered into a byte by one multiplication.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let flags = block.map(|b| u8::from(is_one(b)));
    let (eights, _) = flags.as_chunks::<8>();
    let gathered = eights
        .iter()
        .map(|eight| u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56);
    (0..)
        .step_by(8)
        .zip(gathered)
        .fold(0, |marks, (shift, bits): (u32, u64)| marks | bits << shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_one_is_found_in_order() {
        let is_one = |b: u8| (b & 0x0b == 3) | (b == 0xff);
        for length in [0, 1, 63, 64, 65, 127, 128, 129, 255, 256, 257, 500] {
            let bytes: Vec<u8> = (0..length).map(|at: u32| (at * at % 251) as u8).collect();
            let mut scan = Scan::new(&bytes, is_one);
            let mut found = Vec::new();
            let mut at = 0;
            while let Some(next) = scan.next(at) {
                found.push(next);
                at = next + 1;
            }
            let all = (0..bytes.len()).filter(|at| is_one(bytes[*at]));
            assert_eq!(found, all.collect::<Vec<_>>(), "{length}");
            assert_eq!(has(&bytes, is_one), !found.is_empty(), "{length}");
            for pair in bytes.windows(2) {
                let is_one = |one, next| (one == pair[0]) & (next == pair[1]);
                assert!(has_pair(&bytes, is_one), "{length}");
            }
            let other = |one: u8, next: u8| (one == 7) & (next == 7);
            assert!(!has_pair(&bytes, other), "{length}");
            let mut others = Runs::new(&bytes);
            for at in 0..=bytes.len() {
                let end = found.iter().copied().find(|one| *one >= at);
                let end = end.unwrap_or(bytes.len());
                assert_eq!(others.end(at, |b| !is_one(b)), end, "{length}");
            }
        }
    }
}
