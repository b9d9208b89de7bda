//! Which words mean about the same: a thesaurus of what is said to companies and in public.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use super::codes::{hash, scatter};
use super::features::join;
use super::words::{ACCOUNT, ADDRESS, Words};
use crate::text::Span;

/// Written for the crate; a sense that several languages have is one.
///
/// A line names a sense and lists, after `=`, the words and phrases that have
/// it; lines that begin with a space go on with the list.
const TABLES: [&str; 2] = [include_str!("en.senses"), include_str!("nl.senses")];

static BUILT_IN: LazyLock<Senses> = LazyLock::new(|| Senses::read(&TABLES));

/// The senses of words and phrases, found by the hashes of their words.
#[derive(Debug)]
pub(super) struct Senses {
    known: HashMap<u64, Meaning, BuildHasherDefault<AsIs>>,
    /// The senses of one word or phrase after those of another.
    senses: Vec<u64>,
}

/// What a word, a phrase or the beginning of one means.
#[derive(Clone, Copy, Debug, Default)]
struct Meaning {
    /// Where its senses begin, and how many they are.
    from: u16,
    count: u8,
    /// Whether a phrase begins with it that is longer.
    goes_on: bool,
}

/// The shortest word that an ending is taken off, without it, and the longest.
const STEMS: std::ops::RangeInclusive<usize> = 3..=24;

/// What keeps a sense from the word that it is named by.
const SENSE: u64 = 0x5E_75E5;

/// The number by which a sense is known.
fn sense(name: &str) -> u64 {
    scatter(hash(name.as_bytes()) ^ SENSE)
}

impl Senses {
    pub(super) fn built_in() -> &'static Self {
        &BUILT_IN
    }

    fn read(tables: &[&str]) -> Self {
        let mut gathered = Gathered::default();
        gathered.add(ADDRESS, "address");
        gathered.add(ACCOUNT, "account name");
        for (name, written) in tables.iter().flat_map(|table| entries(table)) {
            gathered.add_written(name, written);
            if written.contains('\'') {
                gathered.add_written(name, &written.replace('\'', ""));
            }
        }
        gathered.finish()
    }

    /// Every sense of the words and phrases of a text, and where it stands.
    #[inline(always)]
    pub(super) fn each(&self, words: &Words, mut found: impl FnMut(u64, Span)) {
        let mut rest = words.tokens();
        while let [first, others @ ..] = rest {
            rest = others;
            let mut meaning = self.meaning(first.hash);
            let own = match meaning.count {
                0 => self.without_ending(words.spelling(first)),
                _ => meaning,
            };
            for sense in self.senses(own) {
                found(*sense, first.span);
            }
            let mut key = first.hash;
            for next in others {
                if !meaning.goes_on {
                    break;
                }
                key = join(key, next.hash);
                meaning = self.meaning(key);
                for sense in self.senses(meaning) {
                    found(*sense, Span::new(first.span.start, next.span.end));
                }
            }
        }
    }

    fn meaning(&self, key: u64) -> Meaning {
        self.known.get(&key).copied().unwrap_or_default()
    }

    fn senses(&self, meaning: Meaning) -> &[u64] {
        let from = usize::from(meaning.from);
        let senses = self.senses.get(from..from + usize::from(meaning.count));
        senses.unwrap_or_default()
    }

    /// What a word means that only its ending, English or Dutch, keeps from one
    /// in the tables: as it is without, with what it ended in before, or with
    /// one letter in place of the same two.
    fn without_ending(&self, letters: &[u8]) -> Meaning {
        let (stem, before): (&[u8], &[u8]) = match letters {
            [stem @ .., b'i', b'n', b'g'] => (stem, b"e"),
            [stem @ .., b'i', b'e', b's'] => (stem, b"y"),
            [stem @ .., b'e', b's' | b'd' | b'r' | b'n'] => (stem, b"e"),
            [stem @ .., b'l', b'y'] | [stem @ .., b's' | b'e'] => (stem, b""),
            _ => return Meaning::default(),
        };
        if !STEMS.contains(&stem.len()) {
            return Meaning::default();
        }
        let mut room = [0; *STEMS.end() + 1];
        let forms = stem.iter().chain(before).zip(&mut room);
        let whole = forms.map(|(letter, to)| *to = *letter).count();
        let once = match stem {
            [.., one, other] if one == other => stem.len() - 1,
            _ => 0,
        };
        let forms = [stem.len(), whole, once].map(|length| room.get(..length));
        let forms = forms.into_iter().flatten().filter(|form| !form.is_empty());
        let mut known = forms.map(|form| self.meaning(hash(form)));
        known.find(|it| it.count > 0).unwrap_or_default()
    }
}

/// Senses while the tables are read.
#[derive(Default)]
struct Gathered {
    known: BTreeMap<u64, (Vec<u64>, bool)>,
    words: Words,
}

impl Gathered {
    fn add_written(&mut self, name: &str, written: &str) {
        self.words.refill(written);
        let mut so_far = None;
        for token in self.words.tokens() {
            so_far = Some(match so_far {
                None => token.hash,
                Some(before) => {
                    self.known.entry(before).or_default().1 = true;
                    join(before, token.hash)
                }
            });
        }
        if let Some(key) = so_far {
            self.add(key, name);
        }
    }

    fn add(&mut self, key: u64, name: &str) {
        let (senses, _) = self.known.entry(key).or_default();
        if !senses.contains(&sense(name)) {
            senses.push(sense(name));
        }
    }

    /// Those of many words are the same, and kept once.
    fn finish(self) -> Senses {
        let mut all = Vec::new();
        let mut places = BTreeMap::<Vec<u64>, usize>::new();
        let compact = |(key, (senses, goes_on)): (u64, (Vec<u64>, bool))| {
            let count = senses.len() as u8;
            let from = *places.entry(senses).or_insert_with_key(|senses| {
                all.extend_from_slice(senses);
                all.len() - senses.len()
            }) as u16;
            (
                key,
                Meaning {
                    from,
                    count,
                    goes_on,
                },
            )
        };
        Senses {
            known: self.known.into_iter().map(compact).collect(),
            senses: all,
        }
    }
}

/// Every sense of a table with every word or phrase that has it.
fn entries(table: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut name = "";
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(move |line| {
        let list = match line.split_once(" = ") {
            Some((named, list)) => {
                name = named;
                list
            }
            None => line,
        };
        let name = name;
        let written = list.split(',').map(str::trim);
        written
            .filter(|it| !it.is_empty())
            .map(move |it| (name, it))
    })
}

/// The hash of a hash is itself.
#[derive(Debug, Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(bytes);
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

#[cfg(test)]
mod tests {
    use super::{Senses, TABLES, entries, sense};
    use crate::sorted::{SortedMap, SortedSet};
    use crate::triage::linear::words::Words;

    /// The senses of a text by name, each with where it stands.
    fn read(text: &str) -> Vec<(String, &str)> {
        let names = TABLES.iter().flat_map(|table| entries(table));
        let names = names.map(|(name, _)| name);
        let names = names.chain(["address", "account name"]);
        let by_hash: SortedMap<u64, &str> = names.map(|name| (sense(name), name)).collect();
        let mut found = Vec::new();
        Senses::built_in().each(&Words::new(text), |sense, span| {
            found.push((by_hash[&sense].to_owned(), span.of(text).unwrap()));
        });
        found
    }

    fn has(text: &str, name: &str, at: &str) -> bool {
        read(text)
            .iter()
            .any(|(sense, of)| sense == name && *of == at)
    }

    #[test]
    fn words_and_phrases_have_their_senses_where_they_stand() {
        for (text, name, at) in [
            ("The screen is cracked.", "fault", "cracked"),
            ("Mijn scherm is KAPOT!", "fault", "KAPOT"),
            ("mijn schérm", "screen", "schérm"),
            ("It fell apart today", "fault", "fell apart"),
            ("it doesn't work", "not working", "doesn't work"),
            ("it doesn’t work", "not working", "doesn’t work"),
            ("it doesnt work", "not working", "doesnt work"),
            ("so #disappointed now", "disappointed", "#disappointed"),
            ("no way to get in touch here", "contact", "get in touch"),
            (
                "see https://example.org/1",
                "address",
                "https://example.org/1",
            ),
            ("@bank hello", "account name", "@bank"),
            ("great :-(", "frown", ":-("),
            ("leuk 😂", "laugh", "😂"),
            // Only their endings are not in the tables.
            ("they were reimbursing", "money back", "reimbursing"),
            ("the stopping bus", "stop", "stopping"),
            ("many warranties", "warranty", "warranties"),
            ("a repairer", "repair", "repairer"),
            ("hij stoppen", "stop", "stoppen"),
        ] {
            assert!(has(text, name, at), "{text}: {:?}", read(text));
        }
    }

    #[test]
    fn what_the_tables_do_not_tell_has_no_sense() {
        for text in ["", "zyzzyva", "xs", "...", "s ed ing", "ééé", "привет"] {
            assert_eq!(read(text), [], "{text}");
        }
        // A phrase that is broken off, and one with another word within.
        assert!(!has("we fell", "fault", "fell"));
        assert!(!has("it fell quite apart", "fault", "fell quite apart"));
    }

    #[test]
    fn the_tables_can_be_read() {
        let [english, dutch] = TABLES.map(|table| entries(table).collect::<Vec<_>>());
        let names = |of: &[(&'static str, &'static str)]| {
            let names = of.iter().map(|(name, _)| *name);
            names.collect::<SortedSet<_>>()
        };
        let (known, shared) = (names(&english), names(&dutch));
        assert!(known.len() > 200, "{}", known.len());
        for name in shared.iter() {
            assert!(known.contains(name), "`{name}` is not English");
        }
        for entries in [&english, &dutch] {
            let mut seen = SortedSet::new();
            for (name, written) in entries {
                let is_name = |c: char| c.is_ascii_lowercase() || c == ' ';
                assert!(name.chars().all(is_name), "`{name}`");
                assert!(
                    !Words::new(written).tokens().is_empty(),
                    "{name}: `{written}`"
                );
                assert!(seen.insert((name, written)), "{name}: `{written}` twice");
            }
        }
    }
}
