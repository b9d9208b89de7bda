//! Which pieces would Markdown show as one? Links, code and emphasis.

use super::Span;

/// The links, code and emphasis of Markdown that open and close in one paragraph
/// (CommonMark, inlines). They may hold entities and each other, so they are none themselves.
///
/// ```
/// use webcare::text::markdown;
///
/// let text = "Zie [de voorwaarden](https://noor.nl) en **let op**.";
/// let found: Vec<_> = markdown(text).iter().map(|span| span.of(text).unwrap()).collect();
/// assert_eq!(found, ["[de voorwaarden](https://noor.nl)", "**let op**"]);
/// ```
pub fn markdown(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut from = 0;
    for paragraph in text.split_inclusive("\n\n") {
        for sign in ["**", "`", "~~", "__"] {
            paired(paragraph, from, sign, &mut spans);
        }
        single(paragraph, from, b'*', &mut spans);
        single(paragraph, from, b'_', &mut spans);
        links(paragraph, from, &mut spans);
        from += paragraph.len();
    }
    spans.sort_unstable();
    spans
}

fn paired(paragraph: &str, from: usize, sign: &str, spans: &mut Vec<Span>) {
    let mut open: Option<usize> = None;
    for (at, _) in paragraph.match_indices(sign) {
        match open.take() {
            Some(start) => spans.push(Span::new(from + start, from + at + sign.len())),
            None => open = Some(at),
        }
    }
}

/// Emphasis by one sign, which stands against a word and not within one.
fn single(paragraph: &str, from: usize, sign: u8, spans: &mut Vec<Span>) {
    let bytes = paragraph.as_bytes();
    let is_word = |at: Option<&u8>| at.is_some_and(|b| b.is_ascii_alphanumeric() || !b.is_ascii());
    let mut open: Option<usize> = None;
    for (at, b) in bytes.iter().enumerate() {
        let (before, after) = (
            at.checked_sub(1).and_then(|at| bytes.get(at)),
            bytes.get(at + 1),
        );
        if *b != sign || before == Some(&sign) || after == Some(&sign) {
            continue;
        }
        match open.take() {
            Some(start) if !is_word(after) => spans.push(Span::new(from + start, from + at + 1)),
            _ if !is_word(before) && is_word(after) => open = Some(at),
            opened => open = opened,
        }
    }
}

fn links(paragraph: &str, from: usize, spans: &mut Vec<Span>) {
    let mut open: Option<usize> = None;
    for (at, b) in paragraph.bytes().enumerate() {
        match b {
            b'[' if open.is_none() => open = Some(at),
            b']' if paragraph.as_bytes().get(at + 1) != Some(&b'(') => open = None,
            b')' => {
                if let Some(start) = open.take() {
                    spans.push(Span::new(from + start, from + at + 1));
                }
            }
            _ => {}
        }
    }
}
