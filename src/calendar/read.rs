//! A calendar as a playbook writes it.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::holidays::{self, Holiday};
use super::rules::Rules;
use super::window::overlap;
use super::{Calendar, Semantics, Window};
use crate::document::{Node, ProblemKind, Problems, TableNode};

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Days that can be written at once, widest first, so that a narrower word holds over a wider one.
const RANGES: [(&str, std::ops::Range<usize>); 5] = [
    ("every", 0..7),
    ("mon-sun", 0..7),
    ("mon-sat", 0..6),
    ("mon-fri", 0..5),
    ("sat-sun", 5..7),
];

impl Calendar {
    /// Reads a calendar from a document: `mon-fri = ["08:00-21:00"]`, `holidays = "nl"` and what
    /// else it has; `None`, with what is wrong in `problems`, where it cannot be used.
    ///
    /// The zone is that of the document when the calendar names none. A narrower
    /// word holds over a wider one: `mon` over `mon-fri` over `every`. Windows that
    /// overlap are a problem.
    ///
    /// ```
    /// # use webcare::calendar::Calendar;
    /// # use webcare::document::{Node, Problems, Value};
    /// let value: Value = toml::from_str(r#"
    ///     mon-fri  = ["08:00-21:00"]
    ///     sat      = ["09:00-17:00"]
    ///     holidays = "nl"
    ///     breaks   = { "2011-06-14" = ["12:00-13:00"] }
    ///     override = { "2011-06-24" = ["08:00-12:00"], "2011-06-25" = [] }
    /// "#)?;
    /// let mut problems = Problems::new();
    /// let office = Calendar::read(&Node::root(&value), chrono_tz::Europe::Amsterdam, &mut problems);
    /// assert!(problems.is_empty() && office.is_some());
    /// # Ok::<(), toml::de::Error>(())
    /// ```
    pub fn read(node: &Node, default_zone: Tz, problems: &mut Problems) -> Option<Self> {
        let mut table = node.table(problems)?;
        let zone = match table.optional("zone") {
            Some(zone) => read_zone(&zone, problems),
            None => Some(default_zone),
        };
        let semantics = match table.optional("semantics") {
            Some(semantics) => read_semantics(&semantics, problems),
            None => Some(Semantics::default()),
        };
        let mut rules = Rules::new(zone.unwrap_or(default_zone));
        let week = read_week(&mut table, &mut rules, problems);
        if let Some(node) = table.optional("holidays") {
            read_holidays(&node, &mut rules, problems);
        }
        for (key, is_break) in [("breaks", true), ("override", false)] {
            if let Some(node) = table.optional(key) {
                read_dated(&node, is_break, &mut rules, problems);
            }
        }
        table.finish(problems);
        zone.and(week)?;
        rules.last_mut().semantics = semantics?;
        Some(Calendar::from_rules(rules))
    }
}

/// Reads a zone of the database, such as `Europe/Amsterdam`.
pub(crate) fn read_zone(node: &Node, problems: &mut Problems) -> Option<Tz> {
    node.parsed("write a zone such as `Europe/Amsterdam`", problems)
}

fn read_semantics(node: &Node, problems: &mut Problems) -> Option<Semantics> {
    let words = [
        ("wall", Semantics::Wall),
        ("shift", Semantics::Shift),
        ("clamp", Semantics::Clamp),
    ];
    node.one_of(&words, problems)
}

/// Nothing where hours cannot be read: a calendar without them might never
/// open, which is not what was written.
fn read_week(table: &mut TableNode, rules: &mut Rules, problems: &mut Problems) -> Option<()> {
    let mut week = Some(());
    let single = WEEKDAYS.iter().enumerate().map(|(i, day)| (*day, i..i + 1));
    for (key, days) in RANGES.into_iter().chain(single) {
        let Some(node) = table.optional(key) else {
            continue;
        };
        let Some(hours) = read_windows(&node, problems) else {
            week = None;
            continue;
        };
        for day in rules
            .last_mut()
            .week
            .iter_mut()
            .take(days.end)
            .skip(days.start)
        {
            day.clone_from(&hours);
        }
    }
    week
}

fn read_windows(node: &Node, problems: &mut Problems) -> Option<Vec<Window>> {
    let right = "write windows such as `08:00-12:00`, each with an end after its start";
    let items = node.one_or_more(problems)?;
    let found: Vec<Window> = items
        .iter()
        .filter_map(|item| match item.text(problems)?.parse() {
            Ok(window) => Some(window),
            Err(wrong) => item.invalid(format!("{wrong}"), right, problems),
        })
        .collect();
    if found.len() < items.len() {
        return None;
    }
    if overlap(&found) {
        return node.problem(
            ProblemKind::Contradiction,
            "windows overlap",
            "write each hour once; overlapping windows would count once",
            problems,
        );
    }
    Some(found)
}

fn read_holidays(node: &Node, rules: &mut Rules, problems: &mut Problems) {
    let sets = [("nl", &holidays::NL), ("nl-lustrum", &holidays::NL_LUSTRUM)];
    for item in node.one_or_more(problems).unwrap_or_default() {
        match item.value() {
            crate::document::Value::Text(text) if read_date(text).is_none() => {
                if let Some(set) = item.one_of(&sets, problems) {
                    rules.last_mut().yearly.extend(set.iter().cloned());
                }
            }
            _ => {
                if let Some((date, holiday)) = read_holiday(&item, problems) {
                    rules.last_mut().special_mut(date).holiday = Some(holiday);
                }
            }
        }
    }
}

/// A date, or a table of a date and a name.
fn read_holiday(node: &Node, problems: &mut Problems) -> Option<(NaiveDate, Holiday)> {
    if let crate::document::Value::Text(text) = node.value() {
        let date = read_date(text)?;
        return Some((date, Holiday::once(date, text.as_str())));
    }
    let mut table = node.table(problems)?;
    let date = table
        .required("date", problems)
        .and_then(|date| date.parsed::<NaiveDate>("write a date such as `2011-06-24`", problems));
    let name = table
        .required("name", problems)
        .and_then(|name| name.text(problems));
    table.finish(problems);
    let (date, name) = (date?, name?);
    Some((date, Holiday::once(date, name)))
}

fn read_dated(node: &Node, is_break: bool, rules: &mut Rules, problems: &mut Problems) {
    let Some(mut table) = node.table(problems) else {
        return;
    };
    for (key, hours) in table.entries() {
        let Some(date) = read_date(key) else {
            hours.invalid::<()>(
                format!("`{key}` is not a date"),
                "write a date such as `2011-06-24`",
                problems,
            );
            continue;
        };
        let Some(hours) = read_windows(&hours, problems) else {
            continue;
        };
        let special = rules.last_mut().special_mut(date);
        if is_break {
            special.breaks = hours;
        } else {
            special.hours = Some(hours);
        }
    }
}

fn read_date(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}
