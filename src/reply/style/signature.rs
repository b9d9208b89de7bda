//! Is it signed, by the right person, and once?

use super::agreed::Signing;
use super::check::Check;
use super::lexicon::Readable;
use super::rule::Rule;
use super::words::List;
use crate::text::{Folded, Span, WordKind};

/// The most letters after the `^` of a signature.
const LONGEST_INITIALS: usize = 4;

/// Somebody signs here.
#[derive(Clone, Copy, Debug)]
struct Mark {
    span: Span,
    kind: Kind,
    /// Which line it stands on, from 0.
    line: usize,
    /// Whether ` 1/2` or the like follows, so that other parts are signed too.
    counted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `^MB`
    Initials,
    /// `Groet, Eva`
    Name,
}

impl Check<'_> {
    pub(super) fn signature(&mut self) {
        let marks = self.marks();
        for kind in [Kind::Initials, Kind::Name] {
            self.once(&marks, kind);
        }
        if !self.found.iter().any(|it| it.rule == Rule::DoubleSignature) {
            self.once_by_name();
        }
        if self.style.signature == Signing::Required {
            self.signed(&marks);
        }
        if self.style.signature == Signing::Added {
            self.not_by_another(&marks);
        }
    }

    fn once(&mut self, marks: &[Mark], kind: Kind) {
        let marks = marks.iter().filter(|mark| mark.kind == kind);
        let mut last: Option<Mark> = None;
        for mark in marks {
            if let Some(last) = last
                && (last.line == mark.line || !(last.counted && mark.counted))
            {
                let text = self.reading.text().get(..mark.span.start).unwrap_or("");
                let start = text.trim_end().len();
                self.report(
                    Rule::DoubleSignature,
                    Span::new(start, mark.span.end),
                    Some(String::new()),
                );
            }
            last = Some(*mark);
        }
    }

    /// The writer's name stands once where a signature stands: `Groet, Mo\nMo` is twice.
    fn once_by_name(&mut self) {
        let wanted = self.occasion.signature.as_deref().unwrap_or("").trim();
        // Of `Groet, Mo` it is the name that stands there twice.
        let name = wanted.rsplit_once(',').map_or(wanted, |(_, name)| name);
        let name = Folded::new(name);
        let (words, reading) = (name.words().len(), self.reading);
        if words == 0 || wanted.starts_with('^') {
            return;
        }
        let signs = |start: &usize| {
            let mut same = name.iter().zip(*start..);
            same.all(|((_, word), at)| reading.word(at) == Some(word))
                && self.opens_signature(*start)
                && self.closes_line(*start + words - 1)
        };
        let starts = 0..(reading.words().len() + 1).saturating_sub(words);
        let second = starts.filter(signs).nth(1);
        if let Some(start) = second {
            let text = reading.text().get(..reading.span(start).start);
            let text = text
                .unwrap_or("")
                .trim_end_matches(['/', '-', '~', '–', '—']);
            let span = Span::new(text.trim_end().len(), reading.span(start + words - 1).end);
            self.report(Rule::DoubleSignature, span, Some(String::new()));
        }
    }

    /// Whether a signature can begin with the word: behind a sentence, a line, a sign or a wish.
    fn opens_signature(&self, at: usize) -> bool {
        let before = self.reading.before(at);
        let wishes = self
            .reading
            .hits_in(List::SignOff, at.saturating_sub(4), at);
        before.contains('\n')
            || before
                .trim_end()
                .ends_with(['.', '!', '?', '/', '-', '~', '–', '—'])
            || wishes.iter().any(|wish| wish.last + 1 == at)
    }

    /// Whether nothing but a line, a sentence or the end of all follows the word.
    fn closes_line(&self, at: usize) -> bool {
        let after = self.reading.after(at);
        let is_bare = after
            .chars()
            .all(|c| c == ' ' || matches!(c, '/' | '-' | '~' | '–' | '—'));
        after.contains('\n')
            || at + 1 == self.reading.words().len()
            || is_bare && self.reading.is_capital(at + 1)
    }

    fn signed(&mut self, marks: &[Mark]) {
        let Some(wanted) = self.occasion.signature.clone() else {
            if marks.is_empty() {
                let end = self.reading.text().trim_end().len();
                self.report(Rule::MissingSignature, Span::new(end, end), None);
            }
            return;
        };
        if wanted.trim().is_empty() || self.ends_in(&wanted) {
            return;
        }
        if marks
            .iter()
            .any(|mark| self.is(mark, &wanted) || self.names(mark, &wanted))
        {
            return;
        }
        let initials = marks.iter().rfind(|mark| mark.kind == Kind::Initials);
        match initials.filter(|_| wanted.starts_with('^')) {
            Some(other) => self.report(Rule::MissingSignature, other.span, Some(wanted)),
            None => {
                let end = self.reading.text().trim_end().len();
                let fix = Some(format!(" {wanted}"));
                self.report(Rule::MissingSignature, Span::new(end, end), fix);
            }
        }
    }

    /// Whether these are the very initials.
    fn is(&self, mark: &Mark, wanted: &str) -> bool {
        mark.kind == Kind::Initials && mark.span.of(self.reading.text()) == Some(wanted.trim())
    }

    /// Whether somebody signs with this name and more: `Bram Visser`.
    fn names(&self, mark: &Mark, wanted: &str) -> bool {
        let written = mark.span.of(self.reading.text()).unwrap_or("");
        let (written, wanted) = (Folded::new(written), Folded::new(wanted));
        mark.kind == Kind::Name
            && wanted
                .iter()
                .all(|(_, word)| written.iter().any(|(_, it)| it == word))
    }

    /// A signature is put under it later; one of somebody else would be the second.
    fn not_by_another(&mut self, marks: &[Mark]) {
        let Some(own) = self.occasion.signature.as_deref() else {
            return;
        };
        if self.ends_in(own) || !own.starts_with('^') {
            return;
        }
        let is_other = |mark: &&Mark| mark.kind == Kind::Initials && !self.is(mark, own);
        if let Some(other) = marks.iter().rfind(is_other) {
            self.report(Rule::DoubleSignature, other.span, Some(String::new()));
        }
    }

    /// Whether the last words are the signature, a counter and signs of feeling left aside.
    fn ends_in(&self, signature: &str) -> bool {
        let reading = self.reading;
        let wanted = Folded::new(signature);
        let mut end = reading.words().len();
        while end > 0 && self.is_aside(end - 1) {
            end -= 1;
        }
        let Some(start) = end.checked_sub(wanted.words().len()) else {
            return false;
        };
        let is_same = wanted
            .iter()
            .zip(start..)
            .all(|((_, word), at)| reading.word(at) == Some(word));
        let has_sign =
            !signature.trim_start().starts_with('^') || reading.before(start).ends_with('^');
        is_same && has_sign
    }

    fn is_aside(&self, at: usize) -> bool {
        matches!(
            self.reading.kind(at),
            Some(WordKind::Emoji | WordKind::Number | WordKind::Hashtag | WordKind::Url)
        )
    }

    /// Every signature that ends its line, in order.
    fn marks(&self) -> Vec<Mark> {
        let reading = self.reading;
        let mut found = Vec::new();
        let (mut line, mut counted, mut ends_line) = (0, false, true);
        for at in (0..reading.words().len()).rev() {
            if reading.after(at).contains('\n') {
                (line, counted, ends_line) = (line + 1, false, true);
            }
            let is_part = found
                .last()
                .is_some_and(|mark: &Mark| reading.span(at).start >= mark.span.start);
            if is_part {
                continue;
            }
            let is_mark = |(_, kind): &(Span, Kind)| {
                ends_line || *kind == Kind::Initials && self.stands_between(at)
            };
            if let Some((span, kind)) = self.mark_ending(at).filter(is_mark) {
                found.push(Mark {
                    span,
                    kind,
                    line,
                    counted,
                });
                continue;
            }
            counted |=
                reading.kind(at) == Some(WordKind::Number) && reading.before(at).ends_with('/');
            ends_line &= self.is_aside(at);
        }
        found.reverse();
        found
    }

    /// Whether a sentence ends before the initials, or the text begins with them, and another
    /// sentence follows on their line: `Het ligt klaar. ^MB Tot dan!`.
    fn stands_between(&self, at: usize) -> bool {
        if !self.reading.is_capital(at + 1) {
            return false;
        }
        let wanted = self.occasion.signature.as_deref().unwrap_or("").trim();
        let is_own = wanted.strip_prefix('^') == Some(self.reading.raw(at));
        if is_own && self.reading.after(at).starts_with(['.', '!', '?']) {
            return true;
        }
        let before = self.reading.before(at).trim_end_matches('^').trim_end();
        at == 0 && before.is_empty() || before.ends_with(['.', '!', '?'])
    }

    fn mark_ending(&self, at: usize) -> Option<(Span, Kind)> {
        let reading = self.reading;
        let span = reading.span(at);
        let raw = reading.raw(at);
        let is_short = raw.len() <= LONGEST_INITIALS && raw.chars().all(char::is_alphabetic);
        let stands_free = |before: &str| {
            let rest = before.strip_suffix('^')?;
            (at == 0 && rest.is_empty()
                || rest.ends_with(|c: char| {
                    c.is_whitespace() || matches!(c, '.' | '!' | '?' | '(' | ')')
                }))
            .then_some(())
        };
        let own = self.occasion.signature.as_deref().unwrap_or("").trim();
        let is_own = own.strip_prefix('^') == Some(raw);
        if (is_short || is_own) && stands_free(reading.before(at)).is_some() {
            return Some((Span::new(span.start - 1, span.end), Kind::Initials));
        }
        self.sign_off(at)
    }

    /// `Groet, Eva` and `Met vriendelijke groet,\nEva de Boer`.
    fn sign_off(&self, at: usize) -> Option<(Span, Kind)> {
        let reading = self.reading;
        if !reading.is_capital(at) || reading.kind(at) != Some(WordKind::Plain) {
            return None;
        }
        let from = at.saturating_sub(6);
        let hit = reading.hits_in(List::SignOff, from, at);
        let hit = hit.iter().rfind(|hit| hit.last < at)?;
        let is_bare = |it: usize| {
            reading
                .after(it)
                .chars()
                .all(|c| c.is_whitespace() || c == ',')
        };
        let is_name = (hit.last + 1..at).all(|it| is_bare(it) && it + 4 > at);
        (is_bare(hit.last) && is_name).then(|| (reading.span_of(hit.first, at), Kind::Name))
    }
}
