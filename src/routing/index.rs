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
mod atoms;
mod branches;
mod candidates;
mod compile;
mod dictionary;
mod gate;
mod guard;
mod leaf;
mod letters;
mod memo;
mod pairs;
mod paths;
mod posts;
mod program;
mod scratch;
mod sequences;
mod table;
mod tell;
mod trie;

use std::sync::Arc;

use super::facts::Facts;
use super::lists::Lists;
use super::pattern::Pattern;
use super::patterns::Patterns;
use super::personal::PersonalSpans;
use super::test::Test;
use super::truth::Truth;
use crate::mention::Handle;
use crate::sorted::SortedMap;
use atoms::{Atom, Atoms};
use branches::{Branches, ended};
use candidates::Candidates;
use gate::{Key, Sketch};
use guard::GuardNames;
use leaf::{Leaf, Run};
use memo::Memo;
use pairs::{Gaps, Pairs, Room};
use posts::{Post, Posts};
use program::{Programs, Step};
use scratch::Heard;
use sequences::Sequences;

use tell::TellingRoom;

pub(crate) use paths::Book;
pub(crate) use tell::Grounded;

/// The rules of a set, compiled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    atoms: Atoms,
    sequences: Sequences,
    pairs: Pairs,
    patterns: Patterns,
    /// For each pattern the pieces of text without which it is not found.
    literals: Vec<Option<Vec<u32>>>,
    /// The terms of each shared list.
    lists: Vec<Run>,
    /// The atoms that lead into a list, each with a list, in their order.
    into_lists: Vec<(Atom, u32)>,
    /// The tests of anything but text, each once.
    facts: Vec<Test>,
    authors: SortedMap<Handle, u32>,
    branches: Branches,
    programs: Programs,
    book: Arc<Book>,
    posts: Posts,
    guards: GuardNames,
    rules: usize,
}

/// What reading one mention needs, and leaves behind for the next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Workspace {
    heard: Heard,
    candidates: Candidates,
    on: Vec<bool>,
    facts: Memo<Truth>,
    patterns: Memo<Truth>,
    pairs: Memo<Gaps>,
    lists: Memo<bool>,
    listed: Memo<bool>,
    room: Room,
    personal: PersonalSpans,
    telling: TellingRoom,
    reach: u32,
}

impl Index {
    /// Reads a mention: afterwards [`Index::next`] tells the rules to look at.
    pub(crate) fn read(&self, facts: &Facts<'_>, lists: &Lists, work: &mut Workspace) {
        work.heard
            .begin(self.atoms.count(), self.atoms.literal_count());
        work.candidates.begin(self.rules);
        let facts_count = dictionary::number(self.facts.len());
        let lists_count = dictionary::number(self.lists.len());
        work.facts.begin(facts_count);
        work.patterns.begin(self.patterns.count());
        work.pairs.begin(self.pairs.count());
        work.lists.begin(lists_count);
        work.listed.begin(lists_count);
        work.personal.begin();
        work.reach = self.patterns.reach(facts.folded.shadow().len());
        self.atoms.read(facts.folded, &mut work.heard);
        self.bring_up(facts, lists, work);
    }

    /// Goes on with a mention of which more is known than when it was read.
    pub(crate) fn go_on(&self, work: &mut Workspace) {
        work.facts.forget(Truth::Unknown);
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
        let mut at = self.branches.start(rule);
        while let Some(branch) = self.branches.get(at) {
            let answer = match branch.test {
                Leaf::Word(word) => Truth::from(asking.work.heard.has(word)),
                other => asking.leaf(other),
            };
            match branch.next(answer) {
                Some(next) => at = next,
                None => return asking.step(self.programs.start(rule)).0,
            }
        }
        ended(at)
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
        let badge = self.guards.badge(facts, lists, &mut on);
        let posts = &self.posts;
        let sketch = Sketch::of(work.heard.heard_atoms());
        let bring = |candidates: &mut Candidates, posts: &[Post]| {
            for post in posts {
                if sketch.may_hold(post.also) && badge.passes(post.guard) {
                    candidates.add(post.rule);
                }
            }
        };
        bring(&mut work.candidates, posts.open());
        for &atom in work.heard.heard_atoms() {
            bring(&mut work.candidates, posts.atom(atom));
            for list in self.lists_of(atom) {
                if work.listed.get(list).is_none() {
                    work.listed.set(list, true);
                    bring(&mut work.candidates, posts.of_key(Key::List(list)));
                }
            }
        }
        for &literal in work.heard.heard_literals() {
            bring(&mut work.candidates, posts.of_key(Key::Literal(literal)));
        }
        for (_, cut) in posts.range(Key::Cut(work.reach), Key::Cut(u32::MAX)) {
            bring(&mut work.candidates, cut);
        }
        let channel = Key::Channel(badge.channel.trailing_zeros());
        bring(&mut work.candidates, posts.of_key(channel));
        if let Some(&author) = self.authors.get(&facts.mention.author.handle) {
            bring(&mut work.candidates, posts.of_key(Key::Author(author)));
        }
        let asked = posts.range(Key::NotFalse(0), Key::NotTrue(u32::MAX));
        for (key, behind) in asked {
            let (fact, unless) = match key {
                Key::NotFalse(fact) => (fact, Truth::False),
                Key::NotTrue(fact) => (fact, Truth::True),
                _ => continue,
            };
            let mut asking = Asking {
                index: self,
                facts,
                lists,
                work,
            };
            if asking.fact(fact) != unless {
                bring(&mut work.candidates, behind);
            }
        }
        work.on = on;
    }
}

impl Index {
    /// The lists that an atom leads into.
    fn lists_of(&self, atom: Atom) -> impl Iterator<Item = u32> + '_ {
        let from = self.into_lists.partition_point(|(it, _)| *it < atom);
        let lists = self.into_lists.get(from..).unwrap_or_default().iter();
        lists
            .take_while(move |(it, _)| *it == atom)
            .map(|(_, list)| *list)
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
            Leaf::Words(run) => Truth::from(self.stands(run)),
            Leaf::List(list) => Truth::from(self.list(list)),
            Leaf::Near {
                pair,
                within,
                ordered,
            } => Truth::from(self.gaps(pair).are_within(within, ordered)),
            Leaf::Pattern(pattern) => self.pattern(pattern),
            Leaf::Fact(fact) => self.fact(fact),
        }
    }

    #[inline]
    fn stands(&self, run: Run) -> bool {
        let sequences = &self.index.sequences;
        let mut terms = sequences.get(run).iter();
        terms.any(|term| sequences.stands(*term, &self.work.heard))
    }

    fn list(&mut self, list: u32) -> bool {
        if let Some(known) = self.work.lists.get(list) {
            return known;
        }
        let run = self.index.lists.get(list as usize).copied();
        let stands = self.stands(run.unwrap_or_default());
        self.work.lists.set(list, stands)
    }

    fn gaps(&mut self, pair: u32) -> Gaps {
        if let Some(known) = self.work.pairs.get(pair) {
            return known;
        }
        let (pairs, sequences) = (&self.index.pairs, &self.index.sequences);
        let gaps = pairs.gaps(pair, sequences, &self.work.heard, &mut self.work.room);
        self.work.pairs.set(pair, gaps)
    }

    fn pattern(&mut self, number: u32) -> Truth {
        if number >= self.work.reach {
            return Truth::Unknown;
        }
        if let Some(known) = self.work.patterns.get(number) {
            return known;
        }
        let literals = self.index.literals.get(number as usize);
        let hopeless = literals
            .and_then(Option::as_ref)
            .is_some_and(|literals| !literals.iter().any(|it| self.work.heard.has_literal(*it)));
        let truth = if hopeless {
            Truth::False
        } else {
            let shadow = self.facts.folded.shadow();
            let pattern = self.index.patterns.get(number);
            let found = pattern.and_then(|pattern: &Pattern| pattern.is_in(shadow));
            found.map_or(Truth::Unknown, Truth::from)
        };
        self.work.patterns.set(number, truth)
    }

    fn fact(&mut self, number: u32) -> Truth {
        if let Some(known) = self.work.facts.get(number) {
            return known;
        }
        let test = self.index.facts.get(number as usize);
        let truth = match test {
            Some(Test::PersonalData(kinds)) => {
                let text = self.facts.mention.text.reveal();
                let mut kinds = kinds.iter();
                let personal = &mut self.work.personal;
                Truth::from(kinds.any(|kind| personal.of_kind(*kind, text).next().is_some()))
            }
            Some(test) => {
                let found = test.holds(self.facts, self.lists, &self.index.patterns);
                found.map_or(Truth::Unknown, Truth::from)
            }
            None => Truth::False,
        };
        self.work.facts.set(number, truth)
    }
}
