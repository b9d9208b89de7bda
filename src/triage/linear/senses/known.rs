//! Hashes of words with what they mean, each found at the first place that is looked at.

use std::collections::BTreeMap;
use std::fmt;

use super::Meaning;

/// How many places there are, as a binary logarithm, and how many groups of
/// hashes.
const PLACES: u32 = 14;
const GROUPS: u32 = 12;

/// A hash table without collisions, for hashes that are known beforehand.
///
/// Hashes of one group, by their first bits, are all turned by the same factor
/// to where their places are; a factor is looked for by which these are free
/// (the way of Fox, Chen and Heath, 1992). To look one up there is nothing to
/// choose, which no processor could foresee.
pub(super) struct Known {
    factors: Box<[u16; 1 << GROUPS]>,
    /// The last bits of a hash, and behind them what it means: few enough bytes
    /// to stay at hand. What is no word here is taken for one once in 10¹².
    entries: Box<[u64; 1 << PLACES]>,
}

/// How many bits of an entry tell what is meant.
const MEANT: u32 = 24;

impl Known {
    /// `None` where there are so many that a group finds no places.
    pub(super) fn of(all: &BTreeMap<u64, Meaning>) -> Option<Self> {
        let mut known = Self {
            factors: Box::new([0; 1 << GROUPS]),
            entries: Box::new([0; 1 << PLACES]),
        };
        let mut groups: BTreeMap<usize, Vec<(u64, Meaning)>> = BTreeMap::new();
        for (hash, meaning) in all {
            groups
                .entry(group(*hash))
                .or_default()
                .push((*hash, *meaning));
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        // While there is most room for them.
        groups.sort_by_key(|(_, members)| std::cmp::Reverse(members.len()));
        for (group, members) in groups {
            let factor = (0..=u16::MAX).find(|factor| known.has_room(&members, *factor))?;
            *known.factors.get_mut(group)? = factor;
            for (hash, meaning) in members {
                *known.entries.get_mut(place(hash, factor))? = hash << MEANT | packed(meaning);
            }
        }
        Some(known)
    }

    /// Whether the places of all are free, and not the same.
    fn has_room(&self, members: &[(u64, Meaning)], factor: u16) -> bool {
        let places: Vec<usize> = members.iter().map(|it| place(it.0, factor)).collect();
        let is_free = |place: usize| self.entries.get(place) == Some(&0);
        let is_first = |at: usize, place: usize| places.iter().take(at).all(|it| *it != place);
        let mut all = places.iter().enumerate();
        all.all(|(at, place)| is_free(*place) && is_first(at, *place))
    }

    /// What a word means, or nothing.
    pub(super) fn meaning(&self, hash: u64) -> Meaning {
        let (meaning, is_it) = self.look(hash);
        if is_it { meaning } else { Meaning::default() }
    }

    /// What is meant by the one word that a word may be, and whether it is that.
    #[inline(always)]
    pub(super) fn look(&self, hash: u64) -> (Meaning, bool) {
        let factor = self.factors.get(group(hash)).copied().unwrap_or_default();
        let entry = self.entries.get(place(hash, factor));
        let entry = entry.copied().unwrap_or_default();
        (unpacked(entry), (entry ^ hash << MEANT) >> MEANT == 0)
    }
}

fn packed(meaning: Meaning) -> u64 {
    let count = u64::from(meaning.count & 0x7F);
    u64::from(meaning.goes_on) << 23 | count << 16 | u64::from(meaning.from)
}

#[inline(always)]
fn unpacked(entry: u64) -> Meaning {
    Meaning {
        from: entry as u16,
        count: (entry >> 16) as u8 & 0x7F,
        goes_on: entry >> 23 & 1 != 0,
    }
}

#[inline(always)]
fn group(hash: u64) -> usize {
    (hash >> (64 - GROUPS)) as usize
}

#[inline(always)]
fn place(hash: u64, factor: u16) -> usize {
    (hash.wrapping_mul(u64::from(factor) << 1 | 1) >> (64 - PLACES)) as usize
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Known").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Known;
    use crate::triage::draw::mix;
    use crate::triage::linear::senses::Meaning;

    #[test]
    fn all_are_found_and_nothing_else_is() {
        let meaning = |number: u16| Meaning {
            from: number,
            count: 1,
            goes_on: number.is_multiple_of(2),
        };
        let all: BTreeMap<u64, Meaning> = (0..9_000)
            .map(|number: u16| (mix(u64::from(number) + 1), meaning(number)))
            .collect();
        let known = Known::of(&all).unwrap();
        for (hash, meaning) in &all {
            assert_eq!(known.meaning(*hash), *meaning);
            assert_eq!(known.meaning(hash ^ 1), Meaning::default());
        }
        assert_eq!(known.meaning(0), Meaning::default());
        let too_many = (0..20_000_u64).map(|number| (mix(number + 1), meaning(1)));
        assert!(Known::of(&too_many.collect()).is_none());
    }
}
