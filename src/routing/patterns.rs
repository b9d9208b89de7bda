use super::lack::Lack;
use super::pattern::Pattern;
use super::ruleset::RuleSet;

use crate::sorted::SortedMap;

/// The patterns of a set of rules, in the order of their first appearance, each once.
///
/// Together they may take [`RuleSet::PATTERN_BUDGET`] steps over one text: a
/// step is one byte of the text held against one
/// [position](Pattern::positions) of a pattern. Those that may be found there
/// are counted in their order, whether they turn out to be needed or not, so
/// that what a pattern answers does not depend on what other rules did with
/// theirs; one that the budget does not reach answers *not known*.
#[derive(Clone, Debug, Default)]
pub(crate) struct Patterns {
    all: Vec<Budgeted>,
    numbers: SortedMap<String, u32>,
}

#[derive(Clone, Debug)]
struct Budgeted {
    pattern: Pattern,
    /// The positions of this pattern and of those before it.
    positions: u64,
}

impl Patterns {
    /// The steps that the patterns of a set may take over one text.
    pub(crate) const BUDGET: u64 = RuleSet::PATTERN_BUDGET;

    /// The number of a pattern, which is new to the set or known.
    pub(crate) fn add(&mut self, pattern: &Pattern) -> u32 {
        if let Some(&known) = self.numbers.get(pattern.as_str()) {
            return known;
        }
        let next = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let before = self.all.last().map_or(0, |last| last.positions);
        self.all.push(Budgeted {
            pattern: pattern.clone(),
            positions: before + u64::from(pattern.positions()),
        });
        self.numbers.insert(pattern.as_str().to_owned(), next);
        next
    }

    pub(crate) fn count(&self) -> u32 {
        u32::try_from(self.all.len()).unwrap_or(u32::MAX)
    }

    pub(crate) fn number(&self, pattern: &Pattern) -> Option<u32> {
        self.numbers.get(pattern.as_str()).copied()
    }

    pub(crate) fn get(&self, number: u32) -> Option<&Pattern> {
        self.all.get(number as usize).map(|it| &it.pattern)
    }

    /// All of them, in their order.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Pattern> {
        self.all.iter().map(|it| &it.pattern)
    }

    /// Whether all of them are read over a text of so many folded bytes.
    pub(crate) fn all_fit(&self, bytes: usize) -> bool {
        // The last one is told with those before it.
        let all = self.all.last().map_or(0, |last| last.positions);
        all.saturating_mul(bytes as u64) <= Self::BUDGET
    }

    /// Which is the first that is not read over a text of so many folded bytes,
    /// if only those that `may_be_found` there cost anything.
    pub(crate) fn reach(&self, bytes: usize, may_be_found: impl Fn(u32) -> bool) -> u32 {
        let mut positions: u64 = 0;
        for (number, pattern) in (0..).zip(self.all()) {
            if may_be_found(number) {
                positions += u64::from(pattern.positions());
                if positions.saturating_mul(bytes as u64) > Self::BUDGET {
                    return number;
                }
            }
        }
        self.count()
    }

    /// Whether a pattern is found, where the budget reaches it and it can be built.
    pub(crate) fn holds<'p>(&self, pattern: &'p Pattern, shadow: &str) -> Result<bool, Lack<'p>> {
        let number = self.number(pattern);
        if !self.all_fit(shadow.len())
            && let Some(number) = number
        {
            if !pattern.may_be_in(shadow) {
                return Ok(false);
            }
            let may_be_found = |it| self.get(it).is_some_and(|it| it.may_be_in(shadow));
            if number >= self.reach(shadow.len(), may_be_found) {
                return Err(Lack::PatternUnread(pattern));
            }
        }
        let found = self.known(pattern).is_in(shadow);
        found.ok_or(Lack::PatternUnbuilt(pattern))
    }

    /// The pattern of the set that equals this one, so that it is built once.
    pub(crate) fn known<'p>(&'p self, pattern: &'p Pattern) -> &'p Pattern {
        let known = self.number(pattern).and_then(|number| self.get(number));
        known.unwrap_or(pattern)
    }
}
