//! JSON lines in, JSON lines out: the loop that the filters share.

use std::io::{self, BufRead, BufWriter, Write};
use std::process::ExitCode;

use serde_json::{Map, Value, json};

/// Answers every line of standard input with one line on standard output, in order.
///
/// An answer carries the `id` of its line. A line that cannot be used is answered with its
/// number, its `id` if it can be read, and what is wrong with it; the others go on, and the
/// exit status is 1.
pub(crate) fn filter(
    mut answer: impl FnMut(&Map<String, Value>) -> Result<Value, String>,
) -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut all_used = true;
    for (index, line) in io::stdin().lock().split(b'\n').enumerate() {
        let mut refused = |error: String| {
            all_used = false;
            json!({ "line": index + 1, "error": error })
        };
        let row = line.map_err(|error| error.to_string());
        let line = match row.and_then(|line| read(&line)) {
            Ok(row) => with_id(answer(&row).unwrap_or_else(&mut refused), &row),
            Err(error) => refused(error),
        };
        if writeln!(out, "{line}").is_err() {
            return ExitCode::FAILURE;
        }
    }
    match out.flush() {
        Ok(()) if all_used => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// The object that a line holds.
pub(crate) fn read(line: &[u8]) -> Result<Map<String, Value>, String> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    if line.trim_ascii().is_empty() {
        return Err("an empty line; write one JSON object on every line".to_owned());
    }
    match serde_json::from_slice(line) {
        Ok(Value::Object(row)) => Ok(row),
        Ok(_) => Err("not a JSON object".to_owned()),
        // Every line is read alone: it is always the first one.
        Err(error) => Err(error
            .to_string()
            .replace(" at line 1 column ", " at column ")),
    }
}

fn with_id(mut answer: Value, row: &Map<String, Value>) -> Value {
    if let (Some(answer), Some(id)) = (answer.as_object_mut(), row.get("id")) {
        answer.insert("id".to_owned(), id.clone());
    }
    answer
}
