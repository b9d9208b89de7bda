//! Does a web address end here? The top-level domains.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

/// The domains that twitter-text recognises (its `tld_lib.yml`, an IANA root zone list),
/// in lower case, one a line.
const NAMES: &str = include_str!("tld.txt");

static KNOWN: LazyLock<HashSet<&'static str, BuildHasherDefault<Quick>>> =
    LazyLock::new(|| NAMES.lines().collect());

/// Mixes the bytes of a name. The list is fixed, so nobody can fill one slot of the set.
#[derive(Default)]
struct Quick(u64);

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = (self.0.rotate_left(5) ^ u64::from(*b)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }
}

/// No name of the list is longer, in characters.
const LONGEST: usize = 24;

/// The length in bytes of the top-level domain that `text` begins with, if any.
///
/// A name ends before anything but an ASCII letter or digit, `@`, `+` and `-`; so
/// `com` ends in `comこれは`, and not in `com@`. Names in `xn--` are taken as they come.
pub(super) fn leading(text: &str) -> Option<usize> {
    let ascii = text
        .bytes()
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'-')
        .take(64)
        .count();
    let name = text.get(..ascii)?;
    if name.len() > 4
        && name
            .get(..4)
            .is_some_and(|p| p.eq_ignore_ascii_case("xn--"))
    {
        return Some(ascii);
    }
    let len = match is_known(name) {
        true => ascii,
        false if text.get(ascii..)?.starts_with(|c: char| !c.is_ascii()) => {
            longest_beyond_ascii(text)?
        }
        false => return None,
    };
    let after = text.get(len..)?.chars().next();
    let goes_on = after.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '@' | '+' | '-'));
    (!goes_on).then_some(len)
}

/// Whether `text` begins with a top-level domain.
pub(crate) fn begins_top_level_domain(text: &str) -> bool {
    leading(text).is_some()
}

fn longest_beyond_ascii(text: &str) -> Option<usize> {
    let name = text.get(..end_of_characters(text, LONGEST))?;
    let mut ends = name.char_indices().rev().map(|(at, c)| at + c.len_utf8());
    ends.find(|end| name.get(..*end).is_some_and(is_known))
}

/// Where so many characters that a name may have end.
fn end_of_characters(text: &str, count: usize) -> usize {
    let mut chars = text.char_indices();
    let last = chars
        .by_ref()
        .take(count)
        .take_while(|(_, c)| {
            c.is_alphanumeric() || *c == '-' || !c.is_ascii() && !c.is_whitespace()
        })
        .last();
    last.map_or(0, |(at, c)| at + c.len_utf8())
}

fn is_known(name: &str) -> bool {
    if name.len() > 4 * LONGEST {
        return false;
    }
    if name.bytes().all(|b| b.is_ascii_lowercase()) {
        KNOWN.contains(name)
    } else {
        KNOWN.contains(name.to_lowercase().as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_where_a_domain_can_end() {
        for (text, len) in [
            ("nl", Some(2)),
            ("NL/pad", Some(2)),
            ("comこれは", Some(3)),
            ("com@x", None),
            ("bz2", None),
            ("みんなです", Some(9)),
            ("xn--p1ai", Some(8)),
            ("polis", None),
            ("", None),
        ] {
            assert_eq!(leading(text), len, "{text}");
        }
    }

    #[test]
    fn the_list_is_in_order_and_no_longer_than_said() {
        assert!(NAMES.lines().is_sorted());
        assert!(NAMES.lines().all(|name| name.chars().count() <= LONGEST));
    }
}
