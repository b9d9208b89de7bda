//! Which words mean about the same: a thesaurus of what is said to companies and in public.

mod filter;
mod known;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use self::filter::Filter;
use self::known::Known;
use super::codes::{hash, scatter};
use super::features::join;
use super::words::{ACCOUNT, ADDRESS, Token, Words};
use crate::text::Span;

/// Written for the crate; a sense that several languages have is one.
///
/// A line names a sense and lists, after `=`, the words and phrases that have
/// it; lines that begin with a space go on with the list.
const TABLES: [&str; 2] = [include_str!("en.senses"), include_str!("nl.senses")];

static BUILT_IN: LazyLock<Option<Senses>> = LazyLock::new(|| Senses::read(&TABLES));

/// The senses of words and phrases, found by the hashes of their words.
#[derive(Debug)]
pub(super) struct Senses {
    known: Known,
    /// Which words may be known but for their ending.
    inflected: Filter<8192>,
    /// With which two words a phrase may begin.
    pairs: Filter<512>,
    /// The senses of one word or phrase after those of another.
    senses: Vec<Sense>,
}

/// What words may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sense {
    /// From nought, below [`MOST`].
    pub(super) number: usize,
    /// By which models know it.
    pub(super) hash: u64,
}

/// At most so many senses are told apart.
pub(super) const MOST: usize = 512;

/// What a word, a phrase or the beginning of one means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

fn hash_of(name: &str) -> u64 {
    scatter(hash(name.as_bytes()) ^ SENSE)
}

impl Senses {
    /// Those of the crate. A test reads them, so there are some.
    pub(super) fn built_in() -> Option<&'static Self> {
        BUILT_IN.as_ref()
    }

    fn read(tables: &[&str]) -> Option<Self> {
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
    ///
    /// What many words mean is looked up before anything is made of it: which
    /// of them mean something cannot be guessed, and where a processor waits
    /// for it at every word, all wait together.
    #[inline(always)]
    pub(super) fn each(&self, words: &Words, mut found: impl FnMut(Sense, Span)) {
        let mut rest = words.tokens();
        let mut meanings = [Meaning::default(); BLOCK];
        while !rest.is_empty() {
            let mut likely = self.meanings(words, rest, &mut meanings);
            while likely != 0 {
                let place = likely.trailing_zeros() as usize;
                likely &= likely - 1;
                let (Some([first, others @ ..]), Some(meaning)) =
                    (rest.get(place..), meanings.get(place))
                else {
                    break;
                };
                for sense in self.senses(*meaning) {
                    found(*sense, first.span);
                }
                let next = others.first().map_or(0, |next| next.hash);
                if meaning.goes_on && self.pairs.may_have(join(first.hash, next)) {
                    self.phrases(first, others, &mut found);
                }
            }
            rest = rest.get(BLOCK..).unwrap_or_default();
        }
    }

    /// What the first words mean, each for itself; a bit for each that does, or
    /// with which a phrase begins.
    #[inline(always)]
    fn meanings(&self, words: &Words, tokens: &[Token], meanings: &mut [Meaning; BLOCK]) -> u64 {
        let (mut known, mut mute, mut may_end) = (0, 0, 0);
        for ((token, meaning), place) in tokens.iter().zip(&mut *meanings).zip(0..) {
            let (own, is_known) = self.known.look(token.hash);
            *meaning = own;
            known |= u64::from(is_known) << place;
            mute |= u64::from(own.count == 0) << place;
            may_end |= u64::from(self.inflected.may_have(token.hash)) << place;
        }
        let mut inflected = may_end & (mute | !known);
        while inflected != 0 {
            let place = inflected.trailing_zeros() as usize;
            inflected &= inflected - 1;
            if let (Some(meaning), Some(token)) = (meanings.get_mut(place), tokens.get(place)) {
                let goes_on = meaning.goes_on && known >> place & 1 != 0;
                let own = self.without_ending(words.spelling(token));
                *meaning = Meaning { goes_on, ..own };
                known |= u64::from(own.count > 0) << place;
            }
        }
        known
    }

    /// The senses of all phrases that begin with a word.
    fn phrases(&self, first: &Token, others: &[Token], found: &mut impl FnMut(Sense, Span)) {
        let mut key = first.hash;
        for next in others {
            key = join(key, next.hash);
            let meaning = self.known.meaning(key);
            for sense in self.senses(meaning) {
                found(*sense, Span::new(first.span.start, next.span.end));
            }
            if !meaning.goes_on {
                return;
            }
        }
    }

    fn senses(&self, meaning: Meaning) -> &[Sense] {
        let from = usize::from(meaning.from);
        let senses = self.senses.get(from..from + usize::from(meaning.count));
        senses.unwrap_or_default()
    }

    /// What a word means that only its ending, English or Dutch, keeps from one
    /// in the tables: as it is without, with what it ended in before, or with
    /// one letter in place of the same two.
    fn without_ending(&self, letters: &[u8]) -> Meaning {
        let Some((stem, before)) = ending(letters) else {
            return Meaning::default();
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
        let mut known = forms.map(|form| self.known.meaning(hash(form)));
        known.find(|it| it.count > 0).unwrap_or_default()
    }
}

/// A word without its ending, English or Dutch, and what it may have ended in
/// before; `None` where it has none.
fn ending(letters: &[u8]) -> Option<(&[u8], &[u8])> {
    Some(match letters {
        [stem @ .., b'i', b'n', b'g'] => (stem, b"e"),
        [stem @ .., b'i', b'e', b's'] => (stem, b"y"),
        [stem @ .., b'e', b's' | b'd' | b'r' | b'n'] => (stem, b"e"),
        [stem @ .., b'l', b'y'] | [stem @ .., b's' | b'e'] => (stem, b""),
        _ => return None,
    })
}

/// The words that may be another with an [ending].
fn inflections(word: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let last = word.split_last();
    let doubled = last.map(|(last, _)| [word, &[*last]].concat());
    let shortened =
        last.and_then(|(last, stem)| [b'e', b'y'].contains(last).then(|| stem.to_vec()));
    let stems = [Some(word.to_vec()), doubled, shortened];
    let stems = stems.into_iter().flatten();
    stems.flat_map(|stem| ENDINGS.map(|ending| [&stem, ending].concat()))
}

/// Every ending that is taken off.
const ENDINGS: [&[u8]; 9] = [
    b"ing", b"ies", b"es", b"ed", b"er", b"en", b"ly", b"s", b"e",
];

/// So many words at once are looked at for whether they may have a sense.
const BLOCK: usize = 64;

/// Senses while the tables are read.
#[derive(Default)]
struct Gathered {
    known: BTreeMap<u64, (Vec<Sense>, bool)>,
    /// The number of every sense, by its name.
    numbers: BTreeMap<String, usize>,
    inflected: Vec<u64>,
    pairs: Vec<u64>,
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
        if let [one, other, ..] = self.words.tokens() {
            self.pairs.push(join(one.hash, other.hash));
        }
        if let [word] = self.words.tokens() {
            let forms = inflections(self.words.spelling(word));
            self.inflected.extend(forms.map(|form| hash(&form)));
        }
        if let Some(key) = so_far {
            self.add(key, name);
        }
    }

    fn add(&mut self, key: u64, name: &str) {
        let next = self.numbers.len();
        let number = *self.numbers.entry(name.to_owned()).or_insert(next);
        let sense = Sense {
            number,
            hash: hash_of(name),
        };
        let (senses, _) = self.known.entry(key).or_default();
        if !senses.contains(&sense) {
            senses.push(sense);
        }
    }

    /// Those of many words are the same, and kept once.
    fn finish(self) -> Option<Senses> {
        let mut all = Vec::new();
        let mut places = BTreeMap::<Vec<Sense>, usize>::new();
        let compact = |(key, (senses, goes_on)): (u64, (Vec<Sense>, bool))| {
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
        Some(Senses {
            pairs: Filter::of(self.pairs.into_iter()),
            inflected: Filter::of(self.inflected.iter().copied()),
            known: Known::of(&self.known.into_iter().map(compact).collect())?,
            senses: all,
        })
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

#[cfg(test)]
mod tests {
    use super::{ENDINGS, MOST, Senses, TABLES, entries, hash, hash_of};
    use crate::sorted::{SortedMap, SortedSet};
    use crate::triage::draw::mix;
    use crate::triage::linear::words::Words;

    /// The senses of a text by name, each with where it stands.
    fn read(text: &str) -> Vec<(String, &str)> {
        let names = TABLES.iter().flat_map(|table| entries(table));
        let names = names.map(|(name, _)| name);
        let names = names.chain(["address", "account name"]);
        let by_hash: SortedMap<u64, &str> = names.map(|name| (hash_of(name), name)).collect();
        let mut found = Vec::new();
        Senses::built_in()
            .unwrap()
            .each(&Words::new(text), |sense, span| {
                found.push((by_hash[&sense.hash].to_owned(), span.of(text).unwrap()));
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

    /// No word is passed over that has a sense without its ending.
    #[test]
    fn every_word_that_has_a_sense_but_for_its_ending_is_looked_at() {
        let senses = Senses::built_in().unwrap();
        let mut found = 0;
        for (_, written) in TABLES.iter().flat_map(|table| entries(table)) {
            let words = Words::new(written);
            let [word] = words.tokens() else { continue };
            let word = words.spelling(word);
            let Some((last, stem)) = word.split_last() else {
                continue;
            };
            for stem in [word.to_vec(), [word, &[*last]].concat(), stem.to_vec()] {
                for ending in ENDINGS {
                    let form = [&stem, ending].concat();
                    if senses.without_ending(&form).count > 0 {
                        found += 1;
                        assert!(senses.inflected.may_have(hash(&form)), "{form:?}");
                    }
                }
            }
        }
        assert!(found > 10_000, "{found}");
        let strange = (0..10_000).filter(|it| senses.inflected.may_have(mix(*it)));
        assert!(strange.count() < 2_500);
    }

    #[test]
    fn the_tables_can_be_read() {
        let [english, dutch] = TABLES.map(|table| entries(table).collect::<Vec<_>>());
        let names = |of: &[(&'static str, &'static str)]| {
            let names = of.iter().map(|(name, _)| *name);
            names.collect::<SortedSet<_>>()
        };
        let (known, shared) = (names(&english), names(&dutch));
        assert!(known.len() > 200 && known.len() < MOST, "{}", known.len());
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
