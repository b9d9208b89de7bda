use chrono::{DateTime, Utc};

use super::guard::Guards;
use crate::calendar::Calendar;
use crate::channel::{Channel, ChannelId};
use crate::mention::Handle;
use crate::reply::style::{Addressee, Style};
use crate::routing::TopicId;
use crate::sla::Target;
use crate::sorted::{SortedMap, SortedSet};
use crate::team::{Agent, AgentId, Department, DepartmentId, Mandate, Presence, Queue, QueueId};

/// What was agreed and who is there: all that a case must know to decide on a command.
#[derive(Clone, Debug)]
#[expect(
    clippy::exhaustive_structs,
    reason = "whoever decides on a command must state all of it"
)]
pub struct Terms<'a> {
    /// The instant of the command.
    pub now: DateTime<Utc>,
    /// The people.
    pub agents: &'a SortedMap<AgentId, Agent>,
    /// The queues.
    pub queues: &'a SortedMap<QueueId, Queue>,
    /// The departments.
    pub departments: &'a SortedMap<DepartmentId, Department>,
    /// The channels.
    pub channels: &'a SortedMap<ChannelId, Channel>,
    /// How strictly habits are kept.
    pub guards: &'a Guards,
    /// The topics on which a second person approves.
    pub four_eyes: &'a SortedSet<TopicId>,
    /// The calendar by which promises and consults are due.
    pub calendar: &'a Calendar,
    /// The longest that a customer may be told to wait, where one is agreed (S1:19).
    pub longest_promise: Option<Target>,
    /// The longest that a customer may wait for a call, where one is agreed (S1:19).
    pub longest_callback: Option<Target>,
    /// The house style, where one was agreed; without it only personal data in
    /// public is held back.
    pub style: Option<&'a Style>,
    /// The names of the forms and numbers that customers may be sent to.
    pub referrals: &'a SortedSet<String>,
    /// Who may give a case to another.
    pub supervisor: Option<&'a AgentId>,
    /// Who is there, where the host told.
    pub presence: Option<&'a Presence>,
    /// To whom a draft is written: the author of the mention it answers.
    pub recipient: Option<&'a Handle>,
    /// What the host knows of them, where it told.
    pub addressee: Option<&'a Addressee>,
    /// The revision of the answer of somebody else that is judged, as it is by now.
    pub answer: Option<u32>,
}

impl Terms<'_> {
    /// What `agent` may decide: a mandate of their own, else that of `queue`.
    pub(super) fn mandate(&self, agent: &Agent, queue: Option<&QueueId>) -> Option<&Mandate> {
        let own = self
            .agents
            .get(&agent.id)
            .and_then(|agent| agent.mandate.as_ref());
        let works = queue
            .filter(|queue| agent.queues.contains(queue))
            .or(agent.queues.first());
        own.or_else(|| {
            works
                .and_then(|queue| self.queues.get(queue))
                .map(|queue| &queue.mandate)
        })
    }

    /// The queue behind those that `agent` works, which may decide more.
    pub(super) fn behind(&self, agent: &Agent) -> Option<&QueueId> {
        agent
            .queues
            .iter()
            .filter_map(|queue| self.queues.get(queue))
            .find_map(|queue| queue.behind.as_ref())
    }
}
