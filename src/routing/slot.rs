use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A place for a wish; how several rules' wishes for it combine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Slot {
    /// The first rule in order decides.
    Outcome,
    /// The first rule in order decides.
    Queue,
    /// All of them.
    Needs,
    /// The first rule in order decides.
    SameOwner,
    /// The highest wish counts.
    Urgency,
    /// The first rule in order decides.
    Sla,
    /// The first rule in order decides.
    Topic,
    /// The first rule in order decides.
    Refer,
    /// All of them.
    Tags,
    /// All of them.
    Consult,
    /// All of them, whatever the outcome.
    Notify,
    /// All of them: the channels in the order in which they were first named.
    Switch,
    /// As soon as one rule says so.
    FollowUp,
    /// As soon as one rule says so.
    Redact,
}

impl Slot {
    /// All of them, in their order.
    const ALL: [Slot; 14] = [
        Slot::Outcome,
        Slot::Queue,
        Slot::Needs,
        Slot::SameOwner,
        Slot::Urgency,
        Slot::Sla,
        Slot::Topic,
        Slot::Refer,
        Slot::Tags,
        Slot::Consult,
        Slot::Notify,
        Slot::Switch,
        Slot::FollowUp,
        Slot::Redact,
    ];

    /// Its name in a playbook; the outcome has three: `respond`, `no-response`, `review`.
    pub fn as_str(self) -> &'static str {
        match self {
            Slot::Outcome => "outcome",
            Slot::Queue => "queue",
            Slot::Needs => "needs",
            Slot::SameOwner => "same-owner",
            Slot::Urgency => "urgency",
            Slot::Sla => "sla",
            Slot::Topic => "topic",
            Slot::Refer => "refer",
            Slot::Tags => "tags",
            Slot::Consult => "consult",
            Slot::Notify => "notify",
            Slot::Switch => "switch",
            Slot::FollowUp => "follow-up",
            Slot::Redact => "redact",
        }
    }
}

/// Some of the slots: a set that is copied and read in their order.
///
/// ```
/// use webcare::routing::{Slot, Slots};
///
/// let slots: Slots = [Slot::Tags, Slot::Outcome].into_iter().collect();
/// assert!(slots.contains(Slot::Tags) && !slots.contains(Slot::Queue));
/// assert_eq!(slots.iter().next(), Some(Slot::Outcome));
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slots(u16);

impl Slots {
    /// Whether this one is among them.
    pub fn contains(self, slot: Slot) -> bool {
        self.0 & Self::bit(slot) != 0
    }

    /// Whether all of them are among `others`.
    pub fn is_subset(self, others: Slots) -> bool {
        self.0 & !others.0 == 0
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0 == 0
    }

    /// They, in their order.
    pub fn iter(self) -> impl Iterator<Item = Slot> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let slot = Slot::ALL.get(rest.trailing_zeros() as usize)?;
            rest &= rest.wrapping_sub(1);
            Some(*slot)
        })
    }

    /// Those to which every wish adds.
    pub(super) const GATHERED: Self = Self(
        Self::bit(Slot::Needs)
            | Self::bit(Slot::Tags)
            | Self::bit(Slot::Consult)
            | Self::bit(Slot::Notify)
            | Self::bit(Slot::Switch)
            | Self::bit(Slot::FollowUp)
            | Self::bit(Slot::Redact),
    );

    /// Those that the first rule in order decides.
    pub(super) const OF_THE_FIRST: Self = Self(
        Self::bit(Slot::Outcome)
            | Self::bit(Slot::Queue)
            | Self::bit(Slot::SameOwner)
            | Self::bit(Slot::Sla)
            | Self::bit(Slot::Topic)
            | Self::bit(Slot::Refer),
    );

    /// They as bits, of which the last is never set.
    pub(super) fn bits(self) -> u16 {
        self.0
    }

    /// Those of them that are among `others`.
    pub(super) fn among(self, others: Slots) -> Self {
        Self(self.0 & others.0)
    }

    /// Those of them that are not among `others`.
    pub(super) fn without(self, others: Slots) -> Self {
        Self(self.0 & !others.0)
    }

    /// They and `others`.
    pub(super) fn and(self, others: Slots) -> Self {
        Self(self.0 | others.0)
    }

    pub(super) fn insert(&mut self, slot: Slot) {
        self.0 |= Self::bit(slot);
    }

    pub(super) fn remove(&mut self, slot: Slot) {
        self.0 &= !Self::bit(slot);
    }

    const fn bit(slot: Slot) -> u16 {
        1 << slot as u16
    }
}

impl From<Slot> for Slots {
    fn from(slot: Slot) -> Self {
        Self(Self::bit(slot))
    }
}

impl FromIterator<Slot> for Slots {
    fn from_iter<I: IntoIterator<Item = Slot>>(slots: I) -> Self {
        let mut all = Self::default();
        slots.into_iter().for_each(|slot| all.insert(slot));
        all
    }
}

impl fmt::Debug for Slots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl Serialize for Slots {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Slots {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let slots = Vec::<Slot>::deserialize(deserializer)?;
        Ok(slots.into_iter().collect())
    }
}
