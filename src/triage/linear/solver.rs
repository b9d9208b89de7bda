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

/// How often all texts are gone through at most.
const PASSES: usize = 30;

/// A pass that moves nothing by more than this part of the cost is the last.
const SETTLED: f64 = 0.01;

/// Finds the weights that keep the texts with a label (`wanted`) apart from
/// those without, with the widest margin: an L2-regularised, squared-hinge
/// support vector machine by dual coordinate descent (Hsieh et al., 2008,
/// algorithm 1). The two sides weigh the same, however many they are.
///
/// `scale` weighs every feature beforehand and is part of the result.
pub(super) fn separate(
    rows: &Rows,
    learn: &[usize],
    wanted: impl Fn(usize) -> bool,
    scale: &[f32],
    cost: f64,
) -> Separator {
    let with = learn.iter().filter(|row| wanted(**row)).count() as f64;
    let total = learn.len() as f64;
    let cost_of = |wanted: bool| {
        let side = if wanted { with } else { total - with };
        cost * total / (2.0 * side.max(1.0))
    };
    let scaled = |row: usize| {
        let value = |(feature, value): &(u32, f32)| {
            let scale = scale.get(*feature as usize).copied().unwrap_or_default();
            (*feature as usize, value * scale)
        };
        rows.row(row).iter().map(value)
    };
    let mut duals: Vec<Dual> = learn
        .iter()
        .map(|row| {
            let wanted = wanted(*row);
            let square: f64 = scaled(*row)
                .map(|(_, value)| f64::from(value * value))
                .sum();
            Dual {
                row: *row,
                side: if wanted { 1.0 } else { -1.0 },
                slack: 0.5 / cost_of(wanted),
                // One for the bias.
                square: square + 1.0,
                value: 0.0,
            }
        })
        .collect();
    let mut found = Separator {
        weights: vec![0.0; scale.len()],
        bias: 0.0,
    };
    let mut draw = Draw::new(1);
    for _ in 0..PASSES {
        draw.shuffle(&mut duals);
        let mut moved = 0.0_f64;
        for dual in &mut duals {
            let mut score = found.bias;
            for (feature, value) in scaled(dual.row) {
                score += f64::from(found.weights.get(feature).copied().unwrap_or_default() * value);
            }
            let step = dual.step(score);
            moved = moved.max(step.abs() * dual.slack);
            if step == 0.0 {
                continue;
            }
            found.bias += step * dual.side;
            let step = (step * dual.side) as f32;
            for (feature, value) in scaled(dual.row) {
                if let Some(weight) = found.weights.get_mut(feature) {
                    *weight += step * value;
                }
            }
        }
        if moved < SETTLED {
            break;
        }
    }
    for (weight, scale) in found.weights.iter_mut().zip(scale) {
        *weight *= scale;
    }
    found
}

/// How strongly one text pulls.
struct Dual {
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
