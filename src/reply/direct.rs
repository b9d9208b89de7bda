//! The plan of a plain text that takes no more parts than its weight alone asks for, or one more.
//!
//! As nearly every reply does. Only the breaks that can matter are looked for, and only
//! the loose ones, as a text that is cut into so few parts at these needs no others.

use std::borrow::Cow;

use super::breaks::{Rank, Seams};
use super::corridor::{Corridors, has_wide_gap, reach};
use super::cutting::Cutting;
use super::draft::Draft;
use super::finder::LooseSeams;
use super::glue;
use super::graph::Graph;
use super::optimum::{Solution, best};
use super::plan::Plan;
use super::relief::Relief;
use super::rooms::{Rooms, digits};
use super::split::{Counter, SplitError};
use crate::text::Span;

/// Of more parts it is too uncertain how much white space their cuts drop.
const MOST_PARTS: usize = 16;

/// Where each cut may lie within fewer bytes than this, clauses seldom end in all of them.
const WIDE: usize = 64;

/// The best plan, or `None` where the text must be looked at as a whole.
pub(super) fn plan(draft: &Draft, reliefs: &[Relief]) -> Option<Result<Plan, SplitError>> {
    let is_plain = !draft.is_marked() && !has_wide_gap(draft.body.of(draft.text)?.as_bytes());
    if draft.split.extra() > 0 || !is_plain {
        return None;
    }
    let bound = glue::ends(draft);
    let fewest = Frame::of(draft, reliefs, 2)?;
    let one_more = fewest.corridors.parts + 1;
    // Its weight alone may ask for less than its words do, and then nearly always for one less.
    fewest.plan(draft, reliefs, &bound).or_else(|| {
        let frame = Frame::of(draft, reliefs, one_more)?;
        frame.plan(draft, reliefs, &bound)
    })
}

/// Where the cuts must lie for a number of parts, and the room of each.
struct Frame {
    corridors: Corridors,
    rooms: Rooms,
    /// How many digits the rooms are for.
    width: usize,
}

impl Frame {
    /// For so many parts or more, and with as many digits as they have room for.
    fn of(draft: &Draft, reliefs: &[Relief], at_least: usize) -> Option<Self> {
        let mut width = match draft.counter {
            Counter::None => 1,
            _ => digits(at_least),
        };
        loop {
            let rooms = Rooms::new(draft, width, &[]).ok()?;
            let corridors = Corridors::of(reliefs, &rooms, draft.body, at_least)?;
            let needed = digits(corridors.parts);
            if draft.counter == Counter::None || needed <= width {
                return Some(Self {
                    corridors,
                    rooms,
                    width,
                });
            }
            width = needed;
        }
    }

    /// The best plan of so many parts, if they are enough.
    fn plan(
        self,
        draft: &Draft,
        reliefs: &[Relief],
        bound: &[Span],
    ) -> Option<Result<Plan, SplitError>> {
        let needed = self.corridors.parts;
        if needed > MOST_PARTS {
            return None;
        }
        // A way through ends of clauses that leaves no orphan is better than any other.
        let through = |worst| self.way(draft, reliefs, bound, worst);
        let is_wide = self.corridors.width >= WIDE;
        let through_clauses = is_wide.then(|| through(Rank::Clause)).flatten();
        let (graph, solution) = through_clauses
            .filter(|(_, solution)| !solution.leaves_orphan())
            .or_else(|| through(Rank::Forced))?;
        if let Some(allowed) = draft.split.max().filter(|allowed| *allowed < needed) {
            return Some(Err(SplitError::TooManyParts { needed, allowed }));
        }
        let cutting = Cutting {
            rooms: self.rooms,
            graph,
            exact_width: Some(self.width),
            adds_up: true,
        };
        let parts = cutting.parts(draft, &solution, &[]);
        Some(Ok(draft.plan_of(parts, needed)))
    }

    /// The best way through breaks that are no worse than this, if there is one.
    fn way<'o>(
        &self,
        draft: &Draft,
        reliefs: &[Relief],
        bound: &[Span],
        worst: Rank,
    ) -> Option<(Graph<'o>, Solution)> {
        let mut seams = self.seams(draft, reliefs, worst)?;
        for span in bound {
            seams.glue(*span);
        }
        let weights = reliefs.iter().map(|relief| relief.weights(&seams.loose));
        let weights: Vec<_> = weights.collect();
        let graph = Graph::new(Cow::Owned(seams.loose), Cow::Owned(weights));
        let reach = graph.reach(&self.rooms, 2)?;
        if reach.len() > self.corridors.parts {
            return None;
        }
        let solution = best(&graph, &self.rooms, &reach, self.corridors.parts)?;
        Some((graph, solution))
    }

    /// The seams that are no worse than this and may be cut at. `None` where there is no
    /// way: some cut would lie nowhere.
    fn seams(&self, draft: &Draft, reliefs: &[Relief], worst: Rank) -> Option<Seams> {
        let Corridors { starts, width, .. } = &self.corridors;
        let mut seams = LooseSeams::new(draft, starts.len() * width, worst);
        let mut farthest = reach(reliefs, self.rooms.of(1), draft.body.start);
        for (part, start) in (2..).zip(starts) {
            seams.look_in(Span::new(*start, farthest.min(draft.body.end)));
            // The next cut is no farther on than the last seam for this one lets it be.
            let begins = seams.last().map(|last| last.start);
            let begins = begins.filter(|begins| begins >= start)?;
            farthest = reach(reliefs, self.rooms.of(part), begins);
        }
        Some(seams.found())
    }
}

#[cfg(test)]
mod tests {
    use super::super::outline::Outline;
    use super::super::{Limit, Profile, Split, Unit, profile};
    use super::*;

    const PIECES: &[&str] = &[
        "Beste Jan,",
        "Wat vervelend!",
        "we",
        "zien dat",
        "u",
        "dinsdag",
        "belde.",
        "Lukt dat?",
        "dhr. Jansen",
        "o.a.",
        "\n\n",
        "\n",
        "\"Nee.",
        "Ja.\"",
        "“Goed.",
        "Klaar.”",
        "(zie hier.)",
        "we’re",
        "vóór",
        "één",
        "👍🏽.",
        "👍",
        "noor.nl/schade",
        "https://noor.nl/a?b=c.",
        "@jan_k",
        "€ 1.250,50",
        "058 - 234 56 78",
        "NL91 ABNA 0417 1643 00",
        "12",
        "uur",
        "tot 14:30 uur.",
        "…",
        "enz...",
        "Dat",
        "is",
        "a,",
        "b;",
        "—",
        "#schade",
        "1.",
        "2)",
        "J.",
        "P.",
        "^MB",
        "schadebehandelingsafdeling",
        "[...]",
        "ver\u{ad}zekering",
        "  ",
        "\u{a0}",
        "e\u{301}",
    ];

    /// Those at the end of the list make a text one that must be looked at as a whole.
    const ODD: usize = 5;

    /// Whatever is left out, the plan is that of a look at the whole text.
    #[test]
    fn the_plan_is_that_of_the_whole_text() {
        let mut state = 11u64;
        let mut next = move |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let (mut direct, mut alone) = (0, 0);
        for round in 0..20_000 {
            let limit = 30 + next(60) as u32;
            let mut profile: Profile = [
                &profile::X,
                &profile::BLUESKY,
                &profile::THREADS,
                &profile::TWITTER_2011,
            ][next(4)]
            .clone();
            let unit = profile.limits[0].unit.clone();
            profile.limits =
                vec![Limit::new(unit, limit), Limit::new(Unit::Bytes, limit + 40)].into();
            let mut split = Split::for_profile(&profile);
            if next(3) == 0 {
                split = split.signature("^MB");
            }
            if next(4) == 0 {
                split = split.mention("@jan_k");
            }
            if next(5) == 0 {
                split = split.counter(Counter::Brackets).max_parts(3);
            }
            let kinds = PIECES.len() - if next(4) > 0 { ODD } else { 0 };
            let mut text = String::new();
            for _ in 0..4 + next(64) {
                let piece = PIECES[next(kinds)];
                let is_apart = text.ends_with('\n') || piece.starts_with('\n');
                text.push_str(if is_apart { "" } else { " " });
                text.push_str(piece);
            }
            let draft = split.draft(&text);
            let Some(reliefs) = Relief::of_scales(&draft) else {
                continue;
            };
            let one = draft.alone(Some(&reliefs));
            assert_eq!(one, draft.alone(None), "{round}: {text:?}");
            if one.is_some() {
                alone += 1;
                continue;
            }
            let Some(found) = plan(&draft, &reliefs) else {
                continue;
            };
            direct += 1;
            assert_eq!(found, Outline::of(&draft).plan(), "{round}: {text:?}");
        }
        assert!(direct > 5_000 && alone > 500, "{direct} {alone}");
    }
}
