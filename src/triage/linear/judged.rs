//! How good is a model on texts that it did not learn from?

use super::calibration::{Calibration, share_out};
use super::leaning::{self, Goal};
use super::material::Unseen;
use super::tidy;
use super::training::Example;
use crate::sorted::SortedMap;
use crate::triage::evaluation::{Confusion, Scored, Wanted};
use crate::triage::{Confidence, Label};

/// What was said of texts that were not learned from.
pub(super) struct Judged<'a> {
    labels: &'a [Label],
    exclusive: bool,
    rows: Vec<(&'a Example, Vec<f64>)>,
}

impl<'a> Judged<'a> {
    pub(super) fn new(
        examples: &'a [Example],
        labels: &'a [Label],
        exclusive: bool,
        calibrations: &[Calibration],
        unseen: &Unseen,
    ) -> Self {
        let judged = |(row, scores): (usize, &[f32])| {
            let heads = calibrations.iter().zip(scores);
            let mut shares: Vec<f64> = heads
                .map(|(calibration, score)| calibration.logit(f64::from(*score)))
                .collect();
            share_out(&mut shares, labels.len());
            Some((examples.get(row)?, shares))
        };
        Self {
            labels,
            exclusive,
            rows: unseen.iter().filter_map(judged).collect(),
        }
    }

    /// What was made of one label.
    fn of(&self, index: usize, label: &Label) -> Scored {
        let rows = self.rows.iter();
        rows.map(|(example, shares)| {
            let share = shares.get(index).copied().unwrap_or_default();
            (Confidence::of_share(share), example.labels.contains(label))
        })
        .collect()
    }

    /// From where on each label keeps a promise.
    pub(super) fn thresholds(&self, promise: Wanted) -> SortedMap<Label, Confidence> {
        let threshold = |(index, label): (usize, &Label)| {
            let found = self.of(index, label).threshold(promise).ok()?;
            Some((label.clone(), found.at))
        };
        self.labels
            .iter()
            .enumerate()
            .filter_map(threshold)
            .collect()
    }

    /// How much each label is leaned to where one must be chosen; nothing for
    /// labels of which a text may have several.
    pub(super) fn leans(&self, goal: Goal) -> Vec<f64> {
        if !self.exclusive || goal == Goal::Upright {
            return Vec::new();
        }
        let rows = self.rows.iter().filter_map(|(example, shares)| {
            let meant = self.labels.binary_search(example.labels.first()?).ok()?;
            Some((meant, shares.clone()))
        });
        let leans = leaning::leans(rows, self.labels.len(), goal);
        leans.into_iter().map(tidy).collect()
    }

    /// The figures that are kept with a model: of every label by itself, and,
    /// where one is meant, of the surest.
    pub(super) fn measured(&self) -> SortedMap<String, f64> {
        let mut measured = SortedMap::new();
        let first = usize::from(self.exclusive && self.labels.len() == 2);
        for (index, label) in self.labels.iter().enumerate().skip(first) {
            let scored = self.of(index, label);
            let figures = [
                ("auc", scored.area()),
                ("calibration-error", scored.calibration_error()),
            ];
            for (name, figure) in figures {
                measured.extend(figure.map(|figure| (format!("{name} {label}"), tidy(figure))));
            }
        }
        if self.exclusive {
            let confusion: Confusion = self
                .rows
                .iter()
                .filter_map(|row| self.surest(row))
                .collect();
            let figures = [
                ("macro-f1", confusion.mean_f1()),
                ("accuracy", confusion.accuracy().value()),
            ];
            for (name, figure) in figures {
                measured.extend(figure.map(|figure| (name.to_owned(), tidy(figure))));
            }
        }
        measured
    }

    fn surest(&self, (example, shares): &(&Example, Vec<f64>)) -> Option<(Label, Option<Label>)> {
        let said = self.labels.iter().zip(shares);
        let said = said.reduce(|best, next| if next.1 > best.1 { next } else { best });
        let meant = example.labels.first()?;
        Some((meant.clone(), said.map(|(label, _)| label.clone())))
    }
}
