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

    /// Some of the rows, in this order, with every value weighed beforehand.
    fn scaled(&self, learn: &[usize], scale: &[f32]) -> Self {
        let mut scaled = Self::default();
        scaled.features.reserve(self.features.len());
        for row in learn {
            let value = |(feature, value): &(u32, f32)| {
                let scale = scale.get(*feature as usize).copied().unwrap_or_default();
                (*feature, value * scale)
            };
            scaled.push(self.row(*row).iter().map(value));
        }
        scaled
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

    fn pull(&mut self, row: &[(u32, f32)], step: f64) {
        self.bias += step;
        let step = step as f32;
        for (feature, value) in row {
            if let Some(weight) = self.weights.get_mut(*feature as usize) {
                *weight += step * value;
            }
        }
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
    let scaled = rows.scaled(learn, scale);
    let mut duals: Vec<Dual> = learn
        .iter()
        .enumerate()
        .map(|(place, row)| {
            let wanted = wanted(*row);
            let values = scaled.row(place).iter();
            let square: f64 = values.map(|(_, value)| f64::from(value * value)).sum();
            Dual {
                row: *row,
                place,
                side: if wanted { 1.0 } else { -1.0 },
                slack: 0.5 / cost_of(wanted),
                // One for the bias.
                square: square + 1.0,
                value: known.get(*row).copied().unwrap_or_default(),
            }
        })
        .collect();
    let mut found = Separator {
        weights: vec![0.0; scale.len()],
        bias: 0.0,
    };
    for dual in duals.iter().filter(|dual| dual.value > 0.0) {
        found.pull(scaled.row(dual.place), dual.value * dual.side);
    }
    let mut draw = Draw::new(1);
    for _ in 0..PASSES {
        draw.shuffle(&mut duals);
        let mut moved = 0.0_f64;
        for dual in &mut duals {
            let values = scaled.row(dual.place);
            let step = dual.step(found.score(values));
            moved = moved.max(step.abs() * dual.slack);
            if step != 0.0 {
                found.pull(values, step * dual.side);
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
    for (weight, scale) in found.weights.iter_mut().zip(scale) {
        *weight *= scale;
    }
    found
}

/// How strongly one text pulls.
struct Dual {
    /// Which of all texts it is, and which of those that are learned from.
    row: usize,
    place: usize,
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
