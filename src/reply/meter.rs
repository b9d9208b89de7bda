//! What does a text weigh on a channel? Its addresses, names and emoji at their price, and
//! the rest as it is written.

use unicode_segmentation::UnicodeSegmentation;

use super::characters::{begins_apart, is_lone_emoji, is_single, island_length, may_be_emoji};
use super::limit::Length;
use super::profile::{EmojiPrice, MentionPrice, Profile, UrlPrice};
use super::scale::{Budget, Scale};
use crate::text::{Entity, EntityKind, Span, emoji_grapheme, links, next_beyond_ascii};

/// The scales of a profile, set for one message.
#[derive(Clone, Debug)]
pub(super) struct Meter<'p> {
    profile: &'p Profile,
    pub(super) scales: Vec<Scale<'p>>,
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
