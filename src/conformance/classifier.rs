//! A classifier answers for every mention, for each by itself, in its time.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use super::Subject;
use super::seen::{Seen, ensure, same};
use crate::mention::Mention;
use crate::triage::{Assessment, Classifier, ClassifyError, Label};

/// Nothing in, nothing out.
pub async fn an_empty_batch_has_an_empty_answer(
    classifier: &dyn Classifier,
    _: &Subject,
) -> Result<(), Seen> {
    same(
        "the number of results",
        &classifier.assess(&[]).await.len(),
        &0,
    )
}

/// Batches of every length have as many results.
pub async fn every_mention_has_its_result(
    classifier: &dyn Classifier,
    subject: &Subject,
) -> Result<(), Seen> {
    let many: Vec<Mention> = subject.mentions.iter().cycle().take(50).cloned().collect();
    for length in [1, 2, 17, 50] {
        let batch: Vec<Mention> = many.iter().take(length).cloned().collect();
        let results = classifier.assess(&batch).await;
        same("the number of results", &results.len(), &length)?;
    }
    Ok(())
}

/// A batch turned round has its results turned round.
pub async fn results_stand_in_the_order_of_the_batch(
    classifier: &dyn Classifier,
    subject: &Subject,
) -> Result<(), Seen> {
    let straight = found(classifier, &subject.mentions).await;
    let turned: Vec<Mention> = subject.mentions.iter().rev().cloned().collect();
    let mut back = found(classifier, &turned).await;
    back.reverse();
    alike(&straight, &back, "in a batch that was turned round")
}

/// A mention is assessed alike alone and among others.
pub async fn a_mention_alone_is_assessed_alike(
    classifier: &dyn Classifier,
    subject: &Subject,
) -> Result<(), Seen> {
    let together = found(classifier, &subject.mentions).await;
    let mut alone = Vec::new();
    for mention in &subject.mentions {
        alone.extend(found(classifier, std::slice::from_ref(mention)).await);
    }
    alike(&together, &alone, "alone")
}

/// A mention that is in the batch twice has its assessment twice.
pub async fn a_mention_twice_is_assessed_twice(
    classifier: &dyn Classifier,
    subject: &Subject,
) -> Result<(), Seen> {
    let twice = subject
        .mentions
        .iter()
        .flat_map(|it| [it.clone(), it.clone()]);
    let results = found(classifier, &twice.collect::<Vec<_>>()).await;
    same(
        "the number of results",
        &results.len(),
        &(2 * subject.mentions.len()),
    )?;
    let (first, second): (Vec<_>, Vec<_>) = results
        .chunks(2)
        .filter_map(|pair| pair.first().cloned().zip(pair.last().cloned()))
        .unzip();
    alike(&first, &second, "the second time")
}

/// The same batch again has the same assessments.
pub async fn the_same_batch_is_assessed_alike(
    classifier: &dyn Classifier,
    subject: &Subject,
) -> Result<(), Seen> {
    let first = found(classifier, &subject.mentions).await;
    for _ in 0..3 {
        let again = found(classifier, &subject.mentions).await;
        alike(&first, &again, "the next time")?;
    }
    Ok(())
}

/// Whatever is assessed, the labels are the same. What is abstained from may
/// have none.
pub async fn every_assessment_scores_the_same_labels(
    classifier: &dyn Classifier,
    subject: &Subject,
) -> Result<(), Seen> {
    let mut known: Option<Vec<Label>> = None;
    for assessment in found(classifier, &subject.mentions)
        .await
        .into_iter()
        .flatten()
    {
        let labels: Vec<Label> = assessment.scores().keys().cloned().collect();
        if assessment.abstained().is_some() && labels.is_empty() {
            continue;
        }
        same(
            "the labels",
            &labels,
            known.get_or_insert_with(|| labels.clone()),
        )?;
    }
    Ok(())
}

/// A mention that cannot be assessed has an error, and the others their assessment.
pub async fn a_refused_mention_keeps_no_other_from_its_assessment(
    classifier: &dyn Classifier,
    subject: &Subject,
) -> Result<(), Seen> {
    let Some(refused) = &subject.refused else {
        return Ok(());
    };
    let without = found(classifier, &subject.mentions).await;
    for place in [0, subject.mentions.len() / 2, subject.mentions.len()] {
        let mut batch = subject.mentions.clone();
        batch.insert(place, refused.clone());
        let mut results = found(classifier, &batch).await;
        same("the number of results", &results.len(), &batch.len())?;
        let its_own = results.remove(place);
        ensure(its_own.is_none(), "what cannot be assessed is assessed")?;
        alike(&without, &results, "beside one that cannot be assessed")?;
    }
    Ok(())
}

/// It answers before the host's timer is done.
pub async fn it_answers_in_its_time(
    classifier: &dyn Classifier,
    subject: &Subject,
) -> Result<(), Seen> {
    let Some(timer) = &subject.timer else {
        return Ok(());
    };
    let mut timer = timer();
    let mut answer = pin!(classifier.assess(&subject.mentions));
    let in_time = poll_fn(|context| match answer.as_mut().poll(context) {
        Poll::Ready(_) => Poll::Ready(true),
        Poll::Pending => timer.as_mut().poll(context).map(|()| false),
    });
    ensure(in_time.await, "the timer was done before the answer came")
}

/// An answer that nobody waited for leaves the next one as it would be.
pub async fn an_answer_that_is_dropped_does_no_harm(
    classifier: &dyn Classifier,
    subject: &Subject,
) -> Result<(), Seen> {
    let before = found(classifier, &subject.mentions).await;
    {
        let mut dropped = pin!(classifier.assess(&subject.mentions));
        poll_fn(|context| {
            let _ = dropped.as_mut().poll(context);
            Poll::Ready(())
        })
        .await;
    }
    let after = found(classifier, &subject.mentions).await;
    alike(&before, &after, "after an answer that was dropped")
}

/// The assessments, none where there was an error.
async fn found(classifier: &dyn Classifier, batch: &[Mention]) -> Vec<Option<Assessment>> {
    let results = classifier.assess(batch).await.into_iter();
    results.map(Result::<_, ClassifyError>::ok).collect()
}

fn alike(one: &[Option<Assessment>], other: &[Option<Assessment>], when: &str) -> Result<(), Seen> {
    same("the number of results", &other.len(), &one.len())?;
    let differs = one.iter().zip(other).position(|(one, other)| one != other);
    match differs {
        None => Ok(()),
        Some(place) => Err(Seen::new(format!(
            "mention {place} is assessed otherwise {when}"
        ))),
    }
}
