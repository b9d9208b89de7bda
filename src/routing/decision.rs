use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::TopicId;
use super::action::{SameOwner, Switch};
use super::fact::Fact;
use super::missing::Missing;
use super::outcome::{Origin, Outcome, Why};
use super::reason::ReasonId;
use super::rule::RuleId;
use super::slot::{Slot, Slots};
use super::spans::Spans;
use super::trace::Trace;
use crate::sla::{TargetsId, Urgency};
use crate::sorted::SortedSet;
use crate::team::{Act, DepartmentId, QueueId};
use crate::text::Span;
use crate::triage::ModelId;

/// The reason of what nobody need read.
const NO_ADDED_VALUE: &str = "no-added-value";

/// What the rules say of one mention, and why.
///
/// It holds codes, numbers and spans, never words of a person, so that a log
/// may keep it; [`Decision::explain`] makes sentences of it. Why is noted while
/// deciding and written out when it is read: in memory a decision keeps the
/// names of the rules it was made by, which it shares with them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Decision {
    pub(super) outcome: Outcome,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) origin: Option<Origin>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) queue: Option<QueueId>,
    #[serde(default, skip_serializing_if = "SortedSet::is_empty")]
    pub(super) needs: SortedSet<Act>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) same_owner: Option<SameOwner>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) urgency: Option<Urgency>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sla: Option<TargetsId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) topic: Option<TopicId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) refer: Option<String>,
    #[serde(default, skip_serializing_if = "SortedSet::is_empty")]
    pub(super) tags: SortedSet<Arc<str>>,
    #[serde(default, skip_serializing_if = "SortedSet::is_empty")]
    pub(super) consult: SortedSet<DepartmentId>,
    #[serde(default, skip_serializing_if = "SortedSet::is_empty")]
    pub(super) notify: SortedSet<DepartmentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) switch: Option<Switch>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) follow_up: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) redact: bool,
    #[serde(default, skip_serializing_if = "Trace::is_empty")]
    pub(super) because: Trace,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) suppressed: Vec<Suppressed>,
    #[serde(default, skip_serializing_if = "Trace::is_empty")]
    pub(super) shadow: Trace,
    #[serde(default, skip_serializing_if = "Trace::is_empty")]
    pub(super) unknown: Trace<Unsettled>,
    #[serde(default, skip_serializing_if = "Missing::is_empty")]
    pub(super) missing: Missing,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) filed: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) model: Option<ModelId>,
    #[serde(default, skip_serializing_if = "is_unnamed")]
    pub(super) version: Arc<str>,
}

fn is_unnamed(version: &Arc<str>) -> bool {
    version.is_empty()
}

/// A rule that fired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Fired {
    /// The rule.
    pub rule: RuleId,
    /// The pieces of the original text that made it fire.
    #[serde(default, skip_serializing_if = "<[Span]>::is_empty")]
    pub spans: Spans,
    /// The tests on which it rests, such as `when.all[1]`.
    pub paths: Arc<[Arc<str>]>,
    /// The slots it decided, and those to which every rule may add and it did,
    /// be it what another said before. For a rule that only watches, those for
    /// which it has a wish.
    #[serde(default, skip_serializing_if = "Slots::is_empty")]
    pub slots: Slots,
}

/// A wish of a rule that fired and was not granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Suppressed {
    /// The rule whose wish it was.
    pub rule: RuleId,
    /// What it wished for.
    pub slot: Slot,
    /// The rule whose wish counted.
    pub by: RuleId,
}

/// A rule that neither fired nor did not. One on trial is among them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Unsettled {
    /// The rule.
    pub rule: RuleId,
    /// Whether it only watches.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shadow: bool,
    /// The facts it hangs on.
    pub missing: SortedSet<Fact>,
}

impl Decision {
    /// So many pieces of text are looked up at most for the rules of one
    /// decision, in their order, pieces that more than one test of a rule finds
    /// with each; those of the rules that come after are not told. Only a text
    /// that repeats itself before rules that all rest on it gets there.
    pub const MOST_SPANS: usize = 65_536;

    /// What becomes of the mention.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// Who began, for a mention that deserves an answer.
    pub fn origin(&self) -> Option<Origin> {
        self.origin
    }

    /// The queue that takes it.
    pub fn queue(&self) -> Option<&QueueId> {
        self.queue.as_ref()
    }

    /// What whoever takes it must be allowed to decide.
    pub fn needs(&self) -> &SortedSet<Act> {
        &self.needs
    }

    /// Whether the owner of the running case keeps it.
    pub fn same_owner(&self) -> Option<SameOwner> {
        self.same_owner
    }

    /// How urgent it is; where no rule says so, as everything is.
    pub fn urgency(&self) -> Urgency {
        self.urgency.unwrap_or(Urgency::Normal)
    }

    /// The targets that hold for it; none where they are the usual ones.
    pub fn sla(&self) -> Option<&TargetsId> {
        self.sla.as_ref()
    }

    /// What it is about.
    pub fn topic(&self) -> Option<&TopicId> {
        self.topic.as_ref()
    }

    /// The entry of the directory to send the customer to.
    pub fn refer(&self) -> Option<&str> {
        self.refer.as_deref()
    }

    /// The words it is filed under.
    pub fn tags(&self) -> &SortedSet<Arc<str>> {
        &self.tags
    }

    /// The departments to ask.
    pub fn consults(&self) -> &SortedSet<DepartmentId> {
        &self.consult
    }

    /// The departments that want to know.
    pub fn notify(&self) -> &SortedSet<DepartmentId> {
        &self.notify
    }

    /// The channels to offer instead.
    pub fn switch(&self) -> Option<&Switch> {
        self.switch.as_ref()
    }

    /// Whether a public follow-up is owed in any case.
    pub fn follow_up(&self) -> bool {
        self.follow_up
    }

    /// Whether what is shown elsewhere must leave out personal data.
    pub fn redact(&self) -> bool {
        self.redact
    }

    /// The rules that fired, in their order, and on what each rests. It is
    /// written out when it is first read.
    pub fn because(&self) -> &[Fired] {
        self.because.told()
    }

    /// The names of the rules that fired, in their order.
    pub fn rules(&self) -> impl Iterator<Item = &RuleId> {
        self.because.rules()
    }

    /// The names of the rules that would have fired and only watch.
    pub(super) fn watching(&self) -> impl Iterator<Item = &RuleId> {
        self.shadow.rules()
    }

    /// The wishes that were not granted.
    pub fn suppressed(&self) -> &[Suppressed] {
        &self.suppressed
    }

    /// The rules that would have fired and only watch.
    pub fn shadow(&self) -> &[Fired] {
        self.shadow.told()
    }

    /// The rules that hang on a fact that is not known, in their order and those
    /// that only watch after them. They are written out when they are first read.
    pub fn unknown(&self) -> &[Unsettled] {
        self.unknown.told()
    }

    /// The facts that could still change this decision: those of rules that
    /// could still take a slot, or could if they did not only watch. For a
    /// mention that is certainly left alone only whom to notify is still open.
    pub fn missing(&self) -> &SortedSet<Fact> {
        self.missing.named()
    }

    /// The same for a mention in a language that is not read here: it waits in
    /// this queue unless a rule chose one, and is not said to add nothing.
    pub(crate) fn foreign(mut self, queue: Option<&QueueId>) -> Self {
        let adds_nothing =
            matches!(&self.outcome, Outcome::NoResponse(why) if why.as_str() == NO_ADDED_VALUE);
        if adds_nothing {
            self.outcome = Outcome::Review(Why::Language);
        }
        if !matches!(self.outcome, Outcome::NoResponse(_)) {
            self.queue = self.queue.or_else(|| queue.cloned());
        }
        self
    }

    /// Whether a model filed it, because no rule spoke of it.
    pub fn is_filed_by_model(&self) -> bool {
        self.filed
    }

    /// The same mention, left alone for this reason on a model's word.
    pub(crate) fn filed_as(mut self, reason: ReasonId) -> Self {
        self.outcome = Outcome::NoResponse(reason);
        self.filed = true;
        self
    }

    /// The learned model without whose word it would be another decision: it
    /// drew attention to the mention, or filed it.
    pub fn model(&self) -> Option<&ModelId> {
        self.model.as_ref()
    }

    /// The same decision, which rests on this model's word.
    pub(crate) fn by_word_of(mut self, model: Option<&ModelId>) -> Self {
        self.model = model.cloned();
        self
    }

    /// The version of the playbook that decided.
    pub fn version(&self) -> &str {
        &self.version
    }
}
