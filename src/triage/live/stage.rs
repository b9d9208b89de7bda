use serde::{Deserialize, Serialize};

use super::drift::Drifted;
use super::gate::Pass;
use crate::sorted::SortedMap;
use crate::triage::{Confidence, Label, ModelId};

/// How much a model counts, from not at all up.
#[expect(
    clippy::exhaustive_enums,
    reason = "there is no stage in which a model answers, and there will be none"
)]
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// People decide and the log listens; the model is not asked.
    #[default]
    ListenOnly,
    /// The model proposes to the log and to nobody else.
    Shadow,
    /// The model draws attention to what asks for an answer.
    Assist,
    /// The model may also file what no rule speaks of. It never answers.
    AutoNoResponse,
}

impl Stage {
    /// The next one up; none above [`Stage::AutoNoResponse`].
    pub fn next(self) -> Option<Self> {
        match self {
            Self::ListenOnly => Some(Self::Shadow),
            Self::Shadow => Some(Self::Assist),
            Self::Assist => Some(Self::AutoNoResponse),
            Self::AutoNoResponse => None,
        }
    }
}

/// The stages of one model: of the desk as a whole, and of every label.
///
/// What holds for a label is the lower of the two. It is data that the host
/// stores; every change is also returned, to be logged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Live {
    model: ModelId,
    desk: Stage,
    labels: SortedMap<Label, OfLabel>,
}

/// How far one label has come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfLabel {
    stage: Stage,
    /// From where on it is said, as the gate found it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<Confidence>,
}

/// A change of stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Moved {
    /// The label; `None` for the desk as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// The stage before.
    pub from: Stage,
    /// The stage now.
    pub to: Stage,
    /// What moved it.
    pub because: Why,
}

/// What moved a stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Why {
    /// A person decided so.
    Person,
    /// The gate let it pass.
    Passed,
    /// It no longer sees what it was judged on.
    Drifted(Vec<Drifted>),
}

/// A change of stage that is not allowed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StageError {
    /// The model has no such label.
    #[error("`{0}` is not a label of the model that is going live")]
    UnknownLabel(Label),
    /// There is no stage above.
    #[error("there is no stage above this one: a model never answers")]
    Highest,
    /// It must pass the gate first.
    #[error("`{0}` is heard already: only a pass of the gate takes it further")]
    NeedsPass(Label),
    /// The pass is of another model.
    #[error("the pass is of `{passed}` and `{live}` is going live")]
    OtherModel {
        /// The model that passed.
        passed: ModelId,
        /// The model that is going live.
        live: ModelId,
    },
    /// It has not practised in the shadow.
    #[error("`{0}` has not been in the shadow yet")]
    NotPractised(Label),
    /// Who has this label wants to be read: it is never filed unread.
    #[error("`{0}` asks for a reader: no model may file it")]
    MustBeRead(Label),
}

impl Live {
    /// A model with these labels, all of which start at the lowest stage.
    pub fn new<L: Into<Label>>(
        model: impl Into<ModelId>,
        labels: impl IntoIterator<Item = L>,
    ) -> Self {
        let labels = labels.into_iter();
        Self {
            model: model.into(),
            desk: Stage::default(),
            labels: labels.map(|it| (it.into(), OfLabel::default())).collect(),
        }
    }

    /// The model.
    pub fn model(&self) -> &ModelId {
        &self.model
    }

    /// The stage of the desk: no label counts for more.
    pub fn desk(&self) -> Stage {
        self.desk
    }

    /// What holds for a label: the lower of its own stage and the desk's.
    pub fn stage(&self, label: impl AsRef<str>) -> Stage {
        let own = self.labels.get(label.as_ref()).map(|it| it.stage);
        own.unwrap_or_default().min(self.desk)
    }

    /// From which confidence on a label is said, once it passed.
    pub fn from(&self, label: impl AsRef<str>) -> Option<Confidence> {
        self.labels.get(label.as_ref())?.from
    }

    /// Lets the whole desk go one stage up, as a person decides. What a label
    /// may do is for each label to earn.
    ///
    /// # Errors
    ///
    /// [`StageError::Highest`].
    pub fn raise_desk(&mut self) -> Result<Moved, StageError> {
        let to = self.desk.next().ok_or(StageError::Highest)?;
        Ok(self.set_desk(to))
    }

    /// Takes the whole desk down to a stage, as a person decides; `None` where
    /// it is not above it. This works at once and always.
    pub fn lower_desk(&mut self, to: Stage) -> Option<Moved> {
        (self.desk > to).then(|| self.set_desk(to))
    }

    /// Takes a label into the shadow, where it practises.
    ///
    /// # Errors
    ///
    /// [`StageError::UnknownLabel`], and [`StageError::NeedsPass`] where it is
    /// there or further.
    pub fn listen_to(&mut self, label: &Label) -> Result<Moved, StageError> {
        match self.own_stage(label)? {
            Stage::ListenOnly => Ok(self.set(label, Stage::Shadow, Why::Person)),
            Stage::Shadow | Stage::Assist | Stage::AutoNoResponse => {
                Err(StageError::NeedsPass(label.clone()))
            }
        }
    }

    /// Takes a label one stage up, on the ground of a pass of the
    /// [`Gate`](super::Gate).
    ///
    /// # Errors
    ///
    /// [`StageError`] where the pass is of another model or label, the label
    /// has not practised, or the next stage is not for it.
    pub fn raise(&mut self, pass: &Pass) -> Result<Moved, StageError> {
        if pass.model() != &self.model {
            return Err(StageError::OtherModel {
                passed: pass.model().clone(),
                live: self.model.clone(),
            });
        }
        let label = pass.label();
        let to = match self.own_stage(label)? {
            Stage::ListenOnly => return Err(StageError::NotPractised(label.clone())),
            Stage::Shadow => Stage::Assist,
            Stage::Assist if label.asks() => return Err(StageError::MustBeRead(label.clone())),
            Stage::Assist => Stage::AutoNoResponse,
            Stage::AutoNoResponse => return Err(StageError::Highest),
        };
        if let Some(own) = self.labels.get_mut(label.as_str()) {
            own.from = Some(pass.from());
        }
        Ok(self.set(label, to, Why::Passed))
    }

    /// Takes a label down to a stage, as a person decides; `None` where it is
    /// not above it.
    pub fn lower(&mut self, label: &Label, to: Stage) -> Option<Moved> {
        let own = self.own_stage(label).ok()?;
        (own > to).then(|| self.set(label, to, Why::Person))
    }

    /// Takes a label back into the shadow where something drifted; `None`
    /// where nothing did, or it is not above it.
    pub fn watch(&mut self, label: &Label, drifted: Vec<Drifted>) -> Option<Moved> {
        let own = self.own_stage(label).ok()?;
        (!drifted.is_empty() && own > Stage::Shadow)
            .then(|| self.set(label, Stage::Shadow, Why::Drifted(drifted)))
    }

    pub(super) fn labels(&self) -> impl Iterator<Item = &Label> {
        self.labels.keys()
    }

    fn own_stage(&self, label: &Label) -> Result<Stage, StageError> {
        let own = self.labels.get(label.as_str()).map(|it| it.stage);
        own.ok_or_else(|| StageError::UnknownLabel(label.clone()))
    }

    fn set_desk(&mut self, to: Stage) -> Moved {
        let from = std::mem::replace(&mut self.desk, to);
        Moved {
            label: None,
            from,
            to,
            because: Why::Person,
        }
    }

    fn set(&mut self, label: &Label, to: Stage, because: Why) -> Moved {
        let own = self.labels.entry(label.clone()).or_default();
        let from = std::mem::replace(&mut own.stage, to);
        if to < Stage::Assist {
            // INVARIANT: whoever is back in the shadow has no threshold to speak from.
            own.from = None;
        }
        Moved {
            label: Some(label.clone()),
            from,
            to,
            because,
        }
    }
}
