//! The counting rules of the channels that most desks have, each with its source.
//!
//! A profile is data: a host may change a copy, or write its own in a playbook.
//! Where a vendor's documents contradict each other, the profile says so.

mod read;

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::limit::{Limit, Unit, Weights};
use crate::text::UrlScript;

/// How a channel counts a message, and how much it takes.
///
/// No address and no emoji costs more than the smallest limit: such a price fits nothing,
/// and neither a playbook nor serde reads one.
///
/// ```
/// use webcare::reply::profile;
///
/// let length = profile::TWITTER_2011.measure("Zie https://noor.nl/schade/melden/online");
/// assert_eq!((length.used(), length.limit()), (4 + 23, 140));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
#[non_exhaustive]
pub struct Profile {
    /// Its name, such as `twitter-2011`.
    pub id: Cow<'static, str>,
    /// All limits that a message must keep at once.
    pub limits: Cow<'static, [Limit]>,
    /// What a web address costs.
    #[serde(default)]
    pub url: UrlPrice,
    /// What the channel takes for a web address.
    #[serde(default)]
    pub url_script: UrlScript,
    /// What a name costs.
    #[serde(default)]
    pub mention: MentionPrice,
    /// What an emoji costs.
    #[serde(default)]
    pub emoji: EmojiPrice,
    /// Characters that the channel refuses, however short the message.
    #[serde(default)]
    pub refused: Cow<'static, [char]>,
    /// Whether the channel joins or numbers the parts by itself.
    #[serde(default)]
    pub numbering: Numbering,
}

/// What a web address costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum UrlPrice {
    /// Its own characters.
    #[default]
    Literal,
    /// This many units, whatever its length.
    Fixed(u32),
    /// This many units, by scheme; one without a scheme counts as `http`.
    ByScheme {
        /// For `http://` and for none.
        http: u32,
        /// For `https://`.
        https: u32,
    },
}

/// What a name costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum MentionPrice {
    /// Its own characters.
    #[default]
    Full,
    /// `@name` of `@name@server.example`.
    LocalPart,
    /// Nothing for those that a message begins with, and their own characters elsewhere.
    FreeWhenLeading,
}

/// What an emoji costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EmojiPrice {
    /// Its own characters.
    #[default]
    Literal,
    /// This many units, whatever it is made of.
    Fixed(u32),
    /// One unit for each of its bytes in UTF-8.
    Bytes,
}

/// Whether the parts of a split want numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Numbering {
    /// The reader sees separate messages.
    #[default]
    Wanted,
    /// The channel puts the parts together again.
    Joined,
}

/// Twitter's limit of 140 code points after NFC, until November 2017.
///
/// An address counts 23, as `twitter-text` has it in `config/v1.json`. In 2011 itself an
/// address kept its length until t.co wrapped all of them (20, then 21 for `https`, in
/// `twitter-text` of May 2012; 22 and 23 from 20 February 2013): see [`twitter_2012`] and
/// [`twitter_2013`].
pub static TWITTER_2011: Profile = built_in_profile(
    "twitter-2011",
    CHARACTERS_140,
    Rules {
        url: UrlPrice::Fixed(23),
        refused: REFUSED_BY_TWITTER,
        ..PLAIN
    },
);

/// X and Twitter before emoji were discounted: 280 weighted (`twitter-text` `config/v2.json`).
pub static TWITTER_2017: Profile = built_in_profile(
    "twitter-2017",
    WEIGHTED_280,
    Rules {
        url: UrlPrice::Fixed(23),
        refused: REFUSED_BY_TWITTER,
        ..PLAIN
    },
);

/// X: 280 weighted, any emoji 2 (`twitter-text` `config/v3.json`; docs.x.com, counting characters).
///
/// The documents say that every address counts 23; the library prices only those whose
/// labels a name server could know (63 characters in punycode), and this profile follows
/// the library.
///
/// The names that X itself puts before a reply are free; those in the text are not, and
/// this profile counts what is in the text. Set [`MentionPrice::FreeWhenLeading`] where
/// the host leaves them to X.
pub static X: Profile = built_in_profile(
    "x",
    WEIGHTED_280,
    Rules {
        url: UrlPrice::Fixed(23),
        emoji: EmojiPrice::Fixed(2),
        refused: REFUSED_BY_TWITTER,
        ..PLAIN
    },
);

/// A direct message on X: 10,000 characters (the limit of Twitter's configuration since August 2015),
/// an address at 23.
pub static X_DM: Profile = built_in_profile(
    "x-dm",
    const { &[Limit::new(Unit::Characters, 10_000)] },
    Rules {
        url: UrlPrice::Fixed(23),
        refused: REFUSED_BY_TWITTER,
        ..PLAIN
    },
);

/// Mastodon: 500 graphemes of warning and text together, an address 23, a name its local
/// part (`StatusLengthValidator`, mastodon/mastodon). Servers may set another limit.
///
/// Mastodon's web client takes `example.com` for an address and its server's older
/// releases do not; this profile follows the client.
pub static MASTODON: Profile = built_in_profile(
    "mastodon",
    const { &[Limit::new(Unit::Graphemes, 500)] },
    Rules {
        url: UrlPrice::Fixed(23),
        url_script: UrlScript::Any,
        mention: MentionPrice::LocalPart,
        ..PLAIN
    },
);

/// Bluesky: 300 graphemes and 3,000 bytes (atproto, `app.bsky.feed.post`).
pub static BLUESKY: Profile = built_in_profile(
    "bluesky",
    const {
        &[
            Limit::new(Unit::Graphemes, 300),
            Limit::new(Unit::Bytes, 3_000),
        ]
    },
    PLAIN,
);

/// Chat on Bluesky: 1,000 graphemes and 10,000 bytes (atproto, `chat.bsky.convo.defs`).
pub static BLUESKY_CHAT: Profile = built_in_profile(
    "bluesky-chat",
    const {
        &[
            Limit::new(Unit::Graphemes, 1_000),
            Limit::new(Unit::Bytes, 10_000),
        ]
    },
    PLAIN,
);

/// Threads: 500 characters, an emoji at its bytes in UTF-8 (Threads API, "Posts", April 2026).
///
/// Its help pages speak of 500 characters alone; the API counts as said here, which is
/// never less.
pub static THREADS: Profile = built_in_profile(
    "threads",
    const { &[Limit::new(Unit::Characters, 500)] },
    Rules {
        emoji: EmojiPrice::Bytes,
        ..PLAIN
    },
);

/// A direct message on Instagram: 1,000 bytes (Instagram Platform, Send API, 2025).
///
/// Of its page "Send a message" the list of limitations says characters, and the text under
/// it bytes of UTF-8; a message that keeps to the bytes keeps to both.
pub static INSTAGRAM_DM: Profile = built_in_profile(
    "instagram-dm",
    const { &[Limit::new(Unit::Bytes, 1_000)] },
    PLAIN,
);

/// A comment on Facebook: 8,000 characters (Graph API, comments, 2025).
pub static FACEBOOK: Profile = built_in_profile(
    "facebook",
    const { &[Limit::new(Unit::Characters, 8_000)] },
    PLAIN,
);

/// Messenger: 2,000 characters (Messenger Platform, Send API, 2025).
pub static MESSENGER: Profile = built_in_profile(
    "messenger",
    const { &[Limit::new(Unit::Characters, 2_000)] },
    PLAIN,
);

/// WhatsApp: 4,096 characters (WhatsApp Cloud API, text messages, 2025).
pub static WHATSAPP: Profile = built_in_profile(
    "whatsapp",
    const { &[Limit::new(Unit::Characters, 4_096)] },
    PLAIN,
);

/// A comment on LinkedIn: 1,250 UTF-16 code units (LinkedIn Help, 2025; its client counts code units).
pub static LINKEDIN_COMMENT: Profile = built_in_profile(
    "linkedin-comment",
    const { &[Limit::new(Unit::Utf16, 1_250)] },
    PLAIN,
);

/// A comment on Reddit: 10,000 characters (Reddit API, 2025).
pub static REDDIT_COMMENT: Profile = built_in_profile(
    "reddit-comment",
    const { &[Limit::new(Unit::Characters, 10_000)] },
    PLAIN,
);

/// A comment on YouTube: 10,000 characters (YouTube Help, 2025).
pub static YOUTUBE_COMMENT: Profile = built_in_profile(
    "youtube-comment",
    const { &[Limit::new(Unit::Characters, 10_000)] },
    PLAIN,
);

/// Telegram: 4,096 UTF-16 code units after entities are parsed (Telegram Bot API, `sendMessage`).
pub static TELEGRAM: Profile = built_in_profile(
    "telegram",
    const { &[Limit::new(Unit::Utf16, 4_096)] },
    PLAIN,
);

/// A text message: 160 septets, 153 in a segment of several; 70 and 67 UTF-16 code units
/// once a character falls outside the alphabet (3GPP TS 23.038 and 23.040).
///
/// The national shift tables of 3GPP are left out, as by the large gateways. A part is a
/// segment, so the parts bear no numbers.
pub static SMS: Profile = built_in_profile(
    "sms",
    const {
        &[Limit {
            unit: Unit::Sms {
                wide_max: 70,
                wide_split: 67,
            },
            max: 160,
            split: Some(153),
        }]
    },
    Rules {
        numbering: Numbering::Joined,
        ..PLAIN
    },
);

/// Every built-in profile.
pub static ALL: &[&Profile] = &[
    &TWITTER_2011,
    &TWITTER_2017,
    &X,
    &X_DM,
    &MASTODON,
    &BLUESKY,
    &BLUESKY_CHAT,
    &THREADS,
    &INSTAGRAM_DM,
    &FACEBOOK,
    &MESSENGER,
    &WHATSAPP,
    &LINKEDIN_COMMENT,
    &REDDIT_COMMENT,
    &YOUTUBE_COMMENT,
    &TELEGRAM,
    &SMS,
];

/// Twitter from 2012: an address counts 20, or 21 with `https`.
pub fn twitter_2012() -> Profile {
    Profile {
        url: UrlPrice::ByScheme {
            http: 20,
            https: 21,
        },
        id: Cow::Borrowed("twitter-2012"),
        ..TWITTER_2011.clone()
    }
}

/// Twitter from 20 February 2013: an address counts 22, or 23 with `https`.
pub fn twitter_2013() -> Profile {
    Profile {
        url: UrlPrice::ByScheme {
            http: 22,
            https: 23,
        },
        id: Cow::Borrowed("twitter-2013"),
        ..TWITTER_2011.clone()
    }
}

impl Profile {
    /// A profile of these limits, where everything costs its own characters.
    pub fn new(id: impl Into<String>, limits: Vec<Limit>) -> Self {
        Self {
            id: Cow::Owned(id.into()),
            limits: Cow::Owned(limits),
            ..built_in_profile("", &[], PLAIN)
        }
    }

    /// The same rules with another number for the first limit, of a message and of a part.
    pub fn with_limit(mut self, max: u32) -> Self {
        if let Some(limit) = self.limits.to_mut().first_mut() {
            limit.max = max;
            limit.split = limit.split.map(|split| split.min(max));
            if let Unit::Sms {
                wide_max,
                wide_split,
            } = &mut limit.unit
            {
                *wide_max = max.min(*wide_max);
                *wide_split = max.min(*wide_split);
            }
        }
        self
    }

    /// The built-in profile of this name.
    pub fn by_id(id: &str) -> Option<&'static Self> {
        ALL.iter().find(|profile| profile.id == id).copied()
    }

    /// The price above the smallest limit, where there is one.
    pub(super) fn dearest(&self) -> Option<TooDear> {
        let limit = self.limits.iter().map(|limit| limit.max).min()?;
        let url = match self.url {
            UrlPrice::Literal => 0,
            UrlPrice::Fixed(price) => price,
            UrlPrice::ByScheme { http, https } => http.max(https),
        };
        let emoji = match self.emoji {
            EmojiPrice::Literal | EmojiPrice::Bytes => 0,
            EmojiPrice::Fixed(price) => price,
        };
        let (field, price) = match url >= emoji {
            true => ("url", url),
            false => ("emoji", emoji),
        };
        (price > limit).then_some(TooDear {
            field,
            price,
            limit,
        })
    }
}

impl Serialize for Profile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Profile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let profile = Self::deserialize(deserializer)?;
        match profile.dearest() {
            Some(bad) => Err(de::Error::custom(bad)),
            None => Ok(profile),
        }
    }
}

/// A price that no message can pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a price of `{price}` is more than a message holds, which is `{limit}`")]
pub(super) struct TooDear {
    /// Of what, as a playbook has it.
    field: &'static str,
    price: u32,
    limit: u32,
}

/// What a built-in profile has beside its limits.
#[derive(Clone, Copy)]
struct Rules {
    url: UrlPrice,
    url_script: UrlScript,
    mention: MentionPrice,
    emoji: EmojiPrice,
    refused: &'static [char],
    numbering: Numbering,
}

const PLAIN: Rules = Rules {
    url: UrlPrice::Literal,
    url_script: UrlScript::Latin,
    mention: MentionPrice::Full,
    emoji: EmojiPrice::Literal,
    refused: &[],
    numbering: Numbering::Wanted,
};

const fn built_in_profile(id: &'static str, limits: &'static [Limit], rules: Rules) -> Profile {
    Profile {
        id: Cow::Borrowed(id),
        limits: Cow::Borrowed(limits),
        url: rules.url,
        url_script: rules.url_script,
        mention: rules.mention,
        emoji: rules.emoji,
        refused: Cow::Borrowed(rules.refused),
        numbering: rules.numbering,
    }
}

const CHARACTERS_140: &[Limit] = &[Limit::new(Unit::Characters, 140)];

const WEIGHTED_280: &[Limit] = &[Limit::new(
    Unit::Weighted(Weights {
        scale: 100,
        default: 200,
        ranges: Cow::Borrowed(&[
            (0, 4351, 100),
            (8192, 8205, 100),
            (8208, 8223, 100),
            (8242, 8247, 100),
        ]),
    }),
    280,
)];

/// `twitter-text`, `invalid_characters`.
const REFUSED_BY_TWITTER: &[char] = &['\u{fffe}', '\u{feff}', '\u{ffff}'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_that_no_message_can_pay_is_refused() {
        for price in ["url", "emoji"] {
            let limit = r#"[{"unit":"characters","max":140}]"#;
            let of = |units: u32| {
                let json =
                    format!(r#"{{"id":"own","limits":{limit},"{price}":{{"fixed":{units}}}}}"#);
                serde_json::from_str::<Profile>(&json).map_err(|error| error.to_string())
            };
            assert!(of(140).is_ok(), "{price}");
            let told = of(141).expect_err("refused");
            assert!(
                told.contains("`141` is more than a message holds"),
                "{told}"
            );
        }
    }

    #[test]
    fn a_profile_survives_serde() {
        for profile in ALL {
            let json = serde_json::to_string(profile).expect("JSON");
            assert_eq!(
                serde_json::from_str::<Profile>(&json).as_ref().ok(),
                Some(*profile),
                "{json}"
            );
        }
    }
}
