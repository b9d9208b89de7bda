//! One byte for every character that a model tells from others.

use std::sync::LazyLock;

use crate::text::fold;

/// What a byte can be to a word.
pub(super) type Class = u8;

/// Letters in lower case, digits and the underscore.
pub(super) const WORD: Class = 1;
/// Punctuation.
pub(super) const MARK: Class = 2;
/// A mark that an address, or a cashtag, cannot do without.
pub(super) const TRIGGER: Class = 4;
/// What is not ASCII.
pub(super) const BEYOND: Class = 8;
/// White space.
pub(super) const SPACE: Class = 16;
/// What is nothing of these.
const OTHER: Class = 32;

pub(super) fn class(byte: u8) -> Class {
    static CLASSES: [Class; 256] = classes();
    CLASSES.get(usize::from(byte)).copied().unwrap_or(OTHER)
}

const fn classes() -> [Class; 256] {
    let mut classes = [OTHER; 256];
    let mut rest: &mut [Class] = &mut classes;
    let mut byte: u8 = 0;
    while let [slot, others @ ..] = rest {
        *slot = match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'_' => WORD,
            b'.' | b'$' => MARK | TRIGGER,
            0..=b' ' => SPACE,
            128.. => BEYOND,
            _ if byte.is_ascii_punctuation() => MARK,
            _ => OTHER,
        };
        byte = byte.wrapping_add(1);
        rest = others;
    }
    classes
}

/// A mark that stands between words and says something, by one byte. Whether a
/// quotation mark is curly, and a dash long, says nothing.
pub(super) fn mark(c: char) -> Option<u8> {
    match c {
        '“' | '”' | '„' | '«' | '»' => Some(b'"'),
        '‘' | '’' => Some(b'\''),
        '–' | '—' => Some(b'-'),
        '…' => Some(0x80),
        '€' => Some(0x81),
        '£' => Some(0x82),
        '¿' => Some(0x83),
        '¡' => Some(0x84),
        _ => u8::try_from(c).ok().filter(u8::is_ascii_punctuation),
    }
}

/// A letter of a folded word: of ASCII as it is, of another alphabet as one
/// byte that it shares with few others, and a sign or an emoji as two.
pub(super) fn letter(c: char) -> impl Iterator<Item = u8> {
    let code = u32::from(c);
    let beyond = |bits: u32| Some(0x80 | (bits & 0x7F) as u8);
    let [first, last] = match code {
        0..0x80 => [None, Some(code as u8)],
        0x80..0x800 => [None, beyond(code)],
        _ => [beyond(code >> 7), beyond(code)],
    };
    first.into_iter().chain(last)
}

/// The accented letters of Latin without their accents: one byte or two of each.
static UNACCENTED: LazyLock<[[u8; 2]; 0x100]> = LazyLock::new(|| {
    let mut unaccented = [[0; 2]; 0x100];
    for (slot, c) in unaccented.iter_mut().zip('\u{80}'..) {
        let folded = fold(c.encode_utf8(&mut [0; 4]));
        if c.is_alphabetic() && folded.is_ascii() && (1..=2).contains(&folded.len()) {
            slot.iter_mut()
                .zip(folded.bytes())
                .for_each(|(to, byte)| *to = byte);
        }
    }
    unaccented
});

/// Appends a chunk of Latin words and marks, one byte a character and a place
/// in the chunk for each. Of which classes they are; `None` for a chunk that
/// has anything else.
pub(super) fn spell(raw: &str, letters: &mut Vec<u8>, places: &mut Vec<usize>) -> Option<Class> {
    places.clear();
    let mut classes = 0;
    for (at, c) in raw.char_indices() {
        let [first, second] = match mark(c) {
            Some(mark) => [mark, 0],
            None => match u8::try_from(c) {
                Ok(byte) if byte.is_ascii() => [byte.to_ascii_lowercase(), 0],
                _ => {
                    let place = u32::from(c).checked_sub(0x80)? as usize;
                    *UNACCENTED.get(place).filter(|it| **it != [0; 2])?
                }
            },
        };
        for byte in [first, second] {
            if byte != 0 {
                letters.push(byte);
                places.push(at);
                classes |= class(byte);
            }
        }
    }
    Some(classes)
}

/// How many letters and digits begin at a place, and their [`hash`]; there may
/// be none.
///
/// Eight letters are read at once.
#[inline(always)]
pub(super) fn plain(letters: &[u8], start: usize) -> (usize, u64) {
    let (mut hash, mut at) = (0, start);
    loop {
        let eight = eight(letters.get(at..).unwrap_or_default());
        let length = word_length(eight);
        if length == 8 {
            hash = scatter(hash ^ eight);
            at += 8;
            continue;
        }
        let last = eight & !(u64::MAX << (8 * length));
        return (at + length as usize - start, scatter(hash ^ last));
    }
}

/// The first eight of some bytes; spaces follow the last.
#[inline(always)]
fn eight(bytes: &[u8]) -> u64 {
    let first = bytes.first_chunk().copied();
    u64::from_le_bytes(first.unwrap_or_else(|| {
        let mut few = [b' '; 8];
        few.iter_mut().zip(bytes).for_each(|(to, byte)| *to = *byte);
        few
    }))
}

/// With how many letters of lower case, or digits, some bytes begin.
pub(super) fn length(bytes: &[u8]) -> usize {
    let (eights, rest) = bytes.as_chunks();
    let mut length = 0;
    for eight in eights {
        let more = word_length(u64::from_le_bytes(*eight));
        length += more as usize;
        if more < 8 {
            return length;
        }
    }
    let is_plain = |byte: &&u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    length + rest.iter().take_while(is_plain).count()
}

/// The same of eight bytes at once.
fn word_length(eight: u64) -> u32 {
    /// The highest bit of every byte.
    const HIGH: u64 = every(0x80);
    let low = eight & !HIGH;
    // A sum reaches the highest bit of its byte from the first of a range on.
    let letters = (low + every(0x80 - b'a')) & !(low + every(0x7F - b'z'));
    let digits = (low + every(0x80 - b'0')) & !(low + every(0x7F - b'9'));
    let others = !(letters | digits) | eight;
    (others & HIGH).trailing_zeros() / 8
}

/// A byte eight times.
const fn every(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The hash of a word: equal letters have the same.
pub(super) fn hash(letters: &[u8]) -> u64 {
    let (eights, rest) = letters.as_chunks();
    let hash = eights
        .iter()
        .fold(0, |hash, eight| scatter(hash ^ u64::from_le_bytes(*eight)));
    let last = rest.iter().rev();
    let last = last.fold(0, |last, letter| last << 8 | u64::from(*letter));
    scatter(hash ^ last)
}

/// Scatters the bits of a number over all of it, in one multiplication: the
/// halves of the whole product together.
pub(super) fn scatter(number: u64) -> u64 {
    let product = u128::from(number) * u128::from(MULTIPLIER);
    product as u64 ^ (product >> 64) as u64
}

/// Odd, with as many bits as not, in no order.
pub(super) const MULTIPLIER: u64 = 0xD6E8_FEB8_6659_FD93;
