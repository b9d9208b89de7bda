//! What would Bluesky link? Its own reading of names, addresses and topics.

use super::entities::{Entity, EntityKind};
use super::{Span, tld};

/// The names and addresses that Bluesky links in a text, in order, as its own client finds
/// them (`packages/api/src/rich-text/detection.ts` of atproto): what a host posts as
/// facets. The spans are in bytes of UTF-8, as facets are.
///
/// A name is `@` and a domain, or one in `.test`. An address has a scheme, or is a domain
/// in lower case or capitals with a known top-level domain at its end; a point, comma,
/// colon or the like after it, and a bracket that it does not open, are no part of it.
///
/// ```
/// use webcare::text::{EntityKind, facets};
///
/// let text = "Dank, @jan.bsky.social! Zie noor.nl/schade.";
/// let found: Vec<_> = facets(text).iter().map(|f| (f.kind, f.span.of(text).unwrap())).collect();
/// assert_eq!(found, [
///     (EntityKind::Mention, "@jan.bsky.social"),
///     (EntityKind::Url, "noor.nl/schade"),
/// ]);
/// ```
pub fn facets(text: &str) -> Vec<Entity> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let start = at + usize::from(bare.starts_with('('));
        at += word.len();
        let Some(piece) = text.get(start..at).map(str::trim_end) else {
            continue;
        };
        let read = match piece.strip_prefix('@') {
            Some(name) => name_length(name).map(|length| (EntityKind::Mention, length + 1)),
            None => address_length(piece).map(|length| (EntityKind::Url, length)),
        };
        if let Some((kind, length)) = read {
            let span = Span::new(start, start + length);
            found.push(Entity { kind, span });
        }
    }
    found
}

fn name_length(text: &str) -> Option<usize> {
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
    let run = text.bytes().take_while(|b| is_name(b)).count();
    // The name ends where a word does.
    let name = text.get(..run)?.trim_end_matches(['.', '-']);
    (name.ends_with(".test") || is_domain(name)).then_some(name.len())
}

fn address_length(text: &str) -> Option<usize> {
    let has_scheme = ["https://", "http://"]
        .iter()
        .any(|scheme| starts_with(text, scheme) && text.len() > scheme.len());
    if !has_scheme {
        let is_host = |b: &u8| b.is_ascii_alphanumeric() || *b == b'.';
        let host = text.bytes().take_while(|b| is_host(b)).count();
        let host = text.get(..host)?.trim_end_matches('.');
        let begins = host.starts_with(|c: char| c.is_ascii_alphabetic());
        if !begins || host.contains("..") || !is_domain(host) {
            return None;
        }
    }
    let text = text
        .strip_suffix(['.', ',', ';', ':', '!', '?'])
        .unwrap_or(text);
    let text = match text.strip_suffix(')') {
        Some(inner) if !text.contains('(') => inner,
        _ => text,
    };
    Some(text.len())
}

fn starts_with(text: &str, scheme: &str) -> bool {
    text.get(..scheme.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

fn is_domain(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(labels, top)| !labels.is_empty() && tld::leading(top) == Some(top.len()))
}
