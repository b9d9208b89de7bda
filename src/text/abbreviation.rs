//! Does the point after this word end a sentence? Dutch and English abbreviations.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::class::is_emoji;
use crate::sorted::SortedSet;

/// The words whose point ends no sentence: Dutch and English ones, initials, letters
/// with points between them (`a.m.`, `t.a.v.`), and those that an organisation adds.
///
/// ```
/// use webcare::text::Abbreviations;
///
/// let ours = Abbreviations::default().with("Noorderl.");
/// assert!(ours.contains("dhr.") && ours.contains("(o.a.") && ours.contains("noorderl."));
/// assert!(!ours.contains("klaar.") && !Abbreviations::default().contains("Noorderl."));
/// ```
///
/// Serialized as the list of words that were added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "SortedSet<String>", into = "SortedSet<String>")]
pub struct Abbreviations {
    /// In lower case and without the last point.
    added: SortedSet<String>,
}

impl Abbreviations {
    /// The Dutch and English ones.
    pub(super) fn built_in() -> &'static Self {
        static BUILT_IN: LazyLock<Abbreviations> = LazyLock::new(Abbreviations::default);
        &BUILT_IN
    }

    /// These and one more, in any case, with or without its last point.
    pub fn with(mut self, word: &str) -> Self {
        let word = word.strip_suffix('.').unwrap_or(word);
        if !word.is_empty() {
            self.added.insert(word.to_lowercase());
        }
        self
    }

    /// Whether `word`, written with its point, is one of them. Signs before it do not matter.
    pub fn contains(&self, word: &str) -> bool {
        self.stem(word).is_some()
    }

    /// The abbreviation that `word` is, without signs before it and the point after it.
    pub(super) fn stem<'w>(&self, word: &'w str) -> Option<&'w str> {
        if !word.ends_with(['.', 'm']) {
            return None;
        }
        if let Some(stem) = word.strip_suffix('.')
            && is_plain_word(stem)
        {
            let is_one = is_known(stem) || stem.len() == 1 || self.is_added(stem);
            return is_one.then_some(stem);
        }
        let (signs, word) = after_signs(word);
        let Some(stem) = word.strip_suffix('.') else {
            return SPELT_WITHOUT_POINT.contains(&word).then_some(word);
        };
        let is_one = is_known(stem)
            || is_lettered(stem)
            || is_initial(stem) && !signs.ends_with(is_emoji)
            || self.is_added(stem);
        is_one.then_some(stem)
    }

    fn is_added(&self, stem: &str) -> bool {
        !self.added.is_empty() && self.added.contains(&stem.to_lowercase())
    }
}

impl From<SortedSet<String>> for Abbreviations {
    fn from(words: SortedSet<String>) -> Self {
        words
            .iter()
            .fold(Self::default(), |all, word| all.with(word))
    }
}

impl From<Abbreviations> for SortedSet<String> {
    fn from(all: Abbreviations) -> Self {
        all.added
    }
}

/// Whether a word is made of letters of ASCII, as most are.
fn is_plain_word(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphabetic())
}

/// A word apart from the signs before it.
fn after_signs(word: &str) -> (&str, &str) {
    let bare = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    word.split_at_checked(word.len() - bare.len())
        .unwrap_or(("", word))
}

fn is_initial(stem: &str) -> bool {
    let mut letters = stem.chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}

fn is_lettered(stem: &str) -> bool {
    stem.contains('.')
        && stem.split('.').all(|part| {
            (1..=2).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic)
        })
}

fn is_known(stem: &str) -> bool {
    let stem = stem.as_bytes();
    stem.len() <= LONGEST && may_be_known(stem) && KEYS.binary_search(&key(stem)).is_ok()
}

/// Whether a known one begins and ends with the same letters.
fn may_be_known(stem: &[u8]) -> bool {
    let (Some(first), Some(last)) = (stem.first(), stem.last()) else {
        return false;
    };
    let lasts = ENDS.get(usize::from(first % 32)).copied().unwrap_or(0);
    lasts >> (last % 32) & 1 == 1
}

/// For each letter that a known one begins with, a bit for each that it then ends with:
/// letters by their number, which is the same for small ones and capitals.
static ENDS: [u32; 32] = {
    let mut ends = [0; 32];
    let mut words = KNOWN;
    while let [word, others @ ..] = words {
        if let ([first, ..], [.., last]) = (word.as_bytes(), word.as_bytes()) {
            #[expect(clippy::indexing_slicing, reason = "there is a slot for every letter")]
            {
                ends[(*first % 32) as usize] |= 1 << (*last % 32);
            }
        }
        words = others;
    }
    ends
};

/// Up to eight letters, in lower case, as a number in the same order.
const fn key(mut letters: &[u8]) -> u64 {
    let (mut key, mut left) = (0, LONGEST);
    while let [first, others @ ..] = letters {
        key = key << 8 | first.to_ascii_lowercase() as u64;
        letters = others;
        left -= 1;
    }
    match left {
        LONGEST => 0,
        _ => key << (8 * left),
    }
}

/// The keys of [`KNOWN`].
static KEYS: [u64; KNOWN.len()] = {
    let mut keys = [0; KNOWN.len()];
    let mut at = 0;
    while at < keys.len() {
        #[expect(clippy::indexing_slicing, reason = "the index runs over both arrays")]
        {
            keys[at] = key(KNOWN[at].as_bytes());
        }
        at += 1;
    }
    keys
};

const SPELT_WITHOUT_POINT: &[&str] = &["t/m"];

/// No known one is longer, in bytes.
const LONGEST: usize = 8;

/// In lower case, without the point and in order: titles and forms of address, words of
/// running text, days and months, of Dutch and of English.
const KNOWN: &[&str] = &[
    "aanv", "adm", "afb", "afd", "afz", "alg", "approx", "apr", "art", "attn", "aug", "ave", "bc",
    "bgg", "bijl", "bijv", "bldg", "blvd", "blz", "bv", "ca", "capt", "cat", "cf", "co", "col",
    "corp", "dec", "dept", "derg", "dhr", "di", "div", "do", "dr", "drs", "eg", "enz", "est",
    "etc", "evt", "excl", "ext", "fam", "feb", "fig", "fri", "geb", "gebr", "gem", "gen", "gov",
    "hon", "hr", "hrs", "hs", "ie", "inc", "incl", "ing", "ir", "jan", "jl", "jr", "jul", "jun",
    "ll", "lt", "ltd", "ma", "maj", "mar", "max", "mbt", "mej", "messrs", "mevr", "min", "mld",
    "mln", "mnd", "mon", "mr", "mrs", "mrt", "ms", "mw", "nl", "no", "nos", "nov", "nr", "nrs",
    "oct", "okt", "ong", "opm", "pag", "par", "plv", "pp", "prof", "rd", "red", "ref", "rek",
    "resp", "rev", "sat", "secr", "sen", "sep", "sept", "sgt", "sr", "st", "str", "sun", "tel",
    "temp", "thu", "thur", "thurs", "tue", "tues", "uitg", "vb", "verz", "vgl", "vlg", "vnl",
    "vol", "vr", "vs", "vz", "wed", "wk", "wks", "wnd", "wo", "wrsch", "yr", "yrs", "za", "zgn",
    "zo",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_told_from_ends_of_sentences() {
        let all = Abbreviations::default();
        for word in [
            "dhr.", "Dr.", "e.g.", "a.m.", "t.a.v.", "bijv.", "J.", "(bijv.", "t/m", "Mon.", "enz.",
        ] {
            assert!(all.contains(word), "{word}");
        }
        for word in [
            "👍q.", "klaar.", "schade", "dagen.", "2011.", "5.", ".", "", "noor.nl.", "dhr",
        ] {
            assert!(!all.contains(word), "{word}");
        }
    }

    #[test]
    fn the_list_is_in_order_and_no_longer_than_said() {
        assert!(KNOWN.is_sorted());
        assert!(KNOWN.iter().all(|word| word.len() <= LONGEST));
        assert!(KNOWN.iter().all(|word| is_known(word)));
        assert!(KNOWN.iter().all(|word| is_known(&word.to_uppercase())));
    }

    #[test]
    fn what_was_added_survives_serde() {
        let all = Abbreviations::default().with("Mij.").with("afd.zaken");
        let json = serde_json::to_string(&all).expect("JSON");
        assert_eq!(json, r#"["afd.zaken","mij"]"#);
        assert_eq!(
            serde_json::from_str::<Abbreviations>(&json).expect("a list"),
            all
        );
    }
}
