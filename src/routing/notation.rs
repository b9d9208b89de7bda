//! Rules as they are written in a playbook, read and written.

mod actions;
mod condition;
mod examples;
mod fairness;
mod outcome;
mod query;
mod rules;
mod test;
mod write;

pub(crate) use fairness::{Tainted, sets_due_time};
pub use query::{BadQuery, NotTypable};
pub(crate) use write::wish_in;

use super::names::wrong_name;
use crate::document::{Node, Problems, TableNode};

/// The one entry of a table that says one thing.
fn only_entry<'v>(
    node: &Node<'v>,
    example: &str,
    problems: &mut Problems,
) -> Option<(&'v str, Node<'v>)> {
    let mut entries = node.table(problems)?.entries();
    match (entries.pop(), entries.is_empty()) {
        (Some(entry), true) => Some(entry),
        (None, _) => node.invalid("the table is empty", &format!("write {example}"), problems),
        (Some(_), false) => node.invalid(
            "several things are asked side by side",
            "join them: `all = [{ … }, { … }]` or `any = [{ … }, { … }]`",
            problems,
        ),
    }
}

/// The texts of a list that must not be empty, each looked up among `known`.
fn known_names<'v, T: Ord>(
    node: &Node<'v>,
    what: &str,
    known: &[&str],
    make: impl Fn(&'v str) -> T,
    problems: &mut Problems,
) -> Option<crate::sorted::SortedSet<T>> {
    let items = filled(node, problems)?;
    let names = items
        .iter()
        .filter_map(|item| item.declared(what, known, problems));
    Some(names.map(make).collect())
}

/// The name that stands here.
fn name<'v>(node: &Node<'v>, problems: &mut Problems) -> Option<&'v str> {
    let name = node.text(problems)?;
    match wrong_name(name) {
        None => Some(name),
        Some(wrong) => node.invalid(wrong, "write a word or a few, on one line", problems),
    }
}

/// The items of a list that must not be empty.
fn filled<'v>(node: &Node<'v>, problems: &mut Problems) -> Option<Vec<Node<'v>>> {
    let items = node.one_or_more(problems)?;
    if items.is_empty() {
        return node.invalid("the list is empty", "write at least one item", problems);
    }
    Some(items)
}

/// A field that says yes; absent is no.
fn flag(table: &mut TableNode<'_>, key: &str, problems: &mut Problems) -> bool {
    let field = table.optional(key);
    field
        .and_then(|field| field.bool(problems))
        .unwrap_or(false)
}
