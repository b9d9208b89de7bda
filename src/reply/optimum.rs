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
use std::ops::Range;

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

impl Cost {
    const NOTHING: Self = Self {
        quality: 0,
        spread: 0,
    };
    /// No way leads here.
    const NONE: Self = Self {
        quality: NONE,
        spread: NONE,
    };
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
    /// They are tried with none worse than each of `worst` in turn, best first: a way
    /// through cuts of the better kinds that leaves no orphan is better than any other.
    pub(super) fn solve(
        &self,
        rooms: &Rooms,
        reach: &[usize],
        total: usize,
        worst: &[Rank],
    ) -> Option<Solution> {
        let windows = self.windows(rooms, reach, total)?;
        let mut least = Least::of(&windows);
        let (any, better) = worst.split_last()?;
        let mut through = |worst: &Rank| {
            self.find_least(rooms, &mut least, *worst)?;
            self.best_end(rooms, &least)
        };
        let best = better.iter().find_map(|worst| {
            let end = through(worst)?;
            (end.orphanhood == 0).then_some(end)
        });
        let end = best.or_else(|| through(any))?;
        let kept = self.kept(rooms, &least, &end);
        let last = [self.last()];
        let mut backs: Vec<usize> = Vec::with_capacity(kept.nodes.len() + 1);
        let (mut costs, mut next) = (vec![Cost::NOTHING], Vec::new());
        let mut before: &[usize] = &[0];
        let mut hull = Hull::default();
        for (part, rows) in (1..).zip(kept.backwards().rev().chain([&last[..]])) {
            let layer = Layer {
                graph: self,
                room: rooms.of_part(part, total),
                capacity: &rooms.capacity,
                before,
                costs: &costs,
            };
            layer.solve(rows, &mut hull, &mut next, &mut backs);
            std::mem::swap(&mut costs, &mut next);
            before = rows;
        }
        Some(Solution {
            cuts: kept.trace(&backs)?,
            orphan: end.orphanhood > 0,
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

    /// For each node of each window, finds the least quality of the cuts up to it, where
    /// none is of a worse kind. `None` where no such cuts lead through the windows.
    fn find_least(&self, rooms: &Rooms, least: &mut Least, worst: Rank) -> Option<()> {
        let Least {
            windows,
            qualities,
            queue,
        } = least;
        let (mut before, mut known) = (Window { from: 0, to: 0 }, &[0][..]);
        let mut rest = qualities.as_mut_slice();
        for (part, window) in (1..).zip(*windows) {
            let (layer, others) = rest.split_at_mut_checked(window.len())?;
            let breaks = self.breaks.get(window.from - 1..window.to)?;
            let mut sliding = Sliding::new(self, rooms.of(part), (before, known), queue);
            let mut is_reached = false;
            for ((node, at), slot) in (window.from..).zip(breaks).zip(&mut *layer) {
                let up_to = match at.rank <= worst {
                    true => sliding.least_before(node),
                    false => NONE,
                };
                is_reached |= up_to != NONE;
                *slot = up_to.saturating_add(quality(at.rank));
            }
            if !is_reached {
                return None;
            }
            (before, known, rest) = (*window, layer, others);
        }
        Some(())
    }

    /// What the best places of the last cut have in common: that they leave no orphan
    /// where there are any that do not, and the best cuts up to them.
    fn best_end(&self, rooms: &Rooms, least: &Least) -> Option<End> {
        let ends = self.ends(rooms, least);
        let (orphanhood, quality) = ends
            .map(|(node, quality)| (self.orphanhood(node, rooms), quality))
            .min()?;
        Some(End {
            orphanhood,
            quality,
        })
    }

    /// The nodes from which the last part fits, with the least quality of the cuts up to them.
    fn ends(&self, rooms: &Rooms, least: &Least) -> impl Iterator<Item = (usize, u128)> {
        let nearest = self.nearest(self.last(), &rooms.last);
        let last = least.backwards().next().into_iter();
        let nodes = last.flat_map(|(window, layer)| (window.from..).zip(layer.iter().copied()));
        nodes.filter(move |(node, quality)| *node >= nearest && *quality != NONE)
    }

    /// For each window, the nodes that the best kinds of cuts may go through.
    fn kept(&self, rooms: &Rooms, least: &Least, end: &End) -> Kept {
        let ends = self.ends(rooms, least).filter(|(node, quality)| {
            *quality == end.quality && self.orphanhood(*node, rooms) == end.orphanhood
        });
        let mut kept = Kept {
            nodes: Vec::with_capacity(least.qualities.len()),
            spans: Vec::with_capacity(least.windows.len()),
        };
        kept.add(ends.map(|(node, _)| node));
        let pairs = least.backwards().zip(least.backwards().skip(1));
        let parts = (2..=least.windows.len()).rev();
        for (part, ((after, up_to), (window, layer))) in parts.zip(pairs) {
            let rows = kept.backwards().next_back().unwrap_or(&[]);
            let Some((first, last)) = rows.first().zip(rows.last()) else {
                break;
            };
            let before = |node: &usize| Some(up_to.get(node - after.from)? - self.quality(*node));
            let needed = rows.iter().filter_map(before).max().unwrap_or(0);
            let nearest = self.nearest(*first, rooms.of(part)).max(window.from);
            let nodes = (window.from..=window.to.min(last - 1)).zip(layer);
            let nodes = nodes.skip(nearest - window.from);
            let nodes = nodes.filter(|(_, quality)| **quality <= needed);
            kept.add(nodes.map(|(node, _)| node));
        }
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

impl Window {
    fn len(self) -> usize {
        self.to - self.from + 1
    }
}

/// The least quality of the cuts up to each node of each window.
struct Least<'w> {
    windows: &'w [Window],
    /// Those of one window after those of the other.
    qualities: Vec<u128>,
    /// What [`Sliding`] works with.
    queue: Vec<usize>,
}

impl<'w> Least<'w> {
    fn of(windows: &'w [Window]) -> Self {
        let nodes = windows.iter().map(|window| window.len());
        Self {
            qualities: vec![NONE; nodes.sum()],
            windows,
            queue: Vec::new(),
        }
    }

    /// Each window with its nodes' qualities, from the last to the first.
    fn backwards(&self) -> impl Iterator<Item = (Window, &[u128])> {
        let mut rest = self.qualities.as_slice();
        self.windows.iter().rev().map_while(move |window| {
            let first = rest.len().checked_sub(window.len())?;
            let (others, layer) = rest.split_at_checked(first)?;
            rest = others;
            Some((*window, layer))
        })
    }
}

/// What the best places of the last cut have in common.
struct End {
    orphanhood: u8,
    quality: u128,
}

/// The nodes of each window that are worth a look, from the last window to the first.
struct Kept {
    nodes: Vec<usize>,
    spans: Vec<Range<usize>>,
}

impl Kept {
    /// Adds a window before those that are known.
    fn add(&mut self, nodes: impl Iterator<Item = usize>) {
        let known = self.nodes.len();
        self.nodes.extend(nodes);
        self.spans.push(known..self.nodes.len());
    }

    fn backwards(&self) -> impl DoubleEndedIterator<Item = &[usize]> {
        let nodes = |span: &Range<usize>| self.nodes.get(span.clone()).unwrap_or(&[]);
        self.spans.iter().map(nodes)
    }

    /// The nodes of the cuts, from the places in which each part begins best.
    fn trace(&self, backs: &[usize]) -> Option<Vec<usize>> {
        let (last, mut backs) = backs.split_last()?;
        let mut row = *last;
        let mut cuts = Vec::with_capacity(self.spans.len());
        for rows in self.backwards() {
            cuts.push(*rows.get(row)?);
            let (others, here) = backs.split_at_checked(backs.len().checked_sub(rows.len())?)?;
            (row, backs) = (*here.get(row)?, others);
        }
        cuts.reverse();
        Some(cuts)
    }
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
    queue: &'g mut Vec<usize>,
    head: usize,
}

impl<'g> Sliding<'g> {
    fn new(
        graph: &'g Graph<'g>,
        room: &'g [u64],
        (window, layer): (Window, &'g [u128]),
        queue: &'g mut Vec<usize>,
    ) -> Self {
        queue.clear();
        Self {
            graph,
            room,
            window,
            layer,
            from: window.from,
            next: window.from,
            queue,
            head: 0,
        }
    }

    fn least_before(&mut self, node: usize) -> u128 {
        self.from = self.from.max(self.graph.marker_before(node));
        self.from = self.graph.first_that_fits(self.from, node, self.room);
        while self.next <= self.window.to.min(node - 1) {
            let quality = self.quality(self.next);
            if quality != NONE {
                let waiting = self.queue.get(self.head..).unwrap_or(&[]).iter();
                let more = waiting.rev().take_while(|at| self.quality(**at) > quality);
                self.queue.truncate(self.queue.len() - more.count());
                self.queue.push(self.next);
            }
            self.next += 1;
        }
        while self.queue.get(self.head).is_some_and(|at| *at < self.from) {
            self.head += 1;
        }
        self.queue
            .get(self.head)
            .map_or(NONE, |at| self.quality(*at))
    }

    fn quality(&self, node: usize) -> u128 {
        let at = node.checked_sub(self.window.from);
        let quality = at.and_then(|at| self.layer.get(at));
        quality.copied().unwrap_or(NONE)
    }
}

/// One part: the nodes it may begin at with the best cost of each, and its room.
struct Layer<'g> {
    graph: &'g Graph<'g>,
    room: &'g [u64],
    capacity: &'g [u64],
    before: &'g [usize],
    costs: &'g [Cost],
}

impl Layer<'_> {
    /// The best cost of ending the part at each of these nodes, and where it then begins,
    /// by its place in `before`.
    fn solve(
        &self,
        rows: &[usize],
        hull: &mut Hull,
        costs: &mut Vec<Cost>,
        backs: &mut Vec<usize>,
    ) {
        costs.clear();
        costs.resize(rows.len(), Cost::NONE);
        let known = backs.len();
        backs.resize(known + rows.len(), 0);
        let backs = backs.get_mut(known..).unwrap_or_default();
        match self.before.last() < rows.first() {
            true => self.solve_apart(rows, hull, costs, backs),
            false => self.solve_by_halving(rows, costs, backs),
        }
    }

    /// Where every beginning lies before every end: from the last end to the first, which
    /// only ever adds beginnings.
    fn solve_apart(
        &self,
        rows: &[usize],
        hull: &mut Hull,
        costs: &mut [Cost],
        backs: &mut [usize],
    ) {
        let begins = self.before.iter().zip(self.costs).enumerate();
        let mut open = begins.rev().peekable();
        let mut quality = NONE;
        hull.clear();
        let slots = costs.iter_mut().zip(backs);
        for (to, (best, back)) in rows.iter().zip(slots).rev() {
            let fits =
                |(_, (from, _)): &(usize, (&usize, _))| self.graph.fits(**from, *to, self.room);
            while let Some((column, (from, cost))) = open.next_if(fits) {
                if *cost == Cost::NONE || cost.quality > quality {
                    continue;
                }
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
    }

    /// The best predecessor moves only forwards, so that each look halves what is left.
    fn solve_by_halving(&self, rows: &[usize], costs: &mut [Cost], backs: &mut [usize]) {
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
                if let (Some(best), Some(back)) = (costs.get_mut(middle), backs.get_mut(middle)) {
                    (*best, *back) = (cost, column);
                }
            }
            open.push((among.start..middle, left));
            open.push((middle + 1..among.end, right));
        }
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
            let cost = self.cost(column, *from, to);
            if cost < best.map_or(Cost::NONE, |(_, least)| least) {
                best = Some((column, cost));
            }
        }
        best
    }

    fn cost(&self, column: usize, from: usize, to: usize) -> Cost {
        let before = self.costs.get(column).copied().unwrap_or(Cost::NONE);
        if before == Cost::NONE {
            return before;
        }
        let weight = self.graph.carried(from, to).next().unwrap_or(0);
        let used = u128::from(weight + self.taken());
        Cost {
            quality: before.quality + self.graph.quality(to),
            spread: before.spread + used * used,
        }
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
