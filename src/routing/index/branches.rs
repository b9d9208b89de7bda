//! Conditions, laid out as tests that lead from one to the next.

use super::dictionary::number;
use super::leaf::{Leaf, Run};
use super::paths::Book;
use super::program::{Programs, Step};
use super::sequences::Sequences;
use crate::routing::truth::Truth;

/// The conditions of all rules as tests that lead from one to the next.
///
/// What joins tests is gone: each says which is asked where it holds and which
/// where it does not. Of joined parts those that cost little come first, so
/// that a pattern is read only where nothing else rules it out. A test that is
/// not known leads on where all tests must come out one way; any other
/// condition is then judged by its steps.
#[derive(Clone, Debug, Default)]
pub(super) struct Branches {
    all: Vec<Branch>,
    rules: Vec<Laid>,
}

/// How the condition of one rule is laid out.
#[derive(Clone, Copy, Debug)]
struct Laid {
    /// Where it begins.
    start: u32,
    /// Between which places its tests stand.
    tests: Run,
    /// Whether a rule that fires always rests on all its tests.
    is_plain: bool,
}

/// A test, and where to go on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Branch {
    pub(super) test: Leaf,
    yes: u32,
    no: u32,
}

/// What branches are made of.
#[derive(Clone, Copy)]
pub(super) struct Compiled<'c> {
    pub(super) programs: &'c Programs,
    pub(super) sequences: &'c Sequences,
}

/// Where a condition ends that holds, and one that does not.
const HOLDS: u32 = u32::MAX;
const FAILS: u32 = u32::MAX - 1;

impl Branches {
    pub(super) fn of(compiled: Compiled<'_>, book: &Book, rules: usize) -> Self {
        let mut branches = Self {
            all: Vec::with_capacity(compiled.programs.here() as usize),
            rules: Vec::with_capacity(rules),
        };
        for rule in 0..rules {
            let from = number(branches.all.len());
            let start = branches.lay(compiled, compiled.programs.start(rule), (HOLDS, FAILS));
            let to = number(branches.all.len());
            branches.rules.push(Laid {
                start,
                tests: Run { from, to },
                is_plain: book.is_plain(number(rule)),
            });
        }
        branches.all.shrink_to_fit();
        branches
    }

    /// Where the condition of a rule begins, and whether a rule that fires
    /// always rests on all its tests.
    #[inline]
    pub(super) fn start(&self, rule: usize) -> (u32, bool) {
        let laid = self.rules.get(rule);
        laid.map_or((FAILS, true), |laid| (laid.start, laid.is_plain))
    }

    /// The tests of a rule that always rests on all of them when it fires: what
    /// of them holds then made it fire.
    #[inline]
    pub(super) fn plain(&self, rule: usize) -> Option<&[Branch]> {
        let laid = self.rules.get(rule).filter(|laid| laid.is_plain)?;
        Some(laid.tests.of(&self.all))
    }

    #[inline]
    pub(super) fn get(&self, at: u32) -> Option<Branch> {
        self.all.get(at as usize).copied()
    }

    /// Lays out the condition at a step, and tells where it begins.
    fn lay(&mut self, compiled: Compiled<'_>, step: u32, (yes, no): (u32, u32)) -> u32 {
        match compiled.programs.step(step) {
            Some(Step::Test(test @ Leaf::Words { run, .. })) => {
                match compiled.sequences.few_words(run) {
                    Some(words) => words
                        .rev()
                        .fold(no, |no, word| self.push(Leaf::Word(word), (yes, no))),
                    None => self.push(test, (yes, no)),
                }
            }
            Some(Step::Test(test)) => self.push(test, (yes, no)),
            Some(Step::Not) => self.lay(compiled, step + 1, (no, yes)),
            Some(Step::All { end }) => {
                let parts = parts(compiled.programs, step + 1, end).into_iter().rev();
                parts.fold(yes, |yes, part| self.lay(compiled, part, (yes, no)))
            }
            Some(Step::Any { end }) => {
                let parts = parts(compiled.programs, step + 1, end).into_iter().rev();
                parts.fold(no, |no, part| self.lay(compiled, part, (yes, no)))
            }
            Some(Step::None { end }) => {
                let parts = parts(compiled.programs, step + 1, end).into_iter().rev();
                parts.fold(yes, |yes, part| self.lay(compiled, part, (no, yes)))
            }
            None => no,
        }
    }

    fn push(&mut self, test: Leaf, (yes, no): (u32, u32)) -> u32 {
        self.all.push(Branch { test, yes, no });
        number(self.all.len() - 1)
    }
}

impl Branch {
    /// Where to go on, where the answer is known.
    #[inline]
    pub(super) fn next(self, answer: Truth) -> Option<u32> {
        match answer {
            Truth::True => Some(self.yes),
            Truth::False => Some(self.no),
            Truth::Unknown => None,
        }
    }

    /// Where to go on with a rule that rests on all its tests, if this one
    /// comes out as it must.
    pub(super) fn on(self) -> u32 {
        match self.yes {
            FAILS => self.no,
            yes => yes,
        }
    }
}

/// What a condition comes to that ends here.
#[inline]
pub(super) fn ended(at: u32) -> Truth {
    Truth::from(at == HOLDS)
}

/// The parts that stand from a step up to `end`, those of little cost first.
fn parts(programs: &Programs, from: u32, end: u32) -> Vec<u32> {
    let mut parts: Vec<u32> = programs.parts(from, end).collect();
    let cost = |part: u32| {
        let steps = (part..programs.next(part)).filter_map(|at| programs.step(at));
        steps.map(cost).max()
    };
    if !parts.is_sorted_by_key(|part| cost(*part)) {
        parts.sort_by_cached_key(|part| cost(*part));
    }
    parts
}

/// How much a step costs, beside others.
fn cost(step: Step) -> u8 {
    match step {
        Step::Test(Leaf::Pattern(_)) => 3,
        Step::Test(Leaf::Near { .. }) => 2,
        Step::Test(Leaf::List(_) | Leaf::Fact(_)) => 1,
        Step::Test(Leaf::Word(_) | Leaf::Words { .. }) => 0,
        Step::All { .. } | Step::Any { .. } | Step::None { .. } | Step::Not => 0,
    }
}
