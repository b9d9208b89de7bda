use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::document::{Node, Problems};
use crate::sorted::SortedSet;

/// What somebody may decide: which acts, up to which amount, on which topics,
/// until when (S1:19 "geen enkele bevoegdheid").
///
/// ```
/// use webcare::team::{Act, Mandate};
///
/// let mandate = Mandate::of([Act::Reply, Act::Goodwill]).up_to(2_500);
/// assert!(mandate.covers(Act::Goodwill, Some(2_500), None, None));
/// assert!(!mandate.covers(Act::Goodwill, Some(2_501), None, None));
/// assert!(!mandate.covers(Act::Close, None, None, None));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Mandate {
    /// The acts it covers.
    pub acts: SortedSet<Act>,
    /// The largest amount, in cents, that may be given away at once.
    pub amount: u64,
    /// The topics it covers; every topic when there are none.
    pub topics: SortedSet<String>,
    /// The instant it ends, where it does.
    pub until: Option<DateTime<Utc>>,
}

/// The kinds of decision that a mandate speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Act {
    /// Answer a customer.
    Reply,
    /// Tell a customer what will be done, and by when.
    Promise,
    /// Give something out of leniency (*coulance*).
    Goodwill,
    /// Send a customer on to a form, a number, a department.
    Refer,
    /// Decide that a matter is done.
    Resolve,
    /// Close a case.
    Close,
    /// Approve what somebody else wrote.
    Approve,
    /// Override a house-style refusal, with a reason.
    Override,
    /// Decide that no public follow-up is needed.
    Waive,
}

impl Act {
    /// The word for it in a playbook.
    pub fn as_str(self) -> &'static str {
        ACTS.iter()
            .find(|(_, act)| *act == self)
            .map_or("", |(word, _)| word)
    }

    /// Reads one act or a list of them.
    pub(crate) fn read_all(node: &Node<'_>, problems: &mut Problems) -> Option<SortedSet<Self>> {
        let acts = node.one_or_more(problems)?;
        let acts = acts.iter().filter_map(|act| act.one_of(&ACTS, problems));
        Some(acts.collect())
    }
}

const ACTS: [(&str, Act); 9] = [
    ("reply", Act::Reply),
    ("promise", Act::Promise),
    ("goodwill", Act::Goodwill),
    ("refer", Act::Refer),
    ("resolve", Act::Resolve),
    ("close", Act::Close),
    ("approve", Act::Approve),
    ("override", Act::Override),
    ("waive", Act::Waive),
];

impl Mandate {
    /// A mandate for these acts on any topic, for no amount, without an end.
    pub fn of(acts: impl IntoIterator<Item = Act>) -> Self {
        Self {
            acts: acts.into_iter().collect(),
            ..Self::default()
        }
    }

    /// Everything, on any topic, for any amount, without an end.
    pub fn everything() -> Self {
        Self::of(ACTS.map(|(_, act)| act)).up_to(u64::MAX)
    }

    /// The same up to an amount in cents.
    pub fn up_to(mut self, cents: u64) -> Self {
        self.amount = cents;
        self
    }

    /// Whether it covers an act of `amount` cents on `topic` at the instant `at`.
    ///
    /// What is `None` does not count: an act without an amount needs none, and
    /// without an instant an ended mandate is not noticed.
    pub fn covers(
        &self,
        act: Act,
        amount: Option<u64>,
        topic: Option<&str>,
        at: Option<DateTime<Utc>>,
    ) -> bool {
        self.acts.contains(&act)
            && amount.is_none_or(|amount| amount <= self.amount)
            && topic.is_none_or(|topic| self.topics.is_empty() || self.topics.contains(topic))
            && self.until.zip(at).is_none_or(|(until, at)| at < until)
    }

    /// Whether everything that `other` covers is covered here too (S1:40).
    pub fn includes(&self, other: &Mandate) -> bool {
        let topics = self.topics.is_empty()
            || (!other.topics.is_empty() && other.topics.is_subset(&self.topics));
        let until = match (self.until, other.until) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(ours), Some(theirs)) => ours >= theirs,
        };
        other.acts.is_subset(&self.acts) && other.amount <= self.amount && topics && until
    }

    /// Reads `{ acts = ["reply"], amount = "25.00", topics = ["schade"] }`.
    pub(crate) fn read(node: &Node<'_>, problems: &mut Problems) -> Option<Self> {
        let mut table = node.table(problems)?;
        let acts = table
            .required("acts", problems)
            .and_then(|acts| Act::read_all(&acts, problems));
        let amount = table
            .optional("amount")
            .and_then(|amount| cents(&amount, problems));
        let topics = table
            .optional("topics")
            .and_then(|topics| topics.texts(problems));
        let until = table.optional("until").and_then(|until| {
            until.parsed("write an instant such as `2012-01-01T00:00:00Z`", problems)
        });
        table.finish(problems);
        Some(Self {
            acts: acts?,
            amount: amount.unwrap_or(0),
            topics: topics
                .unwrap_or_default()
                .into_iter()
                .map(str::to_owned)
                .collect(),
            until,
        })
    }
}

/// Reads an amount of money: `"25.00"` or the whole number `25`, in the playbook's one currency.
fn cents(node: &Node<'_>, problems: &mut Problems) -> Option<u64> {
    let right = "write an amount such as `25` or `\"25.00\"`";
    if let crate::document::Value::Integer(_) = node.value() {
        return node.whole(problems)?.checked_mul(100);
    }
    let text = node.text(problems)?;
    let parsed = match text.split_once('.') {
        None => text
            .parse::<u64>()
            .ok()
            .and_then(|whole| whole.checked_mul(100)),
        Some((whole, part)) if part.len() == 2 => {
            let digits = part.bytes().all(|byte| byte.is_ascii_digit());
            let whole = whole
                .parse::<u64>()
                .ok()
                .and_then(|whole| whole.checked_mul(100));
            whole
                .zip(part.parse::<u64>().ok().filter(|_| digits))
                .and_then(|(whole, part)| whole.checked_add(part))
        }
        Some(_) => None,
    };
    if parsed.is_none() {
        node.invalid::<()>(format!("`{text}` is not an amount"), right, problems);
    }
    parsed
}
