//! Who lives where, and is called what.

use super::is_said_before;
use crate::reply::style::check::Check;
use crate::reply::style::lexicon::Readable;
use crate::reply::style::reading::Reading;
use crate::reply::style::words::List;
use crate::text::{Span, WordKind};

/// The most particles before a surname: `van der`, `van de`.
const MOST_PARTICLES: usize = 3;
/// How many words before an address may say what stands there.
const CLOSE: usize = 6;
/// Units of data and length that look like the letters of a postcode.
const UNITS: [&str; 12] = [
    "MB", "GB", "TB", "KB", "KM", "CM", "MM", "KW", "KG", "ML", "EU", "NL",
];
/// English words for a street, with a capital as an address has them.
const ROADS: [&str; 14] = [
    "Street", "Road", "Lane", "Avenue", "Close", "Drive", "Way", "Crescent", "Terrace", "Gardens",
    "Court", "Grove", "Hill", "Place",
];

impl Check<'_> {
    /// Streets with a number, and postcodes.
    pub(super) fn dwellings(&self) -> Vec<Span> {
        let reading = self.reading;
        let mut found = Vec::new();
        // A postcode belongs to the address before it.
        let mut open_until = 0;
        for at in 0..reading.words().len() {
            let dwelling = postcode_at(reading, at)
                .or_else(|| self.dutch_address(at))
                .or_else(|| english_address(reading, at));
            let Some((first, last)) = dwelling else {
                continue;
            };
            let span = reading.span_of(first, last);
            let written = span.of(reading.text()).unwrap_or("");
            let is_open = first < open_until
                || is_said_before(reading, List::PublicPlace, first, CLOSE)
                || self.style.own.holds_address(written);
            if is_open {
                open_until = last + CLOSE;
            } else {
                found.push(span);
            }
        }
        found
    }

    /// `Lindelaan 27`, `Lange Voorhout 5a`.
    fn dutch_address(&self, at: usize) -> Option<(usize, usize)> {
        let reading = self.reading;
        let street = at.checked_sub(1)?;
        let name = reading.word(street)?;
        let is_street = self
            .words
            .streets
            .iter()
            .any(|it| name.ends_with(it.as_str()));
        let has_name = reading.is_capital(street)
            || street
                .checked_sub(1)
                .is_some_and(|it| reading.is_capital(it));
        let counts = !reading.hits_in(List::Counted, at + 1, at + 2).is_empty();
        (is_street && has_name && !counts && is_house_number(reading, at)).then_some((street, at))
    }

    /// Surnames after a title, and after a first name in the greeting.
    pub(super) fn surnames(&self) -> Vec<Span> {
        let reading = self.reading;
        let titled = reading.hits(List::Title).iter().filter_map(|title| {
            let (first, last) = name_after(reading, title.last)?;
            let is_colleague = is_said_before(reading, List::Colleague, title.first, 4)
                || is_colleague_after(reading, last);
            (!is_colleague).then_some((title.first, first, last))
        });
        let greeted = reading.hits(List::Greeting).iter().filter_map(|greeting| {
            let (first, last) = greeted_in_full(reading, greeting.last)?;
            Some((first, first, last))
        });
        titled
            .chain(greeted)
            .filter(|(_, first, last)| {
                let name = reading.span_of(*first, *last);
                !self.is_shown(name.of(reading.text()).unwrap_or(""))
            })
            .map(|(start, _, last)| reading.span_of(start, last))
            .collect()
    }
}

/// `8911 AB`, `LS6 3QT`.
fn postcode_at(reading: &Reading<'_>, at: usize) -> Option<(usize, usize)> {
    let (raw, next) = (reading.raw(at), reading.raw(at + 1));
    let near = matches!(reading.after(at), " " | "");
    let capitals = |it: &str| !it.is_empty() && it.chars().all(|c| c.is_ascii_uppercase());
    let digits = |it: &str| !it.is_empty() && it.chars().all(|c| c.is_ascii_digit());
    let is_dutch = |number: &str, letters: &str| {
        number.len() == 4
            && digits(number)
            && !number.starts_with('0')
            && letters.len() == 2
            && capitals(letters)
            && !UNITS.contains(&letters)
    };
    if near && is_dutch(raw, next) {
        return Some((at, at + 1));
    }
    if raw.len() == 6 && raw.is_ascii() && is_dutch(raw.get(..4)?, raw.get(4..)?) {
        return Some((at, at));
    }
    let letters = raw.chars().take_while(char::is_ascii_uppercase).count();
    let is_outward = raw.is_ascii()
        && (1..=2).contains(&letters)
        && (2..=4).contains(&raw.len())
        && raw
            .get(letters..)?
            .starts_with(|c: char| c.is_ascii_digit());
    let is_inward =
        next.len() == 3 && next.is_ascii() && digits(next.get(..1)?) && capitals(next.get(1..)?);
    (near && is_outward && is_inward).then_some((at, at + 1))
}

/// `14 Elm Road`.
fn english_address(reading: &Reading<'_>, at: usize) -> Option<(usize, usize)> {
    if !is_house_number(reading, at) {
        return None;
    }
    let road = (at + 2..at + 4).find(|it| ROADS.contains(&reading.raw(*it)))?;
    let is_name = (at + 1..road).all(|it| reading.is_capital(it) && reading.after(it) == " ");
    (is_name && reading.after(at) == " ").then_some((at, road))
}

/// `27`, `5a`.
fn is_house_number(reading: &Reading<'_>, at: usize) -> bool {
    let raw = reading.raw(at);
    let digits = raw.chars().take_while(char::is_ascii_digit).count();
    let letters = raw.len().saturating_sub(digits);
    let ends = raw.chars().skip(digits).all(|c| c.is_ascii_alphabetic());
    matches!(reading.kind(at), Some(WordKind::Number | WordKind::Plain))
        && (1..=4).contains(&digits)
        && letters <= 2
        && ends
}

/// The surname that follows a title, particles included.
fn name_after(reading: &Reading<'_>, title: usize) -> Option<(usize, usize)> {
    let stands_close = |it: usize| matches!(reading.after(it), " " | ". " | ".");
    let mut at = title + 1;
    let ends_there = reading.after(title) != " " && !is_short_title(reading, title);
    if !stands_close(title) || ends_there {
        return None;
    }
    let first = at;
    while at < first + MOST_PARTICLES && is_particle(reading, at) && reading.after(at) == " " {
        at += 1;
    }
    while is_initial(reading, at) && stands_close(at) {
        at += 1;
    }
    let is_name = reading.kind(at) == Some(WordKind::Plain)
        && reading.is_capital(at)
        && reading.hits_in(List::NoSurname, at, at + 1).is_empty()
        && reading.hits_in(List::Title, at, at + 1).is_empty();
    is_name.then_some((first, at))
}

/// Whether a point after a title belongs to it: `mw. Smit`, and not `dat mag, mevrouw. Veel plezier`.
fn is_short_title(reading: &Reading<'_>, at: usize) -> bool {
    matches!(
        reading.word(at),
        Some("dhr" | "mw" | "mevr" | "fam" | "mr" | "mrs" | "ms")
    )
}

fn is_initial(reading: &Reading<'_>, at: usize) -> bool {
    reading.raw(at).chars().count() == 1 && reading.is_capital(at)
}

fn is_particle(reading: &Reading<'_>, at: usize) -> bool {
    !reading.hits_in(List::Particle, at, at + 1).is_empty()
}

/// `Beste Jan de Vries,`: a first name, and a surname up to a sign.
fn greeted_in_full(reading: &Reading<'_>, greeting: usize) -> Option<(usize, usize)> {
    let first = greeting + 1;
    let is_first_name = reading.after(greeting) == " "
        && reading.after(first) == " "
        && reading.is_capital(first)
        && reading
            .hits_in(List::NoSurname, first, first + 1)
            .is_empty()
        && reading.hits_in(List::Title, first, first + 1).is_empty();
    let mut last = first + 1;
    let mut particles = 0;
    while particles < MOST_PARTICLES && is_particle(reading, last) && reading.after(last) == " " {
        last += 1;
        particles += 1;
    }
    let is_surname = reading.kind(last) == Some(WordKind::Plain)
        && reading.is_capital(last)
        && reading.hits_in(List::NoSurname, last, last + 1).is_empty();
    let ends = reading.after(last).starts_with([',', '!', '\n', '.', ':']);
    (is_first_name && is_surname && ends).then_some((first, last))
}

/// `mevrouw Smit van de balie`.
fn is_colleague_after(reading: &Reading<'_>, last: usize) -> bool {
    let places = reading.hits_in(List::Colleague, last + 1, last + 5);
    let follows = matches!(
        reading.word(last + 1),
        Some("van" | "from" | "of" | "onze" | "our")
    );
    follows && !places.is_empty()
}
