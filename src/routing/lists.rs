use super::term::Term;
use crate::document::{Node, Problems, Value};
use crate::id::id;
use crate::mention::Handle;
use crate::sorted::{SortedMap, SortedSet};
use crate::text::is_blank;

id! {
    /// The playbook's name for a list of accounts or of terms.
    ListId
}

/// The lists that rules share: accounts (`employees`, `press`) and terms.
///
/// ```toml
/// [lists]
/// employees = ["@sanne_nl", "@pieter"]
///
/// [lists.frustration]
/// words = ["belachelijk", "schandalig*", "nooit meer"]
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    authors: SortedMap<ListId, SortedSet<Handle>>,
    terms: SortedMap<ListId, Vec<Term>>,
}

impl Lists {
    /// None at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces a list of accounts.
    pub fn insert_authors(
        &mut self,
        id: impl Into<ListId>,
        authors: impl IntoIterator<Item = Handle>,
    ) {
        self.authors
            .insert(id.into(), authors.into_iter().collect());
    }

    /// Adds or replaces a list of terms.
    pub fn insert_terms(&mut self, id: impl Into<ListId>, terms: impl IntoIterator<Item = Term>) {
        self.terms.insert(id.into(), terms.into_iter().collect());
    }

    /// The accounts of a list.
    pub fn authors(&self, id: &ListId) -> Option<&SortedSet<Handle>> {
        self.authors.get(id)
    }

    /// The terms of a list.
    pub fn terms(&self, id: &ListId) -> Option<&[Term]> {
        self.terms.get(id).map(Vec::as_slice)
    }

    /// How many lists there are, of accounts and of terms.
    pub(super) fn count(&self) -> usize {
        self.authors.len() + self.terms.len()
    }

    pub(crate) fn all_terms(&self) -> impl Iterator<Item = (&ListId, &[Term])> {
        self.terms.iter().map(|(id, terms)| (id, terms.as_slice()))
    }

    pub(crate) fn all_authors(&self) -> impl Iterator<Item = (&ListId, &SortedSet<Handle>)> {
        self.authors.iter()
    }

    pub(crate) fn author_ids(&self) -> impl Iterator<Item = &str> {
        self.authors.keys().map(ListId::as_str)
    }

    pub(crate) fn term_ids(&self) -> impl Iterator<Item = &str> {
        self.terms.keys().map(ListId::as_str)
    }

    /// Reads the table `[lists]`.
    pub fn read(node: &Node<'_>, problems: &mut Problems) -> Self {
        let mut lists = Self::new();
        let Some(mut table) = node.table(problems) else {
            return lists;
        };
        for (id, entry) in table.entries() {
            if let Value::Table(_) = entry.value() {
                lists.insert_terms(id, read_terms(&entry, problems));
            } else {
                lists.insert_authors(id, read_accounts(&entry, problems));
            }
        }
        lists
    }
}

fn read_accounts(node: &Node<'_>, problems: &mut Problems) -> Vec<Handle> {
    let items = node.one_or_more(problems).unwrap_or_default();
    if node.value() == &Value::List(Vec::new()) {
        node.invalid::<()>("the list is empty", "write at least one account", problems);
    }
    let each = items.iter().filter_map(|item| handle(item, problems));
    each.collect()
}

/// Reads the name of an account.
pub(crate) fn handle(node: &Node<'_>, problems: &mut Problems) -> Option<Handle> {
    let handle = Handle::from(node.text(problems)?);
    if is_blank(&handle.normal()) {
        return node.invalid(
            "an account without a name",
            "write one such as `@jan`",
            problems,
        );
    }
    Some(handle)
}

fn read_terms(node: &Node<'_>, problems: &mut Problems) -> Vec<Term> {
    let Some(mut table) = node.table(problems) else {
        return Vec::new();
    };
    let words = table.required("words", problems);
    table.finish(problems);
    words
        .and_then(|words| terms(&words, problems))
        .unwrap_or_default()
}

/// Reads one term or a list of them.
pub(crate) fn terms(node: &Node<'_>, problems: &mut Problems) -> Option<Vec<Term>> {
    let items = node.one_or_more(problems)?;
    if items.is_empty() {
        return node.invalid("there are no words", "write at least one", problems);
    }
    let read = items.iter().filter_map(|item| {
        let written = item.text(problems)?;
        match written.parse::<Term>() {
            Ok(term) => Some(term),
            Err(bad) => item.invalid(
                bad.to_string(),
                "write words such as `schade*`, `#klacht` or `niet teruggebeld`",
                problems,
            ),
        }
    });
    Some(read.collect())
}
