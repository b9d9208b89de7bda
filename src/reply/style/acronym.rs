//! Are there capitals that a reader cannot be expected to know?

use super::check::Check;
use super::lexicon::Readable;
use super::rule::Rule;
use super::words::List;
use crate::sorted::SortedSet;
use crate::text::{Folded, WordKind};

impl Check<'_> {
    pub(super) fn acronyms(&mut self) {
        let reading = self.reading;
        let asked = Folded::new(self.occasion.asked.reveal());
        let mut told: SortedSet<&str> = asked.iter().map(|(_, word)| word).collect();
        for at in 0..reading.words().len() {
            let Some(word) = reading.word(at).filter(|_| self.is_acronym(at)) else {
                continue;
            };
            if told.insert(word) && !self.is_explained(at) {
                self.report(Rule::UnexplainedAcronym, reading.span(at), None);
            }
        }
    }

    fn is_acronym(&self, at: usize) -> bool {
        let reading = self.reading;
        let raw = reading.raw(at);
        let is_short = (2..=5).contains(&raw.chars().count());
        let known = reading.hits_in(List::Acronym, at, at + 1);
        reading.kind(at) == Some(WordKind::Plain)
            && is_short
            && raw.chars().all(|c| c.is_ascii_uppercase())
            && known.is_empty()
            && reading.hits_in(List::Function, at, at + 1).is_empty()
            && !reading.is_quoted(at)
            && !is_pronounceable(raw)
            && !self.is_shouted(at)
            && !self.is_part(at)
    }

    /// Whether the words beside it are written in capitals too.
    fn is_shouted(&self, at: usize) -> bool {
        let reading = self.reading;
        let is_loud = |it: usize| {
            let raw = reading.raw(it);
            raw.len() > 1 && raw.chars().all(|c| c.is_ascii_uppercase())
        };
        is_loud(at + 1) || at.checked_sub(1).is_some_and(is_loud)
    }

    /// Whether it is part of something else: a signature, a code, a number with its unit.
    fn is_part(&self, at: usize) -> bool {
        let reading = self.reading;
        let span = reading.span(at);
        let before = reading.before(at);
        let is_unit = at
            .checked_sub(1)
            .is_some_and(|it| reading.kind(it) == Some(WordKind::Number))
            && before.trim().is_empty();
        let after = reading.after(at);
        let joins = |c: char| matches!(c, '-' | '/' | '.' | '^' | '_' | '&' | '@' | '#');
        let is_code = before.ends_with(joins) && !before.ends_with(". ")
            || after.starts_with('@')
            || (after.starts_with(['-', '/', '&', '_'])
                && reading.kind(at + 1) == Some(WordKind::Number));
        let first = reading
            .entities
            .partition_point(|entity| entity.span.end <= span.start);
        let in_entity = reading
            .entities
            .get(first)
            .is_some_and(|entity| entity.span.overlaps(&span));
        let is_password = at
            .checked_sub(1)
            .and_then(|it| reading.word(it))
            .is_some_and(|it| it.ends_with("code"));
        is_unit || is_code || in_entity || is_password
    }

    /// Whether its words stand beside it: `BTM (bus, tram, metro)`, `eigen risico (ER)`.
    fn is_explained(&self, at: usize) -> bool {
        let reading = self.reading;
        let opens = reading
            .after(at)
            .trim_start()
            .starts_with(['(', ',', ':', '=']);
        let says = |it: usize| {
            matches!(
                reading.word(it),
                Some(
                    "oftewel"
                        | "ofwel"
                        | "dat"
                        | "staat"
                        | "betekent"
                        | "stands"
                        | "means"
                        | "short"
                        | "kort"
                        | "meaning"
                )
            )
        };
        // `het KYC-onderzoek (…)`
        let at = match reading.after(at) {
            "-" => at + 1,
            _ => at,
        };
        let in_brackets = reading.before(at).ends_with('(') && reading.after(at).starts_with(')');
        let is_bracketed = reading.after(at).trim_start().starts_with('(');
        in_brackets || is_bracketed || (opens && says(at + 1)) || (at + 1..at + 2).any(says)
    }
}

/// Whether it reads as a word, such as the name of a button: `HOME`.
fn is_pronounceable(raw: &str) -> bool {
    let vowels = raw.chars().filter(|c| "AEIOUY".contains(*c)).count();
    raw.len() > 3 && vowels * 2 + 1 >= raw.len()
}
