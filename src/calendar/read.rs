//! A calendar as a playbook writes it.

mod holidays;
mod named;

use chrono::NaiveDate;
use chrono_tz::Tz;

pub(crate) use holidays::HolidaySets;
pub(crate) use named::read_named;

use super::holidays::Holiday;
use super::plan::Plan;
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

/// What a document may hold: far more than any organisation has, and little enough for any
/// question to be answered at once.
const MOST_VERSIONS: usize = 1_000;
const MOST_YEARLY: usize = 1_000;
const MOST_DATES: usize = 1_000_000;
const MOST_WITHIN: usize = 50;

const OVERLAP: &str = "write each hour once; overlapping windows would count once";

impl Calendar {
    /// Reads a calendar from a document: `mon-fri = ["08:00-21:00"]`, `holidays = "nl"` and what
    /// else it has; `None`, with what is wrong in `problems`, where it cannot be used.
    ///
    /// | key | what |
    /// |---|---|
    /// | `zone` | an IANA time zone; that of the document where none is named |
    /// | `every`, `mon-sun`, `mon-sat`, `mon-fri`, `sat-sun`, `mon` to `sun` | windows of these days; a narrower word holds over a wider one |
    /// | `holidays` | names of sets, dates, and rules: below |
    /// | `breaks`, `override` | by date: windows cut out; windows instead of the weekday's |
    /// | `semantics` | `wall`, `shift` or `clamp`: how clock changes are read |
    /// | `from` | by date: any of these four, as it is from then on; what is not written stays as it was |
    /// | `like` | in a playbook: the calendar that this one is like but for what it writes itself |
    /// | `within` | in a playbook: one or more calendars while which are open this one may be |
    ///
    /// A holiday is a date, or a table with a `name` and one of `date`, `easter`
    /// (days after Easter Sunday), `month` with a `day`, and `month` with a
    /// `weekday` and `nth` (-1 is the last). It may have `since`, `until` and
    /// `every` in years, `from-saturday` and `from-sunday` in days to move, and
    /// `closing`, a time of day from which it is half a day off. Windows that
    /// overlap are a problem, over midnight too; so are two holidays with the
    /// same `date` that close at other times.
    ///
    /// ```
    /// # use chrono::{DateTime, TimeDelta, Utc};
    /// # use webcare::calendar::Calendar;
    /// # use webcare::document::{Node, Problems, Value};
    /// let value: Value = toml::from_str(r#"
    ///     mon-fri  = ["08:00-21:00"]
    ///     sat      = ["09:00-17:00"]
    ///     holidays = ["nl", { month = 12, day = 24, closing = "17:00", name = "Kerstavond" }]
    ///     breaks   = { "2011-06-14" = ["12:00-13:00"] }
    ///     override = { "2011-06-24" = ["08:00-12:00"], "2011-06-25" = [] }
    ///     from     = { "2012-01-01" = { mon-fri = ["08:00-18:00"], sat = [] } }
    /// "#)?;
    /// let mut problems = Problems::new();
    /// let office = Calendar::read(&Node::root(&value), chrono_tz::Europe::Amsterdam, &mut problems);
    /// assert!(problems.is_empty());
    /// let office = office.ok_or("no calendar")?;
    ///
    /// // Friday 30 December 2011, 20:00; from January on the desk closes at 18:00 and on Saturdays.
    /// let asked: DateTime<Utc> = "2011-12-30T19:00:00Z".parse()?;
    /// let due = office.add(asked, TimeDelta::hours(20))?;
    /// assert_eq!(due.to_rfc3339(), "2012-01-03T08:00:00+00:00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read(node: &Node, default_zone: Tz, problems: &mut Problems) -> Option<Self> {
        let unknown = |node: &Node<'_>, problems: &mut Problems| {
            node.problem(
                ProblemKind::UnknownName,
                "there is no other calendar here",
                "name another calendar in a playbook, or leave it out",
                problems,
            )
        };
        let sets = HolidaySets::built_in();
        read_one(node, default_zone, &sets, unknown, problems)
    }
}

/// Reads one calendar; `named` looks up the one whose name stands at a node.
fn read_one<'v>(
    node: &Node<'v>,
    default_zone: Tz,
    sets: &HolidaySets,
    mut named: impl FnMut(&Node<'v>, &mut Problems) -> Option<Calendar>,
    problems: &mut Problems,
) -> Option<Calendar> {
    let mut table = node.table(problems)?;
    let base = match table.optional("like") {
        Some(like) => named(&like, problems).map(|like| like.rules().clone()),
        None => Some(Rules::new(default_zone)),
    };
    let zone = match table.optional("zone") {
        Some(zone) => read_zone(&zone, problems),
        None => base.as_ref().map(|base| base.zone),
    };
    let within = match table.optional("within") {
        Some(within) => read_within(&within, named, problems),
        None => Some(Vec::new()),
    };
    let changes = read_changes(&mut table, sets, problems);
    let versions = match table.optional("from") {
        Some(from) => read_versions(&from, sets, problems),
        None => Some(Vec::new()),
    };
    table.finish(problems);
    let mut rules = base?;
    rules.zone = zone?;
    let changes = changes?;
    rules.plans_mut().for_each(|plan| changes.apply(plan));
    let versions = versions?;
    check_versions(&rules, versions.len(), node, problems)?;
    for (date, changes) in versions {
        rules.start_version(date);
        changes.apply(rules.last_mut());
    }
    within?.iter().for_each(|other| rules.lie_within(other));
    check_nights(&mut rules, node, problems)?;
    check_size(&rules, node, problems)?;
    Some(Calendar::from_rules(rules))
}

/// Reads a zone of the database, such as `Europe/Amsterdam`.
pub(crate) fn read_zone(node: &Node, problems: &mut Problems) -> Option<Tz> {
    node.parsed("write a zone such as `Europe/Amsterdam`", problems)
}

fn read_within<'v>(
    node: &Node<'v>,
    mut named: impl FnMut(&Node<'v>, &mut Problems) -> Option<Calendar>,
    problems: &mut Problems,
) -> Option<Vec<Calendar>> {
    let names = node.one_or_more(problems)?;
    let found: Vec<_> = names.iter().map(|name| named(name, problems)).collect();
    found.into_iter().collect()
}

/// What a document says of a plan; what it does not say stays as it was.
#[derive(Debug, Default)]
struct Changes {
    semantics: Option<Semantics>,
    week: Vec<(std::ops::Range<usize>, Vec<Window>)>,
    holidays: Option<Vec<Holiday>>,
    breaks: Vec<(NaiveDate, Vec<Window>)>,
    hours: Vec<(NaiveDate, Vec<Window>)>,
}

impl Changes {
    fn apply(&self, plan: &mut Plan) {
        plan.semantics = self.semantics.unwrap_or(plan.semantics);
        for (days, hours) in &self.week {
            for day in plan.week.iter_mut().take(days.end).skip(days.start) {
                day.clone_from(hours);
            }
        }
        if let Some(holidays) = &self.holidays {
            plan.clear_holidays();
            holidays.iter().for_each(|day| plan.add_holiday(day));
        }
        for (date, breaks) in &self.breaks {
            plan.special_mut(*date).breaks.clone_from(breaks);
        }
        for (date, hours) in &self.hours {
            plan.special_mut(*date).hours = Some(hours.clone());
        }
    }
}

/// Nothing where hours cannot be read: a calendar without them might never
/// open, which is not what was written.
fn read_changes(
    table: &mut TableNode<'_>,
    sets: &HolidaySets,
    problems: &mut Problems,
) -> Option<Changes> {
    let semantics = table
        .optional("semantics")
        .map(|semantics| read_semantics(&semantics, problems));
    let week = read_week(table, problems);
    let holidays = table
        .optional("holidays")
        .map(|node| sets.list(&node, problems));
    let mut dated = |key| match table.optional(key) {
        Some(node) => read_dated(&node, problems),
        None => Vec::new(),
    };
    let (breaks, hours) = (dated("breaks"), dated("override"));
    if semantics == Some(None) {
        return None;
    }
    Some(Changes {
        semantics: semantics.flatten(),
        week: week?,
        holidays,
        breaks,
        hours,
    })
}

fn read_semantics(node: &Node, problems: &mut Problems) -> Option<Semantics> {
    let words = [
        ("wall", Semantics::Wall),
        ("shift", Semantics::Shift),
        ("clamp", Semantics::Clamp),
    ];
    node.one_of(&words, problems)
}

fn read_week(
    table: &mut TableNode<'_>,
    problems: &mut Problems,
) -> Option<Vec<(std::ops::Range<usize>, Vec<Window>)>> {
    let single = WEEKDAYS.iter().enumerate().map(|(i, day)| (*day, i..i + 1));
    let mut week = Some(Vec::new());
    for (key, days) in RANGES.into_iter().chain(single) {
        let Some(node) = table.optional(key) else {
            continue;
        };
        match (read_windows(&node, problems), &mut week) {
            (Some(hours), Some(week)) => week.push((days, hours)),
            _ => week = None,
        }
    }
    week
}

fn read_windows(node: &Node, problems: &mut Problems) -> Option<Vec<Window>> {
    let right = "write windows such as `08:00-12:00`, or `22:00-06:00` over midnight";
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
            OVERLAP,
            problems,
        );
    }
    Some(found)
}

/// Windows by date.
fn read_dated(node: &Node, problems: &mut Problems) -> Vec<(NaiveDate, Vec<Window>)> {
    let Some(mut table) = node.table(problems) else {
        return Vec::new();
    };
    table
        .entries()
        .into_iter()
        .filter_map(|(key, hours)| {
            let date = date_of(key, &hours, problems);
            let hours = read_windows(&hours, problems);
            date.zip(hours)
        })
        .collect()
}

/// What is different from a date on, in order of the dates.
fn read_versions(
    node: &Node,
    sets: &HolidaySets,
    problems: &mut Problems,
) -> Option<Vec<(NaiveDate, Changes)>> {
    let entries = node.table(problems)?.entries();
    let read = |(key, node): (&str, Node<'_>)| {
        let date = date_of(key, &node, problems);
        let mut table = node.table(problems)?;
        let changes = read_changes(&mut table, sets, problems);
        table.finish(problems);
        date.zip(changes)
    };
    let versions: Vec<_> = entries.into_iter().map(read).collect();
    let mut versions: Vec<_> = versions.into_iter().collect::<Option<_>>()?;
    versions.sort_by_key(|(date, _)| *date);
    Some(versions)
}

/// A version begins as a copy of the one before: what would not fit is never copied.
fn check_versions(
    rules: &Rules,
    versions: usize,
    node: &Node,
    problems: &mut Problems,
) -> Option<()> {
    let (_, dates) = rules.size();
    if versions <= MOST_VERSIONS && versions.saturating_mul(dates) <= MOST_DATES {
        return Some(());
    }
    node.invalid(
        format!("{versions} changes of a calendar with {dates} dates are too many"),
        &format!("write at most {MOST_VERSIONS} changes, and fewer dates that they take over"),
        problems,
    )
}

/// Every question is answered in bounded time, whoever wrote the document.
fn check_size(rules: &Rules, node: &Node, problems: &mut Problems) -> Option<()> {
    let (yearly, dates) = rules.size();
    let within = rules.within.len();
    let counted = [
        ("days off that come back", yearly, MOST_YEARLY),
        ("dates with something of their own", dates, MOST_DATES),
        ("calendars that it lies within", within, MOST_WITHIN),
    ];
    match counted.into_iter().find(|(_, n, most)| n > most) {
        None => Some(()),
        Some((what, n, most)) => node.invalid(
            format!("{n} {what} are too many"),
            &format!("write at most {most}"),
            problems,
        ),
    }
}

/// No night runs into the windows of the next day.
fn check_nights(rules: &mut Rules, node: &Node, problems: &mut Problems) -> Option<()> {
    let days: Vec<&str> = rules
        .plans_mut()
        .flat_map(|plan| {
            let next = plan.week.iter().cycle().skip(1);
            let pairs = plan.week.iter().zip(next).zip(WEEKDAYS);
            let clash = |((night, day), _): &((&Vec<Window>, &Vec<Window>), &str)| {
                let runs_on = night.iter().filter(|w| w.is_overnight());
                let ends = runs_on.map(Window::morning).max();
                day.iter().any(|w| Some(w.seconds().0) < ends)
            };
            pairs.filter(clash).map(|(_, day)| day).collect::<Vec<_>>()
        })
        .collect();
    match days.first() {
        None => Some(()),
        Some(day) => node.problem(
            ProblemKind::Contradiction,
            format!("the night of `{day}` runs into the windows of the next day"),
            OVERLAP,
            problems,
        ),
    }
}

fn date_of(key: &str, node: &Node, problems: &mut Problems) -> Option<NaiveDate> {
    let date = read_date(key);
    if date.is_none() {
        node.invalid::<()>(
            format!("`{key}` is not a date"),
            "write a date such as `2011-06-24`",
            problems,
        );
    }
    date
}

fn read_date(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}
