//! Whole words by their letters, and the hash they are found by.

use super::atoms::Kin;
use super::letters::{Letters, NEAR, Near};
use super::scratch::Heard;
use super::stretch::{Bits, Stretch};
use super::table::Table;

/// Words by their letters.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary(Table);

impl Dictionary {
    /// The words, which all differ and are not empty, each with what it is known by.
    pub(super) fn of(words: &[(&str, Kin)]) -> Self {
        Self(Table::of(words, |word| Letters::of(word).first))
    }

    /// Hears these words of a stretch.
    #[inline(never)]
    pub(super) fn hear(&self, stretch: &Stretch<'_>, which: Bits, heard: &mut Heard) {
        stretch.each(which, |word| {
            if let Some(kin) = self.find(&word.letters) {
                kin.is_heard(heard, word);
            }
        });
    }

    /// What a word is known by.
    #[inline]
    pub(super) fn find(&self, word: &Letters<'_>) -> Option<Kin> {
        self.0.find(word.first, word.bytes)
    }
}

/// A number that fits: no set of rules has 2³² of anything.
pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The hash of a piece of a word: of one that is short its letters as a
/// number; of a longer one eight bytes at a time, folded into a product of 128
/// bits.
#[inline]
pub(super) fn hash(near: Near, bytes: &[u8], seed: u64) -> u64 {
    let start = seed ^ (bytes.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    match bytes.len() {
        ..=NEAR => mixed(start ^ near),
        _ => hash_long(start, bytes),
    }
}

fn hash_long(start: u64, bytes: &[u8]) -> u64 {
    let (eights, _) = bytes.as_chunks::<NEAR>();
    let last = bytes.last_chunk::<NEAR>();
    let eights = eights.iter().chain(last);
    let eights = eights.map(|eight| u64::from_le_bytes(*eight));
    eights.fold(start, |hash, eight| mixed(hash ^ eight))
}

#[inline]
pub(super) fn mixed(value: u64) -> u64 {
    let product = u128::from(value ^ 0xa076_1d64_78bd_642f) * 0xe703_7ed1_a0b4_28db;
    (product >> 64) as u64 ^ product as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_and_no_other() {
        let words: Vec<String> = (0..5_000).map(|at| format!("woord{at}")).collect();
        let known: Vec<_> = words
            .iter()
            .zip(0..)
            .map(|(word, at)| (word.as_str(), Kin::of(at)))
            .collect();
        let dictionary = Dictionary::of(&known);
        for (word, kin) in known {
            let longer = format!("{word}x");
            assert_eq!(dictionary.find(&Letters::of(word.as_bytes())), Some(kin));
            assert_eq!(dictionary.find(&Letters::of(longer.as_bytes())), None);
        }
        assert_eq!(Dictionary::of(&[]).find(&Letters::of(b"a")), None);
    }
}
