//! What people type to see what happens: rules and mentions made to hurt.
//!
//! The limits are those of a release build on a quiet core, times
//! [`PATIENCE`]: tests are built for debugging and run beside each other.
//! What it takes there is told by `cargo test --profile bench -p webcare-tests
//! --test it -- hostile lint --nocapture --test-threads 1`.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use webcare::document::{Node, Problems, Value};
use webcare::mention::{Attachment, AttachmentKind, Mention};
use webcare::routing::{
    Actions, BadPattern, BadRuleSet, Condition, Decision, Fact, Facts, Near, Outcome, Pattern,
    Rule, RuleSet, Scratch, Test,
};
use webcare::sorted::SortedSet;
use webcare::text::Folded;

use super::{names, read};

const PATIENCE: u32 = 40;

fn within(limit: Duration, what: &str, work: impl FnOnce()) {
    let from = Instant::now();
    work();
    let took = from.elapsed();
    println!(
        "{took:>12?} of {limit:?}: {:?}",
        what.get(..60).unwrap_or(what)
    );
    assert!(took < limit * PATIENCE, "{what} took {took:?}");
}

#[test]
fn a_hostile_pattern_is_refused_at_once() {
    let nested = format!("{}a{}", "(".repeat(5_000), ")".repeat(5_000));
    let stacked = format!("a{}", "{9}".repeat(30));
    let many = r"\w".repeat(5_000);
    let wide = "[a-z&&[^aeiou]]".repeat(900) + r"{900}";
    let hostile = [
        r"\w{1000}",
        r"(?:\w{50}){50}",
        r"((a{99}){99}){99}",
        r"(?i)\p{L}{400}",
        &nested,
        &stacked,
        &many,
        &wide,
        "a{4294967295}",
        "(",
        "[z-a]",
        r"\p{Nonsense}",
    ];
    for pattern in hostile {
        within(Duration::from_millis(50), pattern, || {
            let refused = pattern.parse::<Pattern>();
            assert!(refused.is_err(), "{pattern}");
        });
    }
    let long = "a".repeat(Pattern::LONGEST + 1);
    assert_eq!(
        long.parse::<Pattern>(),
        Err(BadPattern::TooLong(Pattern::LONGEST + 1))
    );
    let words: Vec<String> = (0..500).map(|at| format!("woord{at}")).collect();
    let honest = words.join("|").parse::<Pattern>();
    assert!(
        honest.is_ok_and(|it| it.size_bound() <= Pattern::LARGEST),
        "an alternation of words is no attack"
    );
}

/// The bound must hold, or a pattern that was accepted could not be built.
#[test]
fn the_bound_on_a_pattern_holds() {
    let patterns = [
        r"polis ?[0-9]{6,9}",
        r"\w{10}",
        r"(?i)schade\s+(claim|melding)\d*",
        r"\p{Greek}+|\p{L}{5}",
        r"(?i)[à-ÿ]{20}",
        r"[^a]{50}",
        r".{100}",
        r"(?i)ß{40}k{40}",
        r"\b\w+\b \B",
        r"[\w&&[^a-z]]{4}",
        r"(?s-u:.)\d{20}",
        r"\P{L}{8}\W{3}",
    ];
    for pattern in patterns {
        let Ok(read) = pattern.parse::<Pattern>() else {
            continue;
        };
        let built = regex::RegexBuilder::new(pattern)
            .size_limit(read.size_bound())
            .build();
        assert!(
            built.is_ok(),
            "{pattern} is larger than {}",
            read.size_bound()
        );
    }
}

fn outcome(reason: &str) -> Actions {
    let mut actions = Actions::default();
    actions.outcome = Some(Outcome::Respond(reason.into()));
    actions
}

fn words(words: &[&str]) -> Condition {
    let words = words.iter().map(|word| word.parse().unwrap());
    Test::Words(words.collect()).into()
}

fn set(conditions: impl IntoIterator<Item = Condition>) -> RuleSet {
    let rules = conditions.into_iter().enumerate();
    let rules = rules.map(|(at, when)| Rule::new(format!("r{at}"), when, outcome("remark")));
    RuleSet::new(rules).unwrap()
}

fn near(left: &str, right: &str, words: u32) -> Condition {
    let near = Near {
        left: vec![left.parse().unwrap()],
        right: vec![right.parse().unwrap()],
        within: words,
        ordered: false,
    };
    Test::Near(near).into()
}

fn queries(count: usize, query: impl Fn(usize) -> String) -> RuleSet {
    set((1..=count).map(|at| Condition::from_query(&query(at), &names()).unwrap()))
}

#[test]
fn no_mention_of_64_kib_keeps_any_rules_busy() {
    let pattern = |it: &str| Condition::from(Test::Matches(it.parse().unwrap()));
    let letters = |count: usize| "a".repeat(count);
    let sets = [
        (
            "beginnings within beginnings",
            set((1..=255).map(|count| words(&[&format!("{}*", letters(count))]))),
        ),
        (
            "pieces within pieces",
            set((1..=RuleSet::MOST_NESTED)
                .map(|count| words(&[&format!("*{}*", letters(count * 20))]))),
        ),
        (
            "one pair at every distance",
            set((1..=5_000).map(|within| near("a", "zz", within))),
        ),
        (
            "many pairs",
            set((1..=5_000).map(|it| near("a", &format!("z{it}"), 1))),
        ),
        (
            "long phrases",
            set((0..2_000).map(|it| words(&[&format!("a a a a a a b{it} a a")]))),
        ),
        (
            "unions near unions",
            queries(1_000, |it| {
                format!("(a* OR *a OR *a) NEAR/{it} (a OR b{it}*)")
            }),
        ),
        (
            "a word near itself",
            queries(1_000, |it| format!("a NEAR/{it} a")),
        ),
        (
            "many pieces near few words",
            queries(60, |it| format!("(*a* OR *b*) NEAR/{it} (zz OR b)")),
        ),
        (
            "phrases near phrases",
            queries(100, |it| {
                format!("(\"a a a\" OR a) NEAR/{it} (\"a{it} a\" OR \"b zz\")")
            }),
        ),
        (
            "phrases of one word",
            set((2..1_002).map(|it| words(&[vec!["a"; it % 120 + 2].join(" ").as_str()]))),
        ),
        (
            "patterns that step back",
            set((0..500).map(|it| pattern(&format!("(a|aa|[ab])*a[ab]{{{}}}c", it % 40)))),
        ),
        (
            "everything hangs",
            set((0..5_000).map(|least| {
                let bounds = webcare::routing::Bounds::at_least(least);
                Condition::from(Test::Reach(bounds))
            })),
        ),
    ];
    let mentions = [
        "a".repeat(64 * 1024),
        "a ".repeat(32 * 1024),
        format!("{} ", letters(255)).repeat(256),
        "ab".repeat(32 * 1024),
        "a b zz ".repeat(9_000),
        "👩\u{200d}👧 ".repeat(5_000),
        "\u{200b}".repeat(21_000),
        "é\u{301} ".repeat(13_000),
    ];
    let mut scratch = Scratch::new();
    for (what, rules) in &sets {
        for text in &mentions {
            let text = &text[..text.floor_char_boundary(64 * 1024)];
            let mention = Mention::post("twitter", "1").text(text);
            let mut folded = Folded::new(text);
            let mut decide = |told: bool| {
                let from = Instant::now();
                folded.refill(text);
                let facts = Facts::new(&mention, &folded, chrono::DateTime::UNIX_EPOCH);
                if told {
                    std::hint::black_box(rules.decide_with(&facts, &mut scratch));
                } else {
                    std::hint::black_box(rules.verdict(&facts, &mut scratch).hangs());
                }
                from.elapsed()
            };
            // The first builds what is built when it is first needed.
            decide(true);
            let (told, took) = (decide(true), decide(false));
            let begins = text.chars().take(8).collect::<String>();
            println!("{took:>12?}, {told:?} with why: {what}: {begins}");
            let limit = Duration::from_millis(5) * PATIENCE;
            assert!(took.max(told) < limit, "{what} took {took:?} for {begins}…");
        }
    }
}

#[test]
fn any_rule_file_of_a_mebibyte_gets_its_verdict() {
    let until_full = |line: &dyn Fn(usize) -> String| {
        let mut file = String::new();
        for at in 0.. {
            let line = line(at);
            if file.len() + line.len() > 1 << 20 {
                return file;
            }
            file.push_str(&line);
        }
        file
    };
    let rule = |at: usize, when: &str| {
        format!("[[rules]]\nid='{at}'\nwhen={when}\nthen={{respond='remark'}}\n")
    };
    let list: Vec<String> = (0..100_000).map(|at| format!("'w{at}'")).collect();
    let files = [
        until_full(&|at| rule(at, &format!("'w{at}'"))),
        until_full(&|at| rule(at, &format!("'a NEAR/{} b{at}*'", at + 1))),
        until_full(&|at| rule(at, &format!("{{matches='[a-z]{{3}}{at}'}}"))),
        until_full(&|at| rule(at, &format!("{{matches='{}x{at}'}}", r"\w".repeat(9)))),
        until_full(&|at| rule(at, r"{matches='\w{1000}'}")),
        until_full(&|at| rule(at, &format!("{{words=['{}*']}}", "a".repeat(at % 256 + 1)))),
        until_full(&|at| rule(at, "'('")),
        until_full(&|_| rule(1, "'a'")),
        rule(1, &format!("{{words=[{}]}}", list.join(","))),
        rule(1, &format!("'{}'", "(".repeat(1 << 19))),
        rule(1, &format!("'{}'", "a OR ".repeat(1 << 17))),
        until_full(&|at| rule(at, "'list:groot NEAR/3 a'")),
        until_full(&|at| rule(at, &format!("{{all=[{{list='groot'}},{{words='w{at}'}}]}}"))),
        until_full(&|at| {
            rule(
                at,
                &format!("'author:@a{}'", at.wrapping_mul(2_654_435_761) % 100_000),
            )
        }),
        until_full(&|at| {
            rule(
                at,
                &format!("'host:f{}'", at.wrapping_mul(2_654_435_761) % 100_000),
            )
        }),
        rule(
            1,
            &format!(
                "{{any=[{}]}}",
                "{all=[{any=[{none=[{words='a'}]}]}]},".repeat(25_000)
            ),
        ),
        rule(1, &format!("'{}'", "a NEAR/2 b ".repeat(90_000))),
    ];
    let mut names = names();
    let large = (0..30_000).map(|at| format!("w{at}*").parse().unwrap());
    names.lists.insert_terms("groot", large);
    for file in files {
        let what: String = file.chars().take(60).collect();
        let value: Value = toml::from_str(&file).unwrap();
        within(Duration::from_secs(1), &what, || {
            let used = allocation_counter::measure(|| {
                let mut problems = Problems::new();
                let mut table = Node::root(&value).table(&mut problems).unwrap();
                let rules = table.required("rules", &mut problems).unwrap();
                let rules = RuleSet::read(&rules, &names, &mut problems);
                std::hint::black_box((rules, problems));
            });
            println!("{:>6} KiB {what:?}", used.bytes_max / 1024);
            assert!(used.bytes_max <= 64 << 20, "{what} held {used:?}");
        });
    }
}

#[test]
fn too_many_patterns_are_refused() {
    let pattern = |at: usize| Condition::from(Test::Matches(format!("a{at}").parse().unwrap()));
    let rules = (0..=RuleSet::MOST_PATTERNS).map(pattern).enumerate();
    let rules = rules.map(|(at, when)| Rule::new(format!("r{at}"), when, outcome("remark")));
    let rules: Vec<Rule> = rules.collect();
    let refused = RuleSet::new(rules.clone()).unwrap_err();
    let count = RuleSet::MOST_PATTERNS + 1;
    assert_eq!(refused, BadRuleSet::TooManyPatterns(count));
    // One pattern in many rules is one pattern.
    let same = rules.into_iter().map(|mut rule| {
        rule.when = pattern(1);
        rule
    });
    assert!(RuleSet::new(same).is_ok());
}

#[test]
fn what_the_budget_cuts_off_is_not_known() {
    let pattern = |it: &str| Condition::from(Test::Matches(it.parse().unwrap()));
    let (heavy, light) = (pattern("(?:[a-z] ){900}"), pattern("polis"));
    // Of the last no literal stands in the text: it is not found, budget or no.
    let rules = set([words(&["zin"]), heavy, light, pattern("reiger [0-9]+")]);
    let decide = |text: &str| {
        let mention = Mention::post("twitter", "1").text(text);
        let folded = Folded::new(text);
        rules.decide(&Facts::new(&mention, &folded, chrono::DateTime::UNIX_EPOCH))
    };
    let short = decide("geen polis, geen zin");
    assert!(short.unknown().is_empty());
    assert_eq!(short.because().len(), 2);
    let long = decide(&"geen polis ".repeat(300));
    let hanging: Vec<_> = long.unknown().iter().map(|it| it.rule.as_str()).collect();
    assert_eq!(hanging, ["r1", "r2"]);
    let unread = |fact: &Fact| matches!(fact, Fact::PatternUnread(_));
    assert!(long.missing().iter().all(unread) && !long.missing().is_empty());
    assert!(!long.missing().iter().any(Fact::askable));
}

/// Of many patterns over an ordinary text those count that may be found in it.
#[test]
fn patterns_without_their_words_cost_an_ordinary_text_nothing() {
    let pattern = |at: usize| format!("w{at:03}x( [a-z]+){{0,20}} einde{at}");
    let patterns = (0..50).map(|at| Condition::from(Test::Matches(pattern(at).parse().unwrap())));
    let rules = set(patterns);
    let positions = |rule: &Rule| match rule.when.tests()[..] {
        [Test::Matches(pattern)] => u64::from(pattern.positions()),
        _ => 0,
    };
    let all: u64 = rules.rules().iter().map(positions).sum();
    let text = format!(
        "{}w049x of zo einde49",
        "Er is weer niet gebeld ".repeat(210)
    );
    assert!(text.len() < 5_000 && all * text.len() as u64 > RuleSet::PATTERN_BUDGET);
    let mention = Mention::post("twitter", "1").text(text.as_str());
    let folded = Folded::new(&text);
    let decision = rules.decide(&Facts::new(&mention, &folded, chrono::DateTime::UNIX_EPOCH));
    assert!(decision.unknown().is_empty(), "{:?}", decision.unknown());
    let fired: Vec<_> = decision
        .because()
        .iter()
        .map(|it| it.rule.as_str())
        .collect();
    assert_eq!(fired, ["r49"]);
}

#[test]
fn what_the_budget_of_phrases_cuts_off_is_not_known() {
    let costly = format!("\"{}\"", ["zz"; 80].join(" "));
    let costly = queries(75, |_| costly.clone());
    let costly = costly.rules().iter().map(|rule| rule.when.clone());
    let names = names();
    let behind = [
        "\"niet gebeld\"",
        "niet NEAR/3 gebeld",
        "\"nooit gebeld\"",
        "nooit NEAR/3 gebeld",
        "\"niet gebeld\" OR weer",
        "-\"niet gebeld\"",
    ];
    let behind = behind.map(|it| Condition::from_query(it, &names).unwrap());
    let rules = set(costly.chain(behind));
    let decide = |text: &str| {
        let mention = Mention::post("twitter", "1").text(text);
        let folded = Folded::new(text);
        let facts = Facts::new(&mention, &folded, chrono::DateTime::UNIX_EPOCH);
        let decision = rules.decide(&facts);
        let fired: Vec<_> = decision
            .because()
            .iter()
            .map(|it| it.rule.to_string())
            .collect();
        let open: Vec<_> = decision
            .unknown()
            .iter()
            .map(|it| it.rule.to_string())
            .collect();
        let missing = decision.unknown().iter().flat_map(|it| it.missing.clone());
        (fired, open, missing.collect::<SortedSet<Fact>>())
    };
    let text = "weer niet gebeld ";
    let (fired, open, _) = decide(&text.repeat(5_000 / text.len()));
    assert_eq!((fired.join(" "), open.len()), ("r75 r76 r79".to_owned(), 0));
    // Of 64 KiB all words of the first two stand in it, not all of the next two.
    let (fired, open, missing) = decide(&text.repeat((64 << 10) / text.len()));
    let told = (fired.join(" "), open.join(" "));
    assert_eq!(told, ("r79".to_owned(), "r75 r76 r80".to_owned()));
    assert_eq!(missing.as_slice(), [Fact::PhrasesUnread]);
}

const UNSEEN: &[(u32, u32)] = &[
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x61C, 0x61C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
];

fn unseen() -> impl Strategy<Value = char> {
    let ranges = prop::sample::select(UNSEEN.to_vec());
    let chars = ranges.prop_flat_map(|(from, to)| from..=to);
    chars.prop_map(|code| char::from_u32(code).unwrap())
}

/// Rules of every kind that reads the text.
fn readers() -> RuleSet {
    read(
        r##"
        [[rules]]
        id = "words"
        when = { words = ["schade*", "niet gebeld", "👍", "#nl", "*fiets"] }
        then = { tags = ["words"] }
        [[rules]]
        id = "near"
        when = "niet NEAR/3 bel*"
        then = { tags = ["near"] }
        [[rules]]
        id = "phone"
        when = { personal-data = ["phone", "iban", "email", "policy-number"] }
        then = { redact = true }
        [[rules]]
        id = "pattern"
        when = { matches = "polis ?[0-9]{6}|#nl$" }
        then = { tags = ["pattern"] }
        [[rules]]
        id = "picture"
        when = { image-only = true }
        then = { review = "doubt" }
        "##,
    )
}

/// All that a decision says, its spans as what is seen of them.
fn said(rules: &RuleSet, text: &str) -> (Decision, Vec<Vec<String>>) {
    let mut mention = Mention::post("twitter", "1").text(text);
    mention.attachments.push(Attachment {
        kind: AttachmentKind::Image,
        reference: "1".to_owned(),
    });
    let folded = Folded::new(text);
    let decision = rules.decide(&Facts::new(&mention, &folded, chrono::DateTime::UNIX_EPOCH));
    let is_unseen = |c: &char| {
        let code = u32::from(*c);
        UNSEEN
            .iter()
            .any(|(from, to)| (*from..=*to).contains(&code))
    };
    let piece = |span: &webcare::text::Span| -> String {
        let piece = span.of(text).unwrap();
        piece.chars().filter(|c| !is_unseen(c)).collect()
    };
    let because = decision.because().iter();
    let pieces = because.map(|it| it.spans.iter().map(piece).collect());
    let pieces = pieces.collect();
    (decision, pieces)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn an_unseen_character_anywhere_changes_no_decision(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "Schadeclaim", "niet", "gebeld", "bel 058-2345678", "NL91 ABNA 0417 1643 00", "jan@fbto.nl",
            "polis 123456", "👍🏽", "👩‍👧", "#nl", "ﬁets", "cafe\u{301}", "@jan", "🇳🇱", "https://a.nl/b", "",
        ]), 0..7),
        inserted in prop::collection::vec((any::<prop::sample::Index>(), unseen()), 1..4),
    ) {
        let rules = readers();
        let text = pieces.join(" ");
        let (decision, found) = said(&rules, &text);
        let mut with = text.clone();
        for (place, unseen) in inserted {
            let places: Vec<usize> = (0..=with.len()).filter(|at| with.is_char_boundary(*at)).collect();
            with.insert(*place.get(&places), unseen);
        }
        let (other, other_found) = said(&rules, &with);
        prop_assert_eq!(decision.outcome(), other.outcome());
        prop_assert_eq!(decision.tags(), other.tags());
        prop_assert_eq!(decision.redact(), other.redact());
        prop_assert_eq!(decision.missing(), other.missing());
        let rules = |decision: &Decision| -> Vec<_> {
            decision.because().iter().map(|it| (it.rule.clone(), it.paths.clone())).collect()
        };
        prop_assert_eq!(rules(&decision), rules(&other));
        let seen = |found: Vec<Vec<String>>| -> Vec<Vec<String>> {
            let strip = |it: String| it.replace('\u{200d}', "");
            found.into_iter().map(|it| it.into_iter().map(strip).collect()).collect()
        };
        prop_assert_eq!(seen(found), seen(other_found));
    }
}
