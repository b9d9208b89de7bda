use serde::{Deserialize, Serialize};

/// A language in which reasons are put into words.
///
/// Reasons are stored as codes and rendered when somebody asks, so that the
/// same log reads in either language.
#[expect(
    clippy::exhaustive_enums,
    reason = "the crate renders its reasons in these two, and a caller matches on both"
)]
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Dutch.
    #[default]
    Nl,
    /// English.
    En,
}

impl Lang {
    /// Whichever of the two is in this language.
    pub fn pick<T>(self, nl: T, en: T) -> T {
        match self {
            Lang::Nl => nl,
            Lang::En => en,
        }
    }
}
