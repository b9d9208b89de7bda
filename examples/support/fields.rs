//! The fields of a line, and which of them is to blame.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

type Row = Map<String, Value>;

/// Beyond so many fields nobody is blamed: it takes another look at the line for each.
const MOST_FIELDS: usize = 64;

/// The line as a value, or the field that it cannot be read with.
pub(crate) fn parsed<T: DeserializeOwned>(row: &Row) -> Result<T, String> {
    named(row, |row| {
        T::deserialize(Value::Object(row.clone())).map_err(|error| error.to_string())
    })
}

/// What `read` makes of a line. Where it cannot, the field is named without which it
/// would say something else.
pub(crate) fn named<T>(row: &Row, read: impl Fn(&Row) -> Result<T, String>) -> Result<T, String> {
    let error = match read(row) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if let Some(field) = error.strip_prefix("missing field ") {
        return Err(format!("{field} is missing"));
    }
    let is_to_blame = |key: &&String| {
        let mut rest = row.clone();
        rest.remove(*key);
        read(&rest).err().as_ref() != Some(&error)
    };
    Err(match row.keys().take(MOST_FIELDS).find(is_to_blame) {
        Some(key) => format!("`{key}`: {error}"),
        None => error,
    })
}
