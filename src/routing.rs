//! Does it deserve an answer, who handles it, how urgently?
//!
//! One ordered list of [`Rule`]s, no stages. Each has a [`Condition`] and
//! [`Actions`]; each action [`Slot`] combines in its own declared way, so that
//! a rule which keeps a case with its owner cannot hide one that protects
//! privacy, and leaving a mention alone never silences who must be told.
//!
//! A condition is true, false, or hangs on a [`Fact`] that is not known
//! ([`Truth`]). A rule that hangs neither fires nor vanishes: the
//! [`Decision`] lists it, with the facts that would settle it.
//!
//! Rules read the facts and nothing else: not what another rule did. Tags of
//! a case can be tested, tags that are being given cannot, so there are no
//! loops and no order in which to run.
//!
//! Beside deciding: [`lint`] finds what cannot be meant, each with a mention
//! that shows it; [`diff`] tells what other rules would have changed; a rule's
//! [`Example`]s are run on request. A condition is written as tables or typed
//! as a query, and [`Condition::to_query`] types it back.
//!
//! # How fast, and how far
//!
//! A [`RuleSet`] is compiled: a rule is looked at only if its condition may be
//! true or unknown of the mention at hand, so that ten thousand rules cost
//! little more than ten. [`RuleSet::decide`] tells everything;
//! [`RuleSet::verdict`] tells what is to be done, in a [`Scratch`] that is used
//! again. A set never changes: put it in an `Arc` and swap that; every decision
//! tells the [version](Decision::version) that made it.
//!
//! What could hurt is refused when it is read, or bounded where it is done, so
//! that no mention and no rules keep a desk busy:
//!
//! | what | bound | beyond it |
//! |---|---|---|
//! | a pattern, by its parsed form | [`Pattern::LARGEST`], [`Pattern::LONGEST`] | refused |
//! | a condition, by its depth | [`Condition::DEEPEST`] | refused |
//! | the rules of a set, their tests, terms and lists | [`RuleSet::MOST_RULES`], [`RuleSet::MOST_PARTS`], [`RuleSet::MOST_TERMS`], [`RuleSet::MOST_LISTS`] | refused |
//! | what they ask of anything but the text | [`RuleSet::MOST_FACTS`] | refused |
//! | terms such as `*ring*` that end each other | [`RuleSet::MOST_NESTED`] | refused |
//! | the patterns of a set | [`RuleSet::MOST_PATTERNS`] | refused |
//! | patterns over one text | [`RuleSet::PATTERN_BUDGET`] | [`Fact::PatternUnread`] |
//! | phrases and nearness over one text | [`RuleSet::PHRASE_BUDGET`] | [`Fact::PhrasesUnread`] |
//! | what lint looks at | [`lint::MOST_STEPS`] | it says where it stopped |
//! | pieces of a text that are told of one test | [`Found::MOST_SPANS`] | not told |
//! | those that are told of one decision | [`Decision::MOST_SPANS`] | not told |
//!
//! A text of 5,000 bytes in ordinary words meets the budgets only where a set
//! asks for some nine thousand phrases of four words, or where patterns of
//! together more than 800 positions may be found in it. Of what a budget cuts
//! off nothing is claimed.
//!
//! Figures, side by side with others on the same input:
//! `cargo run -q --release --manifest-path benches/peers/Cargo.toml -- route-10000`.

mod action;
mod attribute;
mod bounds;
mod combine;
mod condition;
mod decision;
pub mod diff;
mod evaluate;
mod example;
mod explain;
mod fact;
mod facts;
mod ground;
mod index;
mod lack;
mod limits;
pub mod lint;
mod lists;
mod matches;
mod missing;
mod names;
mod nearness;
mod notation;
mod order;
mod outcome;
mod pattern;
mod pattern_cost;
mod patterns;
mod personal;
mod phrases;
mod rate;
mod reason;
mod rule;
mod ruleset;
mod situation;
mod slot;
mod spans;
mod term;
mod test;
mod trace;
mod truth;
mod verdict;
mod wishes;

pub use action::{Actions, SameOwner, Switch};
pub(crate) use attribute::{is_list_of_tones, is_tone, tells_age, tells_audience, tells_rank};
pub use bounds::Bounds;
pub use condition::Condition;
pub use decision::{Decision, Fired, Suppressed, Unsettled};
pub use example::Example;
pub(crate) use example::Missed;
pub use explain::Quoting;
pub use fact::Fact;
pub use facts::{Capacity, CaseFacts, CustomerFacts, FactValue, Facts};
pub use ground::{Found, Ground};
pub use limits::BadRuleSet;
pub use lists::{ListId, Lists};
pub(crate) use matches::Begun;
pub use matches::{Matches, Scratch};
pub(crate) use missing::Lacking;
pub use names::Names;
pub use notation::{BadQuery, NotTypable};
pub use outcome::{Origin, Outcome, Why};
pub use pattern::{BadPattern, Pattern};
pub use rate::{BadWindow, Rate, RateKey, RateOf, Window};
pub use reason::{Reason, ReasonId, ReasonKind, Reasons};
pub use rule::{Rule, RuleId, Validity};
pub use ruleset::{RuleSet, UnknownRule};
pub use situation::Situation;
pub use slot::{Slot, Slots};
pub use spans::Spans;
pub use term::{BadTerm, Term};
pub use test::{
    Authors, CapacityOf, CapacityTest, CaseTest, Expected, FactTest, Hours, Near, PersonalData,
    RateTest, Reply, Test,
};
pub use truth::Truth;
pub use verdict::Verdict;

use crate::id::id;

id! {
    /// The playbook's name for what mentions are about, such as `schade`.
    TopicId
}
