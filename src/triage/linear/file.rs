use serde::{Deserialize, Serialize};

use super::table::Table;
use super::{Features, Head, Linear, Trained};
use crate::sorted::SortedMap;
use crate::triage::{Confidence, Label, ModelId};

/// The only version that is read: the first told features by other hashes.
const FORMAT: &str = "webcare-linear/2";

/// The most weights that are read: more would be a mistake or an attack.
const MOST_WEIGHTS: usize = 1 << 27;

/// The form of a model in a file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ModelFile {
    format: String,
    model: ModelId,
    features: Features,
    labels: Vec<Label>,
    exclusive: bool,
    heads: Vec<Head>,
    bits: u32,
    /// One character for every weight: see [`letter`].
    weights: String,
    #[serde(default, skip_serializing_if = "SortedMap::is_empty")]
    thresholds: SortedMap<Label, Confidence>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    leans: Vec<f64>,
    trained: Trained,
}

/// Why a document is no model that can be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// It is of another kind, or of a version that this crate does not read.
    #[error("`{found}` is not a format that is read here: it should be `{FORMAT}`")]
    Format {
        /// What it says it is.
        found: String,
    },
    /// Its labels are too few, unordered, twice there, or without weights.
    #[error("its {labels} labels and {heads} sets of weights do not belong together")]
    Labels {
        /// How many labels it names.
        labels: usize,
        /// For how many it has weights.
        heads: usize,
    },
    /// It has a threshold for a label that is not one of its own.
    #[error("`{label}` has a threshold and is not one of its labels")]
    ForeignLabel {
        /// The label.
        label: Label,
    },
    /// It has weights for another number of features than it says.
    #[error("{found} weights where there should be {expected}")]
    Length {
        /// How many it has.
        found: usize,
        /// How many it should have.
        expected: usize,
    },
    /// A number in it is none, or not finite.
    #[error("`{what}` is not a number that can be reckoned with")]
    Number {
        /// Which.
        what: String,
    },
}

impl From<Linear> for ModelFile {
    fn from(model: Linear) -> Self {
        Self {
            format: FORMAT.into(),
            model: model.id,
            features: model.features,
            labels: model.labels,
            exclusive: model.exclusive,
            heads: model.heads,
            bits: model.table.bits(),
            weights: model.table.roots().iter().copied().map(letter).collect(),
            thresholds: model.thresholds,
            leans: model.leans,
            trained: model.trained,
        }
    }
}

impl TryFrom<ModelFile> for Linear {
    type Error = ModelError;

    fn try_from(file: ModelFile) -> Result<Self, ModelError> {
        if file.format != FORMAT {
            return Err(ModelError::Format { found: file.format });
        }
        check_labels(&file)?;
        check_numbers(&file)?;
        if let Some(label) = foreign(&file) {
            return Err(ModelError::ForeignLabel { label });
        }
        let expected = 1_usize
            .checked_shl(file.bits)
            .filter(|_| (1..=32).contains(&file.bits))
            .and_then(|slots| slots.checked_mul(file.heads.len()))
            .filter(|weights| *weights <= MOST_WEIGHTS)
            .unwrap_or(MOST_WEIGHTS);
        if file.weights.len() != expected {
            return Err(ModelError::Length {
                found: file.weights.len(),
                expected,
            });
        }
        let roots: Result<Vec<i8>, _> = file.weights.bytes().map(weight).collect();
        Ok(Self {
            id: file.model,
            features: file.features,
            labels: file.labels,
            exclusive: file.exclusive,
            table: Table::new(file.heads.len(), file.bits, roots?),
            heads: file.heads,
            thresholds: file.thresholds,
            leans: file.leans,
            trained: file.trained,
        })
    }
}

fn check_labels(file: &ModelFile) -> Result<(), ModelError> {
    let (labels, heads) = (file.labels.len(), file.heads.len());
    let each = heads == labels && labels > 0;
    let one_of_two = heads == 1 && labels == 2 && file.exclusive;
    let ordered = file.labels.is_sorted_by(|a, b| a < b);
    if ordered && (each || one_of_two) {
        Ok(())
    } else {
        Err(ModelError::Labels { labels, heads })
    }
}

/// A label with a threshold that the model does not have.
fn foreign(file: &ModelFile) -> Option<Label> {
    let mut named = file.thresholds.keys();
    named.find(|label| !file.labels.contains(label)).cloned()
}

fn check_numbers(file: &ModelFile) -> Result<(), ModelError> {
    check_leans(file)?;
    for (head, index) in file.heads.iter().zip(0..) {
        let named = [
            ("bias", head.bias),
            ("step", head.step),
            ("calibration.slope", head.calibration.slope),
            ("calibration.offset", head.calibration.offset),
        ];
        let shapes = head.shapes.iter().map(|number| ("shapes", *number));
        let figures = file.features.figures();
        if head.shapes.len() != figures {
            return Err(ModelError::Length {
                found: head.shapes.len(),
                expected: figures,
            });
        }
        for (name, number) in named.into_iter().chain(shapes) {
            if !number.is_finite() {
                let what = format!("heads[{index}].{name}");
                return Err(ModelError::Number { what });
            }
        }
    }
    Ok(())
}

/// There is a factor for every label, or for none.
fn check_leans(file: &ModelFile) -> Result<(), ModelError> {
    let (found, expected) = (file.leans.len(), file.labels.len());
    if found != 0 && found != expected {
        return Err(ModelError::Length { found, expected });
    }
    let usable = |lean: &f64| lean.is_finite() && *lean > 0.0;
    match file.leans.iter().position(|lean| !usable(lean)) {
        Some(index) => Err(ModelError::Number {
            what: format!("leans[{index}]"),
        }),
        None => Ok(()),
    }
}

/// The largest weight, in steps.
pub(super) const LARGEST: i8 = 45;

/// A weight as one printable character that no format needs to escape: zero
/// is `P`, one step up `Q`. The backslash is left out.
fn letter(weight: i8) -> char {
    let index = (weight.clamp(-LARGEST, LARGEST) + LARGEST) as u8;
    let byte = b'#' + index;
    char::from(if byte >= b'\\' { byte + 1 } else { byte })
}

pub(super) fn weight(letter: u8) -> Result<i8, ModelError> {
    let index = match letter {
        b'#'..=b'[' => letter - b'#',
        b']'..=b'~' => letter - b'#' - 1,
        _ => {
            let what = format!("weights: {}", char::from(letter).escape_debug());
            return Err(ModelError::Number { what });
        }
    };
    Ok(index as i8 - LARGEST)
}

#[cfg(test)]
mod tests {
    use super::{LARGEST, letter, weight};

    #[test]
    fn every_weight_has_its_letter() {
        for step in -LARGEST..=LARGEST {
            let letter = letter(step);
            assert!(letter.is_ascii_graphic() && !['"', '\\'].contains(&letter));
            assert_eq!(weight(letter as u8), Ok(step));
        }
        assert_eq!(letter(0), 'P');
        for other in [b'"', b'\\', b' ', b'\n', 0x7F, 0x80] {
            assert!(weight(other).is_err());
        }
    }
}
