//! A draft, read: its words, sentences and entities, and which phrases stand in it.

use super::lexicon::{Hit, Hits, Lexicon, Readable};
use super::shown::Shown;
use super::words::{List, Words};
use crate::text::{Entity, Folded, Lang, Span, Word, WordKind, entities};

/// The longest quotation that is taken for one, in bytes.
const LONGEST_QUOTE: usize = 400;

/// What one pass over a draft tells. All spans are of what is [shown](Shown).
#[derive(Debug)]
pub(super) struct Reading<'d> {
    pub(super) shown: Shown<'d>,
    pub(super) entities: Vec<Entity>,
    pub(super) sentences: Vec<Sentence>,
    pub(super) lang: Lang,
    folded: Folded,
    /// For every word, the sentence it stands in.
    sentence_of: Vec<usize>,
    /// For every word, whether somebody else is quoted.
    quoted: Vec<bool>,
    hits: Hits,
}

/// Words up to a full stop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sentence {
    pub(super) first: usize,
    /// The word after the last.
    pub(super) end: usize,
    /// Whether it ends in a question mark.
    pub(super) asks: bool,
}

impl<'d> Reading<'d> {
    /// Reads a draft; `told` is its language where that is known, `usual` where nothing tells.
    pub(super) fn of(draft: &'d str, words: &Words, told: Option<Lang>, usual: Lang) -> Self {
        let shown = Shown::of(draft);
        let folded = Folded::new(&shown.text);
        let entities = entities(&shown.text);
        let (sentences, sentence_of) = sentences(&shown.text, folded.words());
        let quoted = quoted(&shown.text, folded.words());
        let mut reading = Self {
            shown,
            entities,
            sentences,
            lang: usual,
            folded,
            sentence_of,
            quoted,
            hits: Hits::new(),
        };
        reading.find(&words.lexicon, told);
        reading
    }

    fn find(&mut self, lexicon: &Lexicon, told: Option<Lang>) {
        let words = self.words().len();
        self.lang = told
            .or_else(|| lexicon.language(self, words))
            .unwrap_or(self.lang);
        let mut hits = lexicon.read(self, words, self.lang);
        for found in hits.values_mut() {
            found.retain(|hit| !self.is_quoted(hit.first));
            found.dedup();
        }
        self.hits = hits;
    }

    pub(super) fn text(&self) -> &str {
        &self.shown.text
    }

    pub(super) fn words(&self) -> &[Word] {
        self.folded.words()
    }

    pub(super) fn hits(&self, list: List) -> &[Hit] {
        self.hits.get(&list).map_or(&[], Vec::as_slice)
    }

    /// The phrases of a list that begin in words `from..to`.
    pub(super) fn hits_in(&self, list: List, from: usize, to: usize) -> &[Hit] {
        let hits = self.hits(list);
        let start = hits.partition_point(|hit| hit.first < from);
        let end = hits.partition_point(|hit| hit.first < to);
        hits.get(start..end).unwrap_or(&[])
    }

    pub(super) fn has(&self, list: List, sentence: &Sentence) -> bool {
        !self.hits_in(list, sentence.first, sentence.end).is_empty()
    }

    pub(super) fn is_quoted(&self, word: usize) -> bool {
        self.quoted.get(word).copied().unwrap_or(false)
    }

    pub(super) fn kind(&self, at: usize) -> Option<WordKind> {
        self.words().get(at).map(|word| word.kind)
    }

    /// The word as it is shown, capitals and all.
    pub(super) fn raw(&self, at: usize) -> &str {
        let word = self.words().get(at);
        word.and_then(|word| word.span.of(self.text()))
            .unwrap_or("")
    }

    pub(super) fn span(&self, at: usize) -> Span {
        self.words()
            .get(at)
            .map_or(Span::default(), |word| word.span)
    }

    /// From the first of the words to the last.
    pub(super) fn span_of(&self, first: usize, last: usize) -> Span {
        Span::new(self.span(first).start, self.span(last).end)
    }

    /// The first word that begins at or after a byte.
    pub(super) fn word_from(&self, byte: usize) -> usize {
        self.words().partition_point(|word| word.span.start < byte)
    }

    /// What stands between a word and the next.
    pub(super) fn after(&self, at: usize) -> &str {
        let end = self.span(at).end;
        let next = self.words().get(at + 1).map(|word| word.span.start);
        let next = next.unwrap_or(self.text().len());
        self.text().get(end..next).unwrap_or("")
    }

    /// What stands between a word and the one before.
    pub(super) fn before(&self, at: usize) -> &str {
        match at.checked_sub(1) {
            Some(previous) => self.after(previous),
            None => self.text().get(..self.span(0).start).unwrap_or(""),
        }
    }

    pub(super) fn sentence_at(&self, word: usize) -> Option<&Sentence> {
        self.sentences.get(*self.sentence_of.get(word)?)
    }

    pub(super) fn is_capital(&self, at: usize) -> bool {
        self.raw(at).starts_with(char::is_uppercase)
    }
}

impl Readable for Reading<'_> {
    fn word(&self, at: usize) -> Option<&str> {
        self.folded.word(at)
    }

    fn is_number(&self, at: usize) -> bool {
        let has_unit = || {
            let raw = self.raw(at);
            raw.len() <= 6 && raw.starts_with(|c: char| c.is_ascii_digit())
        };
        match self.kind(at) {
            Some(WordKind::Number) => true,
            // `3pm`, `17u`
            Some(WordKind::Plain) => has_unit(),
            _ => false,
        }
    }

    fn sentence(&self, at: usize) -> Option<usize> {
        self.sentence_of.get(at).copied()
    }

    fn opens_sentence(&self, at: usize) -> bool {
        let sentence = self.sentence_at(at);
        sentence.is_some_and(|sentence| {
            (sentence.first..at).all(|before| {
                at - sentence.first <= 4 && self.kind(before) != Some(WordKind::Plain)
            }) || self.before(at).contains([',', ':', ';'])
        })
    }

    fn parts_after(&self, at: usize) -> bool {
        self.after(at).contains([',', ';', ':'])
    }

    fn closes_clause(&self, at: usize) -> bool {
        let goes_on = self.sentence(at + 1) == self.sentence(at) && self.after(at) == " ";
        !goes_on
            || self
                .word(at + 1)
                .is_none_or(|next| FOLLOWS_A_PART.contains(&next))
    }
}

/// Words that a clause goes on with after the part of a verb: `we geven het door aan Jan`.
const FOLLOWS_A_PART: [&str; 24] = [
    "aan", "bij", "met", "naar", "en", "zodat", "om", "in", "tijdens", "binnen", "intern", "maar",
    "want", "dan", "hoor", "zeker", "namens", "via", "richting", "vandaag", "morgen", "tot",
    "voor", "of",
];

/// The sentences, and for every word which one it stands in.
fn sentences(text: &str, words: &[Word]) -> (Vec<Sentence>, Vec<usize>) {
    let mut sentences: Vec<Sentence> = Vec::new();
    let mut sentence_of = Vec::with_capacity(words.len());
    let mut first = 0;
    for (at, word) in words.iter().enumerate() {
        sentence_of.push(sentences.len());
        let next = words.get(at + 1);
        let until = next.map_or(text.len(), |next| next.span.start);
        let between = text.get(word.span.end..until).unwrap_or("");
        let next = next.and_then(|next| next.span.of(text));
        if ends_sentence(word, word.span.of(text).unwrap_or(""), between, next) {
            sentences.push(Sentence {
                first,
                end: at + 1,
                asks: between.contains('?'),
            });
            first = at + 1;
        }
    }
    (sentences, sentence_of)
}

fn ends_sentence(word: &Word, raw: &str, between: &str, next: Option<&str>) -> bool {
    let Some(next) = next else {
        return true;
    };
    let goes_on = next.starts_with(char::is_lowercase);
    if between.contains(['!', '?', '\n', '…']) {
        return true;
    }
    if word.kind == WordKind::Emoji && !goes_on {
        return true;
    }
    let is_initial = raw.chars().nth(1).is_none() && raw.starts_with(char::is_alphabetic);
    between.contains(". ") && !goes_on && !is_initial && !is_title(raw)
}

/// Abbreviations that a capital follows.
fn is_title(word: &str) -> bool {
    const TITLES: [&str; 14] = [
        "dhr", "mw", "mevr", "dr", "drs", "ir", "ing", "mr", "mrs", "ms", "prof", "st", "fam", "nr",
    ];
    TITLES.iter().any(|title| title.eq_ignore_ascii_case(word))
}

/// For every word, whether it stands in quotation marks that open and close on one line.
fn quoted(text: &str, words: &[Word]) -> Vec<bool> {
    let mut quoted = vec![false; words.len()];
    let mut opened: Option<(usize, char)> = None;
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, next)| *next);
        match opened {
            Some((start, mark)) if c == mark && closes(mark, before, next) => {
                let first = words.partition_point(|word| word.span.start < start);
                let end = words.partition_point(|word| word.span.start < at);
                let inside = quoted.get_mut(first..end);
                inside.into_iter().flatten().for_each(|it| *it = true);
                opened = None;
            }
            Some((start, _)) if c == '\n' || at - start > LONGEST_QUOTE => opened = None,
            Some(_) => {}
            None => opened = opens(c, before, text, at).map(|mark| (at, mark)),
        }
        before = c;
    }
    quoted
}

/// The mark that closes what `c` opens, where it opens something.
fn opens(c: char, before: char, text: &str, at: usize) -> Option<char> {
    let is_free = !before.is_alphanumeric();
    let follows = |chars: &[char]| {
        let mut rest = text.get(at..).unwrap_or("").chars().skip(1);
        let (one, two) = (rest.next(), rest.next());
        one.is_some_and(|c| chars.contains(&c)) && two.is_none_or(|c| !c.is_alphanumeric())
    };
    // `'s avonds`, `'t`, `'n` open nothing.
    match c {
        '"' if is_free => Some('"'),
        '“' | '„' | '”' if is_free => Some('”'),
        '«' => Some('»'),
        '‘' if is_free && !follows(&['s', 't', 'n', 'k', 'm', 'r']) => Some('’'),
        '\'' if is_free && !follows(&['s', 't', 'n', 'k', 'm', 'r', 'S', 'T']) => Some('\''),
        _ => None,
    }
}

fn closes(mark: char, before: char, next: char) -> bool {
    match mark {
        '\'' | '’' => !before.is_whitespace() && !next.is_alphanumeric(),
        _ => true,
    }
}
