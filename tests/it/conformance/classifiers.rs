use std::future;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use pollster::block_on;
use webcare::conformance::{self, Report, Subject};
use webcare::mention::Mention;
use webcare::triage::{Assessment, Classifier, ClassifyError, Confidence, Context, Cues, label};

use super::caught;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    AnswersNothing,
    AnswersTooMuch,
    Shortens,
    Sorts,
    LooksAround,
    DropsDoubles,
    Changes,
    InventsLabels,
    FailsTogether,
    AssessesAnything,
    NeverAnswers,
    BreaksWhenDropped,
}

const FAULTS: &[(Fault, &str)] = &[
    (Fault::AnswersTooMuch, "an_empty_batch_has_an_empty_answer"),
    (Fault::AnswersNothing, "every_mention_has_its_result"),
    (Fault::Shortens, "every_mention_has_its_result"),
    (Fault::Sorts, "results_stand_in_the_order_of_the_batch"),
    (Fault::LooksAround, "a_mention_alone_is_assessed_alike"),
    (Fault::DropsDoubles, "a_mention_twice_is_assessed_twice"),
    (Fault::Changes, "the_same_batch_is_assessed_alike"),
    (
        Fault::InventsLabels,
        "every_assessment_scores_the_same_labels",
    ),
    (
        Fault::FailsTogether,
        "a_refused_mention_keeps_no_other_from_its_assessment",
    ),
    (
        Fault::AssessesAnything,
        "a_refused_mention_keeps_no_other_from_its_assessment",
    ),
    (Fault::NeverAnswers, "it_answers_in_its_time"),
    (
        Fault::BreaksWhenDropped,
        "an_answer_that_is_dropped_does_no_harm",
    ),
];

/// A classifier that measures lengths, with one fault.
#[derive(Debug)]
struct Length {
    fault: Fault,
    calls: AtomicU32,
    open: AtomicU32,
}

const POISON: &str = "gif";

fn surety(of: usize) -> Confidence {
    Confidence::new((of % 97) as f64 / 97.0).unwrap()
}

impl Length {
    fn one(
        &self,
        mention: &Mention,
        around: usize,
        call: u32,
    ) -> Result<Assessment, ClassifyError> {
        let text = mention.text.reveal();
        if text == POISON && self.fault != Fault::AssessesAnything {
            let reason = POISON.to_owned();
            return Err(ClassifyError::Refused { reason });
        }
        let counted = match self.fault {
            Fault::LooksAround => text.len() + around,
            Fault::Changes => text.len() + call as usize,
            Fault::BreaksWhenDropped => text.len() + self.open.load(Ordering::SeqCst) as usize,
            _ => text.len(),
        };
        let label = match self.fault {
            Fault::InventsLabels if text.contains("Thanks") => "gratitude",
            _ => label::COMPLAINT,
        };
        Ok(Assessment::by("length/1").scored(label, surety(counted)))
    }
}

#[async_trait]
impl Classifier for Length {
    async fn assess(&self, batch: &[Mention]) -> Vec<Result<Assessment, ClassifyError>> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        let poisoned = batch.iter().any(|it| it.text.reveal() == POISON);
        let one = |mention| self.one(mention, batch.len(), call);
        let mut results: Vec<_> = batch.iter().map(one).collect();
        match self.fault {
            Fault::AnswersNothing => results.clear(),
            Fault::AnswersTooMuch if batch.is_empty() => {
                results.push(Err(ClassifyError::TimedOut));
            }
            Fault::Shortens => results.truncate(16),
            Fault::Sorts => results.sort_by_key(|it| format!("{it:?}")),
            Fault::DropsDoubles => results.dedup_by_key(|it| format!("{it:?}")),
            Fault::FailsTogether if poisoned => {
                results = batch.iter().map(|_| Err(ClassifyError::TimedOut)).collect();
            }
            Fault::NeverAnswers => future::pending().await,
            Fault::BreaksWhenDropped => {
                self.open.fetch_add(1, Ordering::SeqCst);
                let mut polled = false;
                future::poll_fn(|context| {
                    context.waker().wake_by_ref();
                    match std::mem::replace(&mut polled, true) {
                        true => std::task::Poll::Ready(()),
                        false => std::task::Poll::Pending,
                    }
                })
                .await;
                self.open.fetch_sub(1, Ordering::SeqCst);
            }
            _ => {}
        }
        results
    }
}

fn subject() -> Subject {
    let poison = Mention::post("twitter", "poison").text(POISON);
    let long: Vec<_> = (0..20)
        .map(|n| Mention::post("twitter", format!("{n}")).text("a".repeat(n)))
        .collect();
    Subject::usual().with(long).refusing(poison)
}

fn tried(fault: Fault) -> Report {
    let (calls, open) = (AtomicU32::new(0), AtomicU32::new(0));
    let length = Length { fault, calls, open };
    // A timer that is never done, save where nothing else would end.
    let subject = match fault {
        Fault::NeverAnswers => subject().timed_by(|| future::ready(())),
        _ => subject().timed_by(future::pending),
    };
    block_on(conformance::classifiers(&length, &subject))
}

// S4:19
#[test]
fn a_classifier_in_order_keeps_every_promise() {
    let report = tried(Fault::None);
    assert!(report.is_kept(), "{report}");
    assert!(
        report.left_out.is_empty() && report.kept.len() == 10,
        "{report}"
    );
    let cues = block_on(conformance::classifiers(
        &Cues::new(Context::default()),
        &Subject::usual(),
    ));
    assert!(cues.is_kept(), "{cues}");
}

#[test]
fn every_fault_is_caught_by_the_check_made_for_it() {
    for (fault, check) in FAULTS {
        caught(&tried(*fault), &format!("{fault:?}"), check);
    }
}
