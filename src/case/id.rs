use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::id;

id! {
    /// The host's id for a case: any string that is new to it.
    CaseId
}

/// How often people changed a case, a look at it aside: what a command says it
/// has seen. What clocks and channels add to its log, nobody has to read first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Revision(u64);

impl Revision {
    /// The revision after so many changes.
    pub const fn new(changes: u64) -> Self {
        Self(changes)
    }

    /// The number of changes.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The revision one change later.
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Declares a number that counts things within one case, from 1 up.
macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(u32);

        impl $name {
            /// The thing with this number; the first is 1.
            pub const fn new(number: u32) -> Self {
                Self(number)
            }

            /// The one that comes after `count` of them.
            pub(crate) fn after(count: usize) -> Self {
                Self(u32::try_from(count).unwrap_or(u32::MAX - 1) + 1)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number! {
    /// The n-th reply that was drafted in a case.
    ReplyId
}

number! {
    /// The n-th promise that was made in a case.
    PromiseId
}

number! {
    /// The n-th question that was put to a department in a case.
    ConsultId
}

/// A piece of free text that belongs to a case: the case, the entry it came
/// with, and its place among the texts of that entry.
///
/// Events hold these instead of what people wrote, so that a person can be
/// forgotten while the log stays.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(
    clippy::exhaustive_structs,
    reason = "an address is these three and nothing more"
)]
pub struct TextId {
    /// The case.
    pub case: CaseId,
    /// The revision at which it was written.
    pub at: Revision,
    /// Its place among the texts written then, from 0.
    pub place: u32,
}

impl fmt::Display for TextId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.case, self.at, self.place)
    }
}

/// One message of a reply as it leaves: which case, which reply, which part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(
    clippy::exhaustive_structs,
    reason = "an address is these three and nothing more"
)]
pub struct PartId {
    /// The case.
    pub case: CaseId,
    /// The reply in the case.
    pub reply: ReplyId,
    /// The part of the reply, from 0.
    pub part: u32,
}

impl fmt::Display for PartId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.case, self.reply, self.part)
    }
}
