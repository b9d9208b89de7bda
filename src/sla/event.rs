use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ClockId, PauseReason, Target};
use crate::calendar::CalendarId;

/// What happened to a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "clock", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ClockEvent {
    /// It began; or, while it ran, it was given another start, target or
    /// calendar, which after a breach begins another run.
    Started {
        /// Which clock.
        #[serde(flatten)]
        id: ClockId,
        /// From when it counts.
        #[serde(with = "crate::document::instant")]
        from: DateTime<Utc>,
        /// How long it may take.
        target: Target,
        /// Over which calendar.
        calendar: CalendarId,
    },
    /// It stands still.
    Paused {
        /// Which clock.
        #[serde(flatten)]
        id: ClockId,
        /// From when.
        #[serde(with = "crate::document::instant")]
        at: DateTime<Utc>,
        /// For what.
        reason: PauseReason,
    },
    /// It runs again, whatever it stood still for.
    Resumed {
        /// Which clock.
        #[serde(flatten)]
        id: ClockId,
        /// From when.
        #[serde(with = "crate::document::instant")]
        at: DateTime<Utc>,
    },
    /// It was kept.
    Met {
        /// Which clock.
        #[serde(flatten)]
        id: ClockId,
        /// When.
        #[serde(with = "crate::document::instant")]
        at: DateTime<Utc>,
    },
    /// It was not kept in time.
    Breached {
        /// Which clock.
        #[serde(flatten)]
        id: ClockId,
        /// The due instant, whenever it was noticed.
        #[serde(with = "crate::document::instant")]
        at: DateTime<Utc>,
    },
    /// It no longer matters.
    Cancelled {
        /// Which clock.
        #[serde(flatten)]
        id: ClockId,
        /// When.
        #[serde(with = "crate::document::instant")]
        at: DateTime<Utc>,
    },
}

impl ClockEvent {
    /// The clock that it happened to.
    pub fn id(&self) -> &ClockId {
        match self {
            ClockEvent::Started { id, .. }
            | ClockEvent::Paused { id, .. }
            | ClockEvent::Resumed { id, .. }
            | ClockEvent::Met { id, .. }
            | ClockEvent::Breached { id, .. }
            | ClockEvent::Cancelled { id, .. } => id,
        }
    }
}
