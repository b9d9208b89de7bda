//! The values that something may still have: ranges of numbers, and words
//! named or all but those named.

use crate::sorted::SortedSet;

/// A set of numbers and words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Domain {
    /// Ranges, both ends included, in their order and apart from each other.
    numbers: Vec<(i128, i128)>,
    words: Words,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Words {
    Only(SortedSet<String>),
    AllBut(SortedSet<String>),
}

/// One value of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Number(i128),
    Word(String),
    /// Any word but these.
    OtherThan(SortedSet<String>),
}

impl Domain {
    pub(super) fn empty() -> Self {
        Self {
            numbers: Vec::new(),
            words: Words::Only(SortedSet::new()),
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
        Self {
            numbers: Vec::new(),
            words: Words::Only(words.into_iter().collect()),
        }
    }

    pub(super) fn any_word() -> Self {
        Self {
            numbers: Vec::new(),
            words: Words::AllBut(SortedSet::new()),
        }
    }

    /// What is in one of the two; they share no numbers.
    pub(super) fn or(mut self, other: Self) -> Self {
        self.numbers.extend(other.numbers);
        self.numbers.sort_unstable();
        self.words = match (self.words, other.words) {
            (Words::Only(mut one), Words::Only(two)) => {
                one.extend(two);
                Words::Only(one)
            }
            (Words::AllBut(one), Words::AllBut(two)) => {
                Words::AllBut(one.intersection(&two).cloned().collect())
            }
            (Words::AllBut(but), Words::Only(only)) | (Words::Only(only), Words::AllBut(but)) => {
                Words::AllBut(but.difference(&only).cloned().collect())
            }
        };
        self
    }

    /// What is in both.
    pub(super) fn and(&self, other: &Self) -> Self {
        let mut numbers = Vec::new();
        for &(from, to) in &self.numbers {
            let both = other
                .numbers
                .iter()
                .map(|it| (it.0.max(from), it.1.min(to)));
            numbers.extend(both.filter(|(from, to)| from <= to));
        }
        let words = match (&self.words, &other.words) {
            (Words::Only(one), Words::Only(two)) => {
                Words::Only(one.intersection(two).cloned().collect())
            }
            (Words::AllBut(one), Words::AllBut(two)) => {
                Words::AllBut(one.iter().chain(two).cloned().collect())
            }
            (Words::AllBut(but), Words::Only(only)) | (Words::Only(only), Words::AllBut(but)) => {
                Words::Only(only.difference(but).cloned().collect())
            }
        };
        Self { numbers, words }
    }

    /// What is in this and not in the other.
    pub(super) fn without(&self, other: &Self) -> Self {
        let mut numbers = Vec::new();
        for &(from, to) in &self.numbers {
            let mut at = from;
            for &(gap, until) in &other.numbers {
                if at < gap && at <= to {
                    numbers.push((at, to.min(gap - 1)));
                }
                at = at.max(until + 1);
            }
            if at <= to {
                numbers.push((at, to));
            }
        }
        let opposite = match &other.words {
            Words::Only(words) => Words::AllBut(words.clone()),
            Words::AllBut(words) => Words::Only(words.clone()),
        };
        let words = Self {
            numbers: Vec::new(),
            words: self.words.clone(),
        };
        let opposite = Self {
            numbers: Vec::new(),
            words: opposite,
        };
        Self {
            numbers,
            words: words.and(&opposite).words,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_taken_apart_and_joined() {
        let all = Domain::numbers(0, 100).or(Domain::any_word());
        let middle = Domain::numbers(10, 20).or(Domain::words(["a".to_owned()]));
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
    }
}
