use chrono::{DateTime, TimeDelta, Utc};

use super::wall::{Wall, day, length};
use super::{Clock, ClockError, PauseReason, Target};
use crate::calendar::{Reason, ZONE_DATA_VERSION};
use crate::text::Lang;

/// A piece of the time between a clock's start and its due instant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Piece {
    /// Where it starts.
    pub from: DateTime<Utc>,
    /// Where it ends.
    pub until: DateTime<Utc>,
    /// Why it counts, or does not.
    pub why: Why,
}

/// Why a piece of time counts for a clock, or does not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// What the calendar says of it.
    Calendar(Reason),
    /// The clock stood still.
    Paused(PauseReason),
    /// The clock counts every second.
    Elapsed,
}

impl Piece {
    /// The part of the target that it used up: all of it or none.
    pub fn counted(&self) -> TimeDelta {
        let counts = match &self.why {
            Why::Calendar(reason) => reason.counts(),
            Why::Paused(_) => false,
            Why::Elapsed => true,
        };
        if counts {
            self.until - self.from
        } else {
            TimeDelta::zero()
        }
    }
}

impl Clock<'_> {
    /// The time from start to due in pieces that follow each other without a gap.
    ///
    /// For working and elapsed time, what is counted in them adds up to the
    /// target exactly; a pause hides what the calendar says of its time.
    ///
    /// # Errors
    /// As [`due`](Self::due).
    pub fn pieces(&self) -> Result<Vec<Piece>, ClockError> {
        let due = self.due()?;
        let mut pieces = Vec::new();
        let mut at = self.start;
        for pause in self.pauses_apart() {
            if pause.from >= due {
                break;
            }
            let until = pause.until.unwrap_or(due).min(due);
            self.run(at, pause.from, &mut pieces);
            let (from, why) = (pause.from, Why::Paused(pause.reason));
            pieces.push(Piece { from, until, why });
            at = until;
        }
        self.run(at, due, &mut pieces);
        Ok(pieces)
    }

    /// Why it is due when it is, in words: a line for the due instant, one for
    /// each stretch that counted and for each day that was skipped, and one for
    /// the version of the zone data it rests on. Closed hours of working days
    /// go without saying.
    ///
    /// ```
    /// # use webcare::calendar::{Calendar, holidays};
    /// # use webcare::sla::{Clock, Target};
    /// # use webcare::text::Lang;
    /// let office = Calendar::weekly(chrono_tz::Europe::Amsterdam)
    ///     .mon_fri("08:00-21:00")?
    ///     .holidays(&holidays::NL)?;
    /// let asked = "2011-06-01T18:00:00Z".parse()?;
    /// let clock = Clock::starting(asked, Target::WorkingDays(1), &office);
    /// let told = clock.explain(Lang::Nl)?;
    /// assert!(told.starts_with("vr 3 juni 2011 20:00: 1 werkdag vanaf wo 1 juni 2011 20:00"));
    /// assert!(told.contains("do 2 juni overgeslagen: Hemelvaartsdag"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`due`](Self::due).
    pub fn explain(&self, lang: Lang) -> Result<String, ClockError> {
        let pieces = self.pieces()?;
        let wall = Wall::new(self.calendar, lang);
        let mut told = format!(
            "{}: {} {} {}\n",
            wall.moment(self.due()?),
            self.target.text(lang),
            lang.pick("vanaf", "from"),
            wall.moment(self.start),
        );
        let mut day_before = String::new();
        for (piece, counts) in pieces.iter().zip(self.on_days_that_count(&pieces)) {
            let Some(line) = wall.line(piece, counts) else {
                continue;
            };
            // A day that is skipped is told once, whatever divides it.
            if line == day_before {
                continue;
            }
            told.push_str(&line);
            told.push('\n');
            if !counts
                && matches!(
                    piece.why,
                    Why::Calendar(Reason::NoWorkday | Reason::Holiday(_))
                )
            {
                day_before = line;
            }
        }
        told.push_str(&self.zone(lang));
        Ok(told)
    }

    /// When it is due, in words, where that is an instant that was given.
    ///
    /// `why` says by what: how it was counted is not known, or cannot be
    /// counted again.
    pub(crate) fn explain_given(&self, why: &str, lang: Lang) -> Result<String, ClockError> {
        let wall = Wall::new(self.calendar, lang);
        Ok(format!(
            "{}: {why}\n{}",
            wall.moment(self.due()?),
            self.zone(lang)
        ))
    }

    /// A line on the zone and on the version of its data.
    fn zone(&self, lang: Lang) -> String {
        format!(
            "{} {}, {} {ZONE_DATA_VERSION}",
            lang.pick("tijdzone", "time zone"),
            self.calendar.zone(),
            lang.pick("zonegegevens", "zone data"),
        )
    }

    fn run(&self, from: DateTime<Utc>, until: DateTime<Utc>, pieces: &mut Vec<Piece>) {
        if from >= until {
            return;
        }
        if let Target::Elapsed(_) = self.target {
            let why = Why::Elapsed;
            pieces.push(Piece { from, until, why });
            return;
        }
        pieces.extend(self.calendar.segments(from, until).map(|segment| Piece {
            from: segment.from,
            until: segment.until,
            why: Why::Calendar(segment.reason),
        }));
    }

    /// For each piece, whether time is counted on a day on which it begins or ends.
    fn on_days_that_count(&self, pieces: &[Piece]) -> Vec<bool> {
        let days = |piece: &Piece| {
            // What ends at midnight ends with the day before it.
            let last = (piece.until - TimeDelta::nanoseconds(1)).max(piece.from);
            let date = |at| self.calendar.local(at).date();
            (date(piece.from), date(last))
        };
        let mut counted_last = None;
        let mut counts = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let (first, last) = days(piece);
            if !piece.counted().is_zero() {
                counted_last = Some(last);
            }
            counts.push(counted_last.is_some_and(|day| day >= first));
        }
        let mut counted_next = None;
        for (piece, counts) in pieces.iter().zip(&mut counts).rev() {
            let (first, last) = days(piece);
            if !piece.counted().is_zero() {
                counted_next = Some(first);
            }
            *counts |= counted_next.is_some_and(|day| day <= last);
        }
        counts
    }
}

impl Wall<'_> {
    /// What a piece tells. A day that is skipped is told by its date, and by
    /// its hours where others of them count.
    fn line(&self, piece: &Piece, on_a_day_that_counts: bool) -> Option<String> {
        let lang = self.lang;
        let skipped = lang.pick("overgeslagen", "skipped");
        let date = || day(self.calendar.local(piece.from).date(), lang);
        let stretch = || self.stretch(piece.from, piece.until);
        match &piece.why {
            Why::Calendar(Reason::OutsideHours) => None,
            Why::Calendar(reason) if reason.counts() => Some(self.counted_line(piece)),
            Why::Calendar(reason @ Reason::ClockChange(_)) => {
                Some(format!("{}: {}", date(), reason.text(lang)))
            }
            Why::Calendar(reason) if on_a_day_that_counts || *reason == Reason::Break => {
                Some(format!("{} {skipped}: {}", stretch(), reason.text(lang)))
            }
            Why::Calendar(reason) => Some(format!("{} {skipped}: {}", date(), reason.text(lang))),
            Why::Paused(reason) => Some(format!(
                "{} {}: {}",
                stretch(),
                lang.pick("telt niet mee", "does not count"),
                reason.text(lang)
            )),
            Why::Elapsed => Some(self.counted_line(piece)),
        }
    }

    fn counted_line(&self, piece: &Piece) -> String {
        format!(
            "{} {} {} {}",
            self.stretch(piece.from, piece.until),
            self.lang.pick("telt mee:", "counts:"),
            length(piece.counted()),
            self.lang.pick("uur", "hours"),
        )
    }
}
