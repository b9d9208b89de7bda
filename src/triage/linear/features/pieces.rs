//! The pieces of words that a model reads, each known by the hash of its letters.

use crate::triage::linear::codes::MULTIPLIER;

/// The hash of what is no piece: none has it.
pub(in crate::triage::linear) const NO_PIECE: u64 = 0;

/// The hash of the last so many letters at every place: they are a piece where
/// all are of one word, which has a space as its first and its last letter.
/// What is none is told too, which takes less time than a choice.
#[inline(always)]
pub(super) fn pieces(letters: &[u8], shortest: usize, longest: usize, mut found: impl FnMut(u64)) {
    // The letters up to here, and which of them are spaces, the latest in the lowest bits.
    // They are not kept as one byte: on processors where a byte is set within what a register
    // held before, the next letter would wait for all that was made of this one.
    let (mut latest, mut spaces) = (u64::MAX, u32::MAX);
    for letter in letters {
        latest = latest << 8 | u64::from(*letter);
        spaces = spaces << 1 | u32::from(*letter == b' ');
        let kept = KEPT.get(usize::from(spaces as u8)).unwrap_or(&NONE_KEPT);
        for kept in kept.iter().skip(shortest).take(longest + 1 - shortest) {
            // Letters are no zeros and the multiplier is odd: the product is not nought.
            found((latest & kept).wrapping_mul(MULTIPLIER));
        }
    }
}

/// How many pieces a word of so many letters has, with a space at either end.
#[inline(always)]
pub(super) fn pieces_of(letters: usize, shortest: usize, longest: usize) -> usize {
    let of_length = |length: usize| match length {
        // A space alone is none.
        1 => letters,
        _ => (letters + 3).saturating_sub(length),
    };
    let all: usize = (shortest..=longest).map(of_length).sum();
    all * usize::from(letters > 0)
}

/// The most letters of a piece.
pub(super) const LONGEST: usize = 8;

/// For every way in which spaces may stand among the last letters, and for
/// every length of a piece: which bits of those letters make a piece, if any do.
static KEPT: [Kept; 256] = kept();

type Kept = [u64; LONGEST + 1];

const NONE_KEPT: Kept = [0; LONGEST + 1];

const fn kept() -> [Kept; 256] {
    let mut kept = [NONE_KEPT; 256];
    let mut rest: &mut [Kept] = &mut kept;
    let mut spaces: u32 = 0;
    while let [of_spaces, others @ ..] = rest {
        let mut lengths: &mut [u64] = of_spaces;
        let mut length = 0;
        while let [slot, longer @ ..] = lengths {
            let all = (1 << length) - 1;
            let inner = all >> 1 & !1;
            if length > 0 && spaces & inner == 0 && spaces & all != all {
                *slot = u64::MAX >> (64 - 8 * length);
            }
            length += 1;
            lengths = longer;
        }
        spaces += 1;
        rest = others;
    }
    kept
}
