use serde::{Serialize, Serializer};

use super::test::{ADDRESSINGS, ATTACHMENTS, DETECTIONS, PERSONAL_DATA, REPLIES, VISIBILITIES};
use crate::document::Value;
use crate::routing::action::{Actions, SameOwner};
use crate::routing::bounds::Bounds;
use crate::routing::condition::Condition;
use crate::routing::example::Example;
use crate::routing::facts::{CaseFacts, FactValue};
use crate::routing::outcome::{Outcome, Why};
use crate::routing::rate::{RateKey, RateOf};
use crate::routing::rule::Rule;
use crate::routing::situation::Situation;
use crate::routing::slot::Slot;
use crate::routing::term::Term;
use crate::routing::test::{
    Authors, CapacityOf, CapacityTest, CaseTest, Expected, FactTest, Hours, Near, RateTest, Test,
};
use crate::sla::Urgency;
use crate::sorted::{SortedMap, SortedSet};
use crate::triage::{Assessment, Confidence};

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entries = SortedMap::new();
        entries.insert("id".to_owned(), text(self.id.as_str()));
        entries.insert("when".to_owned(), condition(&self.when));
        entries.insert("then".to_owned(), actions(&self.then));
        if let Some(title) = &self.title {
            entries.insert("title".to_owned(), text(title));
        }
        let dates = [("from", self.valid.from), ("until", self.valid.until)];
        let dates = dates.map(|(key, date)| Some((key, text(&date?.to_string()))));
        if dates.iter().any(Option::is_some) {
            entries.insert("valid".to_owned(), table(dates.into_iter().flatten()));
        }
        if !self.examples.is_empty() {
            let examples = self.examples.iter().map(example);
            entries.insert("examples".to_owned(), Value::List(examples.collect()));
        }
        if self.shadow {
            entries.insert("shadow".to_owned(), Value::Bool(true));
        }
        Value::Table(entries).serialize(serializer)
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        condition(self).serialize(serializer)
    }
}

impl Serialize for Actions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        actions(self).serialize(serializer)
    }
}

/// As the example of a rule is written.
impl Serialize for Situation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        table(situation(self)).serialize(serializer)
    }
}

/// What is wished for in a slot, as a rule writes it; none where nothing is.
pub(crate) fn wish_in(slot: Slot, it: &Actions) -> Option<String> {
    let keys: &[&str] = match slot {
        Slot::Outcome => &["respond", "no-response", "review"],
        other => &[other.as_str()],
    };
    let Value::Table(entries) = actions(it) else {
        return None;
    };
    let mut entries = entries.iter();
    let (key, value) = entries.find(|(key, _)| keys.contains(&key.as_str()))?;
    Some(format!("{key} = {}", inline(value)))
}

fn inline(value: &Value) -> String {
    let joined = |parts: Vec<String>| parts.join(", ");
    match value {
        Value::Null => "{}".to_owned(),
        Value::Bool(so) => so.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::Text(text) => format!("{text:?}"),
        Value::List(items) => format!("[{}]", joined(items.iter().map(inline).collect())),
        Value::Table(entries) => {
            let entry = |(key, value): (&String, &Value)| format!("{key} = {}", inline(value));
            format!("{{ {} }}", joined(entries.iter().map(entry).collect()))
        }
    }
}

fn example(it: &Example) -> Value {
    let mut entries: SortedMap<_, _> = match actions(&it.expected) {
        Value::Table(entries) => entries,
        _ => SortedMap::new(),
    };
    let situation = situation(&it.situation);
    entries.extend(situation.map(|(key, value)| (key.to_owned(), value)));
    if !it.fires {
        entries.insert("fires".to_owned(), Value::Bool(false));
    }
    Value::Table(entries)
}

fn situation(it: &Situation) -> impl Iterator<Item = (&'static str, Value)> {
    let Situation { mention, .. } = it;
    let fact = |(key, value): (&String, &FactValue)| (key.clone(), fact_value(value));
    let answers = match (mention.in_reply_to.is_some(), it.answers_us) {
        (true, Some(true)) => Some("to-us"),
        (true, _) => Some("to-others"),
        (false, _) => None,
    };
    let attached: SortedSet<_> = mention.attachments.iter().map(|it| it.kind).collect();
    let attached = (!attached.is_empty()).then(|| named(&attached, &ATTACHMENTS));
    let of_map =
        |facts: &SortedMap<String, FactValue>| Value::Table(facts.iter().map(fact).collect());
    let assessed = it.assessment.as_ref();
    let rates = it.rates.iter().map(|(key, rate)| {
        let mut entries = vec![
            ("of", rate_of(&key.of)),
            ("within", text(&key.within.to_string())),
            ("count", whole(rate.count)),
        ];
        entries.extend(rate.usual.map(|usual| ("usual", Value::Float(usual))));
        table(entries)
    });
    let capacity = it.capacity.iter().map(|(queue, it)| {
        let counts = [
            ("waiting", whole(it.waiting)),
            ("present", whole(it.present)),
        ];
        (queue.to_string(), table(counts))
    });
    let entries = [
        ("text", Some(text(mention.text.reveal()))),
        ("channel", Some(text(mention.channel.as_str()))),
        ("author", Some(text(mention.author.handle.reveal()))),
        ("followers", mention.author.followers.map(whole)),
        ("reach", mention.reach.map(whole)),
        ("lang", mention.lang.as_deref().map(text)),
        ("at", Some(text(&it.now.to_rfc3339()))),
        ("reply", answers.map(text)),
        (
            "repost",
            mention.repost_of.as_ref().map(|_| Value::Bool(true)),
        ),
        ("attachment", attached),
        ("detected-by", Some(name(&mention.detected_by, &DETECTIONS))),
        ("search-term", mention.term.as_deref().map(text)),
        ("via", mention.via.as_deref().map(text)),
        ("labels", assessed.map(scores)),
        (
            "abstained",
            assessed.and_then(|it| it.abstained().map(|_| Value::Bool(true))),
        ),
        ("case", it.case.as_ref().map(case_facts)),
        ("customer", it.customer.as_ref().map(|it| of_map(it.all()))),
        ("host", some_table(of_map(&it.host))),
        ("capacity", some_table(Value::Table(capacity.collect()))),
        (
            "rates",
            Some(Value::List(rates.collect())).filter(|it| *it != Value::List(Vec::new())),
        ),
    ];
    let told = |(key, value): (&'static str, Option<Value>)| Some((key, value?));
    entries.into_iter().filter_map(told)
}

fn scores(assessment: &Assessment) -> Value {
    let scores = assessment.scores().iter();
    Value::Table(
        scores
            .map(|(label, it)| (label.to_string(), score(*it)))
            .collect(),
    )
}

fn case_facts(case: &CaseFacts) -> Value {
    let number = |number: u32| Some(whole(number.into()));
    let flag = |so: bool| so.then_some(Value::Bool(true));
    let entries = [
        ("open", flag(case.open)),
        ("owner", case.owner.as_ref().map(|it| text(it.as_str()))),
        ("public-rounds", number(case.public_rounds)),
        ("follow-up-owed", flag(case.follow_up_owed)),
        ("promises-open", number(case.promises_open)),
        ("promises-broken", number(case.promises_broken)),
        (
            "prior-contact-elsewhere",
            flag(case.prior_contact_elsewhere),
        ),
        ("reopened", flag(case.reopened)),
        ("tags", Some(texts(&case.tags))),
        (
            "last-contact",
            case.last_contact.map(|at| text(&at.to_rfc3339())),
        ),
    ];
    table(
        entries
            .into_iter()
            .filter_map(|(key, value)| Some((key, value?))),
    )
}

fn some_table(table: Value) -> Option<Value> {
    (table != Value::Table(SortedMap::new())).then_some(table)
}

fn condition(it: &Condition) -> Value {
    let parts = |parts: &[Condition]| Value::List(parts.iter().map(condition).collect());
    match it {
        Condition::All(all) => table([("all", parts(all))]),
        Condition::Any(any) => table([("any", parts(any))]),
        Condition::None(none) => table([("none", parts(none))]),
        Condition::Not(part) => table([("not", condition(part))]),
        Condition::Test(it) => {
            let (key, value) = test(it);
            table([(key, value)])
        }
    }
}

fn test(test: &Test) -> (&'static str, Value) {
    match test {
        Test::Words(terms) => ("words", written(terms)),
        Test::List(list) => ("list", text(list.as_str())),
        Test::Near(it) => ("near", near(it)),
        Test::Matches(pattern) => ("matches", text(pattern.as_str())),
        Test::PersonalData(kinds) => ("personal-data", named(kinds, &PERSONAL_DATA)),
        Test::Channel(channels) => ("channel", texts(channels.iter().map(|it| it.as_str()))),
        Test::Visibility(it) => ("visibility", name(it, &VISIBILITIES)),
        Test::Language(languages) => ("language", texts(languages)),
        Test::Author(Authors::In(list)) => ("author", table([("in", text(list.as_str()))])),
        Test::Author(Authors::Are(handles)) => {
            let handles = texts(handles.iter().map(|handle| handle.reveal()));
            ("author", table([("is", handles)]))
        }
        Test::Reach(it) => ("reach", bounds(it, whole)),
        Test::Followers(it) => ("followers", bounds(it, whole)),
        Test::Addressing(ways) => ("addressing", named(ways, &ADDRESSINGS)),
        Test::Label(label, it) => ("label", entry(label.as_str(), bounds(it, score))),
        Test::Abstained(so) => ("abstained", Value::Bool(*so)),
        Test::Detected(ways) => ("detected-by", named(ways, &DETECTIONS)),
        Test::SearchTerm(terms) => ("search-term", texts(terms)),
        Test::Via(applications) => ("via", texts(applications)),
        Test::Attachment(kinds) => ("attachment", named(kinds, &ATTACHMENTS)),
        Test::ImageOnly(so) => ("image-only", Value::Bool(*so)),
        Test::Repost(so) => ("repost", Value::Bool(*so)),
        Test::Reply(places) => ("reply", named(places, &REPLIES)),
        Test::Time(Hours::In(calendar)) => ("time", table([("in", text(calendar))])),
        Test::Time(Hours::Outside(calendar)) => ("time", table([("outside", text(calendar))])),
        Test::Rate(it) => ("rate", rate(it)),
        Test::Capacity(it) => ("capacity", capacity(it)),
        Test::Case(it) => ("case", case(it)),
        Test::Customer(it) => ("customer", fact(it)),
        Test::Host(it) => ("host", fact(it)),
    }
}

fn near(near: &Near) -> Value {
    let mut entries = vec![
        ("left", written(&near.left)),
        ("right", written(&near.right)),
        ("within", whole(u64::from(near.within))),
    ];
    if near.ordered {
        entries.push(("ordered", Value::Bool(true)));
    }
    table(entries)
}

fn rate(test: &RateTest) -> Value {
    let RateKey { of, within } = &test.key;
    let mut entries = vec![
        ("of", rate_of(of)),
        ("within", text(&within.to_string())),
        ("at-least", whole(test.at_least)),
    ];
    entries.extend(
        test.times_usual
            .map(|times| ("times-usual", Value::Float(times))),
    );
    table(entries)
}

fn rate_of(of: &RateOf) -> Value {
    match of {
        RateOf::Mentions => text("mentions"),
        RateOf::SearchTerm(term) => table([("search-term", text(term))]),
        RateOf::Tag(tag) => table([("tag", text(tag))]),
        RateOf::Topic(topic) => table([("topic", text(topic.as_str()))]),
        RateOf::Reason(reason) => table([("reason", text(reason.as_str()))]),
    }
}

fn capacity(test: &CapacityTest) -> Value {
    let key = match test.of {
        CapacityOf::Waiting => "waiting",
        CapacityOf::Present => "present",
    };
    let queue = text(test.queue.as_str());
    table([("queue", queue), (key, bounds(&test.is, whole))])
}

fn case(test: &CaseTest) -> Value {
    table([match test {
        CaseTest::Open(so) => ("open", Value::Bool(*so)),
        CaseTest::Owned(so) => ("owned", Value::Bool(*so)),
        CaseTest::Owner(agents) => ("owner", texts(agents.iter().map(|it| it.as_str()))),
        CaseTest::PublicRounds(it) => ("public-rounds", bounds(it, whole)),
        CaseTest::FollowUpOwed(so) => ("follow-up-owed", Value::Bool(*so)),
        CaseTest::PromisesOpen(it) => ("promises-open", bounds(it, whole)),
        CaseTest::PromisesBroken(it) => ("promises-broken", bounds(it, whole)),
        CaseTest::PriorContactElsewhere(so) => ("prior-contact-elsewhere", Value::Bool(*so)),
        CaseTest::Reopened(so) => ("reopened", Value::Bool(*so)),
        CaseTest::Tag(tags) => ("tag", texts(tags)),
        CaseTest::LastContactWithin(window) => ("last-contact-within", text(&window.to_string())),
    }])
}

fn fact(test: &FactTest) -> Value {
    let is = match &test.is {
        Expected::OneOf(values) => Value::List(values.iter().map(fact_value).collect()),
        Expected::Between(it) => bounds(it, Value::Integer),
    };
    entry(&test.key, is)
}

fn fact_value(value: &FactValue) -> Value {
    match value {
        FactValue::Bool(so) => Value::Bool(*so),
        FactValue::Whole(number) => Value::Integer(*number),
        FactValue::Word(word) => text(word),
    }
}

fn actions(it: &Actions) -> Value {
    let id = |id: &Option<_>| {
        id.as_ref()
            .map(|id: &crate::team::QueueId| text(id.as_str()))
    };
    let same_owner = it.same_owner.map(|same_owner| match same_owner {
        SameOwner::ElseQueue => text("else-queue"),
        SameOwner::ElseBackup => text("else-backup"),
        SameOwner::ElseWait(window) => table([("else-wait", text(&window.to_string()))]),
    });
    let some = |list: Value| (list != Value::List(Vec::new())).then_some(list);
    let flag = |so: bool| so.then_some(Value::Bool(true));
    let switch = it.switch.as_ref();
    let entries = [
        ("queue", id(&it.queue)),
        (
            "needs",
            some(texts(it.needs.iter().map(|act| act.as_str()))),
        ),
        ("same-owner", same_owner),
        ("sla", it.sla.as_ref().map(|id| text(id.as_str()))),
        (
            "urgency",
            it.urgency.map(|urgency| text(urgency_name(urgency))),
        ),
        ("topic", it.topic.as_ref().map(|topic| text(topic.as_str()))),
        ("refer", it.refer.as_deref().map(text)),
        ("tags", some(texts(&it.tags))),
        (
            "consult",
            some(texts(it.consult.iter().map(|id| id.as_str()))),
        ),
        (
            "notify",
            some(texts(it.notify.iter().map(|id| id.as_str()))),
        ),
        (
            "switch",
            switch.map(|it| texts(it.to.iter().map(|id| id.as_str()))),
        ),
        ("because", switch.map(|it| texts(&it.because))),
        ("follow-up", flag(it.follow_up)),
        ("redact", flag(it.redact)),
    ];
    let outcome = it.outcome.as_ref().map(outcome);
    let entries = entries
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?)));
    table(entries.chain(outcome))
}

fn outcome(outcome: &Outcome) -> (&'static str, Value) {
    match outcome {
        Outcome::Respond(reason) => ("respond", text(reason.as_str())),
        Outcome::NoResponse(reason) => ("no-response", text(reason.as_str())),
        Outcome::Review(Why::Rule(reason)) => ("review", text(reason.as_str())),
        Outcome::Review(why) => ("review", text(why.code())),
    }
}

fn urgency_name(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Low => "low",
        Urgency::Normal => "normal",
        Urgency::High => "high",
        Urgency::Urgent => "urgent",
    }
}

fn text(text: &str) -> Value {
    Value::from(text)
}

fn texts<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Value {
    Value::List(texts.into_iter().map(|it| text(it.as_ref())).collect())
}

fn written(terms: &[Term]) -> Value {
    texts(terms.iter().map(Term::as_str))
}

/// A number beyond what a document can hold is written as the largest it can.
fn whole(number: u64) -> Value {
    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn score(confidence: Confidence) -> Value {
    Value::Float(confidence.get())
}

fn bounds<N: Copy>(bounds: &Bounds<N>, number: impl Fn(N) -> Value) -> Value {
    let ends = [("at-least", bounds.at_least), ("at-most", bounds.at_most)];
    table(
        ends.into_iter()
            .filter_map(|(key, end)| Some((key, number(end?)))),
    )
}

fn name<T: PartialEq>(it: &T, names: &[(&str, T)]) -> Value {
    let found = names.iter().find(|(_, named)| named == it);
    found.map_or(Value::Null, |(name, _)| text(name))
}

fn named<'t, T: PartialEq + 't>(
    all: impl IntoIterator<Item = &'t T>,
    names: &[(&str, T)],
) -> Value {
    Value::List(all.into_iter().map(|it| name(it, names)).collect())
}

fn entry(key: &str, value: Value) -> Value {
    Value::Table(SortedMap::from([(key.to_owned(), value)]))
}

fn table<'k>(entries: impl IntoIterator<Item = (&'k str, Value)>) -> Value {
    let entries = entries
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value));
    Value::Table(entries.collect())
}
