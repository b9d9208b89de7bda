//! Counting and splitting: the channels' own vectors, properties, and a second splitter.

use proptest::prelude::*;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;
use webcare::reply::profile::{EmojiPrice, UrlPrice};
use webcare::reply::{
    Counter, Cut, Limit, Oversize, Plan, Profile, SignatureOn, Split, SplitError, Unit, Weights,
    profile,
};
use webcare::text::{Abbreviations, EntityKind, Span, entities, facets, graphemes};

use crate::shared;

fn text(row: &Value) -> &str {
    row["text"].as_str().expect("text")
}

/// The plan, and everything that holds for any plan.
fn plan(split: &Split, text: &str) -> Result<Plan, SplitError> {
    let plan = split.plan(text)?;
    let mut at = 0;
    let mut left = String::new();
    for part in plan.parts() {
        for length in part.lengths() {
            assert!(
                length.used <= length.limit,
                "{length:?} for {:?}",
                part.text()
            );
        }
        let body = part.body().of(text).expect("a piece of the text");
        assert!(part.text().contains(body));
        assert!(!body.trim().is_empty());
        left.push_str(&text[at..part.body().start]);
        at = part.body().end;
    }
    left.push_str(&text[at..]);
    let left = left.replace("[...]", "");
    assert!(left.trim().is_empty(), "{left:?} was lost from {text:?}");
    Ok(plan)
}

#[test]
fn lengths_are_those_of_twitter_text() {
    let suites = [
        ("WeightedTweetsCounterTest", &profile::TWITTER_2017),
        ("WeightedTweetsWithDiscountedEmojiCounterTest", &profile::X),
        ("UnicodeDirectionalMarkerCounterTest", &profile::X),
    ];
    let mut wrong = Vec::new();
    for (section, profile) in suites {
        let Some(rows) = shared::rows(&format!("reply/twitter/validate.{section}.jsonl")) else {
            return;
        };
        for row in rows {
            let measure = profile.measure(text(&row));
            let expected = &row["expected"];
            if expected["weightedLength"] != measure.used() || expected["valid"] != measure.fits() {
                wrong.push(format!(
                    "{section}: {} for {expected}\n  {}",
                    measure.used(),
                    text(&row)
                ));
            }
        }
    }
    for row in shared::rows("reply/twitter/validate.tweets.jsonl").expect("rows") {
        // An empty text is refused by whoever sends, not by its length.
        let fits = profile::TWITTER_2011.measure(text(&row)).fits() && !text(&row).is_empty();
        if row["expected"] != fits {
            wrong.push(format!("tweets: {fits} for {}", text(&row)));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} rows differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn lengths_are_those_of_mastodon() {
    let Some(rows) = shared::rows("reply/mastodon.jsonl") else {
        return;
    };
    let mut wrong = Vec::new();
    for row in rows {
        if let Some(valid) = row.get("valid") {
            let whole = format!("{}{}", row["spoiler"].as_str().unwrap_or(""), text(&row));
            if *valid != profile::MASTODON.measure(&whole).fits() {
                wrong.push(format!("{valid}: {whole}"));
            }
        }
        if let Some(countable) = row.get("countable").and_then(Value::as_str) {
            let used = profile::MASTODON.measure(text(&row)).used() as usize;
            if used != graphemes(countable).count() {
                wrong.push(format!("{used}: {} as {countable}", text(&row)));
            }
        }
        if let Some(mentions) = row.get("mentions") {
            let units = |to: usize| text(&row)[..to].encode_utf16().count();
            let found: Value = entities(text(&row))
                .iter()
                .filter(|entity| entity.kind == EntityKind::RemoteMention)
                .map(|entity| {
                    let written = entity.span.of(text(&row)).expect("a span of the text");
                    let (name, server) = written[1..].split_once('@').expect("two signs");
                    serde_json::json!([
                        units(entity.span.start),
                        units(entity.span.end),
                        name,
                        server
                    ])
                })
                .collect();
            if *mentions != found {
                wrong.push(format!("{found}: {}", text(&row)));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} rows differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The pieces that Bluesky's client makes of a text, and which of them are links.
#[test]
fn facets_are_those_of_bluesky() {
    let Some(rows) = shared::rows("reply/bluesky_facets.jsonl") else {
        return;
    };
    assert_eq!(rows.len(), 40);
    for row in rows {
        let text = text(&row);
        let mut at = 0;
        let mut expected = Vec::new();
        for segment in row["segments"].as_array().expect("segments") {
            let piece = segment[0].as_str().expect("a piece");
            let span = Span::new(at, at + piece.len());
            at = span.end;
            assert_eq!(span.of(text), Some(piece));
            match segment.get(1).and_then(Value::as_str) {
                Some(did) if did.starts_with("did:") => expected.push((EntityKind::Mention, span)),
                Some(_) => expected.push((EntityKind::Url, span)),
                None => {}
            }
        }
        let found: Vec<_> = facets(text).iter().map(|e| (e.kind, e.span)).collect();
        assert_eq!(found, expected, "{text:?}");
    }
}

#[test]
fn lengths_are_those_of_bluesky() {
    let Some(rows) = shared::rows("reply/bluesky_grapheme.jsonl") else {
        return;
    };
    for row in rows {
        let lengths = profile::BLUESKY.measure(text(&row)).lengths;
        assert_eq!(row["graphemes"], lengths[0].used, "{}", text(&row));
        assert_eq!(text(&row).len(), lengths[1].used as usize);
    }
}

/// Cuts nothing but segments: no white space is dropped in a text of one word.
fn segments(text: &str) -> (String, usize) {
    let measure = profile::SMS.measure(text);
    let encoding = match measure.lengths[0].unit {
        "septets" => "GSM-7",
        _ => "UCS-2",
    };
    (encoding.to_owned(), profile::SMS.segments(text))
}

#[test]
fn segments_are_those_of_the_gateways() {
    let Some(rows) = shared::rows("reply/sms_twilio.jsonl") else {
        return;
    };
    let mut wrong = Vec::new();
    for row in rows {
        let (encoding, segments) = segments(text(&row));
        let same_encoding = row
            .get("encoding")
            .is_none_or(|expected| *expected == encoding);
        let same_segments = row
            .get("segments")
            .is_none_or(|expected| *expected == segments);
        if !same_encoding || !same_segments {
            wrong.push(format!("{encoding} {segments}: {row}"));
        }
    }
    for row in shared::rows("reply/sms_differential.jsonl").expect("rows") {
        let (encoding, segments) = segments(text(&row));
        let expected = &row["twilio"];
        if expected["encoding"] != encoding || expected["segments"] != segments {
            wrong.push(format!("{encoding} {segments}: {row}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} rows differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn segments_are_those_of_another_splitter() {
    let Some(rows) = shared::rows("reply/sms_split_sms.jsonl") else {
        return;
    };
    let mut wrong = Vec::new();
    for row in rows {
        let message = row["message"].as_str().expect("a message");
        let (encoding, segments) = segments(message);
        let expected = row["parts"].as_array().expect("parts").len();
        let wide = row["kind"] == "unicode";
        let empty = message.is_empty();
        if segments != expected || !empty && wide != (encoding == "UCS-2") {
            wrong.push(format!("{encoding} {segments}: {}", row["description"]));
        }
    }
    // That library writes spaces for what the alphabet lacks; the customer would read blanks.
    let blanked = [
        "UCS-2 3: \"Split 160 two-byte character message\"",
        "UCS-2 5: \"Split 160 surrogate-pairs character message\"",
    ];
    assert_eq!(wrong, blanked);
}

/// People by skin and trade, couples, families, hair, flags and keycaps: each is what its
/// reader takes for one, with and without the sign that asks for an emoji (UTS 51).
fn joined_emoji() -> Vec<String> {
    let skins = [
        "",
        "\u{1f3fb}",
        "\u{1f3fc}",
        "\u{1f3fd}",
        "\u{1f3fe}",
        "\u{1f3ff}",
    ];
    let people = ["🧑", "👨", "👩"];
    let trades = [
        "⚕\u{fe0f}",
        "⚖\u{fe0f}",
        "✈\u{fe0f}",
        "⚕",
        "🌾",
        "🍳",
        "🎓",
        "🎤",
        "🎨",
        "🏫",
        "🏭",
        "💻",
        "💼",
        "🔧",
        "🔬",
        "🚀",
        "🚒",
        "🦯",
        "🦼",
        "🦽",
        "🦰",
        "🦱",
        "🦲",
        "🦳",
        "🍼",
    ];
    let doers = ["🏃", "💁", "🙋", "🚴", "🤷", "👮", "🕵\u{fe0f}", "🏋"];
    let mut all = Vec::new();
    for skin in skins {
        for person in people {
            all.extend(trades.map(|trade| format!("{person}{skin}\u{200d}{trade}")));
            for other in skins {
                all.push(format!("{person}{skin}\u{200d}❤\u{fe0f}\u{200d}👨{other}"));
                all.push(format!(
                    "{person}{skin}\u{200d}❤\u{fe0f}\u{200d}💋\u{200d}👩{other}"
                ));
                all.push(format!("{person}{skin}\u{200d}🤝\u{200d}{person}{other}"));
            }
        }
        for doer in doers.map(|doer| {
            if skin.is_empty() {
                doer
            } else {
                doer.trim_end_matches('\u{fe0f}')
            }
        }) {
            all.push(format!("{doer}{skin}\u{200d}♀\u{fe0f}"));
            all.push(format!("{doer}{skin}\u{200d}♂"));
        }
    }
    all.extend(people.map(|person| format!("{person}\u{200d}👩\u{200d}👧\u{200d}👦")));
    all.extend(
        [
            "🏳\u{fe0f}\u{200d}🌈",
            "🏴\u{200d}☠\u{fe0f}",
            "🐕\u{200d}🦺",
            "👁\u{fe0f}\u{200d}🗨\u{fe0f}",
            "❤\u{fe0f}\u{200d}🔥",
            "🇳🇱",
        ]
        .map(String::from),
    );
    all.push("🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}".to_owned());
    all.extend(
        "0123456789#*"
            .chars()
            .flat_map(|key| [format!("{key}\u{fe0f}\u{20e3}"), format!("{key}\u{20e3}")]),
    );
    all
}

#[test]
fn joined_emoji_are_counted_as_one_and_never_cut() {
    let all = joined_emoji();
    assert!(all.len() > 800, "{}", all.len());
    let used = |profile: &Profile, text: &str| profile.measure(text).lengths[0].used as usize;
    for emoji in &all {
        assert_eq!(graphemes(emoji).count(), 1, "{emoji}");
        assert_eq!(used(&profile::X, emoji), 2, "{emoji}");
        assert_eq!(used(&profile::BLUESKY, emoji), 1, "{emoji}");
        assert_eq!(used(&profile::MASTODON, emoji), 1, "{emoji}");
        assert_eq!(used(&profile::THREADS, emoji), emoji.len(), "{emoji}");
        assert_eq!(
            used(&profile::TELEGRAM, emoji),
            emoji.encode_utf16().count(),
            "{emoji}"
        );
    }
    let text = all.concat();
    for profile in [
        &profile::X,
        &profile::BLUESKY,
        &profile::THREADS,
        &profile::TWITTER_2011,
    ] {
        let plan = plan(&Split::for_profile(profile), &text).expect("a plan");
        let starts: Vec<usize> = graphemes(&text).map(|span| span.start).collect();
        assert!(plan.parts().len() > 1 || used(profile, &text) <= plan.parts()[0].limit() as usize);
        for part in plan.parts() {
            assert!(
                starts.binary_search(&part.body().start).is_ok(),
                "{:?}",
                part.text()
            );
        }
    }
}

/// A tone of skin with nothing to colour is of one character with the space before it.
#[test]
fn a_part_that_begins_within_an_emoji_is_told_as_it_leaves() {
    let profile = profile::BLUESKY_CHAT.clone().with_limit(21);
    let split = Split::for_profile(&profile).mention("@jan_k");
    let parts = plan(&split, "\u{1f3fd} een twee drie vier vijf").expect("a plan");
    for part in parts.parts() {
        assert_eq!(part.lengths(), profile.measure(part.text()).lengths);
    }
}

const WORDS: &[&str] = &[
    "Beste",
    "Jan,",
    "we",
    "hebben",
    "je",
    "bericht",
    "ontvangen.",
    "Bel",
    "058",
    "-",
    "234",
    "56",
    "78",
    "of",
    "https://www.fbto.nl/contact?ref=twitter",
    "fbto.nl/schade",
    "@jan_k",
    "@jan@mastodon.nl",
    "#schade",
    "NL91 ABNA 0417 1643 00",
    "25",
    "%",
    "dhr.",
    "Jansen!",
    "Daarna",
    "👩\u{200d}👩\u{200d}👧",
    "🇳🇱",
    "e\u{301}e\u{301}n",
    "日本語のテキスト。",
    "[...]",
    "(zie",
    "boven)",
    "“Ja,",
    "dat",
    "kan.”",
    "\n",
    "\n\n",
    "\r\n",
    "\u{a0}",
    "soft\u{ad}hyphen",
    "zero\u{200b}width",
    "\u{2067}مرحبا بك\u{2069}",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "t.co/a",
    "€ 12,50",
    "\u{11a84}",
    "\u{1f3fd}",
    "ma. t/m vr.nl",
    "#schadefbto.nl",
];

fn any_reply() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        3 => prop::sample::select(WORDS).prop_map(str::to_owned),
        2 => "[a-z]{1,9}[.,!?]?",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(
        (word, prop::sample::select(vec![" ", " ", " ", "  ", ""])),
        0..70,
    )
    .prop_map(|words| words.into_iter().map(|(word, gap)| word + gap).collect())
}

fn any_split() -> impl Strategy<Value = Split> {
    let profile = prop::sample::select(profile::ALL).prop_flat_map(|profile| {
        (Just(profile), 40u32..300).prop_map(|(profile, max)| profile.clone().with_limit(max))
    });
    let counter = prop::sample::select(vec![Counter::None, Counter::Slash, Counter::Brackets]);
    (profile, counter, any::<bool>(), any::<bool>(), 0usize..3).prop_map(
        |(profile, counter, named, signed, extra)| {
            let split = Split::for_profile(&profile)
                .counter(counter)
                .extra_parts(extra);
            let split = if named {
                split.mention("@jan_k")
            } else {
                split
            };
            if signed {
                split.signature("^MB")
            } else {
                split
            }
        },
    )
}

proptest! {
    // S1:15
    #[test]
    fn a_plan_keeps_every_limit_and_loses_nothing(split in any_split(), text in any_reply()) {
        match plan(&split, &text) {
            Ok(planned) => {
                let total = planned.parts().len();
                prop_assert!(total >= planned.minimum());
                prop_assert_eq!(planned.parts().last().map(|part| part.cut()), (total > 0).then_some(Cut::End));
                for part in planned.parts() {
                    // A part of a long text message may read as a short one by itself.
                    let alone = split.profile().measure(part.text()).lengths;
                    let same = part.lengths().iter().zip(&alone).all(|(a, b)| a.unit != b.unit || a.used == b.used);
                    prop_assert!(same, "{:?} is {:?} and not {:?}", part.text(), alone, part.lengths());
                }
                for entity in entities(&text) {
                    let cut = planned.parts().iter().find(|part| part.body().start > entity.span.start && part.body().start < entity.span.end);
                    if let Some(part) = cut {
                        let whole = entity.span.of(&text).expect("a span");
                        // An address at the end may fit any part but the signed one.
                        let dressed = format!("@jan_k {whole} ^MB ({total}/{total})");
                        let fits = whole.len() < 25 && split.profile().measure(&dressed).fits();
                        prop_assert!(!fits, "{whole:?} was cut before {:?}", part.text());
                    }
                }
            }
            Err(SplitError::GraphemeTooLarge { .. } | SplitError::Refused { .. } | SplitError::NoRoom { .. }) => {}
            Err(error) => prop_assert!(false, "{error}"),
        }
    }

    #[test]
    fn lengths_are_those_of_a_plain_count(text in any_reply()) {
        let used = |unit: Unit| {
            let profile = Profile::new("one", vec![Limit::new(unit, 100)]);
            profile.measure(&text).lengths[0].used as usize
        };
        prop_assert_eq!(used(Unit::Characters), text.nfc().count());
        prop_assert_eq!(used(Unit::Graphemes), graphemes(&text).count());
        prop_assert_eq!(used(Unit::Utf16), text.encode_utf16().count());
        prop_assert_eq!(used(Unit::Bytes), text.len());
    }

    #[test]
    fn splitting_a_part_again_gives_the_part(text in any_reply()) {
        let split = Split::for_profile(&profile::TWITTER_2011);
        if let Ok(planned) = plan(&split, &text) {
            for part in planned.parts() {
                let again = split.plan(part.text()).expect("a part can be split");
                prop_assert_eq!(again.parts().len(), 1);
                prop_assert_eq!(again.parts()[0].text(), part.text());
            }
        }
    }
}

/// A quadratic splitter would take minutes here.
#[test]
fn a_megabyte_of_one_thing_is_split_at_once() {
    let pieces = [
        "a", "a ", "@", "(", "http://", "a.nl ", "0", "日", "👍", "\u{a0}", "e\u{301}", "Nr. ",
        "\u{ad}", "\n", "[...]a",
    ];
    for piece in pieces {
        let text = piece.repeat(300_000 / piece.len());
        for profile in [
            &profile::X,
            &profile::X_DM,
            &profile::BLUESKY,
            &profile::SMS,
        ] {
            let from = std::time::Instant::now();
            let plan = Split::for_profile(profile).plan(&text);
            let took = from.elapsed();
            assert!(
                took.as_secs() < 5,
                "{piece:?} on {} took {took:?} for {} parts",
                profile.id,
                plan.map_or(0, |plan| plan.parts().len())
            );
        }
    }
    // One grapheme of a megabyte.
    let text = format!("e{}", "\u{301}".repeat(500_000));
    assert!(matches!(
        Split::for_profile(&profile::BLUESKY).plan(&text),
        Err(SplitError::GraphemeTooLarge { .. })
    ));
}

/// A character that weighs more than most is too much for a part as any other is.
#[test]
fn a_character_that_outweighs_a_part_is_named() {
    let ascii_at = |weight| vec![(0, 127, weight)].into();
    let planned = |ranges, text: &str| {
        let unit = Unit::Weighted(Weights {
            scale: 100,
            default: 500,
            ranges,
        });
        let mut profile = profile::X.clone();
        profile.limits = vec![Limit::new(unit, 4)].into();
        let split = Split::for_profile(&profile).counter(Counter::None);
        split.plan(text).map(|plan| plan.parts().len())
    };
    let too_large = |start, end| {
        Err(SplitError::GraphemeTooLarge {
            at: Span::new(start, end),
        })
    };
    assert_eq!(planned(ascii_at(500), "aaaaaa"), too_large(0, 1));
    assert_eq!(planned(ascii_at(100), "aaaaaa bbbb"), Ok(3));
    assert_eq!(planned(ascii_at(100), "aaaaaaé"), too_large(6, 8));
    assert_eq!(planned(ascii_at(100), "日本"), too_large(0, 3));
}

#[test]
fn rules_and_splits_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Profile>();
    shared::<Split>();
    shared::<Plan>();
}

#[test]
fn what_joins_the_letter_before_it_is_counted_with_it() {
    let mastodon = profile::MASTODON.clone().with_limit(10);
    for text in [
        "ab c\u{200d} d ef gh ij",
        "ab c\u{fe0f} d ef gh ij",
        "ab c\u{1f3fb} d\u{1f469}\u{200d}\u{1f469} ef gh ij",
        "ab c\u{1f3fb} d\u{200d}\u{1f469} ef gh ij",
    ] {
        let plan = Split::for_profile(&mastodon).plan(text).unwrap();
        for part in plan.parts() {
            assert_eq!(part.lengths(), mastodon.measure(part.text()).lengths);
        }
    }
}

#[test]
fn what_cannot_be_split_is_told_with_its_reason() {
    let long = "Dit is een zin van een paar woorden. ".repeat(20);
    let told = |split: Split, text: &str| {
        split
            .plan(text)
            .map(|plan| plan.parts().len())
            .map_err(|error| error.to_string())
    };
    let split = || Split::for_profile(&profile::TWITTER_2011);
    assert_eq!(
        told(split().max_parts(4), &long),
        Err("the text needs `6` parts, and `4` are allowed".to_owned())
    );
    assert_eq!(
        told(split().mention("@".repeat(140)), &long),
        Err(
            "names, signature and number leave no room for text within the limit of `140`"
                .to_owned()
        )
    );
    assert_eq!(
        told(split(), "kop\u{feff}staart"),
        Err("the channel refuses the character at byte `3`".to_owned())
    );
    assert_eq!(told(split(), " \n"), Ok(0));

    let mut dear = profile::TWITTER_2011.clone();
    for price in [141, 20_000_000, u32::MAX] {
        dear.url = UrlPrice::Fixed(price);
        assert_eq!(
            told(Split::for_profile(&dear), &format!("{long}noor.nl")),
            Err("the address at byte `740` costs more than a message holds".to_owned())
        );
        assert_eq!(told(Split::for_profile(&dear), &long), Ok(6));
        let mut dear = profile::X.clone();
        dear.emoji = EmojiPrice::Fixed(price.max(281));
        assert!(told(Split::for_profile(&dear), "Dank je wel \u{1f44d}").is_err());
    }
}

#[test]
fn white_space_that_a_mark_joins_fills_no_part() {
    let profile = Profile::new("narrow", vec![Limit::new(Unit::Characters, 1)]);
    let split = Split::for_profile(&profile)
        .counter(Counter::None)
        .oversize(Oversize::CutScalars);
    let plan = plan(&split, "a \u{301}b").expect("a plan");
    let parts: Vec<_> = plan.parts().iter().map(|part| part.text()).collect();
    assert_eq!(parts, ["a", "\u{301}", "b"]);
}

#[test]
fn white_space_between_a_soft_hyphen_and_what_stays_whole_fills_no_part() {
    let profile = profile::MASTODON.clone().with_limit(20);
    let split = Split::for_profile(&profile)
        .counter(Counter::Brackets)
        .mention("@jan_k")
        .signature("^MB")
        .signature_on(SignatureOn::Every)
        .oversize(Oversize::CutScalars);
    let text = "\u{0} }djr }}d 0#}c\u{ad}\u{a0}@`anH\u{1c}_k\u{ad}\u{a0}@`anH\u{1c}_ o!}c\u{ad}\u{a0}@`a}#}c\u{ad}\u{a0}@`anH\u{1c}_k\u{ad}\u{a0}@`anH\u{1c}_ o!}c\u{ad}\u{a0}@B?\u{0}}#}c\u{ad}\u{a0}@`anH\u{1c}..](( v|G. vt/m vj r.";
    for split in [
        split.clone(),
        split.markdown().repeat_leading_mentions().extra_parts(3),
    ] {
        let plan = plan(&split, text).expect("a plan");
        for part in plan.parts() {
            let body = part.body().of(text).expect("a piece of the text");
            assert!(!body.trim().is_empty(), "{part:?}");
        }
    }
}

/// S4:17: the signature counts, and stands once unless every part is to bear it.
#[test]
fn a_signature_stands_where_it_is_asked_for() {
    let text = "Dit is een zin van een paar woorden. ".repeat(6);
    let split = Split::for_profile(&profile::TWITTER_2011).signature("^MB");
    let signed = |split: &Split, text: &str| -> Vec<bool> {
        split
            .plan(text)
            .expect("a plan")
            .parts()
            .iter()
            .map(|part| part.text().contains("^MB"))
            .collect()
    };
    assert_eq!(signed(&split, &text), [false, true]);
    assert_eq!(
        signed(&split.clone().signature_on(SignatureOn::Every), &text),
        [true, true]
    );
    let already = format!("{text}^MB");
    let plan = split.plan(&already).expect("a plan");
    assert_eq!(
        plan.parts()
            .iter()
            .map(|part| part.text().matches("^MB").count())
            .sum::<usize>(),
        1
    );
    assert!(plan.parts()[1].body().len() > 30);
}

#[test]
fn a_marker_cuts_and_is_taken_out() {
    let plan = Split::for_profile(&profile::X)
        .plan("Eerst dit. [...] Dan dat, [...]en klaar.")
        .expect("a plan");
    let parts: Vec<(&str, Cut)> = plan
        .parts()
        .iter()
        .map(|part| (part.text(), part.cut()))
        .collect();
    assert_eq!(
        parts,
        [
            ("Eerst dit. 1/3", Cut::Marker),
            ("Dan dat, 2/3", Cut::Marker),
            ("en klaar. 3/3", Cut::End)
        ]
    );
    assert_eq!(plan.markers().len(), 2);
}

/// A sign within an address, a protected piece or an isolate is part of it.
#[test]
fn a_marker_within_what_stays_whole_is_no_marker() {
    let parts = |split: Split, text: &str| -> Vec<String> {
        let plan = split.plan(text).expect("a plan");
        assert_eq!(plan.markers().len() + 1, plan.parts().len(), "{text}");
        let bodies = plan.parts().iter().map(|part| part.body().of(text));
        bodies.map(|body| body.unwrap_or("").to_owned()).collect()
    };
    let split = || Split::for_profile(&profile::X);
    let address = "Zie t.co/a[...]Beste Jan";
    assert_eq!(parts(split(), address), [address]);
    assert_eq!(
        parts(split(), "Zie t.co/a[...] Beste Jan"),
        ["Zie t.co/a", "Beste Jan"]
    );
    let isolate = "Kijk \u{2067}een [...] twee\u{2069} hier";
    assert_eq!(parts(split(), isolate), [isolate]);
    let quoted = "[...] is een teken";
    assert_eq!(parts(split().protect(Span::new(0, 5)), quoted), [quoted]);
    let link = "[...](https://fbto.nl) en `[...]` [...] verder";
    assert_eq!(
        parts(split().markdown(), link),
        ["[...](https://fbto.nl) en `[...]`", "verder"]
    );
}

#[test]
fn no_part_ends_in_an_abbreviation_of_ones_own() {
    let text = "Wij zijn de Noorderlichtse verzekerings Mij. Noorderlicht uit Groningen";
    let split = Split::for_profile(&profile::TWITTER_2011.clone().with_limit(49));
    let first = |split: Split| -> String {
        let plan = split.plan(text).expect("a plan");
        plan.parts()[0].body().of(text).expect("a body").to_owned()
    };
    assert!(first(split.clone()).ends_with("Mij."));
    let ours = Abbreviations::default().with("Mij.");
    assert!(first(split.abbreviations(ours)).ends_with("verzekerings"));
}

/// A character that is two units for a browser moves what comes after it.
#[test]
fn the_places_of_cuts_are_told_in_utf16() {
    let text = "👍 eerst. [...] Daarna é";
    let plan = Split::for_profile(&profile::X).plan(text).expect("a plan");
    let bodies: Vec<Span> = plan.parts().iter().map(|part| part.body_utf16()).collect();
    assert_eq!(bodies, [Span::new(0, 9), Span::new(16, 24)]);
}

#[test]
fn what_is_left_is_counted_while_typing() {
    let split = Split::for_profile(&profile::TWITTER_2011)
        .mention("@jan_k")
        .signature("^MB");
    assert_eq!(split.remaining(""), Ok(140 - 7 - 4));
    assert_eq!(split.remaining("Hoi"), Ok(140 - 7 - 4 - 3));
    let two = "woord ".repeat(30);
    let plan = split.plan(&two).expect("a plan");
    assert_eq!(plan.parts().len(), 2);
    assert_eq!(split.remaining(&two), Ok(140 - plan.parts()[1].used()));
}

const SENTENCES: &[&str] = &[
    "Wat vervelend dat u nog niets van ons hoorde over de schade aan uw caravan.",
    "Wij maken € 1.250,50 over op NL91 ABNA 0417 1643 00, binnen 3 werkdagen.",
    "Bel gerust 058 - 234 56 78 (ma. t/m vr. van 8.00 tot 21.00 uur), wij zoeken het uit.",
    "Alle voorwaarden staan op https://www.example.com/voorwaarden/auto?versie=2011-06&deel=2.",
    "Dhr. Jansen en mevr. De Wit kijken er samen naar, o.a. naar de foto's die u stuurde.",
    "Your claim ZV-2011-004213 is with our expert; he will call you before Friday at 5 pm.",
    "Lukt dat niet?",
    "More on this page: example.com/schade, or ask @verzekeraar.",
    "Het café in Ĳmuiden is na de brand gesloten, dat begrijpen we heel goed 👍🏽.",
    "Wij vergoeden 25 % van de kosten, tot ten hoogste 2 tot 3 weken na de reparatie.",
];

/// 250 replies as a desk writes them, beside the fewest parts that any cutting at white
/// space outside entities and not after an abbreviation can do with.
#[test]
fn long_replies_keep_everything_that_other_splitters_break() {
    let mut state = 0x2011_u64;
    let mut next = move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % below
    };
    let split = Split::for_profile(&profile::X);
    let used = |text: &str| profile::X.measure(text).used();
    let mut several = 0;
    for _ in 0..250 {
        let count = 4 + next(20);
        let gap = |next: usize| if next == 0 { "\n\n" } else { " " };
        let mut text = String::from("Beste Jan,\n\n");
        for _ in 0..count {
            text.push_str(SENTENCES[next(SENTENCES.len())]);
            text.push_str(gap(next(5)));
        }
        let text = text.trim();
        let plan = plan(&split, text).expect("a plan");
        let parts = plan.parts();
        several += usize::from(parts.len() > 1);
        let found = entities(text);
        for entity in &found {
            let is_whole = parts.iter().any(|part| {
                part.body().start <= entity.span.start && entity.span.end <= part.body().end
            });
            assert!(is_whole, "{:?} is cut in {text:?}", entity.span.of(text));
        }
        let allowed: Vec<usize> = text
            .match_indices(' ')
            .chain(text.match_indices("\n\n"))
            .map(|(at, _)| at)
            .filter(|at| {
                let within = |e: &&webcare::text::Entity| e.span.start < *at && *at < e.span.end;
                let short = |e: &webcare::text::Entity| {
                    e.kind == EntityKind::Abbreviation && e.span.end == *at
                };
                !found.iter().any(|e| within(&e) || short(e))
            })
            .chain([text.len()])
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect();
        for part in parts.iter().rev().skip(1) {
            assert!(allowed.contains(&part.body().end), "{:?}", part.text());
        }
        if parts.len() == 1 {
            continue;
        }
        let fits = |from: usize, to: usize| used(text[from..to].trim()) + 4 <= 280;
        let mut reach = vec![0];
        while *reach.last().expect("a place") < text.len() {
            let from = *reach.last().expect("a place");
            let farthest = allowed
                .iter()
                .filter(|to| **to > from && fits(from, **to))
                .max();
            reach.push(*farthest.expect("a word fits"));
        }
        assert_eq!(plan.minimum(), reach.len() - 1, "{text:?}");
        assert_eq!(parts.len(), plan.minimum());
        let last = parts.last().expect("a part");
        let is_orphan = |from: usize| used(text[from..].trim()) * 5 < 280;
        if is_orphan(last.body().start) {
            let before_last = reach[reach.len() - 2];
            let mut others = allowed.iter().filter(|from| **from <= before_last);
            let avoided = others.any(|from| fits(*from, text.len()) && !is_orphan(*from));
            assert!(!avoided, "{:?} could have been longer", last.text());
        }
    }
    assert!(several > 200, "{several}");
}
