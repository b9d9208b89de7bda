//! The texts to learn from, as numbers, and the part each of them is in.

use super::Features;
use super::features::Group;
use super::root_of;
use super::solver::{Rows, Separator, separate};
use super::table::slot;
use super::training::{Example, hash_text};
use super::words::Words;
use crate::triage::Label;

/// So many texts are enough to judge by, and every one of them costs learning.
const ENOUGH_UNSEEN: usize = 5_000;

/// Which labels people gave to each text.
pub(super) struct Meant {
    heads: usize,
    sides: Vec<bool>,
}

impl Meant {
    pub(super) fn new(examples: &[Example], labels: &[Label]) -> Self {
        let of_one = |example: &Example| {
            let wanted = labels.iter().map(|label| example.labels.contains(label));
            wanted.collect::<Vec<_>>()
        };
        Self {
            heads: labels.len(),
            sides: examples.iter().flat_map(of_one).collect(),
        }
    }

    /// Of how many labels it says so.
    pub(super) fn heads(&self) -> usize {
        self.heads
    }

    pub(super) fn row(&self, row: usize) -> &[bool] {
        let start = row * self.heads;
        let sides = self.sides.get(start..start + self.heads);
        sides.unwrap_or_default()
    }
}

/// Raw scores of texts by a model that did not see them.
#[derive(Default)]
pub(super) struct Unseen {
    heads: usize,
    rows: Vec<usize>,
    scores: Vec<f32>,
}

impl Unseen {
    /// Which texts they are, each with a score of every head.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &[f32])> {
        let scores = self.scores.chunks_exact(self.heads.max(1));
        self.rows.iter().copied().zip(scores)
    }
}

/// The texts to learn from, as numbers.
///
/// Of all places a feature may have, only those where one was found are kept
/// while learning: they are numbered from nought, and the figures of the text
/// as a whole come after them.
pub(super) struct Material {
    rows: Rows,
    /// The part that each text is in.
    parts: Vec<usize>,
    part_count: usize,
    /// The place of each feature that was found.
    places: Vec<u32>,
    figures: usize,
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
        let mut words = Words::default();
        let (mut runs, mut pieces, mut senses) = (Vec::new(), Vec::new(), Vec::new());
        for example in examples {
            let text = example.text.reveal();
            words.refill(text);
            runs.clear();
            pieces.clear();
            senses.clear();
            features.each(&words, |group, hash, _| match group {
                Group::Words => runs.push(slot(hash, bits)),
                Group::Pieces => pieces.push(slot(hash, bits)),
                Group::Senses => senses.push(slot(hash, bits)),
            });
            features.whole(text, &words, &mut figures);
            let shapes = (slots as u32..).zip(figures.iter().copied());
            let shapes = shapes.map(|(slot, shape)| (slot, shape as f32));
            let found = counted(&mut runs).chain(counted(&mut pieces));
            let found = found.chain(counted(&mut senses));
            rows.push(found.chain(shapes));
        }
        let places = rows.renumber(slots, features.figures());
        let parts = examples
            .iter()
            .map(|example| (hash_text(example.text.reveal()) >> 32) as usize % part_count)
            .collect();
        Self {
            rows,
            parts,
            part_count,
            places,
            figures: features.figures(),
        }
    }

    /// The place of each feature that was found, in the order of
    /// [`Separator::of`]; the figures follow.
    pub(super) fn places(&self) -> &[u32] {
        &self.places
    }

    /// What keeps the texts of every label in `heads` apart from the others,
    /// and raw scores by models that learned from the other parts only.
    ///
    /// Each of those models begins where the one of all texts ended, without
    /// those it does not see.
    pub(super) fn separate(&self, heads: &Meant, labels: &Meant, cost: f64) -> (Separator, Unseen) {
        let mut pulls = vec![0.0; self.parts.len() * heads.heads()];
        let learn = |rows: &[usize], pulls: &mut [f32]| {
            let rates = self.rates(rows, labels);
            separate(&self.rows, heads, rows, &rates, cost, pulls)
        };
        let every: Vec<usize> = (0..self.parts.len()).collect();
        let whole = learn(&every, &mut pulls);
        let mut unseen = Unseen {
            heads: heads.heads(),
            ..Unseen::default()
        };
        let mut scores = vec![0.0; heads.heads()];
        for part in 0..self.part_count {
            if unseen.rows.len() >= ENOUGH_UNSEEN {
                break;
            }
            let is_of_part = |row: &usize| self.parts.get(*row) == Some(&part);
            let (left_out, rows): (Vec<_>, Vec<_>) = every.iter().copied().partition(is_of_part);
            let separator = learn(&rows, &mut pulls.clone());
            for row in left_out {
                separator.scores(self.rows.row(row), &mut scores);
                unseen.rows.push(row);
                unseen.scores.extend_from_slice(&scores);
            }
        }
        (whole, unseen)
    }

    /// How fast the weight of every feature moves: the square of how much it
    /// counts beforehand.
    ///
    /// That is the more, the rarer it is (the root of its inverse document
    /// frequency, Spärck Jones 1972), and the more it tells of the label: the
    /// divergence (Jeffreys 1946) between the labels of the texts that have it
    /// and those of all texts. It is one figure for all labels where the
    /// log-count ratio of Wang and Manning (2012) has one for each.
    fn rates(&self, learn: &[usize], labels: &Meant) -> Vec<f32> {
        let spread = Spread::of(&self.rows, learn, self.places.len(), labels);
        let all = (learn.len() as f64 + 1.0).ln();
        let rate = |(count, of_labels): (&u32, &[u32])| {
            let rarity = (all - f64::from(*count).ln_1p()).max(0.1);
            let tells = 1.0 + 4.0 * spread.divergence(*count, of_labels).sqrt();
            (rarity * tells * tells / TYPICAL) as f32
        };
        let of_labels = spread.of_labels.chunks_exact(labels.heads().max(1));
        let mut rates: Vec<f32> = spread.counts.iter().zip(of_labels).map(rate).collect();
        rates.extend(std::iter::repeat_n(1.0, self.figures));
        rates
    }
}

/// About the mean of what rarity and divergence make of a feature, so that a
/// cost of about one is a usual one.
const TYPICAL: f64 = 64.0;

/// In how many texts every feature was found.
struct Spread {
    counts: Vec<u32>,
    /// With each of the labels.
    of_labels: Vec<u32>,
    /// The share of all texts that have each of the labels.
    usual: Vec<f64>,
}

impl Spread {
    fn of(rows: &Rows, learn: &[usize], features: usize, labels: &Meant) -> Self {
        let heads = labels.heads();
        let mut counts = vec![0; features];
        let mut of_labels = vec![0; features * heads];
        let mut with = vec![0_u32; heads];
        let mut own = Vec::new();
        for row in learn {
            own.clear();
            own.extend((0..heads).zip(labels.row(*row)).filter(|(_, it)| **it));
            for (label, _) in &own {
                with.iter_mut().skip(*label).take(1).for_each(|it| *it += 1);
            }
            for (feature, _) in rows.row(*row) {
                let feature = *feature as usize;
                let Some(count) = counts.get_mut(feature) else {
                    continue;
                };
                *count += 1;
                for (label, _) in &own {
                    if let Some(count) = of_labels.get_mut(feature * heads + label) {
                        *count += 1;
                    }
                }
            }
        }
        let all = learn.len() as f64 + heads as f64;
        let usual = with.iter().map(|with| (f64::from(*with) + 1.0) / all);
        Self {
            counts,
            of_labels,
            usual: usual.collect(),
        }
    }

    /// How far the labels of the texts with a feature are from those of all,
    /// as if it had been found in one text more of the usual kind per label:
    /// what was seen once tells little.
    fn divergence(&self, count: u32, of_labels: &[u32]) -> f64 {
        let more = self.usual.len() as f64;
        let all = f64::from(count) + more;
        // A label that it was never found with is as much rarer as any other.
        let never = more / all;
        let of_never = (never - 1.0) * never.ln();
        let of_label = |(with, usual): (&u32, &f64)| match with {
            0 => usual * of_never,
            with => {
                let share = (f64::from(*with) + more * usual) / all;
                (share - usual) * (share / usual).ln()
            }
        };
        of_labels.iter().zip(&self.usual).map(of_label).sum()
    }
}

/// Every feature once, with how often it was found for the root of how many
/// were.
fn counted(found: &mut [u32]) -> impl Iterator<Item = (u32, f32)> {
    let all = root_of(found.len()) as f32;
    found.sort_unstable();
    let runs = found.chunk_by(|one, next| one == next);
    runs.filter_map(move |run| Some((*run.first()?, run.len() as f32 / all)))
}
