use serde::{Deserialize, Serialize};

/// How a mention reached the organisation (S3:25).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DetectedBy {
    /// A search term of ours found it.
    #[default]
    Monitoring,
    /// It was sent to us.
    Direct,
    /// A colleague outside the team reported it (S4:15).
    Colleague,
    /// The press asked about it.
    Press,
    /// An outsourced partner passed it on.
    Partner,
}

/// How directly a mention speaks to us (S0:5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Addressing {
    /// To us (*aan ons*): sent to an account of ours, or an answer to us.
    Direct,
    /// About us by name (*over ons*): an account of ours stands in it.
    Named,
    /// Neither: a search term found it, or somebody did.
    Implied,
}
