//! A text that needs several parts: its seams, the room of each part, and the best plan.

use std::borrow::Cow;

use super::breaker::{Breaker, Hope};
use super::breaks::{Break, Rank, Seams};
use super::cutting::Cutting;
use super::draft::Draft;
use super::finder::seams;
use super::glue;
use super::graph::Graph;
use super::optimum::best_by_kind;
use super::plan::{Cut, Part, Plan};
use super::rooms::{Rooms, digits, no_room};
use super::split::{Counter, SplitError};
use super::walk::{Weighed, weights};

/// A text that needs several parts, and where it may be cut.
pub(super) struct Outline<'d, 's> {
    draft: &'d Draft<'s>,
    seams: Seams,
    /// The weights at the loose seams.
    weights: Vec<Weighed>,
    /// By scale, the heaviest stretch between two loose seams.
    heaviest: Vec<u64>,
}

/// How often a plan is made again because the parts weigh more than their pieces did.
const RETRIES: u32 = 10;

impl<'d, 's> Outline<'d, 's> {
    pub(super) fn of(draft: &'d Draft<'s>) -> Self {
        let mut seams = seams(draft);
        for span in glue::ends(draft) {
            seams.glue(span);
        }
        let weights = weights(draft, &seams.loose);
        Self {
            draft,
            heaviest: weights.iter().map(Weighed::heaviest).collect(),
            seams,
            weights,
        }
    }

    /// The best plan. What the parts weigh beyond the sum of their pieces (a piece may
    /// read as an address once it stands by itself) is added where it weighs, or else
    /// taken off the room, and tried again.
    pub(super) fn plan(&self) -> Result<Plan, SplitError> {
        let mut excess = Excess {
            everywhere: vec![0; self.draft.meter.scales.len()],
            places: Vec::new(),
        };
        for round in 0..RETRIES {
            let (parts, minimum) = self.parts(&excess)?;
            let places = match round < RETRIES / 2 {
                true => self.places(&parts),
                false => Vec::new(),
            };
            match places.is_empty() {
                false => excess.add(places),
                true if self.raise(&mut excess.everywhere, &parts) => {}
                true => return Ok(self.draft.plan_of(parts, minimum)),
            }
        }
        Err(no_room(self.draft))
    }

    /// Where parts that end or begin within a word are too heavy: at the near side of the word.
    fn places(&self, parts: &[Part]) -> Vec<Surcharge> {
        let mut places = Vec::new();
        if parts.iter().all(|part| part.cut != Cut::Forced) {
            return places;
        }
        let seams = self.seams.all();
        let mut begins_forced = false;
        for part in parts {
            let over: Vec<u64> = (part.lengths().iter().zip(&self.draft.meter.scales))
                .map(|(length, scale)| {
                    u64::from(length.used.saturating_sub(length.limit)) * scale.grain()
                })
                .collect();
            let after = seams.partition_point(|seam| seam.end < part.body.end);
            let first = seams.partition_point(|seam| seam.end <= part.body.start);
            let seam = |at: usize| seams.get(at).copied();
            let place = match (part.cut, begins_forced) {
                (Cut::Forced, _) => after
                    .checked_sub(1)
                    .and_then(seam)
                    .map(|at| at.start)
                    .or(Some(self.draft.body.start)),
                (_, true) => Some(seam(first).map_or(self.draft.body.end, |at| at.end) - 1),
                (_, false) => None,
            };
            begins_forced = part.cut == Cut::Forced;
            if let Some(after) = place.filter(|_| over.iter().any(|over| *over > 0)) {
                places.push(Surcharge { after, over });
            }
        }
        places
    }

    /// Adds to the reserve what the heaviest part is over its limit.
    fn raise(&self, reserve: &mut [u64], parts: &[Part]) -> bool {
        let mut raised = false;
        for (index, (reserve, scale)) in
            reserve.iter_mut().zip(&self.draft.meter.scales).enumerate()
        {
            let over = parts
                .iter()
                .filter_map(|part| part.lengths().get(index))
                .map(|length| length.used.saturating_sub(length.limit))
                .max()
                .unwrap_or(0);
            *reserve += u64::from(over) * scale.grain();
            raised |= over > 0;
        }
        raised
    }

    fn parts(&self, excess: &Excess) -> Result<(Vec<Part>, usize), SplitError> {
        match self.parts_in(Hope::Best, excess) {
            Err(SplitError::NoRoom { .. }) => self.parts_in(Hope::Worst, excess),
            found => found,
        }
    }

    fn parts_in(&self, hope: Hope, excess: &Excess) -> Result<(Vec<Part>, usize), SplitError> {
        let mut width = self.least_width(excess)?;
        let (mut cut, mut reach) = loop {
            let cut = self.cut(width, hope, excess)?;
            let reach = cut
                .graph
                .reach(&cut.rooms, 2)
                .ok_or_else(|| no_room(self.draft))?;
            if self.draft.counter == Counter::None || digits(reach.len()) <= width {
                break (cut, reach);
            }
            width = digits(reach.len());
        };
        let minimum = reach.len();
        if let Some(allowed) = self.draft.split.max().filter(|allowed| *allowed < minimum) {
            return Err(SplitError::TooManyParts {
                needed: minimum,
                allowed,
            });
        }
        let mut best = best_by_kind(&cut.graph, &cut.rooms, &reach, minimum)
            .ok_or_else(|| no_room(self.draft))?;
        let most = minimum.saturating_add(self.draft.split.extra());
        for total in minimum + 1..=most.min(self.draft.split.max().unwrap_or(most)) {
            if self.draft.counter != Counter::None && digits(total) > width {
                width = digits(total);
                let wider = self.cut(width, hope, excess)?;
                let Some(farther) = wider.graph.reach(&wider.rooms, 2) else {
                    break;
                };
                if !wider.graph.has_breaks_of(&cut.graph) {
                    break;
                }
                (cut, reach) = (wider, farther);
            }
            let Some(found) = best_by_kind(&cut.graph, &cut.rooms, &reach, total) else {
                continue;
            };
            if found.is_better_than(&best) {
                best = found;
            }
        }
        Ok((cut.parts(self.draft, &best), minimum))
    }

    /// The fewest digits that the number of parts can have: of no more parts than what
    /// they carry asks for.
    fn least_width(&self, excess: &Excess) -> Result<usize, SplitError> {
        let rooms = Rooms::new(self.draft, 1, &excess.everywhere)?;
        let fewest = |(scale, weights): (usize, &Weighed)| {
            let room = rooms.largest(scale).max(1);
            usize::try_from(weights.carried().div_ceil(room)).unwrap_or(usize::MAX)
        };
        let fewest = self.weights.iter().enumerate().map(fewest).max();
        Ok(match self.draft.counter {
            Counter::None => 1,
            _ => digits(fewest.unwrap_or(1)),
        })
    }

    /// The graph of breaks and the room of each part, with counters of `width` digits.
    fn cut(&self, width: usize, hope: Hope, excess: &Excess) -> Result<Cutting<'_>, SplitError> {
        let rooms = Rooms::new(self.draft, width, &excess.everywhere)?;
        let (breaks, mut weights) = match rooms.all_take(&self.heaviest) {
            true => (
                Cow::Borrowed(&*self.seams.loose),
                Cow::Borrowed(&*self.weights),
            ),
            false => {
                let breaks = Breaker::new(self.draft, &self.seams, &rooms, hope).find()?;
                let weights = weights(self.draft, &breaks);
                (Cow::Owned(breaks), Cow::Owned(weights))
            }
        };
        if !excess.places.is_empty() {
            excess.add_to(weights.to_mut(), &breaks);
        }
        // An address that may be cut weighs what its pieces do, and not its price.
        let is_forced =
            matches!(breaks, Cow::Owned(_)) && breaks.iter().any(|at| at.rank == Rank::Forced);
        let is_exact = excess.places.is_empty() && !is_forced;
        Ok(Cutting {
            exact_width: is_exact.then_some(width),
            rooms,
            graph: Graph::new(breaks, weights),
            adds_up: false,
        })
    }
}

/// What parts weigh beyond the sum of their pieces.
struct Excess {
    /// By scale, taken off the room of every part.
    everywhere: Vec<u64>,
    /// In the order of the text.
    places: Vec<Surcharge>,
}

/// A weight that the text has from some place on.
struct Surcharge {
    /// The byte after which it counts.
    after: usize,
    /// By scale.
    over: Vec<u64>,
}

impl Excess {
    fn add(&mut self, places: Vec<Surcharge>) {
        self.places.extend(places);
        self.places.sort_by_key(|place| place.after);
    }

    fn add_to(&self, weights: &mut [Weighed], breaks: &[Break]) {
        if self.places.is_empty() {
            return;
        }
        for (index, scale) in weights.iter_mut().enumerate() {
            let mut places = self.places.iter().peekable();
            let mut sum = 0;
            let mut up_to = |at: usize| {
                while let Some(place) = places.next_if(|place| place.after < at) {
                    sum += place.over.get(index).copied().unwrap_or(0);
                }
                sum
            };
            let nodes = scale.ends.iter_mut().zip(&mut scale.starts).skip(1);
            let ends = breaks.iter().map(|at| (at.end, at.start));
            for ((end, start), (to, from)) in nodes.zip(ends.chain([(usize::MAX, usize::MAX)])) {
                *end += up_to(to);
                *start += up_to(from);
            }
        }
    }
}
