//! Does the point after this word end a sentence? Dutch and English abbreviations.

/// Whether `word`, which ends in a point, is an abbreviation: a known one, an initial,
/// or letters with points between them (`a.m.`, `t.a.v.`).
pub(super) fn is_abbreviation(word: &str) -> bool {
    if !word.ends_with(['.', 'm']) {
        return false;
    }
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let Some(stem) = word.strip_suffix('.') else {
        return SPELT_WITHOUT_POINT.contains(&word);
    };
    let mut letters = stem.chars();
    let is_initial = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    is_initial || is_lettered(stem) || is_known(stem)
}

fn is_lettered(stem: &str) -> bool {
    stem.contains('.')
        && stem.split('.').all(|part| {
            (1..=2).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic)
        })
}

fn is_known(stem: &str) -> bool {
    stem.len() <= 8 && KNOWN.iter().any(|known| known.eq_ignore_ascii_case(stem))
}

const SPELT_WITHOUT_POINT: &[&str] = &["t/m"];

/// In lower case and without the point.
const KNOWN: &[&str] = &[
    // Dutch: titles and forms of address.
    "dhr", "mw", "mevr", "mej", "dr", "drs", "ir", "ing", "mr", "prof", "bc", "fam", "gebr",
    // Dutch: in running text.
    "bijv", "bv", "blz", "ca", "evt", "excl", "incl", "max", "min", "nl", "nr", "nrs", "art", "afd",
    "afz", "tel", "str", "st", "resp", "vgl", "zgn", "ong", "gem", "aug", "jan", "feb", "mrt",
    "apr", "jun", "jul", "sep", "sept", "okt", "nov", "dec", "ma", "di", "wo", "do", "vr", "za",
    "zo", "plv", "wnd", "vnl", "mbt", "bgg", "geb", "jl", "ll", "pag", "par", "red", "uitg", "vz",
    "secr", "t/m", // English.
    "mrs", "ms", "messrs", "sr", "jr", "vs", "no", "nos", "fig", "vol", "dept", "est", "approx",
    "ext", "inc", "ltd", "co", "corp", "hon", "rev", "gen", "mon", "tue", "tues", "wed", "thu",
    "thur", "thurs", "fri", "sat", "sun", "mar", "oct", "ave", "blvd", "rd", "eg", "ie", "cf",
];

#[cfg(test)]
mod tests {
    use super::is_abbreviation;

    #[test]
    fn abbreviations_are_told_from_ends_of_sentences() {
        for word in [
            "dhr.", "Dr.", "e.g.", "a.m.", "t.a.v.", "bijv.", "J.", "(bijv.", "t/m", "Mon.",
        ] {
            assert!(is_abbreviation(word), "{word}");
        }
        for word in [
            "klaar.", "schade", "dagen.", "2011.", "5.", ".", "", "fbto.nl.",
        ] {
            assert!(!is_abbreviation(word), "{word}");
        }
    }
}
