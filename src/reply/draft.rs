//! What surrounds a text in each of its parts.

use super::meter::Meter;
use super::plan::{Cut, Lengths, Part, Plan};
use super::scale::Budget;
use super::split::{Counter, Split};
use super::walk::Walk;
use super::whole::Whole;
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

    /// Whether the writer asks for a cut within the body.
    pub(super) fn is_marked(&self) -> bool {
        self.markers.iter().any(|at| at.overlaps(&self.body))
    }

    pub(super) fn lengths(&self, text: &str, budget: Budget) -> Lengths {
        self.meter.lengths(text, budget).into_iter().collect()
    }

    pub(super) fn part(&self, text: String, body: Span, lengths: Lengths, cut: Cut) -> Part {
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
            let most = scale.capacity(Budget::Alone);
            let limit = usize::try_from(most / scale.grain()).unwrap_or(usize::MAX);
            // Nearly always the beginning is too much by itself.
            let stops = [limit.saturating_mul(3) / 2, limit.saturating_mul(3)];
            let words = stops
                .into_iter()
                .filter_map(|length| self.word_after(rest, length));
            let mut ends = words.chain([rest.end]);
            ends.any(|end| walk.up_to(end) - before > most)
        })
    }

    /// Where a plain word begins after so many bytes: what is before weighs what it does
    /// whatever follows.
    fn word_after(&self, rest: Span, length: usize) -> Option<usize> {
        let from = rest.start.saturating_add(length);
        let bytes = self.text.as_bytes().get(..rest.end)?.get(from..)?;
        let begins = |pair: &[u8]| {
            pair.first() == Some(&b' ') && pair.last().is_some_and(u8::is_ascii_alphanumeric)
        };
        bytes
            .windows(2)
            .position(begins)
            .map(|skip| from + skip + 1)
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

    /// Whether the first part begins with the names that the others begin with.
    pub(super) fn names_all_alike(&self) -> bool {
        self.first_prefix == self.prefix
    }

    /// Whether the last part is signed if and only if the others are.
    pub(super) fn signs_all_alike(&self) -> bool {
        self.signature.is_empty() || self.signs(1, 2) == self.signs(2, 2)
    }

    /// Whether the signature is added to a part.
    fn signs(&self, part: usize, total: usize) -> bool {
        match part == total {
            true => !self.is_signed,
            false => self.split.signs_every(),
        }
    }

    fn names(&self, part: usize) -> &str {
        match part {
            1 => &self.first_prefix,
            _ => &self.prefix,
        }
    }

    fn push_after(&self, text: &mut String, part: usize, total: usize) {
        if self.signs(part, total) && !self.signature.is_empty() {
            text.push(' ');
            text.push_str(self.signature);
        }
        if total > 1 {
            let (open, close) = match self.counter {
                Counter::None => return,
                Counter::Slash => (" ", ""),
                Counter::Brackets => (" (", ")"),
            };
            text.push_str(open);
            push_number(text, part);
            text.push('/');
            push_number(text, total);
            text.push_str(close);
        }
    }
}

fn push_number(text: &mut String, number: usize) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

/// A character is a unit, and two where it takes four bytes.
fn utf16_length(text: &str) -> usize {
    // Sums of bytes, so that many are added at once.
    let units = |b: &u8| u8::from(*b < 0x80 || *b >= 0xc0) + u8::from(*b >= 0xf0);
    let chunks = text.as_bytes().chunks(64);
    let sums = chunks.map(|chunk| chunk.iter().map(units).sum::<u8>());
    sums.map(usize::from).sum()
}
