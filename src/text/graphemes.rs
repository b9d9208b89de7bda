use unicode_segmentation::UnicodeSegmentation;

use super::Span;

/// The graphemes of a text: what a reader takes for one character each
/// (extended grapheme clusters, Unicode Standard Annex 29).
///
/// ```
/// use webcare::text::graphemes;
///
/// let text = "é👩‍👩‍👧🇳🇱";
/// assert_eq!(graphemes(text).count(), 3);
/// assert_eq!(graphemes(text).last().and_then(|span| span.of(text)), Some("🇳🇱"));
/// ```
pub fn graphemes(text: &str) -> impl DoubleEndedIterator<Item = Span> + '_ {
    text.grapheme_indices(true)
        .map(|(at, grapheme)| Span::new(at, at + grapheme.len()))
}
