//! Which cuts give the best thread? A dynamic programme over the breaks of a text.
//!
//! With the fewest parts known, the place of the k-th cut is bounded from the left by
//! what the parts before it can hold and from the right by what those after it must.
//! Were two such windows to overlap, a part could be saved; so they are disjoint, and
//! the programme looks at each break once.
//!
//! It looks twice. First only at the kinds of cuts: the least for each break is the least
//! of a window that slides over the breaks before it, which is linear. Then at the spread
//! of the lengths, among the breaks that the best kinds leave. The spread is a sum of
//! squares, so that the best beginnings of a part are the lower hull of as many lines:
//! linear again. Only where more parts than the fewest are allowed can windows overlap;
//! there the best predecessor still moves only forwards, and each window is solved by
//! halving.

use std::borrow::Cow;

use super::breaks::{Break, Rank};
use super::hull::Hull;
use super::rooms::Rooms;
use super::walk::Weighed;

/// The last part should hold at least a fifth of what fits.
const ORPHAN_SHARE: u64 = 5;

/// The breaks of a text and the weight up to each, by every scale.
///
/// Node 0 is the beginning of the text and the last node its end.
pub(super) struct Graph<'o> {
    breaks: Cow<'o, [Break]>,
    markers: Vec<usize>,
    scales: Cow<'o, [Weighed]>,
}

/// The best cuts for one number of parts.
pub(super) struct Solution {
    /// The inner nodes at which the text is cut.
    pub(super) cuts: Vec<usize>,
    orphan: bool,
    quality: u128,
}

impl Solution {
    /// Whether the last part is short for no good reason but that it must be.
    pub(super) fn leaves_orphan(&self) -> bool {
        self.orphan
    }

    /// Whether it has better cuts, or spares the reader an orphan.
    pub(super) fn is_better_than(&self, other: &Self) -> bool {
        (self.orphan, self.quality) < (other.orphan, other.quality)
    }
}

/// Compared in this order: kinds of cuts, worst first, then the spread of the lengths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Cost {
    quality: u128,
    spread: u128,
}

/// No way leads here.
const NONE: u128 = u128::MAX;

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

    /// Whether it is about the same breaks as another, whatever they weigh.
    pub(super) fn has_breaks_of(&self, other: &Self) -> bool {
        self.breaks == other.breaks
    }

    /// The break at an inner node.
    pub(super) fn break_at(&self, node: usize) -> Option<Break> {
        self.breaks.get(node.checked_sub(1)?).copied()
    }

    /// What a part from one node to another carries, by every scale.
    pub(super) fn carried(&self, from: usize, to: usize) -> impl Iterator<Item = u64> + '_ {
        self.scales.iter().map(move |scale| scale.between(from, to))
    }

    /// The node at the end of the text.
    pub(super) fn last(&self) -> usize {
        self.breaks.len() + 1
    }

    fn quality(&self, node: usize) -> u128 {
        self.break_at(node).map_or(0, |at| quality(at.rank))
    }

    /// The farthest node that each number of parts reaches, up to where one more finishes.
    ///
    /// The fewest parts are one more than its length less one. `None` where no number is enough.
    pub(super) fn reach(&self, rooms: &Rooms, at_least: usize) -> Option<Vec<usize>> {
        let last = self.last();
        let finish = self.nearest(last, &rooms.last);
        let mut reach = vec![0];
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

    /// The best cuts into exactly `total` parts.
    ///
    /// Cuts of the better kinds are tried alone first: a way through them that leaves no
    /// orphan is better than any other.
    pub(super) fn solve(&self, rooms: &Rooms, reach: &[usize], total: usize) -> Option<Solution> {
        let windows = self.windows(rooms, reach, total)?;
        let through = |worst: Rank| {
            let layers = self.qualities(rooms, &windows, worst)?;
            let end = self.best_ends(rooms, windows.last()?, layers.last()?)?;
            Some((layers, end))
        };
        let is_best = |(_, end): &(_, Ends)| !end.orphan;
        let (layers, end) = through(Rank::Sentence)
            .filter(is_best)
            .or_else(|| through(Rank::Clause).filter(is_best))
            .or_else(|| through(Rank::Forced))?;
        let mut nodes = self.kept(rooms, &windows, &layers, end.nodes);
        nodes.push(vec![self.last()]);
        let mut costs = vec![Some(Cost {
            quality: 0,
            spread: 0,
        })];
        let mut before = vec![0];
        let mut backs: Vec<(Vec<usize>, Vec<usize>)> = Vec::with_capacity(nodes.len());
        for (part, rows) in (1..).zip(nodes) {
            let layer = Layer {
                graph: self,
                room: rooms.of_part(part, total),
                capacity: &rooms.capacity,
                before: &before,
                costs: &costs,
            };
            let (next, back) = layer.solve(&rows);
            costs = next;
            backs.push((std::mem::replace(&mut before, rows), back));
        }
        Some(Solution {
            cuts: trace(&backs)?,
            orphan: end.orphan,
            quality: end.quality,
        })
    }

    /// Where the cut after each part but the last may lie.
    fn windows(&self, rooms: &Rooms, reach: &[usize], total: usize) -> Option<Vec<Window>> {
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

    /// For each window, the least quality of the cuts up to each of its nodes, where none
    /// is of a worse kind. `None` where no such cuts lead through the windows.
    fn qualities(&self, rooms: &Rooms, windows: &[Window], worst: Rank) -> Option<Vec<Vec<u128>>> {
        let mut layers: Vec<Vec<u128>> = Vec::with_capacity(windows.len());
        let mut before = (Window { from: 0, to: 0 }, vec![0]);
        for (part, window) in (1..).zip(windows) {
            let mut sliding = Sliding::new(self, rooms.of(part), &before);
            let breaks = self.breaks.get(window.from - 1..window.to)?;
            let mut is_reached = false;
            let ranks = breaks.iter().map(|at| at.rank);
            let layer = (window.from..).zip(ranks).map(|(node, rank)| {
                let least = match rank <= worst {
                    true => sliding.least_before(node),
                    false => NONE,
                };
                is_reached |= least != NONE;
                match least {
                    NONE => NONE,
                    least => least + quality(rank),
                }
            });
            let layer: Vec<u128> = layer.collect();
            if !is_reached {
                return None;
            }
            layers.push(std::mem::replace(&mut before, (*window, layer)).1);
        }
        layers.push(before.1);
        layers.remove(0);
        Some(layers)
    }

    /// The best places of the last cut: those that leave no orphan where there are any,
    /// and of these the ones with the best cuts.
    fn best_ends(&self, rooms: &Rooms, window: &Window, layer: &[u128]) -> Option<Ends> {
        let nearest = self.nearest(self.last(), &rooms.last).max(window.from);
        let reached: Vec<(u8, u128, usize)> = (nearest..=window.to)
            .filter_map(|node| Some((node, *layer.get(node - window.from)?)))
            .filter(|(_, quality)| *quality != NONE)
            .map(|(node, quality)| (self.orphanhood(node, rooms), quality, node))
            .collect();
        let (orphanhood, quality, _) = *reached.iter().min()?;
        let is_best = |end: &&(u8, u128, usize)| (end.0, end.1) == (orphanhood, quality);
        Some(Ends {
            orphan: orphanhood > 0,
            quality,
            nodes: reached.iter().filter(is_best).map(|end| end.2).collect(),
        })
    }

    /// For each window, the nodes that the best kinds of cuts may go through.
    fn kept(
        &self,
        rooms: &Rooms,
        windows: &[Window],
        layers: &[Vec<u128>],
        ends: Vec<usize>,
    ) -> Vec<Vec<usize>> {
        let mut kept = vec![ends];
        for part in (1..windows.len()).rev() {
            let (Some(after), Some(window), Some(layer)) = (
                windows.get(part),
                windows.get(part - 1),
                layers.get(part - 1),
            ) else {
                break;
            };
            let rows = kept.last().map_or(&[][..], Vec::as_slice);
            let needed = rows
                .iter()
                .filter_map(|node| {
                    let quality_here = self.quality(*node);
                    let up_to = layers.get(part)?.get(node - after.from)?;
                    Some(up_to - quality_here)
                })
                .max()
                .unwrap_or(0);
            let nearest = rows
                .first()
                .map_or(0, |row| self.nearest(*row, rooms.of(part + 1)));
            let last = rows.last().map_or(0, |row| row - 1).min(window.to);
            let nodes = (nearest.max(window.from)..=last)
                .filter(|node| layer.get(node - window.from).is_some_and(|q| *q <= needed))
                .collect();
            kept.push(nodes);
        }
        kept.reverse();
        kept
    }

    /// The first node from which a part that ends at `to` fits.
    fn nearest(&self, to: usize, room: &[u64]) -> usize {
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

    /// The last marker before a node, or the beginning.
    fn marker_before(&self, node: usize) -> usize {
        let before = self.markers.partition_point(|marker| *marker < node);
        let last = before.checked_sub(1).and_then(|at| self.markers.get(at));
        last.copied().unwrap_or(0)
    }

    /// The last node at which a part that begins at `from` may end.
    fn farthest(&self, from: usize, room: &[u64]) -> usize {
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
    fn fits(&self, from: usize, to: usize, room: &[u64]) -> bool {
        let mut carried = self.carried(from, to).zip(room);
        carried.all(|(weight, room)| weight <= *room) && self.marker_before(to) <= from
    }

    /// The weight up to a part that begins at a node, by the first scale.
    fn start(&self, node: usize) -> u64 {
        let scale = self.scales.first();
        scale
            .and_then(|scale| scale.starts.get(node))
            .map_or(0, |start| *start)
    }

    /// The weight up to a part that ends at a node, by the first scale.
    fn end(&self, node: usize) -> u64 {
        let scale = self.scales.first();
        scale
            .and_then(|scale| scale.ends.get(node))
            .map_or(0, |end| *end)
    }

    /// From `from` on, the first node from which a part that ends at `to` fits.
    fn first_that_fits(&self, mut from: usize, to: usize, room: &[u64]) -> usize {
        for (scale, room) in self.scales.iter().zip(room) {
            let end = scale.ends.get(to).copied().unwrap_or(u64::MAX);
            let starts = scale.starts.get(from..to).unwrap_or(&[]);
            let fits = |start: &u64| end.saturating_sub(*start) <= *room;
            from += starts.iter().position(fits).unwrap_or(starts.len());
        }
        from
    }

    /// 0 where the body fills a fifth of the message, 1 where the message does, else 2.
    fn orphanhood(&self, from: usize, rooms: &Rooms) -> u8 {
        let fills = |with_rest: bool| {
            let carried = self.carried(from, self.last());
            let beside = rooms.capacity.iter().zip(&rooms.last);
            carried.zip(beside).any(|(weight, (capacity, room))| {
                let rest = if with_rest {
                    capacity - room.min(capacity)
                } else {
                    0
                };
                (weight + rest) * ORPHAN_SHARE >= *capacity
            })
        };
        match (fills(false), fills(true)) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => 2,
        }
    }
}

/// The nodes from `from` up to and including `to`.
#[derive(Clone, Copy, Debug)]
struct Window {
    from: usize,
    to: usize,
}

/// The best places of the last cut.
struct Ends {
    orphan: bool,
    quality: u128,
    nodes: Vec<usize>,
}

/// The least quality among the nodes of a window from which a part reaches a node that
/// moves forwards.
struct Sliding<'g> {
    graph: &'g Graph<'g>,
    room: &'g [u64],
    window: Window,
    layer: &'g [u128],
    /// The first node that is near enough.
    from: usize,
    /// The next node to be looked at.
    next: usize,
    /// From `head` on, nodes with more and more quality, of which the first is the least.
    queue: Vec<(usize, u128)>,
    head: usize,
}

impl<'g> Sliding<'g> {
    fn new(
        graph: &'g Graph<'g>,
        room: &'g [u64],
        (window, layer): &'g (Window, Vec<u128>),
    ) -> Self {
        Self {
            graph,
            room,
            window: *window,
            layer,
            from: window.from,
            next: window.from,
            queue: Vec::with_capacity(layer.len()),
            head: 0,
        }
    }

    fn least_before(&mut self, node: usize) -> u128 {
        self.from = self.from.max(self.graph.marker_before(node));
        self.from = self.graph.first_that_fits(self.from, node, self.room);
        while self.next <= self.window.to.min(node - 1) {
            let quality = self.layer.get(self.next - self.window.from);
            let quality = quality.copied().unwrap_or(NONE);
            if quality != NONE {
                while self.queue.len() > self.head
                    && self.queue.last().is_some_and(|(_, more)| *more > quality)
                {
                    self.queue.pop();
                }
                self.queue.push((self.next, quality));
            }
            self.next += 1;
        }
        let queue = &self.queue;
        while queue.get(self.head).is_some_and(|(at, _)| *at < self.from) {
            self.head += 1;
        }
        queue.get(self.head).map_or(NONE, |(_, quality)| *quality)
    }
}

/// One part: the nodes it may begin at with the best cost of each, and its room.
struct Layer<'g> {
    graph: &'g Graph<'g>,
    room: &'g [u64],
    capacity: &'g [u64],
    before: &'g [usize],
    costs: &'g [Option<Cost>],
}

impl Layer<'_> {
    /// The best cost of ending the part at each of these nodes, and where it then begins,
    /// by its place in `before`.
    fn solve(&self, rows: &[usize]) -> (Vec<Option<Cost>>, Vec<usize>) {
        match self.before.last() < rows.first() {
            true => self.solve_apart(rows),
            false => self.solve_by_halving(rows),
        }
    }

    /// Where every beginning lies before every end: from the last end to the first, which
    /// only ever adds beginnings.
    fn solve_apart(&self, rows: &[usize]) -> (Vec<Option<Cost>>, Vec<usize>) {
        let mut best = vec![None; rows.len()];
        let mut back = vec![0; rows.len()];
        let begins = self.before.iter().zip(self.costs).enumerate();
        let mut open = begins.rev().peekable();
        let (mut hull, mut quality) = (Hull::default(), NONE);
        let slots = best.iter_mut().zip(&mut back);
        for (to, (best, back)) in rows.iter().zip(slots).rev() {
            let fits =
                |(_, (from, _)): &(usize, (&usize, _))| self.graph.fits(**from, *to, self.room);
            while let Some((column, (from, cost))) = open.next_if(fits) {
                let Some(cost) = cost.filter(|cost| cost.quality <= quality) else {
                    continue;
                };
                if cost.quality < quality {
                    quality = cost.quality;
                    hull.clear();
                }
                hull.add(column, self.graph.start(*from), cost.spread);
            }
            if let Some(column) = hull.least_at(self.graph.end(*to) + self.taken())
                && let Some(from) = self.before.get(column)
            {
                (*best, *back) = (self.cost(column, *from, *to), column);
            }
        }
        (best, back)
    }

    /// The best predecessor moves only forwards, so that each look halves what is left.
    fn solve_by_halving(&self, rows: &[usize]) -> (Vec<Option<Cost>>, Vec<usize>) {
        let mut best = vec![None; rows.len()];
        let mut back = vec![0; rows.len()];
        let columns = 0..self.before.len();
        let mut open = vec![(0..rows.len(), columns)];
        while let Some((among, columns)) = open.pop() {
            let middle = among.start + among.len() / 2;
            let Some(to) = rows.get(middle).filter(|_| !among.is_empty()) else {
                continue;
            };
            let (mut left, mut right) = (columns.clone(), columns.clone());
            if let Some((column, cost)) = self.best(*to, columns) {
                (left.end, right.start) = (column + 1, column);
                if let (Some(best), Some(back)) = (best.get_mut(middle), back.get_mut(middle)) {
                    (*best, *back) = (Some(cost), column);
                }
            }
            open.push((among.start..middle, left));
            open.push((middle + 1..among.end, right));
        }
        (best, back)
    }

    /// What names, signature and number weigh, by the first scale.
    fn taken(&self) -> u64 {
        match (self.capacity.first(), self.room.first()) {
            (Some(capacity), Some(room)) => capacity - room.min(capacity),
            _ => 0,
        }
    }

    fn best(&self, to: usize, columns: std::ops::Range<usize>) -> Option<(usize, Cost)> {
        let nearest = self.graph.nearest(to, self.room);
        let mut best: Option<(usize, Cost)> = None;
        for column in columns {
            let Some(from) = self.before.get(column).filter(|from| **from >= nearest) else {
                continue;
            };
            if *from >= to {
                break;
            }
            let Some(cost) = self.cost(column, *from, to) else {
                continue;
            };
            if best.is_none_or(|(_, least)| cost < least) {
                best = Some((column, cost));
            }
        }
        best
    }

    fn cost(&self, column: usize, from: usize, to: usize) -> Option<Cost> {
        let before = (*self.costs.get(column)?)?;
        let weight = self.graph.carried(from, to).next().unwrap_or(0);
        let used = u128::from(weight + self.taken());
        Some(Cost {
            quality: before.quality + self.graph.quality(to),
            spread: before.spread + used * used,
        })
    }
}

/// Cuts are compared by kind, the worst kind first, so each kind has a field of its own.
fn quality(rank: Rank) -> u128 {
    match rank {
        Rank::Forced => 1 << 96,
        Rank::Hyphen => 1 << 72,
        Rank::Word => 1 << 48,
        Rank::Clause => 1 << 24,
        Rank::Sentence => 1,
        Rank::Paragraph | Rank::Marker => 0,
    }
}

/// The nodes of the cuts, from the places in which each part begins best.
fn trace(backs: &[(Vec<usize>, Vec<usize>)]) -> Option<Vec<usize>> {
    let mut row = 0;
    let mut cuts = Vec::with_capacity(backs.len());
    for (before, back) in backs.iter().rev() {
        row = *back.get(row)?;
        cuts.push(*before.get(row)?);
    }
    // The first part begins where the text does, at no cut.
    cuts.pop();
    cuts.reverse();
    Some(cuts)
}
