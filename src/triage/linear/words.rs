//! The words and marks of a text as numbers, and its letters one byte each.

use std::fmt;

use super::codes::{self, BEYOND, Class, MARK, SPACE, TRIGGER, WORD, class};
use crate::text::{Folded, Span, WordKind, begins_top_level_domain, is_address};
use crate::triage::draw::mix;

/// One word of a text, or one run of the same mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// The same for words that are the same once folded.
    pub(super) hash: u64,
    /// Where it stands in the text.
    pub(super) span: Span,
    /// Where its letters stand, of those of all words; nowhere where they say nothing.
    letters: Span,
    /// Whether it is a hashtag.
    pub(super) is_topic: bool,
}

/// What is read of a text: its words, as the matching shadow has them, and the
/// marks between them.
///
/// A text is read by the chunk: what stands between white space. Most chunks
/// are nothing but letters, or a word of ASCII or accented Latin with marks
/// around it, and the others are left to [`Folded`].
#[derive(Clone, Default)]
pub(super) struct Words {
    /// The letters of every word, a space before and after it.
    ///
    /// First the text itself, in lower case and with a space for all that is of
    /// no word; behind it the words that are written with other letters.
    letters: Vec<u8>,
    tokens: Vec<Token>,
    words: usize,
    /// Where the letters of a chunk that is not ASCII stand in the text.
    places: Vec<usize>,
    folded: Folded,
}

/// Every address counts as one word, every account as another, and as a third
/// where a text begins or ends.
pub(super) const ADDRESS: u64 = mix(1);
pub(super) const ACCOUNT: u64 = mix(2);
const EDGE: u64 = mix(3);

/// Where there are no letters.
const NOWHERE: Span = Span::new(0, 0);

impl Token {
    /// Where a text begins or ends.
    fn edge(at: usize) -> Self {
        Self {
            hash: EDGE,
            span: Span::new(at, at),
            letters: NOWHERE,
            is_topic: false,
        }
    }

    /// So many of the same mark.
    fn mark(mark: u8, count: u64, span: Span) -> Self {
        Self {
            hash: mix(u64::from(mark) << 2 | count),
            span,
            letters: NOWHERE,
            is_topic: false,
        }
    }

    /// How many letters it has that say something.
    pub(super) fn length(&self) -> usize {
        self.letters.len()
    }
}

impl Words {
    pub(super) fn new(text: &str) -> Self {
        let mut words = Self::default();
        words.refill(text);
        words
    }

    /// Reads a text in the place of the one before.
    pub(super) fn refill(&mut self, text: &str) {
        self.tokens.clear();
        self.tokens.push(Token::edge(0));
        self.words = 0;
        self.letters.clear();
        self.letters.push(b' ');
        self.letters.extend_from_slice(text.as_bytes());
        for letter in &mut self.letters {
            *letter = letter.to_ascii_lowercase().max(b' ');
        }
        self.letters.push(b' ');
        let mut at = 1;
        while at <= text.len() {
            if let Some(end) = self.plain(at) {
                at = end + 1;
                continue;
            }
            let (chunk, classes) = self.chunk(at);
            if classes & !WORD != 0 {
                self.odd(text, chunk, classes);
            } else if !chunk.is_empty() {
                self.word(chunk, written(chunk));
            }
            at = chunk.end + 1;
        }
        self.tokens.push(Token::edge(text.len()));
    }

    /// The words and marks in their order, with an edge at either end.
    pub(super) fn edged_tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The words and marks in their order.
    pub(super) fn tokens(&self) -> &[Token] {
        match self.tokens.as_slice() {
            [_, tokens @ .., _] => tokens,
            _ => &[],
        }
    }

    /// How many words there are, without the marks.
    pub(super) fn count(&self) -> usize {
        self.words
    }

    /// The letters of all words, with spaces between.
    pub(super) fn letters(&self) -> &[u8] {
        &self.letters
    }

    /// The letters of a token, with a space at either end.
    pub(super) fn edged(&self, token: &Token) -> &[u8] {
        let Span { start, end } = token.letters;
        let edged = start.checked_sub(1).map(|edge| edge..end + 1);
        let letters = edged.and_then(|edged| self.letters.get(edged));
        letters.unwrap_or_default()
    }

    /// The letters of a token; none where they say nothing.
    pub(super) fn spelling(&self, token: &Token) -> &[u8] {
        self.of(token.letters)
    }

    /// Reads the chunk that begins at a place, where it is a word, or none, and
    /// at most a sign before and a mark after it: most are. The end of it.
    #[inline(always)]
    fn plain(&mut self, start: usize) -> Option<usize> {
        let sign = match self.letter(start) {
            // After a hash sign a number is no topic.
            sign @ (b'@' | b'#') if self.letter(start + 1).is_ascii_lowercase() => sign,
            _ => b' ',
        };
        let from = start + usize::from(sign != b' ');
        let (length, hash) = codes::plain(&self.letters, from);
        let letters = Span::new(from, from + length);
        let mark = self.letter(letters.end);
        if mark == b' ' {
            self.signed(hash, start, letters, sign);
            return Some(letters.end);
        }
        let is_mark = class(mark) & MARK != 0 && self.letter(letters.end + 1) == b' ';
        if !is_mark || letters.is_empty() {
            return None;
        }
        self.signed(hash, start, letters, sign);
        let place = Span::new(letters.end, letters.end + 1);
        self.tokens.push(Token::mark(mark, 1, written(place)));
        self.blank(place);
        Some(place.end)
    }

    /// A word, if there is one, with the sign that it begins with.
    #[inline(always)]
    fn signed(&mut self, hash: u64, start: usize, letters: Span, sign: u8) {
        let span = written(Span::new(start, letters.end));
        match sign {
            b'@' => {
                self.blank(Span::new(start, letters.end));
                self.push(ACCOUNT, span, NOWHERE);
            }
            b'#' => {
                self.blank(Span::new(start, letters.start));
                self.push(hash, span, letters);
                self.topic();
            }
            _ if letters.is_empty() => {}
            _ => self.push(hash, span, letters),
        }
    }

    /// The letters up to the next white space, and of which classes they are.
    fn chunk(&self, start: usize) -> (Span, Class) {
        let rest = self.letters.get(start..).unwrap_or_default();
        let mut classes = 0;
        let mut length = 0;
        for letter in rest {
            let class = class(*letter);
            if class == SPACE {
                break;
            }
            classes |= class;
            length += 1;
        }
        (Span::new(start, start + length), classes)
    }

    fn word(&mut self, letters: Span, span: Span) {
        let hash = codes::hash(self.of(letters));
        self.push(hash, span, letters);
    }

    fn push(&mut self, hash: u64, span: Span, letters: Span) {
        self.words += 1;
        self.tokens.push(Token {
            hash,
            span,
            letters,
            is_topic: false,
        });
    }

    /// The last word is a hashtag.
    fn topic(&mut self) {
        if let Some(token) = self.tokens.last_mut() {
            token.is_topic = true;
        }
    }

    /// A chunk that is not just a word.
    fn odd(&mut self, text: &str, chunk: Span, classes: Class) {
        let span = written(chunk);
        let Some(raw) = span.of(text) else { return };
        if classes & BEYOND != 0 {
            self.blank(chunk);
            self.beyond_ascii(raw, span);
        } else if !self.begins_entity(raw, chunk, classes, |at| at - chunk.start) {
            self.pass(chunk, |at| at - 1);
        } else {
            self.blank(chunk);
            match is_address(raw) {
                true => self.push(ADDRESS, span, NOWHERE),
                false => self.fold(raw, span.start),
            }
        }
    }

    /// A chunk that is read by its letters without accents, if it has such.
    fn beyond_ascii(&mut self, raw: &str, span: Span) {
        let from = self.letters.len();
        let mut places = std::mem::take(&mut self.places);
        let spelt = codes::spell(raw, &mut self.letters, &mut places);
        let chunk = Span::new(from, self.letters.len());
        self.letters.push(b' ');
        let place = |at: usize| places.get(at - from).copied().unwrap_or(raw.len());
        match spelt {
            Some(classes) if !self.begins_entity(raw, chunk, classes, place) => {
                self.pass(chunk, |at| span.start + place(at));
            }
            _ => {
                self.letters.truncate(from);
                self.fold(raw, span.start);
            }
        }
        self.places = places;
    }

    /// Whether an address, or a cashtag, may be within: a point before a
    /// top-level domain, or a dollar sign before a letter.
    fn begins_entity(
        &self,
        raw: &str,
        chunk: Span,
        classes: Class,
        place: impl Fn(usize) -> usize,
    ) -> bool {
        let begins = |(pair, at): (&[u8], usize)| match pair {
            [b'.', next] if next.is_ascii_lowercase() => raw
                .get(place(at + 1)..)
                .is_some_and(begins_top_level_domain),
            [b'$', next] => next.is_ascii_lowercase(),
            _ => false,
        };
        let mut pairs = self.of(chunk).windows(2).zip(chunk.start..);
        classes & TRIGGER != 0 && pairs.any(begins)
    }

    /// Reads a chunk of words and marks that have one byte a character, and
    /// leaves a space for each that is of no word.
    fn pass(&mut self, chunk: Span, place: impl Fn(usize) -> usize) {
        let mut marks = Marks::default();
        // The two characters before.
        let (mut before, mut last) = (b' ', b' ');
        let mut at = chunk.start;
        while at < chunk.end {
            let letter = self.letter(at);
            if class(letter) & WORD == 0 {
                let ended = match class(letter) & (MARK | BEYOND) {
                    0 => marks.end(),
                    _ => marks.add(letter, Span::new(place(at), place(at + 1))),
                };
                self.tokens.extend(ended);
                if let Some(blank) = self.letters.get_mut(at) {
                    *blank = b' ';
                }
                (before, last) = (last, letter);
                at += 1;
                continue;
            }
            let end = self.word_end(at);
            let letters = Span::new(at, end);
            let may_sign = !is_word(before) && before != last;
            let sign = match last {
                b'@' if may_sign => marks.take_back(),
                b'#' if may_sign && !is_number(self.of(letters)) => marks.take_back(),
                _ => None,
            };
            self.tokens.extend(marks.end());
            match sign {
                Some(sign) if last == b'@' => {
                    self.blank(letters);
                    self.push(ACCOUNT, Span::new(sign, place(end)), NOWHERE);
                }
                Some(sign) => {
                    self.word(letters, Span::new(sign, place(end)));
                    self.topic();
                }
                None => self.word(letters, Span::new(place(at), place(end))),
            }
            (before, last) = (b'a', b'a');
            at = end;
        }
        self.tokens.extend(marks.end());
    }

    /// Where a word ends: an apostrophe joins letters, and a point, comma or
    /// colon joins digits.
    fn word_end(&self, start: usize) -> usize {
        let mut at = start;
        loop {
            at += codes::length(self.letters.get(at..).unwrap_or_default());
            let (before, next) = (self.letter(at - 1), self.letter(at + 1));
            let goes_on = match self.letter(at) {
                b'\'' => before.is_ascii_lowercase() && next.is_ascii_lowercase(),
                b'.' | b',' | b':' => before.is_ascii_digit() && next.is_ascii_digit(),
                other => other == b'_',
            };
            if !goes_on {
                return at;
            }
            at += 1;
        }
    }

    /// Reads a chunk of any letters and signs, which begins at `start`.
    fn fold(&mut self, raw: &str, start: usize) {
        let mut folded = std::mem::take(&mut self.folded);
        folded.refill(raw);
        let mut read_to = 0;
        for (word, form) in folded.iter() {
            self.marks(raw, Span::new(read_to, word.span.start), start);
            read_to = word.span.end;
            let span = Span::new(start + word.span.start, start + word.span.end);
            match word.kind {
                WordKind::Url => self.push(ADDRESS, span, NOWHERE),
                WordKind::Mention => self.push(ACCOUNT, span, NOWHERE),
                _ => self.spelt_out(form, span),
            }
            if word.kind == WordKind::Hashtag {
                self.topic();
            }
        }
        self.marks(raw, Span::new(read_to, raw.len()), start);
        self.folded = folded;
    }

    /// The marks between two words.
    fn marks(&mut self, raw: &str, gap: Span, start: usize) {
        let mut marks = Marks::default();
        for (at, c) in gap.of(raw).unwrap_or_default().char_indices() {
            let from = start + gap.start + at;
            let ended = match codes::mark(c) {
                Some(code) => marks.add(code, Span::new(from, from + c.len_utf8())),
                None => marks.end(),
            };
            self.tokens.extend(ended);
        }
        self.tokens.extend(marks.end());
    }

    /// A word of any letters.
    fn spelt_out(&mut self, form: &str, span: Span) {
        let from = self.letters.len();
        let mut beyond = 0;
        for c in form.chars() {
            if !c.is_ascii() {
                beyond = mix(beyond ^ u64::from(c));
            }
            // Some signs fold to a mark on a space, which would part the word.
            let letters = codes::letter(c).filter(|letter| *letter != b' ');
            self.letters.extend(letters);
        }
        let letters = Span::new(from, self.letters.len());
        self.letters.push(b' ');
        let hash = codes::hash(self.of(letters)) ^ beyond;
        self.push(hash, span, letters);
    }

    fn of(&self, letters: Span) -> &[u8] {
        let of = self.letters.get(letters.start..letters.end);
        of.unwrap_or_default()
    }

    fn letter(&self, at: usize) -> u8 {
        self.letters.get(at).copied().unwrap_or(b' ')
    }

    fn blank(&mut self, letters: Span) {
        let blanked = self.letters.get_mut(letters.start..letters.end);
        blanked.unwrap_or_default().fill(b' ');
    }
}

/// Tells how many words there are and nothing of what they say.
impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Words({})", self.words)
    }
}

/// Where letters that stand where they were written do so.
fn written(letters: Span) -> Span {
    Span::new(letters.start - 1, letters.end - 1)
}

fn is_word(letter: u8) -> bool {
    class(letter) & WORD != 0
}

fn is_number(letters: &[u8]) -> bool {
    let is_of_number = |byte: &u8| byte.is_ascii_digit() || b".,:".contains(byte);
    letters.iter().all(is_of_number)
}

/// Marks that are read one after the other: up to three of the same count
/// together.
#[derive(Default)]
struct Marks {
    run: Option<(u8, u64, Span)>,
}

impl Marks {
    /// One mark more. The run before it, if that has ended.
    fn add(&mut self, mark: u8, span: Span) -> Option<Token> {
        if let Some((same, count, run)) = &mut self.run
            && *same == mark
        {
            (*count, run.end) = ((*count + 1).min(3), span.end);
            return None;
        }
        let ended = self.end();
        self.run = Some((mark, 1, span));
        ended
    }

    fn end(&mut self) -> Option<Token> {
        let (mark, count, span) = self.run.take()?;
        Some(Token::mark(mark, count, span))
    }

    /// The last one is the sign of a word: where it stands.
    fn take_back(&mut self) -> Option<usize> {
        self.run.take().map(|(_, _, span)| span.start)
    }
}
