use serde::{Deserialize, Serialize};

use super::{AgentId, Department};

use crate::sorted::SortedSet;

/// Who is there at a moment. The host tells; a roster is not kept here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Presence {
    present: SortedSet<AgentId>,
}

impl Presence {
    /// These people and nobody else.
    pub fn of(present: impl IntoIterator<Item = AgentId>) -> Self {
        Self {
            present: present.into_iter().collect(),
        }
    }

    /// Whether `agent` is there.
    pub fn has(&self, agent: &AgentId) -> bool {
        self.present.contains(agent)
    }

    /// Who answers for `department` now: its contact, else the first backup
    /// who is there, else nobody (S4:21 "contactpersonen en backups").
    ///
    /// ```
    /// use webcare::team::{AgentId, Department, Presence};
    ///
    /// let claims = Department::new("schade", "els", ["bram", "joost"]);
    /// let there = Presence::of([AgentId::from("joost")]);
    /// assert_eq!(there.answering(&claims), Some(&AgentId::from("joost")));
    /// assert_eq!(Presence::default().answering(&claims), None);
    /// ```
    pub fn answering<'d>(&self, department: &'d Department) -> Option<&'d AgentId> {
        department.answering(|agent| self.has(agent))
    }

    /// Everybody who is there, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &AgentId> {
        self.present.iter()
    }
}
