use std::collections::BTreeMap;

use super::dictionary::number;
use super::gate::{Also, Key};
use super::guard::Guard;
use super::leaf::Run;

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
    atoms: Vec<Run>,
    others: BTreeMap<Key, Run>,
    /// Those that are always looked at.
    open: Vec<Post>,
}

impl Posts {
    pub(super) fn of(mut gated: Vec<(Key, Post)>, open: Vec<Post>, atoms: u32) -> Self {
        gated.sort_by_key(|(key, post)| (*key, post.rule));
        gated.dedup_by_key(|(key, post)| (*key, post.rule));
        let mut posts = Self {
            all: gated.iter().map(|(_, post)| *post).collect(),
            atoms: vec![Run::default(); atoms as usize],
            others: BTreeMap::new(),
            open,
        };
        let mut from = 0;
        for of_key in gated.chunk_by(|(one, _), (other, _)| one == other) {
            let to = from + of_key.len();
            let run = Run {
                from: number(from),
                to: number(to),
            };
            from = to;
            match of_key.first().map(|(key, _)| *key) {
                Some(Key::Atom(atom)) => {
                    if let Some(slot) = posts.atoms.get_mut(atom as usize) {
                        *slot = run;
                    }
                }
                Some(key) => {
                    posts.others.insert(key, run);
                }
                None => {}
            }
        }
        posts
    }

    pub(super) fn open(&self) -> &[Post] {
        &self.open
    }

    pub(super) fn atom(&self, atom: u32) -> &[Post] {
        let run = self.atoms.get(atom as usize).copied();
        run.unwrap_or_default().of(&self.all)
    }

    pub(super) fn of_key(&self, key: Key) -> &[Post] {
        let run = self.others.get(&key).copied();
        run.unwrap_or_default().of(&self.all)
    }

    /// The keys from `from` to `to`, both included, with what they bring up.
    pub(super) fn range(&self, from: Key, to: Key) -> impl Iterator<Item = (Key, &[Post])> {
        let range = self.others.range(from..=to);
        range.map(|(key, run)| (*key, run.of(&self.all)))
    }
}
