//! Words and beginnings of words by their letters: one walk over a word finds
//! all of them.

use std::collections::BTreeMap;

/// A term that some cue, or the vote on the language, asks about.
pub(super) type Symbol = u32;

/// What the letters up to a place are: a whole word, the beginning of others, or both.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ends {
    pub(super) word: Option<Symbol>,
    pub(super) beginning: Option<Symbol>,
}

/// The terms as a tree of their bytes, laid out so that a byte leads from one
/// node to the next by an addition and a look whose child is there.
#[derive(Clone, Debug)]
pub(super) struct Letters {
    nodes: Vec<Node>,
    ends: Vec<Ends>,
}

/// A node, at a place of its own among those of all others.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// The place of the node that leads here; [`NOBODY`] where the place is free.
    parent: u32,
    /// Its children stand so far on as their bytes say.
    children: u32,
    /// Which of the ends it has; 0 where it has none.
    ends: u32,
}

const FREE: Node = Node {
    parent: NOBODY,
    children: 0,
    ends: 0,
};
const NOBODY: u32 = u32::MAX;
/// What leads to the first node: nothing does, and its place is taken.
const ROOT: u32 = u32::MAX - 1;

/// Terms that begin alike, and where in the tree they do.
struct Branch<'t> {
    node: usize,
    depth: usize,
    terms: &'t [(&'t [u8], Ends)],
}

impl Default for Letters {
    fn default() -> Self {
        Self {
            nodes: vec![Node {
                parent: ROOT,
                ..FREE
            }],
            ends: vec![Ends::default()],
        }
    }
}

impl Letters {
    pub(super) fn of(terms: &BTreeMap<String, Ends>) -> Self {
        let terms: Vec<_> = terms
            .iter()
            .map(|(it, ends)| (it.as_bytes(), *ends))
            .collect();
        let mut letters = Self::default();
        let mut next_gap = 1;
        let mut open = vec![Branch {
            node: 0,
            depth: 0,
            terms: &terms,
        }];
        // The last one first: what follows a letter stands near it.
        while let Some(branch) = open.pop() {
            letters.grow(&branch, &mut open, &mut next_gap);
        }
        letters
    }

    fn grow<'t>(&mut self, branch: &Branch<'t>, open: &mut Vec<Branch<'t>>, next_gap: &mut usize) {
        let byte = |term: &[u8]| term.get(branch.depth).copied();
        let mut families = Vec::new();
        for terms in branch.terms.chunk_by(|one, two| byte(one.0) == byte(two.0)) {
            match terms.first().map(|(term, ends)| (byte(term), ends)) {
                Some((Some(byte), _)) => families.push((byte, terms)),
                Some((None, ends)) => self.end(branch.node, *ends),
                None => {}
            }
        }
        let bytes: Vec<usize> = families
            .iter()
            .map(|(byte, _)| usize::from(*byte))
            .collect();
        let children = self.room_for(&bytes, next_gap);
        if let Some(node) = self.nodes.get_mut(branch.node) {
            node.children = children as u32;
        }
        for (byte, terms) in families {
            let place = children + usize::from(byte);
            if let Some(node) = self.nodes.get_mut(place) {
                node.parent = branch.node as u32;
            }
            open.push(Branch {
                node: place,
                depth: branch.depth + 1,
                terms,
            });
        }
    }

    fn end(&mut self, node: usize, ends: Ends) {
        if let Some(node) = self.nodes.get_mut(node) {
            node.ends = self.ends.len() as u32;
            self.ends.push(ends);
        }
    }

    /// From where on there is a free place for each of these bytes: for several
    /// behind all others, for one alone in the next gap that those left.
    fn room_for(&mut self, bytes: &[usize], next_gap: &mut usize) -> usize {
        let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
            return 0;
        };
        let mut place = self.nodes.len().max(*first);
        if bytes.len() == 1 {
            let is_taken = |node: &Node| node.parent != NOBODY;
            while self.nodes.get(*next_gap).is_some_and(is_taken) {
                *next_gap += 1;
            }
            place = (*next_gap).max(*first);
            if self.nodes.get(place).is_some_and(is_taken) {
                place = self.nodes.len();
            }
        }
        let end = place - first + last + 1;
        if self.nodes.len() < end {
            self.nodes.resize(end, FREE);
        }
        place - first
    }

    /// The symbol of a word. What it begins with is given to `begins`, the
    /// shortest first.
    #[inline]
    pub(super) fn walk(&self, word: &str, mut begins: impl FnMut(Symbol)) -> Option<Symbol> {
        let (mut place, mut node) = (0, self.nodes.first()?);
        for byte in word.bytes() {
            let next = node.children as usize + usize::from(byte);
            let child = self.nodes.get(next)?;
            if child.parent != place {
                return None;
            }
            (place, node) = (next as u32, child);
            if let Some(symbol) = self.ends_of(node).and_then(|ends| ends.beginning) {
                begins(symbol);
            }
        }
        self.ends_of(node)?.word
    }

    #[inline]
    fn ends_of(&self, node: &Node) -> Option<&Ends> {
        if node.ends == 0 {
            return None;
        }
        self.ends.get(node.ends as usize)
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

    #[test]
    fn it_makes_no_difference_how_many_letters_may_follow() {
        let alphabet = "abcdefghijklmnopqrstuvwxyzéë";
        for many in 1..=alphabet.chars().count() {
            let terms = alphabet
                .chars()
                .take(many)
                .zip(0..)
                .map(|(letter, symbol)| {
                    let ends = Ends {
                        word: Some(symbol),
                        beginning: None,
                    };
                    (format!("op{letter}"), ends)
                });
            let letters = Letters::of(&terms.collect::<BTreeMap<_, _>>());
            for (letter, symbol) in alphabet.chars().zip(0..) {
                let known = (symbol < many as u32).then_some(symbol);
                assert_eq!(letters.walk(&format!("op{letter}"), |_| {}), known);
            }
            assert_eq!(letters.walk("op!", |_| {}), None);
        }
    }
}
