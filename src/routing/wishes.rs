use std::collections::BTreeSet;
use std::sync::Arc;

use super::action::Actions;
use super::rule::Rule;
use super::slot::Slots;
use crate::sorted::SortedSet;

/// For which slots each rule has a wish, and its tags by number: kept apart
/// from the rules, so that most wishes are combined without fetching one.
#[derive(Clone, Debug, Default)]
pub(super) struct Wishes {
    rules: Vec<Wish>,
    /// The tags of all rules, rule by rule.
    tags: Vec<Tag>,
    /// The tag of each number: numbers stand in the order of the names.
    names: Vec<Arc<str>>,
}

/// A tag by its place among all.
pub(super) type Tag = u32;

#[derive(Clone, Copy, Debug, Default)]
struct Wish {
    slots: Slots,
    /// Where its tags begin and end.
    tags: (u32, u32),
}

impl Wishes {
    pub(super) fn of(rules: &[Rule]) -> Self {
        let every = rules.iter().flat_map(|rule| &rule.then.tags);
        let every: BTreeSet<&str> = every.map(String::as_str).collect();
        let names: Vec<Arc<str>> = every.into_iter().map(Arc::from).collect();
        let mut wishes = Self {
            rules: Vec::with_capacity(rules.len()),
            tags: Vec::new(),
            names,
        };
        for rule in rules {
            wishes.add(&rule.then);
        }
        wishes
    }

    fn add(&mut self, wish: &Actions) {
        let from = self.tags.len();
        for tag in &wish.tags {
            let place = self.names.partition_point(|name| **name < **tag);
            self.tags.extend(u32::try_from(place));
        }
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.rules.push(Wish {
            slots: wish.slots(),
            tags: (place(from), place(self.tags.len())),
        });
    }

    /// The slots for which the rule at a place has a wish.
    pub(super) fn slots(&self, place: usize) -> Slots {
        let wish = self.rules.get(place);
        wish.map_or_else(Slots::default, |wish| wish.slots)
    }

    /// The tags of the rule at a place.
    pub(super) fn tags(&self, place: usize) -> &[Tag] {
        let (from, to) = self.rules.get(place).map_or((0, 0), |wish| wish.tags);
        let tags = self.tags.get(from as usize..to as usize);
        tags.unwrap_or_default()
    }

    /// The tags by name that `given` holds, each once.
    pub(super) fn named(&self, given: &mut Vec<Tag>) -> SortedSet<Arc<str>> {
        given.sort_unstable();
        given.dedup();
        let mut named = Vec::with_capacity(given.len());
        let names = given.iter().filter_map(|tag| self.names.get(*tag as usize));
        named.extend(names.cloned());
        named.into_iter().collect()
    }
}
