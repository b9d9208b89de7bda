use std::fmt;
use std::future::Future;
use std::pin::Pin;

use super::classifier::{
    a_mention_alone_is_assessed_alike, a_mention_twice_is_assessed_twice,
    a_refused_mention_keeps_no_other_from_its_assessment, an_answer_that_is_dropped_does_no_harm,
    an_empty_batch_has_an_empty_answer, every_assessment_scores_the_same_labels,
    every_mention_has_its_result, it_answers_in_its_time, results_stand_in_the_order_of_the_batch,
    the_same_batch_is_assessed_alike,
};
use super::{Promise, Report};
use crate::mention::Mention;
use crate::triage::Classifier;

/// What a classifier is tried with.
pub struct Subject {
    pub(super) mentions: Vec<Mention>,
    pub(super) refused: Option<Mention>,
    pub(super) timer: Option<Box<dyn Fn() -> Timer + Send + Sync>>,
}

/// A future that is done when the time is over.
pub(super) type Timer = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Subject {
    /// A handful of mentions, short, long, empty and odd.
    pub fn usual() -> Self {
        let texts = [
            "Al twee weken niet teruggebeld, wat een klachtenafhandeling #nl",
            "Thanks, all sorted now!",
            "",
            "\u{202e}\u{0}\u{200d}🧑‍🤝‍🧑",
            "https://example.org @iemand @nogiemand",
        ];
        let long = "a".repeat(64 * 1024);
        let texts = texts.into_iter().chain([long.as_str()]);
        let mention = |(n, text): (usize, &str)| {
            Mention::post("twitter", format!("conformance-{n}"))
                .by("@iemand")
                .text(text)
        };
        Self {
            mentions: texts.enumerate().map(mention).collect(),
            refused: None,
            timer: None,
        }
    }

    /// Adds mentions of the host's own.
    pub fn with(mut self, mentions: impl IntoIterator<Item = Mention>) -> Self {
        self.mentions.extend(mentions);
        self
    }

    /// Adds a mention that the classifier surely cannot assess.
    pub fn refusing(mut self, mention: Mention) -> Self {
        self.refused = Some(mention);
        self
    }

    /// Adds a timer: when it is done, the classifier should have answered.
    pub fn timed_by<F>(mut self, timer: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.timer = Some(Box::new(move || Box::pin(timer())));
        self
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subject")
            .field("mentions", &self.mentions.len())
            .field("refuses", &self.refused.is_some())
            .field("timed", &self.timer.is_some())
            .finish()
    }
}

/// Tries a classifier. One that does not answer in its time is tried no further.
///
/// ```
/// use webcare::{conformance::{self, Subject}, mention::Mention, triage::{Assessment, Classifier, ClassifyError}};
///
/// #[derive(Debug)]
/// struct Silent;
///
/// #[async_trait::async_trait]
/// impl Classifier for Silent {
///     async fn assess(&self, batch: &[Mention]) -> Vec<Result<Assessment, ClassifyError>> {
///         batch.iter().map(|_| Ok(Assessment::by("silent/1"))).collect()
///     }
/// }
///
/// let subject = Subject::usual().timed_by(|| async { /* your runtime's sleep */ });
/// let report = pollster::block_on(conformance::classifiers(&Silent, &subject));
/// assert!(report.is_kept(), "{report}");
/// ```
pub async fn classifiers(classifier: &dyn Classifier, subject: &Subject) -> Report {
    use Promise::{Bounded, ClosedLabels, Deterministic, EachForItself, LengthAndOrder};
    let mut report = Report::default();
    macro_rules! run {
        ($($promise:ident: $check:ident,)*) => {{
            $(report.add(stringify!($check), $promise, $check(classifier, subject).await);)*
        }};
    }
    match subject.timer {
        Some(_) => run! { Bounded: it_answers_in_its_time, },
        None => report.left_out.push("it_answers_in_its_time"),
    }
    if !report.is_kept() {
        // The others would wait with it, for ever perhaps.
        return report;
    }
    run! {
        LengthAndOrder: an_empty_batch_has_an_empty_answer,
        LengthAndOrder: every_mention_has_its_result,
        LengthAndOrder: results_stand_in_the_order_of_the_batch,
        EachForItself: a_mention_alone_is_assessed_alike,
        EachForItself: a_mention_twice_is_assessed_twice,
        Deterministic: the_same_batch_is_assessed_alike,
        ClosedLabels: every_assessment_scores_the_same_labels,
        Bounded: an_answer_that_is_dropped_does_no_harm,
    }
    match subject.refused {
        Some(_) => run! { EachForItself: a_refused_mention_keeps_no_other_from_its_assessment, },
        None => report
            .left_out
            .push("a_refused_mention_keeps_no_other_from_its_assessment"),
    }
    report
}
