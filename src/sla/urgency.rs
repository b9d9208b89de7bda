use serde::{Deserialize, Serialize};

use crate::document::{Node, Problems};

/// How soon something must be taken up: it orders work and may shorten a due time.
///
/// How many people saw a post is not urgency but reach, and only escalates.
#[expect(
    clippy::exhaustive_enums,
    reason = "a scale: a step more would change the meaning of the others"
)]
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    /// Can wait.
    Low,
    /// As agreed for everybody.
    #[default]
    Normal,
    /// Before the others.
    High,
    /// Now.
    Urgent,
}

impl Urgency {
    /// All of them and their words, in order.
    pub(crate) const WORDS: [(&'static str, Urgency); 4] = [
        ("low", Urgency::Low),
        ("normal", Urgency::Normal),
        ("high", Urgency::High),
        ("urgent", Urgency::Urgent),
    ];

    /// Its word in playbooks and logs, such as `high`.
    pub fn word(self) -> &'static str {
        let found = Self::WORDS.iter().find(|(_, urgency)| *urgency == self);
        found.map_or("", |(word, _)| word)
    }

    /// Reads `low`, `normal`, `high` or `urgent`.
    pub fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        node.one_of(&Self::WORDS, problems)
    }
}
