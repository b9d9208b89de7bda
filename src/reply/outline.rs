//! A text that needs several parts: its seams, the room of each part, and the best plan.

use std::borrow::Cow;
use std::cell::OnceCell;

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
    /// Where stretches fit no part, for each width of the counter and each hope: what was
    /// found while nothing was in reserve.
    broken: [OnceCell<Broken>; 2 * MOST_WIDTHS],
}

/// The breaks that parts can use, and the weights at them.
type Broken = (Vec<Break>, Vec<Weighed>);

/// The same, kept or not.
type Known<'o> = (Cow<'o, [Break]>, Cow<'o, [Weighed]>);

/// Of a thread with more digits to its number nothing is kept.
const MOST_WIDTHS: usize = 4;

/// How often a plan is made again because the parts weigh more than their pieces did.
const RETRIES: u32 = 10;

impl<'d, 's> Outline<'d, 's> {
    pub(super) fn of(draft: &'d Draft<'s>) -> Self {
        let mut seams = seams(draft);
        for span in glue::ends(draft) {
            seams.glue(span);
        }
        seams.firm.sort_by_key(|at| at.end);
        let weights = weights(draft, &seams.loose);
        Self {
            draft,
            heaviest: weights.iter().map(Weighed::heaviest).collect(),
            seams,
            weights,
            broken: Default::default(),
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
        let mut tried = Vec::new();
        for round in 0..RETRIES {
            let (parts, minimum) = self.parts(&excess, &tried)?;
            let places = match round < RETRIES / 2 {
                true => self.places(&parts),
                false => Vec::new(),
            };
            match places.is_empty() {
                false => excess.add(places),
                true if self.raise(&mut excess.everywhere, &parts) => {}
                true => return Ok(self.draft.plan_of(parts, minimum)),
            }
            tried = parts;
        }
        Err(no_room(self.draft))
    }

    /// Where parts that end or begin within a word are too heavy: at the near side of the word.
    fn places(&self, parts: &[Part]) -> Vec<Surcharge> {
        let mut places = Vec::new();
        if parts.iter().all(|part| part.cut != Cut::Forced) {
            return places;
        }
        let mut begins_forced = false;
        for part in parts {
            let over: Vec<u64> = (part.lengths().iter().zip(&self.draft.meter.scales))
                .map(|(length, scale)| {
                    u64::from(length.used.saturating_sub(length.limit)) * scale.grain()
                })
                .collect();
            let place = match (part.cut, begins_forced) {
                (Cut::Forced, _) => {
                    let seam = self.seams.last_before(part.body.end);
                    Some(seam.map_or(self.draft.body.start, |at| at.start))
                }
                (_, true) => {
                    let seam = self.seams.first_after(part.body.start);
                    Some(seam.map_or(self.draft.body.end, |at| at.end) - 1)
                }
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

    /// The best parts and the fewest. `tried` are those of the time before.
    fn parts(&self, excess: &Excess, tried: &[Part]) -> Result<(Vec<Part>, usize), SplitError> {
        match self.parts_in(Hope::Best, excess, tried) {
            Err(SplitError::NoRoom { .. }) => self.parts_in(Hope::Worst, excess, tried),
            found => found,
        }
    }

    fn parts_in(
        &self,
        hope: Hope,
        excess: &Excess,
        tried: &[Part],
    ) -> Result<(Vec<Part>, usize), SplitError> {
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
        Ok((cut.parts(self.draft, &best, tried), minimum))
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
        let fits = rooms.all_take(&self.heaviest);
        let (breaks, mut weights) = match fits {
            true => (
                Cow::Borrowed(&*self.seams.loose),
                Cow::Borrowed(&*self.weights),
            ),
            false => self.broken(&rooms, width, hope)?,
        };
        if !excess.places.is_empty() {
            excess.add_to(weights.to_mut(), &breaks);
        }
        // An address that may be cut weighs what its pieces do, and not its price.
        let is_forced = !fits && breaks.iter().any(|at| at.rank == Rank::Forced);
        let is_exact = excess.places.is_empty() && !is_forced;
        Ok(Cutting {
            exact_width: is_exact.then_some(width),
            rooms,
            graph: Graph::new(breaks, weights),
            adds_up: false,
        })
    }

    /// The breaks where not every stretch fits any part, and the weights at them.
    fn broken(&self, rooms: &Rooms, width: usize, hope: Hope) -> Result<Known<'_>, SplitError> {
        let find = || Breaker::new(self.draft, &self.seams, &self.weights, rooms, hope).find();
        let place = 2 * (width - 1) + usize::from(hope == Hope::Worst);
        let has_reserve = rooms.reserve().iter().any(|reserve| *reserve > 0);
        let Some(kept) = self.broken.get(place).filter(|_| !has_reserve) else {
            let (breaks, weights) = find()?;
            return Ok((Cow::Owned(breaks), Cow::Owned(weights)));
        };
        let (breaks, weights) = match kept.get() {
            Some(found) => found,
            None => {
                let found = find()?;
                kept.get_or_init(|| found)
            }
        };
        Ok((Cow::Borrowed(breaks), Cow::Borrowed(weights)))
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

#[cfg(test)]
mod tests {
    use super::super::{Limit, Profile, Split, Unit, profile};
    use super::*;

    const PIECES: &[&str] = &[
        "schade",
        " ",
        "de ",
        "a",
        "\u{ad}",
        "\u{a0}",
        "\u{200b}",
        "e\u{301}",
        "\r\n",
        "\n",
        "日本語",
        "👍🏽",
        "🇳🇱",
        "https://noor.nl/a?b=c",
        " https://noor.nl/ ",
        "@jan_k ",
        "12 uur ",
        "€ 1.250,50",
        "dhr. ",
        "058 - 234 56 78 ",
        "\u{2066}",
        "\u{2069}",
        "[...]",
        "\u{85}",
        "verzekering",
    ];

    /// What only some stretches change weighs what it does when all is weighed again.
    #[test]
    fn a_text_that_is_broken_up_weighs_as_it_would_by_itself() {
        let mut state = 5u64;
        let mut next = move |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let mut broken = 0;
        for round in 0..4_000 {
            let limit = 14 + next(40) as u32;
            let of = [
                &profile::X,
                &profile::BLUESKY,
                &profile::SMS,
                &profile::TWITTER_2011,
            ];
            let mut profile: Profile = of[next(of.len())].clone();
            let unit = profile.limits[0].unit.clone();
            profile.limits =
                vec![Limit::new(unit, limit), Limit::new(Unit::Bytes, limit + 20)].into();
            let split = Split::for_profile(&profile);
            let text: String = (0..6 + next(60))
                .map(|_| PIECES[next(PIECES.len())])
                .collect();
            let draft = split.draft(&text);
            let outline = Outline::of(&draft);
            let Ok(rooms) = Rooms::new(&draft, 1, &[]) else {
                continue;
            };
            for hope in [Hope::Best, Hope::Worst] {
                let Ok((breaks, known)) = outline.broken(&rooms, 1, hope) else {
                    continue;
                };
                broken += u32::from(breaks.iter().any(|at| at.rank == Rank::Forced));
                for (known, again) in known.iter().zip(&weights(&draft, &breaks)) {
                    assert_eq!(known.ends, again.ends, "{round}: {text:?}");
                    assert_eq!(known.starts, again.starts, "{round}: {text:?}");
                }
            }
        }
        assert!(broken > 2_000, "{broken}");
    }
}
