use chrono::TimeDelta;

use super::holidays::Holiday;
use crate::text::Lang;

/// Why a piece of time counts, or does not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// Within opening hours.
    Open,
    /// Within opening hours that were set for the date.
    SpecialHours,
    /// Before, between or after the hours of a day that has some.
    OutsideHours,
    /// A day of the week that has no hours.
    NoWorkday,
    /// A day off.
    Holiday(Holiday),
    /// A break on the date.
    Break,
    /// Closed all day, as was set for the date.
    ClosedByDate,
    /// Before, between or after the hours that were set for the date.
    OutsideSpecialHours,
    /// The wall clock jumps by so much, forward or back: an instant, not a piece of time.
    ClockChange(TimeDelta),
}

impl Reason {
    /// Whether time with this reason counts as working time.
    pub fn counts(&self) -> bool {
        match self {
            Reason::Open | Reason::SpecialHours => true,
            Reason::OutsideHours
            | Reason::NoWorkday
            | Reason::Holiday(_)
            | Reason::Break
            | Reason::ClosedByDate
            | Reason::OutsideSpecialHours
            | Reason::ClockChange(_) => false,
        }
    }

    /// A stable word for it, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Reason::Open => "open",
            Reason::SpecialHours => "special-hours",
            Reason::OutsideHours => "outside-hours",
            Reason::NoWorkday => "no-workday",
            Reason::Holiday(_) => "holiday",
            Reason::Break => "break",
            Reason::ClosedByDate => "closed-by-date",
            Reason::OutsideSpecialHours => "outside-special-hours",
            Reason::ClockChange(_) => "clock-change",
        }
    }

    /// The reason in words.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Reason::Open => lang.pick("open", "open").to_owned(),
            Reason::SpecialHours => lang
                .pick("afwijkende openingstijd", "special opening hours")
                .to_owned(),
            Reason::OutsideHours => lang
                .pick("buiten openingstijd", "outside opening hours")
                .to_owned(),
            Reason::NoWorkday => lang.pick("geen werkdag", "not a working day").to_owned(),
            Reason::Holiday(holiday) => holiday.name(lang).to_owned(),
            Reason::Break => lang.pick("pauze", "break").to_owned(),
            Reason::ClosedByDate => lang
                .pick("die dag gesloten", "closed on that date")
                .to_owned(),
            Reason::OutsideSpecialHours => lang
                .pick(
                    "buiten de openingstijd van die dag",
                    "outside the opening hours of that date",
                )
                .to_owned(),
            Reason::ClockChange(by) => {
                let minutes = by.num_minutes();
                let (nl, en) = if minutes > 0 {
                    ("vooruit", "forward")
                } else {
                    ("terug", "back")
                };
                let minutes = minutes.abs();
                lang.pick(
                    format!("de klok gaat {minutes} minuten {nl}"),
                    format!("the clock goes {minutes} minutes {en}"),
                )
            }
        }
    }
}
