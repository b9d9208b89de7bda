use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_compatible;

use super::class::{is_accent, is_emoji, is_ignorable, is_regional, is_skin_tone};
use super::entities::entities_into;
use super::{Entity, EntityKind, Span};

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
    /// What [`entities`](super::entities) finds in the text without its unseen characters.
    entities: Vec<Entity>,
    spare: Spare,
}

/// What reading a text needs and leaves behind for the next one.
#[derive(Clone, Default)]
struct Spare {
    kept: String,
    removed: Vec<(usize, usize)>,
    found: Vec<Entity>,
    urls: Vec<Span>,
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
        self.letters.clear();
        self.words.clear();
        self.entities.clear();
        self.letters.reserve(text.len() + text.len() / 8);
        let mut spare = std::mem::take(&mut self.spare);
        spare.removed.clear();
        let is_plain = text.is_ascii() || !text.chars().any(is_ignorable);
        if !is_plain {
            leave_out_unseen(text, &mut spare.kept, &mut spare.removed);
        }
        let visible = Visible {
            text: if is_plain { text } else { &spare.kept },
            removed: &spare.removed,
        };
        entities_into(visible.text, &mut spare.found, &mut spare.urls);
        let mut reader = Reader {
            visible: &visible,
            at: 0,
            folded: self,
        };
        reader.read(&spare.found);
        let as_written = spare.found.iter().map(|entity| Entity {
            kind: entity.kind,
            span: visible.original(entity.span),
        });
        self.entities.extend(as_written);
        self.spare = spare;
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

    /// The entities of the text, found as if it had no unseen characters; none of them
    /// hides a number or an address.
    pub fn entities(&self) -> &[Entity] {
        &self.entities
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
        self.letters == other.letters
            && self.words == other.words
            && self.entities == other.entities
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
    fold_into(term, &mut folded);
    folded
}

fn fold_into(term: &str, folded: &mut String) {
    if term.is_ascii() {
        let start = folded.len();
        folded.push_str(term);
        if let Some(new) = folded.get_mut(start..) {
            new.make_ascii_lowercase();
        }
        return;
    }
    let start = folded.len();
    for c in term.chars() {
        fold_char(c, folded);
    }
    let beyond_latin = folded
        .get(start..)
        .is_some_and(|new| new.chars().any(|c| c >= '\u{300}'));
    if beyond_latin {
        let composed: String = folded.get(start..).unwrap_or("").nfc().collect();
        folded.truncate(start);
        folded.push_str(&composed);
    }
}

fn fold_char(c: char, folded: &mut String) {
    match c {
        'a'..='z' => folded.push(c),
        _ if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
        '’' | '‘' | 'ʼ' | '＇' | '′' => folded.push('\''),
        _ if is_ignorable(c) => {}
        _ => decompose_compatible(c, |part| {
            if !is_accent(part) && !is_ignorable(part) {
                fold_case(part, folded);
            }
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

/// A text without the characters that show nothing of themselves.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.chars().any(is_ignorable) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| !is_ignorable(*c)).collect())
}

/// Whether a text shows nothing: it is empty, or white space and unseen characters.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_ignorable(c))
}

/// Keeps what is seen of a text. For each stretch taken out, `removed` gets where it stood
/// in `kept`, and how much was taken out up to there.
fn leave_out_unseen(text: &str, kept: &mut String, removed: &mut Vec<(usize, usize)>) {
    kept.clear();
    let mut total = 0;
    for c in text.chars() {
        if !is_ignorable(c) {
            kept.push(c);
            continue;
        }
        total += c.len_utf8();
        match removed.last_mut() {
            Some((at, sum)) if *at == kept.len() => *sum = total,
            _ => removed.push((kept.len(), total)),
        }
    }
}

/// A text without its unseen characters, and where its bytes stood.
struct Visible<'t> {
    text: &'t str,
    removed: &'t [(usize, usize)],
}

impl Visible<'_> {
    /// The span in the text as it was written, without unseen characters at either end.
    fn original(&self, span: Span) -> Span {
        let before = |count: usize| {
            count
                .checked_sub(1)
                .and_then(|last| self.removed.get(last))
                .map_or(0, |(_, sum)| *sum)
        };
        let start = before(self.removed.partition_point(|(at, _)| *at <= span.start));
        let end = before(self.removed.partition_point(|(at, _)| *at < span.end));
        Span::new(span.start + start, span.end + end)
    }
}

struct Reader<'v> {
    visible: &'v Visible<'v>,
    at: usize,
    folded: &'v mut Folded,
}

impl Reader<'_> {
    fn read(&mut self, entities: &[Entity]) {
        for entity in entities {
            let kind = match entity.kind {
                EntityKind::Url => WordKind::Url,
                EntityKind::Email => WordKind::Email,
                EntityKind::Cashtag => WordKind::Cashtag,
                EntityKind::RemoteMention => WordKind::Mention,
                EntityKind::Mention
                | EntityKind::List
                | EntityKind::Hashtag
                | EntityKind::Phone
                | EntityKind::Iban
                | EntityKind::Reference
                | EntityKind::Amount
                | EntityKind::Time
                | EntityKind::Quantity
                | EntityKind::Abbreviation
                | EntityKind::Placeholder => continue,
            };
            if entity.span.start < self.at {
                continue;
            }
            self.words_up_to(entity.span.start);
            let sign = match kind {
                WordKind::Mention | WordKind::Cashtag => 1,
                _ => 0,
            };
            let body = Span::new(entity.span.start + sign, entity.span.end);
            self.push(entity.span, body, kind, false);
            self.at = entity.span.end;
        }
        self.words_up_to(self.visible.text.len());
    }

    fn words_up_to(&mut self, end: usize) {
        let visible = self.visible;
        let mut last_end = usize::MAX;
        while let Some(rest) = visible.text.get(self.at..end) {
            let between = |b: &u8| b.is_ascii() && !is_ascii_word(*b);
            self.at += rest.bytes().take_while(between).count();
            let Some(rest) = visible.text.get(self.at..end) else {
                return;
            };
            let Some(c) = rest.chars().next() else {
                return;
            };
            let start = self.at;
            if is_word(c) {
                let length = word_length(rest);
                self.word(start, start + length, last_end);
                last_end = self.at;
            } else if is_emoji(c) {
                let length = emoji_length(rest);
                let span = Span::new(start, start + length);
                let shown = Span::new(start, start + shown_length(rest, length));
                self.push(span, shown, WordKind::Emoji, false);
                self.at += length;
            } else {
                self.at += c.len_utf8();
            }
        }
    }

    fn word(&mut self, start: usize, end: usize, last_end: usize) {
        let text = self.visible.text;
        let body = Span::new(start, end);
        let before = text
            .get(..start)
            .and_then(|before| before.chars().next_back());
        let is_number = body.of(text).is_some_and(|w| {
            w.chars()
                .all(|c| c.is_numeric() || matches!(c, '.' | ',' | ':') || is_accent(c))
        });
        let sign = match before {
            Some('@' | '＠') => Some(WordKind::Mention),
            Some('#' | '＃') if !is_number => Some(WordKind::Hashtag),
            _ => None,
        };
        let stands_free = |sign: char| {
            text.get(..start - sign.len_utf8())
                .and_then(|before| before.chars().next_back())
                .is_none_or(|c| !is_word(c) && c != sign)
        };
        self.at = end;
        match (sign, before) {
            (Some(kind), Some(c)) if stands_free(c) => {
                self.push(Span::new(start - c.len_utf8(), end), body, kind, false);
            }
            _ => {
                let kind = if is_number {
                    WordKind::Number
                } else {
                    WordKind::Plain
                };
                let joined = last_end.checked_add(1) == Some(start) && before == Some('-')
                    || last_end.checked_add(3) == Some(start) && before == Some('\u{2010}')
                    || last_end.checked_add(3) == Some(start) && before == Some('\u{2011}');
                self.push(body, body, kind, joined);
            }
        }
    }

    fn push(&mut self, span: Span, body: Span, kind: WordKind, joined: bool) {
        let shadow = &mut self.folded.letters;
        let before = shadow.len();
        if before > 0 {
            shadow.push(' ');
        }
        match kind {
            WordKind::Hashtag => shadow.push('#'),
            WordKind::Mention => shadow.push('@'),
            _ => {}
        }
        let start = shadow.len();
        fold_into(body.of(self.visible.text).unwrap_or(""), shadow);
        let letters = Span::new(start, shadow.len());
        if letters.is_empty() {
            shadow.truncate(before);
            return;
        }
        self.folded.words.push(Word {
            span: self.visible.original(span),
            kind,
            joined,
            letters,
        });
    }
}

fn is_ascii_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

fn is_word(c: char) -> bool {
    match u8::try_from(c) {
        Ok(b) if b.is_ascii() => is_ascii_word(b),
        _ => (c.is_alphanumeric() || is_mark(c)) && !is_emoji(c),
    }
}

fn is_mark(c: char) -> bool {
    is_accent(c) || unicode_normalization::char::is_combining_mark(c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '＇')
}

/// The length of the word that `text` begins with.
fn word_length(text: &str) -> usize {
    let plain = text.bytes().take_while(|b| is_ascii_word(*b)).count();
    let may_go_on = |b: &u8| !b.is_ascii() || matches!(b, b'\'' | b'.' | b',' | b':');
    if plain > 0 && !text.as_bytes().get(plain).is_some_and(may_go_on) {
        return plain;
    }
    let mut chars = text.char_indices().peekable();
    let mut before = ' ';
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, next)| *next);
        let joins = (is_apostrophe(c) && before.is_alphabetic() && next.is_alphabetic())
            || (matches!(c, '.' | ',' | ':') && before.is_ascii_digit() && next.is_ascii_digit());
        if !is_word(c) && !joins {
            return at;
        }
        before = c;
    }
    text.len()
}

/// The length of the emoji that `text` begins with: a flag, or one sign and its skin and marks.
fn emoji_length(text: &str) -> usize {
    let mut chars = text.chars();
    let first = chars.next();
    let second = chars.clone().next();
    let mut length = first.map_or(0, char::len_utf8);
    if first.is_some_and(is_regional)
        && let Some(second) = second.filter(|c| is_regional(*c))
    {
        length += second.len_utf8();
        chars.next();
    }
    length
        + chars
            .take_while(|c| is_skin_tone(*c) || is_accent(*c))
            .map(char::len_utf8)
            .sum::<usize>()
}

/// How much of an emoji of `length` tells it from others: all but its skin.
fn shown_length(text: &str, length: usize) -> usize {
    let mut chars = text.chars();
    let first = chars.next();
    let one = first.map_or(0, char::len_utf8);
    match chars.next() {
        Some(second) if length > one && is_regional(second) => one + second.len_utf8(),
        _ => one,
    }
}
