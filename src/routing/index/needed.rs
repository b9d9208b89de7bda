//! Which patterns may be found in a text that is too long for all of them.

use super::trie::Trie;
use crate::routing::patterns::Patterns;
use crate::sorted::SortedMap;

/// The pieces without which patterns are not found, for texts that are too long
/// for all patterns of the set: those of which no piece stands there cost nothing.
#[derive(Clone, Debug)]
pub(super) struct Needed {
    trie: Option<Trie>,
    /// For each piece the patterns that may be found where it stands.
    patterns: Vec<Vec<u32>>,
    /// For each pattern whether it may be found in any text.
    anywhere: Vec<bool>,
}

/// Which patterns may be found in one text.
#[derive(Clone, Debug, Default)]
pub(super) struct Hopes {
    patterns: Vec<bool>,
    pieces: Vec<bool>,
}

impl Needed {
    pub(super) fn of(patterns: &Patterns) -> Self {
        let mut pieces: SortedMap<&[u8], Vec<u32>> = SortedMap::new();
        let mut anywhere = Vec::new();
        for (at, pattern) in (0..).zip(patterns.all()) {
            anywhere.push(pattern.literals().is_none());
            for literal in pattern.literals().unwrap_or_default() {
                pieces.entry(literal.as_bytes()).or_default().push(at);
            }
        }
        let letters: Vec<&[u8]> = pieces.keys().copied().collect();
        Self {
            trie: (!letters.is_empty()).then(|| Trie::of(&letters)),
            patterns: pieces.into_iter().map(|(_, patterns)| patterns).collect(),
            anywhere,
        }
    }

    /// Finds which patterns may be found in a text.
    pub(super) fn hopes(&self, shadow: &str, hopes: &mut Hopes) {
        let Hopes { patterns, pieces } = hopes;
        patterns.clear();
        patterns.extend_from_slice(&self.anywhere);
        pieces.clear();
        pieces.resize(self.patterns.len(), false);
        let Some(trie) = &self.trie else { return };
        trie.each_within(shadow.as_bytes(), |piece, _| {
            let found = pieces.get_mut(piece as usize);
            let is_new = found.is_some_and(|found| !std::mem::replace(found, true));
            if is_new {
                for pattern in self.patterns.get(piece as usize).into_iter().flatten() {
                    if let Some(may) = patterns.get_mut(*pattern as usize) {
                        *may = true;
                    }
                }
            }
            is_new
        });
    }
}

impl Hopes {
    /// Knows nothing of the text at hand.
    pub(super) fn forget(&mut self) {
        self.patterns.clear();
    }

    /// Whether a pattern is known not to be found.
    pub(super) fn rule_out(&self, pattern: u32) -> bool {
        self.patterns.get(pattern as usize) == Some(&false)
    }

    pub(super) fn has(&self, pattern: u32) -> bool {
        self.patterns.get(pattern as usize) == Some(&true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_rules_out_nothing() {
        let mut hopes = Hopes {
            patterns: vec![true, false],
            pieces: Vec::new(),
        };
        assert!(hopes.rule_out(1) && !hopes.rule_out(0) && !hopes.rule_out(2));
        hopes.forget();
        assert!(!hopes.rule_out(1));
    }

    #[test]
    fn a_pattern_without_its_piece_has_no_hope() {
        let mut patterns = Patterns::default();
        for pattern in [
            "polis ?[0-9]+",
            "[0-9]{6}",
            "(schade|schadeclaim)s",
            "claims$",
        ] {
            patterns.add(&pattern.parse().unwrap());
        }
        let needed = Needed::of(&patterns);
        let mut hopes = Hopes::default();
        let mut of = |text: &str| -> Vec<u32> {
            needed.hopes(text, &mut hopes);
            (0..4).filter(|it| hopes.has(*it)).collect()
        };
        assert_eq!(of("niets"), [1]);
        assert_eq!(of("mijn polis"), [1]);
        assert_eq!(of("mijn polis 12"), [0, 1]);
        assert_eq!(of("schadeclaims op mijn polis 12"), [0, 1, 2, 3]);
    }
}
