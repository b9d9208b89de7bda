use serde::{Deserialize, Serialize};

use super::class::is_emoji;
use super::scan::Scan;
use super::unseen::Unseen;
use super::url::{self, UrlScript};
use super::{Abbreviations, Span, handle, numbers, placeholder, quantity};

/// What a stretch of text is, apart from words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EntityKind {
    /// A web address, with or without `http://`.
    Url,
    /// `@name`.
    Mention,
    /// `@name/list`.
    List,
    /// `@name@server.example`: somebody on another server.
    RemoteMention,
    /// `#topic`, with at least one letter.
    Hashtag,
    /// `$TICKER`.
    Cashtag,
    /// An e-mail address.
    Email,
    /// A telephone number, Dutch or with a country code.
    Phone,
    /// A bank account number whose check digits hold.
    Iban,
    /// A policy, file, claim or customer number.
    Reference,
    /// A sum of money: `€ 12,50`, `12,50 euro`.
    Amount,
    /// A time of day, or a range of times or days: `8.00 tot 18.00 uur`, `ma. t/m vr.`
    Time,
    /// A number and its unit, or a range of them: `25 %`, `3,5 km`, `2 tot 3 weken`.
    Quantity,
    /// A word whose point ends no sentence, with the point: `dhr.`
    Abbreviation,
    /// Something that was to be filled in: `{naam}`, `[naam]`, `%NAAM%`.
    Placeholder,
}

/// Which entities are as a rule somebody's own, so that not everybody should read them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Personal {
    Phone,
    Email,
    Iban,
    Reference,
}

impl EntityKind {
    /// What of somebody's own it is, if anything.
    pub(crate) fn personal(self) -> Option<Personal> {
        match self {
            EntityKind::Phone => Some(Personal::Phone),
            EntityKind::Email => Some(Personal::Email),
            EntityKind::Iban => Some(Personal::Iban),
            EntityKind::Reference => Some(Personal::Reference),
            EntityKind::Url
            | EntityKind::Mention
            | EntityKind::List
            | EntityKind::RemoteMention
            | EntityKind::Hashtag
            | EntityKind::Cashtag
            | EntityKind::Amount
            | EntityKind::Time
            | EntityKind::Quantity
            | EntityKind::Abbreviation
            | EntityKind::Placeholder => None,
        }
    }
}

/// Something in a text that is more than a word, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Entity {
    /// What it is.
    pub kind: EntityKind,
    /// Where it stands, its sign (`@`, `#`, `$`) included.
    pub span: Span,
}

/// The entities of a text, in order, none over another.
///
/// Web addresses, mentions, lists, hashtags and cashtags are those of twitter-text
/// (its conformance suite, version 3); a plain mention is at most 20 characters.
/// An e-mail address needs a known top-level domain. A number that belongs to an address,
/// and a placeholder that holds one, give way to it. The cost is linear in the text.
///
/// ```
/// use webcare::text::{EntityKind, entities};
///
/// let text = "@jan_k bel 058 - 234 56 78 of kijk op noor.nl/schade.";
/// let found: Vec<_> = entities(text).iter().map(|e| (e.kind, e.span.of(text).unwrap())).collect();
/// assert_eq!(found, [
///     (EntityKind::Mention, "@jan_k"),
///     (EntityKind::Phone, "058 - 234 56 78"),
///     (EntityKind::Url, "noor.nl/schade"),
/// ]);
/// ```
pub fn entities(text: &str) -> Vec<Entity> {
    entities_by(text, UrlScript::Latin)
}

/// The entities of a text, where an organisation has abbreviations of its own.
///
/// ```
/// use webcare::text::{Abbreviations, EntityKind, entities_with};
///
/// let ours = Abbreviations::default().with("Noorderl.");
/// let found = entities_with("De Noorderl. Mij. belt", &ours);
/// assert_eq!((found[0].kind, found[0].span.start, found.len()), (EntityKind::Abbreviation, 3, 1));
/// ```
pub fn entities_with(text: &str, abbreviations: &Abbreviations) -> Vec<Entity> {
    read(text, UrlScript::Latin, Wanted::All, abbreviations)
}

/// The entities of a text on a channel that has its own idea of a web address.
pub(crate) fn entities_by(text: &str, script: UrlScript) -> Vec<Entity> {
    read(text, script, Wanted::All, Abbreviations::built_in())
}

/// The addresses and names of a text, without its numbers and topics.
pub(crate) fn links(text: &str, script: UrlScript) -> Vec<Entity> {
    read(text, script, Wanted::Links, Abbreviations::built_in())
}

/// The entities of a text, found as if it had no characters that show nothing of
/// themselves: none of those hides a number or an address.
///
/// ```
/// use webcare::text::{EntityKind, entities, visible_entities};
///
/// let text = "Bel 06 12\u{200b}34 56 78";
/// assert!(entities(text).iter().all(|it| it.kind != EntityKind::Phone));
/// let found = visible_entities(text);
/// assert_eq!((found[0].kind, found[0].span.of(text)), (EntityKind::Phone, Some("06 12\u{200b}34 56 78")));
/// ```
pub fn visible_entities(text: &str) -> Vec<Entity> {
    VisibleEntities::default().read(text).collect()
}

/// Room to find the entities of what is seen of one text after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct VisibleEntities {
    unseen: Unseen,
    reader: EntityReader,
}

impl VisibleEntities {
    /// The entities of a text, with where they stand as it was written.
    pub(crate) fn read<'a>(&'a mut self, text: &'a str) -> impl Iterator<Item = Entity> + 'a {
        let visible = self.unseen.leave_out(text);
        let found = self.reader.read(visible.text).iter();
        found.map(move |entity| Entity {
            kind: entity.kind,
            span: visible.original(entity.span),
        })
    }
}

/// Room to find the entities of one text after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct EntityReader {
    found: Vec<Entity>,
    urls: Vec<Span>,
}

impl EntityReader {
    pub(crate) fn read(&mut self, text: &str) -> &[Entity] {
        self.found.clear();
        let of = (UrlScript::Latin, Wanted::All, Abbreviations::built_in());
        Reader::new(text, of, &mut self.found, &mut self.urls).read();
        &self.found
    }

    /// Those that are one word each: addresses, and names behind `@` and `$`.
    /// Others may be among them.
    pub(crate) fn read_words(&mut self, text: &str) -> &[Entity] {
        self.found.clear();
        let of = (UrlScript::Latin, Wanted::Words, Abbreviations::built_in());
        Reader::new(text, of, &mut self.found, &mut self.urls).read();
        &self.found
    }
}

fn read(
    text: &str,
    script: UrlScript,
    wanted: Wanted,
    abbreviations: &Abbreviations,
) -> Vec<Entity> {
    let room = if wanted == Wanted::All {
        8 + text.len() / 128
    } else {
        0
    };
    let (mut found, mut urls) = (Vec::with_capacity(room), Vec::new());
    Reader::new(text, (script, wanted, abbreviations), &mut found, &mut urls).read();
    found
}

/// No abbreviation has more letters and points.
const LONGEST_ABBREVIATION: usize = 24;

struct Reader<'t> {
    text: &'t str,
    script: UrlScript,
    wanted: Wanted,
    abbreviations: &'t Abbreviations,
    at: usize,
    /// Everything before it belongs to an address or a name that was read.
    floor: usize,
    run_end: usize,
    found: &'t mut Vec<Entity>,
    urls: &'t mut Vec<Span>,
}

impl<'t> Reader<'t> {
    fn new(
        text: &'t str,
        (script, wanted, abbreviations): (UrlScript, Wanted, &'t Abbreviations),
        found: &'t mut Vec<Entity>,
        urls: &'t mut Vec<Span>,
    ) -> Self {
        Self {
            text,
            script,
            wanted,
            abbreviations,
            at: 0,
            floor: 0,
            run_end: 0,
            found,
            urls,
        }
    }

    fn read(&mut self) {
        match self.wanted {
            Wanted::All => self.read_at(may_begin),
            Wanted::Links => self.read_at(may_begin_link),
            Wanted::Words => self.read_at(|b| may_begin_link(b) | (b == b'$')),
        }
    }

    /// Reads wherever one of these bytes stands.
    fn read_at(&mut self, may_begin: impl Fn(u8) -> bool) {
        let bytes = self.text.as_bytes();
        let mut scan = Scan::new(bytes, may_begin);
        while let Some(at) = scan.next(self.at) {
            self.at = at;
            let next = match bytes.get(at) {
                Some(b'.') => self.dot().or_else(|| self.abbreviation()),
                Some(b'/') => self.days(),
                Some(b'{' | b'[' | b'<' | b'%') => self.placeholder(),
                Some(b'@') => self.at_sign(1),
                Some(b'#') => self.hashtag(1),
                Some(b'$') => self.cashtag(),
                Some(0xef) if self.rest().starts_with('＠') => self.at_sign(3),
                Some(0xef) if self.rest().starts_with('＃') => self.hashtag(3),
                Some(0xe2) if self.rest().starts_with('€') => self.amount(),
                Some(b'0'..=b'9' | b'+' | b'(') => self.number(),
                _ => None,
            };
            self.at = next.unwrap_or(at + 1);
        }
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn push(&mut self, kind: EntityKind, start: usize, end: usize) -> Option<usize> {
        self.found.push(Entity {
            kind,
            span: Span::new(start, end),
        });
        let gives_way = matches!(
            kind,
            EntityKind::Phone
                | EntityKind::Iban
                | EntityKind::Reference
                | EntityKind::Amount
                | EntityKind::Time
                | EntityKind::Quantity
                | EntityKind::Abbreviation
                | EntityKind::Placeholder
                | EntityKind::Hashtag
        );
        // An address may begin with a number, or within a topic: `0612345678.nl`.
        if !gives_way {
            self.floor = end;
        }
        Some(end)
    }

    fn dot(&mut self) -> Option<usize> {
        // What follows must begin a top-level domain.
        let begins = |b: &u8| b.is_ascii_alphabetic() || !b.is_ascii();
        let next = self.text.as_bytes().get(self.at + 1);
        if self.at < self.run_end || !next.is_some_and(begins) {
            return None;
        }
        let run = url::run_around(self.text, self.at, self.floor);
        self.run_end = run.end;
        let on = url::find(self.text, &run, self.script, self.urls);
        let mut urls = std::mem::take(self.urls);
        let last = urls.last().copied();
        for span in urls.drain(..) {
            self.forget_after(span.start);
            self.push(EntityKind::Url, span.start, span.end);
        }
        *self.urls = urls;
        last.filter(|last| last.end > self.at)
            .map(|last| on.max(last.end))
    }

    /// A number read on the way gives way to the address it turns out to belong to.
    fn forget_after(&mut self, start: usize) {
        while self.found.last().is_some_and(|last| last.span.end > start) {
            self.found.pop();
        }
    }

    fn at_sign(&mut self, width: usize) -> Option<usize> {
        let (text, at) = (self.text, self.at);
        if let Some(email) = handle::email(text, at, self.floor) {
            self.forget_after(email.start);
            return self.push(EntityKind::Email, email.start, email.end);
        }
        let (kind, end) = handle::mention(text, at, width)?;
        self.push(kind, at, end)
    }

    fn hashtag(&mut self, width: usize) -> Option<usize> {
        let end = handle::hashtag(self.text, self.at, width)?;
        self.push(EntityKind::Hashtag, self.at, end)
    }

    fn cashtag(&mut self) -> Option<usize> {
        if let Some(end) = handle::cashtag(self.text, self.at) {
            return self.push(EntityKind::Cashtag, self.at, end);
        }
        match self.wanted {
            Wanted::All => self.amount(),
            Wanted::Links | Wanted::Words => None,
        }
    }

    fn amount(&mut self) -> Option<usize> {
        let floor = self.found.last().map_or(0, |last| last.span.end);
        let end = numbers::amount(self.text, self.at).filter(|_| self.at >= floor)?;
        self.push(EntityKind::Amount, self.at, end)
    }

    fn number(&mut self) -> Option<usize> {
        let (text, at) = (self.text, self.at);
        let floor = self.found.last().map_or(0, |last| last.span.end);
        if at < floor {
            return None;
        }
        if let Some(span) = numbers::iban(text, at, floor) {
            return self.push(EntityKind::Iban, span.start, span.end);
        }
        if let Some(end) = numbers::phone(text, at) {
            return self.push(EntityKind::Phone, at, end);
        }
        if let Some(span) = numbers::reference(text, at, floor) {
            return self.push(EntityKind::Reference, span.start, span.end);
        }
        if let Some((kind, end)) = quantity::measured(text, at) {
            return self.push(kind, at, end);
        }
        Some(numbers::end_of_digits(text, at))
    }

    /// The abbreviation that the point ends.
    fn abbreviation(&mut self) -> Option<usize> {
        if self.wanted != Wanted::All {
            return None;
        }
        let (text, at) = (self.text, self.at);
        let goes_on = |c: char| c.is_alphanumeric() || c == '.';
        if text.get(at + 1..)?.starts_with(goes_on) {
            return None;
        }
        let floor = self.found.last().map_or(0, |last| last.span.end);
        let before = text.get(floor..at)?;
        let start = at - word_length(before);
        let stem = self.abbreviations.stem(text.get(start..=at)?)?;
        let start = at - stem.len();
        let is_initial = stem.chars().nth(1).is_none();
        let follows = text
            .get(..start)?
            .ends_with(|c: char| c.is_alphanumeric() || c == '@' || is_initial && is_emoji(c));
        match follows {
            true => None,
            false => self.push(EntityKind::Abbreviation, start, at + 1),
        }
    }

    fn days(&mut self) -> Option<usize> {
        let floor = self.found.last().map_or(0, |last| last.span.end);
        let mut floor = floor.min(self.at);
        // The day before is an abbreviation already: `ma.`
        let named = self.found.last().filter(|last| {
            let between = self.text.get(last.span.end..self.at).unwrap_or("");
            last.kind == EntityKind::Abbreviation && between.trim() == "t"
        });
        if let Some(day) = named {
            floor = day.span.start;
        }
        let span = quantity::days(self.text, self.at, floor)?;
        self.forget_after(span.start);
        self.push(EntityKind::Time, span.start, span.end)
    }

    fn placeholder(&mut self) -> Option<usize> {
        let floor = self.found.last().map_or(0, |last| last.span.end);
        if self.at < floor {
            return None;
        }
        let span = placeholder::placeholder(self.text, self.at, floor)?;
        self.push(EntityKind::Placeholder, span.start, span.end);
        // Reading goes on inside, as there may be an address.
        Some(self.at + 1)
    }
}

/// How many bytes of letters and points a text ends with, up to the longest abbreviation.
fn word_length(before: &str) -> usize {
    let last = before.bytes().rev().take(LONGEST_ABBREVIATION);
    let plain = last
        .take_while(|b| b.is_ascii_alphabetic() || *b == b'.')
        .count();
    let stop = before.len().checked_sub(plain + 1);
    match stop.and_then(|at| before.as_bytes().get(at)) {
        Some(b) if !b.is_ascii() && plain < LONGEST_ABBREVIATION => {
            let last = before.chars().rev().take(LONGEST_ABBREVIATION);
            let word = last.take_while(|c| c.is_alphabetic() || *c == '.');
            word.map(char::len_utf8).sum()
        }
        _ => plain,
    }
}

/// Which entities are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    All,
    Links,
    Words,
}

/// Whether an entity can be recognised by this byte.
fn may_begin(b: u8) -> bool {
    let sign = (b == b'(') | (b == b'+') | (b == b'<') | (b == b'@') | (b & 0xdf == b'[');
    // From `#` to `%`, and from the point to the nine.
    let range = (b.wrapping_sub(b'#') < 3) | (b.wrapping_sub(b'.') < 12);
    sign | range | (b == 0xe2) | (b == 0xef)
}

/// Whether an address or a name can be recognised by this byte.
fn may_begin_link(b: u8) -> bool {
    (b == b'.') | (b == b'@') | (b == 0xef)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIECES: &[&str] = &[
        "ma.",
        " t/m ",
        "vr.",
        "p.m.",
        "a.m.",
        "nl",
        "My",
        ".",
        "/",
        ":",
        "@",
        "#",
        "$",
        "€",
        "-",
        " ",
        " ",
        "_",
        "(",
        ")",
        "[",
        "]",
        "{{",
        "}}",
        "<",
        ">",
        "%",
        "12",
        "5",
        "06",
        "1234567",
        "8",
        "uur",
        "st",
        "ct",
        "km",
        "NL91ABNA0417164300",
        "jan",
        "Jan",
        "noor.nl",
        "https://",
        "www.",
        "t.co/a",
        "a",
        "B",
        "é",
        "\u{200b}",
        "\u{ff20}",
        "\u{ff03}",
        "+31",
        "tot",
        "t",
        "m",
        "o.a.",
        "co.uk",
        "xn--p1ai",
        "рф",
        "\n",
        "=",
        "&",
        "?",
        ",",
        "'",
        "$A",
        "vr.My",
        "AB-12.34",
    ];

    /// What costs is the same, whether or not all else is looked for.
    #[test]
    fn nothing_hides_an_address_or_a_name() {
        let mut state = 5u64;
        let mut next = move |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let (mut reader, mut others) = (EntityReader::default(), EntityReader::default());
        for _ in 0..100_000 {
            let text: String = (0..2 + next(9))
                .map(|_| PIECES[next(PIECES.len())])
                .collect();
            let costs = |entity: &Entity| {
                use EntityKind::{Mention, RemoteMention, Url};
                matches!(entity.kind, Url | Mention | RemoteMention)
            };
            for script in [UrlScript::Latin, UrlScript::Any] {
                let (mut all, mut links) = (entities_by(&text, script), links(&text, script));
                all.retain(costs);
                links.retain(costs);
                assert_eq!(all, links, "{text:?}");
            }
            let is_word = |entity: &Entity| {
                use EntityKind::{Cashtag, Email, RemoteMention, Url};
                matches!(entity.kind, Url | Email | Cashtag | RemoteMention)
            };
            let (mut all, mut words) = (
                reader.read(&text).to_vec(),
                others.read_words(&text).to_vec(),
            );
            all.retain(is_word);
            words.retain(is_word);
            assert_eq!(all, words, "{text:?}");
        }
    }
}
