//! A text that needs several parts: its seams, the room of each part, and the best plan.

use super::breaker::Breaker;
use super::breaks::{Bond, Break, Rank, Seam, seams};
use super::draft::Draft;
use super::glue;
use super::meter::{Budget, Scale};
use super::optimum::{Graph, Room, Rooms, Solution, digits};
use super::plan::{Cut, Part, Plan};
use super::split::{Counter, SplitError};
use super::walk::{Weighed, weigh, weights};
use crate::text::Span;

/// A text that needs several parts, and where it may be cut.
pub(super) struct Outline<'d, 's> {
    draft: &'d Draft<'s>,
    seams: Vec<Seam>,
    /// The weights at the seams.
    weights: Vec<Weighed>,
}

/// How often a plan is made again because the parts weigh more than their pieces did.
const RETRIES: u32 = 6;

impl<'d, 's> Outline<'d, 's> {
    pub(super) fn of(draft: &'d Draft<'s>) -> Self {
        let whole = glue::whole(
            draft.text,
            &draft.entities,
            draft.split.reads_markdown(),
            draft.split.protected(),
        );
        let mut seams = seams(draft.text, draft.body, &whole);
        let bound = glue::ends(
            draft.text,
            draft.body,
            draft.leading,
            draft.is_signed.then_some(draft.signature),
        );
        for seam in &mut seams {
            let is_bound = bound
                .iter()
                .any(|span| span.start < seam.at.end && seam.at.start <= span.end);
            if is_bound && seam.at.rank != Rank::Marker {
                seam.bond = seam.bond.max(Bond::Glued);
            }
        }
        let places: Vec<Break> = seams.iter().map(|seam| seam.at).collect();
        let weights = weights(draft, &places);
        Self {
            draft,
            seams,
            weights,
        }
    }

    /// The best plan. What the parts weigh beyond the sum of their pieces (a piece may
    /// read as an address once it stands by itself) is taken off the room and tried again.
    pub(super) fn plan(&self) -> Result<Plan, SplitError> {
        let mut reserve = vec![0; self.draft.meter.scales.len()];
        for _ in 0..RETRIES {
            let (parts, minimum) = self.parts(&reserve)?;
            if !self.raise(&mut reserve, &parts) {
                return Ok(self.draft.plan_of(parts, minimum));
            }
        }
        Err(self.no_room())
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

    fn parts(&self, reserve: &[u64]) -> Result<(Vec<Part>, usize), SplitError> {
        let mut width = 1;
        let (mut cut, mut reach) = loop {
            let cut = self.cut(width, reserve)?;
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
                let wider = self.cut(width, reserve)?;
                let Some(farther) = wider.graph.reach(&wider.rooms, 2) else {
                    break;
                };
                if wider.breaks != cut.breaks {
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
        Ok((self.compose(&cut.breaks, &best), minimum))
    }

    fn compose(&self, breaks: &[Break], solution: &Solution) -> Vec<Part> {
        let total = solution.cuts.len() + 1;
        let mut start = self.draft.body.start;
        let cuts = solution.cuts.iter().filter_map(|node| breaks.get(node - 1));
        let ends = cuts.map(|at| (at.end, at.start, at.rank.cut())).chain([(
            self.draft.body.end,
            self.draft.body.end,
            Cut::End,
        )]);
        let mut parts = Vec::with_capacity(total);
        for (part, (end, next, cut)) in (1..).zip(ends) {
            let body = Span::new(start, end);
            let text = self.draft.compose(body, part, total);
            let lengths = self.draft.lengths(&text, Budget::Part);
            parts.push(self.draft.part(text, body, lengths, cut));
            start = next;
        }
        parts
    }

    /// The graph of breaks and the room of each part, with counters of `width` digits.
    fn cut(&self, width: usize, reserve: &[u64]) -> Result<Cutting, SplitError> {
        let rooms = self.rooms(width, reserve)?;
        let breaks = Breaker::new(self.draft, &self.seams, &self.weights, &rooms).find()?;
        let graph = Graph::new(&breaks, self.weights_at(&breaks));
        Ok(Cutting {
            rooms,
            breaks,
            graph,
        })
    }

    /// The weights at the breaks, most of which are seams that were weighed before.
    fn weights_at(&self, breaks: &[Break]) -> Vec<Weighed> {
        if breaks.iter().any(|at| at.rank == Rank::Forced) {
            return weights(self.draft, breaks);
        }
        let kept = |inner: &[(u64, u64)]| {
            let mut breaks = breaks.iter().peekable();
            let seams = self.seams.iter().zip(inner);
            seams
                .filter(|(seam, _)| breaks.next_if(|at| at.end == seam.at.end).is_some())
                .map(|(_, weight)| *weight)
                .collect()
        };
        self.weights
            .iter()
            .map(|(inner, whole)| (kept(inner), *whole))
            .collect()
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

struct Cutting {
    rooms: Rooms,
    breaks: Vec<Break>,
    graph: Graph,
}
