use super::{ClockKind, Target, Urgency};
use crate::document::{Node, ProblemKind, Problems, TableNode, Value};
use crate::id::id;
use crate::sorted::SortedMap;

id! {
    /// The playbook's name for targets that a rule may choose instead of the usual ones.
    TargetsId
}

/// What was agreed per clock, urgency and topic.
///
/// Where nothing was agreed for an urgency, that of the next lower one holds,
/// then that of `normal`, then that of the lowest there is. A topic that has
/// targets of its own for a clock follows those alone, for every urgency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    by_kind: SortedMap<ClockKind, SortedMap<Urgency, Target>>,
    by_topic: SortedMap<String, Targets>,
}

/// What a target may depend on: where it was said, what it is about, and how urgent it is.
///
/// Reach and tone are not here, so no target can depend on them.
#[expect(
    clippy::exhaustive_structs,
    reason = "one more would be one more thing that customers are treated by"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Matter<'a> {
    /// The channel's id.
    pub channel: &'a str,
    /// The topic's id, where it has one.
    pub topic: Option<&'a str>,
    /// How urgent it is.
    pub urgency: Urgency,
}

impl<'a> Matter<'a> {
    /// Something on a channel, about no topic and not urgent.
    pub fn on(channel: &'a str) -> Self {
        Self {
            channel,
            topic: None,
            urgency: Urgency::Normal,
        }
    }
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

    /// The same, with targets of its own for a topic.
    pub fn with_topic(mut self, topic: impl Into<String>, targets: Targets) -> Self {
        self.by_topic.insert(topic.into(), targets);
        self
    }

    /// The target of a clock in a matter: that of its topic, else that of every topic.
    pub fn of(&self, kind: ClockKind, matter: &Matter<'_>) -> Option<Target> {
        let own = matter.topic.and_then(|topic| self.by_topic.get(topic));
        own.and_then(|own| own.target(kind, matter.urgency))
            .or_else(|| self.target(kind, matter.urgency))
    }

    /// The targets of each topic that has its own.
    pub fn topics(&self) -> impl Iterator<Item = (&str, &Targets)> {
        let topics = self.by_topic.iter();
        topics.map(|(topic, targets)| (topic.as_str(), targets))
    }

    /// The target of a clock at an urgency for topics without their own, where that clock has any.
    pub fn target(&self, kind: ClockKind, urgency: Urgency) -> Option<Target> {
        let by_urgency = self.by_kind.get(&kind)?;
        let at_most = by_urgency
            .iter()
            .rfind(|(at, _)| **at <= urgency)
            .map(|(_, target)| target);
        at_most
            .or_else(|| by_urgency.get(&Urgency::Normal))
            .or_else(|| by_urgency.values().next())
            .copied()
    }

    /// Every target that was written for topics without their own, in order.
    pub fn iter(&self) -> impl Iterator<Item = (ClockKind, Urgency, Target)> + '_ {
        self.by_kind.iter().flat_map(|(kind, by_urgency)| {
            by_urgency
                .iter()
                .map(|(urgency, target)| (*kind, *urgency, *target))
        })
    }

    /// Reads `first-response = "1 working day"`, or a table of targets by
    /// urgency, and `topics` with such targets by topic, from a table that may
    /// have other fields beside them.
    pub fn read(table: &mut TableNode, problems: &mut Problems) -> Self {
        let mut targets = Self::read_plain(table, problems);
        targets.by_topic = read_named(table.optional("topics"), problems, Self::read_plain);
        targets
    }

    fn read_plain(table: &mut TableNode, problems: &mut Problems) -> Self {
        let mut by_kind = SortedMap::new();
        for (word, kind) in ClockKind::WORDS {
            if let Some(node) = table.optional(word) {
                by_kind.insert(kind, read_by_urgency(&node, problems));
            }
        }
        Self {
            by_kind,
            by_topic: SortedMap::new(),
        }
    }
}

fn read_by_urgency(node: &Node, problems: &mut Problems) -> SortedMap<Urgency, Target> {
    let mut found = SortedMap::new();
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
        channels: SortedMap<String, Targets>,
    },
}

impl Agreement {
    /// The target of a clock in a matter. A neutral agreement never looks at the channel.
    pub fn target(&self, kind: ClockKind, matter: &Matter<'_>) -> Option<Target> {
        match self {
            Agreement::Neutral(targets) => targets.of(kind, matter),
            Agreement::PerChannel {
                otherwise,
                channels,
            } => channels
                .get(matter.channel)
                .and_then(|targets| targets.of(kind, matter))
                .or_else(|| otherwise.of(kind, matter)),
        }
    }

    /// The targets of channels that have none of their own.
    pub fn common(&self) -> &Targets {
        match self {
            Agreement::Neutral(targets)
            | Agreement::PerChannel {
                otherwise: targets, ..
            } => targets,
        }
    }

    /// Every set of targets with the path at which a playbook writes it, below `sla`.
    pub fn sets(&self) -> Vec<(String, &Targets)> {
        let mut sets = with_topics("sla".to_owned(), self.common());
        if let Agreement::PerChannel { channels, .. } = self {
            for (channel, targets) in channels {
                sets.extend(with_topics(format!("sla.channels.{channel}"), targets));
            }
        }
        sets
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
    /// use webcare::sla::{Agreement, ClockKind, Matter, Target, Urgency};
    ///
    /// let value: Value = toml::from_str(r#"
    ///     treatment      = "neutral"
    ///     first-response = "1 working day"
    ///     resolution     = { normal = "10 working days", urgent = "2 working days" }
    ///     topics.claims  = { resolution = "5 working days" }
    /// "#)?;
    /// let mut problems = Problems::new();
    /// let mut table = Node::root(&value).table(&mut problems).unwrap();
    /// let agreement = Agreement::read(&mut table, &mut problems).unwrap();
    /// let resolution = |topic, urgency| {
    ///     agreement.target(ClockKind::Resolution, &Matter { channel: "twitter", topic, urgency })
    /// };
    /// assert_eq!(resolution(None, Urgency::High), Some(Target::WorkingDays(10)));
    /// assert_eq!(resolution(None, Urgency::Urgent), Some(Target::WorkingDays(2)));
    /// assert_eq!(resolution(Some("claims"), Urgency::Normal), Some(Target::WorkingDays(5)));
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
                channels: read_named(channels, problems, Targets::read),
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

fn with_topics(path: String, targets: &Targets) -> Vec<(String, &Targets)> {
    let topics = targets.topics();
    let mut sets: Vec<_> = topics
        .map(|(topic, targets)| (format!("{path}.topics.{topic}"), targets))
        .collect();
    sets.insert(0, (path, targets));
    sets
}

/// Reads a table of targets by name.
fn read_named(
    node: Option<Node>,
    problems: &mut Problems,
    read: impl Fn(&mut TableNode, &mut Problems) -> Targets,
) -> SortedMap<String, Targets> {
    let mut found = SortedMap::new();
    let table = node.and_then(|node| node.table(problems));
    for (name, node) in table.into_iter().flat_map(|mut table| table.entries()) {
        if let Some(mut table) = node.table(problems) {
            found.insert(name.to_owned(), read(&mut table, problems));
            table.finish(problems);
        }
    }
    found
}
