//! The values that something may still have: ranges of numbers, and words
//! named or all but those named.

use std::rc::Rc;

use crate::sorted::SortedSet;

/// A set of numbers and words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Domain {
    /// Ranges, both ends included, in their order and apart from each other.
    numbers: Vec<Range>,
    words: Words,
}

pub(super) type Range = (i128, i128);

/// Words, shared: a list of accounts may stand in every rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Words {
    Only(Rc<SortedSet<String>>),
    AllBut(Rc<SortedSet<String>>),
}

/// One value of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Number(i128),
    Word(String),
    /// Any word but these.
    OtherThan(Rc<SortedSet<String>>),
}

impl Words {
    fn and(&self, other: &Self) -> Self {
        match (self, other) {
            (Words::AllBut(but), any) | (any, Words::AllBut(but)) if but.is_empty() => any.clone(),
            (Words::Only(one), Words::Only(two)) => {
                Words::Only(Rc::new(one.intersection(two).cloned().collect()))
            }
            (Words::AllBut(one), Words::AllBut(two)) => {
                Words::AllBut(Rc::new(one.iter().chain(two.iter()).cloned().collect()))
            }
            (Words::AllBut(but), Words::Only(only)) | (Words::Only(only), Words::AllBut(but)) => {
                Words::Only(Rc::new(only.difference(but).cloned().collect()))
            }
        }
    }

    fn opposite(&self) -> Self {
        match self {
            Words::Only(words) => Words::AllBut(words.clone()),
            Words::AllBut(words) => Words::Only(words.clone()),
        }
    }

    fn none() -> Self {
        Words::Only(Rc::default())
    }
}

impl Domain {
    pub(super) fn empty() -> Self {
        Self {
            numbers: Vec::new(),
            words: Words::none(),
        }
    }

    pub(super) fn numbers(from: i128, to: i128) -> Self {
        Self {
            numbers: if from <= to {
                vec![(from, to)]
            } else {
                Vec::new()
            },
            ..Self::empty()
        }
    }

    /// Yes or no, as a number.
    pub(super) fn so(so: bool) -> Self {
        Self::numbers(so.into(), so.into())
    }

    pub(super) fn words(words: impl IntoIterator<Item = String>) -> Self {
        Self::these(Vec::new(), words.into_iter().collect())
    }

    /// These numbers and these words.
    pub(super) fn these(mut numbers: Vec<i128>, words: SortedSet<String>) -> Self {
        numbers.sort_unstable();
        numbers.dedup();
        Self {
            numbers: numbers.into_iter().map(|it| (it, it)).collect(),
            words: Words::Only(Rc::new(words)),
        }
    }

    pub(super) fn any_word() -> Self {
        Self {
            numbers: Vec::new(),
            words: Words::AllBut(Rc::default()),
        }
    }

    /// The same with any word too.
    pub(super) fn or_any_word(self) -> Self {
        Self {
            words: Words::AllBut(Rc::default()),
            ..self
        }
    }

    /// What is in both.
    pub(super) fn and(&self, other: &Self) -> Self {
        Self {
            numbers: common(&self.numbers, &other.numbers),
            words: self.words.and(&other.words),
        }
    }

    /// What is in this and not in the other.
    pub(super) fn without(&self, other: &Self) -> Self {
        Self {
            numbers: rest(&self.numbers, &other.numbers),
            words: self.words.and(&other.words.opposite()),
        }
    }

    /// How much there is to look through.
    pub(super) fn size(&self) -> usize {
        let (Words::Only(words) | Words::AllBut(words)) = &self.words;
        self.numbers.len() + words.len()
    }

    /// Its ranges of numbers.
    pub(super) fn ranges(&self) -> &[Range] {
        &self.numbers
    }

    /// Its words, where it names them.
    pub(super) fn named(&self) -> Option<&Rc<SortedSet<String>>> {
        match &self.words {
            Words::Only(words) => Some(words),
            Words::AllBut(_) => None,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.numbers.is_empty() && matches!(&self.words, Words::Only(words) if words.is_empty())
    }

    /// Whether the two share no value.
    pub(super) fn is_apart_from(&self, other: &Self) -> bool {
        self.and(other).is_empty()
    }

    /// One of its values, a small number first; none where it is empty.
    pub(super) fn pick(&self) -> Option<Value> {
        if let Some(&(from, _)) = self.numbers.first() {
            return Some(Value::Number(from));
        }
        match &self.words {
            Words::Only(words) => words.first().cloned().map(Value::Word),
            Words::AllBut(words) => Some(Value::OtherThan(words.clone())),
        }
    }
}

/// The numbers that are in both.
fn common(mut one: &[Range], mut two: &[Range]) -> Vec<Range> {
    let mut common = Vec::new();
    while let ([a, rest_of_one @ ..], [b, rest_of_two @ ..]) = (one, two) {
        let (from, to) = (a.0.max(b.0), a.1.min(b.1));
        if from <= to {
            common.push((from, to));
        }
        if a.1 < b.1 {
            one = rest_of_one;
        } else {
            two = rest_of_two;
        }
    }
    common
}

/// The numbers that are in the one and not in the other.
fn rest(one: &[Range], mut gaps: &[Range]) -> Vec<Range> {
    let mut rest = Vec::new();
    for &(from, to) in one {
        let begins = gaps.partition_point(|gap| gap.1 < from);
        gaps = gaps.get(begins..).unwrap_or_default();
        let mut at = from;
        for &(gap, until) in gaps.iter().take_while(|gap| gap.0 <= to) {
            if at < gap {
                rest.push((at, gap - 1));
            }
            at = at.max(until + 1);
        }
        if at <= to {
            rest.push((at, to));
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_taken_apart_and_joined() {
        let all = Domain::numbers(0, 100).or_any_word();
        let middle = Domain {
            words: Domain::words(["a".to_owned()]).words,
            ..Domain::numbers(10, 20)
        };
        let rest = all.without(&middle);
        assert!(rest.is_apart_from(&middle));
        assert_eq!(rest.numbers, [(0, 9), (21, 100)]);
        assert_eq!(
            rest.and(&Domain::words(["a".to_owned(), "b".to_owned()]))
                .pick(),
            Some(Value::Word("b".to_owned()))
        );
        assert_eq!(all.without(&rest), middle);
        assert!(Domain::numbers(5, 4).is_empty());
        assert!(middle.without(&all).is_empty());
        let points = Domain::these(vec![7, 3, 7, 50], SortedSet::new());
        assert_eq!(points.numbers, [(3, 3), (7, 7), (50, 50)]);
        assert_eq!(
            all.without(&points).numbers,
            [(0, 2), (4, 6), (8, 49), (51, 100)]
        );
        assert_eq!(all.without(&points).and(&points).numbers, []);
        assert_eq!(rest.and(&points).numbers, [(3, 3), (7, 7), (50, 50)]);
    }
}
