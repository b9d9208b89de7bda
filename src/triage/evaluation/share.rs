use std::fmt;

use serde::{Deserialize, Serialize};

/// The quantile of the normal distribution that leaves 2.5 % above it.
const Z: f64 = 1.959_963_984_540_054;

/// A count out of a count, such as 41 of 50.
///
/// ```
/// use webcare::triage::evaluation::Share;
///
/// let right = Share::new(41, 50);
/// assert_eq!(right.value(), Some(0.82));
/// assert_eq!(right.to_string(), "41 of 50 (.82; .69–.90)");
/// assert_eq!(Share::new(0, 0).value(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Share {
    /// How many have it.
    pub hits: u64,
    /// How many could have it.
    pub of: u64,
}

/// Where the true value lies with 95 % confidence, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// A figure that is no share of counted things, with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// Where the true figure lies with 95 % confidence.
    pub interval: Interval,
}

impl Share {
    /// `hits` out of `of`; more hits than there are things count as all.
    pub fn new(hits: u64, of: u64) -> Self {
        let hits = hits.min(of);
        Self { hits, of }
    }

    /// The share, from 0 to 1; `None` of nothing.
    pub fn value(self) -> Option<f64> {
        (self.of > 0).then(|| self.hits as f64 / self.of as f64)
    }

    /// The score interval of Wilson (1927), which stays within 0 and 1 and
    /// holds for few examples too. Of nothing it is everything.
    pub fn interval(self) -> Interval {
        let Some(share) = self.value() else {
            return Interval::EVERYTHING;
        };
        wilson(share, self.of as f64)
    }

    /// Every share that its interval says may be true is at least this.
    pub fn lower_bound(self) -> f64 {
        self.interval().low
    }
}

/// Wilson's interval for a share seen in `n` things.
pub(super) fn wilson(share: f64, n: f64) -> Interval {
    let z2 = Z * Z;
    let middle = share + z2 / (2.0 * n);
    let reach = Z * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    let whole = 1.0 + z2 / n;
    Interval {
        low: ((middle - reach) / whole).clamp(0.0, 1.0),
        high: ((middle + reach) / whole).clamp(0.0, 1.0),
    }
}

impl Interval {
    pub(super) const EVERYTHING: Self = Self {
        low: 0.0,
        high: 1.0,
    };

    /// Whether `value` lies in it.
    pub fn contains(self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.hits, self.of)?;
        match self.value() {
            Some(share) => write!(f, " ({}; {})", Short(share), self.interval()),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{}", Short(self.low), Short(self.high))
    }
}

impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", Short(self.value), self.interval)
    }
}

/// Two decimals, without the zero before the point, as tables of such figures have it.
struct Short(f64);

impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.2}", self.0);
        match text.as_str() {
            "0.00" | "-0.00" => f.write_str("0"),
            "1.00" => f.write_str("1"),
            _ => f.write_str(&text.replacen("0.", ".", 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Share;

    /// Figures of Newcombe (1998), table I, method 3.
    // S3:23
    #[test]
    fn intervals_are_those_of_the_literature() {
        let close = |a: f64, b: f64| assert!((a - b).abs() < 5e-5, "{a} {b}");
        for (hits, of, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let interval = Share::new(hits, of).interval();
            close(interval.low, low);
            close(interval.high, high);
        }
    }

    // S3:43
    #[test]
    fn nothing_of_nothing_may_be_anything() {
        let none = Share::new(0, 0);
        assert_eq!((none.interval().low, none.interval().high), (0.0, 1.0));
        assert_eq!(none.to_string(), "0 of 0");
        assert_eq!(Share::new(7, 3).hits, 3);
    }
}
