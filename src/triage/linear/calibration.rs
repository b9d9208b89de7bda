use serde::{Deserialize, Serialize};

/// Turns a raw score into how likely the label is: `slope × score + offset` is
/// the logarithm of its odds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Calibration {
    pub(super) slope: f64,
    pub(super) offset: f64,
}

/// Steps of Newton's method at most; it settles in about ten.
const STEPS: usize = 100;

impl Calibration {
    /// For so few examples that those left out are told apart no better than
    /// by chance: a higher score must never become a lower confidence.
    const AT_FACE_VALUE: Self = Self {
        slope: 1.0,
        offset: 0.0,
    };

    /// Fits scores of texts that were not learned from, by the method of
    /// Platt (1999) with the targets that keep it from certainty, and the
    /// safeguarded Newton steps of Lin, Lin and Weng (2007).
    pub(super) fn fit(scores: &[(f64, bool)]) -> Self {
        let with = scores.iter().filter(|(_, wanted)| *wanted).count() as f64;
        let without = scores.len() as f64 - with;
        let (sure, unsure) = ((with + 1.0) / (with + 2.0), 1.0 / (without + 2.0));
        let target = |wanted: bool| if wanted { sure } else { unsure };
        let mut found = Self {
            slope: 0.0,
            offset: ((with + 1.0) / (without + 1.0)).ln(),
        };
        let loss = |at: &Self| -> f64 {
            let one = |(score, wanted): &(f64, bool)| {
                let z = at.slope * score + at.offset;
                // ln(1 + exp(z)) without overflow, less the target's share of z.
                z.max(0.0) + (-z.abs()).exp().ln_1p() - target(*wanted) * z
            };
            scores.iter().map(one).sum()
        };
        let mut now = loss(&found);
        for _ in 0..STEPS {
            let Some((slope, offset)) = found.newton(scores, target) else {
                break;
            };
            let mut length = 1.0;
            let better = loop {
                let next = Self {
                    slope: found.slope - length * slope,
                    offset: found.offset - length * offset,
                };
                let then = loss(&next);
                if then < now - 1e-10 {
                    break Some((next, then));
                }
                length /= 2.0;
                if length < 1e-10 {
                    break None;
                }
            };
            let Some((next, then)) = better else { break };
            (found, now) = (next, then);
        }
        if found.slope > 0.0 {
            found
        } else {
            Self::AT_FACE_VALUE
        }
    }

    /// The full step of Newton's method; `None` at the best place.
    fn newton(&self, scores: &[(f64, bool)], target: impl Fn(bool) -> f64) -> Option<(f64, f64)> {
        let (mut ss, mut so, mut oo) = (1e-12, 0.0, 1e-12);
        let (mut s, mut o) = (0.0, 0.0);
        for (score, wanted) in scores {
            let share = self.share(*score);
            let curve = share * (1.0 - share);
            ss += score * score * curve;
            so += score * curve;
            oo += curve;
            let apart = share - target(*wanted);
            s += score * apart;
            o += apart;
        }
        if s.abs() < 1e-7 && o.abs() < 1e-7 {
            return None;
        }
        let determinant = ss * oo - so * so;
        Some((
            (oo * s - so * o) / determinant,
            (ss * o - so * s) / determinant,
        ))
    }

    pub(super) fn logit(&self, score: f64) -> f64 {
        self.slope * score + self.offset
    }

    fn share(&self, score: f64) -> f64 {
        logistic(self.logit(score))
    }
}

fn logistic(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

/// Makes shares of the logits of all heads. One head of two labels speaks for
/// both; otherwise each stands for itself, also where a text has just one of
/// them: what is like nothing that was learned has no likely label.
pub(super) fn share_out(logits: &mut Vec<f64>, labels: usize) {
    if let ([logit], 2) = (logits.as_slice(), labels) {
        let share = logistic(*logit);
        logits.clear();
        logits.extend([1.0 - share, share]);
    } else {
        logits.iter_mut().for_each(|it| *it = logistic(*it));
    }
}

#[cfg(test)]
mod tests {
    use super::Calibration;

    #[test]
    fn scores_become_the_shares_that_they_were_drawn_from() {
        // At score k of ten, k of ten have the label.
        let shares = |k: i32| (0..10).map(move |i| (f64::from(k), i < k));
        let scores: Vec<_> = (1..10)
            .flat_map(|k| shares(k).cycle().take(1_000))
            .collect();
        let fit = Calibration::fit(&scores);
        for k in 1..10 {
            let share = fit.share(f64::from(k));
            assert!((share - f64::from(k) / 10.0).abs() < 0.06, "{k}: {share}");
        }
    }

    #[test]
    fn scores_that_never_err_do_not_become_certain() {
        let fit = Calibration::fit(&[(1.0, true), (-1.0, false), (2.0, true), (-2.0, false)]);
        assert!(fit.share(1.0) > 0.6 && fit.share(1.0) < 0.99, "{fit:?}");
        let nothing = Calibration::fit(&[]);
        assert_eq!(nothing.share(0.0), 0.5);
        let upside_down = Calibration::fit(&[(1.0, false), (-1.0, true)]);
        assert!(upside_down.share(1.0) > upside_down.share(-1.0));
    }
}
