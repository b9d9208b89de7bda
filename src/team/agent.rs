use serde::{Deserialize, Serialize};

use super::{Mandate, QueueId};
use crate::document::{Node, Problems};
use crate::id::id;
use crate::sorted::SortedSet;

id! {
    /// The playbook's name for a person who works cases.
    AgentId
}

/// A person who works cases, in the playbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Agent {
    /// The person.
    pub id: AgentId,
    /// What the person signs with, such as `^EL` (S4:17).
    pub signature: Option<String>,
    /// The queues the person takes work from.
    pub queues: Vec<QueueId>,
    /// The channels the person is trained for; every channel when there are none (S1:29).
    pub skills: SortedSet<String>,
    /// Whether the person may answer customers live (S4:11).
    pub trained: bool,
    /// Whether it is a machine. What it says keeps no promise to a customer.
    #[serde(default)]
    pub automatic: bool,
    /// What the person may decide; the queue's mandate where none is given.
    pub mandate: Option<Mandate>,
    /// The calendar that says when the person works; the queue's where none is given.
    pub works: Option<String>,
}

impl Agent {
    /// A trained agent about whom nothing else is agreed.
    pub fn new(id: impl Into<AgentId>) -> Self {
        Self {
            id: id.into(),
            signature: None,
            queues: Vec::new(),
            skills: SortedSet::new(),
            trained: true,
            automatic: false,
            mandate: None,
            works: None,
        }
    }

    /// Whether the person is trained for `channel`.
    pub fn can_speak_on(&self, channel: &str) -> bool {
        self.skills.is_empty() || self.skills.contains(channel)
    }

    /// Reads one entry of `[agents]`.
    pub(crate) fn read(id: &str, node: &Node<'_>, problems: &mut Problems) -> Option<Self> {
        let mut table = node.table(problems)?;
        let mut agent = Self::new(id);
        agent.signature = table
            .optional("signature")
            .and_then(|field| field.text(problems).map(str::to_owned));
        agent.queues = table
            .optional("queues")
            .and_then(|field| field.texts(problems))
            .unwrap_or_default()
            .into_iter()
            .map(QueueId::from)
            .collect();
        agent.skills = table
            .optional("skills")
            .and_then(|field| field.texts(problems))
            .unwrap_or_default()
            .into_iter()
            .map(str::to_owned)
            .collect();
        agent.trained = table
            .optional("trained")
            .and_then(|field| field.bool(problems))
            .unwrap_or(true);
        agent.automatic = table
            .optional("automatic")
            .and_then(|field| field.bool(problems))
            .unwrap_or(false);
        agent.mandate = table
            .optional("mandate")
            .and_then(|field| Mandate::read(&field, problems));
        agent.works = table
            .optional("works")
            .and_then(|field| field.text(problems).map(str::to_owned));
        table.finish(problems);
        Some(agent)
    }
}
