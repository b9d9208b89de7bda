//! On what it rests that rules fire, or that they are not settled.

mod spans;

use super::asks::Answer;
use super::dictionary::number;
use super::leaf::Leaf;
use super::mask::{Mask, PAGE};
use super::memo::Memo;
use super::paths::Path;
use super::program::Step;
use super::{Asking, Index, Workspace};
use crate::routing::facts::Facts;
use crate::routing::ground::Found;
use crate::routing::lists::Lists;
use crate::routing::truth::Truth;
use crate::text::Span;

/// On what it rests that a rule fires.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grounded {
    pub(crate) rule: u32,
    /// Which of the spans are its own.
    pub(crate) spans: (u32, u32),
    /// Which of the paths are; none where it rests on all its tests.
    pub(crate) paths: Option<(u32, u32)>,
}

/// What is gathered, in room that is used again.
#[derive(Clone, Debug, Default)]
pub(super) struct TellingRoom {
    /// Of all rules that do not rest on all their tests.
    paths: Vec<Path>,
    /// Of all rules.
    spans: Vec<Span>,
    /// Room to put spans in order.
    found: Vec<Span>,
    /// How many spans were gathered and not kept.
    dropped: usize,
    /// What lists of terms find, each list told once.
    listed: Vec<Span>,
    lists: Memo<(u32, u32)>,
    /// Where patterns are found, each looked for once.
    patterns: Memo<Option<Span>>,
    /// What the steps of the rule at hand come to, each asked once.
    steps: Memo<Truth>,
    /// The facts that are not known, by their numbers: of the rule at hand.
    own: Vec<u32>,
    /// Of all rules.
    lacks: Vec<u32>,
    /// Room to put those of many rules in order.
    facts: Mask,
}

/// What was told of all rules.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) spans: Vec<Span>,
    pub(crate) paths: Vec<Path>,
    pub(crate) lacks: Vec<u32>,
}

impl Index {
    /// Begins to tell on what it rests that rules fire, of the mention that was read.
    pub(crate) fn telling<'a, 'f>(
        &'a self,
        facts: &'a Facts<'f>,
        lists: &'a Lists,
        work: &'a mut Workspace,
    ) -> Telling<'a, 'f> {
        let mut room = std::mem::take(&mut work.telling);
        room.paths.clear();
        room.spans.clear();
        room.dropped = 0;
        room.listed.clear();
        room.lists.begin(number(self.lists.len()));
        room.patterns.begin(self.patterns.count());
        room.lacks.clear();
        let asking = Asking {
            index: self,
            facts,
            lists,
            work,
        };
        Telling {
            asking,
            room,
            start: 0,
        }
    }
}

/// Notes on what it rests that rules fire, one by one.
pub(crate) struct Telling<'a, 'f> {
    asking: Asking<'a, 'f>,
    room: TellingRoom,
    /// Where the condition begins that is weighed.
    start: u32,
}

impl Telling<'_, '_> {
    /// A rule that fires.
    pub(crate) fn rule(&mut self, rule: usize) -> Grounded {
        let from = self.room.spans.len();
        let paths = self.grounds(rule);
        self.room.put_in_order(from);
        Grounded {
            rule: number(rule),
            spans: (number(from), number(self.room.spans.len())),
            paths,
        }
    }

    /// A rule that is not settled: which of the facts are those it lacks.
    pub(crate) fn open(&mut self, rule: usize) -> (u32, u32) {
        self.room.own.clear();
        self.lacks(rule);
        let TellingRoom { own, lacks, .. } = &mut self.room;
        own.sort_unstable();
        own.dedup();
        let from = number(lacks.len());
        lacks.extend_from_slice(own);
        (from, number(lacks.len()))
    }

    /// All the facts that rules lack, each once and in their order; of each rule
    /// which they are was told.
    pub(crate) fn missing(&mut self, rules: impl Iterator<Item = (u32, u32)>) -> Vec<u32> {
        let TellingRoom { lacks, facts, .. } = &mut self.room;
        facts.clear(self.asking.index.book.fact_count().div_ceil(PAGE));
        for (from, to) in rules {
            let lacks = lacks.get(from as usize..to as usize);
            lacks
                .unwrap_or_default()
                .iter()
                .for_each(|fact| facts.set(*fact));
        }
        facts.words().collect()
    }

    fn lacks(&mut self, rule: usize) {
        let index = self.asking.index;
        match index.branches.plain(rule) {
            // It hangs on every test that is not known.
            Some(tests) => tests.iter().for_each(|branch| self.lack(branch.test)),
            None => {
                let start = index.programs.start(rule);
                self.weigh(start);
                self.condition(start, Truth::Unknown);
            }
        }
    }

    /// Makes room to weigh the condition that begins at a step.
    fn weigh(&mut self, start: u32) {
        self.start = start;
        let end = self.asking.index.programs.next(start);
        self.room.steps.begin(end.saturating_sub(start));
    }

    /// What was told of all rules.
    pub(crate) fn end(self) -> Told {
        let TellingRoom {
            spans,
            paths,
            lacks,
            ..
        } = &self.room;
        let told = Told {
            spans: spans.to_vec(),
            paths: paths.to_vec(),
            lacks: lacks.to_vec(),
        };
        self.hand_back();
        told
    }

    /// Hands the room back.
    pub(crate) fn hand_back(self) {
        self.asking.work.telling = self.room;
    }

    /// Gathers the spans of a rule that fires, and its paths unless it rests on
    /// all its tests.
    fn grounds(&mut self, rule: usize) -> Option<(u32, u32)> {
        let index = self.asking.index;
        let start = index.programs.start(rule);
        if let Some(tests) = index.branches.plain(rule) {
            let from = self.room.spans.len();
            tests.iter().for_each(|branch| self.holding(branch.test));
            if self.room.spans.len() > from + Found::MOST_SPANS {
                // Of each test the first are told.
                self.room.spans.truncate(from);
                self.plain(start);
            }
            return None;
        }
        let from = number(self.room.paths.len());
        self.weigh(start);
        self.condition(start, Truth::True);
        Some((from, number(self.room.paths.len())))
    }

    /// The spans of a test, if it holds.
    #[inline]
    fn holding(&mut self, test: Leaf) {
        match test {
            Leaf::Word(word) if !self.room.is_full() => self.word(word),
            Leaf::Word(_) => {}
            _ if self.asking.leaf(test) == Truth::True => self.spans(test),
            _ => {}
        }
    }

    /// A condition that rests on all its tests.
    fn plain(&mut self, start: u32) {
        let programs = &self.asking.index.programs;
        let (mut at, end) = (start, programs.next(start));
        while at < end {
            at = match programs.step(at) {
                Some(Step::All { .. }) => at + 1,
                Some(Step::Test(leaf)) => {
                    self.spans(leaf);
                    at + 1
                }
                // What does not hold was found nowhere.
                _ => programs.next(at),
            };
        }
    }

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
            let truth = match joined == agreed {
                true => joined,
                false => self.truth(at),
            };
            if truth == joined {
                self.condition(at, truth);
            }
            at = self.asking.index.programs.next(at);
        }
    }

    /// What the condition at a step comes to. Each is asked once for a rule,
    /// however many joins stand around it.
    fn truth(&mut self, at: u32) -> Truth {
        let step = at - self.start;
        if let Some(known) = self.room.steps.get(step) {
            return known;
        }
        let truth = match self.asking.index.programs.step(at) {
            Some(Step::All { end }) => self.joined(at + 1, end, Truth::False),
            Some(Step::Any { end }) => self.joined(at + 1, end, Truth::True),
            Some(Step::None { end }) => self.joined(at + 1, end, Truth::True).not(),
            Some(Step::Not) => self.truth(at + 1).not(),
            Some(Step::Test(leaf)) => self.asking.leaf(leaf),
            None => Truth::False,
        };
        self.room.steps.set(step, truth)
    }

    /// Parts up to `end`, of which one that answers `settles` settles all.
    fn joined(&mut self, mut at: u32, end: u32, settles: Truth) -> Truth {
        let mut joined = settles.not();
        while at < end {
            let part = self.truth(at);
            if part == settles {
                return settles;
            }
            if part == Truth::Unknown {
                joined = Truth::Unknown;
            }
            at = self.asking.index.programs.next(at);
        }
        joined
    }

    fn test(&mut self, at: u32, leaf: Leaf, truth: Truth) {
        match truth {
            Truth::Unknown => return self.lack(leaf),
            Truth::True => self.spans(leaf),
            Truth::False => {}
        }
        self.room.paths.extend(self.asking.index.programs.path(at));
    }

    /// The fact that a test lacks, where it is not known.
    fn lack(&mut self, leaf: Leaf) {
        let answer = match leaf {
            Leaf::Fact(fact) => self.asking.fact(fact),
            Leaf::Pattern(pattern) => self.asking.pattern(pattern),
            Leaf::Word(_) => return,
            Leaf::Words { .. } | Leaf::List(_) | Leaf::Near { .. } => {
                match self.asking.leaf(leaf) {
                    Truth::Unknown => Answer::Lacks(self.asking.index.phrases_unread),
                    Truth::True | Truth::False => return,
                }
            }
        };
        if let Answer::Lacks(fact) = answer {
            // The tests of a rule tend to lack the same.
            if self.room.own.last() != Some(&fact) {
                self.room.own.push(fact);
            }
        }
    }
}
