//! What characters fold to, one by one.

use std::sync::OnceLock;

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, is_nfc_quick};

use super::fold_any;

/// What becomes of folded characters where they stand together: what NFC does
/// to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Together {
    /// Nothing.
    #[default]
    Same,
    /// One may be joined to the one before it, as the parts of Korean
    /// syllables are.
    Joined,
    /// Anything: marks come in an order of their own.
    Any,
}

impl Together {
    /// Of these characters, which were folded.
    pub(super) fn of(folded: &str) -> Self {
        let each = folded.chars().map(|c| match is_nfc_quick([c].into_iter()) {
            _ if canonical_combining_class(c) != 0 => Together::Any,
            IsNormalized::Yes => Together::Same,
            IsNormalized::Maybe => Together::Joined,
            IsNormalized::No => Together::Any,
        });
        each.max().unwrap_or_default()
    }
}

/// Characters that follow each other.
#[derive(Default)]
struct Page {
    /// What they fold to, one behind the other.
    folded: String,
    /// For each where in it that ends, and what becomes of it.
    each: Vec<(u16, Together)>,
}

/// So many characters stand on a page.
const PAGE: usize = 256;

/// The pages of the first plane. Each is found out when a text first asks for
/// it; whatever people write stands on a few, and all of them take half a
/// megabyte.
static PAGES: [OnceLock<Page>; 0x1_0000 / PAGE] = [const { OnceLock::new() }; 0x1_0000 / PAGE];

/// Folds any character but those of ASCII, as [`fold_any`] does.
pub(super) fn fold_one(c: char, folded: &mut String) -> Together {
    let page = PAGES.get(c as usize / PAGE);
    let Some(page) = page.map(|page| page.get_or_init(|| Page::of(c))) else {
        let start = folded.len();
        fold_any(c, folded);
        return Together::of(folded.get(start..).unwrap_or(""));
    };
    let (one, together) = page.get(c as usize % PAGE);
    folded.push_str(one);
    together
}

impl Page {
    /// The page on which a character stands.
    #[cold]
    fn of(c: char) -> Self {
        let mut page = Self::default();
        let first = c as usize - c as usize % PAGE;
        for at in first..first + PAGE {
            let start = page.folded.len();
            // Halves of characters are none.
            if let Some(c) = u32::try_from(at).ok().and_then(char::from_u32) {
                fold_any(c, &mut page.folded);
            }
            let together = Together::of(page.folded.get(start..).unwrap_or(""));
            let end = u16::try_from(page.folded.len()).unwrap_or(u16::MAX);
            page.each.push((end, together));
        }
        page
    }

    fn get(&self, at: usize) -> (&str, Together) {
        let start = at.checked_sub(1).and_then(|before| self.each.get(before));
        let start = start.map_or(0, |(end, _)| usize::from(*end));
        let (end, together) = self.each.get(at).copied().unwrap_or_default();
        let one = self.folded.get(start..usize::from(end)).unwrap_or("");
        (one, together)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_folds_as_it_does_alone() {
        let (mut one, mut alone) = (String::new(), String::new());
        for c in '\u{80}'..=char::MAX {
            one.clear();
            alone.clear();
            let together = fold_one(c, &mut one);
            fold_any(c, &mut alone);
            assert_eq!((&one, together), (&alone, Together::of(&alone)), "{c:?}");
        }
    }
}
