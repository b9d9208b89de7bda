use thiserror::Error;

use super::Policy;
use crate::calendar::{Calendar, CalendarId};
use crate::mention::Handle;
use crate::playbook::Playbook;

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
}

impl Playbook {
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
        Ok(Policy {
            rules: self.rules.clone(),
            cues: self.cues.clone(),
            calendar_id: CalendarId::from(self.sla.calendar.as_deref().unwrap_or("always")),
            calendar,
            own,
            playbook: self,
        })
    }
}
