use chrono::{DateTime, Utc};

use super::{Clock, ClockError, ClockKind, Target};
use crate::document::{Node, Problems, Value};
use crate::sorted::SortedMap;

/// When to warn that a clock comes near its due instant.
#[expect(
    clippy::exhaustive_enums,
    reason = "a warning comes at a share of the term or so long before its end"
)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Warning {
    /// When this share of the term is used up: `0.75` for three quarters.
    Share(f64),
    /// So long before it is due.
    Before(Target),
}

/// When to warn, by clock.
#[derive(Clone, Debug, PartialEq)]
pub struct Warnings {
    otherwise: Warning,
    by_kind: SortedMap<ClockKind, Warning>,
}

impl Default for Warnings {
    /// At three quarters of every term.
    fn default() -> Self {
        Self::all(Warning::Share(0.75))
    }
}

impl Warnings {
    /// The same for every clock.
    pub fn all(warning: Warning) -> Self {
        Self {
            otherwise: warning,
            by_kind: SortedMap::new(),
        }
    }

    /// The same, with another for one clock.
    pub fn with(mut self, kind: ClockKind, warning: Warning) -> Self {
        self.by_kind.insert(kind, warning);
        self
    }

    /// That of a clock.
    pub fn of(&self, kind: ClockKind) -> Warning {
        self.by_kind.get(&kind).copied().unwrap_or(self.otherwise)
    }

    /// Reads `"75 %"`, `"1 business hour"`, or a table of such by clock with
    /// `otherwise` for the clocks that are not in it.
    ///
    /// ```
    /// use webcare::document::{Node, Problems, Value};
    /// use webcare::sla::{ClockKind, Warning, Warnings};
    ///
    /// let value: Value = toml::from_str(r#"otherwise = "80 %"
    /// resolution = "1 working day""#)?;
    /// let mut problems = Problems::new();
    /// let warnings = Warnings::read(&Node::root(&value), &mut problems).unwrap();
    /// assert_eq!(warnings.of(ClockKind::Receipt), Warning::Share(0.8));
    /// assert_eq!(warnings.of(ClockKind::Resolution), Warning::Before("1 working day".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        if !matches!(node.value(), Value::Table(_)) {
            return Warning::read(node, problems).map(Self::all);
        }
        let mut table = node.table(problems)?;
        let mut warnings = Self::default();
        if let Some(node) = table.optional("otherwise") {
            warnings.otherwise = Warning::read(&node, problems)?;
        }
        for (word, kind) in ClockKind::WORDS {
            let node = table.optional(word);
            let warning = node.and_then(|node| Warning::read(&node, problems));
            warnings.by_kind.extend(warning.map(|it| (kind, it)));
        }
        table.finish(problems);
        Some(warnings)
    }
}

impl Warning {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        let share = match node.value() {
            Value::Text(text) => match text.strip_suffix('%') {
                Some(percent) => percent.trim().parse().ok().map(|it: f64| it / 100.0),
                None if text.parse::<Target>().is_ok() => {
                    return Target::read(node, problems).map(Warning::Before);
                }
                None => None,
            },
            _ => node.number(problems),
        };
        match share {
            Some(share) if share > 0.0 && share < 1.0 => Some(Warning::Share(share)),
            Some(_) | None => node.invalid(
                "that is no moment to warn at",
                "write a share such as `75 %` or `0.75`, or a time before it is due such as `1 business hour`",
                problems,
            ),
        }
    }
}

impl Clock<'_> {
    /// The instant at which to warn; its start where the term is shorter than that.
    ///
    /// So long before is counted in the warning's own measure: an hour of
    /// working time before a clock that is due on Tuesday at 09:30 falls on
    /// Monday afternoon.
    ///
    /// ```
    /// use webcare::calendar::Calendar;
    /// use webcare::sla::{Clock, Warning};
    ///
    /// let office = Calendar::weekly(chrono_tz::UTC).mon_fri("09:00-17:00")?;
    /// let asked = "2026-01-05T09:30:00Z".parse()?; // a Monday
    /// let clock = Clock::starting(asked, "8 business hours".parse()?, &office);
    /// let warned = clock.warn_at(Warning::Before("1 business hour".parse()?))?;
    /// assert_eq!(warned, "2026-01-05T16:30:00Z".parse::<chrono::DateTime<chrono::Utc>>()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`due`](Self::due), and [`ClockError::Share`].
    pub fn warn_at(&self, warning: Warning) -> Result<DateTime<Utc>, ClockError> {
        let before = match warning {
            Warning::Share(share) if share > 1.0 => return Err(ClockError::Share),
            Warning::Share(share) => return self.at_share(share),
            Warning::Before(before) => before,
        };
        let at = match (before, self.target) {
            (Target::Business(time), Target::Business(_) | Target::WorkingDays(_))
            | (Target::Elapsed(time), Target::Elapsed(_)) => self.before_due(time)?,
            (Target::Business(time), Target::Elapsed(_)) => self.calendar.sub(self.due()?, time)?,
            (Target::Elapsed(time), Target::Business(_) | Target::WorkingDays(_)) => {
                let due = self.due()?;
                due.checked_sub_signed(time).unwrap_or(self.start)
            }
            (Target::WorkingDays(days), _) => self.calendar.sub_working_days(self.due()?, days)?,
        };
        Ok(at.max(self.start))
    }
}
