//! Which weights keep two kinds of text apart with the widest margin?

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

/// A weight for every feature, and one for the text as such.
#[derive(Debug)]
pub(super) struct Separator {
    pub(super) weights: Vec<f32>,
    pub(super) bias: f64,
}

impl Separator {
    /// What a text adds up to.
    pub(super) fn score(&self, row: &[(u32, f32)]) -> f64 {
        let weight = |feature: u32| self.weights.get(feature as usize).copied();
        let one =
            |(feature, value): &(u32, f32)| f64::from(weight(*feature).unwrap_or_default() * value);
        self.bias + row.iter().map(one).sum::<f64>()
    }
}

/// How often all texts are gone through at most.
const PASSES: usize = 30;

/// A pass that moves nothing by more than this part of the cost is the last.
const SETTLED: f64 = 0.01;

/// Finds the weights that keep the texts with a label (`wanted`) apart from
/// those without, with the widest margin: an L2-regularised, squared-hinge
/// support vector machine by dual coordinate descent (Hsieh et al., 2008,
/// algorithm 1). The two sides weigh the same, however many they are.
///
/// `scale` weighs every feature beforehand and is part of the result. `known`
/// says of every text how strongly it pulled in a like task, and is told how
/// strongly it does in this one: the nearer, the sooner it is done.
pub(super) fn separate(
    rows: &Rows,
    learn: &[usize],
    wanted: impl Fn(usize) -> bool,
    scale: &[f32],
    cost: f64,
    known: &mut [f64],
) -> Separator {
    let with = learn.iter().filter(|row| wanted(**row)).count() as f64;
    let total = learn.len() as f64;
    let cost_of = |wanted: bool| {
        let side = if wanted { with } else { total - with };
        cost * total / (2.0 * side.max(1.0))
    };
    let mut search = Search::new(scale);
    let dual = |row: &usize| {
        let wanted = wanted(*row);
        Dual {
            row: *row,
            side: if wanted { 1.0 } else { -1.0 },
            slack: 0.5 / cost_of(wanted),
            // One for the bias.
            square: search.square(rows.row(*row)) + 1.0,
            value: known.get(*row).copied().unwrap_or_default(),
        }
    };
    let mut duals: Vec<Dual> = learn.iter().map(dual).collect();
    for dual in duals.iter().filter(|dual| dual.value > 0.0) {
        search.pull(rows.row(dual.row), dual.value * dual.side);
    }
    let mut draw = Draw::new(1);
    for _ in 0..PASSES {
        draw.shuffle(&mut duals);
        let mut moved = 0.0_f64;
        for dual in &mut duals {
            let row = rows.row(dual.row);
            let step = dual.step(search.score(row));
            moved = moved.max(step.abs() * dual.slack);
            if step != 0.0 {
                search.pull(row, step * dual.side);
            }
        }
        if moved < SETTLED {
            break;
        }
    }
    for dual in &duals {
        if let Some(known) = known.get_mut(dual.row) {
            *known = dual.value;
        }
    }
    search.found()
}

/// The weights on their way.
///
/// A feature that counts `scale` times beforehand is one whose weight moves
/// its square times as fast: no text need be copied to weigh it.
struct Search {
    weights: Vec<Weight>,
    bias: f64,
}

#[derive(Clone, Copy)]
struct Weight {
    value: f32,
    /// How fast it moves.
    rate: f32,
}

impl Search {
    fn new(scale: &[f32]) -> Self {
        let weight = |scale: &f32| Weight {
            value: 0.0,
            rate: scale * scale,
        };
        Self {
            weights: scale.iter().map(weight).collect(),
            bias: 0.0,
        }
    }

    fn square(&self, row: &[(u32, f32)]) -> f64 {
        let mut square = 0.0;
        for (feature, value) in row {
            if let Some(weight) = self.weights.get(*feature as usize) {
                square += f64::from(weight.rate * value * value);
            }
        }
        square
    }

    fn score(&self, row: &[(u32, f32)]) -> f64 {
        let mut score = self.bias;
        for (feature, value) in row {
            if let Some(weight) = self.weights.get(*feature as usize) {
                score += f64::from(weight.value * value);
            }
        }
        score
    }

    fn pull(&mut self, row: &[(u32, f32)], step: f64) {
        self.bias += step;
        let step = step as f32;
        for (feature, value) in row {
            if let Some(weight) = self.weights.get_mut(*feature as usize) {
                weight.value += step * weight.rate * value;
            }
        }
    }

    fn found(self) -> Separator {
        Separator {
            weights: self.weights.iter().map(|weight| weight.value).collect(),
            bias: self.bias,
        }
    }
}

/// How strongly one text pulls.
struct Dual {
    /// Which of the texts it is.
    row: usize,
    side: f64,
    slack: f64,
    square: f64,
    value: f64,
}

impl Dual {
    /// Moves to where the margin of this text is best, others staying; says
    /// by how much.
    fn step(&mut self, score: f64) -> f64 {
        let slope = self.side * score - 1.0 + self.slack * self.value;
        let moved = (self.value - slope / (self.square + self.slack)).max(0.0);
        let step = moved - self.value;
        self.value = moved;
        step
    }
}
