//! Who works at an instant, by the playbook's calendars.

use std::cell::RefCell;

use chrono::{DateTime, Utc};

use super::Policy;
use crate::team::{Agent, AgentId, Department, Presence, QueueId};

/// Who works at an instant. Each is looked up when it is asked of them: most
/// who are told of something are one or two of many.
pub(super) struct Hours<'p> {
    policy: &'p Policy,
    at: DateTime<Utc>,
    /// Many agents have the same hours, and each is asked once.
    open: RefCell<Vec<(Option<&'p String>, bool)>>,
}

impl Policy {
    /// Who works now, by the playbook's calendars.
    pub fn presence(&self, now: DateTime<Utc>) -> Presence {
        let hours = self.hours_at(now);
        let agents = self.playbook.agents.values();
        let there = agents.filter(|agent| hours.are_of(agent));
        Presence::of(there.map(|agent| agent.id.clone()))
    }

    pub(super) fn hours_at(&self, at: DateTime<Utc>) -> Hours<'_> {
        Hours {
            policy: self,
            at,
            open: RefCell::default(),
        }
    }

    /// The calendar by which an agent works, where one is named: their own, else
    /// that of the first of their queues that has one.
    fn hours_of_agent<'a>(&'a self, agent: &'a Agent) -> Option<&'a String> {
        let of_queue = |queue: &QueueId| self.playbook.queues.get(queue)?.works.as_ref();
        let own = agent.works.as_ref();
        own.or_else(|| agent.queues.iter().find_map(of_queue))
    }
}

impl<'p> Hours<'p> {
    /// Whether somebody works then.
    pub(super) fn has(&self, agent: &AgentId) -> bool {
        let known = self.policy.playbook.agents.get(agent);
        known.is_some_and(|agent| self.are_of(agent))
    }

    /// Whether an agent of the playbook works then.
    pub(super) fn are_of(&self, agent: &'p Agent) -> bool {
        let hours = self.policy.hours_of_agent(agent);
        let mut open = self.open.borrow_mut();
        if let Some((_, is_open)) = open.iter().find(|(known, _)| *known == hours) {
            return *is_open;
        }
        let calendar = hours.and_then(|name| self.policy.playbook.calendars.get(name));
        let is_open = calendar.unwrap_or(&self.policy.calendar).is_open(self.at);
        open.push((hours, is_open));
        is_open
    }

    /// Who answers for a department then, as [`Presence::answering`] says.
    pub(super) fn answering<'d>(&self, department: &'d Department) -> Option<&'d AgentId> {
        department.answering(|agent| self.has(agent))
    }
}
