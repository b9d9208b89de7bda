use chrono::TimeDelta;

use super::read::span;
use crate::case::SwitchReason;
use crate::channel::ChannelId;
use crate::document::{Node, ProblemKind, Problems, TableNode};
use crate::routing::TopicId;
use crate::sorted::SortedMap;

/// When customers are offered other ways to go on, and which, the best first.
///
/// ```toml
/// [advice]
/// order   = ["phone", "email", "dm"]   # where nothing else is said
/// urgency = ["phone"]                  # for this reason, in place of `order`
/// rounds  = 3                          # public replies, after which another way is better
/// silence = "2 days"                   # without a word from the customer
/// topics  = { claims = ["phone", "letter"] }
/// ```
///
/// Every list names at least one way that needs no internet. The reasons, each
/// with the key for its own list, and when they hold of a live case:
///
/// | key | [`SwitchReason`] | holds where |
/// |---|---|---|
/// | `privacy` | `Privacy` | a rule redacts a public mention of the case, or advises a switch because of `privacy` |
/// | `urgency` | `Urgency` | the case is urgent |
/// | `public-rounds` | `Rounds` | we answered in public `rounds` times |
/// | `accessibility` | `Accessibility` | a way that the customer asked for was noted |
/// | `no-answer` | `Silence` | we wait for the customer, who said nothing for `silence` |
/// | `topics` | `Topic` | the case is on a topic of that table |
///
/// `public-rounds` and `no-answer` never hold without `rounds` and `silence`.
/// See [`Policy::advice`](crate::policy::Policy::advice).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Advice {
    /// The order of preference (S1:27).
    pub order: Vec<ChannelId>,
    /// The ways for a reason, where they are not the usual ones.
    pub reasons: SortedMap<SwitchReason, Vec<ChannelId>>,
    /// The ways for a topic: what does not fit a public channel (S1:25).
    pub topics: SortedMap<TopicId, Vec<ChannelId>>,
    /// After how many public replies of ours (S3:36).
    pub rounds: Option<u32>,
    /// After how long without an answer from the customer.
    pub silence: Option<TimeDelta>,
}

const REASONS: [(&str, SwitchReason); 5] = [
    ("privacy", SwitchReason::Privacy),
    ("urgency", SwitchReason::Urgency),
    ("public-rounds", SwitchReason::Rounds),
    ("accessibility", SwitchReason::Accessibility),
    ("no-answer", SwitchReason::Silence),
];

impl Advice {
    /// The ways for a reason.
    pub fn ways(&self, because: SwitchReason) -> &[ChannelId] {
        self.reasons.get(&because).unwrap_or(&self.order)
    }

    /// Reads `[advice]`, with the names of the channels and of those among
    /// them that need no internet.
    pub(super) fn read(
        node: &Node<'_>,
        is_known: &dyn Fn(&str) -> bool,
        is_offline: &dyn Fn(&ChannelId) -> bool,
        problems: &mut Problems,
    ) -> Option<Self> {
        let mut table = node.table(problems)?;
        let ways = Ways {
            is_known,
            is_offline,
        };
        let mut advice = Self {
            order: ways.read(&mut table, "order", problems).unwrap_or_default(),
            ..Self::default()
        };
        for (word, reason) in REASONS {
            if let Some(to) = ways.read(&mut table, word, problems) {
                advice.reasons.insert(reason, to);
            }
        }
        let topics = table.optional("topics");
        if let Some(mut topics) = topics.and_then(|field| field.table(problems)) {
            for (topic, field) in topics.entries() {
                if let Some(to) = ways.of(&field, problems) {
                    advice.topics.insert(TopicId::from(topic), to);
                }
            }
        }
        advice.rounds = table
            .optional("rounds")
            .and_then(|field| field.whole(problems))
            .and_then(|rounds| u32::try_from(rounds).ok());
        advice.silence = table
            .optional("silence")
            .and_then(|field| span(&field, problems));
        table.finish(problems);
        Some(advice)
    }
}

/// What a list of ways is held against.
struct Ways<'a> {
    is_known: &'a dyn Fn(&str) -> bool,
    is_offline: &'a dyn Fn(&ChannelId) -> bool,
}

impl Ways<'_> {
    fn read(
        &self,
        table: &mut TableNode<'_>,
        key: &str,
        problems: &mut Problems,
    ) -> Option<Vec<ChannelId>> {
        let field = table.optional(key)?;
        self.of(&field, problems)
    }

    fn of(&self, field: &Node<'_>, problems: &mut Problems) -> Option<Vec<ChannelId>> {
        let names = field.texts(problems)?;
        if let Some(unknown) = names.iter().find(|name| !(self.is_known)(name)) {
            return field.problem(
                ProblemKind::UnknownName,
                format!("the channel `{unknown}` is not declared"),
                "write the name of a channel",
                problems,
            );
        }
        let ways: Vec<ChannelId> = names.into_iter().map(ChannelId::from).collect();
        // S2:6: nobody is sent where only a computer can go.
        if !ways.iter().any(self.is_offline) {
            return field.problem(
                ProblemKind::Contradiction,
                "all of these ways go over the internet",
                "add the telephone, a letter or the counter",
                problems,
            );
        }
        Some(ways)
    }
}
