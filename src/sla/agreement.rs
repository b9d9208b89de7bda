use std::collections::BTreeMap;

use super::{ClockKind, Target, Urgency};
use crate::document::{Node, ProblemKind, Problems, TableNode, Value};
use crate::id::id;

id! {
    /// The playbook's name for targets that a rule may choose instead of the usual ones.
    TargetsId
}

/// What was agreed per clock and urgency.
///
/// Where nothing was agreed for an urgency, that of the next lower one holds,
/// then that of `normal`, then that of the lowest there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    by_kind: BTreeMap<ClockKind, BTreeMap<Urgency, Target>>,
}

impl Targets {
    /// Nothing agreed yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same, with a target for one clock at one urgency.
    pub fn with(mut self, kind: ClockKind, urgency: Urgency, target: Target) -> Self {
        self.by_kind
            .entry(kind)
            .or_default()
            .insert(urgency, target);
        self
    }

    /// The target of a clock at an urgency, where that clock has any.
    pub fn target(&self, kind: ClockKind, urgency: Urgency) -> Option<Target> {
        let by_urgency = self.by_kind.get(&kind)?;
        let at_most = by_urgency
            .range(..=urgency)
            .next_back()
            .map(|(_, target)| target);
        at_most
            .or_else(|| by_urgency.get(&Urgency::Normal))
            .or_else(|| by_urgency.values().next())
            .copied()
    }

    /// Every target that was written, in order.
    pub fn iter(&self) -> impl Iterator<Item = (ClockKind, Urgency, Target)> + '_ {
        self.by_kind.iter().flat_map(|(kind, by_urgency)| {
            by_urgency
                .iter()
                .map(|(urgency, target)| (*kind, *urgency, *target))
        })
    }

    /// Reads `first-response = "1 working day"`, or a table of targets by
    /// urgency, from a table that may have other fields beside it.
    pub fn read(table: &mut TableNode, problems: &mut Problems) -> Self {
        let mut by_kind = BTreeMap::new();
        for (word, kind) in ClockKind::WORDS {
            if let Some(node) = table.optional(word) {
                by_kind.insert(kind, read_by_urgency(&node, problems));
            }
        }
        Self { by_kind }
    }
}

fn read_by_urgency(node: &Node, problems: &mut Problems) -> BTreeMap<Urgency, Target> {
    let mut found = BTreeMap::new();
    if matches!(node.value(), Value::Text(_)) {
        found.extend(Target::read(node, problems).map(|target| (Urgency::Normal, target)));
        return found;
    }
    let Some(mut table) = node.table(problems) else {
        return found;
    };
    for (word, urgency) in Urgency::WORDS {
        if let Some(node) = table.optional(word) {
            found.extend(Target::read(&node, problems).map(|target| (urgency, target)));
        }
    }
    table.finish(problems);
    found
}

/// Who is answered how fast: everybody alike, or by the channel they chose.
#[expect(
    clippy::exhaustive_enums,
    reason = "either the channel matters or it does not"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// The same for every channel.
    Neutral(Targets),
    /// By channel, and for the channels that are not named what holds otherwise.
    PerChannel {
        /// For channels that have nothing of their own.
        otherwise: Targets,
        /// By channel id; a clock that is not in it follows `otherwise`.
        channels: BTreeMap<String, Targets>,
    },
}

impl Agreement {
    /// The target of a clock. A neutral agreement never looks at the channel.
    pub fn target(&self, channel: &str, kind: ClockKind, urgency: Urgency) -> Option<Target> {
        match self {
            Agreement::Neutral(targets) => targets.target(kind, urgency),
            Agreement::PerChannel {
                otherwise,
                channels,
            } => channels
                .get(channel)
                .and_then(|targets| targets.target(kind, urgency))
                .or_else(|| otherwise.target(kind, urgency)),
        }
    }

    /// Whether the channel makes no difference.
    pub fn is_neutral(&self) -> bool {
        matches!(self, Agreement::Neutral(_))
    }

    /// Reads `treatment`, the targets and, where treatment is per channel,
    /// `channels`, from a table that may have other fields beside them.
    ///
    /// ```
    /// use webcare::document::{Node, Problems, Value};
    /// use webcare::sla::{Agreement, ClockKind, Target, Urgency};
    ///
    /// let value: Value = toml::from_str(r#"
    ///     treatment      = "neutral"
    ///     first-response = "1 working day"
    ///     resolution     = { normal = "10 working days", urgent = "2 working days" }
    /// "#)?;
    /// let mut problems = Problems::new();
    /// let mut table = Node::root(&value).table(&mut problems).unwrap();
    /// let agreement = Agreement::read(&mut table, &mut problems).unwrap();
    /// let resolution = |urgency| agreement.target("twitter", ClockKind::Resolution, urgency);
    /// assert_eq!(resolution(Urgency::High), Some(Target::WorkingDays(10)));
    /// assert_eq!(resolution(Urgency::Urgent), Some(Target::WorkingDays(2)));
    /// # Ok::<(), toml::de::Error>(())
    /// ```
    pub fn read(table: &mut TableNode, problems: &mut Problems) -> Option<Self> {
        let is_neutral = match table.optional("treatment") {
            None => true,
            Some(node) => node.one_of(&[("neutral", true), ("per-channel", false)], problems)?,
        };
        let targets = Targets::read(table, problems);
        let channels = table.optional("channels");
        if !is_neutral {
            return Some(Agreement::PerChannel {
                otherwise: targets,
                channels: read_channels(channels, problems),
            });
        }
        if let Some(node) = channels {
            node.problem::<()>(
                ProblemKind::Contradiction,
                "targets per channel under neutral treatment",
                "take them away, or write `treatment = \"per-channel\"`",
                problems,
            );
        }
        Some(Agreement::Neutral(targets))
    }
}

fn read_channels(node: Option<Node>, problems: &mut Problems) -> BTreeMap<String, Targets> {
    let mut channels = BTreeMap::new();
    let table = node.and_then(|node| node.table(problems));
    for (channel, node) in table.into_iter().flat_map(|mut table| table.entries()) {
        if let Some(mut table) = node.table(problems) {
            channels.insert(channel.to_owned(), Targets::read(&mut table, problems));
            table.finish(problems);
        }
    }
    channels
}
