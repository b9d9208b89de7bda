//! The names of rules, tests and facts, for what was noted in numbers.

use std::collections::HashMap;
use std::sync::Arc;

use super::dictionary::number;
use super::program::{Programs, Step};
use super::tell::Grounded;
use crate::routing::fact::Fact;
use crate::routing::rule::{Rule, RuleId};

/// What tells of rules in words what was noted of them in numbers. A decision
/// holds it until nobody can ask why any more, also where its rules were
/// exchanged for others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Book {
    ids: Vec<RuleId>,
    paths: Paths,
    shapes: Shapes,
    /// The facts that any test may lack, in their order.
    facts: Vec<Fact>,
}

/// The places of tests in conditions, each told once for all rules.
#[derive(Clone, Debug)]
pub(super) struct Paths(Vec<Arc<str>>);

/// For each rule the places of all its tests: rules that are written alike
/// share one list.
#[derive(Clone, Debug, Default)]
struct Shapes {
    all: Vec<Shape>,
    of_rules: Vec<u32>,
}

#[derive(Clone, Debug)]
struct Shape {
    told: Told,
    /// Whether a rule that fires always rests on all its tests: each must hold,
    /// or must not.
    is_plain: bool,
}

/// Places as they are told.
pub(crate) type Told = Arc<[Arc<str>]>;

/// Rules of more tests than these are not alike.
const MOST_SHARED: usize = 32;

/// The shape of a rule that has none to share.
const NONE: u32 = u32::MAX;

/// A place, by its number.
pub(super) type Path = u32;

/// The place of a whole condition.
pub(super) const WHOLE: Path = 0;

/// The paths that are known, while rules are read.
#[derive(Default)]
pub(super) struct KnownPaths {
    known: HashMap<(Path, Way), Path>,
}

/// How a condition holds a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Way {
    Not,
    All(usize),
    Any(usize),
    None(usize),
}

impl Book {
    pub(super) fn of(rules: &[Rule], paths: Paths, programs: &Programs, facts: Vec<Fact>) -> Self {
        Self {
            ids: rules.iter().map(|rule| rule.id.clone()).collect(),
            shapes: Shapes::of(programs, &paths, rules.len()),
            paths,
            facts,
        }
    }

    /// These facts by name; `numbers` stand in their order.
    pub(crate) fn facts(&self, numbers: &[u32]) -> impl Iterator<Item = &Fact> {
        let fact = |number: &u32| self.facts.get(*number as usize);
        numbers.iter().filter_map(fact)
    }

    /// How many facts there are.
    pub(super) fn fact_count(&self) -> usize {
        self.facts.len()
    }

    /// The name of a rule.
    pub(crate) fn id(&self, rule: u32) -> Option<&RuleId> {
        self.ids.get(rule as usize)
    }

    /// The tests on which a rule rests, in the order of writing.
    pub(crate) fn paths(&self, of: &Grounded, noted: &[Path]) -> Told {
        match of.paths {
            Some((from, to)) => {
                let noted = noted.get(from as usize..to as usize);
                self.shapes
                    .told(of.rule, noted.unwrap_or_default(), &self.paths)
            }
            None => self.shapes.plain(of.rule).cloned().unwrap_or_default(),
        }
    }

    /// Whether a rule that fires always rests on all its tests.
    pub(super) fn is_plain(&self, rule: u32) -> bool {
        self.shapes.plain(rule).is_some()
    }
}

impl Default for Paths {
    fn default() -> Self {
        Self(vec!["when".into()])
    }
}

impl Paths {
    /// The place of a part of the condition at `path`.
    pub(super) fn part(&mut self, path: Path, way: Way, known: &mut KnownPaths) -> Path {
        let next = number(self.0.len());
        let part = *known.known.entry((path, way)).or_insert(next);
        if part == next {
            let whole = self.get(path).cloned().unwrap_or_default();
            let told = match way {
                Way::Not => format!("{whole}.not"),
                Way::All(place) => format!("{whole}.all[{place}]"),
                Way::Any(place) => format!("{whole}.any[{place}]"),
                Way::None(place) => format!("{whole}.none[{place}]"),
            };
            self.0.push(told.into());
        }
        part
    }

    pub(super) fn get(&self, path: Path) -> Option<&Arc<str>> {
        self.0.get(path as usize)
    }

    fn told(&self, paths: &[Path]) -> Told {
        let told = paths.iter().filter_map(|path| self.get(*path)).cloned();
        told.collect()
    }
}

impl Shapes {
    fn of(programs: &Programs, paths: &Paths, rules: usize) -> Self {
        let (mut shapes, mut known) = (Self::default(), HashMap::new());
        for rule in 0..rules {
            let start = programs.start(rule);
            let steps = start..programs.next(start);
            let tests = steps.filter(|at| matches!(programs.step(*at), Some(Step::Test(_))));
            if tests.clone().nth(MOST_SHARED).is_some() {
                shapes.of_rules.push(NONE);
                continue;
            }
            let tests: Vec<Path> = tests.filter_map(|at| programs.path(at)).collect();
            let is_plain = is_plain(programs, start);
            let next = number(shapes.all.len());
            let shape = known.entry((tests, is_plain));
            let shape = *shape.or_insert_with_key(|(tests, is_plain)| {
                let (told, is_plain) = (paths.told(tests), *is_plain);
                shapes.all.push(Shape { told, is_plain });
                next
            });
            shapes.of_rules.push(shape);
        }
        shapes
    }

    /// All places in a rule, where one that fires always rests on all of them.
    fn plain(&self, rule: u32) -> Option<&Told> {
        let shape = self.get(rule).filter(|shape| shape.is_plain);
        shape.map(|shape| &shape.told)
    }

    /// These places in a rule, in the order of writing.
    fn told(&self, rule: u32, of: &[Path], paths: &Paths) -> Told {
        match self.get(rule) {
            // So many are all of them.
            Some(shape) if shape.told.len() == of.len() => shape.told.clone(),
            _ => paths.told(of),
        }
    }

    fn get(&self, rule: u32) -> Option<&Shape> {
        let shape = self.of_rules.get(rule as usize)?;
        self.all.get(*shape as usize)
    }
}

/// Whether a condition asks of each of its tests that it holds, or that it does not.
fn is_plain(programs: &Programs, at: u32) -> bool {
    let is_test = |at: u32| matches!(programs.step(at), Some(Step::Test(_)));
    match programs.step(at) {
        Some(Step::Test(_)) => true,
        Some(Step::Not) => is_test(at + 1),
        Some(Step::All { end }) => programs
            .parts(at + 1, end)
            .all(|part| is_plain(programs, part)),
        Some(Step::None { end }) => programs.parts(at + 1, end).all(is_test),
        Some(Step::Any { .. }) | None => false,
    }
}
