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
    /// Nothing that was only inferred is relied upon at the end (S1:15).
    Fact,
    /// The way the customer asked for is among those offered (S2:8).
    Preference,
    /// Nobody else has the case open.
    Hold,
    /// What another customer answered was read before a first answer is
    /// written: it may be right (S4:4).
    PeerAnswerUnread,
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

/// How strictly each guard is kept: required unless the playbook says
/// otherwise, save that a customer's preference, a colleague at work and the
/// answer of another customer are only pointed out.
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// See [`Guard::Fact`].
    pub fact: Strictness,
    /// See [`Guard::Preference`].
    pub preference: Strictness,
    /// See [`Guard::Hold`].
    pub hold: Strictness,
    /// See [`Guard::PeerAnswerUnread`].
    pub peer_answer_unread: Strictness,
}

impl Default for Guards {
    fn default() -> Self {
        Self {
            follow_up: Strictness::Require,
            promise: Strictness::Require,
            next_step: Strictness::Require,
            note: Strictness::Require,
            briefing: Strictness::Require,
            fact: Strictness::Require,
            preference: Strictness::Warn,
            hold: Strictness::Warn,
            peer_answer_unread: Strictness::Warn,
        }
    }
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
            Guard::Fact => self.fact,
            Guard::Preference => self.preference,
            Guard::Hold => self.hold,
            Guard::PeerAnswerUnread => self.peer_answer_unread,
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
        let usual = Self::default();
        let mut strictness = |key: &str, usual: Strictness| {
            let field = table.optional(key);
            let word = field.and_then(|field| field.one_of(&WORDS, problems));
            word.unwrap_or(usual)
        };
        let guards = Self {
            follow_up: strictness("follow-up", usual.follow_up),
            promise: strictness("promise", usual.promise),
            next_step: strictness("next-step", usual.next_step),
            note: strictness("note", usual.note),
            briefing: strictness("briefing", usual.briefing),
            fact: strictness("fact", usual.fact),
            preference: strictness("preference", usual.preference),
            hold: strictness("hold", usual.hold),
            peer_answer_unread: strictness("peer-answer-unread", usual.peer_answer_unread),
        };
        table.finish(problems);
        Some(guards)
    }
}
