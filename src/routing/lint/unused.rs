//! Names that nothing leads to.

use super::Linter;
use super::finding::{Finding, FindingKind};
use crate::channel::ChannelId;
use crate::routing::lists::{ListId, Lists};
use crate::routing::names::wrong_name;
use crate::routing::rule::Rule;
use crate::routing::test::{Authors, Test};
use crate::sorted::SortedSet;
use crate::team::QueueId;

impl Linter<'_> {
    /// Looks for lists, queues, departments and channels that nothing leads
    /// to; `idle` are the rules that never act.
    pub(super) fn look_at_names(&self, idle: &SortedSet<usize>, findings: &mut Vec<Finding>) {
        self.look_at_lists(findings);
        self.look_at_channels(findings);
        self.look_at_spelling(findings);
        let acting = self
            .seen
            .iter()
            .enumerate()
            .filter(|(place, _)| !idle.contains(place));
        let acting: Vec<&Rule> = acting.map(|(_, seen)| seen.rule).collect();
        let filled: SortedSet<_> = acting
            .iter()
            .filter_map(|rule| rule.then.queue.as_ref())
            .collect();
        for queue in &self.scope.queues {
            let in_use = self.scope.queues_in_use.contains(queue) || filled.contains(queue);
            if !in_use {
                findings.push(about_queue(queue).says(
                    format!(
                        "`{queue}` is never reached: no rule that can act fills it, and nothing else does"
                    ),
                    "let something lead to it, or take it out",
                ));
            } else if !self.scope.staffed.contains(queue) {
                findings.push(about_queue(queue).says(
                    format!("`{queue}` is filled, and nobody works it"),
                    "let an agent work it, or let nothing lead to it",
                ));
            }
        }
        let asked: SortedSet<_> = acting
            .iter()
            .flat_map(|rule| rule.then.consult.iter().chain(&rule.then.notify))
            .collect();
        let topics: SortedSet<_> = acting
            .iter()
            .filter_map(|rule| rule.then.topic.as_ref())
            .map(|topic| topic.as_str())
            .collect();
        for department in &self.scope.departments {
            let in_use = self.scope.departments_in_use.contains(department)
                || asked.contains(department)
                || topics.contains(department.as_str());
            if !in_use {
                let path = format!("departments.{department}");
                let finding =
                    Finding::new(usize::MAX, None, &path, FindingKind::UnreachableDepartment);
                findings.push(finding.says(
                    format!(
                        "no rule that can act asks or tells `{department}`, or has it for a topic"
                    ),
                    "let one do so, unless only agents are to ask it",
                ));
            }
        }
    }

    fn look_at_lists(&self, findings: &mut Vec<Finding>) {
        let tests = self.seen.iter().flat_map(|seen| seen.rule.when.tests());
        let used: SortedSet<&str> = tests
            .filter_map(|test| match test {
                Test::List(id) | Test::Author(Authors::In(id)) => Some(id.as_str()),
                _ => None,
            })
            .collect();
        let lists = self.rules.lists();
        for (place, seen) in self.seen.iter().enumerate() {
            let tests = seen.rule.when.tests().into_iter();
            let unknown: SortedSet<&ListId> = tests.filter_map(|it| unknown(it, lists)).collect();
            for list in unknown {
                let finding = self.find(place, "when", FindingKind::UnknownList);
                findings.push(finding.says(
                    format!("there is no list `{list}`"),
                    "add it, or name another",
                ));
            }
        }
        let all: SortedSet<&str> = lists.author_ids().chain(lists.term_ids()).collect();
        for name in all {
            if !used.contains(name) && !self.scope.lists_in_use.contains(&ListId::from(name)) {
                let path = format!("lists.{name}");
                let finding = Finding::new(usize::MAX, None, &path, FindingKind::UnusedList);
                findings.push(finding.says(
                    format!("no rule uses the list `{name}`"),
                    "use it, or take it out",
                ));
            }
        }
    }

    /// Names of rules and tags that say nothing, of rules made in code: what is
    /// read is refused.
    fn look_at_spelling(&self, findings: &mut Vec<Finding>) {
        for (place, seen) in self.seen.iter().enumerate() {
            let id = [("id", seen.rule.id.as_str())].into_iter();
            let tags = seen.rule.then.tags.iter();
            for (path, name) in id.chain(tags.map(|tag| ("then.tags", tag.as_str()))) {
                if let Some(wrong) = wrong_name(name) {
                    let finding = self.find(place, path, FindingKind::BadName);
                    findings.push(finding.says(wrong, "write a word or a few, on one line"));
                }
            }
        }
    }

    /// Channels that a rule asks for or offers and that do not exist.
    fn look_at_channels(&self, findings: &mut Vec<Finding>) {
        if self.scope.channels.is_empty() {
            return;
        }
        for (place, seen) in self.seen.iter().enumerate() {
            let mut named: SortedSet<(&str, &ChannelId)> = SortedSet::new();
            for test in seen.rule.when.tests() {
                if let Test::Channel(channels) = test {
                    named.extend(channels.iter().map(|channel| ("when", channel)));
                }
            }
            let offered = seen.rule.then.switch.iter().flat_map(|switch| &switch.to);
            named.extend(offered.map(|channel| ("then.switch", channel)));
            for (path, channel) in named {
                if !self.scope.channels.contains(channel) {
                    let finding = self.find(place, path, FindingKind::UnreachableChannel);
                    findings.push(finding.says(
                        format!("there is no channel `{channel}`"),
                        "declare it, or name another",
                    ));
                }
            }
        }
    }
}

fn about_queue(queue: &QueueId) -> Finding {
    let path = format!("queues.{queue}");
    Finding::new(usize::MAX, None, &path, FindingKind::UnreachableQueue)
}

/// The list that a test asks for and that there is not.
fn unknown<'t>(test: &'t Test, lists: &Lists) -> Option<&'t ListId> {
    match test {
        Test::List(id) => Some(id).filter(|id| lists.terms(id).is_none()),
        Test::Author(Authors::In(id)) => Some(id).filter(|id| lists.authors(id).is_none()),
        _ => None,
    }
}
