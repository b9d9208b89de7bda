use std::ops::Range;

use super::term::{Term, original};
use super::test::Near;
use crate::text::{Folded, Span};

/// Whether the two stand close enough together somewhere.
pub(crate) fn holds(near: &Near, text: &Folded) -> bool {
    let left = places(&near.left, text);
    if left.is_empty() {
        return false;
    }
    let right = places(&near.right, text);
    follows(&left, &right, near.within).next().is_some()
        || (!near.ordered && follows(&right, &left, near.within).next().is_some())
}

/// The terms that stand close enough together.
pub(crate) fn spans(near: &Near, text: &Folded) -> Vec<Span> {
    let (left, right) = (places(&near.left, text), places(&near.right, text));
    let mut pairs: Vec<_> = follows(&left, &right, near.within).collect();
    if !near.ordered {
        pairs.extend(follows(&right, &left, near.within));
    }
    pairs
        .into_iter()
        .flat_map(|(one, other)| [one, other])
        .filter_map(|place| original(text, place))
        .collect()
}

/// Where one of the terms stands, from the beginning of the text on.
fn places(terms: &[Term], text: &Folded) -> Vec<Range<usize>> {
    let mut places: Vec<_> = terms.iter().flat_map(|term| term.places_in(text)).collect();
    places.sort_by_key(|place| (place.start, place.end));
    places
}

/// Each of `first` with the nearest of `then` that begins after it ends, at
/// most `within` words on.
fn follows<'p>(
    first: &'p [Range<usize>],
    then: &'p [Range<usize>],
    within: u32,
) -> impl Iterator<Item = (Range<usize>, Range<usize>)> + 'p {
    let within = usize::try_from(within).unwrap_or(usize::MAX);
    first.iter().filter_map(move |one| {
        let next = then.partition_point(|other| other.start < one.end);
        let other = then.get(next)?;
        (other.start - one.end < within).then(|| (one.clone(), other.clone()))
    })
}
