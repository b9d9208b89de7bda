use std::str::FromStr;

use super::problem::{Problem, ProblemKind, Problems};
use super::value::Value;

use crate::sorted::SortedSet;

/// A value and the place where it stands in its document.
///
/// Reading never stops at the first mistake: a reader notes what is wrong in
/// [`Problems`], answers `None`, and goes on beside it.
///
/// ```
/// use webcare::document::{Node, Problems, Value};
///
/// let value: Value = toml::from_str("name = 3\ncolour = 'red'")?;
/// let mut problems = Problems::new();
/// let mut table = Node::root(&value).table(&mut problems).unwrap();
/// assert_eq!(table.required("name", &mut problems).and_then(|n| n.text(&mut problems)), None);
/// table.finish(&mut problems);
/// let lines: Vec<String> = problems.into_sorted().iter().map(|p| p.to_string()).collect();
/// assert_eq!(lines, [
///     "colour: unknown field `colour`; known here: `name`",
///     "name: found a whole number; write text here",
/// ]);
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Node<'v> {
    value: &'v Value,
    path: String,
}

impl<'v> Node<'v> {
    /// The whole document.
    pub fn root(value: &'v Value) -> Self {
        Self {
            value,
            path: String::new(),
        }
    }

    /// A value that stands at a place of its own making, such as a character of a text.
    pub(crate) fn at(value: &'v Value, path: String) -> Self {
        Self { value, path }
    }

    /// The value that stands here.
    pub fn value(&self) -> &'v Value {
        self.value
    }

    /// The place, such as `rules[3].when`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The table that stands here.
    pub fn table(&self, problems: &mut Problems) -> Option<TableNode<'v>> {
        match self.value {
            Value::Table(_) => Some(TableNode {
                node: self.clone(),
                read: SortedSet::new(),
            }),
            _ => self.wrong_shape("write a table here", problems),
        }
    }

    /// The items of the list that stands here, each with its place.
    pub fn list(&self, problems: &mut Problems) -> Option<Vec<Node<'v>>> {
        match self.value {
            Value::List(values) => Some(
                values
                    .iter()
                    .enumerate()
                    .map(|(index, value)| Node {
                        value,
                        path: format!("{}[{index}]", self.path),
                    })
                    .collect(),
            ),
            _ => self.wrong_shape("write a list here", problems),
        }
    }

    /// The items of a list, or the one value that stands here as if it were a list of one.
    pub fn one_or_more(&self, problems: &mut Problems) -> Option<Vec<Node<'v>>> {
        match self.value {
            Value::List(_) => self.list(problems),
            _ => Some(vec![self.clone()]),
        }
    }

    /// The text that stands here.
    pub fn text(&self, problems: &mut Problems) -> Option<&'v str> {
        match self.value {
            Value::Text(text) => Some(text),
            _ => self.wrong_shape("write text here", problems),
        }
    }

    /// The texts that stand here: one, or a list of them.
    pub fn texts(&self, problems: &mut Problems) -> Option<Vec<&'v str>> {
        let items = self.one_or_more(problems)?;
        Some(
            items
                .iter()
                .filter_map(|item| item.text(problems))
                .collect(),
        )
    }

    /// `true` or `false`.
    pub fn bool(&self, problems: &mut Problems) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(*value),
            _ => self.wrong_shape("write `true` or `false` here", problems),
        }
    }

    /// A whole number from zero up.
    pub fn whole(&self, problems: &mut Problems) -> Option<u64> {
        match self.value {
            Value::Integer(value) => match u64::try_from(*value) {
                Ok(value) => Some(value),
                Err(_) => self.invalid(
                    format!("`{value}` is below zero"),
                    "write a whole number from zero up",
                    problems,
                ),
            },
            _ => self.wrong_shape("write a whole number here", problems),
        }
    }

    /// A number.
    pub fn number(&self, problems: &mut Problems) -> Option<f64> {
        match self.value {
            Value::Integer(value) => Some(*value as f64),
            Value::Float(value) => Some(*value),
            _ => self.wrong_shape("write a number here", problems),
        }
    }

    /// The text that stands here, parsed; `right` says what would be.
    pub fn parsed<T: FromStr>(&self, right: &str, problems: &mut Problems) -> Option<T> {
        let text = self.text(problems)?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(_) => self.invalid(format!("`{text}` cannot be used here"), right, problems),
        }
    }

    /// One of a closed set of words.
    pub fn one_of<T: Copy>(&self, words: &[(&str, T)], problems: &mut Problems) -> Option<T> {
        let text = self.text(problems)?;
        match words.iter().find(|(word, _)| *word == text) {
            Some((_, value)) => Some(*value),
            None => {
                let known = listed(words.iter().map(|(word, _)| *word));
                self.invalid(
                    format!("`{text}` is not known here"),
                    &format!("write one of {known}"),
                    problems,
                )
            }
        }
    }

    /// The name that stands here, where `known` holds it; `what` is what it names.
    pub(crate) fn declared(
        &self,
        what: &str,
        known: &[&str],
        problems: &mut Problems,
    ) -> Option<&'v str> {
        let name = self.text(problems)?;
        self.declared_as(name, what, known, problems).map(|()| name)
    }

    /// That `known` holds a name which stands here.
    pub(crate) fn declared_as(
        &self,
        name: &str,
        what: &str,
        known: &[&str],
        problems: &mut Problems,
    ) -> Option<()> {
        if known.contains(&name) {
            return Some(());
        }
        self.problem(
            ProblemKind::UnknownName,
            format!("{what} `{name}` is not declared"),
            suggestion(name, known, "declared are"),
            problems,
        )
    }

    /// Notes that `key`, the field that stands here, is none of those `known`. Always `None`.
    pub(crate) fn unknown_key<T>(
        &self,
        key: &str,
        known: &[&str],
        problems: &mut Problems,
    ) -> Option<T> {
        self.problem(
            ProblemKind::UnknownField,
            format!("unknown field `{key}`"),
            suggestion(key, known, "known here:"),
            problems,
        )
    }

    /// Notes that what stands here has the right shape and cannot be used. Always `None`.
    pub fn invalid<T>(
        &self,
        wrong: impl Into<String>,
        right: &str,
        problems: &mut Problems,
    ) -> Option<T> {
        self.problem(ProblemKind::Invalid, wrong, right, problems)
    }

    /// Notes a problem of any kind at this place. Always `None`.
    pub fn problem<T>(
        &self,
        kind: ProblemKind,
        wrong: impl Into<String>,
        right: impl Into<String>,
        problems: &mut Problems,
    ) -> Option<T> {
        problems.push(Problem {
            path: self.path.clone(),
            kind,
            wrong: wrong.into(),
            right: right.into(),
        });
        None
    }

    fn wrong_shape<T>(&self, right: &str, problems: &mut Problems) -> Option<T> {
        self.problem(
            ProblemKind::WrongShape,
            format!("found {}", self.value.kind()),
            right,
            problems,
        )
    }

    fn child(&self, key: &str, value: &'v Value) -> Node<'v> {
        let path = match (self.path.is_empty(), is_bare(key)) {
            (true, true) => key.to_owned(),
            (false, true) => format!("{}.{key}", self.path),
            (_, false) => format!("{}[\"{key}\"]", self.path),
        };
        Node { value, path }
    }
}

/// A table that remembers which of its fields were read, so that the rest are problems.
#[derive(Clone, Debug)]
pub struct TableNode<'v> {
    node: Node<'v>,
    read: SortedSet<String>,
}

impl<'v> TableNode<'v> {
    /// The place of the table itself.
    pub fn node(&self) -> &Node<'v> {
        &self.node
    }

    /// The field `key`, where it was written.
    pub fn optional(&mut self, key: &str) -> Option<Node<'v>> {
        self.read.insert(key.to_owned());
        match self.node.value.get(key) {
            None | Some(Value::Null) => None,
            Some(value) => Some(self.node.child(key, value)),
        }
    }

    /// The field `key`; a problem where it was not written.
    pub fn required(&mut self, key: &str, problems: &mut Problems) -> Option<Node<'v>> {
        let field = self.optional(key);
        if field.is_none() {
            self.node.problem::<()>(
                ProblemKind::Missing,
                format!("`{key}` is missing"),
                format!("add `{key}`"),
                problems,
            );
        }
        field
    }

    /// Every entry in key order, where the keys are names that the writer chose.
    pub fn entries(&mut self) -> Vec<(&'v str, Node<'v>)> {
        match self.node.value {
            Value::Table(entries) => entries
                .iter()
                .map(|(key, value)| {
                    self.read.insert(key.clone());
                    (key.as_str(), self.node.child(key, value))
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Notes every field that was written and that nothing has read.
    pub fn finish(self, problems: &mut Problems) {
        let Value::Table(entries) = self.node.value else {
            return;
        };
        for (key, value) in entries {
            if !self.read.contains(key) {
                let known = listed(self.read.iter().map(String::as_str));
                self.node.child(key, value).problem::<()>(
                    ProblemKind::UnknownField,
                    format!("unknown field `{key}`"),
                    match self.closest(key) {
                        Some(meant) => format!("did you mean `{meant}`?"),
                        None => format!("known here: {known}"),
                    },
                    problems,
                );
            }
        }
    }

    fn closest(&self, key: &str) -> Option<&str> {
        let near = |known: &&str| distance(known, key) <= 1 + key.chars().count() / 5;
        self.read
            .iter()
            .map(String::as_str)
            .filter(near)
            .min_by_key(|known| distance(known, key))
    }
}

fn is_bare(key: &str) -> bool {
    !key.is_empty()
        && key
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn listed<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn suggestion(name: &str, known: &[&str], otherwise: &str) -> String {
    let near = known.iter().map(|known| (distance(known, name), known));
    match near.min() {
        None => "nothing of the kind is declared".to_owned(),
        Some((far, meant)) if far <= 1 + name.chars().count() / 5 => {
            format!("did you mean `{meant}`?")
        }
        Some(_) => format!("{otherwise} {}", listed(known.iter().copied())),
    }
}

/// The number of letters to add, drop, replace or swap to get from one to the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, to) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX - 1);
            let mut least = (at(&row, j) + usize::from(from != to))
                .min(at(&row, j + 1) + 1)
                .min(at(&next, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(to) && b.get(j - 1) == Some(from);
            if swapped {
                least = least.min(at(&before, j - 1) + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(0)
}
