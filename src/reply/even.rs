//! The best cuts where any is as good as another: in the middle of a long word or a long
//! address, in Chinese or Japanese, among words of one length.
//!
//! All that is to be chosen there is how many steps each part takes. A step moved from
//! one part to another makes the squares of their weights less only if the first weighs
//! more than a step more than the other; so where no two parts do, no way is more even.

use super::breaks::Rank;
use super::cost::quality;
use super::graph::{Graph, Window};
use super::optimum::Solution;
use super::rooms::Rooms;

/// The best way through the windows, where all their breaks are of one kind and the same
/// weight apart. `None` where they are not, or where a part would not take its share.
pub(super) fn cuts(graph: &Graph, rooms: &Rooms, windows: &[Window]) -> Option<Solution> {
    let (first, last) = (windows.first()?, windows.last()?);
    let alike = Alike::of(
        graph,
        Window {
            from: first.from,
            to: last.to,
        },
    )?;
    let shares = Shares::of(&alike.least(graph, rooms, windows)?, alike.step)?;
    let mut cuts = Vec::with_capacity(windows.len());
    let (mut from, mut node) = (0, alike.from);
    for ((part, window), steps) in (1..).zip(windows).zip(&shares.steps) {
        node = node.checked_add_signed(isize::try_from(*steps).ok()?)?;
        if node <= from || !window.holds(node) || !graph.fits(from, node, rooms.of(part)) {
            return None;
        }
        cuts.push(node);
        from = node;
    }
    let nearest = graph.nearest(graph.last(), rooms.last()).max(last.from);
    let orphanhood = graph.orphanhood(node, rooms);
    if node < nearest || orphanhood > graph.orphanhood(nearest, rooms) {
        return None;
    }
    Some(Solution {
        quality: quality(alike.rank) * cuts.len() as u128,
        is_orphan: orphanhood > 0,
        cuts,
    })
}

/// Breaks of one kind, each the same weight after the one before.
struct Alike {
    rank: Rank,
    from: usize,
    step: i64,
}

impl Alike {
    fn of(graph: &Graph, window: Window) -> Option<Self> {
        let (ends, starts) = (graph.ends_in(window), graph.starts_in(window));
        let step = starts.get(1)?.checked_sub(*starts.first()?)?;
        let rank = graph.break_at(window.from)?.rank;
        let is_even = |weights: &[u64]| {
            let mut pairs = weights.iter().zip(weights.iter().skip(1));
            pairs.all(|(here, next)| here.checked_add(step) == Some(*next))
        };
        let mut breaks = graph.breaks_in(window).iter();
        let is_alike = step > 0 && breaks.all(|at| at.rank == rank);
        (is_alike && is_even(starts) && is_even(ends)).then_some(Self {
            rank,
            from: window.from,
            step: i64::try_from(step).ok()?,
        })
    }

    /// What each part would weigh in all, were every cut at the first of these breaks:
    /// for the parts between, as little as nothing less the gap.
    fn least(&self, graph: &Graph, rooms: &Rooms, windows: &[Window]) -> Option<Vec<i64>> {
        let weights = graph.weights()?;
        let weight = |of: Option<&u64>| i64::try_from(*of?).ok();
        let end = weight(weights.ends.get(self.from))?;
        let start = weight(weights.starts.get(self.from))?;
        let whole = weight(weights.ends.last())?;
        let total = windows.len() + 1;
        let carried = |part: usize| match part {
            1 => end,
            _ if part == total => whole - start,
            _ => end - start,
        };
        let taken = |part| i64::try_from(rooms.taken(rooms.of_part(part, total))).ok();
        let least = |part| carried(part).checked_add(taken(part)?);
        (1..=total).map(least).collect()
    }
}

/// How many steps each part takes, such that no two weigh more than a step apart.
struct Shares {
    steps: Vec<i64>,
}

impl Shares {
    fn of(least: &[i64], step: i64) -> Option<Self> {
        let parts = i64::try_from(least.len()).ok()?;
        let sum = least
            .iter()
            .try_fold(0i64, |sum, it| sum.checked_add(*it))?;
        let below = |most: i64, least: i64| most - (most - least).rem_euclid(step);
        let filled = |most: i64| least.iter().map(|least| below(most, *least)).sum::<i64>();
        // The most that each part weighs, so that all of it together is not too much yet.
        let (mut most, mut too_much) = (sum.div_euclid(parts), sum.div_euclid(parts) + step);
        while too_much - most > 1 {
            let middle = most + (too_much - most) / 2;
            match filled(middle) <= sum {
                true => most = middle,
                false => too_much = middle,
            }
        }
        // What is left goes, a step each, to those that weigh least, evenly along the text.
        let may_grow = |least: &i64| below(most, *least) == most + 1 - step;
        let growing = least.iter().filter(|least| may_grow(least)).count() as i64;
        let left = (sum - filled(most)) / step;
        let mut before = 0;
        let steps = least.iter().map(|least| {
            let steps = (below(most, *least) - least) / step;
            if !may_grow(least) {
                return steps;
            }
            before += 1;
            steps + before * left / growing - (before - 1) * left / growing
        });
        Some(Self {
            steps: steps.collect(),
        })
    }
}
