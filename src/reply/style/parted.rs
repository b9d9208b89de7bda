//! Dutch verbs that part: `we geven het door`, `doorgegeven`, `om door te geven`.

use std::borrow::Cow;

/// The ways in which a line with such a verb is written: `door+geven aan` is
/// `<geven> ...... door$ aan`, `door<geven> aan` and `door te geven aan`.
pub(super) fn parted(line: &str) -> Vec<Cow<'_, str>> {
    let verb = line.split(' ').find_map(|token| {
        let (part, verb) = token.split_once('+')?;
        Some((token, part, verb))
    });
    let Some((token, part, verb)) = verb else {
        return vec![Cow::Borrowed(line)];
    };
    [
        format!("<{verb}> ...... {part}$"),
        format!("{part}<{verb}>"),
        format!("{part} te {verb}"),
    ]
    .into_iter()
    .map(|written| Cow::Owned(line.replacen(token, &written, 1)))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::parted;

    #[test]
    fn a_verb_is_written_in_three_ways() {
        assert_eq!(
            parted("door+geven aan"),
            [
                "<geven> ...... door$ aan",
                "door<geven> aan",
                "door te geven aan"
            ]
        );
        assert_eq!(parted("in behandeling"), ["in behandeling"]);
    }
}
