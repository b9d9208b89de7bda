//! Rules by what they need and by what they wish for, so that two are compared
//! only where both can fire and the one can settle a wish of the other.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet};
use std::hash::Hash;

use super::effort::Effort;
use super::formula::{Formula, Literal};
use super::key::{Axes, Key, Need, values};
use super::settles::{Wish, settling};
use super::tried::Witness;
use super::{Fires, Seen};
use crate::routing::action::Actions;
use crate::routing::slot::Slot;
use crate::sorted::SortedSet;

/// The rules that can settle a wish, by their places.
pub(super) struct Rivals<'s> {
    axes: Axes<'s>,
    by_key: Table<Key<'s>>,
    /// Lists that several rules share, by the words on them.
    lists: Table<Key<'s>>,
    by_list: Vec<Vec<u32>>,
    /// Those that need nothing in particular.
    loose: Vec<u32>,
    lengths: Lengths,
    by_wish: Table<Wish<'s>>,
}

/// Numbers in their order, by what they are looked up by.
struct Table<K> {
    rows: HashMap<K, u32>,
    numbers: Vec<Vec<u32>>,
}

impl<K: Hash + Eq> Table<K> {
    fn new() -> Self {
        Self {
            rows: HashMap::new(),
            numbers: Vec::new(),
        }
    }

    /// Adds a number that is not below those before it.
    fn add(&mut self, key: K, number: u32) {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        let row = *self.rows.entry(key).or_insert(next);
        if row == next {
            self.numbers.push(Vec::new());
        }
        if let Some(numbers) = self.numbers.get_mut(row as usize) {
            add(numbers, number);
        }
    }

    fn at(&self, row: Option<u32>) -> &[u32] {
        let numbers = row.and_then(|row| self.numbers.get(row as usize));
        numbers.map_or(&[], Vec::as_slice)
    }
}

/// How long the words are that rules need, where other letters may stand
/// around them: after, before, on both sides.
#[derive(Default)]
struct Lengths {
    begin: SortedSet<usize>,
    end: SortedSet<usize>,
    inside: SortedSet<usize>,
}

/// The rules that may fire on one mention.
pub(super) struct Hits<'a> {
    lists: Vec<&'a [u32]>,
    /// How many there are at most.
    pub(super) total: usize,
}

impl<'s> Rivals<'s> {
    pub(super) fn of(seen: &'s [Seen<'s>]) -> Self {
        let count = seen.iter().enumerate().filter(|(_, seen)| {
            !seen.rule.shadow && !matches!(seen.fires, Fires::Never | Fires::NotSeen)
        });
        let counting: Vec<(u32, &'s Seen<'s>)> = count
            .filter_map(|(place, seen)| Some((u32::try_from(place).ok()?, seen)))
            .collect();
        let axes = Axes::of(counting.iter().map(|(_, seen)| &seen.holds));
        let tally = Tally::of(&axes, counting.iter().map(|(_, seen)| &seen.holds));
        let mut rivals = Self {
            axes: Axes::default(),
            by_key: Table::new(),
            lists: Table::new(),
            by_list: vec![Vec::new(); tally.shared.len()],
            loose: Vec::new(),
            lengths: Lengths::default(),
            by_wish: Table::new(),
        };
        for (place, seen) in counting {
            match tally.rarest(&axes, &seen.holds) {
                None => rivals.loose.push(place),
                Some((_, needs)) => rivals.post(place, needs, &tally),
            }
            for wish in settling(&seen.rule.then) {
                rivals.by_wish.add(wish, place);
            }
        }
        rivals.axes = axes;
        rivals
    }

    fn post(&mut self, place: u32, needs: Vec<Need<'s>>, tally: &Tally<'s>) {
        for need in needs {
            match tally.shared(need) {
                None => {
                    for key in need.keys() {
                        self.lengths.note(key);
                        self.by_key.add(key, place);
                    }
                }
                Some(number) => {
                    let Some(rules) = self.by_list.get_mut(number as usize) else {
                        continue;
                    };
                    if rules.is_empty() {
                        for key in need.keys() {
                            self.lengths.note(key);
                            self.lists.add(key, number);
                        }
                    }
                    add(rules, place);
                }
            }
        }
    }

    /// The rules that may fire on a mention.
    pub(super) fn hits(&self, witness: &Witness, effort: &Effort) -> Hits<'_> {
        let mut found = Found {
            rivals: self,
            rules: vec![&self.loose[..]],
            lists: SortedSet::new(),
        };
        let values = values(&witness.situation);
        for key in self.axes.answered(&values) {
            found.look(key);
        }
        let words: HashSet<&str> = witness.folded.iter().map(|(_, word)| word).collect();
        for word in words {
            effort.spend_on(self.lengths.steps(word));
            self.lengths.of(word, &mut |key| found.look(key));
        }
        let lists = found.lists.iter();
        let by_list = lists.filter_map(|number| self.by_list.get(*number as usize));
        let mut lists = found.rules;
        lists.extend(by_list.map(Vec::as_slice));
        Hits {
            total: lists.iter().map(|it| it.len()).sum(),
            lists,
        }
    }

    /// The rules that may settle a wish in a slot, in their order.
    pub(super) fn wishers(&self, slot: Slot, wish: &Actions) -> &[u32] {
        let all = Wish::each(slot, wish).into_iter();
        let each = all.map(|wish| self.by_wish.at(row(&self.by_wish.rows, wish)));
        each.min_by_key(|rules| rules.len()).unwrap_or_default()
    }
}

struct Found<'a, 's> {
    rivals: &'a Rivals<'s>,
    rules: Vec<&'a [u32]>,
    lists: SortedSet<u32>,
}

impl Found<'_, '_> {
    fn look(&mut self, key: Key<'_>) {
        let Rivals { by_key, lists, .. } = self.rivals;
        let rules = by_key.at(row(&by_key.rows, key));
        self.rules.extend(Some(rules).filter(|it| !it.is_empty()));
        let lists = lists.at(row(&lists.rows, key)).iter().copied();
        self.lists.extend(lists);
    }
}

/// The row of a key, which may live shorter than those of the table.
fn row<K: Hash + Eq>(rows: &HashMap<K, u32>, key: K) -> Option<u32> {
    rows.get(&key).copied()
}

impl Hits<'_> {
    /// The places of the rules, in their order.
    pub(super) fn in_order(&self) -> impl Iterator<Item = u32> {
        let mut lists: Vec<std::slice::Iter<'_, u32>> =
            self.lists.iter().map(|it| it.iter()).collect();
        let mut heads: BinaryHeap<Reverse<(u32, usize)>> = lists
            .iter_mut()
            .enumerate()
            .filter_map(|(at, list)| Some(Reverse((*list.next()?, at))))
            .collect();
        let mut last = None;
        std::iter::from_fn(move || {
            loop {
                let Reverse((place, at)) = heads.pop()?;
                let next = lists.get_mut(at).and_then(Iterator::next);
                heads.extend(next.map(|next| Reverse((*next, at))));
                if last.replace(place) != Some(place) {
                    return Some(place);
                }
            }
        })
    }
}

impl Lengths {
    fn note(&mut self, key: Key<'_>) {
        let Key::Word(letters, before, after) = key else {
            return;
        };
        let noted = match (before, after) {
            (false, false) => return,
            (false, true) => &mut self.begin,
            (true, false) => &mut self.end,
            (true, true) => &mut self.inside,
        };
        noted.insert(letters.len());
    }

    /// How many keys a word may answer.
    fn steps(&self, word: &str) -> usize {
        1 + self.begin.len() + self.end.len() + self.inside.len() * word.len()
    }

    /// Every key that a word answers.
    fn of<'w>(&self, word: &'w str, look: &mut impl FnMut(Key<'w>)) {
        look(Key::Word(word, false, false));
        for length in &self.begin {
            if let Some(piece) = word.get(..*length) {
                look(Key::Word(piece, false, true));
            }
        }
        for length in &self.end {
            let from = word.len().checked_sub(*length);
            if let Some(piece) = from.and_then(|from| word.get(from..)) {
                look(Key::Word(piece, true, false));
            }
        }
        for length in &self.inside {
            for from in 0..word.len() {
                if let Some(piece) = word.get(from..from + length) {
                    look(Key::Word(piece, true, true));
                }
            }
        }
    }
}

/// How often each key is asked for, so that a rule is looked up by its rarest need.
struct Tally<'s> {
    often: HashMap<Key<'s>, u64>,
    /// The words that several rules share, by where they stand, and how often
    /// any of them is asked for.
    shared: BTreeMap<(usize, usize), (u32, u64)>,
}

impl<'s> Tally<'s> {
    fn of(axes: &Axes<'s>, formulas: impl Iterator<Item = &'s Formula<'s>>) -> Self {
        let mut often: HashMap<Key<'s>, u64> = HashMap::new();
        let mut places: BTreeMap<(usize, usize), (Need<'s>, u64)> = BTreeMap::new();
        for formula in formulas {
            each_literal(formula, &mut |literal| {
                for need in axes.needs(literal).into_iter().flatten() {
                    match (need, need.place()) {
                        (_, Some(place)) => places.entry(place).or_insert((need, 0)).1 += 1,
                        (need, None) => {
                            for key in need.keys() {
                                *often.entry(key).or_default() += 1;
                            }
                        }
                    }
                }
            });
        }
        for (need, uses) in places.values() {
            for key in need.keys() {
                *often.entry(key).or_default() += uses;
            }
        }
        let shared = places.into_iter().filter(|(_, (_, uses))| *uses > 1);
        let shared = shared.zip(0..).map(|((place, (need, _)), number)| {
            let all = need.keys().filter_map(|key| often.get(&key)).sum();
            (place, (number, all))
        });
        Self {
            shared: shared.collect(),
            often,
        }
    }

    /// The number of the words that several rules share.
    fn shared(&self, need: Need<'s>) -> Option<u32> {
        let (number, _) = self.shared.get(&need.place()?)?;
        Some(*number)
    }

    fn of_need(&self, need: Need<'s>) -> u64 {
        if let Some((_, all)) = need.place().and_then(|place| self.shared.get(&place)) {
            return *all;
        }
        let each = need.keys().filter_map(|key| self.often.get(&key));
        each.sum()
    }

    /// The need of a formula that is asked for least, and how often; none
    /// where it may be so without anything.
    fn rarest(&self, axes: &Axes<'s>, formula: &'s Formula<'s>) -> Option<(u64, Vec<Need<'s>>)> {
        match formula {
            Formula::All(parts) => {
                let each = parts.iter().filter_map(|part| self.rarest(axes, part));
                each.min_by_key(|(often, _)| *often)
            }
            Formula::Any(parts) => {
                let each: Option<Vec<_>> =
                    parts.iter().map(|part| self.rarest(axes, part)).collect();
                let each = each?;
                let often = each.iter().map(|(often, _)| often).sum();
                Some((
                    often,
                    each.into_iter().flat_map(|(_, needs)| needs).collect(),
                ))
            }
            Formula::One(literal) => {
                let needs = axes.needs(literal)?;
                let often = needs.iter().map(|need| self.of_need(*need)).sum();
                Some((often, needs))
            }
        }
    }
}

fn each_literal<'s>(formula: &'s Formula<'s>, told: &mut impl FnMut(&'s Literal<'s>)) {
    match formula {
        Formula::All(parts) | Formula::Any(parts) => {
            parts.iter().for_each(|part| each_literal(part, told));
        }
        Formula::One(literal) => told(literal),
    }
}

/// Adds a number that is not below those before it.
fn add(numbers: &mut Vec<u32>, number: u32) {
    if numbers.last() != Some(&number) {
        numbers.push(number);
    }
}
