//! Which numbers say when, how much or how many? Times, ranges and numbers with a unit.

use super::Span;
use super::entities::EntityKind;

/// What the number at `at` measures, and where it ends with its unit or its range.
pub(super) fn measured(text: &str, at: usize) -> Option<(EntityKind, usize)> {
    let before = text.get(..at)?.chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | ',' | ':' | '/' | '-' | '_'))
    {
        return None;
    }
    let first = Number::read(text, at)?;
    let second = range(text, first.end).and_then(|at| Number::read(text, at));
    let last = second.as_ref().unwrap_or(&first);
    let unit = unit(text, last.end);
    let is_clock = last.is_clock && (first.is_clock || unit.is_some());
    match unit {
        Some((Of::Hour, end)) if is_clock => Some((EntityKind::Time, end)),
        Some((Of::Noon, end)) => Some((EntityKind::Time, end)),
        Some((Of::Money, end)) => Some((EntityKind::Amount, end)),
        Some((_, end)) => Some((EntityKind::Quantity, end)),
        None if first.has_colon || last.has_colon => Some((EntityKind::Time, last.end)),
        None => None,
    }
}

/// The days around the `t/m` whose stroke stands at `at`: `ma. t/m vr.`
pub(super) fn days(text: &str, at: usize, floor: usize) -> Option<Span> {
    let before = text.get(floor..at)?.strip_suffix('t')?;
    let after = text.get(at + 1..)?.strip_prefix('m')?;
    let head = before.trim_end_matches([' ', '\u{a0}']);
    let day = head.strip_suffix('.').unwrap_or(head);
    let word = day.len()
        - day
            .bytes()
            .rev()
            .take_while(u8::is_ascii_alphabetic)
            .count();
    let next = after.trim_start_matches([' ', '\u{a0}']);
    let letters = next.bytes().take_while(u8::is_ascii_alphabetic).count();
    let is_spaced = head.len() < before.len() && next.len() < after.len();
    let are_days = is_day(day.get(word..)?) && is_day(next.get(..letters)?);
    let rest = next.get(letters..)?;
    if begins_domain(rest) {
        return None;
    }
    let point = usize::from(rest.starts_with('.') && letters < 4);
    let end = text.len() - rest.len() + point;
    (is_spaced && are_days).then_some(Span::new(floor + word, end))
}

/// Whether a word that this text follows may be that of an address: `vr.nl`.
fn begins_domain(rest: &str) -> bool {
    let after = rest.strip_prefix('.');
    after.is_some_and(|after| after.starts_with(char::is_alphanumeric))
}

/// Whether a word is a day of the week, in Dutch or English, short or in full.
fn is_day(word: &str) -> bool {
    (2..=9).contains(&word.len()) && DAYS.iter().any(|day| day.eq_ignore_ascii_case(word))
}

/// A number as people write it, and whether it can be a time of day.
struct Number {
    end: usize,
    is_clock: bool,
    has_colon: bool,
}

impl Number {
    fn read(text: &str, at: usize) -> Option<Self> {
        let rest = text.as_bytes().get(at..)?;
        let digits = |from: usize| {
            let rest = rest.get(from..).unwrap_or(&[]);
            rest.iter()
                .take(12)
                .take_while(|b| b.is_ascii_digit())
                .count()
        };
        let value = |from: usize, count: usize| {
            let digits = rest.get(from..from + count).unwrap_or(&[]);
            digits
                .iter()
                .fold(0u64, |sum, b| sum * 10 + u64::from(b - b'0'))
        };
        let hours = digits(0);
        if hours == 0 {
            return None;
        }
        let mut end = hours;
        let is_hour = hours <= 2 && value(0, hours) <= 24;
        let (mut groups, mut is_clock, mut has_colon) = (0, false, false);
        while let Some(sign @ (b'.' | b',' | b':')) = rest.get(end)
            && groups < 8
        {
            let count = digits(end + 1);
            if count == 0 {
                break;
            }
            is_clock =
                groups == 0 && *sign != b',' && is_hour && count == 2 && value(end + 1, count) < 60;
            if *sign == b':' && !is_clock {
                break;
            }
            has_colon = *sign == b':';
            end += 1 + count;
            groups += 1;
        }
        Some(Self {
            end: at + end,
            is_clock: is_clock || groups == 0 && is_hour,
            has_colon,
        })
    }
}

/// Where the number after a word of a range begins.
fn range(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let bare = rest.trim_start_matches([' ', '\u{a0}']);
    let spaced = bare.len() < rest.len();
    if !bare.as_bytes().first().is_some_and(may_begin_range) {
        return None;
    }
    let word = RANGES.iter().find(|word| bare.starts_with(**word))?;
    let after = bare.get(word.len()..)?;
    let next = after.trim_start_matches([' ', '\u{a0}']);
    let is_sign = matches!(*word, "-" | "–");
    let joins = is_sign || spaced && next.len() < after.len();
    (joins && rest.len() - next.len() <= 12).then_some(text.len() - next.len())
}

/// Whether a word of a range begins with this byte.
fn may_begin_range(byte: &u8) -> bool {
    matches!(byte, b't' | b'u' | b'-' | 0xc3 | 0xe2)
}

/// What a unit measures.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Money,
    Hour,
    Noon,
    Other,
}

/// The unit after a number, and where it ends.
fn unit(text: &str, at: usize) -> Option<(Of, usize)> {
    let rest = text.get(at..)?;
    let gap: usize = rest
        .chars()
        .take(1)
        .filter(|c| matches!(c, ' ' | '\u{a0}' | '\u{202f}'))
        .map(char::len_utf8)
        .sum();
    let word = rest.get(gap..)?;
    let length = word
        .find(|c: char| {
            !c.is_alphanumeric() && !matches!(c, '%' | '‰' | '°' | '€' | '/' | '²' | '³')
        })
        .unwrap_or(word.len());
    let letters = word
        .get(..length)
        .filter(|letters| (1..=LONGEST_UNIT).contains(&letters.len()))?;
    if !may_be_unit(letters) {
        return None;
    }
    if letters == "€" && begins_sum(word.get(length..)?) {
        return None;
    }
    let of = match () {
        () if is_one_of(letters, MONEY) => Of::Money,
        () if is_one_of(letters, HOURS) => Of::Hour,
        () if is_one_of(letters, NOON) => Of::Noon,
        () if is_one_of(letters, UNITS) => Of::Other,
        () if matches!(letters, "a" | "p" | "A" | "P") => {
            let dotted = word.get(1..).and_then(|rest| rest.get(..3));
            let is_noon = |rest: &&str| rest.eq_ignore_ascii_case(".m.");
            let dotted = dotted
                .filter(is_noon)
                .filter(|_| !word.get(3..).is_some_and(begins_domain));
            return dotted.map(|_| (Of::Noon, at + gap + 4));
        }
        () => return None,
    };
    Some((of, at + gap + length))
}

/// Whether the sign before this text belongs to the number that follows: `12 € 5`.
pub(crate) fn begins_sum(after: &str) -> bool {
    let number = after
        .strip_prefix([' ', '\u{a0}', '\u{202f}'])
        .unwrap_or(after);
    number.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a word is a unit that a number may stand before.
pub(crate) fn is_unit(word: &str) -> bool {
    let is_noon = matches!(word, "a.m" | "p.m" | "A.M" | "P.M");
    let lists = [MONEY, HOURS, NOON, UNITS];
    let is_listed = || lists.iter().any(|units| is_one_of(word, units));
    word.len() <= LONGEST_UNIT && (is_noon || may_be_unit(word) && is_listed())
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// No unit is longer, in bytes.
const LONGEST_UNIT: usize = 12;

/// Whether a unit, or half a day, begins with the same letter and is as long.
fn may_be_unit(word: &str) -> bool {
    let first = word.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
    let lengths = LENGTHS.get(usize::from(first)).copied().unwrap_or(0);
    lengths & 1 << word.len().min(31) != 0
}

/// For each byte that a unit may begin with, a bit for each of their lengths.
static LENGTHS: [u32; 256] = {
    let mut lengths = [0; 256];
    let mut lists: &[&[&str]] = &[MONEY, HOURS, NOON, UNITS, &["a", "p"]];
    while let [list, others @ ..] = lists {
        let mut words = *list;
        while let [word, rest @ ..] = words {
            if let [first, ..] = word.as_bytes() {
                #[expect(clippy::indexing_slicing, reason = "there is a slot for every byte")]
                {
                    lengths[*first as usize] |= 1 << word.len();
                }
            }
            words = rest;
        }
        lists = others;
    }
    lengths
};

const RANGES: &[&str] = &["tot en met ", "tot", "t/m", "to", "until", "à", "-", "–"];

const DAYS: &[&str] = &[
    "ma",
    "di",
    "wo",
    "do",
    "vr",
    "za",
    "zo",
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

const MONEY: &[&str] = &[
    "€", "euro", "eur", "euros", "cent", "ct", "usd", "gbp", "dollar", "pond",
];

const HOURS: &[&str] = &["uur", "u", "h", "hrs", "hours", "hour"];

const NOON: &[&str] = &["am", "pm"];

const UNITS: &[&str] = &[
    "%",
    "‰",
    "°c",
    "°f",
    "°",
    "mln",
    "miljoen",
    "mld",
    "miljard",
    "duizend",
    "million",
    "billion",
    "km",
    "m",
    "cm",
    "mm",
    "m2",
    "m²",
    "m3",
    "m³",
    "km/u",
    "km/h",
    "mph",
    "kg",
    "g",
    "gram",
    "mg",
    "ton",
    "l",
    "liter",
    "litre",
    "ml",
    "cl",
    "kwh",
    "kw",
    "w",
    "v",
    "mbit/s",
    "gbit/s",
    "kbit/s",
    "mbps",
    "gbps",
    "mb",
    "gb",
    "kb",
    "tb",
    "mhz",
    "ghz",
    "hz",
    "min",
    "minuut",
    "minuten",
    "minute",
    "minutes",
    "sec",
    "seconde",
    "seconden",
    "seconds",
    "s",
    "ms",
    "dag",
    "dagen",
    "day",
    "days",
    "werkdag",
    "werkdagen",
    "week",
    "weken",
    "weeks",
    "maand",
    "maanden",
    "month",
    "months",
    "kwartaal",
    "jaar",
    "year",
    "years",
    "x",
    "px",
    "pct",
    "procent",
    "percent",
    "punten",
    "stuks",
    "keer",
];

#[cfg(test)]
mod tests {
    use super::{RANGES, may_begin_range};

    #[test]
    fn every_word_of_a_range_may_begin_one() {
        for word in RANGES {
            assert!(
                word.as_bytes().first().is_some_and(may_begin_range),
                "{word}"
            );
        }
    }
}
