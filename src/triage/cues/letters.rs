//! Words and beginnings of words by their letters: one walk over a word finds
//! all of them.

use std::collections::{BTreeMap, VecDeque};

/// A term that some cue, or the vote on the language, asks about.
pub(super) type Symbol = u32;

/// Some symbols as bits: two sets that share a symbol share a bit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Marks(u64);

impl Marks {
    /// Whether they may share a symbol.
    pub(super) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl FromIterator<Symbol> for Marks {
    fn from_iter<I: IntoIterator<Item = Symbol>>(symbols: I) -> Self {
        let bits = symbols.into_iter().map(|symbol| 1 << (symbol % u64::BITS));
        Self(bits.fold(0, |all, bit: u64| all | bit))
    }
}

/// What the letters up to a place are: a whole word, the beginning of others, or both.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ends {
    pub(super) word: Option<Symbol>,
    pub(super) beginning: Option<Symbol>,
}

/// The terms as a tree of their bytes, level by level: what follows one letter
/// stands together.
#[derive(Clone, Debug, Default)]
pub(super) struct Letters {
    nodes: Vec<Node>,
    /// The byte that leads to each node.
    bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Node {
    ends: Ends,
    first: u32,
    count: u32,
}

/// Terms that begin alike, and where in the tree they do.
struct Branch<'t> {
    node: usize,
    depth: usize,
    terms: &'t [(&'t [u8], Ends)],
}

impl Letters {
    pub(super) fn of(terms: &BTreeMap<String, Ends>) -> Self {
        let terms: Vec<_> = terms
            .iter()
            .map(|(it, ends)| (it.as_bytes(), *ends))
            .collect();
        let mut letters = Self {
            nodes: vec![Node::default()],
            bytes: vec![0],
        };
        let mut open = VecDeque::from([Branch {
            node: 0,
            depth: 0,
            terms: &terms,
        }]);
        while let Some(branch) = open.pop_front() {
            letters.grow(&branch, &mut open);
        }
        letters
    }

    fn grow<'t>(&mut self, branch: &Branch<'t>, open: &mut VecDeque<Branch<'t>>) {
        let mut node = Node {
            first: self.nodes.len() as u32,
            ..Node::default()
        };
        let byte = |term: &[u8]| term.get(branch.depth).copied();
        for terms in branch.terms.chunk_by(|one, two| byte(one.0) == byte(two.0)) {
            let Some((term, ends)) = terms.first() else {
                continue;
            };
            let Some(byte) = byte(term) else {
                node.ends = *ends;
                continue;
            };
            open.push_back(Branch {
                node: self.nodes.len(),
                depth: branch.depth + 1,
                terms,
            });
            self.nodes.push(Node::default());
            self.bytes.push(byte);
            node.count += 1;
        }
        if let Some(place) = self.nodes.get_mut(branch.node) {
            *place = node;
        }
    }

    /// The symbol of a word. What it begins with is given to `begins`, the
    /// shortest first.
    pub(super) fn walk(&self, word: &str, mut begins: impl FnMut(Symbol)) -> Option<Symbol> {
        let mut node = self.nodes.first()?;
        for byte in word.bytes() {
            let first = node.first as usize;
            let next = self.bytes.get(first..first + node.count as usize)?;
            let at = next.iter().position(|it| *it == byte)?;
            node = self.nodes.get(first + at)?;
            if let Some(symbol) = node.ends.beginning {
                begins(symbol);
            }
        }
        node.ends.word
    }
}

#[cfg(test)]
mod tests {
    use super::{Ends, Letters};
    use std::collections::BTreeMap;

    #[test]
    fn a_word_is_found_with_all_that_it_begins_with() {
        let ends = |word, beginning| Ends { word, beginning };
        let terms = [
            ("schade", ends(Some(1), Some(2))),
            ("sch", ends(None, Some(3))),
            ("schadevrij", ends(Some(4), None)),
            ("é", ends(Some(5), None)),
        ];
        let terms = terms.map(|(term, ends)| (term.to_owned(), ends));
        let letters = Letters::of(&BTreeMap::from(terms));
        let walk = |word: &str| {
            let mut begins = Vec::new();
            let found = letters.walk(word, |symbol| begins.push(symbol));
            (found, begins)
        };
        assert_eq!(walk("schade"), (Some(1), vec![3, 2]));
        assert_eq!(walk("schadevrij"), (Some(4), vec![3, 2]));
        assert_eq!(walk("schadelijk"), (None, vec![3, 2]));
        assert_eq!(walk("sc"), (None, vec![]));
        assert_eq!(walk("é"), (Some(5), vec![]));
        assert_eq!(walk(""), (None, vec![]));
        assert_eq!(Letters::default().walk("schade", |_| {}), None);
    }
}
