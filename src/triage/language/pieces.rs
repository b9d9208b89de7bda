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
const LN_UNHEARD: f32 = -5.010_635_3;

/// A word whose letters are less likely than this on average, in the best of
/// the languages, is of none of them.
const STRANGE: f32 = -3.6;

/// For every piece that occurs, how likely its last letter is after the
/// others, and what is left for letters that were not seen after the whole
/// piece: interpolated as by Witten and Bell (1991).
pub(super) struct Pieces {
    /// Open addressing: zero is an empty place.
    keys: Vec<u32>,
    learned: Vec<Learned>,
}

/// Logarithms for every language.
type Logarithms = [f32; MOST];

/// The logarithm of how likely the last letter of a piece is, and of what is
/// left after it.
#[derive(Clone, Copy)]
struct Learned {
    chances: Logarithms,
    rests: Logarithms,
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
        let nothing = Learned {
            chances: [0.0; MOST],
            rests: [0.0; MOST],
        };
        let mut pieces = Self {
            keys: vec![0; size],
            learned: vec![nothing; size],
        };
        // Pieces come in order, and so do what they begin with and they themselves.
        let (mut begun, mut whole) = (after.iter().peekable(), after.iter().peekable());
        let mut likely: Vec<[f32; MOST]> = Vec::with_capacity(counts.len());
        // Shorter pieces have smaller numbers, so that each finds its ending.
        for (piece, count) in counts {
            let shorter = match ending(*piece) {
                0 => None,
                ending => counts
                    .binary_search_by_key(&ending, |(known, _)| *known)
                    .ok(),
            };
            let shorter = shorter.and_then(|place| likely.get(place));
            let before = found(&mut begun, piece >> BITS);
            let chances = chances(
                count,
                before,
                shorter.unwrap_or(&[UNHEARD; MOST]),
                languages,
            );
            likely.push(chances);
            pieces.put(
                *piece,
                Learned {
                    chances: chances.map(f32::ln),
                    rests: found(&mut whole, *piece).map_or([0.0; MOST], rests),
                },
            );
        }
        pieces
    }

    /// The logarithm of how likely a word is in every language; `None` for one
    /// that is strange to all of them.
    pub(super) fn word(&self, letters: &str) -> Option<Logarithms> {
        let mut sums = [0.0; MOST];
        let mut before = EDGE;
        let (mut count, mut others) = (1_u32, 0_u32);
        for letter in letters.chars().map(number) {
            self.letter(before, letter, &mut sums);
            before = (before << BITS | letter) & mask(LONGEST - 1);
            count += 1;
            others += u32::from(letter == OTHER);
        }
        self.letter(before, EDGE, &mut sums);
        let best = sums.iter().fold(f32::MIN, |best, sum| best.max(*sum));
        (best / count as f32 > STRANGE && others * 2 < count).then_some(sums)
    }

    /// Adds how likely a letter is after those before it.
    #[inline(always)]
    fn letter(&self, before: u32, letter: u32, sums: &mut Logarithms) {
        match self.get(before << BITS | letter) {
            Some(learned) => add(sums, &learned.chances),
            None => self.letter_after_fewer(before, letter, sums),
        }
    }

    /// The same where it was not seen after all of them: after fewer it may have been.
    fn letter_after_fewer(&self, mut before: u32, letter: u32, sums: &mut Logarithms) {
        while before != 0 {
            if let Some(learned) = self.get(before) {
                add(sums, &learned.rests);
            }
            before = ending(before);
            if let Some(learned) = self.get(before << BITS | letter) {
                return add(sums, &learned.chances);
            }
        }
        add(sums, &[LN_UNHEARD; MOST]);
    }

    #[inline(always)]
    fn get(&self, piece: u32) -> Option<&Learned> {
        let mut place = self.home(piece);
        loop {
            match self.keys.get(place) {
                Some(key) if *key == piece => return self.learned.get(place),
                Some(0) | None => return None,
                Some(_) => place = (place + 1) & (self.keys.len() - 1),
            }
        }
    }

    fn put(&mut self, piece: u32, learned: Learned) {
        let mut place = self.home(piece);
        while self.keys.get(place).is_some_and(|key| *key != 0) {
            place = (place + 1) & (self.keys.len() - 1);
        }
        if let (Some(key), Some(to)) = (self.keys.get_mut(place), self.learned.get_mut(place)) {
            (*key, *to) = (piece, learned);
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

/// The logarithm of what is left for letters that were not seen.
fn rests(follows: &Follows) -> Logarithms {
    follows.map(|[seen, kinds]| match seen {
        0.0 => 0.0,
        _ => (kinds / (seen + kinds)).ln(),
    })
}

/// How likely the last letter of a piece is after the others, by how often the
/// piece occurs, what follows the others, and how likely it is after fewer of
/// them.
fn chances(
    count: &[u32; MOST],
    follows: Option<&Follows>,
    shorter: &[f32; MOST],
    languages: usize,
) -> [f32; MOST] {
    let mut chances = [UNHEARD; MOST];
    let follows = follows.copied().unwrap_or_default();
    let of_languages = chances.iter_mut().zip(count).zip(follows).zip(shorter);
    for (((chance, count), [seen, kinds]), shorter) in of_languages.take(languages) {
        *chance = match seen + kinds {
            0.0 => *shorter,
            all => (*count as f32 + kinds * shorter) / all,
        };
    }
    chances
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

/// Notes the longest piece that ends at every letter of a word, read backwards,
/// with its language in the lowest byte.
fn hear(word: &[u32], language: u64, heard: &mut Vec<u64>) {
    let mut piece = place_of_last(EDGE);
    for letter in word.iter().chain([&EDGE]) {
        piece = place_of_last(*letter) | (piece >> BITS);
        heard.push(u64::from(piece) << 8 | language);
    }
}

/// A letter as the last one of a piece that is read backwards, which comes first.
fn place_of_last(letter: u32) -> u32 {
    letter << (BITS * (LONGEST - 1))
}

/// How often each piece was heard in every language.
///
/// Read backwards, those with the same ending stand together, so that the
/// shorter pieces need not be noted one by one.
fn counted(mut heard: Vec<u64>) -> Counts {
    heard.sort_unstable();
    let mut counts = Counts::new();
    for letters in 1..=LONGEST {
        let ending = |it: &u64| (it >> 8) as u32 >> (BITS * (LONGEST - letters));
        for alike in heard.chunk_by(|one, other| ending(one) == ending(other)) {
            // It has fewer letters where a word begins.
            let Some(ending) = alike.first().map(ending).filter(|it| it & mask(1) != 0) else {
                continue;
            };
            let mut of_languages = [0; MOST];
            for it in alike {
                let language = (it & 0xFF) as usize;
                if let Some(count) = of_languages.get_mut(language) {
                    *count += 1;
                }
            }
            counts.push((turned(ending, letters), of_languages));
        }
    }
    counts.sort_unstable_by_key(|(piece, _)| *piece);
    counts
}

/// A piece of so many letters that was read backwards, as it is written.
fn turned(ending: u32, letters: u32) -> u32 {
    (0..letters).fold(0, |piece, place| {
        piece << BITS | (ending >> (BITS * place)) & mask(1)
    })
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
