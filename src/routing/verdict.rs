use super::TopicId;
use super::action::{Actions, SameOwner, Switch};
use super::outcome::{Origin, Outcome};
use super::rule::Rule;
use super::ruleset::RuleSet;
use crate::sla::{TargetsId, Urgency};
use crate::sorted::SortedSet;
use crate::team::{Act, DepartmentId, QueueId};

/// What is to be done with a mention, without why: a [`Decision`](super::Decision)
/// that is not written down.
///
/// It says what the decision says of every slot, costs less, and allocates
/// nothing: rules that could only wish for what an earlier rule holds are not
/// looked at. It borrows from the rules and from the scratch.
///
/// ```
/// use webcare::mention::Mention;
/// use webcare::routing::{Actions, Facts, Outcome, Rule, RuleSet, Scratch, Test};
/// use webcare::text::Folded;
///
/// let mut complaint = Actions::default();
/// complaint.outcome = Some(Outcome::Respond("complaint".into()));
/// let words = Test::Words(vec!["niet teruggebeld".parse()?]);
/// let rules = RuleSet::new([Rule::new("not-called-back", words, complaint)])?;
///
/// let (mut scratch, mut folded) = (Scratch::new(), Folded::default());
/// let mut complaints = 0;
/// for text in ["Al 2 weken niet teruggebeld", "Top geholpen!"] {
///     let mention = Mention::post("twitter", "1").text(text);
///     folded.refill(text);
///     let facts = Facts::new(&mention, &folded, chrono::DateTime::UNIX_EPOCH);
///     let verdict = rules.verdict(&facts, &mut scratch);
///     complaints += usize::from(verdict.outcome().reason() == Some(&"complaint".into()));
/// }
/// assert_eq!(complaints, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Verdict<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) fired: &'a [usize],
    pub(super) outcome: Outcome,
    pub(super) origin: Option<Origin>,
    pub(super) hangs: bool,
}

impl<'a> Verdict<'a> {
    /// What becomes of the mention.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// Who began, for a mention that deserves an answer.
    pub fn origin(&self) -> Option<Origin> {
        self.origin
    }

    /// Whether the outcome hangs on a fact that is not known.
    pub fn hangs(&self) -> bool {
        self.hangs
    }

    /// The queue that takes it.
    pub fn queue(&self) -> Option<&'a QueueId> {
        self.first(|wish| wish.queue.as_ref())
    }

    /// What whoever takes it must be allowed to decide, rule by rule; one may
    /// come twice.
    pub fn needs(&self) -> impl Iterator<Item = &'a Act> {
        self.each(|wish| &wish.needs)
    }

    /// The targets that hold for it; none where they are the usual ones.
    pub fn sla(&self) -> Option<&'a TargetsId> {
        self.first(|wish| wish.sla.as_ref())
    }

    /// Whether the owner of the running case keeps it.
    pub fn same_owner(&self) -> Option<SameOwner> {
        self.first(|wish| wish.same_owner)
    }

    /// How urgent it is; where no rule says so, as everything is.
    pub fn urgency(&self) -> Urgency {
        let wishes = self.wishes().filter_map(|wish| wish.urgency);
        wishes.max().unwrap_or(Urgency::Normal)
    }

    /// What it is about.
    pub fn topic(&self) -> Option<&'a TopicId> {
        self.first(|wish| wish.topic.as_ref())
    }

    /// The entry of the directory to send the customer to.
    pub fn refer(&self) -> Option<&'a str> {
        self.first(|wish| wish.refer.as_deref())
    }

    /// The words it is filed under, rule by rule; one may come twice.
    pub fn tags(&self) -> impl Iterator<Item = &'a str> {
        self.wishes()
            .flat_map(|wish| &wish.tags)
            .map(String::as_str)
    }

    /// The departments to ask, rule by rule; one may come twice.
    pub fn consults(&self) -> impl Iterator<Item = &'a DepartmentId> {
        self.each(|wish| &wish.consult)
    }

    /// The departments that want to know, rule by rule; one may come twice.
    pub fn notify(&self) -> impl Iterator<Item = &'a DepartmentId> {
        self.each(|wish| &wish.notify)
    }

    /// The offers to go on elsewhere, rule by rule.
    pub fn switches(&self) -> impl Iterator<Item = &'a Switch> {
        self.wishes().filter_map(|wish| wish.switch.as_ref())
    }

    /// Whether a public follow-up is owed in any case.
    pub fn follow_up(&self) -> bool {
        self.wishes().any(|wish| wish.follow_up)
    }

    /// Whether what is shown elsewhere must leave out personal data.
    pub fn redact(&self) -> bool {
        self.wishes().any(|wish| wish.redact)
    }

    /// The rules it rests on, in their order.
    pub fn rules(&self) -> impl Iterator<Item = &'a Rule> {
        let (all, fired) = (self.rules.rules(), self.fired);
        fired.iter().filter_map(|&place| all.get(place))
    }

    /// The version of the playbook that decided.
    pub fn version(&self) -> &'a str {
        self.rules.version_name()
    }

    fn wishes(&self) -> impl Iterator<Item = &'a Actions> {
        self.rules().map(|rule| &rule.then)
    }

    fn first<T>(&self, wish: impl Fn(&'a Actions) -> Option<T>) -> Option<T> {
        self.wishes().find_map(wish)
    }

    fn each<T: 'a>(
        &self,
        of: impl Fn(&'a Actions) -> &'a SortedSet<T>,
    ) -> impl Iterator<Item = &'a T> {
        self.wishes().flat_map(of)
    }
}
