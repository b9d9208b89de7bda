//! *Je* or *u*?

use super::check::Check;
use super::lexicon::Readable;
use super::occasion::AddressForm;
use super::rule::Rule;
use super::words::List;
use crate::text::{Lang, Span, WordKind};

impl Check<'_> {
    pub(super) fn address(&mut self) {
        if self.reading.lang != Lang::Nl {
            return;
        }
        let informal = self.addressing(List::Informal);
        let formal = self.addressing(List::Formal);
        let is_mixed = !informal.is_empty() && !formal.is_empty();
        let wrong = match self.occasion.address.or(self.style.address) {
            Some(AddressForm::Informal) => formal,
            Some(AddressForm::Formal) => informal,
            None if !is_mixed => return,
            None if informal.len() > formal.len() => formal,
            None if informal.len() < formal.len() => informal,
            // As many of each: the first word sets the tone.
            None if informal.first() < formal.first() => formal,
            None => informal,
        };
        let rule = match is_mixed {
            true => Rule::MixedAddress,
            false => Rule::WrongAddress,
        };
        let mut fixed_up_to = 0;
        for at in wrong {
            let (span, fix) = match self.in_other_form(at) {
                Some((first, last, fix)) if first >= fixed_up_to => {
                    fixed_up_to = last + 1;
                    (self.reading.span_of(first, last), Some(fix))
                }
                _ => (self.reading.span(at), None),
            };
            self.report(rule, span, fix);
        }
    }

    /// The words of a list that speak to the reader.
    fn addressing(&self, list: List) -> Vec<usize> {
        let mut idioms = self.reading.hits(List::Idiom).iter().peekable();
        let mut idiom_end = 0;
        let mut found = Vec::new();
        for hit in self.reading.hits(list) {
            while let Some(idiom) = idioms.next_if(|idiom| idiom.first <= hit.first) {
                idiom_end = idiom_end.max(idiom.last + 1);
            }
            if hit.first >= idiom_end && self.speaks(hit.first) {
                found.push(hit.first);
            }
        }
        found.dedup();
        found
    }

    /// Whether the word addresses somebody: it is no hour (`9 u`), no shape (`U-bocht`)
    /// and no part of a name (`Thuis bij U`).
    fn speaks(&self, at: usize) -> bool {
        let reading = self.reading;
        let word = reading.word(at).unwrap_or("");
        let is_hour = word == "u"
            && at.checked_sub(1).and_then(|it| reading.kind(it)) == Some(WordKind::Number)
            && !reading.before(at).contains(['.', '!', '?', '\n', ',', ':']);
        let before = reading.before(at);
        let is_joined = reading.after(at).starts_with(['-', '/', '+', '&'])
            || before.ends_with(['-', '/', '+', '&']);
        reading.kind(at) == Some(WordKind::Plain) && !is_hour && !is_joined && !self.is_named(at)
    }

    fn is_named(&self, at: usize) -> bool {
        let reading = self.reading;
        let first = reading.sentence_at(at).map_or(at, |it| it.first);
        if !reading.is_capital(at) || at == first || reading.before(at).contains([':', '"']) {
            return false;
        }
        let is_next = reading.after(at) == " " && reading.is_capital(at + 1);
        let is_last = (first + 1..at)
            .rev()
            .take(2)
            .any(|it| reading.is_capital(it));
        is_next || is_last
    }

    /// The words around `at` in the other form, with the verb that changes along.
    fn in_other_form(&self, at: usize) -> Option<(usize, usize, String)> {
        let reading = self.reading;
        let same = |it: usize| reading.sentence(it) == reading.sentence(at);
        let from = |first: usize| {
            let (length, to) = self
                .words
                .instead(|place| reading.word(first + place).filter(|_| same(first + place)))?;
            let last = first + length - 1;
            (first..=last).contains(&at).then_some((first, last, to))
        };
        let (first, last, to) = at
            .checked_sub(1)
            .and_then(from)
            .or_else(|| from(at))
            .filter(|(first, _, _)| *first < at || !self.follows_its_verb(at))?;
        Some((first, last, as_written(reading.raw(first), to)))
    }

    /// Whether the word before may be a verb that loses its ending: `stuurt u`.
    fn follows_its_verb(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).and_then(|it| self.reading.word(it)) else {
            return false;
        };
        let is_subject = self.reading.word(at) == Some("u");
        is_subject
            && self.reading.before(at) == " "
            && before.ends_with('t')
            && !self
                .reading
                .hits_in(List::NoParticiple, at - 1, at)
                .iter()
                .any(|hit| hit.last == at - 1)
    }
}

/// `to` with a capital where `raw` has one.
fn as_written(raw: &str, to: &str) -> String {
    let mut letters = to.chars();
    match letters.next() {
        Some(first) if raw.starts_with(char::is_uppercase) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => to.to_owned(),
    }
}

impl Check<'_> {
    /// What a stiff word is in plain ones.
    pub(super) fn plainly(&self, first: usize, last: usize) -> Option<(Span, String)> {
        let reading = self.reading;
        let (length, to) = self.words.instead(|place| reading.word(first + place))?;
        (first + length - 1 == last).then(|| {
            let fix = as_written(reading.raw(first), to);
            (reading.span_of(first, last), fix)
        })
    }
}
