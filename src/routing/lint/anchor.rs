//! What a rule needs to find before it can fire, so that two rules are only
//! compared where both can.

use std::collections::HashMap;

use crate::channel::ChannelId;
use crate::routing::condition::Condition;
use crate::routing::lists::Lists;
use crate::routing::rule::Rule;
use crate::routing::situation::Situation;
use crate::routing::term::Term;
use crate::routing::test::Test;
use crate::sorted::SortedSet;
use crate::text::Folded;
use crate::triage::Label;

/// Something of which a rule needs at least one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Anchor {
    /// A word, one that begins so, one that ends so, one that holds it.
    Word(String, bool, bool),
    Channel(ChannelId),
    Label(Label),
}

/// Rules by what they need.
pub(super) struct Anchors {
    by_anchor: HashMap<Anchor, Vec<usize>>,
    /// Those that need nothing in particular.
    loose: Vec<usize>,
}

impl Anchors {
    pub(super) fn of(rules: &[Rule], lists: &Lists) -> Self {
        let mut all = Self {
            by_anchor: HashMap::new(),
            loose: Vec::new(),
        };
        for (place, rule) in rules.iter().enumerate() {
            match needed(&rule.when, lists) {
                None => all.loose.push(place),
                Some(anchors) => {
                    for anchor in anchors {
                        all.by_anchor.entry(anchor).or_default().push(place);
                    }
                }
            }
        }
        all
    }

    /// The rules that may fire on a mention, in their order.
    pub(super) fn candidates(&self, situation: &Situation, folded: &Folded) -> SortedSet<usize> {
        let mut found: SortedSet<usize> = self.loose.iter().copied().collect();
        let mut look =
            |anchor: &Anchor| found.extend(self.by_anchor.get(anchor).into_iter().flatten());
        look(&Anchor::Channel(situation.mention.channel.clone()));
        for (_, word) in folded.iter() {
            pieces(word).for_each(|anchor| look(&anchor));
        }
        let assessment = situation.assessment.iter();
        for (label, _) in assessment.flat_map(|it| it.scores()) {
            look(&Anchor::Label(label.clone()));
        }
        found
    }
}

/// Every anchor that a word answers; of a long word only the first letters are cut up.
fn pieces(word: &str) -> impl Iterator<Item = Anchor> {
    const LONGEST: usize = 40;
    let ends: Vec<usize> = word
        .char_indices()
        .map(|(at, _)| at)
        .chain([word.len()])
        .take(LONGEST)
        .collect();
    let last = word.len();
    let cuts = ends
        .clone()
        .into_iter()
        .enumerate()
        .flat_map(move |(nth, from)| {
            let to = ends.get(nth + 1..).unwrap_or_default().to_vec();
            to.into_iter().map(move |to| (from, to))
        });
    cuts.flat_map(move |(from, to)| {
        let piece = word.get(from..to).unwrap_or_default();
        let whole = (from == 0, to == last);
        [(false, false), (false, true), (true, false), (true, true)]
            .into_iter()
            .filter(move |&(before, after)| (before || whole.0) && (after || whole.1))
            .map(move |(before, after)| Anchor::Word(piece.to_owned(), before, after))
    })
}

/// The anchors of which a condition needs one; none where it may hold without any.
pub(super) fn needed(condition: &Condition, lists: &Lists) -> Option<SortedSet<Anchor>> {
    match condition {
        Condition::Test(test) => needed_by(test, lists),
        Condition::All(parts) => {
            let each = parts.iter().filter_map(|part| needed(part, lists));
            each.min_by_key(weight)
        }
        Condition::Any(parts) => {
            let each: Option<Vec<_>> = parts.iter().map(|part| needed(part, lists)).collect();
            Some(each?.into_iter().flatten().collect())
        }
        Condition::None(_) | Condition::Not(_) => None,
    }
}

/// Words are rarer than labels, and labels than channels.
fn weight(anchors: &SortedSet<Anchor>) -> (usize, usize) {
    let kind = anchors.iter().map(|anchor| match anchor {
        Anchor::Word(..) => 0,
        Anchor::Label(_) => 1,
        Anchor::Channel(_) => 2,
    });
    (kind.max().unwrap_or(0), anchors.len())
}

fn needed_by(test: &Test, lists: &Lists) -> Option<SortedSet<Anchor>> {
    let words = |terms: &[Term]| terms.iter().map(word).collect();
    match test {
        Test::Words(terms) => words(terms),
        Test::List(id) => words(lists.terms(id).unwrap_or_default()),
        Test::Near(near) => words(if near.left.len() <= near.right.len() {
            &near.left
        } else {
            &near.right
        }),
        Test::Channel(channels) => Some(channels.iter().cloned().map(Anchor::Channel).collect()),
        Test::Label(label, bounds) => bounds
            .at_least
            .map(|_| SortedSet::from([Anchor::Label(label.clone())])),
        _ => None,
    }
}

fn word(term: &Term) -> Option<Anchor> {
    let (letters, before, after) = term.first()?;
    Some(Anchor::Word(letters.to_owned(), before, after))
}
