use std::sync::Arc;

use super::TopicId;
use super::action::{Actions, SameOwner, Switch};
use super::outcome::Outcome;
use super::rule::Rule;
use super::slot::{Slot, Slots};
use super::wishes::{Tag, Wishes};
use crate::sla::{TargetsId, Urgency};
use crate::sorted::SortedSet;
use crate::team::{Act, DepartmentId, QueueId};

/// The wishes of the rules that fired, settled slot by slot.
#[derive(Debug, Default)]
pub(super) struct Combined<'r> {
    /// What is settled.
    pub(super) settled: Settled<'r>,
    /// The rules that hold a slot of one holder, by their places in the order.
    holders: Vec<(Slot, usize)>,
    /// The slots that each rule filled or added to, rule by rule.
    pub(super) taken: Vec<Slots>,
    /// A wish not granted: whose, which, and the rule that holds the slot.
    pub(super) suppressed: Vec<(usize, Slot, usize)>,
}

/// What is settled together; what one rule settles is as it wrote it.
#[derive(Debug, Default)]
pub(super) struct Settled<'r> {
    pub(super) outcome: Option<&'r Outcome>,
    pub(super) queue: Option<&'r QueueId>,
    pub(super) needs: SortedSet<Act>,
    pub(super) same_owner: Option<SameOwner>,
    pub(super) urgency: Option<Urgency>,
    pub(super) sla: Option<&'r TargetsId>,
    pub(super) topic: Option<&'r TopicId>,
    pub(super) refer: Option<&'r str>,
    pub(super) tags: SortedSet<Arc<str>>,
    pub(super) consult: SortedSet<DepartmentId>,
    pub(super) notify: SortedSet<DepartmentId>,
    pub(super) switch: Option<Switch>,
    pub(super) follow_up: bool,
    pub(super) redact: bool,
}

/// Combines the wishes of the rules at these places, given in their order.
/// `room` is room to work in.
pub(super) fn combine<'r>(
    places: &[usize],
    rules: &'r [Rule],
    wishes: &Wishes,
    room: &mut Vec<Tag>,
) -> Combined<'r> {
    let mut combined = Combined {
        taken: Vec::with_capacity(places.len()),
        ..Combined::default()
    };
    room.clear();
    let mut wished = Slots::default();
    for &place in places {
        let slots = wishes.slots(place);
        wished = wished.and(slots);
        room.extend(wishes.tags(place));
        combined.add(place, rules, slots);
    }
    for at in 0..combined.suppressed.len() {
        // What was granted first and is outdone later: a lower urgency.
        if let Some(&(rule, slot, _)) = combined.suppressed.get(at) {
            combined.take_back(places, rule, slot);
        }
    }
    let each = || places.iter().filter_map(|&place| rules.get(place));
    let settled = &mut combined.settled;
    settled.tags = wishes.named(room);
    if wished.contains(Slot::Needs) {
        settled.needs = each().flat_map(|it| &it.then.needs).copied().collect();
    }
    if wished.contains(Slot::Consult) {
        settled.consult = together(each().flat_map(|it| &it.then.consult));
    }
    if wished.contains(Slot::Notify) {
        settled.notify = together(each().flat_map(|it| &it.then.notify));
    }
    combined
}

/// All of them, each once.
fn together<'r, T: Ord + Clone + 'r>(all: impl Iterator<Item = &'r T>) -> SortedSet<T> {
    let mut all: Vec<_> = all.collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().cloned().collect()
}

impl<'r> Combined<'r> {
    /// The place in the order of the rule that holds a slot of one holder.
    pub(super) fn holder(&self, slot: Slot) -> Option<usize> {
        holder(&self.holders, slot)
    }

    /// That nothing is decided after all about a slot of one holder, since a rule
    /// before that holder is not settled. `places` are the rules that fired.
    pub(super) fn leave_open(&mut self, places: &[usize], slot: Slot) {
        if let Some(holder) = self.holder(slot) {
            self.take_back(places, holder, slot);
        }
    }

    fn take_back(&mut self, places: &[usize], rule: usize, slot: Slot) {
        let at = places.partition_point(|place| *place < rule);
        if let Some(taken) = self.taken.get_mut(at) {
            taken.remove(slot);
        }
    }

    fn add(&mut self, place: usize, rules: &'r [Rule], slots: Slots) {
        let mut taken = slots.among(Slots::GATHERED);
        // Tags alone are the commonest wish, and told elsewhere.
        if slots != Slot::Tags.into()
            && let Some(rule) = rules.get(place)
        {
            taken = taken.and(self.add_all(place, &rule.then, slots));
        }
        self.taken.push(taken);
    }

    /// Adds every wish but those that are gathered; tells which were granted.
    fn add_all(&mut self, place: usize, wish: &'r Actions, slots: Slots) -> Slots {
        let mut ledger = Ledger {
            holders: &mut self.holders,
            taken: Slots::default(),
            suppressed: &mut self.suppressed,
            place,
        };
        let settled = &mut self.settled;
        for slot in slots.iter() {
            match slot {
                Slot::Outcome => ledger.first(slot, &mut settled.outcome, wish.outcome.as_ref()),
                Slot::Queue => ledger.first(slot, &mut settled.queue, wish.queue.as_ref()),
                Slot::SameOwner => ledger.first(slot, &mut settled.same_owner, wish.same_owner),
                Slot::Sla => ledger.first(slot, &mut settled.sla, wish.sla.as_ref()),
                Slot::Topic => ledger.first(slot, &mut settled.topic, wish.topic.as_ref()),
                Slot::Refer => ledger.first(slot, &mut settled.refer, wish.refer.as_deref()),
                Slot::Urgency => ledger.highest(slot, &mut settled.urgency, wish.urgency),
                Slot::Switch => {
                    if let Some(switch) = &wish.switch {
                        settled.switch.get_or_insert_default().join(switch);
                    }
                }
                Slot::FollowUp => settled.follow_up = true,
                Slot::Redact => settled.redact = true,
                Slot::Needs | Slot::Tags | Slot::Consult | Slot::Notify => {}
            }
        }
        ledger.taken
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
    fn first<T: PartialEq>(&mut self, slot: Slot, settled: &mut Option<T>, wish: Option<T>) {
        match (settled.as_ref(), holder(self.holders, slot)) {
            (Some(_), Some(holder)) if *settled != wish => {
                self.suppressed.push((self.place, slot, holder));
            }
            (Some(_), _) => {}
            (None, _) => {
                *settled = wish;
                self.hold(slot);
            }
        }
    }

    fn highest<T: Ord + Copy>(&mut self, slot: Slot, settled: &mut Option<T>, wish: Option<T>) {
        if wish == *settled {
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

    fn hold(&mut self, slot: Slot) {
        self.holders.retain(|(held, _)| *held != slot);
        self.holders.push((slot, self.place));
        self.taken.insert(slot);
    }
}
