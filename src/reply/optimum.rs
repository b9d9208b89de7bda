//! Which cuts give the best thread? A dynamic programme over the breaks of a text.
//!
//! With the fewest parts known, the place of the k-th cut is bounded from the left by
//! what the parts before it can hold and from the right by what those after it must.
//! Were two such windows to overlap, a part could be saved; so they are disjoint, and
//! the programme looks at each break once.
//!
//! Ways are compared by their kinds of cuts, and then by the spread of the lengths. The
//! spread is a sum of squares, so that the best beginnings of a part are the lower hull of
//! as many lines: linear again. Only where more parts than the fewest are allowed can
//! windows overlap; there the best predecessor still moves only forwards, and each window
//! is solved by halving. Where all breaks are alike, nothing is searched at all.
//!
//! How wide the windows are is luck: what the fewest parts hold beyond the text may be a
//! byte or a whole part. So where parts are many and all breaks of one kind, cuts are looked
//! for near an even share, which costs the same for every text.

use super::breaks::Rank;
use super::cost::Cost;
use super::even;
use super::graph::{Graph, Window};
use super::hull::Line;
use super::layer::{Layer, signed};
use super::near;
use super::rooms::Rooms;

/// The best cuts for one number of parts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Solution {
    /// The inner nodes at which the text is cut.
    pub(super) cuts: Vec<usize>,
    pub(super) is_orphan: bool,
    pub(super) quality: u128,
}

impl Solution {
    /// Whether the last part is short for no good reason but that it must be.
    pub(super) fn leaves_orphan(&self) -> bool {
        self.is_orphan
    }

    /// Whether it has better cuts, or spares the reader an orphan.
    pub(super) fn is_better_than(&self, other: &Self) -> bool {
        (self.is_orphan, self.quality) < (other.is_orphan, other.quality)
    }
}

/// The best cuts into exactly `total` parts, looked for among the better kinds first.
pub(super) fn best_by_kind(
    graph: &Graph,
    rooms: &Rooms,
    reach: &[usize],
    total: usize,
) -> Option<Solution> {
    let mut kinds = KINDS.iter();
    let found = kinds.find_map(|worst| best_of_kind(graph, rooms, total, *worst));
    found.or_else(|| best(graph, rooms, reach, total))
}

/// The kinds of cuts that are tried alone.
const KINDS: &[Rank] = &[Rank::Sentence, Rank::Clause];

/// The best cuts of which none is of a worse kind, if they leave no orphan: then they are
/// better than any others. `None` also where there is no worse kind: then all are looked at.
fn best_of_kind(graph: &Graph, rooms: &Rooms, total: usize, worst: Rank) -> Option<Solution> {
    if graph.has_none_worse_than(worst) {
        return None;
    }
    let (part, nodes) = graph.no_worse_than(worst);
    let reach = part.reach(rooms, 2).filter(|reach| reach.len() <= total)?;
    let found = best(&part, rooms, &reach, total).filter(|found| !found.is_orphan)?;
    let node = |cut: &usize| nodes.get(cut.checked_sub(1)?).copied();
    let cuts: Option<Vec<usize>> = found.cuts.iter().map(node).collect();
    Some(Solution {
        cuts: cuts?,
        ..found
    })
}

/// The best cuts into exactly `total` parts.
pub(super) fn best(
    graph: &Graph,
    rooms: &Rooms,
    reach: &[usize],
    total: usize,
) -> Option<Solution> {
    let windows = graph.windows(rooms, reach, total)?;
    even::cuts(graph, rooms, &windows)
        .or_else(|| near::cuts(graph, rooms, near::wide(&windows)?))
        .or_else(|| searched(graph, rooms, &windows))
}

/// The same by looking at every window.
pub(super) fn searched(graph: &Graph, rooms: &Rooms, windows: &[Window]) -> Option<Solution> {
    let lengths = || windows.iter().map(|window| window.len());
    let widest = lengths().max().unwrap_or(0);
    let mut backs: Vec<usize> = Vec::with_capacity(lengths().sum());
    let (mut costs, mut next) = (Vec::with_capacity(widest), Vec::with_capacity(widest));
    costs.push(Cost::NOTHING);
    let mut before = Window { from: 0, to: 0 };
    let mut lines = vec![Line::default(); widest];
    for (part, window) in (1..).zip(windows) {
        let room = rooms.of(part);
        let layer = Layer {
            graph,
            room,
            taken: rooms.taken(room),
            before,
            costs: &costs,
        };
        layer.solve(*window, &mut lines, &mut next, &mut backs);
        std::mem::swap(&mut costs, &mut next);
        before = *window;
    }
    let end = best_end(graph, rooms, before, &costs)?;
    Some(Solution {
        cuts: trace(windows, &backs, end.node)?,
        is_orphan: end.orphanhood > 0,
        quality: end.cost.quality,
    })
}

/// Where the last part begins: compared by whether it is an orphan, and then by cost.
struct End {
    orphanhood: u8,
    cost: Cost,
    node: usize,
}

fn best_end(graph: &Graph, rooms: &Rooms, window: Window, costs: &[Cost]) -> Option<End> {
    let last = graph.last();
    let nearest = graph.nearest(last, rooms.last());
    let ends = window.nodes().zip(costs);
    let ends = ends.filter(|(node, cost)| *node >= nearest && **cost != Cost::NONE);
    let ends = ends.map(|(node, cost)| {
        let used = graph.carried(node, last).next().unwrap_or(0) + rooms.taken(rooms.last());
        End {
            orphanhood: graph.orphanhood(node, rooms),
            cost: cost.with(signed(used), Rank::Marker),
            node,
        }
    });
    // Of equal ones the first in the text.
    ends.min_by_key(|end| (end.orphanhood, end.cost))
}

/// The nodes of the cuts, from where each part begins best.
fn trace(windows: &[Window], mut backs: &[usize], mut node: usize) -> Option<Vec<usize>> {
    let mut cuts = Vec::with_capacity(windows.len());
    for window in windows.iter().rev() {
        cuts.push(node);
        let (others, here) = backs.split_at_checked(backs.len().checked_sub(window.len())?)?;
        node = *here.get(node.checked_sub(window.from)?)?;
        backs = others;
    }
    cuts.reverse();
    Some(cuts)
}

#[cfg(test)]
mod tests {
    use super::super::breaks::{Bond, Break};
    use super::super::hull::steps;
    use super::super::walk::Weighed;
    use super::super::{Split, profile};
    use super::*;

    struct Draw(u64);

    impl Draw {
        fn below(&mut self, bound: u64) -> u64 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % bound
        }
    }

    /// Words of one length with the same space after each, but for the first and the last.
    fn even_graph(draw: &mut Draw) -> Graph<'static> {
        let (word, gap) = (1 + draw.below(6), draw.below(3));
        let rank = [Rank::Word, Rank::Sentence, Rank::Forced][draw.below(3) as usize];
        let (mut ends, mut starts) = (vec![0], vec![0]);
        let mut at = draw.below(9);
        let many = 4 + draw.below(60);
        for _ in 0..many {
            ends.push(at + word);
            at += word + gap;
            starts.push(at);
        }
        at += draw.below(9);
        ends.push(at);
        starts.push(at);
        let cut = |_| Break {
            end: 0,
            start: 0,
            rank,
            bond: Bond::Loose,
        };
        let breaks = (0..many).map(cut).collect();
        Graph::new(
            std::borrow::Cow::Owned(breaks),
            std::borrow::Cow::Owned(vec![Weighed { ends, starts }]),
        )
    }

    fn some_rooms(draw: &mut Draw, scales: usize) -> Rooms {
        let capacity: Vec<u64> = (0..scales).map(|_| 18 + draw.below(30)).collect();
        let mut room = || {
            let beside = |capacity: &u64| capacity - draw.below(6);
            capacity.iter().map(beside).collect::<Vec<u64>>()
        };
        let rooms = [room(), room(), room(), room()];
        let reserve = vec![0; scales];
        Rooms::of_rows(&[&rooms[..], &[capacity, reserve]].concat())
    }

    /// The sum of the squares of what the parts weigh.
    fn spread(graph: &Graph, rooms: &Rooms, cuts: &[usize]) -> u64 {
        let nodes = [&[0], cuts, &[graph.last()]].concat();
        let parts = nodes.windows(2).zip(1..);
        let used = parts.map(|(ends, part)| {
            let room = rooms.of_part(part, cuts.len() + 1);
            assert!(graph.fits(ends[0], ends[1], room));
            graph.carried(ends[0], ends[1]).next().unwrap() + rooms.taken(room)
        });
        used.map(|used| used * used).sum()
    }

    #[test]
    fn what_is_shared_out_is_as_even_as_what_is_searched() {
        let mut draw = Draw(3);
        let mut shared = 0;
        for round in 0..20_000 {
            let (graph, rooms) = (even_graph(&mut draw), some_rooms(&mut draw, 1));
            let Some(reach) = graph.reach(&rooms, 2) else {
                continue;
            };
            let windows = graph.windows(&rooms, &reach, reach.len()).unwrap();
            let Some(even) = even::cuts(&graph, &rooms, &windows) else {
                continue;
            };
            shared += 1;
            let found = searched(&graph, &rooms, &windows).unwrap();
            assert_eq!(
                (even.quality, even.is_orphan),
                (found.quality, found.is_orphan)
            );
            let of = |solution: &Solution| spread(&graph, &rooms, &solution.cuts);
            assert_eq!(of(&even), of(&found), "{round}: {:?}", found.cuts);
        }
        assert!(shared > 5_000, "{shared}");
    }

    /// Words of many lengths, after which as much ends, by one scale or two.
    fn uneven_graph(draw: &mut Draw, scales: usize) -> Graph<'static> {
        const RANKS: [Rank; 6] = [
            Rank::Word,
            Rank::Clause,
            Rank::Sentence,
            Rank::Forced,
            Rank::Paragraph,
            Rank::Marker,
        ];
        let longest = 1 + draw.below(9);
        let many = 300 + draw.below(500);
        let kind = RANKS[draw.below(6) as usize];
        let beginning = Weighed {
            ends: vec![0],
            starts: vec![0],
        };
        let mut weights = vec![beginning; scales];
        let mut pass = |draw: &mut Draw, word: u64, gap: u64| {
            for scale in &mut weights {
                let end = scale.starts.last().unwrap() + 1 + draw.below(word);
                scale.ends.push(end);
                scale.starts.push(end + draw.below(gap));
            }
        };
        let mut breaks = Vec::new();
        for _ in 0..many {
            pass(draw, longest, 3);
            breaks.push(Break {
                end: 0,
                start: 0,
                rank: kind,
                bond: Bond::Loose,
            });
        }
        pass(draw, 30, 1);
        Graph::new(
            std::borrow::Cow::Owned(breaks),
            std::borrow::Cow::Owned(weights),
        )
    }

    /// Where cuts are many, they are as good as those of any way, and nearly as even.
    #[test]
    fn what_is_found_near_an_even_share_is_as_good_as_what_is_searched() {
        let mut draw = Draw(5);
        let (mut near, mut uneven, mut missed) = (0, 0, 0);
        for round in 0..2_000 {
            let scales = 1 + draw.below(2) as usize;
            let (graph, rooms) = (
                uneven_graph(&mut draw, scales),
                some_rooms(&mut draw, scales),
            );
            let Some(reach) = graph.reach(&rooms, 2) else {
                continue;
            };
            let windows = graph.windows(&rooms, &reach, reach.len()).unwrap();
            let Some(found) = near::cuts(&graph, &rooms, &windows) else {
                missed += u64::from(windows.len() >= 32);
                continue;
            };
            near += 1;
            let best = searched(&graph, &rooms, &windows).unwrap();
            assert_eq!(
                (found.quality, found.is_orphan),
                (best.quality, best.is_orphan),
                "{round}"
            );
            let of = |solution: &Solution| spread(&graph, &rooms, &solution.cuts);
            let (found, best) = (of(&found), of(&best));
            assert!(best <= found && found * 50 <= best * 51, "{round}");
            uneven += u64::from(found > best);
        }
        assert!(near > 1_500, "{near}");
        assert!(
            uneven * 10 < near && missed * 100 < near,
            "{uneven} {missed}"
        );
    }

    /// Of many parts a few breaks each are looked at, however wide the windows are.
    #[test]
    fn the_steps_are_a_few_for_each_part_of_any_text() {
        let split = Split::for_profile(&profile::X);
        let pieces = [
            "a",
            "(",
            "Geachte ",
            "? ",
            "a\n",
            " g",
            "a ",
            "je u ",
            "日.",
            "a, b c. ",
            "een zin. ",
            "aa b ccc dd eeeee, ",
            "a\nbb ",
            "eerst zo, dan niet ",
        ];
        let mut searched = 0;
        for piece in pieces {
            for bytes in [20_000, 40_000, 80_000] {
                let text = piece.repeat(bytes / piece.len());
                let before = steps();
                assert!(split.plan(&text).is_ok());
                let taken = steps() - before;
                searched += u64::from(taken > 0);
                assert!(2 * taken <= text.len() as u64, "{piece:?} {bytes}: {taken}");
            }
        }
        assert!(searched > 3, "{searched}");
    }
}
