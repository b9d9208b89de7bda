//! Is this grapheme an emoji?

use super::class::{is_emoji as is_pictograph, is_regional};

/// Whether a grapheme is shown as one emoji: a pictograph that is not asked to be text,
/// a flag, or a keycap with or without its variation selector.
pub(crate) fn emoji_grapheme(grapheme: &str) -> bool {
    let mut chars = grapheme.chars();
    let (first, second) = (chars.next(), chars.next());
    match (first, second) {
        (Some('0'..='9' | '#' | '*'), _) => grapheme.ends_with('\u{20e3}'),
        (_, Some('\u{fe0e}')) => false,
        (Some(first), _) if is_regional(first) => second.is_some_and(is_regional),
        (Some(first), _) => is_pictograph(first),
        (None, _) => false,
    }
}
