//! A draft as its reader sees it: unseen characters gone, look-alikes as what they look like.

use std::borrow::Cow;

use unicode_normalization::char::decompose_compatible;

use crate::text::{Span, is_ignorable};

/// What a draft shows, and where each of its bytes stands in the draft.
#[derive(Debug)]
pub(super) struct Shown<'d> {
    pub(super) text: Cow<'d, str>,
    /// Runs of characters that show as they are, and single ones that do not.
    pieces: Vec<Piece>,
    /// The length of the draft.
    length: usize,
}

#[derive(Debug)]
struct Piece {
    shown: Span,
    draft: Span,
    /// Every byte of it stands in the draft as it is shown.
    same: bool,
}

impl<'d> Shown<'d> {
    pub(super) fn of(draft: &'d str) -> Self {
        if draft.is_ascii() {
            return Self {
                text: Cow::Borrowed(draft),
                pieces: Vec::new(),
                length: draft.len(),
            };
        }
        let mut shown = Self {
            text: Cow::Borrowed(""),
            pieces: Vec::new(),
            length: draft.len(),
        };
        let mut text = String::with_capacity(draft.len());
        for (at, c) in draft.char_indices() {
            let start = text.len();
            show(c, &mut text);
            shown.push(Piece {
                shown: Span::new(start, text.len()),
                draft: Span::new(at, at + c.len_utf8()),
                same: text.get(start..).is_some_and(|it| it.chars().eq([c])),
            });
        }
        shown.text = Cow::Owned(text);
        shown
    }

    fn push(&mut self, piece: Piece) {
        if piece.shown.is_empty() {
            return;
        }
        if let Some(last) = self.pieces.last_mut()
            && piece.same
            && last.same
            && last.draft.end == piece.draft.start
        {
            last.shown.end = piece.shown.end;
            last.draft.end = piece.draft.end;
            return;
        }
        self.pieces.push(piece);
    }

    /// Where a span of the shown text stands in the draft.
    pub(super) fn in_draft(&self, span: Span) -> Span {
        if self.pieces.is_empty() {
            return match self.text.is_empty() {
                true => Span::new(0, self.length),
                false => span,
            };
        }
        if span.is_empty() {
            let at = self.end(span.start);
            return Span::new(at, at);
        }
        Span::new(self.start(span.start), self.end(span.end))
    }

    fn start(&self, at: usize) -> usize {
        let after = self.pieces.partition_point(|piece| piece.shown.end <= at);
        match self.pieces.get(after) {
            None => self.length,
            Some(piece) if piece.same => piece.draft.start + at.saturating_sub(piece.shown.start),
            Some(piece) => piece.draft.start,
        }
    }

    fn end(&self, at: usize) -> usize {
        let holding = self.pieces.partition_point(|piece| piece.shown.end < at);
        match self.pieces.get(holding) {
            None => self.length,
            Some(piece) if piece.shown.start >= at => piece.draft.start,
            Some(piece) if piece.same => piece.draft.start + (at - piece.shown.start),
            Some(piece) => piece.draft.end,
        }
    }
}

/// What a reader sees of `c`: letters and digits of full width as plain ones, any
/// space as a space, any hyphen as one, and foreign letters as the Latin ones they pass for.
fn show(c: char, text: &mut String) {
    if c.is_ascii() {
        text.push(c);
    } else if is_ignorable(c) {
    } else if let Some(latin) = passes_for(c) {
        text.push(latin);
    } else if is_accented_latin(c) {
        text.push(c);
    } else {
        decompose_compatible(c, |part| text.push(passes_for(part).unwrap_or(part)));
    }
}

/// Letters with an accent stay one letter.
fn is_accented_latin(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}') && !matches!(c, 'ĳ' | 'Ĳ')
}

/// The Latin letter or plain sign that a reader takes it for (Unicode's
/// `confusables.txt`, the Cyrillic and Greek letters with a Latin twin).
fn passes_for(c: char) -> Option<char> {
    Some(match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        'а' | 'α' => 'a',
        'е' | 'ҽ' => 'e',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'с' | 'ϲ' => 'c',
        'у' | 'γ' => 'y',
        'х' | 'χ' => 'x',
        'і' | 'ι' => 'i',
        'ј' => 'j',
        'ѕ' => 's',
        'ԁ' => 'd',
        'һ' => 'h',
        'ԛ' => 'q',
        'ԝ' => 'w',
        'ν' => 'v',
        'υ' => 'u',
        'к' | 'κ' => 'k',
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'Е' | 'Ε' => 'E',
        'З' => '3',
        'Н' | 'Η' => 'H',
        'І' | 'Ι' => 'I',
        'Ј' => 'J',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Ν' => 'N',
        'О' | 'Ο' => 'O',
        'Р' | 'Ρ' => 'P',
        'С' => 'C',
        'Ѕ' => 'S',
        'Т' | 'Τ' => 'T',
        'У' | 'Υ' => 'Y',
        'Х' | 'Χ' => 'X',
        'Ζ' => 'Z',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Shown, Span};

    #[test]
    fn what_is_shown_points_back_into_the_draft() {
        let draft = "é\u{200b}ｊｅ\u{ad} ﬁets–0\u{200b}6 сorry 👍";
        let shown = Shown::of(draft);
        assert_eq!(shown.text, "éje fiets-06 corry 👍");
        for (found, written) in [
            ("je", "ｊｅ"),
            ("fiets", "ﬁets"),
            ("i", "ﬁ"),
            ("06", "0\u{200b}6"),
            ("corry", "сorry"),
            ("👍", "👍"),
        ] {
            let start = shown.text.find(found).unwrap();
            let span = shown.in_draft(Span::new(start, start + found.len()));
            assert_eq!(span.of(draft), Some(written), "{found}");
        }
    }

    #[test]
    fn every_span_of_what_is_shown_is_a_span_of_the_draft() {
        for draft in [
            "",
            "\u{200b}",
            "a\u{200b}",
            "\u{200b}a",
            "ﬃ\u{ad}ﬃ",
            "ĳs № ½",
        ] {
            let shown = Shown::of(draft);
            for start in 0..=shown.text.len() {
                for end in start..=shown.text.len() {
                    if shown.text.get(start..end).is_some() {
                        let span = shown.in_draft(Span::new(start, end));
                        assert!(
                            span.of(draft).is_some(),
                            "{draft:?} {start}..{end} {span:?}"
                        );
                    }
                }
            }
        }
    }
}
