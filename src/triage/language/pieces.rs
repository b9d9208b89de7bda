//! How likely a letter is after others, in every language at once.

use std::collections::BTreeSet;
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

/// How often each piece occurs in every language, the pieces in order.
type Counts = Vec<(u32, [u32; MOST])>;

/// Of what follows a piece: how often anything does, and how many things.
type Follows = [[f32; 2]; MOST];

impl Pieces {
    /// Learns the pieces of the words of every language.
    pub(super) fn of(lists: &[&str]) -> Self {
        let mut heard = Vec::new();
        for (language, list) in (0..).zip(lists) {
            for word in vocabulary(list) {
                hear(&word, language, &mut heard);
            }
        }
        Self::from_counts(&counted(heard), lists.len())
    }

    fn from_counts(counts: &Counts, languages: usize) -> Self {
        let after = after(counts);
        let size = (counts.len() * 2).next_power_of_two();
        let mut pieces = Self {
            keys: vec![0; size],
            chances: vec![[[0.0; MOST]; 2]; size],
        };
        // Pieces come in order, and so do what they begin with and they themselves.
        let (mut begun, mut whole) = (after.iter().peekable(), after.iter().peekable());
        let nothing = Follows::default();
        // Shorter pieces have smaller numbers, so that each finds its ending.
        for (piece, counts) in counts {
            let ending = ending(*piece);
            let shorter = if ending == 0 {
                None
            } else {
                pieces.get(ending).map(|[chances, _]| *chances)
            };
            let before = found(&mut begun, piece >> BITS).unwrap_or(&nothing);
            let follows = found(&mut whole, *piece).unwrap_or(&nothing);
            let mut learned = [[UNHEARD.ln(); MOST], [0.0; MOST]];
            let [chances, rests] = &mut learned;
            for place in 0..languages.min(MOST) {
                let at = |list: &[f32; MOST]| list.get(place).copied().unwrap_or_default();
                let shorter = shorter.map_or(UNHEARD, |chances| at(&chances).exp());
                let [seen, kinds] = before.get(place).copied().unwrap_or_default();
                let count = counts.get(place).copied().unwrap_or_default() as f32;
                let chance = match seen + kinds {
                    0.0 => shorter,
                    all => (count + kinds * shorter) / all,
                };
                let [seen, kinds] = follows.get(place).copied().unwrap_or_default();
                if let (Some(to), Some(rest)) = (chances.get_mut(place), rests.get_mut(place)) {
                    *to = chance.ln();
                    if seen > 0.0 {
                        *rest = (kinds / (seen + kinds)).ln();
                    }
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

/// Notes every piece of a word, with its language in the lowest byte.
fn hear(word: &[u32], language: u64, heard: &mut Vec<u64>) {
    let mut before = EDGE;
    for letter in word.iter().chain([&EDGE]) {
        let longest = before << BITS | letter;
        let mut piece = longest;
        loop {
            heard.push(u64::from(piece) << 8 | language);
            if piece >> BITS == 0 {
                break;
            }
            piece = ending(piece);
        }
        before = longest & mask(LONGEST - 1);
    }
}

/// How often each piece was heard in every language.
fn counted(mut heard: Vec<u64>) -> Counts {
    heard.sort_unstable();
    let mut counts = Counts::new();
    for alike in heard.chunk_by(|one, other| one == other) {
        let Some(first) = alike.first() else { continue };
        let (piece, language) = ((first >> 8) as u32, (first & 0xff) as usize);
        if counts.last().is_none_or(|(known, _)| *known != piece) {
            counts.push((piece, [0; MOST]));
        }
        let place = counts.last_mut().and_then(|(_, of)| of.get_mut(language));
        if let Some(count) = place {
            *count += alike.len() as u32;
        }
    }
    counts
}

/// What follows each piece that anything follows, in order.
fn after(counts: &Counts) -> Vec<(u32, Follows)> {
    let mut after: Vec<(u32, Follows)> = Vec::new();
    for (piece, counts) in counts {
        let begun = piece >> BITS;
        if after.last().is_none_or(|(known, _)| *known != begun) {
            after.push((begun, Follows::default()));
        }
        let Some((_, follows)) = after.last_mut() else {
            continue;
        };
        for (follows, count) in follows.iter_mut().zip(counts).filter(|(_, c)| **c > 0) {
            follows[0] += *count as f32;
            follows[1] += 1.0;
        }
    }
    after
}

/// The row of `piece`, of rows that are read in order.
fn found<'a>(
    rows: &mut std::iter::Peekable<std::slice::Iter<'a, (u32, Follows)>>,
    piece: u32,
) -> Option<&'a Follows> {
    while rows.next_if(|(known, _)| *known < piece).is_some() {}
    let (known, follows) = rows.peek()?;
    (*known == piece).then_some(follows)
}
