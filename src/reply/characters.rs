//! Which characters stand for themselves, and which are weighed with those beside them.

use crate::text::{is_emoji, next_beyond_ascii};

/// Whether every character stands for itself, or for an emoji with those beside it, and
/// none for one that stands before, so that a text weighs what its words do.
pub(super) fn is_smooth(text: &str) -> bool {
    if joins_what_is_before(text) {
        return false;
    }
    let mut at = 0;
    while let Some(next) = next_beyond_ascii(text, at) {
        at = next;
        match text.get(at..).and_then(|rest| rest.chars().next()) {
            Some(c) if is_single(c) || is_of_emoji(c) => at += c.len_utf8(),
            _ => return false,
        }
    }
    true
}

/// Whether every character of a piece beyond ASCII stands for itself or for an emoji, none
/// is white space or a soft hyphen at which a text may be cut, and the first is of no
/// grapheme with the letter before the piece.
pub(super) fn stands_apart(piece: &str) -> bool {
    !joins_what_is_before(piece)
        && piece
            .chars()
            .all(|c| is_single(c) && !may_be_cut_at(c) || is_of_emoji(c))
}

pub(super) fn may_be_cut_at(c: char) -> bool {
    matches!(c, '\u{85}' | '\u{ad}')
}

/// Whether a text of emoji begins within one, so that it is of one grapheme with whatever
/// stands before it.
fn joins_what_is_before(text: &str) -> bool {
    text.starts_with(|c| matches!(c, '\u{200d}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}'))
}

/// Whether `c` is an emoji or joins others to one, so that its grapheme ends with the word.
fn is_of_emoji(c: char) -> bool {
    matches!(c, '\u{200d}' | '\u{fe0f}') || is_emoji(c)
}

/// Whether a text is one grapheme, an emoji as it is or in another colour.
pub(super) fn is_lone_emoji(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(is_emoji)
        && matches!(
            chars.next(),
            None | Some('\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
        )
        && chars.next().is_none()
}

pub(super) fn may_be_emoji(c: char) -> bool {
    c == '\u{20e3}' || is_emoji(c)
}

/// How long the island at the beginning of a text is, up to the white space after it.
pub(super) fn island_length(text: &str) -> usize {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if is_blank(c) && (c != ' ' || !is_prepended(before)) {
            return at;
        }
        before = c;
    }
    text.len()
}

/// Where an island ends: a carriage return and the line feed after it are one grapheme.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\r' | '\n')
}

/// Whether `c` makes one grapheme with what follows, even a space: `Prepend` of
/// Unicode 16.0, `GraphemeBreakProperty.txt`.
fn is_prepended(c: char) -> bool {
    matches!(c,
        '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}' | '\u{8e2}' | '\u{d4e}'
        | '\u{110bd}' | '\u{110cd}' | '\u{111c2}' | '\u{111c3}' | '\u{113d1}' | '\u{1193f}' | '\u{11941}'
        | '\u{11a3a}' | '\u{11a84}'..='\u{11a89}' | '\u{11d46}' | '\u{11f02}')
}

/// Whether `c` is one code point in NFC, one grapheme, and no emoji, whatever stands before it.
pub(super) fn is_single(c: char) -> bool {
    match c {
        '©' | '®' => false,
        '\u{80}'..'\u{300}' => true,
        _ => matches!(c, '\u{2010}'..='\u{2027}' | '€'),
    }
}

/// Whether the text begins with something that may join what stands before it.
pub(super) fn begins_apart(text: &str) -> bool {
    text.chars()
        .next()
        .is_some_and(|c| !c.is_ascii() && !is_single(c))
}
