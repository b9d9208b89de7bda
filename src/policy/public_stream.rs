use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Policy;
use super::record::Record;
use crate::case::{Case, ReplyId, TextId};
use crate::channel::Visibility;
use crate::mention::MentionKey;

/// What a website may show of what customers and we said in public (S0:5).
///
/// It leaves out what the law and privacy ask for: what was never public, what
/// was taken back, whose author was forgotten, what holds personal data, and
/// what of ours did not arrive. It looks at nothing else: not at what was
/// decided, felt or thought of it, so that what is unwelcome stands there too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct PublicStream {
    /// What was said, in that order.
    pub lines: Vec<Line>,
}

/// Something that was said in public.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_structs, reason = "a line is when and what")]
pub struct Line {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub what: Said,
}

/// What was said, by reference: the words are where the host keeps them.
#[expect(clippy::exhaustive_enums, reason = "the customer speaks, or we do")]
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    /// By a customer.
    ByCustomer(MentionKey),
    /// By us, in answer to this mention.
    ByUs {
        /// The mention.
        answers: MentionKey,
        /// The messages, in their order.
        parts: Vec<TextId>,
    },
}

impl PublicStream {
    /// What may be shown of these cases, with the instants at which replies
    /// arrived as `arrived` tells them from the logs.
    pub fn of<'r>(
        cases: impl IntoIterator<Item = &'r Record>,
        arrived: impl Fn(&Case, ReplyId) -> Option<DateTime<Utc>>,
    ) -> Self {
        let mut lines = Vec::new();
        for record in cases {
            let case = &record.case;
            if case.merged_into.is_none() {
                lines.extend(by_customer(case));
            }
            lines.extend(by_us(case, &arrived));
        }
        lines.sort();
        Self { lines }
    }
}

impl Policy {
    /// Whether a mention that is in no case may be shown: by its channel alone.
    pub fn is_public(&self, mention: &MentionKey) -> bool {
        self.visibility(&mention.channel) == Visibility::Public
    }
}

fn by_customer(case: &Case) -> impl Iterator<Item = Line> {
    let shown = case
        .voices
        .values()
        .filter(|voice| voice.is_public() && !voice.redact && case.is_there(&voice.mention));
    shown.map(|voice| Line {
        at: voice.spoken_at,
        what: Said::ByCustomer(voice.mention.clone()),
    })
}

fn by_us<'c>(
    case: &'c Case,
    arrived: &'c impl Fn(&Case, ReplyId) -> Option<DateTime<Utc>>,
) -> impl Iterator<Item = Line> + 'c {
    let shown = case.replies.iter().filter(|(_, reply)| {
        let is_out = reply.is_delivered() && reply.visibility == Visibility::Public;
        is_out && !case.erased.contains(&reply.answers)
    });
    shown.filter_map(|(id, reply)| {
        let kept = |text: &TextId| case.texts.iter().any(|kept| kept.text == *text);
        let parts: Vec<TextId> = reply.parts.iter().map(|part| part.text.clone()).collect();
        let what = Said::ByUs {
            answers: reply.answers.clone(),
            parts: parts.into_iter().filter(kept).collect(),
        };
        Some(Line {
            at: arrived(case, *id)?,
            what,
        })
    })
}
