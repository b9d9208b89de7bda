//! Which digits belong together? Telephone and account numbers, references, amounts.

use super::Span;

/// No telephone number has more digits (ITU-T E.164).
const LONGEST_PHONE: usize = 15;

/// The end of the telephone number that begins at `at`.
pub(super) fn phone(text: &str, at: usize) -> Option<usize> {
    if !matches!(text.as_bytes().get(at), Some(b'0' | b'+' | b'(')) {
        return None;
    }
    if before(text, at)
        .is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | ',' | '-' | '/' | '+' | '_'))
    {
        return None;
    }
    let rest = text.get(at..)?;
    let first = rest.as_bytes().first()?;
    if is_date(rest) {
        return None;
    }
    let digits = Digits::read(rest);
    let length = match (first, digits.values()) {
        (b'+', [b'3', b'1', ..]) => digits.international(11)?,
        (b'0', [b'0', b'0', b'3', b'1', ..]) => digits.international(13)?,
        (b'0', [b'0', b'0', ..]) => digits.at_least(10)?,
        (b'0', [b'0', b'8' | b'9', b'0', ..]) => digits.service()?,
        (b'0' | b'(', [b'0', b'1'..=b'9', ..]) => digits.exactly(10)?,
        (b'+', [b'1'..=b'9', ..]) => digits.at_least(8)?,
        _ => return None,
    };
    let next = text.get(at + length..)?.chars().next();
    next.is_none_or(|c| !c.is_alphanumeric())
        .then_some(at + length)
}

/// The account number whose first check digit stands at `at`.
pub(super) fn iban(text: &str, at: usize, floor: usize) -> Option<Span> {
    let start = at.checked_sub(2).filter(|start| *start >= floor)?;
    // Most numbers stand after a space.
    text.as_bytes()
        .get(at - 1)
        .filter(|b| b.is_ascii_alphabetic())?;
    let country = text.get(start..at)?;
    if before(text, start).is_some_and(char::is_alphanumeric) {
        return None;
    }
    let length = iban_length(country)?;
    let (mut remainder, mut head, mut taken, mut end) = (0u32, [0u32; 4], 0, start);
    for (offset, b) in text.bytes().enumerate().skip(start).take(2 * length) {
        let value = match b {
            b' ' => continue,
            b'0'..=b'9' => u32::from(b - b'0'),
            b'a'..=b'z' | b'A'..=b'Z' => u32::from(b.to_ascii_uppercase() - b'A') + 10,
            _ => return None,
        };
        match head.get_mut(taken) {
            Some(slot) => *slot = value,
            None => remainder = shifted(remainder, value),
        }
        taken += 1;
        end = offset + 1;
        if taken == length {
            break;
        }
    }
    let sum = head.into_iter().fold(remainder, shifted);
    let goes_on = text.get(end..)?.starts_with(|c: char| c.is_alphanumeric());
    (taken == length && sum == 1 && !goes_on).then_some(Span::new(start, end))
}

/// The sum of money that the sign at `at` begins.
pub(super) fn amount(text: &str, at: usize) -> Option<usize> {
    let sign = text.get(at..)?.chars().next()?.len_utf8();
    let after = text.get(at + sign..)?;
    let gap: usize = after
        .chars()
        .take_while(|c| matches!(c, ' ' | '\u{a0}' | '\u{202f}'))
        .take(1)
        .map(char::len_utf8)
        .sum();
    let number = number_length(after.get(gap..)?);
    if number == 0 {
        return None;
    }
    let end = at + sign + gap + number;
    let dash = text
        .get(end..)
        .filter(|rest| rest.starts_with(",-"))
        .map_or(0, |_| 2);
    Some(end + dash)
}

/// The policy, file or customer number around the digit at `at`: at least six digits,
/// joined by single spaces, dots, hyphens or slashes, perhaps after a few capitals.
pub(super) fn reference(text: &str, at: usize, floor: usize) -> Option<Span> {
    let start = capitals_before(text, at, floor)?;
    let rest = text.get(at..)?;
    if rest.starts_with(['+', '(']) {
        return None;
    }
    let (mut digits, mut end, mut gap) = (0, 0, 0);
    for (offset, b) in rest.bytes().enumerate().take(40) {
        match b {
            b'0'..=b'9' => {
                digits += 1;
                end = offset + 1;
                gap = 0;
            }
            b' ' | b'.' | b'-' | b'/' if gap == 0 => gap = 1,
            _ => break,
        }
    }
    if digits < 6 || is_date(rest) {
        return None;
    }
    let next = rest.get(end..)?.chars().next();
    let ends = next.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '%' | '€'));
    ends.then_some(Span::new(start, at + end))
}

/// Where the digits at `at` end, so that they are read once.
pub(super) fn end_of_digits(text: &str, at: usize) -> usize {
    let digits = text.bytes().skip(at).take_while(u8::is_ascii_digit).count();
    at + digits.max(1)
}

/// The length of a number as people write it: digits, with `.` and `,` between them.
fn number_length(text: &str) -> usize {
    let mut end = 0;
    for (offset, b) in text.bytes().enumerate().take(40) {
        match b {
            b'0'..=b'9' => end = offset + 1,
            b'.' | b',' if end == offset && end > 0 => {}
            _ => break,
        }
    }
    end
}

fn capitals_before(text: &str, at: usize, floor: usize) -> Option<usize> {
    let joined = text.get(floor..at)?.strip_suffix([' ', '-', '.']);
    let head = joined.unwrap_or(text.get(floor..at)?);
    let capitals = head
        .bytes()
        .rev()
        .take(5)
        .take_while(u8::is_ascii_uppercase)
        .count();
    let start = floor + head.len() - capitals;
    if (1..=4).contains(&capitals) && before(text, start).is_none_or(|c| !c.is_alphanumeric()) {
        return Some(start);
    }
    before(text, at)
        .is_none_or(|c| {
            !c.is_alphanumeric() && !matches!(c, '€' | '$' | '.' | ',' | '/' | '_' | '-')
        })
        .then_some(at)
}

/// `14-06-2011`, `14/6/2011` and `2011-06-14` at the beginning.
fn is_date(text: &str) -> bool {
    let mut groups = [0usize; 3];
    let mut at = 0;
    for b in text.bytes().take(11) {
        match (b, groups.get_mut(at)) {
            (b'0'..=b'9', Some(group)) => *group += 1,
            (b'-' | b'/' | b'.', Some(_)) => at += 1,
            _ => break,
        }
    }
    matches!(groups, [1..=2, 1..=2, 4] | [4, 1..=2, 1..=2])
}

/// The digits at the beginning of a text with the signs between them.
struct Digits {
    values: [u8; LONGEST_PHONE + 1],
    /// The end in bytes after each digit.
    ends: [usize; LONGEST_PHONE + 1],
    count: usize,
    /// Whether the zero that is left out after a country code is written.
    trunk_zero: bool,
}

impl Digits {
    fn read(text: &str) -> Self {
        let head = text.as_bytes().get(..12).unwrap_or(text.as_bytes());
        let mut digits = Self {
            values: [0; LONGEST_PHONE + 1],
            ends: [0; LONGEST_PHONE + 1],
            count: 0,
            trunk_zero: head.windows(3).any(|three| three == b"(0)"),
        };
        let mut gap = 0;
        for (at, c) in text.char_indices().take(48) {
            match c {
                '0'..='9' => {
                    if !digits.push(c as u8, at + 1) {
                        break;
                    }
                    gap = 0;
                }
                '+' if at == 0 => {}
                ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}' | '–' if gap < 3 => gap += 1,
                _ => break,
            }
        }
        digits
    }

    fn push(&mut self, value: u8, end: usize) -> bool {
        let (Some(to), Some(at)) = (
            self.values.get_mut(self.count),
            self.ends.get_mut(self.count),
        ) else {
            return false;
        };
        (*to, *at) = (value, end);
        self.count += 1;
        true
    }

    fn values(&self) -> &[u8] {
        self.values.get(..self.count).unwrap_or(&[])
    }

    fn exactly(&self, count: usize) -> Option<usize> {
        let last = count.checked_sub(1).filter(|last| *last < self.count)?;
        self.ends.get(last).copied()
    }

    /// `count` digits, and one more where the trunk zero is written: `+31 (0)20 …`.
    fn international(&self, count: usize) -> Option<usize> {
        self.exactly(count + usize::from(self.trunk_zero))
    }

    /// 0800, 0900 and the like with four or seven more; otherwise a plain number.
    fn service(&self) -> Option<usize> {
        self.exactly(11)
            .filter(|_| {
                matches!(
                    self.values().get(1..4),
                    Some(b"800" | b"900" | b"906" | b"909")
                )
            })
            .or_else(|| match self.values().get(1..4) {
                Some(b"800" | b"900" | b"906" | b"909") => self.exactly(8),
                _ => self.exactly(10),
            })
    }

    fn at_least(&self, count: usize) -> Option<usize> {
        let all = self.count;
        (count..=LONGEST_PHONE)
            .contains(&all)
            .then(|| self.exactly(all))
            .flatten()
    }
}

fn shifted(remainder: u32, value: u32) -> u32 {
    let by = if value > 9 { 100 } else { 10 };
    (remainder * by + value) % 97
}

/// The length of an account number by country (SWIFT IBAN registry, release 99).
fn iban_length(country: &str) -> Option<usize> {
    let mut code = [0u8; 2];
    for (to, from) in code.iter_mut().zip(country.bytes()) {
        *to = from.to_ascii_uppercase();
    }
    Some(match &code {
        b"NO" => 15,
        b"BE" => 16,
        b"DK" | b"FO" | b"FI" | b"GL" | b"NL" | b"SD" => 18,
        b"MK" | b"SI" => 19,
        b"AT" | b"BA" | b"EE" | b"XK" | b"KZ" | b"LT" | b"LU" => 20,
        b"HR" | b"LV" | b"LI" | b"CH" => 21,
        b"BH" | b"BG" | b"CR" | b"GE" | b"DE" | b"IE" | b"ME" | b"RS" | b"GB" | b"VA" => 22,
        b"GI" | b"IL" | b"AE" | b"IQ" => 23,
        b"AD" | b"CZ" | b"MD" | b"PK" | b"RO" | b"SA" | b"SK" | b"ES" | b"SE" | b"TN" | b"VG" => 24,
        b"PT" | b"ST" => 25,
        b"IS" | b"TR" => 26,
        b"FR" | b"GR" | b"IT" | b"MR" | b"MC" | b"SM" => 27,
        b"AL" | b"AZ" | b"CY" | b"DO" | b"GT" | b"HU" | b"LB" | b"PL" | b"SV" | b"BY" => 28,
        b"BR" | b"EG" | b"PS" | b"QA" | b"UA" => 29,
        b"JO" | b"KW" | b"MU" => 30,
        b"MT" | b"SC" => 31,
        b"LC" => 32,
        _ => return None,
    })
}

fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}
