//! What would another set of rules have changed?

use chrono::NaiveDate;
use serde::Serialize;

use super::decision::Decision;
use super::outcome::Outcome;
use super::reason::ReasonId;
use super::rule::RuleId;
use super::slot::{Slot, Slots};
use crate::mention::MentionKey;
use crate::sorted::{SortedMap, SortedSet};
use crate::team::QueueId;

/// How much work a mention is, in minutes, by what is decided about it.
#[expect(
    clippy::exhaustive_structs,
    reason = "options are a struct with a default; any combination is valid"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effort {
    /// To answer one.
    pub respond: u64,
    /// To look at one.
    pub review: u64,
    /// For one that is left alone; a desk that checks none of them spends nothing.
    pub no_response: u64,
    /// For one with this reason, where that differs.
    pub by_reason: SortedMap<ReasonId, u64>,
}

impl Default for Effort {
    /// Five minutes to answer, one to look at, none for the others. Put your own figures here.
    fn default() -> Self {
        Self {
            respond: 5,
            review: 1,
            no_response: 0,
            by_reason: SortedMap::new(),
        }
    }
}

impl Effort {
    /// The minutes that an outcome takes.
    pub fn minutes(&self, outcome: &Outcome) -> u64 {
        let usual = match outcome {
            Outcome::Respond(_) => self.respond,
            Outcome::NoResponse(_) => self.no_response,
            Outcome::Review(_) => self.review,
        };
        let own = outcome.reason().and_then(|it| self.by_reason.get(it));
        own.copied().unwrap_or(usual)
    }
}

/// A mention that two sets of rules decided on.
#[derive(Clone, Debug)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a mention, its day, and what either set made of it"
)]
pub struct Judged {
    /// The mention.
    pub mention: MentionKey,
    /// The day it was said, where that is known.
    pub day: Option<NaiveDate>,
    /// What the old rules say, and the queue in which it would wait.
    pub before: (Decision, QueueId),
    /// What the new rules say, and the queue in which it would wait.
    pub after: (Decision, QueueId),
}

/// How many there were, and how many there would be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(clippy::exhaustive_structs, reason = "before and after, and no third")]
pub struct Shift {
    /// By the old rules.
    pub before: u64,
    /// By the new.
    pub after: u64,
}

/// What other rules would have changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Diff {
    /// How many mentions were judged.
    pub mentions: u64,
    /// Those that would be handled otherwise, in their order.
    pub changes: Vec<Change>,
    /// How many mentions each rule is a reason to handle otherwise.
    pub rules: SortedMap<RuleId, u64>,
    /// Mentions per outcome: `respond`, `no-response`, `review`.
    pub outcomes: SortedMap<&'static str, Shift>,
    /// Mentions to be answered or looked at, per queue.
    pub queues: SortedMap<QueueId, Shift>,
    /// Minutes of work per team and day; days that are not known come first.
    pub work: Vec<Work>,
}

/// A mention that would be handled otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The mention.
    pub mention: MentionKey,
    /// What would be otherwise.
    pub slots: Slots,
    /// The outcome by the old rules.
    pub before: Outcome,
    /// The outcome by the new.
    pub after: Outcome,
    /// The rules it is due to: those that took one of these slots in one set
    /// and not in the other, or were rewritten.
    pub rules: SortedSet<RuleId>,
}

/// The minutes of work of one team on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Work {
    /// The day.
    pub day: Option<NaiveDate>,
    /// The team, by the queue it works.
    pub team: QueueId,
    /// The minutes.
    pub minutes: Shift,
}

/// What changes, by which rule, and what that does to counts and work.
///
/// [`Policy::diff`](crate::policy::Policy::diff) judges the mentions and calls this.
pub fn diff(judged: impl IntoIterator<Item = Judged>, effort: &Effort) -> Diff {
    let mut diff = Diff::default();
    let mut work: SortedMap<(Option<NaiveDate>, QueueId), Shift> = SortedMap::new();
    for it in judged {
        diff.mentions += 1;
        let sides = [(&it.before, true), (&it.after, false)];
        for ((decision, queue), is_before) in sides {
            let outcome = decision.outcome();
            count(
                diff.outcomes.entry(name(outcome)).or_default(),
                is_before,
                1,
            );
            if !matches!(outcome, Outcome::NoResponse(_)) {
                count(diff.queues.entry(queue.clone()).or_default(), is_before, 1);
            }
            let minutes = effort.minutes(outcome);
            if minutes > 0 {
                let spent = work.entry((it.day, queue.clone())).or_default();
                count(spent, is_before, minutes);
            }
        }
        if let Some(change) = changed(it) {
            for rule in &change.rules {
                *diff.rules.entry(rule.clone()).or_default() += 1;
            }
            diff.changes.push(change);
        }
    }
    let row = |((day, team), minutes)| Work { day, team, minutes };
    diff.work = work.into_iter().map(row).collect();
    diff
}

fn count(shift: &mut Shift, is_before: bool, by: u64) {
    let side = if is_before {
        &mut shift.before
    } else {
        &mut shift.after
    };
    *side = side.saturating_add(by);
}

fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Respond(_) => "respond",
        Outcome::NoResponse(_) => "no-response",
        Outcome::Review(_) => "review",
    }
}

fn changed(it: Judged) -> Option<Change> {
    let ((old, old_queue), (new, new_queue)) = (&it.before, &it.after);
    let mut slots = differences(old, new);
    if old_queue != new_queue {
        slots.insert(Slot::Queue);
    }
    if slots.is_empty() {
        return None;
    }
    Some(Change {
        rules: due_to(old, new, slots),
        mention: it.mention,
        before: old.outcome().clone(),
        after: new.outcome().clone(),
        slots,
    })
}

/// The slots in which two decisions differ.
fn differences(old: &Decision, new: &Decision) -> Slots {
    let slots = [
        (Slot::Outcome, old.outcome == new.outcome),
        (Slot::Queue, old.queue == new.queue),
        (Slot::Needs, old.needs == new.needs),
        (Slot::SameOwner, old.same_owner == new.same_owner),
        (Slot::Urgency, old.urgency() == new.urgency()),
        (Slot::Sla, old.sla == new.sla),
        (Slot::Topic, old.topic == new.topic),
        (Slot::Refer, old.refer == new.refer),
        (Slot::Tags, old.tags == new.tags),
        (Slot::Consult, old.consult == new.consult),
        (Slot::Notify, old.notify == new.notify),
        (Slot::Switch, old.switch == new.switch),
        (Slot::FollowUp, old.follow_up == new.follow_up),
        (Slot::Redact, old.redact == new.redact),
    ];
    let changed = slots.into_iter().filter(|(_, same)| !same);
    changed.map(|(slot, _)| slot).collect()
}

fn due_to(old: &Decision, new: &Decision, slots: Slots) -> SortedSet<RuleId> {
    let takers = |decision: &Decision| -> SortedSet<(Slot, RuleId)> {
        let fired = decision.because().iter();
        let taken = fired.flat_map(|it| it.slots.iter().map(|slot| (slot, it.rule.clone())));
        taken.filter(|(slot, _)| slots.contains(*slot)).collect()
    };
    let (before, after) = (takers(old), takers(new));
    let mut rules = SortedSet::new();
    for slot in slots.iter() {
        let of = |it: &&(Slot, RuleId)| it.0 == slot;
        let moved: SortedSet<RuleId> = before
            .difference(&after)
            .chain(after.difference(&before))
            .filter(of)
            .map(|(_, rule)| rule.clone())
            .collect();
        // The same rules with other words: one of them was rewritten.
        let rewritten = after.iter().filter(of).map(|(_, rule)| rule.clone());
        match moved.is_empty() {
            true => rules.extend(rewritten),
            false => rules.extend(moved),
        }
    }
    rules
}
