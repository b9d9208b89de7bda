use super::rule::{Rule, Validity};

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

    fn of(rule: &Rule) -> Self {
        let wish = &rule.then;
        let adds = wish.urgency.is_some()
            || !wish.needs.is_empty()
            || !wish.tags.is_empty()
            || !wish.consult.is_empty()
            || !wish.notify.is_empty()
            || wish.switch.is_some()
            || wish.follow_up
            || wish.redact;
        let firsts = [
            wish.outcome.is_some(),
            wish.queue.is_some(),
            wish.same_owner.is_some(),
            wish.topic.is_some(),
            wish.refer.is_some(),
            wish.sla.is_some(),
        ];
        let bits = firsts.iter().zip(0..);
        let firsts = bits.fold(0, |all, (given, bit)| all | u16::from(*given) << bit);
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
    pub(super) fn of(rules: &[Rule]) -> Self {
        let entry = |rule: &Rule| Entry {
            gives: Gives::of(rule),
            dated: rule.valid != Validity::default(),
            shadow: rule.shadow,
        };
        let rules: Vec<Entry> = rules.iter().map(entry).collect();
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
