//! Days off as a playbook writes them: sets by name, and rules.

use std::ops::RangeInclusive;

use chrono::{NaiveDate, Weekday};

use super::read_date;
use crate::calendar::holidays::{self, Holiday};
use crate::calendar::window::time_of_day;
use crate::document::{Node, ProblemKind, Problems, TableNode, Value};
use crate::sorted::SortedMap;

const RULE: &str = "write `date`, `easter`, or `month` with a `day` or with `weekday` and `nth`";

const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

/// Sets of days off by name: the built-in ones, and those that a document adds.
#[derive(Clone, Debug)]
pub(crate) struct HolidaySets {
    sets: SortedMap<String, Vec<Holiday>>,
}

impl HolidaySets {
    /// `nl` and `nl-lustrum`.
    pub(crate) fn built_in() -> Self {
        let sets = [("nl", &holidays::NL), ("nl-lustrum", &holidays::NL_LUSTRUM)];
        let named = |(name, set): (&str, &[Holiday; 12])| (name.to_owned(), set.to_vec());
        Self {
            sets: sets.map(named).into_iter().collect(),
        }
    }

    /// Adds the sets of a table, each a list of rules; a set may name another that is built in.
    pub(crate) fn read(mut self, node: &Node<'_>, problems: &mut Problems) -> Self {
        let built_in = Self::built_in();
        if let Some(mut table) = node.table(problems) {
            for (name, list) in table.entries() {
                let set = built_in.list(&list, problems);
                self.sets.insert(name.to_owned(), set);
            }
        }
        self
    }

    /// The days off that stand here: names of sets, dates and rules. Two on one date that close
    /// at other times contradict each other.
    pub(crate) fn list(&self, node: &Node<'_>, problems: &mut Problems) -> Vec<Holiday> {
        let mut found = Vec::new();
        let mut once: SortedMap<NaiveDate, i64> = SortedMap::default();
        for item in node.one_or_more(problems).unwrap_or_default() {
            for day in self.item(&item, problems) {
                if let Some(date) = day.one_off()
                    && let Some(closes) = once.insert(date, day.closes())
                    && closes != day.closes()
                {
                    item.problem::<()>(
                        ProblemKind::Contradiction,
                        format!("`{date}` is there before, with another closing"),
                        "write each date once: as a day off, or as half of one with its `closing`",
                        problems,
                    );
                }
                found.push(day);
            }
        }
        found
    }

    fn item(&self, item: &Node<'_>, problems: &mut Problems) -> Vec<Holiday> {
        match item.value() {
            Value::Text(text) => match read_date(text) {
                Some(date) => vec![Holiday::once(date, text.as_str())],
                None => self.named(item, problems).unwrap_or_default(),
            },
            _ => rule(item, problems).into_iter().collect(),
        }
    }

    fn named(&self, node: &Node<'_>, problems: &mut Problems) -> Option<Vec<Holiday>> {
        let known: Vec<&str> = self.sets.keys().map(String::as_str).collect();
        let name = node.declared("the set of holidays", &known, problems)?;
        self.sets.get(name).cloned()
    }
}

/// A table with the day of a rule, its name, and what else holds for it.
fn rule(node: &Node<'_>, problems: &mut Problems) -> Option<Holiday> {
    let mut table = node.table(problems)?;
    let day = day(&mut table, problems);
    let names = table
        .required("name", problems)
        .and_then(|name| names(&name, problems));
    let holiday = limited(day, &mut table, problems);
    table.finish(problems);
    let (nl, en) = names?;
    let holiday = holiday?.named(nl, en);
    if !holiday.exists() {
        return node.invalid("no year has that day", RULE, problems);
    }
    Some(holiday)
}

fn day(table: &mut TableNode<'_>, problems: &mut Problems) -> Option<Holiday> {
    if let Some(date) = table.optional("date") {
        let date = date.parsed::<NaiveDate>("write a date such as `2011-06-24`", problems)?;
        return Some(Holiday::once(date, ""));
    }
    if let Some(days) = table.optional("easter") {
        let days = number(&days, -200..=200, problems)?;
        return Some(Holiday::easter(days, "", ""));
    }
    let Some(month) = table.optional("month") else {
        return table.node().problem(
            ProblemKind::Missing,
            "the rule does not say on which day it falls",
            RULE,
            problems,
        );
    };
    let month = number(&month, 1..=12, problems);
    if let Some(weekday) = table.optional("weekday") {
        let weekday = weekday.one_of(&DAYS, problems);
        let nth = table
            .required("nth", problems)
            .and_then(|nth| number(&nth, -5..=5, problems));
        return Some(Holiday::weekday(month?, weekday?, nth?, "", ""));
    }
    let day = table
        .required("day", problems)
        .and_then(|day| number(&day, 1..=31, problems));
    Some(Holiday::fixed(month?, day?, "", ""))
}

/// One name for every language, or one for each.
fn names(node: &Node<'_>, problems: &mut Problems) -> Option<(String, String)> {
    if let Value::Text(name) = node.value() {
        return Some((name.clone(), name.clone()));
    }
    let mut table = node.table(problems)?;
    let mut name = |lang: &str| {
        let name = table.required(lang, problems)?.text(problems)?;
        Some(name.to_owned())
    };
    let (nl, en) = (name("nl"), name("en"));
    table.finish(problems);
    nl.zip(en)
}

/// From which year to which, how often, when moved, and whether it is half a day.
fn limited(
    holiday: Option<Holiday>,
    table: &mut TableNode<'_>,
    problems: &mut Problems,
) -> Option<Holiday> {
    const YEARS: RangeInclusive<i64> = -9999..=9999;
    const DAYS: RangeInclusive<i64> = -7..=7;
    let holiday = with(holiday, "since", YEARS, Holiday::since, table, problems);
    let holiday = with(holiday, "until", YEARS, Holiday::until, table, problems);
    let holiday = with(holiday, "every", 1..=9999, Holiday::every, table, problems);
    let moved = Holiday::from_saturday;
    let holiday = with(holiday, "from-saturday", DAYS, moved, table, problems);
    let moved = Holiday::from_sunday;
    let holiday = with(holiday, "from-sunday", DAYS, moved, table, problems);
    let Some(node) = table.optional("closing") else {
        return holiday;
    };
    let time = node.text(problems)?;
    if let Err(wrong) = time_of_day(time) {
        return node.invalid(wrong.to_string(), "write a time such as `16:00`", problems);
    }
    holiday?.closing(time).ok()
}

/// The holiday with what a field says of it, where it is written.
fn with<T: TryFrom<i64>>(
    holiday: Option<Holiday>,
    key: &str,
    within: RangeInclusive<i64>,
    set: fn(Holiday, T) -> Holiday,
    table: &mut TableNode<'_>,
    problems: &mut Problems,
) -> Option<Holiday> {
    let Some(node) = table.optional(key) else {
        return holiday;
    };
    let value = number(&node, within, problems);
    Some(set(holiday?, value?))
}

/// A whole number within bounds.
fn number<T: TryFrom<i64>>(
    node: &Node<'_>,
    within: RangeInclusive<i64>,
    problems: &mut Problems,
) -> Option<T> {
    let right = format!(
        "write a whole number from {} to {}",
        within.start(),
        within.end()
    );
    match node.value() {
        Value::Integer(value) if within.contains(value) => T::try_from(*value).ok(),
        Value::Integer(value) => {
            node.invalid(format!("`{value}` cannot be used here"), &right, problems)
        }
        _ => node.problem(
            ProblemKind::WrongShape,
            "that is no whole number",
            right,
            problems,
        ),
    }
}
