//! Which weights keep every label apart from the others with the widest margin?

use super::material::Meant;
use crate::triage::draw::Draw;

/// The texts to learn from: of each, which features it has and how much.
#[derive(Debug, Default)]
pub(super) struct Rows {
    starts: Vec<usize>,
    features: Vec<(u32, f32)>,
}

impl Rows {
    pub(super) fn push(&mut self, features: impl IntoIterator<Item = (u32, f32)>) {
        self.starts.push(self.features.len());
        self.features.extend(features);
    }

    /// Numbers the features below `slots` from nought in the order of their
    /// places, and lets the `figures` above follow. The places, by number.
    pub(super) fn renumber(&mut self, slots: usize, figures: usize) -> Vec<u32> {
        let mut numbers = vec![u32::MAX; slots];
        for (feature, _) in &self.features {
            if let Some(number) = numbers.get_mut(*feature as usize) {
                *number = 0;
            }
        }
        let mut places = Vec::new();
        for (place, number) in (0..).zip(&mut numbers).filter(|(_, number)| **number == 0) {
            *number = places.len() as u32;
            places.push(place);
        }
        numbers.extend((0..figures).map(|figure| (places.len() + figure) as u32));
        for (feature, _) in &mut self.features {
            *feature = numbers.get(*feature as usize).copied().unwrap_or(u32::MAX);
        }
        places
    }

    pub(super) fn row(&self, index: usize) -> &[(u32, f32)] {
        let start = self.starts.get(index).copied().unwrap_or(usize::MAX);
        let end = self.starts.get(index + 1).copied();
        let end = end.unwrap_or(self.features.len());
        self.features.get(start..end).unwrap_or_default()
    }
}

/// How often all texts are gone through at most.
const PASSES: usize = 30;

/// A pass in which the margin of a text moves by less than this on average is
/// the last.
const SETTLED: f32 = 0.015;

/// Finds the weights that keep the texts of every head apart from those
/// without, with the widest margin: for each an L2-regularised, squared-hinge
/// support vector machine by dual coordinate descent (Hsieh et al., 2008,
/// algorithm 1). All heads learn from a text while it is at hand, so that it
/// is read once for all of them.
///
/// `rates` says how fast the weight of every feature moves: a feature that
/// counts s times beforehand is one whose weight moves s² times as fast, and
/// no text need be copied to weigh it. `pulls` says of every text and head how
/// strongly it pulled in a like task, and is told how strongly it does in this
/// one: the nearer, the sooner it is done.
pub(super) fn separate(
    rows: &Rows,
    meant: &Meant,
    learn: &[usize],
    rates: &[f32],
    cost: f64,
    pulls: &mut [f32],
) -> Separator {
    let heads = meant.heads();
    let slacks = Slacks::of(meant, learn, cost);
    let mut search = Search::new(rates, heads);
    let text = |row: &usize| Text {
        row: *row,
        // One for the bias.
        square: search.square(rows.row(*row)) + 1.0,
    };
    let mut texts: Vec<Text> = learn.iter().map(text).collect();
    for text in &texts {
        let pulls = pulls.get(text.row * heads..).unwrap_or_default();
        search.begin(rows.row(text.row), meant.row(text.row), pulls);
    }
    let mut draw = Draw::new(1);
    for _ in 0..PASSES {
        draw.shuffle(&mut texts);
        let mut moved = 0.0;
        for text in &texts {
            let row = rows.row(text.row);
            let pulls = pulls.get_mut(text.row * heads..).unwrap_or_default();
            search.read(row);
            moved += search.step(text.square, meant.row(text.row), &slacks, pulls);
            search.pull(row);
        }
        if moved < SETTLED * texts.len() as f32 {
            break;
        }
    }
    search.found
}

/// One text to learn from.
struct Text {
    row: usize,
    square: f32,
}

/// A weight for every feature and head, and one of every head for the text as
/// such.
#[derive(Debug)]
pub(super) struct Separator {
    heads: usize,
    /// All heads of a feature together.
    weights: Vec<f32>,
    biases: Vec<f32>,
}

impl Separator {
    /// The weights of a feature, one of every head.
    pub(super) fn of(&self, feature: usize) -> &[f32] {
        let start = feature * self.heads;
        let weights = self.weights.get(start..start + self.heads);
        weights.unwrap_or_default()
    }

    pub(super) fn biases(&self) -> &[f32] {
        &self.biases
    }

    /// What a text adds up to, for every head.
    pub(super) fn scores(&self, row: &[(u32, f32)], scores: &mut [f32]) {
        if let ([score], [bias]) = (&mut *scores, self.biases.as_slice()) {
            *score = *bias;
            for (feature, value) in row {
                if let Some(weight) = self.weights.get(*feature as usize) {
                    *score += weight * value;
                }
            }
            return;
        }
        scores.copy_from_slice(&self.biases);
        for (feature, value) in row {
            for (score, weight) in scores.iter_mut().zip(self.of(*feature as usize)) {
                *score += weight * value;
            }
        }
    }
}

/// How far a text may stay from the margin of every head, for those that have
/// the label and for those that do not.
struct Slacks {
    with: Vec<f32>,
    without: Vec<f32>,
}

impl Slacks {
    /// The rarer side of a label costs more, by the root of how much rarer it
    /// is: halfway between every text the same and both sides the same.
    fn of(meant: &Meant, learn: &[usize], cost: f64) -> Self {
        let mut with = vec![0_u32; meant.heads()];
        for row in learn {
            for (count, wanted) in with.iter_mut().zip(meant.row(*row)) {
                *count += u32::from(*wanted);
            }
        }
        let all = learn.len() as f64;
        let slack = |side: f64| (0.5 / (cost * (all / (2.0 * side.max(1.0))).sqrt())) as f32;
        Self {
            with: with.iter().map(|with| slack(f64::from(*with))).collect(),
            without: with
                .iter()
                .map(|with| slack(all - f64::from(*with)))
                .collect(),
        }
    }
}

/// The weights on their way.
struct Search<'a> {
    found: Separator,
    rates: &'a [f32],
    /// Of the text at hand: what it adds up to for every head,
    scores: Vec<f32>,
    /// and the heads that it moves, each with how far.
    steps: Vec<(usize, f32)>,
}

impl<'a> Search<'a> {
    fn new(rates: &'a [f32], heads: usize) -> Self {
        Self {
            found: Separator {
                heads,
                weights: vec![0.0; rates.len() * heads],
                biases: vec![0.0; heads],
            },
            rates,
            scores: vec![0.0; heads],
            steps: Vec::with_capacity(heads),
        }
    }

    fn square(&self, row: &[(u32, f32)]) -> f32 {
        let rate = |feature: u32| self.rates.get(feature as usize).copied();
        row.iter()
            .map(|(feature, value)| rate(*feature).unwrap_or_default() * value * value)
            .sum()
    }

    /// Lets a text pull as strongly as it did before.
    fn begin(&mut self, row: &[(u32, f32)], meant: &[bool], pulls: &[f32]) {
        self.steps.clear();
        for (head, (wanted, pull)) in meant.iter().zip(pulls).enumerate() {
            if *pull > 0.0 {
                self.steps.push((head, side(*wanted) * pull));
            }
        }
        self.pull(row);
    }

    fn read(&mut self, row: &[(u32, f32)]) {
        self.found.scores(row, &mut self.scores);
    }

    /// Moves the pulls of the text at hand to where its margins are best,
    /// others staying; says how far the one that moved most did.
    fn step(&mut self, square: f32, meant: &[bool], slacks: &Slacks, pulls: &mut [f32]) -> f32 {
        self.steps.clear();
        let mut most = 0.0_f32;
        let of_head = self.scores.iter().zip(&slacks.with).zip(&slacks.without);
        let of_head = of_head.zip(meant).zip(pulls).enumerate();
        for (head, ((((score, with), without), wanted), pull)) in of_head {
            let side = side(*wanted);
            let slack = if *wanted { *with } else { *without };
            let slope = side * score - 1.0 + slack * *pull;
            if *pull == 0.0 && slope >= 0.0 {
                continue;
            }
            let moved = (*pull - slope / (square + slack)).max(0.0);
            let step = moved - *pull;
            *pull = moved;
            most = most.max(step.abs() * slack);
            self.steps.push((head, side * step));
        }
        most
    }

    /// Lets the text at hand move the weights of its features.
    fn pull(&mut self, row: &[(u32, f32)]) {
        let heads = self.found.heads;
        for (head, step) in &self.steps {
            if let Some(bias) = self.found.biases.get_mut(*head) {
                *bias += step;
            }
        }
        if self.steps.is_empty() {
            return;
        }
        for (feature, value) in row {
            let Some(rate) = self.rates.get(*feature as usize) else {
                continue;
            };
            let by = rate * value;
            let start = *feature as usize * heads;
            let weights = self.found.weights.get_mut(start..start + heads);
            let weights = weights.unwrap_or_default();
            for (head, step) in &self.steps {
                if let Some(weight) = weights.get_mut(*head) {
                    *weight += by * step;
                }
            }
        }
    }
}

fn side(wanted: bool) -> f32 {
    if wanted { 1.0 } else { -1.0 }
}
