//! Words and beginnings of words by their letters: one walk over a word finds
//! all of them.

use std::collections::{BTreeMap, HashSet};

/// Texts as a tree of their bytes, each with what it means, laid out so that a
/// byte leads from one node to the next by an addition and a look which byte
/// leads there. Where one text is left, its other bytes are written out.
///
/// It is as small as it can be, and what a text means stands where it ends:
/// most of what a word costs is to fetch it.
#[derive(Clone, Debug)]
pub(super) struct Letters<T> {
    nodes: Vec<Node>,
    ends: Vec<End<T>>,
    rests: Vec<u8>,
}

/// A node, at a place of its own among those of all others.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// The byte that leads here; [`NO_BYTE`] where none does.
    byte: u8,
    kind: Kind,
    /// Of the last node, the byte that the rest begins with; [`NO_BYTE`] where
    /// there is no rest. It tells of most other words that they end nowhere.
    next: u8,
    /// Of the last node, which of the ends it has. Of any other, what is added
    /// to a byte for the place of the child that it leads to; no two nodes have
    /// the same.
    at: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// No text ends here.
    On,
    /// A text ends here and others go on; which, the child of no byte says.
    EndAndOn,
    /// One text is left.
    End,
}

/// Where a text ends.
#[derive(Clone, Copy, Debug)]
struct End<T> {
    /// From where to where its rest stands.
    rest: (u32, u32),
    means: T,
}

/// In no text.
const NO_BYTE: u8 = 0xff;
/// How far back from the last place a gap is looked for.
const NEAR: usize = 256;
const FREE: Node = Node {
    byte: NO_BYTE,
    kind: Kind::On,
    next: NO_BYTE,
    at: 0,
};

/// Texts that begin alike, and where in the tree they do.
struct Branch<'t, T> {
    node: usize,
    depth: usize,
    texts: &'t [(&'t [u8], T)],
}

impl<T> Default for Letters<T> {
    fn default() -> Self {
        Self {
            nodes: vec![FREE],
            ends: Vec::new(),
            rests: Vec::new(),
        }
    }
}

impl<T: Copy> Letters<T> {
    pub(super) fn of(texts: &BTreeMap<String, T>) -> Self {
        let texts: Vec<_> = texts
            .iter()
            .map(|(it, means)| (it.as_bytes(), *means))
            .collect();
        let mut letters = Self::default();
        let mut taken = HashSet::new();
        let mut open = vec![Branch {
            node: 0,
            depth: 0,
            texts: &texts,
        }];
        // The last one first: what follows a letter stands near it.
        while let Some(branch) = open.pop() {
            letters.grow(&branch, &mut open, &mut taken);
        }
        letters
    }

    fn grow<'t>(
        &mut self,
        branch: &Branch<'t, T>,
        open: &mut Vec<Branch<'t, T>>,
        taken: &mut HashSet<usize>,
    ) {
        if let [(text, means)] = branch.texts {
            let rest = text.get(branch.depth..).unwrap_or_default();
            return self.end(branch.node, rest, *means);
        }
        // The shortest stands first.
        let (ending, texts) = match branch.texts.split_first() {
            Some(((text, means), longer)) if text.len() == branch.depth => (Some(*means), longer),
            _ => (None, branch.texts),
        };
        let byte = |text: &[u8]| text.get(branch.depth).copied().unwrap_or(NO_BYTE);
        let families: Vec<_> = texts
            .chunk_by(|one, two| byte(one.0) == byte(two.0))
            .filter_map(|texts| Some((byte(texts.first()?.0), texts)))
            .collect();
        let bytes = families.iter().map(|(byte, _)| usize::from(*byte));
        let bytes: Vec<_> = ending.map(|_| 0).into_iter().chain(bytes).collect();
        let children = self.room_for(&bytes, taken);
        self.set(branch.node, |node| {
            node.at = children as u32;
            node.kind = if ending.is_some() {
                Kind::EndAndOn
            } else {
                Kind::On
            };
        });
        if let Some(means) = ending {
            self.end(children, &[], means);
        }
        for (byte, texts) in families {
            let node = children + usize::from(byte);
            self.set(node, |node| node.byte = byte);
            let depth = branch.depth + 1;
            open.push(Branch { node, depth, texts });
        }
    }

    fn end(&mut self, node: usize, rest: &[u8], means: T) {
        let (from, next) = (self.rests.len() as u32, rest.first().copied());
        self.rests.extend_from_slice(rest);
        let at = self.push((from, self.rests.len() as u32), means);
        self.set(node, |node| {
            node.kind = Kind::End;
            node.next = next.unwrap_or(NO_BYTE);
            node.at = at;
        });
    }

    /// Adds what no letters lead to; answers its number.
    pub(super) fn add(&mut self, means: T) -> u32 {
        self.push((0, 0), means)
    }

    fn push(&mut self, rest: (u32, u32), means: T) -> u32 {
        self.ends.push(End { rest, means });
        self.ends.len() as u32 - 1
    }

    fn set(&mut self, node: usize, change: impl FnOnce(&mut Node)) {
        self.nodes.get_mut(node).map(change);
    }

    /// What to add to each of these bytes, the least first, for a free place:
    /// in a gap near the end, else behind all others.
    fn room_for(&mut self, bytes: &[usize], taken: &mut HashSet<usize>) -> usize {
        let (Some(&first), Some(&last)) = (bytes.first(), bytes.last()) else {
            return 0;
        };
        let is_free = |place: usize| self.nodes.get(place).is_none_or(Node::is_free);
        // The first node is nobody's child.
        let mut place = self.nodes.len().saturating_sub(NEAR).max(first + 1);
        while taken.contains(&(place - first))
            || !bytes.iter().all(|byte| is_free(place - first + byte))
        {
            place += 1;
        }
        let children = place - first;
        taken.insert(children);
        if self.nodes.len() <= children + last {
            self.nodes.resize(children + last + 1, FREE);
        }
        children
    }

    /// What a text means, by its number.
    pub(super) fn get(&self, number: u32) -> Option<&T> {
        self.ends.get(number as usize).map(|end| &end.means)
    }

    pub(super) fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        self.ends.get_mut(number as usize).map(|end| &mut end.means)
    }

    /// The number of a text.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        let mut found = None;
        self.walk(text, |number, _, is_whole| {
            found = is_whole.then_some(number);
        });
        found
    }

    /// Every text that a word begins with, the shortest first: its number, what
    /// it means, and whether it is the whole word.
    #[inline]
    pub(super) fn walk(&self, word: &str, mut met: impl FnMut(u32, &T, bool)) {
        let (mut node, mut rest) = (self.nodes.first(), word.as_bytes());
        while let Some(here) = node {
            if !here.may_go_on(rest) {
                return;
            }
            if let Some((number, end)) = self.end_at(here) {
                let Some(more) = self.behind(end, rest) else {
                    return;
                };
                rest = more;
                met(number, &end.means, rest.is_empty());
            }
            let Some((byte, more)) = rest.split_first() else {
                return;
            };
            rest = more;
            let child = here.children().map(|at| at + usize::from(*byte));
            let child = child.and_then(|at| self.nodes.get(at));
            node = child.filter(|child| child.byte == *byte);
        }
    }

    #[inline]
    fn end_at(&self, node: &Node) -> Option<(u32, &End<T>)> {
        let number = match node.kind {
            Kind::On => return None,
            Kind::EndAndOn => self.nodes.get(node.at as usize)?.at,
            Kind::End => node.at,
        };
        Some((number, self.ends.get(number as usize)?))
    }

    /// What stands behind the rest of a text, where it stands there. Such rests
    /// are a few bytes each.
    #[inline]
    fn behind<'w>(&self, end: &End<T>, word: &'w [u8]) -> Option<&'w [u8]> {
        let rest = self.rests.get(end.rest.0 as usize..end.rest.1 as usize)?;
        let (same, behind) = word.split_at_checked(rest.len())?;
        same.iter().eq(rest).then_some(behind)
    }
}

impl Node {
    fn may_go_on(&self, word: &[u8]) -> bool {
        self.next == NO_BYTE || word.first() == Some(&self.next)
    }

    fn children(&self) -> Option<usize> {
        (self.kind != Kind::End).then_some(self.at as usize)
    }

    fn is_free(&self) -> bool {
        self.byte == NO_BYTE && self.kind != Kind::End
    }
}

#[cfg(test)]
mod tests {
    use super::Letters;
    use std::collections::BTreeMap;

    fn letters<'t>(texts: impl IntoIterator<Item = (&'t str, u32)>) -> Letters<u32> {
        let texts = texts
            .into_iter()
            .map(|(text, means)| (text.to_owned(), means));
        Letters::of(&texts.collect::<BTreeMap<_, _>>())
    }

    fn walk(letters: &Letters<u32>, word: &str) -> Vec<(u32, bool)> {
        let mut met = Vec::new();
        letters.walk(word, |number, means, is_whole| {
            assert_eq!(letters.get(number), Some(means));
            met.push((*means, is_whole));
        });
        met
    }

    #[test]
    fn a_word_is_found_with_all_that_it_begins_with() {
        let mut found = letters([("schade", 1), ("sch", 2), ("schadevrij", 3), ("é", 4)]);
        assert_eq!(walk(&found, "schade"), [(2, false), (1, true)]);
        assert_eq!(
            walk(&found, "schadevrij"),
            [(2, false), (1, false), (3, true)]
        );
        assert_eq!(
            walk(&found, "schadevrije"),
            [(2, false), (1, false), (3, false)]
        );
        assert_eq!(walk(&found, "schadelijk"), [(2, false), (1, false)]);
        assert_eq!(walk(&found, "schade\0"), [(2, false), (1, false)]);
        assert_eq!(walk(&found, "sc"), []);
        assert_eq!(walk(&found, "é"), [(4, true)]);
        assert_eq!(walk(&found, ""), []);
        assert_eq!(walk(&Letters::default(), "schade"), []);
        assert_eq!(walk(&letters([("uur", 7)]), "uur"), [(7, true)]);
        assert_eq!(found.find("sch").and_then(|it| found.get(it)), Some(&2));
        assert_eq!(found.find("scha"), None);
        let more = found.add(9);
        assert_eq!(found.get(more), Some(&9));
    }

    #[test]
    fn it_makes_no_difference_how_many_letters_may_follow() {
        let alphabet = "abcdefghijklmnopqrstuvwxyzéë";
        let words: Vec<_> = alphabet
            .chars()
            .map(|letter| format!("op{letter}"))
            .collect();
        for many in 1..=words.len() {
            let found = letters(words.iter().map(String::as_str).take(many).zip(1..));
            for (word, means) in words.iter().zip(1..) {
                let met = (means <= many as u32).then_some((means, true));
                assert_eq!(walk(&found, word), Vec::from_iter(met));
            }
            assert_eq!(walk(&found, "op!"), []);
        }
    }

    /// Against looking at every text, for words of a small alphabet.
    #[test]
    fn what_is_found_is_what_a_word_begins_with() {
        let words: Vec<String> = (0..3u32.pow(6))
            .map(|number| {
                let letter = |place| ["", "a", "b"][(number / 3u32.pow(place)) as usize % 3];
                (0..6).map(letter).collect()
            })
            .collect();
        for every in [2, 3, 7, 31] {
            let texts: BTreeMap<&str, u32> = words
                .iter()
                .step_by(every)
                .map(String::as_str)
                .zip(0..)
                .collect();
            let found = letters(texts.iter().map(|(text, means)| (*text, *means)));
            for word in &words {
                let begins = (0..=word.len()).filter_map(|bytes| {
                    let means = texts.get(&word[..bytes])?;
                    Some((*means, bytes == word.len()))
                });
                assert_eq!(walk(&found, word), Vec::from_iter(begins), "{word}");
            }
        }
    }
}
