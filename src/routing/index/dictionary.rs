use super::atoms::Kin;
use super::table::Table;

/// Words by their letters.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary {
    table: Table,
    seed: u64,
}

impl Dictionary {
    /// The words, which all differ and are not empty, each with what it is known by.
    pub(super) fn of(words: &[(&str, Kin)]) -> Self {
        let (table, seed) = Table::of(words, hash);
        Self { table, seed }
    }

    /// What a word is known by.
    pub(super) fn find(&self, word: &str) -> Option<Kin> {
        let letters = word.as_bytes();
        self.table.find(hash(letters, self.seed), letters)
    }
}

/// A number that fits: no set of rules has 2³² of anything.
pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Folds eight bytes at a time into a product of 128 bits.
pub(super) fn hash(bytes: &[u8], seed: u64) -> u64 {
    let start = seed ^ (bytes.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let Some(last) = bytes.last_chunk::<8>() else {
        return mixed(start ^ few(bytes));
    };
    let (eights, _) = bytes.as_chunks::<8>();
    let eights = eights.iter().map(|eight| u64::from_le_bytes(*eight));
    let hash = eights.fold(start, |hash, eight| mixed(hash ^ eight));
    mixed(hash ^ u64::from_le_bytes(*last))
}

/// Fewer than eight bytes as a number; two that differ may have the same only
/// where they differ in length.
fn few(bytes: &[u8]) -> u64 {
    let four = |four: &[u8; 4]| u64::from(u32::from_le_bytes(*four));
    match (bytes.first_chunk(), bytes.last_chunk(), bytes) {
        (Some(first), Some(last), _) => four(first) | four(last) << 32,
        (_, _, [one, .., last]) => {
            let middle = bytes.get(bytes.len() / 2).copied().unwrap_or(0);
            u64::from(*one) | u64::from(middle) << 8 | u64::from(*last) << 16
        }
        (_, _, [one]) => u64::from(*one),
        _ => 0,
    }
}

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
            assert_eq!(dictionary.find(word), Some(kin));
            assert_eq!(dictionary.find(&format!("{word}x")), None);
        }
        assert_eq!(Dictionary::of(&[]).find("a"), None);
    }
}
