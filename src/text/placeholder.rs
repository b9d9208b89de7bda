//! Which words were to be filled in? `{naam}`, `{{naam}}`, `[naam]`, `<naam>`, `%NAAM%`.

use super::Span;

/// No placeholder has a longer name, in bytes.
const LONGEST: usize = 40;

/// The placeholder whose first sign stands at `at`.
pub(super) fn placeholder(text: &str, at: usize, floor: usize) -> Option<Span> {
    let rest = text.get(at..)?;
    let (open, close, spaced) = match rest.as_bytes().first()? {
        b'{' if rest.starts_with("{{") => ("{{", "}}", true),
        b'{' => ("{", "}", true),
        b'[' => ("[", "]", true),
        b'<' => ("<", ">", true),
        b'%' => ("%", "%", false),
        _ => return None,
    };
    let inner = rest.get(open.len()..)?;
    let length = inner
        .bytes()
        .take(LONGEST + 1)
        .take_while(|b| is_name(*b, spaced))
        .count();
    let name = inner.get(..length)?.trim();
    let after = inner.get(length..)?.strip_prefix(close)?;
    let is_name = name.len() >= 2
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && !name.ends_with('.');
    // `[text](address)` is a link, and `<br>` a sign of HTML.
    let is_other = open == "[" && after.starts_with('(') || open == "<" && name.len() < 3;
    let follows = text.get(..at)?.ends_with(|c: char| c.is_alphanumeric()) && open == "%";
    let dollar = usize::from(at > floor && text.get(..at)?.ends_with('$') && open == "{");
    (is_name && !is_other && !follows).then(|| Span::new(at - dollar, text.len() - after.len()))
}

fn is_name(b: u8, spaced: bool) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.') || spaced && b == b' '
}
