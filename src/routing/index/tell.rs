use std::fmt::Write;

use super::leaf::{Leaf, Run};
use super::{Asking, Index, Workspace};
use crate::routing::condition::Condition;
use crate::routing::evaluate::touched;
use crate::routing::fact::Fact;
use crate::routing::facts::Facts;
use crate::routing::ground::Found;
use crate::routing::lists::Lists;
use crate::routing::term::original;
use crate::routing::truth::Truth;
use crate::sorted::SortedSet;
use crate::text::Span;

/// On what the answer of a condition rests.
#[derive(Debug, Default)]
pub(crate) struct Grounded {
    /// The tests, in the order of writing.
    pub(crate) paths: Vec<String>,
    /// The pieces of the original text that made tests true.
    pub(crate) spans: Vec<Span>,
    /// The facts that are missing.
    pub(crate) missing: SortedSet<Fact>,
}

impl Index {
    /// Tells on what the answer of a rule rests, of the mention that was read.
    pub(crate) fn tell(
        &self,
        rule: usize,
        when: &Condition,
        facts: &Facts<'_>,
        lists: &Lists,
        work: &mut Workspace,
    ) -> Grounded {
        let mut telling = Telling {
            asking: Asking {
                index: self,
                facts,
                lists,
                work,
            },
            path: String::from("when"),
            told: Grounded::default(),
        };
        telling.condition(when, self.programs.start(rule));
        let mut told = telling.told;
        told.spans.sort_unstable();
        told.spans.dedup();
        told
    }
}

struct Telling<'a, 'f> {
    asking: Asking<'a, 'f>,
    path: String,
    told: Grounded,
}

impl Telling<'_, '_> {
    /// A condition, whose step stands at `at`.
    fn condition(&mut self, when: &Condition, at: u32) {
        match when {
            Condition::Test(_) => self.test(at),
            Condition::Not(part) => {
                let length = self.path.len();
                self.path.push_str(".not");
                self.condition(part, at + 1);
                self.path.truncate(length);
            }
            Condition::All(parts) => self.parts("all", parts, at),
            Condition::Any(parts) => self.parts("any", parts, at),
            Condition::None(parts) => self.parts("none", parts, at),
        }
    }

    /// The parts on which what they come to together rests.
    fn parts(&mut self, key: &str, parts: &[Condition], at: u32) {
        let (whole, _) = self.asking.step(at);
        let joined = match key {
            "none" => whole.not(),
            _ => whole,
        };
        let mut at = at + 1;
        for (place, part) in parts.iter().enumerate() {
            let (truth, next) = self.asking.step(at);
            if truth == joined {
                let length = self.path.len();
                // Writing to a string cannot fail.
                let _ = write!(self.path, ".{key}[{place}]");
                self.condition(part, at);
                self.path.truncate(length);
            }
            at = next;
        }
    }

    fn test(&mut self, at: u32) {
        self.told.paths.push(self.path.clone());
        let Some(leaf) = self.asking.index.programs.test(at) else {
            return;
        };
        match self.asking.leaf(leaf) {
            Truth::True => self.spans(leaf),
            Truth::Unknown => self.missing(leaf),
            Truth::False => {}
        }
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
        self.told.missing.extend(missing);
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
                let found = test.map(|test| test.found(facts, lists, &index.patterns));
                if let Some(Found::Spans(spans)) = found {
                    self.told.spans.extend(spans);
                }
            }
        }
    }

    fn terms(&mut self, run: Run) {
        let Asking {
            index, facts, work, ..
        } = &self.asking;
        let sequences = &index.sequences;
        let from = self.told.spans.len();
        for term in sequences.get(run) {
            let places = sequences.places(term, &work.heard);
            let spans = places.filter_map(|it| original(facts.folded, wide(it.start, it.end)));
            self.told.spans.extend(spans.take(Found::MOST_SPANS));
        }
        self.keep_first(from);
    }

    fn near(&mut self, pair: u32, within: u32, ordered: bool) {
        let Asking {
            index, facts, work, ..
        } = &mut self.asking;
        let from = self.told.spans.len();
        let room = &mut work.room;
        index
            .pairs
            .gather(pair, &index.sequences, &work.heard, room);
        let pairs = room.close(within, ordered, Found::MOST_SPANS);
        let spans = pairs.filter_map(|(start, end)| original(facts.folded, wide(start, end)));
        self.told.spans.extend(spans);
        self.keep_first(from);
    }

    /// Of one test no more than the first pieces are told.
    fn keep_first(&mut self, from: usize) {
        let new = self.told.spans.get_mut(from..).unwrap_or_default();
        new.sort_unstable();
        let mut new = self.told.spans.split_off(from);
        new.dedup();
        new.truncate(Found::MOST_SPANS);
        self.told.spans.append(&mut new);
    }
}

fn wide(start: u32, end: u32) -> std::ops::Range<usize> {
    start as usize..end as usize
}
