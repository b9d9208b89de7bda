//! What is refused of an import, and what comes to the same.

use webcare::case::{CaseId, Command, Flaw, Owner, Refusal};
use webcare::mention::{Account, Mention};
use webcare::policy::{Import, Input, Pending, Standing, Waited};
use webcare::sla::PauseReason;
use webcare::sorted::SortedMap;
use webcare::text::Lang;

use super::{flaws, import, key, now, pending, said, taken_over, taken_over_by};
use crate::desk::{Sim, at};

#[test]
fn what_cannot_be_taken_over_is_refused_with_everything_that_is_wrong() {
    let good = || import(vec![said("1", "06T10:00")]);
    let by = |author: &str| said("2", "07T10:00").by(author);
    let mention = key("1");
    let (from, until) = (at("08T10:00"), at("07T10:00"));
    let wait = Waited {
        from,
        until,
        reason: PauseReason::Customer,
    };
    let blank = Pending {
        what: " ".into(),
        ..pending(at("20T10:00"))
    };
    let undated = Mention::post("dm", "1").by("@jan_k").text("een klacht");
    let stranger = Mention::post("hyves", "1").by("@jan_k");
    let stranger = stranger.posted_at(at("06T10:00"));
    let cases = [
        (
            Import {
                case: " ".into(),
                ..good()
            },
            Flaw::NoId,
        ),
        (import(vec![]), Flaw::NoMention),
        (
            import(vec![said("1", "06T10:00"), said("1", "06T11:00")]),
            Flaw::TwiceMentioned {
                mention: mention.clone(),
            },
        ),
        (
            import(vec![undated]),
            Flaw::Undated {
                mention: mention.clone(),
            },
        ),
        (
            import(vec![said("1", "06T10:00"), by("@piet")]),
            Flaw::SeveralAuthors {
                channel: "dm".into(),
            },
        ),
        (
            Import {
                owner: Owner::Agent("gone".into()),
                ..good()
            },
            Flaw::NoSuchAgent {
                agent: "gone".into(),
            },
        ),
        (
            Import {
                owner: Owner::Queue("gone".into()),
                ..good()
            },
            Flaw::NoSuchQueue {
                queue: "gone".into(),
            },
        ),
        (
            import(vec![stranger]),
            Flaw::NoSuchChannel {
                channel: "hyves".into(),
            },
        ),
        (
            Import {
                answered: vec![key("9")],
                answered_at: Some(from),
                ..good()
            },
            Flaw::AnsweredElsewhere { mention: key("9") },
        ),
        (
            Import {
                answered: vec![key("1")],
                ..good()
            },
            Flaw::AnsweredNever {
                mention: mention.clone(),
            },
        ),
        (
            Import {
                answered: vec![key("1")],
                answered_at: Some(at("06T09:59")),
                ..good()
            },
            Flaw::AnsweredNever { mention },
        ),
        (
            Import {
                waits: vec![wait],
                ..good()
            },
            Flaw::UpsideDown { from, until },
        ),
        (
            Import {
                promises: vec![blank],
                ..good()
            },
            Flaw::EmptyPromise {
                due: at("20T10:00"),
            },
        ),
    ];
    let mut codes = std::collections::BTreeSet::new();
    for (import, flaw) in cases {
        let mut sim = Sim::new();
        assert_eq!(flaws(&mut sim, import), std::slice::from_ref(&flaw));
        assert!(sim.store.records().is_empty());
        codes.insert(said_in_both(&flaw));
    }
    assert_eq!(codes.len(), 12);
    // All of it at once, and on two channels one customer may have two names.
    let wrong = Import {
        case: "".into(),
        owner: Owner::Agent("gone".into()),
        ..import(vec![])
    };
    let told = flaws(&mut Sim::new(), wrong);
    let agent = "gone".into();
    let all = [Flaw::NoId, Flaw::NoMention, Flaw::NoSuchAgent { agent }];
    assert_eq!(told, all);
    let elsewhere = Mention::post("forum", "2").by("@piet").text("een klacht");
    let elsewhere = elsewhere.posted_at(at("07T10:00"));
    taken_over(import(vec![said("1", "06T10:00"), elsewhere]));
}

/// The code of a flaw, which says in both languages what is wrong and what to do.
fn said_in_both(flaw: &Flaw) -> String {
    let (flaws, nl, en) = (vec![flaw.clone()], Lang::Nl, Lang::En);
    let refusal = Refusal::NotTakenOver { flaws };
    for told in [Refusal::words, Refusal::remedy] {
        let (nl, en) = (told(&refusal, nl), told(&refusal, en));
        assert!(!nl.is_empty() && !en.is_empty() && nl != en, "{nl}: {en}");
    }
    assert!(refusal.words(nl).ends_with(&flaw.words(nl)));
    assert_eq!(refusal.words(en), refusal.to_string());
    assert_eq!(refusal.remedy(en), flaw.remedy(en));
    let written = serde_json::to_value(&refusal).unwrap();
    assert_eq!(
        serde_json::from_value::<Refusal>(written.clone()).unwrap(),
        refusal
    );
    written["flaws"][0]["flaw"].as_str().unwrap().to_owned()
}

#[test]
fn a_flaw_says_in_each_language_what_is_wrong_and_what_would_be_right() {
    let flaw = Flaw::NoMention;
    assert_eq!(flaw.words(Lang::Nl), "de zaak heeft geen bericht");
    assert_eq!(flaw.words(Lang::En), "the case has no mention");
    assert_eq!(
        flaw.remedy(Lang::Nl),
        "geef ten minste het bericht waarmee de zaak begon"
    );
    assert_eq!(
        flaw.remedy(Lang::En),
        "give at least the mention it began with"
    );
}

#[test]
fn the_same_import_again_changes_nothing_and_another_one_is_refused() {
    let first = || Import {
        promises: vec![pending(at("20T10:00"))],
        references: [("crm".to_owned(), "77".to_owned())].into(),
        ..import(vec![said("1", "06T10:00")])
    };
    let (mut sim, _) = taken_over(first());
    assert!(sim.put(Input::Import(first()), now()).unwrap().is_empty());
    sim.order(
        "els",
        Command::Note {
            text: "gebeld".into(),
        },
        now(),
    )
    .unwrap();
    assert!(sim.put(Input::Import(first()), now()).unwrap().is_empty());
    // More readers or other words make no other mention.
    let mut seen = said("1", "06T10:00").text("een grote klacht");
    seen.reach = Some(900);
    let again = Import {
        mentions: vec![seen],
        ..first()
    };
    assert!(sim.put(Input::Import(again), now()).unwrap().is_empty());
    let mut edited = said("1", "06T10:00");
    edited.revision = 2;
    let told = Pending {
        made_at: Some(at("06T11:00")),
        ..pending(at("20T10:00"))
    };
    let other_words = Pending {
        what: "we bellen".into(),
        ..pending(at("20T10:00"))
    };
    let wait = Waited {
        from: at("08T10:00"),
        until: at("09T10:00"),
        reason: PauseReason::Customer,
    };
    let owner = Owner::Agent("bram".into());
    let others = [
        Import {
            mentions: vec![said("1", "06T10:00"), said("2", "07T10:00")],
            ..first()
        },
        Import {
            mentions: vec![said("1", "06T10:01")],
            ..first()
        },
        Import {
            mentions: vec![said("1", "06T10:00").seen_at(at("06T10:00"))],
            ..first()
        },
        Import {
            mentions: vec![edited],
            ..first()
        },
        Import { owner, ..first() },
        Import {
            owner: Owner::Queue("els".into()),
            ..first()
        },
        Import {
            answered: vec![key("1")],
            answered_at: Some(at("06T11:00")),
            ..first()
        },
        Import {
            answered_at: Some(at("06T11:00")),
            ..first()
        },
        Import {
            earlier_answers: vec![at("06T11:00")],
            ..first()
        },
        Import {
            waits: vec![wait],
            ..first()
        },
        Import {
            promises: vec![],
            ..first()
        },
        Import {
            promises: vec![pending(at("20T10:01"))],
            ..first()
        },
        Import {
            promises: vec![told],
            ..first()
        },
        Import {
            promises: vec![other_words],
            ..first()
        },
        Import {
            references: SortedMap::new(),
            ..first()
        },
        Import {
            references: [("crm".to_owned(), "78".to_owned())].into(),
            ..first()
        },
    ];
    let case = CaseId::from("crm-77");
    let known = Flaw::KnownCase { case: case.clone() };
    said_in_both(&known);
    for other in others {
        let said = format!("{other:?}");
        assert_eq!(
            flaws(&mut sim, other),
            std::slice::from_ref(&known),
            "{said}"
        );
    }
    // A case that began here is no import.
    let mut sim = Sim::new();
    sim.hear(said("1", "06T10:00"), now());
    let case = sim.case().case.id;
    let again = Import {
        case: case.clone(),
        ..first()
    };
    assert_eq!(flaws(&mut sim, again), [Flaw::KnownCase { case }]);
}

#[test]
fn a_mention_that_is_known_here_is_taken_over_or_said_to_be_elsewhere() {
    let mut sim = Sim::new();
    sim.hear(said("1", "06T10:00"), at("06T10:00"));
    let case = sim.case().case.id;
    let mention = key("1");
    let known = Flaw::KnownMention {
        mention: mention.clone(),
        case: case.clone(),
    };
    said_in_both(&known);
    let two = || import(vec![said("1", "06T10:00"), said("2", "07T10:00")]);
    assert_eq!(flaws(&mut sim, two()), [known]);
    assert_eq!(sim.standing(&key("2")), None, "nothing of it is kept");
    sim.withdraw(mention.clone(), at("06T11:00"));
    let gone = Flaw::GoneMention {
        mention: mention.clone(),
    };
    said_in_both(&gone);
    assert_eq!(flaws(&mut sim, two()), [gone]);
    // What nobody took up goes into the case, with what is known of it.
    for words in ["mooi weer", "twijfel"] {
        let mut sim = Sim::new();
        let mut loose = said("1", "06T09:00").text(words);
        loose.reach = Some(900);
        sim.hear(loose, at("06T09:00"));
        assert!(sim.store.records().is_empty(), "{words}");
        let (sim, record) = taken_over_by(sim, import(vec![said("1", "06T10:00")]));
        let into = Standing::InCase("crm-77".into());
        assert_eq!(sim.standing(&mention), Some(into), "{words}");
        let voice = record.case.voices.get(&mention).unwrap();
        assert_eq!((voice.reach, voice.spoken_at), (900, at("06T09:00")));
    }
    // An edit that is known here holds.
    let mut sim = Sim::new();
    let mut edited = said("1", "06T10:00").text("mooi weer");
    edited.revision = 2;
    sim.hear(edited, at("06T10:00"));
    let (_, record) = taken_over_by(sim, import(vec![said("1", "06T10:00")]));
    assert_eq!(record.case.voices.get(&mention).unwrap().revision, 2);
}

#[test]
fn of_who_was_forgotten_no_import_tells_any_more() {
    let first = || Import {
        references: [("crm".to_owned(), "77".to_owned())].into(),
        ..import(vec![said("1", "06T10:00")])
    };
    let (mut sim, record) = taken_over(first());
    assert!(record.case.imprint.is_some());
    let accounts = vec![Account::new("dm", "@jan_k")];
    sim.put(Input::Erase { accounts }, now()).unwrap();
    let record = sim.case();
    assert_eq!(record.case.imprint, None);
    let log = sim.store.log(&record.case.id);
    let log = serde_json::to_string(&log).unwrap();
    assert!(
        log.contains("imported") && !log.contains("imprint"),
        "{log}"
    );
    // As with the mention itself, which may be delivered again too.
    assert!(sim.put(Input::Import(first()), now()).unwrap().is_empty());
    let other = Import {
        case: "crm-78".into(),
        ..first()
    };
    let mention = key("1");
    assert_eq!(flaws(&mut sim, other), [Flaw::GoneMention { mention }]);
}

#[test]
fn an_import_is_read_in_one_spelling() {
    let read = |field: &str, within: &str| {
        let document = match within {
            "" => format!(r#"{{"case":"c","mentions":[],"owner":{{"agent":"els"}},{field}}}"#),
            within => {
                let filled = r#""from":"2011-06-06T10:00:00Z","until":"2011-06-06T10:00:00Z","reason":"customer""#;
                let filled = match within {
                    "waits" => filled,
                    _ => r#""what":"een brief","due":"2011-06-06T10:00:00Z""#,
                };
                format!(
                    r#"{{"case":"c","mentions":[],"owner":{{"agent":"els"}},"{within}":[{{{filled},{field}}}]}}"#
                )
            }
        };
        serde_json::from_str::<Import>(&document).map_err(|error| error.to_string())
    };
    let when = "\"2011-06-06T10:00:00Z\"";
    let read_it = read(&format!("\"answered_at\":{when}"), "").unwrap();
    assert_eq!(read_it.answered_at, Some(at("06T10:00")));
    let read_it = read(&format!("\"made_at\":{when}"), "promises").unwrap();
    assert_eq!(read_it.promises[0].made_at, Some(at("06T10:00")));
    for (field, within) in [
        ("answered-at", ""),
        ("answeredat", ""),
        ("made-at", "promises"),
        ("til", "waits"),
    ] {
        let error = read(&format!("\"{field}\":{when}"), within).unwrap_err();
        assert!(
            error.starts_with(&format!("unknown field `{field}`")),
            "{error}"
        );
    }
    // As an input it reads the same.
    let input = Input::Import(import(vec![said("1", "06T10:00")]));
    let mut written = serde_json::to_value(&input).unwrap();
    assert_eq!(written["input"], "import");
    assert_eq!(written["answered_at"], serde_json::Value::Null);
    assert_eq!(
        serde_json::from_value::<Input>(written.clone()).unwrap(),
        input
    );
    written["answered-at"] = serde_json::Value::Null;
    assert!(serde_json::from_value::<Input>(written).is_err());
}
