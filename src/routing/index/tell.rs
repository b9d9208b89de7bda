use super::asks::Answer;
use super::atoms::Atom;
use super::dictionary::number;
use super::leaf::{Leaf, Run};
use super::memo::Memo;
use super::paths::Path;
use super::program::Step;
use super::sequences::Sequence;
use super::{Asking, Index, List, Workspace};
use crate::routing::decision::Decision;
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
    /// The facts that are not known, by their numbers: of all rules.
    lacks: Vec<u32>,
    /// Where those of the rule at hand begin.
    lacks_from: usize,
}

/// What was told of all rules.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) spans: Vec<Span>,
    pub(crate) paths: Vec<Path>,
    pub(crate) lacks: Vec<u32>,
}

/// So many spans are gathered of one test before the first of them are kept.
const MOST_GATHERED: usize = 16 * Found::MOST_SPANS;

impl Index {
    /// Begins to tell on what it rests that rules fire, of the mention that was read.
    pub(crate) fn telling<'a, 'f>(
        &'a self,
        facts: &'a Facts<'f>,
        lists: &'a Lists,
        work: &'a mut Workspace,
    ) -> Telling<'a, 'f> {
        Telling::of(self, facts, lists, work)
    }

    /// The facts without which these rules are neither true nor false, of the
    /// mention that was read.
    pub(crate) fn missing(
        &self,
        rules: impl Iterator<Item = usize>,
        facts: &Facts<'_>,
        lists: &Lists,
        work: &mut Workspace,
    ) -> SortedSet<Fact> {
        let mut telling = Telling::of(self, facts, lists, work);
        rules.for_each(|rule| telling.lacks(rule));
        put_in_order(&mut telling.room.lacks, 0);
        let missing = self.book.facts(&telling.room.lacks);
        telling.hand_back();
        missing
    }
}

impl TellingRoom {
    /// Puts the spans from a place on in their order, each once. Most come so.
    fn put_in_order(&mut self, from: usize) {
        let Self { spans, found, .. } = self;
        let tail = spans.get_mut(from..).unwrap_or_default();
        if tail.is_sorted_by(|one, other| one < other) {
            return;
        }
        tail.sort_unstable();
        if !tail.is_sorted_by(|one, other| one < other) {
            found.extend(spans.drain(from..));
            let gathered = found.len();
            found.dedup();
            self.dropped += gathered - found.len();
            spans.append(found);
        }
    }

    /// Of one test no more than the first pieces are told.
    fn keep_first(&mut self, from: usize) {
        self.put_in_order(from);
        let beyond = self.spans.len().saturating_sub(from + Found::MOST_SPANS);
        self.dropped += beyond;
        self.spans.truncate(from + Found::MOST_SPANS);
    }

    /// Whether no more spans are told of this decision.
    fn is_full(&self) -> bool {
        self.spans.len() + self.dropped >= Decision::MOST_SPANS
    }
}

/// Notes on what it rests that rules fire, one by one.
pub(crate) struct Telling<'a, 'f> {
    asking: Asking<'a, 'f>,
    room: TellingRoom,
    /// Where the condition begins that is weighed.
    start: u32,
}

impl<'a, 'f> Telling<'a, 'f> {
    fn of(
        index: &'a Index,
        facts: &'a Facts<'f>,
        lists: &'a Lists,
        work: &'a mut Workspace,
    ) -> Self {
        let mut room = std::mem::take(&mut work.telling);
        room.paths.clear();
        room.spans.clear();
        room.dropped = 0;
        room.listed.clear();
        room.lists.begin(number(index.lists.len()));
        room.patterns.begin(index.patterns.count());
        room.lacks.clear();
        room.lacks_from = 0;
        Self {
            asking: Asking {
                index,
                facts,
                lists,
                work,
            },
            room,
            start: 0,
        }
    }

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
        let from = self.room.lacks.len();
        self.room.lacks_from = from;
        self.lacks(rule);
        put_in_order(&mut self.room.lacks, from);
        (number(from), number(self.room.lacks.len()))
    }

    fn lacks(&mut self, rule: usize) {
        let index = self.asking.index;
        match index.branches.plain(rule) {
            // It hangs on every test that is not known.
            Some(tests) => tests.iter().for_each(|branch| self.missing(branch.test)),
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
    fn hand_back(self) {
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
            Truth::Unknown => return self.missing(leaf),
            Truth::True => self.spans(leaf),
            Truth::False => {}
        }
        self.room.paths.extend(self.asking.index.programs.path(at));
    }

    fn missing(&mut self, leaf: Leaf) {
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
            let own = self.room.lacks.get(self.room.lacks_from..);
            if own.and_then(<[u32]>::last) != Some(&fact) {
                self.room.lacks.push(fact);
            }
        }
    }

    fn spans(&mut self, leaf: Leaf) {
        if self.room.is_full() {
            return;
        }
        let Asking { index, facts, .. } = &self.asking;
        let (index, facts) = (*index, *facts);
        match leaf {
            Leaf::Word(word) => self.word(word),
            Leaf::Words { run, upto } => {
                let is_read = self.asking.work.phrases.covers(upto);
                self.terms(run, if is_read { u32::MAX } else { 0 });
            }
            Leaf::List(list) => self.list(list),
            Leaf::Near {
                pair,
                within,
                ordered,
                ..
            } => self.near(pair, within, ordered),
            Leaf::Pattern(number) => {
                let span = self.room.patterns.get(number).unwrap_or_else(|| {
                    let pattern = index.patterns.get(number);
                    let range = pattern.and_then(|it| it.first_in(facts.folded.shadow()));
                    let span = range.and_then(|range| touched(facts.folded, range));
                    self.room.patterns.set(number, span)
                });
                self.room.spans.extend(span);
            }
            Leaf::Fact(fact) => {
                // What else is known of a mention stands nowhere in its text.
                if let Some(Test::PersonalData(kinds)) = index.asks.get(fact) {
                    self.personal(kinds);
                }
            }
        }
    }

    fn personal(&mut self, kinds: &SortedSet<PersonalData>) {
        let from = self.room.spans.len();
        let Asking { facts, work, .. } = &mut self.asking;
        let text = facts.mention.text.reveal();
        for kind in kinds {
            let spans = work.personal.of_kind(*kind, text, facts.folded);
            self.room.spans.extend(spans.take(Found::MOST_SPANS));
        }
        self.room.keep_first(from);
    }

    fn word(&mut self, word: Atom) {
        let Asking { facts, work, .. } = &self.asking;
        let words = facts.folded.words();
        let places = work.heard.places(word).take(Found::MOST_SPANS);
        let spans = places.filter_map(|place| words.get(place as usize));
        self.room.spans.extend(spans.map(|word| word.span));
    }

    /// A list that many rules share is long, and told once.
    fn list(&mut self, list: u32) {
        let room = &mut self.room;
        if let Some((from, to)) = room.lists.get(list) {
            let listed = room.listed.get(from as usize..to as usize);
            room.spans.extend_from_slice(listed.unwrap_or_default());
            return;
        }
        let from = room.spans.len();
        let known = self.asking.index.lists.get(list as usize).copied();
        let List { run, from: before } = known.unwrap_or_default();
        let words = self.asking.work.phrases.beyond(before);
        self.terms(run, words);
        let room = &mut self.room;
        let begin = number(room.listed.len());
        let told = room.spans.get(from..).unwrap_or_default();
        room.listed.extend_from_slice(told);
        room.lists.set(list, (begin, number(room.listed.len())));
    }

    /// Of phrases no more than so many words.
    fn terms(&mut self, run: Run, mut words: u32) {
        let from = self.room.spans.len();
        let sequences = &self.asking.index.sequences;
        let mut found = 0;
        for term in sequences.get(run) {
            match sequences.word(*term) {
                Some(word) if !self.asking.work.heard.has(word) => continue,
                Some(word) => self.word(word),
                None => {
                    let left = words.checked_sub(number(sequences.atoms(term).len()));
                    words = left.unwrap_or(0);
                    if left.is_none() || !sequences.has_all(*term, &self.asking.work.heard) {
                        continue;
                    }
                    self.phrase(*term);
                }
            }
            found += 1;
            // A long list is not gathered whole.
            if self.room.spans.len() - from > MOST_GATHERED {
                self.room.keep_first(from);
            }
        }
        // What one term finds stands in order.
        if found > 1 {
            self.room.keep_first(from);
        }
    }

    fn phrase(&mut self, phrase: Sequence) {
        let Asking {
            index, facts, work, ..
        } = &mut self.asking;
        let Workspace { heard, room, .. } = &mut **work;
        let length = index.sequences.atoms(&phrase).len();
        let most = Found::MOST_SPANS;
        (index.sequences).find_first(phrase, most, heard, &mut room.phrase);
        let places = room
            .phrase
            .words()
            .map(|at| at as usize..at as usize + length);
        let spans = places.filter_map(|place| original(facts.folded, place));
        self.room.spans.extend(spans.take(Found::MOST_SPANS));
    }

    fn near(&mut self, pair: u32, within: u32, ordered: bool) {
        let from = self.room.spans.len();
        let Asking {
            index, facts, work, ..
        } = &mut self.asking;
        let Workspace { heard, room, .. } = &mut **work;
        let spans = &mut self.room.spans;
        let near = (pair, within, ordered);
        let heard = (&index.sequences, &*heard);
        let tell = |(start, end)| spans.extend(original(facts.folded, wide(start, end)));
        (index.pairs).close(near, Found::MOST_SPANS, heard, room, tell);
        self.room.keep_first(from);
    }
}

/// Puts numbers from a place on in their order, each once. Most stand alone.
fn put_in_order(numbers: &mut Vec<u32>, from: usize) {
    if numbers.len() > from + 1 {
        let mut tail = numbers.split_off(from);
        tail.sort_unstable();
        tail.dedup();
        numbers.append(&mut tail);
    }
}

fn wide(start: u32, end: u32) -> std::ops::Range<usize> {
    start as usize..end as usize
}
