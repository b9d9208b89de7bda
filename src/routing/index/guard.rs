//! What a mention must be before a rule is looked at.

use crate::channel::ChannelId;
use crate::mention::Mention;
use crate::routing::bounds::Bounds;
use crate::routing::condition::Condition;
use crate::routing::facts::Facts;
use crate::routing::lists::{ListId, Lists};
use crate::routing::test::{Authors, Test};
use crate::sorted::SortedMap;

/// What a mention must meet before a rule is looked at, told beside the
/// rule's place so that the rule need not be fetched to be passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Guard {
    /// A bit for each channel it may be on.
    channels: u32,
    /// The least number of followers, or of readers where the top bit is set.
    least: u32,
    /// One more than the number of the list its author must be on.
    on: u16,
    /// One more than the number of the list its author must not be on.
    off: u16,
}

/// The bit of every channel that has none of its own.
const OTHER: u32 = 1 << 31;
const READERS: u32 = 1 << 31;
const MOST: u32 = READERS - 1;

impl Guard {
    const NONE: Self = Self {
        channels: u32::MAX,
        least: 0,
        on: 0,
        off: 0,
    };

    pub(super) fn of(when: &Condition, names: &mut GuardNames) -> Self {
        let mut guard = Self::NONE;
        guard.narrow(when, names);
        guard
    }

    fn narrow(&mut self, when: &Condition, names: &mut GuardNames) {
        match when {
            Condition::All(parts) => parts.iter().for_each(|part| self.narrow(part, names)),
            Condition::None(parts) => parts.iter().for_each(|part| self.exclude(part, names)),
            Condition::Not(part) => self.exclude(part, names),
            Condition::Any(_) => {}
            Condition::Test(test) => self.require(test, names),
        }
    }

    fn require(&mut self, test: &Test, names: &mut GuardNames) {
        match test {
            Test::Channel(channels) => {
                let bits = channels.iter().map(|channel| names.channel(channel));
                self.channels &= bits.fold(0, |all, bit| all | bit);
            }
            Test::Followers(bounds) => self.at_least(bounds, 0),
            Test::Reach(bounds) => self.at_least(bounds, READERS),
            Test::Author(Authors::In(list)) => self.on = names.authors(list),
            _ => {}
        }
    }

    fn exclude(&mut self, part: &Condition, names: &mut GuardNames) {
        if let Condition::Test(Test::Author(Authors::In(list))) = part {
            self.off = names.authors(list);
        }
    }

    fn at_least(&mut self, bounds: &Bounds<u64>, kind: u32) {
        if let Some(least) = bounds.at_least
            && self.least == 0
        {
            self.least = u32::try_from(least).unwrap_or(MOST).min(MOST) | kind;
        }
    }
}

/// The names that guards speak of, by number.
#[derive(Clone, Debug, Default)]
pub(super) struct GuardNames {
    channels: SortedMap<ChannelId, u32>,
    authors: Vec<ListId>,
}

impl GuardNames {
    /// The bit of a channel.
    pub(super) fn channel(&mut self, channel: &ChannelId) -> u32 {
        let next = match self.channels.len() {
            few @ ..31 => 1 << few,
            _ => OTHER,
        };
        *self.channels.entry(channel.clone()).or_insert(next)
    }

    fn authors(&mut self, list: &ListId) -> u16 {
        let known = self.authors.iter().position(|known| known == list);
        let place = known.unwrap_or(self.authors.len());
        let Ok(number) = u16::try_from(place + 1) else {
            return 0;
        };
        if known.is_none() {
            self.authors.push(list.clone());
        }
        number
    }

    /// What a mention is, as far as guards ask.
    pub(super) fn badge<'b>(
        &self,
        facts: &Facts<'_>,
        lists: &Lists,
        on: &'b mut Vec<bool>,
    ) -> Badge<'b> {
        let mention: &Mention = facts.mention;
        let author = &mention.author;
        on.clear();
        on.extend(self.authors.iter().map(|list| {
            let list = lists.authors(list);
            list.is_some_and(|authors| authors.contains(&author.handle))
        }));
        let capped = |number: u64| u32::try_from(number).unwrap_or(MOST).min(MOST);
        // What is not known keeps nobody out.
        let known = |number: Option<u64>| number.map_or(MOST, capped);
        Badge {
            channel: self.channel_bit(&mention.channel),
            followers: known(author.followers.or(mention.reach)),
            readers: known(mention.reach),
            on,
        }
    }

    pub(super) fn channel_bit(&self, channel: &ChannelId) -> u32 {
        self.channels.get(channel).copied().unwrap_or(OTHER)
    }
}

/// What guards look at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Badge<'b> {
    pub(super) channel: u32,
    followers: u32,
    readers: u32,
    on: &'b [bool],
}

impl Badge<'_> {
    #[inline]
    pub(super) fn passes(&self, guard: Guard) -> bool {
        let counted = match guard.least & READERS {
            0 => self.followers,
            _ => self.readers,
        };
        guard.channels & self.channel != 0
            && counted >= guard.least & MOST
            && (guard.on == 0 || self.is_on(guard.on))
            && (guard.off == 0 || !self.is_on(guard.off))
    }

    fn is_on(&self, list: u16) -> bool {
        let on = self.on.get(usize::from(list) - 1);
        on.copied().unwrap_or(false)
    }
}
