//! The places at which a text may be cut, and how far a part gets from each of them.

use std::borrow::Cow;
use std::ops::Range;

use super::breaks::{Break, Rank};
use super::rooms::Rooms;
use super::walk::Weighed;

/// The last part should hold at least a fifth of what fits.
const ORPHAN_SHARE: u64 = 5;

/// Few replies have more.
const USUAL_PARTS: usize = 16;

/// The breaks of a text and the weight up to each, by every scale.
///
/// Node 0 is the beginning of the text and the last node its end.
pub(super) struct Graph<'o> {
    breaks: Cow<'o, [Break]>,
    markers: Vec<usize>,
    scales: Cow<'o, [Weighed]>,
}

impl<'o> Graph<'o> {
    pub(super) fn new(breaks: Cow<'o, [Break]>, scales: Cow<'o, [Weighed]>) -> Self {
        let is_marker = |(_, at): &(usize, &Break)| at.rank == Rank::Marker;
        let markers = (1..).zip(breaks.iter()).filter(is_marker);
        Self {
            markers: markers.map(|(node, _)| node).collect(),
            breaks,
            scales,
        }
    }

    /// Whether every cut is at least this good.
    pub(super) fn has_none_worse_than(&self, worst: Rank) -> bool {
        self.breaks.iter().all(|at| at.rank <= worst)
    }

    /// The same text with none but the cuts that are no worse than this, and what node
    /// each of them was.
    pub(super) fn no_worse_than(&self, worst: Rank) -> (Graph<'static>, Vec<usize>) {
        let all = (1..).zip(self.breaks.iter());
        let nodes = all.filter(|(_, at)| at.rank <= worst);
        let nodes: Vec<usize> = nodes.map(|(node, _)| node).collect();
        let breaks = nodes.iter().filter_map(|node| self.break_at(*node));
        let scales = self.scales.iter().map(|scale| scale.at(&nodes));
        let graph = Graph::new(Cow::Owned(breaks.collect()), scales.collect());
        (graph, nodes)
    }

    /// Whether it is about the same breaks as another, whatever they weigh.
    pub(super) fn has_breaks_of(&self, other: &Self) -> bool {
        self.breaks == other.breaks
    }

    /// The break at an inner node.
    pub(super) fn break_at(&self, node: usize) -> Option<Break> {
        self.breaks.get(node.checked_sub(1)?).copied()
    }

    /// The breaks of a window.
    pub(super) fn breaks_in(&self, window: Window) -> &[Break] {
        let first = window.from.saturating_sub(1);
        self.breaks.get(first..window.to).unwrap_or(&[])
    }

    /// The node at which a part that begins at `from` would carry nearest to so much, by the
    /// first scale.
    pub(super) fn nearest_to(&self, from: usize, carried: u64) -> usize {
        let Some(scale) = self.weights() else {
            return from;
        };
        let end = scale.starts.get(from).map_or(0, |start| start + carried);
        let after = scale.ends.partition_point(|it| *it < end);
        let away = |node: usize| scale.ends.get(node).map_or(u64::MAX, |it| it.abs_diff(end));
        match after.checked_sub(1) {
            Some(before) if away(before) <= away(after) => before,
            _ => after,
        }
    }

    /// The weights by the first scale, the one that parts are balanced by.
    pub(super) fn weights(&self) -> Option<&Weighed> {
        self.scales.first()
    }

    /// Of each node of a window, the weight up to a part that begins there.
    pub(super) fn starts_in(&self, window: Window) -> &[u64] {
        let of = self
            .weights()
            .and_then(|scale| scale.starts.get(window.nodes()));
        of.unwrap_or(&[])
    }

    /// Of each node of a window, the weight up to a part that ends there.
    pub(super) fn ends_in(&self, window: Window) -> &[u64] {
        let of = self
            .weights()
            .and_then(|scale| scale.ends.get(window.nodes()));
        of.unwrap_or(&[])
    }

    /// Whether a part fits if it does by the first scale.
    pub(super) fn is_plain(&self) -> bool {
        self.markers.is_empty() && self.scales.len() == 1
    }

    /// What a part from one node to another carries, by every scale.
    pub(super) fn carried(&self, from: usize, to: usize) -> impl Iterator<Item = u64> + '_ {
        self.scales.iter().map(move |scale| scale.between(from, to))
    }

    /// The node at the end of the text.
    pub(super) fn last(&self) -> usize {
        self.breaks.len() + 1
    }

    /// The farthest node that each number of parts reaches, up to where one more finishes.
    ///
    /// The fewest parts are one more than its length less one. `None` where no number is enough.
    pub(super) fn reach(&self, rooms: &Rooms, at_least: usize) -> Option<Vec<usize>> {
        let last = self.last();
        let finish = self.nearest(last, rooms.last());
        let mut reach = Vec::with_capacity(USUAL_PARTS);
        reach.push(0);
        loop {
            let from = *reach.last()?;
            if from >= finish && reach.len() >= at_least {
                return Some(reach);
            }
            let next = self.farthest(from, rooms.of(reach.len())).min(last - 1);
            if next <= from {
                return None;
            }
            reach.push(next);
        }
    }

    /// Where the cut after each part but the last may lie.
    pub(super) fn windows(
        &self,
        rooms: &Rooms,
        reach: &[usize],
        total: usize,
    ) -> Option<Vec<Window>> {
        let mut next = self.last();
        let mut windows = Vec::with_capacity(total.saturating_sub(1));
        for part in (1..total).rev() {
            let room = rooms.of_part(part + 1, total);
            let from = self.nearest(next, room).max(part);
            let farthest = reach.get(part).copied().unwrap_or(self.last() - 1);
            let to = farthest.min(self.last().checked_sub(total - part)?);
            if from > to {
                return None;
            }
            windows.push(Window { from, to });
            next = from;
        }
        windows.reverse();
        Some(windows)
    }

    /// The first node from which a part that ends at `to` fits.
    pub(super) fn nearest(&self, to: usize, room: &[u64]) -> usize {
        let marker = self.marker_before(to);
        self.scales
            .iter()
            .zip(room)
            .map(|(scale, room)| {
                let end = scale.ends.get(to).copied().unwrap_or(0);
                let least = end.saturating_sub(*room);
                scale.starts.partition_point(|start| *start < least)
            })
            .fold(marker, usize::max)
    }

    /// The last node at which a part that begins at `from` may end.
    pub(super) fn farthest(&self, from: usize, room: &[u64]) -> usize {
        let marked = self.markers.partition_point(|marker| *marker <= from);
        let marker = self.markers.get(marked).copied().unwrap_or(self.last());
        self.scales
            .iter()
            .zip(room)
            .map(|(scale, room)| {
                let start = scale.starts.get(from).copied().unwrap_or(0);
                let most = start.saturating_add(*room);
                scale.ends.partition_point(|end| *end <= most) - 1
            })
            .fold(marker, usize::min)
    }

    /// Whether a part from one node to another fits, and has no marker in it.
    pub(super) fn fits(&self, from: usize, to: usize, room: &[u64]) -> bool {
        let mut carried = self.carried(from, to).zip(room);
        carried.all(|(weight, room)| weight <= *room) && self.marker_before(to) <= from
    }

    /// The last marker before a node, or the beginning.
    fn marker_before(&self, node: usize) -> usize {
        if self.markers.is_empty() {
            return 0;
        }
        let before = self.markers.partition_point(|marker| *marker < node);
        let last = before.checked_sub(1).and_then(|at| self.markers.get(at));
        last.copied().unwrap_or(0)
    }

    /// 0 where the body of a last part from here fills a fifth of the message, 1 where
    /// the message does, else 2. The further on, the more.
    pub(super) fn orphanhood(&self, from: usize, rooms: &Rooms) -> u8 {
        let fills = |with_rest: bool| {
            let carried = self.carried(from, self.last());
            let beside = rooms.capacity().iter().zip(rooms.last());
            carried.zip(beside).any(|(weight, (capacity, room))| {
                let rest = if with_rest {
                    capacity - room.min(capacity)
                } else {
                    0
                };
                (weight + rest) * ORPHAN_SHARE >= *capacity
            })
        };
        match () {
            () if fills(false) => 0,
            () if fills(true) => 1,
            () => 2,
        }
    }
}

/// The nodes from `from` up to and including `to`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Window {
    pub(super) fn len(self) -> usize {
        self.to - self.from + 1
    }

    pub(super) fn nodes(self) -> Range<usize> {
        self.from..self.to + 1
    }

    pub(super) fn holds(self, node: usize) -> bool {
        (self.from..=self.to).contains(&node)
    }
}
