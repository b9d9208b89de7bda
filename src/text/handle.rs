//! Who or what is named with a sign before it? `@`, `#` and `$`, and the `@` of e-mail.

use super::class::{is_accented_latin, is_digit};
use super::entities::EntityKind;
use super::{Span, url};

/// No name goes on beyond 20 characters (twitter-text).
const LONGEST_NAME: usize = 20;
/// The part of an e-mail address before its `@` has at most 64 bytes (RFC 5321, 4.5.3.1.1).
const LONGEST_LOCAL_PART: usize = 64;

/// What the sign at `at` begins, and where it ends.
pub(super) fn mention(text: &str, at: usize, width: usize) -> Option<(EntityKind, usize)> {
    if !may_begin_mention(text, at) {
        return None;
    }
    let name = at + width;
    let long = run(text, name, is_name);
    let length = long.min(LONGEST_NAME);
    let end = name + length;
    if length == 0 {
        return None;
    }
    if text.get(name + long..)?.starts_with('@') {
        return remote(text, name + long).map(|end| (EntityKind::RemoteMention, end));
    }
    if let Some(end) = list(text, end).filter(|end| may_end_mention(text, *end)) {
        return Some((EntityKind::List, end));
    }
    may_end_mention(text, end).then_some((EntityKind::Mention, end))
}

/// The end of the `#topic` at `at`.
pub(super) fn hashtag(text: &str, at: usize, width: usize) -> Option<usize> {
    if before(text, at)
        .is_some_and(|c| c == '&' || is_topic(c) && !matches!(c, '\u{fe0e}' | '\u{fe0f}'))
    {
        return None;
    }
    let start = at + width;
    let length = run(text, start, is_topic);
    let topic = text.get(start..start + length)?;
    let after = text.get(start + length..)?;
    let has_letter = topic.chars().any(is_topic_letter);
    let is_keycap = topic.starts_with(['\u{fe0f}', '\u{20e3}']);
    let goes_on = after.starts_with(['#', '＃']) || after.starts_with("://");
    (has_letter && !is_keycap && !goes_on).then_some(start + length)
}

/// The end of the `$TICKER` at `at`.
pub(super) fn cashtag(text: &str, at: usize) -> Option<usize> {
    if before(text, at).is_some_and(|c| !c.is_whitespace()) {
        return None;
    }
    let letters = run(text, at + 1, |c| c.is_ascii_alphabetic());
    if !(1..=6).contains(&letters) {
        return None;
    }
    let end = at + 1 + letters;
    let suffix = match text.as_bytes().get(end) {
        Some(b'.' | b'_') => run(text, end + 1, |c| c.is_ascii_alphabetic()),
        _ => 0,
    };
    let long = end + 1 + suffix;
    if (1..=2).contains(&suffix) && may_end_cashtag(text, long) {
        return Some(long);
    }
    may_end_cashtag(text, end).then_some(end)
}

/// The e-mail address whose `@` stands at `at`.
pub(super) fn email(text: &str, at: usize, floor: usize) -> Option<Span> {
    let local: usize = text
        .as_bytes()
        .get(floor..at)?
        .iter()
        .rev()
        .take(LONGEST_LOCAL_PART + 1)
        .take_while(|b| is_local(**b))
        .count();
    if local == 0 || local > LONGEST_LOCAL_PART || text.as_bytes().get(at) != Some(&b'@') {
        return None;
    }
    let start = at - local;
    let starts_well = text
        .as_bytes()
        .get(start)
        .is_some_and(u8::is_ascii_alphanumeric);
    let follows_well = before(text, start)
        .is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '@' | '＠' | '#' | '$'));
    if !starts_well || !follows_well {
        return None;
    }
    url::domain(text, at + 1).map(|domain| Span::new(start, domain.end))
}

/// The end of `@server.example` at `at`.
fn remote(text: &str, at: usize) -> Option<usize> {
    let domain = url::domain(text, at + 1)?;
    domain
        .of(text)
        .is_some_and(url::is_resolvable)
        .then_some(domain.end)
}

/// The end of the `/list` at `at`.
fn list(text: &str, at: usize) -> Option<usize> {
    let name = text.get(at..)?.strip_prefix('/')?;
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let length = run(text, at + 1, |c| is_name(c) || c == '-').min(25);
    Some(at + 1 + length)
}

fn may_begin_mention(text: &str, at: usize) -> bool {
    match before(text, at) {
        None => true,
        Some(c) if c.is_ascii_alphanumeric() || "_!#$%&*@＠".contains(c) => {
            follows_retweet(text, at)
        }
        Some(_) => true,
    }
}

/// `RT@name` and `RT:@name`.
fn follows_retweet(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let Some(start) = at.checked_sub(2) else {
        return false;
    };
    let is_rt = bytes
        .get(start..at)
        .is_some_and(|w| w.eq_ignore_ascii_case(b"rt"));
    is_rt && before(text, start).is_none_or(|c| !c.is_ascii_alphanumeric() && !"_+~.-".contains(c))
}

fn may_end_mention(text: &str, end: usize) -> bool {
    let after = text.get(end..).unwrap_or("");
    let goes_on = after.starts_with(|c| matches!(c, '@' | '＠') || is_accented_latin(c));
    !goes_on && !after.starts_with("://")
}

fn may_end_cashtag(text: &str, end: usize) -> bool {
    text.get(end..)
        .and_then(|after| after.chars().next())
        .is_none_or(|c| c.is_whitespace() || (c.is_ascii_punctuation() && !matches!(c, '"' | '`')))
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn is_local(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'%' | b'+' | b'-')
}

fn is_topic(c: char) -> bool {
    if c.is_ascii() {
        return is_name(c);
    }
    is_topic_letter(c)
        || is_digit(c)
        || matches!(
            c,
            '\u{b7}'
                | '\u{5be}'
                | '\u{5f3}'
                | '\u{5f4}'
                | '\u{f0b}'
                | '\u{f0c}'
                | '\u{200c}'
                | '\u{200d}'
                | '\u{3003}'
                | '\u{301c}'
                | '\u{309b}'
                | '\u{309c}'
                | '\u{30a0}'
                | '\u{30fb}'
                | '\u{a67e}'
                | '\u{ff5e}'
        )
}

fn is_topic_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    c.is_alphabetic() || unicode_normalization::char::is_combining_mark(c)
}

fn run(text: &str, at: usize, of: impl Fn(char) -> bool) -> usize {
    let rest = text.get(at..).unwrap_or("");
    rest.find(|c| !of(c)).unwrap_or(rest.len())
}

fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}
