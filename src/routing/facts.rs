use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::rate::{Rate, RateKey};
use crate::calendar::Calendar;
use crate::channel::Visibility;
use crate::mention::{Addressing, Mention};
use crate::sorted::{SortedMap, SortedSet};
use crate::team::{AgentId, QueueId};
use crate::text::Folded;
use crate::triage::Assessment;

/// A mention and what is known around it at the moment of deciding.
///
/// What is `None`, or not in a map, is *not known*: a condition that hangs on
/// it is neither true nor false.
///
/// ```
/// use webcare::mention::Mention;
/// use webcare::routing::{CaseFacts, Facts};
/// use webcare::text::Folded;
///
/// let mention = Mention::post("twitter", "1").by("@jan").text("Niet teruggebeld");
/// let folded = Folded::new(mention.text.reveal());
/// let mut facts = Facts::new(&mention, &folded, chrono::DateTime::UNIX_EPOCH);
/// let none_running = CaseFacts::default();
/// facts.case = Some(&none_running);
/// assert!(facts.assessment.is_none());
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Facts<'a> {
    /// The mention.
    pub mention: &'a Mention,
    /// Its text, folded.
    pub folded: &'a Folded,
    /// The moment of deciding.
    pub now: DateTime<Utc>,
    /// How it speaks to us.
    pub addressing: Addressing,
    /// Whether the post it answers is ours; not needed where it answers none.
    pub answers_us: Option<bool>,
    /// Who can read its channel.
    pub visibility: Option<Visibility>,
    /// The opening hours that rules speak of, by name.
    pub calendars: &'a SortedMap<String, Calendar>,
    /// What a classifier makes of it.
    pub assessment: Option<&'a Assessment>,
    /// What the host's records know of the customer.
    pub customer: Option<&'a CustomerFacts>,
    /// The case it would belong to; the default where there is none.
    pub case: Option<&'a CaseFacts>,
    /// The work and the people of queues, as far as they were counted.
    pub capacity: &'a SortedMap<QueueId, Capacity>,
    /// The rates counted so far.
    pub rates: &'a SortedMap<RateKey, Rate>,
    /// The host's own facts, by name.
    pub host: &'a SortedMap<String, FactValue>,
}

static NO_CALENDARS: LazyLock<SortedMap<String, Calendar>> = LazyLock::new(SortedMap::new);
static NO_CAPACITY: LazyLock<SortedMap<QueueId, Capacity>> = LazyLock::new(SortedMap::new);
static NO_RATES: LazyLock<SortedMap<RateKey, Rate>> = LazyLock::new(SortedMap::new);
static NO_HOST_FACTS: LazyLock<SortedMap<String, FactValue>> = LazyLock::new(SortedMap::new);

impl<'a> Facts<'a> {
    /// A mention of which nothing else is known than that it does not speak to us.
    ///
    /// `folded` must be the folded text of `mention`.
    pub fn new(mention: &'a Mention, folded: &'a Folded, now: DateTime<Utc>) -> Self {
        Self {
            mention,
            folded,
            now,
            addressing: Addressing::Implied,
            answers_us: None,
            visibility: None,
            calendars: &NO_CALENDARS,
            assessment: None,
            customer: None,
            case: None,
            capacity: &NO_CAPACITY,
            rates: &NO_RATES,
            host: &NO_HOST_FACTS,
        }
    }
}

/// What a queue can take at the moment of deciding.
#[expect(
    clippy::exhaustive_structs,
    reason = "capacity is work on one side and people on the other"
)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capacity {
    /// The cases that wait in it.
    pub waiting: u64,
    /// The agents who are there for it.
    pub present: u64,
}

/// The value of a fact from the host's records.
#[expect(
    clippy::exhaustive_enums,
    reason = "a fact is compared as a truth, a number or a word"
)]
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FactValue {
    /// So, or not so.
    Bool(bool),
    /// A whole number.
    Whole(i64),
    /// A word of the host's own.
    Word(String),
}

impl From<&str> for FactValue {
    fn from(word: &str) -> Self {
        FactValue::Word(word.to_owned())
    }
}

/// What the host's records know of the customer, by names of its own.
///
/// Known customers only: an author who is not a customer is the empty set of
/// facts, and an author not looked up is `None` in [`Facts::customer`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CustomerFacts {
    facts: SortedMap<String, FactValue>,
}

impl CustomerFacts {
    /// The name of the fact that the customer has an open case in the host's
    /// own records: the id that it has there, or `true`. A case that opens
    /// points it out ([`Case::doubles`](crate::case::Case::doubles)).
    pub const OPEN_CASE: &str = "open-case";

    /// These facts and no others.
    pub fn of<K: Into<String>>(facts: impl IntoIterator<Item = (K, FactValue)>) -> Self {
        let facts = facts.into_iter().map(|(key, value)| (key.into(), value));
        Self {
            facts: facts.collect(),
        }
    }

    pub(crate) fn all(&self) -> &SortedMap<String, FactValue> {
        &self.facts
    }

    /// The fact of this name, where it is known.
    pub fn get(&self, key: &str) -> Option<&FactValue> {
        self.facts.get(key)
    }
}

/// What rules may know of the case a mention would belong to. The default is
/// that there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct CaseFacts {
    /// Whether a matter with this customer is running.
    pub open: bool,
    /// The agent who owns it, or owned it last.
    pub owner: Option<AgentId>,
    /// How many times we spoke in public.
    pub public_rounds: u32,
    /// Whether a public follow-up is owed.
    pub follow_up_owed: bool,
    /// How many promises are open.
    pub promises_open: u32,
    /// How many promises were broken.
    pub promises_broken: u32,
    /// Whether the customer tried another channel first, in vain: spoke there, or
    /// was sent there and comes back, and the matter is still open.
    pub prior_contact_elsewhere: bool,
    /// Whether it was reopened at least once.
    pub reopened: bool,
    /// The tags it carries.
    pub tags: SortedSet<String>,
    /// When customer and team last spoke.
    pub last_contact: Option<DateTime<Utc>>,
}
