//! Pieces of words by a hash.

use super::atoms::Kin;
use super::dictionary::{hash, number};
use super::letters::{NEAR, Near};

/// Pieces of words by a hash of their letters, which are compared.
///
/// A look-up costs a few steps, whatever was put in: the table is laid out anew,
/// under another seed or with more room, until nothing stands as far as
/// [`FURTHEST`] from its place.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    slots: Vec<Slot>,
    letters: Vec<u8>,
    seed: u64,
}

/// What a look-up needs, side by side.
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// The letters of a short piece, the hash of a longer one.
    key: u64,
    /// Where its letters begin.
    from: u32,
    /// How many there are; none where nothing stands here.
    length: u32,
    kin: Kin,
}

const EMPTY: Slot = Slot {
    key: 0,
    from: 0,
    length: 0,
    kin: Kin::NONE,
};

/// Less far than this a piece stands from where its hash says.
const FURTHEST: usize = 24;

impl Table {
    /// The pieces, which all differ and are not empty; `near` gives the letters
    /// nearest to the side from which they are read.
    pub(super) fn of(pieces: &[(&str, Kin)], near: impl Fn(&[u8]) -> Near) -> Self {
        let letters = pieces.iter().flat_map(|(letters, _)| letters.bytes());
        let mut table = Self {
            slots: Vec::new(),
            letters: letters.collect(),
            seed: 0,
        };
        let mut room = (pieces.len() * 2).next_power_of_two().max(8);
        while !table.lay_out(pieces, room, &near) {
            table.seed += 1;
            if table.seed.is_multiple_of(4) {
                room *= 2;
            }
        }
        table
    }

    /// What the piece of these letters is known by.
    #[inline(always)]
    pub(super) fn find(&self, near: Near, letters: &[u8]) -> Option<Kin> {
        let mask = self.slots.len().checked_sub(1)?;
        let hash = hash(near, letters, self.seed);
        let (key, length) = (key(near, letters, hash), number(letters.len()));
        let start = place(hash);
        for step in 0..FURTHEST {
            let slot = self.slots.get((start + step) & mask)?;
            if slot.length == 0 {
                return None;
            }
            if slot.key == key
                && slot.length == length
                && (is_short(letters) || self.letters(slot) == Some(letters))
            {
                return Some(slot.kin);
            }
        }
        None
    }

    fn letters(&self, slot: &Slot) -> Option<&[u8]> {
        let from = slot.from as usize;
        self.letters.get(from..from + slot.length as usize)
    }

    fn lay_out(
        &mut self,
        pieces: &[(&str, Kin)],
        room: usize,
        near: &impl Fn(&[u8]) -> Near,
    ) -> bool {
        self.slots.clear();
        self.slots.resize(room, EMPTY);
        let mut from = 0;
        for (piece, kin) in pieces {
            let piece = piece.as_bytes();
            let near = near(piece);
            let hash = hash(near, piece, self.seed);
            let mut free = (0..FURTHEST).map(|step| (place(hash) + step) & (room - 1));
            let slots = &mut self.slots;
            let free = free.find(|at| slots.get(*at).is_some_and(|slot| slot.length == 0));
            let Some(slot) = free.and_then(|at| slots.get_mut(at)) else {
                return false;
            };
            let length = number(piece.len());
            *slot = Slot {
                key: key(near, piece, hash),
                from,
                length,
                kin: *kin,
            };
            from += length;
        }
        true
    }
}

/// What tells most pieces of one length apart, and all that are short.
#[inline]
fn key(near: Near, letters: &[u8], hash: u64) -> u64 {
    if is_short(letters) { near } else { hash }
}

/// Whether its near letters are all it has.
#[inline]
fn is_short(letters: &[u8]) -> bool {
    letters.len() <= NEAR
}

fn place(hash: u64) -> usize {
    (hash >> 32) as usize
}
