use super::calibration::Calibration;
use super::file::LARGEST;
use super::material::Material;
use super::solver::Separator;
use super::{Features, Head, Linear, Trained};
use crate::sorted::{SortedMap, SortedSet};
use crate::text::Private;
use crate::triage::draw::mix;
use crate::triage::evaluation::{Confusion, Scored, Wanted};
use crate::triage::{Confidence, Label};

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
            cost: 0.3,
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
    /// model: 0.3 unless said otherwise. More follows the examples closer.
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
    /// Calibration and [`Trained::measured`] come from cross-validation in
    /// five parts: every figure is of texts that were not learned from. The
    /// same text is always in the same part.
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
        let mut weights = vec![0; learned.len() << bits];
        let mut heads = Vec::new();
        let mut unseen = Vec::new();
        for (index, label) in learned.iter().enumerate() {
            let wanted: Vec<bool> = examples.iter().map(|e| e.labels.contains(label)).collect();
            let (separator, scores) = material.separate(&wanted, self.cost);
            let calibration = Calibration::fit(&scores);
            heads.push(quantised(
                separator,
                calibration,
                bits,
                &mut weights,
                index,
                learned.len(),
            ));
            unseen.push(
                scores
                    .iter()
                    .map(|(score, _)| calibration.share(*score))
                    .collect(),
            );
        }
        let hash = hash(examples);
        Ok(Linear {
            id: format!("{}@{:08x}", self.name, hash >> 32).into(),
            features: self.features,
            exclusive,
            heads,
            bits,
            weights,
            thresholds: thresholds(examples, &labels, learned, &unseen, self.promise),
            trained: Trained {
                examples: examples.len(),
                hash: format!("{hash:016x}"),
                measured: measured(examples, &labels, learned, exclusive, &unseen),
            },
            labels,
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

/// Puts the weights of a head in their places, in steps.
fn quantised(
    separator: Separator,
    calibration: Calibration,
    bits: u32,
    weights: &mut [i8],
    head: usize,
    heads: usize,
) -> Head {
    let (features, shape_weights) = separator
        .weights
        .split_at_checked(1 << bits)
        .unwrap_or((&[], &[]));
    let largest = features
        .iter()
        .fold(0.0_f32, |most, weight| most.max(weight.abs()));
    let step = tidy(f64::from(largest) / f64::from(LARGEST));
    let own = weights.iter_mut().skip(head).step_by(heads);
    for (place, weight) in own.zip(features) {
        *place = (f64::from(*weight) / step.max(f64::MIN_POSITIVE)).round() as i8;
    }
    let shapes = shape_weights.iter();
    let shapes = shapes.map(|weight| tidy(f64::from(*weight))).collect();
    Head {
        bias: tidy(separator.bias),
        step,
        shapes,
        calibration: Calibration {
            slope: tidy(calibration.slope),
            offset: tidy(calibration.offset),
        },
    }
}

/// Twelve digits of a number: every format writes and reads those exactly.
fn tidy(number: f64) -> f64 {
    format!("{number:.11e}").parse().unwrap_or(number)
}

/// From where on each label keeps a promise, by what was not learned from.
fn thresholds(
    examples: &[Example],
    labels: &[Label],
    learned: &[Label],
    unseen: &[Vec<f64>],
    promise: Wanted,
) -> SortedMap<Label, Confidence> {
    let from = |label: &Label, share: &dyn Fn(usize) -> f64| {
        let rows = examples.iter().enumerate();
        let scored: Scored = rows
            .map(|(row, e)| (Confidence::of_share(share(row)), e.labels.contains(label)))
            .collect();
        Some((label.clone(), scored.threshold(promise).ok()?.at))
    };
    let at = |head: &[f64], row: usize| head.get(row).copied().unwrap_or_default();
    if let ([only], [first, second], 1) = (unseen, labels, learned.len()) {
        let second = from(second, &|row| at(only, row));
        return from(first, &|row| 1.0 - at(only, row))
            .into_iter()
            .chain(second)
            .collect();
    }
    let heads = labels.iter().zip(unseen);
    let rows = 0..examples.len();
    let wholes: Vec<f64> = rows
        .map(|row| unseen.iter().map(|head| at(head, row)).sum())
        .collect();
    let exclusive = examples.iter().all(|example| example.labels.len() == 1);
    heads
        .filter_map(|(label, head)| {
            from(label, &|row| match exclusive {
                true => at(head, row) / at(&wholes, row).max(f64::MIN_POSITIVE),
                false => at(head, row),
            })
        })
        .collect()
}

fn measured(
    examples: &[Example],
    labels: &[Label],
    learned: &[Label],
    exclusive: bool,
    unseen: &[Vec<f64>],
) -> SortedMap<String, f64> {
    let mut measured = SortedMap::new();
    for (label, shares) in learned.iter().zip(unseen) {
        let rows = examples.iter().zip(shares);
        let scored: Scored = rows
            .map(|(e, share)| (Confidence::of_share(*share), e.labels.contains(label)))
            .collect();
        let figures = [
            ("auc", scored.area()),
            ("calibration-error", scored.calibration_error()),
        ];
        for (name, figure) in figures {
            measured.extend(figure.map(|figure| (format!("{name} {label}"), figure)));
        }
    }
    if exclusive {
        let said = |row: usize| {
            let share = |head: &Vec<f64>| head.get(row).copied().unwrap_or_default();
            match (unseen, labels) {
                ([only], [first, second]) => Some(if share(only) >= 0.5 { second } else { first }),
                _ => {
                    let heads = unseen.iter().zip(learned);
                    let best = heads.max_by(|a, b| share(a.0).total_cmp(&share(b.0)));
                    best.map(|(_, label)| label)
                }
            }
        };
        let rows = examples.iter().enumerate().filter_map(|(row, example)| {
            let meant = example.labels.first()?;
            Some((meant.clone(), said(row).cloned()))
        });
        let confusion: Confusion = rows.collect();
        measured.extend(
            confusion
                .mean_f1()
                .map(|figure| ("macro-f1".to_owned(), figure)),
        );
        let accuracy = confusion.accuracy().value();
        measured.extend(accuracy.map(|figure| ("accuracy".to_owned(), figure)));
    }
    measured
        .values_mut()
        .for_each(|figure| *figure = tidy(*figure));
    measured
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
