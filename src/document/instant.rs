//! Instants as records hold them, written and read without a formatter.
//!
//! They are what `chrono` writes and reads, byte for byte (RFC 3339, `Z`, and as
//! many digits of a second as there are). A record holds dozens of them, and a
//! host writes records all day.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use serde::de::{Error, Visitor};
use serde::{Deserializer, Serialize, Serializer};

/// `2011-06-15T10:00:00.123456789Z`.
const LONGEST: usize = 30;
/// `2011-06-15T10:00:00`.
const SECONDS: usize = 19;

pub(crate) fn serialize<S: Serializer>(
    at: &DateTime<Utc>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut room = [0; LONGEST];
    match write(at, &mut room) {
        Some(written) => serializer.serialize_str(written),
        None => at.serialize(serializer),
    }
}

pub(crate) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<DateTime<Utc>, D::Error> {
    from.deserialize_str(Instant)
}

struct Instant;

impl Visitor<'_> for Instant {
    type Value = DateTime<Utc>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an RFC 3339 formatted date and time string")
    }

    fn visit_str<E: Error>(self, written: &str) -> Result<DateTime<Utc>, E> {
        match read(written) {
            Some(at) => Ok(at),
            None => written.parse().map_err(E::custom),
        }
    }
}

/// An instant in digits; none of years with more than four, or of a leap second.
fn write<'r>(at: &DateTime<Utc>, room: &'r mut [u8; LONGEST]) -> Option<&'r str> {
    // Once, and not for each of its parts.
    let at = at.naive_utc();
    let year = u32::try_from(at.year()).ok().filter(|year| *year <= 9999)?;
    let fraction = Some(at.nanosecond()).filter(|nanos| *nanos < 1_000_000_000)?;
    let pairs = [
        (0, year / 100),
        (2, year % 100),
        (5, at.month()),
        (8, at.day()),
        (11, at.hour()),
        (14, at.minute()),
        (17, at.second()),
    ];
    *room = *b"0000-00-00T00:00:00.000000000Z";
    for (place, number) in pairs {
        let digits = [number / 10, number % 10];
        for (written, digit) in room.iter_mut().skip(place).zip(digits) {
            *written = b'0' + digit as u8;
        }
    }
    let (digits, mut rest) = match fraction {
        0 => {
            *room.get_mut(SECONDS)? = b'Z';
            return std::str::from_utf8(room.get(..=SECONDS)?).ok();
        }
        _ if fraction % 1_000_000 == 0 => (3, fraction / 1_000_000),
        _ if fraction % 1_000 == 0 => (6, fraction / 1_000),
        _ => (9, fraction),
    };
    let end = SECONDS + 1 + digits;
    for written in room.get_mut(SECONDS + 1..end)?.iter_mut().rev() {
        *written = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    *room.get_mut(end)? = b'Z';
    std::str::from_utf8(room.get(..=end)?).ok()
}

/// An instant as it is written here; none of anything else.
fn read(written: &str) -> Option<DateTime<Utc>> {
    let (head, tail) = written.as_bytes().split_at_checked(SECONDS)?;
    let number = |from: usize, to: usize| digits(head.get(from..to)?);
    let signs = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    let is_so = |(at, sign): (usize, u8)| head.get(at) == Some(&sign);
    if !signs.into_iter().all(is_so) {
        return None;
    }
    let nanos = match tail.strip_suffix(b"Z")? {
        [] => 0,
        fraction => {
            let fraction = fraction
                .strip_prefix(b".")
                .filter(|it| (1..=9).contains(&it.len()))?;
            digits(fraction)? * 10_u32.pow(9 - fraction.len() as u32)
        }
    };
    let year = i32::try_from(number(0, 4)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, number(5, 7)?, number(8, 10)?)?;
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    Some(
        date.and_hms_nano_opt(hour, minute, second, nanos)?
            .and_utc(),
    )
}

fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| u32::from(byte - b'0'))?;
        Some(number * 10 + digit)
    })
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize)]
    struct Ours(#[serde(with = "super")] DateTime<Utc>);

    /// Instants near each other, with every kind of fraction, and the furthest.
    fn instants() -> Vec<DateTime<Utc>> {
        let steps = [1, 1_000, 1_000_000, 120_000_000, 1_000_000_000, 999_999_999];
        let mut all = vec![DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC];
        let mut seconds = -62_200_000_000_i64;
        while let Some(at) =
            DateTime::from_timestamp(seconds, 0).filter(|_| seconds < 300_000_000_000)
        {
            all.push(at);
            all.extend(steps.map(|nanos| at + TimeDelta::nanoseconds(nanos)));
            seconds += 97_654_321;
        }
        all.extend("2016-12-31T23:59:60Z".parse::<DateTime<Utc>>());
        all
    }

    #[test]
    fn what_is_written_is_what_chrono_writes() {
        let instants = instants();
        assert!(instants.len() > 20_000);
        for at in instants {
            let theirs = serde_json::to_string(&at).unwrap();
            assert_eq!(serde_json::to_string(&Ours(at)).unwrap(), theirs);
            assert_eq!(serde_json::from_str::<Ours>(&theirs).unwrap().0, at);
        }
    }

    #[test]
    fn what_is_read_is_what_chrono_reads() {
        let written = "2011-06-15T10:09:58.120Z";
        let signs = "0123456789-:.TtZz+ ,e\u{e9}";
        let mut texts = vec![
            "2011-02-29T00:00:00Z".to_owned(),
            "2011-06-15T24:00:00Z".to_owned(),
            "2011-06-15T10:00:60Z".to_owned(),
            "2011-06-15T10:00:00+02:00".to_owned(),
            "2011-06-15T10:00:00.Z".to_owned(),
            "2011-06-15T10:00:00.1234567891Z".to_owned(),
            "12011-06-15T10:00:00Z".to_owned(),
        ];
        for (at, _) in written.char_indices() {
            let (head, tail) = (&written[..at], &written[at + 1..]);
            texts.push(format!("{head}{tail}"));
            texts.push(head.to_owned());
            texts.extend(signs.chars().map(|sign| format!("{head}{sign}{tail}")));
            texts.extend(
                signs
                    .chars()
                    .map(|sign| format!("{head}{sign}{}", &written[at..])),
            );
        }
        let mut read = 0;
        for text in texts {
            let json = serde_json::to_string(&text).unwrap();
            let theirs = serde_json::from_str::<DateTime<Utc>>(&json);
            let ours = serde_json::from_str::<Ours>(&json).map(|it| it.0);
            read += usize::from(ours.is_ok());
            match (ours, theirs) {
                (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs, "{text}"),
                (Err(ours), Err(theirs)) => {
                    assert_eq!(ours.to_string(), theirs.to_string(), "{text}");
                }
                (ours, theirs) => panic!("{text}: {ours:?} {theirs:?}"),
            }
        }
        assert!(read > 100, "{read}");
    }
}
