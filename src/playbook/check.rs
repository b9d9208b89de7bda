use super::section::Section;
use super::sla::Sla;
use chrono::DateTime;

use crate::calendar::Calendar;
use crate::channel::{Channel, ChannelId};
use crate::document::{Node, Problem, ProblemKind, Problems};
use crate::sla::{Agreement, ClockKind, Target, Urgency};
use crate::team::{Agent, AgentId, Department, DepartmentId, Mandate, Queue, QueueId};

/// The named things of a playbook, for looking names up.
pub(super) struct Declared<'a> {
    pub(super) calendars: &'a Section<String, Calendar>,
    pub(super) channels: &'a Section<ChannelId, Channel>,
    pub(super) queues: &'a Section<QueueId, Queue>,
    pub(super) agents: &'a Section<AgentId, Agent>,
    pub(super) departments: &'a Section<DepartmentId, Department>,
}

impl Declared<'_> {
    /// Notes every name that the team's own sections use and nobody declared.
    pub(super) fn check_team(&self, problems: &mut Problems) {
        for (_, path, queue) in self.queues.placed() {
            if let Some(hours) = &queue.works {
                self.calendars
                    .expect("calendar", hours, format!("{path}.works"), problems);
            }
            if let Some(behind) = &queue.behind {
                self.queues
                    .expect("queue", behind.as_str(), format!("{path}.behind"), problems);
            }
        }
        for (_, path, agent) in self.agents.placed() {
            if let Some(hours) = &agent.works {
                self.calendars
                    .expect("calendar", hours, format!("{path}.works"), problems);
            }
            for queue in &agent.queues {
                self.queues
                    .expect("queue", queue.as_str(), format!("{path}.queues"), problems);
            }
            for skill in &agent.skills {
                self.channels
                    .expect("channel", skill, format!("{path}.skills"), problems);
            }
        }
        for (_, path, department) in self.departments.placed() {
            self.agents.expect(
                "agent",
                department.contact.as_str(),
                format!("{path}.contact"),
                problems,
            );
            for backup in &department.backups {
                self.agents.expect(
                    "agent",
                    backup.as_str(),
                    format!("{path}.backups"),
                    problems,
                );
            }
            if department.backups.contains(&department.contact) {
                problems.push(Problem {
                    path: format!("{path}.backups"),
                    kind: ProblemKind::Contradiction,
                    wrong: format!("`{}` stands in for themselves", department.contact),
                    right: "name somebody else as backup".to_owned(),
                });
            }
        }
        self.check_hubs(problems);
    }

    /// Whoever stands last behind a queue may decide what the contact centre
    /// may: a customer who asks in public is not worse off than one who calls (S1:40).
    pub(super) fn check_mandates(&self, best: &Mandate, problems: &mut Problems) {
        for (id, path, queue) in self.queues.placed() {
            if queue.behind.is_none() && !queue.mandate.includes(best) {
                problems.push(Problem {
                    path: format!("{path}.mandate"),
                    kind: ProblemKind::Contradiction,
                    wrong: format!("`{id}` may decide less than the contact centre"),
                    right: "give it at least that mandate, or a queue behind it that has it"
                        .to_owned(),
                });
            }
        }
    }

    /// A queue that stands behind another has the larger mandate, and no queue stands behind itself.
    fn check_hubs(&self, problems: &mut Problems) {
        for (id, path, queue) in self.queues.placed() {
            let Some(behind) = &queue.behind else {
                continue;
            };
            let mut seen = vec![id];
            let mut next = Some(behind);
            while let Some(at) = next {
                if seen.contains(&at) {
                    problems.push(Problem {
                        path: format!("{path}.behind"),
                        kind: ProblemKind::Contradiction,
                        wrong: format!("the queue `{id}` stands behind itself"),
                        right: "let the last queue have nothing behind it".to_owned(),
                    });
                    return;
                }
                seen.push(at);
                next = self
                    .queues
                    .iter()
                    .find(|(name, _)| *name == at)
                    .and_then(|(_, queue)| queue.behind.as_ref());
            }
            let hub = self.queues.iter().find(|(name, _)| *name == behind);
            if hub.is_some_and(|(_, hub)| !hub.mandate.includes(&queue.mandate)) {
                problems.push(Problem {
                    path: format!("{path}.behind"),
                    kind: ProblemKind::Contradiction,
                    wrong: format!(
                        "`{behind}` may decide less than `{id}`, behind which it stands"
                    ),
                    right: format!("give `{behind}` at least the mandate of `{id}`"),
                });
            }
        }
    }

    /// Notes targets that contradict each other, and names they use that nobody declared.
    pub(super) fn check_sla(&self, sla: &Sla, problems: &mut Problems) {
        if let Agreement::PerChannel { channels, .. } = &sla.agreement {
            for channel in channels.keys() {
                self.channels.expect(
                    "channel",
                    channel,
                    format!("sla.channels.{channel}"),
                    problems,
                );
            }
        }
        if let Some(name) = &sla.calendar {
            self.check_hours(name, problems);
        }
        self.check_order(sla, problems);
    }

    /// The calendar by which customers are promised things is there, and opens.
    fn check_hours(&self, name: &str, problems: &mut Problems) {
        self.calendars
            .expect("calendar", name, "sla.calendar".to_owned(), problems);
        let hours = self.calendars.iter().find(|(known, _)| *known == name);
        let never = hours.is_some_and(|(_, hours)| hours.next_open(DateTime::UNIX_EPOCH).is_err());
        if never {
            problems.push(Problem {
                path: format!("calendars.{name}"),
                kind: ProblemKind::Contradiction,
                wrong: "the calendar never opens, and customers are promised things by it"
                    .to_owned(),
                right: "give it at least one window a week".to_owned(),
            });
        }
    }

    /// An answer comes no later than the end of the matter.
    fn check_order(&self, sla: &Sla, problems: &mut Problems) {
        for (path, targets) in sla.sets() {
            let contradicts = |urgency: &Urgency| {
                let first = targets.target(ClockKind::FirstResponse, *urgency)?;
                let done = targets.target(ClockKind::Resolution, *urgency)?;
                longer(first, done).then_some((first, done))
            };
            let found = Urgency::WORDS.iter().find_map(|(_, it)| contradicts(it));
            if let Some((first, done)) = found {
                problems.push(Problem {
                    path: format!("{path}.first-response"),
                    kind: ProblemKind::Contradiction,
                    wrong: format!("the first response may take {first}, the resolution {done}"),
                    right: "let the first response take no longer than the resolution".to_owned(),
                });
            }
        }
    }

    /// The queue in which cases wait that no rule sends elsewhere.
    pub(super) fn default_queue(
        &self,
        named: Option<&(String, String)>,
        node: &Node<'_>,
        problems: &mut Problems,
    ) -> Option<QueueId> {
        match named {
            Some((path, queue)) => {
                self.queues.expect("queue", queue, path.clone(), problems);
                Some(QueueId::from(queue.as_str()))
            }
            None => {
                let names = self.queues.names();
                match (names.len(), names.first()) {
                    (1, Some(only)) => Some(only.clone()),
                    _ => node.problem(
                        ProblemKind::Missing,
                        "there are several queues, and none is said to be the usual one",
                        "write `queue` under `triage`",
                        problems,
                    ),
                }
            }
        }
    }
}

/// Whether one target surely ends after another of the same kind.
fn longer(a: Target, b: Target) -> bool {
    match (a, b) {
        (Target::Business(a), Target::Business(b)) | (Target::Elapsed(a), Target::Elapsed(b)) => {
            a > b
        }
        (Target::WorkingDays(a), Target::WorkingDays(b)) => a > b,
        (Target::Business(_), Target::Elapsed(_) | Target::WorkingDays(_))
        | (Target::Elapsed(_), Target::Business(_) | Target::WorkingDays(_))
        | (Target::WorkingDays(_), Target::Business(_) | Target::Elapsed(_)) => false,
    }
}
