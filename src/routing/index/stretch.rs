//! The words of a text, sixty-four at a time.

use super::affixes::Affixes;
use super::atoms::Kin;
use super::filter::{Filter, in_large, in_usual};
use super::letters::{self, Letters, NEAR, Near};
use crate::text::{Folded, Word, WordKind};

/// Some words of a text that are looked at together: which of them may be
/// known is noted for all before one is looked up, so that nothing needs to be
/// guessed from one word to the next.
pub(super) struct Stretch<'t> {
    shadow: &'t [u8],
    words: &'t [Word],
    /// Which word of the text the first is.
    from: u32,
}

/// A word that is held against what is known.
#[derive(Clone, Copy)]
pub(super) struct Heeded<'t> {
    /// Which of the text's it is.
    pub(super) at: u32,
    pub(super) letters: Letters<'t>,
    pub(super) kind: WordKind,
}

/// A bit for each word of a stretch, from the lowest up.
pub(super) type Bits = u64;

/// Every word.
pub(super) const ALL: Bits = Bits::MAX;

const MOST: usize = Bits::BITS as usize;

/// The words of a text, stretch by stretch.
pub(super) fn stretches(text: &Folded) -> impl Iterator<Item = Stretch<'_>> {
    let stretches = text.words().chunks(MOST);
    (0..)
        .step_by(MOST)
        .zip(stretches)
        .map(|(from, words)| Stretch {
            shadow: text.shadow().as_bytes(),
            words,
            from,
        })
}

impl<'t> Stretch<'t> {
    /// The words that may be known as a whole, and those that may begin with
    /// something known, of which so many letters are shared.
    pub(super) fn sift<const PARTS: usize>(
        &self,
        filter: &Filter,
        shared: [Near; PARTS],
    ) -> (Bits, Bits) {
        match filter {
            Filter::Usual(bits) => self.sift_by(|key| in_usual(bits, key), shared),
            Filter::Large(bits, shift) => self.sift_by(|key| in_large(bits, *shift, key), shared),
        }
    }

    #[inline]
    fn sift_by<const PARTS: usize>(
        &self,
        may_hold: impl Fn(u64) -> u64,
        shared: [Near; PARTS],
    ) -> (Bits, Bits) {
        let (mut whole, mut begun) = (0, 0);
        let push = |bits: Bits, last: u64| bits >> 1 | last << (Bits::BITS - 1);
        for word in self.words {
            let place = word.folded();
            let near = letters::from(self.shadow, place.start);
            whole = push(whole, may_hold(key(near, place.end - place.start)));
            // All are asked, whatever the first one says.
            let begins = shared.map(|shared| may_hold(near & shared));
            begun = push(begun, begins.iter().fold(0, |any, one| any | one));
        }
        // INVARIANT: a stretch has words.
        let room = MOST.saturating_sub(self.words.len().max(1));
        (whole >> room, begun >> room)
    }

    /// Tells these words.
    #[inline]
    pub(super) fn each(&self, mut which: Bits, mut tell: impl FnMut(Heeded<'t>)) {
        while which != 0 {
            let at = which.trailing_zeros();
            which &= which - 1;
            let Some(word) = self.words.get(at as usize) else {
                return;
            };
            let place = word.folded();
            tell(Heeded {
                at: self.from + at,
                letters: Letters::between(self.shadow, place.start, place.end),
                kind: word.kind,
            });
        }
    }
}

/// What [`Stretch::sift`] asks a filter for: these words, and what words begin with.
pub(super) fn keys(words: &[(&str, Kin)], begins: Option<(&Affixes, &[(&str, Kin)])>) -> Vec<u64> {
    let whole = words.iter().map(|(word, _)| {
        let letters = Letters::of(word.as_bytes());
        key(letters.first, word.len())
    });
    let begun = begins
        .iter()
        .flat_map(|(affixes, pieces)| pieces.iter().map(|(piece, _)| affixes.key(piece)));
    whole.chain(begun).collect()
}

/// What tells most words apart: the first letters, whatever follows the word,
/// and its length.
#[inline]
fn key(near: Near, length: usize) -> u64 {
    let beyond = NEAR.saturating_sub(length);
    near << (8 * beyond % 64) ^ length as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routing::index::affixes::Side;

    /// Also where the last word is shorter than what is read at once, and where
    /// there are more words than are looked at together.
    #[test]
    fn no_word_that_is_known_is_passed_over() {
        let words: Vec<String> = (0..150)
            .map(|at| "schadeverzekering"[at % 17..].into())
            .collect();
        let known = |words: [&'static str; 4]| words.map(|word| (word, Kin::of(1)));
        let whole = known(["g", "verzekering", "schadeverzekering", "zekering"]);
        let pieces = known(["ver", "schade", "zekering", "adeverzek"]);
        let begins = Affixes::of(Side::Beginning, &pieces).unwrap();
        let filter = Filter::of(&keys(&whole, Some((&begins, &pieces))));
        let text = Folded::new(&words.join(" "));
        let mut passed = 0;
        for stretch in stretches(&text) {
            let sifted = stretch.sift(&filter, begins.shared());
            for (at, word) in stretch.words.iter().enumerate() {
                let letters = word.folded().of(text.shadow()).unwrap();
                let is_set = |bits: Bits| bits >> at & 1 == 1;
                assert!(is_set(sifted.0) || whole.iter().all(|it| it.0 != letters));
                let begins = pieces.iter().any(|it| letters.starts_with(it.0));
                assert!(is_set(sifted.1) || !begins, "{letters}");
                passed += u32::from(!is_set(sifted.0) && !is_set(sifted.1));
            }
            let mut told = 0;
            stretch.each(ALL, |word| {
                let letters = words.get(word.at as usize).unwrap();
                assert_eq!(word.letters.bytes, letters.as_bytes());
                told += 1;
            });
            assert_eq!(told, stretch.words.len());
        }
        assert!(passed > 50, "{passed}");
    }
}
