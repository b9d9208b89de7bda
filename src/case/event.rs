use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::echo::Verdict;
use super::effect::TextKind;
use super::id::{CaseId, ConsultId, PromiseId, ReplyId, TextId};
use super::kept::Kept;
use super::parts::{
    Elsewhere, FactSource, FollowUpBy, NextStep, Owner, Ownership, Preference, Resolution,
    Satisfaction, SetAside, SwitchReason, WaiveReason,
};
use super::voice::Voice;
use crate::channel::{ChannelId, Visibility};
use crate::mention::{MentionKey, NativeId};
use crate::reply::style::Purpose;
use crate::sla::Target;
use crate::team::{AgentId, DepartmentId, QueueId};

/// Something that happened in a case. Events are only ever added to; they hold
/// ids and codes, never what people wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "event",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case"
)]
#[non_exhaustive]
pub enum Event {
    /// A mention that deserves an answer became a case.
    Opened {
        /// The mention.
        voice: Voice,
        /// The queue it waits in.
        queue: QueueId,
        /// An earlier case of the same customer on the same thread, too long ago to reopen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        linked: Option<CaseId>,
    },
    /// Another mention of the same customer belongs to this matter.
    Joined {
        /// The mention.
        voice: Voice,
    },
    /// The customer edited a mention, or it was judged anew.
    MentionRevised {
        /// The mention as it is now.
        voice: Voice,
    },
    /// The customer took a mention back.
    MentionWithdrawn {
        /// The mention.
        mention: MentionKey,
    },
    /// A mention turned out not to belong to this matter.
    MentionLeft {
        /// The mention.
        mention: MentionKey,
    },
    /// A mention was seen to have more readers.
    ReachGrew {
        /// The mention.
        mention: MentionKey,
        /// Its readers now.
        reach: u64,
    },
    /// A mention was passed on by others, or a copy was taken back.
    Copied {
        /// The mention.
        mention: MentionKey,
        /// How often, by now.
        copies: u64,
        /// The readers of all copies together.
        reach: u64,
    },
    /// Somebody answered the customer who is neither the customer nor one of us;
    /// or did so in other words, which nobody of ours has read yet.
    OtherSpoke {
        /// The customer's mention.
        mention: MentionKey,
        /// The answer.
        answer: MentionKey,
    },
    /// Such an answer is gone: it was taken back, or its author was forgotten.
    OtherLeft {
        /// The customer's mention.
        mention: MentionKey,
        /// The answer.
        answer: MentionKey,
    },
    /// A person of ours looked whether the answer of somebody else is right.
    AnswerVerified {
        /// The answer.
        answer: MentionKey,
        /// What it is.
        verdict: Verdict,
    },
    /// A person of ours looked at a mention for the first time.
    Looked {
        /// The mention.
        mention: MentionKey,
    },
    /// The customer had an open case elsewhere when this one began.
    PossibleDouble {
        /// Where.
        elsewhere: Elsewhere,
    },
    /// A person of ours saw that what is open elsewhere is another matter.
    DoubleDismissed {
        /// Where.
        elsewhere: Elsewhere,
    },
    /// Nothing is left that deserves an answer, and nobody had begun.
    Emptied,
    /// The case went to another queue before anybody took it.
    Requeued {
        /// The queue it waits in now.
        queue: QueueId,
    },
    /// An agent took the case.
    Taken {
        /// The agent.
        agent: AgentId,
        /// What the agent does with it.
        ownership: Ownership,
    },
    /// The owner offered the case to another.
    HandOffOffered {
        /// To whom.
        to: Owner,
        /// What the next one must know; empty where none was asked and none given.
        briefing: Option<TextId>,
    },
    /// The other took it over.
    HandOffAccepted {
        /// The new owner.
        owner: Owner,
    },
    /// The other did not take it over; the owner stays.
    HandOffDeclined,
    /// Who supervises gave it to another.
    Reassigned {
        /// The new owner.
        to: Owner,
        /// What they must know; empty where none was asked and none given.
        briefing: Option<TextId>,
    },
    /// Somebody has it open and is at work on it.
    Held {
        /// Until when others are told so.
        #[serde(with = "crate::document::instant")]
        until: DateTime<Utc>,
    },
    /// A reply was written, bound to the mention it answers.
    Drafted {
        /// The reply.
        reply: ReplyId,
        /// The mention it answers: the recipient and the channel come from it.
        answers: MentionKey,
        /// The revision of the mention that it answers.
        revision: u32,
        /// What the reply is for.
        purpose: Purpose,
        /// Whether everybody can read it.
        visibility: Visibility,
        /// The messages it consists of, as they would leave.
        parts: Vec<TextId>,
        /// Whether it is nothing but courtesy, and so answers nothing.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        hollow: bool,
        /// The rules of house style that were set aside for it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        set_aside: Vec<SetAside>,
    },
    /// A draft was put aside.
    Discarded {
        /// The reply.
        reply: ReplyId,
    },
    /// A named person stands for the reply: it may leave.
    Approved {
        /// The reply.
        reply: ReplyId,
        /// Whether that person is a machine, which answers nobody.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        automatic: bool,
    },
    /// A part arrived on its channel.
    PartDelivered {
        /// The reply.
        reply: ReplyId,
        /// The part, from 0.
        part: u32,
        /// The id the channel gave it.
        native: Option<NativeId>,
    },
    /// A part did not arrive; the ones after it wait.
    PartFailed {
        /// The reply.
        reply: ReplyId,
        /// The part, from 0.
        part: u32,
    },
    /// Nobody knows whether a part arrived; a person must look.
    PartUnknown {
        /// The reply.
        reply: ReplyId,
        /// The part, from 0.
        part: u32,
    },
    /// Every part of a reply arrived.
    Replied {
        /// The reply.
        reply: ReplyId,
        /// When, by the channel's own word.
        #[serde(with = "crate::document::instant")]
        at: DateTime<Utc>,
    },
    /// The rest of a reply was sent again, from a part on.
    Resent {
        /// The reply.
        reply: ReplyId,
        /// The first part that leaves again.
        from: u32,
    },
    /// The customer was offered other ways to go on.
    ChannelSwitched {
        /// The ways offered, one of them not digital.
        offered: Vec<ChannelId>,
        /// Why.
        because: SwitchReason,
    },
    /// The customer chose one of the ways offered.
    SwitchTaken {
        /// The way.
        channel: ChannelId,
    },
    /// The customer said by which way they want to be helped.
    PreferenceNoted {
        /// What they said.
        preference: Preference,
    },
    /// Something became known of the matter.
    FactLearned {
        /// What kind of fact it is.
        fact: String,
        /// What it says.
        value: TextId,
        /// From whom it is.
        source: FactSource,
    },
    /// The customer said that it is right.
    FactConfirmed {
        /// What kind of fact it is.
        fact: String,
    },
    /// The customer judged it.
    Rated {
        /// What the customer said.
        satisfaction: Satisfaction,
    },
    /// A public thread went private: a public word on how it was handled is owed.
    FollowUpOwed,
    /// The public word was given.
    FollowUpGiven {
        /// By whom.
        by: FollowUpBy,
    },
    /// No public word will be given.
    FollowUpWaived {
        /// Why not.
        because: WaiveReason,
    },
    /// The customer was told that something will be done.
    Promised {
        /// The promise.
        promise: PromiseId,
        /// What was promised.
        what: TextId,
        /// By when.
        #[serde(with = "crate::document::instant")]
        due: DateTime<Utc>,
        /// Whether it is a call that was promised.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        callback: bool,
        /// How long it was to take, as it was promised; none where only the
        /// instant is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<Target>,
        /// When, where that was before it was written down here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        made_at: Option<DateTime<Utc>>,
    },
    /// It was done.
    PromiseKept {
        /// The promise.
        promise: PromiseId,
    },
    /// It was not done in time. It still must be.
    PromiseBroken {
        /// The promise.
        promise: PromiseId,
    },
    /// A department was asked; the case stays with its owner.
    Consulted {
        /// The question.
        consult: ConsultId,
        /// The department.
        department: DepartmentId,
        /// Who answers for it now; nobody when everybody is away.
        person: Option<AgentId>,
        /// What was asked.
        question: TextId,
        /// By when an answer is agreed.
        due: Option<DateTime<Utc>>,
    },
    /// The department answered.
    ConsultAnswered {
        /// The question.
        consult: ConsultId,
        /// The answer.
        answer: TextId,
    },
    /// The customer was spoken to, by telephone or in person.
    Spoken {
        /// How.
        channel: ChannelId,
        /// What was said and agreed; none where nothing was written down.
        note: Option<TextId>,
        /// How many minutes it took.
        minutes: Option<u32>,
    },
    /// Somebody wrote something down for colleagues.
    NoteAdded {
        /// The note.
        text: TextId,
    },
    /// What happens next was agreed.
    NextStepSet {
        /// The step.
        step: NextStep,
    },
    /// The next word is the customer's.
    AwaitingCustomer,
    /// The customer spoke, or the answer from elsewhere is in: work goes on.
    WorkResumed,
    /// The matter is done.
    Resolved {
        /// How it ended.
        resolution: Resolution,
    },
    /// Nothing more is owed.
    Closed,
    /// The customer came back to it.
    Reopened {
        /// With which mention.
        mention: MentionKey,
    },
    /// The case went on as part of another.
    MergedInto {
        /// The case that lives on.
        case: CaseId,
    },
    /// Another case went on as part of this one.
    Absorbed {
        /// The case that ended.
        case: CaseId,
        /// Its mentions.
        voices: Vec<Voice>,
        /// Those of them that had an answer.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        answered: Vec<MentionKey>,
        /// Its texts, which are now kept here.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        texts: Vec<Kept>,
    },
    /// The merge was taken back: this case goes on by itself.
    Unmerged {
        /// Its mentions that had an answer in the meantime.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        answered: Vec<MentionKey>,
        /// Its texts, which are kept here again.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        texts: Vec<Kept>,
    },
    /// Some mentions go on in a case of their own; this one goes on without them.
    Released {
        /// The other case.
        case: CaseId,
        /// The cases that had gone on in that one, and go with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        with: Vec<CaseId>,
        /// The mentions.
        mentions: Vec<MentionKey>,
    },
    /// A case that was open elsewhere goes on here. Where the customer had
    /// several answers there, each has a line.
    Imported {
        /// Whose it is.
        owner: Owner,
        /// The mentions that this answer answered there.
        answered: Vec<MentionKey>,
        /// When the customer had it.
        answered_at: Option<DateTime<Utc>>,
        /// A number made of all that was imported: by it the same import is
        /// known again. It goes with the person it may speak of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        imprint: Option<u64>,
    },
    /// The person who said these is forgotten: every text of the case is gone,
    /// and nobody knows whose these were. They still count.
    Forgotten {
        /// The mentions.
        mentions: Vec<MentionKey>,
    },
    /// The time for which texts of these kinds are kept is over: they are gone.
    Purged {
        /// The kinds.
        kinds: Vec<TextKind>,
    },
    /// A host's own id for the matter was attached.
    Linked {
        /// The register, such as `crm` or `formal-complaint`.
        system: String,
        /// The id it has there.
        reference: String,
    },
}

impl Event {
    /// What is left of it when the person it may speak of is forgotten: it leads
    /// to no other register and to no import any more.
    pub(crate) fn forget(&self) -> Self {
        match self {
            Event::Linked { system, .. } => Event::Linked {
                system: system.clone(),
                reference: String::new(),
            },
            Event::Resolved { resolution } => Event::Resolved {
                resolution: resolution.forget(),
            },
            Event::PossibleDouble { elsewhere } => Event::PossibleDouble {
                elsewhere: elsewhere.forget(),
            },
            Event::DoubleDismissed { elsewhere } => Event::DoubleDismissed {
                elsewhere: elsewhere.forget(),
            },
            Event::Imported {
                owner,
                answered,
                answered_at,
                imprint: _,
            } => Event::Imported {
                owner: owner.clone(),
                answered: answered.clone(),
                answered_at: *answered_at,
                imprint: None,
            },
            other => other.clone(),
        }
    }
}
