use chrono::{DateTime, Utc};

use super::Policy;
use super::known::{Asked, Known};
use crate::case::{Case, State};
use crate::channel::ChannelId;
use crate::mention::{self, Mention};
use crate::routing::{
    Capacity, CaseFacts, Decision, Fact, FactValue, Facts, Ground, Rate, RateKey, RuleId,
    UnknownRule, Why,
};
use crate::sorted::SortedMap;
use crate::team::QueueId;
use crate::text::Folded;
use crate::triage::Assessment;

/// The longest text that is judged, in bytes. A longer one goes to a person.
pub(super) const LONGEST_TEXT: usize = 64 * 1024;

impl Policy {
    /// What to do with `mention`, as far as the mention itself tells.
    ///
    /// It needs no case, no store and no host: rules that ask about a case,
    /// a customer or a rate are answered *not known*, and say so.
    ///
    /// The text is judged up to 64 KiB; a longer one goes to
    /// [`Outcome::Review`](crate::routing::Outcome::Review), as does a mention
    /// with nothing to read.
    pub fn triage(&self, mention: &Mention) -> Decision {
        self.triage_as(mention, self.assess(mention).as_ref())
    }

    /// What the built-in cues make of `mention`; nothing where the playbook
    /// leaves that to a classifier of the host's.
    pub fn assess(&self, mention: &Mention) -> Option<Assessment> {
        self.playbook.uses_cues().then(|| self.cues.assess(mention))
    }

    /// As [`Policy::triage`], with an assessment that was made elsewhere.
    pub fn triage_as(&self, mention: &Mention, assessment: Option<&Assessment>) -> Decision {
        let known = Known::silent();
        match self.judge_as(mention, assessment, heard_at(mention), &known) {
            Ok(decision) => decision,
            // A host that answers nothing is never asked again.
            Err(_) => self.rules.review(Why::MissingFact),
        }
    }

    /// Why a rule does not speak of `mention`: the tests on which that rests.
    /// Empty where its condition holds.
    ///
    /// ```
    /// use webcare::mention::Mention;
    /// use webcare::playbook::Playbook;
    ///
    /// let document = toml::from_str(r#"
    ///     playbook = "Small"
    ///     version  = "1"
    ///     zone     = "Europe/Amsterdam"
    ///     calendars.day  = { mon-fri = ["09:00-17:00"] }
    ///     queues.webcare = { mandate = { acts = ["reply"] } }
    ///     sla            = { calendar = "day", first-response = "1 working day" }
    ///     rules = [{ id = "late", when = "schade* NEAR/4 weken", then = { respond = "complaint" } }]
    /// "#)?;
    /// let policy = Playbook::from_value(document)?.compile()?;
    /// let mention = Mention::post("twitter", "1").text("Schade gemeld, in een uur geregeld");
    /// let why = policy.why_not(&"late".into(), &mention, None)?;
    /// assert_eq!(why[0].path, "when");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`UnknownRule`] where the playbook has no such rule.
    pub fn why_not(
        &self,
        rule: &RuleId,
        mention: &Mention,
        assessment: Option<&Assessment>,
    ) -> Result<Vec<Ground>, UnknownRule> {
        let folded = Folded::new(mention.text.reveal());
        let facts = self.facts(mention, &folded, assessment, heard_at(mention));
        self.rules.why_not(rule, &facts)
    }

    /// Decides on a mention, asking only for what can still change the decision.
    pub(super) fn judge(
        &self,
        mention: &Mention,
        now: DateTime<Utc>,
        known: &Known,
    ) -> Asked<Decision> {
        self.judge_as(mention, self.assess(mention).as_ref(), now, known)
    }

    /// What a mention and the playbook tell by themselves.
    pub(super) fn facts<'a>(
        &'a self,
        mention: &'a Mention,
        folded: &'a Folded,
        assessment: Option<&'a Assessment>,
        now: DateTime<Utc>,
    ) -> Facts<'a> {
        let own = self
            .own
            .get(&mention.channel)
            .map_or(&[][..], Vec::as_slice);
        let answered = mention.answers.as_ref();
        let channel = self.playbook.channels.get(&mention.channel);
        let mut facts = Facts::new(mention, folded, now);
        facts.calendars = &self.playbook.calendars;
        facts.visibility = channel.map(|channel| channel.visibility);
        facts.addressing = mention::addressing(mention, own);
        facts.answers_us = Some(answered.is_some_and(|whom| own.contains(whom)));
        facts.assessment = assessment;
        facts
    }

    fn judge_as(
        &self,
        mention: &Mention,
        assessment: Option<&Assessment>,
        now: DateTime<Utc>,
        known: &Known,
    ) -> Asked<Decision> {
        let text = mention.text.reveal();
        if text.len() > LONGEST_TEXT {
            return Ok(self.rules.review(Why::TooLong));
        }
        let folded = Folded::new(text);
        let mut facts = self.facts(mention, &folded, assessment, now);
        let (case_facts, counted);
        let mut decision = self.rules.decide(&facts);
        // Cheapest first: the classifier, the cases, the counts and what the host
        // itself knows, the CRM.
        if decision.missing().contains(&Fact::Assessment)
            && let Some(assessment) = known.assessment(mention)?
        {
            facts.assessment = Some(assessment);
            decision = self.rules.decide(&facts);
        }
        if decision.missing().contains(&Fact::Case)
            && let Some(related) = known.related(&mention.channel, &mention.author.handle)?
        {
            let cases = related.cases.iter().map(|record| &record.case);
            case_facts = facts_of(cases, &mention.channel);
            facts.case = Some(&case_facts);
            decision = self.rules.decide(&facts);
        }
        (counted, decision) = self.count(&facts, decision, known)?;
        (facts.rates, facts.capacity, facts.host) =
            (&counted.rates, &counted.capacity, &counted.host);
        if decision.missing().contains(&Fact::Customer)
            && let Some(customer) = known.customer(&mention.channel, &mention.author.handle)?
        {
            facts.customer = Some(customer);
            decision = self.rules.decide(&facts);
        }
        Ok(self.as_a_foreigner(decision, mention, facts.assessment))
    }

    /// Asks for rates, capacities and facts of the host's own, one after the
    /// other as long as one can still change the decision.
    fn count(
        &self,
        facts: &Facts<'_>,
        mut decision: Decision,
        known: &Known,
    ) -> Asked<(Counted, Decision)> {
        let mut counted = Counted::default();
        loop {
            let mut learned = false;
            for fact in decision.missing() {
                learned = counted.learn(fact, known)?;
                if learned {
                    break;
                }
            }
            if !learned {
                return Ok((counted, decision));
            }
            let mut facts = facts.clone();
            (facts.rates, facts.capacity, facts.host) =
                (&counted.rates, &counted.capacity, &counted.host);
            decision = self.rules.decide(&facts);
        }
    }

    /// A mention in a language that is not read here was not judged to add
    /// nothing: it goes to a person, in the queue for such mentions.
    fn as_a_foreigner(
        &self,
        decision: Decision,
        mention: &Mention,
        assessment: Option<&Assessment>,
    ) -> Decision {
        let found = assessment.and_then(Assessment::language);
        let Some(tag) = mention.lang.as_deref().or(found) else {
            return decision;
        };
        let tag = tag.split(['-', '_']).next().unwrap_or(tag);
        let mut read = self.playbook.languages.iter();
        if tag == "und" || read.any(|known| known.eq_ignore_ascii_case(tag)) {
            return decision;
        }
        decision.foreign(self.playbook.foreign_queue.as_ref())
    }
}

/// When a mention on its own is judged: when it was seen, else when it was posted.
fn heard_at(mention: &Mention) -> DateTime<Utc> {
    mention.seen_at.or(mention.posted_at).unwrap_or_default()
}

/// What was asked of the host one by one.
#[derive(Default)]
struct Counted {
    rates: SortedMap<RateKey, Rate>,
    capacity: SortedMap<QueueId, Capacity>,
    host: SortedMap<String, FactValue>,
}

impl Counted {
    /// Takes in what the host tells; whether that is new.
    fn learn(&mut self, fact: &Fact, known: &Known) -> Asked<bool> {
        let known_before = match fact {
            Fact::Rate(key) => {
                let rate = known.rate(key)?;
                rate.map(|it| self.rates.insert(key.clone(), it).is_some())
            }
            Fact::Capacity(queue) => {
                let capacity = known.capacity(queue)?;
                capacity.map(|it| self.capacity.insert(queue.clone(), it).is_some())
            }
            Fact::Host(name) => {
                let value = known.host(name)?;
                value.map(|it| self.host.insert(name.clone(), it.clone()).is_some())
            }
            _ => None,
        };
        Ok(known_before == Some(false))
    }
}

/// What rules may know of a customer's cases: of the live one, else of the latest.
fn facts_of<'a>(cases: impl Iterator<Item = &'a Case>, channel: &ChannelId) -> CaseFacts {
    let latest = cases.max_by_key(|case| (case.is_live(), case.began_at, case.id.clone()));
    let mut facts = CaseFacts::default();
    let Some(case) = latest else { return facts };
    facts.open = case.is_live();
    facts.owner = case.agent().cloned();
    facts.public_rounds = case.public_rounds;
    facts.follow_up_owed = case.owes_follow_up();
    facts.promises_open = u32::try_from(case.open_promises().count()).unwrap_or(u32::MAX);
    let broken = case
        .promises
        .values()
        .filter(|promise| promise.broken)
        .count();
    facts.promises_broken = u32::try_from(broken).unwrap_or(u32::MAX);
    facts.last_contact = case.last_words.values().max().copied();
    facts.prior_contact_elsewhere = tried_elsewhere(case, channel);
    facts.reopened = case.state == State::Reopened;
    facts.tags = case
        .voices
        .values()
        .flat_map(|voice| voice.tags.iter().cloned())
        .collect();
    facts
}

/// Whether a customer who speaks here tried another channel first and is not
/// helped yet. Who comes where we sent them, does what we asked.
fn tried_elsewhere(case: &Case, channel: &ChannelId) -> bool {
    let mut ways = case.switches_taken.iter().chain(case.last_words.keys());
    let elsewhere = case.state == State::OnOtherChannel || ways.any(|it| it != channel);
    case.is_live() && elsewhere && !case.switched_to.contains(channel)
}
