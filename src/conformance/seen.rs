use std::error::Error;
use std::fmt::Debug;

use thiserror::Error;

use crate::store::StoreError;

/// What a check saw instead of what was promised, in words.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Seen(String);

impl Seen {
    pub(super) fn new<S: Into<String>>(what: S) -> Self {
        Self(what.into())
    }
}

impl From<StoreError> for Seen {
    fn from(error: StoreError) -> Self {
        let mut words = format!("an error: {error}");
        let mut cause = error.source();
        while let Some(error) = cause {
            words.push_str(": ");
            words.push_str(&error.to_string());
            cause = error.source();
        }
        Self(words)
    }
}

/// Holds what is so; else tells what was seen.
pub(super) fn ensure(so: bool, seen: impl Into<String>) -> Result<(), Seen> {
    if so { Ok(()) } else { Err(Seen::new(seen)) }
}

/// Holds where both are the same; else tells both, or where they part.
pub(super) fn same<T: PartialEq + Debug>(what: &str, found: &T, promised: &T) -> Result<(), Seen> {
    if found == promised {
        return Ok(());
    }
    let (found, promised) = (format!("{found:?}"), format!("{promised:?}"));
    if found == promised {
        return Err(Seen::new(format!("{what} differs in what is not shown")));
    }
    Err(Seen::new(apart(what, &found, &promised)))
}

/// What fits in a line is told whole; of what does not, such as a case, only
/// the place where one stops to be like the other.
fn apart(what: &str, found: &str, promised: &str) -> String {
    const SHORT: usize = 160;
    const SHOWN: usize = 60;
    if found.len().max(promised.len()) <= SHORT {
        return format!("{what} is {found}, not {promised}");
    }
    let alike = found.chars().zip(promised.chars());
    let alike = alike.take_while(|(one, other)| one == other).count();
    let from = alike.saturating_sub(SHOWN);
    let before: String = found.chars().skip(from).take(alike - from).collect();
    let rest = |of: &str| of.chars().skip(alike).take(SHOWN).collect::<String>();
    let (found, promised) = (rest(found), rest(promised));
    format!("{what} is not the same: after `{before}` comes `{found}`, not `{promised}`")
}

/// Holds where a commit was refused because somebody else was first.
pub(super) fn conflict(what: &str, result: Result<(), StoreError>) -> Result<(), Seen> {
    match result {
        Err(StoreError::Conflict) => Ok(()),
        Ok(()) => Err(Seen::new(format!("{what} was stored"))),
        Err(error) => Err(error.into()),
    }
}

/// Holds where a settlement was refused because the lease had passed on.
pub(super) fn lost(what: &str, result: Result<(), StoreError>) -> Result<(), Seen> {
    match result {
        Err(StoreError::LeaseLost) => Ok(()),
        Ok(()) => Err(Seen::new(format!("{what} was settled"))),
        Err(error) => Err(error.into()),
    }
}

/// The result of one commit among several; a store that leaves it out has not
/// said that it stored.
pub(super) fn given(result: Option<Result<(), StoreError>>) -> Result<(), StoreError> {
    result.unwrap_or_else(|| Err(StoreError::lasting("a commit has no result")))
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn what_is_long_is_told_where_it_parts() {
        let case = |end: &str| format!("{}{end}{}", "a".repeat(3_000), "z".repeat(3_000));
        let told = same("the case", &case("één"), &case("twee")).unwrap_err();
        let words = told.to_string();
        assert!(words.contains("aaa` comes `éénzzz"), "{words}");
        assert!(words.contains("zzz`, not `tweezzz"), "{words}");
        assert!(words.len() < 300, "{words}");
        let told = same("the part", &1, &2).unwrap_err();
        assert_eq!(told.to_string(), "the part is 1, not 2");
    }

    #[test]
    fn what_is_not_shown_is_said_to_differ() {
        let (one, other) = ("een".into(), "zes".into());
        let told = same::<crate::text::Private>("the words", &one, &other).unwrap_err();
        assert_eq!(told.to_string(), "the words differs in what is not shown");
    }
}
