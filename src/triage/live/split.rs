//! Earlier and later mentions, with what is as good as the same on one side.

use std::collections::BTreeMap;

use super::log::{DecisionLog, Logged};
use crate::text::{Folded, WordKind};
use crate::triage::draw::mix;

/// How many smallest hashes make a sketch, and how many of them a band.
const SKETCH: usize = 16;
const BAND: usize = 4;

/// So many equal hashes of [`SKETCH`] are as good as the same text: about
/// three in four pairs of words are shared.
const SAME: usize = 12;

impl DecisionLog {
    /// Parts the log in time: about `share` of it, the earliest, and the rest.
    ///
    /// A repost, and a text that is nearly the same as another, stands on the
    /// side of the earliest of its kind: what is judged on the later side was
    /// in no form on the earlier one. Sameness is found by a sketch of the
    /// hashes of pairs of words (MinHash; Broder, 1997), without names and
    /// addresses.
    pub fn split(&self, share: f64) -> (DecisionLog, DecisionLog) {
        let order = self.in_order();
        let first = (order.len() as f64 * share.clamp(0.0, 1.0)).round() as usize;
        let families = families(&order);
        let (mut earlier, mut later) = (Vec::new(), Vec::new());
        for (logged, family) in order.into_iter().zip(families) {
            let side = if family < first {
                &mut earlier
            } else {
                &mut later
            };
            side.push(logged.clone());
        }
        (earlier.into_iter().collect(), later.into_iter().collect())
    }
}

/// For every mention the place of the first of its kind.
fn families(order: &[&Logged]) -> Vec<usize> {
    let mut first: Vec<usize> = (0..order.len()).collect();
    let mut posts = BTreeMap::new();
    let mut bands: BTreeMap<(usize, u64), usize> = BTreeMap::new();
    let mut sketches: Vec<[u64; SKETCH]> = Vec::with_capacity(order.len());
    for (place, logged) in order.iter().enumerate() {
        posts.insert(logged.mention.to_string(), place);
        let sketch = sketch(&logged.text);
        for (band, hashes) in sketch.chunks(BAND).enumerate() {
            let key = (band, hashes.iter().fold(0, |hash, one| mix(hash ^ one)));
            let other = *bands.entry(key).or_insert(place);
            let alike = sketches
                .get(other)
                .is_some_and(|known| same(known, &sketch));
            if alike {
                join(&mut first, other, place);
            }
        }
        sketches.push(sketch);
    }
    for (place, logged) in order.iter().enumerate() {
        let original = logged.repost_of.as_ref();
        if let Some(other) = original.and_then(|it| posts.get(&it.to_string())) {
            join(&mut first, *other, place);
        }
    }
    (0..order.len()).map(|place| root(&first, place)).collect()
}

fn same(one: &[u64; SKETCH], other: &[u64; SKETCH]) -> bool {
    one.iter().zip(other).filter(|(a, b)| a == b).count() >= SAME
}

/// Puts two families under the earlier of their firsts.
fn join(first: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(first, one), root(first, other));
    if let Some(later) = first.get_mut(one.max(other)) {
        *later = one.min(other);
    }
}

fn root(first: &[usize], mut place: usize) -> usize {
    while let Some(before) = first.get(place).filter(|before| **before < place) {
        place = *before;
    }
    place
}

/// For each of [`SKETCH`] orders of all pairs of words, the first that the
/// text has.
fn sketch(text: &crate::text::Private) -> [u64; SKETCH] {
    let folded = Folded::new(text.reveal());
    let mut least = [u64::MAX; SKETCH];
    let mut before = 0;
    let said = |kind: WordKind| !matches!(kind, WordKind::Url | WordKind::Mention);
    // "RT" stands before the name of whom it repeats.
    let words = folded
        .iter()
        .filter(|(word, form)| said(word.kind) && *form != "rt");
    for (_, form) in words {
        let word = form
            .bytes()
            .fold(7, |hash, byte| mix(hash ^ u64::from(byte)));
        let pair = mix(before ^ word.rotate_left(17));
        for (order, least) in least.iter_mut().enumerate() {
            *least = (*least).min(mix(pair.wrapping_add(order as u64)));
        }
        before = word;
    }
    least
}
