//! The words of a text as symbols, with the sentences and clauses they stand in.

use super::language::Vote;
use super::letters::{Marks, Symbol};
use super::lexicon::{Hit, Lexicon, Place, Sense};
use super::table::Signal;
use crate::text::{Folded, Span, Word, WordKind};

/// How many words a gap leaves room for.
const GAP: usize = 4;

/// One word, as cues see it.
#[derive(Clone, Copy, Debug)]
struct Token {
    /// Where its symbols begin and end.
    symbols: (usize, usize),
    marks: Marks,
    sentence: u32,
    clause: u32,
    /// Whether it turns what follows.
    turns: bool,
    /// Whether it is part of a phrase that says what its words mean.
    in_phrase: bool,
}

/// What stands after a word: in the next place, and as far on as a gap leaves room.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ahead {
    pub(super) next: Marks,
    pub(super) near: Marks,
}

#[derive(Clone, Debug)]
pub(super) struct Sentence<'f> {
    words: &'f [Word],
    tokens: Vec<Token>,
    symbols: Vec<Symbol>,
    pub(super) vote: Vote,
}

impl<'f> Sentence<'f> {
    pub(super) fn of(lexicon: &Lexicon, text: &str, folded: &'f Folded) -> Self {
        let count = folded.words().len();
        let mut new = Self {
            words: folded.words(),
            tokens: Vec::with_capacity(count),
            symbols: Vec::with_capacity(2 * count),
            vote: Vote::default(),
        };
        let (mut sentence, mut clause, mut end) = (0, 0, 0);
        for (word, letters) in folded.iter() {
            match text.get(end..word.span.start).map_or(Break::None, break_in) {
                Break::Sentence => {
                    sentence += 1;
                    clause += 1;
                }
                Break::Clause => clause += 1,
                Break::None => {}
            }
            end = word.span.end;
            let from = new.symbols.len();
            let signal = new.take(lexicon, word.kind, letters);
            clause += u32::from(signal == Some(Signal::But));
            new.tokens.push(Token {
                symbols: (from, new.symbols.len()),
                marks: new.symbols.iter().skip(from).copied().collect(),
                sentence,
                clause,
                turns: signal == Some(Signal::Negator),
                in_phrase: false,
            });
        }
        new
    }

    /// Notes the symbols of a word; answers what the word signals by itself.
    fn take(&mut self, lexicon: &Lexicon, kind: WordKind, letters: &str) -> Option<Signal> {
        match kind {
            WordKind::Plain | WordKind::Number | WordKind::Hashtag | WordKind::Emoji => {}
            WordKind::Mention | WordKind::Cashtag | WordKind::Url | WordKind::Email => return None,
        }
        let from = self.symbols.len();
        let symbols = &mut self.symbols;
        let word = lexicon.letters.walk(letters, |it| symbols.push(it));
        // What stands for the whole word comes before what it begins with.
        let begins = self.symbols.len();
        self.symbols.extend(word);
        if kind == WordKind::Number {
            self.symbols.extend(lexicon.number);
        }
        if kind == WordKind::Hashtag {
            self.symbols.extend(lexicon.hashtags.get(letters));
        }
        if begins > from
            && let Some(of_word) = self.symbols.get_mut(from..)
        {
            of_word.rotate_left(begins - from);
        }
        let known = lexicon.terms.get(word? as usize)?;
        if known.member != 0 {
            self.vote.count(known.member);
        }
        known.signal
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(super) fn symbols(&self, at: usize) -> &[Symbol] {
        let range = self.tokens.get(at).map(|token| token.symbols);
        range
            .and_then(|(from, to)| self.symbols.get(from..to))
            .unwrap_or(&[])
    }

    /// What stands after a word.
    pub(super) fn ahead(&self, at: usize) -> Ahead {
        let rest = self.tokens.get(at + 1..).unwrap_or(&[]);
        let marks = rest.iter().take(GAP + 1).map(|token| token.marks);
        Ahead {
            next: rest.first().map_or(Marks::default(), |token| token.marks),
            near: marks.fold(Marks::default(), Marks::with),
        }
    }

    /// The clause that a word stands in.
    pub(super) fn clause(&self, at: usize) -> Option<u32> {
        self.tokens.get(at).map(|token| token.clause)
    }

    /// Whether a word turns what follows.
    pub(super) fn turns(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.turns)
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
    pub(super) fn follow(&self, places: &[Place], at: usize) -> Option<usize> {
        let Some((place, rest)) = places.split_first() else {
            return Some(at);
        };
        let sentence = self.tokens.get(at)?.sentence;
        let furthest = at + 1 + if place.after_gap { GAP } else { 0 };
        for next in at + 1..=furthest {
            let token = self.tokens.get(next)?;
            if token.sentence != sentence {
                return None;
            }
            let stands = self.symbols(next).iter().any(|it| place.any.contains(it));
            if let Some(last) = stands.then(|| self.follow(rest, next)).flatten() {
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
                let tokens = self.tokens.get_mut(first..=last).into_iter().flatten();
                tokens.for_each(|token| token.turns = false);
            }
        }
    }

    /// Keeps of single words that stand in a phrase only those of other kinds of
    /// meaning, and of equal meanings at one place only the first.
    pub(super) fn without_parts<'l>(&mut self, hits: Vec<Hit<'l>>) -> Vec<Hit<'l>> {
        for hit in hits.iter().filter(|hit| hit.length > 1 && is_tight(hit)) {
            if let Some((first, last)) = hit.words {
                let tokens = self.tokens.get_mut(first..=last).into_iter().flatten();
                tokens.for_each(|token| token.in_phrase = true);
            }
        }
        let mut kept: Vec<Hit<'l>> = Vec::with_capacity(hits.len());
        for hit in hits {
            if !self.is_part(&hit) && !is_said(&hit, &kept) {
                kept.push(hit);
            }
        }
        kept
    }

    fn is_part(&self, hit: &Hit<'_>) -> bool {
        let (Some((first, _)), Sense::Kinds(_)) = (hit.words, &hit.cue.sense) else {
            return false;
        };
        hit.length == 1 && self.tokens.get(first).is_some_and(|token| token.in_phrase)
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
    speaks && words == Some(hit.length)
}

/// What ends between two words.
enum Break {
    None,
    Clause,
    Sentence,
}

fn break_in(between: &str) -> Break {
    if between == " " {
        return Break::None;
    }
    let mut found = Break::None;
    for c in between.chars() {
        match c {
            '.' | '!' | '?' | '\n' | '…' => return Break::Sentence,
            ',' | ';' | ':' | '(' | ')' | '–' | '—' | '|' => found = Break::Clause,
            _ => {}
        }
    }
    found
}
