//! What `key:written` stands for: the value a table would have there.

use super::token::Written;
use crate::document::{ProblemKind, Value};
use crate::sorted::SortedMap;

/// A field that says nothing: what is wrong, and what would be right.
pub(super) struct Unclear {
    /// The character at which it stands.
    pub(super) at: usize,
    pub(super) wrong: String,
    pub(super) right: String,
}

const BOUNDS: &str = "write `>=3`, `<=5` or `3..5`";
const SCORE: &str = "write `label:complaint>=0.7`";

/// Every sign that compares, the longer ones first.
const SIGNS: [Sign; 4] = [Sign::AtLeast, Sign::AtMost, Sign::Above, Sign::Below];

#[derive(Clone, Copy)]
enum Sign {
    AtLeast,
    AtMost,
    Above,
    Below,
}

impl Sign {
    fn typed(self) -> &'static str {
        match self {
            Sign::AtLeast => ">=",
            Sign::AtMost => "<=",
            Sign::Above => ">",
            Sign::Below => "<",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Sign::AtLeast | Sign::Above => "at-least",
            Sign::AtMost | Sign::Below => "at-most",
        }
    }

    /// What a whole number next to it comes to as a bound, which is a bound itself.
    fn step(self) -> i64 {
        match self {
            Sign::AtLeast | Sign::AtMost => 0,
            Sign::Above => 1,
            Sign::Below => -1,
        }
    }
}

/// The value that `key:written` stands for in a table.
pub(super) fn value_of(key: &str, written: &Written) -> Result<Value, Unclear> {
    if written.is_empty() {
        let wrong = format!("nothing stands behind `{key}:`");
        return Err(at(written, wrong, "write what it asks right behind it"));
    }
    Ok(match key {
        "reach" | "followers" => compared(written)?.ok_or_else(|| unclear(written, BOUNDS))?,
        "label" => match score(written)? {
            (name, Some(value)) => entry(&name, value),
            (name, None) => Value::Text(name),
        },
        "case" => match written.split_once("=") {
            Some((name, value)) if is_textual(&name.text()) => entry(&name.text(), texts(&value)?),
            Some((name, value)) if is_counted(&name.text()) => {
                entry(&name.text(), exactly(&value)?)
            }
            None if is_counted(&written.text()) => {
                let right = format!("write `case:{}>=1`", written.text());
                return Err(at(
                    written,
                    format!("`{}` is a number", written.text()),
                    right,
                ));
            }
            _ => so_or_named(written, "write `case:public-rounds>=3`")?,
        },
        "customer" => fact(written, "write `customer:segment=mkb`")?,
        "host" => fact(written, "write `host:storm` or `host:waiting>=3`")?,
        "author" => match prefixed(written, &["in", "is"]) {
            Some((key, value)) => entry(&key, texts(&value)?),
            None if written.text().starts_with('@') => entry("is", texts(written)?),
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
        _ => texts(written)?,
    })
}

/// The character that a problem with that value is about, by its path in the
/// value: the bound, the item or the value behind a name. `items` are those of
/// `written`, which a long list with many problems has just once.
pub(super) fn place_of(
    path: &str,
    kind: ProblemKind,
    written: &Written,
    items: &[Written],
) -> usize {
    let last = path.rsplit('.').next().unwrap_or(path);
    let place = match last {
        "at-least" => bound_of(written, &[">=", ">", "="]),
        "at-most" => bound_of(written, &["<=", "<", ".."]),
        _ if kind == ProblemKind::UnknownField => None,
        _ if kind == ProblemKind::Contradiction => written
            .split_once("=")
            .map(|(_, value)| value)
            .filter(|value| value.split_once("..").is_some())
            .map(|value| value.at()),
        _ => item_of(last, items),
    };
    place.unwrap_or_else(|| written.at())
}

fn bound_of(written: &Written, signs: &[&str]) -> Option<usize> {
    let number = |sign: &&str| written.split_once(sign).map(|(_, number)| number.at());
    signs.iter().find_map(number)
}

/// Where what `in` is stands in `in=a,b`, and where what `in[1]` is.
fn item_of(step: &str, items: &[Written]) -> Option<usize> {
    let (name, index) = match step.strip_suffix(']').and_then(|it| it.rsplit_once('[')) {
        Some((name, index)) => (name, index.parse().ok()?),
        None => (step, 0_usize),
    };
    let named = |it: &Written| {
        let (key, value) = it.split_once("=")?;
        (key.text() == name).then(|| value.at())
    };
    let found = match name.is_empty() {
        true => None,
        false => items
            .iter()
            .zip(0..)
            .find_map(|(it, at)| Some((at, named(it)?))),
    };
    match found {
        Some((_, value)) if index == 0 => Some(value),
        Some((first, _)) => items.get(index.saturating_add(first)).map(Written::at),
        None => items.get(index).map(Written::at),
    }
}

/// What is wrong with a word such as `reach>100`, in which a colon is
/// forgotten, or `klacht,kapot`, which is neither one word nor several.
pub(super) fn not_a_word(written: &Written, keys: &[&str]) -> Option<Unclear> {
    let sign = [">=", "<=", ">", "<", "="].into_iter().find_map(|sign| {
        let (key, value) = written.split_once(sign)?;
        Some((sign, key.text(), value))
    });
    if let Some((sign, key, value)) = sign {
        let wrong = format!("`{}` compares nothing", written.text());
        let is_key = keys.contains(&key.as_str());
        let value = value.text();
        let right = match key.as_str() {
            "reach" | "followers" => {
                format!("write `{key}:{}{value}`", sign.trim_start_matches('='))
            }
            "label" => SCORE.to_owned(),
            _ if is_key && sign == "=" => format!("write `{key}:{value}`"),
            _ if is_key => format!("write `{key}:`, and what it asks"),
            _ => {
                "write a field, such as `reach:>=100`, or `\"` around it to look for it".to_owned()
            }
        };
        return Some(at(written, wrong, right));
    }
    let items = written.items();
    let filled = items.iter().filter(|it| !it.is_empty());
    (filled.count() > 1).then(|| {
        let text = written.text();
        let wrong = format!("`{text}` is not one word");
        let right = format!("write `words:{text}` for one of them, or a space for all");
        at(written, wrong, right)
    })
}

/// The facts of a case that are compared with text, whatever it looks like.
fn is_textual(name: &str) -> bool {
    matches!(name, "tag" | "owner" | "last-contact-within")
}

/// The facts of a case that are numbers.
fn is_counted(name: &str) -> bool {
    matches!(name, "public-rounds" | "promises-open" | "promises-broken")
}

/// `3`, which is from 3 up to 3, or `3..5`.
fn exactly(value: &Written) -> Result<Value, Unclear> {
    if let Some(bounds) = between(value)? {
        return Ok(bounds);
    }
    let number = number_of(value)?;
    let ends = [("at-least", number.clone()), ("at-most", number)];
    Ok(table(ends))
}

/// A fact of the host's: its name, and what it is. Signs that compare nothing
/// here, and a second fact behind a comma, are refused outside quotation marks.
fn fact(written: &Written, right: &str) -> Result<Value, Unclear> {
    let signs = SIGNS.iter().map(|sign| sign.typed());
    let compared = signs.filter_map(|sign| written.split_once(sign)).next();
    let (name, values) = match (compared, written.split_once("=")) {
        (Some((name, _)), _) => (name, None),
        (None, Some((name, values))) => (name, Some(values)),
        (None, None) => (written.clone(), None),
    };
    if let Some(sign) = name.plain(&['!', '=', '~', '^', ',']) {
        let wrong = format!("`{}` compares nothing here", name.text());
        let right = match sign {
            '!' => "write `-` before the field for what is not so",
            _ => right,
        };
        return Err(at(&name, wrong, right));
    }
    if let Some(values) = values
        && let Some(item) = values
            .items()
            .iter()
            .find(|it| it.plain(&['=', '~', '^']).is_some())
    {
        let wrong = format!("`{}` is no value of a fact", item.text());
        let right = "write each fact for itself: `customer:vip customer:segment=mkb`";
        return Err(at(item, wrong, right));
    }
    let (name, value) = named(written, right)?;
    let is_fraction = |it: &Value| matches!(it, Value::Text(text) if text.contains('.') && text.parse::<f64>().is_ok());
    if let (Some(value), false) = (&value, written.is_quoted())
        && is_fraction(value)
    {
        return Err(at(written, "a fact is no fraction", "write a whole number"));
    }
    Ok(entry(&name, value.unwrap_or(Value::Bool(true))))
}

/// `open`, which is so, or `open=false`, `public-rounds>=3`, `segment=a,b`.
fn so_or_named(written: &Written, right: &str) -> Result<Value, Unclear> {
    let (name, value) = named(written, right)?;
    Ok(entry(&name, value.unwrap_or(Value::Bool(true))))
}

/// A label, and what its score is compared with, which is no whole number and
/// so has no next one.
fn score(written: &Written) -> Result<(String, Option<Value>), Unclear> {
    let equal = written.split_once(">=").or(written.split_once("<="));
    if let (None, Some((name, value))) = (&equal, written.split_once("="))
        && !name.is_empty()
        && value.text().parse::<f64>().is_ok()
    {
        let (name, value) = (name.text(), value.text());
        let wrong = format!("the score of `{name}` is hardly ever so much to the digit");
        return Err(at(written, wrong, format!("write `label:{name}>={value}`")));
    }
    let (None, Some((name, _))) = (equal, written.split_once(">").or(written.split_once("<")))
    else {
        return named(written, SCORE);
    };
    let wrong = format!("the score of `{}` has no next one", name.text());
    Err(at(written, wrong, "write `>=` or `<=`"))
}

/// A name, and what it is compared with.
fn named(written: &Written, right: &str) -> Result<(String, Option<Value>), Unclear> {
    let sign = SIGNS.into_iter().find_map(|sign| {
        let (name, number) = written.split_once(sign.typed())?;
        Some((name, bound(sign, &number)))
    });
    if let Some((name, bound)) = sign {
        return Ok((name_of(&name, right)?, Some(bound?)));
    }
    let Some((name, value)) = written.split_once("=") else {
        return Ok((written.text(), None));
    };
    let name = name_of(&name, right)?;
    let value = match between(&value)? {
        Some(bounds) => bounds,
        None => listed(&value, scalar)?,
    };
    Ok((name, Some(value)))
}

fn name_of(written: &Written, right: &str) -> Result<String, Unclear> {
    if written.is_empty() {
        return Err(at(written, "a name is missing before this sign", right));
    }
    Ok(written.text())
}

/// `>=3`, `<=5`, `>3`, `<5` or `3..5`; none where it is something else.
fn compared(written: &Written) -> Result<Option<Value>, Unclear> {
    for sign in SIGNS {
        if let Some((before, number)) = written.split_once(sign.typed())
            && before.text().is_empty()
        {
            return bound(sign, &number).map(Some);
        }
    }
    between(written)
}

fn bound(sign: Sign, number: &Written) -> Result<Value, Unclear> {
    let least_or_most = match (number_of(number)?, sign.step()) {
        (any, 0) => any,
        (Value::Integer(whole), step) => match whole.checked_add(step) {
            Some(next) => Value::Integer(next),
            None => return Err(at(number, "there is no next number", "write `>=` or `<=`")),
        },
        _ => return Err(at(number, "this is no whole number", "write `>=` or `<=`")),
    };
    Ok(entry(sign.key(), least_or_most))
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
                of => {
                    name_of(&key, RIGHT)?;
                    ("of".to_owned(), entry(of, Value::Text(value.text())))
                }
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
            None => match named(&item, RIGHT)? {
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

fn texts(written: &Written) -> Result<Value, Unclear> {
    listed(written, |item| Value::Text(item.text()))
}

/// What one item stands for, or the list of what several do.
fn listed(written: &Written, value: impl Fn(&Written) -> Value) -> Result<Value, Unclear> {
    let items = written.items();
    if let Some(missing) = items.iter().find(|item| item.is_empty()) {
        return Err(at(
            missing,
            "a value is missing here",
            "write one, or `\"\"` for none",
        ));
    }
    Ok(match items.as_slice() {
        [only] => value(only),
        items => Value::List(items.iter().map(value).collect()),
    })
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
    text.parse::<f64>().is_ok() || text.parse::<bool>().is_ok() || text.contains("..")
}

fn number_of(written: &Written) -> Result<Value, Unclear> {
    const RIGHT: &str = "write a number to compare with";
    let text = written.text();
    if text.parse::<i64>().is_err() && text.parse::<i128>().is_ok() {
        let wrong = format!("`{text}` is too large a number");
        return Err(at(written, wrong, format!("write at most {}", i64::MAX)));
    }
    let float = || text.parse().ok().filter(|it: &f64| it.is_finite());
    let number = text.parse().map(Value::Integer).ok();
    let number = number.or_else(|| float().map(Value::Float));
    number.ok_or_else(|| match written.is_empty() {
        true => at(
            written,
            "a number is missing here",
            "write it right behind the sign",
        ),
        false => at(written, format!("`{text}` is not a number"), RIGHT),
    })
}

fn unclear(written: &Written, right: &str) -> Unclear {
    at(
        written,
        format!("`{}` says nothing here", written.text()),
        right,
    )
}

fn at(written: &Written, wrong: impl Into<String>, right: impl Into<String>) -> Unclear {
    Unclear {
        at: written.at(),
        wrong: wrong.into(),
        right: right.into(),
    }
}

fn entry(key: &str, value: Value) -> Value {
    table([(key, value)])
}

fn table<const N: usize>(entries: [(&str, Value); N]) -> Value {
    let entries = entries.map(|(key, value)| (key.to_owned(), value));
    Value::Table(SortedMap::from(entries))
}
