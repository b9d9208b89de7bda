//! What does a text weigh on a channel? Each limit of a profile as a scale of its own.

use serde::Serialize;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation;

use super::gsm;
use super::limit::{Limit, Unit, Weights};
use super::profile::{EmojiPrice, MentionPrice, Profile, UrlPrice};
use crate::text::{
    Entity, EntityKind, Span, emoji_grapheme, has, is_emoji, links, next_beyond_ascii,
};

/// How long a text is by every limit of a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Measure {
    /// One for each limit of the profile, in its order.
    pub lengths: Vec<Length>,
    /// The first character that the channel refuses, however short the text.
    pub refused: Option<Span>,
}

/// How long a text is by one limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Length {
    /// What was counted, by name.
    pub unit: &'static str,
    /// How much of it the text has, rounded up.
    pub used: u32,
    /// How much of it the channel takes.
    pub limit: u32,
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

/// Which of a limit's numbers holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Budget {
    Alone,
    Part,
}

/// The scales of a profile, set for one message.
#[derive(Clone, Debug)]
pub(super) struct Meter<'p> {
    profile: &'p Profile,
    pub(super) scales: Vec<Scale<'p>>,
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
    fn new(limit: &'p Limit, wide: bool) -> Self {
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
    fn literal(&self, text: &str) -> u64 {
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
    fn most_of_a_byte(&self) -> u64 {
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
    fn single(&self, c: char) -> u64 {
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
    fn ascii(&self, text: &str) -> u64 {
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
    fn is_even(&self) -> bool {
        match self.unit {
            Counted::Weighted(weights) => matches!(weights.ranges.first(), Some((0, 127.., _))),
            _ => true,
        }
    }
}

impl<'p> Meter<'p> {
    pub(super) fn new(profile: &'p Profile, wide: bool) -> Self {
        Self {
            profile,
            scales: profile
                .limits
                .iter()
                .map(|limit| Scale::new(limit, wide))
                .collect(),
        }
    }

    /// The entities of a text as the channel sees them, where it prices them.
    pub(super) fn priced(&self, text: &str) -> Vec<Entity> {
        let prices =
            self.profile.url != UrlPrice::Literal || self.profile.mention != MentionPrice::Full;
        match prices {
            true => links(text, self.profile.url_script),
            false => Vec::new(),
        }
    }

    /// Of the entities of a text, those that the channel may price.
    pub(super) fn priced_among(&self, found: &[Entity]) -> Vec<Entity> {
        let is_priced = |entity: &&Entity| match entity.kind {
            EntityKind::Url => self.profile.url != UrlPrice::Literal,
            EntityKind::Mention | EntityKind::RemoteMention => {
                self.profile.mention != MentionPrice::Full
            }
            _ => false,
        };
        found.iter().filter(is_priced).copied().collect()
    }

    /// Whether what a name costs depends on what stands before it in the message.
    pub(super) fn looks_back(&self) -> bool {
        self.profile.mention == MentionPrice::FreeWhenLeading
    }

    /// The most that a grapheme of so many bytes can weigh.
    pub(super) fn most(&self, scale: &Scale, bytes: u64) -> u64 {
        let literal = bytes * scale.most_of_a_byte();
        literal.max(match self.profile.emoji {
            EmojiPrice::Fixed(price) => u64::from(price) * scale.grain(),
            EmojiPrice::Bytes => bytes * scale.grain(),
            EmojiPrice::Literal => 0,
        })
    }

    /// The length of a whole message by every limit.
    pub(super) fn lengths(&self, text: &str, budget: Budget) -> Vec<Length> {
        let found = self.priced(text);
        self.scales
            .iter()
            .map(|scale| scale.length(self.weight(scale, text, 0, &found), budget))
            .collect()
    }

    /// What `text` weighs on `scale`. Its entities stand `offset` bytes further than in
    /// `text`, and only at offset 0 are names leading.
    pub(super) fn weight(&self, scale: &Scale, text: &str, offset: usize, found: &[Entity]) -> u64 {
        let mut at = 0;
        let mut sum = 0;
        for entity in found {
            let span = Span::new(entity.span.start - offset, entity.span.end - offset);
            let Some(price) = self.price(scale, entity.kind, span, text, offset == 0) else {
                continue;
            };
            sum += self.plain(scale, text.get(at..span.start).unwrap_or("")) + price;
            at = span.end;
        }
        sum + self.plain(scale, text.get(at..).unwrap_or(""))
    }

    fn price(
        &self,
        scale: &Scale,
        kind: EntityKind,
        span: Span,
        text: &str,
        begins: bool,
    ) -> Option<u64> {
        let written = span.of(text)?;
        match (kind, self.profile.mention, self.profile.url) {
            (EntityKind::Url, _, UrlPrice::Fixed(price)) => Some(u64::from(price) * scale.grain()),
            (EntityKind::Url, _, UrlPrice::ByScheme { http, https }) => {
                let is_https = written
                    .get(..8)
                    .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"));
                Some(u64::from(if is_https { https } else { http }) * scale.grain())
            }
            (EntityKind::RemoteMention, MentionPrice::LocalPart, _) => {
                let local = written.rfind('@').and_then(|at| written.get(..at));
                Some(scale.literal(local.unwrap_or(written)))
            }
            (EntityKind::Mention | EntityKind::RemoteMention, MentionPrice::FreeWhenLeading, _) => {
                let before = text.get(..span.start)?;
                let leads = before
                    .split_whitespace()
                    .all(|word| word.starts_with(['@', '＠']));
                (begins && leads).then_some(0)
            }
            _ => None,
        }
    }

    /// What a stretch without entities weighs.
    ///
    /// Nearly all of it is ASCII and letters that stand for themselves. The rest (marks,
    /// emoji, other scripts) is weighed by the island, from the space before it to
    /// the white space after.
    fn plain(&self, scale: &Scale, text: &str) -> u64 {
        if text.is_empty() {
            return 0;
        }
        if !scale.is_even() {
            return self.island(scale, text);
        }
        let mut sum = 0;
        let mut rest = text;
        while let Some(at) = next_beyond_ascii(rest, 0) {
            let (ascii, beyond) = rest.split_at_checked(at).unwrap_or((rest, ""));
            match beyond.chars().next() {
                Some(c)
                    if is_single(c) && !beyond.get(c.len_utf8()..).is_some_and(begins_apart) =>
                {
                    sum += scale.ascii(ascii) + scale.single(c);
                    rest = beyond.get(c.len_utf8()..).unwrap_or("");
                }
                _ => {
                    let from = ascii.rfind(' ').unwrap_or(0);
                    let to = at + island_length(beyond);
                    sum += scale.ascii(rest.get(..from).unwrap_or(""));
                    sum += self.island(scale, rest.get(from..to).unwrap_or(""));
                    rest = rest.get(to..).unwrap_or("");
                }
            }
        }
        sum + scale.ascii(rest)
    }

    fn island(&self, scale: &Scale, text: &str) -> u64 {
        let emoji = self.profile.emoji;
        if emoji == EmojiPrice::Literal || !text.chars().any(may_be_emoji) {
            return scale.literal(text);
        }
        let price = |grapheme: &str| match emoji {
            EmojiPrice::Fixed(price) => u64::from(price) * scale.grain(),
            EmojiPrice::Bytes => grapheme.len() as u64 * scale.grain(),
            EmojiPrice::Literal => 0,
        };
        if is_lone_emoji(text) && emoji_grapheme(text) {
            return price(text);
        }
        let mut sum = 0;
        let mut from = 0;
        for (at, grapheme) in text.grapheme_indices(true) {
            if grapheme.is_ascii() || !emoji_grapheme(grapheme) {
                continue;
            }
            sum += scale.literal(text.get(from..at).unwrap_or(""));
            from = at + grapheme.len();
            sum += price(grapheme);
        }
        sum + scale.literal(text.get(from..).unwrap_or(""))
    }
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

/// Whether every character stands for itself, or for an emoji with those beside it, and
/// none for one that stands before, so that a text weighs what its words do.
pub(super) fn is_smooth(text: &str) -> bool {
    if joins_what_is_before(text) {
        return false;
    }
    let mut at = 0;
    while let Some(next) = next_beyond_ascii(text, at) {
        at = next;
        match text.get(at..).and_then(|rest| rest.chars().next()) {
            Some(c) if is_single(c) || is_of_emoji(c) => at += c.len_utf8(),
            _ => return false,
        }
    }
    true
}

/// Whether every character of a piece beyond ASCII stands for itself or for an emoji, none
/// is white space or a soft hyphen at which a text may be cut, and the first is of no
/// grapheme with the letter before the piece.
pub(super) fn stands_apart(piece: &str) -> bool {
    !joins_what_is_before(piece)
        && piece
            .chars()
            .all(|c| is_single(c) && !may_be_cut_at(c) || is_of_emoji(c))
}

fn may_be_cut_at(c: char) -> bool {
    matches!(c, '\u{85}' | '\u{ad}')
}

/// Whether a text of emoji begins within one, so that it is of one grapheme with whatever
/// stands before it.
fn joins_what_is_before(text: &str) -> bool {
    text.starts_with(|c| matches!(c, '\u{200d}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}'))
}

/// Whether `c` is an emoji or joins others to one, so that its grapheme ends with the word.
fn is_of_emoji(c: char) -> bool {
    matches!(c, '\u{200d}' | '\u{fe0f}') || is_emoji(c)
}

/// Whether a text is one grapheme, an emoji as it is or in another colour.
fn is_lone_emoji(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(is_emoji)
        && matches!(
            chars.next(),
            None | Some('\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
        )
        && chars.next().is_none()
}

fn may_be_emoji(c: char) -> bool {
    c == '\u{20e3}' || is_emoji(c)
}

/// How long the island at the beginning of a text is, up to the white space after it.
fn island_length(text: &str) -> usize {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if is_blank(c) && (c != ' ' || !is_prepended(before)) {
            return at;
        }
        before = c;
    }
    text.len()
}

/// Where an island ends: a carriage return and the line feed after it are one grapheme.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\r' | '\n')
}

/// Whether `c` makes one grapheme with what follows, even a space: `Prepend` of
/// Unicode 16.0, `GraphemeBreakProperty.txt`.
fn is_prepended(c: char) -> bool {
    matches!(c,
        '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}' | '\u{8e2}' | '\u{d4e}'
        | '\u{110bd}' | '\u{110cd}' | '\u{111c2}' | '\u{111c3}' | '\u{113d1}' | '\u{1193f}' | '\u{11941}'
        | '\u{11a3a}' | '\u{11a84}'..='\u{11a89}' | '\u{11d46}' | '\u{11f02}')
}

/// Whether `c` is one code point in NFC, one grapheme, and no emoji, whatever stands before it.
fn is_single(c: char) -> bool {
    match c {
        '©' | '®' => false,
        '\u{80}'..'\u{300}' => true,
        _ => matches!(c, '\u{2010}'..='\u{2027}' | '€'),
    }
}

/// Whether the text begins with something that may join what stands before it.
fn begins_apart(text: &str) -> bool {
    text.chars()
        .next()
        .is_some_and(|c| !c.is_ascii() && !is_single(c))
}
