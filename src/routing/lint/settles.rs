//! Which wish of one rule settles a wish of another.

use chrono::NaiveDate;

use crate::channel::ChannelId;
use crate::routing::action::{Actions, SameOwner};
use crate::routing::outcome::Outcome;
use crate::routing::rule::{Rule, Validity};
use crate::routing::slot::Slot;
use crate::sla::Urgency;
use crate::team::{Act, DepartmentId};

/// A wish by which rules are looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Wish<'s> {
    /// Anything in a slot.
    In(Slot),
    /// At least this urgency.
    Urgency(Urgency),
    Needs(Act),
    Tag(&'s str),
    Consult(&'s DepartmentId),
    Notify(&'s DepartmentId),
    Switch(&'s ChannelId),
}

impl<'s> Wish<'s> {
    /// What a rule must wish for, all of it, to settle a wish in a slot.
    pub(super) fn each(slot: Slot, wish: &'s Actions) -> Vec<Self> {
        let mut all = vec![Wish::In(slot)];
        match slot {
            Slot::Urgency => all.extend(wish.urgency.map(Wish::Urgency)),
            Slot::Needs => all.extend(wish.needs.iter().map(|it| Wish::Needs(*it))),
            Slot::Tags => all.extend(wish.tags.iter().map(|it| Wish::Tag(it))),
            Slot::Consult => all.extend(wish.consult.iter().map(Wish::Consult)),
            Slot::Notify => all.extend(wish.notify.iter().map(Wish::Notify)),
            Slot::Switch => {
                let ways = wish.switch.iter().flat_map(|it| &it.to);
                all.extend(ways.map(Wish::Switch));
            }
            Slot::Outcome
            | Slot::Queue
            | Slot::SameOwner
            | Slot::Sla
            | Slot::Topic
            | Slot::Refer
            | Slot::FollowUp
            | Slot::Redact => {}
        }
        all
    }
}

/// Every wish that a rule settles, where it fires.
pub(super) fn settling(wish: &Actions) -> impl Iterator<Item = Wish<'_>> {
    let levels = [
        Urgency::Low,
        Urgency::Normal,
        Urgency::High,
        Urgency::Urgent,
    ];
    let lower = levels.into_iter().filter(|it| Some(*it) < wish.urgency);
    let each = wish.slots().iter().flat_map(|slot| Wish::each(slot, wish));
    each.chain(lower.map(Wish::Urgency))
}

/// Whether an earlier rule, where it fires, leaves a later one nothing to add to a slot.
pub(super) fn settles(slot: Slot, earlier: &Rule, later: &Rule) -> bool {
    let (one, two) = (&earlier.then, &later.then);
    covers(earlier.valid, later.valid)
        && match slot {
            Slot::Outcome => one.outcome.is_some(),
            Slot::Queue => one.queue.is_some(),
            Slot::SameOwner => one.same_owner.is_some(),
            Slot::Sla => one.sla.is_some(),
            Slot::Topic => one.topic.is_some(),
            Slot::Refer => one.refer.is_some(),
            Slot::Urgency => one.urgency >= two.urgency,
            Slot::Needs => two.needs.is_subset(&one.needs),
            Slot::Tags => two.tags.is_subset(&one.tags),
            Slot::Consult => two.consult.is_subset(&one.consult),
            Slot::Notify => two.notify.is_subset(&one.notify),
            Slot::FollowUp => one.follow_up,
            Slot::Redact => one.redact,
            Slot::Switch => {
                one.switch
                    .as_ref()
                    .zip(two.switch.as_ref())
                    .is_some_and(|(one, two)| {
                        two.to.iter().all(|it| one.to.contains(it))
                            && two.because.iter().all(|it| one.because.contains(it))
                    })
            }
        }
}

/// How much of a wish [`settles`] may have to look through.
pub(super) fn breadth(slot: Slot, wish: &Actions) -> usize {
    match slot {
        Slot::Needs => wish.needs.len(),
        Slot::Tags => wish.tags.len(),
        Slot::Consult => wish.consult.len(),
        Slot::Notify => wish.notify.len(),
        Slot::Switch => wish
            .switch
            .as_ref()
            .map_or(0, |it| it.to.len() + it.because.len()),
        _ => 1,
    }
}

/// Whether the one counts on every date on which the other does.
pub(super) fn covers(one: Validity, other: Validity) -> bool {
    let from = |it: NaiveDate| other.from.is_some_and(|from| it <= from);
    let until = |it: NaiveDate| other.until.is_some_and(|until| until <= it);
    one.from.is_none_or(from) && one.until.is_none_or(until)
}

/// What a rule wants in a slot that only one wish can have.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Held<'s> {
    Outcome(&'s Outcome),
    SameOwner(SameOwner),
    Urgency(Urgency),
    Name(Slot, &'s str),
}

impl<'s> Held<'s> {
    pub(super) fn of(slot: Slot, wish: &'s Actions) -> Option<Self> {
        let name = match slot {
            Slot::Outcome => return wish.outcome.as_ref().map(Held::Outcome),
            Slot::SameOwner => return wish.same_owner.map(Held::SameOwner),
            Slot::Urgency => return wish.urgency.map(Held::Urgency),
            Slot::Queue => wish.queue.as_ref().map(|it| it.as_str()),
            Slot::Sla => wish.sla.as_ref().map(|it| it.as_str()),
            Slot::Topic => wish.topic.as_ref().map(|it| it.as_str()),
            Slot::Refer => wish.refer.as_deref(),
            Slot::Needs
            | Slot::Tags
            | Slot::Consult
            | Slot::Notify
            | Slot::Switch
            | Slot::FollowUp
            | Slot::Redact => None,
        };
        name.map(|name| Held::Name(slot, name))
    }
}

/// Whether two rules want different things in a slot that only one wish can have.
pub(super) fn wants_otherwise(slot: Slot, one: &Actions, two: &Actions) -> bool {
    Held::of(slot, one) != Held::of(slot, two)
}

/// The first slot in which the two want different things.
pub(super) fn differs(one: &Actions, two: &Actions) -> Option<Slot> {
    let mut slots = two.slots().iter();
    slots.find(|slot| wants_otherwise(*slot, one, two))
}
