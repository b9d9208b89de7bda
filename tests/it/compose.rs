//! Classifiers made of classifiers: who is asked, who is believed, who fails.

use std::sync::{Arc, Mutex};

use webcare::mention::Mention;
use webcare::triage::compose::{
    ByLanguage, Ensemble, Fallback, First, Heard, Memo, Shadow, Thresholds,
};
use webcare::triage::{
    Abstention, Assessment, Classifier, ClassifyError, Confidence, Evidence, Label, label,
};

type Answer = Result<Assessment, ClassifyError>;

/// Says what a function says, and counts what it was asked.
struct Told {
    says: fn(&str) -> Answer,
    asked: Mutex<Vec<String>>,
}

impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Told")
    }
}

fn told(says: fn(&str) -> Answer) -> Arc<Told> {
    let asked = Mutex::default();
    Arc::new(Told { says, asked })
}

#[async_trait::async_trait]
impl Classifier for Told {
    async fn assess(&self, batch: &[Mention]) -> Vec<Answer> {
        let mut asked = self.asked.lock().unwrap();
        asked.extend(batch.iter().map(|mention| mention.text.reveal().to_owned()));
        batch
            .iter()
            .map(|mention| (self.says)(mention.text.reveal()))
            .collect()
    }
}

/// Answers too little.
#[derive(Debug)]
struct Short;

#[async_trait::async_trait]
impl Classifier for Short {
    async fn assess(&self, _: &[Mention]) -> Vec<Answer> {
        Vec::new()
    }
}

fn sure(number: f64) -> Confidence {
    Confidence::new(number).unwrap()
}

fn complaint(number: f64) -> Answer {
    Ok(Assessment::by("one").scored(label::COMPLAINT, sure(number)))
}

/// As sure of a complaint as the text says in tenths; `x` fails.
fn tenths(text: &str) -> Answer {
    let tenth: f64 = text.parse().map_err(|_| ClassifyError::TimedOut)?;
    let rest = sure(1.0 - tenth / 10.0);
    complaint(tenth / 10.0).map(|found| found.scored(label::THANKS, rest))
}

fn ask(classifier: &dyn Classifier, texts: &[&str]) -> Vec<Answer> {
    let mention = |(text, id): (&&str, u32)| Mention::post("twitter", id.to_string()).text(*text);
    let batch: Vec<Mention> = texts.iter().zip(0..).map(mention).collect();
    pollster::block_on(classifier.assess(&batch))
}

fn complaints(answers: &[Answer]) -> Vec<Option<f64>> {
    let of = |answer: &Answer| Some(answer.as_ref().ok()?.score(label::COMPLAINT)?.get());
    answers.iter().map(of).collect()
}

#[test]
fn thresholds_abstain_and_say_from_what() {
    let inner = told(tenths);
    let careful = Thresholds::new(inner, sure(0.7))
        .label(label::THANKS, sure(0.9))
        .gap(sure(0.5));
    let answers = ask(&careful, &["9", "6", "2", "x", "7"]);
    let abstained: Vec<Option<Abstention>> = answers
        .iter()
        .map(|answer| {
            answer
                .as_ref()
                .ok()
                .and_then(|found| found.abstained().cloned())
        })
        .collect();
    let unsure = |surest: &str| {
        Some(Abstention::Unsure {
            surest: surest.into(),
        })
    };
    let close = Abstention::Undecided {
        first: label::COMPLAINT.into(),
        second: label::THANKS.into(),
    };
    let expected = [
        None,
        unsure(label::COMPLAINT),
        unsure(label::THANKS),
        None,
        Some(close),
    ];
    assert_eq!(abstained, expected);
    assert!(matches!(answers[3], Err(ClassifyError::TimedOut)));
    assert_eq!(
        answers[0].as_ref().unwrap().model().as_str(),
        "threshold(one)"
    );
    assert_eq!(complaints(&answers[1..2]), [Some(0.6)], "the scores stay");
}

#[test]
fn the_second_is_asked_only_about_what_the_first_leaves() {
    let (first, then) = (told(tenths), told(|_| complaint(0.5)));
    let both = First::new(first.clone(), sure(0.8), then.clone());
    assert_eq!(
        complaints(&ask(&both, &["9", "6", "x", "1"])),
        [Some(0.9), Some(0.5), Some(0.5), Some(0.1)]
    );
    assert_eq!(*then.asked.lock().unwrap(), ["6", "x"]);
    // A second one that fails does not take away what the first one said.
    let both = First::new(first, sure(0.8), told(|_| Err(ClassifyError::TimedOut)));
    assert_eq!(complaints(&ask(&both, &["6", "x"])), [Some(0.6), None]);
}

#[test]
fn a_fallback_hears_what_failed_and_nothing_else() {
    let second = told(|_| complaint(0.5));
    let safe = Fallback::new(told(tenths), second.clone());
    assert_eq!(
        complaints(&ask(&safe, &["9", "x", "2"])),
        [Some(0.9), Some(0.5), Some(0.2)]
    );
    assert_eq!(*second.asked.lock().unwrap(), ["x"]);
    let safe = Fallback::new(Arc::new(Short), second);
    assert_eq!(complaints(&ask(&safe, &["9", "x"])), [Some(0.5), Some(0.5)]);
}

#[test]
fn too_few_answers_are_no_answers() {
    let answers = ask(&Thresholds::new(Arc::new(Short), sure(0.5)), &["1", "2"]);
    assert_eq!(answers.len(), 2);
    for answer in answers {
        let error = answer.unwrap_err();
        assert_eq!(
            error.to_string(),
            "the classifier gave an answer that cannot be used: 0 answers to 2 mentions"
        );
    }
}

#[test]
fn each_language_has_its_classifier_and_an_unknown_one_goes_to_a_person() {
    let finds = told(|text| {
        let found = Assessment::by("finds");
        Ok(match text.chars().next() {
            Some('n') => found.in_language("nl"),
            Some('d') => found.in_language("de"),
            _ => found,
        })
    });
    let dutch = told(|_| complaint(0.9));
    let by = ByLanguage::new(finds.clone()).of("nl", dutch.clone());
    let answers = ask(&by, &["n1", "d1", "?", "n2"]);
    assert_eq!(complaints(&answers), [Some(0.9), None, None, Some(0.9)]);
    assert_eq!(*dutch.asked.lock().unwrap(), ["n1", "n2"]);
    let found: Vec<&Assessment> = answers
        .iter()
        .map(|answer| answer.as_ref().unwrap())
        .collect();
    assert_eq!(found[0].language(), Some("nl"));
    assert_eq!(found[1].abstained(), Some(&Abstention::UnknownLanguage));
    assert_eq!(found[2].abstained(), Some(&Abstention::UnknownLanguage));
    let by = by.rest(told(|_| complaint(0.2)));
    let answers = ask(&by, &["d1", "n1"]);
    assert_eq!(complaints(&answers), [Some(0.2), Some(0.9)]);
    assert_eq!(answers[0].as_ref().unwrap().language(), Some("de"));
}

fn member(says: fn(&str) -> Answer) -> Arc<dyn Classifier> {
    told(says)
}

#[test]
fn an_ensemble_is_the_mean_or_the_vote_of_those_that_speak() {
    fn silent(_: &str) -> Answer {
        Ok(Assessment::by("silent").abstaining(Abstention::NothingToRead))
    }
    let mean = Ensemble::mean([member(tenths), member(|_| complaint(0.5)), member(silent)]);
    assert_eq!(complaints(&ask(&mean, &["9", "x"])), [Some(0.7), None]);
    let vote = Ensemble::vote([member(tenths), member(|_| complaint(0.5)), member(silent)]);
    let answers = ask(&vote, &["9", "1"]);
    assert_eq!(complaints(&answers), [Some(1.0), Some(0.5)]);
    assert_eq!(
        answers[0].as_ref().unwrap().model().as_str(),
        "vote(one, one, silent)"
    );
    let nobody = Ensemble::mean([member(silent)]);
    let answers = ask(&nobody, &["9"]);
    assert_eq!(
        answers[0].as_ref().unwrap().abstained(),
        Some(&Abstention::NothingToRead)
    );
    assert!(ask(&Ensemble::mean([]), &["9"])[0].is_ok());
}

#[test]
fn the_evidence_of_an_ensemble_is_that_of_its_members_in_their_measure() {
    fn with_reason(_: &str) -> Answer {
        let reason = Evidence::whole(label::COMPLAINT, 2.0, "angry");
        complaint(0.5).map(|found| found.because([reason]))
    }
    let answers = ask(
        &Ensemble::mean([member(with_reason), member(with_reason)]),
        &["9"],
    );
    let weights: Vec<f64> = answers[0]
        .as_ref()
        .unwrap()
        .evidence()
        .iter()
        .map(|r| r.weight)
        .collect();
    assert_eq!(weights, [1.0, 1.0]);
}

#[derive(Debug, Default)]
struct Log(Mutex<Vec<(Option<f64>, Option<f64>)>>);

impl Heard for Log {
    fn heard(&self, _: &Mention, used: &Answer, on_trial: &Answer) {
        let score = |answer: &Answer| Some(answer.as_ref().ok()?.score(label::COMPLAINT)?.get());
        self.0.lock().unwrap().push((score(used), score(on_trial)));
    }
}

#[test]
fn what_is_on_trial_is_heard_and_changes_nothing() {
    let log = Arc::new(Log::default());
    let shadow = Shadow::new(told(tenths), told(|_| complaint(0.5)), log.clone());
    assert_eq!(
        complaints(&ask(&shadow, &["9", "2"])),
        [Some(0.9), Some(0.2)]
    );
    assert_eq!(
        *log.0.lock().unwrap(),
        [(Some(0.9), Some(0.5)), (Some(0.2), Some(0.5))]
    );
    let shadow = Shadow::new(told(tenths), Arc::new(Short), log.clone());
    assert_eq!(complaints(&ask(&shadow, &["9"])), [Some(0.9)]);
    assert_eq!(log.0.lock().unwrap().last(), Some(&(Some(0.9), None)));
}

#[test]
fn a_text_is_asked_about_once_while_it_is_remembered() {
    let inner = told(tenths);
    let memo = Memo::new(inner.clone(), 2);
    let scores = complaints(&ask(&memo, &["9", "1", "9", "x", "x", "9"]));
    assert_eq!(
        scores,
        [Some(0.9), Some(0.1), Some(0.9), None, None, Some(0.9)]
    );
    assert_eq!(*inner.asked.lock().unwrap(), ["9", "1", "x"]);
    ask(&memo, &["9", "x", "3", "1"]);
    assert_eq!(
        inner.asked.lock().unwrap()[3..],
        ["x", "3"],
        "failures are asked again"
    );
    ask(&memo, &["9"]);
    assert_eq!(
        inner.asked.lock().unwrap()[5..],
        ["9"],
        "the oldest was forgotten"
    );
    memo.forget();
    ask(&memo, &["9"]);
    assert_eq!(inner.asked.lock().unwrap().len(), 7);
    assert!(!format!("{memo:?}").contains('9'));
}

#[test]
fn the_labels_of_a_composition_are_those_of_its_parts() {
    let all: Vec<Label> = ask(&Ensemble::mean([member(tenths)]), &["5"])[0]
        .as_ref()
        .unwrap()
        .scores()
        .keys()
        .cloned()
        .collect();
    assert_eq!(
        all,
        [Label::new(label::COMPLAINT), Label::new(label::THANKS)]
    );
}
