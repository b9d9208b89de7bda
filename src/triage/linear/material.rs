//! The texts to learn from, as numbers, and the part each of them is in.

use super::Features;
use super::features::Group;
use super::root;
use super::solver::{Rows, Separator, separate};
use super::training::{Example, hash_text};
use crate::text::Folded;

/// The texts to learn from, as numbers.
///
/// Of all places a feature may have, only those where one was found are kept
/// while learning: they are numbered from nought, and the shapes come after them.
pub(super) struct Material {
    rows: Rows,
    /// The part that each text is in.
    parts: Vec<usize>,
    part_count: usize,
    /// The place of each feature that was found.
    places: Vec<u32>,
    figures: usize,
    /// How many places there are.
    slots: usize,
    spread: Spread,
    logs: Logs,
}

impl Material {
    pub(super) fn read(
        examples: &[Example],
        features: Features,
        bits: u32,
        part_count: usize,
    ) -> Self {
        let slots = 1_usize << bits;
        let mut rows = Rows::default();
        let mut figures = Vec::new();
        for example in examples {
            let text = example.text.reveal();
            let folded = Folded::new(text);
            let (mut words, mut pieces) = (Vec::new(), Vec::new());
            features.each(text, &folded, |found| {
                let slot = (found.hash >> (64 - bits)) as u32;
                match found.group {
                    Group::Words => words.push(slot),
                    Group::Pieces => pieces.push(slot),
                }
            });
            features.whole(text, &folded, &mut figures);
            let shapes = (slots as u32..).zip(figures.iter().copied());
            let shapes = shapes.map(|(slot, shape)| (slot, shape as f32));
            rows.push(counted(words).chain(counted(pieces)).chain(shapes));
        }
        let places = rows.renumber(slots, features.figures());
        let parts = examples
            .iter()
            .map(|example| (hash_text(example.text.reveal()) >> 32) as usize % part_count)
            .collect();
        let mut material = Self {
            rows,
            parts,
            part_count,
            places,
            figures: features.figures(),
            slots,
            spread: Spread::default(),
            logs: Logs::up_to(examples.len()),
        };
        material.spread = material.spread_of(|_| true);
        material
    }

    /// What keeps the texts with a label apart from those without, and the raw
    /// score of every text by a model that did not see it.
    ///
    /// Each of those models begins where the one of all texts ended, without
    /// those it does not see.
    pub(super) fn separate(&self, wanted: &[bool], cost: f64) -> (Separator, Vec<(f64, bool)>) {
        let inside = self.spread_of(|row| wanted.get(row).copied().unwrap_or_default());
        let mut duals = vec![0.0; wanted.len()];
        let whole = self.learn(None, &inside, wanted, cost, &mut duals);
        let mut scores: Vec<(f64, bool)> = wanted.iter().map(|wanted| (0.0, *wanted)).collect();
        for part in 0..self.part_count {
            let mut from = duals.clone();
            let separator = self.learn(Some(part), &inside, wanted, cost, &mut from);
            let of_part = self.parts.iter().zip(&mut scores).enumerate();
            for (row, (_, (score, _))) in of_part.filter(|(_, (p, _))| **p == part) {
                *score = separator.score(self.rows.row(row));
            }
        }
        (self.in_place(&whole), scores)
    }

    /// Learns from all texts but those of one part.
    fn learn(
        &self,
        without: Option<usize>,
        inside: &Spread,
        wanted: &[bool],
        cost: f64,
        duals: &mut [f64],
    ) -> Separator {
        let parts = self.parts.iter().enumerate();
        let seen = parts.filter(|(_, part)| Some(**part) != without);
        let rows: Vec<usize> = seen.map(|(row, _)| row).collect();
        let scale = self.scale(without, inside);
        let is_wanted = |row: usize| wanted.get(row).copied().unwrap_or_default();
        separate(&self.rows, &rows, is_wanted, &scale, cost, duals)
    }

    /// How much every feature counts beforehand: the rarer the more (inverse
    /// document frequency, Spärck Jones 1972), and the more it favours one
    /// side (the log-count ratio of Wang and Manning, 2012, softened).
    fn scale(&self, without: Option<usize>, inside: &Spread) -> Vec<f32> {
        let all = self.spread.texts(without);
        let with = inside.texts(without);
        let log = |count: u32| self.logs.of(count);
        let sides = log(all - with) - log(with);
        let scale = |(count, inside): (u32, u32)| {
            let rarity = (log(all) - log(count)).max(0.1);
            let favour = log(inside) - log(count.saturating_sub(inside)) + sides;
            ((rarity * (1.0 + 0.3 * favour.abs())) / TYPICAL) as f32
        };
        let counts = self.spread.counts(without).zip(inside.counts(without));
        let mut scales: Vec<f32> = counts.map(scale).collect();
        scales.extend(std::iter::repeat_n(1.0, self.figures));
        scales
    }

    /// In how many of some texts every feature was found, by part.
    fn spread_of(&self, of: impl Fn(usize) -> bool) -> Spread {
        let mut spread = Spread {
            counts: vec![vec![0; self.places.len()]; self.part_count],
            texts: vec![0; self.part_count],
        };
        for (row, part) in self.parts.iter().enumerate().filter(|(row, _)| of(*row)) {
            let texts = spread.texts.get_mut(*part);
            let counts = spread.counts.get_mut(*part);
            if let (Some(texts), Some(counts)) = (texts, counts) {
                *texts += 1;
                for (feature, _) in self.rows.row(row) {
                    if let Some(count) = counts.get_mut(*feature as usize) {
                        *count += 1;
                    }
                }
            }
        }
        spread.add_up();
        spread
    }

    /// The weights at the places that features have in a model.
    fn in_place(&self, found: &Separator) -> Separator {
        let mut weights = vec![0.0; self.slots + self.figures];
        let (features, shapes) = found
            .weights
            .split_at_checked(self.places.len())
            .unwrap_or((&[], &[]));
        for (place, weight) in self.places.iter().zip(features) {
            if let Some(at) = weights.get_mut(*place as usize) {
                *at = *weight;
            }
        }
        let last = weights.iter_mut().skip(self.slots);
        last.zip(shapes).for_each(|(at, weight)| *at = *weight);
        Separator {
            weights,
            bias: found.bias,
        }
    }
}

/// In how many texts every feature was found: of each part, and, last, of all.
#[derive(Default)]
struct Spread {
    counts: Vec<Vec<u32>>,
    texts: Vec<u32>,
}

impl Spread {
    fn add_up(&mut self) {
        let mut all = self.counts.first().cloned().unwrap_or_default();
        for part in self.counts.iter().skip(1) {
            all.iter_mut()
                .zip(part)
                .for_each(|(all, count)| *all += count);
        }
        self.counts.push(all);
        self.texts.push(self.texts.iter().sum());
    }

    /// How many texts there are outside a part.
    fn texts(&self, without: Option<usize>) -> u32 {
        let part = without.and_then(|part| self.texts.get(part));
        self.texts.last().copied().unwrap_or_default() - part.copied().unwrap_or_default()
    }

    /// In how many of those each feature was found.
    fn counts(&self, without: Option<usize>) -> impl Iterator<Item = u32> {
        let all = self.counts.last().map_or(&[][..], Vec::as_slice);
        let part = without.and_then(|part| self.counts.get(part));
        let part = part.map_or(&[][..], Vec::as_slice);
        let part = part.iter().copied().chain(std::iter::repeat(0));
        all.iter().zip(part).map(|(all, part)| all - part)
    }
}

/// The logarithms of one more than a count.
struct Logs(Vec<f64>);

impl Logs {
    fn up_to(most: usize) -> Self {
        Self((0..=most).map(|count| (count as f64).ln_1p()).collect())
    }

    fn of(&self, count: u32) -> f64 {
        self.0.get(count as usize).copied().unwrap_or_default()
    }
}

/// About the root of the mean square of a feature's rarity and favour, so
/// that a cost of about one is a usual one.
const TYPICAL: f64 = 8.0;

/// Every feature once, with how often it was found for the root of how many
/// were.
fn counted(mut found: Vec<u32>) -> impl Iterator<Item = (u32, f32)> {
    let all = root(found.len()) as f32;
    found.sort_unstable();
    let mut counts: Vec<(u32, f32)> = Vec::with_capacity(found.len());
    for feature in found {
        match counts.last_mut() {
            Some((last, count)) if *last == feature => *count += 1.0 / all,
            _ => counts.push((feature, 1.0 / all)),
        }
    }
    counts.into_iter()
}
