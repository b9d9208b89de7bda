//! Attributes that may not matter, and patterns that cost too much.

use super::anchor::needed;
use super::finding::{Finding, FindingKind};
use super::{Fires, Linter};
use crate::routing::notation::{privilege, sets_due_time, tells_age};
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
    /// down, or where it begins with letters that can be looked for.
    fn look_at_patterns(&self, place: usize, tests: &[&Test], findings: &mut Vec<Finding>) {
        let Some(seen) = self.seen.get(place) else {
            return;
        };
        let narrowed = needed(&seen.rule.when, self.rules.lists()).is_some();
        if narrowed || matches!(seen.fires, Fires::Never) {
            return;
        }
        let vague = tests.iter().find_map(|test| match test {
            Test::Matches(pattern) if longest_literal(pattern.as_str()) < SHORTEST => Some(pattern),
            _ => None,
        });
        if let Some(pattern) = vague {
            let finding = self.find(place, "when", FindingKind::CostlyPattern).says(
                format!("`{}` has to be tried on every mention", pattern.as_str()),
                "ask for a word beside it, or write it as words such as `schade*`",
            );
            findings.push(finding);
        }
    }
}

/// Fewer letters in a row than this are in every second text.
const SHORTEST: usize = 3;

/// The most letters in a row that a pattern surely asks for.
fn longest_literal(pattern: &str) -> usize {
    if pattern.contains('|') {
        return 0;
    }
    let (mut longest, mut run, mut depth) = (0, 0_usize, 0_usize);
    let mut signs = pattern.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => {
                signs.next();
                run = 0;
            }
            '[' | '(' | '{' => {
                depth += 1;
                run = 0;
            }
            ']' | ')' | '}' => {
                depth = depth.saturating_sub(1);
                run = 0;
            }
            _ if depth == 0 && (sign.is_alphanumeric() || sign == ' ') => {
                let optional = matches!(signs.peek(), Some('?' | '*' | '{'));
                run = if optional { 0 } else { run + 1 };
            }
            _ => run = 0,
        }
        longest = longest.max(run);
    }
    longest
}
