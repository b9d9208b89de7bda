//! How far apart the two sides of a test for nearness stand.

use std::collections::HashMap;

use super::dictionary::number;
use super::leaf::Run;
use super::mask::{Mask, Page, WORDS};
use super::scratch::Heard;
use super::sequences::{Sequence, Sequences};

/// The two sides of every test for nearness, each couple of sides once.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairs {
    all: Vec<(Run, Run)>,
}

/// The pairs that are known, while rules are read.
#[derive(Default)]
pub(super) struct KnownPairs {
    known: HashMap<(Vec<Sequence>, Vec<Sequence>), u32>,
}

/// How few words stand between the two sides in a text, left before right and
/// right before left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Gaps {
    pub(super) forwards: Option<u32>,
    pub(super) backwards: Option<u32>,
}

impl Gaps {
    /// Whether they are at most so many words apart: neighbours are one apart.
    pub(super) fn are_within(self, words: u32, ordered: bool) -> bool {
        let close = |gap: Option<u32>| gap.is_some_and(|gap| gap < words);
        close(self.forwards) || (!ordered && close(self.backwards))
    }
}

impl Pairs {
    pub(super) fn add(
        &mut self,
        left: Run,
        right: Run,
        sequences: &Sequences,
        known: &mut KnownPairs,
    ) -> u32 {
        let side = |run| sequences.get(run).to_vec();
        let next = number(self.all.len());
        let known = known.known.entry((side(left), side(right)));
        let pair = *known.or_insert(next);
        if pair == next {
            self.all.push((left, right));
        }
        pair
    }

    pub(super) fn count(&self) -> u32 {
        number(self.all.len())
    }

    pub(super) fn sides(&self, pair: u32) -> (Run, Run) {
        self.all.get(pair as usize).copied().unwrap_or_default()
    }

    /// The least gaps of a pair. Costs in proportion to the pages of the text,
    /// for each word of its sides.
    pub(super) fn gaps(
        &self,
        pair: u32,
        sequences: &Sequences,
        heard: &Heard,
        room: &mut Room,
    ) -> Gaps {
        self.lay(pair, sequences, heard, room);
        let (left, right) = (&room.left, &room.right);
        Gaps {
            forwards: least(left.ends(), &right.begins),
            backwards: least(right.ends(), &left.begins),
        }
    }

    /// Tells the terms of a pair that stand at most so many words apart, the
    /// left before the right or, unless they must stand in order, the other way
    /// round. Each that goes before comes with the nearest that follows it; so
    /// many of those that go before are told either way, and maybe more.
    pub(super) fn close(
        &self,
        (pair, within, ordered): (u32, u32, bool),
        most: usize,
        (sequences, heard): (&Sequences, &Heard),
        room: &mut Room,
        mut tell: impl FnMut(Place),
    ) {
        self.lay(pair, sequences, heard, room);
        let Room {
            phrase,
            left,
            right,
            before,
            after,
            nearest,
            words,
            ..
        } = room;
        words.clear(heard.length());
        let (left_run, right_run) = self.sides(pair);
        let mut sides = [(&*left, left_run), (&*right, right_run)];
        let ways = if ordered { 1 } else { 2 };
        for _ in 0..ways {
            let [(first, first_run), (then, then_run)] = sides;
            before.clear(heard.length());
            after.clear(heard.length());
            // One that begins early may end late.
            let (mut told, mut last) = (0, 0);
            each_couple((first.ends(), &then.begins), within, |end, begin| {
                if told >= most && end >= last + first.longest {
                    return false;
                }
                if told < most {
                    last = end;
                }
                told += 1;
                if first.longest > 1 {
                    &mut *before
                } else {
                    &mut *words
                }
                .set(end);
                if then.longest > 1 {
                    &mut *after
                } else {
                    &mut *words
                }
                .set(begin);
                true
            });
            if first.longest > 1 {
                for &term in sequences.get(first_run) {
                    let words = sequences.atoms(&term).len();
                    phrase.clear(heard.length());
                    phrase.add_before(before.pages(), words - 1);
                    sequences.keep(term, heard, phrase);
                    let length = number(words);
                    phrase.words().for_each(|at| tell((at, at + length)));
                }
            }
            if then.longest > 1 {
                nearest.clear();
                for &term in sequences.get(then_run) {
                    let length = number(sequences.atoms(&term).len());
                    phrase.clear(heard.length());
                    phrase.add_before(after.pages(), 0);
                    sequences.keep(term, heard, phrase);
                    nearest.extend(phrase.words().map(|at| (at, at + length)));
                }
                // Of those that begin at one word the shortest is the nearest.
                nearest.sort_unstable();
                nearest.dedup_by_key(|(begin, _)| *begin);
                nearest.iter().for_each(|place| tell(*place));
            }
            sides.reverse();
        }
        words.words().take(most).for_each(|at| tell((at, at + 1)));
    }

    /// Finds where the two sides stand.
    fn lay(&self, pair: u32, sequences: &Sequences, heard: &Heard, room: &mut Room) {
        if room.laid == Some(pair) {
            return;
        }
        room.laid = Some(pair);
        let (left, right) = self.sides(pair);
        room.left.lay(left, sequences, heard, &mut room.phrase);
        if room.left.begins.is_empty() {
            room.right.begins.clear(0);
            room.right.last_words.clear(0);
        } else {
            room.right.lay(right, sequences, heard, &mut room.phrase);
        }
    }
}

/// Between which words a term stands.
type Place = (u32, u32);

/// Where the two sides stand, for the pair that was looked at last.
#[derive(Clone, Debug, Default)]
pub(super) struct Room {
    laid: Option<u32>,
    left: Side,
    right: Side,
    /// Where one phrase stands.
    pub(super) phrase: Mask,
    /// What was found of one side that goes before the other, and after it.
    before: Mask,
    after: Mask,
    nearest: Vec<Place>,
    /// What was found of sides of single words.
    words: Mask,
}

/// Where the terms of one side stand.
#[derive(Clone, Debug, Default)]
struct Side {
    begins: Mask,
    /// The last words of all, where one of them is a phrase.
    last_words: Mask,
    /// The words of the longest.
    longest: u32,
}

impl Room {
    /// Forgets what was laid of another text.
    pub(super) fn begin(&mut self) {
        self.laid = None;
    }
}

impl Side {
    /// The last words of the terms that were found.
    fn ends(&self) -> &Mask {
        match self.longest {
            ..=1 => &self.begins,
            _ => &self.last_words,
        }
    }

    fn lay(&mut self, run: Run, sequences: &Sequences, heard: &Heard, phrase: &mut Mask) {
        let terms = sequences.get(run);
        let length = |term: &Sequence| sequences.atoms(term).len();
        let longest = terms.iter().map(length).max().unwrap_or(0);
        self.longest = number(longest);
        self.begins.clear(heard.length());
        self.last_words.clear(heard.length());
        for &term in terms {
            match sequences.word(term) {
                Some(word) if longest == 1 => self.begins.add_before(heard.pages(word), 0),
                _ if !sequences.has_all(term, heard) => {}
                _ => {
                    sequences.find(term, heard, phrase);
                    self.begins.add_before(phrase.pages(), 0);
                    self.last_words.add_after(phrase.pages(), length(&term) - 1);
                }
            }
        }
    }
}

/// The least number of words between one of `ends` and the next of `begins`.
fn least(ends: &Mask, begins: &Mask) -> Option<u32> {
    let mut least = u32::MAX;
    let mut last_end: Option<u32> = None;
    for at in ends.range().start..begins.range().end {
        let (end, begin) = (ends.page(at), begins.page(at));
        let first = number(at) * WORDS;
        if begin != 0 {
            if let Some(end) = last_end {
                least = least.min(first + begin.trailing_zeros() - end - 1);
            }
            least = least.min(least_within(end, begin, least));
            if least == 0 {
                break;
            }
        }
        if end != 0 {
            last_end = Some(first + end.ilog2());
        }
    }
    (least < u32::MAX).then_some(least)
}

/// The least number of words between two on one page, if it is less than this.
fn least_within(ends: u64, begins: u64, less_than: u32) -> u32 {
    let is_near = |words: u32| following(ends, words) & begins != 0;
    // The nearest of all stands between `far` and `near` words on.
    let (mut far, mut near) = (0, less_than.min(WORDS - 1));
    if !is_near(near) {
        return less_than;
    }
    while far + 1 < near {
        let half = (far + near) / 2;
        if is_near(half) {
            near = half;
        } else {
            far = half;
        }
    }
    near.saturating_sub(1)
}

/// The words of a page that follow one of these at most so many words on: less than a page.
fn following(words: u64, within: u32) -> u64 {
    let (mut following, mut done) = (words << 1, 1);
    while done < within {
        let more = done.min(within - done);
        following |= following << more;
        done += more;
    }
    if within == 0 { 0 } else { following }
}

/// The words of a page that go before one of these at most so many words: less than a page.
fn preceding(words: u64, within: u32) -> u64 {
    following(words.reverse_bits(), within).reverse_bits()
}

/// Tells each of `ends` with the next of `begins`, if that is at most `within`
/// words on, until `tell` says that it is enough.
fn each_couple(
    (ends, begins): (&Mask, &Mask),
    within: u32,
    mut tell: impl FnMut(u32, u32) -> bool,
) {
    // The page beyond the one at hand on which the next of `begins` stands.
    let mut ahead = begins.range().start;
    for Page { at, bits } in ends.pages() {
        let first = number(at) * WORDS;
        ahead = ahead.max(at + 1);
        while ahead < begins.range().end && begins.page(ahead) == 0 {
            ahead += 1;
        }
        let beyond = begins.page(ahead);
        let beyond = (beyond != 0).then(|| number(ahead) * WORDS + beyond.trailing_zeros());
        let here = begins.page(at);
        let mut close = preceding(here, within.min(WORDS - 1));
        if let Some(beyond) = beyond {
            // From here on words stand close to it.
            let from = beyond.saturating_sub(within).saturating_sub(first);
            close |= u64::MAX.checked_shl(from).unwrap_or(0);
        }
        for end in (Page {
            at,
            bits: bits & close,
        })
        .words()
        {
            let later = here & u64::MAX.checked_shl(end - first + 1).unwrap_or(0);
            let begin = match later {
                0 => beyond,
                _ => Some(first + later.trailing_zeros()),
            };
            if begin.is_some_and(|begin| !tell(end, begin)) {
                return;
            }
        }
    }
}
