use super::{Word, WordKind, fold_into};
use crate::text::class::{is_accent, is_caseless_letter, is_emoji, is_regional, is_skin_tone};
use crate::text::entities::EntityReader;
use crate::text::scan::{Runs, has_pair};
use crate::text::unseen::Visible;
use crate::text::{Entity, EntityKind, Span};

/// What reading a text needs and leaves behind for the next one.
#[derive(Clone, Default)]
pub(super) struct Room {
    entities: EntityReader,
    composed: String,
}

/// Reads the words of a text, and their folded letters into `shadow`; both are empty.
pub(super) fn read(
    visible: &Visible<'_>,
    room: &mut Room,
    shadow: &mut String,
    words: &mut Vec<Word>,
) {
    let mut reader = Reader {
        visible,
        letters: Runs::new(visible.text.as_bytes()),
        composed: &mut room.composed,
        at: 0,
        last_end: NOWHERE,
        run: Run::default(),
        shadow,
        words,
    };
    // Few texts have an entity that is one word.
    match may_have_entity(visible.text.as_bytes()) {
        true => reader.read(room.entities.read_words(visible.text)),
        false => reader.words_up_to(visible.text.len()),
    }
    // What is folded has no capitals, and what stands there as it was written
    // is within ASCII.
    shadow.make_ascii_lowercase();
}

/// Where no word ended.
const NOWHERE: usize = usize::MAX;

struct Reader<'v> {
    visible: &'v Visible<'v>,
    /// The letters, digits and underscores of the text within ASCII.
    letters: Runs<'v>,
    composed: &'v mut String,
    at: usize,
    /// Where the word before ended, unless an entity stood between.
    last_end: usize,
    /// Words that are read and not yet in the shadow.
    run: Run,
    shadow: &'v mut String,
    words: &'v mut Vec<Word>,
}

/// Words within ASCII with one space between them: they stand in the shadow as
/// they stand in the text, and are put there together.
#[derive(Clone, Copy, Default)]
struct Run {
    start: usize,
    end: usize,
    /// Where the first of them will stand in the shadow.
    shadow: usize,
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
        self.last_end = NOWHERE;
        let text = self.visible.text.get(..end).unwrap_or("");
        let bytes = text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            match class(byte) {
                BEYOND => self.beyond_ascii(text),
                LETTER | DIGIT => self.ascii_words(text),
                _ => self.at += 1,
            }
        }
        self.end_run();
    }

    /// A word that begins in ASCII, and as a rule ends there; with it those
    /// that follow with one space between them.
    fn ascii_words(&mut self, text: &str) {
        let bytes = text.as_bytes();
        if !self.goes_on(self.at) {
            let before = self.at.checked_sub(1).and_then(|before| bytes.get(before));
            if let Some(b'@' | b'#' | b'-' | 128..) = before {
                return self.ascii_word(text);
            }
            self.begin_run(self.at);
        }
        if !self.plain_words(bytes) {
            self.ascii_word(text);
        }
    }

    /// Goes on with the run, up to a word that is not plain; whether it came
    /// to the end of the run first. What this needs is held apart from the
    /// rest: nearly all words are read here.
    #[inline(never)]
    fn plain_words(&mut self, bytes: &[u8]) -> bool {
        let (letters, words) = (&mut self.letters, &mut *self.words);
        // So far a place in the shadow is from that in the text.
        let shift = self.run.shadow.wrapping_sub(self.run.start);
        let moved = self.visible.is_moved();
        let mut push = |start: usize, end: usize, is_number: bool| {
            let body = Span::new(start, end);
            words.push(Word {
                span: if moved {
                    self.visible.original(body)
                } else {
                    body
                },
                kind: plain(is_number),
                joined: false,
                letters: Span::new(start.wrapping_add(shift), end.wrapping_add(shift)),
            });
        };
        let (mut at, mut before) = (self.at, self.run.end);
        let mut first = bytes.get(at).map_or(BETWEEN, |first| class(*first));
        let at_end = loop {
            let end = letters.end(at, is_ascii_word).min(bytes.len());
            let is_number = first == DIGIT && is_number(bytes, at, end);
            match bytes.get(end) {
                Some(b' ') => {}
                Some(&next) if may_go_on(next, bytes.get(end + 1)) => break false,
                _ => {
                    push(at, end, is_number);
                    (at, before) = (end, end);
                    break true;
                }
            }
            push(at, end, is_number);
            (at, before) = (end, end);
            first = bytes.get(end + 1).map_or(BETWEEN, |first| class(*first));
            if first & (LETTER | DIGIT) == 0 {
                break true;
            }
            at += 1;
        };
        if before > self.run.end {
            (self.run.end, self.last_end) = (before, before);
        }
        self.at = at;
        at_end
    }

    /// A word that begins in ASCII, whatever stands around it.
    fn ascii_word(&mut self, text: &str) {
        let (start, bytes) = (self.at, text.as_bytes());
        let end = self.letters.end(start, is_ascii_word).min(bytes.len());
        let next = bytes.get(end).copied().unwrap_or(b' ');
        if may_go_on(next, bytes.get(end + 1)) {
            let rest = text.get(start..).unwrap_or("");
            let body = Span::new(start, start + word_length(rest));
            return self.word(body, body.of(text).is_some_and(is_number_word));
        }
        self.word(Span::new(start, end), is_number(bytes, start, end));
    }

    fn begin_run(&mut self, start: usize) {
        self.end_run();
        let before = self.shadow.len();
        self.run.start = start;
        self.run.shadow = before + usize::from(before > 0);
    }

    /// Whether one space parts a word that begins here from the run before it.
    fn goes_on(&self, start: usize) -> bool {
        let before = self.visible.text.as_bytes().get(self.run.end);
        self.run.end > 0 && self.run.end + 1 == start && before == Some(&b' ')
    }

    /// Puts the words of the run into the shadow.
    fn end_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        if run.end == 0 {
            return;
        }
        let (text, shadow) = (self.visible.text, &mut *self.shadow);
        // As a rule the space before it stands in the text too.
        let spaced = run.start.checked_sub(1);
        let spaced = spaced.and_then(|before| text.get(before..run.end));
        match spaced.filter(|it| it.starts_with(' ')) {
            Some(words) if !shadow.is_empty() => shadow.push_str(words),
            _ => {
                if !shadow.is_empty() {
                    shadow.push(' ');
                }
                shadow.push_str(text.get(run.start..run.end).unwrap_or(""));
            }
        }
    }

    fn beyond_ascii(&mut self, text: &str) {
        let start = self.at;
        let rest = text.get(start..).unwrap_or("");
        let Some(c) = rest.chars().next() else {
            self.at = text.len();
            return;
        };
        if is_word(c) {
            let body = Span::new(start, start + word_length(rest));
            self.word(body, body.of(text).is_some_and(is_number_word));
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

    fn word(&mut self, body: Span, is_number: bool) {
        let (kind, width) = self.sign(body.start, is_number);
        let joined = width == 0 && self.is_joined(body.start);
        let span = Span::new(body.start - width, body.end);
        self.push(span, body, kind, joined);
        self.at = body.end;
        self.last_end = body.end;
    }

    /// The kind of the word that begins at `start`, and how many bytes its sign has.
    fn sign(&self, start: usize, is_number: bool) -> (WordKind, usize) {
        let before = self.visible.text.get(..start).unwrap_or("");
        let mut backwards = before.chars().rev();
        let (kind, sign) = match backwards.next() {
            Some(sign @ ('@' | '＠')) => (WordKind::Mention, sign),
            Some(sign @ ('#' | '＃')) if !is_number => (WordKind::Hashtag, sign),
            _ => return (plain(is_number), 0),
        };
        match backwards.next() {
            Some(c) if is_word(c) || c == sign => (plain(is_number), 0),
            _ => (kind, sign.len_utf8()),
        }
    }

    /// Whether nothing but a hyphen stands between the word before and `start`.
    fn is_joined(&self, start: usize) -> bool {
        let between = self.visible.text.get(self.last_end..start);
        matches!(between, Some("-" | "\u{2010}" | "\u{2011}"))
    }

    fn push(&mut self, span: Span, body: Span, kind: WordKind, joined: bool) {
        self.end_run();
        let shadow = &mut *self.shadow;
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
        let body = body.of(self.visible.text).unwrap_or("");
        match body.is_ascii() {
            true => shadow.push_str(body),
            false => fold_into(body, shadow, self.composed),
        }
        let letters = Span::new(start, shadow.len());
        if letters.is_empty() {
            shadow.truncate(before);
            return;
        }
        self.words.push(Word {
            span: self.visible.original(span),
            kind,
            joined,
            letters,
        });
    }
}

/// What a byte can be to a word.
type Class = u8;
const BETWEEN: Class = 0;
const LETTER: Class = 1;
const DIGIT: Class = 2;
const BEYOND: Class = 4;

fn class(byte: u8) -> Class {
    static CLASSES: [Class; 256] = classes();
    CLASSES.get(usize::from(byte)).copied().unwrap_or(BETWEEN)
}

const fn classes() -> [Class; 256] {
    let mut classes = [BETWEEN; 256];
    let mut rest: &mut [Class] = &mut classes;
    let mut byte: u8 = 0;
    while let [slot, others @ ..] = rest {
        *slot = match byte {
            b'0'..=b'9' => DIGIT,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => LETTER,
            128.. => BEYOND,
            _ => BETWEEN,
        };
        byte = byte.wrapping_add(1);
        rest = others;
    }
    classes
}

/// Whether an entity may be among the words that is one word: an address has a
/// letter after its point, and a cashtag one after its sign.
fn may_have_entity(bytes: &[u8]) -> bool {
    let is_sign = |b: u8| (b == b'.') | (b == b'$');
    let is_letter = |b: u8| (b | 0x20).is_ascii_lowercase() | !b.is_ascii();
    has_pair(bytes, |one, next| is_sign(one) & is_letter(next))
}

fn plain(is_number: bool) -> WordKind {
    match is_number {
        true => WordKind::Number,
        false => WordKind::Plain,
    }
}

/// Whether a word within ASCII is digits and nothing else.
#[inline(never)]
fn is_number(bytes: &[u8], start: usize, end: usize) -> bool {
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    is_digit(start) && (start..end).all(is_digit)
}

/// Whether a word is digits, with nothing but `.`, `,` and `:` between them.
fn is_number_word(word: &str) -> bool {
    word.chars()
        .all(|c| c.is_numeric() || matches!(c, '.' | ',' | ':') || is_accent(c))
}

fn is_ascii_word(b: u8) -> bool {
    (b | 0x20).is_ascii_lowercase() | b.is_ascii_digit() | (b == b'_')
}

/// Whether a word within ASCII may go on at the byte that follows it, which
/// stands before this one.
fn may_go_on(byte: u8, next: Option<&u8>) -> bool {
    let class = next.map_or(BETWEEN, |next| class(*next));
    match byte {
        b'\'' => class & (LETTER | BEYOND) != 0,
        b'.' | b',' | b':' => class == DIGIT,
        _ => !byte.is_ascii(),
    }
}

fn is_word(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => u8::try_from(c).is_ok_and(is_ascii_word),
        '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{24f}' => true,
        // Most emoji; no letter stands among them.
        '\u{1f300}'..='\u{1faff}' => false,
        // Those of Korean are also written in parts.
        '\u{1100}'..='\u{11ff}' => true,
        _ if is_caseless_letter(c) => true,
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Those that are told by where they stand are what their properties say.
    #[test]
    fn words_are_of_letters_digits_and_marks() {
        for c in '\0'..=char::MAX {
            let is_letter = c == '_' || c.is_alphanumeric() || is_mark(c);
            let is_sign = !c.is_ascii() && is_emoji(c);
            assert_eq!(is_word(c), is_letter && !is_sign, "{c:?}");
        }
    }
}
