//! The words of a text that tell its language, and how much each may count.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::text::is_ignorable;

/// One word, and how likely it is a name or another foreign word.
pub(super) struct Spoken<'t> {
    pub(super) letters: &'t str,
    pub(super) doubt: f32,
}

const PLAIN: f32 = 0.1;
const CAPITAL: f32 = 0.8;

/// The words of a text, without addresses, accounts and numbers.
pub(super) fn words(text: &str, mut take: impl FnMut(&Spoken<'_>)) {
    let text = plain(text);
    let shouted = !text.chars().any(char::is_lowercase);
    let mut begins = true;
    let mut token = |token: &str| {
        if !is_said(token) {
            return;
        }
        each_run(token, |letters| {
            let letters = letters.trim_matches(is_apostrophe);
            let Some(first) = letters.chars().next() else {
                return;
            };
            let is_name = first.is_uppercase() && !begins && !shouted;
            let doubt = if is_name { CAPITAL } else { PLAIN };
            take(&Spoken { letters, doubt });
            begins = false;
        });
        begins |= token.ends_with(['.', '!', '?', ':']);
    };
    match text.is_ascii() {
        true => text.split_ascii_whitespace().for_each(&mut token),
        false => text.split_whitespace().for_each(&mut token),
    }
}

/// The text composed, and without what does not show: a soft hyphen makes no other word.
fn plain(text: &str) -> Cow<'_, str> {
    let shows = |c: &char| !is_ignorable(*c);
    let is_plain = text.is_ascii()
        || is_nfc_quick(text.chars()) == IsNormalized::Yes && text.chars().all(|c| shows(&c));
    match is_plain {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.chars().filter(shows).nfc().collect()),
    }
}

fn is_said(token: &str) -> bool {
    let bytes = token.as_bytes();
    let may_be_address = bytes.iter().any(|byte| matches!(byte, b'@' | b':'));
    let is_address = || bytes.contains(&b'@') || bytes.windows(3).any(|it| it == b"://");
    !(may_be_address && is_address() || token.starts_with("www."))
}

/// The runs of letters of a token.
fn each_run(token: &str, mut take: impl FnMut(&str)) {
    let bytes = token.as_bytes();
    let mut start = 0;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let (is_letter, width) = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'\'' => (true, 1),
            0..0x80 => (false, 1),
            _ => beyond_ascii(token, at),
        };
        if !is_letter {
            if start < at {
                take(token.get(start..at).unwrap_or_default());
            }
            start = at + width;
        }
        at += width;
    }
    if start < at {
        take(token.get(start..at).unwrap_or_default());
    }
}

/// Whether a letter stands there, and how many bytes the character takes.
fn beyond_ascii(token: &str, at: usize) -> (bool, usize) {
    let rest = token.get(at..).unwrap_or_default();
    rest.chars().next().map_or((false, 1), |c| {
        (is_apostrophe(c) || c.is_alphabetic(), c.len_utf8())
    })
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ')
}

#[cfg(test)]
mod tests {
    use super::{CAPITAL, words};

    #[test]
    fn what_does_not_show_makes_no_other_word() {
        let mut seen = Vec::new();
        words("be\u{ad}dankt e\u{301}\u{200b}e\u{301}n", |word| {
            seen.push(word.letters.to_owned());
        });
        assert_eq!(seen, ["bedankt", "één"]);
    }

    #[test]
    fn names_and_addresses_count_little_or_not() {
        let mut seen = Vec::new();
        words("Zie @jan http://a.nl/x van Jan's. Dan 12 foto’s", |word| {
            seen.push((word.letters.to_owned(), word.doubt == CAPITAL));
        });
        let seen: Vec<_> = seen
            .iter()
            .map(|(word, name)| (word.as_str(), *name))
            .collect();
        let expected = [
            ("Zie", false),
            ("van", false),
            ("Jan's", true),
            ("Dan", false),
            ("foto’s", false),
        ];
        assert_eq!(seen, expected);
    }
}
