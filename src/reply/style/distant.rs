//! Does it sound like an office (S2:18)?

use super::check::Check;
use super::lexicon::Readable;
use super::occasion::Purpose;
use super::reading::Reading;
use super::rule::Rule;
use super::words::List;
use crate::text::{Lang, WordKind};

/// How many words may stand between the verb of a passive and its participle.
const REACH: usize = 8;

impl Check<'_> {
    pub(super) fn distant(&mut self) {
        let reading = self.reading;
        let is_last_word = self.occasion.purpose == Purpose::FollowUp;
        for hit in reading.hits(List::Distant) {
            // A public last word tells readers of the customer.
            let is_told_of = matches!(reading.word(hit.first), Some("de" | "the"));
            if is_last_word && is_told_of {
                continue;
            }
            let plain = self.plainly(hit.first, hit.last).map(|(_, fix)| fix);
            self.report(
                Rule::TooDistant,
                reading.span_of(hit.first, hit.last),
                plain,
            );
        }
        let passives = passives(reading);
        let nobody = reading.hits(List::Ourselves).is_empty() && !is_last_word;
        let is_alone = passives.len() < 2;
        for (first, last) in passives {
            let is_cold = || !acts_beside(reading, first) && !is_news(reading, first);
            if !is_alone || nobody && is_cold() {
                self.report(Rule::TooDistant, reading.span_of(first, last), None);
            }
        }
    }
}

/// Whether a passive tells what is done by now: *the bin has been emptied*, and not *your
/// report has been passed on*.
fn is_news(reading: &Reading<'_>, passive: usize) -> bool {
    let is_done = matches!(reading.word(passive), Some("has" | "have"));
    let passes_on = reading.sentence_at(passive).is_some_and(|sentence| {
        [List::PassedOn, List::Distant]
            .into_iter()
            .any(|list| reading.has(list, sentence))
    });
    is_done && !passes_on
}

/// Whether the reader does or gets something in the sentence of a passive: *de kluisjes
/// worden vernieuwd en je krijgt je munt terug* is no office's. *Contact met u* is nothing done.
fn acts_beside(reading: &Reading<'_>, passive: usize) -> bool {
    let Some(sentence) = reading.sentence_at(passive) else {
        return false;
    };
    let acts = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| reading.word(before));
        let is_object = matches!(
            before,
            Some("met" | "van" | "aan" | "voor" | "bij" | "op" | "over" | "with" | "to" | "for")
        );
        let is_owner = at < passive && passive <= at + 3;
        let is_reader = matches!(
            reading.word(at),
            Some("je" | "jij" | "u" | "jullie" | "you")
        );
        is_reader && !is_object && !is_owner
    };
    (sentence.first..sentence.end).any(acts)
}

/// The verb and the participle of every passive in which nobody acts upon the reader.
fn passives(reading: &Reading<'_>) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for hit in reading.hits(List::Passive) {
        if let Some(participle) = participle_after(reading, hit.last)
            && !speaks_to_reader(reading, hit.first, hit.last)
            && !is_dated(reading, hit.first)
            && found.last().is_none_or(|(_, last)| *last < participle)
        {
            found.push((hit.first, participle));
        }
    }
    found
}

fn participle_after(reading: &Reading<'_>, verb: usize) -> Option<usize> {
    let sentence = reading.sentence_at(verb)?;
    let end = sentence.end.min(verb + 1 + REACH);
    let reach = match reading.lang {
        Lang::Nl => end,
        Lang::En => end.min(verb + 3),
    };
    (verb + 1..reach).find(|at| is_participle(reading, *at))
}

/// What happens at a time that is told is news, whoever does it.
fn is_dated(reading: &Reading<'_>, at: usize) -> bool {
    reading
        .sentence_at(at)
        .is_some_and(|sentence| reading.has(List::When, sentence))
}

/// `Je wordt gebeld` and `you were called` are no distance.
fn speaks_to_reader(reading: &Reading<'_>, first: usize, last: usize) -> bool {
    let is_reader = |at: usize| {
        matches!(
            reading.word(at),
            Some("je" | "jij" | "u" | "jullie" | "you" | "ik" | "i" | "we")
        )
    };
    let before = first.checked_sub(1);
    // `Er zal met u worden gebeld`: there *u* is no subject, which would take `wordt`.
    let is_object = reading.word(first) == Some("worden")
        && before.is_some_and(|at| matches!(reading.word(at), Some("je" | "jij" | "u")));
    // `Een pas die wordt geweigerd` tells what went wrong.
    let is_relative = before.is_some_and(|at| matches!(reading.word(at), Some("die" | "dat")));
    is_relative || !is_object && before.is_some_and(is_reader) || is_reader(last + 1)
}

fn is_participle(reading: &Reading<'_>, at: usize) -> bool {
    let word = reading.word(at).unwrap_or("");
    let is_listed = !reading.hits_in(List::NoParticiple, at, at + 1).is_empty();
    if reading.kind(at) != Some(WordKind::Plain) || word.len() < 5 || is_listed {
        return false;
    }
    match reading.lang {
        Lang::Nl => is_dutch_participle(word),
        Lang::En => word.ends_with("ed"),
    }
}

/// Whether a Dutch word is shaped like a participle.
pub(super) fn is_dutch_participle(word: &str) -> bool {
    const BEFORE: [&str; 24] = [
        "", "aan", "af", "bij", "binnen", "door", "goed", "in", "klaar", "langs", "mee", "na",
        "om", "op", "over", "terug", "toe", "uit", "vast", "voor", "weg", "samen", "thuis", "open",
    ];
    let has_end = word.ends_with(['d', 't']) || word.ends_with("en");
    let has_ge = || {
        BEFORE.iter().any(|before| {
            word.strip_prefix(before)
                .is_some_and(|rest| rest.starts_with("ge") && rest.len() > 4)
        })
    };
    let has_prefix = || {
        ["be", "ver", "ont", "her", "er", "onder", "over"]
            .iter()
            .any(|it| word.starts_with(it))
            && word.ends_with(['d', 't'])
    };
    has_end && (has_ge() || has_prefix())
}
