//! What surrounds a text in each of its parts.

use super::breaks::MARKER;
use super::meter::{Budget, Length, Meter};
use super::plan::{Cut, Part, Plan};
use super::split::{Counter, Split};
use super::walk::Walk;
use crate::text::{Entity, Span};

/// A text and everything that holds for each of its parts.
pub(super) struct Draft<'s> {
    pub(super) split: &'s Split,
    pub(super) text: &'s str,
    /// The text without white space and markers at its ends.
    pub(super) body: Span,
    /// The names that the body begins with.
    pub(super) leading: Span,
    pub(super) meter: Meter<'s>,
    pub(super) prefix: String,
    pub(super) first_prefix: String,
    pub(super) signature: &'s str,
    /// Whether the text ends in the signature already.
    pub(super) is_signed: bool,
    pub(super) counter: Counter,
    pub(super) entities: Vec<Entity>,
}

impl Draft<'_> {
    /// The text of one part.
    pub(super) fn compose(&self, body: Span, part: usize, total: usize) -> String {
        let carried = body.of(self.text).unwrap_or("");
        let mut text = String::with_capacity(carried.len() + 32);
        text.push_str(&self.before(part));
        text.push_str(carried);
        text.push_str(&self.after(part, total));
        text
    }

    pub(super) fn lengths(&self, text: &str, budget: Budget) -> Vec<Length> {
        self.meter.lengths(text, budget)
    }

    pub(super) fn part(&self, text: String, body: Span, lengths: Vec<Length>, cut: Cut) -> Part {
        Part {
            text,
            body,
            body_utf16: body,
            lengths,
            cut,
        }
    }

    /// Whether the body alone weighs more than a message may, by a wide enough margin
    /// that no name could turn out to be free.
    pub(super) fn certainly_overflows(&self) -> bool {
        let rest = Span::new(self.leading.end, self.body.end);
        self.meter.scales.iter().any(|scale| {
            let mut walk = Walk::new(self, scale);
            let before = walk.up_to(rest.start);
            walk.up_to(rest.end) - before > scale.capacity(Budget::Alone)
        })
    }

    /// A plan of these parts, with what only the whole text can tell.
    pub(super) fn plan_of(&self, mut parts: Vec<Part>, minimum: usize) -> Plan {
        let (mut byte, mut unit) = (0, 0);
        let mut units_up_to = |at: usize| {
            let piece = self.text.get(byte..at).unwrap_or("");
            unit += match piece.is_ascii() {
                true => piece.len(),
                false => piece.chars().map(char::len_utf16).sum(),
            };
            byte = at;
            unit
        };
        for part in &mut parts {
            part.body_utf16 = Span::new(units_up_to(part.body.start), units_up_to(part.body.end));
        }
        Plan {
            parts,
            minimum,
            markers: self.marked(),
        }
    }

    fn marked(&self) -> Vec<Span> {
        self.text
            .match_indices(MARKER)
            .map(|(at, marker)| Span::new(at, at + marker.len()))
            .collect()
    }

    pub(super) fn before(&self, part: usize) -> String {
        let names = if part == 1 {
            &self.first_prefix
        } else {
            &self.prefix
        };
        match names.is_empty() {
            true => String::new(),
            false => format!("{names} "),
        }
    }

    pub(super) fn after(&self, part: usize, total: usize) -> String {
        let mut after = String::new();
        let signs = match part == total {
            true => !self.is_signed,
            false => self.split.signs_every(),
        };
        if signs && !self.signature.is_empty() {
            after.push(' ');
            after.push_str(self.signature);
        }
        if total > 1 {
            match self.counter {
                Counter::None => {}
                Counter::Slash => after.push_str(&format!(" {part}/{total}")),
                Counter::Brackets => after.push_str(&format!(" ({part}/{total})")),
            }
        }
        after
    }
}
