//! Does somebody hear each step of an escalation?

use chrono::DateTime;

use super::check::Declared;
use super::read::Roles;
use crate::calendar::Calendar;
use crate::case::Case;
use crate::document::{Problem, ProblemKind, Problems};
use crate::escalation::{Escalation, Recipient};
use crate::team::{Agent, AgentId};

impl Declared<'_> {
    /// Notes every name that an escalation uses and nobody declared, every role
    /// that nobody holds, and every step that reaches nobody. `hours` is the
    /// calendar of those that name none.
    pub(super) fn check_escalations(
        &self,
        escalations: &[(String, Escalation)],
        hours: Option<&str>,
        roles: &Roles,
        problems: &mut Problems,
    ) {
        for (path, escalation) in escalations {
            self.check_hours_of(path, escalation, hours, problems);
            for (number, step) in escalation.steps.iter().enumerate() {
                let path = format!("{path}.steps[{number}]");
                for recipient in &step.notify {
                    let place = format!("{path}.notify");
                    self.check_recipient(recipient, roles, place, problems);
                }
                for circumstance in &step.unless {
                    check_circumstance(circumstance.as_str(), format!("{path}.unless"), problems);
                }
            }
            for number in escalation.steps_nobody_holds(|it| self.is_held(it, roles)) {
                let place = format!("{path}.steps[{number}].notify");
                nobody(place, problems);
            }
        }
    }

    /// Its calendar is there, and its steps come to an instant.
    fn check_hours_of(
        &self,
        path: &str,
        escalation: &Escalation,
        hours: Option<&str>,
        problems: &mut Problems,
    ) {
        let own = escalation.calendar.as_ref();
        let place = format!("{path}.calendar");
        if let Some(calendar) = own {
            self.calendars
                .expect("calendar", calendar.as_str(), place, problems);
        }
        let name = own.map(|it| it.as_str()).or(hours);
        let known = self
            .calendars
            .iter()
            .find(|(it, _)| Some(it.as_str()) == name);
        let always = Calendar::always();
        let calendar = known.map_or(&always, |(_, calendar)| calendar);
        if let Err(why) = escalation.plan(DateTime::UNIX_EPOCH, calendar) {
            problems.push(Problem {
                path: format!("{path}.steps"),
                kind: ProblemKind::Contradiction,
                wrong: format!("there is no instant for its steps: {why}"),
                right: "let its calendar open, or give the steps elapsed time".to_owned(),
            });
        }
    }

    fn check_recipient(
        &self,
        recipient: &Recipient,
        roles: &Roles,
        place: String,
        problems: &mut Problems,
    ) {
        match recipient {
            Recipient::Agent(agent) => self.agents.expect("agent", agent, place, problems),
            Recipient::Queue(queue) => self.queues.expect("queue", queue, place, problems),
            Recipient::Supervisor if roles.supervisor.is_none() => {
                unheld("supervisor", place, problems);
            }
            Recipient::Pr if roles.pr.is_none() => unheld("pr", place, problems),
            Recipient::Role(role) if !roles.others.contains_key(role) => {
                unheld(role, place, problems);
            }
            Recipient::Supervisor
            | Recipient::Pr
            | Recipient::Role(_)
            | Recipient::Owner
            | Recipient::Contact
            | Recipient::Backup
            | Recipient::OnDuty => {}
        }
    }

    /// Whether anybody can ever be meant by a recipient. Names and roles that
    /// are not there have a problem of their own.
    fn is_held(&self, recipient: &Recipient, roles: &Roles) -> bool {
        let works = |id: &AgentId| match self.agents.iter().find(|(it, _)| *it == id) {
            Some((_, agent)) => self.ever_works(agent),
            None => true,
        };
        match recipient {
            Recipient::Owner => true,
            Recipient::Contact => {
                let mut departments = self.departments.iter();
                departments.any(|(_, it)| works(&it.contact))
            }
            Recipient::Backup => {
                let mut departments = self.departments.iter();
                departments.any(|(_, it)| it.backups.iter().any(works))
            }
            Recipient::Supervisor => roles.supervisor.as_ref().is_none_or(works),
            Recipient::Pr => true,
            Recipient::OnDuty => self.agents.iter().any(|(_, agent)| self.ever_works(agent)),
            Recipient::Role(role) => match roles.others.get(role) {
                Some(holders) => holders.iter().any(works),
                None => true,
            },
            Recipient::Queue(queue) => self.is_worked(queue),
            Recipient::Agent(agent) => works(&AgentId::from(agent.as_str())),
        }
    }

    /// Whether somebody works a queue. Where there is one queue, everybody does
    /// who names none.
    fn is_worked(&self, queue: &str) -> bool {
        let takes = |agent: &Agent| {
            agent.queues.is_empty() || agent.queues.iter().any(|it| it.as_str() == queue)
        };
        self.agents
            .iter()
            .any(|(_, agent)| takes(agent) && self.ever_works(agent))
    }

    /// Whether the hours of an agent ever open.
    fn ever_works(&self, agent: &Agent) -> bool {
        let named = agent.works.as_ref();
        let hours = self.calendars.iter().find(|(name, _)| Some(*name) == named);
        hours.is_none_or(|(_, hours)| hours.next_open(DateTime::UNIX_EPOCH).is_ok())
    }
}

fn unheld(role: &str, path: String, problems: &mut Problems) {
    problems.push(Problem {
        path,
        kind: ProblemKind::UnknownName,
        wrong: format!("nobody holds the role `{role}`"),
        right: format!("say who does: write `{role}` under `roles`"),
    });
}

fn nobody(path: String, problems: &mut Problems) {
    problems.push(Problem {
        path,
        kind: ProblemKind::Contradiction,
        wrong: "the step reaches nobody".to_owned(),
        right: "name somebody who is there at some hour".to_owned(),
    });
}

fn check_circumstance(name: &str, path: String, problems: &mut Problems) {
    if Case::CIRCUMSTANCES.contains(&name) {
        return;
    }
    problems.push(Problem {
        path,
        kind: ProblemKind::UnknownName,
        wrong: format!("nothing is known to be `{name}`"),
        right: format!("write one of `{}`", Case::CIRCUMSTANCES.join("`, `")),
    });
}
