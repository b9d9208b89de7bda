//! Who sees how much of a case?

use super::Policy;
use super::record::Record;
use crate::case::{Owner, Sight};
use crate::team::{Agent, AgentId, QueueId};

impl Policy {
    /// How much `agent` sees of a case, by what they are to it. The most that
    /// any of their parts in it gives counts.
    pub fn sight(&self, agent: &AgentId, record: &Record) -> Sight {
        let views = &self.playbook.views;
        let parts = [
            (self.is_of_team(agent, record), views.team),
            (
                self.playbook.supervisor.as_ref() == Some(agent),
                views.supervisor,
            ),
            (self.is_asked(agent, record), views.department),
        ];
        let holds = parts.iter().filter(|(holds, _)| *holds);
        holds.map(|(_, sight)| *sight).max().unwrap_or(views.others)
    }

    fn is_of_team(&self, id: &AgentId, record: &Record) -> bool {
        let case = &record.case;
        let Some(agent) = self.playbook.agents.get(id) else {
            return false;
        };
        let is_or_works = |owner: &Owner| match owner {
            Owner::Agent(owner) => owner == id,
            Owner::Queue(queue) => self.works(agent, queue),
        };
        let owns = is_or_works(&case.owner) || case.hand_off.as_deref().is_some_and(is_or_works);
        owns || case
            .home_queue()
            .is_some_and(|home| self.works(agent, home))
    }

    /// Whether somebody works a queue, or one that stands behind it.
    fn works(&self, agent: &Agent, queue: &QueueId) -> bool {
        let behind = |id: &&QueueId| self.playbook.queues.get(*id)?.behind.as_ref();
        std::iter::successors(Some(queue), behind).any(|queue| agent.queues.contains(queue))
    }

    /// Whether somebody answers for a department that was asked.
    fn is_asked(&self, agent: &AgentId, record: &Record) -> bool {
        record.case.consults.values().any(|consult| {
            let department = self.playbook.departments.get(&consult.department);
            consult.person.as_ref() == Some(agent)
                || department.is_some_and(|it| it.contact == *agent || it.backups.contains(agent))
        })
    }
}
