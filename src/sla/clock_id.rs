use std::fmt;

use serde::{Deserialize, Serialize};

use super::ClockKind;

crate::id::id! {
    /// What one of several clocks of a kind is about: a promise, a question to
    /// a department, a channel.
    Subject
}

/// Which clock: what it keeps, and for which of several such things.
///
/// ```
/// use webcare::sla::{ClockId, ClockKind};
///
/// assert_eq!(ClockId::from(ClockKind::Resolution).to_string(), "resolution");
/// assert_eq!(ClockId::about(ClockKind::Consult, "2").to_string(), "consult:2");
/// ```
#[expect(
    clippy::exhaustive_structs,
    reason = "a clock is told by its kind and by what it is about"
)]
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClockId {
    /// Which promise it keeps.
    pub kind: ClockKind,
    /// About what, where there can be several at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Subject>,
}

impl ClockId {
    /// A clock of which there can be several at once.
    pub fn about(kind: ClockKind, subject: impl Into<Subject>) -> Self {
        Self {
            kind,
            about: Some(subject.into()),
        }
    }
}

impl From<ClockKind> for ClockId {
    fn from(kind: ClockKind) -> Self {
        Self { kind, about: None }
    }
}

impl fmt::Display for ClockId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.word())?;
        match &self.about {
            Some(about) => write!(f, ":{about}"),
            None => Ok(()),
        }
    }
}
