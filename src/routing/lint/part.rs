//! Conditions that can never hold, that never fail, and that deny too little.

use super::finding::{Finding, FindingKind};
use super::formula::Formula;
use super::solve::{Verdict, is_impossible, solve};
use super::{Fires, Linter, Witness};
use crate::routing::condition::Condition;
use crate::routing::fact::Fact;
use crate::routing::lack::Lack;
use crate::routing::test::Test;
use crate::sorted::SortedSet;

/// So many parts that exclude each other are named; of more it is only said that they do.
const MOST_AT_ODDS: usize = 8;

impl Linter<'_> {
    /// Looks at one rule's condition and its parts.
    pub(super) fn look_at_parts(&self, place: usize, findings: &mut Vec<Finding>) {
        let Some(seen) = self.seen.get(place) else {
            return;
        };
        let when = &seen.rule.when;
        match seen.fires {
            Fires::Never => {
                findings.push(self.dead(place, "when", when));
                return;
            }
            Fires::NotSeen => return,
            Fires::GivenUp if !self.effort.is_spent() => {
                findings.push(self.find(place, "when", FindingKind::Unfinished).says(
                    "this was not looked into: it is too much at once",
                    "split the rule",
                ))
            }
            Fires::On(_) | Fires::Undecided | Fires::GivenUp => {}
        }
        self.look_into(place, "when", when, findings);
        self.look_for_slips(place, "when", when, findings);
    }

    /// Looks at a condition, and at its parts where nothing is to be said of the whole.
    fn look_into(&self, place: usize, path: &str, it: &Condition, findings: &mut Vec<Finding>) {
        if is_plain(it) {
            return;
        }
        if self.effort.is_spent() {
            return;
        }
        if is_impossible(&[&self.reader.holds(it)], &self.effort) {
            findings.push(self.dead(place, path, it));
            return;
        }
        if is_impossible(&[&self.reader.fails(it)], &self.effort) {
            findings.push(self.always(place, path, it));
            return;
        }
        match it {
            Condition::All(parts) => self.look_at_each(place, path, "all", parts, findings),
            Condition::Any(parts) => self.look_at_each(place, path, "any", parts, findings),
            Condition::None(parts) => self.look_at_each(place, path, "none", parts, findings),
            Condition::Not(part) => self.look_into(place, &format!("{path}.not"), part, findings),
            Condition::Test(_) => {}
        }
    }

    fn look_at_each(
        &self,
        place: usize,
        path: &str,
        key: &str,
        parts: &[Condition],
        findings: &mut Vec<Finding>,
    ) {
        for (index, part) in parts.iter().enumerate() {
            self.look_into(place, &format!("{path}.{key}[{index}]"), part, findings);
        }
    }

    fn dead(&self, place: usize, path: &str, it: &Condition) -> Finding {
        let core = self.core(it);
        let what = match core.as_slice() {
            several @ [_, _, ..] => {
                let places: Vec<String> = several
                    .iter()
                    .map(|at| format!("`{path}.all[{at}]`"))
                    .collect();
                format!("{} can never hold together", places.join(" and "))
            }
            _ => "this can never hold".to_owned(),
        };
        let finding = self.find(place, path, FindingKind::Dead);
        finding
            .says(what, "change one of them, or take it out")
            .seen_on(self.nearly(place, it, &core))
    }

    /// The parts of an `all` that exclude each other: take one away, and the
    /// rest can hold. Each round finds the last of them by halving.
    fn core(&self, it: &Condition) -> Vec<usize> {
        let Condition::All(parts) = it else {
            return Vec::new();
        };
        let each: Vec<Formula<'_>> = parts.iter().map(|it| self.reader.holds(it)).collect();
        let exclude = |core: &[usize], first: usize| {
            let before = each.iter().take(first);
            let core = core.iter().filter_map(|at| each.get(*at));
            let all: Vec<&Formula<'_>> = before.chain(core).collect();
            is_impossible(&all, &self.effort)
        };
        let mut core = Vec::new();
        let mut end = parts.len();
        while !exclude(&core, 0) {
            if core.len() == MOST_AT_ODDS || self.effort.is_spent() {
                return Vec::new();
            }
            // Fewer than `from` parts do not do; `end` of them do.
            let mut from = 1;
            while from < end {
                let middle = (from + end) / 2;
                match exclude(&core, middle) {
                    true => end = middle,
                    false => from = middle + 1,
                }
            }
            end = end.saturating_sub(1);
            core.push(end);
        }
        core.sort_unstable();
        core
    }

    /// A mention on which all of a dead condition holds but its last contradiction.
    fn nearly(
        &self,
        place: usize,
        it: &Condition,
        core: &[usize],
    ) -> Option<crate::routing::Situation> {
        let (Condition::All(parts), Some((last, _))) = (it, core.split_last()) else {
            return None;
        };
        let seen = self.seen.get(place)?;
        let rest: Vec<(usize, &Condition)> = parts
            .iter()
            .enumerate()
            .filter(|(at, _)| at != last)
            .collect();
        let formulas: Vec<Formula<'_>> = rest
            .iter()
            .map(|(_, part)| self.reader.holds(part))
            .collect();
        let all: Vec<&Formula<'_>> = formulas.iter().collect();
        let Verdict::Perhaps(world) = solve(&all, &self.effort) else {
            return None;
        };
        let fits = |witness: &Witness| {
            self.effort.spend(witness.steps(seen.weight));
            let lists = self.rules.lists();
            let mut rest = rest.iter();
            !self.effort.is_spent()
                && rest.all(|(_, part)| witness.bears_out(part, lists))
                && !parts
                    .get(*last)
                    .is_some_and(|it| witness.bears_out(it, lists))
        };
        let mut tried = self.artist.draw(&world, seen.rule).map(Witness::new);
        tried.find(fits).map(|it| it.situation)
    }

    fn always(&self, place: usize, path: &str, it: &Condition) -> Finding {
        let witness = self.seen.get(place).and_then(|seen| match &seen.fires {
            Fires::On(witness) => Some(witness.situation.clone()),
            Fires::Never | Fires::Undecided | Fires::GivenUp | Fires::NotSeen => None,
        });
        let wrong = match is_impossible(&[&self.reader.not_true(it)], &self.effort) {
            true => "this always holds, so it asks nothing".to_owned(),
            false => format!("this never fails: it holds as soon as {}", known(it)),
        };
        self.find(place, path, FindingKind::AlwaysTrue)
            .says(wrong, "say what it was meant to ask, or take it out")
            .seen_on(witness)
    }

    /// `any` of several `not`s: who has the one still passes for want of the other.
    fn look_for_slips(
        &self,
        place: usize,
        path: &str,
        it: &Condition,
        findings: &mut Vec<Finding>,
    ) {
        let each = |key: &str, parts: &[Condition], findings: &mut Vec<Finding>| {
            for (index, part) in parts.iter().enumerate() {
                self.look_for_slips(place, &format!("{path}.{key}[{index}]"), part, findings);
            }
        };
        match it {
            Condition::All(parts) => each("all", parts, findings),
            Condition::Any(parts) => {
                findings.extend(self.slip(place, path, parts));
                each("any", parts, findings);
            }
            Condition::None(_) | Condition::Not(_) | Condition::Test(_) => {}
        }
    }

    fn slip(&self, place: usize, path: &str, parts: &[Condition]) -> Option<Finding> {
        let seen = self.seen.get(place)?;
        let denied: Vec<&Condition> = parts.iter().filter_map(denied).collect();
        if denied.len() < 2 {
            return None;
        }
        let witness = denied.iter().find_map(|part| {
            let has_part = self.reader.holds(part);
            let witness = self.witness(seen, &[&seen.holds, &has_part])?;
            let has_it = witness.bears_out(part, self.rules.lists());
            has_it.then_some(witness.situation)
        })?;
        let finding = self.find(place, path, FindingKind::NegationSlip).says(
            "a mention that has one of these passes all the same, for want of another",
            "write `none = [ … ]` where it must have none of them",
        );
        Some(finding.seen_on(Some(witness)))
    }
}

/// The facts that a condition hangs on, as said of them that they are known.
fn known(it: &Condition) -> String {
    let lacks = it.tests().into_iter().flat_map(Lack::all_of);
    let facts: SortedSet<Fact> = lacks.map(Fact::from).collect();
    let facts: Vec<String> = facts.iter().map(Fact::to_string).collect();
    match facts.as_slice() {
        [only] => format!("{only} is known"),
        [_, ..] if facts.len() <= 3 => format!("{} are known", facts.join(" and ")),
        _ => "all that it asks for is known".to_owned(),
    }
}

/// What a part denies, where it denies something.
fn denied(part: &Condition) -> Option<&Condition> {
    match part {
        Condition::Not(part) => Some(part),
        Condition::None(parts) => match parts.as_slice() {
            [only] => Some(only),
            _ => None,
        },
        Condition::All(_) | Condition::Any(_) | Condition::Test(_) => None,
    }
}

/// Whether one look tells that it can hold and can fail.
fn is_plain(it: &Condition) -> bool {
    match it {
        Condition::Test(test) => matches!(
            test,
            Test::Words(_)
                | Test::Near(_)
                | Test::Matches(_)
                | Test::Channel(_)
                | Test::PersonalData(_)
        ),
        Condition::Not(part) => is_plain(part),
        Condition::All(_) | Condition::Any(_) | Condition::None(_) => false,
    }
}
