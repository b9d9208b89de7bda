//! The hard cases: one text each, and what its parts must keep.

use serde_json::Value;
use webcare::reply::{
    Counter, Cut, Limit, Oversize, Plan, Profile, Split, SplitError, Unit, profile,
};
use webcare::text::{Span, entities};

use crate::shared;

fn split(row: &Value) -> Split {
    let channel = row["channel"].as_str().expect("a channel");
    let limit = row["limit"].as_u64().expect("a limit") as u32;
    let profile = match channel {
        "x-280" => profile::X.clone(),
        "sms-gsm" => profile::SMS.clone(),
        "sms-like" => Profile::new("sms-like", vec![Limit::new(Unit::Characters, limit)]),
        "any" => profile::TWITTER_2011.clone(),
        "reddit-comment" => profile::REDDIT_COMMENT.clone().with_limit(limit),
        id => Profile::by_id(id).expect("a built-in profile").clone(),
    };
    let split = Split::for_profile(&profile);
    let options = &row["options"];
    let split = match options["repeat_leading_mentions"].as_bool() {
        Some(true) => split.repeat_leading_mentions(),
        _ => split,
    };
    let split = if row["category"] == "markdown" {
        split.markdown()
    } else {
        split
    };
    match options["signature"].as_str() {
        Some(signature) => split.signature(signature),
        None => split,
    }
}

/// Whether every occurrence of `piece` lies within one part.
fn keeps(plan: &Plan, text: &str, piece: &str) -> bool {
    assert!(text.contains(piece), "{piece:?} is not in the text");
    text.match_indices(piece).all(|(at, _)| {
        let span = Span::new(at, at + piece.len());
        plan.parts()
            .iter()
            .any(|part| part.body().start <= span.start && span.end <= part.body().end)
    })
}

fn ends(plan: &Plan, text: &str) -> Vec<String> {
    plan.parts()
        .iter()
        .map(|part| {
            text[..part.body().end]
                .split_whitespace()
                .last()
                .unwrap_or("")
                .to_owned()
        })
        .collect()
}

/// What holds for every case.
fn check_any(row: &Value, text: &str, plan: &Plan) {
    let id = &row["id"];
    let mut left = String::new();
    let mut at = 0;
    for part in plan.parts() {
        assert!(
            part.lengths().iter().all(|l| l.used <= l.limit),
            "{id}: {part:?}"
        );
        let body = part.body().of(text).expect("a piece of the text");
        assert_eq!(body.trim(), body, "{id}");
        assert!(!body.is_empty(), "{id}");
        left.push_str(&text[at..part.body().start]);
        at = part.body().end;
        let units = text[..at].encode_utf16().count();
        assert_eq!(part.body_utf16().end, units, "{id}");
        let (opened, closed) = (
            body.matches(['\u{2066}', '\u{2067}', '\u{2068}']).count(),
            body.matches('\u{2069}').count(),
        );
        assert_eq!(opened, closed, "{id}");
    }
    left.push_str(&text[at..]);
    assert!(left.trim().is_empty(), "{id} lost {left:?}");
    let forced = plan.parts().iter().any(|part| part.cut() == Cut::Forced);
    if !forced {
        for entity in entities(text) {
            assert!(
                keeps(plan, text, entity.span.of(text).expect("a span")),
                "{id}: {entity:?}"
            );
        }
    }
}

#[test]
fn every_hard_case_keeps_its_property() {
    let Some(rows) = shared::rows("reply/hard_cases.jsonl") else {
        return;
    };
    assert_eq!(rows.len(), 42);
    for row in &rows {
        let text = row["text"].as_str().expect("text");
        let id = row["id"].as_str().expect("id");
        let split = split(row);
        let planned = split.plan(text);
        match id {
            "H52" | "H53" => {
                assert!(matches!(planned, Err(SplitError::Refused { .. })), "{id}");
                if id == "H53" {
                    // Where the channel takes U+FEFF, a zero-width space is a place to cut.
                    let mastodon = profile::MASTODON.clone().with_limit(100);
                    let plan = Split::for_profile(&mastodon).plan(text).expect("a plan");
                    check_any(row, text, &plan);
                    assert!(
                        plan.parts().iter().all(|part| part.cut() != Cut::Forced),
                        "{id}"
                    );
                    assert!(keeps(&plan, text, "met\u{2060}zero"), "{id}");
                }
                continue;
            }
            "H61" => {
                assert!(
                    matches!(planned, Err(SplitError::GraphemeTooLarge { .. })),
                    "{id}"
                );
                let plan = split
                    .clone()
                    .oversize(Oversize::CutScalars)
                    .plan(text)
                    .expect("a plan");
                check_any(row, text, &plan);
                continue;
            }
            _ => {}
        }
        let plan = planned.unwrap_or_else(|error| panic!("{id}: {error}"));
        check_any(row, text, &plan);
        let parts = plan.parts();
        let count = parts.len();
        let whole = |pieces: &[&str]| {
            for piece in pieces {
                assert!(keeps(&plan, text, piece), "{id}: {piece}");
            }
        };
        let one_as_it_is = || {
            assert_eq!(count, 1, "{id}");
            assert_eq!(parts[0].text(), text, "{id}");
        };
        let forced = parts.iter().any(|part| part.cut() == Cut::Forced);
        match id {
            "H01" | "H05" | "H08" => one_as_it_is(),
            "H02" | "H07" | "H10" => assert_eq!(count, 2, "{id}"),
            "H04" => assert_eq!(count, 0, "{id}"),
            "H11" => {
                assert_eq!((count, parts[0].limit()), (3, 67), "{id}");
                assert!(parts.iter().all(|part| !part.text().contains('1')), "{id}");
            }
            "H13" => assert_eq!(count, 3, "{id}"),
            "H14" => assert_eq!(
                (parts[0].limit(), parts[0].lengths()[0].unit),
                (70, "utf16"),
                "{id}"
            ),
            "H16" => whole(&["https://www.fbto.nl/contact?ref=twitter&case=48213"]),
            "H17" => one_as_it_is(),
            "H19" => {
                assert_eq!(parts[0].used(), 8 + 23 + 12, "{id}");
                one_as_it_is();
            }
            "H20" => {
                whole(&["https://nl.wikipedia.org/wiki/Utrecht_(stad)"]);
                assert_eq!(
                    entities(text)[0].span.of(text),
                    Some("https://nl.wikipedia.org/wiki/Utrecht_(stad)")
                );
            }
            "H22" => assert!(
                parts
                    .iter()
                    .all(|part| part.text().starts_with("@FBTOWebcare ")),
                "{id}"
            ),
            "H23" => whole(&["@alice@mastodon.example.org @bob"]),
            "H25" => whole(&["#déjàvu_2011!", "#verzekering"]),
            "H26" => {
                let tags: Vec<_> = entities(text)
                    .iter()
                    .filter_map(|e| e.span.of(text))
                    .collect();
                assert_eq!(tags, ["#1e"], "{id}");
            }
            "H28" => whole(&[
                "058 - 234 56 78",
                "+31 (0)20 123 45 67",
                "ma. t/m vr.",
                "8.00 tot 18.00 uur",
            ]),
            "H29" => whole(&[
                "POL 6869 1601",
                "ZV-2011-004213",
                "100 Mbit/s",
                "3,5 km",
                "25 %",
            ]),
            "H31" => {
                let ends = ends(&plan, text);
                for end in ["Dr.", "Mr.", "e.g.", "Mon.", "a.m."] {
                    assert!(
                        !ends.iter().any(|word| word.trim_end_matches(',') == end),
                        "{id}: {ends:?}"
                    );
                }
                whole(&["niet!”"]);
            }
            "H32" => whole(&["“Gelijke monniken, gelijke kappen. Geen uitzondering.”"]),
            "H34" | "H35" => {
                assert!(count >= if id == "H34" { 10 } else { 60 }, "{id}: {count}");
                for (number, part) in (1..).zip(parts) {
                    assert!(part.text().ends_with(&format!(" {number}/{count}")), "{id}");
                }
            }
            "H37" => {
                let last = parts.last().expect("a part");
                assert_eq!(
                    parts
                        .iter()
                        .map(|p| p.text().matches("^MB").count())
                        .sum::<usize>(),
                    1,
                    "{id}"
                );
                assert!(
                    last.text().contains("^MB") && last.body().len() > 20,
                    "{id}"
                );
            }
            "H38" => assert!(parts.last().expect("a part").used() >= 28, "{id}"),
            "H40" => {
                // A word is cut only because that saves a part; two parts more, and none is.
                assert_eq!(count, 2, "{id}");
                let plan = split.clone().extra_parts(2).plan(text).expect("a plan");
                let cuts: Vec<Cut> = plan.parts().iter().map(|part| part.cut()).collect();
                assert_eq!(cuts, [Cut::Sentence, Cut::Sentence, Cut::End], "{id}");
            }
            "H41" => {
                assert!(text.contains("heeft  dubbele"), "{id}");
                whole(&["heeft  dubbele", "- punt a\n- punt b"]);
            }
            "H43" => assert!(
                parts.iter().all(|part| !matches!(
                    text[part.body().end..].chars().next(),
                    Some('\u{a0}' | '\u{202f}')
                )),
                "{id}"
            ),
            "H44" | "H50" => assert!(forced, "{id}"),
            "H46" => whole(&["👍🏽❤️\u{200d}🔥1️⃣☺️"]),
            "H47" => whole(&["https://fbto.nl/ar", "@FBTOWebcare"]),
            "H49" => assert!(
                parts
                    .iter()
                    .take(count - 1)
                    .all(|part| part.cut() == Cut::Sentence),
                "{id}"
            ),
            "H55" => {
                for part in parts {
                    let again = split.plan(part.text()).expect("a plan");
                    assert_eq!(
                        (again.parts().len(), again.parts()[0].text()),
                        (1, part.text()),
                        "{id}"
                    );
                }
                assert_eq!(split.plan(text).as_ref(), Ok(&plan), "{id}");
            }
            "H56" => {
                assert_eq!(count, 2, "{id}");
                assert_eq!(
                    profile::X_DM
                        .measure("https://fbto.nl/aaaaaaaaaaaaaaaaaaaaaaaaaa")
                        .used(),
                    23
                );
            }
            "H58" => assert_eq!(
                split
                    .clone()
                    .counter(Counter::None)
                    .plan(text)
                    .map(|plan| plan.parts().len()),
                Ok(3),
                "{id}"
            ),
            "H59" => {
                assert!(forced, "{id}");
                let from = std::time::Instant::now();
                split.plan(&text.repeat(100)).expect("a plan");
                assert!(from.elapsed().as_secs() < 2, "{id}");
            }
            "H62" => whole(&[
                "[de voorwaarden](https://fbto.nl/voorwaarden)",
                "**let op**",
                "*datum*",
            ]),
            other => panic!("nothing is asserted for {other}"),
        }
    }
}
