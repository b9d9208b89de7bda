use serde::{Deserialize, Serialize};

use super::Policy;
use super::record::Record;
use super::terms::Terms;
use crate::case::Owner;
use crate::channel::ChannelId;
use crate::sla::ClockId;
use crate::sorted::SortedSet;
use crate::team::{AgentId, DepartmentId, QueueId};

/// Something that an open case hangs on and that a playbook does not have:
/// after a change of version it must be mended, never passed over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Gap {
    /// Its owner, or whom it is offered to, is nobody's colleague any more: reassign it.
    Agent(AgentId),
    /// The queue in which it waits is gone: reassign it.
    Queue(QueueId),
    /// A department that was asked is gone: ask another.
    Department(DepartmentId),
    /// A channel on which an answer is waited for is gone: go on by another.
    Channel(ChannelId),
    /// A clock runs for something that is promised no longer. It runs on.
    Clock(ClockId),
    /// A clock runs over a calendar that is gone; the usual hours count instead.
    Calendar(String),
}

impl Policy {
    /// What a case hangs on that this playbook does not have. Nothing for a
    /// case that has ended.
    ///
    /// Ask it of every open case before a new version of a playbook is put to
    /// use. Nothing is changed by the change itself: going back to the version
    /// before finds every case as it was.
    pub fn gaps(&self, record: &Record) -> Vec<Gap> {
        let case = &record.case;
        if !case.is_live() {
            return Vec::new();
        }
        let mut gaps = SortedSet::new();
        let owners = [Some(&case.owner), case.hand_off.as_deref()];
        let planned = case.next_step.as_ref().map(|step| &step.who);
        for owner in owners.into_iter().flatten().chain(planned) {
            gaps.extend(self.missing(owner));
        }
        for (_, consult) in case.open_consults() {
            if !self.playbook.departments.contains_key(&consult.department) {
                gaps.insert(Gap::Department(consult.department.clone()));
            }
        }
        for (mention, _) in &case.unanswered {
            if !self.playbook.channels.contains_key(&mention.channel) {
                gaps.insert(Gap::Channel(mention.channel.clone()));
            }
        }
        gaps.extend(self.missing_clocks(record));
        gaps.into_iter().collect()
    }

    fn missing(&self, owner: &Owner) -> Option<Gap> {
        match owner {
            Owner::Agent(agent) => {
                let is_known = self.playbook.agents.contains_key(agent);
                (!is_known).then(|| Gap::Agent(agent.clone()))
            }
            Owner::Queue(queue) => {
                let is_known = self.playbook.queues.contains_key(queue);
                (!is_known).then(|| Gap::Queue(queue.clone()))
            }
        }
    }

    fn missing_clocks(&self, record: &Record) -> Vec<Gap> {
        let owed = self.owed(record, &Terms::default());
        let mut gaps = Vec::new();
        for run in record.clocks.open() {
            if !owed.iter().any(|it| it.id == run.id) {
                gaps.push(Gap::Clock(run.id.clone()));
            }
            let hours = run.calendar.as_str();
            let is_known = self.playbook.calendars.contains_key(hours) || hours == "always";
            if !is_known {
                gaps.push(Gap::Calendar(hours.to_owned()));
            }
        }
        gaps
    }
}
