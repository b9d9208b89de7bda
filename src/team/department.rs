use serde::{Deserialize, Serialize};

use super::AgentId;
use crate::document::{Node, Problems};
use crate::id::id;
use crate::sla::Target;

id! {
    /// The playbook's name for a department that answers the team.
    DepartmentId
}

/// A department that answers the team, never the customer (S4:21): whom to
/// ask, and who answers when that person is away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Department {
    /// The department.
    pub id: DepartmentId,
    /// Whom to ask first.
    pub contact: AgentId,
    /// Whom to ask when the contact is away, in this order; at least one.
    pub backups: Vec<AgentId>,
    /// How soon it answers the team, where that was agreed.
    pub ola: Option<Target>,
}

impl Department {
    /// A department with its contact and who stands in.
    pub fn new<A: Into<AgentId>>(
        id: impl Into<DepartmentId>,
        contact: impl Into<AgentId>,
        backups: impl IntoIterator<Item = A>,
    ) -> Self {
        Self {
            id: id.into(),
            contact: contact.into(),
            backups: backups.into_iter().map(Into::into).collect(),
            ola: None,
        }
    }

    /// Who answers for it, of those who are there.
    pub(crate) fn answering(&self, is_there: impl Fn(&AgentId) -> bool) -> Option<&AgentId> {
        let mut people = std::iter::once(&self.contact).chain(&self.backups);
        people.find(|agent| is_there(agent))
    }

    /// Reads one entry of `[departments]`.
    pub(crate) fn read(id: &str, node: &Node<'_>, problems: &mut Problems) -> Option<Self> {
        let mut table = node.table(problems)?;
        let contact = table
            .required("contact", problems)
            .and_then(|field| field.text(problems));
        let backups = table.required("backups", problems).and_then(|field| {
            let backups = field.texts(problems)?;
            if backups.is_empty() {
                return field.invalid("nobody stands in", "name at least one backup", problems);
            }
            Some(backups)
        });
        let ola = table
            .optional("ola")
            .and_then(|field| Target::read(&field, problems));
        table.finish(problems);
        Some(Self {
            ola,
            ..Self::new(id, contact?, backups?)
        })
    }
}
