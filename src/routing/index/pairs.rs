use std::collections::HashMap;
use std::ops::Range;

use super::dictionary::number;
use super::leaf::Run;
use super::scratch::Heard;
use super::sequences::{Sequence, Sequences};

/// The two sides of every test for nearness, each couple of sides once.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairs {
    all: Vec<(Run, Run)>,
}

/// The pairs that are known, while rules are read.
#[derive(Default)]
pub(super) struct KnownPairs {
    known: HashMap<(Vec<Sequence>, Vec<Sequence>), u32>,
}

/// How few words stand between the two sides in a text, left before right and
/// right before left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Gaps {
    pub(super) forwards: Option<u32>,
    pub(super) backwards: Option<u32>,
}

impl Gaps {
    /// Whether they are at most so many words apart: neighbours are one apart.
    pub(super) fn are_within(self, words: u32, ordered: bool) -> bool {
        let close = |gap: Option<u32>| gap.is_some_and(|gap| gap < words);
        close(self.forwards) || (!ordered && close(self.backwards))
    }
}

impl Pairs {
    pub(super) fn add(
        &mut self,
        left: Run,
        right: Run,
        sequences: &Sequences,
        known: &mut KnownPairs,
    ) -> u32 {
        let side = |run| sequences.get(run).to_vec();
        let next = number(self.all.len());
        let known = known.known.entry((side(left), side(right)));
        let pair = *known.or_insert(next);
        if pair == next {
            self.all.push((left, right));
        }
        pair
    }

    pub(super) fn count(&self) -> u32 {
        number(self.all.len())
    }

    pub(super) fn sides(&self, pair: u32) -> (Run, Run) {
        self.all.get(pair as usize).copied().unwrap_or_default()
    }

    /// The least gaps of a pair. Costs in proportion to how often its sides
    /// stand in the text.
    pub(super) fn gaps(
        &self,
        pair: u32,
        sequences: &Sequences,
        heard: &Heard,
        room: &mut Room,
    ) -> Gaps {
        self.gather(pair, sequences, heard, room);
        Gaps {
            forwards: least(&room.left, &room.right),
            backwards: least(&room.right, &room.left),
        }
    }

    /// Finds where the two sides stand.
    pub(super) fn gather(&self, pair: u32, sequences: &Sequences, heard: &Heard, room: &mut Room) {
        let (left, right) = self.sides(pair);
        gather(left, sequences, heard, &mut room.left);
        room.right.clear();
        if !room.left.is_empty() {
            gather(right, sequences, heard, &mut room.right);
        }
    }
}

/// Between which words a term stands.
type Place = (u32, u32);

/// Where the two sides stand, for the pair that is looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Room {
    left: Vec<Place>,
    right: Vec<Place>,
}

impl Room {
    /// The places of those that stand close enough together: at most so many
    /// couples either way round, from the beginning of the text on.
    pub(super) fn close(
        &self,
        within: u32,
        ordered: bool,
        most: usize,
    ) -> impl Iterator<Item = Place> + '_ {
        let backwards = match ordered {
            true => &[][..],
            false => &self.right,
        };
        let forwards = following(&self.left, &self.right, within).take(most);
        let backwards = following(backwards, &self.left, within).take(most);
        forwards
            .chain(backwards)
            .flat_map(|(one, other)| [one, other])
    }
}

fn gather(run: Run, sequences: &Sequences, heard: &Heard, places: &mut Vec<Place>) {
    places.clear();
    let terms = sequences.get(run);
    for term in terms {
        let ends = |place: Range<u32>| (place.start, place.end);
        places.extend(sequences.places(term, heard).map(ends));
    }
    if terms.len() > 1 {
        places.sort_unstable();
        // A term may be named twice.
        places.dedup();
    }
}

/// The least number of words between one of `first` and the next of `then`
/// that begins after it ends.
fn least(first: &[Place], then: &[Place]) -> Option<u32> {
    let mut least: Option<u32> = None;
    for ((_, end), (start, _)) in following(first, then, u32::MAX) {
        let gap = start - end;
        least = Some(least.map_or(gap, |least| least.min(gap)));
        if gap == 0 {
            break;
        }
    }
    least
}

/// Each of `first` with the nearest of `then` that begins after it ends, at
/// most `within` words on.
fn following(first: &[Place], then: &[Place], within: u32) -> impl Iterator<Item = (Place, Place)> {
    first.iter().filter_map(move |one| {
        let next = then.partition_point(|(start, _)| *start < one.1);
        let other = then.get(next)?;
        (other.0 - one.1 < within).then_some((*one, *other))
    })
}
