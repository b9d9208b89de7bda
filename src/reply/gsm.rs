//! What does a character cost in a text message? The alphabet of GSM 03.38.

/// The septets of `c` in the default alphabet (ETSI TS 123 038, 6.2.1), or `None`
/// where the alphabet lacks it.
pub(super) fn septets(c: char) -> Option<u32> {
    match c {
        '[' | ']' | '^' | '{' | '}' | '|' | '~' | '\\' | '€' | '\u{c}' => Some(2),
        '`' | '\t' => None,
        ' '..='~' | '\n' | '\r' => Some(1),
        _ if BEYOND_ASCII.contains(c) => Some(1),
        _ => None,
    }
}

const BEYOND_ASCII: &str = "¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ";
