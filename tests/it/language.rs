//! Which language: how often it is right, and when it keeps silent.

use webcare::mention::Mention;
use webcare::triage::evaluation::Scored;
use webcare::triage::{Abstention, Classifier, Confidence, Languages, LanguagesError};

use crate::shared;

/// Texts of others, none of which the words were learned from.
#[test]
fn short_texts_are_told_apart() {
    let languages = Languages::default();
    let sets = [
        ("langid_single_words", 0.80),
        ("langid_word_pairs", 0.92),
        ("langid_sentences", 0.99),
        ("langid_utterances", 0.98),
    ];
    for (set, least) in sets {
        let Some(rows) = shared::rows(&format!("triage/{set}/dev.jsonl")) else {
            return;
        };
        let (mut right, mut told, mut right_of_told) = (0_u32, 0_u32, 0_u32);
        let mut scored = Scored::default();
        for row in &rows {
            let text = row["text"].as_str().unwrap();
            let (tag, sure) = languages.ranked(text)[0];
            let is_right = tag == row["label"];
            right += u32::from(is_right);
            scored.extend([(sure, is_right)]);
            if languages.tell(text).is_some() {
                told += 1;
                right_of_told += u32::from(is_right);
            }
        }
        let all = rows.len() as f64;
        let share = f64::from(right) / all;
        println!(
            "{set}: right {share:.4} of {all}; told {:.3}, of which right {:.4}; off by {:.3}",
            f64::from(told) / all,
            f64::from(right_of_told) / f64::from(told),
            scored.reliability().error.unwrap().value,
        );
        assert!(share >= least, "{set}: {share}");
    }
}

#[test]
fn what_is_in_none_of_them_is_abstained_from() {
    let languages = Languages::default();
    let silent = [
        "",
        "12:30",
        "👍",
        "@noorderlicht http://noorderlicht.nl/verzekeringen",
        "Когда вы мне ответите?",
        "متى سوف تجيب",
        "お返事をお待ちしています",
        "Πότε θα απαντήσετε;",
    ];
    for text in silent {
        assert_eq!(languages.tell(text), None, "{text}");
    }
    let mention = Mention::post("twitter", "1").text("Когда вы мне ответите?");
    let found = pollster::block_on(languages.assess(&[mention]))
        .remove(0)
        .unwrap();
    assert_eq!(found.abstained(), Some(&Abstention::UnknownLanguage));
}

#[test]
fn case_accents_and_form_do_not_matter() {
    let languages = Languages::default();
    let same = [
        (
            "Ça été réglé très vite",
            "C\u{327}a e\u{301}te\u{301} re\u{301}gle\u{301} tre\u{300}s vite",
        ),
        ("ik heb nog niets gehoord", "IK HEB NOG NIETS GEHOORD"),
        ("zo'n foto's", "zo’n foto’s"),
    ];
    for (one, other) in same {
        assert_eq!(languages.ranked(one), languages.ranked(other), "{one}");
        let whole: f64 = languages
            .ranked(one)
            .iter()
            .map(|(_, sure)| sure.get())
            .sum();
        assert!((whole - 1.0).abs() < 1e-3);
    }
}

#[test]
fn other_languages_are_data() {
    let words = "el la los las que de en y por con para no una un su al lo como más pero sus le ya o este sí \
        porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante todos uno \
        les ni contra otros ese eso ante ellos e esto mí antes algunos qué unos yo otro otras otra él tanto esa \
        estos mucho quienes nada muchos cual poco ella estar estas algunas algo nosotros espero respuesta semanas";
    let [nl, en] = ["nl", "en"].map(|tag| Languages::words(tag).unwrap());
    let languages = Languages::of(&[("nl", nl), ("en", en), ("es", words)]).unwrap();
    assert_eq!(
        languages.tell("espero desde hace semanas una respuesta"),
        Some("es")
    );
    assert_eq!(languages.tell("ik wacht al weken op antwoord"), Some("nl"));
    let two = languages.only(["nl", "en"]);
    assert!(
        two.ranked("espero desde hace semanas")
            .iter()
            .all(|(tag, _)| *tag != "es")
    );
    let refused: LanguagesError = Languages::of(&[]).unwrap_err();
    assert_eq!(refused.found, 0);
}

#[test]
fn it_must_be_as_sure_as_asked() {
    let sure = Languages::default().least(Confidence::new(0.99).unwrap());
    assert_eq!(sure.tell("artikel"), None);
    assert_eq!(
        sure.tell("ik heb al drie weken niets van jullie gehoord"),
        Some("nl")
    );
}
