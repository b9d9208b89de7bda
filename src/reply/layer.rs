//! From where is a part best begun, for each node that it may end at?

use super::breaks::{Break, Rank};
use super::cost::Cost;
use super::graph::{Graph, Window};
use super::hull::{Hull, Line};

/// One part: the nodes it may begin at with the best cost of each, and its room.
pub(super) struct Layer<'g> {
    pub(super) graph: &'g Graph<'g>,
    pub(super) room: &'g [u64],
    /// What names, signature and number weigh, by the first scale.
    pub(super) taken: u64,
    pub(super) before: Window,
    /// Of each node of the window before.
    pub(super) costs: &'g [Cost],
}

impl Layer<'_> {
    /// The best cost of ending the part at each node of a window, and where it then begins.
    pub(super) fn solve(
        &self,
        window: Window,
        lines: &mut [Line],
        costs: &mut Vec<Cost>,
        backs: &mut Vec<usize>,
    ) {
        let known = backs.len();
        costs.clear();
        costs.resize(window.len(), Cost::NONE);
        backs.resize(known + window.len(), 0);
        let backs = backs.get_mut(known..).unwrap_or_default();
        match self.before.to < window.from {
            true => self.solve_apart(window, lines, costs, backs),
            false => self.solve_by_halving(window, costs, backs),
        }
    }

    /// Where every beginning lies before every end: from the last end to the first, which
    /// only ever adds beginnings.
    fn solve_apart(
        &self,
        window: Window,
        lines: &mut [Line],
        costs: &mut [Cost],
        backs: &mut [usize],
    ) {
        let starts = self.graph.starts_in(self.before);
        let origin = starts.first().copied().unwrap_or(0);
        let room = self.room.first().copied().unwrap_or(u64::MAX);
        let is_plain = self.graph.is_plain();
        let (mut hull, mut quality) = (Hull::new(lines), Cost::NONE.quality);
        let mut beginnings = starts.iter().zip(self.costs);
        let mut next = beginnings.next_back();
        let ends = self.graph.ends_in(window).iter();
        let nodes = ends.zip(self.graph.breaks_in(window));
        let nodes = nodes.zip(costs.iter_mut().zip(backs)).enumerate();
        for (at, ((end, Break { rank, .. }), (best, back))) in nodes.rev() {
            let nearest = end.saturating_sub(room);
            while let Some((start, cost)) = next
                && *start >= nearest
            {
                let from = beginnings.len();
                if !is_plain {
                    let (from, to) = (self.before.from + from, window.from + at);
                    if !self.graph.fits(from, to, self.room) {
                        break;
                    }
                }
                if cost.quality < quality {
                    quality = cost.quality;
                    hull.clear();
                }
                if cost.quality == quality && *cost != Cost::NONE {
                    hull.add(from, signed(start - origin), cost.spread);
                }
                next = beginnings.next_back();
            }
            let end = signed(end.saturating_sub(origin) + self.taken);
            if let Some(line) = hull.least_at(end) {
                let spread = line.before();
                *best = Cost { quality, spread }.with(end - line.start, *rank);
                *back = self.before.from + line.name;
            }
        }
    }

    /// The best beginning moves only forwards, so that each look halves what is left.
    fn solve_by_halving(&self, window: Window, costs: &mut [Cost], backs: &mut [usize]) {
        let mut open = vec![(0..window.len(), self.before)];
        while let Some((among, begins)) = open.pop() {
            if among.is_empty() || begins.from > begins.to {
                continue;
            }
            let middle = among.start + among.len() / 2;
            let (mut farther, mut nearer) = (begins, begins);
            if let Some((from, cost)) = self.best(window.from + middle, begins) {
                (nearer.to, farther.from) = (from, from);
                if let (Some(best), Some(back)) = (costs.get_mut(middle), backs.get_mut(middle)) {
                    (*best, *back) = (cost, from);
                }
            }
            open.push((among.start..middle, nearer));
            open.push((middle + 1..among.end, farther));
        }
    }

    fn best(&self, to: usize, begins: Window) -> Option<(usize, Cost)> {
        let nearest = self.graph.nearest(to, self.room).max(begins.from);
        let rank = self.graph.break_at(to).map_or(Rank::Marker, |at| at.rank);
        let mut best: Option<(usize, Cost)> = None;
        for from in nearest..=begins.to.min(to.saturating_sub(1)) {
            #[cfg(test)]
            super::hull::count_step();
            let before = self.costs.get(from - self.before.from).copied();
            let Some(before) = before.filter(|cost| *cost != Cost::NONE) else {
                continue;
            };
            let used = self.graph.carried(from, to).next().unwrap_or(0) + self.taken;
            let cost = before.with(signed(used), rank);
            if best.is_none_or(|(_, least)| cost < least) {
                best = Some((from, cost));
            }
        }
        best
    }
}

/// A weight, which fits wherever the text does.
pub(super) fn signed(weight: u64) -> i64 {
    weight.cast_signed()
}
