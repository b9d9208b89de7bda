//! Which test keeps what the practice of webcare asks for.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    row: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    nr: usize,
    from: Vec<String>,
    asks: String,
    #[serde(default)]
    kept: Vec<String>,
    waits: Option<Module>,
    missing: Option<String>,
}

/// A module that is still to come.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Module {
    Insight,
    Rehearsal,
}

fn rows() -> Vec<Row> {
    let text = include_str!("../data/requirements.toml");
    let rows: Rows = toml::from_str(text).unwrap_or_else(|error| panic!("{error}"));
    rows.row
}

/// The comment above the test `file::name`.
fn comment(test: &str) -> Result<String, String> {
    let (file, name) = test.split_once("::").ok_or("no `::`")?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = match file.strip_prefix("src/") {
        Some(file) => root.join("../src").join(file),
        None => root.join("it").join(file),
    };
    let path = path.with_extension("rs");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let Some((before, _)) = text.split_once(&format!("fn {name}(")) else {
        return Err(format!("{}: no test `{name}`", path.display()));
    };
    let above = before.rfind("\n\n").unwrap_or(0);
    Ok(before[above..].to_owned())
}

#[test]
fn every_row_is_kept_by_a_test_that_names_it() {
    let mut wrong = Vec::new();
    for (row, nr) in rows().iter().zip(1..) {
        assert_eq!(row.nr, nr, "the rows are numbered without a gap");
        if row.kept.is_empty() && row.waits.is_none() && row.missing.is_none() {
            wrong.push(format!("{nr}: nothing keeps it, and nothing says why"));
        }
        for test in &row.kept {
            match comment(test) {
                Err(error) => wrong.push(format!("{nr}: {error}")),
                Ok(text) if row.from.iter().any(|line| names(&text, line)) => {}
                Ok(_) => wrong.push(format!("{nr}: {test} names none of {:?}", row.from)),
            }
        }
    }
    assert_eq!(rows().len(), 150);
    assert!(wrong.is_empty(), "{:#?}", wrong);
}

/// Whether a comment names a line such as `S1:9`.
fn names(text: &str, line: &str) -> bool {
    let comments = text.lines().filter_map(|line| line.split_once("//"));
    let mut words = comments
        .flat_map(|(_, comment)| comment.split(|c: char| !c.is_ascii_alphanumeric() && c != ':'));
    words.any(|word| word.trim_end_matches(':') == line)
}

#[test]
fn the_list_of_requirements_is_as_it_is_told() {
    insta::assert_snapshot!("requirements", list(&rows()));
}

/// A line per row: its number, where it comes from, what it asks, what keeps it.
fn list(rows: &[Row]) -> String {
    let mut list = String::new();
    for row in rows {
        let from = row.from.join(", ");
        let _ = write!(list, "{} ({from}) {}: ", row.nr, row.asks);
        let mut said = Vec::new();
        said.extend(row.kept.iter().cloned());
        said.extend(
            row.waits
                .map(|module| format!("waits for {module:?}").to_lowercase()),
        );
        said.extend(row.missing.iter().map(|what| format!("MISSING: {what}")));
        list.push_str(&said.join(", "));
        list.push('\n');
    }
    let count = |is: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| is(row)).count();
    let kept = count(&|row| !row.kept.is_empty() && row.waits.is_none());
    let waits = count(&|row| row.waits.is_some());
    let missing = count(&|row| row.missing.is_some());
    let _ = write!(list, "{kept} kept, {waits} wait, {missing} missing");
    list
}
