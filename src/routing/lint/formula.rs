//! A condition as a formula over what a mention and its surroundings may be.
//!
//! Whether a fact is known is a variable too, so that "it holds", "it fails"
//! and "it does not hold" are three formulas, as three-valued logic has it.

use super::Scope;
use super::domain::{Domain, Value};
use super::variable::Variable;
use crate::channel::Visibility;
use crate::mention::{Addressing, DetectedBy, Handle};
use crate::routing::bounds::Bounds;
use crate::routing::condition::Condition;
use crate::routing::fact::Fact;
use crate::routing::facts::FactValue;
use crate::routing::lists::{ListId, Lists};
use crate::routing::rate::Window;
use crate::routing::term::Term;
use crate::routing::test::{
    Authors, CapacityOf, CaseTest, Expected, FactTest, Hours, Near, Reply, Test,
};
use crate::sorted::{SortedMap, SortedSet};
use crate::triage::Confidence;

/// One thing that is so, or is not.
#[derive(Clone, Debug)]
pub(super) enum Literal<'r> {
    /// The value is one of these.
    In(Variable, Domain),
    /// One of these terms stands in the text, or none of them does.
    Terms(&'r [Term], bool),
    Near(&'r Near, bool),
    Pattern(&'r str, bool),
}

#[derive(Clone, Debug)]
pub(super) enum Formula<'r> {
    All(Vec<Formula<'r>>),
    Any(Vec<Formula<'r>>),
    One(Literal<'r>),
}

/// Turns conditions into formulas, with what rules share.
#[derive(Clone, Copy)]
pub(super) struct Reader<'r> {
    pub(super) lists: &'r Lists,
    pub(super) scope: &'r Scope,
    pub(super) accounts: &'r Accounts,
}

/// The accounts of each list, as the values that an author may be.
pub(super) struct Accounts(SortedMap<ListId, Domain>);

impl Accounts {
    pub(super) fn of(lists: &Lists) -> Self {
        let all = lists.all_authors();
        Self(all.map(|(id, them)| (id.clone(), handles(them))).collect())
    }
}

impl<'r> Reader<'r> {
    /// That the condition is true.
    pub(super) fn holds(self, condition: &'r Condition) -> Formula<'r> {
        self.read(condition, true)
    }

    /// That the condition is false.
    pub(super) fn fails(self, condition: &'r Condition) -> Formula<'r> {
        self.read(condition, false)
    }

    /// That the condition is not true: it is false, or a fact is missing.
    pub(super) fn not_true(self, condition: &'r Condition) -> Formula<'r> {
        self.holds(condition).negated()
    }

    fn read(self, condition: &'r Condition, so: bool) -> Formula<'r> {
        let each = |parts: &'r [Condition], so| parts.iter().map(|it| self.read(it, so)).collect();
        match (condition, so) {
            (Condition::All(parts), true) => Formula::All(each(parts, true)),
            (Condition::All(parts), false) => Formula::Any(each(parts, false)),
            (Condition::Any(parts), true) => Formula::Any(each(parts, true)),
            (Condition::Any(parts), false) => Formula::All(each(parts, false)),
            (Condition::None(parts), true) => Formula::All(each(parts, false)),
            (Condition::None(parts), false) => Formula::Any(each(parts, true)),
            (Condition::Not(part), so) => self.read(part, !so),
            (Condition::Test(test), so) => self.test(test, so),
        }
    }

    fn test(self, test: &'r Test, so: bool) -> Formula<'r> {
        let one = |literal| Formula::One(literal);
        match test {
            Test::Words(terms) => one(Literal::Terms(terms, so)),
            Test::List(id) => one(Literal::Terms(self.lists.terms(id).unwrap_or_default(), so)),
            Test::Near(near) => one(Literal::Near(near, so)),
            Test::Matches(pattern) => one(Literal::Pattern(pattern.as_str(), so)),
            Test::PersonalData(kinds) => {
                let each = kinds
                    .iter()
                    .map(|kind| (Variable::Personal(*kind), Domain::so(true)));
                any_of(each, so)
            }
            Test::Attachment(kinds) => {
                let each = kinds
                    .iter()
                    .map(|kind| (Variable::Attachment(*kind), Domain::so(true)));
                any_of(each, so)
            }
            Test::Channel(ids) => known(
                Variable::Channel,
                names(ids.iter().map(|it| it.as_str())),
                so,
            ),
            Test::Visibility(wanted) => self.visibility(*wanted, so),
            Test::Language(languages) => {
                let languages = languages.iter().map(|it| it.to_ascii_lowercase());
                asked(
                    Fact::Language,
                    Variable::Language,
                    Domain::words(languages),
                    so,
                )
            }
            Test::Author(authors) => known(Variable::Author, self.authors(authors), so),
            Test::Reach(it) => asked(Fact::Reach, Variable::Reach, range(it, i128::from), so),
            Test::Followers(it) => asked(
                Fact::Followers,
                Variable::Followers,
                range(it, i128::from),
                so,
            ),
            Test::Addressing(ways) => {
                let ways = ways.iter().map(|way| addressing(*way));
                known(Variable::Addressing, names(ways), so)
            }
            Test::Label(label, it) => {
                let fact = Fact::Score(label.clone());
                asked(fact, Variable::Score(label.clone()), range(it, score), so)
            }
            Test::Abstained(wanted) => asked(
                Fact::Assessment,
                Variable::Abstained,
                Domain::so(*wanted),
                so,
            ),
            Test::Detected(ways) => {
                let ways = ways.iter().map(|way| detected(*way));
                known(Variable::Detected, names(ways), so)
            }
            Test::SearchTerm(terms) => known(Variable::SearchTerm, lower(terms), so),
            Test::Via(applications) => known(Variable::Via, lower(applications), so),
            Test::ImageOnly(wanted) => known(Variable::ImageOnly, Domain::so(*wanted), so),
            Test::Repost(wanted) => known(Variable::Repost, Domain::so(*wanted), so),
            Test::Reply(places) => {
                let places = places.iter().map(|place| reply(*place));
                asked(Fact::Thread, Variable::Reply, names(places), so)
            }
            Test::Time(Hours::In(name)) => self.hours(name, true, so),
            Test::Time(Hours::Outside(name)) => self.hours(name, false, so),
            Test::Rate(it) => {
                let least = Domain::numbers(it.at_least.into(), u64::MAX.into());
                let mut parts = vec![Formula::One(Literal::In(
                    Variable::Count(it.key.clone()),
                    least,
                ))];
                parts.extend(it.times_usual.map(|times| {
                    let unusual = Variable::Unusual(it.key.clone(), times.to_bits());
                    Formula::One(Literal::In(unusual, Domain::so(true)))
                }));
                let is_known = known(
                    Variable::Known(Fact::Rate(it.key.clone())),
                    Domain::so(true),
                    true,
                );
                let counted = Formula::All(parts);
                let counted = if so { counted } else { counted.negated() };
                Formula::All(vec![is_known, counted])
            }
            Test::Capacity(it) => {
                let of = match it.of {
                    CapacityOf::Waiting => Variable::Waiting(it.queue.clone()),
                    CapacityOf::Present => Variable::Present(it.queue.clone()),
                };
                asked(
                    Fact::Capacity(it.queue.clone()),
                    of,
                    range(&it.is, i128::from),
                    so,
                )
            }
            Test::Case(it) => case(it, so),
            Test::Customer(it) => {
                let of = Variable::Customer(it.key.clone());
                asked(Fact::Customer, of, expected(it), so)
            }
            Test::Host(it) => {
                let of = Variable::Host(it.key.clone());
                asked(Fact::Host(it.key.clone()), of, expected(it), so)
            }
        }
    }

    /// Where the channels are described, who can read a mention follows from its channel.
    fn visibility(self, wanted: Visibility, so: bool) -> Formula<'r> {
        if self.scope.visibility.is_empty() {
            let wanted = names([visibility(wanted)]);
            return asked(Fact::Visibility, Variable::Visibility, wanted, so);
        }
        let channels = self.scope.visibility.iter();
        let channels = channels.filter(|(_, it)| (**it == wanted) == so);
        let channels = names(channels.map(|(id, _)| id.as_str()));
        known(Variable::Channel, channels, true)
    }

    fn authors(self, authors: &Authors) -> Domain {
        match authors {
            Authors::In(list) => self.accounts.0.get(list).cloned(),
            Authors::Are(these) => Some(handles(these)),
        }
        .unwrap_or_else(Domain::empty)
    }

    fn hours(self, name: &str, open: bool, so: bool) -> Formula<'r> {
        let of = Variable::Open(name.to_owned());
        asked(Fact::Calendar(name.to_owned()), of, Domain::so(open), so)
    }
}

fn handles(these: &SortedSet<Handle>) -> Domain {
    Domain::words(these.iter().map(Handle::normal))
}

impl<'r> Formula<'r> {
    /// That it is not so.
    pub(super) fn negated(self) -> Self {
        match self {
            Formula::All(parts) => Formula::Any(parts.into_iter().map(Self::negated).collect()),
            Formula::Any(parts) => Formula::All(parts.into_iter().map(Self::negated).collect()),
            Formula::One(literal) => Formula::One(match literal {
                Literal::In(of, within) => {
                    let rest = of.universe().without(&within);
                    Literal::In(of, rest)
                }
                Literal::Terms(terms, so) => Literal::Terms(terms, !so),
                Literal::Near(near, so) => Literal::Near(near, !so),
                Literal::Pattern(pattern, so) => Literal::Pattern(pattern, !so),
            }),
        }
    }
}

fn case<'r>(test: &CaseTest, so: bool) -> Formula<'r> {
    let (of, within) = match test {
        CaseTest::Open(wanted) => (Variable::CaseOpen, Domain::so(*wanted)),
        CaseTest::Owned(true) => (Variable::CaseOwner, Domain::any_word()),
        CaseTest::Owned(false) => (Variable::CaseOwner, Domain::numbers(0, 0)),
        CaseTest::Owner(agents) => (
            Variable::CaseOwner,
            names(agents.iter().map(|agent| agent.as_str())),
        ),
        CaseTest::PublicRounds(it) => (Variable::PublicRounds, range(it, i128::from)),
        CaseTest::FollowUpOwed(wanted) => (Variable::FollowUpOwed, Domain::so(*wanted)),
        CaseTest::PromisesOpen(it) => (Variable::PromisesOpen, range(it, i128::from)),
        CaseTest::PromisesBroken(it) => (Variable::PromisesBroken, range(it, i128::from)),
        CaseTest::PriorContactElsewhere(wanted) => (Variable::PriorContact, Domain::so(*wanted)),
        CaseTest::Reopened(wanted) => (Variable::Reopened, Domain::so(*wanted)),
        CaseTest::Tag(tags) => {
            let is_known = known(Variable::Known(Fact::Case), Domain::so(true), true);
            let each = tags
                .iter()
                .map(|tag| (Variable::CaseTag(tag.clone()), Domain::so(true)));
            return Formula::All(vec![is_known, any_of(each, so)]);
        }
        CaseTest::LastContactWithin(window) => (Variable::Silence, silence(*window)),
    };
    asked(Fact::Case, of, within, so)
}

/// Minutes since a contact that is no longer ago than this.
fn silence(window: Window) -> Domain {
    Domain::numbers(i64::MIN.into(), window.minutes().into())
}

/// One of several things that are never unknown.
fn any_of<'r>(each: impl Iterator<Item = (Variable, Domain)>, so: bool) -> Formula<'r> {
    let any = Formula::Any(
        each.map(|(of, within)| Formula::One(Literal::In(of, within)))
            .collect(),
    );
    if so { any } else { any.negated() }
}

/// What is never unknown.
fn known<'r>(of: Variable, within: Domain, so: bool) -> Formula<'r> {
    let within = within.and(&of.universe());
    let one = Formula::One(Literal::In(of, within));
    if so { one } else { one.negated() }
}

/// What may not be known, and then is neither so nor not.
fn asked<'r>(fact: Fact, of: Variable, within: Domain, so: bool) -> Formula<'r> {
    let is_known = known(Variable::Known(fact), Domain::so(true), true);
    Formula::All(vec![is_known, known(of, within, so)])
}

pub(super) fn names<'n>(names: impl IntoIterator<Item = &'n str>) -> Domain {
    Domain::words(names.into_iter().map(str::to_owned))
}

fn lower(words: &SortedSet<String>) -> Domain {
    Domain::words(words.iter().map(|it| it.to_ascii_lowercase()))
}

fn range<N: Copy>(bounds: &Bounds<N>, number: impl Fn(N) -> i128) -> Domain {
    let from = bounds.at_least.map_or(i128::from(i64::MIN), &number);
    let to = bounds.at_most.map_or(i128::from(u64::MAX), &number);
    Domain::numbers(from, to)
}

/// A score as a number in the same order.
pub(super) fn score(confidence: Confidence) -> i128 {
    // Adding zero makes a negative zero a plain one.
    (confidence.get() + 0.0).to_bits().into()
}

fn expected(test: &FactTest) -> Domain {
    match &test.is {
        Expected::Between(it) => {
            let from = it.at_least.unwrap_or(i64::MIN);
            let to = it.at_most.unwrap_or(i64::MAX);
            Domain::numbers(from.into(), to.into())
        }
        Expected::OneOf(values) => {
            let (mut numbers, mut words) = (Vec::new(), Vec::new());
            for it in values {
                match value(it) {
                    Value::Number(number) => numbers.push(number),
                    Value::Word(word) => words.push(word),
                    Value::OtherThan(_) => {}
                }
            }
            Domain::these(numbers, words.into_iter().collect())
        }
    }
}

/// Words of the host's own stand behind a `=`, so that `true` is not `=true`.
pub(super) fn value(value: &FactValue) -> Value {
    match value {
        FactValue::Bool(so) => Value::Word(so.to_string()),
        FactValue::Whole(number) => Value::Number((*number).into()),
        FactValue::Word(word) => Value::Word(format!("={word}")),
    }
}

pub(super) fn visibility(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Public => "public",
        Visibility::Private => "private",
    }
}

fn addressing(way: Addressing) -> &'static str {
    match way {
        Addressing::Direct => "direct",
        Addressing::Named => "named",
        Addressing::Implied => "implied",
    }
}

fn detected(way: DetectedBy) -> &'static str {
    match way {
        DetectedBy::Monitoring => "monitoring",
        DetectedBy::Direct => "direct",
        DetectedBy::Colleague => "colleague",
        DetectedBy::Press => "press",
        DetectedBy::Partner => "partner",
    }
}

fn reply(place: Reply) -> &'static str {
    match place {
        Reply::ToUs => "to-us",
        Reply::ToOthers => "to-others",
        Reply::No => "no",
    }
}
