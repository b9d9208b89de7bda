use std::fmt;
use std::str::FromStr;

use chrono::TimeDelta;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::document::{Node, Problems};
use crate::text::Lang;

/// How long something may take, in one of three measures that do not convert.
///
/// It is written, stored and read as text.
///
/// ```
/// use chrono::TimeDelta;
/// use webcare::sla::Target;
///
/// assert_eq!("1 working day".parse(), Ok(Target::WorkingDays(1)));
/// assert_eq!("90 business minutes".parse(), Ok(Target::Business(TimeDelta::minutes(90))));
/// assert_eq!("24 hours".parse(), Ok(Target::Elapsed(TimeDelta::days(1))));
/// assert_eq!(Target::Elapsed(TimeDelta::hours(24)).to_string(), "1 day");
/// assert!("soon".parse::<Target>().is_err());
/// ```
#[expect(
    clippy::exhaustive_enums,
    reason = "a term is measured on one of three scales, and a caller matches on them"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// Working time: only open seconds count.
    Business(TimeDelta),
    /// Working days, counted as [`Calendar::add_working_days`] does.
    ///
    /// [`Calendar::add_working_days`]: crate::calendar::Calendar::add_working_days
    WorkingDays(u32),
    /// Time as it passes, day and night.
    Elapsed(TimeDelta),
}

/// A text that is not a target.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a term; write `1 working day`, `4 business hours` or `24 hours`")]
pub struct TargetError(String);

/// Units by name, in nanoseconds.
const UNITS: [(&str, i64); 7] = [
    ("week", 604_800_000_000_000),
    ("day", 86_400_000_000_000),
    ("hour", 3_600_000_000_000),
    ("minute", 60_000_000_000),
    ("second", 1_000_000_000),
    ("millisecond", 1_000_000),
    ("nanosecond", 1),
];

impl Target {
    /// Reads text such as `1 working day`.
    pub fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        node.parsed(
            "write `1 working day`, `4 business hours`, `24 hours` or the like",
            problems,
        )
    }

    /// Whether it takes no time at all.
    pub fn is_zero(&self) -> bool {
        match self {
            Target::Business(time) | Target::Elapsed(time) => time.is_zero(),
            Target::WorkingDays(days) => *days == 0,
        }
    }

    /// The term in words.
    pub fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (_, Lang::En) => self.to_string(),
            (Target::WorkingDays(1), Lang::Nl) => "1 werkdag".to_owned(),
            (Target::WorkingDays(n), Lang::Nl) => format!("{n} werkdagen"),
            (Target::Business(time), Lang::Nl) => {
                format!("{} openingstijd", in_dutch(*time, "hour"))
            }
            (Target::Elapsed(time), Lang::Nl) => in_dutch(*time, "day"),
        }
    }
}

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        parse(text).ok_or_else(|| TargetError(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Target> {
    let mut words = text.split_whitespace();
    let amount: i128 = words.next()?.parse().ok().filter(|amount| *amount >= 0)?;
    let (measure, unit) = match (words.next()?, words.next()) {
        (unit, None) => (None, unit),
        (measure, Some(unit)) => (Some(measure), unit),
    };
    if words.next().is_some() {
        return None;
    }
    match (measure, unit) {
        (Some("working" | "business"), "day" | "days") => {
            Some(Target::WorkingDays(amount.try_into().ok()?))
        }
        (Some("working" | "business"), unit) => Some(Target::Business(time(amount, unit, "hour")?)),
        (None, unit) => Some(Target::Elapsed(time(amount, unit, "week")?)),
        (Some(_), _) => None,
    }
}

/// So many of a unit, where no unit above `widest` will do.
fn time(amount: i128, unit: &str, widest: &str) -> Option<TimeDelta> {
    let unit = unit.strip_suffix('s').unwrap_or(unit);
    let (_, nanos) = UNITS
        .iter()
        .skip_while(|(name, _)| *name != widest)
        .find(|(name, _)| *name == unit)?;
    let nanos = amount.checked_mul((*nanos).into())?;
    let (seconds, rest) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
    TimeDelta::new(seconds.try_into().ok()?, rest.try_into().ok()?)
}

/// The amount of the widest unit, up to `widest`, that states a time exactly.
fn exact(time: TimeDelta, widest: &str) -> (i128, &'static str) {
    let nanos = i128::from(time.num_seconds()) * 1_000_000_000 + i128::from(time.subsec_nanos());
    let found = UNITS
        .iter()
        .skip_while(|(name, _)| *name != widest)
        .find(|(name, unit)| nanos % i128::from(*unit) == 0 && (nanos != 0 || *name == "second"));
    found.map_or((nanos, "nanosecond"), |(name, unit)| {
        (nanos / i128::from(*unit), name)
    })
}

fn in_dutch(time: TimeDelta, widest: &str) -> String {
    let (amount, unit) = exact(time, widest);
    let (one, more) = match unit {
        "day" => ("dag", "dagen"),
        "hour" => ("uur", "uur"),
        "minute" => ("minuut", "minuten"),
        "second" => ("seconde", "seconden"),
        "millisecond" => ("milliseconde", "milliseconden"),
        _ => ("nanoseconde", "nanoseconden"),
    };
    format!("{amount} {}", if amount == 1 { one } else { more })
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (amount, unit) = match self {
            Target::Business(time) => exact(*time, "hour"),
            Target::WorkingDays(n) => (i128::from(*n), "day"),
            Target::Elapsed(time) => exact(*time, "day"),
        };
        let measure = match self {
            Target::Business(_) => "business ",
            Target::WorkingDays(_) => "working ",
            Target::Elapsed(_) => "",
        };
        write!(
            f,
            "{amount} {measure}{unit}{}",
            if amount == 1 { "" } else { "s" }
        )
    }
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
