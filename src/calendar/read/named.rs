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
        .map(|(name, path)| {
            let calendar = read.remove(name).flatten().map(|read| read.calendar);
            (name.to_owned(), (path, calendar))
        })
        .collect()
}

/// Calendars half way: each is read once, after those it names.
struct Reading<'v, 's> {
    nodes: SortedMap<&'v str, Node<'v>>,
    default_zone: Tz,
    sets: &'s HolidaySets,
    /// Those whose reading waits for another, outermost first.
    begun: Vec<Begun<'v>>,
    read: SortedMap<&'v str, Option<Read>>,
}

/// A calendar whose reading has begun, and how long the longest line is of
/// those on which it rests so far.
struct Begun<'v> {
    name: &'v str,
    line: usize,
}

/// A calendar, and how long the longest line is of those on which it rests.
#[derive(Clone)]
struct Read {
    calendar: Calendar,
    line: usize,
}

/// So many calendars may rest on each other in a line: a document may not decide how deep we go.
const LONGEST_LINE: usize = 32;

impl<'v> Reading<'v, '_> {
    fn calendar(&mut self, name: &'v str, problems: &mut Problems) -> Option<Read> {
        if let Some(read) = self.read.get(name) {
            return read.clone();
        }
        let node = self.nodes.get(name)?.clone();
        let (zone, sets) = (self.default_zone, self.sets);
        self.begun.push(Begun { name, line: 0 });
        let other = |node: &Node<'v>, problems: &mut Problems| self.other(node, problems);
        let calendar = read_one(&node, zone, sets, other, problems);
        let line = self.begun.pop().map_or(0, |begun| begun.line);
        let read = calendar.map(|calendar| Read { calendar, line });
        self.read.insert(name, read.clone());
        read
    }

    fn other(&mut self, node: &Node<'v>, problems: &mut Problems) -> Option<Calendar> {
        let name = node.text(problems)?;
        if !self.nodes.contains_key(name) {
            let known: Vec<&str> = self.nodes.keys().copied().collect();
            node.declared("the calendar", &known, problems)?;
        }
        if self.begun.iter().any(|begun| begun.name == name) {
            return node.problem(
                ProblemKind::Contradiction,
                format!("the calendar `{name}` rests on itself"),
                "let one of them write its own hours",
                problems,
            );
        }
        let is_too_deep = self.begun.len() > LONGEST_LINE;
        let read = match is_too_deep {
            true => None,
            false => Some(self.calendar(name, problems)?),
        };
        let Some(Read { calendar, line }) = read.filter(|read| read.line < LONGEST_LINE) else {
            return node.invalid(
                format!("more than {LONGEST_LINE} calendars rest on each other in a line"),
                "let one of them write its own hours",
                problems,
            );
        };
        if let Some(begun) = self.begun.last_mut() {
            begun.line = begun.line.max(line + 1);
        }
        Some(calendar)
    }
}
