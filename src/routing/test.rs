use serde::{Deserialize, Serialize};

use super::bounds::Bounds;
use super::facts::FactValue;
use super::lists::ListId;
use super::pattern::Pattern;
use super::rate::{RateKey, Window};
use super::term::Term;
use crate::channel::{ChannelId, Visibility};
use crate::mention::{Addressing, AttachmentKind, DetectedBy, Handle};
use crate::sorted::SortedSet;
use crate::team::{AgentId, QueueId};
use crate::triage::{Confidence, Label};

/// One thing that can be asked of a mention and what is known around it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Test {
    /// One of these terms stands in it.
    Words(Vec<Term>),
    /// A term of this list stands in it.
    List(ListId),
    /// Two terms stand close together.
    Near(Near),
    /// A pattern is found in it.
    Matches(Pattern),
    /// It holds personal data of one of these kinds.
    PersonalData(SortedSet<PersonalData>),
    /// It was said on one of these channels.
    Channel(SortedSet<ChannelId>),
    /// This is who can read it.
    Visibility(Visibility),
    /// It is in one of these languages, such as `nl`: the shortest code of each
    /// (RFC 5646), without a region. `nl-BE` of a mention is `nl`.
    Language(SortedSet<String>),
    /// Its author is one of these.
    Author(Authors),
    /// It had so many readers.
    Reach(Bounds<u64>),
    /// So many accounts follow its author; its reach where that is not known.
    Followers(Bounds<u64>),
    /// It speaks to us in one of these ways.
    Addressing(SortedSet<Addressing>),
    /// A classifier gave this label a score between these bounds.
    Label(Label, Bounds<Confidence>),
    /// The classifier would not say (`true`), or did.
    Abstained(bool),
    /// It was found in one of these ways.
    Detected(SortedSet<DetectedBy>),
    /// One of these search terms found it, whatever their case.
    SearchTerm(SortedSet<String>),
    /// It was placed with one of these applications, whatever their case.
    Via(SortedSet<String>),
    /// Something of one of these kinds came along.
    Attachment(SortedSet<AttachmentKind>),
    /// There is a picture or a film and no text (`true`), or there is not.
    ImageOnly(bool),
    /// It repeats another post in full (`true`), or does not.
    Repost(bool),
    /// It stands in one of these places of a thread.
    Reply(SortedSet<Reply>),
    /// It is now inside or outside opening hours.
    Time(Hours),
    /// So many were posted over a window.
    Rate(RateTest),
    /// So much work waits in a queue, or so many people are there for it.
    Capacity(CapacityTest),
    /// Something of the case it would belong to.
    Case(CaseTest),
    /// Something the host's records know of the customer. Not known where nobody
    /// has looked; what a record leaves out is not so, and `-customer:vip` holds
    /// of a customer of whom the records do not say it.
    Customer(FactTest),
    /// A fact of the host's own.
    Host(FactTest),
}

/// Two terms close together: one of `left` and one of `right`, at most
/// `within` words apart (neighbours are one word apart).
#[expect(
    clippy::exhaustive_structs,
    reason = "any terms, distance and order make a sensible test"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// The one.
    pub left: Vec<Term>,
    /// The other.
    pub right: Vec<Term>,
    /// How far apart they may stand.
    pub within: u32,
    /// Whether the one must stand before the other.
    pub ordered: bool,
}

/// Kinds of personal data that can be told from the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PersonalData {
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A bank account number.
    Iban,
    /// The number of a policy, a claim or a customer, named as such: after or
    /// before a word such as `polis`, `klantnummer`, `schade` or `claim`, or
    /// behind capitals of its own: `ABC-1234567`.
    PolicyNumber,
}

/// Which authors.
#[expect(
    clippy::exhaustive_enums,
    reason = "authors are named in a list or on the spot"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authors {
    /// Those of a list.
    In(ListId),
    /// These.
    Are(SortedSet<Handle>),
}

/// The place of a mention in its thread.
#[expect(
    clippy::exhaustive_enums,
    reason = "a post answers us, answers another, or answers nothing"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// It answers a post of ours.
    ToUs,
    /// It answers somebody else's.
    ToOthers,
    /// It answers nothing.
    No,
}

/// Inside or outside the opening hours of a calendar.
#[expect(clippy::exhaustive_enums, reason = "an instant is inside or outside")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hours {
    /// The calendar of this name is open.
    In(String),
    /// It is closed.
    Outside(String),
}

/// A count over a window, against a fixed number or against what is usual.
#[expect(
    clippy::exhaustive_structs,
    reason = "both bars must be met; a bar of zero is always met"
)]
#[derive(Clone, Debug, PartialEq)]
pub struct RateTest {
    /// What is counted.
    pub key: RateKey,
    /// The least there must be.
    pub at_least: u64,
    /// How many times the usual number there must be at least.
    pub times_usual: Option<f64>,
}

/// The work that waits in a queue, or the people who are there for it.
#[expect(
    clippy::exhaustive_structs,
    reason = "a number of one queue, and what it must be"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapacityTest {
    /// The queue.
    pub queue: QueueId,
    /// What is counted.
    pub of: CapacityOf,
    /// What the number must be.
    pub is: Bounds<u64>,
}

/// What is counted of a queue.
#[expect(
    clippy::exhaustive_enums,
    reason = "capacity is work on one side and people on the other"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CapacityOf {
    /// The cases that wait in it.
    Waiting,
    /// The agents who are there for it.
    Present,
}

/// Something of the case. Where there is none, numbers are zero and nothing is so.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CaseTest {
    /// A matter with this customer is running.
    Open(bool),
    /// It has an agent for its owner.
    Owned(bool),
    /// Its owner, or its last one, is one of these agents.
    Owner(SortedSet<AgentId>),
    /// We spoke in public so many times.
    PublicRounds(Bounds<u64>),
    /// A public follow-up is owed.
    FollowUpOwed(bool),
    /// So many promises are open.
    PromisesOpen(Bounds<u64>),
    /// So many promises were broken.
    PromisesBroken(Bounds<u64>),
    /// The customer went elsewhere first, in vain (S1:11).
    PriorContactElsewhere(bool),
    /// It was reopened at least once.
    Reopened(bool),
    /// It carries one of these tags.
    Tag(SortedSet<String>),
    /// Customer and team last spoke no longer ago than this.
    LastContactWithin(Window),
}

/// A fact by its name, and what it must be.
#[expect(
    clippy::exhaustive_structs,
    reason = "a fact is looked up by name and compared"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactTest {
    /// The name.
    pub key: String,
    /// What it must be.
    pub is: Expected,
}

/// What a fact must be.
#[expect(
    clippy::exhaustive_enums,
    reason = "a fact is compared by equality or by order"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// One of these.
    OneOf(SortedSet<FactValue>),
    /// A number between these bounds.
    Between(Bounds<i64>),
}
