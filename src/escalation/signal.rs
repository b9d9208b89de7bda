use std::ops::Not;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::sla::{ClockId, ClockKind, Subject};
use crate::text::Lang;

/// What may go wrong.
///
/// A list of the crate's own: a host adds no kinds to it. What else it wants
/// told goes by the kind that is nearest, with [`Signal::about`] to say which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SignalKind {
    /// A clock comes near its due instant.
    DueSoon,
    /// A clock was not kept in time.
    Breached,
    /// So many people can see it.
    Reach,
    /// Reach grew so much over its baseline, in per cent.
    Growth,
    /// The same customer came back so many times.
    RepeatContact,
    /// The customer had to explain it so many times.
    RepeatedExplanation,
    /// It went from hand to hand so many times without an action.
    HandOffs,
    /// A promise to the customer was broken.
    PromiseBroken,
    /// The next step that was agreed on is past due.
    StepOverdue,
    /// A public word is owed.
    FollowUpOwed,
    /// It is not known whether a message left.
    DeliveryUnknown,
    /// It speaks of lawyers or of the police.
    Legal,
    /// Somebody's safety is at stake.
    Safety,
    /// A journalist asks.
    Press,
    /// Nobody is present to take it.
    NobodyPresent,
}

impl SignalKind {
    /// All of them and their words.
    pub(super) const WORDS: [(&'static str, SignalKind); 15] = [
        ("due-soon", SignalKind::DueSoon),
        ("breached", SignalKind::Breached),
        ("reach", SignalKind::Reach),
        ("growth", SignalKind::Growth),
        ("repeat-contact", SignalKind::RepeatContact),
        ("repeated-explanation", SignalKind::RepeatedExplanation),
        ("hand-offs", SignalKind::HandOffs),
        ("promise-broken", SignalKind::PromiseBroken),
        ("step-overdue", SignalKind::StepOverdue),
        ("follow-up-owed", SignalKind::FollowUpOwed),
        ("delivery-unknown", SignalKind::DeliveryUnknown),
        ("legal", SignalKind::Legal),
        ("safety", SignalKind::Safety),
        ("press", SignalKind::Press),
        ("nobody-present", SignalKind::NobodyPresent),
    ];

    /// The word for it in a playbook.
    pub fn word(self) -> &'static str {
        let known = Self::WORDS.iter().find(|(_, kind)| *kind == self);
        known.map_or("", |(word, _)| word)
    }

    /// What it is called.
    pub fn text(self, lang: Lang) -> &'static str {
        let (nl, en) = match self {
            SignalKind::DueSoon => ("bijna te laat", "due soon"),
            SignalKind::Breached => ("te laat", "overdue"),
            SignalKind::Reach => ("bereik", "reach"),
            SignalKind::Growth => (
                "groei van het bereik in procenten",
                "growth of reach in per cent",
            ),
            SignalKind::RepeatContact => (
                "keer dat de klant terugkwam",
                "times the customer came back",
            ),
            SignalKind::RepeatedExplanation => (
                "keer dat de klant het moest uitleggen",
                "times the customer had to explain it",
            ),
            SignalKind::HandOffs => ("overdrachten zonder actie", "hand-offs without an action"),
            SignalKind::PromiseBroken => ("toezegging niet nagekomen", "promise broken"),
            SignalKind::StepOverdue => ("volgende stap te laat", "next step overdue"),
            SignalKind::FollowUpOwed => (
                "publieke terugkoppeling nog niet gegeven",
                "public follow-up still owed",
            ),
            SignalKind::DeliveryUnknown => (
                "niet bekend of een bericht aankwam",
                "not known whether a message arrived",
            ),
            SignalKind::Legal => ("juridisch", "legal"),
            SignalKind::Safety => ("veiligheid", "safety"),
            SignalKind::Press => ("pers", "press"),
            SignalKind::NobodyPresent => ("niemand aanwezig", "nobody present"),
        };
        lang.pick(nl, en)
    }

    /// Whether it is told of a clock, so that an escalation may ask for one clock only.
    pub fn is_of_clock(self) -> bool {
        matches!(self, SignalKind::DueSoon | SignalKind::Breached)
    }

    /// Whether it is measured, so that it needs a level to be above.
    pub fn is_measured(self) -> bool {
        match self {
            SignalKind::Reach
            | SignalKind::Growth
            | SignalKind::RepeatContact
            | SignalKind::RepeatedExplanation
            | SignalKind::HandOffs => true,
            SignalKind::DueSoon
            | SignalKind::Breached
            | SignalKind::PromiseBroken
            | SignalKind::StepOverdue
            | SignalKind::FollowUpOwed
            | SignalKind::DeliveryUnknown
            | SignalKind::Legal
            | SignalKind::Safety
            | SignalKind::Press
            | SignalKind::NobodyPresent => false,
        }
    }
}

/// Something that went wrong, or a measure of what may: what, when, how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Signal {
    /// What.
    pub kind: SignalKind,
    /// At which instant, whenever it was noticed.
    pub at: DateTime<Utc>,
    /// Which kind of clock, for [`SignalKind::DueSoon`] and [`SignalKind::Breached`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockKind>,
    /// Which of several such things, such as a promise or a question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Subject>,
    /// How much, for what is measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<u64>,
    /// Whether somebody outside told it, such as a radar for the press: only
    /// they would know that it is over.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub outside: bool,
}

impl Signal {
    /// A signal that is neither of a clock nor measured.
    pub fn new(kind: SignalKind, at: DateTime<Utc>) -> Self {
        Self {
            kind,
            at,
            clock: None,
            about: None,
            value: None,
            outside: false,
        }
    }

    /// The same, told by somebody outside.
    pub fn from_outside(mut self) -> Self {
        self.outside = true;
        self
    }

    /// The same, of a clock.
    pub fn of(mut self, clock: impl Into<ClockId>) -> Self {
        let ClockId { kind, about } = clock.into();
        self.clock = Some(kind);
        self.about = about;
        self
    }

    /// The same, about one of several such things.
    pub fn about(mut self, subject: impl Into<Subject>) -> Self {
        self.about = Some(subject.into());
        self
    }

    /// Whether it tells of the same thing as another, at whatever instant.
    pub fn is_of_what(&self, other: &Signal) -> bool {
        let what = |it: &Signal| (it.kind, it.clock, it.outside);
        what(self) == what(other) && self.about == other.about
    }

    /// What went wrong, in words: `first response overdue`, `reach (12000)`.
    pub fn text(&self, lang: Lang) -> String {
        let mut text = self.kind.text(lang).to_owned();
        if let Some(clock) = self.clock {
            text = format!("{} {text}", clock.text(lang));
        }
        if let Some(about) = &self.about {
            text = format!("{text} (`{about}`)");
        }
        match self.value {
            Some(value) => format!("{text} ({value})"),
            None => text,
        }
    }

    /// The same, with how much.
    pub fn measuring(mut self, value: u64) -> Self {
        self.value = Some(value);
        self
    }
}

/// Why no signal would start an escalation as it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TriggerError {
    /// It waits for a clock, and the kind is of none.
    #[error("a signal of `{}` is of no clock", .0.word())]
    NotOfClock(SignalKind),
    /// It waits for a level, and the kind has none.
    #[error("a signal of `{}` is not measured", .0.word())]
    NotMeasured(SignalKind),
    /// Every signal of the kind would start it, however low.
    #[error("a signal of `{}` is measured, and no level is too much", .0.word())]
    NoLevel(SignalKind),
}

/// Which signals start an escalation.
///
/// A measured one starts it once when it rises above its level, and again only
/// after it has been below the level at which it is armed again. What is told
/// late, of an instant before it started, arms nothing, and of one before it was
/// armed again starts nothing. Each thing
/// that is measured ([`Signal::about`]) is watched for itself, and so is what
/// is told from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Trigger {
    /// The kind of signal.
    pub kind: SignalKind,
    /// Only of this clock.
    pub clock: Option<ClockKind>,
    /// Only above this level.
    pub above: Option<u64>,
    /// The level below which it is armed again; `above` where there is none.
    pub again_below: Option<u64>,
}

impl Trigger {
    /// Every signal of a kind.
    pub fn on(kind: SignalKind) -> Self {
        Self {
            kind,
            clock: None,
            above: None,
            again_below: None,
        }
    }

    /// Only those of a clock.
    pub fn of(mut self, clock: ClockKind) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Only above a level, and again after it has been below `again_below`, or
    /// below the level itself where that is lower.
    pub fn above(mut self, level: u64, again_below: u64) -> Self {
        self.above = Some(level);
        self.again_below = Some(again_below.min(level));
        self
    }

    /// Whether there are signals that start it. A playbook's were checked.
    ///
    /// ```
    /// use webcare::escalation::{SignalKind, Trigger, TriggerError};
    ///
    /// let legal = Trigger::on(SignalKind::Legal);
    /// assert_eq!(legal.check(), Ok(()));
    /// assert_eq!(legal.above(4, 2).check(), Err(TriggerError::NotMeasured(SignalKind::Legal)));
    /// ```
    ///
    /// # Errors
    /// When it asks for a clock or a level that no signal of its kind has, or for none
    /// where every signal has one.
    pub fn check(&self) -> Result<(), TriggerError> {
        let kind = self.kind;
        let has_level = self.above.is_some() || self.again_below.is_some();
        match () {
            () if self.clock.is_some() && !kind.is_of_clock() => {
                Err(TriggerError::NotOfClock(kind))
            }
            () if has_level && !kind.is_measured() => Err(TriggerError::NotMeasured(kind)),
            () if self.above.is_none() && kind.is_measured() => Err(TriggerError::NoLevel(kind)),
            () => Ok(()),
        }
    }

    /// Whether it concerns a signal, whatever its level.
    pub(super) fn concerns(&self, signal: &Signal) -> bool {
        self.kind == signal.kind && (self.clock.is_none() || self.clock == signal.clock)
    }

    /// Whether a signal that it concerns is above its level.
    pub(super) fn is_above(&self, signal: &Signal) -> bool {
        match self.above {
            None => true,
            Some(level) => signal.value.is_some_and(|value| value > level),
        }
    }

    /// Whether a signal that it concerns arms it again.
    pub(super) fn rearms(&self, signal: &Signal) -> bool {
        let low = self.again_below.into_iter().chain(self.above).min();
        low.is_some_and(|low| signal.value.is_some_and(|value| value < low || value == 0))
    }
}
