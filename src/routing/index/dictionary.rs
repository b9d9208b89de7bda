/// Words by their letters: a hash table over one string.
///
/// A look-up costs a hash and a comparison, whatever was put in: the table is
/// laid out anew, under another seed or with more room, until no word stands
/// further than [`FURTHEST`] from its place.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary {
    slots: Vec<Slot>,
    mask: usize,
    seed: u64,
    letters: String,
    words: Vec<(u32, u32)>,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    hash: u32,
    /// The word's number, [`EMPTY`] where there is none.
    word: u32,
}

const EMPTY: u32 = u32::MAX;

/// How far a word may stand from where its hash says.
const FURTHEST: usize = 24;

impl Dictionary {
    /// The words, which all differ; each is known by its place among them.
    pub(super) fn of<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let mut dictionary = Self::default();
        for word in words {
            let from = number(dictionary.letters.len());
            dictionary.letters.push_str(word);
            dictionary
                .words
                .push((from, number(dictionary.letters.len())));
        }
        let mut room = (dictionary.words.len() * 2).next_power_of_two().max(8);
        while !dictionary.lay_out(room) {
            dictionary.seed += 1;
            if dictionary.seed.is_multiple_of(4) {
                room *= 2;
            }
        }
        dictionary
    }

    /// The number of a word.
    pub(super) fn find(&self, word: &str) -> Option<u32> {
        let hash = hash(word.as_bytes(), self.seed);
        let short = shortened(hash);
        let start = place(hash, self.mask);
        for step in 0..=FURTHEST {
            let slot = self.slots.get((start + step) & self.mask)?;
            if slot.word == EMPTY {
                return None;
            }
            if slot.hash == short && self.word(slot.word) == Some(word) {
                return Some(slot.word);
            }
        }
        None
    }

    fn word(&self, number: u32) -> Option<&str> {
        let (from, to) = *self.words.get(number as usize)?;
        self.letters.get(from as usize..to as usize)
    }

    fn lay_out(&mut self, room: usize) -> bool {
        let empty = Slot {
            hash: 0,
            word: EMPTY,
        };
        let mut slots = vec![empty; room];
        let mask = room - 1;
        for (at, (from, to)) in self.words.iter().enumerate() {
            let word = self.letters.as_bytes().get(*from as usize..*to as usize);
            let hash = hash(word.unwrap_or_default(), self.seed);
            let start = place(hash, mask);
            let free = (0..=FURTHEST).map(|step| (start + step) & mask);
            let mut free = free.filter(|&at| slots.get(at).is_some_and(|slot| slot.word == EMPTY));
            let Some(slot) = free.next().and_then(|at| slots.get_mut(at)) else {
                return false;
            };
            *slot = Slot {
                hash: shortened(hash),
                word: number(at),
            };
        }
        self.slots = slots;
        self.mask = mask;
        true
    }
}

/// A number that fits: no set of rules has 2³² of anything.
pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(EMPTY)
}

fn shortened(hash: u64) -> u32 {
    (hash & 0xffff_ffff) as u32
}

fn place(hash: u64, mask: usize) -> usize {
    (hash >> 32) as usize & mask
}

/// Folds eight bytes at a time into a product of 128 bits.
fn hash(bytes: &[u8], seed: u64) -> u64 {
    let (eights, rest) = bytes.as_chunks::<8>();
    let mut hash = seed ^ (bytes.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for eight in eights {
        hash = mixed(hash ^ u64::from_le_bytes(*eight));
    }
    let last = rest
        .iter()
        .rev()
        .fold(0, |last, byte| last << 8 | u64::from(*byte));
    mixed(hash ^ last)
}

fn mixed(value: u64) -> u64 {
    let product = u128::from(value ^ 0xa076_1d64_78bd_642f) * 0xe703_7ed1_a0b4_28db;
    (product >> 64) as u64 ^ product as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_and_no_other() {
        let words: Vec<String> = (0..5_000).map(|at| format!("woord{at}")).collect();
        let dictionary = Dictionary::of(words.iter().map(String::as_str));
        for (at, word) in words.iter().enumerate() {
            assert_eq!(dictionary.find(word), Some(number(at)));
            assert_eq!(dictionary.find(&format!("{word}x")), None);
        }
        assert_eq!(Dictionary::of([]).find("a"), None);
    }
}
