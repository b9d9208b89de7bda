//! A tree typed as a query reads as the same tree.

use proptest::prelude::*;
use webcare::channel::Visibility;
use webcare::mention::{Addressing, AttachmentKind, DetectedBy, Handle};
use webcare::routing::{
    Authors, Bounds, CapacityOf, CapacityTest, CaseTest, Condition, Expected, FactTest, FactValue,
    Hours, Lists, Names, Near, NotTypable, PersonalData, RateKey, RateOf, RateTest, Reply, Term,
    Test, Window,
};
use webcare::sorted::SortedSet;
use webcare::triage::Confidence;

/// Names with every sign that means something in a query.
const ODD: [&str; 17] = [
    "twitter", "a b", "a,b", "OR", "-x", "a\"b", "a:b", "@jan", "in=c", "3..4", "(c)", "é>=1",
    "or", "near/3", "“a”", "–x", "!x",
];

fn names() -> Names {
    let mut names = Names::default();
    names.channels = ODD.map(Into::into).into();
    names.queues = ODD.map(Into::into).into();
    names.agents = ODD.map(Into::into).into();
    names.calendars = ODD.map(str::to_owned).into();
    let mut lists = Lists::new();
    for odd in ODD {
        lists.insert_authors(odd, [Handle::new("@x")]);
        lists.insert_terms(odd, ["x".parse::<Term>().unwrap()]);
    }
    names.lists = lists;
    names
}

fn odd() -> impl Strategy<Value = String> {
    prop::sample::select(ODD.to_vec()).prop_map(str::to_owned)
}

/// Names that a label can have.
fn label() -> impl Strategy<Value = String> {
    odd().prop_filter("no label", |it| !it.contains([',', ':', ' ']))
}

fn odds() -> impl Strategy<Value = SortedSet<String>> {
    prop::collection::vec(odd(), 1..4).prop_map(SortedSet::from_iter)
}

/// Any text at all that can be searched for.
fn terms() -> impl Strategy<Value = Vec<Term>> {
    let plain = prop_oneof!["[a-z]{1,6}\\*?", "\\*?[a-zé \"“»(,:!'–OR-]{1,8}", odd()];
    let term = plain.prop_filter_map("no term", |written| written.parse::<Term>().ok());
    prop::collection::vec(term, 1..4)
}

fn number<N: Copy + Ord + std::fmt::Debug>(
    numbers: impl Strategy<Value = N>,
) -> impl Strategy<Value = Bounds<N>> {
    (prop::collection::vec(numbers, 2..=2), 0..3).prop_map(|(mut ends, which)| {
        ends.sort();
        Bounds {
            at_least: (which != 1).then_some(ends[0]),
            at_most: (which != 0).then_some(ends[1]),
        }
    })
}

fn scores() -> impl Strategy<Value = Bounds<Confidence>> {
    let score = |it: u32| Confidence::new(f64::from(it) / 999_999.0).unwrap();
    number(prop_oneof![0u32..=999_999, Just(0), Just(999_999)]).prop_map(move |bounds| Bounds {
        at_least: bounds.at_least.map(score),
        at_most: bounds.at_most.map(score),
    })
}

fn fact() -> impl Strategy<Value = FactTest> {
    let value = prop_oneof![
        any::<bool>().prop_map(FactValue::Bool),
        any::<i64>().prop_map(FactValue::Whole),
        odd().prop_map(FactValue::Word),
        prop::sample::select(vec!["", "3", "true", "-4", "1.5"]).prop_map(FactValue::from),
    ];
    let is = prop_oneof![
        prop::collection::vec(value, 1..4)
            .prop_map(|values| Expected::OneOf(values.into_iter().collect())),
        number(any::<i64>()).prop_map(Expected::Between),
    ];
    (odd(), is).prop_map(|(key, is)| FactTest { key, is })
}

fn window() -> impl Strategy<Value = Window> {
    (1u32..100_000).prop_map(Window::of_minutes)
}

fn large() -> impl Strategy<Value = u64> {
    prop_oneof![0u64..20, 0..=i64::MAX.unsigned_abs()]
}

fn some<T: Copy + Ord + std::fmt::Debug + 'static>(
    all: &[T],
) -> impl Strategy<Value = SortedSet<T>> {
    let most = all.len();
    prop::sample::subsequence(all.to_vec(), 1..=most).prop_map(|some| some.into_iter().collect())
}

fn case() -> impl Strategy<Value = CaseTest> {
    prop_oneof![
        any::<bool>().prop_map(CaseTest::Open),
        any::<bool>().prop_map(CaseTest::Owned),
        odds().prop_map(|agents| CaseTest::Owner(
            agents.iter().map(|it| it.as_str().into()).collect()
        )),
        number(large()).prop_map(CaseTest::PublicRounds),
        any::<bool>().prop_map(CaseTest::FollowUpOwed),
        number(large()).prop_map(CaseTest::PromisesOpen),
        number(large()).prop_map(CaseTest::PromisesBroken),
        any::<bool>().prop_map(CaseTest::PriorContactElsewhere),
        any::<bool>().prop_map(CaseTest::Reopened),
        odds().prop_map(CaseTest::Tag),
        window().prop_map(CaseTest::LastContactWithin),
    ]
}

fn rate() -> impl Strategy<Value = RateTest> {
    let of = prop_oneof![
        Just(RateOf::Mentions),
        odd().prop_map(RateOf::SearchTerm),
        odd().prop_map(RateOf::Tag),
        odd().prop_map(|it| RateOf::Topic(it.as_str().into())),
        odd().prop_map(|it| RateOf::Reason(it.as_str().into())),
    ];
    let times = prop::option::of((1u32..4_000).prop_map(|it| f64::from(it) / 7.0));
    (of, window(), large(), times).prop_map(|(of, within, at_least, times_usual)| RateTest {
        key: RateKey { of, within },
        at_least,
        times_usual,
    })
}

fn test() -> impl Strategy<Value = Test> {
    let text = prop_oneof![
        terms().prop_map(Test::Words),
        odd().prop_map(|it| Test::List(it.as_str().into())),
        (terms(), terms(), 1u32..9, any::<bool>()).prop_map(|(left, right, within, ordered)| {
            Test::Near(Near {
                left,
                right,
                within,
                ordered,
            })
        }),
        prop::sample::select(vec!["polis ?\\d{6,9}", "a \"b\" (c|d)", "x"])
            .prop_map(|it| Test::Matches(it.parse().unwrap())),
        some(&[PersonalData::Phone, PersonalData::Iban]).prop_map(Test::PersonalData),
    ];
    let said = prop_oneof![
        odds().prop_map(|it| Test::Channel(it.iter().map(|it| it.as_str().into()).collect())),
        prop::sample::select(vec![Visibility::Public, Visibility::Private])
            .prop_map(Test::Visibility),
        some(&["nl", "en", "fy", "nds"])
            .prop_map(|it| Test::Language(it.iter().map(|it| (*it).to_owned()).collect())),
        odd().prop_map(|it| Test::Author(Authors::In(it.as_str().into()))),
        odds().prop_map(|it| Test::Author(Authors::Are(
            it.iter().map(|it| it.as_str().into()).collect()
        ))),
        number(large()).prop_map(Test::Reach),
        number(large()).prop_map(Test::Followers),
        some(&[Addressing::Direct, Addressing::Named, Addressing::Implied])
            .prop_map(Test::Addressing),
        (label(), scores()).prop_map(|(label, it)| Test::Label(label.as_str().into(), it)),
        any::<bool>().prop_map(Test::Abstained),
        some(&[DetectedBy::Press, DetectedBy::Colleague]).prop_map(Test::Detected),
        odds().prop_map(Test::SearchTerm),
        odds().prop_map(Test::Via),
        some(&[AttachmentKind::Image, AttachmentKind::Link]).prop_map(Test::Attachment),
        any::<bool>().prop_map(Test::ImageOnly),
        any::<bool>().prop_map(Test::Repost),
        some(&[Reply::ToUs, Reply::ToOthers, Reply::No]).prop_map(Test::Reply),
    ];
    let around = prop_oneof![
        odd().prop_map(|it| Test::Time(Hours::In(it))),
        odd().prop_map(|it| Test::Time(Hours::Outside(it))),
        rate().prop_map(Test::Rate),
        (odd(), number(large()), any::<bool>()).prop_map(|(queue, is, waiting)| {
            let of = if waiting {
                CapacityOf::Waiting
            } else {
                CapacityOf::Present
            };
            Test::Capacity(CapacityTest {
                queue: queue.as_str().into(),
                of,
                is,
            })
        }),
        case().prop_map(Test::Case),
        fact().prop_map(Test::Customer),
        fact().prop_map(Test::Host),
    ];
    prop_oneof![text, said, around]
}

fn condition() -> impl Strategy<Value = Condition> {
    test()
        .prop_map(Condition::Test)
        .prop_recursive(5, 24, 4, |inner| {
            let parts = prop::collection::vec(inner.clone(), 1..4);
            prop_oneof![
                parts.clone().prop_map(Condition::All),
                parts.clone().prop_map(Condition::Any),
                parts.prop_map(Condition::None),
                inner.prop_map(|part| Condition::Not(Box::new(part))),
            ]
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn what_is_typed_reads_as_the_same_tree(condition in condition()) {
        let typed = condition.to_query().unwrap();
        let read = Condition::from_query(&typed, &names());
        prop_assert_eq!(read.as_ref(), Ok(&condition), "{}", typed);
        prop_assert_eq!(read.unwrap().to_query().unwrap(), typed);
    }

    #[test]
    fn any_text_gets_a_verdict(text in "[ab :,=<>\"“”!'–()*.@/-]{0,12}|(OR|or|none|NOT|NEAR/1|ALL|a|\\(|\\)|-|:| ){0,12}") {
        if let Ok(condition) = Condition::from_query(&text, &names()) {
            let typed = condition.to_query().unwrap();
            prop_assert_eq!(Condition::from_query(&typed, &names()), Ok(condition));
        }
    }
}

#[test]
fn what_cannot_be_typed_says_so() {
    let word = || Condition::from(Test::Words(vec!["a".parse().unwrap()]));
    let deep = (0..16).fold(word(), |inner, _| Condition::Not(Box::new(inner)));
    let table = [
        (Condition::All(Vec::new()), NotTypable::Empty),
        (
            Test::Label("a,b".into(), Bounds::at_least(Confidence::EVEN)).into(),
            NotTypable::Name,
        ),
        (
            Test::Language(SortedSet::from(["nl-BE".to_owned()])).into(),
            NotTypable::Name,
        ),
        (
            Condition::None(vec![word(), Condition::Any(Vec::new())]),
            NotTypable::Empty,
        ),
        (Test::Words(Vec::new()).into(), NotTypable::Empty),
        (
            Test::Reach(Bounds {
                at_least: None,
                at_most: None,
            })
            .into(),
            NotTypable::Bounds,
        ),
        (
            Test::Reach(Bounds {
                at_least: Some(5),
                at_most: Some(3),
            })
            .into(),
            NotTypable::Bounds,
        ),
        (
            Test::Reach(Bounds::at_least(u64::MAX)).into(),
            NotTypable::Number,
        ),
        (deep, NotTypable::TooDeep),
    ];
    for (condition, why) in table {
        assert_eq!(condition.to_query(), Err(why), "{condition:?}");
    }
}

#[test]
fn brackets_around_brackets_are_refused_in_time() {
    let nested = format!("{}a{}", "a NEAR/1 (".repeat(50_000), ")".repeat(50_000));
    let told = Condition::from_query(&nested, &names())
        .unwrap_err()
        .to_string();
    assert!(told.contains("joined too deep"), "{told}");
}

/// What a query is refused for, and what is said to be right.
fn refused(query: &str) -> String {
    let mut names = names();
    names.labels = Some(SortedSet::from(["complaint", "thanks"].map(Into::into)));
    match Condition::from_query(query, &names) {
        Ok(read) => panic!("{query} reads as {}", read.to_query().unwrap()),
        Err(bad) => bad.to_string(),
    }
}

#[test]
fn what_would_mean_something_else_is_refused() {
    let table = [
        // Labels are given by somebody, each by itself.
        (
            "label:complain",
            "label `complain` is not declared; did you mean `complaint`?",
        ),
        (
            "label:complaint,thanks",
            "`label:complaint OR label:thanks`",
        ),
        ("label:complaint:0.7", "`complaint:0.7` is not one label"),
        ("label:complaint=0.5", "write `label:complaint>=0.5`"),
        // Facts are compared with signs that there are.
        (
            "customer:vip=true,segment=mkb",
            "`customer:vip customer:segment=mkb`",
        ),
        ("customer:orders!=0", "write `-` before the field"),
        ("host:x=>5", "`x=` compares nothing"),
        ("host:x==5", "`=5` is no value"),
        ("host:x=5.0", "a fact is no fraction"),
        ("host:x>9223372036854775807", "there is no next number"),
        ("reach:>=18446744073709551615", "is too large a number"),
        ("case:public-rounds", "write `case:public-rounds>=1`"),
        // Languages are codes.
        ("language:nl-BE", "write `nl`"),
        ("language:nederlands", "is no code of a language"),
        // What other searches read otherwise.
        ("\"niet teruggebeld\"~3", "in quotation marks in part"),
        ("\"niet teruggebeld\"klacht", "in quotation marks in part"),
        ("niet W/6 bel", "write `NEAR/6`"),
        ("niet WITHIN/5 bel", "write `NEAR/5`"),
        ("niet ADJ5 bel", "write `NEAR/5`"),
        ("niet NEAR5 bel", "write `NEAR/5`"),
        (
            "niet AFTER/5 bel",
            "write the other side first: `b BEFORE/5 a`",
        ),
        ("be?l", "write `*`"),
        ("bel|mail", "write `OR`"),
        ("schade;claim", "write `OR`"),
        ("[bel", "write `(` and `)`"),
        ("bel^2", "leave the sign out"),
        ("bel OF mail", "write `OR` to join"),
        ("bel EN mail", "write `AND` to join"),
        ("NIET bel", "write `-` to exclude"),
        // Colons in what is no field.
        ("12:00", "write `\"` around it"),
        ("http://t.co/x", "write `\"` around it"),
        // Patterns over folded words.
        ("matches:Schade", "asks for `S`"),
        ("matches:\"caf\u{e9}|\u{e9}\u{e9}n\"", "asks for `\u{e9}`"),
        ("matches:[A-Z]{3}", "asks for `A`"),
        ("matches:\"(?=x)\"", "looks neither ahead nor behind"),
        (
            "rate:mentions,within=\"1 hour\",at-least=10,times-usual=-3",
            "a number above 0",
        ),
    ];
    for (query, said) in table {
        let told = refused(query);
        assert!(told.contains(said), "{query}: {told}");
    }
    let reads = [
        "\"schade\"*",
        "W6",
        "of",
        "niet",
        "bel?",
        "matches:\"(?i)schade\"",
        "matches:[a-z\u{e9}]+",
        "matches:schade|Schade",
        "case:public-rounds=3",
        "customer:vip",
        "host:\"a=b\"=\"1.5\"",
        "\"W/6\"",
        "\"be?l\"",
        "label:complaint>=0.7",
    ];
    for query in reads {
        let read = Condition::from_query(query, &names());
        assert!(read.is_ok(), "{query}: {read:?}");
    }
}
