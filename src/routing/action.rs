use serde::{Deserialize, Serialize};

use super::TopicId;
use super::outcome::Outcome;
use super::rate::Window;
use super::slot::{Slot, Slots};
use crate::channel::ChannelId;
use crate::sla::{TargetsId, Urgency};
use crate::sorted::SortedSet;
use crate::team::{Act, DepartmentId, QueueId};

/// What a rule wants done. Each field is a *slot*; see [`Slot`](super::Slot)
/// for how the wishes of several rules combine.
///
/// In a playbook it is the table `then`. These are all its fields:
///
/// ```
/// # use webcare::document::{Node, Problems, Value};
/// # use webcare::routing::{Names, RuleSet};
/// # use webcare::sorted::SortedSet;
/// let document = r#"
/// [[rules]]
/// id   = "every-slot"
/// when = "schade*"
/// [rules.then]
/// respond    = "complaint"                # or `no-response`, or `review`, with a reason
/// queue      = "evening"
/// needs      = ["goodwill"]               # what the queue's mandate must cover
/// same-owner = { else-wait = "2 hours" }  # or "else-backup", "else-queue"
/// urgency    = "high"                     # "low", "normal", "high", "urgent"
/// sla        = "claims"
/// topic      = "damage"
/// refer      = "damage-form"
/// tags       = ["klacht"]
/// consult    = ["claims"]
/// notify     = ["pr"]
/// switch     = ["phone", "dm"]            # in order of preference, and why:
/// because    = "privacy"
/// follow-up  = true
/// redact     = true
/// "#;
/// # let mut names = Names::default();
/// # names.channels = SortedSet::from(["phone", "dm"].map(Into::into));
/// # names.queues = SortedSet::from(["evening"].map(Into::into));
/// # names.departments = SortedSet::from(["claims", "pr"].map(Into::into));
/// # names.targets = SortedSet::from(["claims"].map(Into::into));
/// # names.referrals = SortedSet::from(["damage-form".to_owned()]);
/// # let value: Value = toml::from_str(document)?;
/// # let mut problems = Problems::new();
/// # let rules = RuleSet::read(&Node::root(value.get("rules").unwrap()), &names, &mut problems);
/// # assert!(rules.is_some(), "{problems:?}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Actions {
    /// What becomes of the mention.
    pub outcome: Option<Outcome>,
    /// Who takes it.
    pub queue: Option<QueueId>,
    /// What whoever takes it must be allowed to decide: a queue whose mandate
    /// does not cover it hands on to the one behind it (S2:20).
    pub needs: SortedSet<Act>,
    /// That the owner of the running case keeps it.
    pub same_owner: Option<SameOwner>,
    /// How urgent it is.
    pub urgency: Option<Urgency>,
    /// The targets that hold for it, where they are not the usual ones.
    pub sla: Option<TargetsId>,
    /// What it is about.
    pub topic: Option<TopicId>,
    /// The entry of the directory to send the customer to, such as a form.
    pub refer: Option<String>,
    /// The words it is filed under.
    pub tags: SortedSet<String>,
    /// The departments to ask; webcare keeps talking to the customer (S4:21).
    pub consult: SortedSet<DepartmentId>,
    /// The departments that want to know (S3:45).
    pub notify: SortedSet<DepartmentId>,
    /// The channels to offer instead.
    pub switch: Option<Switch>,
    /// That a public follow-up is owed in any case.
    pub follow_up: bool,
    /// That what is shown elsewhere must leave out personal data.
    pub redact: bool,
}

impl Actions {
    /// The slots for which there is a wish.
    pub(super) fn slots(&self) -> Slots {
        let slots = [
            (Slot::Outcome, self.outcome.is_some()),
            (Slot::Queue, self.queue.is_some()),
            (Slot::Needs, !self.needs.is_empty()),
            (Slot::SameOwner, self.same_owner.is_some()),
            (Slot::Urgency, self.urgency.is_some()),
            (Slot::Sla, self.sla.is_some()),
            (Slot::Topic, self.topic.is_some()),
            (Slot::Refer, self.refer.is_some()),
            (Slot::Tags, !self.tags.is_empty()),
            (Slot::Consult, !self.consult.is_empty()),
            (Slot::Notify, !self.notify.is_empty()),
            (Slot::Switch, self.switch.is_some()),
            (Slot::FollowUp, self.follow_up),
            (Slot::Redact, self.redact),
        ];
        let wished = slots.into_iter().filter(|(_, wished)| *wished);
        wished.map(|(slot, _)| slot).collect()
    }
}

/// An offer to go on elsewhere: several ways, in order of preference, and why.
#[expect(clippy::exhaustive_structs, reason = "an offer is where to and why")]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Switch {
    /// The channels, the best first.
    pub to: Vec<ChannelId>,
    /// Codes of the reasons, such as `privacy`.
    pub because: Vec<String>,
}

impl Switch {
    /// Adds what `other` offers beyond this.
    pub(crate) fn join(&mut self, other: &Switch) {
        for channel in &other.to {
            if !self.to.contains(channel) {
                self.to.push(channel.clone());
            }
        }
        for because in &other.because {
            if !self.because.contains(because) {
                self.because.push(because.clone());
            }
        }
    }
}

/// That whoever owns the running case keeps it (S1:36), and what to do when
/// that person is away.
#[expect(
    clippy::exhaustive_enums,
    reason = "work for somebody absent is taken over, handed on, or waits"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SameOwner {
    /// Then the queue takes it.
    ElseQueue,
    /// Then whoever stands in takes it.
    ElseBackup,
    /// Then it waits, at most this long; after that the queue takes it.
    ElseWait(Window),
}
