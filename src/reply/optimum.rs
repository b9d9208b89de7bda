//! Which cuts give the best thread? A dynamic programme over the breaks of a text.
//!
//! With the fewest parts known, the place of the k-th cut is bounded from the left by
//! what the parts before it can hold and from the right by what those after it must.
//! Were two such windows to overlap, a part could be saved; so they are disjoint, and
//! the programme looks at each break once. The spread of the lengths is a convex cost,
//! which makes the best predecessor move only forwards and lets each window be solved by
//! halving: n log n comparisons in the worst case.

use super::breaks::{Break, Rank};

/// The last part should hold at least a fifth of what fits.
const ORPHAN_SHARE: u64 = 5;

/// The breaks of a text and the weight up to each, by every scale.
///
/// Node 0 is the beginning of the text and the last node its end.
pub(super) struct Graph {
    ranks: Vec<Rank>,
    markers: Vec<usize>,
    scales: Vec<Weights>,
}

/// By node, the weight up to where a part would end there, and up to where the next would begin.
struct Weights {
    ends: Vec<u64>,
    starts: Vec<u64>,
}

/// What a part has room for beside its names, signature and number, by every scale.
pub(super) type Room = Vec<u64>;

/// The room of each part, by its number.
pub(super) struct Rooms {
    pub(super) first: Room,
    /// By the digits of the part's number, from one digit on.
    pub(super) middle: Vec<Room>,
    pub(super) last: Room,
    /// What a message may weigh in all, by every scale.
    pub(super) capacity: Room,
}

impl Rooms {
    fn of(&self, part: usize) -> &[u64] {
        match part {
            1 => &self.first,
            _ => self
                .middle
                .get(digits(part) - 1)
                .or(self.middle.last())
                .map_or(&[], Vec::as_slice),
        }
    }
}

/// How many digits a number is written with.
pub(super) fn digits(number: usize) -> usize {
    number.checked_ilog10().map_or(1, |log| log as usize + 1)
}

/// The best cuts for one number of parts.
pub(super) struct Solution {
    /// The inner nodes at which the text is cut.
    pub(super) cuts: Vec<usize>,
    orphan: bool,
    cost: Cost,
}

impl Solution {
    /// Whether it has better cuts, or spares the reader an orphan.
    pub(super) fn is_better_than(&self, other: &Self) -> bool {
        (self.orphan, self.cost.quality) < (other.orphan, other.cost.quality)
    }
}

/// Compared in this order: kinds of cuts, worst first, then the spread of the lengths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Cost {
    quality: u128,
    spread: u128,
}

impl Graph {
    /// `weights` gives, for each scale, the weight up to `end` and `start` of every break,
    /// and of the whole.
    pub(super) fn new(breaks: &[Break], weights: Vec<(Vec<(u64, u64)>, u64)>) -> Self {
        let ranks: Vec<Rank> = breaks.iter().map(|at| at.rank).collect();
        let markers = (1..)
            .zip(&ranks)
            .filter(|(_, rank)| **rank == Rank::Marker)
            .map(|(node, _)| node)
            .collect();
        let scales = weights
            .into_iter()
            .map(|(inner, whole)| Weights {
                ends: std::iter::once(0)
                    .chain(inner.iter().map(|(end, _)| *end))
                    .chain([whole])
                    .collect(),
                starts: std::iter::once(0)
                    .chain(inner.iter().map(|(_, start)| *start))
                    .chain([whole])
                    .collect(),
            })
            .collect();
        Self {
            ranks,
            markers,
            scales,
        }
    }

    fn last(&self) -> usize {
        self.ranks.len() + 1
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
    pub(super) fn solve(&self, rooms: &Rooms, reach: &[usize], total: usize) -> Option<Solution> {
        let windows = self.windows(rooms, reach, total)?;
        let mut costs = vec![Some(Cost {
            quality: 0,
            spread: 0,
        })];
        let mut before = Window { from: 0, to: 0 };
        let mut backs: Vec<(Window, Vec<usize>)> = Vec::with_capacity(windows.len());
        for (part, window) in (1..).zip(&windows) {
            let layer = Layer {
                graph: self,
                room: rooms.of(part),
                capacity: &rooms.capacity,
                before,
                costs: &costs,
            };
            let (next, back) = layer.solve(*window);
            costs = next;
            backs.push((*window, back));
            before = *window;
        }
        let layer = Layer {
            graph: self,
            room: &rooms.last,
            capacity: &rooms.capacity,
            before,
            costs: &costs,
        };
        let (orphan, node, cost) = layer.finish(self.last())?;
        Some(Solution {
            cuts: trace(node, &backs)?,
            orphan,
            cost,
        })
    }

    /// Where the cut after each part but the last may lie.
    fn windows(&self, rooms: &Rooms, reach: &[usize], total: usize) -> Option<Vec<Window>> {
        let mut next = self.last();
        let mut windows = Vec::with_capacity(total.saturating_sub(1));
        for part in (1..total).rev() {
            let room = match part + 1 == total {
                true => rooms.last.as_slice(),
                false => rooms.of(part + 1),
            };
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
    fn nearest(&self, to: usize, room: &[u64]) -> usize {
        let marked = self.markers.partition_point(|marker| *marker < to);
        let marker = marked
            .checked_sub(1)
            .and_then(|at| self.markers.get(at))
            .copied()
            .unwrap_or(0);
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

    fn weight(&self, from: usize, to: usize) -> u64 {
        self.scales
            .first()
            .map_or(0, |scale| scale.between(from, to))
    }
}

impl Weights {
    fn between(&self, from: usize, to: usize) -> u64 {
        match (self.starts.get(from), self.ends.get(to)) {
            (Some(start), Some(end)) => end.saturating_sub(*start),
            _ => u64::MAX,
        }
    }
}

/// The nodes from `from` up to and including `to`.
#[derive(Clone, Copy, Debug)]
struct Window {
    from: usize,
    to: usize,
}

/// One part: the nodes it may begin at with the best cost of each, and its room.
struct Layer<'g> {
    graph: &'g Graph,
    room: &'g [u64],
    capacity: &'g [u64],
    before: Window,
    costs: &'g [Option<Cost>],
}

impl Layer<'_> {
    /// The best cost of ending the part at each node of `window`, and where it then begins.
    fn solve(&self, window: Window) -> (Vec<Option<Cost>>, Vec<usize>) {
        let count = window.to - window.from + 1;
        let mut best = vec![None; count];
        let mut back = vec![0; count];
        let mut open = vec![(window, self.before)];
        while let Some((rows, columns)) = open.pop() {
            let middle = rows.from + (rows.to - rows.from) / 2;
            let found = self.best(middle, columns);
            let (left, right) = match found {
                Some((column, cost)) => {
                    if let Some(slot) = best.get_mut(middle - window.from) {
                        *slot = Some(cost);
                    }
                    if let Some(slot) = back.get_mut(middle - window.from) {
                        *slot = column;
                    }
                    (
                        Window {
                            from: columns.from,
                            to: column,
                        },
                        Window {
                            from: column,
                            to: columns.to,
                        },
                    )
                }
                None => (columns, columns),
            };
            if rows.from < middle {
                open.push((
                    Window {
                        from: rows.from,
                        to: middle - 1,
                    },
                    left,
                ));
            }
            if middle < rows.to {
                open.push((
                    Window {
                        from: middle + 1,
                        to: rows.to,
                    },
                    right,
                ));
            }
        }
        (best, back)
    }

    fn best(&self, to: usize, columns: Window) -> Option<(usize, Cost)> {
        let nearest = self.graph.nearest(to, self.room).max(columns.from);
        let mut best: Option<(usize, Cost)> = None;
        for from in nearest..=columns.to.min(to.saturating_sub(1)) {
            let Some(cost) = self.cost(from, to) else {
                continue;
            };
            if best.is_none_or(|(_, least)| cost < least) {
                best = Some((from, cost));
            }
        }
        best
    }

    fn cost(&self, from: usize, to: usize) -> Option<Cost> {
        let before = (*self.costs.get(from.checked_sub(self.before.from)?)?)?;
        let taken = match (self.capacity.first(), self.room.first()) {
            (Some(capacity), Some(room)) => capacity - room.min(capacity),
            _ => 0,
        };
        let used = u128::from(self.graph.weight(from, to) + taken);
        Some(Cost {
            quality: before.quality + quality(self.graph.ranks.get(to - 1)),
            spread: before.spread + used * used,
        })
    }

    /// The best beginning of the last part: one that leaves no orphan where there is any.
    fn finish(&self, last: usize) -> Option<(bool, usize, Cost)> {
        let nearest = self.graph.nearest(last, self.room).max(self.before.from);
        (nearest..=self.before.to)
            .filter_map(|from| Some((self.orphanhood(from, last), self.cost(from, last)?, from)))
            .min()
            .map(|(orphanhood, cost, from)| (orphanhood > 0, from, cost))
    }

    /// 0 where the body fills a fifth of the message, 1 where the message does, else 2.
    fn orphanhood(&self, from: usize, last: usize) -> u8 {
        let fills = |with_rest: bool| {
            self.graph.scales.iter().enumerate().any(|(index, scale)| {
                let (Some(capacity), Some(room)) = (self.capacity.get(index), self.room.get(index))
                else {
                    return false;
                };
                let rest = if with_rest {
                    capacity - room.min(capacity)
                } else {
                    0
                };
                (scale.between(from, last) + rest) * ORPHAN_SHARE >= *capacity
            })
        };
        match (fills(false), fills(true)) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => 2,
        }
    }
}

/// Cuts are compared by kind, the worst kind first, so each kind has a field of its own.
fn quality(rank: Option<&Rank>) -> u128 {
    match rank {
        Some(Rank::Forced) => 1 << 96,
        Some(Rank::Hyphen) => 1 << 72,
        Some(Rank::Word) => 1 << 48,
        Some(Rank::Clause) => 1 << 24,
        Some(Rank::Sentence) => 1,
        Some(Rank::Paragraph | Rank::Marker) | None => 0,
    }
}

fn trace(last: usize, backs: &[(Window, Vec<usize>)]) -> Option<Vec<usize>> {
    let mut node = last;
    let mut cuts = Vec::with_capacity(backs.len());
    for (window, back) in backs.iter().rev() {
        cuts.push(node);
        node = *back.get(node.checked_sub(window.from)?)?;
    }
    cuts.reverse();
    Some(cuts)
}
