//! The trained classifier: what it promises whatever it learned from.

use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::Value;
use webcare::triage::{
    Confidence, Example, Favour, Features, Linear, Reading, TrainError, Training, label,
};

fn examples() -> Vec<Example> {
    let said = [
        ("Al drie weken geen antwoord, schandalig!", label::COMPLAINT),
        (
            "weer niet teruggebeld... ik ben er klaar mee",
            label::COMPLAINT,
        ),
        ("Mijn claim is kwijt en niemand doet iets", label::COMPLAINT),
        (
            "still waiting for my refund, this is ridiculous",
            label::COMPLAINT,
        ),
        ("Nobody answers the phone!!", label::COMPLAINT),
        ("Hoe meld ik een verhuizing?", label::QUESTION),
        ("Tot hoe laat zijn jullie open vandaag?", label::QUESTION),
        (
            "weet iemand of de reisverzekering ook skiën dekt?",
            label::QUESTION,
        ),
        ("How do I change my address?", label::QUESTION),
        ("Can you tell me where to send the form?", label::QUESTION),
        ("Super geholpen vanmiddag, bedankt", label::THANKS),
        ("dank je wel voor de snelle reactie 👍", label::THANKS),
        ("Top service, dank!", label::THANKS),
        ("thanks for sorting that so quickly", label::THANKS),
        ("thank you, all fixed", label::THANKS),
    ];
    said.map(|(text, label)| Example::new(text, label)).into()
}

static MODEL: LazyLock<Linear> = LazyLock::new(|| Training::new("test").fit(&examples()).unwrap());

/// Two labels that exclude each other share one set of weights.
static OF_TWO: LazyLock<Linear> = LazyLock::new(|| {
    let two = examples()
        .into_iter()
        .filter(|e| !e.labels.contains(label::QUESTION));
    Training::new("two").fit(&two.collect::<Vec<_>>()).unwrap()
});

fn text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "geen",
        "antwoord",
        "Hoe",
        "dank",
        "@nl",
        "https://example.org/a",
        "12",
        "ﬁn",
        "é",
        "👍🏽",
        "...",
        "?!",
        "(",
        "waiting",
        "\u{200B}",
        "e\u{301}",
    ]);
    prop_oneof![
        prop::collection::vec(word, 0..12).prop_map(|words| words.join(" ")),
        any::<String>(),
    ]
}

proptest! {
    #[test]
    fn evidence_and_bias_add_up_to_the_raw_score(text in text()) {
        for model in [&*MODEL, &*OF_TWO] {
            for label in model.labels() {
                let because = model.because(&text, label.as_str());
                let sum: f64 = because.iter().map(|reason| reason.weight).sum();
                let raw = model.raw(&text, label.as_str()).unwrap();
                let bias = model.bias(label.as_str()).unwrap();
                prop_assert!((bias + sum - raw).abs() < 1e-9, "{} {} {}", bias, sum, raw);
                for span in because.iter().filter_map(|reason| reason.span) {
                    prop_assert!(span.of(&text).is_some(), "{:?} cuts a character", span);
                }
            }
        }
    }

    #[test]
    fn confidences_of_two_labels_that_exclude_each_other_add_up(text in text()) {
        let found = OF_TWO.read(&text);
        let sum: f64 = found.scores().values().map(|sure| sure.get()).sum();
        let expected = if found.abstained().is_some() { 0.0 } else { 1.0 };
        prop_assert!((sum - expected).abs() < 2e-4, "{}", sum);
        let of_three = MODEL.read(&text);
        prop_assert_eq!(of_three.abstained(), found.abstained());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_damaged_file_is_refused_or_still_a_model(at in any::<prop::sample::Index>(), byte in 32_u8..127) {
        let mut kept = serde_json::to_string(&*OF_TWO).unwrap().into_bytes();
        let at = at.index(kept.len());
        kept[at] = byte;
        if let Ok(model) = serde_json::from_slice::<Linear>(&kept) {
            for label in model.labels() {
                prop_assert!(model.raw("geen antwoord!", label.as_str()).unwrap().is_finite());
            }
        }
    }
}

#[test]
fn what_was_learned_is_said_again() {
    for example in examples() {
        let found = MODEL.read(example.text.reveal());
        let (top, _) = found.top().unwrap();
        assert!(
            example.labels.contains(top),
            "{} for {}",
            top,
            example.text.reveal()
        );
    }
    assert_eq!(MODEL.trained().examples, 15);
    assert!(MODEL.trained().measured.contains_key("macro-f1"));
}

#[test]
fn training_twice_gives_the_same_bytes_and_other_examples_another_name() {
    let again = Training::new("test").fit(&examples()).unwrap();
    assert_eq!(
        serde_json::to_string(&again).unwrap(),
        serde_json::to_string(&*MODEL).unwrap()
    );
    let mut more = examples();
    more.push(Example::new("nog een vraag?", label::QUESTION));
    let other = Training::new("test").fit(&more).unwrap();
    assert_ne!(other.id(), MODEL.id());
}

/// The surest label is right most often; the chosen one does justice to the rare label too.
#[test]
fn a_rare_label_is_chosen_before_it_is_the_surest() {
    let often = (0..200).map(|i| Example::new(format!("mooi weer vandaag {i}"), "remark"));
    let unclear = (0..60).map(|i| {
        let label = if i % 20 < 9 { "complaint" } else { "remark" };
        Example::new(format!("weer wachten {i}"), label)
    });
    let learned: Vec<Example> = often.chain(unclear).collect();
    let model = Training::new("rare").fit(&learned).unwrap();
    let found = model.read("weer wachten 999");
    assert_eq!(found.top().unwrap().0.as_str(), "remark");
    let (label, sure) = model.choose(&found).unwrap();
    assert_eq!(label.as_str(), "complaint");
    assert_eq!(Some(sure), found.score("complaint"));
    assert!(found.evidence_for(label).next().is_some(), "it says why");
    let fair = model.read("mooi weer vandaag 999");
    assert_eq!(model.choose(&fair).unwrap().0.as_str(), "remark");
    assert_eq!(model.choose(&model.read("")), None);
    let upright = Training::new("rare").favour(Favour::Right);
    let upright = upright.fit(&learned).unwrap();
    let found = upright.read("weer wachten 999");
    assert_eq!(upright.choose(&found), found.top());
}

/// Examples of labels, each with words of its own, and so many of them.
fn of_labels<'l>(labels: &'l [(&'l str, &'l str, usize)]) -> impl Iterator<Item = Example> + 'l {
    let of_one = |(words, label, count): &(&'l str, &'l str, usize)| {
        let (words, label) = (*words, *label);
        (0..*count).map(move |i| Example::new(format!("{words} {i}"), label))
    };
    labels.iter().flat_map(of_one)
}

#[test]
fn what_is_like_nothing_that_was_learned_has_no_likely_label() {
    let labels = [
        ("mijn pas is kwijt", "card", 40),
        ("wat staat er op de rekening", "balance", 40),
        ("geld over naar mijn zus", "transfer", 40),
    ];
    let learned: Vec<Example> = of_labels(&labels).collect();
    let model = Training::new("three").fit(&learned).unwrap();
    let surest = |text: &str| model.read(text).top().unwrap().1;
    assert!(surest("mijn pas is kwijt") > Confidence::new(0.9).unwrap());
    let outside = surest("hoe laat begint zondag ons concert");
    assert!(outside < Confidence::EVEN, "{outside:?}");
    let one_text = surest("mijn pas, en wat staat er op de rekening");
    assert!(outside < one_text, "{one_text:?}");
}

#[test]
fn a_text_may_have_several_labels_or_none() {
    let both = Example::with(
        "Waarom al drie weken geen antwoord op mijn klacht?",
        [label::COMPLAINT, label::QUESTION],
    );
    let none = Example::with::<&str>("Mooi weer vandaag", []);
    let mut several = examples();
    several.extend([both, none.clone(), none]);
    let model = Training::new("several").fit(&several).unwrap();
    let found = model.read("Waarom al drie weken geen antwoord op mijn klacht?");
    let sum: f64 = found.scores().values().map(|sure| sure.get()).sum();
    assert!(found.score(label::COMPLAINT) > found.score(label::THANKS));
    assert!(found.score(label::QUESTION) > found.score(label::THANKS));
    assert!(
        (sum - 1.0).abs() > 1e-3,
        "they do not exclude each other: {sum}"
    );
}

#[test]
fn names_and_addresses_are_not_learned() {
    let raw = |text: &str| MODEL.raw(text, label::COMPLAINT).unwrap();
    let of_one = raw("@piet geen antwoord https://example.org/1");
    let of_other = raw("@marie geen antwoord https://example.com/andere-bladzijde");
    assert_eq!(of_one.to_bits(), of_other.to_bits());
}

#[test]
fn every_set_of_features_survives_its_file() {
    for features in [
        Features::SENSES,
        Features::FULL,
        Features::CHAR_4,
        Features::WORDS,
    ] {
        let model = Training::new("features")
            .features(features)
            .fit(&examples())
            .unwrap();
        let kept = serde_json::to_string(&model).unwrap();
        assert!(kept.len() < 1_500_000, "{} bytes", kept.len());
        assert_eq!(serde_json::from_str::<Linear>(&kept).unwrap(), model);
    }
}

#[test]
fn nothing_to_learn_is_an_error() {
    let fit = |examples: &[Example]| Training::new("none").fit(examples).unwrap_err();
    assert_eq!(fit(&[]), TrainError::NoExamples);
    let no_label = Example::with::<&str>("hallo", []);
    assert_eq!(fit(&[no_label]), TrainError::NoLabels { examples: 1 });
    let one = Example::new("hallo", label::REMARK);
    let expected = TrainError::OneSided {
        label: label::REMARK.into(),
    };
    assert_eq!(fit(&[one.clone(), one]), expected);
}

#[test]
fn a_cost_that_is_none_is_an_error() {
    let examples = [
        Example::new("dank je wel", label::THANKS),
        Example::new("weer niets gehoord", label::COMPLAINT),
    ];
    let fit = |cost: f64| Training::new("none").cost(cost).fit(&examples).err();
    for cost in [f64::NAN, f64::INFINITY, 0.0, -0.5, 1e-9, 1e9] {
        assert_eq!(fit(cost), Some(TrainError::BadCost), "{cost}");
    }
    assert_eq!((fit(1e-6), fit(1e6)), (None, None));
}

#[test]
fn a_file_that_cannot_be_used_says_why() {
    let kept = serde_json::to_value(&*OF_TWO).unwrap();
    let refused = |change: fn(&mut Value)| {
        let mut file = kept.clone();
        change(&mut file);
        serde_json::from_value::<Linear>(file)
            .unwrap_err()
            .to_string()
    };
    type Change = fn(&mut Value);
    let cases: [(Change, &str); 9] = [
        (
            |file| file["format"] = "webcare-linear/1".into(),
            "`webcare-linear/1` is not a format",
        ),
        (
            |file| file["labels"][0] = "zebra".into(),
            "do not belong together",
        ),
        (
            |file| file["heads"] = Value::Array(vec![]),
            "do not belong together",
        ),
        (
            |file| file["weights"] = "PPP".into(),
            "3 weights where there should be 131072",
        ),
        (
            |file| file["bits"] = 40.into(),
            "weights where there should be",
        ),
        (
            |file| file["heads"][0]["bias"] = Value::Null,
            "invalid type: null",
        ),
        (
            |file| file["features"]["words"] = 9.into(),
            "at most 3 words",
        ),
        (|file| file["leans"][1] = 0.into(), "`leans[1]` is not"),
        (
            |file| file["leans"] = vec![1.0; 3].into(),
            "3 weights where there should be 2",
        ),
    ];
    for (change, said) in cases {
        let message = refused(change);
        assert!(message.contains(said), "{message}");
    }
    let mut odd = kept.clone();
    let weights = odd["weights"].as_str().unwrap().replacen('P', "\u{7}", 1);
    odd["weights"] = weights.into();
    let message = serde_json::from_value::<Linear>(odd)
        .unwrap_err()
        .to_string();
    assert!(message.contains("weights: \\u{7}"), "{message}");
}

#[test]
fn what_cannot_be_read_is_abstained_from() {
    for nothing in ["", "  ", "\u{200B}"] {
        assert!(MODEL.read(nothing).abstained().is_some(), "{nothing:?}");
    }
    assert!(MODEL.read(&"a ".repeat(40_000)).abstained().is_some());
    assert!(MODEL.raw("x", "zebra").is_none());
    assert!(MODEL.because("x", "zebra").is_empty());
}

#[test]
fn cues_are_read_too_where_that_is_asked() {
    let model = Training::new("cued")
        .features(Features::CUED)
        .fit(&examples())
        .unwrap();
    let text = "Al drie weken geen antwoord!";
    let because = model.because(text, label::COMPLAINT);
    assert!(
        because
            .iter()
            .any(|reason| reason.cue.as_str() == "cues/complaint")
    );
    let sum: f64 = because.iter().map(|reason| reason.weight).sum();
    let raw = model.raw(text, label::COMPLAINT).unwrap();
    assert!((model.bias(label::COMPLAINT).unwrap() + sum - raw).abs() < 1e-9);
    let kept = serde_json::to_string(&model).unwrap();
    assert_eq!(serde_json::from_str::<Linear>(&kept).unwrap(), model);
}

#[test]
fn what_was_learned_of_a_word_is_known_of_its_like() {
    let learned = [
        ("broken", label::COMPLAINT),
        ("ripped", label::COMPLAINT),
        ("damaged", label::COMPLAINT),
        ("great", label::PRAISE),
        ("amazing", label::PRAISE),
        ("fantastic", label::PRAISE),
    ];
    let examples: Vec<Example> = ["jacket", "screen", "fridge", "card", "sofa"]
        .into_iter()
        .flat_map(|what| learned.map(|(how, label)| Example::new(format!("{how} {what}"), label)))
        .collect();
    // Hardly a piece of them is a piece of one above.
    let like = [
        ("cracked", label::COMPLAINT),
        ("kapot", label::COMPLAINT),
        ("fell apart", label::COMPLAINT),
        ("superb", label::PRAISE),
        ("uitstekend", label::PRAISE),
    ];
    let told = |features: Features| {
        let model = Training::new("like").features(features).fit(&examples);
        let model = model.unwrap();
        like.map(|(text, meant)| model.raw(text, meant).unwrap() > 0.1)
    };
    assert_eq!(told(Features::SENSES), [true; 5]);
    assert_eq!(told(Features::FULL), [false; 5]);
}

#[test]
fn a_promise_is_kept_with_the_model() {
    let many: Vec<Example> = (0..40)
        .flat_map(|number| {
            examples().into_iter().map(move |mut example| {
                example.text = format!("{} {number}", example.text.reveal()).into();
                example
            })
        })
        .collect();
    let model = Training::new("many").fit(&many).unwrap();
    let from = model.threshold(label::COMPLAINT).unwrap();
    assert!(from > Confidence::NONE && from < Confidence::FULL);
    assert_eq!(model.threshold("zebra"), None);
    let nothing = Training::new("few").fit(&examples()).unwrap();
    assert_eq!(
        nothing.threshold(label::THANKS),
        None,
        "fifteen examples promise nothing"
    );
    let mut file = serde_json::to_value(&model).unwrap();
    file["thresholds"]["zebra"] = 0.5.into();
    let refused = serde_json::from_value::<Linear>(file)
        .unwrap_err()
        .to_string();
    assert!(refused.contains("`zebra` has a threshold"), "{refused}");
}

#[test]
fn the_quick_answer_is_the_long_one() {
    let mut reading = Reading::default();
    for model in [&*MODEL, &*OF_TWO] {
        for text in ["Geen antwoord!!", "dank je wel 👍", "hoe dan?", "", "x"] {
            let found = model.read(text);
            let top = found.top().map(|(label, sure)| (label.clone(), sure));
            let quick = model
                .surest(text, &mut reading)
                .map(|(label, sure)| (label.clone(), sure));
            assert_eq!(quick, top, "{text}");
        }
    }
}

/// What is read again in the same room allocates nothing.
#[test]
fn nothing_is_allocated_for_the_next_text() {
    let mut reading = Reading::default();
    let texts = examples().into_iter().map(|example| example.text);
    // Folding a letter with an accent takes a little room of its own.
    let texts: Vec<_> = texts.filter(|text| text.reveal().is_ascii()).collect();
    assert!(texts.len() > 10);
    let mut read = || {
        for text in &texts {
            assert!(MODEL.surest(text.reveal(), &mut reading).is_some());
        }
    };
    read();
    let counted = allocation_counter::measure(read);
    assert_eq!(counted.count_total, 0, "{counted:?}");
}
