//! Attributes that may not matter, and patterns that cost too much.

use super::finding::{Finding, FindingKind};
use super::{Fires, Linter};
use crate::routing::attribute::tells_age;
use crate::routing::condition::Condition;
use crate::routing::notation::{Tainted, sets_due_time};
use crate::routing::pattern::Pattern;
use crate::routing::patterns::Patterns;
use crate::routing::situation::Situation;
use crate::routing::test::Test;

impl Linter<'_> {
    /// Looks at what the rules look at.
    pub(super) fn look_at_attributes(&self, findings: &mut Vec<Finding>) {
        let tainted = Tainted::of(self.rules.rules());
        for place in 0..self.seen.len() {
            self.look_at_attributes_of(place, &tainted, findings);
        }
    }

    fn look_at_attributes_of(
        &self,
        place: usize,
        tainted: &Tainted<'_>,
        findings: &mut Vec<Finding>,
    ) {
        let Some(seen) = self.seen.get(place) else {
            return;
        };
        let witness: Option<&Situation> = match &seen.fires {
            Fires::On(witness) => Some(&witness.situation),
            Fires::Never | Fires::Undecided | Fires::GivenUp | Fires::NotSeen => None,
        };
        let tests = seen.rule.when.tests();
        for test in &tests {
            if let Test::Customer(fact) | Test::Host(fact) = test
                && tells_age(&fact.key)
            {
                let finding = self
                    .find(place, "when", FindingKind::ForbiddenAttribute)
                    .says(
                        format!("`{}` tells how old a customer is", fact.key),
                        "rules may not look at age",
                    );
                findings.push(finding.seen_on(witness.cloned()));
            }
        }
        let sets = sets_due_time(seen.rule).filter(|_| self.scope.neutral);
        let by = tests.iter().find_map(|test| tainted.privilege(test));
        if let Some((sets, by)) = sets.zip(by) {
            let finding = self.find(place, "when", FindingKind::ForbiddenAttribute).says(
                format!("`{}` sets {sets} by {by}", seen.rule.id),
                "treat customers equally: take it from what is the matter, or use the per-channel agreement",
            );
            findings.push(finding.seen_on(witness.cloned()));
        }
        self.look_at_patterns(place, &tests, findings);
    }

    /// A pattern costs little where a word, a label or a channel narrows it
    /// down, or where it has letters that can be looked for; and where it takes
    /// few steps at each letter of a text.
    fn look_at_patterns(&self, place: usize, tests: &[&Test], findings: &mut Vec<Finding>) {
        let Some(seen) = self.seen.get(place) else {
            return;
        };
        if matches!(seen.fires, Fires::Never) {
            return;
        }
        let patterns = tests.iter().filter_map(|test| match test {
            Test::Matches(pattern) => Some(pattern),
            _ => None,
        });
        let narrowed = is_narrowed(&seen.rule.when);
        let mut costly = patterns.filter_map(|pattern| cost(pattern, narrowed));
        if let Some((wrong, right)) = costly.next() {
            let finding = self.find(place, "when", FindingKind::CostlyPattern);
            findings.push(finding.says(wrong, right));
        }
    }
}

/// Whether a condition needs a word, a channel or a label, so that it is not
/// looked at on every mention.
fn is_narrowed(condition: &Condition) -> bool {
    match condition {
        Condition::Test(test) => match test {
            Test::Words(_) | Test::List(_) | Test::Near(_) | Test::Channel(_) => true,
            Test::Label(_, bounds) => bounds.at_least.is_some(),
            _ => false,
        },
        Condition::All(parts) => parts.iter().any(is_narrowed),
        Condition::Any(parts) => parts.iter().all(is_narrowed),
        Condition::None(_) | Condition::Not(_) => false,
    }
}

/// Over a text of this length, in bytes, a pattern must not use up alone what
/// all patterns of the rules share.
const LONG_POST: u64 = 4 * 1024;

/// What is costly about a pattern by its parsed form, and what would be right.
fn cost(pattern: &Pattern, narrowed: bool) -> Option<(String, &'static str)> {
    let (written, steps) = (pattern.as_str(), pattern.positions());
    let reach = Patterns::BUDGET / u64::from(steps);
    if reach < LONG_POST {
        let wrong = format!(
            "`{written}` takes {steps} steps a letter: it is not read over a text of more than {reach} bytes"
        );
        return Some((wrong, "ask for fewer repetitions, or write it as words"));
    }
    if narrowed || pattern.literals().is_some() {
        return None;
    }
    let wrong = format!("`{written}` has to be tried on every mention, {steps} steps a letter");
    let right = "ask for a word beside it, or write it as words such as `schade*`";
    Some((wrong, right))
}
