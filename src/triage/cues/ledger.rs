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

/// The labels that are scored, each with its sum so far, and the evidence.
#[derive(Clone, Debug)]
pub(super) struct Ledger {
    sums: Vec<(Label, f64)>,
    evidence: Vec<Evidence>,
}

impl Ledger {
    /// A ledger over `labels`, which are sorted.
    pub(super) fn new(labels: &[Label]) -> Self {
        let sums = labels
            .iter()
            .map(|label| (label.clone(), bias(label.as_str())))
            .collect();
        Self {
            sums,
            evidence: Vec::new(),
        }
    }

    /// What a label adds up to; its bias is counted in.
    pub(super) fn sum(&self, label: &str) -> f64 {
        match self.find(label) {
            Some(at) => self.sums.get(at).map_or(BIAS, |(_, sum)| *sum),
            None => BIAS,
        }
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
        let Some(at) = self.find(evidence.label.as_str()) else {
            return;
        };
        if let Some((_, sum)) = self.sums.get_mut(at) {
            *sum += evidence.weight;
        }
        self.evidence.push(evidence);
    }

    /// The evidence in the order of the text, and the scores.
    pub(super) fn close(mut self) -> (Vec<Evidence>, Vec<(Label, Confidence)>) {
        self.evidence
            .sort_by_key(|one| one.span.map_or(usize::MAX, |span| span.start));
        let scores = self.sums.into_iter();
        let scores = scores.map(|(label, sum)| (label, Confidence::of_weight(sum)));
        (self.evidence, scores.collect())
    }

    fn find(&self, label: &str) -> Option<usize> {
        self.sums
            .binary_search_by(|(known, _)| known.as_str().cmp(label))
            .ok()
    }

    fn known(&self, label: &str) -> Option<Label> {
        let (label, _) = self.sums.get(self.find(label)?)?;
        Some(label.clone())
    }
}
