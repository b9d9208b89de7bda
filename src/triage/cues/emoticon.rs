//! Signs made of punctuation, such as `:-(`, between spaces.

use crate::text::fold;

/// Where emoticons may stand in a text: found while its words are read.
///
/// Most texts have no place for one, and are not searched. Beyond ASCII
/// anything may be one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places {
    first: Option<usize>,
}

impl Places {
    pub(super) fn of(text: &str) -> Self {
        Self {
            first: (!text.is_ascii()).then_some(0),
        }
    }

    /// Takes in what stands at an offset between two words, before the first or after the last.
    pub(super) fn between(&mut self, signs: &str, at: usize) {
        if self.first.is_some() {
            return;
        }
        let mut after_space = at == 0;
        for (place, byte) in signs.bytes().enumerate() {
            let is_space = byte <= b' ';
            if after_space && !is_space {
                self.first = Some(at + place);
                return;
            }
            after_space = is_space;
        }
    }

    /// Takes in the byte that a word begins with, at an offset.
    pub(super) fn word(&mut self, first: Option<&u8>, at: usize) {
        if self.first.is_none() && first.is_some_and(|byte| is_beginning(*byte)) {
            self.first = Some(at);
        }
    }

    /// The offset from which on one may stand.
    pub(super) fn first(self) -> Option<usize> {
        self.first
    }
}

/// The parts between spaces from an offset on that may be one, each with where
/// it begins, as they are seen.
pub(super) fn parts(text: &str, from: usize) -> impl Iterator<Item = (usize, &str, String)> {
    let start_of = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    let parts = text.get(from..).unwrap_or("").split_whitespace();
    parts.filter_map(move |part| Some((start_of(part), part, seen(part)?)))
}

/// No emoticon begins like a word, but for `xd`.
const fn is_beginning(byte: u8) -> bool {
    !byte.is_ascii_alphanumeric() && byte != b'@' && byte != b'#' || matches!(byte, b'x' | b'X')
}

/// An emoticon as it is seen: in lower case, without characters that do not show.
fn seen(part: &str) -> Option<String> {
    const LONGEST: usize = 4;
    if !part.bytes().next().is_some_and(is_beginning) {
        return None;
    }
    // Room for a few characters that do not show between those that do.
    if part.len() > 16 * LONGEST || (part.is_ascii() && part.len() > LONGEST) {
        return None;
    }
    let sign = fold(part);
    (sign.len() <= LONGEST).then_some(sign)
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Lexicon;
    use super::super::sentence::{Room, Sentence};
    use super::parts;
    use crate::text::Folded;

    #[test]
    fn no_emoticon_stands_before_the_first_place_for_one() {
        let pieces = [
            ":-(", "xD", "ja", " ", "\n", ".", "@a", "#b", "$NL", "_", "^_^", "é", "<3", "4",
            "t.co/?a",
        ];
        let (lexicon, mut room) = (Lexicon::default(), Room::default());
        let (mut held, mut free) = (0, 0);
        for number in 0..pieces.len().pow(4) {
            let places = (0..4).map(|place| number / pieces.len().pow(place) % pieces.len());
            let text: String = places.map(|piece| pieces[piece]).collect();
            let folded = Folded::new(&text);
            let from = Sentence::of(&lexicon, &text, &folded, &mut room).emoticons_from();
            match parts(&text, 0).next() {
                Some((at, ..)) => {
                    assert!(from.is_some_and(|from| from <= at), "{text:?}: {from:?}");
                    held += 1;
                }
                None => free += usize::from(from.is_none()),
            }
        }
        assert!(held > 10_000 && free > 2_000, "{held} {free}");
    }
}
