//! Trying a mention on a rule, and what that takes.

use crate::routing::condition::Condition;
use crate::routing::lists::Lists;
use crate::routing::situation::Situation;
use crate::routing::test::{Authors, Test};
use crate::routing::truth::Truth;
use crate::text::Folded;

/// A mention that was tried on a rule.
pub(super) struct Witness {
    pub(super) situation: Situation,
    pub(super) folded: Folded,
}

impl Witness {
    pub(super) fn new(situation: Situation) -> Self {
        Self {
            folded: Folded::new(situation.mention.text.reveal()),
            situation,
        }
    }

    /// Whether a condition holds of it.
    pub(super) fn bears_out(&self, condition: &Condition, lists: &Lists) -> bool {
        let facts = self.situation.facts(&self.folded);
        condition.truth(&facts, lists) == Truth::True
    }

    /// The steps it takes to try it where one word takes so many.
    pub(super) fn steps(&self, weight: u64) -> u64 {
        let words = u64::try_from(self.folded.words().len()).unwrap_or(u64::MAX);
        weight.saturating_mul(words.saturating_add(2))
    }
}

/// The steps that a condition takes for each word of a text.
pub(super) fn weight(condition: &Condition, lists: &Lists) -> u64 {
    let all = condition.tests().into_iter();
    all.map(|test| of_test(test, lists))
        .fold(2, u64::saturating_add)
}

fn of_test(test: &Test, lists: &Lists) -> u64 {
    let count = |many: usize| u64::try_from(many).unwrap_or(u64::MAX);
    match test {
        Test::Words(terms) => count(terms.len()),
        Test::List(id) => count(lists.terms(id).unwrap_or_default().len()),
        Test::Near(near) => 2 + 2 * count(near.left.len() + near.right.len()),
        Test::Matches(pattern) => 8 + u64::from(pattern.positions() / 8),
        Test::PersonalData(_) => 16,
        Test::SearchTerm(words) | Test::Via(words) | Test::Language(words) => {
            1 + count(words.len() / 8)
        }
        Test::Author(Authors::In(_) | Authors::Are(_)) => 2,
        Test::Time(_) => 8,
        _ => 1,
    }
}
