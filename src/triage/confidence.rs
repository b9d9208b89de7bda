use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

/// How sure a classifier is, from 0 to 1.
///
/// ```
/// use webcare::triage::Confidence;
///
/// let sure = Confidence::new(0.8)?;
/// assert!(sure > Confidence::new(0.5)?);
/// assert!(Confidence::new(f64::NAN).is_err());
/// # Ok::<(), webcare::triage::ConfidenceError>(())
/// ```
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Confidence(f64);

/// A number that is no confidence.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("`{found}` is not a confidence: it must lie between 0 and 1")]
#[non_exhaustive]
pub struct ConfidenceError {
    /// The number.
    pub found: f64,
}

impl Confidence {
    /// Sure that it is not.
    pub const NONE: Self = Self(0.0);
    /// As likely as not.
    pub const EVEN: Self = Self(0.5);
    /// As sure as a guess must be that nobody checks.
    pub(crate) const CERTAIN: Self = Self(0.98);
    /// Sure that it is.
    pub const FULL: Self = Self(1.0);

    /// Takes a number from 0 to 1.
    ///
    /// # Errors
    ///
    /// [`ConfidenceError`] when it is below 0, above 1 or not a number.
    pub fn new(value: f64) -> Result<Self, ConfidenceError> {
        if (0.0..=1.0).contains(&value) {
            // Adding zero turns the negative zero into the one there should be.
            Ok(Self(value + 0.0))
        } else {
            Err(ConfidenceError { found: value })
        }
    }

    /// The number.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// The logistic function of a sum of weights, in steps of 1/10,000 so
    /// that the last bits of a platform's `exp` do not show.
    pub(crate) fn of_weight(sum: f64) -> Self {
        Self::of_share(1.0 / (1.0 + (-sum).exp()))
    }

    /// A share from 0 to 1, in the same steps.
    pub(crate) fn of_share(share: f64) -> Self {
        let rounded = (share * 1e4).round() / 1e4;
        Self::new(rounded).unwrap_or(Self::EVEN)
    }
}

impl PartialEq for Confidence {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Confidence {}

impl PartialOrd for Confidence {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Confidence {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl fmt::Debug for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Confidence({})", self.0)
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<f64> for Confidence {
    type Error = ConfidenceError;

    fn try_from(value: f64) -> Result<Self, ConfidenceError> {
        Self::new(value)
    }
}

impl From<Confidence> for f64 {
    fn from(confidence: Confidence) -> f64 {
        confidence.get()
    }
}

#[cfg(test)]
mod tests {
    use super::Confidence;

    #[test]
    fn only_numbers_from_zero_to_one_are_confidences() {
        for bad in [-0.01, 1.01, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(Confidence::new(bad).is_err(), "{bad}");
        }
        assert_eq!(Confidence::new(-0.0), Ok(Confidence::NONE));
        assert!(serde_json::from_str::<Confidence>("1.5").is_err());
        assert_eq!(
            serde_json::from_str::<Confidence>("1").unwrap(),
            Confidence::FULL
        );
    }

    #[test]
    fn a_sum_of_weights_becomes_a_share() {
        assert_eq!(Confidence::of_weight(0.0), Confidence::EVEN);
        assert_eq!(Confidence::of_weight(-1e9), Confidence::NONE);
        assert_eq!(Confidence::of_weight(1e9), Confidence::FULL);
        assert!((Confidence::of_weight(1.0).get() - 0.7311).abs() < 1e-9);
    }
}
