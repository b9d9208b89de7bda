//! A text that needs several parts: its seams, the room of each part, and the best plan.

use std::borrow::Cow;

use super::breaker::{Breaker, Hope};
use super::breaks::{Break, Rank, Seams, seams};
use super::draft::Draft;
use super::glue;
use super::meter::{Budget, Length, Scale, is_smooth};
use super::optimum::{Graph, Room, Rooms, Solution, digits};
use super::plan::{Cut, Part, Plan};
use super::split::{Counter, SplitError};
use super::walk::{Weighed, weigh, weights};
use crate::text::Span;

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
        let mut seams = seams(
            draft.text,
            draft.body,
            &draft.whole,
            &draft.markers,
            draft.split.known_abbreviations(),
        );
        let bound = glue::ends(
            draft.text,
            draft.body,
            draft.leading,
            draft.is_signed.then_some(draft.signature),
        );
        for span in bound {
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
        Err(self.no_room())
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
            let over: Vec<u64> = (part.lengths.iter().zip(&self.draft.meter.scales))
                .map(|(length, scale)| {
                    u64::from(length.used.saturating_sub(length.limit)) * scale.grain()
                })
                .collect();
            let after = seams.partition_point(|seam| seam.at.end < part.body.end);
            let first = seams.partition_point(|seam| seam.at.end <= part.body.start);
            let seam = |at: usize| seams.get(at).map(|seam| seam.at);
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
                .filter_map(|part| part.lengths.get(index))
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
        let mut width = 1;
        let (mut cut, mut reach) = loop {
            let cut = self.cut(width, hope, excess)?;
            let reach = cut
                .graph
                .reach(&cut.rooms, 2)
                .ok_or_else(|| self.no_room())?;
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
        let mut best = cut
            .graph
            .solve(&cut.rooms, &reach, minimum)
            .ok_or_else(|| self.no_room())?;
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
            let Some(found) = cut.graph.solve(&cut.rooms, &reach, total) else {
                continue;
            };
            if found.is_better_than(&best) {
                best = found;
            }
        }
        Ok((self.compose(&cut, &best), minimum))
    }

    fn compose(&self, cutting: &Cutting, solution: &Solution) -> Vec<Part> {
        let total = solution.cuts.len() + 1;
        let mut parts = Vec::with_capacity(total);
        let (mut from, mut start, mut begins) = (0, self.draft.body.start, Rank::Marker);
        let last = cutting.graph.last();
        for (part, node) in (1..).zip(solution.cuts.iter().copied().chain([last])) {
            let at = cutting.graph.break_at(node).unwrap_or(Break {
                end: self.draft.body.end,
                start: self.draft.body.end,
                rank: Rank::Marker,
            });
            let body = Span::new(start, at.end);
            let text = self.draft.compose(body, part, total);
            let is_between_words = begins <= Rank::Word && at.rank <= Rank::Word;
            let lengths = match is_between_words && self.adds_up(body) {
                true => cutting.lengths(self.draft, part, total, (from, node)),
                false => None,
            };
            let lengths = lengths.unwrap_or_else(|| self.draft.lengths(&text, Budget::Part));
            let cut = match part == total {
                true => Cut::End,
                false => at.rank.cut(),
            };
            parts.push(self.draft.part(text, body, lengths, cut));
            (from, start, begins) = (node, at.start, at.rank);
        }
        parts
    }

    /// Whether a body between white space weighs what its words do, so that it need not
    /// be read again.
    fn adds_up(&self, body: Span) -> bool {
        !self.draft.meter.looks_back() && body.of(self.draft.text).is_some_and(is_smooth)
    }

    /// The graph of breaks and the room of each part, with counters of `width` digits.
    fn cut(&self, width: usize, hope: Hope, excess: &Excess) -> Result<Cutting<'_>, SplitError> {
        let rooms = self.rooms(width, &excess.everywhere)?;
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
            reserve: excess.everywhere.clone(),
            rooms,
            graph: Graph::new(breaks, weights),
        })
    }

    fn rooms(&self, width: usize, reserve: &[u64]) -> Result<Rooms, SplitError> {
        let power = |digits: usize| 10usize.saturating_pow(digits as u32);
        let last = power(width) - 1;
        let middle = (1..=width).map(|digits| power(digits - 1).max(2));
        let scales = self.draft.meter.scales.iter();
        Ok(Rooms {
            first: self.room(1, last, reserve)?,
            middle: middle
                .map(|part| self.room(part, last, reserve))
                .collect::<Result<_, _>>()?,
            last: self.room(last, last, reserve)?,
            capacity: scales.map(|scale| scale.capacity(Budget::Part)).collect(),
        })
    }

    /// What a part leaves for the text, by every scale.
    fn room(&self, part: usize, total: usize, reserve: &[u64]) -> Result<Room, SplitError> {
        let draft = self.draft;
        let (before, after) = (draft.before(part), draft.after(part, total));
        let around =
            |scale: &Scale| weigh(draft, scale, &before, 0) + weigh(draft, scale, &after, 1);
        let room: Option<Room> = draft
            .meter
            .scales
            .iter()
            .zip(reserve)
            .map(|(scale, reserve)| {
                scale
                    .capacity(Budget::Part)
                    .checked_sub(around(scale) + reserve)
                    .filter(|room| *room > 0)
            })
            .collect();
        room.ok_or_else(|| self.no_room())
    }

    fn no_room(&self) -> SplitError {
        let limits = self.draft.meter.scales.iter();
        SplitError::NoRoom {
            limit: limits.map(Scale::part_limit).min().unwrap_or(0),
        }
    }
}

struct Cutting<'o> {
    rooms: Rooms,
    graph: Graph<'o>,
    /// The digits of the number of parts that the rooms are for, where every part weighs
    /// what the graph says.
    exact_width: Option<usize>,
    /// What was taken off every room, by scale.
    reserve: Vec<u64>,
}

impl Cutting<'_> {
    /// How long a part from one node to another is: what it carries, and what its room
    /// leaves for names, signature and number.
    fn lengths(
        &self,
        draft: &Draft,
        part: usize,
        total: usize,
        (from, to): (usize, usize),
    ) -> Option<Vec<Length>> {
        let width = self.exact_width?;
        if draft.counter != Counter::None && digits(total) != width {
            return None;
        }
        let rooms = self.rooms.of_part(part, total).iter().zip(&self.reserve);
        let scales = draft.meter.scales.iter().zip(rooms);
        let carried = self.graph.carried(from, to);
        let length = |((scale, (room, reserve)), carried): ((&Scale, (&u64, &u64)), u64)| {
            let beside = scale.capacity(Budget::Part) - room - reserve;
            scale.length(carried + beside, Budget::Part)
        };
        Some(scales.zip(carried).map(length).collect())
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
