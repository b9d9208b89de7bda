//! `triage-senses`, `triage-full`, `triage-char4`, `triage-words`, `triage-train` and `language`:
//! posts of up to 140 characters, Dutch and English. With `WEBCARE_DATA` set also how often each is
//! right, on texts of others.

use std::path::PathBuf;

use lingua::{Language, LanguageDetectorBuilder};
use serde_json::Value;
use vader_sentiment::SentimentIntensityAnalyzer;
use webcare::triage::evaluation::Confusion;
use webcare::triage::{Example, Features, Label, Languages, Linear, Reading, Training};
use whatlang::Detector;

use crate::contest::{Row, contest, drawn, least};

/// So many that the fastest of all takes long enough to be timed by the processor, not the wall.
const POSTS: usize = 60_000;
/// How many posts a team labels in four months, and then some.
const LABELLED: usize = 3_000;

pub fn rows(asked: &dyn Fn(&str) -> bool) -> Vec<Row> {
    let posts = posts(POSTS);
    let mut rows = Vec::new();
    for (what, features) in [
        ("triage-senses", Features::SENSES),
        ("triage-full", Features::FULL),
        ("triage-char4", Features::CHAR_4),
        ("triage-words", Features::WORDS),
    ] {
        if asked(what) {
            let model = learn(&examples(&posts, LABELLED), features);
            rows.push(beside_whichlang(what, &model, &posts));
            if what == "triage-senses" {
                rows.push(beside_vader(&model, &posts));
                rows.extend(complaints_beside_vader());
            }
        }
    }
    if asked("triage-train") {
        rows.push(training(&posts));
    }
    if asked("language") {
        rows.extend(languages(&posts));
    }
    rows
}

struct Post {
    text: String,
    complains: bool,
    language: &'static str,
}

fn examples(posts: &[Post], count: usize) -> Vec<Example> {
    let of_one = |post: &Post| {
        let label = if post.complains {
            "complaint"
        } else {
            "remark"
        };
        Example::new(post.text.as_str(), label)
    };
    posts.iter().take(count).map(of_one).collect()
}

fn learn(examples: &[Example], features: Features) -> Linear {
    let model = Training::new("peers").features(features).fit(examples);
    model.unwrap_or_else(|error| unreachable!("{error}"))
}

/// A decision about every post, beside a crate that is known for how fast it makes another.
fn beside_whichlang(what: &'static str, model: &Linear, posts: &[Post]) -> Row {
    let mut reading = Reading::default();
    let ours = || {
        let is_right = |post: &&Post| {
            let said = model.surest(&post.text, &mut reading);
            said.is_some_and(|(label, _)| (label.as_str() == "complaint") == post.complains)
        };
        posts.iter().filter(is_right).count()
    };
    let theirs = || {
        let is_right = |post: &&Post| {
            whichlang::detect_language(&post.text).three_letter_code() == three(post.language)
        };
        posts.iter().filter(is_right).count()
    };
    let ((a, right), (b, told)) = contest(ours, theirs);
    Row {
        what,
        peer: "whichlang",
        unit: "texts/s",
        ours: POSTS as f64 / a.as_secs_f64(),
        theirs: POSTS as f64 / b.as_secs_f64(),
        more_is_better: true,
        same_work: most(right) && most(told),
    }
}

/// The same beside a lexicon of sentiment.
fn beside_vader(model: &Linear, posts: &[Post]) -> Row {
    let mut reading = Reading::default();
    let analyzer = SentimentIntensityAnalyzer::new();
    let ours = || {
        let said = posts
            .iter()
            .filter_map(|post| model.surest(&post.text, &mut reading));
        said.count()
    };
    let theirs = || {
        let scored = posts.iter().filter(|post| {
            analyzer
                .polarity_scores(&post.text)
                .contains_key("compound")
        });
        scored.count()
    };
    let ((a, said), (b, scored)) = contest(ours, theirs);
    Row {
        what: "triage-senses",
        peer: "vader_sentiment",
        unit: "texts/s",
        ours: POSTS as f64 / a.as_secs_f64(),
        theirs: POSTS as f64 / b.as_secs_f64(),
        more_is_better: true,
        same_work: said == POSTS && scored == POSTS,
    }
}

/// How well complaints are told from the rest: ours learned from four of five, vader's negative
/// ones, both judged on the fifth.
fn complaints_beside_vader() -> Option<Row> {
    let rows = shared("complaints")?;
    let label = |row: &Value| {
        Label::from(if row["label"] == 1 {
            "complaint"
        } else {
            "remark"
        })
    };
    let text = |row: &Value| row["text"].as_str().unwrap_or_default().to_owned();
    let (judge, learn_from): (Vec<_>, Vec<_>) =
        rows.iter().enumerate().partition(|(at, _)| at % 5 == 0);
    let examples: Vec<Example> = learn_from
        .iter()
        .map(|(_, row)| Example::new(text(row), label(row)))
        .collect();
    let model = learn(&examples, Features::CUED);
    let analyzer = SentimentIntensityAnalyzer::new();
    let ours = judge.iter().map(|(_, row)| {
        let found = model.read(&text(row));
        (
            label(row),
            model.choose(&found).map(|(label, _)| label.clone()),
        )
    });
    let ours: Confusion = ours.collect();
    let theirs = judge.iter().map(|(_, row)| {
        let text = text(row);
        let compound = analyzer.polarity_scores(&text).get("compound").copied();
        let negative = compound.is_some_and(|compound| compound <= -0.05);
        (
            label(row),
            Some(Label::from(if negative { "complaint" } else { "remark" })),
        )
    });
    let theirs: Confusion = theirs.collect();
    Some(Row {
        what: "triage-senses",
        peer: "vader_sentiment",
        unit: "macro-F1",
        ours: ours.macro_f1()?.value,
        theirs: theirs.macro_f1()?.value,
        more_is_better: true,
        same_work: ours.len() == theirs.len(),
    })
}

/// Learning from twice as many posts takes about twice the time.
fn training(posts: &[Post]) -> Row {
    let (all, half) = (examples(posts, LABELLED), examples(posts, LABELLED / 2));
    let ((a, large), (b, small)) = least(
        || learn(&all, Features::default()),
        || learn(&half, Features::default()),
    );
    Row {
        what: "triage-train",
        peer: "self",
        unit: "s",
        ours: a.as_secs_f64(),
        theirs: 2.0 * b.as_secs_f64(),
        more_is_better: false,
        same_work: large.trained().examples == 2 * small.trained().examples,
    }
}

/// Tells the language of a text, by its tag.
type Tell<'a> = &'a dyn Fn(&str) -> Option<&'static str>;

/// Which of four languages: how many texts a second, and how many of them right.
fn languages(posts: &[Post]) -> Vec<Row> {
    let own = Languages::default();
    let tags = ["nl", "en", "de", "fr"];
    let ours = |text: &str| {
        let (surest, _) = own.ranked(text).into_iter().next()?;
        tags.into_iter().find(|tag| *tag == surest)
    };
    let allowed = vec![
        whatlang::Lang::Nld,
        whatlang::Lang::Eng,
        whatlang::Lang::Deu,
        whatlang::Lang::Fra,
    ];
    let by_whatlang = Detector::with_allowlist(allowed);
    let of_four = [
        Language::Dutch,
        Language::English,
        Language::German,
        Language::French,
    ];
    let by_lingua = LanguageDetectorBuilder::from_languages(&of_four).build();
    let whichlang = |text: &str| two(whichlang::detect_language(text).three_letter_code());
    let whatlang = |text: &str| two(by_whatlang.detect_lang(text)?.code());
    let lingua = |text: &str| {
        let found = by_lingua.detect_language_of(text)?;
        of_four
            .into_iter()
            .zip(tags)
            .find(|(it, _)| *it == found)
            .map(|(_, tag)| tag)
    };
    let peers: [(&'static str, Tell<'_>); 3] = [
        ("whichlang", &whichlang),
        ("whatlang", &whatlang),
        ("lingua", &lingua),
    ];
    let mut rows = Vec::new();
    for (peer, tell) in peers {
        // One of them would take minutes for all.
        let count = if peer == "lingua" { POSTS / 10 } else { POSTS };
        let some = posts.iter().take(count);
        let right = |tell: Tell<'_>| {
            let right = |post: &&Post| tell(&post.text) == Some(post.language);
            some.clone().filter(right).count()
        };
        let ((a, ours_right), (b, theirs_right)) = contest(|| right(&ours), || right(tell));
        rows.push(Row {
            what: "language",
            peer,
            unit: "texts/s",
            ours: count as f64 / a.as_secs_f64(),
            theirs: count as f64 / b.as_secs_f64(),
            more_is_better: true,
            same_work: ours_right * 10 >= count * 9 && theirs_right * 10 >= count * 9,
        });
        for (set, unit) in [
            ("langid_single_words", "right of single words"),
            ("langid_word_pairs", "right of pairs of words"),
            ("langid_sentences", "right of sentences"),
        ] {
            rows.extend(right_of(set, unit, peer, &ours, tell));
        }
    }
    rows
}

fn right_of(
    set: &str,
    unit: &'static str,
    peer: &'static str,
    ours: Tell<'_>,
    theirs: Tell<'_>,
) -> Option<Row> {
    let rows = shared(set)?;
    let share = |tell: Tell<'_>| {
        let is_right =
            |row: &&Value| tell(row["text"].as_str().unwrap_or_default()) == row["label"].as_str();
        rows.iter().filter(is_right).count() as f64 / rows.len() as f64
    };
    Some(Row {
        what: "language",
        peer,
        unit,
        ours: share(ours),
        theirs: share(theirs),
        more_is_better: true,
        same_work: !rows.is_empty(),
    })
}

/// Nine of ten at least: both did read the texts.
fn most(right: usize) -> bool {
    right * 10 >= POSTS * 9
}

fn three(tag: &str) -> &'static str {
    if tag == "nl" { "nld" } else { "eng" }
}

fn two(code: &str) -> Option<&'static str> {
    let known = [("nld", "nl"), ("eng", "en"), ("deu", "de"), ("fra", "fr")];
    known
        .into_iter()
        .find(|(three, _)| *three == code)
        .map(|(_, two)| two)
}

/// Labelled texts of others, where they are at hand.
fn shared(set: &str) -> Option<Vec<Value>> {
    let root = PathBuf::from(std::env::var_os("WEBCARE_DATA")?);
    let text = std::fs::read_to_string(root.join(format!("triage/{set}/dev.jsonl"))).ok()?;
    text.lines()
        .map(|line| serde_json::from_str(line).ok())
        .collect()
}

const OPENINGS: [[&str; 4]; 2] = [
    [
        "@noorderlicht",
        "Zojuist gebeld met @nlwebcare:",
        "Even over mijn polis,",
        "Vanochtend bij #noorderlicht:",
    ],
    [
        "@noorderlicht",
        "Just called @nlwebcare:",
        "About my policy,",
        "This morning at #noorderlicht:",
    ],
];
const COMPLAINTS: [[&str; 6]; 2] = [
    [
        "al drie weken wacht ik op mijn geld en niemand belt terug",
        "weer een uur in de wacht gestaan, dit slaat nergens op",
        "jullie sturen mij nu voor de derde keer de verkeerde rekening",
        "mijn claim is afgewezen zonder één woord uitleg, belachelijk",
        "de website doet het niet en de telefoon neemt niemand op",
        "ik ben er helemaal klaar mee, volgende maand ben ik weg",
    ],
    [
        "three weeks I have been waiting for my money and nobody calls back",
        "another hour on hold, this makes no sense at all",
        "this is the third time that you send me the wrong bill",
        "my claim was refused without one word of explanation, ridiculous",
        "the website is broken and nobody answers the phone",
        "I am completely done with this, next month I will be gone",
    ],
];
const REMARKS: [[&str; 6]; 2] = [
    [
        "die meeuw van de reclame zit nog steeds in mijn hoofd haha 😂",
        "wat een vriendelijke mevrouw aan de telefoon, alles is geregeld",
        "op de fiets langs het kantoor gekomen, mooi gebouw hoor",
        "morgen open dag, kom gerust langs voor koffie met taart",
        "mijn zoon werkt er nu een jaar en heeft het goed naar zijn zin",
        "lees net het jaarverslag, de winst is weer wat hoger dit jaar",
    ],
    [
        "that seagull of the commercial is still in my head haha 😂",
        "what a friendly lady on the phone, all is arranged now",
        "came past the office by bike, a beautiful building it is",
        "open day tomorrow, do drop in for coffee and some cake",
        "my son has worked there for a year and likes it very much",
        "reading the annual report, profit is a little higher this year",
    ],
];
const ENDINGS: [[&str; 4]; 2] = [
    [
        "",
        "http://noor.example/p/12",
        "#verzekering",
        "en dat op maandag",
    ],
    [
        "",
        "http://noor.example/p/12",
        "#insurance",
        "and that on a Monday",
    ],
];

fn posts(count: usize) -> Vec<Post> {
    let mut next = drawn();
    let mut post = |number: usize| {
        let language = next(2);
        let complains = next(2) == 0;
        let bodies = if complains { &COMPLAINTS } else { &REMARKS };
        let mut draw = |of: &[&'static str]| of.get(next(of.len())).copied().unwrap_or_default();
        let (opening, body) = (draw(&OPENINGS[language]), draw(&bodies[language]));
        let ending = draw(&ENDINGS[language]);
        Post {
            text: format!("{opening} {body} {ending} {number}"),
            complains,
            language: ["nl", "en"][language],
        }
    };
    (0..count).map(&mut post).collect()
}
