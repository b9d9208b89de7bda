//! What a rule needs to find before it can fire, as keys to look rules up by.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::domain::{Range, Value};
use super::formula::{Formula, Literal, score, value};
use super::variable::Variable;
use crate::routing::situation::Situation;
use crate::routing::term::Term;
use crate::sorted::SortedSet;

/// Something of which a rule needs at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key<'s> {
    /// A word, one that ends so, one that begins so, one that holds it.
    Word(&'s str, bool, bool),
    /// A name, by the number of what has it.
    Name(u32, &'s str),
    /// A stretch of numbers, by the number of what lies in it: so many
    /// halvings above the shortest, and which of those.
    Stretch(u32, u32, usize),
}

/// What may fulfil a need.
#[derive(Clone, Copy)]
pub(super) enum Need<'s> {
    One(Key<'s>),
    Terms(&'s [Term]),
    Names(u32, &'s Rc<SortedSet<String>>),
}

impl<'s> Need<'s> {
    pub(super) fn keys(self) -> impl Iterator<Item = Key<'s>> {
        let (one, terms, names) = match self {
            Need::One(key) => (Some(key), &[][..], None),
            Need::Terms(terms) => (None, terms, None),
            Need::Names(of, names) => (None, &[][..], Some((of, names))),
        };
        let names = names.into_iter();
        let names = names.flat_map(|(of, names)| names.iter().map(move |it| Key::Name(of, it)));
        let terms = terms.iter().filter_map(word);
        one.into_iter().chain(terms).chain(names)
    }

    /// Where its words stand, for those that several rules share.
    pub(super) fn place(self) -> Option<(usize, usize)> {
        match self {
            Need::One(_) => None,
            Need::Terms(terms) => Some((terms.as_ptr().addr(), terms.len())),
            Need::Names(_, names) => Some((Rc::as_ptr(names).addr(), names.len())),
        }
    }
}

fn word(term: &Term) -> Option<Key<'_>> {
    let (letters, before, after) = term.first()?;
    Some(Key::Word(letters, before, after))
}

/// What has a name or a number that rules ask for, and the numbers at which
/// the answer of one of them changes.
#[derive(Default)]
pub(super) struct Axes<'s> {
    known: BTreeMap<&'s Variable, u32>,
    cuts: Vec<Vec<i128>>,
}

impl<'s> Axes<'s> {
    pub(super) fn of(formulas: impl Iterator<Item = &'s Formula<'s>>) -> Self {
        let mut axes = Self::default();
        for formula in formulas {
            axes.add(formula);
        }
        for cuts in &mut axes.cuts {
            cuts.sort_unstable();
            cuts.dedup();
        }
        axes
    }

    fn add(&mut self, formula: &'s Formula<'s>) {
        match formula {
            Formula::All(parts) | Formula::Any(parts) => {
                parts.iter().for_each(|part| self.add(part));
            }
            Formula::One(Literal::In(of, within)) if may_be_looked_up(of) => {
                let next = u32::try_from(self.cuts.len()).unwrap_or(u32::MAX);
                let number = *self.known.entry(of).or_insert(next);
                if number == next {
                    self.cuts.push(Vec::new());
                }
                if let Some(cuts) = self.cuts.get_mut(number as usize) {
                    let ends = within.ranges().iter();
                    cuts.extend(ends.flat_map(|(from, to)| [*from, to.saturating_add(1)]));
                }
            }
            Formula::One(_) => {}
        }
    }

    /// What fulfils a literal; none where it may be so without anything.
    pub(super) fn needs(&self, literal: &'s Literal<'s>) -> Option<Vec<Need<'s>>> {
        match literal {
            Literal::Terms(terms, true) => Some(vec![Need::Terms(terms)]),
            Literal::Near(near, true) => {
                let fewer = match near.left.len() <= near.right.len() {
                    true => &near.left,
                    false => &near.right,
                };
                Some(vec![Need::Terms(fewer)])
            }
            Literal::In(of, within) => {
                let number = *self.known.get(of)?;
                let names = within.named()?;
                let ranges = within.ranges().iter();
                let mut needs: Vec<_> = ranges
                    .flat_map(|range| self.stretches(number, *range))
                    .map(Need::One)
                    .collect();
                if !names.is_empty() {
                    needs.push(Need::Names(number, names));
                }
                Some(needs)
            }
            Literal::Terms(_, false) | Literal::Near(_, false) | Literal::Pattern(..) => None,
        }
    }

    /// The few stretches, each twice as long as one below it, that make up a range.
    fn stretches(&self, of: u32, (from, to): Range) -> Vec<Key<'s>> {
        let cuts = self.cuts.get(of as usize).map_or(&[][..], Vec::as_slice);
        let all = (cuts.len() + 1).next_power_of_two();
        let mut from = step(cuts, from);
        // What goes on for ever goes on to the end of the longest stretch.
        let mut to = match step(cuts, to) {
            last if last == cuts.len() => all,
            other => other + 1,
        };
        let mut found = Vec::new();
        let mut level = 0;
        while from < to {
            if from % 2 == 1 {
                found.push(Key::Stretch(of, level, from));
                from += 1;
            }
            if to % 2 == 1 {
                to -= 1;
                found.push(Key::Stretch(of, level, to));
            }
            (from, to, level) = (from / 2, to / 2, level + 1);
        }
        found
    }

    /// The keys that a mention and what is known around it answer, but for the words of the text.
    pub(super) fn answered<'a>(&self, values: &'a [(Variable, Value)]) -> Vec<Key<'a>> {
        let mut keys = Vec::new();
        for (of, value) in values {
            let Some(&number) = self.known.get(of) else {
                continue;
            };
            match value {
                Value::Word(word) => keys.push(Key::Name(number, word)),
                Value::Number(value) => {
                    let cuts = self.cuts.get(number as usize);
                    let cuts = cuts.map_or(&[][..], Vec::as_slice);
                    let at = step(cuts, *value);
                    let levels = (cuts.len() + 1).next_power_of_two().trailing_zeros();
                    keys.extend((0..=levels).map(|it| Key::Stretch(number, it, at >> it)));
                }
                Value::OtherThan(_) => {}
            }
        }
        keys
    }
}

/// How many of the numbers at which something changes are not above this one.
fn step(cuts: &[i128], number: i128) -> usize {
    cuts.partition_point(|cut| *cut <= number)
}

/// Whether [`values`] tells it wherever a test of it can hold.
fn may_be_looked_up(of: &Variable) -> bool {
    matches!(
        of,
        Variable::Channel
            | Variable::Author
            | Variable::SearchTerm
            | Variable::Via
            | Variable::Reach
            | Variable::Followers
            | Variable::Score(_)
            | Variable::Count(_)
            | Variable::Waiting(_)
            | Variable::Present(_)
            | Variable::CaseOwner
            | Variable::CaseTag(_)
            | Variable::PublicRounds
            | Variable::PromisesOpen
            | Variable::PromisesBroken
            | Variable::Customer(_)
            | Variable::Host(_)
    )
}

/// The names and numbers of a mention and of what is known around it.
pub(super) fn values(it: &Situation) -> Vec<(Variable, Value)> {
    let word = |word: &str| Value::Word(word.to_owned());
    let lower = |text: &String| Value::Word(text.to_ascii_lowercase());
    let number = |number: u64| Value::Number(number.into());
    let mention = &it.mention;
    let mut all = vec![
        (Variable::Channel, word(mention.channel.as_str())),
        (
            Variable::Author,
            Value::Word(mention.author.handle.normal()),
        ),
    ];
    let followers = mention.author.followers.or(mention.reach);
    all.extend(mention.reach.map(|it| (Variable::Reach, number(it))));
    all.extend(followers.map(|it| (Variable::Followers, number(it))));
    all.extend(
        mention
            .term
            .iter()
            .map(|it| (Variable::SearchTerm, lower(it))),
    );
    all.extend(mention.via.iter().map(|it| (Variable::Via, lower(it))));
    let scores = it.assessment.iter().flat_map(|it| it.scores());
    all.extend(scores.map(|(label, it)| {
        let score = Value::Number(score(*it));
        (Variable::Score(label.clone()), score)
    }));
    if let Some(case) = &it.case {
        let owner = case.owner.as_ref().map(|it| word(it.as_str()));
        all.push((Variable::CaseOwner, owner.unwrap_or(number(0))));
        all.push((Variable::PublicRounds, number(case.public_rounds.into())));
        all.push((Variable::PromisesOpen, number(case.promises_open.into())));
        all.push((
            Variable::PromisesBroken,
            number(case.promises_broken.into()),
        ));
        let tags = case.tags.iter();
        all.extend(tags.map(|tag| (Variable::CaseTag(tag.clone()), number(1))));
    }
    let rates = it.rates.iter();
    all.extend(rates.map(|(key, rate)| (Variable::Count(key.clone()), number(rate.count))));
    for (queue, capacity) in &it.capacity {
        all.push((Variable::Waiting(queue.clone()), number(capacity.waiting)));
        all.push((Variable::Present(queue.clone()), number(capacity.present)));
    }
    let customer = it.customer.iter().flat_map(|it| it.all());
    all.extend(customer.map(|(key, it)| (Variable::Customer(key.clone()), value(it))));
    let host = it.host.iter();
    all.extend(host.map(|(key, it)| (Variable::Host(key.clone()), value(it))));
    all
}
