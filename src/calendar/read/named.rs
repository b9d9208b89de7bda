//! The calendars of a playbook, which may be like each other and lie within each other.

use chrono_tz::Tz;

use super::{HolidaySets, read_one};
use crate::calendar::Calendar;
use crate::document::{Node, ProblemKind, Problems};
use crate::sorted::SortedMap;

/// The path of each calendar of a table and, where it could be read, the calendar.
pub(crate) type Named = SortedMap<String, (String, Option<Calendar>)>;

/// Reads a table of calendars by name.
pub(crate) fn read_named(
    node: &Node<'_>,
    default_zone: Tz,
    sets: &HolidaySets,
    problems: &mut Problems,
) -> Named {
    let entries = match node.table(problems) {
        Some(mut table) => table.entries(),
        None => Vec::new(),
    };
    let mut reading = Reading {
        nodes: entries.into_iter().collect(),
        default_zone,
        sets,
        begun: Vec::new(),
        read: SortedMap::new(),
    };
    let names: Vec<&str> = reading.nodes.keys().copied().collect();
    for name in names {
        reading.calendar(name, problems);
    }
    let paths = reading
        .nodes
        .iter()
        .map(|(name, node)| (*name, node.path().to_owned()));
    let read = &mut reading.read;
    paths
        .map(|(name, path)| (name.to_owned(), (path, read.remove(name).flatten())))
        .collect()
}

/// Calendars half way: each is read once, after those it names.
struct Reading<'v, 's> {
    nodes: SortedMap<&'v str, Node<'v>>,
    default_zone: Tz,
    sets: &'s HolidaySets,
    /// Those whose reading waits for another, outermost first.
    begun: Vec<&'v str>,
    read: SortedMap<&'v str, Option<Calendar>>,
}

impl<'v> Reading<'v, '_> {
    fn calendar(&mut self, name: &'v str, problems: &mut Problems) -> Option<Calendar> {
        if let Some(read) = self.read.get(name) {
            return read.clone();
        }
        let node = self.nodes.get(name)?.clone();
        let (zone, sets) = (self.default_zone, self.sets);
        self.begun.push(name);
        let other = |node: &Node<'v>, problems: &mut Problems| self.other(node, problems);
        let calendar = read_one(&node, zone, sets, other, problems);
        self.begun.pop();
        self.read.insert(name, calendar.clone());
        calendar
    }

    fn other(&mut self, node: &Node<'v>, problems: &mut Problems) -> Option<Calendar> {
        let known: Vec<&str> = self.nodes.keys().copied().collect();
        let name = node.declared("the calendar", &known, problems)?;
        if self.begun.contains(&name) {
            return node.problem(
                ProblemKind::Contradiction,
                format!("the calendar `{name}` rests on itself"),
                "let one of them write its own hours",
                problems,
            );
        }
        self.calendar(name, problems)
    }
}
