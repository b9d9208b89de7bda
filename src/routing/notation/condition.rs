use super::{only_entry, query};
use crate::document::{Node, Problems, Value};
use crate::routing::condition::Condition;
use crate::routing::names::Names;
use crate::routing::test::Test;

const EXAMPLE: &str = "a condition such as `{ words = [\"schade*\"] }`";

impl Condition {
    /// Reads a condition: a table with one key, or a query.
    pub(crate) fn read(node: &Node<'_>, names: &Names, problems: &mut Problems) -> Option<Self> {
        read_within(node, Self::DEEPEST, names, problems)
    }
}

fn read_within(
    node: &Node<'_>,
    levels: usize,
    names: &Names,
    problems: &mut Problems,
) -> Option<Condition> {
    let Some(below) = levels.checked_sub(1) else {
        return node.invalid(
            "conditions are joined too deep",
            "use at most 16 levels",
            problems,
        );
    };
    if let Value::Text(_) = node.value() {
        return query::read(node, levels, names, problems);
    }
    let (key, field) = only_entry(node, EXAMPLE, problems)?;
    match key {
        "all" => parts(&field, below, names, problems).map(Condition::All),
        "any" => parts(&field, below, names, problems).map(Condition::Any),
        "none" => parts(&field, below, names, problems).map(Condition::None),
        "not" => {
            let part = read_within(&field, below, names, problems)?;
            Some(Condition::Not(Box::new(part)))
        }
        _ => Test::read(key, &field, names, problems).map(Condition::Test),
    }
}

/// Every part, or nothing where one of them cannot be read.
fn parts(
    node: &Node<'_>,
    levels: usize,
    names: &Names,
    problems: &mut Problems,
) -> Option<Vec<Condition>> {
    let items = node.list(problems)?;
    if items.is_empty() {
        return node.invalid(
            "nothing is joined here",
            "write at least one condition",
            problems,
        );
    }
    let read: Vec<_> = items
        .iter()
        .map(|item| read_within(item, levels, names, problems))
        .collect();
    read.into_iter().collect()
}
