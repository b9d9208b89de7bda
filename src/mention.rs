//! What was said, by whom, seen when, with what attached?
//!
//! A [`Mention`] is one post, call or letter as its channel gave it. It is
//! data: the host fills it, the library reads it.
//!
//! # Not here yet
//!
//! Series of reach samples, participants of a thread, and one person's several
//! accounts.

mod attachment;
mod author;
mod found;
mod key;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use attachment::{Attachment, AttachmentKind};
pub use author::{Account, Author, Handle};
pub use found::{Addressing, DetectedBy};
pub use key::{MentionKey, NativeId};

use crate::channel::ChannelId;
use crate::text::{Private, is_blank, visible};

/// One post, call or letter that speaks to us or of us.
///
/// ```
/// use webcare::mention::Mention;
///
/// let mention = Mention::post("twitter", "1409").by("@jan_k").text("Al 2 weken niet teruggebeld #nl");
/// assert_eq!(mention.key().to_string(), "twitter:1409");
/// assert_eq!(mention.revision, 1);
/// ```
///
/// As JSON it is one flat object in which only `channel`, `id` and `author`
/// must be there. Fields that the crate does not know are passed over, so
/// that a feed's row can be read as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Mention {
    /// Where it was said.
    pub channel: ChannelId,
    /// The id it has there.
    pub id: NativeId,
    /// 1 for the post as it was first placed, one more for every edit.
    #[serde(default = "first_revision")]
    pub revision: u32,
    /// Who said it.
    pub author: Author,
    /// What was said.
    #[serde(default)]
    pub text: Private,
    /// When the author placed it, where the channel tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posted_at: Option<DateTime<Utc>>,
    /// When the host first saw it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<DateTime<Utc>>,
    /// The post that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_reply_to: Option<NativeId>,
    /// Whom it answers, where the channel tells: an answer to an account of
    /// ours speaks to us, also when our post has not been seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<Handle>,
    /// The post that its thread began with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<NativeId>,
    /// The post that it repeats in full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repost_of: Option<NativeId>,
    /// The application it was placed with, such as `foursquare`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    /// The language the channel says it is in, such as `nl`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// What came along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// How many readers it had when it was seen (*bereik*).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reach: Option<u64>,
    /// How it was found.
    #[serde(default)]
    pub detected_by: DetectedBy,
    /// The search term that found it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<String>,
}

const fn first_revision() -> u32 {
    1
}

impl Mention {
    /// The post `id` on `channel`; everything else is unknown or empty.
    pub fn post(channel: impl Into<ChannelId>, id: impl Into<NativeId>) -> Self {
        Self {
            channel: channel.into(),
            id: id.into(),
            revision: first_revision(),
            author: Author::new(""),
            text: Private::default(),
            posted_at: None,
            seen_at: None,
            in_reply_to: None,
            answers: None,
            root: None,
            repost_of: None,
            via: None,
            lang: None,
            attachments: Vec::new(),
            reach: None,
            detected_by: DetectedBy::default(),
            term: None,
        }
    }

    /// Names who wrote it.
    pub fn by(mut self, handle: impl Into<Handle>) -> Self {
        self.author.handle = handle.into();
        self
    }

    /// Sets what was said.
    pub fn text(mut self, text: impl Into<Private>) -> Self {
        self.text = text.into();
        self
    }

    /// Sets when the author placed it.
    pub fn posted_at(mut self, at: DateTime<Utc>) -> Self {
        self.posted_at = Some(at);
        self
    }

    /// Sets when the host first saw it.
    pub fn seen_at(mut self, at: DateTime<Utc>) -> Self {
        self.seen_at = Some(at);
        self
    }

    /// Makes it an answer to the post `id` on the same channel.
    pub fn in_reply_to(mut self, id: impl Into<NativeId>) -> Self {
        self.in_reply_to = Some(id.into());
        self
    }

    /// Its channel and id together.
    pub fn key(&self) -> MentionKey {
        MentionKey {
            channel: self.channel.clone(),
            id: self.id.clone(),
        }
    }

    /// The post its thread began with, as far as it is known: its root, else
    /// the post it answers, else itself.
    pub fn thread(&self) -> &NativeId {
        self.root
            .as_ref()
            .or(self.in_reply_to.as_ref())
            .unwrap_or(&self.id)
    }

    /// When the customer spoke: when it was posted, else when it was first
    /// seen, and never later than `now`, so that a wrong clock at the source
    /// cannot move a due time into the future.
    pub fn spoken_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.posted_at.or(self.seen_at).unwrap_or(now).min(now)
    }

    /// Whether there is nothing to read and something to look at.
    pub fn is_image_only(&self) -> bool {
        let seen = |kind| matches!(kind, AttachmentKind::Image | AttachmentKind::Video);
        self.attachments
            .iter()
            .any(|attachment| seen(attachment.kind))
            && is_blank(self.text.reveal())
    }
}

/// What the name of an account begins with in a text.
const SIGNS: [char; 2] = ['@', '＠'];

/// How directly `mention` speaks to us, given `own`: our accounts on its channel.
///
/// It is [`Addressing::Direct`] when it answers one of our accounts, was sent
/// to us ([`DetectedBy::Direct`]), or opens with an account of ours;
/// [`Addressing::Named`] when an account of ours stands further on.
///
/// ```
/// use webcare::mention::{Addressing, Handle, Mention, addressing};
///
/// let own = [Handle::new("@nlwebcare")];
/// let to_us = Mention::post("twitter", "1").text("@jan @nlwebcare en dit dan?");
/// let of_us = Mention::post("twitter", "2").text("Weer geen antwoord van @NLwebcare");
/// assert_eq!(addressing(&to_us, &own), Addressing::Direct);
/// assert_eq!(addressing(&of_us, &own), Addressing::Named);
/// ```
pub fn addressing(mention: &Mention, own: &[Handle]) -> Addressing {
    let answers_us = mention
        .answers
        .as_ref()
        .is_some_and(|whom| own.contains(whom));
    if answers_us || mention.detected_by == DetectedBy::Direct {
        return Addressing::Direct;
    }
    let text = mention.text.reveal();
    let has_wide_sign = !text.is_ascii() && text.contains('＠');
    if !has_wide_sign && !text.contains('@') {
        return Addressing::Implied;
    }
    let is_ours = |name: &str| {
        let name = name.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_');
        own.iter().any(|handle| handle.is_written(name))
    };
    let text: &str = &visible(text);
    let sign_in = |rest: &str| match has_wide_sign {
        true => rest.find(SIGNS),
        false => rest.find('@'),
    };
    let (mut opens, mut addressing) = (true, Addressing::Implied);
    // Most words are nobody's name: only those with a sign are looked at.
    let mut rest = text;
    while let Some((before, word)) = sign_in(rest).and_then(|at| rest.split_at_checked(at)) {
        let end = word.find(char::is_whitespace).unwrap_or(word.len());
        let (word, after) = word.split_at_checked(end).unwrap_or((word, ""));
        let begins = before.is_empty() || before.ends_with(char::is_whitespace);
        opens &= begins && before.trim_start().is_empty();
        rest = after;
        let name = word.strip_prefix(SIGNS).filter(|_| begins);
        if name.is_some_and(is_ours) {
            match opens {
                true => return Addressing::Direct,
                false => addressing = Addressing::Named,
            }
        }
    }
    addressing
}

#[cfg(test)]
mod tests {
    use super::{Addressing, Handle, Mention, SIGNS, addressing};

    /// As it is said: word by word.
    fn by_words(text: &str) -> Addressing {
        let (mut opens, mut found) = (true, Addressing::Implied);
        for word in text.split_whitespace() {
            let name = word.strip_prefix(SIGNS);
            let name = name.map(|it| it.trim_end_matches(|c: char| !c.is_alphanumeric()));
            match (name, opens) {
                (Some("nl" | "@nl"), true) => return Addressing::Direct,
                (Some("nl" | "@nl"), false) => found = Addressing::Named,
                (Some(_), _) => {}
                (None, _) => opens = false,
            }
        }
        found
    }

    #[test]
    fn a_name_of_ours_is_found_wherever_it_stands() {
        let parts = [
            "@nl", "＠nl", "nl", "@", "@x", "x", " ", "\u{3000}", ".", "é",
        ];
        let mut seen = [0; 3];
        for number in 0..parts.len().pow(5) {
            let places = (0..5).map(|place| number / parts.len().pow(place) % parts.len());
            let text: String = places.map(|part| parts[part]).collect();
            let post = Mention::post("twitter", "1").text(&*text);
            let found = addressing(&post, &[Handle::new("@nl")]);
            assert_eq!(found, by_words(&text), "{text:?}");
            seen[found as usize] += 1;
        }
        assert!(seen.iter().all(|times| *times > 1_000), "{seen:?}");
    }
}
