//! The evidence for and against every label, and what it adds up to.

use crate::text::Span;
use crate::triage::{Confidence, Evidence, Label, label};

/// Where every label starts: one strong cue makes it likely, two weak ones do.
const BIAS: f64 = -2.5;
/// Where a remark starts: it is one until something stands out.
const REMARK_BIAS: f64 = 1.0;

/// The weight a label has before anything is read.
pub(super) fn bias(label: &str) -> f64 {
    if label == label::REMARK {
        REMARK_BIAS
    } else {
        BIAS
    }
}

/// The labels that are scored.
#[derive(Clone, Debug)]
pub(super) struct Scored {
    /// In the order of their names.
    labels: Vec<Label>,
    /// Their places in the order of length, then of name: lengths tell most
    /// labels apart without a look at their letters.
    by_length: Vec<usize>,
}

impl Scored {
    pub(super) fn new(labels: impl IntoIterator<Item = Label>) -> Self {
        let mut labels: Vec<Label> = labels.into_iter().collect();
        labels.sort();
        let mut by_length: Vec<usize> = (0..labels.len()).collect();
        by_length.sort_by_key(|place| labels.get(*place).map(|it| (it.as_str().len(), it)));
        Self { labels, by_length }
    }

    fn find(&self, label: &str) -> Option<usize> {
        let at = self.by_length.binary_search_by(|place| {
            let known = self.labels.get(*place).map_or("", Label::as_str);
            let length = known.len().cmp(&label.len());
            length.then_with(|| known.cmp(label))
        });
        self.by_length.get(at.ok()?).copied()
    }
}

/// What speaks for and against each label, and what it adds up to so far.
#[derive(Clone, Debug)]
pub(super) struct Ledger<'l> {
    scored: &'l Scored,
    /// In the order of the labels.
    sums: Vec<f64>,
    evidence: Vec<Evidence>,
}

impl<'l> Ledger<'l> {
    pub(super) fn new(scored: &'l Scored) -> Self {
        let labels = scored.labels.iter();
        Self {
            scored,
            sums: labels.map(|label| bias(label.as_str())).collect(),
            evidence: Vec::new(),
        }
    }

    /// What a label adds up to; its bias is counted in.
    pub(super) fn sum(&self, label: &str) -> f64 {
        let place = self.scored.find(label);
        place
            .and_then(|place| self.sums.get(place))
            .map_or(BIAS, |sum| *sum)
    }

    /// The most that any label but these adds up to.
    pub(super) fn most_beside(&self, others: &[&str]) -> f64 {
        let labels = self.scored.labels.iter().zip(&self.sums);
        labels
            .filter(|(label, _)| !others.contains(&label.as_str()))
            .map(|(_, sum)| *sum)
            .fold(f64::NEG_INFINITY, f64::max)
    }

    /// What the evidence for every label adds up to, in the order of their names.
    pub(super) fn weights(&self) -> impl Iterator<Item = f64> {
        let labels = self.scored.labels.iter().zip(&self.sums);
        labels.map(|(label, sum)| sum - bias(label.as_str()))
    }

    /// What the evidence for a label adds up to.
    pub(super) fn weight(&self, label: &str) -> f64 {
        self.sum(label) - bias(label)
    }

    pub(super) fn fact(&mut self, label: &str, weight: f64, cue: &str) {
        if let Some(label) = self.known(label) {
            self.enter(Evidence::whole(label, weight, cue));
        }
    }

    pub(super) fn sign(&mut self, label: &str, span: Span, weight: f64, cue: &str) {
        if let Some(label) = self.known(label) {
            self.enter(Evidence::at(span, label, weight, cue));
        }
    }

    /// Adds evidence; of a label that is not scored it is dropped.
    pub(super) fn enter(&mut self, evidence: Evidence) {
        let place = self.scored.find(evidence.label.as_str());
        if let Some(sum) = place.and_then(|place| self.sums.get_mut(place)) {
            *sum += evidence.weight;
            self.evidence.push(evidence);
        }
    }

    /// The evidence in the order of the text, and the scores.
    pub(super) fn close(mut self) -> (Vec<Evidence>, Vec<(Label, Confidence)>) {
        self.evidence
            .sort_by_key(|one| one.span.map_or(usize::MAX, |span| span.start));
        let labels = self.scored.labels.iter().cloned();
        let scores = labels.zip(self.sums.into_iter().map(Confidence::of_weight));
        (self.evidence, scores.collect())
    }

    fn known(&self, label: &str) -> Option<Label> {
        self.scored.labels.get(self.scored.find(label)?).cloned()
    }
}
