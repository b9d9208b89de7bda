use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::ask::{Answer, Question};
use super::commit::{Basis, Filing, Related};
use super::reading::Read;
use super::record::Record;
use crate::case::CaseId;
use crate::channel::ChannelId;
use crate::mention::{Handle, Mention, MentionKey};
use crate::reply::style::Addressee;
use crate::routing::{
    Begun, Capacity, CustomerFacts, Decision, Fact, FactValue, Lacking, Rate, RateKey,
};
use crate::sorted::SortedMap;
use crate::team::{Presence, QueueId};
use crate::triage::Assessment;
use crate::triage::live::{Heard, Proposal};

/// What has been answered so far. Each look-up gives the answer or the question.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Whether nothing can be asked at all.
    silent: bool,
    filings: SortedMap<MentionKey, Option<Box<Filing>>>,
    related: SortedMap<(ChannelId, Handle), Related>,
    cases: SortedMap<CaseId, Option<Box<Record>>>,
    assessment: Option<Option<Assessment>>,
    /// Whether a learned model is asked, and what it said.
    hears_model: bool,
    heard: Option<Option<Box<Heard>>>,
    customer: Option<Option<CustomerFacts>>,
    rates: SortedMap<RateKey, Rate>,
    capacity: SortedMap<QueueId, Capacity>,
    host: SortedMap<String, FactValue>,
    /// Which rates, capacities and facts of its own the host does not know.
    unknown: Vec<Fact>,
    presence: Option<Option<Presence>>,
    addressee: Option<Option<Box<Addressee>>>,
    fresh: Vec<CaseId>,
    /// The mention in hand as it was read: once, however often it is asked on.
    read: OnceLock<Box<Read>>,
    /// What was decided on the mention in hand, once enough was known: a step
    /// that goes on after a question does not judge again.
    judged: OnceLock<Arc<Decision>>,
    /// What the rules come to so far of the mention in hand, while it waits for
    /// an answer.
    begun: Mutex<Option<Begun>>,
}

/// So many authors are looked through one by one.
const FEW: usize = 2;

/// What was asked of the host one by one.
type Counted<'k> = (
    &'k SortedMap<RateKey, Rate>,
    &'k SortedMap<QueueId, Capacity>,
    &'k SortedMap<String, FactValue>,
);

/// The answer, or what must be asked first.
pub(super) type Asked<T> = Result<T, Question>;

impl Known {
    /// What a policy knows when there is nobody to ask.
    pub(super) fn silent() -> Self {
        Self {
            silent: true,
            ..Self::default()
        }
    }

    /// What a step knows to begin with in which a learned model has its say.
    pub(super) fn with_model() -> Self {
        Self {
            hears_model: true,
            ..Self::default()
        }
    }

    fn unless_silent<'k, T>(
        &self,
        known: &'k Option<Option<T>>,
        ask: impl FnOnce() -> Question,
    ) -> Asked<Option<&'k T>> {
        match known {
            Some(known) => Ok(known.as_ref()),
            None if self.silent => Ok(None),
            None => Err(ask()),
        }
    }

    pub(super) fn filing(&self, mention: &MentionKey) -> Asked<Option<&Filing>> {
        let known = self
            .filings
            .get(mention)
            .ok_or_else(|| Question::Filing(mention.clone()))?;
        Ok(known.as_deref())
    }

    pub(super) fn related(&self, channel: &ChannelId, author: &Handle) -> Asked<Option<&Related>> {
        // Of nobody in particular nothing else is known.
        if author.is_unknown() {
            return Ok(None);
        }
        let known = self.of_author(channel, author);
        if known.is_none() && !self.silent {
            return Err(Question::Related {
                channel: channel.clone(),
                author: author.clone(),
            });
        }
        Ok(known)
    }

    /// What was read of authors' mentions, where it was asked.
    pub(super) fn bases(&self) -> impl Iterator<Item = Basis> {
        self.related
            .iter()
            .map(|((channel, author), related)| Basis {
                channel: channel.clone(),
                author: author.clone(),
                edition: related.edition,
            })
    }

    pub(super) fn case(&self, case: &CaseId) -> Asked<Option<&Record>> {
        let known = self
            .cases
            .get(case)
            .ok_or_else(|| Question::Case(case.clone()))?;
        Ok(known.as_deref())
    }

    pub(super) fn assessment(&self, mention: &Mention) -> Asked<Option<&Assessment>> {
        self.unless_silent(&self.assessment, || {
            Question::Assessment(Box::new(mention.clone()))
        })
    }

    /// What a learned model says of the mention, where one is asked.
    pub(super) fn heard(&self, mention: &Mention) -> Asked<Option<&Heard>> {
        if !self.hears_model {
            return Ok(None);
        }
        let ask = || Question::Advice(Box::new(mention.clone()));
        let heard = self.unless_silent(&self.heard, ask)?;
        Ok(heard.map(Box::as_ref))
    }

    /// What a learned model proposed of the mention in hand.
    pub(super) fn proposed(&self) -> &[Proposal] {
        let heard = self.heard.as_ref().and_then(Option::as_ref);
        heard.map_or(&[], |heard| &heard.proposals)
    }

    pub(super) fn customer(
        &self,
        channel: &ChannelId,
        author: &Handle,
    ) -> Asked<Option<&CustomerFacts>> {
        let ask = || Question::Customer {
            channel: channel.clone(),
            author: author.clone(),
        };
        self.unless_silent(&self.customer, ask)
    }

    /// Asks for the cheapest to tell of the facts that can change a decision
    /// and were not asked for yet: the classifier, the cases, the counts and
    /// what the host itself knows, the CRM.
    pub(super) fn ask_for(&self, mention: &Mention, missing: Lacking<'_>) -> Asked<()> {
        let (channel, author) = (&mention.channel, &mention.author.handle);
        if missing.has(&Fact::Assessment) {
            self.assessment(mention)?;
        }
        if missing.has(&Fact::Case) {
            self.related(channel, author)?;
        }
        let unasked = |fact: &&Fact| !self.silent && !self.unknown.contains(fact);
        let question = missing.iter().filter(unasked).find_map(|fact| match fact {
            Fact::Rate(key) => Some(Question::Rate(key.clone())),
            Fact::Capacity(queue) => Some(Question::Capacity(queue.clone())),
            Fact::Host(name) => Some(Question::Host(name.clone())),
            _ => None,
        });
        if let Some(question) = question {
            return Err(question);
        }
        if missing.has(&Fact::Customer) {
            self.customer(channel, author)?;
        }
        Ok(())
    }

    /// What the host's classifier made of the mention, where it was asked.
    pub(super) fn assessed(&self) -> Option<&Assessment> {
        self.assessment.as_ref()?.as_ref()
    }

    /// What the host's records know of the customer, where they were asked.
    pub(super) fn its_customer(&self) -> Option<&CustomerFacts> {
        self.customer.as_ref()?.as_ref()
    }

    /// What an author has on a channel, where it was asked.
    pub(super) fn its_author(&self, channel: &ChannelId, author: &Handle) -> Option<&Related> {
        if self.related.is_empty() || author.is_unknown() {
            return None;
        }
        self.of_author(channel, author)
    }

    fn of_author(&self, channel: &ChannelId, author: &Handle) -> Option<&Related> {
        // Mostly of one author: there is nothing to search. Only who is to be
        // forgotten may have many accounts.
        if self.related.len() > FEW {
            return self.related.get(&(channel.clone(), author.clone()));
        }
        let mut related = self.related.iter();
        let found = related.find(|((on, who), _)| on == channel && who == author);
        found.map(|(_, related)| related)
    }

    /// The rates, the capacities and the facts of its own that the host told.
    pub(super) fn counted(&self) -> Counted<'_> {
        (&self.rates, &self.capacity, &self.host)
    }

    pub(super) fn presence(&self) -> Asked<Option<&Presence>> {
        self.unless_silent(&self.presence, || Question::Presence)
    }

    pub(super) fn addressee(&self, answers: &MentionKey) -> Asked<Option<&Addressee>> {
        let ask = || Question::Addressee(answers.clone());
        let known = self.unless_silent(&self.addressee, ask)?;
        Ok(known.map(Box::as_ref))
    }

    /// The mention in hand as it was read, or as `read` reads it now.
    pub(super) fn read(&self, read: impl FnOnce() -> Box<Read>) -> &Read {
        self.read.get_or_init(read)
    }

    /// The mention as it was read, to be used for another.
    pub(super) fn take_read(&mut self) -> Option<Box<Read>> {
        self.read.take()
    }

    /// What was decided on the mention in hand, or what `judge` decides now.
    pub(super) fn judged(&self, judge: impl FnOnce() -> Asked<Decision>) -> Asked<Arc<Decision>> {
        if let Some(decision) = self.judged.get() {
            return Ok(decision.clone());
        }
        let decision = Arc::new(judge()?);
        Ok(self.judged.get_or_init(|| decision).clone())
    }

    /// What was begun to decide on the mention in hand; it is not begun twice.
    pub(super) fn begun(&self) -> Option<Begun> {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        begun.take()
    }

    /// Keeps what was begun until more is known.
    pub(super) fn waits(&self, with: Begun) {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        *begun = Some(with);
    }

    /// The `n`-th fresh id, from 0.
    pub(super) fn fresh(&self, n: usize) -> Asked<&CaseId> {
        self.fresh.get(n).ok_or(Question::FreshId)
    }

    /// Takes an answer in; `false` where it is not one to `question`.
    pub(super) fn learn(&mut self, question: &Question, answer: Answer) -> bool {
        match (question, answer) {
            (Question::Filing(mention), Answer::Filing(filing)) => {
                self.filings.insert(mention.clone(), filing);
            }
            (Question::Related { channel, author }, Answer::Related(related)) => {
                self.related
                    .insert((channel.clone(), author.clone()), related);
            }
            (Question::Case(case), Answer::Case(record)) => {
                self.cases.insert(case.clone(), record);
            }
            (Question::Assessment(_), Answer::Assessment(assessment)) => {
                self.assessment = Some(Some(assessment))
            }
            (Question::Assessment(_), Answer::NotKnown) => self.assessment = Some(None),
            (Question::Advice(_), Answer::Advice(heard)) => self.heard = Some(Some(heard)),
            (Question::Advice(_), Answer::NotKnown) => self.heard = Some(None),
            (Question::Customer { .. }, Answer::Customer(facts)) => {
                self.customer = Some(Some(facts))
            }
            (Question::Customer { .. }, Answer::NotKnown) => self.customer = Some(None),
            (Question::Rate(key), Answer::Rate(rate)) => {
                if rate.usual.is_none_or(|usual| !usual.is_finite()) {
                    // A rule may want the usual number too. It is asked for once.
                    self.unknown.push(Fact::Rate(key.clone()));
                }
                self.rates.insert(key.clone(), rate);
            }
            (Question::Rate(key), Answer::NotKnown) => {
                self.unknown.push(Fact::Rate(key.clone()));
            }
            (Question::Capacity(queue), Answer::Capacity(capacity)) => {
                self.capacity.insert(queue.clone(), capacity);
            }
            (Question::Capacity(queue), Answer::NotKnown) => {
                self.unknown.push(Fact::Capacity(queue.clone()));
            }
            (Question::Host(fact), Answer::Host(value)) => {
                self.host.insert(fact.clone(), value);
            }
            (Question::Host(fact), Answer::NotKnown) => {
                self.unknown.push(Fact::Host(fact.clone()));
            }
            (Question::Presence, Answer::Presence(presence)) => {
                self.presence = Some(Some(presence))
            }
            (Question::Presence, Answer::NotKnown) => self.presence = Some(None),
            (Question::Addressee(_), Answer::Addressee(addressee)) => {
                self.addressee = Some(Some(addressee))
            }
            (Question::Addressee(_), Answer::NotKnown) => self.addressee = Some(None),
            (Question::FreshId, Answer::FreshId(id)) => self.fresh.push(id),
            (
                Question::Filing(_)
                | Question::Related { .. }
                | Question::Case(_)
                | Question::Assessment(_)
                | Question::Advice(_)
                | Question::Customer { .. }
                | Question::Rate(_)
                | Question::Capacity(_)
                | Question::Host(_)
                | Question::Presence
                | Question::Addressee(_)
                | Question::FreshId,
                _,
            ) => return false,
        }
        true
    }
}
