use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::echo::Verdict;
use super::id::{CaseId, ConsultId, PromiseId, ReplyId};
use super::parts::{
    Elsewhere, FactSource, Learned, Owner, Ownership, Resolution, Satisfaction, SwitchReason,
    WaiveReason,
};
use crate::channel::ChannelId;
use crate::mention::MentionKey;
use crate::reply::style::{Override, Purpose};
use crate::sla::Target;
use crate::team::DepartmentId;
use crate::text::Private;

/// What an agent wants to be done with a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "do",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case"
)]
#[non_exhaustive]
pub enum Command {
    /// Take it from the queue.
    Take {
        /// To decide, or to coordinate.
        ownership: Ownership,
    },
    /// Offer it to another.
    Offer {
        /// To whom.
        to: Owner,
        /// What the next one must know.
        briefing: Private,
    },
    /// Take over what was offered.
    Accept,
    /// Leave it where it is.
    Decline,
    /// Give it to another who need not accept: for who supervises (S1:36).
    Reassign {
        /// To whom.
        to: Owner,
        /// What the next one must know.
        briefing: Private,
    },
    /// Say that one is at work on it, for [`Case::HOLD`](super::Case::HOLD):
    /// who else begins is told so. It changes nothing that a colleague has read.
    Hold,
    /// Write a reply.
    Draft {
        /// The mention it answers.
        answers: MentionKey,
        /// The revision of the mention that was read.
        revision: u32,
        /// What it is for.
        purpose: Purpose,
        /// The words, without mentions and signature: those are added.
        text: Private,
    },
    /// Write a reply that house style would hold back, with the reason why
    /// that may be. Personal data never becomes public for a reason.
    Insist {
        /// The mention it answers.
        answers: MentionKey,
        /// The revision of the mention that was read.
        revision: u32,
        /// What it is for.
        purpose: Purpose,
        /// The words.
        text: Private,
        /// The rules that are set aside, each with its reason.
        overrides: Vec<Override>,
    },
    /// Write other words in the place of a reply that has not left. It must be
    /// approved again.
    Edit {
        /// The reply.
        reply: ReplyId,
        /// The words that stand in its place.
        text: Private,
    },
    /// Stand for a draft: it may leave.
    Approve {
        /// The draft.
        reply: ReplyId,
    },
    /// Put a draft aside.
    Discard {
        /// The draft.
        reply: ReplyId,
    },
    /// Say, after looking, whether a part of unknown fate arrived.
    Settle {
        /// The reply.
        reply: ReplyId,
        /// The part, from 0.
        part: u32,
        /// Whether it is there.
        arrived: Arrived,
    },
    /// Send the rest of a reply again, from the part that did not arrive.
    Resend {
        /// The reply.
        reply: ReplyId,
    },
    /// Offer the customer other ways to go on.
    Switch {
        /// The ways, one of them not digital.
        to: Vec<ChannelId>,
        /// Why.
        because: SwitchReason,
    },
    /// Note which of the ways that were offered the customer chose.
    Choose {
        /// The way.
        channel: ChannelId,
    },
    /// Note by which way the customer wants to be helped, as they said.
    Prefer {
        /// The way.
        channel: ChannelId,
        /// Whether they were asked.
        known: Learned,
    },
    /// Note what is known of the matter, and from whom.
    Learn {
        /// What kind of fact it is, such as `product`.
        fact: String,
        /// What it says.
        value: Private,
        /// From whom it is.
        source: FactSource,
    },
    /// Note that the customer said a fact is right.
    Confirm {
        /// The fact.
        fact: String,
    },
    /// Say whether the answer that somebody else gave is right. A right one is
    /// confirmed rather than repeated (S4:4).
    VerifyAnswer {
        /// The answer.
        answer: MentionKey,
        /// The revision of it that was read.
        revision: u32,
        /// What it is.
        verdict: Verdict,
    },
    /// Note how the customer judged it, from 1 to 10.
    Rate {
        /// What the customer said.
        satisfaction: Satisfaction,
    },
    /// Go on with it as part of another case of the same customer, which must
    /// be the agent's own or of a queue that the agent works.
    Merge {
        /// The case it goes on in.
        into: CaseId,
    },
    /// Take back a merge. What was said since by people who spoke only in this
    /// case before goes along; other words can be [split off](Command::Split).
    Unmerge,
    /// Say that what was pointed out as the same matter elsewhere is another one
    /// ([`Case::doubles`](super::Case::doubles)).
    Dismiss {
        /// Where.
        elsewhere: Elsewhere,
    },
    /// Let some of its mentions go on as a case of their own, with the same owner.
    Split {
        /// The mentions.
        mentions: Vec<MentionKey>,
    },
    /// Decide that no public word will be given.
    Waive {
        /// Why not.
        because: WaiveReason,
    },
    /// Tell the customer that something will be done.
    Promise {
        /// What.
        what: Private,
        /// By when.
        within: Target,
    },
    /// Tell the customer that somebody will call. Speaking to the customer by
    /// telephone keeps it.
    CallBack {
        /// About what.
        what: Private,
        /// By when, within what the playbook lets a caller wait (S1:19).
        within: Target,
    },
    /// Say that it was done.
    Keep {
        /// The promise.
        promise: PromiseId,
    },
    /// Ask a department. Its person is in the log ([`Consult::person`](super::Consult::person));
    /// the host brings the question there, as by its own ticket or a call: nothing is sent.
    Consult {
        /// The department.
        department: DepartmentId,
        /// What is asked.
        question: Private,
    },
    /// Answer for a department. It is not asked who does: a colleague may write down what
    /// was said on the telephone, and the log has their name.
    Answer {
        /// The question.
        consult: ConsultId,
        /// The answer.
        text: Private,
    },
    /// Say that the customer was spoken to, by telephone or in person.
    Speak {
        /// How.
        channel: ChannelId,
        /// What was said and agreed.
        note: Private,
        /// How many minutes it took.
        minutes: Option<u32>,
    },
    /// Write down something for colleagues. It answers nobody.
    Note {
        /// The note.
        text: Private,
    },
    /// Agree on what happens next.
    Plan {
        /// Who does it.
        who: Owner,
        /// What it is.
        what: Private,
        /// By when.
        due: DateTime<Utc>,
        /// When the customer was told.
        told_at: Option<DateTime<Utc>>,
    },
    /// Leave the next word to the customer.
    Await,
    /// Go on after waiting.
    Resume,
    /// Say how it ended.
    Resolve {
        /// How.
        resolution: Resolution,
    },
    /// Say that nothing more is owed.
    Close,
    /// Attach the host's own id for the matter.
    Link {
        /// The register.
        system: String,
        /// The id it has there.
        reference: String,
    },
}

/// What a person saw who went to look for a part.
#[expect(clippy::exhaustive_enums, reason = "it is there or it is not")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arrived {
    /// It is there.
    Yes,
    /// It is not.
    No,
}
