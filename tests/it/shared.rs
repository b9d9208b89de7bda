//! Vectors kept outside the crate, found by the environment variable `WEBCARE_DATA`.

use std::path::PathBuf;

use serde_json::Value;

/// The rows of a file of JSON lines, or `None` where the vectors are not at hand.
pub(crate) fn rows(file: &str) -> Option<Vec<Value>> {
    let Some(root) = std::env::var_os("WEBCARE_DATA") else {
        println!("skipped: WEBCARE_DATA is not set");
        return None;
    };
    let path = PathBuf::from(root).join(file);
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let rows: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect();
    assert!(!rows.is_empty(), "{} is empty", path.display());
    Some(rows)
}
