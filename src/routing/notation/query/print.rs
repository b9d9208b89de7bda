//! A condition typed as a query: the way back.

use super::field::is_scalar;
use super::token::is_bare;
use crate::routing::bounds::Bounds;
use crate::routing::condition::Condition;
use crate::routing::facts::FactValue;
use crate::routing::notation::test::{
    ADDRESSINGS, ATTACHMENTS, DETECTIONS, PERSONAL_DATA, REPLIES, VISIBILITIES, is_code, is_label,
};
use crate::routing::rate::RateOf;
use crate::routing::term::Term;
use crate::routing::test::{
    Authors, CapacityOf, CapacityTest, CaseTest, Expected, FactTest, Hours, Near, RateTest, Test,
};
use crate::triage::Confidence;

/// A condition for which there is no query. It cannot be read from a playbook
/// either; only code can make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotTypable {
    /// A join or a list without parts.
    #[error("there is nothing to type: a join or a list is empty")]
    Empty,
    /// Bounds without an end, or that no number lies between.
    #[error("no number can be typed: bounds are open on both sides, or crossed")]
    Bounds,
    /// A number that no document can hold.
    #[error("a number is larger than a document can hold, or is none")]
    Number,
    /// A name that no document can hold: of a label, or of a language.
    #[error("a label or a language has a name that cannot be read")]
    Name,
    /// More than [`Condition::DEEPEST`] levels.
    #[error("conditions are joined more than 16 levels deep")]
    TooDeep,
}

impl Condition {
    /// The query that reads as this very tree.
    ///
    /// ```
    /// use webcare::routing::{Condition, Names};
    ///
    /// let typed = r#""niet teruggebeld" NEAR/6 klacht* -vacature label:complaint>=0.7"#;
    /// let condition = Condition::from_query(typed, &Names::default())?;
    /// assert_eq!(condition.to_query()?, typed);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotTypable`] where no query reads as this tree.
    pub fn to_query(&self) -> Result<String, NotTypable> {
        if !self.is_shallow() {
            return Err(NotTypable::TooDeep);
        }
        condition(self, Place::Alone)
    }
}

/// Where a condition stands, and so whether it needs brackets.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Place {
    /// Anything may stand there.
    Alone,
    /// Between `OR`s.
    Either,
    /// Between spaces, or behind a minus sign.
    Both,
}

fn condition(it: &Condition, place: Place) -> Result<String, NotTypable> {
    match it {
        Condition::All(parts) => Ok(match parts.as_slice() {
            [only] => format!("ALL({})", condition(only, Place::Both)?),
            all => in_brackets(joined(all, Place::Both, " ")?, place >= Place::Both),
        }),
        Condition::Any(parts) => Ok(match parts.as_slice() {
            [only] => format!("ANY({})", condition(only, Place::Both)?),
            any => in_brackets(joined(any, Place::Either, " OR ")?, place >= Place::Either),
        }),
        Condition::None(parts) => Ok(match parts.as_slice() {
            [only] => format!("NONE({})", condition(only, Place::Both)?),
            none => format!("NONE({})", joined(none, Place::Either, " OR ")?),
        }),
        Condition::Not(part) => Ok(format!("-{}", condition(part, Place::Both)?)),
        Condition::Test(it) => test(it),
    }
}

fn joined(parts: &[Condition], place: Place, between: &str) -> Result<String, NotTypable> {
    let parts: Result<Vec<_>, _> = parts.iter().map(|part| condition(part, place)).collect();
    filled(parts?, between)
}

fn in_brackets(typed: String, needed: bool) -> String {
    if needed { format!("({typed})") } else { typed }
}

fn filled(parts: Vec<String>, between: &str) -> Result<String, NotTypable> {
    if parts.is_empty() {
        return Err(NotTypable::Empty);
    }
    Ok(parts.join(between))
}

fn test(test: &Test) -> Result<String, NotTypable> {
    let field = |key: &str, value: Result<String, NotTypable>| Ok(format!("{key}:{}", value?));
    match test {
        Test::Words(terms) => match terms.as_slice() {
            [only] => Ok(piece(only.as_str())),
            _ => field("words", texts(terms.iter().map(Term::as_str))),
        },
        Test::List(list) => field("list", Ok(piece(list.as_str()))),
        Test::Near(it) => near(it),
        Test::Matches(pattern) => field("matches", Ok(piece(pattern.as_str()))),
        Test::PersonalData(kinds) => field("personal-data", named(kinds, &PERSONAL_DATA)),
        Test::Channel(channels) => field("channel", texts(channels.iter().map(|it| it.as_str()))),
        Test::Visibility(it) => field("visibility", named([it], &VISIBILITIES)),
        Test::Language(languages) if !languages.iter().all(|it| is_code(it)) => {
            Err(NotTypable::Name)
        }
        Test::Language(languages) => field("language", texts(languages)),
        Test::Author(it) => field("author", authors(it)),
        Test::Reach(it) => field("reach", range(it, whole)),
        Test::Followers(it) => field("followers", range(it, whole)),
        Test::Addressing(ways) => field("addressing", named(ways, &ADDRESSINGS)),
        Test::Label(label, _) if !is_label(label.as_str()) => Err(NotTypable::Name),
        Test::Label(label, it) if *it == Bounds::at_least(Confidence::EVEN) => {
            field("label", Ok(piece(label.as_str())))
        }
        Test::Label(label, it) => field("label", compared(label.as_str(), it, score)),
        Test::Abstained(so) => field("abstained", Ok(so.to_string())),
        Test::Detected(ways) => field("detected-by", named(ways, &DETECTIONS)),
        Test::SearchTerm(terms) => field("search-term", texts(terms)),
        Test::Via(applications) => field("via", texts(applications)),
        Test::Attachment(kinds) => field("attachment", named(kinds, &ATTACHMENTS)),
        Test::ImageOnly(so) => field("image-only", Ok(so.to_string())),
        Test::Repost(so) => field("repost", Ok(so.to_string())),
        Test::Reply(places) => field("reply", named(places, &REPLIES)),
        Test::Time(Hours::In(calendar)) => field("time", Ok(piece(calendar))),
        Test::Time(Hours::Outside(calendar)) => {
            field("time", Ok(format!("outside={}", piece(calendar))))
        }
        Test::Rate(it) => field("rate", rate(it)),
        Test::Capacity(it) => field("capacity", capacity(it)),
        Test::Case(it) => field("case", case(it)),
        Test::Customer(it) => field("customer", fact(it)),
        Test::Host(it) => field("host", fact(it)),
    }
}

fn near(near: &Near) -> Result<String, NotTypable> {
    let side = |terms: &[Term]| match terms {
        [only] => Ok(piece(only.as_str())),
        several => {
            let terms = several.iter().map(|term| piece(term.as_str()));
            Ok(format!("({})", filled(terms.collect(), " OR ")?))
        }
    };
    if near.within == 0 {
        return Err(NotTypable::Number);
    }
    let how = if near.ordered { "BEFORE" } else { "NEAR" };
    let (left, right) = (side(&near.left)?, side(&near.right)?);
    Ok(format!("{left} {how}/{} {right}", near.within))
}

fn authors(authors: &Authors) -> Result<String, NotTypable> {
    match authors {
        Authors::In(list) if list.as_str().starts_with('@') => {
            Ok(format!("in={}", piece(list.as_str())))
        }
        Authors::In(list) => Ok(piece(list.as_str())),
        Authors::Are(handles) => {
            let typed = texts(handles.iter().map(|handle| handle.reveal()))?;
            let first = handles.first();
            match first.is_some_and(|handle| handle.reveal().starts_with('@')) {
                true => Ok(typed),
                false => Ok(format!("is={typed}")),
            }
        }
    }
}

fn rate(test: &RateTest) -> Result<String, NotTypable> {
    let of = match &test.key.of {
        RateOf::Mentions => "mentions".to_owned(),
        RateOf::SearchTerm(term) => format!("search-term={}", piece(term)),
        RateOf::Tag(tag) => format!("tag={}", piece(tag)),
        RateOf::Topic(topic) => format!("topic={}", piece(topic.as_str())),
        RateOf::Reason(reason) => format!("reason={}", piece(reason.as_str())),
    };
    let within = test.key.within;
    let times = match test.times_usual {
        None => String::new(),
        Some(times) if times.is_finite() && times > 0.0 => format!(",times-usual={times}"),
        Some(_) => return Err(NotTypable::Number),
    };
    if within.minutes() == 0 {
        return Err(NotTypable::Number);
    }
    let at_least = whole(test.at_least)?;
    Ok(format!(
        "{of},within=\"{within}\",at-least={at_least}{times}"
    ))
}

fn capacity(test: &CapacityTest) -> Result<String, NotTypable> {
    let of = match test.of {
        CapacityOf::Waiting => "waiting",
        CapacityOf::Present => "present",
    };
    let queue = piece(test.queue.as_str());
    Ok(format!("queue={queue},{}", compared(of, &test.is, whole)?))
}

fn case(test: &CaseTest) -> Result<String, NotTypable> {
    let flag = |name: &str, so: bool| match so {
        true => Ok(name.to_owned()),
        false => Ok(format!("{name}=false")),
    };
    match test {
        CaseTest::Open(so) => flag("open", *so),
        CaseTest::Owned(so) => flag("owned", *so),
        CaseTest::Owner(agents) => {
            let agents = texts(agents.iter().map(|it| it.as_str()))?;
            Ok(format!("owner={agents}"))
        }
        CaseTest::PublicRounds(it) => compared("public-rounds", it, whole),
        CaseTest::FollowUpOwed(so) => flag("follow-up-owed", *so),
        CaseTest::PromisesOpen(it) => compared("promises-open", it, whole),
        CaseTest::PromisesBroken(it) => compared("promises-broken", it, whole),
        CaseTest::PriorContactElsewhere(so) => flag("prior-contact-elsewhere", *so),
        CaseTest::Reopened(so) => flag("reopened", *so),
        CaseTest::Tag(tags) => Ok(format!("tag={}", texts(tags)?)),
        CaseTest::LastContactWithin(window) if window.minutes() == 0 => Err(NotTypable::Number),
        CaseTest::LastContactWithin(window) => Ok(format!("last-contact-within=\"{window}\"")),
    }
}

fn fact(test: &FactTest) -> Result<String, NotTypable> {
    let key = piece(&test.key);
    let value = |value: &FactValue| match value {
        FactValue::Bool(so) => so.to_string(),
        FactValue::Whole(number) => number.to_string(),
        FactValue::Word(word) if is_scalar(word) => quoted(word),
        FactValue::Word(word) => piece(word),
    };
    match &test.is {
        Expected::OneOf(values) if values.iter().eq([&FactValue::Bool(true)]) => Ok(key),
        Expected::OneOf(values) => {
            let values = filled(values.iter().map(value).collect(), ",")?;
            Ok(format!("{key}={values}"))
        }
        Expected::Between(it) => compared(&test.key, it, |number| Ok(number.to_string())),
    }
}

/// `name>=3`, `name<=5` or `name=3..5`.
fn compared<N: PartialOrd + Copy>(
    name: &str,
    bounds: &Bounds<N>,
    number: impl Fn(N) -> Result<String, NotTypable>,
) -> Result<String, NotTypable> {
    let sign = match (bounds.at_least, bounds.at_most) {
        (Some(_), Some(_)) => "=",
        _ => "",
    };
    Ok(format!("{}{sign}{}", piece(name), range(bounds, number)?))
}

/// `>=3`, `<=5` or `3..5`.
fn range<N: PartialOrd + Copy>(
    bounds: &Bounds<N>,
    number: impl Fn(N) -> Result<String, NotTypable>,
) -> Result<String, NotTypable> {
    match (bounds.at_least, bounds.at_most) {
        (Some(least), None) => Ok(format!(">={}", number(least)?)),
        (None, Some(most)) => Ok(format!("<={}", number(most)?)),
        (Some(least), Some(most)) if least <= most => {
            Ok(format!("{}..{}", number(least)?, number(most)?))
        }
        (None, None) | (Some(_), Some(_)) => Err(NotTypable::Bounds),
    }
}

fn whole(number: u64) -> Result<String, NotTypable> {
    match i64::try_from(number) {
        Ok(number) => Ok(number.to_string()),
        Err(_) => Err(NotTypable::Number),
    }
}

fn score(confidence: Confidence) -> Result<String, NotTypable> {
    Ok(confidence.get().to_string())
}

fn named<'t, T: PartialEq + 't>(
    all: impl IntoIterator<Item = &'t T>,
    names: &[(&str, T)],
) -> Result<String, NotTypable> {
    let name = |it: &T| names.iter().find(|(_, named)| named == it);
    let names = all.into_iter().filter_map(name);
    filled(names.map(|(name, _)| (*name).to_owned()).collect(), ",")
}

fn texts<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Result<String, NotTypable> {
    let texts = texts.into_iter().map(|text| piece(text.as_ref()));
    filled(texts.collect(), ",")
}

fn piece(text: &str) -> String {
    if is_bare(text) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
