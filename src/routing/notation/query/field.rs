//! What `key:written` stands for: the value a table would have there.

use super::token::Written;
use crate::document::Value;
use crate::sorted::SortedMap;

/// A field that says nothing: what is wrong, and what would be right.
pub(super) struct Unclear {
    /// The character at which it stands, where there is one.
    pub(super) at: Option<usize>,
    pub(super) wrong: String,
    pub(super) right: &'static str,
}

const BOUNDS: &str = "write `>=3`, `<=5` or `3..5`";

/// The value that `key:written` stands for in a table.
pub(super) fn value_of(key: &str, written: &Written) -> Result<Value, Unclear> {
    Ok(match key {
        "reach" | "followers" => compared(written)?.ok_or_else(|| unclear(written, BOUNDS))?,
        "label" => match named(written)? {
            (name, Some(value)) => entry(&name, value),
            (name, None) => Value::Text(name),
        },
        "case" => match written.split_once("=") {
            Some((name, value)) if is_textual(&name.text()) => entry(&name.text(), texts(&value)),
            _ => so_or_named(written)?,
        },
        "customer" | "host" => so_or_named(written)?,
        "author" => match prefixed(written, &["in", "is"]) {
            Some((key, value)) => entry(&key, texts(&value)),
            None if written.text().starts_with('@') => entry("is", texts(written)),
            None => entry("in", Value::Text(written.text())),
        },
        "time" => match prefixed(written, &["in", "outside"]) {
            Some((key, value)) => entry(&key, Value::Text(value.text())),
            None => entry("in", Value::Text(written.text())),
        },
        "rate" => rate(written)?,
        "capacity" => capacity(written)?,
        "repost" | "image-only" | "abstained" => scalar(written),
        "visibility" | "list" | "matches" => Value::Text(written.text()),
        _ => texts(written),
    })
}

/// The facts of a case that are compared with text, whatever it looks like.
fn is_textual(name: &str) -> bool {
    matches!(name, "tag" | "owner" | "last-contact-within")
}

/// `open`, which is so, or `open=false`, `public-rounds>=3`, `segment=a,b`.
fn so_or_named(written: &Written) -> Result<Value, Unclear> {
    let (name, value) = named(written)?;
    Ok(entry(&name, value.unwrap_or(Value::Bool(true))))
}

/// A name, and what it is compared with.
fn named(written: &Written) -> Result<(String, Option<Value>), Unclear> {
    let sign = [">=", "<="].into_iter().find_map(|sign| {
        let (name, number) = written.split_once(sign)?;
        Some((name, bound(sign, &number)))
    });
    if let Some((name, bound)) = sign {
        return Ok((name.text(), Some(bound?)));
    }
    let Some((name, value)) = written.split_once("=") else {
        return Ok((written.text(), None));
    };
    let value = match between(&value)? {
        Some(bounds) => bounds,
        None => listed(&value, scalar),
    };
    Ok((name.text(), Some(value)))
}

/// `>=3`, `<=5` or `3..5`; none where it is something else.
fn compared(written: &Written) -> Result<Option<Value>, Unclear> {
    for sign in [">=", "<="] {
        if let Some((before, number)) = written.split_once(sign)
            && before.text().is_empty()
        {
            return bound(sign, &number).map(Some);
        }
    }
    between(written)
}

fn bound(sign: &str, number: &Written) -> Result<Value, Unclear> {
    let key = if sign == ">=" { "at-least" } else { "at-most" };
    Ok(entry(key, number_of(number)?))
}

fn between(written: &Written) -> Result<Option<Value>, Unclear> {
    let Some((from, to)) = written.split_once("..") else {
        return Ok(None);
    };
    let ends = [
        ("at-least", number_of(&from)?),
        ("at-most", number_of(&to)?),
    ];
    Ok(Some(table(ends)))
}

/// `tag=klacht,within="30 minutes",at-least=25,times-usual=4`, or `mentions` for all.
fn rate(written: &Written) -> Result<Value, Unclear> {
    const RIGHT: &str = "write `tag=klacht,within=\"30 minutes\",at-least=25`";
    let mut fields = SortedMap::new();
    for item in written.items() {
        let (key, value) = match item.split_once("=") {
            Some((key, value)) => match key.text().as_str() {
                "at-least" | "times-usual" => (key.text(), number_of(&value)?),
                "within" => (key.text(), Value::Text(value.text())),
                of => ("of".to_owned(), entry(of, Value::Text(value.text()))),
            },
            None => ("of".to_owned(), Value::Text(item.text())),
        };
        if fields.insert(key, value).is_some() {
            return Err(unclear(&item, RIGHT));
        }
    }
    Ok(Value::Table(fields))
}

/// `queue=avondlijn,waiting>=20`.
fn capacity(written: &Written) -> Result<Value, Unclear> {
    const RIGHT: &str = "write `queue=webcare,waiting>=20` or `queue=webcare,present<=1`";
    let mut fields = SortedMap::new();
    for item in written.items() {
        let (key, value) = match prefixed(&item, &["queue"]) {
            Some((key, queue)) => (key, Value::Text(queue.text())),
            None => match named(&item)? {
                (name, Some(value)) => (name, value),
                (_, None) => return Err(unclear(&item, RIGHT)),
            },
        };
        if fields.insert(key, value).is_some() {
            return Err(unclear(&item, RIGHT));
        }
    }
    Ok(Value::Table(fields))
}

fn prefixed(written: &Written, keys: &[&str]) -> Option<(String, Written)> {
    let (key, value) = written.split_once("=")?;
    let key = key.text();
    keys.contains(&key.as_str()).then_some((key, value))
}

fn texts(written: &Written) -> Value {
    listed(written, |item| Value::Text(item.text()))
}

/// What one item stands for, or the list of what several do.
fn listed(written: &Written, value: impl Fn(&Written) -> Value) -> Value {
    match written.items().as_slice() {
        [only] => value(only),
        items => Value::List(items.iter().map(value).collect()),
    }
}

/// A whole number, `true` or `false` where it is written as one, else text.
fn scalar(written: &Written) -> Value {
    let text = written.text();
    if written.is_quoted() {
        return Value::Text(text);
    }
    match (text.parse(), text.parse()) {
        (Ok(number), _) => Value::Integer(number),
        (_, Ok(so)) => Value::Bool(so),
        _ => Value::Text(text),
    }
}

/// Whether text must be quoted, so that it is not taken for something else.
pub(super) fn is_scalar(text: &str) -> bool {
    text.parse::<i64>().is_ok() || text.parse::<bool>().is_ok() || text.contains("..")
}

fn number_of(written: &Written) -> Result<Value, Unclear> {
    let text = written.text();
    let float = || text.parse().ok().filter(|it: &f64| it.is_finite());
    let number = text.parse().map(Value::Integer).ok();
    number
        .or_else(|| float().map(Value::Float))
        .ok_or_else(|| Unclear {
            at: written.first(),
            wrong: format!("`{text}` is not a number"),
            right: "write a number to compare with",
        })
}

fn unclear(written: &Written, right: &'static str) -> Unclear {
    Unclear {
        at: written.first(),
        wrong: format!("`{}` says nothing here", written.text()),
        right,
    }
}

fn entry(key: &str, value: Value) -> Value {
    table([(key, value)])
}

fn table<const N: usize>(entries: [(&str, Value); N]) -> Value {
    let entries = entries.map(|(key, value)| (key.to_owned(), value));
    Value::Table(SortedMap::from(entries))
}
