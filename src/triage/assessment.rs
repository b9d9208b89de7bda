use serde::{Deserialize, Serialize};

use super::{Confidence, Evidence, Label};
use crate::id::id;
use crate::sorted::SortedMap;

id! {
    /// A classifier and its version, such as `cues/1`.
    ModelId
}

/// What a classifier made of one mention.
///
/// ```
/// use webcare::triage::{Assessment, Confidence, label};
///
/// let assessment = Assessment::by("ours/3")
///     .scored(label::COMPLAINT, Confidence::new(0.8)?)
///     .scored(label::NEGATIVE, Confidence::new(0.9)?);
/// assert_eq!(assessment.score(label::COMPLAINT), Some(Confidence::new(0.8)?));
/// assert_eq!(assessment.score(label::PRAISE), None);
/// let (kind, _) = assessment.top().unwrap();
/// assert_eq!(kind.as_str(), label::COMPLAINT);
/// # Ok::<(), webcare::triage::ConfidenceError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    by: ModelId,
    scores: SortedMap<Label, Confidence>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<Evidence>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    abstained: Option<Abstention>,
}

/// Why a classifier does not say what a mention is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Abstention {
    /// There is no word in it.
    NothingToRead,
    /// There is a picture or a film, and no word.
    ImageOnly,
    /// It is longer than the classifier reads.
    TooLong {
        /// Its length in bytes.
        bytes: usize,
        /// The most that is read, in bytes.
        limit: usize,
    },
    /// It is in a language that the classifier does not read.
    UnknownLanguage,
    /// No label is sure enough.
    Unsure {
        /// The surest of them.
        surest: Label,
    },
    /// Two labels that exclude each other are about as likely.
    Undecided {
        /// The likelier of the two.
        first: Label,
        /// The other.
        second: Label,
    },
}

/// So many labels are looked through one by one.
const FEW: usize = 32;

impl Assessment {
    /// An assessment by this model in which nothing is said yet.
    pub fn by(model: impl Into<ModelId>) -> Self {
        Self {
            by: model.into(),
            scores: SortedMap::new(),
            evidence: Vec::new(),
            language: None,
            abstained: None,
        }
    }

    /// Sets the score of a label.
    pub fn scored(mut self, label: impl Into<Label>, confidence: Confidence) -> Self {
        self.scores.insert(label.into(), confidence);
        self
    }

    /// Sets the scores of many labels, in place of those that were set.
    pub(in crate::triage) fn scored_all(mut self, scores: SortedMap<Label, Confidence>) -> Self {
        self.scores = scores;
        self
    }

    /// What is left of it when only its scores are wanted.
    pub(in crate::triage) fn into_scores(self) -> SortedMap<Label, Confidence> {
        self.scores
    }

    /// Adds reasons for the scores.
    pub fn because(mut self, evidence: impl IntoIterator<Item = Evidence>) -> Self {
        self.evidence.extend(evidence);
        self
    }

    /// Sets the language it found, as a tag such as `nl`.
    pub fn in_language(mut self, tag: impl Into<String>) -> Self {
        self.language = Some(tag.into());
        self
    }

    /// Makes it an abstention. The scores that were given stay.
    pub fn abstaining(mut self, reason: Abstention) -> Self {
        self.abstained = Some(reason);
        self
    }

    /// The same by another name: of a classifier around the one that made it.
    pub(in crate::triage) fn renamed(mut self, model: impl Into<ModelId>) -> Self {
        self.by = model.into();
        self
    }

    /// The model that made it.
    pub fn model(&self) -> &ModelId {
        &self.by
    }

    /// How sure the model is of `label`; `None` for a label it does not know.
    pub fn score(&self, label: impl AsRef<str>) -> Option<Confidence> {
        let label = label.as_ref();
        if self.scores.len() > FEW {
            return self.scores.get(label).copied();
        }
        // Lengths tell most labels apart without a look at their letters.
        let mut scores = self.scores.iter();
        let known = scores.find(|(known, _)| known.as_str() == label);
        known.map(|(_, score)| *score)
    }

    /// Every score, by label.
    pub fn scores(&self) -> &SortedMap<Label, Confidence> {
        &self.scores
    }

    /// Every score, the surest first; the order of labels decides between equals.
    pub fn ranked(&self) -> Vec<(&Label, Confidence)> {
        let mut ranked: Vec<_> = self.scores.iter().map(|(l, c)| (l, *c)).collect();
        ranked.sort_by_key(|(_, confidence)| std::cmp::Reverse(*confidence));
        ranked
    }

    /// The surest label that says what the mention is, with its score; its
    /// tone does not count ([`Label::is_sentiment`]).
    pub fn top(&self) -> Option<(&Label, Confidence)> {
        self.ranked()
            .into_iter()
            .find(|(label, _)| !label.is_sentiment())
    }

    /// The reasons, in the order in which they stand in the text; those about
    /// the mention as a whole come last.
    pub fn evidence(&self) -> &[Evidence] {
        &self.evidence
    }

    /// The reasons for and against one label.
    pub fn evidence_for(&self, label: impl AsRef<str>) -> impl Iterator<Item = &Evidence> {
        self.evidence
            .iter()
            .filter(move |evidence| evidence.label.as_str() == label.as_ref())
    }

    /// The language of the text, as a tag such as `nl`, where it shows.
    pub fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// Why the model does not say what the mention is; `None` when it does.
    pub fn abstained(&self) -> Option<&Abstention> {
        self.abstained.as_ref()
    }
}
