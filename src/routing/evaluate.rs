use std::ops::Range;

use super::facts::{Capacity, CaseFacts, FactValue, Facts};
use super::ground::Found;
use super::lack::Lack;
use super::lists::Lists;
use super::nearness;
use super::patterns::Patterns;
use super::personal;
use super::rate::{Rate, RateKey};
use super::term::{Term, original};
use super::test::{
    Authors, CapacityOf, CapacityTest, CaseTest, Expected, FactTest, Hours, RateTest, Reply, Test,
};
use crate::sorted::SortedSet;
use crate::text::{Folded, Span};
use crate::triage::{Confidence, Label};

impl Test {
    /// Whether it holds, or the fact that is missing to say so.
    pub(crate) fn holds<'t>(
        &'t self,
        facts: &Facts<'_>,
        lists: &Lists,
        patterns: &Patterns,
    ) -> Result<bool, Lack<'t>> {
        let mention = facts.mention;
        let one_of = |words: &SortedSet<String>, word: Option<&String>| {
            word.is_some_and(|word| words.iter().any(|known| known.eq_ignore_ascii_case(word)))
        };
        Ok(match self {
            Test::Words(terms) => stands(terms, facts),
            Test::List(id) => stands(lists.terms(id).unwrap_or_default(), facts),
            Test::Near(near) => nearness::holds(near, facts.folded),
            Test::Matches(pattern) => patterns.holds(pattern, facts.folded.shadow())?,
            Test::PersonalData(kinds) => {
                let text = mention.text.reveal();
                personal::found(kinds, text, facts.folded).next().is_some()
            }
            Test::Channel(channels) => channels.contains(&mention.channel),
            Test::Visibility(wanted) => facts.visibility.ok_or(Lack::Visibility)? == *wanted,
            Test::Language(wanted) => {
                let language = primary(language(facts)?);
                wanted
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(language))
            }
            Test::Author(Authors::In(id)) => lists
                .authors(id)
                .is_some_and(|authors| authors.contains(&mention.author.handle)),
            Test::Author(Authors::Are(authors)) => authors.contains(&mention.author.handle),
            Test::Reach(bounds) => bounds.hold(mention.reach.ok_or(Lack::Reach)?),
            Test::Followers(bounds) => bounds.hold(followers(facts)?),
            Test::Addressing(ways) => ways.contains(&facts.addressing),
            Test::Label(label, bounds) => bounds.hold(score(label, facts)?),
            Test::Abstained(wanted) => abstained(facts)? == *wanted,
            Test::Detected(ways) => ways.contains(&mention.detected_by),
            Test::SearchTerm(terms) => one_of(terms, mention.term.as_ref()),
            Test::Via(applications) => one_of(applications, mention.via.as_ref()),
            Test::Attachment(kinds) => mention
                .attachments
                .iter()
                .any(|attachment| kinds.contains(&attachment.kind)),
            Test::ImageOnly(wanted) => mention.is_image_only() == *wanted,
            Test::Repost(wanted) => mention.repost_of.is_some() == *wanted,
            Test::Reply(places) => places.contains(&place(facts)?),
            Test::Time(Hours::In(calendar)) => is_open(calendar, facts)?,
            Test::Time(Hours::Outside(calendar)) => !is_open(calendar, facts)?,
            Test::Rate(test) => reaches(test, rate(&test.key, facts)?)?,
            Test::Capacity(test) => test.is.hold(counted(test, capacity(test, facts)?)),
            Test::Case(test) => case_holds(test, facts.case.ok_or(Lack::Case)?, facts),
            Test::Customer(test) => {
                let customer = facts.customer.ok_or(Lack::Customer)?;
                fact_holds(test, customer.get(&test.key))
            }
            Test::Host(test) => fact_holds(test, Some(host_fact(test, facts)?)),
        })
    }

    /// What it found, where every fact it needs is known.
    pub(crate) fn found(&self, facts: &Facts<'_>, lists: &Lists, patterns: &Patterns) -> Found {
        let mention = facts.mention;
        let code =
            |code: Option<&str>| code.map_or(Found::Nothing, |it| Found::Code(it.to_owned()));
        let number = |number: Option<u64>| number.map_or(Found::Nothing, Found::Number);
        match self {
            Test::Words(terms) => {
                Found::of_spans(terms.iter().flat_map(|term| term.spans_in(facts.folded)))
            }
            Test::List(id) => {
                let terms = lists.terms(id).unwrap_or_default();
                Found::of_spans(terms.iter().flat_map(|term| term.spans_in(facts.folded)))
            }
            Test::Near(near) => Found::of_spans(nearness::spans(near, facts.folded)),
            Test::Matches(pattern) => {
                let range = patterns.known(pattern).first_in(facts.folded.shadow());
                Found::of_spans(range.and_then(|range| touched(facts.folded, range)))
            }
            Test::PersonalData(kinds) => {
                let text = mention.text.reveal();
                Found::of_spans(personal::found(kinds, text, facts.folded))
            }
            Test::Channel(_) => code(Some(mention.channel.as_str())),
            Test::Visibility(wanted) => Found::So(facts.visibility == Some(*wanted)),
            Test::Language(_) => code(language(facts).ok()),
            Test::Author(_) => Found::So(self.holds(facts, lists, patterns) == Ok(true)),
            Test::Reach(_) => number(mention.reach),
            Test::Followers(_) => number(followers(facts).ok()),
            Test::Addressing(_) => code(Some(addressing_code(facts))),
            Test::Label(label, _) => score(label, facts).map_or(Found::Nothing, Found::Score),
            Test::Abstained(_) => Found::So(abstained(facts) == Ok(true)),
            Test::Detected(_) => Found::So(self.holds(facts, lists, patterns) == Ok(true)),
            Test::SearchTerm(_) => code(mention.term.as_deref()),
            Test::Via(_) => code(mention.via.as_deref()),
            Test::Attachment(_) => number(u64::try_from(mention.attachments.len()).ok()),
            Test::ImageOnly(_) => Found::So(mention.is_image_only()),
            Test::Repost(_) => Found::So(mention.repost_of.is_some()),
            Test::Reply(_) => code(place(facts).ok().map(reply_code)),
            Test::Time(Hours::In(calendar) | Hours::Outside(calendar)) => {
                is_open(calendar, facts).map_or(Found::Nothing, Found::So)
            }
            Test::Rate(test) => number(rate(&test.key, facts).ok().map(|rate| rate.count)),
            Test::Capacity(test) => number(capacity(test, facts).ok().map(|it| counted(test, it))),
            Test::Case(test) => facts
                .case
                .map_or(Found::Nothing, |case| case_found(test, case)),
            Test::Customer(test) => value(facts.customer.and_then(|known| known.get(&test.key))),
            Test::Host(test) => value(facts.host.get(&test.key)),
        }
    }
}

fn stands(terms: &[Term], facts: &Facts<'_>) -> bool {
    terms.iter().any(|term| term.is_in(facts.folded))
}

/// The whole words of the original that a range of the shadow touches.
pub(crate) fn touched(text: &Folded, range: Range<usize>) -> Option<Span> {
    let first = text.word_at(range.start)?;
    let last = text.word_at(range.end.saturating_sub(1).max(range.start))?;
    original(text, first..last + 1)
}

fn value(value: Option<&FactValue>) -> Found {
    value.map_or(Found::Nothing, |value| Found::Value(value.clone()))
}

/// What the channel says, else what the classifier made of it.
fn language<'a>(facts: &Facts<'a>) -> Result<&'a str, Lack<'static>> {
    let told = facts.mention.lang.as_deref();
    if let Some(language) = told.filter(|tag| says_something(tag)) {
        return Ok(language);
    }
    let assessment = facts.assessment.ok_or(Lack::Assessment)?;
    assessment.language().ok_or(Lack::Language)
}

/// Whether a tag names a language: `und`, `mul`, `zxx` and `mis` do not
/// (RFC 5646, 4.1).
fn says_something(tag: &str) -> bool {
    let none = ["", "und", "mul", "zxx", "mis"];
    !none.iter().any(|it| it.eq_ignore_ascii_case(primary(tag)))
}

/// `nl` of `nl-BE`.
fn primary(language: &str) -> &str {
    language.split(['-', '_']).next().unwrap_or(language)
}

fn followers(facts: &Facts<'_>) -> Result<u64, Lack<'static>> {
    let author = &facts.mention.author;
    author
        .followers
        .or(facts.mention.reach)
        .ok_or(Lack::Followers)
}

fn score<'t>(label: &'t Label, facts: &Facts<'_>) -> Result<Confidence, Lack<'t>> {
    let assessment = facts.assessment.ok_or(Lack::Assessment)?;
    assessment.score(label).ok_or(Lack::Score(label))
}

fn abstained(facts: &Facts<'_>) -> Result<bool, Lack<'static>> {
    let assessment = facts.assessment.ok_or(Lack::Assessment)?;
    Ok(assessment.abstained().is_some())
}

fn addressing_code(facts: &Facts<'_>) -> &'static str {
    use crate::mention::Addressing;
    match facts.addressing {
        Addressing::Direct => "direct",
        Addressing::Named => "named",
        Addressing::Implied => "implied",
    }
}

fn place(facts: &Facts<'_>) -> Result<Reply, Lack<'static>> {
    if facts.mention.in_reply_to.is_none() {
        return Ok(Reply::No);
    }
    Ok(match facts.answers_us.ok_or(Lack::Thread)? {
        true => Reply::ToUs,
        false => Reply::ToOthers,
    })
}

fn reply_code(reply: Reply) -> &'static str {
    match reply {
        Reply::ToUs => "to-us",
        Reply::ToOthers => "to-others",
        Reply::No => "no",
    }
}

fn is_open<'t>(calendar: &'t str, facts: &Facts<'_>) -> Result<bool, Lack<'t>> {
    match facts.calendars.get(calendar) {
        Some(calendar) => Ok(calendar.is_open(facts.now)),
        None => Err(Lack::Calendar(calendar)),
    }
}

fn rate<'t>(key: &'t RateKey, facts: &Facts<'_>) -> Result<Rate, Lack<'t>> {
    let counted = facts.rates.get(key).copied();
    counted.ok_or(Lack::Rate(key))
}

fn capacity<'t>(test: &'t CapacityTest, facts: &Facts<'_>) -> Result<Capacity, Lack<'t>> {
    let known = facts.capacity.get(&test.queue).copied();
    known.ok_or(Lack::Capacity(&test.queue))
}

fn counted(test: &CapacityTest, capacity: Capacity) -> u64 {
    match test.of {
        CapacityOf::Waiting => capacity.waiting,
        CapacityOf::Present => capacity.present,
    }
}

/// Whether a rate is so high; not known where it is compared with a usual
/// number that nobody knows.
fn reaches<'t>(test: &'t RateTest, rate: Rate) -> Result<bool, Lack<'t>> {
    if rate.count < test.at_least {
        return Ok(false);
    }
    let Some(times) = test.times_usual else {
        return Ok(true);
    };
    let usual = rate.usual.filter(|usual| usual.is_finite());
    let usual = usual.ok_or(Lack::Rate(&test.key))?;
    Ok(rate.count as f64 >= times * usual)
}

fn case_holds(test: &CaseTest, case: &CaseFacts, facts: &Facts<'_>) -> bool {
    match test {
        CaseTest::Open(wanted) => case.open == *wanted,
        CaseTest::Owned(wanted) => case.owner.is_some() == *wanted,
        CaseTest::Owner(agents) => case.owner.as_ref().is_some_and(|it| agents.contains(it)),
        CaseTest::PublicRounds(bounds) => bounds.hold(u64::from(case.public_rounds)),
        CaseTest::FollowUpOwed(wanted) => case.follow_up_owed == *wanted,
        CaseTest::PromisesOpen(bounds) => bounds.hold(u64::from(case.promises_open)),
        CaseTest::PromisesBroken(bounds) => bounds.hold(u64::from(case.promises_broken)),
        CaseTest::PriorContactElsewhere(wanted) => case.prior_contact_elsewhere == *wanted,
        CaseTest::Reopened(wanted) => case.reopened == *wanted,
        CaseTest::Tag(tags) => !case.tags.is_disjoint(tags),
        CaseTest::LastContactWithin(window) => case
            .last_contact
            .is_some_and(|last| facts.now.signed_duration_since(last) <= window.length()),
    }
}

fn case_found(test: &CaseTest, case: &CaseFacts) -> Found {
    let number = |number: u32| Found::Number(u64::from(number));
    match test {
        CaseTest::Open(_) => Found::So(case.open),
        CaseTest::Owned(_) => Found::So(case.owner.is_some()),
        CaseTest::Owner(_) => {
            let owner = case.owner.as_ref();
            owner.map_or(Found::Nothing, |it| Found::Code(it.to_string()))
        }
        CaseTest::PublicRounds(_) => number(case.public_rounds),
        CaseTest::FollowUpOwed(_) => Found::So(case.follow_up_owed),
        CaseTest::PromisesOpen(_) => number(case.promises_open),
        CaseTest::PromisesBroken(_) => number(case.promises_broken),
        CaseTest::PriorContactElsewhere(_) => Found::So(case.prior_contact_elsewhere),
        CaseTest::Reopened(_) => Found::So(case.reopened),
        CaseTest::Tag(tags) => Found::So(!case.tags.is_disjoint(tags)),
        CaseTest::LastContactWithin(_) => Found::So(case.last_contact.is_some()),
    }
}

fn host_fact<'a, 't>(test: &'t FactTest, facts: &Facts<'a>) -> Result<&'a FactValue, Lack<'t>> {
    let known = facts.host.get(&test.key);
    known.ok_or(Lack::Host(&test.key))
}

/// A fact the records do not hold is not what it should be: records name who is
/// a member and leave all others out.
fn fact_holds(test: &FactTest, value: Option<&FactValue>) -> bool {
    match (&test.is, value) {
        (Expected::OneOf(values), Some(value)) => values.contains(value),
        (Expected::Between(bounds), Some(FactValue::Whole(number))) => bounds.hold(*number),
        (Expected::OneOf(_) | Expected::Between(_), _) => false,
    }
}
