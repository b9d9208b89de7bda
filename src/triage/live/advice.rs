use serde::{Deserialize, Serialize};

use super::stage::{Live, Stage};
use crate::sorted::SortedMap;
use crate::triage::{Assessment, Confidence, Label, ModelId};

/// What a model would say of a mention. It is for the log: nothing that
/// decides takes one.
///
/// ```compile_fail
/// use webcare::mention::Mention;
/// use webcare::policy::Policy;
/// use webcare::triage::live::Proposal;
///
/// fn decide(policy: &Policy, mention: &Mention, proposal: &Proposal) {
///     policy.triage_advised(mention, None, proposal); // expected `&Advice`
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Proposal {
    /// The model.
    pub by: ModelId,
    /// The label.
    pub label: Label,
    /// How sure it is of it.
    pub sure: Confidence,
}

/// What a model that earned it may say of a mention.
///
/// Only [`Live::hear`] makes one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Advice {
    by: Option<ModelId>,
    raises: SortedMap<Label, Confidence>,
    files: Option<Label>,
}

/// What comes of hearing a model on one mention.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Heard {
    /// For the log: of every label from [`Stage::Shadow`] on.
    pub proposals: Vec<Proposal>,
    /// For the desk: of labels from [`Stage::Assist`] on.
    pub advice: Advice,
}

impl Advice {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.raises.is_empty() && self.files.is_none()
    }

    /// The model that says so; `None` where it says nothing.
    pub fn by(&self) -> Option<&ModelId> {
        self.by.as_ref().filter(|_| !self.is_empty())
    }

    /// The label as which the mention may be filed.
    pub fn files(&self) -> Option<&Label> {
        self.files.as_ref()
    }

    /// The labels that ask for a reader, with how sure the model is of each.
    pub fn raises(&self) -> &SortedMap<Label, Confidence> {
        &self.raises
    }

    /// An assessment in which no label that asks for a reader is less likely
    /// than the model has it. Nothing else of it changes.
    pub(crate) fn raise(&self, found: &Assessment) -> Assessment {
        let mut raised = found.clone();
        for (label, sure) in &self.raises {
            if found.score(label).is_none_or(|known| known < *sure) {
                raised = raised.scored(label.clone(), *sure);
            }
        }
        raised
    }
}

impl Live {
    /// Takes what the model says of a mention for what its stages allow.
    ///
    /// The word of another model than the one that is going live is kept in
    /// the shadow. A mention is filed only where the model is not as sure as
    /// not of any label that asks for a reader, and did not abstain.
    pub fn hear(&self, found: &Assessment) -> Heard {
        let at_least = |stage: Stage| self.labels().filter(move |it| self.stage(it) >= stage);
        let scored = |label: &Label| Some((label.clone(), found.score(label)?));
        let shown = at_least(Stage::Shadow).filter_map(scored);
        let proposals = shown.map(|(label, sure)| Proposal {
            by: found.model().clone(),
            label,
            sure,
        });
        let proposals = proposals.collect();
        if found.model() != self.model() || found.abstained().is_some() {
            return Heard {
                proposals,
                advice: Advice::default(),
            };
        }
        let raises = at_least(Stage::Assist)
            .filter(|label| label.asks())
            .filter_map(scored);
        let asks = |(label, sure): (&Label, &Confidence)| label.asks() && *sure >= Confidence::EVEN;
        let is_asking = found.scores().iter().any(asks);
        let filed = at_least(Stage::AutoNoResponse)
            .filter(|label| !label.asks())
            .filter_map(scored)
            .filter(|(label, sure)| self.from(label).is_some_and(|from| *sure >= from))
            .max_by_key(|(_, sure)| *sure);
        Heard {
            proposals,
            advice: Advice {
                by: Some(found.model().clone()),
                raises: raises.collect(),
                files: filed.filter(|_| !is_asking).map(|(label, _)| label),
            },
        }
    }
}
