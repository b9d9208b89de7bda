//! The most even cuts of a long text in which all breaks are of one kind.
//!
//! Any cuts are as good there, and only how even the parts are is left to choose. How many
//! nodes come into question for a cut is luck: what the fewest parts hold beyond the text
//! may be a byte or a whole part. A thread of so many parts is not worth a look at every
//! word; each cut is looked for beside the place that gives its part an even share of what
//! is left, which costs the same for every text.

use super::graph::{Graph, Window};
use super::optimum::{Solution, searched};
use super::rooms::Rooms;

/// With fewer cuts than this, every way is looked at.
const MANY: usize = 32;

/// How many nodes are looked at on either side of an even share.
const BESIDE: usize = 6;

/// In windows of fewer nodes than this it is sooner to look at all of them.
const WIDE: usize = 24;

/// The windows, if they are so wide on the whole that not every node should be looked at.
pub(super) fn wide(windows: &[Window]) -> Option<&[Window]> {
    let nodes: usize = windows.iter().map(|window| window.len()).sum();
    (nodes >= WIDE * windows.len()).then_some(windows)
}

/// The best cuts where they are many and any is as good, or `None`.
pub(super) fn cuts(graph: &Graph, rooms: &Rooms, windows: &[Window]) -> Option<Solution> {
    if windows.len() < MANY || !are_of_one_kind(graph, windows) {
        return None;
    }
    let mut windows = windows.to_vec();
    avoid_orphan(&mut windows, graph, rooms);
    let shares = shares(graph, rooms, &windows)?;
    let near = windows.iter().zip(shares).map(|(window, node)| Window {
        from: node.saturating_sub(BESIDE).max(window.from),
        to: (node + BESIDE).min(window.to),
    });
    searched(graph, rooms, &near.collect::<Vec<_>>())
}

fn are_of_one_kind(graph: &Graph, windows: &[Window]) -> bool {
    let (Some(first), Some(last)) = (windows.first(), windows.last()) else {
        return false;
    };
    let all = Window {
        from: first.from,
        to: last.to,
    };
    let mut breaks = graph.breaks_in(all).iter();
    let rank = breaks.next().map(|at| at.rank);
    breaks.all(|at| Some(at.rank) == rank)
}

/// Leaves the last cut no place where the last part would be more of an orphan than it must.
fn avoid_orphan(windows: &mut [Window], graph: &Graph, rooms: &Rooms) {
    if let Some(last) = windows.last_mut() {
        let least = graph.orphanhood(last.from, rooms);
        while graph.orphanhood(last.to, rooms) > least {
            last.to -= 1;
        }
    }
}

/// A node of each window, such that all parts share evenly.
fn shares(graph: &Graph, rooms: &Rooms, windows: &[Window]) -> Option<Vec<usize>> {
    let total = windows.len() + 1;
    let taken = |part| rooms.taken(rooms.of_part(part, total));
    let starts = &graph.weights()?.starts;
    let mut left = starts.get(graph.last())? + (1..=total).map(taken).sum::<u64>();
    let mut shares = Vec::with_capacity(windows.len());
    let mut from = 0;
    for (part, window) in (1..total).zip(windows) {
        let share = left / (total + 1 - part) as u64;
        let node = graph.nearest_to(from, share.saturating_sub(taken(part)));
        let farthest = graph.farthest(from, rooms.of(part)).min(window.to);
        let node = node.min(farthest).max(window.from);
        let passed = starts.get(node)?.checked_sub(*starts.get(from)?)?;
        left = left.saturating_sub(passed + taken(part));
        shares.push(node);
        from = node;
    }
    Some(shares)
}
