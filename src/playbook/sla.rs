use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::document::{Node, Problems, Value};
use crate::sla::{Agreement, ClockKind, Target, Targets, TargetsId, Urgency};

/// By when, for whom: the targets of a playbook, and how they are counted.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Sla {
    /// The targets; whether channels may differ (S0:10).
    pub agreement: Agreement,
    /// The targets that a rule may choose instead, by name; what one does not
    /// speak of is as usual.
    pub choices: BTreeMap<TargetsId, Targets>,
    /// The calendar in which business time is counted; every hour counts where none is named.
    pub calendar: Option<String>,
    /// The instant from which a customer waits.
    pub start: Start,
    /// The share of the time that may pass before a warning, between 0 and 1.
    pub warn_at: f64,
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

impl Sla {
    /// Nothing is promised to anybody.
    pub(super) fn none() -> Self {
        Self {
            agreement: Agreement::Neutral(Targets::new()),
            choices: BTreeMap::new(),
            calendar: None,
            start: Start::default(),
            warn_at: 0.75,
        }
    }

    /// The target of a clock under the targets a rule chose, else as usual.
    pub fn target(
        &self,
        chosen: Option<&TargetsId>,
        channel: &str,
        kind: ClockKind,
        urgency: Urgency,
    ) -> Option<Target> {
        chosen
            .and_then(|id| self.choices.get(id)?.target(kind, urgency))
            .or_else(|| self.agreement.target(channel, kind, urgency))
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
        let mut table = node.table(problems)?;
        let start = table
            .optional("from")
            .and_then(|field| field.one_of(&STARTS, problems))
            .unwrap_or_default();
        let calendar = table
            .required("calendar", problems)
            .and_then(|field| field.text(problems));
        let warn_at = table
            .optional("warn-at")
            .and_then(|field| share(&field, problems))
            .unwrap_or(0.75);
        let choices = table
            .optional("choices")
            .map(|field| read_choices(&field, problems))
            .unwrap_or_default();
        let agreement = Agreement::read(&mut table, problems);
        table.finish(problems);
        Some(Self {
            agreement: agreement?,
            choices,
            calendar: Some(calendar?.to_owned()),
            start,
            warn_at,
        })
    }
}

/// Reads `klacht = { first-response = "1 working day" }`.
fn read_choices(node: &Node<'_>, problems: &mut Problems) -> BTreeMap<TargetsId, Targets> {
    let mut choices = BTreeMap::new();
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

/// Reads a share such as `"75 %"` or `0.75`.
fn share(node: &Node<'_>, problems: &mut Problems) -> Option<f64> {
    let share = match node.value() {
        Value::Text(text) => text
            .strip_suffix('%')
            .and_then(|percent| percent.trim().parse::<f64>().ok())
            .map(|percent| percent / 100.0),
        _ => node.number(problems),
    };
    match share {
        Some(share) if share > 0.0 && share < 1.0 => Some(share),
        Some(_) | None => node.invalid(
            "that is no share",
            "write a share such as `75 %` or `0.75`",
            problems,
        ),
    }
}
