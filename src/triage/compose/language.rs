use std::sync::Arc;

use async_trait::async_trait;

use super::{Answer, checked};
use crate::mention::Mention;
use crate::sorted::SortedMap;
use crate::triage::{Abstention, Assessment, Classifier, ClassifyError};

/// Hears the classifier for the language that a first one finds.
///
/// A text in a language that nobody here reads, or in none that shows, is
/// answered by the classifier for the rest, and abstained from
/// ([`Abstention::UnknownLanguage`]) without one: it goes to a person, and is
/// never taken for one that needs no answer.
#[derive(Clone, Debug)]
pub struct ByLanguage {
    finds: Arc<dyn Classifier>,
    of: SortedMap<String, Arc<dyn Classifier>>,
    rest: Option<Arc<dyn Classifier>>,
}

impl ByLanguage {
    /// `finds` says which language a text is in
    /// ([`Assessment::in_language`]).
    pub fn new(finds: Arc<dyn Classifier>) -> Self {
        Self {
            finds,
            of: SortedMap::new(),
            rest: None,
        }
    }

    /// The classifier for a language, by its tag, such as `nl`.
    pub fn of(mut self, tag: impl Into<String>, classifier: Arc<dyn Classifier>) -> Self {
        self.of.insert(tag.into(), classifier);
        self
    }

    /// The classifier for every other language.
    pub fn rest(mut self, classifier: Arc<dyn Classifier>) -> Self {
        self.rest = Some(classifier);
        self
    }
}

#[async_trait]
impl Classifier for ByLanguage {
    async fn assess(&self, batch: &[Mention]) -> Vec<Result<Assessment, ClassifyError>> {
        let mut answers = checked(self.finds.assess(batch).await, batch.len());
        // The places in the batch, by the classifier that is to fill them.
        let mut places: SortedMap<Option<String>, Vec<usize>> = SortedMap::new();
        for (place, answer) in answers.iter().enumerate() {
            let Ok(found) = answer else { continue };
            let tag = found.language().filter(|tag| self.of.contains_key(*tag));
            places
                .entry(tag.map(str::to_owned))
                .or_default()
                .push(place);
        }
        for (tag, places) in places {
            let classifier = tag.map_or(self.rest.as_ref(), |tag| self.of.get(&tag));
            let Some(classifier) = classifier else {
                for place in places {
                    change(&mut answers, place, |found| {
                        found.abstaining(Abstention::UnknownLanguage)
                    });
                }
                continue;
            };
            let asked: Vec<Mention> = places
                .iter()
                .filter_map(|p| batch.get(*p).cloned())
                .collect();
            let found = checked(classifier.assess(&asked).await, asked.len());
            for (place, answer) in places.into_iter().zip(found) {
                if let Some(into) = answers.get_mut(place) {
                    let tag = into.as_ref().ok().and_then(|found| found.language());
                    let tag = tag.map(str::to_owned);
                    *into = answer.map(|answer| match tag {
                        Some(tag) => answer.in_language(tag),
                        None => answer,
                    });
                }
            }
        }
        answers
    }
}

fn change(answers: &mut [Answer], place: usize, how: impl Fn(Assessment) -> Assessment) {
    if let Some(Ok(found)) = answers.get_mut(place) {
        *found = how(found.clone());
    }
}
