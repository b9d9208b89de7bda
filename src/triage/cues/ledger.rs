//! The evidence for and against every label, and what it adds up to.

use super::kind::{KINDS, Kind};
use crate::sorted::SortedMap;
use crate::text::Span;
use crate::triage::{Confidence, CueId, Evidence, Label, label};

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

fn bias_of(kind: Kind) -> f64 {
    if kind == Kind::Remark {
        REMARK_BIAS
    } else {
        BIAS
    }
}

/// The labels that are scored, and how sure each is before anything is read:
/// of most mentions most labels stay so.
#[derive(Clone, Debug)]
pub(super) struct Scored {
    /// In the order of kinds, which is that of their names.
    labels: Vec<Label>,
    unread: SortedMap<Label, Confidence>,
}

impl Scored {
    pub(super) fn new() -> Self {
        let labels: Vec<Label> = Kind::all().map(|kind| Label::new(kind.label())).collect();
        let unread = Kind::all().map(|kind| Confidence::of_weight(bias_of(kind)));
        Self {
            unread: labels.iter().cloned().zip(unread).collect(),
            labels,
        }
    }
}

/// What becomes of the reasons for the scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reasons {
    /// They are told.
    Kept,
    /// Nobody asks for them: they are only added up.
    Dropped,
}

/// What speaks for and against each label, and what it adds up to so far.
#[derive(Clone, Debug)]
pub(super) struct Ledger<'l> {
    scored: &'l Scored,
    /// By kind.
    sums: [f64; KINDS],
    reasons: Reasons,
    evidence: Vec<Evidence>,
}

impl<'l> Ledger<'l> {
    pub(super) fn new(scored: &'l Scored, reasons: Reasons) -> Self {
        let mut sums = [BIAS; KINDS];
        if let Some(sum) = sums.get_mut(Kind::Remark.place()) {
            *sum = REMARK_BIAS;
        }
        Self {
            scored,
            sums,
            reasons,
            evidence: Vec::new(),
        }
    }

    pub(super) fn reasons(&self) -> Reasons {
        self.reasons
    }

    /// What a label adds up to; its bias is counted in.
    pub(super) fn sum(&self, kind: Kind) -> f64 {
        self.sums.get(kind.place()).map_or(BIAS, |sum| *sum)
    }

    /// The most that any label but these adds up to.
    pub(super) fn most_beside(&self, others: &[Kind]) -> f64 {
        let sums = Kind::all().zip(&self.sums);
        sums.filter(|(kind, _)| !others.contains(kind))
            .map(|(_, sum)| *sum)
            .fold(f64::NEG_INFINITY, f64::max)
    }

    /// What the evidence for every label adds up to, in the order of their names.
    pub(super) fn weights(&self) -> impl Iterator<Item = f64> {
        let sums = Kind::all().zip(&self.sums);
        sums.map(|(kind, sum)| sum - bias_of(kind))
    }

    /// What the evidence for a label adds up to.
    pub(super) fn weight(&self, kind: Kind) -> f64 {
        self.sum(kind) - bias_of(kind)
    }

    /// Adds what the mention as a whole shows.
    pub(super) fn fact(&mut self, kind: Kind, weight: f64, cue: impl Into<CueId>) {
        self.enter(kind, weight, |label| Evidence::whole(label, weight, cue));
    }

    /// Adds what the words at `span` show.
    pub(super) fn sign(&mut self, kind: Kind, span: Span, weight: f64, cue: impl Into<CueId>) {
        self.enter(kind, weight, |label| Evidence::at(span, label, weight, cue));
    }

    /// Adds a weight, with its reason where reasons are told.
    pub(super) fn enter(&mut self, kind: Kind, weight: f64, why: impl FnOnce(&Label) -> Evidence) {
        self.enter_all(kind, weight, |label| [why(label)]);
    }

    /// Adds a weight with many reasons for it, which add up to it.
    pub(super) fn enter_all<E: IntoIterator<Item = Evidence>>(
        &mut self,
        kind: Kind,
        weight: f64,
        why: impl FnOnce(&Label) -> E,
    ) {
        if let Some(sum) = self.sums.get_mut(kind.place()) {
            *sum += weight;
        }
        if self.reasons == Reasons::Kept
            && let Some(label) = self.scored.labels.get(kind.place())
        {
            self.evidence.extend(why(label));
        }
    }

    /// The evidence in the order of the text, and the scores, in the place of
    /// those of an earlier text where there are any.
    pub(super) fn close(
        mut self,
        before: Option<SortedMap<Label, Confidence>>,
    ) -> (Vec<Evidence>, SortedMap<Label, Confidence>) {
        self.evidence
            .sort_by_key(|one| one.span.map_or(usize::MAX, |span| span.start));
        let unread = &self.scored.unread;
        let mut scores = before.unwrap_or_else(|| unread.clone());
        let sums = Kind::all().zip(self.sums).zip(unread.values());
        for (((kind, sum), unread), (_, sure)) in sums.zip(scores.iter_mut()) {
            *sure = match sum.to_bits() == bias_of(kind).to_bits() {
                true => *unread,
                false => Confidence::of_weight(sum),
            };
        }
        (self.evidence, scores)
    }
}
