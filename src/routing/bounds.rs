/// From and up to: a number must lie between them, both included.
#[expect(
    clippy::exhaustive_structs,
    reason = "an interval is its two ends and nothing more"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bounds<N> {
    /// The least it may be, where there is a least.
    pub at_least: Option<N>,
    /// The most it may be, where there is a most.
    pub at_most: Option<N>,
}

impl<N: PartialOrd + Copy> Bounds<N> {
    /// From a number up.
    pub const fn at_least(least: N) -> Self {
        Self {
            at_least: Some(least),
            at_most: None,
        }
    }

    /// Up to and including a number.
    pub const fn at_most(most: N) -> Self {
        Self {
            at_least: None,
            at_most: Some(most),
        }
    }

    /// Whether a number lies between them.
    pub fn hold(&self, number: N) -> bool {
        self.at_least.is_none_or(|least| number >= least)
            && self.at_most.is_none_or(|most| number <= most)
    }

    /// Whether no number can.
    pub(crate) fn are_crossed(&self) -> bool {
        matches!((self.at_least, self.at_most), (Some(least), Some(most)) if least > most)
    }
}
