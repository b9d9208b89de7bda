//! Where does a web address begin and end? The grammar of twitter-text, by hand and in one pass.

use serde::{Deserialize, Serialize};

use super::class::{is_accented_latin, is_directional};
use super::{Span, tld};

/// Which characters a web address may have beyond Latin and Cyrillic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum UrlScript {
    /// None without a scheme and in the path, as twitter-text has it.
    #[default]
    Latin,
    /// Any letter or sign, in names and paths.
    Any,
}

impl UrlScript {
    fn takes(self, c: char) -> bool {
        self == Self::Any && !c.is_ascii() && is_run(c)
    }
}

/// A run of letters, dots, hyphens and underscores that may hold web addresses.
pub(super) struct Run {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The run around the dot at `dot`, going back no further than `floor`.
pub(super) fn run_around(text: &str, dot: usize, floor: usize) -> Run {
    let before = text.get(floor..dot).unwrap_or("");
    let back: usize = before
        .chars()
        .rev()
        .take_while(|c| is_run(*c))
        .map(char::len_utf8)
        .sum();
    let ahead = run_length(text, dot);
    Run {
        start: dot - back,
        end: dot + ahead,
    }
}

/// The web addresses of a run. Answers where reading goes on.
pub(super) fn find(text: &str, run: &Run, script: UrlScript, found: &mut Vec<Span>) -> usize {
    let scheme = scheme_before(text, run.start);
    let start = match scheme {
        Some(scheme) if may_follow(text, scheme) => run.start,
        Some(_) => return run.end,
        None if may_follow_bare(text, run.start) => run.start,
        None => match char_at(text, run.start) {
            // A character of another script parts an address from what stands before.
            Some(c) if !c.is_ascii() => run.start + c.len_utf8(),
            _ => return run.end,
        },
    };
    match (domain(text, start), scheme) {
        (Some(domain), Some(scheme)) => with_scheme(text, scheme, domain, script, found),
        (Some(domain), None) if script == UrlScript::Any => {
            let end = tail(text, domain.end, script);
            push_resolvable(text, domain, end, found);
            end
        }
        (Some(domain), None) => without_scheme(text, run, domain, found),
        (None, _) => run.end,
    }
}

/// Whether all of `text`, which has no white space, is one web address with its scheme.
pub(crate) fn is_address(text: &str) -> bool {
    let is_scheme = |end: &usize| scheme_before(text, *end) == Some(0);
    let schemes = ["https://", "http://"].map(str::len);
    let Some(start) = schemes.into_iter().find(is_scheme) else {
        return false;
    };
    let end = domain(text, start).map(|name| address_end(text, 0, name, UrlScript::Latin));
    end == Some(Ok(text.len()))
}

/// The span of the domain name that begins at `start`: labels, then a top-level domain.
pub(super) fn domain(text: &str, start: usize) -> Option<Span> {
    let mut at = start;
    let mut end = None;
    loop {
        let label = label_length(text, at);
        let word = text.get(at..at + label)?;
        if !is_label(word) || text.as_bytes().get(at + label) != Some(&b'.') {
            break;
        }
        at += label + 1;
        let rest = text.get(at..)?;
        if !word.contains('_')
            && let Some(top) = tld::leading(rest)
        {
            end = Some(at + top);
        }
    }
    end.map(|end| Span::new(start, end))
}

/// Whether every label of the domain fits the domain name system: at most 63
/// characters in punycode (RFC 1035, RFC 3492).
pub(super) fn is_resolvable(domain: &str) -> bool {
    domain.split('.').all(|label| match label.is_ascii() {
        true => label.len() <= 63,
        false
            if label
                .get(..4)
                .is_some_and(|p| p.eq_ignore_ascii_case("xn--")) =>
        {
            false
        }
        false => punycode_length(label).is_some_and(|len| len + 4 <= 63),
    })
}

fn with_scheme(
    text: &str,
    start: usize,
    domain: Span,
    script: UrlScript,
    found: &mut Vec<Span>,
) -> usize {
    let end = address_end(text, start, domain, script);
    found.extend(end.ok().map(|end| Span::new(start, end)));
    end.unwrap_or_else(|on| on)
}

/// Where the address with a scheme at `start` ends; where it is none, where reading goes on.
fn address_end(text: &str, start: usize, domain: Span, script: UrlScript) -> Result<usize, usize> {
    let end = tail(text, domain.end, script);
    let is_name = domain.of(text).is_some_and(is_resolvable);
    if !is_name || end - start > 4096 {
        return Err(end);
    }
    match shortened(text, domain, end) {
        Shortened::No => Ok(end),
        Shortened::UpTo(end) => Ok(end),
        Shortened::TooLong => Err(end),
    }
}

fn without_scheme(text: &str, run: &Run, domain: Span, found: &mut Vec<Span>) -> usize {
    let mut at = domain.start;
    let mut last: Option<Span> = None;
    while let Some(bare) = ascii_domain(text, at, domain.end) {
        at = bare.end;
        last = Some(bare);
        if bare.end < domain.end {
            push_resolvable(text, bare, bare.end, found);
        }
    }
    match last {
        Some(bare) if bare.end == domain.end => {
            let end = tail(text, bare.end, UrlScript::Latin);
            push_resolvable(text, bare, end, found);
            end
        }
        _ => run.end.max(domain.end),
    }
}

fn push_resolvable(text: &str, domain: Span, end: usize, found: &mut Vec<Span>) {
    if domain.of(text).is_some_and(is_resolvable) {
        found.push(Span::new(domain.start, end));
    }
}

/// The next domain whose labels are plain or accented Latin, within `from..to`.
fn ascii_domain(text: &str, from: usize, to: usize) -> Option<Span> {
    let mut start = from;
    while start < to {
        let mut at = start;
        let mut end = None;
        loop {
            let label = prefix(text, at, is_ascii_label);
            if label == 0 || text.as_bytes().get(at + label) != Some(&b'.') {
                at += label;
                break;
            }
            at += label + 1;
            if let Some(top) = tld::leading(text.get(at..)?) {
                end = Some(at + top);
            }
        }
        if let Some(end) = end {
            return (end <= to).then_some(Span::new(start, end));
        }
        let skipped = text.get(at..)?.chars().next().map_or(1, char::len_utf8);
        start = if at > start { at } else { at + skipped };
    }
    None
}

/// Where the port, path and query after a domain end.
fn tail(text: &str, mut at: usize, script: UrlScript) -> usize {
    let bytes = text.as_bytes();
    if bytes.get(at) == Some(&b':') {
        let digits = prefix(text, at + 1, |c| c.is_ascii_digit());
        if digits > 0 {
            at += 1 + digits;
        }
    }
    if bytes.get(at) == Some(&b'/') {
        at = path(text, at + 1, script);
    }
    if bytes.get(at) == Some(&b'?') {
        at = query(text, at);
    }
    at
}

/// Where the path whose first character stands at `start` ends.
fn path(text: &str, start: usize, script: UrlScript) -> usize {
    let mut end = start;
    let mut at = start;
    while let Some(c) = char_at(text, at) {
        if c == '(' {
            let Some(close) = balanced(text, at) else {
                break;
            };
            at = close;
            end = close;
        } else if is_path(c) || script.takes(c) {
            at += c.len_utf8();
            if is_path_end(c) || script.takes(c) {
                end = at;
            }
        } else {
            break;
        }
    }
    end
}

/// The end of `(…)` or `(…(…)…)` that opens at `open`.
fn balanced(text: &str, open: usize) -> Option<usize> {
    let mut at = open + 1;
    let mut depth = 1;
    let mut nested = false;
    let mut inside = 0;
    while let Some(c) = char_at(text, at) {
        at += c.len_utf8();
        match c {
            '(' if !nested => {
                (depth, nested, inside) = (2, true, 0);
            }
            ')' if inside == 0 && !(nested && depth == 1) => return None,
            ')' if depth == 2 => depth = 1,
            ')' => return Some(at),
            c if is_path(c) => inside += 1,
            _ => return None,
        }
    }
    None
}

/// Where the query that begins with the `?` at `start` ends; `start` where it is empty.
fn query(text: &str, start: usize) -> usize {
    let mut end = start;
    for (at, b) in text.bytes().enumerate().skip(start + 1) {
        match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'&' | b'=' | b'#' | b'/' => {
                end = at + 1;
            }
            b'!' | b'?' | b'*' | b'\'' | b'@' | b'(' | b')' | b';' | b':' | b'+' | b'$' | b'%'
            | b'[' | b']' | b'.' | b',' | b'~' | b'|' => {}
            _ => break,
        }
    }
    end
}

enum Shortened {
    No,
    UpTo(usize),
    TooLong,
}

/// A `t.co` address is a slug of at most 40 letters and digits and perhaps a query, and nothing more.
fn shortened(text: &str, domain: Span, end: usize) -> Shortened {
    let is_tco = domain
        .of(text)
        .is_some_and(|name| name.eq_ignore_ascii_case("t.co"));
    if !is_tco || text.as_bytes().get(domain.end) != Some(&b'/') {
        return Shortened::No;
    }
    let slug = prefix(text, domain.end + 1, |c| c.is_ascii_alphanumeric());
    match slug {
        0 => Shortened::No,
        41.. => Shortened::TooLong,
        _ => {
            let after = domain.end + 1 + slug;
            let with_query = match text.as_bytes().get(after) {
                Some(b'?') => query(text, after),
                _ => after,
            };
            Shortened::UpTo(with_query.min(end.max(after)))
        }
    }
}

/// Where `http://` or `https://` begins, if one ends at `end`.
fn scheme_before(text: &str, end: usize) -> Option<usize> {
    ["https://", "http://"].into_iter().find_map(|scheme| {
        let start = end.checked_sub(scheme.len())?;
        text.as_bytes()
            .get(start..end)?
            .eq_ignore_ascii_case(scheme.as_bytes())
            .then_some(start)
    })
}

fn may_follow(text: &str, start: usize) -> bool {
    match text
        .get(..start)
        .and_then(|before| before.chars().next_back())
    {
        None => true,
        Some(c) if is_directional(c) => true,
        Some(c) => {
            !c.is_ascii_alphanumeric()
                && !matches!(
                    c,
                    '@' | '＠' | '$' | '#' | '＃' | '\u{fffe}' | '\u{feff}' | '\u{ffff}'
                )
        }
    }
}

fn may_follow_bare(text: &str, start: usize) -> bool {
    let before = text
        .get(..start)
        .and_then(|before| before.chars().next_back());
    may_follow(text, start) && !matches!(before, Some('-' | '_' | '.' | '/'))
}

fn is_label(label: &str) -> bool {
    let ends_well = |c: Option<char>| c.is_some_and(|c| c != '-' && c != '_');
    ends_well(label.chars().next()) && ends_well(label.chars().next_back())
}

fn label_length(text: &str, at: usize) -> usize {
    prefix(text, at, |c| c != '.' && is_run(c))
}

fn run_length(text: &str, at: usize) -> usize {
    prefix(text, at, is_run)
}

fn is_run(c: char) -> bool {
    match c {
        '.' | '-' | '_' => true,
        _ if c.is_ascii() => c.is_ascii_alphanumeric(),
        '＠' | '＃' | '\u{fffe}' | '\u{feff}' | '\u{ffff}' | '\u{200b}'..='\u{200d}' => false,
        _ => {
            !c.is_whitespace()
                && !is_directional(c)
                && !matches!(c, '\u{2018}'..='\u{201f}' | '…' | '–' | '—')
        }
    }
}

fn is_ascii_label(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || is_accented_latin(c)
}

fn is_path(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => true,
        '!' | '*' | '\'' | ';' | ':' | '=' | '+' | ',' | '.' | '$' | '/' | '%' | '#' | '['
        | ']' | '-' | '–' | '_' | '~' | '@' | '|' | '&' => true,
        _ => ('\u{400}'..='\u{4ff}').contains(&c) || is_accented_latin(c),
    }
}

fn is_path_end(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '+' | '-' | '=' | '_' | '#' | '/' => true,
        _ => !c.is_ascii() && c != '–' && is_path(c),
    }
}

fn prefix(text: &str, at: usize, of: impl Fn(char) -> bool) -> usize {
    let rest = text.get(at..).unwrap_or("");
    rest.find(|c| !of(c)).unwrap_or(rest.len())
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// How long a label is in punycode without its prefix; `None` where it is too long to matter.
fn punycode_length(label: &str) -> Option<usize> {
    let mut points: Vec<u32> = label
        .to_lowercase()
        .chars()
        .take(64)
        .map(u32::from)
        .collect();
    if points.len() > 63 {
        return None;
    }
    let basic = points.iter().filter(|p| **p < 128).count();
    let mut length = basic + usize::from(basic > 0);
    let (mut n, mut delta, mut bias, mut handled) = (128u32, 0u32, 72u32, basic as u32);
    let all = points.clone();
    points.retain(|p| *p >= 128);
    points.sort_unstable();
    points.dedup();
    for point in points {
        delta = delta.checked_add((point - n).checked_mul(handled + 1)?)?;
        n = point;
        for c in &all {
            if *c < n {
                delta += 1;
            } else if *c == n {
                length += digits(delta, bias);
                bias = adapt(delta, handled + 1, handled == basic as u32);
                delta = 0;
                handled += 1;
            }
        }
        delta += 1;
        n += 1;
    }
    Some(length)
}

fn digits(delta: u32, bias: u32) -> usize {
    let (mut q, mut k, mut count) = (delta, 36u32, 1);
    loop {
        let t = k.saturating_sub(bias).clamp(1, 26);
        if q < t {
            return count;
        }
        q = (q - t) / (36 - t);
        k += 36;
        count += 1;
    }
}

fn adapt(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > 455 {
        delta /= 35;
        k += 36;
    }
    k + 36 * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punycode_has_the_length_that_the_rfc_shows() {
        // RFC 3492, 7.1 (L) and the usual example of a German word.
        assert_eq!(punycode_length("bücher"), Some("bcher-kva".len()));
        assert_eq!(
            punycode_length("3年b組金八先生"),
            Some("3B-ww4c5e180e575a65lsy2b".len())
        );
    }
}
