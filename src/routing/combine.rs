use super::action::Actions;
use super::slot::{Slot, Slots};
use crate::sorted::SortedSet;

/// The wishes of the rules that fired, settled slot by slot.
#[derive(Clone, Debug, Default)]
pub(crate) struct Combined {
    /// What is settled.
    pub(crate) actions: Actions,
    /// The rules that hold a slot of one holder, by their places in the order.
    holders: Vec<(Slot, usize)>,
    /// The slots that each rule filled or added to, rule by rule.
    pub(crate) taken: Vec<Slots>,
    /// A wish not granted: whose, which, and the rule that holds the slot.
    pub(crate) suppressed: Vec<(usize, Slot, usize)>,
}

/// Combines the wishes of rules, given in their order with their places in it.
pub(crate) fn combine<'r>(wishes: impl IntoIterator<Item = (usize, &'r Actions)>) -> Combined {
    let mut combined = Combined::default();
    for (place, wish) in wishes {
        combined.add(place, wish);
    }
    combined
}

impl Combined {
    /// The place in the order of the rule that holds a slot of one holder.
    pub(crate) fn holder(&self, slot: Slot) -> Option<usize> {
        holder(&self.holders, slot)
    }

    fn add(&mut self, place: usize, wish: &Actions) {
        let mut ledger = Ledger {
            holders: &mut self.holders,
            taken: Slots::default(),
            suppressed: &mut self.suppressed,
            place,
        };
        let settled = &mut self.actions;
        ledger.first(Slot::Outcome, &mut settled.outcome, &wish.outcome);
        ledger.first(Slot::Queue, &mut settled.queue, &wish.queue);
        ledger.all(Slot::Needs, &mut settled.needs, &wish.needs);
        ledger.first(Slot::SameOwner, &mut settled.same_owner, &wish.same_owner);
        ledger.first(Slot::Sla, &mut settled.sla, &wish.sla);
        ledger.first(Slot::Topic, &mut settled.topic, &wish.topic);
        ledger.first(Slot::Refer, &mut settled.refer, &wish.refer);
        ledger.highest(Slot::Urgency, &mut settled.urgency, wish.urgency);
        ledger.all(Slot::Tags, &mut settled.tags, &wish.tags);
        ledger.all(Slot::Consult, &mut settled.consult, &wish.consult);
        ledger.all(Slot::Notify, &mut settled.notify, &wish.notify);
        ledger.either(Slot::FollowUp, &mut settled.follow_up, wish.follow_up);
        ledger.either(Slot::Redact, &mut settled.redact, wish.redact);
        if let Some(switch) = &wish.switch {
            settled.switch.get_or_insert_default().join(switch);
            ledger.taken.insert(Slot::Switch);
        }
        self.taken.push(ledger.taken);
    }
}

fn holder(holders: &[(Slot, usize)], slot: Slot) -> Option<usize> {
    let mut of_slot = holders.iter().filter(|(held, _)| *held == slot);
    of_slot.next().map(|(_, place)| *place)
}

struct Ledger<'c> {
    holders: &'c mut Vec<(Slot, usize)>,
    taken: Slots,
    suppressed: &'c mut Vec<(usize, Slot, usize)>,
    place: usize,
}

impl Ledger<'_> {
    fn first<T: Clone + PartialEq>(
        &mut self,
        slot: Slot,
        settled: &mut Option<T>,
        wish: &Option<T>,
    ) {
        let Some(wish) = wish else {
            return;
        };
        match (settled.as_ref(), holder(self.holders, slot)) {
            (Some(held), Some(holder)) if held != wish => {
                self.suppressed.push((self.place, slot, holder));
            }
            (Some(_), _) => {}
            (None, _) => {
                *settled = Some(wish.clone());
                self.hold(slot);
            }
        }
    }

    fn highest<T: Ord + Copy>(&mut self, slot: Slot, settled: &mut Option<T>, wish: Option<T>) {
        if wish.is_none() || wish == *settled {
            return;
        }
        let holder = holder(self.holders, slot);
        if wish > *settled {
            *settled = wish;
            self.hold(slot);
            self.suppressed
                .extend(holder.map(|lower| (lower, slot, self.place)));
        } else {
            self.suppressed
                .extend(holder.map(|higher| (self.place, slot, higher)));
        }
    }

    fn all<T: Ord + Clone>(&mut self, slot: Slot, settled: &mut SortedSet<T>, wish: &SortedSet<T>) {
        for it in wish {
            if !settled.contains(it) {
                settled.insert(it.clone());
            }
            self.taken.insert(slot);
        }
    }

    fn either(&mut self, slot: Slot, settled: &mut bool, wish: bool) {
        if wish {
            *settled = true;
            self.taken.insert(slot);
        }
    }

    fn hold(&mut self, slot: Slot) {
        self.holders.retain(|(held, _)| *held != slot);
        self.holders.push((slot, self.place));
        self.taken.insert(slot);
    }
}
