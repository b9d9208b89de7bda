//! Which mentions of one author are one matter?

use std::collections::BTreeMap;

use super::Policy;
use crate::case::Voice;
use crate::channel::ChannelId;
use crate::mention::NativeId;

/// So few voices are compared pair by pair: that takes less than laying out
/// what they have in common.
const FEW: usize = 8;

impl Policy {
    /// Whether two mentions of one author on one channel are one matter: at
    /// least one of them deserves an answer, and they stand in one thread or
    /// were said within the playbook's window of each other (S1:25).
    ///
    /// It looks at nothing but the two, so the order of arrival cannot matter.
    pub(super) fn belong_together(&self, a: &Voice, b: &Voice) -> bool {
        let apart = (a.spoken_at - b.spoken_at).abs();
        a.mention.channel == b.mention.channel
            && (a.is_core() || b.is_core())
            && (apart <= self.playbook.joining.window || a.shares_thread(b))
    }

    /// The places of `voices` in groups that hang together by
    /// [`belong_together`](Self::belong_together), each group in the order in
    /// which it was said, the groups by what was said first in them.
    ///
    /// It looks at neighbours in time and at posts in common rather than at
    /// all pairs, so that an author of many mentions costs little more than one of few.
    pub(super) fn groups(&self, voices: &[&Voice]) -> Vec<Vec<usize>> {
        if voices.len() < 2 {
            return voices.iter().map(|_| vec![0]).collect();
        }
        let mut order: Vec<usize> = (0..voices.len()).collect();
        order.sort_by_key(|place| {
            voices
                .get(*place)
                .map(|voice| (voice.spoken_at, &voice.mention))
        });
        let mut bonds = Bonds::new(voices.len());
        if voices.len() <= FEW {
            self.bind_each(voices, &mut bonds);
        } else {
            self.bind_in_time(voices, order.iter().copied(), &mut bonds);
            self.bind_in_time(voices, order.iter().rev().copied(), &mut bonds);
            bind_in_threads(voices, &mut bonds);
        }
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut group_of = BTreeMap::new();
        for place in order {
            let group = *group_of.entry(bonds.root(place)).or_insert(groups.len());
            match groups.get_mut(group) {
                Some(group) => group.push(place),
                None => groups.push(vec![place]),
            }
        }
        groups
    }

    /// Binds all pairs that belong together.
    fn bind_each(&self, voices: &[&Voice], bonds: &mut Bonds) {
        for (place, voice) in voices.iter().enumerate() {
            for (before, other) in voices.iter().enumerate().take(place) {
                if self.belong_together(voice, other) {
                    bonds.bind(before, place);
                }
            }
        }
    }

    /// Binds every voice to the core that was said last before it, going in `order`.
    fn bind_in_time(
        &self,
        voices: &[&Voice],
        order: impl Iterator<Item = usize>,
        bonds: &mut Bonds,
    ) {
        let mut last: BTreeMap<&ChannelId, (usize, &Voice)> = BTreeMap::new();
        for place in order {
            let Some(voice) = voices.get(place) else {
                continue;
            };
            let channel = &voice.mention.channel;
            if let Some((core, said)) = last.get(channel)
                && (said.spoken_at - voice.spoken_at).abs() <= self.playbook.joining.window
            {
                bonds.bind(*core, place);
            }
            if voice.is_core() {
                last.insert(channel, (place, voice));
            }
        }
    }
}

/// Binds the voices that have a post in common, where one of them is a core.
fn bind_in_threads(voices: &[&Voice], bonds: &mut Bonds) {
    let mut posts: Vec<(&ChannelId, &NativeId, usize)> = Vec::new();
    for (place, voice) in voices.iter().enumerate() {
        let channel = &voice.mention.channel;
        posts.extend(voice.posts().map(|post| (channel, post, place)));
    }
    posts.sort_unstable();
    let is_core = |place: usize| voices.get(place).is_some_and(|voice| voice.is_core());
    for of_post in posts.chunk_by(|one, two| (one.0, one.1) == (two.0, two.1)) {
        if !of_post.iter().any(|(_, _, place)| is_core(*place)) {
            continue;
        }
        for pair in of_post.windows(2) {
            if let [(_, _, one), (_, _, other)] = pair {
                bonds.bind(*one, *other);
            }
        }
    }
}

/// Disjoint sets of places.
struct Bonds {
    above: Vec<usize>,
}

impl Bonds {
    fn new(places: usize) -> Self {
        Self {
            above: (0..places).collect(),
        }
    }

    fn root(&mut self, mut place: usize) -> usize {
        while let Some(above) = self.above.get(place).copied().filter(|it| *it != place) {
            // Every look shortens the way for the next one.
            let higher = self.above.get(above).copied().unwrap_or(above);
            if let Some(at) = self.above.get_mut(place) {
                *at = higher;
            }
            place = above;
        }
        place
    }

    fn bind(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if let Some(above) = self.above.get_mut(one.max(other)) {
            *above = one.min(other);
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::{Bonds, Policy, bind_in_threads};
    use crate::case::Voice;
    use crate::channel::Visibility;
    use crate::mention::Mention;

    // Few are compared pair by pair, many by their neighbours: it makes no difference.
    #[test]
    fn neighbours_hang_together_as_pairs_do() {
        let policy = Policy::small();
        let begin: DateTime<Utc> = "2011-06-14T10:00:00Z".parse().unwrap();
        let mut seen = [false; 2];
        let mut state = 1_u64;
        let mut below = |end: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) % end
        };
        for round in 0..400 {
            let voices: Vec<Voice> = (0..12)
                .map(|number| {
                    let text = if below(3) == 0 {
                        "een klacht"
                    } else {
                        "goedemorgen"
                    };
                    let channel = if below(4) == 0 { "forum" } else { "twitter" };
                    let later = TimeDelta::hours(below(40 + round) as i64);
                    let mut mention = Mention::post(channel, format!("{number}"))
                        .by("@jan")
                        .text(text)
                        .posted_at(begin + later);
                    let other = |other: u64| Some(format!("{other}").as_str().into());
                    mention.in_reply_to = if below(3) == 0 {
                        other(below(16))
                    } else {
                        None
                    };
                    mention.root = if below(4) == 0 {
                        other(below(16))
                    } else {
                        None
                    };
                    let decision = policy.triage(&mention);
                    let now = begin + TimeDelta::days(30);
                    Voice::of(
                        &mention,
                        &decision,
                        "webcare".into(),
                        Visibility::Public,
                        now,
                    )
                })
                .collect();
            let voices: Vec<&Voice> = voices.iter().collect();
            let (mut pairs, mut neighbours) = (Bonds::new(12), Bonds::new(12));
            policy.bind_each(&voices, &mut pairs);
            let mut order: Vec<usize> = (0..12).collect();
            order.sort_by_key(|place| (voices[*place].spoken_at, &voices[*place].mention));
            policy.bind_in_time(&voices, order.iter().copied(), &mut neighbours);
            policy.bind_in_time(&voices, order.iter().rev().copied(), &mut neighbours);
            bind_in_threads(&voices, &mut neighbours);
            for place in 0..12 {
                let root = pairs.root(place);
                assert_eq!(root, neighbours.root(place), "round {round}, {place}");
                seen[usize::from(root == place)] = true;
            }
        }
        assert_eq!(seen, [true; 2], "some hang together, and some stand alone");
    }
}
