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

/// Where more letters than these may follow, the one that does is looked up
/// rather than searched for.
const FEW: usize = 4;

/// The terms as a tree of their bytes, level by level: what follows one letter
/// stands together.
#[derive(Clone, Debug, Default)]
pub(super) struct Letters {
    nodes: Vec<Node>,
    /// The byte that leads to each node.
    bytes: Vec<u8>,
    fans: Vec<Fan>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Node {
    ends: Ends,
    first: u32,
    count: u32,
    /// Which fan it has, where it has one.
    fan: u32,
}

/// What follows a letter that many follow: by byte, the how-manieth it is of
/// them, and 0 where it does not follow. No text has 255 bytes to choose from.
#[derive(Clone, Debug)]
struct Fan([u8; 256]);

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
            fans: Vec::new(),
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
        if node.count as usize > FEW {
            node.fan = self.fans.len() as u32;
            let following = self.bytes.get(node.first as usize..).unwrap_or(&[]);
            self.fans.push(Fan::of(following));
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
            let at = self.following(node, byte)?;
            node = self.nodes.get(node.first as usize + at)?;
            if let Some(symbol) = node.ends.beginning {
                begins(symbol);
            }
        }
        node.ends.word
    }

    /// The how-manieth of what follows a letter a byte is.
    fn following(&self, node: &Node, byte: u8) -> Option<usize> {
        if node.count as usize > FEW {
            return self.fans.get(node.fan as usize)?.place(byte);
        }
        let first = node.first as usize;
        let next = self.bytes.get(first..first + node.count as usize)?;
        next.iter().position(|it| *it == byte)
    }
}

impl Fan {
    fn of(following: &[u8]) -> Self {
        let mut fan = Self([0; 256]);
        for (byte, place) in following.iter().zip(1..) {
            if let Some(of_byte) = fan.0.get_mut(usize::from(*byte)) {
                *of_byte = place;
            }
        }
        fan
    }

    fn place(&self, byte: u8) -> Option<usize> {
        let place = self.0.get(usize::from(byte))?;
        usize::from(*place).checked_sub(1)
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
