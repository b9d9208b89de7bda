//! `count`, `entities`, `split` and `style`: replies of 400 to 2,000 characters, Dutch and English, with addresses.

use text_splitter::{ChunkConfig, TextSplitter};
use webcare::reply::style::{Occasion, Style};
use webcare::reply::{Split, profile};
use webcare::text::entities;

use crate::contest::{Row, contest, drawn, least, speed};

const REPLIES: usize = 10_000;

pub fn rows(asked: &dyn Fn(&str) -> bool) -> Vec<Row> {
    let replies = replies(REPLIES);
    let bytes: usize = replies.iter().map(String::len).sum();
    let mut rows = Vec::new();
    if asked("count") {
        rows.push(count(&replies, bytes));
        rows.push(count_beside_twitter_text(&replies));
        rows.push(growth("count", |text| profile::X.measure(text).used() as usize));
    }
    if asked("entities") {
        rows.push(found(&replies, bytes));
        rows.push(growth("entities", |text| entities(text).len()));
    }
    if asked("split") {
        rows.push(split(&replies, bytes));
        let by = Split::for_profile(&profile::X);
        rows.push(growth("split", |text| {
            by.plan(text).map_or(0, |plan| plan.parts().len())
        }));
    }
    if asked("style") {
        let (style, occasion) = (Style::default(), Occasion::default());
        rows.push(growth("style", |text| style.check(text, &occasion).len()));
    }
    rows
}

/// Weighted length with addresses at 23, beside a loop that only adds up the weights.
fn count(replies: &[String], bytes: usize) -> Row {
    let ours = || -> u64 {
        replies
            .iter()
            .map(|text| u64::from(profile::X.measure(text).used()))
            .sum()
    };
    let naive = || -> u64 {
        let words = |text: &String| text.split_whitespace().map(weight).sum::<u64>() + spaces(text);
        replies.iter().map(words).sum()
    };
    let ((a, counted), (b, guessed)) = contest(ours, naive);
    Row {
        what: "count",
        peer: "naive",
        unit: "MB/s",
        ours: speed(bytes, a),
        theirs: speed(bytes, b),
        more_is_better: true,
        // The loop knows an address by its scheme only, so the two differ a little.
        same_work: counted.abs_diff(guessed) * 20 < counted,
    }
}

fn weight(word: &str) -> u64 {
    match word.starts_with("http") {
        true => 23,
        false => word
            .chars()
            .map(|c| if u32::from(c) <= 4351 { 1 } else { 2 })
            .sum(),
    }
}

fn spaces(text: &str) -> u64 {
    text.chars().filter(|c| c.is_whitespace()).count() as u64
}

/// Every entity, beside a loop that looks at how a word begins.
fn found(replies: &[String], bytes: usize) -> Row {
    let ours = || -> usize { replies.iter().map(|text| entities(text).len()).sum() };
    let begins = |word: &&str| word.starts_with("http") || word.starts_with(['@', '#', '€']);
    let naive = || -> usize {
        replies
            .iter()
            .map(|text| text.split_whitespace().filter(begins).count())
            .sum()
    };
    let ((a, entities), (b, words)) = contest(ours, naive);
    Row {
        what: "entities",
        peer: "naive",
        unit: "MB/s",
        ours: speed(bytes, a),
        theirs: speed(bytes, b),
        more_is_better: true,
        // The loop misses telephone and account numbers, and addresses without a scheme.
        same_work: entities >= words,
    }
}

/// So few replies keep the other library busy for long enough.
const FEW: usize = 100;

/// Weighted length with addresses at 23, beside the `twitter-text` crate.
fn count_beside_twitter_text(replies: &[String]) -> Row {
    let replies = replies.get(..FEW).unwrap_or(replies);
    let bytes: usize = replies.iter().map(String::len).sum();
    let ours = || -> u64 {
        let used = |text: &String| u64::from(profile::X.measure(text).used());
        replies.iter().map(used).sum()
    };
    let config = twitter_text_config::config_v3();
    let theirs = || -> u64 {
        let length = |text: &String| twitter_text::parse(text, config, true).weighted_length;
        replies.iter().map(|text| length(text) as u64).sum()
    };
    let ((a, counted), (b, parsed)) = contest(ours, theirs);
    Row {
        what: "count",
        peer: "twitter-text",
        unit: "MB/s",
        ours: speed(bytes, a),
        theirs: speed(bytes, b),
        more_is_better: true,
        same_work: counted == parsed,
    }
}

/// What makes a careless reader slow: one thing, over and over.
const HOSTILE: &[&str] = &[
    "a", "(", "\u{301}", "@", "http://", "a@", "日.", "[...]", " ", "\n", "\"", "🇳🇱", "👩\u{200d}",
    "1", "1.", "+31 6", "NL91", "a ", "a. ", "a, ", "e\u{301}", "€ 1 ", "[", "{", "*", "`",
    "\u{ad}a", "\u{200b}", "\u{2066}", "t/m ", "a.b.c.", "x.nl ", "@a ", "...", "é ", "👍 ", "日",
    "dhr. ", "sorry ", "je u ", "(0)", "groet, ", "https://a.nl/(",
];

/// The text of the kind that grows worst: the time of twice as much, beside twice the
/// time. A ratio of 1 is linear, and below 0.87 is more than 2.3 times as long.
fn growth(what: &'static str, work: impl Fn(&str) -> usize) -> Row {
    let rows = HOSTILE.iter().map(|piece| {
        let text = |bytes: usize| piece.repeat(bytes / piece.len());
        let (once, twice) = (text(100_000), text(200_000));
        let ((a, many), (b, few)) = least(|| work(&twice), || work(&once));
        Row {
            what,
            peer: "self",
            unit: "s",
            ours: a.as_secs_f64(),
            theirs: 2.0 * b.as_secs_f64(),
            more_is_better: false,
            // As much is found in twice the text, or more.
            same_work: many >= few,
        }
    });
    let worst = |a: &Row, b: &Row| (a.ours / a.theirs).total_cmp(&(b.ours / b.theirs));
    rows.max_by(worst)
        .unwrap_or_else(|| unreachable!("there are hostile texts"))
}

/// Optimal parts of 280 with a counter, beside text-splitter by characters.
fn split(replies: &[String], bytes: usize) -> Row {
    let by = Split::for_profile(&profile::X);
    let ours = || -> usize {
        let parts = |text: &String| by.plan(text).map_or(0, |plan| plan.parts().len());
        replies.iter().map(parts).sum()
    };
    // Six characters are what ` 1/9` and a little more take from each part.
    let splitter = TextSplitter::new(ChunkConfig::new(274));
    let theirs = || -> usize {
        replies
            .iter()
            .map(|text| splitter.chunks(text).count())
            .sum()
    };
    let ((a, parts), (b, chunks)) = least(ours, theirs);
    Row {
        what: "split",
        peer: "text-splitter",
        unit: "MB/s",
        ours: speed(bytes, a),
        theirs: speed(bytes, b),
        more_is_better: true,
        same_work: parts > replies.len() && chunks > replies.len(),
    }
}

const SENTENCES: &[&str] = &[
    "Wat vervelend dat je nog niet bent teruggebeld over de schade aan je fiets.",
    "Ik heb je dossier erbij gepakt en zie dat de expert dinsdag langs is geweest.",
    "Kun je ons een DM sturen met je postcode, huisnummer en geboortedatum?",
    "Je vindt de voorwaarden op https://www.example.com/voorwaarden/auto?versie=2011-06.",
    "Bel gerust 058 - 234 56 78 (ma. t/m vr. van 8.00 tot 21.00 uur).",
    "Dhr. Jansen van de afdeling schade belt je vóór vrijdag 17.00 uur, beloofd!",
    "Het bedrag van € 1.250,50 staat binnen 3 werkdagen op NL91 ABNA 0417 1643 00.",
    "We’re sorry to hear that; could you tell us what happened, please?",
    "More on this page: example.com/schade of via @verzekeraar.",
    "Het café in Ĳmuiden is na de brand gesloten, dat begrijpen we heel goed 👍🏽.",
    "Goed om te horen dat het gelukt is.",
    "Laat het ons weten als je er niet uitkomt, dan kijken we samen verder.",
];

/// The same replies on every run.
fn replies(count: usize) -> Vec<String> {
    let mut next = drawn();
    (0..count)
        .map(|_| {
            let length = 400 + next(1_600);
            let mut text = String::from("Beste Jan,\n\n");
            while text.chars().count() < length {
                text.push_str(SENTENCES.get(next(SENTENCES.len())).copied().unwrap_or(""));
                text.push_str(if next(5) == 0 { "\n\n" } else { " " });
            }
            text
        })
        .collect()
}
