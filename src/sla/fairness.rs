//! Is one channel served better than another?
//!
//! A [`Series`] holds how long people waited on a channel: from their first
//! word to the answer, one [`Wait`] for each closed matter. [`compare`] holds
//! it against a reference, such as the telephone or the post, which the host
//! supplies. Two measures are compared, because they can disagree: the team's
//! (*business*: working time of the team that answers) and the customer's
//! (time as it passes). Four working hours are the same on every channel to the
//! team; to who asks on a Friday evening they end on Friday night where
//! somebody works at night, and on Monday where nobody does.
//!
//! # Method
//!
//! The median and the 90th percentile are told with their intervals of 95 %
//! confidence: the order statistics whose ranks a binomial distribution gives.
//! That holds for waits of any distribution, heaped and skewed as they are. A
//! median needs at least 6 waits for an interval and a 90th percentile 36;
//! below that there is no verdict ([`Verdict::TooFew`]). A difference is shown
//! where the two intervals do not touch, which is the careful side of a test at
//! 5 %; no verdict says that there is no difference.
//!
//! ```
//! use chrono::{DateTime, TimeDelta, Utc};
//! use webcare::calendar::Calendar;
//! use webcare::sla::fairness::{Measure, Quantile, Series, Verdict, compare};
//! use webcare::text::Lang;
//!
//! let office = Calendar::weekly(chrono_tz::UTC).mon_fri("09:00-17:00")?;
//! let asked: DateTime<Utc> = "2026-01-05T09:00:00Z".parse()?;
//! let waited = |minutes: i64| (0..40).map(move |n| TimeDelta::minutes(minutes + n));
//! let phone = Series::new("phone", &office).waits(waited(120).map(|it| (asked, asked + it)));
//! let twitter = Series::new("twitter", &office).waits(waited(20).map(|it| (asked, asked + it)));
//!
//! let told = compare(&twitter, &phone)?;
//! assert_eq!(told.verdict(Measure::Customer, Quantile::Median), Verdict::Sooner);
//! assert!(told.text(Lang::En).ends_with("twitter is helped sooner than phone"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod order;
mod words;

use chrono::{DateTime, TimeDelta, Utc};

use crate::calendar::{Calendar, CalendarError};

/// Why waits cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FairnessError {
    /// The calendar of a series has no answer for one of its waits, or never opens.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// A wait is over before it began.
    #[error("on `{name}` an answer came at {}, before the question at {}", .wait.until, .wait.from)]
    Backwards {
        /// The channel.
        name: String,
        /// Which wait.
        wait: Wait,
    },
}

/// How long one customer waited.
#[expect(clippy::exhaustive_structs, reason = "a wait is its two ends")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// When the customer spoke.
    pub from: DateTime<Utc>,
    /// When the answer was there.
    pub until: DateTime<Utc>,
}

/// The waits on one channel, and the calendar of the team that answers there.
#[derive(Clone, Debug)]
pub struct Series<'c> {
    name: String,
    calendar: &'c Calendar,
    waits: Vec<Wait>,
}

/// By whose clock a wait is measured.
#[expect(clippy::exhaustive_enums, reason = "the team's or the customer's")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Working time of the team that answers.
    Business,
    /// Time as it passes, day and night.
    Customer,
}

/// Which wait stands for the others.
#[expect(
    clippy::exhaustive_enums,
    reason = "the usual wait, and the one that only one in ten exceeds"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantile {
    /// Half of them waited no longer.
    Median,
    /// Nine of ten waited no longer.
    P90,
}

/// A quantile and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Estimate {
    /// The quantile of the waits themselves.
    pub value: TimeDelta,
    /// Where the true one lies with 95 % confidence; none where there are too few waits to tell.
    pub interval: Option<(TimeDelta, TimeDelta)>,
}

/// What the waits on a channel come to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// The channel.
    pub name: String,
    /// How many waits there were.
    pub n: usize,
    business: Vec<TimeDelta>,
    customer: Vec<TimeDelta>,
}

/// How a channel stands against the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "sooner, later, neither shown, or not to be told"
)]
pub enum Verdict {
    /// People are helped sooner there.
    Sooner,
    /// People are helped later there.
    Later,
    /// No difference is shown.
    NoneShown,
    /// There are too few waits to tell.
    TooFew,
}

/// A channel held against the reference.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comparison {
    /// The channel.
    pub channel: Summary,
    /// What it is held against.
    pub reference: Summary,
}

impl<'c> Series<'c> {
    /// A channel on which nobody waited yet.
    pub fn new(name: impl Into<String>, calendar: &'c Calendar) -> Self {
        Self {
            name: name.into(),
            calendar,
            waits: Vec::new(),
        }
    }

    /// The same with a wait more.
    pub fn wait(mut self, from: DateTime<Utc>, until: DateTime<Utc>) -> Self {
        self.waits.push(Wait { from, until });
        self
    }

    /// The same with more waits, each from when to when.
    pub fn waits(
        mut self,
        waits: impl IntoIterator<Item = (DateTime<Utc>, DateTime<Utc>)>,
    ) -> Self {
        let waits = waits.into_iter();
        self.waits
            .extend(waits.map(|(from, until)| Wait { from, until }));
        self
    }

    /// What its waits come to.
    ///
    /// # Errors
    /// When one of them is over before it began, and when its calendar has no answer for
    /// one or is not open after the first.
    pub fn summary(&self) -> Result<Summary, FairnessError> {
        if let Some(wait) = self.waits.iter().find(|wait| wait.until < wait.from) {
            let (name, wait) = (self.name.clone(), *wait);
            return Err(FairnessError::Backwards { name, wait });
        }
        if let Some(first) = self.waits.iter().map(|wait| wait.from).min() {
            self.calendar.next_open(first)?;
        }
        let waits = self.waits.iter();
        let mut customer: Vec<_> = waits.clone().map(|wait| wait.until - wait.from).collect();
        let mut business = waits
            .map(|wait| self.calendar.between(wait.from, wait.until))
            .collect::<Result<Vec<_>, _>>()?;
        customer.sort_unstable();
        business.sort_unstable();
        Ok(Summary {
            name: self.name.clone(),
            n: self.waits.len(),
            business,
            customer,
        })
    }
}

/// Holds a channel against a reference.
///
/// # Errors
/// As [`Series::summary`].
pub fn compare(channel: &Series<'_>, reference: &Series<'_>) -> Result<Comparison, FairnessError> {
    Ok(Comparison {
        channel: channel.summary()?,
        reference: reference.summary()?,
    })
}

impl Summary {
    /// A quantile of its waits; none where there are no waits.
    pub fn estimate(&self, measure: Measure, quantile: Quantile) -> Option<Estimate> {
        let sorted = match measure {
            Measure::Business => &self.business,
            Measure::Customer => &self.customer,
        };
        order::estimate(sorted, quantile)
    }
}

impl Comparison {
    /// How the channel stands against the reference, by one measure at one quantile.
    pub fn verdict(&self, measure: Measure, quantile: Quantile) -> Verdict {
        let interval = |summary: &Summary| summary.estimate(measure, quantile)?.interval;
        match interval(&self.channel).zip(interval(&self.reference)) {
            None => Verdict::TooFew,
            Some((ours, theirs)) if ours.1 < theirs.0 => Verdict::Sooner,
            Some((ours, theirs)) if ours.0 > theirs.1 => Verdict::Later,
            Some(_) => Verdict::NoneShown,
        }
    }

    /// Every verdict, by measure and quantile.
    pub fn verdicts(&self) -> [(Measure, Quantile, Verdict); 4] {
        [
            (Measure::Business, Quantile::Median),
            (Measure::Business, Quantile::P90),
            (Measure::Customer, Quantile::Median),
            (Measure::Customer, Quantile::P90),
        ]
        .map(|(measure, quantile)| (measure, quantile, self.verdict(measure, quantile)))
    }

    /// Whether people are helped sooner on the channel by any measure: what
    /// equal treatment rules out (S0:10).
    pub fn is_favoured(&self) -> bool {
        self.has(Verdict::Sooner)
    }

    fn has(&self, wanted: Verdict) -> bool {
        self.verdicts().iter().any(|(_, _, it)| *it == wanted)
    }
}
