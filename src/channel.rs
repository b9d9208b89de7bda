//! Where is it said, who can read it, how long may it be, how late may one answer?
//!
//! A [`Channel`] is data, not an enum of brands: networks come and go (S0:3).
//! The telephone, the letter and the counter are channels too (S0:13).
//!
//! # Not here yet
//!
//! Until when a channel exists.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::document::{Node, Problems};
use crate::id::id;
use crate::reply::Profile;

id! {
    /// The playbook's name for a channel, such as `twitter` or `phone`.
    ChannelId
}

/// A way in which customers and the organisation reach each other.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Channel {
    /// The channel.
    pub id: ChannelId,
    /// What it is made of.
    pub medium: Medium,
    /// Who can read along.
    pub visibility: Visibility,
    /// How a reply is counted and cut; none where a reply may be of any length.
    pub profile: Option<Profile>,
    /// The organisation's own accounts on it, such as `@nlwebcare`.
    pub own: Vec<String>,
    /// How long after the customer's last word the channel still lets us
    /// answer, such as 24 hours; none where it always does.
    pub reply_window: Option<TimeDelta>,
    /// Whether a reply opens with the customer's name, repeated in every part.
    pub addressing: Salutation,
    /// Where the agent's signature stands.
    pub signature: Signing,
    /// The most parts a reply may have.
    pub max_parts: Option<usize>,
}

/// What a channel is made of. Only the first is on the internet (S2:6).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Medium {
    /// Written and read on a screen.
    #[default]
    Digital,
    /// Spoken by telephone.
    Phone,
    /// Written on paper.
    Letter,
    /// Spoken face to face.
    Counter,
}

/// Who can read what is said on a channel.
#[expect(
    clippy::exhaustive_enums,
    reason = "either others can read along or they cannot"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Visibility {
    /// Anyone.
    Public,
    /// The customer and us.
    Private,
}

/// How a reply on a channel speaks to its reader.
#[expect(
    clippy::exhaustive_enums,
    reason = "the name stands there or it does not"
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Salutation {
    /// The channel itself shows whom it is for.
    #[default]
    None,
    /// Every part opens with the reader's handle.
    Handle,
}

/// Where a reply is signed (S4:17).
#[expect(
    clippy::exhaustive_enums,
    reason = "nowhere, at the end, or on each part"
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signing {
    /// Nowhere.
    None,
    /// On the last part.
    #[default]
    Last,
    /// On every part.
    Every,
}

impl Channel {
    /// A digital channel of which nothing but the visibility is agreed.
    pub fn new(id: impl Into<ChannelId>, visibility: Visibility) -> Self {
        Self {
            id: id.into(),
            medium: Medium::default(),
            visibility,
            profile: None,
            own: Vec::new(),
            reply_window: None,
            addressing: Salutation::default(),
            signature: Signing::default(),
            max_parts: None,
        }
    }

    /// Whether words are spoken on it rather than written.
    pub fn is_spoken(&self) -> bool {
        matches!(self.medium, Medium::Phone | Medium::Counter)
    }

    /// Whether somebody without the internet can use it.
    pub fn is_offline(&self) -> bool {
        self.medium != Medium::Digital
    }

    /// Reads one entry of `[channels]`.
    pub(crate) fn read(id: &str, node: &Node<'_>, problems: &mut Problems) -> Option<Self> {
        const MEDIA: [(&str, Medium); 4] = [
            ("digital", Medium::Digital),
            ("phone", Medium::Phone),
            ("letter", Medium::Letter),
            ("counter", Medium::Counter),
        ];
        const VISIBILITIES: [(&str, Visibility); 2] = [
            ("public", Visibility::Public),
            ("private", Visibility::Private),
        ];
        const SALUTATIONS: [(&str, Salutation); 2] =
            [("none", Salutation::None), ("handle", Salutation::Handle)];
        const SIGNINGS: [(&str, Signing); 3] = [
            ("none", Signing::None),
            ("last", Signing::Last),
            ("every", Signing::Every),
        ];

        let mut table = node.table(problems)?;
        let visibility = table
            .required("visibility", problems)
            .and_then(|field| field.one_of(&VISIBILITIES, problems));
        let mut channel = Self::new(id, visibility.unwrap_or(Visibility::Public));
        if let Some(medium) = table
            .optional("medium")
            .and_then(|field| field.one_of(&MEDIA, problems))
        {
            channel.medium = medium;
        }
        channel.profile = table
            .optional("profile")
            .and_then(|field| Profile::read(&field, problems));
        channel.own = table
            .optional("own")
            .and_then(|field| field.texts(problems))
            .unwrap_or_default()
            .into_iter()
            .map(str::to_owned)
            .collect();
        channel.reply_window = table
            .optional("reply-window")
            .and_then(|field| hours(&field, problems));
        if let Some(salutation) = table
            .optional("salutation")
            .and_then(|field| field.one_of(&SALUTATIONS, problems))
        {
            channel.addressing = salutation;
        }
        if let Some(signing) = table
            .optional("signature")
            .and_then(|field| field.one_of(&SIGNINGS, problems))
        {
            channel.signature = signing;
        }
        channel.max_parts = table
            .optional("max-parts")
            .and_then(|field| field.whole(problems))
            .and_then(|parts| usize::try_from(parts).ok());
        table.finish(problems);
        visibility.map(|_| channel)
    }
}

/// Reads a time span such as `"24 hours"` or `"7 days"`.
fn hours(node: &Node<'_>, problems: &mut Problems) -> Option<TimeDelta> {
    let text = node.text(problems)?;
    let span = text.split_once(' ').and_then(|(count, unit)| {
        let count: i64 = count.parse().ok().filter(|count| *count > 0)?;
        match unit {
            "minute" | "minutes" => TimeDelta::try_minutes(count),
            "hour" | "hours" => TimeDelta::try_hours(count),
            "day" | "days" => TimeDelta::try_days(count),
            _ => None,
        }
    });
    if span.is_none() {
        node.invalid::<()>(
            format!("`{text}` is not a time span"),
            "write a time span such as `24 hours` or `7 days`",
            problems,
        );
    }
    span
}
