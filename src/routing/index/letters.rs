//! The letters of a word as a number.

/// A word as it is looked up: its letters, and those it begins with as a number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letters<'t> {
    /// The text in which it stands, up to its end.
    upto: &'t [u8],
    pub(super) bytes: &'t [u8],
    pub(super) first: Near,
}

/// The letters nearest to one side of a word, at most [`NEAR`] of them: the
/// nearest in the lowest bits, nothing where there are fewer.
pub(super) type Near = u64;

/// So many letters are held in one number.
pub(super) const NEAR: usize = 8;

impl<'t> Letters<'t> {
    /// A word by itself.
    pub(super) fn of(word: &'t [u8]) -> Self {
        Self::between(word, 0, word.len())
    }

    /// The word that stands between two places of a text.
    #[inline]
    pub(super) fn between(text: &'t [u8], start: usize, end: usize) -> Self {
        let bytes = text.get(start..end).unwrap_or_default();
        Self {
            upto: text.get(..end).unwrap_or_default(),
            bytes,
            first: nearest(from(text, start), bytes.len()),
        }
    }

    /// The letters it ends with, as a number.
    #[inline]
    pub(super) fn last(&self) -> Near {
        match self.upto.last_chunk() {
            Some(eight) => nearest(u64::from_be_bytes(*eight), self.bytes.len()),
            None => self.bytes.iter().rev().take(NEAR).rev().fold(0, next),
        }
    }
}

/// The letters from a place in a text on, wherever a word ends.
#[inline]
pub(super) fn from(text: &[u8], start: usize) -> Near {
    match text.get(start..start + NEAR) {
        Some(eight) => eight.first_chunk().map_or(0, |it| u64::from_le_bytes(*it)),
        None => few(text.get(start..).unwrap_or_default()),
    }
}

/// Near letters where there are less than a number holds.
#[cold]
fn few(letters: &[u8]) -> Near {
    letters.iter().take(NEAR).rev().fold(0, next)
}

/// Of near letters so many.
#[inline]
pub(super) fn nearest(near: Near, count: usize) -> Near {
    const MASKS: [u64; NEAR] = [
        0,
        0xff,
        0xffff,
        0xff_ffff,
        0xffff_ffff,
        (1 << 40) - 1,
        (1 << 48) - 1,
        (1 << 56) - 1,
    ];
    near & MASKS.get(count).unwrap_or(&u64::MAX)
}

fn next(letters: Near, letter: &u8) -> Near {
    letters << 8 | u64::from(*letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_the_same_wherever_it_stands() {
        let text = "niet teruggebeld na twee weken";
        for word in text.split(' ') {
            let start = text.find(word).unwrap();
            let (alone, within) = (
                Letters::of(word.as_bytes()),
                Letters::between(text.as_bytes(), start, start + word.len()),
            );
            assert_eq!(alone.bytes, within.bytes);
            assert_eq!(
                (alone.first, alone.last()),
                (within.first, within.last()),
                "{word}"
            );
        }
        let weken = Letters::of(b"weken");
        assert_eq!(weken.first.to_le_bytes(), *b"weken\0\0\0");
        assert_eq!(weken.last().to_le_bytes(), *b"nekew\0\0\0");
        let long = Letters::of(b"teruggebeld");
        assert_eq!(nearest(long.first, 3).to_le_bytes(), *b"ter\0\0\0\0\0");
        assert_eq!(long.last().to_le_bytes(), *b"dlebeggu");
    }
}
