//! How long is a text by every limit of a channel?

use serde::Serialize;

use super::limit::Length;
use super::meter::Meter;
use super::profile::Profile;
use super::scale::{Budget, is_wide};
use crate::text::{Span, has};

/// How long a text is by every limit of a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Measure {
    /// One for each limit of the profile, in its order.
    pub lengths: Vec<Length>,
    /// The first character that the channel refuses, however short the text.
    pub refused: Option<Span>,
}

impl Measure {
    /// Whether the text keeps every limit and holds nothing that the channel refuses.
    pub fn fits(&self) -> bool {
        self.refused.is_none()
            && self
                .lengths
                .iter()
                .all(|length| length.used <= length.limit)
    }

    /// The length by the limit that is nearest to full.
    pub fn tightest(&self) -> Option<&Length> {
        tightest(&self.lengths)
    }

    /// How much the text has by [the tightest limit](Self::tightest).
    pub fn used(&self) -> u32 {
        self.tightest().map_or(0, |length| length.used)
    }

    /// How much [the tightest limit](Self::tightest) takes.
    pub fn limit(&self) -> u32 {
        self.tightest().map_or(u32::MAX, |length| length.limit)
    }
}

pub(super) fn tightest(lengths: &[Length]) -> Option<&Length> {
    lengths.iter().rev().max_by(|a, b| {
        let share = |length: &Length| u64::from(length.used);
        (share(a) * u64::from(b.limit.max(1))).cmp(&(share(b) * u64::from(a.limit.max(1))))
    })
}

impl Profile {
    /// How long `text` is on this channel, as one message.
    pub fn measure(&self, text: &str) -> Measure {
        let meter = Meter::new(self, is_wide(self, [text]));
        Measure {
            lengths: meter.lengths(text, Budget::Alone),
            refused: self.refused_in(text),
        }
    }

    /// How many messages a gateway bills for `text`: one where it fits, otherwise parts
    /// filled to the brim, in which no character is cut.
    ///
    /// ```
    /// use webcare::reply::profile;
    ///
    /// assert_eq!(profile::SMS.segments(&"a".repeat(160)), 1);
    /// assert_eq!(profile::SMS.segments(&"€".repeat(160)), 3);
    /// ```
    pub fn segments(&self, text: &str) -> usize {
        if self.measure(text).fits() {
            return 1;
        }
        let meter = Meter::new(self, is_wide(self, [text]));
        let mut filled: Vec<u64> = vec![0; meter.scales.len()];
        let mut count = 1;
        for c in text.chars() {
            let mut buffer = [0; 4];
            let written: &str = c.encode_utf8(&mut buffer);
            let over = meter.scales.iter().zip(&filled).any(|(scale, filled)| {
                filled + scale.literal(written) > scale.capacity(Budget::Part)
            });
            if over {
                count += 1;
                filled.fill(0);
            }
            for (filled, scale) in filled.iter_mut().zip(&meter.scales) {
                *filled += scale.literal(written);
            }
        }
        count
    }

    /// The first character of `text` that the channel refuses.
    pub(super) fn refused_in(&self, text: &str) -> Option<Span> {
        let mut looked_for = None;
        let may_hold = |refused: &char| {
            let mut buffer = [0; 4];
            let first = refused.encode_utf8(&mut buffer).bytes().next();
            let is_new = looked_for.replace(first) != Some(first);
            is_new && first.is_some_and(|first| has(text.as_bytes(), |b| b == first))
        };
        if !self.refused.iter().any(may_hold) {
            return None;
        }
        text.find(&*self.refused).map(|at| {
            let length = text.get(at..).and_then(|rest| rest.chars().next());
            Span::new(at, at + length.map_or(0, char::len_utf8))
        })
    }
}
