use serde::{Deserialize, Serialize};

use crate::mention::MentionKey;
use crate::triage::draw::mix;
use crate::triage::evaluation::{Interval, Share};

/// A second look at some of what was left alone (S4:10).
///
/// Which mentions are looked at hangs on their ids and the name of the audit
/// alone, so that nobody chooses, and asking again gives the same answer.
///
/// ```
/// use webcare::mention::MentionKey;
/// use webcare::triage::live::Audit;
///
/// let audit = Audit::new("2011-06");
/// let ids = (0..10_000).map(|id| MentionKey::new("twitter", id.to_string()));
/// let picked = ids.filter(|id| audit.picks(id)).count();
/// assert!((450..550).contains(&picked), "about 5 %: {picked}");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Audit {
    name: String,
    share: f64,
}

/// What an audit found.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Audited {
    /// How many of those that were looked at should not have been left alone.
    pub missed: Share,
    /// How many of all that were left alone.
    pub of: u64,
}

impl Audit {
    /// An audit of 5 %. A name of its own for every period picks others.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            share: 0.05,
        }
    }

    /// The same, of another share, from 0 to 1.
    pub fn share(mut self, share: f64) -> Self {
        self.share = share.clamp(0.0, 1.0);
        self
    }

    /// Whether a person looks at this one too.
    pub fn picks(&self, mention: &MentionKey) -> bool {
        let bytes = |hash: u64, text: &str| {
            let ended = text.bytes().chain([0xFF]);
            ended.fold(hash, |hash, byte| mix(hash ^ u64::from(byte)))
        };
        let hash = [&*self.name, mention.channel.as_str(), mention.id.as_str()]
            .into_iter()
            .fold(1, bytes);
        // 53 bits are as many as a float holds exactly.
        ((hash >> 11) as f64) < self.share * (1_u64 << 53) as f64
    }

    /// What comes of looking at `left_alone`: `missed` is asked of those that
    /// are picked.
    ///
    /// Every mention has the same chance of being picked, so that the share
    /// of those missed has no bias, whatever they are.
    pub fn of<'a>(
        &self,
        left_alone: impl IntoIterator<Item = &'a MentionKey>,
        mut missed: impl FnMut(&MentionKey) -> bool,
    ) -> Audited {
        let (mut of, mut looked, mut hits) = (0, 0, 0);
        for mention in left_alone {
            of += 1;
            if self.picks(mention) {
                looked += 1;
                hits += u64::from(missed(mention));
            }
        }
        Audited {
            missed: Share::new(hits, looked),
            of,
        }
    }
}

impl Audited {
    /// About how many of all that were left alone should not have been: from,
    /// to, with 95 % confidence.
    pub fn missed_in_all(self) -> Interval {
        let Interval { low, high } = self.missed.interval();
        let of = self.of as f64;
        Interval {
            low: (low * of).max(self.missed.hits as f64),
            high: high * of,
        }
    }
}
