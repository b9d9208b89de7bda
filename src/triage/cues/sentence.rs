//! The words of a text as symbols, with the sentences and clauses they stand in.

use super::ahead::{Ahead, Marks};
use super::emoticon;
use super::language::Vote;
use super::lexicon::{Hit, Lexicon, Sense};
use super::table::Signal;
use super::terms::{Place, Places, Symbol};
use crate::text::{Folded, Span, Word, WordKind};

/// How many words a gap leaves room for.
const GAP: usize = 4;

/// One word, as cues see it.
#[derive(Clone, Copy, Debug)]
struct Token {
    /// Where its symbols begin and end.
    symbols: (usize, usize),
    sentence: u32,
    clause: u32,
    /// Whether it turns what follows.
    turns: bool,
    /// Whether it is part of a phrase that says what its words mean.
    in_phrase: bool,
}

/// Room to read in, used again for one text after the other.
#[derive(Debug, Default)]
pub(super) struct Room {
    tokens: Vec<Token>,
    symbols: Vec<Symbol>,
    /// Of each word, all its symbols.
    marks: Vec<Marks>,
    met: Met,
}

impl Room {
    /// Room to note in which of so many cues were found.
    pub(super) fn none_met(&mut self, cues: usize) -> Met {
        let mut met = std::mem::take(&mut self.met);
        met.0.clear();
        met.0.resize(cues / u64::BITS as usize + 1, 0);
        met
    }
}

/// Which cues were found already, one bit each.
#[derive(Debug, Default)]
pub(super) struct Met(Vec<u64>);

impl Met {
    pub(super) fn has(&self, index: usize) -> bool {
        let bits = self.0.get(index / 64).copied().unwrap_or(0);
        bits >> (index % 64) & 1 == 1
    }

    pub(super) fn add(&mut self, index: usize) {
        if let Some(bits) = self.0.get_mut(index / 64) {
            *bits |= 1 << (index % 64);
        }
    }
}

#[derive(Debug)]
pub(super) struct Sentence<'r> {
    words: &'r [Word],
    room: &'r mut Room,
    places: emoticon::Places,
    pub(super) vote: Vote,
}

impl<'r> Sentence<'r> {
    pub(super) fn of(
        lexicon: &Lexicon,
        text: &str,
        folded: &'r Folded,
        room: &'r mut Room,
    ) -> Self {
        room.tokens.clear();
        room.symbols.clear();
        room.marks.clear();
        let mut new = Self {
            words: folded.words(),
            room,
            places: emoticon::Places::of(text),
            vote: Vote::default(),
        };
        let (mut sentence, mut clause, mut end) = (0, 0, 0);
        for (word, letters) in folded.iter() {
            let between = text.get(end..word.span.start).unwrap_or(" ");
            if between != " " {
                new.places.between(between, end);
                let (ends_sentence, ends_clause) = break_in(between);
                sentence += u32::from(ends_sentence);
                clause += u32::from(ends_clause);
            }
            let start = word.span.start;
            new.places.word(text.as_bytes().get(start), start);
            end = word.span.end;
            let from = new.room.symbols.len();
            let signal = new.take(lexicon, word.kind, letters);
            clause += u32::from(signal == Some(Signal::But));
            new.room.tokens.push(Token {
                symbols: (from, new.room.symbols.len()),
                sentence,
                clause,
                turns: signal == Some(Signal::Negator),
                in_phrase: false,
            });
            let symbols = new.room.symbols.get(from..).unwrap_or(&[]);
            new.room.marks.push(symbols.iter().copied().collect());
        }
        new.places.between(text.get(end..).unwrap_or(" "), end);
        new
    }

    /// Takes back the room that was noted in.
    pub(super) fn take_back(&mut self, met: Met) {
        self.room.met = met;
    }

    /// The offset in the text from which on emoticons may stand.
    pub(super) fn emoticons_from(&self) -> Option<usize> {
        self.places.first()
    }

    /// Notes the symbols of a word; answers what the word signals by itself.
    fn take(&mut self, lexicon: &Lexicon, kind: WordKind, letters: &str) -> Option<Signal> {
        match kind {
            WordKind::Plain | WordKind::Number | WordKind::Hashtag | WordKind::Emoji => {}
            WordKind::Mention | WordKind::Cashtag | WordKind::Url | WordKind::Email => return None,
        }
        let symbols = &mut self.room.symbols;
        let from = symbols.len();
        let mut whole = None;
        lexicon.letters.walk(letters, |text, means, is_whole| {
            if means.beginning.is_asked {
                symbols.push(Symbol::beginning(text));
            }
            if is_whole && means.whole.is_asked {
                whole = Some((Symbol::whole(text), means.whole));
            }
        });
        // What stands for the whole word comes before what it begins with.
        let begins = symbols.len();
        symbols.extend(whole.map(|(symbol, _)| symbol));
        if kind == WordKind::Number {
            symbols.extend(lexicon.number);
        }
        if kind == WordKind::Hashtag {
            symbols.extend(lexicon.hashtags.get(letters));
        }
        if begins > from
            && let Some(of_word) = symbols.get_mut(from..)
        {
            of_word.rotate_left(begins - from);
        }
        let (_, known) = whole?;
        if known.member != 0 {
            self.vote.count(known.member);
        }
        known.signal
    }

    pub(super) fn len(&self) -> usize {
        self.room.tokens.len()
    }

    pub(super) fn symbols(&self, at: usize) -> &[Symbol] {
        let range = self.room.tokens.get(at).map(|token| token.symbols);
        range
            .and_then(|(from, to)| self.room.symbols.get(from..to))
            .unwrap_or(&[])
    }

    /// What stands after a word.
    pub(super) fn ahead(&self, at: usize) -> Ahead {
        let rest = self.room.marks.get(at + 1..).unwrap_or(&[]);
        Ahead::of(rest.get(..=GAP).unwrap_or(rest))
    }

    /// The clause that a word stands in.
    pub(super) fn clause(&self, at: usize) -> Option<u32> {
        self.room.tokens.get(at).map(|token| token.clause)
    }

    /// Whether a word turns what follows.
    pub(super) fn turns(&self, at: usize) -> bool {
        self.room.tokens.get(at).is_some_and(|token| token.turns)
    }

    /// Whether a clause begins with a word, whoever is addressed before it.
    pub(super) fn opens(&self, at: usize) -> bool {
        let is_address = |word: &Word| word.kind == WordKind::Mention;
        let mut before = at;
        while let Some(word) = before.checked_sub(1).and_then(|b| self.words.get(b)) {
            if self.clause(before - 1) != self.clause(at) {
                return true;
            }
            if !is_address(word) || at - before >= GAP {
                return false;
            }
            before -= 1;
        }
        true
    }

    /// The last word of the places that follow the word at `at`, where they do.
    pub(super) fn follow(&self, places: &[Place], among: &Places, at: usize) -> Option<usize> {
        let Some((place, rest)) = places.split_first() else {
            return Some(at);
        };
        let sentence = self.room.tokens.get(at)?.sentence;
        let any = among.any(place);
        let furthest = at + 1 + if place.after_gap { GAP } else { 0 };
        for next in at + 1..=furthest {
            let token = self.room.tokens.get(next)?;
            if token.sentence != sentence {
                return None;
            }
            let stands = self.symbols(next).iter().any(|it| any.contains(it));
            if let Some(last) = stands.then(|| self.follow(rest, among, next)).flatten() {
                return Some(last);
            }
        }
        None
    }

    /// The span from the first word of a cue to its last, and whether it is an emoji.
    pub(super) fn span(&self, first: usize, last: usize) -> Option<(Span, bool)> {
        let (first, last) = (self.words.get(first)?, self.words.get(last)?);
        let span = Span::new(first.span.start, last.span.end);
        Some((span, first.kind == WordKind::Emoji))
    }

    /// Lets no word turn anything that is part of a phrase which means nothing.
    pub(super) fn ignore(&mut self, hits: &[Hit<'_>]) {
        for hit in hits {
            if let (Sense::Signal(Signal::Ignored), Some((first, last))) =
                (&hit.cue.sense, hit.words)
            {
                let tokens = self.room.tokens.get_mut(first..=last).into_iter().flatten();
                tokens.for_each(|token| token.turns = false);
            }
        }
    }

    /// Keeps of single words that stand in a phrase only those of other kinds of
    /// meaning, and of equal meanings at one place only the first.
    pub(super) fn leave_out_parts(&mut self, hits: &mut Vec<Hit<'_>>) {
        for hit in hits
            .iter()
            .filter(|hit| hit.cue.length > 1 && is_tight(hit))
        {
            if let Some((first, last)) = hit.words {
                let tokens = self.room.tokens.get_mut(first..=last);
                let tokens = tokens.into_iter().flatten();
                tokens.for_each(|token| token.in_phrase = true);
            }
        }
        let mut kept = 0;
        for at in 0..hits.len() {
            let (before, rest) = hits.split_at(at);
            let before = before.get(..kept).unwrap_or(&[]);
            let keeps = |hit: &Hit<'_>| !self.is_part(hit) && !is_said(hit, before);
            if rest.first().is_some_and(keeps) {
                hits.swap(kept, at);
                kept += 1;
            }
        }
        hits.truncate(kept);
    }

    fn is_part(&self, hit: &Hit<'_>) -> bool {
        let (Some((first, _)), Sense::Kinds(_)) = (hit.words, &hit.cue.sense) else {
            return false;
        };
        hit.cue.length == 1
            && self
                .room
                .tokens
                .get(first)
                .is_some_and(|token| token.in_phrase)
    }
}

/// Whether an earlier hit, of the same words, speaks for the same label. Hits
/// stand in the order of their first words.
fn is_said(hit: &Hit<'_>, kept: &[Hit<'_>]) -> bool {
    let (Some((first, _)), Sense::Kinds(kinds)) = (hit.words, &hit.cue.sense) else {
        return false;
    };
    let begins_there = |it: &&Hit<'_>| it.words.is_some_and(|(from, _)| from == first);
    let mut there = kept.iter().rev().take_while(begins_there);
    there.any(|it| match &it.cue.sense {
        Sense::Kinds(known) => {
            let label = |kinds: &[(_, f64)]| kinds.first().map(|(kind, _)| *kind);
            it.words == hit.words && label(known) == label(kinds)
        }
        Sense::Signal(_) => false,
    })
}

/// Whether every word from the first to the last belongs to the cue, and the
/// cue says what its words mean.
fn is_tight(hit: &Hit<'_>) -> bool {
    let speaks = match &hit.cue.sense {
        Sense::Kinds(_) | Sense::Signal(Signal::Ignored | Signal::Sarcasm) => true,
        Sense::Signal(_) => false,
    };
    let words = hit.words.map(|(first, last)| last - first + 1);
    speaks && words == Some(hit.cue.length)
}

/// Whether a sentence ends between two words, and whether a clause does.
fn break_in(between: &str) -> (bool, bool) {
    let mut ends_clause = false;
    for c in between.chars() {
        match c {
            '.' | '!' | '?' | '\n' | '…' => return (true, true),
            ',' | ';' | ':' | '(' | ')' | '–' | '—' | '|' => ends_clause = true,
            _ => {}
        }
    }
    (false, ends_clause)
}
