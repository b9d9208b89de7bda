use serde::{Deserialize, Serialize};

use super::Mandate;
use crate::document::{Node, Problems};
use crate::id::id;

id! {
    /// The playbook's name for a queue of work.
    QueueId
}

/// Whose people work a queue (S2:20).
#[expect(
    clippy::exhaustive_enums,
    reason = "work is done by our own people or by somebody else's"
)]
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Party {
    /// Our own.
    #[default]
    InHouse,
    /// Those of an outsourced partner.
    Partner,
}

/// A named pile of work, with the people behind it who may decide more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Queue {
    /// The queue.
    pub id: QueueId,
    /// Whose people work it.
    pub party: Party,
    /// What those who work it may decide, unless agreed otherwise per person.
    pub mandate: Mandate,
    /// The calendar by which it is worked; the playbook's first where none is given.
    pub works: Option<String>,
    /// The queue with the larger mandate that stands behind it: the in-house hub of a partner.
    pub behind: Option<QueueId>,
}

impl Queue {
    /// A queue of our own people.
    pub fn new(id: impl Into<QueueId>, mandate: Mandate) -> Self {
        Self {
            id: id.into(),
            party: Party::default(),
            mandate,
            works: None,
            behind: None,
        }
    }

    /// Reads one entry of `[queues]`.
    pub(crate) fn read(id: &str, node: &Node<'_>, problems: &mut Problems) -> Option<Self> {
        let mut table = node.table(problems)?;
        let parties = [("in-house", Party::InHouse), ("partner", Party::Partner)];
        let party = table
            .optional("party")
            .and_then(|field| field.one_of(&parties, problems));
        let mandate = table
            .required("mandate", problems)
            .and_then(|field| Mandate::read(&field, problems));
        let works = table
            .optional("works")
            .and_then(|field| field.text(problems).map(str::to_owned));
        let behind = table
            .optional("behind")
            .and_then(|field| field.text(problems).map(QueueId::from));
        table.finish(problems);
        Some(Self {
            id: id.into(),
            party: party.unwrap_or_default(),
            mandate: mandate?,
            works,
            behind,
        })
    }
}
