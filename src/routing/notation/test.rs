use super::{filled, known_names, name, only_entry};
use crate::channel::{ChannelId, Visibility};
use crate::document::{Node, ProblemKind, Problems, TableNode, Value};
use crate::mention::{Addressing, AttachmentKind, DetectedBy};
use crate::routing::attribute::tells_age;
use crate::routing::bounds::Bounds;
use crate::routing::facts::FactValue;
use crate::routing::lists::{ListId, handle, terms};
use crate::routing::names::Names;
use crate::routing::rate::{RateKey, RateOf, Window};
use crate::routing::test::{
    Authors, CapacityOf, CapacityTest, CaseTest, Expected, FactTest, Hours, Near, PersonalData,
    RateTest, Reply, Test,
};
use crate::sorted::SortedSet;
use crate::team::{AgentId, QueueId};
use crate::triage::{Confidence, Label};

/// The keys of a condition, for a message about one that is none of them.
pub(super) const KEYS: [&str; 31] = [
    "abstained",
    "addressing",
    "all",
    "any",
    "attachment",
    "author",
    "capacity",
    "case",
    "channel",
    "customer",
    "detected-by",
    "followers",
    "host",
    "image-only",
    "label",
    "language",
    "list",
    "matches",
    "near",
    "none",
    "not",
    "personal-data",
    "rate",
    "reach",
    "reply",
    "repost",
    "search-term",
    "time",
    "via",
    "visibility",
    "words",
];

pub(super) const PERSONAL_DATA: [(&str, PersonalData); 4] = [
    ("phone", PersonalData::Phone),
    ("email", PersonalData::Email),
    ("iban", PersonalData::Iban),
    ("policy-number", PersonalData::PolicyNumber),
];

pub(super) const VISIBILITIES: [(&str, Visibility); 2] = [
    ("public", Visibility::Public),
    ("private", Visibility::Private),
];

pub(super) const ADDRESSINGS: [(&str, Addressing); 3] = [
    ("direct", Addressing::Direct),
    ("named", Addressing::Named),
    ("implied", Addressing::Implied),
];

pub(super) const DETECTIONS: [(&str, DetectedBy); 5] = [
    ("monitoring", DetectedBy::Monitoring),
    ("direct", DetectedBy::Direct),
    ("colleague", DetectedBy::Colleague),
    ("press", DetectedBy::Press),
    ("partner", DetectedBy::Partner),
];

pub(super) const ATTACHMENTS: [(&str, AttachmentKind); 5] = [
    ("image", AttachmentKind::Image),
    ("video", AttachmentKind::Video),
    ("audio", AttachmentKind::Audio),
    ("document", AttachmentKind::Document),
    ("link", AttachmentKind::Link),
];

pub(super) const REPLIES: [(&str, Reply); 3] = [
    ("to-us", Reply::ToUs),
    ("to-others", Reply::ToOthers),
    ("no", Reply::No),
];

impl Test {
    /// Reads the test that `key` names.
    pub(super) fn read(
        key: &str,
        node: &Node<'_>,
        names: &Names,
        problems: &mut Problems,
    ) -> Option<Self> {
        match key {
            "words" => terms(node, problems).map(Test::Words),
            "list" => term_list(node, names, problems).map(Test::List),
            "near" => near(node, problems).map(Test::Near),
            "matches" => {
                let written = node.text(problems)?;
                match written.parse() {
                    Ok(pattern) => Some(Test::Matches(pattern)),
                    Err(bad) => {
                        let bad: crate::routing::BadPattern = bad;
                        node.invalid(bad.to_string(), bad.remedy(), problems)
                    }
                }
            }
            "personal-data" => among(node, &PERSONAL_DATA, problems).map(Test::PersonalData),
            "channel" => {
                let known: Vec<_> = names.channels.iter().map(ChannelId::as_str).collect();
                known_names(node, "channel", &known, ChannelId::from, problems).map(Test::Channel)
            }
            "visibility" => node.one_of(&VISIBILITIES, problems).map(Test::Visibility),
            "language" => languages(node, problems).map(Test::Language),
            "author" => author(node, names, problems).map(Test::Author),
            "reach" => bounds(node, Node::whole, problems).map(Test::Reach),
            "followers" => bounds(node, Node::whole, problems).map(Test::Followers),
            "addressing" => among(node, &ADDRESSINGS, problems).map(Test::Addressing),
            "label" => label(node, names, problems),
            "abstained" => node.bool(problems).map(Test::Abstained),
            "detected-by" => among(node, &DETECTIONS, problems).map(Test::Detected),
            "search-term" => words(node, problems).map(Test::SearchTerm),
            "via" => words(node, problems).map(Test::Via),
            "attachment" => among(node, &ATTACHMENTS, problems).map(Test::Attachment),
            "image-only" => node.bool(problems).map(Test::ImageOnly),
            "repost" => node.bool(problems).map(Test::Repost),
            "reply" => among(node, &REPLIES, problems).map(Test::Reply),
            "time" => hours(node, names, problems).map(Test::Time),
            "rate" => rate(node, problems).map(Test::Rate),
            "capacity" => capacity(node, names, problems).map(Test::Capacity),
            "case" => case(node, names, problems).map(Test::Case),
            "customer" => fact(node, problems).map(Test::Customer),
            "host" => fact(node, problems).map(Test::Host),
            _ => node.unknown_key(key, &KEYS, problems),
        }
    }
}

pub(super) fn among<T: Copy + Ord>(
    node: &Node<'_>,
    known: &[(&str, T)],
    problems: &mut Problems,
) -> Option<SortedSet<T>> {
    let items = filled(node, problems)?;
    let found = items.iter().filter_map(|item| item.one_of(known, problems));
    Some(found.collect())
}

fn words(node: &Node<'_>, problems: &mut Problems) -> Option<SortedSet<String>> {
    let items = filled(node, problems)?;
    let texts = items.iter().filter_map(|item| name(item, problems));
    Some(texts.map(str::to_owned).collect())
}

/// Whether a text is the code of a language, such as `nl`.
pub(super) fn is_code(text: &str) -> bool {
    matches!(text.len(), 2 | 3) && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Codes such as `nl`; of what a channel says only that part is compared.
fn languages(node: &Node<'_>, problems: &mut Problems) -> Option<SortedSet<String>> {
    let items = filled(node, problems)?;
    let mut tags = SortedSet::new();
    for item in &items {
        let tag = item.text(problems)?;
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        if tag != primary && is_code(primary) {
            let right = format!("write `{primary}`: regions are not compared");
            return item.invalid(
                format!("`{tag}` names more than a language"),
                &right,
                problems,
            );
        }
        if !is_code(tag) {
            let wrong = format!("`{tag}` is no code of a language");
            return item.invalid(wrong, "write one such as `nl`, `en` or `fy`", problems);
        }
        tags.insert(tag.to_owned());
    }
    Some(tags)
}

fn term_list(node: &Node<'_>, names: &Names, problems: &mut Problems) -> Option<ListId> {
    let known: Vec<_> = names.lists.term_ids().collect();
    node.declared("list of words", &known, problems)
        .map(ListId::from)
}

fn near(node: &Node<'_>, problems: &mut Problems) -> Option<Near> {
    let mut table = node.table(problems)?;
    let mut side = |key| {
        let field = table.required(key, problems)?;
        terms(&field, problems)
    };
    let (left, right) = (side("left"), side("right"));
    let within = table.required("within", problems).and_then(|field| {
        let words = field.whole(problems)?;
        match u32::try_from(words) {
            Ok(words @ 1..) => Some(words),
            _ => field.invalid(
                format!("`{words}` words apart cannot be"),
                "write 1 for neighbours, or more",
                problems,
            ),
        }
    });
    let ordered = super::flag(&mut table, "ordered", problems);
    table.finish(problems);
    Some(Near {
        left: left?,
        right: right?,
        within: within?,
        ordered,
    })
}

fn author(node: &Node<'_>, names: &Names, problems: &mut Problems) -> Option<Authors> {
    match only_entry(node, "`{ in = \"employees\" }`", problems)? {
        ("in", list) => {
            let known: Vec<_> = names.lists.author_ids().collect();
            let list = list.declared("list of accounts", &known, problems)?;
            Some(Authors::In(list.into()))
        }
        ("is", handles) => {
            let handles = filled(&handles, problems)?;
            let handles = handles.iter().filter_map(|it| handle(it, problems));
            Some(Authors::Are(handles.collect()))
        }
        (key, field) => field.unknown_key(key, &["in", "is"], problems),
    }
}

/// Reads `{ at-least = 3, at-most = 5 }`, of which one must be there.
fn bounds<'v, N: PartialOrd + Copy>(
    node: &Node<'v>,
    number: impl Fn(&Node<'v>, &mut Problems) -> Option<N>,
    problems: &mut Problems,
) -> Option<Bounds<N>> {
    let mut table = node.table(problems)?;
    let bounds = bounds_in(&mut table, number, problems);
    table.finish(problems);
    bounds
}

fn bounds_in<'v, N: PartialOrd + Copy>(
    table: &mut TableNode<'v>,
    number: impl Fn(&Node<'v>, &mut Problems) -> Option<N>,
    problems: &mut Problems,
) -> Option<Bounds<N>> {
    let (least, most) = (table.optional("at-least"), table.optional("at-most"));
    let is_open = least.is_none() && most.is_none();
    let mut read = |field: Option<Node<'v>>| match field {
        Some(field) => number(&field, problems).map(Some),
        None => Some(None),
    };
    let (at_least, at_most) = (read(least), read(most));
    let bounds = Bounds {
        at_least: at_least?,
        at_most: at_most?,
    };
    if is_open {
        return table.node().problem(
            ProblemKind::Missing,
            "there is no bound",
            "write `at-least`, `at-most` or both",
            problems,
        );
    }
    if bounds.are_crossed() {
        return table.node().problem(
            ProblemKind::Contradiction,
            "no number lies between these bounds",
            "write an `at-least` that is not above `at-most`",
            problems,
        );
    }
    Some(bounds)
}

/// Reads `"complaint"`, which is at least as likely as not, `{ complaint = 0.7 }`,
/// which is at least so much, or a label with its bounds.
fn label(node: &Node<'_>, names: &Names, problems: &mut Problems) -> Option<Test> {
    if let Value::Text(label) = node.value() {
        let likely = Bounds::at_least(Confidence::EVEN);
        return Some(Test::Label(
            known_label(label, node, names, problems)?,
            likely,
        ));
    }
    let (label, field) = only_entry(node, "`{ complaint = 0.7 }`", problems)?;
    let label = known_label(label, node, names, problems)?;
    let bounds = match field.value() {
        Value::Table(_) => bounds(&field, confidence, problems)?,
        _ => Bounds::at_least(confidence(&field, problems)?),
    };
    Some(Test::Label(label, bounds))
}

/// Whether a name can be one of a label: `complaint,thanks` was meant for two.
pub(super) fn is_label(name: &str) -> bool {
    !name.is_empty() && !name.contains([',', ':', ' '])
}

/// The label of this name, where somebody gives it.
fn known_label(
    label: &str,
    node: &Node<'_>,
    names: &Names,
    problems: &mut Problems,
) -> Option<Label> {
    if !is_label(label) {
        return node.invalid(
            format!("`{label}` is not one label"),
            "write one, and each other in a test of its own: `label:complaint OR label:thanks`",
            problems,
        );
    }
    let Some(labels) = &names.labels else {
        return Some(label.into());
    };
    let known: Vec<_> = labels.iter().map(Label::as_str).collect();
    node.declared_as(label, "label", &known, problems)
        .map(|()| label.into())
}

pub(super) fn confidence(node: &Node<'_>, problems: &mut Problems) -> Option<Confidence> {
    let number = node.number(problems)?;
    match Confidence::new(number) {
        Ok(confidence) => Some(confidence),
        Err(_) => node.invalid(
            format!("`{number}` is not a confidence"),
            "write a number from 0 to 1",
            problems,
        ),
    }
}

fn hours(node: &Node<'_>, names: &Names, problems: &mut Problems) -> Option<Hours> {
    let (key, field) = only_entry(node, "`{ in = \"webcare\" }`", problems)?;
    let known: Vec<_> = names.calendars.iter().map(String::as_str).collect();
    let mut calendar = || {
        let calendar = field.declared("calendar", &known, problems)?;
        Some(calendar.to_owned())
    };
    match key {
        "in" => calendar().map(Hours::In),
        "outside" => calendar().map(Hours::Outside),
        _ => field.unknown_key(key, &["in", "outside"], problems),
    }
}

fn rate(node: &Node<'_>, problems: &mut Problems) -> Option<RateTest> {
    let mut table = node.table(problems)?;
    let of = table
        .required("of", problems)
        .and_then(|field| rate_of(&field, problems));
    let within = table
        .required("within", problems)
        .and_then(|field| window(&field, problems));
    let at_least = table
        .required("at-least", problems)
        .and_then(|field| field.whole(problems));
    let times_usual = table
        .optional("times-usual")
        .and_then(|field| times(&field, problems));
    table.finish(problems);
    Some(RateTest {
        key: RateKey {
            of: of?,
            within: within?,
        },
        at_least: at_least?,
        times_usual,
    })
}

/// How many times the usual number, which is above none.
fn times(node: &Node<'_>, problems: &mut Problems) -> Option<f64> {
    let times = node.number(problems)?;
    if times > 0.0 {
        return Some(times);
    }
    node.invalid(
        format!("`{times}` times the usual number is nothing to reach"),
        "write a number above 0, such as `4`",
        problems,
    )
}

pub(super) fn rate_of(node: &Node<'_>, problems: &mut Problems) -> Option<RateOf> {
    if let Value::Text(_) = node.value() {
        return node
            .one_of(&[("mentions", ())], problems)
            .map(|()| RateOf::Mentions);
    }
    let (key, field) = only_entry(node, "`{ tag = \"klacht\" }`", problems)?;
    match key {
        "search-term" => Some(RateOf::SearchTerm(field.text(problems)?.to_owned())),
        "tag" => Some(RateOf::Tag(field.text(problems)?.to_owned())),
        "topic" => Some(RateOf::Topic(field.text(problems)?.into())),
        "reason" => Some(RateOf::Reason(field.text(problems)?.into())),
        _ => field.unknown_key(key, &["reason", "search-term", "tag", "topic"], problems),
    }
}

pub(super) fn window(node: &Node<'_>, problems: &mut Problems) -> Option<Window> {
    node.parsed(
        "write a span of time such as `30 minutes`, `2 hours` or `14 days`",
        problems,
    )
}

/// Reads `{ queue = "avondlijn", waiting = { at-least = 20 } }`.
fn capacity(node: &Node<'_>, names: &Names, problems: &mut Problems) -> Option<CapacityTest> {
    const COUNTS: [(&str, CapacityOf); 2] = [
        ("waiting", CapacityOf::Waiting),
        ("present", CapacityOf::Present),
    ];
    let mut table = node.table(problems)?;
    let known: Vec<_> = names.queues.iter().map(QueueId::as_str).collect();
    let queue = table
        .required("queue", problems)
        .and_then(|field| field.declared("queue", &known, problems));
    let mut counts = COUNTS.map(|(key, of)| Some((of, table.optional(key)?)));
    table.finish(problems);
    let (Some((of, field)), None) = (
        counts.iter_mut().find_map(Option::take),
        counts.iter().flatten().next(),
    ) else {
        return node.invalid(
            "one number of a queue is compared at a time",
            "write `waiting` or `present`, such as `waiting = { at-least = 20 }`",
            problems,
        );
    };
    Some(CapacityTest {
        is: bounds(&field, Node::whole, problems)?,
        queue: queue?.into(),
        of,
    })
}

fn case(node: &Node<'_>, names: &Names, problems: &mut Problems) -> Option<CaseTest> {
    const KEYS: [&str; 11] = [
        "follow-up-owed",
        "last-contact-within",
        "open",
        "owned",
        "owner",
        "prior-contact-elsewhere",
        "promises-broken",
        "promises-open",
        "public-rounds",
        "reopened",
        "tag",
    ];
    let (key, field) = only_entry(node, "`{ open = true }`", problems)?;
    match key {
        "open" => field.bool(problems).map(CaseTest::Open),
        "owned" => field.bool(problems).map(CaseTest::Owned),
        "owner" => {
            let known: Vec<_> = names.agents.iter().map(AgentId::as_str).collect();
            known_names(&field, "agent", &known, AgentId::from, problems).map(CaseTest::Owner)
        }
        "public-rounds" => bounds(&field, Node::whole, problems).map(CaseTest::PublicRounds),
        "follow-up-owed" => field.bool(problems).map(CaseTest::FollowUpOwed),
        "promises-open" => bounds(&field, Node::whole, problems).map(CaseTest::PromisesOpen),
        "promises-broken" => bounds(&field, Node::whole, problems).map(CaseTest::PromisesBroken),
        "prior-contact-elsewhere" => field.bool(problems).map(CaseTest::PriorContactElsewhere),
        "reopened" => field.bool(problems).map(CaseTest::Reopened),
        "tag" => words(&field, problems).map(CaseTest::Tag),
        "last-contact-within" => window(&field, problems).map(CaseTest::LastContactWithin),
        _ => field.unknown_key(key, &KEYS, problems),
    }
}

/// Reads `{ segment = "business" }`, a list of values, or bounds for a number.
fn fact(node: &Node<'_>, problems: &mut Problems) -> Option<FactTest> {
    let (key, field) = only_entry(node, "`{ segment = \"business\" }`", problems)?;
    if tells_age(key) {
        return field.problem(
            ProblemKind::Contradiction,
            format!("`{key}` tells how old a customer is"),
            "rules may not look at age",
            problems,
        );
    }
    let is = match field.value() {
        Value::Table(_) => Expected::Between(bounds(&field, signed, problems)?),
        _ => {
            let items = filled(&field, problems)?;
            let values = items.iter().filter_map(|item| fact_value(item, problems));
            Expected::OneOf(values.collect())
        }
    };
    Some(FactTest {
        key: key.to_owned(),
        is,
    })
}

fn signed(node: &Node<'_>, problems: &mut Problems) -> Option<i64> {
    match node.value() {
        Value::Integer(number) => Some(*number),
        _ => node.problem(
            ProblemKind::WrongShape,
            "found no whole number",
            "write a whole number here",
            problems,
        ),
    }
}

pub(super) fn fact_value(node: &Node<'_>, problems: &mut Problems) -> Option<FactValue> {
    match node.value() {
        Value::Bool(value) => Some(FactValue::Bool(*value)),
        Value::Integer(number) => Some(FactValue::Whole(*number)),
        Value::Text(word) => Some(FactValue::Word(word.clone())),
        Value::Null | Value::Float(_) | Value::List(_) | Value::Table(_) => node.problem(
            ProblemKind::WrongShape,
            "found no value a fact can have",
            "write text, a whole number, `true` or `false`",
            problems,
        ),
    }
}
