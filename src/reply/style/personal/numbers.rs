//! Numbers and addresses that look like somebody's own.

use super::{NEAR, is_said_before};
use crate::reply::style::check::Check;
use crate::reply::style::lexicon::Readable;
use crate::reply::style::reading::Reading;
use crate::reply::style::words::List;
use crate::text::{Personal, Span, WordKind, fold};

/// The digits of a Dutch number, the trunk zero with them.
const SHORTEST_LINE: usize = 10;
/// The digits of a British number, the trunk zero with them.
const LONGEST_BRITISH: usize = 11;
/// The bytes of what may stand before the hyphen of a number: `#NL-55120`.
const LONGEST_PREFIX: usize = 5;
/// Mail providers of private persons.
const PRIVATE_MAIL: [&str; 22] = [
    "gmail",
    "hotmail",
    "outlook",
    "live",
    "icloud",
    "yahoo",
    "ziggo",
    "kpnmail",
    "kpnplanet",
    "xs4all",
    "planet",
    "home",
    "upcmail",
    "casema",
    "chello",
    "telfort",
    "hetnet",
    "proton",
    "protonmail",
    "aol",
    "btinternet",
    "msn",
];
/// Names that mail of an organisation begins with.
const DESKS: [&str; 24] = [
    "info",
    "klantenservice",
    "klantcontact",
    "service",
    "servicedesk",
    "helpdesk",
    "webcare",
    "contact",
    "help",
    "hello",
    "support",
    "care",
    "customerservice",
    "customercare",
    "privacy",
    "klachten",
    "complaints",
    "schade",
    "claims",
    "enquiries",
    "team",
    "post",
    "gemeente",
    "mail",
];

impl Check<'_> {
    pub(super) fn entities_of_persons(&self) -> Vec<Span> {
        let reading = self.reading;
        let entities = reading.entities.iter();
        let personal = entities.filter(|entity| {
            let written = entity.span.of(reading.text()).unwrap_or("");
            let at = reading.word_from(entity.span.start);
            entity
                .kind
                .personal()
                .is_some_and(|personal| match personal {
                    Personal::Iban => !self.style.own.holds_account(written) && !self.is_ours(at),
                    Personal::Phone => !self.is_our_phone(written, at),
                    Personal::Email => !self.is_our_mail(written, at),
                    Personal::Reference => self.is_reference(entity.span, written, at),
                })
        });
        let told = personal.map(|entity| entity.span);
        told.chain(self.unlisted_mail()).collect()
    }

    /// Addresses of mail under domains that no list knows: `jan@thuis.example`, `jan@gmail.con`.
    fn unlisted_mail(&self) -> impl Iterator<Item = Span> {
        let reading = self.reading;
        let places = reading.text().match_indices('@');
        let mail = places.filter_map(|(at, _)| mail_around(reading.text(), at));
        mail.filter(|span| {
            let written = span.of(reading.text()).unwrap_or("");
            let next = reading
                .entities
                .partition_point(|entity| entity.span.end <= span.start);
            let is_known = reading
                .entities
                .get(next)
                .is_some_and(|entity| entity.span.overlaps(span));
            !is_known && !self.is_our_mail(written, reading.word_from(span.start))
        })
    }

    /// Whether the words before say that what follows is ours: `bel ons op`.
    fn is_ours(&self, at: usize) -> bool {
        is_said_before(self.reading, List::OwnContact, at, NEAR)
    }

    fn is_our_phone(&self, written: &str, at: usize) -> bool {
        let digits = digits_of(written);
        self.style.own.holds_phone(&digits) || is_service_number(&digits) || self.is_ours(at)
    }

    fn is_our_mail(&self, written: &str, at: usize) -> bool {
        let written = fold(written);
        let (local, domain) = written.split_once('@').unwrap_or(("", &written));
        let provider = domain.split('.').next().unwrap_or("");
        if self.style.own.holds_mail(&written, domain) {
            return true;
        }
        if PRIVATE_MAIL.contains(&provider) {
            return false;
        }
        let desk = local.split(['.', '-', '_', '+']).next().unwrap_or("");
        DESKS.contains(&desk) || self.is_ours(at)
    }

    fn is_reference(&self, span: Span, written: &str, at: usize) -> bool {
        let reading = self.reading;
        let next = reading.word_from(span.end);
        let is_counted = !reading.hits_in(List::Counted, next, next + 1).is_empty();
        let is_public = is_said_before(reading, List::PublicNumber, at, 3);
        let is_named = is_said_before(reading, List::NumberName, at, 4);
        let digits = digits_of(written);
        let is_line = digits.len() >= SHORTEST_LINE
            && (is_service_number(&digits)
                || !is_named && digits.starts_with('0') && self.is_ours(at));
        !self.style.own.holds_number(written)
            && (is_named || is_identifier(written))
            && !is_counted
            && !is_public
            && !is_line
    }

    /// Numbers that are called a customer's, codes of letters and digits, plates, days of birth.
    pub(super) fn numbers_of_persons(&self) -> Vec<Span> {
        let reading = self.reading;
        let mut found = Vec::new();
        for hit in reading.hits(List::NumberName) {
            if let Some(at) = named_number(reading, hit.last) {
                let number = reading.span_of(at, at);
                if !self.style.own.holds_number(reading.raw(at)) {
                    found.push(Span::new(reading.span(hit.first).start, number.end));
                }
            }
        }
        for hit in reading.hits(List::Birth) {
            if let Some(last) = date_after(reading, hit.last) {
                found.push(reading.span_of(hit.first, last));
            }
        }
        for at in 0..reading.words().len() {
            let is_code = is_code(reading, at)
                && !is_said_before(reading, List::PublicNumber, at, 3)
                && !self.style.own.holds_number(reading.raw(at));
            if is_code {
                found.push(reading.span(at));
            }
            found.extend(plate_at(reading, at).or_else(|| british_plate_at(reading, at)));
        }
        found
    }
}

fn digits_of(written: &str) -> String {
    written.chars().filter(char::is_ascii_digit).collect()
}

/// What reads as an address of mail around the `@` at a byte.
fn mail_around(text: &str, at: usize) -> Option<Span> {
    let is_local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    let is_domain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let (before, after) = (text.get(..at)?, text.get(at + 1..)?);
    let left = before.trim_end_matches(is_local);
    let local = before.get(left.len()..)?.trim_start_matches('.');
    let length = after.find(|c| !is_domain(c)).unwrap_or(after.len());
    let domain = after.get(..length)?.trim_end_matches(['.', '-']);
    let (host, top) = domain.rsplit_once('.')?;
    let is_mail = !local.is_empty()
        && !left.ends_with(['@', '/'])
        && !host.is_empty()
        && top.chars().nth(1).is_some()
        && top.chars().all(char::is_alphabetic);
    is_mail.then(|| Span::new(at - local.len(), at + 1 + domain.len()))
}

/// Free and paid numbers of organisations (Telecommunication numbering plans of the
/// Netherlands: 0800, 0900, 0906, 0909, 085, 088; of the United Kingdom: 0800, 0808, 03).
fn is_service_number(digits: &str) -> bool {
    let national = digits.strip_prefix("0031").or(digits.strip_prefix("31"));
    let digits = match national {
        Some(rest) => format!("0{rest}"),
        None => digits.to_owned(),
    };
    let starts = |with: &[&str]| with.iter().any(|start| digits.starts_with(start));
    // British ones have a digit more than the Dutch area codes that begin alike.
    starts(&["0800", "0900", "0906", "0909", "085", "088"])
        || digits.len() == LONGEST_BRITISH
            && starts(&["0808", "0330", "0333", "0343", "0344", "0345", "0300"])
}

/// Whether digits are the name of something: no hours, years, ranges or counts.
fn is_identifier(written: &str) -> bool {
    let groups: Vec<&str> = written
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .collect();
    let is_year =
        |group: &&str| group.len() == 4 && (group.starts_with("19") || group.starts_with("20"));
    if groups.iter().all(|group| group.len() <= 2) || groups.iter().all(is_year) {
        return false;
    }
    match groups.as_slice() {
        [from, to] if written.contains('-') => {
            let both = from.parse::<u64>().ok().zip(to.parse::<u64>().ok());
            let is_range = from.len() <= 4 && to.len() <= 4;
            !both.is_some_and(|(from, to)| is_range && from < to)
        }
        _ => true,
    }
}

/// The number that is called so: `klantnummer is 77812`.
fn named_number(reading: &Reading<'_>, name: usize) -> Option<usize> {
    for at in name + 1..name + 5 {
        let word = reading.word(at)?;
        if reading
            .after(at - 1)
            .contains(['.', '!', '?', '\n', ',', ';'])
        {
            return None;
        }
        let digits = word.chars().filter(char::is_ascii_digit).count();
        if digits >= 4 || (digits >= 2 && word.chars().any(char::is_alphabetic)) {
            return Some(at);
        }
        // `bestelling #NL-55120`
        let is_prefix = reading.after(at) == "-" && word.len() <= LONGEST_PREFIX;
        let leads_on = is_prefix
            || matches!(
                word,
                "is" | "nr"
                    | "nummer"
                    | "no"
                    | "number"
                    | "met"
                    | "van"
                    | "the"
                    | "je"
                    | "jouw"
                    | "uw"
                    | "your"
                    | "with"
                    | "code"
            );
        if !leads_on {
            return None;
        }
    }
    None
}

/// The last word of the date that follows a day of birth's words.
fn date_after(reading: &Reading<'_>, birth: usize) -> Option<usize> {
    let first = (birth + 1..birth + 4)
        .take_while(|at| reading.sentence(*at) == reading.sentence(birth))
        .find(|at| reading.kind(*at) == Some(WordKind::Number))?;
    let last = (first + 1..first + 4)
        .take_while(|at| reading.sentence(*at) == reading.sentence(birth))
        .filter(|at| reading.kind(*at) == Some(WordKind::Number))
        .last();
    Some(last.unwrap_or(first))
}

/// A word of letters and many digits: a parcel, a file, an order.
fn is_code(reading: &Reading<'_>, at: usize) -> bool {
    let raw = reading.raw(at);
    let digits = raw.chars().filter(char::is_ascii_digit).count();
    reading.kind(at) == Some(WordKind::Plain)
        && raw.len() >= 7
        && digits >= 5
        && digits < raw.len()
        && raw.chars().all(|c| c.is_ascii_alphanumeric())
}

/// A British number plate since 2001: `AB12 CDE` (DVLA, INF104).
fn british_plate_at(reading: &Reading<'_>, at: usize) -> Option<Span> {
    let (local, random) = (reading.raw(at), reading.raw(at + 1));
    let capitals =
        |it: &str, count| it.len() == count && it.chars().all(|c| c.is_ascii_uppercase());
    let (area, age) = local.split_at_checked(2)?;
    let is_local = capitals(area, 2) && age.len() == 2 && age.chars().all(|c| c.is_ascii_digit());
    let is_whole = is_local && capitals(random, 3) && reading.after(at) == " ";
    is_whole.then(|| reading.span_of(at, at + 1))
}

/// A Dutch number plate: three groups of letters or digits, six signs together (RDW).
fn plate_at(reading: &Reading<'_>, at: usize) -> Option<Span> {
    let is_hyphen = |it: usize| reading.after(it) == "-";
    let starts = at.checked_sub(1).is_none_or(|it| !is_hyphen(it));
    if !(is_hyphen(at) && is_hyphen(at + 1) && starts) || is_hyphen(at + 2) {
        return None;
    }
    let groups = [reading.raw(at), reading.raw(at + 1), reading.raw(at + 2)];
    let letters = |it: &&str| it.chars().all(|c| c.is_ascii_uppercase());
    let digits = |it: &&str| it.chars().all(|c| c.is_ascii_digit());
    let is_whole = groups.iter().map(|it| it.len()).sum::<usize>() == 6
        && groups
            .iter()
            .all(|it| (letters(it) || digits(it)) && (1..4).contains(&it.len()));
    let is_mixed = groups.iter().any(letters) && groups.iter().any(digits);
    (is_whole && is_mixed).then(|| reading.span_of(at, at + 2))
}
