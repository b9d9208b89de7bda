//! What surrounds a text in each of its parts.

use std::fmt::Write;

use super::breaks::Whole;
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
    /// The entities that do not cost their own characters.
    pub(super) priced: Vec<Entity>,
    /// What stays whole where it fits.
    pub(super) whole: Whole,
    /// The places where the writer asks for a cut.
    pub(super) markers: Vec<Span>,
}

impl Draft<'_> {
    /// The text of one part.
    pub(super) fn compose(&self, body: Span, part: usize, total: usize) -> String {
        let carried = body.of(self.text).unwrap_or("");
        let names = self.names(part);
        let beside = names.len() + self.signature.len() + 24;
        let mut text = String::with_capacity(carried.len() + beside);
        text.push_str(names);
        if !names.is_empty() {
            text.push(' ');
        }
        text.push_str(carried);
        self.push_after(&mut text, part, total);
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
            unit += utf16_length(self.text.get(byte..at).unwrap_or(""));
            byte = at;
            unit
        };
        for part in &mut parts {
            part.body_utf16 = Span::new(units_up_to(part.body.start), units_up_to(part.body.end));
        }
        Plan {
            parts,
            minimum,
            markers: self.markers.clone(),
        }
    }

    /// What stands before the body of a part.
    pub(super) fn before(&self, part: usize) -> String {
        match self.names(part) {
            "" => String::new(),
            names => format!("{names} "),
        }
    }

    /// What stands after the body of a part.
    pub(super) fn after(&self, part: usize, total: usize) -> String {
        let mut after = String::new();
        self.push_after(&mut after, part, total);
        after
    }

    fn names(&self, part: usize) -> &str {
        match part {
            1 => &self.first_prefix,
            _ => &self.prefix,
        }
    }

    fn push_after(&self, text: &mut String, part: usize, total: usize) {
        let signs = match part == total {
            true => !self.is_signed,
            false => self.split.signs_every(),
        };
        if signs && !self.signature.is_empty() {
            text.push(' ');
            text.push_str(self.signature);
        }
        if total > 1 {
            // Writing to a string cannot fail.
            let _ = match self.counter {
                Counter::None => Ok(()),
                Counter::Slash => write!(text, " {part}/{total}"),
                Counter::Brackets => write!(text, " ({part}/{total})"),
            };
        }
    }
}

/// Every byte that begins a character is a unit, and the first of four is another.
fn utf16_length(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    let units = |b: &u8| usize::from(b & 0xc0 != 0x80) + usize::from(*b >= 0xf0);
    text.as_bytes().iter().map(units).sum()
}
