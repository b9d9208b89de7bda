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
    for token in text.split_whitespace() {
        if !is_said(token) {
            continue;
        }
        for letters in token.split(|c: char| !is_letter(c)) {
            let letters = letters.trim_matches(is_apostrophe);
            let Some(first) = letters.chars().next() else {
                continue;
            };
            let is_name = first.is_uppercase() && !begins && !shouted;
            let doubt = if is_name { CAPITAL } else { PLAIN };
            take(&Spoken { letters, doubt });
            begins = false;
        }
        begins |= token.ends_with(['.', '!', '?', ':']);
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
    !(token.contains('@') || token.contains("://") || token.starts_with("www."))
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || is_apostrophe(c) || (!c.is_ascii() && c.is_alphabetic())
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
