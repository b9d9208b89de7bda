//! Conditions in the order of writing.

use super::dictionary::number;
use super::leaf::Leaf;
use super::paths::Path;

/// The conditions of all rules, each as a run of steps in the order of writing.
#[derive(Clone, Debug, Default)]
pub(super) struct Programs {
    steps: Vec<Step>,
    /// Where each step stands in its condition.
    paths: Vec<Path>,
    /// Where the condition of each rule begins.
    starts: Vec<u32>,
}

/// One condition; what it joins follows up to `end`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    All { end: u32 },
    Any { end: u32 },
    None { end: u32 },
    Not,
    Test(Leaf),
}

impl Programs {
    /// Begins the condition of the next rule.
    pub(super) fn begin(&mut self) {
        self.starts.push(self.here());
    }

    pub(super) fn here(&self) -> u32 {
        number(self.steps.len())
    }

    pub(super) fn push(&mut self, step: Step, path: Path) {
        self.steps.push(step);
        self.paths.push(path);
    }

    /// Tells a step that joins others where they end.
    pub(super) fn end(&mut self, at: u32) {
        let here = self.here();
        if let Some(Step::All { end } | Step::Any { end } | Step::None { end }) =
            self.steps.get_mut(at as usize)
        {
            *end = here;
        }
    }

    /// Where a step stands in its condition.
    pub(super) fn path(&self, at: u32) -> Option<Path> {
        self.paths.get(at as usize).copied()
    }

    pub(super) fn start(&self, rule: usize) -> u32 {
        self.starts.get(rule).copied().unwrap_or(u32::MAX)
    }

    /// Where the condition after the one at a step begins.
    pub(super) fn next(&self, at: u32) -> u32 {
        match self.step(at) {
            Some(Step::All { end } | Step::Any { end } | Step::None { end }) => end,
            Some(Step::Not) => self.next(at + 1),
            Some(Step::Test(_)) => at + 1,
            None => u32::MAX,
        }
    }

    /// Where the conditions begin that stand one after the other up to `end`.
    pub(super) fn parts(&self, from: u32, end: u32) -> impl Iterator<Item = u32> {
        let next = |part: &u32| Some(self.next(*part));
        std::iter::successors(Some(from), next).take_while(move |part| *part < end)
    }

    pub(super) fn step(&self, at: u32) -> Option<Step> {
        self.steps.get(at as usize).copied()
    }
}
