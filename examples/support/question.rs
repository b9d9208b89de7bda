//! Whether a row asks one question, in words of the right kind.

use serde_json::{Map, Value};

type Row = Map<String, Value>;

/// Everything by which a question is asked; what else a row holds is not looked at.
const WORDS: [&str; 9] = [
    "seconds",
    "amount",
    "unit",
    "working_days",
    "end",
    "take",
    "target_seconds",
    "pauses",
    "year",
];

/// What stands in a `calendar`, where a row has one.
const OF_A_CALENDAR: [&str; 7] = [
    "hours",
    "holidays",
    "breaks",
    "override",
    "shifts",
    "day_overrides",
    "semantics",
];

/// Refuses a row that asks two questions at once, or whose words are of the wrong kind: half of
/// it would be left unanswered.
pub(crate) fn check(row: &Row) -> Result<(), String> {
    for key in ["explain", "always_open"] {
        expect(row, key, Value::is_boolean, "write `true` or `false`")?;
    }
    expect(row, "op", Value::is_string, "write one such as `\"add\"`")?;
    expect(
        row,
        "unit",
        Value::is_string,
        "write one such as `\"hour\"`",
    )?;
    let whole = "write a whole number from zero up";
    for key in ["take", "target_seconds", "working_days"] {
        expect(row, key, Value::is_u64, whole)?;
    }
    let in_the_calendar = OF_A_CALENDAR.iter().find(|key| row.contains_key(**key));
    match (row.get("calendar"), in_the_calendar) {
        (None, _) => {}
        (Some(Value::Object(_)), None) => {}
        (Some(Value::Object(_)), Some(key)) => {
            return Err(format!(
                "`{key}` stands beside `calendar`; write it within, as a playbook does"
            ));
        }
        (Some(other), _) => {
            return Err(format!(
                "`{other}` is not a `calendar`; write a table as a playbook does, or `hours`"
            ));
        }
    }
    one_question(row)
}

fn expect(row: &Row, key: &str, is: fn(&Value) -> bool, right: &str) -> Result<(), String> {
    match row.get(key) {
        Some(value) if !is(value) => Err(format!("`{value}` cannot be `{key}`; {right}")),
        _ => Ok(()),
    }
}

/// Every word that a row holds belongs to what it asks.
fn one_question(row: &Row) -> Result<(), String> {
    let op = match row.get("op").and_then(Value::as_str) {
        Some(op) => op,
        None if row.contains_key("target_seconds") => "due",
        None if row.contains_key("year") => "year",
        None => return Ok(()),
    };
    let taken: &[&str] = match op {
        "add" | "sub" => &["seconds", "amount", "unit", "working_days"],
        "between" | "days_between" => &["end"],
        "segments_after" | "segments_before" => &["take"],
        "due" => &["target_seconds", "pauses"],
        "year" => &["year"],
        _ => &[],
    };
    let given = |key: &&&str| row.contains_key(**key);
    let foreign = WORDS.iter().filter(given).find(|key| !taken.contains(key));
    if let Some(key) = foreign {
        return Err(match taken {
            [] => format!("`{op}` takes no `{key}`; ask that in a row of its own"),
            taken => format!(
                "`{op}` takes no `{key}`, but `{}`; ask the other in a row of its own",
                taken.join("`, `")
            ),
        });
    }
    let amounts = ["seconds", "amount", "working_days"];
    let mut amounts = amounts.iter().filter(given);
    if let (Some(one), Some(two)) = (amounts.next(), amounts.next()) {
        return Err(format!("`{one}` and `{two}` are two questions; ask one"));
    }
    match (row.contains_key("amount"), row.contains_key("unit")) {
        (false, true) => Err("`unit` belongs to an `amount`; write that, or no `unit`".to_owned()),
        (true, false) => {
            Err("`amount` has no `unit`; write `second`, `minute`, `hour` or `day`".to_owned())
        }
        _ => Ok(()),
    }
}
