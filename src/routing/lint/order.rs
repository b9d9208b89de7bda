//! Rules that come too late: all they wish for is settled by then.

use chrono::NaiveDate;

use super::anchor::Anchors;
use super::finding::{Finding, FindingKind};
use super::solve::is_impossible;
use super::{Fires, Linter, Seen, Witness};
use crate::routing::action::Actions;
use crate::routing::rule::{Rule, RuleId, Validity};
use crate::routing::situation::Situation;
use crate::routing::slot::Slot;
use crate::sorted::{SortedMap, SortedSet};

/// How many earlier rules together are tried as the reason that one never acts.
const MOST_ROUNDS: usize = 8;

impl<'r> Linter<'r> {
    /// Compares rules with those before them. Answers with the rules that never act.
    pub(super) fn look_at_order(&self, findings: &mut Vec<Finding>) -> SortedSet<usize> {
        let anchors = Anchors::of(self.rules.rules(), self.rules.lists());
        let mut idle = SortedSet::new();
        for (place, seen) in self.seen.iter().enumerate() {
            match &seen.fires {
                Fires::Never => {
                    idle.insert(place);
                }
                Fires::On(witness) => {
                    if let Some((finding, never)) = self.compare(place, seen, witness, &anchors) {
                        findings.push(finding);
                        idle.extend(never.then_some(place));
                    }
                }
                Fires::Undecided => {}
            }
        }
        idle
    }

    /// What is to be said of a rule beside those before it, and whether it never acts.
    fn compare(
        &self,
        place: usize,
        seen: &Seen<'r>,
        witness: &Witness,
        anchors: &Anchors,
    ) -> Option<(Finding, bool)> {
        if seen.rule.shadow {
            return None;
        }
        let mut settled: SortedMap<Slot, SortedSet<usize>> = SortedMap::new();
        let wishes = seen.rule.then.slots();
        let earlier = self.fired_before(place, witness, anchors);
        for slot in wishes.iter() {
            if let Some(by) = self.settled(slot, place, seen, &earlier, anchors) {
                settled.insert(slot, by);
            }
        }
        if settled.len() == wishes.iter().count() {
            let by: SortedSet<usize> = settled.into_values().flatten().collect();
            return Some((self.idle(place, seen, &by, witness)?, true));
        }
        Some((self.overruled(place, seen, &settled, witness)?, false))
    }

    /// The earlier rules that fire on a mention.
    fn fired_before(&self, place: usize, witness: &Witness, anchors: &Anchors) -> Vec<usize> {
        let candidates = anchors.candidates(&witness.situation, &witness.folded);
        let earlier = candidates.iter().copied().take_while(|at| *at < place);
        let fires = |at: &usize| {
            let rule = self.seen.get(*at).map(|seen| seen.rule);
            rule.is_some_and(|rule| !rule.shadow && self.is_true(rule, witness))
        };
        earlier.filter(fires).collect()
    }

    /// The earlier rules of which one settles a slot whenever this rule fires;
    /// none where there is a mention on which none does, or nobody knows.
    fn settled(
        &self,
        slot: Slot,
        place: usize,
        seen: &Seen<'r>,
        fired: &[usize],
        anchors: &Anchors,
    ) -> Option<SortedSet<usize>> {
        let mut by = SortedSet::new();
        let mut formulas = vec![seen.holds.clone()];
        let mut fired = fired.to_vec();
        for _ in 0..MOST_ROUNDS {
            let next = fired.iter().copied().find(|at| {
                let other = self.seen.get(*at).map(|other| other.rule);
                other.is_some_and(|other| settles(slot, other, seen.rule)) && !by.contains(at)
            })?;
            by.insert(next);
            formulas.push(self.reader.not_true(&self.seen.get(next)?.rule.when));
            if is_impossible(&formulas) {
                return Some(by);
            }
            let witness = self.witness(seen.rule, &formulas)?;
            fired = self.fired_before(place, &witness, anchors);
        }
        None
    }

    /// A rule that never acts: the same as another, at odds with it, or just too late.
    fn idle(
        &self,
        place: usize,
        seen: &Seen<'r>,
        by: &SortedSet<usize>,
        witness: &Witness,
    ) -> Option<Finding> {
        let witness = self.tried(seen.rule, &witness.situation)?;
        let id = &seen.rule.id;
        let names: Vec<RuleId> = by
            .iter()
            .filter_map(|at| Some(self.seen.get(*at)?.rule.id.clone()))
            .collect();
        let others = listed(&names);
        let twin = by
            .first()
            .filter(|_| by.len() == 1)
            .and_then(|at| self.seen.get(*at));
        let twin = twin.filter(|other| self.always_with(other, seen));
        let (kind, wrong, right) =
            match twin.map(|other| differs(&other.rule.then, &seen.rule.then)) {
                Some(None) => (
                    FindingKind::Duplicate,
                    format!("`{id}` says what {others} says already"),
                    "take one of them out",
                ),
                Some(Some(slot)) => (
                    FindingKind::Conflicting,
                    format!(
                        "`{id}` fires exactly when {others} does, and wants `{}` otherwise",
                        slot.as_str()
                    ),
                    "keep the one that is meant",
                ),
                None => (
                    FindingKind::Shadowed,
                    format!("`{id}` never acts: whenever it fires, {others} went first"),
                    "put it before, or take it out",
                ),
            };
        let finding = self.find(place, "", kind).says(wrong, right).with(names);
        Some(finding.seen_on(Some(witness)))
    }

    /// Whether the other rule fires only when this one does.
    fn always_with(&self, other: &Seen<'r>, seen: &Seen<'r>) -> bool {
        other.rule.valid == seen.rule.valid
            && is_impossible(&[other.holds.clone(), self.reader.not_true(&seen.rule.when)])
    }

    /// A rule of which one wish is never granted, though it has others.
    fn overruled(
        &self,
        place: usize,
        seen: &Seen<'r>,
        settled: &SortedMap<Slot, SortedSet<usize>>,
        witness: &Witness,
    ) -> Option<Finding> {
        let rule_at = |at: &usize| self.seen.get(*at).map(|other| other.rule);
        let (slot, by) = settled.iter().find(|(slot, by)| {
            let other = |at: &usize| {
                rule_at(at).is_some_and(|it| wants_otherwise(**slot, &it.then, &seen.rule.then))
            };
            by.iter().all(other) && !self.is_wished_before(place, **slot, seen.rule)
        })?;
        let names: Vec<RuleId> = by
            .iter()
            .filter_map(|at| Some(rule_at(at)?.id.clone()))
            .collect();
        let wrong = format!(
            "`{}` never gets its `{}`: whenever it fires, {} wants otherwise and goes first",
            seen.rule.id,
            slot.as_str(),
            listed(&names),
        );
        let finding = self.find(place, "then", FindingKind::Conflicting);
        let finding = finding
            .says(wrong, "put it before, or leave that wish out")
            .with(names);
        Some(finding.seen_on(Some(self.tried(seen.rule, &witness.situation)?)))
    }

    /// Whether some earlier rule wishes for the same, so that the wish may be granted after all.
    fn is_wished_before(&self, place: usize, slot: Slot, rule: &Rule) -> bool {
        let earlier = self.seen.iter().take(place).map(|seen| seen.rule);
        let mut wishes = earlier.filter(|it| it.then.slots().contains(slot));
        wishes.any(|it| !wants_otherwise(slot, &it.then, &rule.then))
    }

    /// The mention, where the rule fires on it when the whole set decides.
    fn tried(&self, rule: &Rule, situation: &Situation) -> Option<Situation> {
        let decision = situation.decide(self.rules);
        let fired = decision.rules().any(|fired| *fired == rule.id);
        fired.then(|| situation.clone())
    }
}

/// Whether an earlier rule, where it fires, leaves a later one nothing to add to a slot.
fn settles(slot: Slot, earlier: &Rule, later: &Rule) -> bool {
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

/// Whether the one counts on every date on which the other does.
fn covers(one: Validity, other: Validity) -> bool {
    let from = |it: NaiveDate| other.from.is_some_and(|from| it <= from);
    let until = |it: NaiveDate| other.until.is_some_and(|until| until <= it);
    one.from.is_none_or(from) && one.until.is_none_or(until)
}

/// Whether two rules want different things in a slot that only one can have.
fn wants_otherwise(slot: Slot, one: &Actions, two: &Actions) -> bool {
    match slot {
        Slot::Outcome => one.outcome != two.outcome,
        Slot::Queue => one.queue != two.queue,
        Slot::SameOwner => one.same_owner != two.same_owner,
        Slot::Sla => one.sla != two.sla,
        Slot::Topic => one.topic != two.topic,
        Slot::Refer => one.refer != two.refer,
        Slot::Urgency
        | Slot::Needs
        | Slot::Tags
        | Slot::Consult
        | Slot::Notify
        | Slot::Switch
        | Slot::FollowUp
        | Slot::Redact => false,
    }
}

/// The first slot in which the two want different things.
fn differs(one: &Actions, two: &Actions) -> Option<Slot> {
    let mut slots = two.slots().iter();
    slots.find(|slot| wants_otherwise(*slot, one, two))
}

fn listed(names: &[RuleId]) -> String {
    let names: Vec<String> = names.iter().map(|id| format!("`{id}`")).collect();
    names.join(" or ")
}
