use serde::{Deserialize, Serialize};

use crate::document::{Node, Problems};

/// A habit the organisation wants kept before a case moves on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Guard {
    /// No public follow-up is owed when a case is closed (S3:36).
    FollowUp,
    /// No promise is open when a case is resolved (S1:7).
    Promise,
    /// The next step is set before a case is left waiting (S1:29).
    NextStep,
    /// A note was written after a conversation elsewhere (S1:9).
    Note,
    /// Who takes over is told what they must know (S1:19).
    Briefing,
}

/// How strictly a guard is kept.
#[expect(clippy::exhaustive_enums, reason = "a guard is off, warns or refuses")]
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Strictness {
    /// It is not looked at.
    Off,
    /// The command is carried out, and the commit says what was missing.
    Warn,
    /// The command is refused.
    #[default]
    Require,
}

/// How strictly each guard is kept. Every guard is required unless the playbook says otherwise.
///
/// ```
/// use webcare::case::{Guard, Guards, Strictness};
///
/// let guards = Guards { note: Strictness::Warn, ..Guards::default() };
/// assert_eq!(guards.of(Guard::Note), Strictness::Warn);
/// assert_eq!(guards.of(Guard::FollowUp), Strictness::Require);
/// ```
#[expect(
    clippy::exhaustive_structs,
    reason = "options are a struct with a default; any combination is valid"
)]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Guards {
    /// See [`Guard::FollowUp`].
    pub follow_up: Strictness,
    /// See [`Guard::Promise`].
    pub promise: Strictness,
    /// See [`Guard::NextStep`].
    pub next_step: Strictness,
    /// See [`Guard::Note`].
    pub note: Strictness,
    /// See [`Guard::Briefing`].
    pub briefing: Strictness,
}

impl Guards {
    /// How strictly `guard` is kept.
    pub fn of(&self, guard: Guard) -> Strictness {
        match guard {
            Guard::FollowUp => self.follow_up,
            Guard::Promise => self.promise,
            Guard::NextStep => self.next_step,
            Guard::Note => self.note,
            Guard::Briefing => self.briefing,
        }
    }

    /// Reads `[guards]`.
    pub(crate) fn read(node: &Node<'_>, problems: &mut Problems) -> Option<Self> {
        const WORDS: [(&str, Strictness); 3] = [
            ("off", Strictness::Off),
            ("warn", Strictness::Warn),
            ("require", Strictness::Require),
        ];
        let mut table = node.table(problems)?;
        let mut strictness = |key: &str| {
            table
                .optional(key)
                .and_then(|field| field.one_of(&WORDS, problems))
                .unwrap_or_default()
        };
        let guards = Self {
            follow_up: strictness("follow-up"),
            promise: strictness("promise"),
            next_step: strictness("next-step"),
            note: strictness("note"),
            briefing: strictness("briefing"),
        };
        table.finish(problems);
        Some(guards)
    }
}
