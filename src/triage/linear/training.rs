use super::calibration::Calibration;
use super::file::LARGEST;
use super::judged::Judged;
use super::material::{Material, Meant, Unseen};
use super::solver::Separator;
use super::{Features, Head, Linear, Trained, tidy};
use crate::sorted::SortedSet;
use crate::text::Private;
use crate::triage::Label;
use crate::triage::draw::mix;
use crate::triage::evaluation::Wanted;

/// A text, and what a person said it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Example {
    /// The text.
    pub text: Private,
    /// The labels that the person gave it; none is an answer too.
    pub labels: SortedSet<Label>,
}

impl Example {
    /// A text with one label.
    pub fn new(text: impl Into<Private>, label: impl Into<Label>) -> Self {
        Self::with(text, [label])
    }

    /// A text with any number of labels.
    pub fn with<L: Into<Label>>(
        text: impl Into<Private>,
        labels: impl IntoIterator<Item = L>,
    ) -> Self {
        Self {
            text: text.into(),
            labels: labels.into_iter().map(Into::into).collect(),
        }
    }
}

/// How a [`Linear`] model is trained.
///
/// The same examples in the same order give the same model, to the last bit.
/// Where every example has just one label, the labels exclude each other and
/// their confidences add up to one; otherwise each stands for itself.
#[derive(Clone, Debug)]
pub struct Training {
    name: String,
    features: Features,
    cost: f64,
    folds: usize,
    promise: Wanted,
}

/// Why nothing could be learned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrainError {
    /// There is no example.
    #[error("there is no example to learn from")]
    NoExamples,
    /// All examples have the label, or none of them lacks it: nothing sets it
    /// apart.
    #[error("every example is a `{label}`: examples without it are needed too")]
    OneSided {
        /// The label.
        label: Label,
    },
    /// No example has a label.
    #[error("none of the {examples} examples has a label")]
    NoLabels {
        /// How many there are.
        examples: usize,
    },
}

impl Training {
    /// The usual way, for a model of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            features: Features::FULL,
            cost: 0.5,
            folds: 5,
            promise: Wanted::Precision(0.9),
        }
    }

    /// Reads other features of the texts.
    pub fn features(mut self, features: Features) -> Self {
        self.features = features;
        self
    }

    /// What an example on the wrong side costs, against the simplicity of the
    /// model: 0.5 unless said otherwise. More follows the examples closer.
    pub fn cost(mut self, cost: f64) -> Self {
        self.cost = cost;
        self
    }

    /// What [`Linear::threshold`] must keep, by the lower end of the interval:
    /// nine of ten right unless said otherwise.
    pub fn promise(mut self, wanted: Wanted) -> Self {
        self.promise = wanted;
        self
    }

    /// Learns.
    ///
    /// Calibration, thresholds and [`Trained::measured`] come from
    /// cross-validation in five parts, or in as many of them as 5,000 texts
    /// need: every figure is of texts that were not learned from. The same
    /// text is always in the same part.
    ///
    /// # Errors
    ///
    /// [`TrainError`] where there is nothing to tell apart.
    pub fn fit(&self, examples: &[Example]) -> Result<Linear, TrainError> {
        let labels = labels(examples)?;
        let exclusive = examples.iter().all(|example| example.labels.len() == 1);
        let learned: &[Label] = match labels.as_slice() {
            [_, second] if exclusive => std::slice::from_ref(second),
            all => all,
        };
        let bits = bits(learned.len());
        let material = Material::read(examples, self.features, bits, self.folds);
        let meant = Meant::new(examples, &labels);
        let heads = Meant::new(examples, learned);
        let (separator, unseen) = material.separate(&heads, &meant, self.cost);
        let calibrations = calibrated(&heads, &unseen, exclusive);
        let (heads, weights) = quantised(&separator, &calibrations, material.places(), bits);
        let judged = Judged::new(examples, &labels, exclusive, &calibrations, &unseen);
        let (thresholds, leans) = (judged.thresholds(self.promise), judged.leans());
        let measured = judged.measured();
        let hash = hash(examples);
        Ok(Linear {
            id: format!("{}@{:08x}", self.name, hash >> 32).into(),
            features: self.features,
            labels,
            exclusive,
            heads,
            bits,
            weights,
            thresholds,
            leans,
            trained: Trained {
                examples: examples.len(),
                hash: format!("{hash:016x}"),
                measured,
            },
        })
    }
}

/// Every label that occurs, in order.
fn labels(examples: &[Example]) -> Result<Vec<Label>, TrainError> {
    if examples.is_empty() {
        return Err(TrainError::NoExamples);
    }
    let labels: SortedSet<&Label> = examples
        .iter()
        .flat_map(|example| &example.labels)
        .collect();
    if labels.is_empty() {
        return Err(TrainError::NoLabels {
            examples: examples.len(),
        });
    }
    let everywhere = |label: &&&Label| examples.iter().all(|e| e.labels.contains(**label));
    if let Some(label) = labels.iter().find(everywhere) {
        return Err(TrainError::OneSided {
            label: (*label).clone(),
        });
    }
    Ok(labels.into_iter().cloned().collect())
}

/// As many features as keep the weights of up to ten labels within 1.3 million.
fn bits(heads: usize) -> u32 {
    let heads = heads.clamp(1, 8).next_power_of_two();
    20 - heads.trailing_zeros()
}

/// What the raw scores of every head mean, by texts that were not learned from.
fn calibrated(heads: &Meant, unseen: &Unseen, exclusive: bool) -> Vec<Calibration> {
    let found = if exclusive && heads.heads() > 1 {
        let rows = unseen.iter().filter_map(|(row, scores)| {
            let meant = heads.row(row).iter().position(|wanted| *wanted)?;
            Some((scores, meant))
        });
        let found = Calibration::fit_together(&rows.collect::<Vec<_>>());
        vec![found; heads.heads()]
    } else {
        let of_head = |head: usize| {
            let scores = unseen.iter().filter_map(|(row, scores)| {
                let wanted = heads.row(row).get(head)?;
                Some((f64::from(*scores.get(head)?), *wanted))
            });
            Calibration::fit(&scores.collect::<Vec<_>>())
        };
        (0..heads.heads()).map(of_head).collect()
    };
    let tidied = |it: Calibration| Calibration {
        slope: tidy(it.slope),
        offset: tidy(it.offset),
    };
    found.into_iter().map(tidied).collect()
}

/// The weights at the places that features have in a model, as roots of steps
/// of each head: most weights are small, and so are told apart best.
fn quantised(
    found: &Separator,
    calibrations: &[Calibration],
    places: &[u32],
    bits: u32,
) -> (Vec<Head>, Vec<i8>) {
    let count = calibrations.len();
    let mut largest = vec![0.0_f32; count];
    for feature in 0..places.len() {
        for (most, weight) in largest.iter_mut().zip(found.of(feature)) {
            *most = most.max(weight.abs());
        }
    }
    let step = |most: &f32| tidy(f64::from(*most) / f64::from(LARGEST).powi(2));
    let steps: Vec<f64> = largest.iter().map(step).collect();
    let mut weights = vec![0; count << bits];
    for (feature, place) in places.iter().enumerate() {
        let at = weights.iter_mut().skip(*place as usize * count);
        for ((at, weight), step) in at.zip(found.of(feature)).zip(&steps) {
            let steps = f64::from(*weight) / step.max(f64::MIN_POSITIVE);
            *at = steps.abs().sqrt().copysign(steps).round() as i8;
        }
    }
    let figures = (places.len()..).map(|figure| found.of(figure));
    let figures: Vec<&[f32]> = figures.take_while(|of| !of.is_empty()).collect();
    let head = |(head, calibration): (usize, &Calibration)| {
        let of_head = |all: &[f32]| tidy(f64::from(all.get(head).copied().unwrap_or_default()));
        Head {
            bias: of_head(found.biases()),
            step: steps.get(head).copied().unwrap_or_default(),
            shapes: figures.iter().map(|all| of_head(all)).collect(),
            calibration: *calibration,
        }
    };
    (calibrations.iter().enumerate().map(head).collect(), weights)
}

pub(super) fn hash_text(text: &str) -> u64 {
    text.bytes()
        .fold(text.len() as u64, |hash, byte| mix(hash ^ u64::from(byte)))
}

fn hash(examples: &[Example]) -> u64 {
    examples.iter().fold(0, |hash, example| {
        let labels = example.labels.iter().map(|label| hash_text(label.as_str()));
        let whole = labels.fold(hash_text(example.text.reveal()), |hash, label| {
            mix(hash ^ label)
        });
        mix(hash ^ whole)
    })
}
