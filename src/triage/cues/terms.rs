//! Terms as numbers, and the places of cues as terms: what is looked at for
//! every word, close together.

use super::ahead::Marks;
use super::language::Membership;
use super::table::Signal;

/// A term that some cue, or the vote on the language, asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Symbol(u32);

/// A text, as a whole word and as the beginning of others.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Text {
    pub(super) whole: Known,
    pub(super) beginning: Known,
}

/// What a term is by itself.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known {
    /// Where the cues that begin with it stand.
    pub(super) begins: (u32, u32),
    pub(super) signal: Option<Signal>,
    pub(super) member: Membership,
    /// Whether anything asks about it.
    pub(super) is_asked: bool,
}

/// A cue that begins with a term, and what has to follow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Begun {
    /// What its second place asks for.
    pub(super) then: Marks,
    pub(super) after_gap: bool,
    pub(super) opens_sentence: bool,
    pub(super) cue: u32,
    /// Where its other places stand.
    pub(super) places: (u32, u32),
}

/// A place in a cue.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) after_gap: bool,
    any: (u32, u32),
}

/// Places one after the other, and the terms of which any will do for one.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    places: Vec<Place>,
    any: Vec<Symbol>,
}

impl Symbol {
    /// The whole word of which this is the number.
    pub(super) fn whole(text: u32) -> Self {
        Self(text << 1)
    }

    /// What begins with the text of which this is the number.
    pub(super) fn beginning(text: u32) -> Self {
        Self(text << 1 | 1)
    }

    pub(super) fn text(self) -> u32 {
        self.0 >> 1
    }

    /// One of so many bits.
    pub(super) fn bit(self, of: u32) -> u32 {
        self.0 % of
    }
}

impl Text {
    pub(super) fn known(&self, symbol: Symbol) -> &Known {
        match symbol.0 & 1 {
            0 => &self.whole,
            _ => &self.beginning,
        }
    }

    pub(super) fn known_mut(&mut self, symbol: Symbol) -> &mut Known {
        match symbol.0 & 1 {
            0 => &mut self.whole,
            _ => &mut self.beginning,
        }
    }
}

impl Places {
    /// Adds these; answers where they stand.
    pub(super) fn add(&mut self, places: &[(bool, Vec<Symbol>)]) -> (u32, u32) {
        let from = self.places.len() as u32;
        for (after_gap, any) in places {
            let any_from = self.any.len() as u32;
            self.any.extend_from_slice(any);
            self.places.push(Place {
                after_gap: *after_gap,
                any: (any_from, self.any.len() as u32),
            });
        }
        (from, self.places.len() as u32)
    }

    pub(super) fn get(&self, (from, upto): (u32, u32)) -> &[Place] {
        let places = self.places.get(from as usize..upto as usize);
        places.unwrap_or_default()
    }

    /// The terms of which any will do for a place.
    pub(super) fn any(&self, place: &Place) -> &[Symbol] {
        let any = self.any.get(place.any.0 as usize..place.any.1 as usize);
        any.unwrap_or_default()
    }
}
