use chrono::{NaiveDate, NaiveTime, TimeDelta, TimeZone};
use thiserror::Error;

use super::Policy;
use super::reading::Rooms;
use crate::calendar::{Calendar, CalendarId};
use crate::document::Problem;
use crate::mention::Handle;
use crate::playbook::Playbook;
use crate::routing::{ReasonId, Reasons};

/// A playbook that was read and still cannot decide.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CompileError {
    /// The calendar of the targets is not there.
    #[error("the calendar `{calendar}` is not in the playbook")]
    NoCalendar {
        /// The calendar.
        calendar: String,
    },
    /// Rules of which the examples come out otherwise.
    #[error("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Examples {
        /// Each with its place, such as `rules[3].examples[1]`.
        problems: Vec<Problem>,
    },
}

impl Playbook {
    /// Makes the playbook ready to decide, where its rules' own examples hold.
    ///
    /// # Errors
    ///
    /// As [`Playbook::compile`], and [`CompileError::Examples`] with every
    /// example that comes out otherwise.
    pub fn compile_checked(self) -> Result<Policy, CompileError> {
        let policy = self.compile()?;
        let problems = policy.check_examples();
        if problems.is_empty() {
            Ok(policy)
        } else {
            Err(CompileError::Examples { problems })
        }
    }

    /// Makes the playbook ready to decide.
    ///
    /// # Errors
    ///
    /// [`CompileError`] where a part that was checked when the playbook was
    /// read is missing all the same.
    pub fn compile(self) -> Result<Policy, CompileError> {
        let calendar = match &self.sla.calendar {
            Some(name) => {
                self.calendars
                    .get(name)
                    .cloned()
                    .ok_or_else(|| CompileError::NoCalendar {
                        calendar: name.clone(),
                    })?
            }
            None => Calendar::always(),
        };
        let own = self
            .channels
            .iter()
            .map(|(id, channel)| {
                (
                    id.clone(),
                    channel
                        .own
                        .iter()
                        .map(|own| Handle::new(own.as_str()))
                        .collect(),
                )
            })
            .collect();
        let versions = self.calendars.iter();
        let versions = versions
            .map(|(name, calendar)| (name.clone(), versions_of(calendar)))
            .filter(|(_, versions)| !versions.is_empty())
            .collect();
        Ok(Policy {
            versions,
            rules: self.rules.clone(),
            cues: self.cues.clone(),
            rooms: Rooms::default(),
            joining: joining(&self.reasons),
            calendar_id: CalendarId::from(self.sla.calendar.as_deref().unwrap_or("always")),
            calendar,
            own,
            referrals: self.directory.keys().cloned().collect(),
            playbook: self,
        })
    }
}

/// The reasons for no answer by which a mention may still be part of a matter.
fn joining(reasons: &Reasons) -> Vec<ReasonId> {
    let joining = reasons.iter().filter(|(_, reason)| reason.joins);
    joining.map(|(id, _)| id.clone()).collect()
}

/// A calendar as it is from each date on which it changes, and as it was before
/// the first; nothing where it never changes.
fn versions_of(calendar: &Calendar) -> Vec<(NaiveDate, Calendar)> {
    let changes = calendar.changes_on();
    let before = changes.first().and_then(|first| first.pred_opt());
    let noon = |date: NaiveDate| date.and_time(NaiveTime::MIN) + TimeDelta::hours(12);
    let in_force = |date: NaiveDate| {
        let zone = calendar.zone();
        let at = zone.from_local_datetime(&noon(date)).earliest()?;
        Some(calendar.in_force(at.to_utc()))
    };
    let earliest = before.and_then(|date| Some((NaiveDate::MIN, in_force(date)?)));
    let later = changes
        .iter()
        .filter_map(|date| Some((*date, in_force(*date)?)));
    earliest.into_iter().chain(later).collect()
}

#[cfg(test)]
impl Policy {
    /// One that answers complaints, for tests.
    pub(super) fn small() -> Self {
        let document = toml::from_str(
            "
            playbook = 'Small'
            version  = '1'
            zone     = 'Europe/Amsterdam'
            rules    = [{ id = 'complaint', when = 'klacht', then = { respond = 'complaint' } }]
            ",
        );
        let playbook = Playbook::from_value(document.unwrap()).unwrap();
        playbook.compile().unwrap()
    }
}
