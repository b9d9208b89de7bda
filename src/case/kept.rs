//! What is kept of what people wrote, how long, and who sees it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::effect::{Text, TextKind};
use super::event::Event;
use super::id::TextId;
use super::{Case, State};
use crate::document::{Node, Problems};
use crate::sla::Target;
use crate::sorted::SortedMap;

/// A text that a case refers to and that is still kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(
    clippy::exhaustive_structs,
    reason = "a kept text is where it is and of what kind"
)]
pub struct Kept {
    /// Where it is.
    pub text: TextId,
    /// What kind of text it is.
    pub kind: TextKind,
}

/// How long each kind of text is kept after a case has ended. A kind that is
/// not spoken of is kept until its person is forgotten.
///
/// ```toml
/// [retention]
/// note = "90 days"
/// post = "365 days"
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retention {
    kinds: SortedMap<TextKind, TimeDelta>,
}

/// How much somebody sees of a case and its customer.
#[expect(
    clippy::exhaustive_enums,
    reason = "everything, what was asked of them, or that it is there"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sight {
    /// Figures, states and codes: no words and no names.
    Figures,
    /// Beside those what is asked of departments, and what they answered.
    Questions,
    /// Everything.
    Everything,
}

/// Who sees how much, by what they are to a case.
///
/// ```
/// use webcare::case::{Sight, Views};
///
/// assert_eq!(Views::default().team, Sight::Everything);
/// assert_eq!(Views::default().others, Sight::Figures);
/// ```
#[expect(
    clippy::exhaustive_structs,
    reason = "options are a struct with a default; any combination is valid"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Views {
    /// Its owner, who works its queue or the one behind, and whom it is offered to.
    pub team: Sight,
    /// Who supervises.
    pub supervisor: Sight,
    /// The people of a department that was asked.
    pub department: Sight,
    /// Everybody else.
    pub others: Sight,
}

impl Default for Views {
    fn default() -> Self {
        Self {
            team: Sight::Everything,
            supervisor: Sight::Everything,
            department: Sight::Questions,
            others: Sight::Figures,
        }
    }
}

impl Views {
    /// Reads `[views]`.
    pub(crate) fn read(node: &Node<'_>, problems: &mut Problems) -> Option<Self> {
        const WORDS: [(&str, Sight); 3] = [
            ("figures", Sight::Figures),
            ("questions", Sight::Questions),
            ("everything", Sight::Everything),
        ];
        let mut table = node.table(problems)?;
        let usual = Self::default();
        let mut sight = |key: &str, usual: Sight| {
            let field = table.optional(key);
            let sight = field.and_then(|field| field.one_of(&WORDS, problems));
            sight.unwrap_or(usual)
        };
        let views = Self {
            team: sight("team", usual.team),
            supervisor: sight("supervisor", usual.supervisor),
            department: sight("department", usual.department),
            others: sight("others", usual.others),
        };
        table.finish(problems);
        Some(views)
    }
}

impl Sight {
    /// Whether a text may be shown.
    pub fn shows(self, text: &Text) -> bool {
        match self {
            Sight::Figures => false,
            Sight::Questions => text.kind == TextKind::Consult,
            Sight::Everything => true,
        }
    }

    /// Whether it may be shown who the customer is, and what the customer wrote.
    pub fn shows_customer(self) -> bool {
        self == Sight::Everything
    }
}

impl Retention {
    /// Reads `[retention]`.
    pub(crate) fn read(node: &Node<'_>, problems: &mut Problems) -> Option<Self> {
        let mut table = node.table(problems)?;
        let mut kinds = SortedMap::new();
        for (word, kind) in TextKind::WORDS {
            let Some(field) = table.optional(word) else {
                continue;
            };
            match Target::read(&field, problems) {
                Some(Target::Elapsed(time)) => {
                    kinds.insert(kind, time);
                }
                Some(Target::Business(_) | Target::WorkingDays(_)) => {
                    field.invalid::<()>(
                        "that is business time",
                        "write a span of elapsed time such as `90 days`",
                        problems,
                    );
                }
                None => {}
            }
        }
        table.finish(problems);
        Some(Self { kinds })
    }

    /// How long texts of `kind` are kept after the end of a case.
    pub fn of(&self, kind: TextKind) -> Option<TimeDelta> {
        self.kinds.get(&kind).copied()
    }

    /// Until when texts of each kind are kept that an ended case still has.
    pub(crate) fn ends<'c>(
        &'c self,
        case: &'c Case,
    ) -> impl Iterator<Item = (TextKind, DateTime<Utc>)> + 'c {
        // What went on in another case is kept as long as that one is.
        let ended = case.ended_at.filter(|_| case.state != State::Merged);
        let kinds = self.kinds.iter().filter(|(kind, _)| case.keeps(**kind));
        kinds.filter_map(move |(kind, time)| Some((*kind, ended?.checked_add_signed(*time)?)))
    }
}

impl Case {
    /// Whether it has texts of a kind that are not deleted yet.
    fn keeps(&self, kind: TextKind) -> bool {
        let has = match kind {
            TextKind::Post => self.voices.keys().any(|mention| self.is_there(mention)),
            TextKind::Part
            | TextKind::Briefing
            | TextKind::Note
            | TextKind::Promise
            | TextKind::Consult
            | TextKind::NextStep
            | TextKind::Fact
            | TextKind::Reason => self.texts.iter().any(|kept| kept.kind == kind),
        };
        has && !(kind == TextKind::Post && self.purged.contains(&kind))
    }

    /// Notes the texts that come with an event.
    pub(super) fn keep_texts(&mut self, event: &Event) {
        let texts = &mut self.texts;
        let mut keep = |text: &TextId, kind: TextKind| {
            let text = text.clone();
            texts.push(Kept { text, kind });
        };
        match event {
            Event::Drafted {
                parts, set_aside, ..
            } => {
                parts.iter().for_each(|it| keep(it, TextKind::Part));
                set_aside
                    .iter()
                    .for_each(|it| keep(&it.reason, TextKind::Reason));
            }
            Event::HandOffOffered {
                briefing: Some(text),
                ..
            }
            | Event::Reassigned {
                briefing: Some(text),
                ..
            } => keep(text, TextKind::Briefing),
            Event::FactLearned { value, .. } => keep(value, TextKind::Fact),
            Event::Promised { what, .. } => keep(what, TextKind::Promise),
            Event::Consulted { question, .. } => keep(question, TextKind::Consult),
            Event::ConsultAnswered { answer, .. } => keep(answer, TextKind::Consult),
            Event::Spoken {
                note: Some(text), ..
            }
            | Event::NoteAdded { text } => keep(text, TextKind::Note),
            Event::Absorbed { texts, .. } | Event::Unmerged { texts, .. } => {
                texts.iter().for_each(|it| keep(&it.text, it.kind))
            }
            Event::NextStepSet { step } => keep(&step.what, TextKind::NextStep),
            Event::Opened { .. }
            | Event::Joined { .. }
            | Event::MentionRevised { .. }
            | Event::MentionWithdrawn { .. }
            | Event::MentionLeft { .. }
            | Event::ReachGrew { .. }
            | Event::Copied { .. }
            | Event::Looked { .. }
            | Event::PossibleDouble { .. }
            | Event::DoubleDismissed { .. }
            | Event::OtherSpoke { .. }
            | Event::OtherLeft { .. }
            | Event::AnswerVerified { .. }
            | Event::Emptied
            | Event::Requeued { .. }
            | Event::Taken { .. }
            | Event::HandOffOffered { .. }
            | Event::HandOffAccepted { .. }
            | Event::HandOffDeclined
            | Event::Reassigned { .. }
            | Event::Held { .. }
            | Event::Discarded { .. }
            | Event::Approved { .. }
            | Event::PartDelivered { .. }
            | Event::PartFailed { .. }
            | Event::PartUnknown { .. }
            | Event::Replied { .. }
            | Event::Resent { .. }
            | Event::ChannelSwitched { .. }
            | Event::SwitchTaken { .. }
            | Event::PreferenceNoted { .. }
            | Event::FactConfirmed { .. }
            | Event::Rated { .. }
            | Event::FollowUpOwed
            | Event::FollowUpGiven { .. }
            | Event::FollowUpWaived { .. }
            | Event::PromiseKept { .. }
            | Event::PromiseBroken { .. }
            | Event::Spoken { .. }
            | Event::AwaitingCustomer
            | Event::WorkResumed
            | Event::Resolved { .. }
            | Event::Closed
            | Event::Reopened { .. }
            | Event::MergedInto { .. }
            | Event::Released { .. }
            | Event::Imported { .. }
            | Event::Forgotten { .. }
            | Event::Purged { .. }
            | Event::Linked { .. } => {}
        }
    }
}
