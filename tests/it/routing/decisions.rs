use chrono::{DateTime, Utc};
use webcare::calendar::Calendar;
use webcare::channel::Visibility;
use webcare::mention::{Addressing, Attachment, AttachmentKind, Mention};
use webcare::routing::{
    Actions, CaseFacts, Condition, CustomerFacts, Decision, Fact, FactValue, Facts, Found, Origin,
    Outcome, Rate, RateKey, RateOf, Rule, RuleId, RuleSet, Slot, Test, Truth, Why,
};
use webcare::sorted::SortedMap;
use webcare::text::{Folded, Lang, Span};
use webcare::triage::{Abstention, Assessment, Confidence};

use super::read;

fn now() -> DateTime<Utc> {
    "2011-06-15T10:00:00Z".parse().unwrap()
}

fn tweet(text: &str) -> Mention {
    Mention::post("twitter", "1").by("@jan_k").text(text)
}

fn decide(rules: &RuleSet, mention: &Mention, with: impl FnOnce(&mut Facts<'_>)) -> Decision {
    let folded = Folded::new(mention.text.reveal());
    let mut facts = Facts::new(mention, &folded, now());
    with(&mut facts);
    rules.decide(&facts)
}

/// As [`decide`], with facts that live as long as they do.
fn decide_by<'f>(
    rules: &RuleSet,
    mention: &'f Mention,
    folded: &'f Folded,
    with: impl FnOnce(&mut Facts<'f>),
) -> Decision {
    let mut facts = Facts::new(mention, folded, now());
    with(&mut facts);
    rules.decide(&facts)
}

fn respond(reason: &str) -> Outcome {
    Outcome::Respond(reason.into())
}

fn silent(reason: &str) -> Outcome {
    Outcome::NoResponse(reason.into())
}

/// One rule that answers, under a condition.
fn one(when: &str) -> RuleSet {
    read(&format!(
        "[[rules]]\nid = 'r'\nwhen = {when}\nthen = {{ respond = 'remark' }}"
    ))
}

fn fires(when: &str, text: &str) -> bool {
    let decision = decide(&one(when), &tweet(text), |_| {});
    *decision.outcome() == respond("remark")
}

#[test]
fn terms_find_words_as_people_who_search_expect() {
    let table: &[(&str, &str, bool)] = &[
        ("{ words = 'schade' }", "Mijn SCHADE!", true),
        ("{ words = 'schade' }", "#schade", true),
        ("{ words = 'schade' }", "schadeclaim", false),
        ("{ words = 'schade*' }", "schadeclaim", true),
        ("{ words = 'schade*' }", "autoschade", false),
        ("{ words = '*schade' }", "autoschade", true),
        ("{ words = '*schade*' }", "autoschadeclaim", true),
        ("{ words = '#schade' }", "schade", false),
        ("{ words = '#schade' }", "weer #Schade", true),
        ("{ words = '@nlwebcare' }", "hoi @NLWebcare", true),
        ("{ words = '@nlwebcare' }", "hoi nlwebcare", false),
        (
            "{ words = 'niet teruggebeld' }",
            "al weken niet\nteruggebeld",
            true,
        ),
        (
            "{ words = 'niet teruggebeld' }",
            "niet eens teruggebeld",
            false,
        ),
        ("{ words = 'café' }", "in het CAFE", true),
        ("{ words = 'auto-ongeluk' }", "een auto-ongeluk gehad", true),
        ("{ words = 'ongeluk' }", "een auto-ongeluk gehad", true),
        (
            "{ words = 'wachten' }",
            "ik zit te wa\u{ad}ch\u{200b}ten",
            true,
        ),
        ("{ list = 'frustratie' }", "nooit meer", true),
        ("{ list = 'frustratie' }", "nooit iets meer", false),
        ("{ matches = 'polis ?[0-9]{6,9}' }", "Polis: 12345678", true),
        ("{ matches = '^polis' }", "mijn polis", false),
    ];
    for (when, text, expected) in table {
        assert_eq!(fires(when, text), *expected, "{when} in {text:?}");
    }
}

#[test]
fn near_counts_words_and_minds_the_order_when_asked() {
    let near = |within: u32, ordered: bool| {
        format!(
            "{{ near = {{ left = 'niet', right = 'bel*', within = {within}, ordered = {ordered} }} }}"
        )
    };
    let table = [
        (1, false, "niet bellen", true),
        (1, true, "niet bellen", true),
        (1, false, "bellen niet", true),
        (1, true, "bellen niet", false),
        (1, false, "niet meer bellen", false),
        (2, false, "niet meer bellen", true),
        (2, true, "bellen niet dus niet", false),
        (3, true, "niet a niet b bel", true),
        (1, false, "bel", false),
    ];
    for (within, ordered, text, expected) in table {
        assert_eq!(
            fires(&near(within, ordered), text),
            expected,
            "{within} {ordered} {text:?}"
        );
    }
    assert!(!fires(
        "{ near = { left = 'bel', right = 'bel', within = 9 } }",
        "bel"
    ));
    assert!(fires(
        "{ near = { left = 'bel', right = 'bel', within = 9 } }",
        "bel mij bel"
    ));
}

// S4:10
#[test]
fn each_slot_combines_in_its_own_way() {
    let rules = read(
        r#"
        [[rules]]
        id = "employee"
        when = { author = { is = ["@jan_k"] } }
        then = { no-response = "employee-post", queue = "webcare", tags = ["team"], urgency = "normal" }
        [[rules]]
        id = "legal"
        when = { words = "advocaat" }
        then = { respond = "legal", queue = "schade", urgency = "urgent", notify = "pr", tags = ["recht"], switch = ["phone"], because = "legal" }
        [[rules]]
        id = "private"
        when = { words = "polis" }
        then = { switch = ["email", "phone"], because = ["privacy"], redact = true, consult = "schade", urgency = "high" }
        [[rules]]
        id = "watching"
        shadow = true
        when = { words = "polis" }
        then = { tags = ["proef"] }
        [[rules]]
        id = "over"
        valid = { until = "2011-06-14" }
        when = { words = "polis" }
        then = { tags = ["voorbij"] }
        "#,
    );
    let decision = decide(&rules, &tweet("mijn advocaat over de polis"), |_| {});
    assert_eq!(*decision.outcome(), silent("employee-post"));
    assert_eq!(decision.origin(), None);
    assert_eq!(decision.queue().unwrap().as_str(), "webcare");
    assert_eq!(serde_json::to_value(decision.urgency()).unwrap(), "urgent");
    assert_eq!(
        Vec::from_iter(decision.tags().iter().map(|tag| &**tag)),
        ["recht", "team"]
    );
    // A mention that is left alone is still told to who must know (S3:45).
    assert_eq!(decision.notify().len(), 1);
    let to: Vec<_> = decision
        .switch()
        .unwrap()
        .to
        .iter()
        .map(|it| it.as_str())
        .collect();
    assert_eq!(to, ["phone", "email"]);
    assert_eq!(decision.switch().unwrap().because, ["legal", "privacy"]);
    assert!(decision.redact() && !decision.follow_up());
    let suppressed: Vec<_> = decision
        .suppressed()
        .iter()
        .map(|it| (it.rule.as_str(), it.slot, it.by.as_str()))
        .collect();
    assert_eq!(
        suppressed,
        [
            ("legal", Slot::Outcome, "employee"),
            ("legal", Slot::Queue, "employee"),
            ("employee", Slot::Urgency, "legal"),
            ("private", Slot::Urgency, "legal"),
        ]
    );
    let watching: Vec<_> = decision
        .shadow()
        .iter()
        .map(|it| it.rule.as_str())
        .collect();
    assert_eq!(watching, ["watching"]);
}

// S0:8
#[test]
fn what_is_not_known_is_neither_yes_nor_no() {
    let table: &[(&str, Fact)] = &[
        ("{ label = { complaint = 0.5 } }", Fact::Assessment),
        ("{ language = 'nl' }", Fact::Assessment),
        ("{ abstained = false }", Fact::Assessment),
        ("{ reach = { at-least = 1 } }", Fact::Reach),
        ("{ followers = { at-least = 1 } }", Fact::Followers),
        ("{ visibility = 'public' }", Fact::Visibility),
        ("{ case = { open = false } }", Fact::Case),
        ("{ customer = { segment = 'x' } }", Fact::Customer),
        (
            "{ host = { storm = true } }",
            Fact::Host("storm".to_owned()),
        ),
        (
            "{ time = { in = 'webcare' } }",
            Fact::Calendar("webcare".to_owned()),
        ),
    ];
    for (when, fact) in table {
        for when in [when.to_string(), format!("{{ not = {when} }}")] {
            let decision = decide(&one(&when), &tweet("hallo"), |_| {});
            assert_eq!(
                *decision.outcome(),
                Outcome::Review(Why::MissingFact),
                "{when}"
            );
            assert_eq!(Vec::from_iter(decision.missing()), [fact], "{when}");
            assert_eq!(decision.unknown()[0].rule.as_str(), "r");
        }
    }
    let settled = "{ any = [{ words = 'hallo' }, { case = { open = true } }] }";
    assert!(fires(settled, "hallo"));
    let settled = "{ all = [{ words = 'dag' }, { case = { open = true } }] }";
    let decision = decide(&one(settled), &tweet("hallo"), |_| {});
    assert_eq!(*decision.outcome(), Outcome::Review(Why::Undecided));
}

// S3:25
#[test]
fn facts_that_are_known_settle_their_conditions() {
    let case = {
        let mut case = CaseFacts::default();
        case.open = true;
        case.public_rounds = 3;
        case.last_contact = Some("2011-06-14T10:00:00Z".parse().unwrap());
        case.tags.insert("klacht".to_owned());
        case
    };
    let customer = CustomerFacts::of([
        ("segment", FactValue::from("zakelijk")),
        ("policies", FactValue::Whole(4)),
    ]);
    let key = RateKey {
        of: RateOf::Tag("klacht".to_owned()),
        within: "30 minutes".parse().unwrap(),
    };
    let rates = SortedMap::from([(
        key,
        Rate {
            count: 30,
            usual: Some(5.0),
        },
    )]);
    let host = SortedMap::from([("storm".to_owned(), FactValue::Bool(true))]);
    let calendars = SortedMap::from([("webcare".to_owned(), Calendar::always())]);
    let assessment = Assessment::by("test/1")
        .scored("complaint", Confidence::new(0.7).unwrap())
        .in_language("nl-BE");
    let table = [
        ("{ label = { complaint = 0.7 } }", true),
        ("{ label = { complaint = { at-most = 0.6 } } }", false),
        ("{ language = 'nl' }", true),
        ("{ abstained = true }", false),
        ("{ case = { open = true } }", true),
        ("{ case = { owned = true } }", false),
        ("{ case = { public-rounds = { at-least = 3 } } }", true),
        ("{ case = { public-rounds = { at-most = 2 } } }", false),
        ("{ case = { last-contact-within = '1 day' } }", true),
        ("{ case = { last-contact-within = '23 hours' } }", false),
        ("{ case = { tag = 'klacht' } }", true),
        ("{ customer = { segment = ['zakelijk'] } }", true),
        ("{ customer = { segment = 'prive' } }", false),
        ("{ customer = { policies = { at-least = 5 } } }", false),
        ("{ customer = { unheard-of = true } }", false),
        ("{ host = { storm = true } }", true),
        ("{ time = { in = 'webcare' } }", true),
        ("{ time = { outside = 'webcare' } }", false),
        ("{ reply = 'to-us' }", true),
        ("{ reply = 'no' }", false),
        ("{ addressing = 'named' }", true),
        ("{ visibility = 'public' }", true),
        ("{ attachment = 'image' }", true),
        ("{ image-only = true }", false),
        ("{ repost = false }", true),
        ("{ via = 'FourSquare' }", true),
        ("{ search-term = '#Klacht' }", true),
        ("{ detected-by = 'monitoring' }", true),
        ("{ reach = { at-least = 100, at-most = 100 } }", true),
        ("{ followers = { at-least = 101 } }", false),
        ("{ author = { is = 'JAN_K' } }", true),
        ("{ personal-data = 'phone' }", true),
        ("{ personal-data = 'email' }", false),
    ];
    let mut mention = tweet("bel 058-2345678").in_reply_to("0");
    mention.attachments.push(Attachment {
        kind: AttachmentKind::Image,
        reference: "1".to_owned(),
    });
    mention.via = Some("foursquare".to_owned());
    mention.term = Some("#klacht".to_owned());
    mention.reach = Some(100);
    let known = |facts: &mut Facts<'_>| {
        facts.answers_us = Some(true);
        facts.addressing = Addressing::Named;
        facts.visibility = Some(Visibility::Public);
    };
    for (when, expected) in table {
        let rules = one(when);
        let folded = Folded::new(mention.text.reveal());
        let mut facts = Facts::new(&mention, &folded, now());
        known(&mut facts);
        (facts.case, facts.customer, facts.assessment) =
            (Some(&case), Some(&customer), Some(&assessment));
        (facts.rates, facts.host, facts.calendars) = (&rates, &host, &calendars);
        let decision = rules.decide(&facts);
        assert_eq!(*decision.outcome() == respond("remark"), expected, "{when}");
        assert!(decision.unknown().is_empty(), "{when}");
        assert_eq!(
            rules.why_not(&"r".into(), &facts).unwrap().is_empty(),
            expected,
            "{when}"
        );
    }
    for (bar, expected) in [
        ("at-least = 30", true),
        ("at-least = 31", false),
        ("at-least = 1, times-usual = 6.0", true),
        ("at-least = 1, times-usual = 6.1", false),
    ] {
        let rules = read(&format!(
            "[[rules]]\nid = 'r'\nwhen = {{ rate = {{ of = {{ tag = 'klacht' }}, within = '30 minutes', {bar} }} }}\nthen = {{ notify = 'pr' }}"
        ));
        let folded = Folded::new("");
        let mut facts = Facts::new(&mention, &folded, now());
        facts.rates = &rates;
        assert_eq!(
            rules.decide(&facts).notify().len(),
            usize::from(expected),
            "{bar}"
        );
    }
}

// S4:5
#[test]
fn facts_are_asked_for_only_while_they_matter() {
    let rules = read(
        r#"
        [[rules]]
        id = "employee"
        when = { author = { in = "employees" } }
        then = { no-response = "employee-post" }
        [[rules]]
        id = "complaint"
        when = { label = { complaint = 0.7 } }
        then = { respond = "complaint", queue = "webcare", tags = ["klacht"] }
        [[rules]]
        id = "accident"
        when = { words = "ongeluk" }
        then = { respond = "complaint", queue = "webcare", tags = ["klacht"] }
        [[rules]]
        id = "running"
        when = { case = { open = true } }
        then = { queue = "schade" }
        [[rules]]
        id = "storm"
        when = { host = { storm = true } }
        then = { notify = "pr" }
        "#,
    );
    let storm = Fact::Host("storm".to_owned());
    let mut mention = tweet("trots op ons werk");
    mention.author.handle = "@sanne_nl".into();
    let decision = decide(&rules, &mention, |_| {});
    assert_eq!(*decision.outcome(), silent("employee-post"));
    assert_eq!(Vec::from_iter(decision.missing()), [&storm]);
    assert_eq!(decision.unknown().len(), 3);

    // The rule that hangs says what the rule that fired says: nothing to ask.
    let decision = decide(&rules, &tweet("ongeluk gehad"), |_| {});
    assert_eq!(*decision.outcome(), respond("complaint"));
    assert_eq!(Vec::from_iter(decision.missing()), [&storm]);

    let decision = decide(&rules, &tweet("hallo"), |_| {});
    assert_eq!(*decision.outcome(), Outcome::Review(Why::MissingFact));
    assert_eq!(
        Vec::from_iter(decision.missing()),
        [&Fact::Case, &Fact::Assessment, &storm]
    );
    assert!(decision.missing().iter().all(Fact::askable));
}

#[test]
fn what_cannot_be_read_goes_to_a_person() {
    let rules = one("{ words = 'a' }").otherwise(silent("no-added-value"));
    let mut picture = tweet(" ");
    picture.attachments.push(Attachment {
        kind: AttachmentKind::Image,
        reference: "1".to_owned(),
    });
    assert_eq!(
        *decide(&rules, &picture, |_| {}).outcome(),
        Outcome::Review(Why::ImageOnly)
    );
    assert_eq!(
        *decide(&rules, &tweet(""), |_| {}).outcome(),
        Outcome::Review(Why::NothingToRead)
    );
    assert_eq!(
        *decide(&rules, &tweet("b"), |_| {}).outcome(),
        silent("no-added-value")
    );
    let unsure = Assessment::by("test/1").abstaining(Abstention::UnknownLanguage);
    let folded = Folded::new("b");
    let mention = tweet("b");
    let mut facts = Facts::new(&mention, &folded, now());
    facts.assessment = Some(&unsure);
    assert_eq!(
        *rules.decide(&facts).outcome(),
        Outcome::Review(Why::Language)
    );
    let hanging = one("{ label = { complaint = 0.5 } }").decide(&facts);
    assert_eq!(*hanging.outcome(), Outcome::Review(Why::Language));
    assert!(!hanging.missing().iter().any(Fact::askable));
}

// S0:5, S3:29
#[test]
fn who_began_follows_from_the_addressing_and_the_reason() {
    let rules = one("{ words = 'a' }");
    for (addressing, origin) in [
        (Addressing::Direct, Origin::Asked),
        (Addressing::Named, Origin::Asked),
        (Addressing::Implied, Origin::Proactive),
    ] {
        let decision = decide(&rules, &tweet("a"), |facts| facts.addressing = addressing);
        assert_eq!(decision.origin(), Some(origin));
    }
}

const CHOICE: &str = "{ all = [{ words = 'schade*' }, { any = [{ words = 'wachten' }, { reach = { at-least = 9 } }] }, { none = [{ words = 'vacature' }, { repost = true }] }] }";

#[test]
fn a_rule_says_where_it_rests_and_why_it_does_not_fire() {
    let rules = one(CHOICE);
    let mut mention = tweet("👍🏽 ﬁjn, Schadeclaim: wa\u{ad}chten");
    mention.reach = Some(3);
    let decision = decide(&rules, &mention, |_| {});
    let fired = &decision.because()[0];
    assert_eq!(
        fired.paths.iter().map(|it| &**it).collect::<Vec<_>>(),
        [
            "when.all[0]",
            "when.all[1].any[0]",
            "when.all[2].none[0]",
            "when.all[2].none[1]"
        ]
    );
    let pieces: Vec<_> = fired
        .spans
        .iter()
        .map(|span| span.of(mention.text.reveal()).unwrap())
        .collect();
    assert_eq!(pieces, ["Schadeclaim", "wa\u{ad}chten"]);

    let mut other = tweet("vacature schade-expert");
    other.reach = Some(3);
    let folded = Folded::new(other.text.reveal());
    let facts = Facts::new(&other, &folded, now());
    let why: Vec<_> = rules
        .why_not(&"r".into(), &facts)
        .unwrap()
        .into_iter()
        .map(|ground| (ground.path, ground.answer, ground.found))
        .collect();
    assert_eq!(
        why,
        [
            (
                "when.all[1].any[0]".to_owned(),
                Truth::False,
                Found::Nothing
            ),
            (
                "when.all[1].any[1]".to_owned(),
                Truth::False,
                Found::Number(3)
            ),
            (
                "when.all[2].none[0]".to_owned(),
                Truth::True,
                Found::Spans(vec![Span::new(0, 8)])
            ),
        ]
    );
    assert_eq!(
        rules.why_not(&"x".into(), &facts).unwrap_err().to_string(),
        "there is no rule `x`"
    );
}

#[test]
fn a_decision_survives_the_log_and_reads_in_two_languages() {
    let rules = one(CHOICE).version("2011-06-15.3");
    let decision = decide(&rules, &tweet("schade wachten"), |_| {});
    let stored = serde_json::to_string(&decision).unwrap();
    assert!(!stored.contains("schade"), "{stored}");
    assert_eq!(serde_json::from_str::<Decision>(&stored).unwrap(), decision);
    assert_eq!(
        decision.explain(Lang::Nl),
        "Beantwoorden, ongevraagd: een opmerking over onze dienst.\n\
         Regel `r` besliste over de uitkomst.\n\
         Draaiboekversie `2011-06-15.3`.\n"
    );
    let hanging = decide(&rules, &tweet("schade"), |_| {});
    assert_eq!(
        hanging.explain(Lang::En),
        "A person must look: a fact is missing.\n\
         Rule `r` stayed open: not known is the reach.\n\
         Playbook version `2011-06-15.3`.\n"
    );
}

#[test]
fn one_word_said_ten_thousand_times_is_told_a_few_times() {
    let text = "bel ".repeat(16_000);
    let near = "{ near = { left = 'bel', right = 'be*', within = 6 } }";
    for when in ["{ words = 'bel' }", near] {
        let decision = decide(&one(when), &tweet(&text), |_| {});
        assert_eq!(decision.because()[0].spans.len(), Found::MOST_SPANS);
        assert_eq!(decision.because()[0].spans[0], Span::new(0, 3));
    }
}

#[test]
fn unseen_characters_change_no_decision() {
    let rules = read(
        "[[rules]]\nid = 'a'\nwhen = 'schade* NEAR/3 \"niet gebeld\" -vacature'\nthen = { respond = 'complaint' }\n\
         [[rules]]\nid = 'b'\nwhen = { matches = '#nl$' }\nthen = { tags = ['nl'] }",
    );
    let text = "Schadeclaim: nog niet gebeld 👍🏽 #nl";
    let told = |text: &str| {
        let decision = decide(&rules, &tweet(text), |_| {});
        let rules = decision.because().iter().map(|it| it.rule.clone());
        (decision.outcome().clone(), Vec::from_iter(rules))
    };
    let expected = told(text);
    assert_eq!(expected.1.len(), 2);
    for at in (0..=text.len()).filter(|&at| text.is_char_boundary(at)) {
        for unseen in ['\u{ad}', '\u{200b}', '\u{feff}', '\u{2060}'] {
            let mut text = text.to_owned();
            text.insert(at, unseen);
            assert_eq!(told(&text), expected, "{unseen:?} at {at}");
        }
    }
}

/// Of each test the first pieces are told, of a rule all that its tests tell.
#[test]
fn each_test_tells_as_many_pieces_as_any() {
    let mut then = Actions::default();
    then.redact = true;
    let words = |terms: &[&str]| {
        let terms = terms.iter().map(|term| term.parse().unwrap());
        Condition::from(Test::Words(terms.collect()))
    };
    let rules = [
        (
            "two-tests",
            Condition::All(vec![words(&["a"]), words(&["b"])]),
        ),
        ("one-test", words(&["a", "b"])),
        (
            "without",
            Condition::All(vec![
                words(&["a", "b"]),
                Condition::Not(Box::new(words(&["c"]))),
            ]),
        ),
    ];
    let rules = rules.map(|(id, when)| Rule::new(id, when, then.clone()));
    let rules = RuleSet::new(rules).unwrap();
    let mention = Mention::post("twitter", "1").text("a b ".repeat(20));
    let folded = Folded::new(mention.text.reveal());
    let decision = rules.decide(&Facts::new(&mention, &folded, chrono::DateTime::UNIX_EPOCH));
    let told = decision
        .because()
        .iter()
        .map(|it| (it.rule.as_str(), it.spans.len()));
    let most = Found::MOST_SPANS;
    assert_eq!(
        Vec::from_iter(told),
        [("two-tests", 40), ("one-test", most), ("without", most)]
    );
}

/// The names of the rules are those of what is told of each, written out or not,
/// and what was read from a document tells the same.
#[test]
fn names_are_told_without_the_reasons() {
    let rule = |id: &str, word: &str, shadow| {
        let mut then = Actions::default();
        then.tags = ["t".to_owned()].into();
        let words = Test::Words(vec![word.parse().unwrap()]);
        let mut rule = Rule::new(id, words, then);
        rule.shadow = shadow;
        rule
    };
    let rules = RuleSet::new([
        rule("a", "bel", false),
        rule("b", "mij", true),
        rule("c", "bel*", false),
    ]);
    let rules = rules.unwrap();
    let mention = Mention::post("twitter", "1").text("bel mij");
    let folded = Folded::new(mention.text.reveal());
    let decide = |rules: &RuleSet| {
        rules.decide(&Facts::new(&mention, &folded, chrono::DateTime::UNIX_EPOCH))
    };
    let decision = decide(&rules);
    assert!(decision.rules().eq(["a", "c"].map(RuleId::from).iter()));
    // Its reasons outlive the rules, and are copied unread.
    let copy = decision.clone();
    drop(rules);
    assert!(
        decision
            .because()
            .iter()
            .map(|it| &it.rule)
            .eq(decision.rules())
    );
    assert_eq!(decision.shadow()[0].rule, "b".into());
    assert_eq!(copy, decision);
    let written = serde_json::to_value(&decision).unwrap();
    let read: Decision = serde_json::from_value(written.clone()).unwrap();
    assert_eq!(read, decision);
    assert!(read.rules().eq(decision.rules()));
    assert_eq!(serde_json::to_value(&read).unwrap(), written);
}

#[test]
fn numbers_of_customers_are_told_from_other_numbers() {
    let when = "{ personal-data = 'policy-number' }";
    for text in [
        "mijn polis 12345678",
        "Polisnummer: 1234567",
        "schadenr. 2011 123456",
        "Klantnummer is 00123456.",
        "123456789 is mijn polisnummer",
        "zie dossier ABC-1234567",
        "case no. 123456",
        "lid 1234567 van jullie",
    ] {
        assert!(fires(when, text), "{text}");
    }
    for text in [
        "Sinds 2011-2012 klant bij jullie",
        "1.234.567,89 euro",
        "250.000 klanten",
        "op 20111023 gebeld",
        "12345678 likes",
        "in 2011 2012 2013",
        "IP 192.168.10.20",
        "Dit is klaar. Mijn schade. En toen 123456 keer",
        "polis 2011-2012",
    ] {
        assert!(!fires(when, text), "{text}");
    }
}

#[test]
fn a_language_that_is_not_named_is_asked_of_the_classifier() {
    let rules = one("{ not = { language = 'nl' } }");
    let dutch = Assessment::by("test/1").in_language("nl");
    for (lang, fires) in [("und", false), ("", false), ("mul", false), ("en-GB", true)] {
        let mut mention = tweet("hallo");
        mention.lang = Some(lang.to_owned());
        let folded = Folded::new(mention.text.reveal());
        let decision = decide_by(&rules, &mention, &folded, |facts| {
            facts.assessment = Some(&dutch);
        });
        assert_eq!(!decision.because().is_empty(), fires, "{lang}");
        if !fires {
            let decision = decide(&rules, &mention, |_| {});
            assert_eq!(
                Vec::from_iter(decision.missing()),
                [&Fact::Assessment],
                "{lang}"
            );
        }
    }
}

/// The one rule of this condition, which only tags.
fn noting(when: &str) -> RuleSet {
    read(&format!(
        "[[rules]]\nid = 'r'\nwhen = {when}\nthen = {{ tags = ['k'] }}"
    ))
}

#[test]
fn what_is_usual_may_be_missing_too() {
    let rate = "{ rate = { of = 'mentions', within = '1 hour', at-least = 10, times-usual = 4 } }";
    let read: RateKey = RateKey {
        of: RateOf::Mentions,
        within: "1 hour".parse().unwrap(),
    };
    for (count, usual, hangs) in [
        (100, None, true),
        (100, Some(f64::NAN), true),
        (9, None, false),
    ] {
        let rates = [(read.clone(), Rate { count, usual })]
            .into_iter()
            .collect();
        let (mention, rules) = (tweet("x"), noting(&format!("{{ not = {rate} }}")));
        let folded = Folded::new(mention.text.reveal());
        let decision = decide_by(&rules, &mention, &folded, |facts| facts.rates = &rates);
        assert_eq!(!decision.unknown().is_empty(), hangs, "{count} {usual:?}");
        assert_eq!(decision.because().is_empty(), hangs, "{count} {usual:?}");
    }
}

#[test]
fn a_rule_on_trial_that_hangs_is_told_and_asked_for() {
    let rules = read(
        "[[rules]]
        id = 'vip'
        shadow = true
        when = { customer = { vip = true } }
        then = { respond = 'remark' }",
    );
    let decision = decide(&rules, &tweet("hallo"), |_| {});
    assert_eq!(*decision.outcome(), Outcome::Review(Why::Undecided));
    assert!(decision.unknown()[0].shadow && decision.shadow().is_empty());
    assert_eq!(Vec::from_iter(decision.missing()), [&Fact::Customer]);
    let record = CustomerFacts::of([("vip", FactValue::Bool(true))]);
    let (mention, folded) = (tweet("hallo"), Folded::new("hallo"));
    let decision = decide_by(&rules, &mention, &folded, |facts| {
        facts.customer = Some(&record)
    });
    assert_eq!(decision.shadow()[0].rule.as_str(), "vip");
    assert!(decision.unknown().is_empty() && decision.missing().is_empty());
}

#[test]
fn the_trace_claims_no_more_than_the_decision() {
    let rules = read(
        "[[rules]]
        id = 'first'
        when = { all = [{ words = 'schade' }, { customer = { segment = 'mkb' } }] }
        then = { respond = 'remark' }
        [[rules]]
        id = 'second'
        when = 'schade'
        then = { no-response = 'spam', urgency = 'normal', tags = ['k'] }
        [[rules]]
        id = 'third'
        when = 'schade'
        then = { urgency = 'urgent', redact = true, topic = 'schade' }",
    );
    let decision = decide(&rules, &tweet("schade"), |_| {});
    assert_eq!(*decision.outcome(), Outcome::Review(Why::MissingFact));
    let slots = |at: usize| decision.because()[at].slots.iter().collect::<Vec<_>>();
    assert_eq!(slots(0), [Slot::Tags]);
    assert_eq!(slots(1), [Slot::Urgency, Slot::Topic, Slot::Redact]);
    assert_eq!(
        decision.explain(Lang::En),
        "A person must look: a fact is missing.\n\
         Urgency: urgent.\n\
         Topic: `schade`.\n\
         Tags: `k`.\n\
         Leave out personal data elsewhere.\n\
         Rule `second` added to the tags.\n\
         Rule `third` decided the urgency and the topic and added to what is left out.\n\
         Rule `second` wanted the urgency lower; rule `third` asked for a higher one.\n\
         Rule `first` stayed open: not known is the customer.\n"
    );
}

#[test]
fn a_rule_with_a_problem_is_not_used() {
    for document in [
        "[[rules]]\nid='a'\nwhen={not={channel='twiter'}}\nthen={respond='remark'}",
        "[[rules]]\nid='a'\nwhen='x'\nshadow='yes'\nthen={respond='remark'}",
        "[[rules]]\nid='a'\nwhen='x'\nshaddow=true\nthen={respond='remark'}",
        "[[rules]]\nid='a'\nwhen={channel=['twiter','phone']}\nthen={respond='remark'}",
    ] {
        let value: webcare::document::Value = toml::from_str(document).unwrap();
        let mut problems = webcare::document::Problems::new();
        let rules = webcare::document::Node::root(value.get("rules").unwrap());
        let read = RuleSet::read(&rules, &super::names(), &mut problems);
        assert!(read.is_none() && !problems.is_empty(), "{document}");
    }
}
