use super::Playbook;
use crate::document::Value;
use crate::escalation::Recipient;
use crate::routing::lint::{Finding, Scope, lint};
use crate::sorted::SortedSet;
use crate::team::QueueId;

impl Playbook {
    /// What in the rules cannot be meant, each with a mention that shows it.
    ///
    /// ```
    /// use webcare::playbook::Playbook;
    ///
    /// let document = toml::from_str(r#"
    ///     playbook = "Small"
    ///     version  = "1"
    ///     zone     = "Europe/Amsterdam"
    ///     rules    = [
    ///         { id = "late", when = "niet teruggebeld OR -vacature", then = { respond = "complaint" } },
    ///         { id = "job", when = "vacature -vacature*", then = { no-response = "no-added-value" } },
    ///     ]
    /// "#)?;
    /// let playbook = Playbook::from_value(document)?;
    /// let lines: Vec<String> = playbook.lint().iter().map(|finding| finding.to_string()).collect();
    /// assert_eq!(lines, ["rules[1].when: `when.all[0]` and `when.all[1]` can never hold together; \
    ///                     change one of them, or take it out"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn lint(&self) -> Vec<Finding> {
        lint(&self.rules, &self.scope())
    }

    fn scope(&self) -> Scope {
        let channels = self.channels.iter();
        let employees = match self.source.get("employees") {
            Some(Value::Text(list)) => Some(list.as_str().into()),
            Some(_) | None => None,
        };
        Scope {
            channels: self.channels.keys().cloned().collect(),
            visibility: channels
                .map(|(id, it)| (id.clone(), it.visibility))
                .collect(),
            calendars: self.calendars.clone(),
            queues: self.queues.keys().cloned().collect(),
            staffed: self.staffed(),
            departments: self.departments.keys().cloned().collect(),
            queues_in_use: self.queues_in_use(),
            departments_in_use: self.pr.iter().cloned().collect(),
            lists_in_use: employees.into_iter().collect(),
            neutral: self.sla.agreement.is_neutral(),
        }
    }

    /// The queues that somebody works; all of them where no people are named.
    fn staffed(&self) -> SortedSet<QueueId> {
        if self.agents.is_empty() {
            return self.queues.keys().cloned().collect();
        }
        let agents = self.agents.values();
        agents
            .flat_map(|agent| agent.queues.iter().cloned())
            .collect()
    }

    fn queues_in_use(&self) -> SortedSet<QueueId> {
        let behind = self
            .queues
            .values()
            .filter_map(|queue| queue.behind.clone());
        let told = self.recipients().filter_map(|it| match it {
            Recipient::Queue(queue) => Some(QueueId::from(queue.as_str())),
            _ => None,
        });
        behind
            .chain(told)
            .chain(self.foreign_queue.clone())
            .chain([self.default_queue.clone()])
            .collect()
    }

    fn recipients(&self) -> impl Iterator<Item = &Recipient> {
        let steps = self.escalations.iter().flat_map(|it| &it.steps);
        steps.flat_map(|step| &step.notify)
    }
}
