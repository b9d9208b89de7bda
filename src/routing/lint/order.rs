//! Rules that come too late: all they wish for is settled by then.

use std::collections::HashMap;

use super::finding::{Finding, FindingKind};
use super::formula::Formula;
use super::rivals::{Hits, Rivals};
use super::settles::{Held, breadth, differs, settles, wants_otherwise};
use super::solve::{Verdict, is_impossible, solve};
use super::{Fires, Linter, Seen, Tried, Witness};
use crate::routing::rule::{Rule, RuleId};
use crate::routing::situation::Situation;
use crate::routing::slot::{Slot, Slots};
use crate::routing::test::Test;
use crate::sorted::{SortedMap, SortedSet};

/// How many earlier rules together are tried as the reason that one never acts.
const MOST_ROUNDS: usize = 8;

/// The earlier rules that settle each slot of a rule.
type Settled = SortedMap<Slot, SortedSet<usize>>;

/// What is known of all rules when one is held against those before it.
struct Before<'s> {
    rivals: Rivals<'s>,
    /// The first rule that wants each thing.
    first: HashMap<Held<'s>, usize>,
}

impl<'r> Linter<'r> {
    /// Compares rules with those before them. Answers with the rules that never act.
    pub(super) fn look_at_order(&self, findings: &mut Vec<Finding>) -> SortedSet<usize> {
        let before = Before {
            rivals: Rivals::of(&self.seen),
            first: self.first_wishes(),
        };
        let mut idle = Vec::new();
        let mut is_told = false;
        for (place, seen) in self.seen.iter().enumerate() {
            match &seen.fires {
                Fires::Never => idle.push(place),
                Fires::On(witness) => {
                    let found = self.compare(place, seen, witness, &before);
                    if let Some((finding, never)) = found {
                        findings.push(finding);
                        idle.extend(never.then_some(place));
                    }
                    if self.effort.is_spent() && !is_told {
                        findings.push(self.not_compared(place));
                        is_told = true;
                    }
                }
                Fires::Undecided | Fires::GivenUp | Fires::NotSeen => {}
            }
        }
        idle.into_iter().collect()
    }

    fn first_wishes(&self) -> HashMap<Held<'_>, usize> {
        let mut first = HashMap::new();
        for (place, seen) in self.seen.iter().enumerate() {
            let wish = &seen.rule.then;
            for held in wish.slots().iter().filter_map(|it| Held::of(it, wish)) {
                first.entry(held).or_insert(place);
            }
        }
        first
    }

    fn not_compared(&self, place: usize) -> Finding {
        let id = self.seen.get(place).map_or("", |it| it.rule.id.as_str());
        self.find(place, "", FindingKind::Unfinished).says(
            format!(
                "`{id}` and the rules after it were not held against all those before them: \
                 too many can fire on the same mentions"
            ),
            "lint fewer rules at a time, or ask for a word of its own in each",
        )
    }

    /// What is to be said of a rule beside those before it, and whether it never acts.
    fn compare(
        &self,
        place: usize,
        seen: &Seen<'r>,
        witness: &Witness,
        before: &Before<'_>,
    ) -> Option<(Finding, bool)> {
        let wishes = seen.rule.then.slots();
        if wishes.is_empty() {
            return Some((self.wishless(place, witness), true));
        }
        if seen.rule.shadow || self.effort.is_spent() {
            return None;
        }
        let mut search = Search {
            linter: self,
            before,
            place,
            seen,
            start: (witness, before.rivals.hits(witness, &self.effort)),
            rounds: Vec::new(),
        };
        let (firsts, others) = (
            wishes.among(Slots::OF_THE_FIRST),
            wishes
                .iter()
                .filter(|it| !Slots::OF_THE_FIRST.contains(*it)),
        );
        let mut settled = Settled::new();
        for slot in firsts.iter() {
            if let Some(by) = search.settled(slot) {
                settled.insert(slot, by);
            }
        }
        // A rule that gets one of its wishes acts, whatever becomes of those that add up.
        let mut never = settled.len() == firsts.iter().count();
        for slot in others {
            match search.settled(slot).filter(|_| never) {
                Some(by) => {
                    settled.insert(slot, by);
                }
                None => {
                    never = false;
                    break;
                }
            }
        }
        match never {
            true => Some((self.idle(place, seen, &settled, witness)?, true)),
            false => Some((
                self.overruled(place, seen, &settled, witness, before)?,
                false,
            )),
        }
    }

    fn wishless(&self, place: usize, witness: &Witness) -> Finding {
        let id = self.seen.get(place).map_or("", |it| it.rule.id.as_str());
        self.find(place, "then", FindingKind::Wishless)
            .says(
                format!("`{id}` fires and wants nothing done"),
                "write what it does, or take it out",
            )
            .seen_on(Some(witness.situation.clone()))
    }

    /// A rule that never acts: the same as another, at odds with it, or just too late.
    fn idle(
        &self,
        place: usize,
        seen: &Seen<'r>,
        settled: &Settled,
        witness: &Witness,
    ) -> Option<Finding> {
        let witness = self.tried(seen.rule, &witness.situation)?;
        let by: SortedSet<usize> = settled.values().flatten().copied().collect();
        let names = self.names(&by);
        let (kind, wrong, right) = self.why_idle(seen, settled, &by, &listed(&names));
        let finding = self.find(place, "", kind).says(wrong, right).with(names);
        Some(finding.seen_on(Some(witness)))
    }

    fn why_idle(
        &self,
        seen: &Seen<'r>,
        settled: &Settled,
        by: &SortedSet<usize>,
        others: &str,
    ) -> (FindingKind, String, &'static str) {
        let id = &seen.rule.id;
        let only = by.first().filter(|_| by.len() == 1);
        let twin = only.and_then(|at| self.seen.get(*at));
        if let Some(twin) = twin.filter(|other| self.always_with(other, seen)) {
            return match differs(&twin.rule.then, &seen.rule.then) {
                None => (
                    FindingKind::Duplicate,
                    format!("`{id}` says what {others} says already"),
                    "take one of them out",
                ),
                Some(slot) => (
                    FindingKind::Conflicting,
                    format!(
                        "`{id}` fires exactly when {others} does, and wants `{}` otherwise",
                        slot.as_str()
                    ),
                    "keep the one that is meant",
                ),
            };
        }
        let at_odds = settled.iter().find(|(slot, by)| {
            let mut others = by.iter().filter_map(|at| self.seen.get(*at));
            others.all(|it| wants_otherwise(**slot, &it.rule.then, &seen.rule.then))
        });
        match at_odds {
            Some((Slot::Urgency, these)) if these == by => (
                FindingKind::Conflicting,
                format!("`{id}` never acts: whenever it fires, {others} wants a higher `urgency`"),
                "take it out",
            ),
            Some((slot, these)) => {
                let who = match these == by {
                    true => String::new(),
                    false => format!("{} ", listed(&self.names(these))),
                };
                (
                    FindingKind::Conflicting,
                    format!(
                        "`{id}` never acts: whenever it fires, {others} went first, and {who}wants `{}` otherwise",
                        slot.as_str()
                    ),
                    "put it before, or take it out",
                )
            }
            None if settled.keys().any(|it| Slots::OF_THE_FIRST.contains(*it)) => (
                FindingKind::Shadowed,
                format!("`{id}` never acts: whenever it fires, {others} went first"),
                "put it before, or take it out",
            ),
            None => (
                FindingKind::Shadowed,
                format!("`{id}` adds nothing: whenever it fires, {others} says as much"),
                "take it out",
            ),
        }
    }

    /// Whether the other rule fires only when this one does.
    fn always_with(&self, other: &Seen<'r>, seen: &Seen<'r>) -> bool {
        let not_this = self.reader.not_true(&seen.rule.when);
        other.rule.valid == seen.rule.valid
            && is_impossible(&[&other.holds, &not_this], &self.effort)
    }

    /// A rule of which one wish is never granted, though it has others.
    fn overruled(
        &self,
        place: usize,
        seen: &Seen<'r>,
        settled: &Settled,
        witness: &Witness,
        before: &Before<'_>,
    ) -> Option<Finding> {
        let then = &seen.rule.then;
        let firsts = settled.iter();
        let mut firsts = firsts.filter(|(slot, _)| Slots::OF_THE_FIRST.contains(**slot));
        let (slot, by) = firsts.find(|(slot, by)| {
            let mut others = by.iter().filter_map(|at| self.seen.get(*at));
            let held = Held::of(**slot, then).and_then(|it| before.first.get(&it));
            // Where an earlier rule wishes the same, the wish may be granted after all.
            others.all(|it| wants_otherwise(**slot, &it.rule.then, then))
                && held.is_none_or(|first| *first >= place)
        })?;
        let names = self.names(by);
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

    fn names(&self, places: &SortedSet<usize>) -> Vec<RuleId> {
        let rules = places.iter().filter_map(|at| self.seen.get(*at));
        rules.map(|it| it.rule.id.clone()).collect()
    }

    /// The mention, where the rule fires on it when the whole set decides: on
    /// a date on which it counts, and with what patterns of others leave it.
    fn tried(&self, rule: &Rule, situation: &Situation) -> Option<Situation> {
        let today = situation.now.with_timezone(&self.rules.its_zone());
        let mut counts = rule.valid.holds_on(today.date_naive());
        let mut tests = rule.when.tests().into_iter();
        if tests.any(|test| matches!(test, Test::Matches(_))) {
            self.effort.spend_on(self.seen.len());
            counts &= !self.effort.is_spent()
                && situation
                    .decide(self.rules)
                    .rules()
                    .any(|it| *it == rule.id);
        }
        counts.then(|| situation.clone())
    }
}

/// A search for the earlier rules that leave one rule nothing to do. What one
/// slot found out serves the next, where the same rules come first.
struct Search<'l, 'r> {
    linter: &'l Linter<'r>,
    before: &'l Before<'l>,
    place: usize,
    seen: &'l Seen<'r>,
    start: (&'l Witness, Hits<'l>),
    rounds: Vec<Round<'l, 'r>>,
}

/// An earlier rule, that it does not fire, and what is left then.
struct Round<'l, 'r> {
    by: usize,
    silent: Formula<'r>,
    left: Left<'l>,
}

enum Left<'l> {
    /// This rule never fires alone.
    Nothing,
    /// It still fires on this mention.
    Mention(Box<Witness>, Hits<'l>),
    /// Nobody knows.
    Unknown,
}

impl<'l, 'r> Search<'l, 'r> {
    /// The earlier rules of which one settles a slot whenever this rule fires;
    /// none where there is a mention on which none does, or nobody knows.
    fn settled(&mut self, slot: Slot) -> Option<SortedSet<usize>> {
        for depth in 0..MOST_ROUNDS {
            let next = self.next(slot, depth)?;
            if self.rounds.get(depth).is_none_or(|round| round.by != next) {
                self.rounds.truncate(depth);
                let round = self.round(next)?;
                self.rounds.push(round);
            }
            match &self.rounds.get(depth)?.left {
                Left::Nothing => {
                    let by = self.rounds.iter().take(depth + 1).map(|round| round.by);
                    return Some(by.collect());
                }
                Left::Mention(..) => {}
                Left::Unknown => return None,
            }
        }
        None
    }

    /// The first earlier rule that fires on the mention at hand and settles the slot.
    fn next(&self, slot: Slot, depth: usize) -> Option<usize> {
        let (witness, hits) = match depth.checked_sub(1) {
            None => (self.start.0, &self.start.1),
            Some(last) => match &self.rounds.get(last)?.left {
                Left::Mention(witness, hits) => (&**witness, hits),
                Left::Nothing | Left::Unknown => return None,
            },
        };
        let linter = self.linter;
        let breadth = breadth(slot, &self.seen.rule.then);
        let known = self.rounds.get(..depth).unwrap_or_default();
        let fits = |at: &usize| {
            linter.effort.spend_on(1 + breadth);
            let Some(other) = linter.seen.get(*at) else {
                return false;
            };
            settles(slot, other.rule, self.seen.rule)
                && known.iter().all(|round| round.by != *at)
                && linter.is_true(other, witness)
        };
        let goes_on = |at: &usize| *at < self.place && !linter.effort.is_spent();
        let wishers = self.before.rivals.wishers(slot, &self.seen.rule.then);
        if wishers.len() <= hits.total {
            let places = wishers.iter().map(|at| *at as usize);
            return places.take_while(goes_on).find(fits);
        }
        let places = hits.in_order().map(|at| at as usize);
        places.take_while(goes_on).find(fits)
    }

    /// What is left of the rule where this one is silent too.
    fn round(&self, by: usize) -> Option<Round<'l, 'r>> {
        let (linter, seen) = (self.linter, self.seen);
        let other = linter.seen.get(by)?;
        linter.effort.spend(other.weight);
        let silent = linter.reader.not_true(&other.rule.when);
        let before = self.rounds.iter().map(|round| &round.silent);
        let mut all: Vec<&Formula<'r>> = vec![&seen.holds];
        all.extend(before.chain([&silent]));
        let left = match solve(&all, &linter.effort) {
            Verdict::Never => Left::Nothing,
            Verdict::Undecided => Left::Unknown,
            Verdict::Perhaps(world) => match linter.first(&world, seen.rule, seen.weight) {
                Tried::Found(witness) => {
                    let hits = self.before.rivals.hits(&witness, &linter.effort);
                    Left::Mention(witness, hits)
                }
                Tried::None | Tried::GivenUp => Left::Unknown,
            },
        };
        Some(Round { by, silent, left })
    }
}

fn listed(names: &[RuleId]) -> String {
    let names: Vec<String> = names.iter().map(|id| format!("`{id}`")).collect();
    names.join(" or ")
}
