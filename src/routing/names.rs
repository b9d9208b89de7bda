use super::TopicId;
use super::lists::Lists;
use super::reason::Reasons;
use crate::channel::ChannelId;
use crate::sla::TargetsId;
use crate::sorted::SortedSet;
use crate::team::{AgentId, DepartmentId, QueueId};
use crate::text::is_blank;
use crate::triage::Label;

/// What is wrong with a name, where it cannot be told apart from nothing or
/// from what stands around it.
pub(crate) fn wrong_name(name: &str) -> Option<&'static str> {
    if is_blank(name) {
        Some("a name is empty")
    } else if name.chars().any(char::is_control) {
        Some("a name goes over several lines")
    } else if name.contains('`') {
        Some("a name has a backtick in it")
    } else {
        None
    }
}

/// The names that rules may use, and what they must keep to: what the rest of
/// a playbook declares, for [`RuleSet::read`](super::RuleSet::read).
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Names {
    /// The queues.
    pub queues: SortedSet<QueueId>,
    /// The agents.
    pub agents: SortedSet<AgentId>,
    /// The departments.
    pub departments: SortedSet<DepartmentId>,
    /// The channels.
    pub channels: SortedSet<ChannelId>,
    /// Those of the channels that need no computer, of which an offer to go on
    /// elsewhere must hold one. Not checked where there are none.
    pub offline: SortedSet<ChannelId>,
    /// The calendars.
    pub calendars: SortedSet<String>,
    /// The topics; any name will do where they are not declared.
    pub topics: Option<SortedSet<TopicId>>,
    /// The labels that a classifier gives; any name will do where they are not
    /// known. A playbook that is judged by the built-in cues has theirs.
    pub labels: Option<SortedSet<Label>>,
    /// The targets that a rule may choose instead of the usual ones.
    pub targets: SortedSet<TargetsId>,
    /// The entries of the directory that customers may be sent to (S3:43).
    pub referrals: SortedSet<String>,
    /// The shared lists.
    pub lists: Lists,
    /// The declared reasons.
    pub reasons: Reasons,
    /// Whether every customer has the same due times whatever the channel,
    /// the reach and the tone (S0:10, S4:22).
    pub neutral: bool,
}
