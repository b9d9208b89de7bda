//! Attributes that may not matter, and patterns that cost too much.

use super::anchor::needed;
use super::finding::{Finding, FindingKind};
use super::{Fires, Linter};
use crate::routing::notation::{privilege, sets_due_time, tells_age};
use crate::routing::pattern::Pattern;
use crate::routing::patterns::Patterns;
use crate::routing::test::Test;

impl Linter<'_> {
    /// Looks at what one rule looks at.
    pub(super) fn look_at_attributes(&self, place: usize, findings: &mut Vec<Finding>) {
        let Some(seen) = self.seen.get(place) else {
            return;
        };
        let witness = match &seen.fires {
            Fires::On(witness) => Some(&witness.situation),
            Fires::Never | Fires::Undecided => None,
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
        let by = tests.iter().find_map(|test| privilege(test));
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
        let narrowed = needed(&seen.rule.when, self.rules.lists()).is_some();
        let mut costly = patterns.filter_map(|pattern| cost(pattern, narrowed));
        if let Some((wrong, right)) = costly.next() {
            let finding = self.find(place, "when", FindingKind::CostlyPattern);
            findings.push(finding.says(wrong, right));
        }
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
