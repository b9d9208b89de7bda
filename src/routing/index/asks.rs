//! Tests of anything but the text, as they are asked of a mention.

use super::dictionary::number;
use crate::routing::bounds::Bounds;
use crate::routing::fact::Fact;
use crate::routing::facts::Facts;
use crate::routing::lack::Lack;
use crate::routing::lists::Lists;
use crate::routing::patterns::Patterns;
use crate::routing::test::Test;
use crate::routing::truth::Truth;
use crate::triage::{Confidence, Label};

/// What a test came to; where that is not known, the number of the fact it lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    True,
    False,
    Lacks(u32),
}

impl Answer {
    #[inline]
    pub(super) fn truth(self) -> Truth {
        match self {
            Answer::True => Truth::True,
            Answer::False => Truth::False,
            Answer::Lacks(_) => Truth::Unknown,
        }
    }
}

impl From<bool> for Answer {
    #[inline]
    fn from(holds: bool) -> Self {
        if holds { Answer::True } else { Answer::False }
    }
}

/// The tests of anything but text, each once, as they are asked of a mention.
#[derive(Clone, Debug, Default)]
pub(super) struct Asks(Vec<Ask>);

#[derive(Clone, Debug)]
struct Ask {
    test: Test,
    lacks: Lacks,
}

/// The numbers of the facts that a test may lack: an assessment at all, and
/// what only this test asks for.
#[derive(Clone, Copy, Debug, Default)]
struct Lacks {
    assessment: u32,
    own: u32,
}

/// For each test of a label its place in the assessment that was looked at
/// before: a classifier names its labels in one order.
#[derive(Clone, Debug, Default)]
pub(super) struct Hints(Vec<usize>);

/// What the tests are asked of.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a, 'f> {
    pub(super) facts: &'a Facts<'f>,
    pub(super) lists: &'a Lists,
    pub(super) patterns: &'a Patterns,
}

impl Asks {
    /// These tests; `facts` are all that any of them may lack, in their order.
    pub(super) fn of(tests: &[&Test], facts: &[Fact]) -> Self {
        let asks = tests.iter().map(|test| {
            let mut lacks = Lacks::default();
            for lack in Lack::all_of(test) {
                match lack {
                    Lack::Assessment => lacks.assessment = fact_number(lack, facts),
                    _ => lacks.own = fact_number(lack, facts),
                }
            }
            let test = (*test).clone();
            Ask { test, lacks }
        });
        Self(asks.collect())
    }

    pub(super) fn count(&self) -> u32 {
        number(self.0.len())
    }

    pub(super) fn get(&self, ask: u32) -> Option<&Test> {
        self.0.get(ask as usize).map(|ask| &ask.test)
    }

    /// What a test comes to.
    pub(super) fn answer(&self, ask: u32, of: Asked<'_, '_>, hints: &mut Hints) -> Answer {
        let Some(Ask { test, lacks }) = self.0.get(ask as usize) else {
            return Answer::False;
        };
        if let Test::Label(label, bounds) = test {
            return lacks.label((label, bounds), of.facts, hints.0.get_mut(ask as usize));
        }
        match test.holds(of.facts, of.lists, of.patterns) {
            Ok(holds) => holds.into(),
            Err(Lack::Assessment) => Answer::Lacks(lacks.assessment),
            Err(_) => Answer::Lacks(lacks.own),
        }
    }
}

impl Lacks {
    /// What the test of a label comes to.
    fn label(
        self,
        (label, bounds): (&Label, &Bounds<Confidence>),
        facts: &Facts<'_>,
        hint: Option<&mut usize>,
    ) -> Answer {
        let Some(assessment) = facts.assessment else {
            return Answer::Lacks(self.assessment);
        };
        let scores = assessment.scores();
        let hinted = hint.as_ref().and_then(|hint| scores.at(**hint));
        let score = hinted.filter(|(known, _)| *known == label).or_else(|| {
            let place = scores.place(label).ok()?;
            if let Some(hint) = hint {
                *hint = place;
            }
            scores.at(place)
        });
        match score {
            Some((_, score)) => bounds.hold(*score).into(),
            None => Answer::Lacks(self.own),
        }
    }
}

impl Hints {
    /// Room for so many tests.
    pub(super) fn begin(&mut self, asks: u32) {
        if self.0.len() < asks as usize {
            self.0.resize(asks as usize, 0);
        }
    }
}

/// The number of a fact: its place among all.
pub(super) fn fact_number(lack: Lack<'_>, facts: &[Fact]) -> u32 {
    let fact = Fact::from(lack);
    number(facts.partition_point(|it| *it < fact))
}
