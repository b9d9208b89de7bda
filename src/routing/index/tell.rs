use std::sync::Arc;

use super::leaf::{Leaf, Run};
use super::paths::Path;
use super::program::Step;
use super::{Asking, Index, Workspace};
use crate::routing::evaluate::touched;
use crate::routing::fact::Fact;
use crate::routing::facts::Facts;
use crate::routing::ground::Found;
use crate::routing::lists::Lists;
use crate::routing::term::original;
use crate::routing::test::{PersonalData, Test};
use crate::routing::truth::Truth;
use crate::sorted::SortedSet;
use crate::text::Span;

/// On what it rests that a condition holds.
#[derive(Debug, Default)]
pub(crate) struct Grounded {
    /// The tests, in the order of writing.
    pub(crate) paths: Vec<Arc<str>>,
    /// The pieces of the original text that made tests true.
    pub(crate) spans: Vec<Span>,
}

/// What is gathered of one rule, in room that is used again.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    paths: Vec<Path>,
    spans: Vec<Span>,
    /// Of the test at hand.
    found: Vec<Span>,
    missing: SortedSet<Fact>,
}

impl Index {
    /// Tells on what it rests that a rule fires, of the mention that was read.
    pub(crate) fn tell(
        &self,
        rule: usize,
        facts: &Facts<'_>,
        lists: &Lists,
        work: &mut Workspace,
    ) -> Grounded {
        self.telling(rule, Truth::True, facts, lists, work, |told| {
            told.spans.sort_unstable();
            told.spans.dedup();
            let path = |path: &Path| self.paths.get(*path).cloned().unwrap_or_default();
            Grounded {
                paths: told.paths.iter().map(path).collect(),
                spans: told.spans.as_slice().into(),
            }
        })
    }

    /// The facts without which a rule is neither true nor false, of the mention
    /// that was read.
    pub(crate) fn lacks(
        &self,
        rule: usize,
        facts: &Facts<'_>,
        lists: &Lists,
        work: &mut Workspace,
    ) -> SortedSet<Fact> {
        self.telling(rule, Truth::Unknown, facts, lists, work, |told| {
            std::mem::take(&mut told.missing)
        })
    }

    fn telling<T>(
        &self,
        rule: usize,
        truth: Truth,
        facts: &Facts<'_>,
        lists: &Lists,
        work: &mut Workspace,
        take: impl FnOnce(&mut Told) -> T,
    ) -> T {
        let mut told = std::mem::take(&mut work.told);
        let mut telling = Telling {
            asking: Asking {
                index: self,
                facts,
                lists,
                work,
            },
            told: &mut told,
        };
        telling.condition(self.programs.start(rule), truth);
        let taken = take(&mut told);
        told.paths.clear();
        told.spans.clear();
        work.told = told;
        taken
    }
}

struct Telling<'a, 'f> {
    asking: Asking<'a, 'f>,
    told: &'a mut Told,
}

impl Telling<'_, '_> {
    /// The condition at a step, which comes to this.
    fn condition(&mut self, at: u32, truth: Truth) {
        match self.asking.index.programs.step(at) {
            Some(Step::All { end }) => self.parts(at + 1, end, truth, Truth::True),
            Some(Step::Any { end }) => self.parts(at + 1, end, truth, Truth::False),
            Some(Step::None { end }) => self.parts(at + 1, end, truth.not(), Truth::False),
            Some(Step::Not) => self.condition(at + 1, truth.not()),
            Some(Step::Test(leaf)) => self.test(at, leaf, truth),
            None => {}
        }
    }

    /// The parts on which what they come to together rests: those that come to
    /// the same. They come to `agreed` together only where each of them does.
    fn parts(&mut self, mut at: u32, end: u32, joined: Truth, agreed: Truth) {
        while at < end {
            let (truth, next) = match joined == agreed {
                true => (joined, self.asking.index.programs.next(at)),
                false => self.asking.step(at),
            };
            if truth == joined {
                self.condition(at, truth);
            }
            at = next;
        }
    }

    fn test(&mut self, at: u32, leaf: Leaf, truth: Truth) {
        match truth {
            Truth::Unknown => return self.missing(leaf),
            Truth::True => self.spans(leaf),
            Truth::False => {}
        }
        self.told.paths.extend(self.asking.index.programs.path(at));
    }

    fn missing(&mut self, leaf: Leaf) {
        let Asking {
            index,
            facts,
            lists,
            ..
        } = &self.asking;
        let missing = match leaf {
            Leaf::Fact(fact) => {
                let test = index.facts.get(fact as usize);
                test.and_then(|test| test.holds(facts, lists, &index.patterns).err())
            }
            Leaf::Pattern(pattern) => {
                let pattern = index.patterns.get(pattern);
                let shadow = facts.folded.shadow();
                pattern.and_then(|it| index.patterns.holds(it, shadow).err())
            }
            Leaf::Words(_) | Leaf::List(_) | Leaf::Near { .. } => None,
        };
        if let Some(missing) = missing {
            self.told.missing.insert(missing.into());
        }
    }

    fn spans(&mut self, leaf: Leaf) {
        let Asking {
            index,
            facts,
            lists,
            ..
        } = &self.asking;
        match leaf {
            Leaf::Words(run) => self.terms(run),
            Leaf::List(list) => {
                let run = index.lists.get(list as usize).copied();
                self.terms(run.unwrap_or_default());
            }
            Leaf::Near {
                pair,
                within,
                ordered,
            } => self.near(pair, within, ordered),
            Leaf::Pattern(pattern) => {
                let pattern = index.patterns.get(pattern);
                let range = pattern.and_then(|it| it.first_in(facts.folded.shadow()));
                let span = range.and_then(|range| touched(facts.folded, range));
                self.told.spans.extend(span);
            }
            Leaf::Fact(fact) => {
                let test = index.facts.get(fact as usize);
                if let Some(Test::PersonalData(kinds)) = test {
                    return self.personal(kinds);
                }
                let found = test.map(|test| test.found(facts, lists, &index.patterns));
                if let Some(Found::Spans(spans)) = found {
                    self.told.spans.extend(spans);
                }
            }
        }
    }

    fn personal(&mut self, kinds: &SortedSet<PersonalData>) {
        let Asking { facts, work, .. } = &mut self.asking;
        let text = facts.mention.text.reveal();
        for kind in kinds {
            let spans = work.personal.of_kind(*kind, text);
            self.told.found.extend(spans.take(Found::MOST_SPANS));
        }
        self.keep_first();
    }

    fn terms(&mut self, run: Run) {
        let Asking {
            index, facts, work, ..
        } = &self.asking;
        let sequences = &index.sequences;
        for term in sequences.get(run) {
            let places = sequences.places(term, &work.heard);
            let spans = places.filter_map(|it| original(facts.folded, wide(it.start, it.end)));
            self.told.found.extend(spans.take(Found::MOST_SPANS));
        }
        self.keep_first();
    }

    fn near(&mut self, pair: u32, within: u32, ordered: bool) {
        let Asking {
            index, facts, work, ..
        } = &mut self.asking;
        let room = &mut work.room;
        index
            .pairs
            .gather(pair, &index.sequences, &work.heard, room);
        let pairs = room.close(within, ordered, Found::MOST_SPANS);
        let spans = pairs.filter_map(|(start, end)| original(facts.folded, wide(start, end)));
        self.told.found.extend(spans);
        self.keep_first();
    }

    /// Of one test no more than the first pieces are told.
    fn keep_first(&mut self) {
        let Told { spans, found, .. } = &mut *self.told;
        found.sort_unstable();
        found.dedup();
        found.truncate(Found::MOST_SPANS);
        spans.append(found);
    }
}

fn wide(start: u32, end: u32) -> std::ops::Range<usize> {
    start as usize..end as usize
}
