//! A module may name only those that stand before it in the design.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the crate, the lowest first.
const ORDER: [&str; 21] = [
    "id",
    "sorted",
    "document",
    "text",
    "reply",
    "calendar",
    "sla",
    "team",
    "escalation",
    "channel",
    "mention",
    "triage",
    "routing",
    "case",
    "playbook",
    "policy",
    "store",
    "delivery",
    "desk",
    "conformance",
    "testkit",
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The code of a file with no comments and no strings, in which a path may stand by chance.
fn code(source: &str) -> String {
    let code = source.split("#[cfg(test)]\nmod tests").next().unwrap_or("");
    let lines = code
        .lines()
        .map(|line| line.split("//").next().unwrap_or(""));
    lines.collect::<Vec<_>>().join("\n")
}

/// The modules that code names after `crate::`, singly or in a group.
fn named(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => found.extend(heads(group)),
            None => found.extend(head(rest)),
        }
    }
    found
}

fn head(path: &str) -> Option<String> {
    let name: String = path
        .trim_start()
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    (!name.is_empty()).then_some(name)
}

/// The first names of each path in a group, up to its closing brace.
fn heads(group: &str) -> Vec<String> {
    let (mut depth, mut starts, mut found) = (0, true, Vec::new());
    for (place, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => starts = true,
            c if starts && !c.is_whitespace() => {
                found.extend(head(&group[place..]));
                starts = false;
            }
            _ => {}
        }
    }
    found
}

fn place(module: &str) -> Option<usize> {
    ORDER.iter().position(|it| *it == module)
}

fn trespasses(module: &str, source: &str) -> Vec<String> {
    let own = place(module).unwrap_or_else(|| panic!("`{module}` has no place in the order"));
    let named = named(&code(source));
    let above = named
        .into_iter()
        .filter(|it| place(it).is_some_and(|it| it > own));
    above.collect()
}

#[test]
fn no_module_names_one_that_comes_after_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src");
    let mut wrong = Vec::new();
    let mut modules = BTreeSet::new();
    for file in files(&root) {
        let relative = file.strip_prefix(&root).unwrap();
        let first = relative.iter().next().unwrap().to_str().unwrap();
        let module = first.trim_end_matches(".rs");
        if module == "lib" {
            continue;
        }
        modules.insert(module.to_owned());
        let source = fs::read_to_string(&file).unwrap();
        for named in trespasses(module, &source) {
            wrong.push(format!("{} names `{named}`", relative.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let known: BTreeSet<_> = ORDER.iter().map(|it| (*it).to_owned()).collect();
    assert_eq!(modules, known, "the order and the folders differ");
}

#[test]
fn a_trespass_is_found_however_it_is_written() {
    let table = [
        ("use crate::case::Case;", vec!["case"]),
        (
            "use crate::{text::Span, policy::{Policy, Step}, team::Act};",
            vec!["policy"],
        ),
        ("fn f() -> crate::desk::Desk { todo() }", vec!["desk"]),
        ("/// See [`crate::desk`].\nuse crate::text::Span;", vec![]),
        ("use crate::id::id;", vec![]),
        ("use super::store::X; // crate::store", vec![]),
    ];
    for (source, expected) in table {
        assert_eq!(trespasses("routing", source), expected, "{source}");
    }
}
