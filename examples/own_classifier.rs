//! A classifier of one's own: an adapter for a model that answers elsewhere,
//! and the promises that every classifier keeps, checked one by one.
//!
//! ```console
//! $ cargo run -q --example own_classifier
//! ```

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use webcare::mention::Mention;
use webcare::triage::compose::Fallback;
use webcare::triage::{Assessment, Classifier, ClassifyError, Confidence, Cues, label};

/// What the remote side answers about one text: (label, share), or why not.
type Told = Result<Vec<(String, f64)>, Trouble>;

/// What can go wrong on the way.
#[derive(Debug)]
enum Trouble {
    TooSlow,
    Refused(String),
    Down(String),
}

/// The other side. Here it would be HTTP, with the time-out of the host's
/// runtime around it: the library has no clock.
trait Remote: fmt::Debug + Send + Sync {
    fn ask(&self, texts: &[&str]) -> Vec<Told>;
}

/// The labels that the adapter knows. Whatever else the model says is an error, not a label.
const LABELS: [&str; 3] = [label::COMPLAINT, label::QUESTION, label::THANKS];

/// Asks a remote model, in batches that it can take.
#[derive(Debug)]
struct Adapter<R> {
    remote: R,
    model: &'static str,
    batch: usize,
}

#[async_trait]
impl<R: Remote> Classifier for Adapter<R> {
    async fn assess(&self, batch: &[Mention]) -> Vec<Result<Assessment, ClassifyError>> {
        let mut answers = Vec::with_capacity(batch.len());
        for some in batch.chunks(self.batch) {
            let texts: Vec<&str> = some.iter().map(|mention| mention.text.reveal()).collect();
            let mut told = self.remote.ask(&texts).into_iter();
            // An answer too few is that mention's error; one too many is nobody's.
            answers.extend(some.iter().map(|_| match told.next() {
                Some(told) => self.read(told),
                None => Err(unusable("no answer")),
            }));
        }
        answers
    }
}

impl<R: Remote> Adapter<R> {
    fn read(&self, told: Told) -> Result<Assessment, ClassifyError> {
        let told = told.map_err(|trouble| match trouble {
            Trouble::TooSlow => ClassifyError::TimedOut,
            Trouble::Refused(reason) => ClassifyError::Refused { reason },
            Trouble::Down(why) => ClassifyError::Unavailable { source: why.into() },
        })?;
        let mut found = LABELS
            .iter()
            .fold(Assessment::by(self.model), |found, label| {
                found.scored(*label, Confidence::NONE)
            });
        for (label, share) in told {
            if !LABELS.contains(&label.as_str()) {
                return Err(unusable("a label that was not agreed"));
            }
            let sure = Confidence::new(share).map_err(|error| unusable(&error.to_string()))?;
            found = found.scored(label, sure);
        }
        Ok(found)
    }
}

fn unusable(reason: &str) -> ClassifyError {
    ClassifyError::Unusable {
        reason: reason.to_owned(),
    }
}

/// Stands in for the other side, with the troubles that it has.
#[derive(Debug)]
struct Pretended;

impl Remote for Pretended {
    fn ask(&self, texts: &[&str]) -> Vec<Told> {
        let tell = |text: &&str| match *text {
            "slow" => Err(Trouble::TooSlow),
            "rude" => Err(Trouble::Refused("content filter".to_owned())),
            "down" => Err(Trouble::Down("connection reset".to_owned())),
            "odd" => Ok(vec![("weather".to_owned(), 0.9)]),
            "nan" => Ok(vec![(label::COMPLAINT.to_owned(), f64::NAN)]),
            text if text.ends_with('?') => Ok(vec![(label::QUESTION.to_owned(), 0.9)]),
            _ => Ok(vec![(label::COMPLAINT.to_owned(), 0.7)]),
        };
        texts.iter().map(tell).collect()
    }
}

/// A remote that answers too little.
#[derive(Debug)]
struct Curt;

impl Remote for Curt {
    fn ask(&self, _: &[&str]) -> Vec<Told> {
        Vec::new()
    }
}

fn mentions(texts: &[&str]) -> Vec<Mention> {
    let posts = (1..).zip(texts);
    posts
        .map(|(id, text)| Mention::post("twitter", id.to_string()).text(*text))
        .collect()
}

fn ask(classifier: &dyn Classifier, texts: &[&str]) -> Vec<Result<Assessment, ClassifyError>> {
    pollster::block_on(classifier.assess(&mentions(texts)))
}

/// The promises of the port that can be seen from outside.
fn conforms(classifier: &dyn Classifier, texts: &[&str]) {
    assert!(
        ask(classifier, &[]).is_empty(),
        "an empty batch has an empty answer"
    );
    let all = ask(classifier, texts);
    assert_eq!(all.len(), texts.len(), "the length of the batch is kept");
    let mut labels = None;
    for (text, together) in texts.iter().zip(&all) {
        let alone = ask(classifier, &[text]).remove(0);
        let error = |found: &Result<Assessment, ClassifyError>| {
            found.as_ref().err().map(ToString::to_string)
        };
        assert_eq!(
            (alone.as_ref().ok(), error(&alone)),
            (together.as_ref().ok(), error(together)),
            "each for itself, and always the same: `{text}`"
        );
        if let Ok(found) = together {
            let known: Vec<_> = found.scores().keys().cloned().collect();
            assert_eq!(
                *labels.get_or_insert(known.clone()),
                known,
                "a closed set of labels"
            );
        }
    }
    println!(
        "{} of {} answered; the contract is kept",
        all.iter().flatten().count(),
        texts.len()
    );
}

fn main() -> Result<(), Box<dyn Error>> {
    let texts = [
        "Al drie weken geen antwoord",
        "slow",
        "Hoe laat zijn jullie open?",
        "rude",
        "down",
        "odd",
        "nan",
        "",
    ];
    let ours = Adapter {
        remote: Pretended,
        model: "remote/3",
        batch: 3,
    };
    conforms(&ours, &texts);
    let curt = Adapter {
        remote: Curt,
        model: "curt/1",
        batch: 64,
    };
    conforms(&curt, &texts);

    // What can be tried again later is told apart from what cannot.
    let retryable = ask(&ours, &texts)
        .iter()
        .filter(|it| it.as_ref().is_err_and(ClassifyError::is_retryable))
        .count();
    assert_eq!(retryable, 2);

    // Where the model fails the built-in cues answer, and no mention goes unread.
    let careful = Fallback::new(Arc::new(ours), Arc::new(Cues::default()));
    for (text, found) in texts.iter().zip(ask(&careful, &texts)) {
        let found = found?;
        let top = found.top().map_or("nothing", |(label, _)| label.as_str());
        println!("{text:30} {top:12} by {}", found.model());
    }
    Ok(())
}
