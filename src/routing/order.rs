use super::rule::{Rule, Validity};
use super::slot::Slots;
use super::wishes::Wishes;

/// What deciding must know of each rule before it is looked at, kept apart
/// from the rules so that passing one over touches little memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    rules: Vec<Entry>,
    /// For each place what the rules from there on could still give.
    rest: Vec<Gives>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    gives: Gives,
    dated: bool,
    shadow: bool,
}

/// What a rule gives: a bit for each slot that the first rule holds, and one
/// for everything that adds up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Gives(u16);

impl Gives {
    const ADDS: u16 = 1 << 15;

    fn of(wished: Slots) -> Self {
        let adds = !wished.is_subset(Slots::OF_THE_FIRST);
        let firsts = wished.among(Slots::OF_THE_FIRST).bits();
        Self(firsts | if adds { Self::ADDS } else { 0 })
    }

    /// Whether all of it is held already.
    fn is_held(self, held: Gives) -> bool {
        self.0 & !held.0 == 0
    }

    /// With what another rule holds; what adds up is never held.
    fn and_first(self, other: Gives) -> Self {
        Self(self.0 | other.0 & !Self::ADDS)
    }
}

/// How a rule is to be treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Treat {
    /// It counts, on its dates where it has any.
    Look { dated: bool, shadow: bool },
    /// It can give nothing that is not held.
    PassOver,
    /// Nor can any rule after it.
    Stop,
}

impl Order {
    pub(super) fn of(rules: &[Rule], wishes: &Wishes) -> Self {
        let entry = |(place, rule): (usize, &Rule)| Entry {
            gives: Gives::of(wishes.slots(place)),
            dated: rule.valid != Validity::default(),
            shadow: rule.shadow,
        };
        let rules: Vec<Entry> = rules.iter().enumerate().map(entry).collect();
        let mut rest = vec![Gives::default(); rules.len()];
        let mut all = 0;
        for (slot, entry) in rest.iter_mut().zip(&rules).rev() {
            all |= if entry.shadow { 0 } else { entry.gives.0 };
            *slot = Gives(all);
        }
        Self { rules, rest }
    }

    /// How to treat a rule where every rule that matches is to be told.
    pub(super) fn look(&self, place: u32) -> Treat {
        self.rules.get(place as usize).map_or(Treat::Stop, |entry| {
            let (dated, shadow) = (entry.dated, entry.shadow);
            Treat::Look { dated, shadow }
        })
    }

    /// How to treat a rule where only what is to be done matters, and so much
    /// is held by rules before it.
    pub(super) fn prune(&self, place: u32, held: Gives) -> Treat {
        let place = place as usize;
        match (self.rules.get(place), self.rest.get(place)) {
            (Some(_), Some(rest)) if rest.is_held(held) => Treat::Stop,
            (Some(entry), Some(_)) if entry.shadow || entry.gives.is_held(held) => Treat::PassOver,
            (Some(entry), Some(_)) => Treat::Look {
                dated: entry.dated,
                shadow: false,
            },
            _ => Treat::Stop,
        }
    }

    /// What is held once this rule fired too.
    pub(super) fn held_after(&self, place: u32, held: Gives) -> Gives {
        let entry = self.rules.get(place as usize);
        entry.map_or(held, |entry| held.and_first(entry.gives))
    }
}
