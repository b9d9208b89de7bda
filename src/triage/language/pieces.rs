//! How likely a letter is after others, in every language at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::alphabet::{BITS, EDGE, OTHER, number};

/// The most languages that are told apart at once.
pub(super) const MOST: usize = 8;

/// How many letters make a piece at most.
const LONGEST: u32 = 5;

/// The chance of a letter that no word of any language has.
const UNHEARD: f32 = 1.0 / 150.0;

/// A word whose letters are less likely than this on average, in the best of
/// the languages, is of none of them.
const STRANGE: f32 = -3.6;

/// For every piece that occurs, the logarithm of how likely its last letter is
/// after the others, and of what is left for letters that were not seen after
/// the whole piece: interpolated as by Witten and Bell (1991).
pub(super) struct Pieces {
    /// Open addressing: zero is an empty place.
    keys: Vec<u32>,
    chances: Vec<[[f32; MOST]; 2]>,
}

type Counts = BTreeMap<u32, [u32; MOST]>;

impl Pieces {
    /// Learns the pieces of the words of every language.
    pub(super) fn of(lists: &[&str]) -> Self {
        let mut counts = Counts::new();
        for (language, list) in lists.iter().enumerate() {
            for word in vocabulary(list) {
                count(&word, language, &mut counts);
            }
        }
        Self::from_counts(&counts)
    }

    fn from_counts(counts: &Counts) -> Self {
        // Of what follows a piece: how often anything does, and how many things.
        let mut after: BTreeMap<u32, [[f32; 2]; MOST]> = BTreeMap::new();
        for (piece, counts) in counts {
            let follows = after.entry(piece >> BITS).or_default();
            for (follows, count) in follows.iter_mut().zip(counts).filter(|(_, c)| **c > 0) {
                follows[0] += *count as f32;
                follows[1] += 1.0;
            }
        }
        let size = (counts.len() * 2).next_power_of_two();
        let mut pieces = Self {
            keys: vec![0; size],
            chances: vec![[[0.0; MOST]; 2]; size],
        };
        // Shorter pieces have smaller numbers, so that each finds its ending.
        for (piece, counts) in counts {
            let ending = ending(*piece);
            let shorter = if ending == 0 {
                [UNHEARD; MOST]
            } else {
                pieces
                    .get(ending)
                    .map_or([UNHEARD; MOST], |[chance, _]| chance.map(f32::exp))
            };
            let before = after.get(&(piece >> BITS)).copied().unwrap_or_default();
            let follows = after.get(piece).copied().unwrap_or_default();
            let mut learned = [[0.0; MOST]; 2];
            for place in 0..MOST {
                let at = |list: &[f32; MOST]| list.get(place).copied().unwrap_or_default();
                let [seen, kinds] = before.get(place).copied().unwrap_or_default();
                let count = counts.get(place).copied().unwrap_or_default() as f32;
                let chance = match seen + kinds {
                    0.0 => at(&shorter),
                    all => (count + kinds * at(&shorter)) / all,
                };
                let [seen, kinds] = follows.get(place).copied().unwrap_or_default();
                let left = if seen > 0.0 {
                    kinds / (seen + kinds)
                } else {
                    1.0
                };
                let [chances, rests] = &mut learned;
                if let (Some(to), Some(rest)) = (chances.get_mut(place), rests.get_mut(place)) {
                    *to = chance.ln();
                    *rest = left.ln();
                }
            }
            pieces.put(*piece, learned);
        }
        pieces
    }

    /// The logarithm of how likely a word is in every language; `None` for one
    /// that is strange to all of them.
    pub(super) fn word(&self, letters: &str) -> Option<[f32; MOST]> {
        let mut sums = [0.0; MOST];
        let mut before = EDGE;
        let mut count = 0.0;
        let mut others = 0.0;
        let numbers = letters.chars().map(number).chain([EDGE]);
        for letter in numbers {
            self.letter(before, letter, &mut sums);
            before = (before << BITS | letter) & mask(LONGEST - 1);
            count += 1.0;
            others += f32::from(u8::from(letter == OTHER));
        }
        let best = sums.iter().fold(f32::MIN, |best, sum| best.max(*sum));
        (best / count > STRANGE && others * 2.0 < count).then_some(sums)
    }

    /// Adds how likely a letter is after those before it.
    fn letter(&self, mut before: u32, letter: u32, sums: &mut [f32; MOST]) {
        let mut left = mask(LONGEST - 1);
        loop {
            let piece = before << BITS | letter;
            if let Some([chances, _]) = self.get(piece) {
                add(sums, chances);
                return;
            }
            if before == 0 {
                let unheard = [UNHEARD.ln(); MOST];
                add(sums, &unheard);
                return;
            }
            if let Some([_, rests]) = self.get(before) {
                add(sums, rests);
            }
            while before & left == before {
                left >>= BITS;
            }
            before &= left;
        }
    }

    fn get(&self, piece: u32) -> Option<&[[f32; MOST]; 2]> {
        let mut place = self.home(piece);
        loop {
            match self.keys.get(place) {
                Some(key) if *key == piece => return self.chances.get(place),
                Some(0) | None => return None,
                Some(_) => place = (place + 1) & (self.keys.len() - 1),
            }
        }
    }

    fn put(&mut self, piece: u32, learned: [[f32; MOST]; 2]) {
        let mut place = self.home(piece);
        while self.keys.get(place).is_some_and(|key| *key != 0) {
            place = (place + 1) & (self.keys.len() - 1);
        }
        if let (Some(key), Some(chances)) = (self.keys.get_mut(place), self.chances.get_mut(place))
        {
            (*key, *chances) = (piece, learned);
        }
    }

    fn home(&self, piece: u32) -> usize {
        (u64::from(piece).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as usize
            & (self.keys.len() - 1)
    }
}

impl fmt::Debug for Pieces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pieces")
            .field("places", &self.keys.len())
            .finish_non_exhaustive()
    }
}

fn add(sums: &mut [f32; MOST], more: &[f32; MOST]) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum += more;
    }
}

/// So many letters of a piece, from its end.
const fn mask(letters: u32) -> u32 {
    (1 << (letters * BITS)) - 1
}

/// A piece without its first letter.
fn ending(piece: u32) -> u32 {
    let letters = (u32::BITS - piece.leading_zeros()).div_ceil(BITS);
    piece & mask(letters.saturating_sub(1))
}

/// Every word of a list once: see [`Languages::of`](super::Languages::of).
fn vocabulary(list: &str) -> BTreeSet<Vec<u32>> {
    let mut words = BTreeSet::new();
    let mut endings: Vec<&str> = vec!["_"];
    for line in list.lines() {
        if let Some(written) = line.strip_prefix('+') {
            endings = written.split_whitespace().collect();
            continue;
        }
        let stems = line.split(|c: char| c.is_whitespace() || ".,;:!?()\"".contains(c));
        for stem in stems.filter(|stem| !stem.is_empty()) {
            for ending in &endings {
                let ending = ending.trim_start_matches('_');
                let letters = stem.chars().chain(ending.chars());
                words.insert(letters.map(number).collect());
            }
        }
        endings = vec!["_"];
    }
    words
}

fn count(word: &[u32], language: usize, counts: &mut Counts) {
    let mut before = EDGE;
    for letter in word.iter().chain([&EDGE]) {
        let longest = before << BITS | letter;
        let mut piece = longest;
        loop {
            if let Some(count) = counts.entry(piece).or_default().get_mut(language) {
                *count += 1;
            }
            if piece >> BITS == 0 {
                break;
            }
            piece = ending(piece);
        }
        before = longest & mask(LONGEST - 1);
    }
}
