use chrono::{DateTime, Utc};

use super::Policy;
use super::ask::Question;
use super::known::{Asked, Known};
use crate::case::{Case, State};
use crate::channel::{ChannelId, Visibility};
use crate::mention::{self, Addressing, Mention};
use crate::routing::{Begun, CaseFacts, Decision, Facts, Ground, RuleId, UnknownRule, Why};
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
        let mut known = Known::silent();
        let decision = self.settled(self.judge(mention, heard_at(mention), &known));
        self.put_by(&mut known);
        decision
    }

    /// What the built-in cues make of `mention`; nothing where the playbook
    /// leaves that to a classifier of the host's.
    pub fn assess(&self, mention: &Mention) -> Option<Assessment> {
        self.playbook.uses_cues().then(|| self.cues.assess(mention))
    }

    /// As [`Policy::triage`], with an assessment that was made elsewhere.
    pub fn triage_as(&self, mention: &Mention, assessment: Option<&Assessment>) -> Decision {
        let text = mention.text.reveal();
        if text.len() > LONGEST_TEXT {
            return self.rules.review(Why::TooLong);
        }
        let (folded, known) = (Folded::new(text), Known::silent());
        self.settled(self.judge_as(mention, (&folded, assessment), heard_at(mention), &known))
    }

    /// A decision for which nobody can be asked.
    pub(super) fn settled(&self, judged: Asked<Decision>) -> Decision {
        // A host that answers nothing is never asked again.
        judged.unwrap_or_else(|_| self.rules.review(Why::MissingFact))
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
        if mention.text.reveal().len() > LONGEST_TEXT {
            return Ok(self.rules.review(Why::TooLong));
        }
        let read = known.read(|| self.read(mention));
        let read = (&read.folded, known.assessed().or(read.assessment.as_ref()));
        let judged = self.go_on(mention, read, now, known, known.begun());
        let decision = judged.map_err(|(question, begun)| {
            known.waits(begun);
            question
        })?;
        match known.heard(mention)? {
            Some(heard) => self.advised(decision, (mention, read), &heard.advice, (now, known)),
            None => Ok(decision),
        }
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
        // What nobody else can read was sent to us.
        facts.addressing = match facts.visibility {
            Some(Visibility::Private) => Addressing::Direct,
            _ => mention::addressing(mention, own),
        };
        facts.answers_us = Some(answered.is_some_and(|whom| own.contains(whom)));
        facts.assessment = assessment;
        facts
    }

    /// Decides by all that was answered so far, unless something may still be
    /// asked that can change the decision.
    pub(super) fn judge_as(
        &self,
        mention: &Mention,
        (folded, assessment): (&Folded, Option<&Assessment>),
        now: DateTime<Utc>,
        known: &Known,
    ) -> Asked<Decision> {
        let judged = self.go_on(mention, (folded, assessment), now, known, None);
        judged.map_err(|(question, _)| question)
    }

    /// The same, from where it was broken off to ask something.
    fn go_on(
        &self,
        mention: &Mention,
        (folded, assessment): (&Folded, Option<&Assessment>),
        now: DateTime<Utc>,
        known: &Known,
        begun: Option<Begun>,
    ) -> Result<Decision, (Question, Begun)> {
        let mut facts = self.facts(mention, folded, assessment, now);
        facts.customer = known.its_customer();
        (facts.rates, facts.capacity, facts.host) = known.counted();
        let case_facts = known
            .its_author(&mention.channel, &mention.author.handle)
            .map(|related| {
                let cases = related.cases.iter().map(|record| &record.case);
                facts_of(cases, &mention.channel)
            });
        facts.case = case_facts.as_ref();
        let decision = self
            .rules
            .decide_unless(&facts, begun, |missing| known.ask_for(mention, missing))?;
        Ok(self.as_a_foreigner(decision, mention, facts.assessment))
    }

    /// A mention in a language that is not read here was not judged to add
    /// nothing: it goes to a person, in the queue for such mentions.
    fn as_a_foreigner(
        &self,
        decision: Decision,
        mention: &Mention,
        assessment: Option<&Assessment>,
    ) -> Decision {
        match self.is_foreign(mention, assessment) {
            true => decision.foreign(self.playbook.foreign_queue.as_ref()),
            false => decision,
        }
    }

    /// Whether `mention` is in a language that is not read here.
    pub(super) fn is_foreign(&self, mention: &Mention, assessment: Option<&Assessment>) -> bool {
        language(mention, assessment).is_some_and(|tag| self.read_here(tag).is_none())
    }

    /// The language in which to answer `mention`: its own where that is read
    /// here, else the one that the playbook names for all others
    /// (`triage.reply`). `None` where its language does not show, or the
    /// playbook names none.
    ///
    /// ```
    /// use webcare::mention::Mention;
    /// use webcare::playbook::Playbook;
    ///
    /// let document = toml::from_str(r#"
    ///     playbook = "Small"
    ///     version  = "1"
    ///     zone     = "Europe/Amsterdam"
    ///     rules    = []
    ///     calendars.day  = { mon-fri = ["09:00-17:00"] }
    ///     queues.webcare = { mandate = { acts = ["reply"] } }
    ///     sla      = { calendar = "day", first-response = "1 working day" }
    ///     triage   = { queue = "webcare", languages = ["nl", "en"], reply = "en" }
    /// "#)?;
    /// let policy = Playbook::from_value(document)?.compile()?;
    /// let answer = |text: &str| {
    ///     let mention = Mention::post("twitter", "1").text(text);
    ///     let found = policy.assess(&mention);
    ///     policy.reply_language(&mention, found.as_ref()).map(str::to_owned)
    /// };
    /// assert_eq!(answer("Al twee weken niets van jullie gehoord").as_deref(), Some("nl"));
    /// assert_eq!(answer("Ich habe seit zwei Wochen nichts von euch gehört").as_deref(), Some("en"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reply_language(
        &self,
        mention: &Mention,
        assessment: Option<&Assessment>,
    ) -> Option<&str> {
        let own = self.read_here(language(mention, assessment)?);
        own.or(self.playbook.foreign_reply.as_deref())
    }

    /// A language that is read here, as the playbook writes it.
    fn read_here(&self, tag: &str) -> Option<&str> {
        let mut read = self.playbook.languages.iter();
        let known = read.find(|known| known.eq_ignore_ascii_case(tag));
        known.map(String::as_str)
    }
}

/// The language of a mention without its region, by whoever says it: the
/// channel, else whoever assessed it. `None` where it does not show.
fn language<'a>(mention: &'a Mention, assessment: Option<&'a Assessment>) -> Option<&'a str> {
    let found = assessment.and_then(Assessment::language);
    let tag = mention.lang.as_deref().or(found)?;
    let tag = tag.split(['-', '_']).next().unwrap_or(tag);
    (tag != "und").then_some(tag)
}

/// When a mention on its own is judged: when it was seen, else when it was posted.
pub(super) fn heard_at(mention: &Mention) -> DateTime<Utc> {
    mention.seen_at.or(mention.posted_at).unwrap_or_default()
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
