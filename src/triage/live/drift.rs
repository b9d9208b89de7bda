use serde::{Deserialize, Serialize};

use super::log::Logged;
use crate::triage::evaluation::Share;
use crate::triage::{Confidence, Label};

/// How many bins the scores are put in.
const BINS: usize = 10;

/// From here on two histograms are commonly said to differ (the population
/// stability index; Siddiqi, 2006).
const UNSTABLE: f64 = 0.25;

/// A share that differs by less is not worth an alarm, however sure it is.
const NOTICEABLE: f64 = 0.05;

/// What mentions look like to a model: enough to see that they have changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Portrait {
    /// How many mentions have a score in each tenth.
    scores: [u64; BINS],
    /// How many of all mentions got the label.
    said: u64,
    /// How many the model had no word on.
    unknown: u64,
    all: u64,
    /// How many people decided on, and where they said otherwise.
    decided: u64,
    overridden: u64,
}

/// What has changed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Drifted {
    /// The scores are spread otherwise.
    Scores {
        /// The population stability index, less what chance makes of so few.
        index: f64,
    },
    /// The label is given more often, or less.
    LabelShare {
        /// How often before.
        before: Share,
        /// How often now.
        now: Share,
    },
    /// The model has no word on more of them, or on fewer.
    Unknown {
        /// On how many before.
        before: Share,
        /// On how many now.
        now: Share,
    },
    /// People say otherwise more often.
    Overrides {
        /// How often before.
        before: Share,
        /// How often now.
        now: Share,
    },
}

impl Portrait {
    /// What `rows` look like to a model that says `label` from `from` on.
    pub fn of<'a>(
        rows: impl IntoIterator<Item = &'a Logged>,
        label: &Label,
        from: Confidence,
    ) -> Self {
        let mut portrait = Self::default();
        for row in rows {
            portrait.add(row, label, from);
        }
        portrait
    }

    fn add(&mut self, row: &Logged, label: &Label, from: Confidence) {
        self.all += 1;
        let Some(sure) = row.sure_of(label) else {
            self.unknown += 1;
            return;
        };
        let bin = ((sure.get() * BINS as f64) as usize).min(BINS - 1);
        if let Some(count) = self.scores.get_mut(bin) {
            *count += 1;
        }
        let says = sure >= from;
        self.said += u64::from(says);
        if let Some((_, meant)) = row.judged(label) {
            self.decided += 1;
            self.overridden += u64::from(says != meant);
        }
    }

    /// What has changed from this portrait to a later one; nothing where too
    /// little was seen to tell.
    pub fn drifted(&self, now: &Self) -> Vec<Drifted> {
        let mut drifted = Vec::new();
        let index = instability(&self.scores, &now.scores);
        if index > UNSTABLE {
            drifted.push(Drifted::Scores { index });
        }
        let (before, later) = (self.shares(), now.shares());
        let [said, unknown, overrides] =
            [0, 1, 2].map(|at| (before.get(at).copied(), later.get(at).copied()));
        if let (Some(before), Some(now)) = said
            && differ(before, now)
        {
            drifted.push(Drifted::LabelShare { before, now });
        }
        if let (Some(before), Some(now)) = unknown
            && differ(before, now)
        {
            drifted.push(Drifted::Unknown { before, now });
        }
        if let (Some(before), Some(now)) = overrides
            && differ(before, now)
            && now.value() > before.value()
        {
            drifted.push(Drifted::Overrides { before, now });
        }
        drifted
    }

    /// How often the label was given, there was no word, people said otherwise.
    fn shares(&self) -> [Share; 3] {
        [
            Share::new(self.said, self.all),
            Share::new(self.unknown, self.all),
            Share::new(self.overridden, self.decided),
        ]
    }
}

/// Whether two shares differ noticeably, and beyond what chance explains:
/// their intervals do not touch.
fn differ(before: Share, now: Share) -> bool {
    let (Some(was), Some(is)) = (before.value(), now.value()) else {
        return false;
    };
    let (old, new) = (before.interval(), now.interval());
    (was - is).abs() >= NOTICEABLE && (old.high < new.low || new.high < old.low)
}

/// The population stability index of two histograms, each bin with half a
/// mention more, less about what it would be if nothing had changed.
fn instability(before: &[u64; BINS], now: &[u64; BINS]) -> f64 {
    let total = |counts: &[u64; BINS]| counts.iter().sum::<u64>() as f64;
    let (old, new) = (total(before), total(now));
    if old == 0.0 || new == 0.0 {
        return 0.0;
    }
    let share = |count: u64, of: f64| (count as f64 + 0.5) / (of + BINS as f64 / 2.0);
    let bins = before.iter().zip(now);
    let index: f64 = bins
        .map(|(was, is)| {
            let (was, is) = (share(*was, old), share(*is, new));
            (is - was) * (is / was).ln()
        })
        .sum();
    (index - (BINS - 1) as f64 * (1.0 / old + 1.0 / new)).max(0.0)
}
