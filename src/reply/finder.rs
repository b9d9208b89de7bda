//! The breaks of a text, read from its beginning to its end.

mod loose;

use unicode_normalization::char::is_combining_mark;

use super::breaks::{Bond, Break, MARKER, Rank, Seams};
use super::draft::Draft;
use super::glue;
use super::whole::Cover;
use crate::text::{Abbreviations, Scan, Span, is_emoji};

pub(super) use loose::LooseSeams;

/// Every seam of a text in order: at white space, after a soft hyphen or a zero-width
/// space, and between characters of scripts without spaces.
pub(super) fn seams(draft: &Draft) -> Seams {
    // With some room for words that are short, so that a long list is not moved for them.
    let mut finder = Finder::new(draft, draft.body.len() / 4 + 1);
    finder.find(draft.body.end);
    finder.found
}

/// Whether a character with this first byte can have to do with a cut.
fn may_part(b: u8) -> bool {
    (b <= b' ') | (b == b'[') | (b == b'"') | (b == 0xc2) | (b >= 0xe1)
}

struct Finder<'t> {
    text: &'t str,
    body: Span,
    markers: &'t [Span],
    abbreviations: &'t Abbreviations,
    held: Cover<'t>,
    solid: Cover<'t>,
    at: usize,
    word_start: usize,
    quoted: bool,
    /// Where the last seam lets the next part begin.
    follows: usize,
    /// Whether it is asked how good a cut would be where words belong together.
    wants_firm: bool,
    /// Cuts of a worse kind are not asked for.
    worst: Rank,
    found: Seams,
}

impl<'t> Finder<'t> {
    fn new(draft: &'t Draft, expected: usize) -> Self {
        let start = draft.body.start;
        Self {
            text: draft.text,
            body: draft.body,
            markers: &draft.markers,
            abbreviations: draft.split.known_abbreviations(),
            held: Cover::new(&draft.whole.held),
            solid: Cover::new(&draft.whole.solid),
            at: start,
            word_start: start,
            quoted: false,
            follows: start,
            wants_firm: true,
            worst: Rank::Forced,
            found: Seams {
                loose: Vec::with_capacity(expected),
                firm: Vec::new(),
            },
        }
    }

    /// Finds the seams from here to `end`.
    fn find(&mut self, end: usize) {
        let (text, from) = (self.text, self.at);
        let bytes = text.as_bytes().get(from..end).unwrap_or(&[]);
        let mut scan = Scan::new(bytes, may_part);
        while let Some(skipped) = scan.next(self.at - from) {
            let at = from + skipped;
            if let Some((rank, bond)) = self.plain(at) {
                self.push(at, at + 1, rank, bond);
                self.at = at + 1;
                self.word_start = at + 1;
                continue;
            }
            let Some(c) = text
                .get(at..self.body.end)
                .and_then(|rest| rest.chars().next())
            else {
                return;
            };
            self.at = self.meet(at, c).max(at + c.len_utf8());
        }
    }

    /// What a space between two plain words is, as most seams are.
    #[inline]
    fn plain(&mut self, at: usize) -> Option<(Rank, Bond)> {
        let bytes = self.text.as_bytes();
        let [before, b' ', after] = bytes.get(at.checked_sub(1)?..at + 2)? else {
            return None;
        };
        if at + 1 >= self.body.end || at == self.word_start {
            return None;
        }
        let rank = match (before, after) {
            (b'a'..=b'z', b'a'..=b'z' | b'A'..=b'Z') => {
                let word = bytes.get(self.word_start..at)?;
                (!glue::is_plain_range(word)).then_some(Rank::Word)
            }
            (b'a'..=b'z' | b'A'..=b'Z', b'0'..=b'9') => {
                let word = bytes.get(self.word_start..at)?;
                (!glue::may_label(word) && !glue::is_plain_range(word)).then_some(Rank::Word)
            }
            (b'A'..=b'Z', b'a'..=b'z' | b'A'..=b'Z') => Some(Rank::Word),
            (b',' | b';' | b':', b'a'..=b'z' | b'A'..=b'Z') if at - 1 > self.word_start => {
                Some(Rank::Clause)
            }
            (b'!' | b'?', b'A'..=b'Z') if !self.quoted => Some(Rank::Sentence),
            (b'.', b'A'..=b'Z') if !self.quoted => {
                let word = self.text.get(self.word_start..at)?;
                (!self.abbreviations.contains(word)).then_some(Rank::Sentence)
            }
            _ => None,
        };
        let is_number = before.is_ascii_digit() && after.is_ascii_alphanumeric();
        match (rank, self.held.spans(at, at + 1)) {
            (Some(rank), false) => Some((rank, Bond::Loose)),
            (Some(rank), true) => Some((rank, Bond::Held)),
            (None, true) if is_number => Some((Rank::Word, Bond::Held)),
            (None, _) => None,
        }
    }

    /// What there is at `c`. Answers where reading goes on.
    fn meet(&mut self, at: usize, c: char) -> usize {
        match c {
            _ if is_space(c) => return self.space(at),
            '\u{200b}' | '\u{ad}' => self.inside(at + c.len_utf8()),
            '[' if at > self.word_start => return self.bare_marker(at),
            '\u{2e80}'.. => {
                let before = self
                    .text
                    .get(..at)
                    .and_then(|text| text.chars().next_back());
                if let Some(before) = before.filter(|before| *before >= '\u{900}') {
                    self.between(at, before, c);
                }
            }
            _ => self.quote(c),
        }
        at
    }

    fn quote(&mut self, c: char) {
        match c {
            '“' | '„' | '«' => self.quoted = true,
            '”' | '»' => self.quoted = false,
            '"' => self.quoted = !self.quoted,
            _ => {}
        }
    }

    /// The seam at the white space that begins at `at`. Answers where the next word begins.
    fn space(&mut self, at: usize) -> usize {
        let gap = self.gap(at);
        let start = at + gap.length;
        if start >= self.body.end {
            return start;
        }
        let Some(after) = self.text.get(start..self.body.end) else {
            return start;
        };
        // A mark without a letter stands on the space before it, unless a marker is between.
        if gap.kind != Gap::Marker && after.starts_with(extends) {
            return start;
        }
        let word = self.text.get(self.word_start..at).unwrap_or("").trim_end();
        let at = self.word_start + word.len();
        self.word_start = start;
        if !self.wants_firm && self.held.spans(at, start) {
            return start;
        }
        let abbreviated = gap.kind == Gap::Space && self.abbreviations.contains(word);
        let rank = match gap.kind {
            Gap::Marker => Rank::Marker,
            Gap::Paragraph => Rank::Paragraph,
            Gap::Line => Rank::Sentence,
            Gap::Space => self.rank_between(word, after, abbreviated),
        };
        if rank > self.worst {
            return start;
        }
        let bond = if rank > Rank::Marker && self.held.spans(at, start) {
            Bond::Held
        } else if abbreviated || rank > Rank::Sentence && glue::holds(word, after) {
            Bond::Glued
        } else {
            Bond::Loose
        };
        self.push(at, start, rank, bond);
        start
    }

    fn rank_between(&self, word: &str, after: &str, abbreviated: bool) -> Rank {
        let bare = word.trim_end_matches(is_closing);
        let last = bare.chars().next_back().unwrap_or(' ');
        let first = after.chars().find(|c| !is_opening(*c)).unwrap_or(' ');
        let goes_on = first.is_lowercase() && last != '।';
        let is_short =
            || abbreviated || bare.len() < word.len() && self.abbreviations.contains(bare);
        if ends_sentence(last) && !goes_on && !is_short() {
            // A sentence within somebody's quoted words ends no more than a clause does.
            return match self.quoted && bare.len() == word.len() {
                true => Rank::Clause,
                false => Rank::Sentence,
            };
        }
        let ends_clause =
            matches!(last, ',' | ';' | ':' | '–' | '—' | '،' | '、') || bare.len() < word.len();
        let begins_clause = after.starts_with(['–', '—', '(', '“', '„']);
        let after_emoji = is_emoji(last) && !is_emoji(first);
        if ends_clause || begins_clause || after_emoji {
            return Rank::Clause;
        }
        Rank::Word
    }

    /// A marker that stands against the word before it.
    fn bare_marker(&mut self, at: usize) -> usize {
        let gap = self.gap(at);
        if gap.kind != Gap::Marker || at + gap.length >= self.body.end {
            return at;
        }
        let start = at + gap.length;
        self.push(at, start, Rank::Marker, Bond::Loose);
        self.word_start = start;
        start
    }

    /// The white space and markers at `at`.
    fn gap(&mut self, at: usize) -> GapRead {
        let rest = self.text.get(at..self.body.end).unwrap_or("");
        let (mut length, mut lines, mut marked) = (0, 0, false);
        while let Some(c) = rest.get(length..).and_then(|rest| rest.chars().next()) {
            if c == '[' && self.is_marker(at + length) {
                marked = true;
                length += MARKER.len();
            } else if c.is_whitespace() && (length > 0 || is_space(c)) {
                lines +=
                    usize::from(c == '\n' || c == '\u{2028}') + 2 * usize::from(c == '\u{2029}');
                length += c.len_utf8();
            } else {
                break;
            }
        }
        let kind = match (marked, lines) {
            (true, _) => Gap::Marker,
            (_, 0) => Gap::Space,
            (_, 1) => Gap::Line,
            _ => Gap::Paragraph,
        };
        GapRead { length, kind }
    }

    fn is_marker(&mut self, at: usize) -> bool {
        while let Some((first, others)) = self.markers.split_first()
            && first.start < at
        {
            self.markers = others;
        }
        self.markers
            .first()
            .is_some_and(|marker| marker.start == at)
    }

    fn inside(&mut self, at: usize) {
        let next = self
            .text
            .get(at..self.body.end)
            .and_then(|rest| rest.chars().next());
        if next.is_some_and(|c| !is_space(c) && !extends(c) && !is_closing(c)) {
            self.push_inside(at, Rank::Hyphen);
        }
    }

    fn between(&mut self, at: usize, before: char, c: char) {
        if ends_sentence(before) && !is_closing(c) && !ends_sentence(c) && !extends(c) {
            self.push_inside(at, Rank::Sentence);
        } else if is_spaceless(before) && is_spaceless(c) {
            self.push_inside(at, Rank::Hyphen);
        }
    }

    fn push_inside(&mut self, at: usize, rank: Rank) {
        if self.solid.spans(at, at) {
            return;
        }
        let bond = match self.held.spans(at, at) {
            true => Bond::Held,
            false => Bond::Loose,
        };
        self.push(at, at, rank, bond);
    }

    #[inline]
    fn push(&mut self, end: usize, start: usize, rank: Rank, bond: Bond) {
        if end <= self.follows || rank > self.worst {
            return;
        }
        self.follows = start;
        let at = Break {
            end,
            start,
            rank,
            bond,
        };
        match bond {
            Bond::Loose => self.found.loose.push(at),
            _ if self.wants_firm => self.found.firm.push(at),
            _ => {}
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    Space,
    Line,
    Paragraph,
    Marker,
}

struct GapRead {
    length: usize,
    kind: Gap,
}

/// White space at which a text may be cut: not the spaces that forbid it.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}')
}

fn ends_sentence(c: char) -> bool {
    matches!(
        c,
        '.' | '!' | '?' | '…' | '。' | '！' | '？' | '।' | '॥' | '؟' | '۔' | '｡'
    )
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        ')' | ']' | '}' | '”' | '’' | '»' | '"' | '\'' | '」' | '』' | '）' | '】'
    ) || matches!(c, '，' | '、' | '：' | '；' | '\u{2069}' | '\u{202c}')
}

fn is_opening(c: char) -> bool {
    matches!(
        c,
        '(' | '[' | '{' | '“' | '‘' | '„' | '«' | '"' | '\'' | '\u{2066}'..='\u{2068}'
    )
}

/// Whether `c` belongs to the grapheme before it.
fn extends(c: char) -> bool {
    !c.is_ascii() && is_combining_mark(c)
        || matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}' | '\u{ff9e}' | '\u{ff9f}')
}

/// Han, Hiragana and Katakana, between which a line may end (UAX 14, class ID).
fn is_spaceless(c: char) -> bool {
    matches!(c,
        '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
        && !matches!(
            c,
            'ぁ' | 'ぃ'
                | 'ぅ'
                | 'ぇ'
                | 'ぉ'
                | 'っ'
                | 'ゃ'
                | 'ゅ'
                | 'ょ'
                | 'ァ'
                | 'ィ'
                | 'ゥ'
                | 'ェ'
                | 'ォ'
                | 'ッ'
                | 'ャ'
                | 'ュ'
                | 'ョ'
        )
}
