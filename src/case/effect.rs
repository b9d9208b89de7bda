use serde::{Deserialize, Serialize};

use super::id::{CaseId, PartId, TextId};
use crate::channel::ChannelId;
use crate::escalation::ChainId;
use crate::id::id;
use crate::mention::MentionKey;
use crate::team::AgentId;
use crate::text::Private;

id! {
    /// What makes an effect one of a kind: doing the one with this id twice is a mistake.
    EffectId
}

impl EffectId {
    /// The id of sending a part, however often it is sent anew.
    pub fn sending(part: &PartId) -> Self {
        Self::from(format!("send/{part}"))
    }
}

/// Something the host must do in the world, once, after the commit is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Effect {
    /// Send one part of an approved reply.
    Send(OutgoingPart),
    /// Tell somebody inside the organisation.
    Notify(Notice),
}

impl Effect {
    /// The id under which a host keeps it from being done twice.
    pub fn id(&self) -> EffectId {
        match self {
            Effect::Send(part) => EffectId::sending(&part.id),
            Effect::Notify(notice) => notice.id.clone(),
        }
    }
}

/// One message as it leaves. Part n leaves after part n-1 has arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct OutgoingPart {
    /// Which part of which reply in which case.
    pub id: PartId,
    /// How often it was sent before, after it was known not to have arrived.
    pub attempt: u32,
    /// How many parts the reply has.
    pub of: u32,
    /// The mention it answers: the recipient and the channel come from it.
    pub answers: MentionKey,
    /// Where the words are among the stored texts.
    pub text: TextId,
}

/// A word to somebody inside the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Notice {
    /// What makes it one of a kind.
    pub id: EffectId,
    /// The case it is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// The mention it is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mention: Option<MentionKey>,
    /// The warning that it belongs to, of those of its case: why it is given, that chain
    /// can say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<ChainId>,
    /// To whom: a person, or a queue, or a department's name.
    pub to: Vec<String>,
    /// Why, as a code.
    pub because: String,
}

impl Notice {
    /// A word to `to`.
    pub fn new(id: impl Into<EffectId>, to: Vec<String>, because: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            case: None,
            mention: None,
            chain: None,
            to,
            because: because.into(),
        }
    }
}

/// Free text to be stored beside the log, under somebody's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Text {
    /// Where events find it.
    pub id: TextId,
    /// Who wrote it; none where the library put it together.
    pub by: Option<AgentId>,
    /// What kind of text it is: retention is agreed per kind.
    pub kind: TextKind,
    /// The channel it is meant for, where it leaves.
    pub channel: Option<ChannelId>,
    /// The words.
    pub words: Private,
}

/// The kinds of free text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TextKind {
    /// A message of a reply.
    Part,
    /// What the next owner must know.
    Briefing,
    /// What was said or seen.
    Note,
    /// What was promised.
    Promise,
    /// What was asked of a department, and what it answered.
    Consult,
    /// What happens next.
    NextStep,
    /// What is known of the matter.
    Fact,
    /// Why a rule of house style was set aside.
    Reason,
    /// What a customer wrote. It is not among the texts of a commit: whoever
    /// keeps the mentions keeps it.
    Post,
}

impl TextKind {
    /// Every kind, by the word that a playbook has for it.
    pub(super) const WORDS: [(&'static str, TextKind); 9] = [
        ("part", TextKind::Part),
        ("briefing", TextKind::Briefing),
        ("note", TextKind::Note),
        ("promise", TextKind::Promise),
        ("consult", TextKind::Consult),
        ("next-step", TextKind::NextStep),
        ("fact", TextKind::Fact),
        ("reason", TextKind::Reason),
        ("post", TextKind::Post),
    ];
}
