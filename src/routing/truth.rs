use serde::{Deserialize, Serialize};

/// What is known of a condition: that it holds, that it does not, or neither.
///
/// The three values combine as Kleene's strong logic has it: one `False`
/// settles an `all` and one `True` an `any`, whatever else is not known.
#[expect(
    clippy::exhaustive_enums,
    reason = "three-valued logic has three values"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// A fact that it hangs on is not known.
    Unknown,
}

impl Truth {
    /// True where all of them are; false as soon as one is.
    pub(crate) fn all(truths: impl IntoIterator<Item = Truth>) -> Truth {
        let mut all = Truth::True;
        for truth in truths {
            match truth {
                Truth::False => return Truth::False,
                Truth::Unknown => all = Truth::Unknown,
                Truth::True => {}
            }
        }
        all
    }

    /// True as soon as one of them is; false where all are.
    pub(crate) fn any(truths: impl IntoIterator<Item = Truth>) -> Truth {
        Truth::all(truths.into_iter().map(Truth::not)).not()
    }

    /// The opposite; what is not known stays so.
    pub(crate) fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Truth::True } else { Truth::False }
    }
}
