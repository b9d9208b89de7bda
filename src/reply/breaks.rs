//! Where may a text be cut, and how good is a cut there?

use std::cmp::Reverse;

use unicode_normalization::char::is_combining_mark;

use super::draft::Draft;
use super::glue;
use super::plan::Cut;
use crate::text::{Abbreviations, Scan, Span, has, is_emoji};

/// The sign by which a writer asks for a cut.
pub(super) const MARKER: &str = "[...]";

/// A place where one part may end and the next begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Break {
    /// Where the part before it ends.
    pub(super) end: usize,
    /// Where the part after it begins; white space and a marker lie between.
    pub(super) start: usize,
    pub(super) rank: Rank,
    pub(super) bond: Bond,
}

/// The quality of a cut, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Marker,
    Paragraph,
    Sentence,
    Clause,
    Word,
    /// Within a word, where its writer allowed it.
    Hyphen,
    Forced,
}

impl Rank {
    pub(super) fn cut(self) -> Cut {
        match self {
            Rank::Marker => Cut::Marker,
            Rank::Paragraph => Cut::Paragraph,
            Rank::Sentence => Cut::Sentence,
            Rank::Clause => Cut::Clause,
            Rank::Word | Rank::Hyphen => Cut::Word,
            Rank::Forced => Cut::Forced,
        }
    }
}

/// What holds the words around a break together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bond {
    Loose,
    /// Wording: an abbreviation, a unit, a greeting.
    Glued,
    /// A span that means nothing when it is cut.
    Held,
}

/// The breaks between the words of a text in order, apart by whether something holds the words together.
#[derive(Debug, Default)]
pub(super) struct Seams {
    /// Where nothing does: all that most texts need.
    pub(super) loose: Vec<Break>,
    firm: Vec<Break>,
}

impl Seams {
    /// Keeps together what is within the span, but for the markers in it.
    pub(super) fn glue(&mut self, span: Span) {
        let first = self.loose.partition_point(|at| at.end <= span.start);
        let within = self.loose.iter().skip(first);
        let last = first + within.take_while(|at| at.start <= span.end).count();
        let glued = self.loose.get(first..last).unwrap_or(&[]);
        let is_marker = |at: &Break| at.rank == Rank::Marker;
        let markers: Vec<Break> = glued.iter().copied().filter(is_marker).collect();
        let glued = self.loose.splice(first..last, markers);
        let firm = glued.filter(|at| !is_marker(at));
        self.firm.extend(firm.map(|at| Break {
            bond: Bond::Glued,
            ..at
        }));
    }

    /// Every seam in order.
    pub(super) fn all(&self) -> Vec<Break> {
        let mut all = [self.loose.as_slice(), &self.firm].concat();
        all.sort_by_key(|at| at.end);
        all
    }
}

/// The markers of a text: a sign within a span that stays whole is none.
pub(super) fn markers(text: &str, whole: &Whole) -> Vec<Span> {
    if !has(text.as_bytes(), |b| b == b'[') {
        return Vec::new();
    }
    let (mut held, mut solid) = (Cover::new(&whole.held), Cover::new(&whole.solid));
    text.match_indices('[')
        .filter(|(at, _)| text.get(*at..).is_some_and(|rest| rest.starts_with(MARKER)))
        .map(|(at, _)| Span::new(at, at + MARKER.len()))
        .filter(|marker| !held.touches(*marker) && !solid.touches(*marker))
        .collect()
}

/// The text without white space and markers at either end.
pub(super) fn trimmed(text: &str, mut markers: &[Span]) -> Span {
    let mut inner = text.trim();
    let mut start = text.len() - text.trim_start().len();
    while let Some((first, others)) = markers.split_first()
        && first.start == start
    {
        markers = others;
        let rest = inner.get(MARKER.len()..).unwrap_or("");
        inner = rest.trim_start();
        start = first.end + rest.len() - inner.len();
    }
    while let Some((last, others)) = markers.split_last()
        && last.end == start + inner.len()
    {
        markers = others;
        inner = inner
            .strip_suffix(MARKER)
            .map_or("", |rest| rest.trim_end());
    }
    Span::new(start, start + inner.len())
}

/// Every seam of a text in order: at white space, after a soft hyphen or a zero-width
/// space, and between characters of scripts without spaces.
pub(super) fn seams(draft: &Draft) -> Seams {
    let mut finder = Finder::new(draft, draft.body.len() / 6 + 1);
    finder.find(draft.body.end);
    finder.found
}

/// The loose seams of a plain text, looked for by the stretch: those at the end of a
/// clause or of more alone, or all.
pub(super) struct LooseSeams<'t>(Finder<'t>);

impl<'t> LooseSeams<'t> {
    /// In about so many bytes.
    pub(super) fn new(draft: &'t Draft, length: usize, worst: Rank) -> Self {
        let apart = if worst <= Rank::Clause { 24 } else { 6 };
        let mut finder = Finder::new(draft, length / apart + 4);
        finder.wants_firm = false;
        finder.worst = worst;
        Self(finder)
    }

    /// Looks within a stretch that ends after those before it, and perhaps a little beside it.
    pub(super) fn look_in(&mut self, span: Span) {
        let finder = &mut self.0;
        finder.skip_to(span.start);
        match finder.worst <= Rank::Clause {
            true => finder.find_clauses(span.end),
            false => finder.find(span.end),
        }
        finder.pass(span.end);
    }

    /// The last one that was found.
    pub(super) fn last(&self) -> Option<Break> {
        self.0.found.loose.last().copied()
    }

    pub(super) fn found(self) -> Seams {
        self.0.found
    }
}

/// Whether a character with this first byte can have to do with a cut.
fn may_part(b: u8) -> bool {
    (b <= b' ') | (b == b'[') | (b == b'"') | (b == 0xc2) | (b >= 0xe1)
}

/// Whether it can in a plain text have to do with the end of a clause, a sentence or a line.
fn may_begin_end(b: u8) -> bool {
    // From `!` to the comma, of which a few tell nothing.
    let sign = (b.wrapping_sub(b'!') < 12) | (b & 0xdf == b']');
    let point = (b == b'.') | (b & 0xfe == b':') | (b == b'?');
    sign | point | (b < b' ') | (b == 0xc2) | (b & 0xfe == 0xe2) | (b == 0xf0)
}

/// Whether a sign stands here that a clause may begin with: `(`, `–`, `—`, `“` or `„`.
fn may_begin_clause(rest: &[u8]) -> bool {
    matches!(
        rest,
        [b'(', ..] | [0xe2, 0x80, 0x93 | 0x94 | 0x9c | 0x9e, ..]
    )
}

/// Whether a plain text may be cut after `c`, or before it, at the end of a clause or of more.
fn may_end(c: char) -> bool {
    matches!(
        c,
        '.' | '!' | '?' | ',' | ';' | ':' | ')' | ']' | '}' | '\'' | '"' | '('
    ) || matches!(c, '«' | '»' | '©' | '®' | '\u{2010}'..)
}

fn is_blank(b: u8) -> bool {
    matches!(b, b'\t'..=b'\r' | b' ')
}

/// The spans that a cut must keep away from.
#[derive(Clone, Debug, Default)]
pub(super) struct Whole {
    /// Those with spaces in them, in order and apart from each other.
    pub(super) held: Vec<Span>,
    /// Those without: addresses and names.
    pub(super) solid: Vec<Span>,
    /// Those with spaces as they were, where some lie over others.
    pub(super) nested: Vec<Span>,
}

impl Whole {
    /// All of them, the outer before the inner.
    pub(super) fn spans(&self) -> Vec<Span> {
        let held = match self.nested.is_empty() {
            true => self.held.as_slice(),
            false => &self.nested,
        };
        let mut spans = [held, &self.solid].concat();
        spans.sort_by_key(|span| (span.start, Reverse(span.end)));
        spans
    }
}

/// A walk along spans in order.
struct Cover<'t> {
    spans: &'t [Span],
    next: usize,
    /// Where the next span begins.
    clear: usize,
}

impl<'t> Cover<'t> {
    fn new(spans: &'t [Span]) -> Self {
        let clear = spans.first().map_or(usize::MAX, |span| span.start);
        Self {
            spans,
            next: 0,
            clear,
        }
    }

    /// Whether a span lies on both sides of the gap, which is never before the last one asked for.
    #[inline]
    fn spans(&mut self, end: usize, start: usize) -> bool {
        end > self.clear && self.spans_here(end, start)
    }

    fn spans_here(&mut self, end: usize, start: usize) -> bool {
        self.pass(end);
        self.spans
            .get(self.next)
            .is_some_and(|span| span.start < end && start < span.end)
    }

    /// Whether a span shares a byte with this one, which is never before the last one asked for.
    fn touches(&mut self, other: Span) -> bool {
        self.pass(other.start);
        self.spans
            .get(self.next)
            .is_some_and(|span| span.overlaps(&other))
    }

    fn pass(&mut self, end: usize) {
        while self
            .spans
            .get(self.next)
            .is_some_and(|span| span.end <= end)
        {
            self.next += 1;
        }
        let next = self.spans.get(self.next);
        self.clear = next.map_or(usize::MAX, |span| span.start);
    }
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

    /// The same for a plain text, where only ends of clauses and of more are asked for.
    fn find_clauses(&mut self, end: usize) {
        let (text, begin) = (self.text, self.at);
        let bytes = text.as_bytes().get(..self.body.end).unwrap_or(&[]);
        let mut scan = Scan::new(bytes.get(begin..end).unwrap_or(&[]), may_begin_end);
        while let Some(skipped) = scan.next(self.at - begin) {
            let from = begin + skipped;
            let begins = bytes.get(from..).is_some_and(may_begin_clause);
            let before = from.checked_sub(1).and_then(|at| bytes.get(at));
            if begins && from > self.word_start && before.is_some_and(|b| is_blank(*b)) {
                self.space_after(from);
            }
            match bytes.get(from..from + 2) {
                Some([b',' | b';' | b':', b' ']) => {
                    let at = from + 1;
                    let after = self.after_comma(at).unwrap_or_else(|| self.space_after(at));
                    self.at = after.max(from + 2);
                    continue;
                }
                Some([sign @ (b'.' | b'!' | b'?'), b' ']) => {
                    let at = from + 1;
                    let after = self.after_point(at, *sign);
                    let after = after.unwrap_or_else(|| self.space_after(at));
                    self.at = after.max(from + 2);
                    continue;
                }
                Some([b'.' | b'!' | b'?' | b',' | b';' | b':', b'\n']) => {
                    self.at = self.space_after(from + 1).max(from + 2);
                    continue;
                }
                Some([b'.' | b'!' | b'?' | b',' | b';' | b':', after])
                    if after.is_ascii_alphanumeric() =>
                {
                    self.at = from + 2;
                    continue;
                }
                _ => {}
            }
            let rest = text.get(from..self.body.end).unwrap_or("");
            let signs = rest.find(|c| !may_end(c)).unwrap_or(rest.len());
            let (signs, rest) = rest.split_at_checked(signs).unwrap_or((rest, ""));
            signs.chars().for_each(|c| self.quote(c));
            let at = from + signs.len();
            self.at = match rest.chars().next() {
                Some(c) if c.is_ascii() && is_space(c) => self.space_after(at).max(at + 1),
                Some(c) if signs.is_empty() => at + c.len_utf8(),
                _ => at,
            };
        }
    }

    /// The seam at the space at `at` between a word with a comma or the like and another
    /// word, as most ends of clauses are.
    fn after_comma(&mut self, at: usize) -> Option<usize> {
        let last = at.checked_sub(2).filter(|last| *last >= self.word_start)?;
        let [last, _, _, after] = self.text.as_bytes().get(last..at + 2)? else {
            return None;
        };
        if is_blank(*last) || !after.is_ascii_alphabetic() || at + 1 >= self.body.end {
            return None;
        }
        if !self.held.spans(at, at + 1) {
            self.push(at, at + 1, Rank::Clause, Bond::Loose);
        }
        self.word_start = at + 1;
        Some(at + 1)
    }

    /// The seam at the space at `at` between a word with a point or the like and a capital,
    /// as most ends of sentences are.
    fn after_point(&mut self, at: usize, sign: u8) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let last = at.checked_sub(2).filter(|last| *last >= self.word_start)?;
        let [last, _, _, after] = bytes.get(last..at + 2)? else {
            return None;
        };
        if is_blank(*last) || !after.is_ascii_uppercase() || at + 1 >= self.body.end || self.quoted
        {
            return None;
        }
        if sign == b'.' {
            let before = bytes.get(self.word_start..at)?;
            let blank = before.iter().rposition(|b| is_blank(*b));
            let word = self.word_start + blank.map_or(0, |blank| blank + 1);
            if self.abbreviations.contains(self.text.get(word..at)?) {
                return None;
            }
        }
        if !self.held.spans(at, at + 1) {
            self.push(at, at + 1, Rank::Sentence, Bond::Loose);
        }
        self.word_start = at + 1;
        Some(at + 1)
    }

    /// The seam at the white space before or at `at`, of which only the word before it matters.
    fn space_after(&mut self, at: usize) -> usize {
        let before = self.text.as_bytes().get(self.word_start..at).unwrap_or(&[]);
        let word = before
            .iter()
            .rposition(|b| !is_blank(*b))
            .map_or(0, |last| last + 1);
        let before = before.get(..word).unwrap_or(&[]);
        let gap = self.word_start + word;
        if let Some(blank) = before.iter().rposition(|b| is_blank(*b)) {
            self.word_start += blank + 1;
        }
        if let Some((rank, bond)) = self.plain(gap) {
            self.push(gap, gap + 1, rank, bond);
            self.word_start = gap + 1;
            return gap + 1;
        }
        self.space(gap)
    }

    /// Reads nothing before `end` again.
    fn pass(&mut self, end: usize) {
        let mut after = self.at.max(end)..=self.body.end;
        self.at = after
            .find(|at| self.text.is_char_boundary(*at))
            .unwrap_or(self.body.end);
    }

    /// Goes on at the word before `to`, and of what lies between only sees the quotes.
    fn skip_to(&mut self, to: usize) {
        let skipped = self.text.as_bytes().get(self.at..to).unwrap_or(&[]);
        let word = skipped.iter().rposition(|b| !is_blank(*b));
        let skipped = skipped.get(..word.unwrap_or(0)).unwrap_or(&[]);
        let Some(space) = skipped.iter().rposition(|b| is_blank(*b)) else {
            return;
        };
        let start = self.at + space + 1;
        let text = self.text.get(self.at..start).unwrap_or("");
        if has(text.as_bytes(), may_quote) {
            text.chars().for_each(|c| self.quote(c));
        }
        self.at = start;
        self.word_start = start;
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

/// Whether a sign that [`Finder::quote`] knows may hold this byte, which few others do.
fn may_quote(b: u8) -> bool {
    (b == b'"') | (b == 0xc2) | (b.wrapping_sub(0x9c) < 3)
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
