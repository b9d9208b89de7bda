//! Conditions that can never hold, that never fail, and that deny too little.

use super::finding::{Finding, FindingKind};
use super::solve::{Verdict, is_impossible, solve};
use super::{Fires, Linter};
use crate::routing::condition::Condition;
use crate::routing::test::Test;

impl Linter<'_> {
    /// Looks at one rule's condition and its parts.
    pub(super) fn look_at_parts(&self, place: usize, findings: &mut Vec<Finding>) {
        let Some(seen) = self.seen.get(place) else {
            return;
        };
        let when = &seen.rule.when;
        if matches!(seen.fires, Fires::Never) {
            findings.push(self.dead(place, "when", when));
            return;
        }
        self.look_into(place, "when", when, findings);
        self.look_for_slips(place, "when", when, findings);
    }

    /// Looks at a condition, and at its parts where nothing is to be said of the whole.
    fn look_into(&self, place: usize, path: &str, it: &Condition, findings: &mut Vec<Finding>) {
        if is_plain(it) {
            return;
        }
        if is_impossible(&[self.reader.holds(it)]) {
            findings.push(self.dead(place, path, it));
            return;
        }
        if is_impossible(&[self.reader.fails(it)]) {
            findings.push(self.always(place, path));
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
            [] | [_] => "this can never hold".to_owned(),
            several => {
                let places: Vec<String> = several
                    .iter()
                    .map(|at| format!("`{path}.all[{at}]`"))
                    .collect();
                format!("{} can never hold together", places.join(" and "))
            }
        };
        let finding = self.find(place, path, FindingKind::Dead);
        finding
            .says(what, "change one of them, or take it out")
            .seen_on(self.nearly(place, it, &core))
    }

    /// The parts of an `all` that exclude each other: take one away, and the rest can hold.
    fn core(&self, it: &Condition) -> Vec<usize> {
        let Condition::All(parts) = it else {
            return Vec::new();
        };
        let mut core: Vec<usize> = (0..parts.len()).collect();
        for at in 0..parts.len() {
            let rest: Vec<usize> = core.iter().copied().filter(|it| *it != at).collect();
            if is_impossible(&self.of(parts, &rest)) {
                core = rest;
            }
        }
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
        let rest: Vec<usize> = (0..parts.len()).filter(|at| at != last).collect();
        let Verdict::Perhaps(world) = solve(&self.of(parts, &rest)) else {
            return None;
        };
        let tried = self.artist.draw(&world, seen.rule).into_iter();
        let holds = |part: &usize, witness: &super::Witness| {
            let facts = witness.situation.facts(&witness.folded);
            let part = parts.get(*part);
            part.is_some_and(|it| {
                it.truth(&facts, self.rules.lists()) == crate::routing::Truth::True
            })
        };
        let fits = |witness: &super::Witness| {
            rest.iter().all(|part| holds(part, witness)) && !holds(last, witness)
        };
        tried
            .map(super::Witness::new)
            .find(fits)
            .map(|it| it.situation)
    }

    fn of<'r>(&self, parts: &'r [Condition], some: &[usize]) -> Vec<super::Formula<'r>>
    where
        Self: 'r,
    {
        let reader = super::Reader {
            lists: self.rules.lists(),
            scope: self.scope,
        };
        some.iter()
            .filter_map(|at| parts.get(*at))
            .map(|part| reader.holds(part))
            .collect()
    }

    fn always(&self, place: usize, path: &str) -> Finding {
        let witness = self.seen.get(place).and_then(|seen| match &seen.fires {
            Fires::On(witness) => Some(witness.situation.clone()),
            Fires::Never | Fires::Undecided => None,
        });
        self.find(place, path, FindingKind::AlwaysTrue)
            .says(
                "this never fails, so it asks nothing",
                "say what it was meant to ask, or take it out",
            )
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
            let formulas = [seen.holds.clone(), self.reader.holds(part)];
            let witness = self.witness(seen.rule, &formulas)?;
            let facts = witness.situation.facts(&witness.folded);
            let has_it = part.truth(&facts, self.rules.lists()) == crate::routing::Truth::True;
            has_it.then_some(witness.situation)
        })?;
        let finding = self.find(place, path, FindingKind::NegationSlip).says(
            "a mention that has one of these passes all the same, for want of another",
            "write `none = [ … ]` where it must have none of them",
        );
        Some(finding.seen_on(Some(witness)))
    }
}

/// What a part denies, where it denies something.
fn denied(part: &Condition) -> Option<&Condition> {
    match part {
        Condition::Not(part) => Some(part),
        Condition::None(parts) => match parts.as_slice() {
            [only] => Some(only),
            _ => Some(part).filter(|_| false),
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
