use super::{names, read, read_with};

/// Every kind of condition and action once.
const EVERYTHING: &str = r##"
[[rules]]
id    = "everything"
title = "All that can be asked"
valid = { from = "2011-06-01", until = "2011-06-30" }
shadow = true
when  = { all = [
    { words = ["schade*", "#klacht", "niet teruggebeld"] },
    { list = "frustratie" },
    { near = { left = ["niet"], right = ["gebeld", "gemaild"], within = 6, ordered = true } },
    { matches = "polis ?\\d{6,9}" },
    { personal-data = ["phone", "policy-number"] },
    { channel = "twitter" },
    { visibility = "public" },
    { language = ["nl", "en"] },
    { any = [{ author = { in = "employees" } }, { author = { is = ["@jan"] } }] },
    { reach = { at-least = 10000 } },
    { followers = { at-least = 1, at-most = 5 } },
    { addressing = ["direct", "named"] },
    { label = { complaint = 0.7 } },
    { label = { question = { at-least = 0.2, at-most = 0.4 } } },
    { abstained = false },
    { detected-by = "colleague" },
    { search-term = "#noorderlicht" },
    { via = "foursquare" },
    { attachment = "image" },
    { none = [{ image-only = true }, { repost = true }] },
    { not = { reply = ["to-us", "no"] } },
    { time = { outside = "webcare" } },
    { time = { in = "webcare" } },
    { rate = { of = { tag = "klacht" }, within = "30 minutes", at-least = 25, times-usual = 4.0 } },
    { rate = { of = "mentions", within = "1 day", at-least = 25 } },
    { capacity = { queue = "avond", waiting = { at-least = 20 } } },
    { case = { open = true } },
    { case = { owner = ["els"] } },
    { case = { public-rounds = { at-least = 3 } } },
    { case = { last-contact-within = "14 days" } },
    { case = { tag = "klacht" } },
    { customer = { segment = ["zakelijk", 3, true] } },
    { host = { free-minutes = { at-most = 10 } } },
] }
then  = { queue = "schade", needs = ["goodwill"], same-owner = { else-wait = "2 hours" }, topic = "schade", refer = "schadeformulier", tags = ["a", "b"], consult = "schade", notify = ["pr"], switch = ["phone", "dm"], because = "privacy", follow-up = true, redact = true }

[[rules]]
id   = "urgent"
when = { words = "ongeluk" }
then = { respond = "urgent", urgency = "urgent", sla = "klacht", same-owner = "else-backup" }

[[rules]]
id   = "doubt"
when = { words = "misschien" }
then = { review = "doubt" }

[[rules]]
id   = "german"
when = { language = "de" }
then = { review = "language" }
"##;

#[test]
fn what_is_read_is_written_back_in_the_same_notation() {
    let first = read(EVERYTHING);
    assert_eq!(first.rules()[0].when.tests().len(), 35);
    let written = toml::to_string(&toml::Table::from_iter([(
        "rules".to_owned(),
        toml::Value::try_from(first.rules()).unwrap(),
    )]))
    .unwrap();
    assert_eq!(read(&written).rules(), first.rules());
}

#[test]
fn a_label_by_its_name_alone_is_one_that_is_more_likely_than_not() {
    let written = |when: &str| {
        let rules = format!("[[rules]]\nid = 'a'\nthen = {{ tags = 'b' }}\nwhen = {when}");
        read(&rules).rules()[0].when.clone()
    };
    let at_least_half = written("{ label = { complaint = 0.5 } }");
    assert_eq!(written("{ label = 'complaint' }"), at_least_half);
    assert_eq!(written("'label:complaint'"), at_least_half);
    assert_ne!(written("'label:complaint>=0.6'"), at_least_half);
}

#[test]
fn every_mistake_is_told_at_once_with_its_place_and_what_would_be_right() {
    let problems = read_with(
        r#"
        [[rules]]
        id = "one"
        when = { all = [{ wrods = ["a"] }, { channel = "twiter" }, { words = [] }, { any = [] }] }
        then = { queue = "schadde", respond = "complaint", no-response = "spam" }

        [[rules]]
        id = "one"
        when = { customer = { leeftijd = { at-most = 30 } } }
        then = { }

        [[rules]]
        id = "three"
        titel = "x"
        when = { reach = { at-least = 5, at-most = 3 } }
        then = { respond = "spam" }

        [[rules]]
        id = "four"
        when = { words = "a*b" }
        then = { switch = ["email", "dm"], because = "privacy" }

        [[rules]]
        id = "five"
        when = { matches = "\\w{1000}" }
        then = { switch = ["phone"] }

        [[rules]]
        id = "six"
        when = { words = "a", channel = "twitter" }
        then = { because = "privacy" }

        [[rules]]
        id = "seven"
        when = { rate = { of = "mentions", within = "1 day", at-least = 25 } }
        then = { respond = "press" }

        [[rules]]
        id = "eight"
        when = { label = { complaint = 70 } }
        then = { review = "twijfel" }
        valid = { from = "2011-06-02", until = "2011-06-01" }
        "#,
        &names(),
    )
    .unwrap_err();
    insta::assert_snapshot!(problems.join("\n"), @r#"
    rules[0].then: a mention has one outcome; write one of `respond`, `no-response` and `review`
    rules[0].then.queue: queue `schadde` is not declared; did you mean `schade`?
    rules[0].when.all[0].wrods: unknown field `wrods`; did you mean `words`?
    rules[0].when.all[1].channel: channel `twiter` is not declared; did you mean `twitter`?
    rules[0].when.all[2].words: there are no words; write at least one
    rules[0].when.all[3].any: nothing is joined here; write at least one condition
    rules[1]: the rule `one` is there already; give every rule a name of its own
    rules[1].then: the rule does nothing; write what it does, such as `respond = "complaint"`
    rules[1].when.customer.leeftijd: `leeftijd` tells how old a customer is; rules may not look at age
    rules[2].then.respond: `spam` is a reason for `no-response`; write it there, or another reason here
    rules[2].titel: unknown field `titel`; did you mean `title`?
    rules[2].when.reach: no number lies between these bounds; write an `at-least` that is not above `at-most`
    rules[3].then.switch: every way that is offered needs a computer; add one of `phone`
    rules[3].when.words: `a*b` has a `*` inside a word; write words such as `schade*`, `#klacht` or `niet teruggebeld`
    rules[4].then.switch: nothing says why to go on elsewhere; add `because = "privacy"` beside it, or another reason
    rules[4].when.matches: `\w{1000}` could need 50782 KiB once compiled; 256 are allowed; write a shorter or simpler one
    rules[5].then.because: a reason to go on elsewhere, and nowhere to go; write `switch = ["phone"]` beside it
    rules[5].when: several things are asked side by side; join them: `all = [{ … }, { … }]` or `any = [{ … }, { … }]`
    rules[6]: the rule `seven` lets a rate decide the outcome or the urgency; let it only notify, consult, tag or choose a queue
    rules[7].then.review: reason `twijfel` is not declared; declared are `doubt`, `abstained`, `image-only`, `language`, `missing-fact`, `nothing-to-read`, `too-long`, `undecided`
    rules[7].valid: it ends before it begins; write an `until` on or after `from`
    rules[7].when.label.complaint: `70` is not a confidence; write a number from 0 to 1
    "#);
}

#[test]
fn conditions_are_joined_at_most_sixteen_deep() {
    let nested = |levels: usize| {
        let when = format!(
            "{}{{ words = 'a' }}{}",
            "{ not = ".repeat(levels),
            " }".repeat(levels)
        );
        format!("[[rules]]\nid = 'deep'\nwhen = {when}\nthen = {{ redact = true }}")
    };
    assert!(read_with(&nested(15), &names()).is_ok());
    let problems = read_with(&nested(16), &names()).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].ends_with("conditions are joined too deep; use at most 16 levels"));
}

// S0:10 "Gelijke monniken, gelijke kappen"; S4:22
#[test]
fn under_the_neutral_agreement_privilege_sets_no_urgency() {
    let rule = |when: &str| {
        format!("[[rules]]\nid = 'r'\nwhen = {when}\nthen = {{ urgency = 'high', tags = ['vip'] }}")
    };
    let mut neutral = names();
    neutral.neutral = true;
    for (when, what) in [
        ("{ channel = 'twitter' }", "channel"),
        ("{ not = { visibility = 'public' } }", "channel"),
        (
            "{ any = [{ words = 'a' }, { reach = { at-least = 9 } }] }",
            "reach",
        ),
        ("{ followers = { at-least = 10000 } }", "reach"),
        ("{ label = { negative = 0.5 } }", "tone"),
        ("{ author = { in = 'employees' } }", "author"),
    ] {
        let document = rule(when);
        assert!(read_with(&document, &names()).is_ok(), "{when}");
        let problems = read_with(&document, &neutral).unwrap_err();
        assert_eq!(problems.len(), 1, "{problems:?}");
        let told = format!("rules[0]: the rule `r` sets the urgency by {what};");
        assert!(problems[0].starts_with(&told), "{}", problems[0]);
    }
    for fair in ["{ words = 'ongeluk' }", "{ label = { urgent = 0.7 } }"] {
        assert!(read_with(&rule(fair), &neutral).is_ok(), "{fair}");
    }
}

#[test]
fn a_tag_does_not_carry_privilege_to_another_rule() {
    let mut neutral = names();
    neutral.neutral = true;
    let document = |first: &str| {
        format!(
            "[[rules]]\nid = 'a'\nwhen = {first}\nthen = {{ tags = ['vip'] }}\n\
             [[rules]]\nid = 'b'\nwhen = {{ case = {{ tag = 'vip' }} }}\nthen = {{ urgency = 'high' }}"
        )
    };
    let problems = read_with(&document("{ reach = { at-least = 10000 } }"), &neutral).unwrap_err();
    assert!(
        problems[0].contains("`b` sets the urgency by a tag"),
        "{problems:?}"
    );
    assert!(read_with(&document("{ words = 'ongeluk' }"), &neutral).is_ok());
}

fn query(query: &str) -> Result<String, String> {
    let document = format!("[[rules]]\nid = 'q'\nwhen = '''{query}'''\nthen = {{ redact = true }}");
    let rules = read_with(&document, &names()).map_err(|problems| problems.join("\n"))?;
    let when = rules.rules().first().map(|rule| &rule.when);
    Ok(serde_json::to_string(&when).unwrap())
}

#[test]
fn a_query_is_the_same_tree_typed_shorter() {
    let table = [
        ("schade*", r#"{"words":["schade*"]}"#),
        (
            "a b OR c",
            r#"{"any":[{"all":[{"words":["a"]},{"words":["b"]}]},{"words":["c"]}]}"#,
        ),
        (
            "a AND -b",
            r#"{"all":[{"words":["a"]},{"not":{"words":["b"]}}]}"#,
        ),
        (
            "NOT (a OR b)",
            r#"{"not":{"any":[{"words":["a"]},{"words":["b"]}]}}"#,
        ),
        ("auto-ongeluk", r#"{"words":["auto-ongeluk"]}"#),
        (
            "\"niet teruggebeld\" NEAR/6 klacht* -vacature",
            r#"{"all":[{"near":{"left":["niet teruggebeld"],"right":["klacht*"],"within":6}},{"not":{"words":["vacature"]}}]}"#,
        ),
        (
            "a BEFORE/1 b",
            r#"{"near":{"left":["a"],"ordered":true,"right":["b"],"within":1}}"#,
        ),
        (
            "channel:twitter,phone",
            r#"{"channel":["phone","twitter"]}"#,
        ),
        ("followers:>=10000", r#"{"followers":{"at-least":10000}}"#),
        (
            "label:complaint>=0.7",
            r#"{"label":{"complaint":{"at-least":0.7}}}"#,
        ),
        ("case:open", r#"{"case":{"open":true}}"#),
        (
            "case:public-rounds>=3",
            r#"{"case":{"public-rounds":{"at-least":3}}}"#,
        ),
        (
            "customer:segment=zakelijk",
            r#"{"customer":{"segment":["zakelijk"]}}"#,
        ),
        ("author:employees", r#"{"author":{"in":"employees"}}"#),
        ("-time:webcare", r#"{"not":{"time":{"in":"webcare"}}}"#),
        (
            "niet NEAR/6 (gebeld OR \"terug gebeld\")",
            r#"{"near":{"left":["niet"],"right":["gebeld","terug gebeld"],"within":6}}"#,
        ),
        (
            "NONE(a b OR c)",
            r#"{"none":[{"all":[{"words":["a"]},{"words":["b"]}]},{"words":["c"]}]}"#,
        ),
        ("ANY(a)", r#"{"any":[{"words":["a"]}]}"#),
        (
            "NONE((a b))",
            r#"{"none":[{"all":[{"words":["a"]},{"words":["b"]}]}]}"#,
        ),
        (
            "ANY((a b))",
            r#"{"any":[{"all":[{"words":["a"]},{"words":["b"]}]}]}"#,
        ),
        (
            "ANY((a OR b))",
            r#"{"any":[{"any":[{"words":["a"]},{"words":["b"]}]}]}"#,
        ),
        ("words:a,\"b, c\"", r#"{"words":["a","b, c"]}"#),
        (
            "rate:tag=klacht,within=\"30 minutes\",at-least=25,times-usual=4",
            r#"{"rate":{"at-least":25,"of":{"tag":"klacht"},"times-usual":4.0,"within":"30 minutes"}}"#,
        ),
        (
            "capacity:queue=avond,waiting>=20",
            r#"{"capacity":{"queue":"avond","waiting":{"at-least":20}}}"#,
        ),
        (
            "customer:segment=mkb,3,true,\"4\"",
            r#"{"customer":{"segment":[true,3,"4","mkb"]}}"#,
        ),
        (
            "matches:\"a \"\"b\"\" (c)\"",
            r#"{"matches":"a \"b\" (c)"}"#,
        ),
        ("time:outside=webcare", r#"{"time":{"outside":"webcare"}}"#),
        ("search-term:\"a b\"", r#"{"search-term":["a b"]}"#),
        ("reach:>100", r#"{"reach":{"at-least":101}}"#),
        (
            "case:public-rounds<3",
            r#"{"case":{"public-rounds":{"at-most":2}}}"#,
        ),
        ("“niet teruggebeld”", r#"{"words":["niet teruggebeld"]}"#),
        (
            "„a b” „c d“",
            r#"{"all":[{"words":["a b"]},{"words":["c d"]}]}"#,
        ),
        (
            "«a b» OR »c d«",
            r#"{"any":[{"words":["a b"]},{"words":["c d"]}]}"#,
        ),
        ("search-term:“a b”,c", r#"{"search-term":["a b","c"]}"#),
        ("\"“a\"", r#"{"words":["“a"]}"#),
        (
            "a –b",
            r#"{"all":[{"words":["a"]},{"not":{"words":["b"]}}]}"#,
        ),
        (
            "\"and\" \"near/3\" of en niet 's oder",
            r#"{"all":[{"words":["and"]},{"words":["near/3"]},{"words":["of"]},{"words":["en"]},{"words":["niet"]},{"words":["'s"]},{"words":["oder"]}]}"#,
        ),
        (
            "label:complaint<=0",
            r#"{"label":{"complaint":{"at-most":0.0}}}"#,
        ),
    ];
    for (typed, tree) in table {
        assert_eq!(query(typed).as_deref(), Ok(tree), "{typed}");
    }
}

#[test]
fn a_mistake_in_a_query_is_told_with_its_character() {
    let table = [
        (
            "",
            "rules[0].when, character 1: the query ends here; write a word or a field",
        ),
        (
            "é (b",
            "rules[0].when, character 3: a `(` that is not closed; add a `)`",
        ),
        (
            "a )",
            "rules[0].when, character 3: a `)` that closes nothing; take it out",
        ),
        (
            "a \"b",
            "rules[0].when, character 3: a `\"` that is not closed; add a `\"`",
        ),
        (
            "a OR",
            "rules[0].when, character 5: the query ends here; write a word or a field",
        ),
        (
            "OR a",
            "rules[0].when, character 1: nothing to join here; write a word or a field before it",
        ),
        (
            "a NEAR/3",
            "rules[0].when, character 9: no word to be near to; write a word",
        ),
        (
            "a chanel:twitter",
            "rules[0].when, character 3: unknown field `chanel`; did you mean `channel`?",
        ),
        (
            "channel:twiter",
            "rules[0].when, character 9: channel `twiter` is not declared; did you mean `twitter`?",
        ),
        (
            "channel:twitter,twiter",
            "rules[0].when, character 17: channel `twiter` is not declared; did you mean `twitter`?",
        ),
        (
            "a (b c) NEAR/3 d",
            "rules[0].when, character 3: only words can be near to others; write words with `OR` between them: `(gebeld OR gemaild)`",
        ),
        (
            "a NEAR/drie b",
            "rules[0].when, character 3: `NEAR/drie` names no distance; write `NEAR/6` or `BEFORE/6`",
        ),
        (
            "ALL(a OR b)",
            "rules[0].when, character 7: an `OR` inside `ALL( )`; put brackets around its parts",
        ),
        (
            "reach:>=veel",
            "rules[0].when, character 9: `veel` is not a number; write a number to compare with",
        ),
        (
            "reach:veel",
            "rules[0].when, character 7: `veel` says nothing here; write `>=3`, `<=5` or `3..5`",
        ),
        (
            "rate:tag=a,tag=b",
            "rules[0].when, character 12: `tag=b` says nothing here; write `tag=klacht,within=\"30 minutes\",at-least=25`",
        ),
        (
            "customer:leeftijd<=30",
            "rules[0].when, character 10: `leeftijd` tells how old a customer is; rules may not look at age",
        ),
        (
            "a*b",
            "rules[0].when, character 1: `a*b` has a `*` inside a word; write words such as `schade*`, `#klacht` or `\"niet teruggebeld\"`",
        ),
        (
            "a AND",
            "rules[0].when, character 6: the query ends here; write a word or a field",
        ),
        (
            "(a AND) b",
            "rules[0].when, character 7: a `)` behind nothing; write a word or a field before it",
        ),
        (
            "()",
            "rules[0].when, character 1: nothing stands between these brackets; write a word or a field in them",
        ),
        (
            "a NONE()",
            "rules[0].when, character 7: nothing stands between these brackets; write a word or a field in them",
        ),
        (
            "weer ANY(boos klacht*)",
            "rules[0].when, character 9: a space in `ANY( )` or `NONE( )` joins what must stand together; write `OR` between the parts, or brackets around all: `ANY((a b))`",
        ),
        (
            "NONE(a AND b)",
            "rules[0].when, character 5: a space in `ANY( )` or `NONE( )` joins what must stand together; write `OR` between the parts, or brackets around all: `ANY((a b))`",
        ),
        (
            "x NEAR/2 y NEAR/2 z",
            "rules[0].when, character 12: a third side, where two are near to each other; write each pair: `a NEAR/2 b b NEAR/2 c`, or a phrase: `\"a b\" NEAR/2 c`",
        ),
        (
            "a BEFORE/2 (b OR c) NEAR/3 d",
            "rules[0].when, character 21: a third side, where two are near to each other; write each pair: `a NEAR/2 b b NEAR/2 c`, or a phrase: `\"a b\" NEAR/2 c`",
        ),
        (
            "channel:twitter NEAR/3 b",
            "rules[0].when, character 17: only words can be near to others; write words with `OR` between them: `(gebeld OR gemaild)`",
        ),
        (
            "NEAR/3 b",
            "rules[0].when, character 1: no word to be near to; write a word before it",
        ),
        (
            "a NEAR/3 OR",
            "rules[0].when, character 10: no word to be near to; write a word before it",
        ),
        (
            "a NEAR/3 and",
            "rules[0].when, character 10: `and` is not looked for; write `AND` to join, or `\"and\"` for the word",
        ),
        (
            "klacht Or kapot",
            "rules[0].when, character 8: `Or` is not looked for; write `OR` to join, or `\"Or\"` for the word",
        ),
        (
            "not a",
            "rules[0].when, character 1: `not` is not looked for; write `NOT` or `-` to exclude, or `\"not\"` for the word",
        ),
        (
            "a near/3 b",
            "rules[0].when, character 3: `near/3` is not looked for; write `NEAR/3`",
        ),
        (
            "a any(b OR c)",
            "rules[0].when, character 3: `any` is not looked for; write `ANY(…)` to join, or `\"any\"` for the word",
        ),
        (
            "NONE (a)",
            "rules[0].when, character 1: `NONE` is not looked for; write `NONE(…)` to join, or `\"NONE\"` for the word",
        ),
        (
            "!vacature",
            "rules[0].when, character 1: `!vacature` is not looked for; write `-vacature` to exclude it",
        ),
        (
            "'niet teruggebeld'",
            "rules[0].when, character 1: `'niet` is not looked for; write `\"` around words that follow one another",
        ),
        (
            "a “b",
            "rules[0].when, character 3: a `“` that is not closed; add a `”`",
        ),
        (
            "reach>100 klacht",
            "rules[0].when, character 1: `reach>100` compares nothing; write `reach:>100`",
        ),
        (
            "a channel=twitter",
            "rules[0].when, character 3: `channel=twitter` compares nothing; write `channel:twitter`",
        ),
        (
            "a NEAR/3 <3",
            "rules[0].when, character 10: `<3` compares nothing; write a field, such as `reach:>=100`, or `\"` around it to look for it",
        ),
        (
            "klacht,kapot",
            "rules[0].when, character 1: `klacht,kapot` is not one word; write `words:klacht,kapot` for one of them, or a space for all",
        ),
        (
            "label:>=0.5",
            "rules[0].when, character 7: a name is missing before this sign; write `label:complaint>=0.7`",
        ),
        (
            "label:=0.5",
            "rules[0].when, character 7: a name is missing before this sign; write `label:complaint>=0.7`",
        ),
        (
            "label:complaint>0.5",
            "rules[0].when, character 7: the score of `complaint` has no next one; write `>=` or `<=`",
        ),
        (
            "label:complaint>=2",
            "rules[0].when, character 18: `2` is not a confidence; write a number from 0 to 1",
        ),
        (
            "label:complaint=0.2..7",
            "rules[0].when, character 22: `7` is not a confidence; write a number from 0 to 1",
        ),
        (
            "label:complaint=0.9..0.1",
            "rules[0].when, character 17: no number lies between these bounds; write an `at-least` that is not above `at-most`",
        ),
        (
            "label:complaint>= 0.5",
            "rules[0].when, character 18: a number is missing here; write it right behind the sign",
        ),
        (
            "customer:>3",
            "rules[0].when, character 10: a name is missing before this sign; write `customer:segment=mkb`",
        ),
        (
            "reach:>2.5",
            "rules[0].when, character 8: this is no whole number; write `>=` or `<=`",
        ),
        (
            "author:",
            "rules[0].when, character 8: nothing stands behind `author:`; write what it asks right behind it",
        ),
        (
            "author:is=a,",
            "rules[0].when, character 13: a value is missing here; write one, or `\"\"` for none",
        ),
        (
            "author:in=vrienden",
            "rules[0].when, character 11: list of accounts `vrienden` is not declared; declared are `employees`",
        ),
        (
            "case:owner=els,brom",
            "rules[0].when, character 16: agent `brom` is not declared; did you mean `bram`?",
        ),
        (
            "capacity:queue=avont,waiting>=20",
            "rules[0].when, character 16: queue `avont` is not declared; did you mean `avond`?",
        ),
        (
            "near:a",
            "rules[0].when, character 1: `near` is no field of a query; write `a NEAR/6 b`",
        ),
        (
            "chanel:",
            "rules[0].when, character 1: unknown field `chanel`; did you mean `channel`?",
        ),
    ];
    for (typed, told) in table {
        assert_eq!(query(typed).unwrap_err(), told, "{typed}");
    }
    let deep = format!("{}a{}", "(".repeat(100_000), ")".repeat(100_000));
    assert!(query(&deep).unwrap_err().contains("joined too deep"));
    let signs = "-".repeat(15);
    assert!(query(&format!("{signs}a")).is_ok());
    assert!(
        query(&format!("-{signs}a"))
            .unwrap_err()
            .contains("joined too deep")
    );
}
