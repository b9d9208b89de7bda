use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;

use super::{Answer, checked};
use crate::mention::Mention;
use crate::text::Private;
use crate::triage::{Assessment, Classifier, ClassifyError};

/// Remembers what was said about a text, for a classifier that is dear to
/// ask: a post that is repeated a hundred times is asked about once.
///
/// Only for a classifier that reads nothing but the text. Failures are not
/// remembered; the oldest texts are forgotten first.
pub struct Memo {
    inner: Arc<dyn Classifier>,
    most: usize,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    of: BTreeMap<Private, Assessment>,
    oldest: VecDeque<Private>,
}

impl Memo {
    /// Remembers so many texts at most.
    pub fn new(inner: Arc<dyn Classifier>, most: usize) -> Self {
        Self {
            inner,
            most,
            known: Mutex::default(),
        }
    }

    /// Forgets every text: the texts of people are in it.
    pub fn forget(&self) {
        self.with(|known| *known = Known::default());
    }

    fn with<T>(&self, how: impl FnOnce(&mut Known) -> T) -> T {
        // A panic elsewhere leaves at worst a text that is not remembered.
        how(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Known {
    fn keep(&mut self, text: &Private, found: &Assessment, most: usize) {
        if self.of.insert(text.clone(), found.clone()).is_none() {
            self.oldest.push_back(text.clone());
        }
        while self.of.len() > most {
            let Some(oldest) = self.oldest.pop_front() else {
                break;
            };
            self.of.remove(&oldest);
        }
    }
}

impl fmt::Debug for Memo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memo")
            .field("inner", &self.inner)
            .field("most", &self.most)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Classifier for Memo {
    async fn assess(&self, batch: &[Mention]) -> Vec<Result<Assessment, ClassifyError>> {
        let of = |known: &mut Known, mention: &Mention| known.of.get(&mention.text).cloned();
        let known: Vec<Option<Assessment>> =
            self.with(|known| batch.iter().map(|mention| of(known, mention)).collect());
        // Every unknown text once, with its place among those that are asked about.
        let mut places: BTreeMap<&Private, usize> = BTreeMap::new();
        let mut asked: Vec<Mention> = Vec::new();
        for (mention, known) in batch.iter().zip(&known) {
            if known.is_none() && !places.contains_key(&mention.text) {
                places.insert(&mention.text, asked.len());
                asked.push(mention.clone());
            }
        }
        if asked.is_empty() {
            return known.into_iter().flatten().map(Ok).collect();
        }
        let answers = checked(self.inner.assess(&asked).await, asked.len());
        self.with(|known| {
            for (mention, answer) in asked.iter().zip(&answers) {
                if let Ok(found) = answer {
                    known.keep(&mention.text, found, self.most);
                }
            }
        });
        let answer = |(mention, known): (&Mention, Option<Assessment>)| match known {
            Some(found) => Ok(found),
            None => {
                let place = places
                    .get(&mention.text)
                    .and_then(|place| answers.get(*place));
                match place {
                    Some(answer) => again(answer),
                    None => Err(ClassifyError::Unusable {
                        reason: "no answer".to_owned(),
                    }),
                }
            }
        };
        batch.iter().zip(known).map(answer).collect()
    }
}

/// The same answer once more.
fn again(answer: &Answer) -> Answer {
    match answer {
        Ok(found) => Ok(found.clone()),
        Err(ClassifyError::TimedOut) => Err(ClassifyError::TimedOut),
        Err(ClassifyError::Refused { reason }) => Err(ClassifyError::Refused {
            reason: reason.clone(),
        }),
        Err(ClassifyError::Unusable { reason }) => Err(ClassifyError::Unusable {
            reason: reason.clone(),
        }),
        Err(ClassifyError::Unavailable { source }) => Err(ClassifyError::Unavailable {
            source: source.to_string().into(),
        }),
    }
}
