//! The loose breaks of a plain text, read by the stretch.

use super::super::breaks::{Bond, Break, Rank, Seams};
use super::super::draft::Draft;
use super::{Finder, is_space};
use crate::text::{Scan, Span, has};

/// The loose seams of a plain text, looked for by the stretch: those at the end of a
/// clause or of more alone, or all.
pub(in crate::reply) struct LooseSeams<'t>(Finder<'t>);

impl<'t> LooseSeams<'t> {
    /// In about so many bytes.
    pub(in crate::reply) fn new(draft: &'t Draft, length: usize, worst: Rank) -> Self {
        let apart = if worst <= Rank::Clause { 24 } else { 6 };
        let mut finder = Finder::new(draft, length / apart + 4);
        finder.wants_firm = false;
        finder.worst = worst;
        Self(finder)
    }

    /// Looks within a stretch that ends after those before it, and perhaps a little beside it.
    pub(in crate::reply) fn look_in(&mut self, span: Span) {
        let finder = &mut self.0;
        finder.skip_to(span.start);
        match finder.worst <= Rank::Clause {
            true => finder.find_clauses(span.end),
            false => finder.find(span.end),
        }
        finder.pass(span.end);
    }

    /// The last one that was found.
    pub(in crate::reply) fn last(&self) -> Option<Break> {
        self.0.found.loose.last().copied()
    }

    pub(in crate::reply) fn found(self) -> Seams {
        self.0.found
    }
}

impl Finder<'_> {
    /// Finds the seams of a plain text from here to `end` that are the end of a clause or more.
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

/// Whether a sign that [`Finder::quote`] knows may hold this byte, which few others do.
fn may_quote(b: u8) -> bool {
    (b == b'"') | (b == 0xc2) | (b.wrapping_sub(0x9c) < 3)
}
