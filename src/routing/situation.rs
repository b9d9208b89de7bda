use chrono::{DateTime, Utc};

use super::decision::Decision;
use super::facts::{Capacity, CaseFacts, CustomerFacts, FactValue, Facts};
use super::rate::{Rate, RateKey};
use super::ruleset::RuleSet;
use crate::calendar::Calendar;
use crate::channel::Visibility;
use crate::mention::{Addressing, Mention};
use crate::sorted::SortedMap;
use crate::team::QueueId;
use crate::text::Folded;
use crate::triage::Assessment;

/// A mention with all that is known around it, to keep: [`Facts`] that own
/// what they hold.
///
/// What is `None`, or not in a map, is not known.
///
/// ```
/// use webcare::mention::Mention;
/// use webcare::routing::{Actions, Outcome, Rule, RuleSet, Situation, Test};
///
/// let mut complaint = Actions::default();
/// complaint.outcome = Some(Outcome::Respond("complaint".into()));
/// let words = Test::Words(vec!["niet teruggebeld".parse()?]);
/// let rules = RuleSet::new([Rule::new("not-called-back", words, complaint)])?;
/// let situation = Situation::of(Mention::post("twitter", "1").text("Niet teruggebeld!"));
/// assert_eq!(situation.decide(&rules).outcome(), &Outcome::Respond("complaint".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Situation {
    /// The mention.
    pub mention: Mention,
    /// The moment of deciding.
    pub now: DateTime<Utc>,
    /// How it speaks to us.
    pub addressing: Addressing,
    /// Whether the post it answers is ours.
    pub answers_us: Option<bool>,
    /// Who can read its channel.
    pub visibility: Option<Visibility>,
    /// The opening hours that rules speak of, by name.
    pub calendars: SortedMap<String, Calendar>,
    /// What a classifier makes of it.
    pub assessment: Option<Assessment>,
    /// What the host's records know of the customer.
    pub customer: Option<CustomerFacts>,
    /// The case it would belong to; the default where there is none.
    pub case: Option<CaseFacts>,
    /// The work and the people of queues.
    pub capacity: SortedMap<QueueId, Capacity>,
    /// The rates counted so far.
    pub rates: SortedMap<RateKey, Rate>,
    /// The host's own facts, by name.
    pub host: SortedMap<String, FactValue>,
}

/// Everything is compared but the opening hours, of which only the names are.
impl PartialEq for Situation {
    fn eq(&self, other: &Self) -> bool {
        self.mention == other.mention
            && self.now == other.now
            && self.addressing == other.addressing
            && self.answers_us == other.answers_us
            && self.visibility == other.visibility
            && self.calendars.keys().eq(other.calendars.keys())
            && self.assessment == other.assessment
            && self.customer == other.customer
            && self.case == other.case
            && self.capacity == other.capacity
            && self.rates == other.rates
            && self.host == other.host
    }
}

impl Situation {
    /// A mention of which nothing else is known than that it does not speak to us.
    pub fn of(mention: Mention) -> Self {
        Self {
            now: mention.seen_at.or(mention.posted_at).unwrap_or_default(),
            mention,
            addressing: Addressing::Implied,
            answers_us: None,
            visibility: None,
            calendars: SortedMap::new(),
            assessment: None,
            customer: None,
            case: None,
            capacity: SortedMap::new(),
            rates: SortedMap::new(),
            host: SortedMap::new(),
        }
    }

    /// The same as facts to decide on; `folded` must be the folded text of the mention.
    pub fn facts<'a>(&'a self, folded: &'a Folded) -> Facts<'a> {
        let mut facts = Facts::new(&self.mention, folded, self.now);
        facts.addressing = self.addressing;
        facts.answers_us = self.answers_us;
        facts.visibility = self.visibility;
        facts.calendars = &self.calendars;
        facts.assessment = self.assessment.as_ref();
        facts.customer = self.customer.as_ref();
        facts.case = self.case.as_ref();
        facts.capacity = &self.capacity;
        facts.rates = &self.rates;
        facts.host = &self.host;
        facts
    }

    /// What these rules make of it.
    pub fn decide(&self, rules: &RuleSet) -> Decision {
        let folded = Folded::new(self.mention.text.reveal());
        rules.decide(&self.facts(&folded))
    }
}
