use chrono::{DateTime, Utc};

use crate::document::{Node, Problems};
use crate::sla::{Agreement, ClockKind, Matter, PauseReason, Target, Targets, TargetsId, Warnings};
use crate::sorted::{SortedMap, SortedSet};

/// By when, for whom: the targets of a playbook, and how they are counted.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Sla {
    /// The targets; whether channels may differ (S0:10).
    pub agreement: Agreement,
    /// The targets that a rule may choose instead, by name; what one does not
    /// speak of is as usual.
    pub choices: SortedMap<TargetsId, Targets>,
    /// The calendar in which business time is counted. A document that promises anything
    /// names one; in targets made in code every hour counts where none is named.
    pub calendar: Option<String>,
    /// The instant from which a customer waits.
    pub start: Start,
    /// When to warn that something comes near its due time.
    pub warnings: Warnings,
    /// What the resolution and the periodic update stand still for.
    pub pauses: SortedSet<PauseReason>,
    /// What becomes of the resolution's clock when a matter is reopened.
    pub reopened: AfterReopening,
    /// What becomes of running clocks when the targets or the calendar change.
    pub in_flight: InFlight,
    /// How long the team needs for its answer once a department has given
    /// its own (S4:21); none where that is not agreed.
    pub answering: Option<Target>,
}

/// From when a customer waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "from the customer's word, or from when we saw it"
)]
pub enum Start {
    /// From when it was posted: what the customer feels.
    #[default]
    Posted,
    /// From when it was first seen: what the team can answer for.
    Seen,
}

/// What becomes of the resolution's clock when the customer comes back to a settled matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "it goes on or it starts anew")]
pub enum AfterReopening {
    /// It goes on from where it was, with its pauses; settled time does not
    /// count. What was breached begins anew: nothing is breached twice.
    #[default]
    Continue,
    /// It starts anew with what the customer said then.
    Restart,
}

/// What becomes of running clocks when a playbook's targets or calendar change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "they keep what held, or follow")]
pub enum InFlight {
    /// They keep their target and their calendar as it held when they began,
    /// until what the customer said changes.
    #[default]
    Keep,
    /// They follow the changed playbook from the next time the case is looked at.
    Replan,
}

impl Sla {
    /// Nothing is promised to anybody.
    pub(super) fn none() -> Self {
        Self {
            agreement: Agreement::Neutral(Targets::new()),
            choices: SortedMap::new(),
            calendar: None,
            start: Start::default(),
            warnings: Warnings::default(),
            pauses: SortedSet::from([PauseReason::Customer]),
            reopened: AfterReopening::default(),
            in_flight: InFlight::default(),
            answering: None,
        }
    }

    /// The target of a clock under the targets a rule chose, else as usual.
    pub fn target(
        &self,
        chosen: Option<&TargetsId>,
        kind: ClockKind,
        matter: &Matter<'_>,
    ) -> Option<Target> {
        chosen
            .and_then(|id| self.choices.get(id)?.of(kind, matter))
            .or_else(|| self.agreement.target(kind, matter))
    }

    /// Every set of targets, with its place in the playbook.
    pub(super) fn sets(&self) -> Vec<(String, &Targets)> {
        let mut sets = self.agreement.sets();
        let choices = self.choices.iter();
        sets.extend(choices.map(|(id, targets)| (format!("sla.choices.{id}"), targets)));
        sets
    }

    /// From when a customer waits who spoke at one instant and was seen at another.
    pub fn starts_at(&self, spoken: DateTime<Utc>, seen: DateTime<Utc>) -> DateTime<Utc> {
        match self.start {
            Start::Posted => spoken,
            Start::Seen => seen,
        }
    }

    /// Reads `[sla]`.
    pub(super) fn read(node: &Node<'_>, problems: &mut Problems) -> Option<Self> {
        const STARTS: [(&str, Start); 2] = [("posted", Start::Posted), ("seen", Start::Seen)];
        const REOPENED: [(&str, AfterReopening); 2] = [
            ("continue", AfterReopening::Continue),
            ("restart", AfterReopening::Restart),
        ];
        const IN_FLIGHT: [(&str, InFlight); 2] =
            [("keep", InFlight::Keep), ("re-plan", InFlight::Replan)];

        let mut table = node.table(problems)?;
        let mut sla = Self::none();
        if let Some(field) = table.optional("from") {
            sla.start = field.one_of(&STARTS, problems)?;
        }
        let calendar = table
            .required("calendar", problems)
            .and_then(|field| field.text(problems));
        if let Some(field) = table.optional("warn-at") {
            sla.warnings = Warnings::read(&field, problems)?;
        }
        if let Some(field) = table.optional("pauses") {
            sla.pauses = pauses(&field, problems)?;
        }
        if let Some(field) = table.optional("reopened") {
            sla.reopened = field.one_of(&REOPENED, problems)?;
        }
        if let Some(field) = table.optional("in-flight") {
            sla.in_flight = field.one_of(&IN_FLIGHT, problems)?;
        }
        if let Some(field) = table.optional("answering") {
            sla.answering = Target::read(&field, problems);
        }
        if let Some(field) = table.optional("choices") {
            sla.choices = choices(&field, problems);
        }
        let agreement = Agreement::read(&mut table, problems);
        table.finish(problems);
        sla.agreement = agreement?;
        sla.calendar = Some(calendar?.to_owned());
        Some(sla)
    }
}

/// Reads `klacht = { first-response = "1 working day" }`.
fn choices(node: &Node<'_>, problems: &mut Problems) -> SortedMap<TargetsId, Targets> {
    let mut choices = SortedMap::new();
    let Some(mut table) = node.table(problems) else {
        return choices;
    };
    for (name, entry) in table.entries() {
        if let Some(mut entry) = entry.table(problems) {
            choices.insert(name.into(), Targets::read(&mut entry, problems));
            entry.finish(problems);
        }
    }
    choices
}

/// Reads what clocks stand still for, such as `["customer", "department"]`.
fn pauses(node: &Node<'_>, problems: &mut Problems) -> Option<SortedSet<PauseReason>> {
    const REASONS: [(&str, PauseReason); 2] = [
        ("customer", PauseReason::Customer),
        ("department", PauseReason::Department),
    ];
    let items = node.list(problems)?;
    let reasons = items.iter().filter_map(|it| it.one_of(&REASONS, problems));
    Some(reasons.collect())
}
