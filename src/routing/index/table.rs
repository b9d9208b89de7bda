use super::atoms::Kin;
use super::dictionary::number;

/// Pieces of words by a hash of their letters, which are compared.
///
/// A look-up costs a few steps, whatever was put in: the table is laid out anew,
/// under another seed or with more room, until nothing stands further than
/// [`FURTHEST`] from its place.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    slots: Vec<Slot>,
    letters: Vec<u8>,
}

/// What a look-up needs, side by side.
#[derive(Clone, Copy, Debug)]
struct Slot {
    hash: u32,
    /// Where its letters begin.
    from: u32,
    /// How many there are; none where nothing stands here.
    length: u32,
    kin: Kin,
}

const EMPTY: Slot = Slot {
    hash: 0,
    from: 0,
    length: 0,
    kin: Kin::NONE,
};

/// How far a piece may stand from where its hash says.
const FURTHEST: usize = 24;

impl Table {
    /// The pieces, which all differ and are not empty, and the seed under which
    /// `hash` spreads them well enough.
    pub(super) fn of(pieces: &[(&str, Kin)], hash: impl Fn(&[u8], u64) -> u64) -> (Self, u64) {
        let mut table = Self {
            slots: Vec::new(),
            letters: pieces
                .iter()
                .flat_map(|(letters, _)| letters.bytes())
                .collect(),
        };
        let mut room = (pieces.len() * 2).next_power_of_two().max(8);
        let mut seed = 0;
        while !table.lay_out(pieces, room, |letters| hash(letters, seed)) {
            seed += 1;
            if seed % 4 == 0 {
                room *= 2;
            }
        }
        (table, seed)
    }

    /// What the piece of these letters, which have this hash, is known by.
    #[inline]
    pub(super) fn find(&self, hash: u64, letters: &[u8]) -> Option<Kin> {
        let mask = self.slots.len().checked_sub(1)?;
        let start = place(hash);
        for step in 0..=FURTHEST {
            let slot = self.slots.get((start + step) & mask)?;
            if slot.length == 0 {
                return None;
            }
            if slot.hash == shortened(hash) && self.letters(slot) == Some(letters) {
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
        hash: impl Fn(&[u8]) -> u64,
    ) -> bool {
        self.slots.clear();
        self.slots.resize(room, EMPTY);
        let mut from = 0;
        for (letters, kin) in pieces {
            let hash = hash(letters.as_bytes());
            let mut free = (0..=FURTHEST).map(|step| (place(hash) + step) & (room - 1));
            let slots = &mut self.slots;
            let free = free.find(|at| slots.get(*at).is_some_and(|slot| slot.length == 0));
            let Some(slot) = free.and_then(|at| slots.get_mut(at)) else {
                return false;
            };
            let length = number(letters.len());
            *slot = Slot {
                hash: shortened(hash),
                from,
                length,
                kin: *kin,
            };
            from += length;
        }
        true
    }
}

fn shortened(hash: u64) -> u32 {
    (hash & 0xffff_ffff) as u32
}

fn place(hash: u64) -> usize {
    (hash >> 32) as usize
}
