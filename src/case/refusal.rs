mod en;
mod nl;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::State;
use super::flaw::{self, Flaw};
use super::guard::Guard;
use super::id::{CaseId, ReplyId, Revision};
use super::parts::{Found, Owner};
use crate::channel::ChannelId;
use crate::mention::MentionKey;
use crate::reply::SplitError;
use crate::sla::Target;
use crate::sorted::SortedSet;
use crate::team::{Act, AgentId, DepartmentId, QueueId};
use crate::text::{Lang, Span};

/// Why a command was not carried out or a case not taken over, and what would
/// make it acceptable.
///
/// Nothing of a refused command is kept. [`Refusal::words`] says what is wrong
/// and [`Refusal::remedy`] what to do instead, in Dutch or English.
#[derive(Clone, Debug, PartialEq, Error, Serialize, Deserialize)]
#[serde(
    tag = "refused",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case"
)]
#[non_exhaustive]
pub enum Refusal {
    /// The case went on since the command's author looked.
    #[error("the case is at revision {found}, the command was written at {expected}")]
    Stale {
        /// The revision the command was written at.
        expected: Revision,
        /// The revision the case is at.
        found: Revision,
    },
    /// There is no such case.
    #[error("the case is not known")]
    NoSuchCase,
    /// Nobody of that name is in the playbook.
    #[error("`{agent}` is not in the playbook")]
    Stranger {
        /// The name.
        agent: AgentId,
    },
    /// The case is with somebody else, or with nobody yet.
    #[error("the case is with {}", owner_words(owner))]
    NotOwner {
        /// Whom it is with.
        owner: Owner,
    },
    /// The case is with somebody whom the playbook has no longer.
    #[error(
        "the case is with {}, not in the playbook any more",
        owner_words(owner)
    )]
    OwnerGone {
        /// Whom it is with.
        owner: Owner,
        /// Who gives it to another.
        supervisor: Option<AgentId>,
    },
    /// It is with them already.
    #[error("the case is with {} already", owner_words(owner))]
    SameOwner {
        /// Whom it is with.
        owner: Owner,
    },
    /// The playbook has no such queue.
    #[error("the queue `{queue}` is not in the playbook")]
    NoSuchQueue {
        /// The queue.
        queue: QueueId,
    },
    /// The agent does not work that queue.
    #[error("`{agent}` does not work the queue `{queue}`")]
    NotInQueue {
        /// The agent.
        agent: AgentId,
        /// The queue.
        queue: QueueId,
    },
    /// The state of the case does not allow it.
    #[error("a case that is `{}` does not allow it", state_words(*state))]
    WrongState {
        /// The state.
        state: State,
    },
    /// Who would take the case or resume it has it in hand already.
    #[error("`{agent}` has the case in hand already")]
    InHand {
        /// Who has it.
        agent: AgentId,
        /// The state of the case.
        state: State,
    },
    /// The other case of the two lives no more, so nothing is added to it or
    /// taken from it.
    #[error("the case `{case}` is `{}`", state_words(*state))]
    NotLive {
        /// The other case.
        case: CaseId,
        /// The state of that case.
        state: State,
    },
    /// The mandate does not reach that far.
    #[error("the mandate of `{agent}` does not cover `{}`", act_words(*act))]
    NoMandate {
        /// The agent.
        agent: AgentId,
        /// The act.
        act: Act,
        /// The queue that stands behind, and may decide more.
        behind: Option<QueueId>,
    },
    /// The mandate does not reach so far that the agent decides the case.
    #[error("the mandate of `{agent}` does not reach to a decision")]
    MayNotDecide {
        /// The agent.
        agent: AgentId,
        /// The queue that stands behind, and may decide more.
        behind: Option<QueueId>,
    },
    /// The agent is not trained for live work, or not for that channel.
    #[error("`{agent}` is not trained to answer on `{channel}`")]
    NotTrained {
        /// The agent.
        agent: AgentId,
        /// The channel.
        channel: ChannelId,
    },
    /// No hand-off is on offer to this agent.
    #[error("no hand-off is on offer to `{agent}`")]
    NothingOffered {
        /// The agent.
        agent: AgentId,
        /// Whom the case is with.
        owner: Owner,
    },
    /// The mention does not belong to the case, so nobody may be answered by it.
    #[error("the mention `{mention}` is not in this case")]
    NotInCase {
        /// The mention.
        mention: MentionKey,
    },
    /// The mention was edited since it was read.
    #[error("the mention `{mention}` is at revision {found}, the draft answers {read}")]
    MentionChanged {
        /// The mention.
        mention: MentionKey,
        /// The revision that was read.
        read: u32,
        /// The revision it has.
        found: u32,
    },
    /// The customer took the mention back.
    #[error("the mention `{mention}` was withdrawn")]
    MentionGone {
        /// The mention.
        mention: MentionKey,
    },
    /// Whom the case was about is forgotten.
    #[error("the person this case was about is forgotten")]
    Forgotten,
    /// Who said it is forgotten.
    #[error("the author of `{mention}` is forgotten")]
    AuthorForgotten {
        /// The mention.
        mention: MentionKey,
    },
    /// Whom to answer is not known.
    #[error("the author of `{mention}` is not known")]
    NoRecipient {
        /// The mention.
        mention: MentionKey,
    },
    /// The playbook has no such channel.
    #[error("the channel `{channel}` is not in the playbook")]
    NoSuchChannel {
        /// The channel.
        channel: ChannelId,
    },
    /// Nothing can be written on that channel, or nothing spoken.
    #[error("the channel `{channel}` does not work that way")]
    WrongMedium {
        /// The channel.
        channel: ChannelId,
    },
    /// The channel no longer lets us answer.
    #[error("the reply window of `{channel}` closed at {closed_at}")]
    WindowClosed {
        /// The channel.
        channel: ChannelId,
        /// When it closed.
        closed_at: DateTime<Utc>,
    },
    /// The text cannot be brought on the channel.
    #[error("the text does not fit the channel: {why}")]
    DoesNotFit {
        /// What the splitter said.
        why: SplitError,
    },
    /// There is nothing to send or to note.
    #[error("the text is empty")]
    NothingWritten,
    /// Personal data would be read by everybody. No reason sets that aside.
    #[error("the text holds personal data, and everybody can read it")]
    PersonalData {
        /// Where in the draft, in bytes.
        spans: Vec<Span>,
    },
    /// It is not house style.
    #[error("the text is not our style: {}", rules(found))]
    OffStyle {
        /// What holds it back.
        found: Vec<Found>,
    },
    /// The reply may be on its way.
    #[error("reply {reply} may be on its way")]
    Leaving {
        /// The reply.
        reply: ReplyId,
    },
    /// The words of a reply are kept no longer.
    #[error("the words of reply `{reply}` are kept no longer")]
    WordsGone {
        /// The reply.
        reply: ReplyId,
    },
    /// Only who supervises gives a case to another.
    #[error("`{agent}` does not supervise")]
    NotSupervisor {
        /// The agent.
        agent: AgentId,
        /// Who does.
        supervisor: Option<AgentId>,
    },
    /// How old a customer is, is nobody's business (S2:10).
    #[error("nobody notes a customer's `{fact}`")]
    ForbiddenFact {
        /// The kind of fact.
        fact: String,
    },
    /// There is no such fact.
    #[error("no `{fact}` is known")]
    NoSuchFact {
        /// The kind of fact.
        fact: String,
    },
    /// That way was not offered.
    #[error("`{channel}` was not offered")]
    NotOffered {
        /// The way.
        channel: ChannelId,
    },
    /// Nobody else gave that answer.
    #[error("`{answer}` is no answer that somebody else gave")]
    NoSuchAnswer {
        /// The answer.
        answer: MentionKey,
    },
    /// It is not a grade.
    #[error("a grade is a whole number from 1 to 10")]
    NotAGrade,
    /// Customers are only sent where somebody looked.
    #[error("`{to}` is neither in the directory nor a department")]
    NoSuchReferral {
        /// The name.
        to: String,
    },
    /// A case goes on in another, not in itself.
    #[error("it is the same case")]
    SameCase,
    /// Something of the case itself is still open.
    #[error("a promise, a question or a reply of it is still open")]
    Unfinished,
    /// There is no merge to take back.
    #[error("the case was not merged")]
    NotMerged,
    /// Both cases must have something to answer.
    #[error("one of the two cases would have nothing to answer")]
    NothingLeft,
    /// Nothing elsewhere was pointed out, or it was dismissed already.
    #[error("nothing there was pointed out as the same matter")]
    NoSuchDouble,
    /// There is no such reply, or not in that stage.
    #[error("there is no such reply at that stage")]
    NoSuchReply,
    /// Nobody knows whether a part of it arrived.
    #[error("nobody knows whether part {} of reply {reply} arrived", part + 1)]
    Unsettled {
        /// The reply.
        reply: ReplyId,
        /// The part, from 0.
        part: u32,
    },
    /// There is no such promise or question open.
    #[error("there is nothing open under that number")]
    NothingOpen,
    /// On this topic a second person approves.
    #[error("a second person must approve what `{author}` wrote")]
    FourEyes {
        /// Who wrote it.
        author: AgentId,
    },
    /// No way was offered for who cannot go on digitally (S2:6).
    #[error("none of the ways offered is outside the internet")]
    OnlyDigitalWays,
    /// A follow-up speaks to the public.
    #[error("the mention `{mention}` was not public")]
    NotPublic {
        /// The mention.
        mention: MentionKey,
    },
    /// No public word is owed.
    #[error("no public follow-up is owed")]
    NoFollowUpOwed,
    /// The playbook does not allow so late a promise.
    #[error("a promise may be no later than {}", longest)]
    TooLate {
        /// The latest that is allowed.
        longest: Target,
    },
    /// That instant has passed.
    #[error("{due} has passed")]
    OverAlready {
        /// The instant.
        due: DateTime<Utc>,
    },
    /// The instant cannot be computed.
    #[error("the due time cannot be computed: {why}")]
    NoDueTime {
        /// What the calendar said.
        why: String,
    },
    /// The playbook has no such department.
    #[error("the department `{department}` is not in the playbook")]
    NoSuchDepartment {
        /// The department.
        department: DepartmentId,
    },
    /// An open case of elsewhere cannot be taken over as it is told.
    #[error(
        "the case cannot be taken over: {}",
        flaw::each(flaws, Flaw::to_string)
    )]
    NotTakenOver {
        /// Everything that is wrong.
        flaws: Vec<Flaw>,
    },
    /// A habit that the playbook requires was not kept.
    #[error("{}", guard_words(*guard))]
    Guarded {
        /// Which.
        guard: Guard,
    },
}

impl Refusal {
    /// What is wrong, in words; in English the same as `Display`.
    ///
    /// ```
    /// use webcare::case::{Guard, Refusal};
    /// use webcare::text::Lang;
    ///
    /// let refusal = Refusal::NothingWritten;
    /// assert_eq!(refusal.words(Lang::Nl), "de tekst is leeg");
    /// assert_eq!(refusal.words(Lang::En), "the text is empty");
    /// ```
    pub fn words(&self, lang: Lang) -> String {
        match lang {
            Lang::Nl => self.words_nl(),
            Lang::En => self.to_string(),
        }
    }

    /// What would make the command acceptable, in words.
    ///
    /// ```
    /// use webcare::case::{Guard, Refusal};
    /// use webcare::text::Lang;
    ///
    /// let refusal = Refusal::Guarded { guard: Guard::FollowUp };
    /// assert_eq!(refusal.remedy(Lang::En), "give the public follow-up first, or waive it with a reason");
    /// ```
    pub fn remedy(&self, lang: Lang) -> String {
        match lang {
            Lang::Nl => self.remedy_nl(),
            Lang::En => self.remedy_en(),
        }
    }
}

fn owner_words(owner: &Owner) -> String {
    match owner {
        Owner::Queue(queue) => format!("the queue `{queue}`"),
        Owner::Agent(agent) => format!("`{agent}`"),
    }
}

fn state_words(state: State) -> &'static str {
    match state {
        State::New => "new",
        State::Owned => "owned",
        State::Consulting => "consulting",
        State::AwaitingCustomer => "awaiting-customer",
        State::OnOtherChannel => "on-other-channel",
        State::Resolved => "resolved",
        State::Closed => "closed",
        State::Reopened => "reopened",
        State::Merged => "merged",
    }
}

fn act_words(act: Act) -> &'static str {
    act.as_str()
}

fn guard_words(guard: Guard) -> &'static str {
    match guard {
        Guard::FollowUp => "the public follow-up was not given yet",
        Guard::Promise => "promises are still open",
        Guard::NextStep => "the next step is not set",
        Guard::Note => "nothing was written down of the conversation",
        Guard::Briefing => "the next one is told nothing",
        Guard::Fact => "what was only inferred was not asked back",
        Guard::Preference => "the way that the customer wants is not offered",
        Guard::Hold => "a colleague is at work on it",
        Guard::PeerAnswerUnread => "what another answered was not looked at",
    }
}

/// The rules by name, each once.
fn rules(found: &[Found]) -> String {
    let rules: SortedSet<_> = found.iter().map(|it| it.rule.to_string()).collect();
    let rules = rules.iter().map(|rule| format!("`{rule}`"));
    rules.collect::<Vec<_>>().join(", ")
}

/// What each rule asks for, once.
fn wishes(found: &[Found], lang: Lang) -> String {
    let wishes: SortedSet<_> = found.iter().map(|it| it.rule.why(lang)).collect();
    wishes.iter().copied().collect::<Vec<_>>().join(" ")
}
