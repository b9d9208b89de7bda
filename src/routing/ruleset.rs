use std::convert::Infallible;
use std::sync::Arc;

use chrono_tz::Tz;

use super::action::Actions;
use super::combine::{Combined, combine};
use super::decision::{Decision, Suppressed};
use super::facts::Facts;
use super::ground::{self, Ground, Grounds};
use super::index::{Index, Telling};
use super::limits::{BadRuleSet, refusal};
use super::lists::Lists;
use super::matches::{Begun, Matches, Scratch, Spares};
use super::missing::{Lacking, Missing};
use super::order::{Gives, Order, Treat};
use super::outcome::{Origin, Outcome, Why};
use super::phrases::Reading;
use super::reason::{ReasonKind, Reasons};
use super::rule::{Rule, RuleId};
use super::slot::Slot;
use super::trace::{Note, Noted, Open, Trace, Traces};
use super::truth::Truth;
use super::verdict::Verdict;
use super::wishes::Wishes;
use crate::mention::Addressing;
use crate::sorted::SortedSet;
use crate::text::is_blank;
use crate::triage::Abstention;

/// The rules of a playbook in their order, with what they share.
///
/// ```
/// use webcare::mention::Mention;
/// use webcare::routing::{Actions, Facts, Outcome, Rule, RuleSet, Test};
/// use webcare::text::Folded;
///
/// let mut complaint = Actions::default();
/// complaint.outcome = Some(Outcome::Respond("complaint".into()));
/// let words = Test::Words(vec!["niet teruggebeld".parse()?]);
/// let rules = RuleSet::new([Rule::new("not-called-back", words, complaint)])?;
///
/// let mention = Mention::post("twitter", "1409").by("@jan_k").text("Al 2 weken niet teruggebeld");
/// let folded = Folded::new(mention.text.reveal());
/// let decision = rules.decide(&Facts::new(&mention, &folded, chrono::DateTime::UNIX_EPOCH));
/// assert_eq!(decision.outcome(), &Outcome::Respond("complaint".into()));
/// assert_eq!(decision.because()[0].spans[0].of(mention.text.reveal()), Some("niet teruggebeld"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct RuleSet {
    rules: Vec<Rule>,
    lists: Lists,
    reasons: Reasons,
    otherwise: Outcome,
    version: Arc<str>,
    zone: Tz,
    index: Arc<Index>,
    order: Order,
    wishes: Wishes,
    spares: Spares,
}

/// What is asked of the rules.
#[derive(Clone, Copy)]
enum Asked {
    /// All of them that match.
    Everything,
    /// No more than what is to be done.
    Deeds,
}

/// A rule that is not in the set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no rule `{0}`")]
pub struct UnknownRule(pub(super) RuleId);

impl RuleSet {
    /// The steps that the patterns of a set may take together over one text: a
    /// step is one byte of the folded text held against one
    /// [position](super::Pattern::positions) of a pattern.
    ///
    /// A pattern is counted, in the order of the rules and each once, where one
    /// of its [literals](super::Pattern::literals) stands in the text or it has
    /// none; another is not found, whatever the budget. What the budget does not
    /// reach is not known ([`Fact::PatternUnread`](super::Fact::PatternUnread)).
    pub const PATTERN_BUDGET: u64 = 4 * 1024 * 1024;

    /// The steps that phrases and tests of nearness of a set may take together
    /// over one text: a step is one word of a test held against 64 words of the
    /// text.
    ///
    /// They are counted in the order of the rules and then of the lists: each
    /// word of a phrase once, each word of a test of nearness twice, single words
    /// not. What the budget does not reach is not known where all words that it
    /// needs stand in the text
    /// ([`Fact::PhrasesUnread`](super::Fact::PhrasesUnread)), and false elsewhere.
    ///
    /// ```
    /// # use webcare::routing::RuleSet;
    /// // Over a text of a thousand words, that is sixteen times 64:
    /// assert_eq!(RuleSet::PHRASE_BUDGET / 16, 32_768);
    /// ```
    pub const PHRASE_BUDGET: u64 = 512 * 1024;

    /// Rules in their order, with the built-in reasons and no lists. What no
    /// rule speaks of is for a person to look at; dates are those of UTC.
    ///
    /// # Errors
    ///
    /// [`BadRuleSet`] where two rules have one id, one is nested too deep, or
    /// they hold more than a set may: [`RuleSet::MOST_RULES`] and what follows.
    pub fn new(rules: impl IntoIterator<Item = Rule>) -> Result<Self, BadRuleSet> {
        Self::compile(rules.into_iter().collect(), Lists::new())
    }

    /// Rules in their order, with the lists that they share.
    ///
    /// # Errors
    ///
    /// As [`RuleSet::new`].
    pub fn compile(rules: Vec<Rule>, lists: Lists) -> Result<Self, BadRuleSet> {
        if let Some(bad) = refusal(&rules, &lists) {
            for rule in rules {
                rule.when.take_apart();
            }
            return Err(bad);
        }
        let wishes = Wishes::of(&rules);
        Ok(Self {
            index: index(&rules, &lists)?,
            order: Order::of(&rules, &wishes),
            wishes,
            rules,
            lists,
            reasons: Reasons::default(),
            otherwise: Outcome::Review(Why::Undecided),
            version: Arc::default(),
            zone: Tz::UTC,
            spares: Spares::default(),
        })
    }

    /// The same with shared lists. The rules are compiled anew;
    /// [`RuleSet::compile`] compiles them once.
    ///
    /// # Errors
    ///
    /// [`BadRuleSet`] where the lists hold more than a set may.
    pub fn with_lists(mut self, lists: Lists) -> Result<Self, BadRuleSet> {
        if let Some(bad) = refusal(&self.rules, &lists) {
            return Err(bad);
        }
        self.index = index(&self.rules, &lists)?;
        self.lists = lists;
        Ok(self)
    }

    /// The same with declared reasons.
    pub fn with_reasons(mut self, reasons: Reasons) -> Self {
        self.reasons = reasons;
        self
    }

    /// The same with what becomes of a mention that no rule speaks of.
    pub fn otherwise(mut self, outcome: Outcome) -> Self {
        self.otherwise = outcome;
        self
    }

    /// The same with the playbook's version, for every decision to tell.
    pub fn version(mut self, version: impl Into<Arc<str>>) -> Self {
        self.version = version.into();
        self
    }

    /// The same with the zone in which rules' dates are read.
    pub fn zone(mut self, zone: Tz) -> Self {
        self.zone = zone;
        self
    }

    /// The rules in their order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of this name.
    pub fn get(&self, id: &RuleId) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == *id)
    }

    pub(crate) fn its_zone(&self) -> Tz {
        self.zone
    }

    pub(super) fn version_name(&self) -> &str {
        &self.version
    }

    /// The lists that the rules share.
    pub fn lists(&self) -> &Lists {
        &self.lists
    }

    /// The declared reasons.
    pub fn reasons(&self) -> &Reasons {
        &self.reasons
    }

    /// What to do with a mention, and why. Pure: the same facts, the same decision.
    pub fn decide(&self, facts: &Facts<'_>) -> Decision {
        self.spares.with(|scratch| self.decide_with(facts, scratch))
    }

    /// As [`RuleSet::decide`], in a scratch of one's own: [`RuleSet::matches`], and
    /// what they [combine](RuleSet::combine) to.
    pub fn decide_with(&self, facts: &Facts<'_>, scratch: &mut Scratch) -> Decision {
        self.bring_up(facts, scratch, Asked::Everything);
        self.combine(facts, scratch)
    }

    /// What the rules come to that [`RuleSet::matches`] brought up last in this
    /// scratch, by the same facts. Pure as that is.
    ///
    /// ```
    /// use webcare::mention::Mention;
    /// use webcare::routing::{Actions, Facts, Outcome, Rule, RuleSet, Scratch, Test};
    /// use webcare::text::Folded;
    ///
    /// let mut complaint = Actions::default();
    /// complaint.outcome = Some(Outcome::Respond("complaint".into()));
    /// let words = Test::Words(vec!["teruggebeld".parse()?]);
    /// let rules = RuleSet::new([Rule::new("called-back", words, complaint)])?;
    ///
    /// let mention = Mention::post("twitter", "1").text("Niet teruggebeld");
    /// let folded = Folded::new(mention.text.reveal());
    /// let facts = Facts::new(&mention, &folded, chrono::DateTime::UNIX_EPOCH);
    /// let mut scratch = Scratch::new();
    /// assert_eq!(rules.matches(&facts, &mut scratch).fired(), [0]);
    /// assert_eq!(rules.combine(&facts, &mut scratch), rules.decide(&facts));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn combine(&self, facts: &Facts<'_>, scratch: &mut Scratch) -> Decision {
        match self.conclude(facts, scratch, |_| Ok::<(), Infallible>(())) {
            Ok(decision) => decision,
            Err(never) => match never {},
        }
    }

    /// As [`RuleSet::decide`], unless `is_enough` says that one of the missing
    /// facts that could change the decision is worth asking for first. Then what
    /// has `begun` may go on with the answer: with the same facts and more.
    pub(crate) fn decide_unless<E>(
        &self,
        facts: &Facts<'_>,
        begun: Option<Begun>,
        is_enough: impl FnOnce(Lacking<'_>) -> Result<(), E>,
    ) -> Result<Decision, (E, Begun)> {
        let goes_on = begun.is_some();
        let mut scratch = match begun {
            Some(Begun(mut scratch)) => {
                self.go_on(facts, &mut scratch);
                scratch
            }
            None => {
                let mut scratch = self.spares.take();
                self.bring_up(facts, &mut scratch, Asked::Everything);
                scratch
            }
        };
        match self.conclude(facts, &mut scratch, is_enough) {
            Ok(decision) => {
                self.spares.put_back(scratch);
                debug_assert!(!goes_on || decision == self.decide(facts));
                Ok(decision)
            }
            Err(question) => Err((question, Begun(scratch))),
        }
    }

    /// What to do with a mention, without why: for many mentions a second. It
    /// agrees with [`RuleSet::decide`] in every slot.
    pub fn verdict<'a>(&'a self, facts: &Facts<'_>, scratch: &'a mut Scratch) -> Verdict<'a> {
        self.bring_up(facts, scratch, Asked::Deeds);
        let Matches {
            fired, unsettled, ..
        } = &scratch.matches;
        let mut settling = fired
            .iter()
            .filter(|&&place| self.wishes.slots(place).contains(Slot::Outcome));
        let settled = settling.next().and_then(|&place| {
            let wish = &self.rules.get(place)?.then;
            Some((place, wish.outcome.as_ref()?))
        });
        let (outcome, hangs) = self.settle(settled, unsettled, facts);
        Verdict {
            rules: self,
            origin: self.origin(&outcome, facts),
            fired,
            outcome,
            hangs,
        }
    }

    /// The rules that a mention brings up. Pure: the scratch is room to work in.
    pub fn matches<'s>(&self, facts: &Facts<'_>, scratch: &'s mut Scratch) -> &'s Matches {
        self.bring_up(facts, scratch, Asked::Everything);
        &scratch.matches
    }

    fn bring_up(&self, facts: &Facts<'_>, scratch: &mut Scratch, asked: Asked) {
        let Scratch { work, matches, .. } = scratch;
        matches.clear();
        self.index.read(facts, &self.lists, work);
        let mut held = Gives::default();
        while let Some(place) = self.index.next(work) {
            let treat = match asked {
                Asked::Everything => self.order.look(place),
                Asked::Deeds => self.order.prune(place, held),
            };
            let (dated, shadow) = match treat {
                Treat::Look { dated, shadow } => (dated, shadow),
                Treat::PassOver => continue,
                Treat::Stop => break,
            };
            if dated && !self.counts_today(place as usize, facts) {
                continue;
            }
            let truth = self.index.truth(place as usize, facts, &self.lists, work);
            match (truth, shadow) {
                (Truth::True, false) => {
                    matches.fired.push(place as usize);
                    held = self.order.held_after(place, held);
                }
                (Truth::True, true) => matches.watching.push(place as usize),
                (Truth::Unknown, false) => matches.unsettled.push(place as usize),
                (Truth::Unknown, true) => matches.waiting.push(place as usize),
                (Truth::False, _) => {}
            }
        }
    }

    /// Looks at the rules again that hang on what was not known. What else they
    /// come to stays: a fact more takes back no answer.
    fn go_on(&self, facts: &Facts<'_>, scratch: &mut Scratch) {
        let Scratch { work, matches, .. } = scratch;
        self.index.go_on(work);
        let mut truth = |place: usize| self.index.truth(place, facts, &self.lists, work);
        settle_more(&mut matches.unsettled, &mut matches.fired, &mut truth);
        settle_more(&mut matches.waiting, &mut matches.watching, &mut truth);
    }

    fn counts_today(&self, place: usize, facts: &Facts<'_>) -> bool {
        let today = facts.now.with_timezone(&self.zone).date_naive();
        let rule = self.rules.get(place);
        rule.is_some_and(|rule| rule.valid.holds_on(today))
    }

    /// Decides by the rules that were brought up; why is told only where what is
    /// known is enough.
    fn conclude<E>(
        &self,
        facts: &Facts<'_>,
        scratch: &mut Scratch,
        is_enough: impl FnOnce(Lacking<'_>) -> Result<(), E>,
    ) -> Result<Decision, E> {
        let Scratch {
            work,
            matches,
            tags,
        } = scratch;
        let mut combined = combine(&matches.fired, &self.rules, &self.wishes, tags);
        let holder = combined.holder(Slot::Outcome);
        let settled = holder.zip(combined.settled.outcome);
        let (outcome, open) = self.settle(settled, &matches.unsettled, facts);
        if open {
            combined.leave_open(&matches.fired, Slot::Outcome);
        }
        let still = settled_outcome(&outcome, open);
        let mut telling = self.index.telling(facts, &self.lists, work);
        let open = note_open(matches, &mut telling);
        let missing = open.iter().filter(|open| {
            // A rule on trial is told what it would be told if it decided.
            let still = if open.shadow { Still::Outcome } else { still };
            let place = open.rule as usize;
            let rule = self.rules.get(place);
            rule.is_some_and(|rule| could_change(place, &rule.then, &combined, still))
        });
        let missing = telling.missing(missing.map(|open| open.lacks));
        if let Err(question) = is_enough(Lacking::of(&missing, self.index.book())) {
            telling.hand_back();
            return Err(question);
        }
        let missing = Missing::of(missing, self.index.book());
        let noted = self.note(matches, &combined, open, telling);
        Ok(self.told(combined, outcome, missing, noted, facts))
    }

    /// Why a rule does not fire: the tests on which that rests, and what each
    /// found. Empty where its condition holds; its dates are not looked at.
    ///
    /// # Errors
    ///
    /// [`UnknownRule`] where the set has no such rule.
    pub fn why_not(&self, id: &RuleId, facts: &Facts<'_>) -> Result<Vec<Ground>, UnknownRule> {
        let rule = self.get(id).ok_or_else(|| UnknownRule(id.clone()))?;
        let found = self.grounds(rule, facts);
        Ok(match found.answer {
            Truth::True => Vec::new(),
            Truth::False | Truth::Unknown => found.grounds,
        })
    }

    /// A person must look, and no rule was asked: for a mention that cannot be
    /// put to the rules at all.
    pub(crate) fn review(&self, why: Why) -> Decision {
        Decision {
            origin: None,
            outcome: Outcome::Review(why),
            queue: None,
            needs: SortedSet::new(),
            same_owner: None,
            urgency: None,
            sla: None,
            topic: None,
            refer: None,
            tags: SortedSet::new(),
            consult: SortedSet::new(),
            notify: SortedSet::new(),
            switch: None,
            follow_up: false,
            redact: false,
            because: Trace::default(),
            suppressed: Vec::new(),
            shadow: Trace::default(),
            unknown: Trace::default(),
            missing: Missing::default(),
            filed: false,
            model: None,
            version: self.version.clone(),
        }
    }

    fn wished<'s>(&'s self, places: &'s [usize]) -> impl Iterator<Item = (usize, &'s Actions)> {
        let wish = |&place: &usize| Some((place, &self.rules.get(place)?.then));
        places.iter().filter_map(wish)
    }

    /// The outcome, and whether a missing fact could still change it.
    fn settle(
        &self,
        settled: Option<(usize, &Outcome)>,
        unsettled: &[usize],
        facts: &Facts<'_>,
    ) -> (Outcome, bool) {
        let known = match settled {
            Some((_, outcome)) => outcome.clone(),
            None => unreadable(facts).map_or_else(|| self.otherwise.clone(), Outcome::Review),
        };
        let earlier = |(place, _): &(usize, &Actions)| settled.is_none_or(|(it, _)| *place < it);
        let open = self
            .wished(unsettled)
            .filter(earlier)
            .filter_map(|(_, wish)| wish.outcome.as_ref())
            .any(|outcome| *outcome != known);
        if open {
            let why = unreadable(facts).unwrap_or(Why::MissingFact);
            (Outcome::Review(why), true)
        } else {
            (known, false)
        }
    }

    fn grounds(&self, rule: &Rule, facts: &Facts<'_>) -> Grounds {
        let place = self.rules.iter().position(|it| it.id == rule.id);
        rule.when.grounds(ground::Asked {
            facts,
            lists: &self.lists,
            patterns: self.index.patterns(),
            reading: Reading::of(&self.rules, place.unwrap_or(0), facts.folded),
        })
    }

    /// Notes on what it rests that rules fired, or would have; on what those hang
    /// that are `open` was noted.
    fn note(
        &self,
        matches: &Matches,
        combined: &Combined<'_>,
        open: Vec<Open>,
        mut telling: Telling<'_, '_>,
    ) -> Noted {
        let mut note = |place, slots| Note {
            slots,
            grounded: telling.rule(place),
        };
        let fired = matches.fired.iter().zip(&combined.taken);
        let fired = fired.map(|(&place, &slots)| note(place, slots)).collect();
        // Of one that only watches, what it would have done alone.
        let watching = matches.watching.iter();
        let watching = watching.map(|&place| note(place, self.wishes.slots(place)));
        let watching = watching.collect();
        let told = telling.end();
        Noted {
            book: self.index.book().clone(),
            fired,
            watching,
            open,
            spans: told.spans,
            paths: told.paths,
            lacks: told.lacks,
        }
    }

    fn told(
        &self,
        combined: Combined<'_>,
        outcome: Outcome,
        missing: Missing,
        noted: Noted,
        facts: &Facts<'_>,
    ) -> Decision {
        let id = |place: usize| self.rules.get(place).map(|rule| rule.id.clone());
        let suppressed = combined.suppressed.iter();
        let suppressed = suppressed.filter_map(|&(place, slot, by)| {
            Some(Suppressed {
                rule: id(place)?,
                slot,
                by: id(by)?,
            })
        });
        let suppressed = suppressed.collect();
        let settled = combined.settled;
        let traces = Traces::of(noted);
        Decision {
            origin: self.origin(&outcome, facts),
            outcome,
            queue: settled.queue.cloned(),
            needs: settled.needs,
            same_owner: settled.same_owner,
            urgency: settled.urgency,
            sla: settled.sla.cloned(),
            topic: settled.topic.cloned(),
            refer: settled.refer.map(str::to_owned),
            tags: settled.tags,
            consult: settled.consult,
            notify: settled.notify,
            switch: settled.switch,
            follow_up: settled.follow_up,
            redact: settled.redact,
            because: traces.fired,
            suppressed,
            shadow: traces.watching,
            unknown: traces.open,
            missing,
            filed: false,
            model: None,
            version: self.version.clone(),
        }
    }

    fn origin(&self, outcome: &Outcome, facts: &Facts<'_>) -> Option<Origin> {
        let Outcome::Respond(reason) = outcome else {
            return None;
        };
        let kind = self.reasons.get(reason).map(|reason| reason.kind);
        let unasked = kind == Some(ReasonKind::Proactive);
        Some(match facts.addressing {
            Addressing::Implied => Origin::Proactive,
            Addressing::Direct | Addressing::Named if unasked => Origin::Proactive,
            Addressing::Direct | Addressing::Named => Origin::Asked,
        })
    }
}

/// Rules compiled, where what they ask of facts is not too much.
fn index(rules: &[Rule], lists: &Lists) -> Result<Arc<Index>, BadRuleSet> {
    let index = Index::of(rules, lists);
    match index.facts() {
        ..=RuleSet::MOST_FACTS => Ok(Arc::new(index)),
        many => Err(BadRuleSet::TooManyFacts(many)),
    }
}

/// Notes on which facts the rules hang that are not settled.
fn note_open(matches: &Matches, telling: &mut Telling<'_, '_>) -> Vec<Open> {
    let (unsettled, waiting) = (&matches.unsettled, &matches.waiting);
    let mut open = Vec::with_capacity(unsettled.len() + waiting.len());
    for (places, shadow) in [(unsettled, false), (waiting, true)] {
        open.extend(places.iter().map(|&place| Open {
            rule: u32::try_from(place).unwrap_or(u32::MAX),
            shadow,
            lacks: telling.open(place),
        }));
    }
    open
}

/// Moves the rules that are true now to those that were, and leaves out those
/// that are false. All stand in their order.
fn settle_more(
    open: &mut Vec<usize>,
    settled: &mut Vec<usize>,
    truth: &mut impl FnMut(usize) -> Truth,
) {
    let before = settled.len();
    open.retain(|&place| {
        let truth = truth(place);
        if truth == Truth::True {
            settled.push(place);
        }
        truth == Truth::Unknown
    });
    if settled.len() > before {
        settled.sort_unstable();
    }
}

/// What keeps a mention from being read at all.
fn unreadable(facts: &Facts<'_>) -> Option<Why> {
    let mention = facts.mention;
    if mention.is_image_only() {
        return Some(Why::ImageOnly);
    }
    if is_blank(mention.text.reveal()) {
        return Some(Why::NothingToRead);
    }
    Some(match facts.assessment?.abstained()? {
        Abstention::NothingToRead => Why::NothingToRead,
        Abstention::ImageOnly => Why::ImageOnly,
        Abstention::TooLong { .. } => Why::TooLong,
        Abstention::UnknownLanguage => Why::Language,
        _ => Why::Abstained,
    })
}

/// What is still open of a mention whose outcome is this.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Still {
    /// Everything, its outcome too.
    Outcome,
    /// Who answers, and how.
    Handling,
    /// Whom to notify.
    Notice,
}

fn settled_outcome(outcome: &Outcome, open: bool) -> Still {
    match (open, outcome) {
        (true, _) => Still::Outcome,
        (false, Outcome::NoResponse(_)) => Still::Notice,
        (false, Outcome::Respond(_) | Outcome::Review(_)) => Still::Handling,
    }
}

/// Whether a rule that may yet fire would change what is settled.
fn could_change(place: usize, wish: &Actions, combined: &Combined<'_>, still: Still) -> bool {
    let settled = &combined.settled;
    let goes_first = |slot| combined.holder(slot).is_none_or(|held| place < held);
    let notices = !wish.notify.is_subset(&settled.notify);
    if still == Still::Notice || notices {
        return notices;
    }
    let joins = |wish: &super::action::Switch| {
        let mut joined = settled.switch.clone().unwrap_or_default();
        joined.join(wish);
        settled.switch.as_ref() != Some(&joined)
    };
    let tags = |tag: &String| !settled.tags.contains(tag.as_str());
    (still == Still::Outcome && wish.outcome.is_some() && goes_first(Slot::Outcome))
        || is_other(&wish.queue, settled.queue) && goes_first(Slot::Queue)
        || !wish.needs.is_subset(&settled.needs)
        || is_other(&wish.sla, settled.sla) && goes_first(Slot::Sla)
        || is_other(&wish.same_owner, settled.same_owner.as_ref()) && goes_first(Slot::SameOwner)
        || is_other(&wish.topic, settled.topic) && goes_first(Slot::Topic)
        || is_other(&wish.refer, settled.refer) && goes_first(Slot::Refer)
        || wish.urgency > settled.urgency
        || wish.tags.iter().any(tags)
        || !wish.consult.is_subset(&settled.consult)
        || wish.switch.as_ref().is_some_and(joins)
        || (wish.follow_up && !settled.follow_up)
        || (wish.redact && !settled.redact)
}

/// Whether there is a wish for something that is not settled already.
fn is_other<T: PartialEq + std::borrow::Borrow<Q>, Q: PartialEq + ?Sized>(
    wish: &Option<T>,
    settled: Option<&Q>,
) -> bool {
    let wish = wish.as_ref().map(T::borrow);
    wish.is_some() && wish != settled
}
