use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::import::Import;
use crate::case::{CaseId, Command, Fate, PartId, Revision};
use crate::escalation::{ChainId, Recipient, Signal};
use crate::mention::{Account, Mention, MentionKey};
use crate::team::AgentId;

/// Everything that can happen to a desk.
#[expect(
    clippy::exhaustive_enums,
    reason = "a host's contract is to put all of these in, so it must see all of them"
)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "input",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case"
)]
pub enum Input {
    /// A mention was delivered: new, again, edited, or seen to have more readers.
    Mention(Mention),
    /// The author took a mention back, or the channel did.
    Withdrawn {
        /// The mention.
        mention: MentionKey,
    },
    /// A person of ours looked at a mention, as when it was shown to them. The
    /// first look counts; what a machine looks at, nobody has seen.
    Looked {
        /// The mention.
        mention: MentionKey,
        /// Who.
        by: AgentId,
    },
    /// An agent wants something done.
    Command(Order),
    /// A channel told what became of a part.
    Receipt(Receipt),
    /// Somebody took a warning in hand: whoever the playbook knows, as an agent,
    /// for a department or in a role. Others are refused as strangers.
    Acknowledge {
        /// The case.
        case: CaseId,
        /// The warning.
        chain: ChainId,
        /// Who.
        by: AgentId,
    },
    /// Somebody whom the playbook knows does something else with a warning.
    Handle {
        /// The case.
        case: CaseId,
        /// The warning.
        chain: ChainId,
        /// Who.
        by: AgentId,
        /// What.
        how: Handling,
    },
    /// Something goes wrong in a case that only the host can know: a
    /// journalist calls, the interest grows over a baseline of the host's own,
    /// nobody is logged in. It starts what the playbook has for such a signal.
    /// The same signal again changes nothing. What it starts is over when
    /// somebody takes it in hand or the case ends.
    Signal {
        /// The case, or one that was merged into it.
        case: CaseId,
        /// What, when and how much.
        signal: Signal,
    },
    /// A case that is open elsewhere goes on here. The same import again
    /// changes nothing; another one of that case, or one that cannot be taken
    /// over as it is told, is refused.
    Import(Import),
    /// A person is to be forgotten: these are their accounts. What they wrote
    /// and what was written about it goes; counts and logs stay.
    Erase {
        /// The accounts.
        accounts: Vec<Account>,
    },
    /// The instant that a commit asked for has come. Early, late and repeated
    /// wake-ups are harmless.
    Wake {
        /// The case.
        case: CaseId,
    },
}

/// What somebody does with a warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case")]
#[non_exhaustive]
pub enum Handling {
    /// Takes it in hand: nobody else is told.
    Acknowledge,
    /// Puts what is left of it off.
    Snooze {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// Gives it to another, who is told at once and is to acknowledge it in
    /// the time that the escalation gives.
    HandOver {
        /// To whom.
        to: Recipient,
    },
    /// Ends it: nobody is told any more.
    Stop,
}

/// An agent's command, and the case as the agent saw it.
#[expect(
    clippy::exhaustive_structs,
    reason = "a command is who, on what, as seen when, and what"
)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Order {
    /// The case.
    pub case: CaseId,
    /// The revision the agent saw.
    pub expected: Revision,
    /// The agent.
    pub by: AgentId,
    /// What is to be done.
    pub command: Command,
}

/// What became of one part of a reply.
#[expect(
    clippy::exhaustive_structs,
    reason = "a receipt is which part, what became of it, and when"
)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Receipt {
    /// The part.
    pub part: PartId,
    /// What became of it.
    pub fate: Fate,
    /// When, by the channel's own word; what is told of a time before the reply
    /// was approved or after now is taken for that.
    pub at: DateTime<Utc>,
    /// The fencing token of the lease under which it was sent, where one was.
    pub lease: Option<u64>,
}
