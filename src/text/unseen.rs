use std::borrow::Cow;

use super::Span;
use super::ascii::next_beyond_ascii;
use super::class::is_ignorable;
use super::scan::has;

/// A text without the characters that show nothing of themselves.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    match has_unseen(text) {
        false => Cow::Borrowed(text),
        true => Cow::Owned(text.chars().filter(|c| !is_ignorable(*c)).collect()),
    }
}

/// Whether a text shows nothing: it is empty, or white space, unseen and control characters.
pub(crate) fn is_blank(text: &str) -> bool {
    let shows_nothing = |c: char| c.is_whitespace() || c.is_control() || is_ignorable(c);
    text.chars().all(shows_nothing)
}

/// Room to leave the unseen characters out of one text after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unseen {
    kept: String,
    /// For each stretch taken out where it stood in `kept`, and how much was taken out up
    /// to there.
    removed: Vec<(usize, usize)>,
}

/// A text without its unseen characters, and where its bytes stood.
pub(crate) struct Visible<'t> {
    pub(crate) text: &'t str,
    removed: &'t [(usize, usize)],
}

impl Unseen {
    pub(crate) fn leave_out<'t>(&'t mut self, text: &'t str) -> Visible<'t> {
        self.removed.clear();
        if !has_unseen(text) {
            return Visible { text, removed: &[] };
        }
        self.kept.clear();
        let mut total = 0;
        for c in text.chars() {
            if !is_ignorable(c) {
                self.kept.push(c);
                continue;
            }
            total += c.len_utf8();
            match self.removed.last_mut() {
                Some((at, sum)) if *at == self.kept.len() => *sum = total,
                _ => self.removed.push((self.kept.len(), total)),
            }
        }
        Visible {
            text: &self.kept,
            removed: &self.removed,
        }
    }
}

impl Visible<'_> {
    /// Whether anything was left out.
    #[inline]
    pub(crate) fn is_moved(&self) -> bool {
        !self.removed.is_empty()
    }

    /// The span in the text as it was written, without unseen characters at either end.
    #[inline]
    pub(crate) fn original(&self, span: Span) -> Span {
        match self.removed {
            [] => span,
            _ => self.with_removed(span),
        }
    }

    fn with_removed(&self, span: Span) -> Span {
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

fn has_unseen(text: &str) -> bool {
    // Most texts beyond ASCII have nothing there but letters of Europe and emoji.
    !text.is_ascii() && has(text.as_bytes(), may_stand_in_unseen) && holds_unseen(text)
}

/// Whether each character that shows nothing of itself has such a byte: it
/// begins with one, or with that of emoji and goes on with one.
fn may_stand_in_unseen(b: u8) -> bool {
    ((b >= 0xcc) & (b != 0xf0)) | (b == 0xc2) | (b == 0x9b) | (b == 0x9d)
}

fn holds_unseen(text: &str) -> bool {
    let mut at = 0;
    while let Some(next) = next_beyond_ascii(text, at) {
        let c = text.get(next..).and_then(|rest| rest.chars().next());
        let Some(c) = c.filter(|c| !is_ignorable(*c)) else {
            return true;
        };
        at = next + c.len_utf8();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_unseen_character_is_passed_over() {
        for c in ('\0'..=char::MAX).filter(|c| is_ignorable(*c)) {
            assert!(has_unseen(&format!("zo{c}")), "{c:?}");
        }
        assert!(!has_unseen("café 👍🏽 €1,- ’s"));
        assert!(!has("café 👍🏽 Zoë".as_bytes(), may_stand_in_unseen));
    }
}
