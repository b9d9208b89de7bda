//! What a set of rules may be, and what any text costs before the largest.

use std::time::{Duration, Instant};

use webcare::mention::Mention;
use webcare::routing::{
    Actions, Authors, BadRuleSet, Bounds, Condition, Decision, Expected, FactTest, Facts, Found,
    Lists, Near, Outcome, Rule, RuleSet, Scratch, Test,
};
use webcare::text::Folded;

/// Tests are built for debugging and run beside each other.
const PATIENCE: u32 = 40;

fn words(words: &[&str]) -> Condition {
    let words = words.iter().map(|word| word.parse().unwrap());
    Test::Words(words.collect()).into()
}

fn not(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
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

fn host(key: usize) -> Condition {
    let test = FactTest {
        key: format!("f{key}"),
        is: Expected::Between(Bounds::at_least(1)),
    };
    Test::Host(test).into()
}

fn in_list(list: usize) -> Condition {
    Test::List(format!("l{list}").into()).into()
}

/// As many lists, each of these terms.
fn lists(count: usize, terms: &[String]) -> Lists {
    let mut lists = Lists::new();
    for at in 0..count {
        let terms = terms.iter().map(|it| it.parse().unwrap());
        lists.insert_terms(format!("l{at}"), terms);
    }
    lists
}

/// Rules of these conditions; each has a wish of its own, or all have one.
fn compile(
    conditions: impl IntoIterator<Item = Condition>,
    lists: Lists,
    wish: Wish,
) -> Result<RuleSet, BadRuleSet> {
    let rules = conditions.into_iter().enumerate().map(|(at, when)| {
        let mut then = Actions::default();
        match wish {
            Wish::Tags => then.tags = [format!("t{at}")].into(),
            Wish::Outcome => then.outcome = Some(Outcome::Respond("remark".into())),
        }
        Rule::new(format!("r{at}"), when, then)
    });
    RuleSet::compile(rules.collect(), lists)
}

#[derive(Clone, Copy)]
enum Wish {
    Tags,
    Outcome,
}

/// A word of three letters for each number, seventeen thousand in all.
fn word(at: usize) -> String {
    let letter = |at: usize| char::from(b'a' + u8::try_from(at % 26).unwrap());
    [letter(at), letter(at / 26), letter(at / 676)]
        .iter()
        .collect()
}

/// Letters that look drawn.
fn letters(count: usize) -> String {
    let states = std::iter::successors(Some(5_u64), |state| {
        Some(
            state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1),
        )
    });
    let letter = |state: u64| char::from(b'a' + u8::try_from((state >> 33) % 26).unwrap());
    states.map(letter).take(count).collect()
}

/// All pieces of some letters that are so long, as they stand in any word.
fn pieces(letters: &str, length: usize) -> impl Iterator<Item = Condition> {
    (0..letters.len() - length).map(move |at| words(&[&format!("*{}*", &letters[at..at + length])]))
}

#[test]
fn what_is_too_much_is_refused() {
    let none = Lists::new;
    let refused = |conditions: Vec<Condition>, lists| {
        let refused = compile(conditions, lists, Wish::Outcome).unwrap_err();
        assert!(!refused.to_string().is_empty());
        refused
    };
    let accepted = |conditions: Vec<Condition>, lists| {
        assert!(compile(conditions, lists, Wish::Outcome).is_ok());
    };
    let most = RuleSet::MOST_RULES;
    let a = || words(&["a"]);
    accepted(vec![a(); most], none());
    let many = refused(vec![a(); most + 1], none());
    assert_eq!(many, BadRuleSet::TooManyRules(most + 1));

    let most = RuleSet::MOST_PARTS;
    accepted(vec![Condition::Any(vec![a(); most - 1])], none());
    let many = refused(vec![Condition::Any(vec![a(); most])], none());
    assert_eq!(many, BadRuleSet::TooManyParts(most + 1));

    let most = RuleSet::MOST_TERMS;
    let two = |terms: usize| vec![Test::Words(vec!["a".parse().unwrap(); terms]).into()];
    let listed = || lists(1, &["b".to_owned()]);
    accepted(two(most - 1), listed());
    assert_eq!(
        refused(two(most), listed()),
        BadRuleSet::TooManyTerms(most + 1)
    );

    let most = RuleSet::MOST_LISTS;
    let one = ["b".to_owned()];
    accepted(vec![in_list(0)], lists(most, &one));
    let mut many = lists(most, &one);
    many.insert_authors("press", ["@jan".into()]);
    assert_eq!(refused(vec![a()], many), BadRuleSet::TooManyLists(most + 1));

    let most = RuleSet::MOST_FACTS;
    let facts = |count: usize| vec![Condition::Any((0..count).map(host).collect())];
    accepted(facts(most), none());
    assert_eq!(
        refused(facts(most + 1), none()),
        BadRuleSet::TooManyFacts(most + 1)
    );
    accepted(vec![Condition::All(vec![host(1); most + 1])], none());

    let nested = ["*g*", "*ng*", "*ing*", "*ring*", "*kering*"];
    let set = compile(nested.map(|it| words(&[it])), none(), Wish::Outcome).unwrap();
    let one_more = lists(1, &["dure *verzekering*".to_owned()]);
    let bad = BadRuleSet::TooNested("verzekering".to_owned());
    assert_eq!(set.clone().with_lists(one_more).unwrap_err(), bad);
    // That stand beside each other, not in each other.
    let beside = ["*verzekeringen*", "kering*", "*ekering", "#*ing*"];
    assert!(set.with_lists(lists(1, &beside.map(str::to_owned))).is_ok());
}

fn repeated(piece: &str) -> String {
    let text = piece.repeat((64 << 10) / piece.len() + 1);
    text[..text.floor_char_boundary(64 << 10)].to_owned()
}

#[test]
fn no_text_of_64_kib_keeps_the_largest_sets_busy() {
    let long = letters(255);
    let all = |parts: &dyn Fn(usize) -> Condition, count: usize| -> Condition {
        Condition::All((0..count).map(parts).collect())
    };
    let a_or_b = |at: usize| words(&[["a", "b"][at % 2]]);
    let wrapped = |inner: Condition, times: usize, around: fn(Condition) -> Condition| {
        let wrap = |inner, _| Condition::Any(vec![around(inner), words(&["zzq"])]);
        (0..times).fold(inner, wrap)
    };
    let most = RuleSet::MOST_RULES;
    let each = |condition: &dyn Fn(usize) -> Condition, count: usize| -> Vec<Condition> {
        (0..count).map(condition).collect()
    };
    let mut authors = Lists::new();
    for list in 0..RuleSet::MOST_LISTS {
        let accounts = (0..100).map(|at| format!("@u{list}x{at}").into());
        authors.insert_authors(format!("l{list}"), accounts.chain(["@jan".into()]));
    }
    let thousands: Vec<String> = (0..2_600).map(word).collect();
    let none = Lists::new;
    let sets: Vec<(&str, Vec<Condition>, Lists)> = vec![
        ("a word each", each(&|at| words(&[&word(at)]), most), none()),
        (
            "none of two each",
            each(
                &|at| Condition::None(vec![words(&[&format!("{}q", word(at))]), words(&["zzq"])]),
                most,
            ),
            none(),
        ),
        (
            "pieces that end each other",
            (2..2 + RuleSet::MOST_NESTED)
                .flat_map(|length| pieces(&long, length))
                .collect(),
            none(),
        ),
        (
            "phrases near phrases",
            each(
                &|at| {
                    near(
                        ["aa aab", "aa* aab"][at % 2],
                        ["aac aa", "aac aa*"][at % 2],
                        u32::try_from(at).unwrap() + 1,
                    )
                },
                most,
            ),
            none(),
        ),
        (
            "a phrase each",
            each(
                &|at| words(&[&format!("{} {}", word(at), word(at + 1))]),
                most,
            ),
            none(),
        ),
        (
            "terms that say one thing",
            each(
                &|_| {
                    words(&[
                        "a", "b", "a*", "b*", "*a", "*b", "*a*", "*b*", "b", "a", "*a", "a*",
                    ])
                },
                most,
            ),
            none(),
        ),
        (
            "tests that say one thing",
            each(&|_| Condition::Any((0..7).map(a_or_b).collect()), most),
            none(),
        ),
        (
            "one rule of all tests",
            vec![all(&a_or_b, RuleSet::MOST_PARTS - 1)],
            none(),
        ),
        (
            "joins in joins that hang",
            each(&|at| wrapped(host(at), 7, not), RuleSet::MOST_PARTS / 22),
            none(),
        ),
        (
            "joins in joins that hold",
            each(
                &|at| wrapped(words(&[&word(at)]), 4, |it| not(not(it))),
                RuleSet::MOST_PARTS / 17,
            ),
            none(),
        ),
        (
            "facts of every rule",
            each(
                &|at| all(&|part| host((at * 7 + part) % RuleSet::MOST_FACTS), 7),
                most,
            ),
            none(),
        ),
        (
            "authors on every list",
            each(
                &|at| {
                    Test::Author(Authors::In(format!("l{}", at % RuleSet::MOST_LISTS).into()))
                        .into()
                },
                most,
            ),
            authors,
        ),
        (
            "long lists that all hold",
            each(&|at| in_list(at % 100), most),
            lists(100, &thousands),
        ),
        (
            "one pattern in every rule",
            each(
                &|_| {
                    Condition::All(vec![
                        words(&["a"]),
                        Test::Matches("a b".parse().unwrap()).into(),
                    ])
                },
                most,
            ),
            none(),
        ),
        (
            "patterns that are not there",
            each(
                &|at| not(Test::Matches(format!("zz{at}").parse().unwrap()).into()),
                RuleSet::MOST_PATTERNS,
            ),
            none(),
        ),
    ];
    let every: String = (0..most).map(|at| word(at) + " ").collect();
    let texts = [
        repeated(&every),
        repeated("a b "),
        repeated("aa aab aac "),
        repeated(&format!("{long} ")),
        repeated("NL91 ABNA 0417 1643 00 0612345678 a@b.nl "),
        // What folds to eleven times its length, and Korean in parts and whole.
        repeated("\u{fdfa} "),
        repeated("\u{1112}\u{1161}\u{11ab}"),
        repeated("\u{d55c}\u{ae00} "),
        // Marks without a letter, out of their order.
        repeated("\u{5b4}\u{5bc}\u{5b0}\u{5b2}\u{64b}\u{64c}\u{651}"),
    ];
    let mut scratch = Scratch::new();
    for (what, conditions, lists) in sets {
        for wish in [Wish::Tags, Wish::Outcome] {
            let rules = compile(conditions.clone(), lists.clone(), wish).unwrap();
            for text in &texts {
                let mention = Mention::post("twitter", "1").by("@jan").text(text.as_str());
                let mut folded = Folded::new(text);
                let mut timed = |told: bool| {
                    let from = Instant::now();
                    folded.refill(text);
                    let facts = Facts::new(&mention, &folded, chrono::DateTime::UNIX_EPOCH);
                    match told {
                        true => drop(rules.decide_with(&facts, &mut scratch)),
                        false => drop(rules.verdict(&facts, &mut scratch)),
                    }
                    from.elapsed()
                };
                // The first builds what is built when it is first needed.
                timed(true);
                let (told, took) = (timed(true), timed(false));
                let begins = text.chars().take(8).collect::<String>();
                if told.max(took) > Duration::from_millis(2) {
                    println!("{took:>12?}, {told:?} with why: {what}: {begins}");
                }
                let limit = Duration::from_millis(5) * PATIENCE;
                assert!(told.max(took) < limit, "{what} took {told:?} for {begins}…");
            }
        }
    }
}

fn decided(rules: &RuleSet, text: &str) -> Decision {
    let mention = Mention::post("twitter", "1").text(text);
    let folded = Folded::new(text);
    rules.decide(&Facts::new(&mention, &folded, chrono::DateTime::UNIX_EPOCH))
}

/// Where a text repeats itself the first rules tell where, and all tell what.
#[test]
fn a_decision_tells_so_many_pieces_of_text() {
    let rules = compile(vec![words(&["a"]); 10_000], Lists::new(), Wish::Tags).unwrap();
    let decision = decided(&rules, &"a ".repeat(100));
    let because = decision.because();
    assert_eq!(because.len(), 10_000);
    let told: usize = because.iter().map(|it| it.spans.len()).sum();
    assert_eq!(told, Decision::MOST_SPANS);
    let full = Decision::MOST_SPANS / Found::MOST_SPANS;
    assert!(
        because[..full]
            .iter()
            .all(|it| it.spans.len() == Found::MOST_SPANS)
    );
    assert!(
        because[full..]
            .iter()
            .all(|it| it.spans.is_empty() && &*it.paths[0] == "when")
    );
    // Of a text that says it a few times every rule tells.
    let decision = decided(&rules, "a of b, of nog eens a");
    assert!(decision.because().iter().all(|it| it.spans.len() == 2));
}
