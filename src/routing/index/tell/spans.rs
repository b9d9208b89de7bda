//! The pieces of text on which it rests that rules fire.

use super::{Telling, TellingRoom};
use crate::routing::decision::Decision;
use crate::routing::evaluate::touched;
use crate::routing::ground::Found;
use crate::routing::index::atoms::Atom;
use crate::routing::index::dictionary::number;
use crate::routing::index::leaf::{Leaf, Run};
use crate::routing::index::sequences::Sequence;
use crate::routing::index::{Asking, List, Workspace};
use crate::routing::term::original;
use crate::routing::test::{PersonalData, Test};
use crate::sorted::SortedSet;

/// So many spans are gathered of one test before the first of them are kept.
const MOST_GATHERED: usize = 16 * Found::MOST_SPANS;

impl TellingRoom {
    /// Puts the spans from a place on in their order, each once. Most come so.
    pub(super) fn put_in_order(&mut self, from: usize) {
        let Self { spans, found, .. } = self;
        let tail = spans.get_mut(from..).unwrap_or_default();
        if tail.is_sorted_by(|one, other| one < other) {
            return;
        }
        tail.sort_unstable();
        if !tail.is_sorted_by(|one, other| one < other) {
            found.extend(spans.drain(from..));
            let gathered = found.len();
            found.dedup();
            self.dropped += gathered - found.len();
            spans.append(found);
        }
    }

    /// Of one test no more than the first pieces are told.
    fn keep_first(&mut self, from: usize) {
        self.put_in_order(from);
        let beyond = self.spans.len().saturating_sub(from + Found::MOST_SPANS);
        self.dropped += beyond;
        self.spans.truncate(from + Found::MOST_SPANS);
    }

    /// Whether no more spans are told of this decision.
    pub(super) fn is_full(&self) -> bool {
        self.spans.len() + self.dropped >= Decision::MOST_SPANS
    }
}

impl Telling<'_, '_> {
    /// Those of a test that holds.
    pub(super) fn spans(&mut self, leaf: Leaf) {
        if self.room.is_full() {
            return;
        }
        let Asking { index, facts, .. } = &self.asking;
        let (index, facts) = (*index, *facts);
        match leaf {
            Leaf::Word(word) => self.word(word),
            Leaf::Words { run, upto } => {
                let is_read = self.asking.work.phrases.covers(upto);
                self.terms(run, if is_read { u32::MAX } else { 0 });
            }
            Leaf::List(list) => self.list(list),
            Leaf::Near {
                pair,
                within,
                ordered,
                ..
            } => self.near(pair, within, ordered),
            Leaf::Pattern(number) => {
                let span = self.room.patterns.get(number).unwrap_or_else(|| {
                    let pattern = index.patterns.get(number);
                    let range = pattern.and_then(|it| it.first_in(facts.folded.shadow()));
                    let span = range.and_then(|range| touched(facts.folded, range));
                    self.room.patterns.set(number, span)
                });
                self.room.spans.extend(span);
            }
            Leaf::Fact(fact) => {
                // What else is known of a mention stands nowhere in its text.
                if let Some(Test::PersonalData(kinds)) = index.asks.get(fact) {
                    self.personal(kinds);
                }
            }
        }
    }

    fn personal(&mut self, kinds: &SortedSet<PersonalData>) {
        let from = self.room.spans.len();
        let Asking { facts, work, .. } = &mut self.asking;
        let text = facts.mention.text.reveal();
        for kind in kinds {
            let spans = work.personal.of_kind(*kind, text, facts.folded);
            self.room.spans.extend(spans.take(Found::MOST_SPANS));
        }
        self.room.keep_first(from);
    }

    pub(super) fn word(&mut self, word: Atom) {
        let Asking { facts, work, .. } = &self.asking;
        let words = facts.folded.words();
        let places = work.heard.places(word).take(Found::MOST_SPANS);
        let spans = places.filter_map(|place| words.get(place as usize));
        self.room.spans.extend(spans.map(|word| word.span));
    }

    /// A list that many rules share is long, and told once.
    fn list(&mut self, list: u32) {
        let room = &mut self.room;
        if let Some((from, to)) = room.lists.get(list) {
            let listed = room.listed.get(from as usize..to as usize);
            room.spans.extend_from_slice(listed.unwrap_or_default());
            return;
        }
        let from = room.spans.len();
        let known = self.asking.index.lists.get(list as usize).copied();
        let List { run, from: before } = known.unwrap_or_default();
        let words = self.asking.work.phrases.beyond(before);
        self.terms(run, words);
        let room = &mut self.room;
        let begin = number(room.listed.len());
        let told = room.spans.get(from..).unwrap_or_default();
        room.listed.extend_from_slice(told);
        room.lists.set(list, (begin, number(room.listed.len())));
    }

    /// Of phrases no more than so many words.
    fn terms(&mut self, run: Run, mut words: u32) {
        let from = self.room.spans.len();
        let sequences = &self.asking.index.sequences;
        let mut found = 0;
        for term in sequences.get(run) {
            match sequences.word(*term) {
                Some(word) if !self.asking.work.heard.has(word) => continue,
                Some(word) => self.word(word),
                None => {
                    let left = words.checked_sub(number(sequences.atoms(term).len()));
                    words = left.unwrap_or(0);
                    if left.is_none() || !sequences.has_all(*term, &self.asking.work.heard) {
                        continue;
                    }
                    self.phrase(*term);
                }
            }
            found += 1;
            // A long list is not gathered whole.
            if self.room.spans.len() - from > MOST_GATHERED {
                self.room.keep_first(from);
            }
        }
        // What one term finds stands in order.
        if found > 1 {
            self.room.keep_first(from);
        }
    }

    fn phrase(&mut self, phrase: Sequence) {
        let Asking {
            index, facts, work, ..
        } = &mut self.asking;
        let Workspace { heard, room, .. } = &mut **work;
        let length = index.sequences.atoms(&phrase).len();
        let most = Found::MOST_SPANS;
        (index.sequences).find_first(phrase, most, heard, &mut room.phrase);
        let places = room
            .phrase
            .words()
            .map(|at| at as usize..at as usize + length);
        let spans = places.filter_map(|place| original(facts.folded, place));
        self.room.spans.extend(spans.take(Found::MOST_SPANS));
    }

    fn near(&mut self, pair: u32, within: u32, ordered: bool) {
        let from = self.room.spans.len();
        let Asking {
            index, facts, work, ..
        } = &mut self.asking;
        let Workspace { heard, room, .. } = &mut **work;
        let spans = &mut self.room.spans;
        let near = (pair, within, ordered);
        let heard = (&index.sequences, &*heard);
        let tell = |(start, end)| spans.extend(original(facts.folded, wide(start, end)));
        (index.pairs).close(near, Found::MOST_SPANS, heard, room, tell);
        self.room.keep_first(from);
    }
}

fn wide(start: u32, end: u32) -> std::ops::Range<usize> {
    start as usize..end as usize
}
