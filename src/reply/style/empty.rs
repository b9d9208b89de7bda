//! Is it an answer, or only "sorry" and "we pass it on" (S2:28)?

use super::check::Check;
use super::distant::is_dutch_participle;
use super::lexicon::{Hit, Readable};
use super::occasion::Purpose;
use super::reading::{Reading, Sentence};
use super::rule::Rule;
use super::words::List;
use crate::text::{EntityKind, Span, WordKind};

/// A question of fewer words asks nothing by itself.
const FEWEST_WORDS: usize = 4;
/// One that opens as a question does asks with so many.
const FEWEST_ASKING: usize = 3;
/// So many words that are not vague make a sentence an answer.
const FEWEST_TELLING: usize = 2;
/// So many make a clause beside an apology one.
const FEWEST_TELLING_BESIDE: usize = 3;
/// So many make what we do one.
const FEWEST_DONE: usize = 4;
/// So many digits are a number by which something is found.
const FEWEST_DIGITS: usize = 5;
/// A set phrase begins so many words at most before its end.
const LONGEST_SET_PHRASE: usize = 12;
/// A clause is looked back upon for so many words.
const LONGEST_CLAUSE: usize = 20;
/// A greeting and a name have so many words at most.
const LONGEST_GREETING: usize = 5;
/// A shorter word is a function word.
const SHORTEST_TELLING: usize = 3;

impl Check<'_> {
    pub(super) fn empty(&mut self) {
        let reading = self.reading;
        let is_empty = |sentence| is_empty(reading, sentence);
        let is_receipt = self.occasion.purpose == Purpose::Receipt;
        let tells_facts = |sentence| !self.facts_in(sentence).is_empty();
        let is_handled = || {
            self.occasion.purpose == Purpose::FollowUp
                && (!reading.hits(List::That).is_empty()
                    || reading.sentences.iter().any(tells_facts))
        };
        if is_receipt || is_handled() || !reading.sentences.iter().all(is_empty) {
            return;
        }
        if !self.owes_an_answer() {
            if self.is_vague() {
                self.report_all(Rule::EmptyPhrase);
            }
            return;
        }
        for sentence in &reading.sentences {
            let is_kindness = sentence.end - sentence.first < FEWEST_WORDS;
            let has = |list| reading.has(list, sentence);
            if is_vain(reading, sentence) || !is_kindness && (has(List::Filler) || has(List::Actor))
            {
                self.report(Rule::EmptyPhrase, words_of(reading, sentence), None);
            }
        }
    }

    /// Whether the reply speaks of something that went wrong or is to be done: it says
    /// sorry, or that somebody has it now. Kind words alone may be all there is to say,
    /// and a promise is for [another rule](Rule::PromiseWithoutDate).
    fn owes_an_answer(&self) -> bool {
        let has = |list| !self.reading.hits(list).is_empty();
        let acts = || has(List::Actor) && has(List::Filler) && !has(List::Promise);
        let is_closing = self.occasion.purpose == Purpose::FollowUp;
        has(List::Apology)
            || !self.is_kind()
                && !self.promises_word()
                && (has(List::PassedOn) || !is_closing && acts())
    }

    /// Whether it is about nothing at all, in whatever words: `dit is een aandachtspunt`.
    /// Thanks, an answer in a word and a contradiction are something.
    fn is_vague(&self) -> bool {
        let reading = self.reading;
        let says = [
            List::Promise,
            List::Answer,
            List::Discussing,
            List::Commercial,
        ];
        let words = reading.words().len();
        let plain = (0..words).filter(|at| reading.kind(*at) == Some(WordKind::Plain));
        self.occasion.purpose == Purpose::Answer
            && !self.is_kind()
            && says.into_iter().all(|list| reading.hits(list).is_empty())
            && reading
                .sentences
                .iter()
                .any(|it| !reading.has(List::Filler, it))
            && plain.count() >= FEWEST_WORDS
            && !reading.sentences.iter().any(|it| names(reading, it))
            && telling(reading, 0, words) == 0
    }

    /// Whether the reader is promised to hear of it: `we laten het je weten`.
    fn promises_word(&self) -> bool {
        let reading = self.reading;
        let is_reader = |at: usize| {
            matches!(
                reading.word(at),
                Some("je" | "jou" | "u" | "jullie" | "you")
            )
        };
        let promises = reading.hits(List::Promise).iter();
        promises.flat_map(|hit| hit.first..=hit.last).any(is_reader)
    }

    /// Whether it is kind about something, and not only in a set phrase: *fijne dag nog*.
    fn is_kind(&self) -> bool {
        let reading = self.reading;
        let kind = reading.hits(List::Kindness);
        kind.iter().any(|hit| !is_set(reading, hit.first))
    }
}

/// The sentence without the greeting it opens with: `Hoi Jan,`.
fn after_greeting(reading: &Reading<'_>, sentence: &Sentence) -> Sentence {
    let greeting = reading.hits_in(List::Greeting, sentence.first, sentence.first + 1);
    let reach = sentence.end.min(sentence.first + LONGEST_GREETING);
    let comma = (sentence.first..reach).find(|at| reading.after(*at).starts_with(','));
    match comma.filter(|at| !greeting.is_empty() && at + 1 < sentence.end) {
        Some(comma) => Sentence {
            first: comma + 1,
            ..*sentence
        },
        None => *sentence,
    }
}

/// Whether something is called by its name in a sentence: `het staat in Mijn Bank`.
fn names(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    let after = after_greeting(reading, sentence).first + 1;
    (after..sentence.end).any(|at| {
        reading.kind(at) == Some(WordKind::Plain)
            && reading.is_capital(at)
            && reading.hits_in(List::Function, at, at + 1).is_empty()
    })
}

/// From the first plain word of a sentence to the last, without the emoji around them.
fn words_of(reading: &Reading<'_>, sentence: &Sentence) -> Span {
    let is_plain = |at: &usize| reading.kind(*at) == Some(WordKind::Plain);
    let mut words = sentence.first..sentence.end;
    let first = words.clone().find(is_plain).unwrap_or(sentence.first);
    let last = words.rfind(is_plain).unwrap_or(first);
    reading.span_of(first, last)
}

/// Whether a sentence says sorry, or that somebody else has it now.
fn is_vain(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    reading.has(List::Apology, sentence) || reading.has(List::PassedOn, sentence)
}

/// Whether a sentence neither answers nor asks, and names nobody who does something at a time.
fn is_empty(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    let sentence = &after_greeting(reading, sentence);
    let has = |list| reading.has(list, sentence);
    let words = sentence.first..sentence.end;
    let plain = words
        .filter(|at| reading.kind(*at) == Some(WordKind::Plain))
        .count();
    let is_worth = names_time(reading, sentence)
        || says(reading, List::Substance, sentence)
        || has(List::Answer) && !is_vain(reading, sentence)
        || says(reading, List::Request, sentence)
        || commands(reading, sentence)
        || has(List::Commercial)
        || contradicts(reading, sentence)
        || points(reading, sentence);
    let says_nothing = is_vain(reading, sentence) || has(List::Filler);
    match sentence.asks {
        true if is_echo(reading, sentence) => true,
        _ if is_worth => false,
        true if opens_asking(reading, sentence) => false,
        true => has(List::Filler) || plain < FEWEST_WORDS,
        false if says_nothing => !tells_beside(reading, sentence),
        // What we do, without saying when, must be told in more words to be something.
        false if has(List::Actor) && !tells_done(reading, sentence) => {
            telling(reading, sentence.first, sentence.end) < FEWEST_DONE
        }
        false => {
            telling(reading, sentence.first, sentence.end) < FEWEST_TELLING
                && !states(reading, sentence.first, sentence.end)
        }
    }
}

/// Whether a sentence tells the reader what to do, whatever else its words may mean: `zet hem
/// even uit`, and not `zet ik uit`.
fn commands(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    let asked = reading.hits_in(List::Request, sentence.first, sentence.first + 1);
    let is_ours = matches!(
        reading.word(sentence.first + 1),
        Some("ik" | "we" | "wij" | "ons" | "onze" | "us" | "our")
    );
    !is_ours && asked.iter().any(|hit| hit.last == hit.first)
}

/// Whether we have done something: `ik heb de rekening ingetrokken`.
fn tells_done(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    let mut words = sentence.first..sentence.end;
    let has_done = words
        .clone()
        .any(|at| matches!(reading.word(at), Some("heb" | "hebben")));
    has_done
        && words
            .any(|at| is_telling(reading, at) && reading.word(at).is_some_and(is_dutch_participle))
}

/// Whether a sentence argues, which is something: *we do not share your view*. A word by
/// itself, as in *nogmaals excuses*, is not.
fn contradicts(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    let hits = reading.hits_in(List::Discussing, sentence.first, sentence.end);
    hits.iter().any(|hit| hit.first + 1 < hit.last)
}

/// Whether a question only repeats what went wrong: `Oh no, alweer geen brood?`
fn is_echo(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    const ASKS: [&str; 24] = [
        "wat", "welk", "welke", "waar", "wanneer", "hoe", "hoeveel", "wie", "waarom", "je", "jij",
        "u", "uw", "jouw", "jullie", "what", "which", "where", "when", "how", "who", "why", "you",
        "your",
    ];
    let mut words = (sentence.first..sentence.end).filter_map(|at| reading.word(at));
    reading.has(List::Apology, sentence)
        && !words.any(|word| ASKS.contains(&word))
        && !opens_asking(reading, sentence)
}

/// Whether a question opens as one: `Is iedereen ongedeerd?`
fn opens_asking(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    let asking = reading.hits_in(List::Asking, sentence.first, sentence.end);
    asking
        .iter()
        .any(|hit| reading.opens_sentence(hit.first) && sentence.end - hit.first >= FEWEST_ASKING)
}

/// Whether a phrase of the list stands in the sentence, and not in words that say nothing:
/// in `sorry dat je pakket zoek is` and `fijn dat je het laat weten` there is nothing new.
fn says(reading: &Reading<'_>, list: List, sentence: &Sentence) -> bool {
    let hits = reading.hits_in(list, sentence.first, sentence.end);
    hits.iter().any(|hit| {
        !is_set(reading, hit.first)
            && !is_set(reading, hit.last)
            && !is_regretted(reading, sentence, hit.first)
    })
}

/// Whether a word belongs to a phrase that says nothing.
fn is_set(reading: &Reading<'_>, word: usize) -> bool {
    [List::Apology, List::PassedOn, List::Filler]
        .into_iter()
        .any(|list| is_within(reading, list, word))
}

/// Whether a word belongs to a phrase of the list that is longer than the word.
fn is_within(reading: &Reading<'_>, list: List, word: usize) -> bool {
    let from = word.saturating_sub(LONGEST_SET_PHRASE);
    let mut hits = reading.hits_in(list, from, word + 1).iter();
    hits.any(|hit| hit.first < hit.last && hit.last >= word)
}

/// Whether a word tells, in its clause, what somebody is sorry for.
fn is_regretted(reading: &Reading<'_>, sentence: &Sentence, word: usize) -> bool {
    const LEADS_ON: [&str; 16] = [
        "dat", "voor", "van", "om", "over", "als", "te", "that", "about", "for", "to", "when",
        "your", "the", "you", "it",
    ];
    let from = sentence.first.max(word.saturating_sub(LONGEST_CLAUSE));
    let clause = (from..word)
        .rev()
        .take_while(|at| !ends_clause(reading, *at));
    let first = clause.last().unwrap_or(word);
    let regrets = reading.hits_in(List::Apology, first, word);
    regrets
        .iter()
        .any(|hit| matches!(reading.word(hit.last + 1), Some(next) if LEADS_ON.contains(&next)))
}

/// Whether a clause beside the empty words tells something: `sorry, de bus stond in de file`.
fn tells_beside(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    let mut first = sentence.first;
    for at in sentence.first..sentence.end {
        let ends = at + 1 == sentence.end || ends_clause(reading, at);
        if !ends {
            continue;
        }
        let says_nothing = [List::Apology, List::PassedOn, List::Filler]
            .into_iter()
            .any(|list| !reading.hits_in(list, first, at + 1).is_empty());
        let tells = || {
            telling(reading, first, at + 1) >= FEWEST_TELLING_BESIDE
                || states(reading, first, at + 1)
                || (first..=at).any(|it| reading.is_number(it))
        };
        if !says_nothing && tells() {
            return true;
        }
        first = at + 1;
    }
    false
}

/// Whether the words `from..to` tell how something is or is not, in however few words:
/// `roken mag nergens`, `we don't take cash`.
fn states(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    !reading.hits_in(List::Stating, from, to).is_empty() && telling(reading, from, to) > 0
}

/// Whether a sign follows the word that ends a clause; a hyphen within a word is none.
fn ends_clause(reading: &Reading<'_>, at: usize) -> bool {
    let after = reading.after(at);
    let turns = after == " " && matches!(reading.word(at + 1), Some("maar" | "but"));
    turns || after.contains([',', ':', ';']) || after != "-" && after.contains('-')
}

/// How many of the words `from..to` are about something.
pub(super) fn telling(reading: &Reading<'_>, from: usize, to: usize) -> usize {
    (from..to).filter(|at| is_telling(reading, *at)).count()
}

/// Whether a word is about something: no function word, and none that fits any reply.
pub(super) fn is_telling(reading: &Reading<'_>, at: usize) -> bool {
    let is = |list| !reading.hits_in(list, at, at + 1).is_empty();
    reading.kind(at) == Some(WordKind::Plain)
        && reading.span(at).len() >= SHORTEST_TELLING
        && !is(List::Vague)
        && !is(List::Function)
}

/// Whether a sentence names a time that is not over: `sorry voor gisteren` promises nothing,
/// and who passes something on *at once* does not say when it is done.
fn names_time(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    let is_at = |list, time: &Hit| !reading.hits_in(list, time.first, time.first + 1).is_empty();
    let is_vain = is_vain(reading, sentence) || reading.has(List::Promise, sentence);
    let times = reading.hits_in(List::When, sentence.first, sentence.end);
    times
        .iter()
        .filter(|time| !(is_at(List::Past, time) || is_vain && is_at(List::AtOnce, time)))
        .any(|time| {
            !is_within(reading, List::Apology, time.first)
                && !is_regretted(reading, sentence, time.first)
        })
}

/// Whether a sentence holds an address, a number or a sum: something to go by.
fn points(reading: &Reading<'_>, sentence: &Sentence) -> bool {
    let span = reading.span_of(sentence.first, sentence.end.saturating_sub(1));
    let first = reading
        .entities
        .partition_point(|entity| entity.span.end <= span.start);
    let entities = reading.entities.get(first..).unwrap_or(&[]);
    entities
        .iter()
        .take_while(|entity| entity.span.start < span.end)
        .any(|entity| {
            matches!(
                entity.kind,
                EntityKind::Url
                    | EntityKind::Email
                    | EntityKind::Phone
                    | EntityKind::Amount
                    | EntityKind::Iban
                    | EntityKind::Reference
            )
        })
        || (sentence.first..sentence.end).any(|at| is_code(reading.raw(at)))
        || !is_vain(reading, sentence)
            && (sentence.first..sentence.end).any(|at| reading.is_number(at))
}

/// Whether a word is a number by which something is found: a parcel, a patient.
fn is_code(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    digits >= FEWEST_DIGITS
}
