use super::facts::Facts;
use super::ground::Found;
use super::lack::Lack;
use super::lists::{ListId, Lists};
use super::rule::Rule;
use super::ruleset::RuleSet;
use super::term::Term;
use super::test::Test;
use crate::text::Folded;

/// So many words of a text are held against one word of a phrase in one step.
const AT_ONCE: usize = 64;

/// How many of the words of phrases and of tests of nearness are read over one text.
///
/// They are counted in the order of the rules, and then of the lists, whether
/// they turn out to be needed or not, so that what a test answers does not
/// depend on what others did. A test beyond is *not known* where all words that
/// it needs stand in the text, and false where they do not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reach(u32);

impl Reach {
    pub(crate) fn over(text: &Folded) -> Self {
        let pages = text.words().len().div_ceil(AT_ONCE).max(1) as u64;
        let words = RuleSet::PHRASE_BUDGET / pages;
        Self(u32::try_from(words).unwrap_or(u32::MAX))
    }

    /// Whether the first so many words are read.
    #[inline]
    pub(crate) fn covers(self, upto: u32) -> bool {
        upto <= self.0
    }

    /// How many words are read of those that follow the first so many.
    pub(crate) fn beyond(self, upto: u32) -> u32 {
        self.0.saturating_sub(upto)
    }
}

/// The words of the phrases among these terms: a single word costs nothing.
pub(crate) fn words_of(terms: &[Term]) -> u32 {
    let lengths = terms.iter().map(|term| term.pieces().len());
    number(lengths.filter(|length| *length > 1).sum())
}

/// What a test takes of the budget, but for lists, which are counted by themselves.
/// Terms near each other are looked for either way round.
pub(crate) fn cost(test: &Test) -> u32 {
    match test {
        Test::Words(terms) => words_of(terms),
        Test::Near(near) => {
            let terms = near.left.iter().chain(&near.right);
            number(2 * terms.map(|term| term.pieces().len()).sum::<usize>())
        }
        _ => 0,
    }
}

fn number(words: usize) -> u32 {
    u32::try_from(words).unwrap_or(u32::MAX)
}

/// What of the tests of one rule is read over a text, test by test in the order of writing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    reach: Reach,
    /// The words up to the test at hand.
    upto: u32,
    /// Those of all rules.
    rules: u32,
}

impl Reading {
    /// Of the rule at a place.
    pub(crate) fn of(rules: &[Rule], place: usize, text: &Folded) -> Self {
        let words = |rules: &[Rule]| {
            let tests = rules.iter().flat_map(|rule| rule.when.tests());
            tests.fold(0, |all: u32, test| all.saturating_add(cost(test)))
        };
        Self {
            reach: Reach::over(text),
            upto: words(rules.get(..place).unwrap_or_default()),
            rules: words(rules),
        }
    }

    /// How many words of phrases are read of the next test.
    pub(crate) fn next(&mut self, test: &Test, lists: &Lists) -> u32 {
        if let Test::List(id) = test {
            return self.reach.beyond(self.rules + before(id, lists));
        }
        self.upto = self.upto.saturating_add(cost(test));
        match self.reach.covers(self.upto) {
            true => u32::MAX,
            false => 0,
        }
    }
}

/// The words of the phrases of all lists before this one.
fn before(list: &ListId, lists: &Lists) -> u32 {
    let before = lists.all_terms().take_while(|(id, _)| *id != list);
    before.fold(0, |all: u32, (_, terms)| {
        all.saturating_add(words_of(terms))
    })
}

/// The terms of which no more than so many words of phrases are read, and the others.
pub(crate) fn read_of(terms: &[Term], mut words: u32) -> (Vec<&Term>, Vec<&Term>) {
    terms.iter().partition(|term| match term.pieces().len() {
        ..=1 => true,
        length => {
            let left = words.checked_sub(number(length));
            words = left.unwrap_or(0);
            left.is_some()
        }
    })
}

/// Whether a test of terms holds of which no more than so many words are read;
/// nothing for tests of another kind.
pub(crate) fn holds<'t>(
    test: &'t Test,
    words: u32,
    facts: &Facts<'_>,
    lists: &Lists,
) -> Option<Result<bool, Lack<'t>>> {
    let text = facts.folded;
    let may_stand = |term: &Term| term.words_stand_in(text);
    let (holds, may_hold) = match test {
        Test::Near(near) if words == 0 => {
            let mut sides = [&near.left, &near.right].into_iter();
            (false, sides.all(|side| side.iter().any(may_stand)))
        }
        Test::Words(terms) => found(terms, words, text),
        Test::List(id) => found(lists.terms(id).unwrap_or_default(), words, text),
        _ => return None,
    };
    Some(match may_hold && !holds {
        true => Err(Lack::PhrasesUnread),
        false => Ok(holds),
    })
}

/// Where the terms stand of which no more than so many words are read; nothing
/// for tests of another kind.
pub(crate) fn spans(test: &Test, words: u32, facts: &Facts<'_>, lists: &Lists) -> Option<Found> {
    let terms = match test {
        Test::Words(terms) => terms,
        Test::List(id) => lists.terms(id).unwrap_or_default(),
        _ => return None,
    };
    let (read, _) = read_of(terms, words);
    let spans = read.iter().flat_map(|term| term.spans_in(facts.folded));
    Some(Found::of_spans(spans))
}

/// Whether one of the terms that are read stands in a text, and whether another may.
fn found(terms: &[Term], words: u32, text: &Folded) -> (bool, bool) {
    let (read, unread) = read_of(terms, words);
    let holds = read.iter().any(|term| term.is_in(text));
    (holds, unread.iter().any(|term| term.words_stand_in(text)))
}
