use super::dictionary::number;
use super::leaf::Leaf;

/// The conditions of all rules, each as a run of steps in the order of writing.
#[derive(Clone, Debug, Default)]
pub(super) struct Programs {
    steps: Vec<Step>,
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

    pub(super) fn push(&mut self, step: Step) {
        self.steps.push(step);
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

    /// The test that stands at a step.
    pub(super) fn test(&self, at: u32) -> Option<Leaf> {
        match self.step(at)? {
            Step::Test(leaf) => Some(leaf),
            Step::All { .. } | Step::Any { .. } | Step::None { .. } | Step::Not => None,
        }
    }

    pub(super) fn start(&self, rule: usize) -> u32 {
        self.starts.get(rule).copied().unwrap_or(u32::MAX)
    }

    pub(super) fn step(&self, at: u32) -> Option<Step> {
        self.steps.get(at as usize).copied()
    }
}
