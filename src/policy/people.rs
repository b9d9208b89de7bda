//! For whom a recipient of an escalation stands.

use chrono::{DateTime, Utc};

use super::Policy;
use super::hours::Hours;
use super::record::Record;
use crate::case::Owner;
use crate::escalation::Recipient;
use crate::team::{Agent, AgentId};

impl Policy {
    /// Whether somebody is in the playbook: an agent, one who answers for a
    /// department, or one who holds a role.
    pub(super) fn knows(&self, name: &AgentId) -> bool {
        let playbook = &self.playbook;
        let mut departments = playbook.departments.values();
        let mut roles = playbook.roles.values().flatten();
        playbook.agents.contains_key(name)
            || playbook.supervisor.as_ref() == Some(name)
            || playbook
                .pr
                .as_ref()
                .is_some_and(|pr| pr.as_str() == name.as_str())
            || departments.any(|it| it.contact == *name || it.backups.contains(name))
            || roles.any(|holder| holder == name)
    }

    /// The people that a recipient stands for in a case at an instant: only
    /// those who are there, where it is told who is there then. A queue is always there.
    pub(super) fn people<'p>(
        &'p self,
        record: &Record,
        recipient: &Recipient,
        there: Option<&Hours<'p>>,
        at: DateTime<Utc>,
    ) -> Vec<String> {
        let is_there = |agent: &&AgentId| there.is_none_or(|there| there.has(agent));
        let names = |agents: Vec<&AgentId>| -> Vec<String> {
            let agents = agents.into_iter().filter(is_there);
            agents.map(ToString::to_string).collect()
        };
        match recipient {
            Recipient::Owner => match &record.case.owner {
                Owner::Agent(agent) => names(vec![agent]),
                Owner::Queue(queue) => vec![format!("queue:{queue}")],
            },
            Recipient::Contact => {
                let department = self.department(record);
                names(department.map(|it| &it.contact).into_iter().collect())
            }
            Recipient::Backup => {
                let department = self.department(record);
                names(department.map_or(Vec::new(), |it| it.backups.iter().collect()))
            }
            Recipient::Supervisor => names(self.playbook.supervisor.iter().collect()),
            Recipient::Pr => self.public_relations(there),
            Recipient::OnDuty => match there {
                Some(there) => names(self.on_duty(record, there)),
                None => names(self.on_duty(record, &self.hours_at(at))),
            },
            Recipient::Role(role) => {
                let holders = self.playbook.roles.get(role);
                names(holders.into_iter().flatten().collect())
            }
            Recipient::Queue(queue) => vec![format!("queue:{queue}")],
            Recipient::Agent(agent) => names(vec![&AgentId::from(agent.as_str())]),
        }
    }

    /// The contact of public relations, else whoever stands in.
    fn public_relations(&self, there: Option<&Hours<'_>>) -> Vec<String> {
        let Some(pr) = &self.playbook.pr else {
            return Vec::new();
        };
        match (self.playbook.departments.get(pr), there) {
            (Some(department), Some(there)) => {
                let answers = there.answering(department);
                answers.map(ToString::to_string).into_iter().collect()
            }
            (Some(_), None) | (None, _) => self.people_of(pr),
        }
    }

    /// Who of those who are there works the case's queue.
    fn on_duty<'p>(&'p self, record: &Record, there: &Hours<'p>) -> Vec<&'p AgentId> {
        let works = |agent: &&Agent| match record.case.home_queue() {
            Some(queue) => agent.queues.contains(queue),
            None => true,
        };
        let agents = self.playbook.agents.values().filter(works);
        let agents = agents.filter(|agent| there.are_of(agent));
        agents.map(|agent| &agent.id).collect()
    }
}
