use std::fmt;
use std::str::FromStr;

use super::stretch::DAY;

/// Opening hours of one day: from, up to and not including, until, on the local wall clock.
///
/// A window that ends at or before its start runs into the next day, and
/// belongs to the day on which it starts.
///
/// ```
/// use webcare::calendar::Window;
///
/// let night: Window = "22:00-06:00".parse()?;
/// assert!(night.is_overnight());
/// assert_eq!(night.to_string(), "22:00-06:00");
/// assert_eq!("09:00:30-24:00".parse::<Window>()?.to_string(), "09:00:30-24:00");
/// assert!("09:00-09:00".parse::<Window>().is_err());
/// # Ok::<(), webcare::calendar::WindowError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    /// Seconds after the local midnight with which its day starts.
    from: i64,
    /// INVARIANT: `from < until <= from + DAY`.
    until: i64,
}

impl Window {
    /// Midnight to midnight.
    pub const ALL_DAY: Window = Window {
        from: 0,
        until: DAY,
    };

    /// Whether it runs past midnight.
    pub fn is_overnight(&self) -> bool {
        self.until > DAY
    }

    /// What of it lies before a time of its first day.
    pub(super) fn until(&self, seconds: i64) -> Option<Window> {
        (self.from < seconds).then_some(Window {
            from: self.from,
            until: self.until.min(seconds),
        })
    }

    /// When it ends on the day after its own, in seconds; not after midnight, zero or less.
    pub(super) fn morning(&self) -> i64 {
        self.until - DAY
    }

    /// Its two ends, in seconds after the midnight with which its day starts.
    pub(super) fn seconds(&self) -> (i64, i64) {
        (self.from, self.until)
    }
}

/// The windows in a text such as `08:00-12:00, 13:00-17:00`; none in an empty one.
pub(super) fn windows(text: &str) -> Result<Vec<Window>, WindowError> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::parse)
        .collect()
}

/// Whether two of the windows share an instant, over midnight too.
pub(super) fn overlap(windows: &[Window]) -> bool {
    let mut sorted: Vec<_> = windows.iter().map(Window::seconds).collect();
    sorted.sort_unstable();
    sorted
        .iter()
        .zip(sorted.iter().skip(1))
        .any(|(one, next)| next.0 < one.1)
}

/// A text that is not a window of opening hours, or not a time of day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WindowError {
    /// It is not two times of day with a dash between them.
    #[error("`{0}` is not a window; write two times of day, such as `08:00-21:00`")]
    Shape(String),
    /// A time that no clock shows.
    #[error("`{0}` is not a time of day; write `00:00` up to `24:00`, with seconds where needed")]
    Time(String),
    /// It ends where it starts.
    #[error("`{0}` is empty; write `00:00-24:00` for a whole day, or leave it out")]
    Empty(String),
}

impl FromStr for Window {
    type Err = WindowError;

    fn from_str(text: &str) -> Result<Self, WindowError> {
        let (from, until) = text
            .split_once(['-', '–'])
            .ok_or_else(|| WindowError::Shape(text.to_owned()))?;
        let (from, until) = (time_of_day(from.trim())?, time_of_day(until.trim())?);
        if from == until || from == DAY {
            return Err(WindowError::Empty(text.to_owned()));
        }
        let until = if until < from { until + DAY } else { until };
        Ok(Self { from, until })
    }
}

/// Seconds after midnight of `HH:MM` or `HH:MM:SS`, up to `24:00`.
pub(super) fn time_of_day(text: &str) -> Result<i64, WindowError> {
    let wrong = || WindowError::Time(text.to_owned());
    let mut seconds = 0;
    let mut parts = 0;
    for (part, (below, worth)) in text.split(':').zip([(25, 3600), (60, 60), (60, 1), (0, 0)]) {
        let is_number = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        let value: i64 = part.parse().map_err(|_| wrong())?;
        if !is_number || value >= below {
            return Err(wrong());
        }
        seconds += value * worth;
        parts += 1;
    }
    if parts < 2 || seconds > DAY {
        return Err(wrong());
    }
    Ok(seconds)
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let until = if self.until > DAY {
            self.until - DAY
        } else {
            self.until
        };
        write_time(f, self.from)?;
        f.write_str("-")?;
        write_time(f, until)
    }
}

fn write_time(f: &mut fmt::Formatter<'_>, seconds: i64) -> fmt::Result {
    write!(f, "{:02}:{:02}", seconds / 3600, seconds / 60 % 60)?;
    match seconds % 60 {
        0 => Ok(()),
        rest => write!(f, ":{rest:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_says_what_is_wrong_with_it() {
        let error = |text: &str| text.parse::<Window>().unwrap_err();
        assert!(matches!(error("nine to five"), WindowError::Shape(_)));
        for text in [
            "9-17",
            "25:00-26:00",
            "09:60-10:00",
            "24:01-24:02",
            "09:00-+9:30",
            "1:2:3:4-5:00",
        ] {
            assert!(matches!(error(text), WindowError::Time(_)), "{text}");
        }
        for text in ["09:00-09:00", "24:00-08:00", "24:00-24:00", "00:00-00:00"] {
            assert!(matches!(error(text), WindowError::Empty(_)), "{text}");
        }
    }

    #[test]
    fn midnight_at_the_end_is_the_end_of_the_day() {
        let seconds = |text: &str| text.parse::<Window>().unwrap().seconds();
        assert_eq!(seconds("22:00-24:00"), (79_200, 86_400));
        assert_eq!(seconds("22:00-00:00"), (79_200, 86_400));
        assert_eq!(seconds("22:00-06:00"), (79_200, 108_000));
    }

    #[test]
    fn overlap_is_a_shared_instant_and_not_a_shared_edge() {
        let overlaps = |text: &str| overlap(&windows(text).unwrap());
        assert!(overlaps("09:00-17:00, 12:00-14:00"));
        assert!(!overlaps("13:00-17:00, 09:00-13:00"));
    }
}
