use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Case;
use super::event::Event;
use super::id::PartId;
use super::parts::FollowUpBy;
use super::reply::Progress;
use crate::mention::NativeId;
use crate::reply::style::Purpose;

/// What became of a part that left.
#[expect(
    clippy::exhaustive_enums,
    reason = "it arrived, it did not, or nobody knows"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It is on the channel, under this id where the channel told.
    Delivered(Option<NativeId>),
    /// It is not on the channel.
    Failed,
    /// It may be on the channel. It is not sent again by itself: a double
    /// public post is worse than a late one.
    Unknown,
}

impl Case {
    /// What follows from the news that `part` met `fate` at `at`.
    ///
    /// The same news twice, or news of a part that nobody approved, changes nothing.
    pub fn receive(&self, part: &PartId, fate: &Fate, at: DateTime<Utc>) -> Vec<Event> {
        let Some(reply) = self
            .replies
            .get(&part.reply)
            .filter(|reply| reply.approved_by.is_some())
        else {
            return Vec::new();
        };
        let Some(known) = reply.parts.get(part.part as usize) else {
            return Vec::new();
        };
        let (id, number) = (part.reply, part.part);
        match (&known.progress, fate) {
            (Progress::Delivered(_), _) => Vec::new(),
            // Its words are gone, and nobody is to send them again.
            (_, Fate::Failed | Fate::Unknown) if self.erased.contains(&reply.answers) => Vec::new(),
            (Progress::Failed, Fate::Failed) | (Progress::Unknown, Fate::Unknown) => Vec::new(),
            (_, Fate::Failed) => vec![Event::PartFailed {
                reply: id,
                part: number,
            }],
            (_, Fate::Unknown) => vec![Event::PartUnknown {
                reply: id,
                part: number,
            }],
            (_, Fate::Delivered(native)) => {
                let mut events = vec![Event::PartDelivered {
                    reply: id,
                    part: number,
                    native: native.clone(),
                }];
                let others_arrived = reply.parts.iter().enumerate().all(|(place, part)| {
                    place == number as usize || matches!(part.progress, Progress::Delivered(_))
                });
                if others_arrived {
                    events.push(Event::Replied { reply: id, at });
                    if reply.purpose == Purpose::FollowUp && self.owes_follow_up() {
                        events.push(Event::FollowUpGiven {
                            by: FollowUpBy::Team,
                        });
                    }
                }
                events
            }
        }
    }
}
