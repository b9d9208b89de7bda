//! Which rules each key brings up.

use super::dictionary::number;
use super::gate::{Also, Key};
use super::guard::Guard;
use super::leaf::Run;
use crate::routing::truth::Truth;

/// A rule to look at, and what a mention must meet first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Post {
    pub(super) rule: u32,
    pub(super) guard: Guard,
    /// What must be heard too.
    pub(super) also: Also,
}

/// Which rules each key brings up.
#[derive(Clone, Debug, Default)]
pub(super) struct Posts {
    all: Vec<Post>,
    atoms: Runs,
    literals: Runs,
    lists: Runs,
    cuts: Runs,
    channels: Runs,
    authors: Runs,
    /// The tests that are asked: which, unless it comes to what, and what it
    /// brings up.
    asked: Vec<(u32, Truth, Run)>,
    /// Those that are always looked at.
    open: Vec<Post>,
}

/// For each number a run; for those after the last there is none.
#[derive(Clone, Debug, Default)]
struct Runs(Vec<Run>);

impl Runs {
    fn set(&mut self, at: u32, run: Run) {
        let room = self.0.len().max(at as usize + 1);
        self.0.resize(room, Run::default());
        if let Some(slot) = self.0.get_mut(at as usize) {
            *slot = run;
        }
    }

    #[inline]
    fn get(&self, at: u32) -> Run {
        self.0.get(at as usize).copied().unwrap_or_default()
    }
}

impl Posts {
    pub(super) fn of(mut gated: Vec<(Key, Post)>, open: Vec<Post>) -> Self {
        gated.sort_by_key(|(key, post)| (*key, post.rule));
        gated.dedup_by_key(|(key, post)| (*key, post.rule));
        let mut posts = Self {
            all: gated.iter().map(|(_, post)| *post).collect(),
            open,
            ..Self::default()
        };
        let mut from = 0;
        for of_key in gated.chunk_by(|(one, _), (other, _)| one == other) {
            let to = from + of_key.len();
            let run = Run {
                from: number(from),
                to: number(to),
            };
            from = to;
            if let Some((key, _)) = of_key.first() {
                posts.set(*key, run);
            }
        }
        posts
    }

    fn set(&mut self, key: Key, run: Run) {
        match key {
            Key::Atom(atom) => self.atoms.set(atom, run),
            Key::Literal(literal) => self.literals.set(literal, run),
            Key::List(list) => self.lists.set(list, run),
            Key::Cut(pattern) => self.cuts.set(pattern, run),
            Key::Channel(bit) => self.channels.set(bit, run),
            Key::Author(author) => self.authors.set(author, run),
            Key::NotFalse(fact) => self.asked.push((fact, Truth::False, run)),
            Key::NotTrue(fact) => self.asked.push((fact, Truth::True, run)),
        }
    }

    pub(super) fn open(&self) -> &[Post] {
        &self.open
    }

    #[inline]
    pub(super) fn atom(&self, atom: u32) -> &[Post] {
        self.atoms.get(atom).of(&self.all)
    }

    pub(super) fn literal(&self, literal: u32) -> &[Post] {
        self.literals.get(literal).of(&self.all)
    }

    pub(super) fn list(&self, list: u32) -> &[Post] {
        self.lists.get(list).of(&self.all)
    }

    pub(super) fn channel(&self, bit: u32) -> &[Post] {
        self.channels.get(bit).of(&self.all)
    }

    pub(super) fn author(&self, author: u32) -> &[Post] {
        self.authors.get(author).of(&self.all)
    }

    /// Those of all patterns from this one on.
    pub(super) fn cut(&self, from: u32) -> impl Iterator<Item = &[Post]> {
        let cut = self.cuts.0.get(from as usize..).unwrap_or_default();
        cut.iter().map(|run| run.of(&self.all))
    }

    /// The tests that are asked, with what each brings up unless it comes to this.
    pub(super) fn asked(&self) -> impl Iterator<Item = (u32, Truth, &[Post])> {
        let asked = self.asked.iter();
        asked.map(|(fact, unless, run)| (*fact, *unless, run.of(&self.all)))
    }
}
