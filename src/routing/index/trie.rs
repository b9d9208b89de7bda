//! Pieces that stand anywhere in a text.

use super::dictionary::number;

/// Pieces by their bytes, for finding all that a text holds in one reading
/// (Aho and Corasick, 1975).
///
/// Near the root, where nearly all of a text is read, a table tells where each
/// byte leads; further on the ways from a node are looked through.
#[derive(Clone, Debug)]
pub(super) struct Trie {
    nodes: Vec<Node>,
    /// The bytes by which one goes on from a node, and where to.
    bytes: Vec<u8>,
    next: Vec<u32>,
    /// The column of each byte; the first is for all that stand in no piece.
    columns: [u16; 256],
    width: usize,
    /// Where each column leads from the first nodes, row by row, with
    /// [`ENDS`] where something ends there.
    table: Vec<u32>,
}

/// So many ways are told by a table.
const TABLE: usize = 1 << 14;

/// Marks a node where a piece ends, or a shorter one it ends with.
const ENDS: u32 = 1 << 31;

#[derive(Clone, Copy, Debug)]
struct Node {
    from: u32,
    count: u16,
    /// The piece that ends here.
    piece: u32,
    /// Where the longest other piece that this one ends with has come.
    fail: u32,
    /// The nearest node on that way where a piece ends.
    shorter: u32,
}

const NONE: u32 = u32::MAX;
const ROOT: u32 = 0;

impl Trie {
    /// The pieces, which all differ and are not empty; each is known by its
    /// place among them.
    pub(super) fn of(pieces: &[&[u8]]) -> Self {
        let mut order: Vec<u32> = (0..number(pieces.len())).collect();
        let piece = |at: u32| pieces.get(at as usize).copied().unwrap_or_default();
        order.sort_unstable_by_key(|&at| piece(at));
        let mut trie = Self {
            nodes: vec![Node::new()],
            bytes: Vec::new(),
            next: Vec::new(),
            columns: [0; 256],
            width: 1,
            table: Vec::new(),
        };
        // Level by level, so that the ways on from a node stand together:
        // the node, the pieces that pass through it, and how long it is.
        let mut level = vec![(ROOT, 0..order.len())];
        let mut depth = 0;
        while !level.is_empty() {
            let mut below = Vec::new();
            for (node, through) in level {
                trie.branch(node, depth, through, &order, &piece, &mut below);
            }
            level = below;
            depth += 1;
        }
        trie.number_bytes();
        trie.link();
        trie.mark_ends();
        trie
    }

    /// Gives each byte that stands in a piece a column of its own.
    fn number_bytes(&mut self) {
        for byte in &self.bytes {
            if let Some(column @ 0) = self.columns.get_mut(usize::from(*byte)) {
                *column = u16::try_from(self.width).unwrap_or(0);
                self.width += 1;
            }
        }
    }

    /// Tells every node where to go on when nothing follows, and lays out the table.
    fn link(&mut self) {
        // Nodes stand in the order of their depth.
        for node in 0..number(self.nodes.len()) {
            let fail = self.node(node).map_or(ROOT, |it| it.fail);
            self.lay_out(node, fail);
            for (byte, child) in self.edges(node).collect::<Vec<_>>() {
                let to = match node {
                    ROOT => ROOT,
                    _ => self.step(fail, byte),
                };
                let shorter = match self.node(to) {
                    Some(it) if it.piece != NONE => to,
                    Some(it) => it.shorter,
                    None => NONE,
                };
                if let Some(child) = self.nodes.get_mut(child as usize) {
                    child.fail = to;
                    child.shorter = shorter;
                }
            }
        }
    }

    /// Adds the row of a node, unless the table is full: where nothing follows
    /// it goes on as the node it fails to does. What ends is marked later.
    fn lay_out(&mut self, node: u32, fail: u32) {
        if self.table.len() + self.width > TABLE.max(self.width) {
            return;
        }
        let row = self.table.len();
        match node {
            ROOT => self.table.resize(self.width, ROOT),
            // INVARIANT: it fails to one that is less deep, which has a row.
            _ => {
                let from = fail as usize * self.width;
                self.table.extend_from_within(from..from + self.width);
            }
        }
        for (byte, child) in self.edges(node).collect::<Vec<_>>() {
            let column = self.column(byte);
            if let Some(way) = self.table.get_mut(row + column) {
                *way = child;
            }
        }
    }

    /// Marks the ways that lead to where something ends.
    fn mark_ends(&mut self) {
        let nodes = &self.nodes;
        for way in self.table.iter_mut().chain(&mut self.next) {
            let node = nodes.get(*way as usize);
            if node.is_some_and(|node| node.piece != NONE || node.shorter != NONE) {
                *way |= ENDS;
            }
        }
    }

    /// Tells the pieces that these bytes hold, with where each ends. Where one
    /// is told for which `tell` says that it was told before, the shorter ones
    /// it ends with were told then too.
    pub(super) fn each_within(&self, bytes: &[u8], mut tell: impl FnMut(u32, usize) -> bool) {
        let mut at = ROOT;
        for (end, byte) in (1..).zip(bytes) {
            let way = self.step(at, *byte);
            at = way & !ENDS;
            if way != at {
                self.each_end(at, |piece| tell(piece, end));
            }
        }
    }

    /// Tells the pieces that end at a node, the longest first, until one was
    /// told before.
    #[inline(never)]
    fn each_end(&self, at: u32, mut tell: impl FnMut(u32) -> bool) {
        let mut found = at;
        while let Some(node) = self.node(found) {
            if node.piece != NONE && !tell(node.piece) {
                break;
            }
            found = node.shorter;
        }
    }

    fn branch<'p>(
        &mut self,
        node: u32,
        depth: usize,
        through: std::ops::Range<usize>,
        order: &[u32],
        piece: &impl Fn(u32) -> &'p [u8],
        below: &mut Vec<(u32, std::ops::Range<usize>)>,
    ) {
        let from = number(self.bytes.len());
        let mut count = 0;
        let mut at = through.start;
        while at < through.end {
            let number_of = order.get(at).copied().unwrap_or(NONE);
            let Some(&byte) = piece(number_of).get(depth) else {
                if let Some(node) = self.nodes.get_mut(node as usize) {
                    node.piece = number_of;
                }
                at += 1;
                continue;
            };
            let rest = order.get(at..through.end).unwrap_or_default();
            let same = rest.partition_point(|&other| piece(other).get(depth) == Some(&byte));
            let child = number(self.nodes.len());
            self.nodes.push(Node::new());
            self.bytes.push(byte);
            self.next.push(child);
            count += 1;
            below.push((child, at..at + same));
            at += same.max(1);
        }
        if let Some(node) = self.nodes.get_mut(node as usize) {
            node.from = from;
            node.count = count;
        }
    }

    /// Where a byte leads, with [`ENDS`] where something ends there.
    #[inline]
    fn step(&self, at: u32, byte: u8) -> u32 {
        let place = at as usize * self.width + self.column(byte);
        match self.table.get(place) {
            Some(way) => *way,
            None => self.step_from_afar(at, byte),
        }
    }

    /// The same from a node that has no row.
    #[inline(never)]
    fn step_from_afar(&self, mut at: u32, byte: u8) -> u32 {
        loop {
            let way = self.child(at, byte);
            if way != NONE {
                return way;
            }
            at = self.node(at).map_or(ROOT, |node| node.fail);
            let place = at as usize * self.width + self.column(byte);
            // INVARIANT: the root has a row.
            if let Some(way) = self.table.get(place) {
                return *way;
            }
        }
    }

    #[inline]
    fn column(&self, byte: u8) -> usize {
        usize::from(self.columns.get(usize::from(byte)).copied().unwrap_or(0))
    }

    fn child(&self, at: u32, byte: u8) -> u32 {
        let Some(node) = self.node(at) else {
            return NONE;
        };
        let from = node.from as usize;
        let bytes = self.bytes.get(from..from + usize::from(node.count));
        let found = match bytes.unwrap_or_default() {
            [] => return NONE,
            few @ ([_] | [_, _] | [_, _, _]) => few.iter().position(|&it| it == byte),
            many => many.binary_search(&byte).ok(),
        };
        let next = found.and_then(|place| self.next.get(from + place));
        next.copied().unwrap_or(NONE)
    }

    fn node(&self, at: u32) -> Option<Node> {
        self.nodes.get(at as usize).copied()
    }

    fn edges(&self, at: u32) -> impl Iterator<Item = (u8, u32)> + '_ {
        let node = self.node(at).unwrap_or(Node::new());
        let range = node.from as usize..node.from as usize + usize::from(node.count);
        let bytes = self.bytes.get(range.clone()).unwrap_or_default();
        let next = self.next.get(range).unwrap_or_default();
        bytes.iter().copied().zip(next.iter().copied())
    }
}

impl Default for Trie {
    fn default() -> Self {
        Self::of(&[])
    }
}

impl Node {
    const fn new() -> Self {
        Self {
            from: 0,
            count: 0,
            piece: NONE,
            fail: ROOT,
            shorter: NONE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIECES: [&str; 7] = ["a", "ab", "bab", "b", "schade", "schadec", "had"];

    fn trie() -> Trie {
        Trie::of(&PIECES.map(str::as_bytes))
    }

    #[test]
    fn everything_held_is_told() {
        for word in ["", "ababab", "autoschadeclaim", "bbb"] {
            let mut found = crate::sorted::SortedSet::new();
            trie().each_within(word.as_bytes(), |piece, end| {
                let piece = PIECES[piece as usize];
                assert!(word[..end].ends_with(piece));
                found.insert(piece)
            });
            let mut expected = crate::sorted::SortedSet::from(PIECES);
            expected.retain(|piece| word.contains(piece));
            assert_eq!(found, expected, "{word}");
        }
    }

    /// Most nodes of these stand too deep for the table.
    #[test]
    fn what_the_table_does_not_hold_is_told_too() {
        let pieces: Vec<String> = (0..4_000)
            .map(|at| format!("{}x{at}", at * 7_919))
            .collect();
        let letters: Vec<_> = pieces.iter().map(|piece| piece.as_bytes()).collect();
        let trie = Trie::of(&letters);
        assert!(trie.nodes.len() * trie.width > 2 * trie.table.len());
        for (at, piece) in pieces.iter().enumerate() {
            let text = format!("{}{piece} {}", at % 10, &piece[1..]);
            let mut found = crate::sorted::SortedSet::new();
            trie.each_within(text.as_bytes(), |piece, end| {
                assert!(text[..end].ends_with(&pieces[piece as usize]));
                found.insert(piece)
            });
            assert!(found.contains(&number(at)), "{text}");
            if at % 100 == 0 {
                let expected = (0..)
                    .zip(&pieces)
                    .filter(|(_, piece)| text.contains(*piece));
                let expected: Vec<u32> = expected.map(|(at, _)| at).collect();
                assert_eq!(found.as_slice(), expected, "{text}");
            }
        }
    }
}
