mod pages;
mod reading;

use serde::{Deserialize, Serialize};
use unicode_normalization::char::{compose, decompose_compatible};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::Span;
use super::class::{is_accent, is_caseless_letter, is_ignorable};
use super::unseen::Unseen;
use pages::{Together, fold_one};

/// The shadow of a text that rules and classifiers match on: its words, folded, each
/// with its place in the text as it was written.
///
/// A word is a run of letters, digits, marks and underscores:
///
/// | written | words |
/// |---|---|
/// | `foto’s`, `zo'n` | one each; every apostrophe between letters becomes `'` |
/// | `auto-ongeluk` | `auto` and `ongeluk`, the second [joined](Word::joined) to the first: a phrase of the two and each by itself match |
/// | `€ 1.250,50`, `14:30` | `1.250,50` and `14:30`, of kind [`WordKind::Number`] |
/// | `#Schade`, `@NL_Webcare` | `schade`, `nl_webcare` with their kinds |
/// | `https://noor.nl/a?b` | one word |
/// | `👍🏽`, `👩‍👩‍👧`, `🇳🇱` | `👍` without its skin, three words, one word |
///
/// Characters that show nothing of themselves (soft hyphen, zero-width space and the
/// like) change no word, wherever they stand.
///
/// ```
/// use webcare::text::Folded;
///
/// let text = "CAFÉ\u{ad}bezoek: #Schade!";
/// let folded = Folded::new(text);
/// let words: Vec<_> = folded.iter().map(|(word, folded)| (word.span.of(text).unwrap(), folded)).collect();
/// assert_eq!(words, [("CAFÉ\u{ad}bezoek", "cafebezoek"), ("#Schade", "schade")]);
/// ```
#[derive(Clone, Default)]
pub struct Folded {
    /// The folded words with one space between them, a `#` or `@` before a hashtag or an account.
    letters: String,
    words: Vec<Word>,
    spare: Spare,
}

/// What reading a text needs and leaves behind for the next one.
#[derive(Clone, Default)]
struct Spare {
    unseen: Unseen,
    reading: reading::Room,
}

/// One word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Word {
    /// Where it stands in the text as it was written, its sign included.
    pub span: Span,
    /// What kind of word it is.
    pub kind: WordKind,
    /// Whether nothing but a hyphen parts it from the word before.
    pub joined: bool,
    #[serde(skip)]
    letters: Span,
}

/// What kind of word it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum WordKind {
    /// Letters, perhaps with digits.
    Plain,
    /// Digits, perhaps with `.`, `,` and `:` between them.
    Number,
    /// `@name`, and `@name@server.example`.
    Mention,
    /// `#topic`.
    Hashtag,
    /// `$TICKER`.
    Cashtag,
    /// A web address.
    Url,
    /// An e-mail address.
    Email,
    /// One emoji.
    Emoji,
}

impl Word {
    /// Where its folded form stands in the shadow, without its sign.
    #[inline]
    pub(crate) fn folded(&self) -> Span {
        self.letters
    }
}

impl Folded {
    /// Reads the words of a text.
    pub fn new(text: &str) -> Self {
        let mut folded = Self::default();
        folded.refill(text);
        folded
    }

    /// Reads the words of another text in the place of this one's. What was allocated is
    /// used again, so that reading many texts one after the other allocates little.
    ///
    /// ```
    /// use webcare::text::Folded;
    ///
    /// let mut folded = Folded::default();
    /// for (text, last) in [("Al 2 weken", "weken"), ("Niet teruggebeld!", "teruggebeld")] {
    ///     folded.refill(text);
    ///     assert_eq!(folded.iter().last().unwrap().1, last);
    /// }
    /// ```
    pub fn refill(&mut self, text: &str) {
        let Self {
            letters,
            words,
            spare,
        } = self;
        letters.clear();
        words.clear();
        letters.reserve(text.len() + text.len() / 8);
        let visible = spare.unseen.leave_out(text);
        reading::read(&visible, &mut spare.reading, letters, words);
    }

    /// The words in their order.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// The folded form of the word at `index`, without its sign.
    pub fn word(&self, index: usize) -> Option<&str> {
        self.words.get(index).and_then(|word| self.letters(word))
    }

    /// Every word with its folded form.
    pub fn iter(&self) -> impl Iterator<Item = (&Word, &str)> {
        self.words
            .iter()
            .map(|word| (word, self.letters(word).unwrap_or("")))
    }

    /// The folded words in one string, with one space between them and a `#` or `@` before
    /// a hashtag or an account.
    pub fn shadow(&self) -> &str {
        &self.letters
    }

    /// The index of the word at, or last before, an offset in the shadow.
    pub(crate) fn word_at(&self, offset: usize) -> Option<usize> {
        let begins = |word: &Word| {
            let sign = matches!(word.kind, WordKind::Hashtag | WordKind::Mention);
            word.letters.start - usize::from(sign)
        };
        self.words
            .partition_point(|word| begins(word) <= offset)
            .checked_sub(1)
    }

    fn letters(&self, word: &Word) -> Option<&str> {
        word.letters.of(&self.letters)
    }
}

impl PartialEq for Folded {
    fn eq(&self, other: &Self) -> bool {
        self.letters == other.letters && self.words == other.words
    }
}

impl Eq for Folded {}

/// Tells how many words there are and nothing of what they say.
impl std::fmt::Debug for Folded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Folded({} words)", self.words.len())
    }
}

/// A term as it stands in the shadow of a text: compatibility forms resolved (NFKC),
/// case folded, accents and unseen characters taken off, `ĳ` as `ij`, any apostrophe as `'`.
///
/// ```
/// use webcare::text::fold;
///
/// assert_eq!(fold("Ĳsbaan-Café’s ﬁets"), "ijsbaan-cafe's fiets");
/// ```
pub fn fold(term: &str) -> String {
    let mut folded = String::with_capacity(term.len());
    fold_into(term, &mut folded, &mut String::new());
    folded
}

/// `composed` is room to work in.
fn fold_into(term: &str, folded: &mut String, composed: &mut String) {
    let start = folded.len();
    if term.is_ascii() {
        folded.push_str(term);
        if let Some(new) = folded.get_mut(start..) {
            new.make_ascii_lowercase();
        }
        return;
    }
    let each = term.chars().map(|c| fold_char(c, folded));
    let together = each.max().unwrap_or_default();
    let new = folded.get(start..).unwrap_or("");
    composed.clear();
    match together {
        Together::Same => return,
        Together::Joined => join(new, composed),
        Together::Any if is_nfc_quick(new.chars()) == IsNormalized::Yes => return,
        Together::Any => composed.extend(new.nfc()),
    }
    folded.truncate(start);
    folded.push_str(composed);
}

/// Joins characters of which each may be joined to the one before it, and none
/// is a mark.
fn join(parts: &str, joined: &mut String) {
    let mut parts = parts.chars();
    let Some(mut last) = parts.next() else {
        return;
    };
    for part in parts {
        if let Some(both) = compose(last, part) {
            last = both;
        } else {
            joined.push(last);
            last = part;
        }
    }
    joined.push(last);
}

fn fold_char(c: char, folded: &mut String) -> Together {
    match c {
        'a'..='z' => folded.push(c),
        _ if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
        // These emoji and letters are what they are.
        '\u{1f300}'..='\u{1faff}' => folded.push(c),
        _ if is_caseless_letter(c) => folded.push(c),
        _ => return fold_one(c, folded),
    }
    Together::Same
}

/// What a character beyond ASCII folds to by itself.
fn fold_any(c: char, folded: &mut String) {
    match c {
        _ if is_ignorable(c) => {}
        // Some become apostrophes only when they are taken apart: ŉ, ″.
        _ => decompose_compatible(c, |part| match part {
            ' ' => folded.push(part),
            '’' | '‘' | 'ʼ' | '′' => folded.push('\''),
            _ if is_caseless_letter(part) => folded.push(part),
            _ if is_accent(part) || is_ignorable(part) => {}
            _ => fold_case(part, folded),
        }),
    }
}

/// Simple case folding and the two full ones that Latin and Greek need.
fn fold_case(c: char, folded: &mut String) {
    match c {
        'ß' | 'ẞ' => folded.push_str("ss"),
        'ς' => folded.push('σ'),
        'ø' | 'Ø' => folded.push('o'),
        'ı' => folded.push('i'),
        _ => folded.extend(c.to_lowercase().filter(|c| !is_accent(*c))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_folds_to_what_folds_no_further() {
        let (mut once, mut twice) = (String::new(), String::new());
        for c in '\0'..=char::MAX {
            once.clear();
            twice.clear();
            let alone = c.encode_utf8(&mut [0; 4]).to_owned();
            fold_into(&alone, &mut once, &mut String::new());
            fold_into(&once, &mut twice, &mut String::new());
            assert_eq!(once, twice, "{c:?}");
        }
        assert_eq!(
            (fold("″"), fold("ŉ"), fold("＇")),
            ("''".into(), "'n".into(), "'".into())
        );
    }

    /// All words of up to four of these, among them parts of syllables, whole
    /// ones, vowels that are joined to others, and marks out of their order.
    #[test]
    fn what_stands_together_is_composed() {
        let signs = [
            'a', 'É', '\u{1100}', '\u{1161}', '\u{11a8}', '\u{ac00}', '\u{ac01}', '\u{3131}',
            '\u{304b}', '\u{3099}', '\u{9c7}', '\u{9be}', '\u{915}', '\u{93c}', '\u{94d}',
            '\u{5d0}', '\u{5bc}', '\u{5b4}', '\u{958}', '\u{fdfa}',
        ];
        let mut words = vec![String::new()];
        let mut composed = String::new();
        for _ in 0..4 {
            let longer = words
                .iter()
                .flat_map(|word| signs.map(|sign| format!("{word}{sign}")));
            words = longer.collect();
            for word in &words {
                let mut alone = String::new();
                word.chars().for_each(|c| fold_any(c, &mut alone));
                composed.clear();
                composed.extend(alone.nfc());
                assert_eq!(fold(word), composed, "{word:?}");
            }
        }
    }
}
