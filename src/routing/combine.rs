use super::action::Actions;
use super::slot::{Slot, Slots};
use crate::sorted::SortedSet;
use crate::team::DepartmentId;

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
pub(crate) fn combine<'r>(wishes: impl Iterator<Item = (usize, &'r Actions)> + Clone) -> Combined {
    let mut combined = Combined::default();
    for (place, wish) in wishes.clone() {
        combined.add(place, wish);
    }
    let wishes = wishes.map(|(_, wish)| wish);
    let settled = &mut combined.actions;
    settled.needs = wishes
        .clone()
        .flat_map(|wish| &wish.needs)
        .copied()
        .collect();
    let tags = wishes.clone().flat_map(|wish| &wish.tags);
    settled.tags = together(tags, String::as_str);
    let consult = wishes.clone().flat_map(|wish| &wish.consult);
    settled.consult = together(consult, DepartmentId::as_str);
    let notify = wishes.flat_map(|wish| &wish.notify);
    settled.notify = together(notify, DepartmentId::as_str);
    combined
}

/// All of them, each once. Most of their names differ within eight letters,
/// which are compared as a number.
fn together<'r, T: Ord + Clone + 'r>(
    all: impl Iterator<Item = &'r T>,
    name: impl Fn(&'r T) -> &'r str,
) -> SortedSet<T> {
    let mut all: Vec<_> = all.map(|it| (beginning(name(it)), it)).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(|(_, it)| it.clone()).collect()
}

/// The first eight letters of a name as a number in the order of names.
fn beginning(name: &str) -> u64 {
    let mut first = [0; 8];
    for (slot, letter) in first.iter_mut().zip(name.bytes()) {
        *slot = letter;
    }
    u64::from_be_bytes(first)
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
        ledger.adds(Slot::Needs, !wish.needs.is_empty());
        ledger.first(Slot::SameOwner, &mut settled.same_owner, &wish.same_owner);
        ledger.first(Slot::Sla, &mut settled.sla, &wish.sla);
        ledger.first(Slot::Topic, &mut settled.topic, &wish.topic);
        ledger.first(Slot::Refer, &mut settled.refer, &wish.refer);
        ledger.highest(Slot::Urgency, &mut settled.urgency, wish.urgency);
        ledger.adds(Slot::Tags, !wish.tags.is_empty());
        ledger.adds(Slot::Consult, !wish.consult.is_empty());
        ledger.adds(Slot::Notify, !wish.notify.is_empty());
        ledger.adds(Slot::FollowUp, wish.follow_up);
        ledger.adds(Slot::Redact, wish.redact);
        ledger.adds(Slot::Switch, wish.switch.is_some());
        settled.follow_up |= wish.follow_up;
        settled.redact |= wish.redact;
        if let Some(switch) = &wish.switch {
            settled.switch.get_or_insert_default().join(switch);
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
    #[inline]
    fn first<T: Clone + PartialEq>(
        &mut self,
        slot: Slot,
        settled: &mut Option<T>,
        wish: &Option<T>,
    ) {
        if let Some(wish) = wish {
            self.first_of(slot, settled, wish);
        }
    }

    fn first_of<T: Clone + PartialEq>(&mut self, slot: Slot, settled: &mut Option<T>, wish: &T) {
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

    #[inline]
    fn adds(&mut self, slot: Slot, wish: bool) {
        if wish {
            self.taken.insert(slot);
        }
    }

    fn hold(&mut self, slot: Slot) {
        self.holders.retain(|(held, _)| *held != slot);
        self.holders.push((slot, self.place));
        self.taken.insert(slot);
    }
}
