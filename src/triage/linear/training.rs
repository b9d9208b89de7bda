use super::calibration::Calibration;
use super::file::LARGEST;
use super::judged::Judged;
use super::leaning::Goal;
use super::material::{Material, Meant, Unseen};
use super::solver::Separator;
use super::table::Table;
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

/// How many features are told apart unless said otherwise, as a binary
/// logarithm.
pub(super) const USUAL_BITS: u32 = 17;

/// Beyond these the sums of the solver lose their meaning.
const COSTS: std::ops::RangeInclusive<f64> = 1e-6..=1e6;

/// How a [`Linear`] model is trained.
///
/// The same examples in the same order give the same model, to the last bit.
///
/// Where every example has just one label, [`Linear::choose`] says one. Every
/// label's confidence stands for itself even so, unless there are but two: a
/// text that is like nothing that was learned has no likely label, and by a
/// [threshold](crate::triage::compose::Thresholds) it is abstained from. If the
/// confidences were shared out among the labels, one would have to be likely.
#[derive(Clone, Debug)]
pub struct Training {
    name: String,
    features: Features,
    cost: f64,
    folds: usize,
    promise: Wanted,
    favour: Favour,
    bits: u32,
}

/// What [`Linear::choose`] is to make the best of, where a text has just one
/// label.
///
/// ```
/// use webcare::triage::{Example, Favour, TrainError, Training};
///
/// let examples = [Example::new("dank je wel", "thanks"), Example::new("weer niets", "other")];
/// let of_nobody = Training::new("ours").favour(Favour::Label("praise".into()));
/// let refused = of_nobody.fit(&examples).unwrap_err();
/// assert_eq!(refused, TrainError::UnknownLabel { label: "praise".into() });
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Favour {
    /// Of two labels the F1 of the one that is looked for, else as
    /// [`Favour::Every`]. It is the one that the other's name denies, as
    /// `non_irony` does `irony`; without such a name the rarer one.
    #[default]
    Usual,
    /// The mean of F1 over all labels, so that a rare one counts as much as
    /// one that is met every minute.
    Every,
    /// How often it is right: the surest label is said.
    Right,
    /// The F1 of this label, where it is the one that is looked for and all
    /// others only say that it is not there.
    Label(Label),
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
    /// The [cost](Training::cost) is not one.
    #[error("the cost is no number from 0.000001 to 1000000")]
    BadCost,
    /// The label that is favoured occurs nowhere.
    #[error("`{label}` is favoured, and no example has it")]
    UnknownLabel {
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
            features: Features::default(),
            cost: 0.5,
            folds: 5,
            promise: Wanted::Precision(0.9),
            favour: Favour::Usual,
            bits: USUAL_BITS,
        }
    }

    /// Reads other features of the texts.
    pub fn features(mut self, features: Features) -> Self {
        self.features = features;
        self
    }

    /// What an example on the wrong side costs, against the simplicity of the
    /// model: 0.5 unless said otherwise, and from 0.000001 to 1000000. More
    /// follows the examples closer.
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

    /// What [`Linear::choose`] makes the best of: [`Favour::Usual`] unless said
    /// otherwise.
    pub fn favour(mut self, favour: Favour) -> Self {
        self.favour = favour;
        self
    }

    /// Tells two to the power of `bits` features apart, from 10 to 24: every
    /// label has a weight, and a byte in the file, for each. Where there are
    /// fewer, features share a weight and not much is lost. Unless said
    /// otherwise it is 17, for 131,072 of them, with which a model of ten
    /// labels is 1.3 MB: with eight times as many none was better on texts of
    /// others, and reading is slower where the weights do not stay at hand.
    pub fn bits(mut self, bits: u32) -> Self {
        self.bits = bits.clamp(10, 24);
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
    /// [`TrainError`] where there is nothing to tell apart, or the cost is none.
    pub fn fit(&self, examples: &[Example]) -> Result<Linear, TrainError> {
        if !COSTS.contains(&self.cost) {
            return Err(TrainError::BadCost);
        }
        let labels = labels(examples)?;
        let goal = self.favour.goal(&labels, examples)?;
        let exclusive = examples.iter().all(|example| example.labels.len() == 1);
        let learned: &[Label] = match labels.as_slice() {
            [_, second] if exclusive => std::slice::from_ref(second),
            all => all,
        };
        let bits = self.bits;
        let material = Material::read(examples, self.features, bits, self.folds);
        let meant = Meant::new(examples, &labels);
        let heads = Meant::new(examples, learned);
        let (separator, unseen) = material.separate(&heads, &meant, self.cost);
        let calibrations = calibrated(&heads, &unseen, exclusive);
        let (heads, table) = quantised(&separator, &calibrations, material.places(), bits);
        let judged = Judged::new(examples, &labels, exclusive, &calibrations, &unseen);
        let (thresholds, leans) = (judged.thresholds(self.promise), judged.leans(goal));
        let measured = judged.measured();
        let hash = hash(examples);
        Ok(Linear {
            id: format!("{}@{:08x}", self.name, hash >> 32).into(),
            features: self.features,
            labels,
            exclusive,
            heads,
            table,
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

impl Favour {
    fn goal(&self, labels: &[Label], examples: &[Example]) -> Result<Goal, TrainError> {
        match self {
            Self::Usual => Ok(usual(labels, examples)),
            Self::Every => Ok(Goal::Mean),
            Self::Right => Ok(Goal::Upright),
            Self::Label(label) => {
                let place = labels.binary_search(label).ok().map(Goal::Of);
                place.ok_or_else(|| TrainError::UnknownLabel {
                    label: label.clone(),
                })
            }
        }
    }
}

/// Of two labels the one that is looked for.
fn usual(labels: &[Label], examples: &[Example]) -> Goal {
    let [first, second] = labels else {
        return Goal::Mean;
    };
    let denies = |one: &Label, other: &Label| one.as_str().ends_with(other.as_str());
    let count = |label: &Label| {
        let with = examples.iter().filter(|it| it.labels.contains(label));
        with.count()
    };
    match (denies(second, first), denies(first, second)) {
        (true, _) => Goal::Of(0),
        (_, true) => Goal::Of(1),
        _ => Goal::Of(usize::from(count(second) <= count(first))),
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

/// What the raw scores of every head mean, by texts that were not learned from.
fn calibrated(heads: &Meant, unseen: &Unseen, exclusive: bool) -> Vec<Calibration> {
    let of_heads = |from: usize, to: usize| {
        let scores = unseen.iter().flat_map(|(row, scores)| {
            let both = scores.iter().zip(heads.row(row)).take(to).skip(from);
            both.map(|(score, wanted)| (f64::from(*score), *wanted))
        });
        Calibration::fit(&scores.collect::<Vec<_>>())
    };
    let count = heads.heads();
    let found = match exclusive {
        // One for all of them, so that the highest score is the surest label.
        true => vec![of_heads(0, count); count],
        false => (0..count).map(|head| of_heads(head, head + 1)).collect(),
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
) -> (Vec<Head>, Table) {
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
    (
        calibrations.iter().enumerate().map(head).collect(),
        Table::new(count, bits, weights),
    )
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

#[cfg(test)]
mod tests {
    use super::{Example, Favour, Goal, TrainError};
    use crate::triage::Label;

    #[test]
    fn of_two_labels_the_one_that_is_looked_for_is_favoured() {
        let goal = |favour: &Favour, first: (&str, usize), second: (&str, usize)| {
            let of = |(label, count): (&str, usize)| vec![Example::new("a", label); count];
            let labels = [first, second].map(|(label, _)| Label::new(label));
            favour.goal(&labels, &[of(first), of(second)].concat())
        };
        let usual = |first, second| goal(&Favour::Usual, first, second);
        assert_eq!(usual(("irony", 3), ("non_irony", 2)), Ok(Goal::Of(0)));
        assert_eq!(usual(("not-rude", 1), ("rude", 2)), Ok(Goal::Of(1)));
        assert_eq!(usual(("0", 3), ("1", 2)), Ok(Goal::Of(1)));
        assert_eq!(usual(("praise", 1), ("thanks", 2)), Ok(Goal::Of(0)));
        let two = (("a", 1), ("b", 2));
        let named = |label: &str| goal(&Favour::Label(label.into()), two.0, two.1);
        assert_eq!(named("b"), Ok(Goal::Of(1)));
        let label = "c".into();
        assert_eq!(named("c"), Err(TrainError::UnknownLabel { label }));
        assert_eq!(goal(&Favour::Right, two.0, two.1), Ok(Goal::Upright));
    }
}
