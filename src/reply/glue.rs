//! Which words must not be parted, though a space stands between them?

use super::draft::Draft;
use super::whole::Whole;
use crate::text::{Entity, EntityKind, Scan, Span, begins_sum, has, is_unit};

/// Whether the words on both sides of a space belong together: a number and its unit,
/// the two ends of a range, a sign that stands alone.
pub(super) fn holds(before: &str, after: &str) -> bool {
    let (Some(last), Some(first)) = (before.chars().next_back(), after.chars().next()) else {
        return false;
    };
    let numbered = last.is_ascii_digit() && is_number(before);
    let labelled = is_range(before) || is_number_label(before);
    (numbered || labelled) && joins(numbered, labelled, after)
        || may_stand_alone(last) && is_opening_alone(before)
        || !first.is_alphanumeric() && is_closing_alone(after)
}

fn joins(numbered: bool, labelled: bool, after: &str) -> bool {
    let next = after
        .split(char::is_whitespace)
        .next()
        .unwrap_or("")
        .trim_end_matches([',', '.', ';', ':', '!', '?', ')']);
    let begins_sum = || begins_sum(after.get(next.len()..).unwrap_or(""));
    let may_be_unit = !next.starts_with('(');
    let follows_unit = || may_be_unit && is_unit(next) && !(next == "€" && begins_sum());
    numbered && (is_range(next) && follows_number(after) || follows_unit())
        || labelled && is_number_like(next)
}

/// The spans that stay whole wherever they fit: entities, isolates of writing direction,
/// markdown where it is read, and what the caller asks for.
pub(super) fn whole(text: &str, found: &[Entity], markdown: bool, asked: &[Span]) -> Whole {
    let has_spaces = |kind: EntityKind| {
        matches!(
            kind,
            EntityKind::Phone
                | EntityKind::Iban
                | EntityKind::Reference
                | EntityKind::Amount
                | EntityKind::Time
                | EntityKind::Quantity
                | EntityKind::Placeholder
        )
    };
    let (mut held, mut solid) = (asked.to_vec(), Vec::with_capacity(found.len()));
    held.reserve(found.len());
    for entity in found {
        match entity.kind {
            EntityKind::Abbreviation => {}
            kind if has_spaces(kind) => held.push(entity.span),
            _ => solid.push(entity.span),
        }
    }
    isolates(text, &mut held);
    if markdown {
        held.extend(crate::text::markdown(text));
    }
    let nested = match are_apart(&held) {
        true => Vec::new(),
        false => held.clone(),
    };
    Whole {
        held: united(held),
        solid: united(solid),
        nested,
    }
}

/// What never stands alone in a part: the names at the beginning with the first word, a
/// greeting, a closing line, and a signature with the word before it.
pub(super) fn ends(draft: &Draft) -> Vec<Span> {
    let Draft {
        text,
        body,
        leading,
        ..
    } = *draft;
    let mut bound = Vec::new();
    if !leading.is_empty() {
        bound.push(Span::new(leading.start, next_word(text, leading.end)));
    }
    if let Some(greeting) = greeting(text, leading.end, body.end) {
        bound.push(greeting);
    }
    if draft.is_signed {
        let signature = body.end - draft.signature.len();
        bound.push(Span::new(word_before(text, signature), body.end));
    }
    if let Some(closing) = closing(text, body) {
        bound.push(closing);
    }
    bound
}

/// From a greeting to the first word after it.
fn greeting(text: &str, from: usize, to: usize) -> Option<Span> {
    let rest = text.get(from..to)?;
    let start = from + rest.len() - rest.trim_start().len();
    let line = text.get(start..to)?.get(..80).or(text.get(start..to))?;
    let ends = |b: u8| matches!(b, b' ' | b',' | b'!' | b'\n');
    let word = line.bytes().position(ends).unwrap_or(line.len());
    let first = line.get(..word)?;
    if !GREETINGS.iter().any(|it| it.eq_ignore_ascii_case(first)) {
        return None;
    }
    let end = word + line.get(word..)?.find([',', '!', '\n'])?;
    Some(Span::new(start, next_word(text, start + end + 1)))
}

/// From the word before a closing (`Groet, Els`) to the end.
fn closing(text: &str, body: Span) -> Option<Span> {
    let inner = body.of(text)?;
    let from = inner.len().saturating_sub(LONGEST_CLOSING);
    let tail = inner.as_bytes().get(from..)?;
    let mut blanks = Scan::new(tail, |b| (b == b' ') | (b == b'\n'));
    let mut after = 0;
    while let Some(blank) = blanks.next(after) {
        after = blank + 1;
        let at = from + after;
        let [first, second, ..] = inner.as_bytes().get(at..)? else {
            return None;
        };
        if may_close(*first, *second) && inner.get(at..).is_some_and(is_closing_line) {
            return Some(Span::new(word_before(text, body.start + at), body.end));
        }
    }
    None
}

/// Whether a line such as `Groet, Els` begins and ends here.
fn is_closing_line(line: &str) -> bool {
    let begins = |closing: &&str| {
        let head = line.as_bytes().get(..closing.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(closing.as_bytes()))
    };
    CLOSINGS.iter().any(begins) && line.split_whitespace().count() <= 6
}

/// Whether a closing line may begin with these letters.
fn may_close(first: u8, second: u8) -> bool {
    let small = [first | 0x20, second | 0x20];
    matches!(
        &small,
        b"me" | b"vr" | b"ha" | b"gr" | b"ki" | b"be" | b"re"
    )
}

/// No closing line is longer with the names in it, in bytes.
const LONGEST_CLOSING: usize = 60;

/// The end of the word that begins at or after `at`.
fn next_word(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    let skipped = rest.len() - rest.trim_start().len();
    at + skipped + usize::from(skipped < rest.len())
}

/// A place within the last word that ends before `at`.
fn word_before(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or("").trim_end();
    before.char_indices().next_back().map_or(0, |(at, _)| at)
}

/// Whether spans are in order and none lies over another.
fn are_apart(spans: &[Span]) -> bool {
    spans.is_sorted_by(|span, next| span.end <= next.start)
}

/// Overlapping spans as one each, in order.
fn united(mut spans: Vec<Span>) -> Vec<Span> {
    if are_apart(&spans) {
        return spans;
    }
    spans.sort();
    let mut united: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match united.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => united.push(span),
        }
    }
    united
}

/// From each outermost isolate or embedding to the sign that closes it (UAX 9).
fn isolates(text: &str, spans: &mut Vec<Span>) {
    if !has(text.as_bytes(), may_steer) {
        return;
    }
    let mut open: Vec<usize> = Vec::new();
    // Each of them begins with this byte.
    let mut scan = Scan::new(text.as_bytes(), |b| b == 0xe2);
    let mut after = 0;
    while let Some(at) = scan.next(after) {
        let c = text.get(at..).and_then(|rest| rest.chars().next());
        match c {
            Some('\u{2066}'..='\u{2068}' | '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}') => {
                open.push(at)
            }
            Some(c @ ('\u{2069}' | '\u{202c}')) => {
                if let Some(start) = open.pop()
                    && open.is_empty()
                {
                    spans.push(Span::new(start, at + c.len_utf8()));
                }
            }
            _ => {}
        }
        after = at + 1;
    }
}

/// Whether a sign that opens an isolate or an embedding may end with this byte, as `é`
/// and `€` do not.
fn may_steer(b: u8) -> bool {
    (b.wrapping_sub(0xa6) < 9) & (b != 0xa9) & (b != 0xac)
}

fn is_number(word: &str) -> bool {
    let word = word.trim_start_matches(['(', '€', '$', '±', '~', '<', '>', '+', '-']);
    word.ends_with(|c: char| c.is_ascii_digit())
        && word.starts_with(|c: char| c.is_ascii_digit())
        && word
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b':' | b'-' | b'/'))
}

fn is_number_like(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit()) || is_day(word)
}

fn is_day(word: &str) -> bool {
    word.len() <= 4
        && DAYS
            .iter()
            .any(|day| day.eq_ignore_ascii_case(word.trim_end_matches('.')))
}

fn follows_number(after: &str) -> bool {
    after.split_whitespace().nth(1).is_some_and(is_number_like)
}

/// Whether a word joins the two ends of a range.
fn is_range(word: &str) -> bool {
    matches!(
        word,
        "-" | "–" | "tot" | "t/m" | "à" | "a" | "to" | "until" | "/"
    )
}

/// The same for a word that ends in a small letter of ASCII.
#[inline]
pub(super) fn is_plain_range(word: &[u8]) -> bool {
    matches!(word, b"tot" | b"t/m" | b"a" | b"to" | b"until")
}

/// Whether a word begins as one of those that announce a number.
#[inline]
pub(super) fn may_label(word: &[u8]) -> bool {
    let first = word.first().map_or(0, u8::to_ascii_lowercase);
    matches!(first, b'#' | b'a' | b'd' | b'k' | b'n' | b'p' | b'z') && word.len() <= 13
}

fn is_number_label(word: &str) -> bool {
    may_label(word.as_bytes()) && LABELS.iter().any(|label| label.eq_ignore_ascii_case(word))
}

fn is_opening_alone(word: &str) -> bool {
    word.chars().all(may_stand_alone)
}

fn may_stand_alone(c: char) -> bool {
    matches!(c, '(' | '[' | '“' | '„' | '‘' | '«' | '€' | '$' | '£')
}

fn is_closing_alone(after: &str) -> bool {
    let word = after.split(char::is_whitespace).next().unwrap_or("");
    !word.is_empty()
        && word.chars().all(|c| {
            matches!(
                c,
                ')' | ']' | '”' | '»' | '!' | '?' | '.' | ',' | ':' | ';' | '%' | '…'
            )
        })
}

const LABELS: &[&str] = &[
    "nr",
    "no",
    "art",
    "pol",
    "polis",
    "polisnummer",
    "dossier",
    "dossiernummer",
    "klantnummer",
    "zaak",
    "#",
];

const DAYS: &[&str] = &[
    "ma", "di", "wo", "do", "vr", "za", "zo", "mon", "tue", "wed", "thu", "fri", "sat", "sun",
];

const GREETINGS: &[&str] = &[
    "beste",
    "geachte",
    "hoi",
    "hallo",
    "hi",
    "hey",
    "dag",
    "goedemorgen",
    "goedemiddag",
    "goedenavond",
    "dear",
    "hello",
];

const CLOSINGS: &[&str] = &[
    "met vriendelijke groet",
    "vriendelijke groet",
    "hartelijke groet",
    "groet,",
    "groeten,",
    "groetjes",
    "kind regards",
    "best regards",
    "regards,",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_closing_line_begins_with_letters_that_are_looked_for() {
        for closing in CLOSINGS {
            let letters = closing.as_bytes().first_chunk();
            assert!(letters.is_some_and(|[a, b]| may_close(*a, *b)), "{closing}");
        }
        let text = "Dat staat nu goed voor u klaar. Groet, Els";
        let at = closing(text, Span::new(0, text.len())).and_then(|span| span.of(text));
        assert_eq!(at, Some(". Groet, Els"));
    }
}
