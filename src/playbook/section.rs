use crate::document::{Node, ProblemKind, Problems, TableNode};
use crate::sorted::{SortedMap, SortedSet};

/// A table of named things, each with the place where it was written.
///
/// A thing that could not be read keeps its name and place, so that whoever
/// refers to it is not a second problem.
pub(super) struct Section<K, T> {
    entries: SortedMap<K, (String, Option<T>)>,
}

impl<K, T> Default for Section<K, T> {
    fn default() -> Self {
        Self {
            entries: SortedMap::new(),
        }
    }
}

impl<K, T> From<SortedMap<K, (String, Option<T>)>> for Section<K, T> {
    fn from(entries: SortedMap<K, (String, Option<T>)>) -> Self {
        Self { entries }
    }
}

impl<K: Ord + Clone + for<'s> From<&'s str> + ToString, T> Section<K, T> {
    /// Reads the table under `key`, where there is one.
    pub(super) fn read(
        table: &mut TableNode<'_>,
        key: &str,
        problems: &mut Problems,
        read: impl Fn(&str, &Node<'_>, &mut Problems) -> Option<T>,
    ) -> Self {
        let mut entries = SortedMap::new();
        if let Some(mut section) = table.optional(key).and_then(|field| field.table(problems)) {
            for (id, node) in section.entries() {
                entries.insert(
                    K::from(id),
                    (node.path().to_owned(), read(id, &node, problems)),
                );
            }
        }
        Self { entries }
    }

    /// The same, or where nothing is written this one thing.
    pub(super) fn or(mut self, path: String, name: K, thing: T) -> Self {
        if self.entries.is_empty() {
            self.entries.insert(name, (path, Some(thing)));
        }
        self
    }

    /// Every name, also of what could not be read.
    pub(super) fn names(&self) -> SortedSet<K> {
        self.entries.keys().cloned().collect()
    }

    /// The names of the things that are so.
    pub(super) fn whose(&self, is_so: impl Fn(&T) -> bool) -> SortedSet<K> {
        self.iter()
            .filter(|(_, thing)| is_so(thing))
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// The things that could be read.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&K, &T)> {
        self.entries
            .iter()
            .filter_map(|(name, (_, thing))| thing.as_ref().map(|thing| (name, thing)))
    }

    /// The things that could be read, each with its place.
    pub(super) fn placed(&self) -> impl Iterator<Item = (&K, &str, &T)> {
        self.entries.iter().filter_map(|(name, (path, thing))| {
            thing.as_ref().map(|thing| (name, path.as_str(), thing))
        })
    }

    /// Notes it where `name` is not among the names.
    pub(super) fn expect(&self, what: &str, name: &str, path: String, problems: &mut Problems) {
        if self.entries.contains_key(&K::from(name)) {
            return;
        }
        let known = self
            .entries
            .keys()
            .map(|name| format!("`{}`", name.to_string()))
            .collect::<Vec<_>>();
        problems.push(crate::document::Problem {
            path,
            kind: ProblemKind::UnknownName,
            wrong: format!("the {what} `{name}` is not declared"),
            right: match known.is_empty() {
                true => format!("declare a {what} of that name"),
                false => format!("declared are {}", known.join(", ")),
            },
        });
    }

    pub(super) fn into_map(self) -> SortedMap<K, T> {
        self.entries
            .into_iter()
            .filter_map(|(name, (_, thing))| Some((name, thing?)))
            .collect()
    }
}
