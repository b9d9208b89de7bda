//! Rules compiled to be found by what a mention says.
//!
//! A rule is looked at only if its condition may be true or unknown. That
//! rests on its *gate*: keys of which one must come up, such as a word that
//! must stand in the text, chosen to come up seldom. One pass over the words
//! of a mention tells which words, beginnings, endings and inner pieces that
//! any rule speaks of stand where; each brings up the rules behind it, past a
//! guard of channel, author and reach. What is left is evaluated in the order
//! of the rules, every test of text against what was heard, every other test
//! once per mention.

mod affixes;
mod asks;
mod atoms;
mod branches;
mod candidates;
mod compile;
mod dictionary;
mod filter;
mod gate;
mod guard;
mod leaf;
mod letters;
mod mask;
mod memo;
mod needed;
mod numbering;
mod pairs;
mod paths;
mod posts;
mod program;
mod scratch;
mod sequences;
mod stretch;
mod table;
mod tell;
mod trie;

use std::sync::{Arc, OnceLock};

use super::facts::Facts;
use super::lists::Lists;
use super::pattern::Pattern;
use super::patterns::Patterns;
use super::personal::PersonalSpans;
use super::phrases::Reach;
use super::test::Test;
use super::truth::Truth;
use crate::mention::Handle;
use crate::sorted::SortedMap;
use asks::{Answer, Asked, Asks, Hints};
use atoms::{Atom, Atoms};
use branches::{Branches, ended};
use candidates::Candidates;
use gate::Sketch;
use guard::GuardNames;
use leaf::{Leaf, Run};
use memo::Memo;
use needed::{Hopes, Needed};
use pairs::{Gaps, Pairs, Room};
use posts::{Post, Posts};
use program::{Programs, Step};
use scratch::Heard;
use sequences::{Sequence, Sequences};

use tell::TellingRoom;

pub(crate) use paths::Book;
pub(crate) use tell::{Grounded, Telling};

/// The rules of a set, compiled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    atoms: Atoms,
    sequences: Sequences,
    pairs: Pairs,
    patterns: Patterns,
    /// For each pattern the pieces of text without which it is not found.
    literals: Vec<Option<Vec<u32>>>,
    /// The same for texts that are too long for all patterns, made for the first of them.
    needed: OnceLock<Needed>,
    /// For each pattern the facts that it may lack.
    pattern_lacks: Vec<PatternLacks>,
    /// The number of the fact that phrases lack which the budget does not reach.
    phrases_unread: u32,
    lists: Vec<List>,
    /// The terms of lists by the word that is looked at first, in their order.
    into_lists: Vec<IntoList>,
    asks: Asks,
    authors: SortedMap<Handle, u32>,
    branches: Branches,
    programs: Programs,
    book: Arc<Book>,
    posts: Posts,
    guards: GuardNames,
    rules: usize,
}

/// The numbers of the facts that a pattern may lack.
#[derive(Clone, Copy, Debug)]
struct PatternLacks {
    /// That the budget reaches it.
    unread: u32,
    /// That it can be built.
    unbuilt: u32,
}

/// The terms of a shared list, and how many words of phrases come before them.
#[derive(Clone, Copy, Debug, Default)]
struct List {
    run: Run,
    from: u32,
}

/// A term of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct IntoList {
    /// The word of it that is met least often.
    atom: Atom,
    list: u32,
    term: Sequence,
    /// The words of phrases up to this one.
    upto: u32,
}

/// What reading one mention needs, and leaves behind for the next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Workspace {
    heard: Heard,
    candidates: Candidates,
    on: Vec<bool>,
    facts: Memo<Answer>,
    hints: Hints,
    patterns: Memo<Answer>,
    pairs: Memo<Gaps>,
    /// The lists of which a term stands in the text, or may.
    lists: Memo<Truth>,
    /// How far phrases are read over the text.
    phrases: Reach,
    room: Room,
    personal: PersonalSpans,
    telling: TellingRoom,
    /// The first pattern that is not read over the text.
    reach: u32,
    /// Where there is such a one, or might be: which may be found.
    hopes: Hopes,
}

impl Index {
    /// Reads a mention: afterwards [`Index::next`] tells the rules to look at.
    pub(crate) fn read(&self, facts: &Facts<'_>, lists: &Lists, work: &mut Workspace) {
        work.heard
            .begin(self.atoms.count(), self.atoms.literal_count());
        work.candidates.begin(self.rules);
        work.facts.begin(self.asks.count());
        work.hints.begin(self.asks.count());
        work.patterns.begin(self.patterns.count());
        work.pairs.begin(self.pairs.count());
        work.room.begin();
        work.lists.begin(dictionary::number(self.lists.len()));
        work.personal.begin();
        work.reach = self.reach(facts.folded.shadow(), &mut work.hopes);
        work.phrases = Reach::over(facts.folded);
        self.atoms.read(facts.folded, &mut work.heard);
        self.bring_up(facts, lists, work);
    }

    /// Which is the first pattern that is not read over a text. As a rule all
    /// are; only where they are not it is asked which may be found at all.
    fn reach(&self, shadow: &str, hopes: &mut Hopes) -> u32 {
        let bytes = shadow.len();
        if self.patterns.all_fit(bytes) {
            hopes.forget();
            return self.patterns.count();
        }
        let needed = self.needed.get_or_init(|| Needed::of(&self.patterns));
        needed.hopes(shadow, hopes);
        self.patterns.reach(bytes, |pattern| hopes.has(pattern))
    }

    /// Goes on with a mention of which more is known than when it was read.
    pub(crate) fn go_on(&self, work: &mut Workspace) {
        let is_open = |answer: Answer| answer.truth() == Truth::Unknown;
        work.facts.forget(is_open);
    }

    /// Takes out the next rule that may be true or unknown.
    pub(crate) fn next(&self, work: &mut Workspace) -> Option<u32> {
        work.candidates.take_first()
    }

    /// What is known of a rule's condition, of the mention that was read.
    pub(crate) fn truth(
        &self,
        rule: usize,
        facts: &Facts<'_>,
        lists: &Lists,
        work: &mut Workspace,
    ) -> Truth {
        let mut asking = Asking {
            index: self,
            facts,
            lists,
            work,
        };
        let (mut at, is_plain) = self.branches.start(rule);
        let mut is_open = false;
        while let Some(branch) = self.branches.get(at) {
            let answer = match branch.test {
                Leaf::Word(word) => Truth::from(asking.work.heard.has(word)),
                other => asking.leaf(other),
            };
            at = match branch.next(answer) {
                Some(next) => next,
                // One of its other tests may still tell that it does not hold.
                None if is_plain => {
                    is_open = true;
                    branch.on()
                }
                None => return asking.step(self.programs.start(rule)).0,
            };
        }
        match ended(at) {
            Truth::True if is_open => Truth::Unknown,
            ended => ended,
        }
    }

    /// How many tests there are of anything but the text, each counted once.
    pub(crate) fn facts(&self) -> usize {
        self.asks.count() as usize
    }

    /// What tells of its rules in words.
    pub(crate) fn book(&self) -> &Arc<Book> {
        &self.book
    }

    /// The patterns of its rules.
    pub(crate) fn patterns(&self) -> &Patterns {
        &self.patterns
    }

    fn bring_up(&self, facts: &Facts<'_>, lists: &Lists, work: &mut Workspace) {
        let mut on = std::mem::take(&mut work.on);
        let mut candidates = std::mem::take(&mut work.candidates);
        let badge = self.guards.badge(facts, lists, &mut on);
        let sketch = Sketch::of(work.heard.heard_atoms());
        let mut bring = |posts: &[Post]| {
            for post in posts {
                if sketch.may_hold(post.also) && badge.passes(post.guard) {
                    candidates.add(post.rule);
                }
            }
        };
        bring(self.posts.open());
        self.hear(work, &mut bring);
        bring(self.posts.channel(badge.channel.trailing_zeros()));
        if let Some(&author) = self.authors.get(&facts.mention.author.handle) {
            bring(self.posts.author(author));
        }
        let mut asking = Asking {
            index: self,
            facts,
            lists,
            work,
        };
        for (fact, unless, behind) in self.posts.asked() {
            if asking.fact(fact).truth() != unless {
                bring(behind);
            }
        }
        work.candidates = candidates;
        work.on = on;
    }

    /// Brings up what waits for anything that was heard, or that the budget of
    /// patterns cuts off; notes the lists of which a term stands in the text,
    /// or may.
    fn hear(&self, work: &mut Workspace, bring: &mut impl FnMut(&[Post])) {
        let Workspace {
            heard,
            lists,
            room,
            phrases,
            ..
        } = work;
        for &atom in heard.heard_atoms() {
            bring(self.posts.atom(atom));
            for it in self.lists_of(atom) {
                let known = lists.get(it.list);
                if known == Some(Truth::True) || !self.sequences.has_all(it.term, heard) {
                    continue;
                }
                if !phrases.covers(it.upto) && self.sequences.word(it.term).is_none() {
                    lists.set(it.list, Truth::Unknown);
                } else if self.sequences.stands(it.term, heard, &mut room.phrase) {
                    lists.set(it.list, Truth::True);
                } else {
                    continue;
                }
                if known.is_none() {
                    bring(self.posts.list(it.list));
                }
            }
        }
        for &literal in work.heard.heard_literals() {
            bring(self.posts.literal(literal));
        }
        self.posts.cut(work.reach).for_each(bring);
    }

    /// The terms of lists that an atom leads to.
    fn lists_of(&self, atom: Atom) -> &[IntoList] {
        let from = self.into_lists.partition_point(|it| it.atom < atom);
        let rest = self.into_lists.get(from..).unwrap_or_default();
        let count = rest.iter().take_while(|it| it.atom == atom).count();
        rest.get(..count).unwrap_or_default()
    }
}

struct Asking<'a, 'f> {
    index: &'a Index,
    facts: &'a Facts<'f>,
    lists: &'a Lists,
    work: &'a mut Workspace,
}

impl Asking<'_, '_> {
    /// What a step answers, and where the next one begins.
    fn step(&mut self, at: u32) -> (Truth, u32) {
        match self.index.programs.step(at) {
            Some(Step::All { end }) => (self.joined(at + 1, end, Truth::False), end),
            Some(Step::Any { end }) => (self.joined(at + 1, end, Truth::True), end),
            Some(Step::None { end }) => (self.joined(at + 1, end, Truth::True).not(), end),
            Some(Step::Not) => {
                let (part, next) = self.step(at + 1);
                (part.not(), next)
            }
            Some(Step::Test(leaf)) => (self.leaf(leaf), at + 1),
            None => (Truth::False, u32::MAX),
        }
    }

    /// Parts up to `end`, of which one that answers `settles` settles all.
    fn joined(&mut self, mut at: u32, end: u32, settles: Truth) -> Truth {
        let mut joined = settles.not();
        while at < end {
            let (part, next) = self.step(at);
            if part == settles {
                return settles;
            }
            if part == Truth::Unknown {
                joined = Truth::Unknown;
            }
            at = next;
        }
        joined
    }

    #[inline]
    fn leaf(&mut self, leaf: Leaf) -> Truth {
        match leaf {
            Leaf::Word(word) => Truth::from(self.work.heard.has(word)),
            Leaf::Words { run, upto } => self.words(run, upto),
            Leaf::List(list) => self.work.lists.get(list).unwrap_or(Truth::False),
            Leaf::Near {
                pair,
                within,
                ordered,
                upto,
            } => {
                if self.work.phrases.covers(upto) {
                    return self.gaps(pair).are_within(within, ordered).into();
                }
                self.may_be_near(pair)
            }
            Leaf::Pattern(pattern) => self.pattern(pattern).truth(),
            Leaf::Fact(fact) => self.fact(fact).truth(),
        }
    }

    #[inline]
    fn stands(&mut self, run: Run) -> bool {
        let sequences = &self.index.sequences;
        let Workspace { heard, room, .. } = &mut *self.work;
        let mut terms = sequences.get(run).iter();
        terms.any(|term| sequences.stands(*term, heard, &mut room.phrase))
    }

    #[inline]
    fn words(&mut self, run: Run, upto: u32) -> Truth {
        if self.work.phrases.covers(upto) {
            return self.stands(run).into();
        }
        self.index.sequences.may_stand(run, &self.work.heard)
    }

    /// Of a pair that is not read: not known where both sides may stand.
    fn may_be_near(&self, pair: u32) -> Truth {
        let Index {
            pairs, sequences, ..
        } = self.index;
        let (left, right) = pairs.sides(pair);
        let may_stand = |run| sequences.may_stand(run, &self.work.heard) != Truth::False;
        match may_stand(left) && may_stand(right) {
            true => Truth::Unknown,
            false => Truth::False,
        }
    }

    fn gaps(&mut self, pair: u32) -> Gaps {
        if let Some(known) = self.work.pairs.get(pair) {
            return known;
        }
        let (pairs, sequences) = (&self.index.pairs, &self.index.sequences);
        let gaps = pairs.gaps(pair, sequences, &self.work.heard, &mut self.work.room);
        self.work.pairs.set(pair, gaps)
    }

    fn pattern(&mut self, number: u32) -> Answer {
        let lacks = self.index.pattern_lacks.get(number as usize);
        let (unread, unbuilt) = lacks.map_or((0, 0), |lacks| (lacks.unread, lacks.unbuilt));
        if number >= self.work.reach {
            return match self.work.hopes.has(number) {
                true => Answer::Lacks(unread),
                false => Answer::False,
            };
        }
        if let Some(known) = self.work.patterns.get(number) {
            return known;
        }
        let literals = self.index.literals.get(number as usize);
        let unheard = literals
            .and_then(Option::as_ref)
            .is_some_and(|literals| !literals.iter().any(|it| self.work.heard.has_literal(*it)));
        let hopeless = unheard || self.work.hopes.rule_out(number);
        let answer = if hopeless {
            Answer::False
        } else {
            let shadow = self.facts.folded.shadow();
            let pattern = self.index.patterns.get(number);
            let found = pattern.and_then(|pattern: &Pattern| pattern.is_in(shadow));
            found.map_or(Answer::Lacks(unbuilt), Answer::from)
        };
        self.work.patterns.set(number, answer)
    }

    #[inline]
    fn fact(&mut self, number: u32) -> Answer {
        match self.work.facts.get(number) {
            Some(known) => known,
            None => self.ask(number),
        }
    }

    #[inline(never)]
    fn ask(&mut self, number: u32) -> Answer {
        let answer = if let Some(Test::PersonalData(kinds)) = self.index.asks.get(number) {
            let (text, folded) = (self.facts.mention.text.reveal(), self.facts.folded);
            let mut kinds = kinds.iter();
            let personal = &mut self.work.personal;
            Answer::from(kinds.any(|kind| personal.of_kind(*kind, text, folded).next().is_some()))
        } else {
            let of = Asked {
                facts: self.facts,
                lists: self.lists,
                patterns: &self.index.patterns,
            };
            self.index.asks.answer(number, of, &mut self.work.hints)
        };
        self.work.facts.set(number, answer)
    }
}
