//! One limit of a profile, and what characters weigh by it.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation;

use super::characters::{is_single, may_be_cut_at};
use super::gsm;
use super::limit::{Length, Limit, Unit, Weights};
use super::profile::Profile;
use crate::text::has;

/// Which of a limit's numbers holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Budget {
    Alone,
    Part,
}

/// One limit, with what it counts settled.
#[derive(Clone, Debug)]
pub(super) struct Scale<'p> {
    unit: Counted<'p>,
    alone: u32,
    part: u32,
}

#[derive(Clone, Copy, Debug)]
enum Counted<'p> {
    Characters,
    Weighted(&'p Weights),
    Graphemes,
    Utf16,
    Bytes,
    Septets,
    Wide,
}

impl<'p> Scale<'p> {
    pub(super) fn new(limit: &'p Limit, wide: bool) -> Self {
        let part = limit.split.unwrap_or(limit.max);
        let (unit, alone, part) = match &limit.unit {
            Unit::Characters => (Counted::Characters, limit.max, part),
            Unit::Weighted(weights) => (Counted::Weighted(weights), limit.max, part),
            Unit::Graphemes => (Counted::Graphemes, limit.max, part),
            Unit::Utf16 => (Counted::Utf16, limit.max, part),
            Unit::Bytes => (Counted::Bytes, limit.max, part),
            Unit::Sms {
                wide_max,
                wide_split,
            } if wide => (Counted::Wide, *wide_max, *wide_split),
            Unit::Sms { .. } => (Counted::Septets, limit.max, part),
        };
        Self { unit, alone, part }
    }

    /// What each part of several may hold, in the limit's own unit.
    pub(super) fn part_limit(&self) -> u32 {
        self.part
    }

    /// How many of the scale's weights make one unit of the limit.
    pub(super) fn grain(&self) -> u64 {
        match self.unit {
            Counted::Weighted(weights) => u64::from(weights.scale.max(1)),
            _ => 1,
        }
    }

    fn limit(&self, budget: Budget) -> u32 {
        match budget {
            Budget::Alone => self.alone,
            Budget::Part => self.part,
        }
    }

    /// The most that a message may weigh.
    pub(super) fn capacity(&self, budget: Budget) -> u64 {
        u64::from(self.limit(budget)) * self.grain()
    }

    /// A weight as a length.
    pub(super) fn length(&self, weight: u64, budget: Budget) -> Length {
        Length {
            unit: self.name(),
            used: u32::try_from(weight.div_ceil(self.grain())).unwrap_or(u32::MAX),
            limit: self.limit(budget),
        }
    }

    fn name(&self) -> &'static str {
        match self.unit {
            Counted::Characters => "characters",
            Counted::Weighted(_) => "weighted",
            Counted::Graphemes => "graphemes",
            Counted::Utf16 | Counted::Wide => "utf16",
            Counted::Bytes => "bytes",
            Counted::Septets => "septets",
        }
    }

    /// The weight of characters as they are, however they are composed.
    pub(super) fn literal(&self, text: &str) -> u64 {
        if text.is_empty() {
            return 0;
        }
        let count = match self.unit {
            Counted::Characters | Counted::Weighted(_) => {
                let single = |c| self.single(c);
                return match is_composed(text) {
                    true => text.chars().map(single).sum(),
                    false => text.nfc().map(single).sum(),
                };
            }
            Counted::Graphemes => text.graphemes(true).count(),
            Counted::Utf16 | Counted::Wide => text.chars().map(char::len_utf16).sum(),
            Counted::Bytes => text.len(),
            Counted::Septets => {
                let septets = |c| u64::from(gsm::septets(c).unwrap_or(1));
                return text.chars().map(septets).sum();
            }
        };
        count as u64
    }

    /// The most that a byte can weigh, whatever characters it is of.
    pub(super) fn most_of_a_byte(&self) -> u64 {
        match self.unit {
            Counted::Weighted(weights) => {
                let ranges = weights.ranges.iter().map(|(_, _, weight)| *weight);
                u64::from(ranges.fold(weights.default, u32::max))
            }
            Counted::Septets => 2,
            _ => 1,
        }
    }

    /// The weight of one character that never joins another, nor is an emoji.
    pub(super) fn single(&self, c: char) -> u64 {
        match self.unit {
            Counted::Characters | Counted::Graphemes => 1,
            Counted::Weighted(weights) => u64::from(weights.of(c)),
            Counted::Utf16 | Counted::Wide => c.len_utf16() as u64,
            Counted::Bytes => c.len_utf8() as u64,
            Counted::Septets => u64::from(gsm::septets(c).unwrap_or(1)),
        }
    }

    /// The weight of a piece beyond ASCII in which every character stands for itself, and
    /// none is one at which a text may be cut.
    pub(super) fn letters(&self, piece: &str) -> Option<u64> {
        let mut letters = piece.chars();
        letters.try_fold(0, |sum, c| {
            (is_single(c) && !may_be_cut_at(c)).then(|| sum + self.single(c))
        })
    }

    /// The weight of a number or a signature that has no sign of an address or a name in it.
    pub(super) fn signs(&self, text: &str) -> Option<u64> {
        let is_plain = |b: u8| b.is_ascii_graphic() & (b != b'.') & (b != b'@') | (b == b' ');
        (self.is_even() && text.bytes().all(is_plain)).then(|| self.ascii(text))
    }

    /// The weight of text in ASCII.
    pub(super) fn ascii(&self, text: &str) -> u64 {
        match self.unit {
            Counted::Graphemes => (text.len() - joined_line_ends(text)) as u64,
            Counted::Weighted(_) => text.len() as u64 * self.single('a'),
            Counted::Septets => text.chars().map(|c| self.single(c)).sum(),
            Counted::Characters | Counted::Utf16 | Counted::Wide | Counted::Bytes => {
                text.len() as u64
            }
        }
    }

    /// What every byte of ASCII weighs in this text, if all of it weighs the same.
    pub(super) fn even_in(&self, text: &str) -> Option<u64> {
        let even = match self.unit {
            Counted::Septets => false,
            Counted::Graphemes => !text.contains('\r'),
            _ => self.is_even(),
        };
        even.then(|| self.single('a'))
    }

    /// Whether all of ASCII weighs the same, so that it can be weighed by its length.
    pub(super) fn is_even(&self) -> bool {
        match self.unit {
            Counted::Weighted(weights) => matches!(weights.ranges.first(), Some((0, 127.., _))),
            _ => true,
        }
    }
}

/// Whether one of the texts makes a text message leave the alphabet.
pub(super) fn is_wide<'t>(profile: &Profile, texts: impl IntoIterator<Item = &'t str>) -> bool {
    let counts_septets = profile
        .limits
        .iter()
        .any(|limit| matches!(limit.unit, Unit::Sms { .. }));
    counts_septets
        && texts
            .into_iter()
            .any(|text| text.chars().any(|c| gsm::septets(c).is_none()))
}

/// How many line ends are a carriage return and a line feed, which are one grapheme.
fn joined_line_ends(text: &str) -> usize {
    match has(text.as_bytes(), |b| b == b'\r') {
        true => text.matches("\r\n").count(),
        false => 0,
    }
}

/// Whether a text is known to be composed as it stands.
fn is_composed(text: &str) -> bool {
    let is_latin = text.chars().all(|c| c < '\u{300}');
    is_latin || is_nfc_quick(text.chars()) == IsNormalized::Yes
}
