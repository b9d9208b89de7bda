//! Letters as small numbers, so that five of them are one.

/// Before and after a word.
pub(super) const EDGE: u32 = 1;

/// A letter of no language that is written in Latin letters.
pub(super) const OTHER: u32 = 63;

/// How many bits a letter takes.
pub(super) const BITS: u32 = 6;

const ACCENTED: [char; 35] = [
    'à', 'á', 'â', 'ä', 'ã', 'å', 'æ', 'ç', 'è', 'é', 'ê', 'ë', 'ì', 'í', 'î', 'ï', 'ñ', 'ò', 'ó',
    'ô', 'ö', 'õ', 'ø', 'œ', 'ù', 'ú', 'û', 'ü', 'ÿ', 'ß', '\'', 'ğ', 'ş', 'ł', 'ı',
];

/// The number of a letter, whatever its case.
#[inline]
pub(super) fn number(letter: char) -> u32 {
    match letter {
        'a'..='z' | 'A'..='Z' => (u32::from(letter) & 0x1F) + 1,
        _ => number_beyond(letter),
    }
}

fn number_beyond(letter: char) -> u32 {
    let letter = match letter {
        '’' | '‘' | 'ʼ' | '`' | '´' => '\'',
        _ => letter.to_lowercase().next().unwrap_or(letter),
    };
    let place = ACCENTED.iter().position(|known| *known == letter);
    place
        .and_then(|place| u32::try_from(place).ok())
        .map_or(OTHER, |place| place + 28)
}

#[cfg(test)]
mod tests {
    use super::{ACCENTED, BITS, OTHER, number};

    #[test]
    fn every_letter_has_a_number_of_its_own() {
        let mut numbers: Vec<u32> = ('a'..='z').chain(ACCENTED).map(number).collect();
        let count = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), count);
        assert!(
            numbers
                .iter()
                .all(|it| (2..OTHER).contains(it) && *it < 1 << BITS)
        );
        assert_eq!(number('É'), number('é'));
        assert_eq!(number('ж'), OTHER);
    }
}
