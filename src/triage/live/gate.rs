use serde::Serialize;

use super::drift::{Drifted, Portrait};
use super::log::{DecisionLog, Logged, scored};
use crate::sorted::SortedMap;
use crate::triage::evaluation::{NotReachable, Scored, Share, Wanted};
use crate::triage::{Confidence, Label, ModelId};

/// What a label must show before it counts.
///
/// The log is parted in time ([`DecisionLog::split`]). From where on the label
/// is said is chosen on the earlier half, as the lowest confidence that keeps
/// both the promise of precision and that of misses; everything is judged on
/// the later one, which the choice has not seen.
#[expect(
    clippy::exhaustive_structs,
    reason = "options are a struct with a default; any combination is valid"
)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gate {
    /// How many people must have given the label, in the later half.
    pub positives: u64,
    /// The promise: so much of what it says is meant, by the lower end of the
    /// interval.
    pub precision: f64,
    /// The promise on every slice, by channel, language and addressing, again
    /// by the lower end of its interval.
    pub slice_precision: f64,
    /// A slice in which the label is said less often is judged with the other
    /// small ones of its kind, together.
    pub slice_rows: u64,
    /// How far confidence and truth may lie apart on average.
    pub calibration_error: f64,
    /// The promise to those who did not get the label from people: at most so
    /// many of them get it from the model, by the upper end of the interval.
    /// Precision alone does not say so: of a thousand mentions of which fifty
    /// ask for an answer, 95 % of what is filed may rightly be, and all fifty
    /// be missed.
    pub misses: f64,
}

impl Default for Gate {
    /// 50 examples, nine of ten right, eight of ten on every slice of 30, a
    /// calibration error of 5 points, and a miss in ten.
    fn default() -> Self {
        Self {
            positives: 50,
            precision: 0.9,
            slice_precision: 0.8,
            slice_rows: 30,
            calibration_error: 0.05,
            misses: 0.1,
        }
    }
}

/// What the gate makes of one label.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Verdict {
    /// The label.
    pub label: Label,
    /// From where on it would be said; `None` where no confidence keeps the
    /// promise.
    pub from: Option<Confidence>,
    /// How much of what it says is meant, in the later half.
    pub precision: Share,
    /// How much of what is meant it says.
    pub recall: Share,
    /// How many of those that people did not give the label it says it of.
    pub misses: Share,
    /// The precision on every slice, such as `channel twitter`.
    pub slices: SortedMap<String, Share>,
    /// What failed; nothing for a label that passed.
    pub failed: Vec<Shortfall>,
    #[serde(skip)]
    pass: Option<Pass>,
}

/// A proof that a label of a model passed; only [`Gate::judge`] gives one.
#[derive(Clone, Debug, PartialEq)]
pub struct Pass {
    model: ModelId,
    label: Label,
    from: Confidence,
}

/// What a label lacks.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Shortfall {
    /// No one model proposed it throughout.
    NoModel,
    /// People gave it too seldom to judge by.
    TooFew {
        /// How often.
        found: u64,
        /// How often it must be.
        wanted: u64,
    },
    /// People decided otherwise too seldom to know how many of those get it.
    TooFewOthers {
        /// How often, in the half that is short of them.
        found: u64,
        /// How often it must be, where not one of them gets it.
        wanted: u64,
    },
    /// No confidence keeps the promise on the earlier half.
    NoThreshold {
        /// How many more examples would do, where any number would.
        more: Option<u64>,
    },
    /// The promise was not kept on the later half.
    Promise {
        /// How much of what it said was meant.
        kept: Share,
        /// How much the lower end must be.
        wanted: f64,
    },
    /// The promise was not kept on a part of it.
    Slice {
        /// Which, such as `channel twitter`.
        slice: String,
        /// How much of what it said was meant there.
        kept: Share,
        /// How much the lower end must be.
        wanted: f64,
    },
    /// Too many that people did not give the label would get it.
    Misses {
        /// How many of them did, in the later half.
        missed: Share,
        /// How much the upper end may be.
        most: f64,
    },
    /// Its confidence does not mean what it says.
    Calibration {
        /// How far it lies from the truth on average; `None` without a row.
        error: Option<f64>,
        /// How far it may.
        most: f64,
    },
    /// The later half does not look like the earlier one.
    Drift(Drifted),
}

impl Pass {
    /// The model that passed.
    pub fn model(&self) -> &ModelId {
        &self.model
    }

    /// The label with which it did.
    pub fn label(&self) -> &Label {
        &self.label
    }

    /// From where on it is said.
    pub fn from(&self) -> Confidence {
        self.from
    }
}

impl Verdict {
    /// The pass, where nothing failed.
    pub fn pass(&self) -> Option<&Pass> {
        self.pass.as_ref()
    }
}

impl Gate {
    /// Judges one label by what the model proposed and people decided.
    pub fn judge(&self, label: &Label, log: &DecisionLog) -> Verdict {
        let (earlier, later) = log.split(0.5);
        let (earlier, later) = (earlier.in_order(), later.in_order());
        let mut failed = Vec::new();
        let model = model(earlier.iter().chain(&later), label);
        if model.is_none() {
            failed.push(Shortfall::NoModel);
        }
        let unseen = scored(later.iter().copied(), label);
        let positives = unseen.positives() as u64;
        if positives < self.positives {
            failed.push(Shortfall::TooFew {
                found: positives,
                wanted: self.positives,
            });
        }
        let chosen = scored(earlier.iter().copied(), label);
        let from = match self.threshold(&chosen) {
            Ok(from) => Some(from),
            Err(lack) => {
                failed.push(lack);
                None
            }
        };
        let error = unseen.calibration_error();
        if error.is_none_or(|error| error > self.calibration_error) {
            failed.push(Shortfall::Calibration {
                error,
                most: self.calibration_error,
            });
        }
        let kept = Kept::of(&later, label, from);
        let slices = kept.slices(self.slice_rows);
        let others = (unseen.rows().len() as u64).saturating_sub(positives);
        let misses = Share::new(kept.whole.of - kept.whole.hits, others);
        if let Some(from) = from {
            failed.extend(self.broken(kept.whole, &slices));
            if let Some(lack) = self.too_few_others(others) {
                failed.push(lack);
            } else if misses.interval().high > self.misses {
                failed.push(Shortfall::Misses {
                    missed: misses,
                    most: self.misses,
                });
            }
            let before = Portrait::of(earlier.iter().copied(), label, from);
            let now = Portrait::of(later.iter().copied(), label, from);
            failed.extend(before.drifted(&now).into_iter().map(Shortfall::Drift));
        }
        let pass = match (model, from) {
            (Some(model), Some(from)) if failed.is_empty() => Some(Pass {
                model,
                label: label.clone(),
                from,
            }),
            _ => None,
        };
        Verdict {
            label: label.clone(),
            from,
            precision: kept.whole,
            recall: Share::new(kept.whole.hits, positives),
            misses,
            slices,
            failed,
            pass,
        }
    }

    /// From where on the label may be said, so that both promises are kept: of
    /// what it is said of so much is meant, and it is said of so few of the
    /// others. Else what it lacks.
    fn threshold(&self, chosen: &Scored) -> Result<Confidence, Shortfall> {
        let kept = chosen.threshold(Wanted::Precision(self.precision));
        let kept = kept.map_err(|NotReachable { more, .. }| Shortfall::NoThreshold { more })?;
        let rows = chosen.rows().iter();
        let others = rows.filter(|(_, meant)| !meant).map(|(sure, _)| *sure);
        let mut others: Vec<Confidence> = others.collect();
        others.sort_unstable_by_key(|sure| std::cmp::Reverse(*sure));
        let all = others.len() as u64;
        let is_kept = |missed: u64| Share::new(missed, all).interval().high <= self.misses;
        // The surest of them that may not be said, and so none below it.
        let allowed = (0..=all).take_while(|missed| is_kept(*missed)).count();
        let Some(allowed) = allowed.checked_sub(1) else {
            let lack = self.too_few_others(all);
            return Err(lack.unwrap_or(Shortfall::NoThreshold { more: None }));
        };
        let Some(first) = others.get(allowed) else {
            return Ok(kept.at);
        };
        let said = chosen.rows().iter().map(|(sure, _)| *sure);
        let above = said.filter(|sure| sure > first && *sure >= kept.at).min();
        above.ok_or(Shortfall::NoThreshold { more: None })
    }

    /// That so many without the label are too few, where more of them would do.
    fn too_few_others(&self, found: u64) -> Option<Shortfall> {
        let wanted = self.others_needed()?;
        (found < wanted).then_some(Shortfall::TooFewOthers { found, wanted })
    }

    /// So many that people did not give the label show, where not one of them
    /// gets it, that so few do; `None` where no number shows it.
    fn others_needed(&self) -> Option<u64> {
        const MOST: u64 = 100_000;
        let is_enough = |all: &u64| Share::new(0, *all).interval().high <= self.misses;
        let mut enough = MOST;
        if !is_enough(&enough) {
            return None;
        }
        let mut too_few = 0;
        while enough - too_few > 1 {
            let between = too_few + (enough - too_few) / 2;
            match is_enough(&between) {
                true => enough = between,
                false => too_few = between,
            }
        }
        Some(enough)
    }

    /// Where the promise was not kept.
    fn broken(&self, whole: Share, slices: &SortedMap<String, Share>) -> Vec<Shortfall> {
        let mut broken = Vec::new();
        if whole.lower_bound() < self.precision {
            broken.push(Shortfall::Promise {
                kept: whole,
                wanted: self.precision,
            });
        }
        let slices = slices.iter();
        let slices = slices.filter(|(_, kept)| kept.lower_bound() < self.slice_precision);
        broken.extend(slices.map(|(slice, kept)| Shortfall::Slice {
            slice: slice.clone(),
            kept: *kept,
            wanted: self.slice_precision,
        }));
        broken
    }
}

/// The one model that proposed the label; `None` for none or several.
fn model<'a>(rows: impl Iterator<Item = &'a &'a Logged>, label: &Label) -> Option<ModelId> {
    let proposals = rows.flat_map(|row| &row.proposals);
    let mut models = proposals
        .filter(|it| it.label == *label)
        .map(|proposal| &proposal.by);
    let first = models.next()?;
    models.all(|other| other == first).then(|| first.clone())
}

/// How often the label was said, and meant: in all and by slice.
struct Kept {
    whole: Share,
    of: SortedMap<(String, String), (u64, u64)>,
}

impl Kept {
    fn of(rows: &[&Logged], label: &Label, from: Option<Confidence>) -> Self {
        let (mut hits, mut said) = (0, 0);
        let mut of: SortedMap<(String, String), (u64, u64)> = SortedMap::new();
        for row in rows {
            let Some((sure, meant)) = row.judged(label) else {
                continue;
            };
            if from.is_none_or(|from| sure < from) {
                continue;
            }
            said += 1;
            hits += u64::from(meant);
            for (kind, value) in &row.slices {
                let count = of.entry((kind.clone(), value.clone())).or_default();
                count.0 += u64::from(meant);
                count.1 += 1;
            }
        }
        Self {
            whole: Share::new(hits, said),
            of,
        }
    }

    /// Every slice by its name, the small ones of a kind together.
    fn slices(&self, least: u64) -> SortedMap<String, Share> {
        let mut slices: SortedMap<String, (u64, u64)> = SortedMap::new();
        for ((kind, value), (hits, said)) in &self.of {
            let name = if *said < least {
                format!("{kind} *")
            } else {
                format!("{kind} {value}")
            };
            let count = slices.entry(name).or_default();
            count.0 += hits;
            count.1 += said;
        }
        let shares = slices.into_iter();
        shares
            .map(|(name, (hits, said))| (name, Share::new(hits, said)))
            .collect()
    }
}
