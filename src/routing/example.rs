use std::fmt::Debug;

use super::action::Actions;
use super::decision::Decision;
use super::rule::Rule;
use super::situation::Situation;

use crate::sorted::SortedSet;

/// A rule's own test: a mention with what is known around it, and what must
/// come of it.
///
/// ```toml
/// [[rules]]
/// id       = "niet-teruggebeld"
/// when     = '"niet teruggebeld" -vacature'
/// then     = { respond = "complaint", tags = ["klacht"] }
/// examples = [
///     { text = "Al twee weken niet teruggebeld", respond = "complaint" },
///     { text = "Vacature: nooit meer niet teruggebeld", fires = false },
/// ]
/// ```
///
/// Beside the text it may give `channel`, `author`, `followers`, `reach`,
/// `lang`, `at`, `reply`, `repost`, `attachment`, `detected-by`,
/// `search-term`, `via`, `labels`, `abstained`, `case`, `customer`, `host`,
/// `capacity` and `rates`; what it leaves out is as the playbook makes it, or
/// not known. Without `at` it is noon (UTC) of the first day on which the rule
/// counts, else of Monday 8 January 2024: a rule that asks for a time wants an
/// `at`. The rule must fire, unless `fires = false`; any action written
/// beside it must be part of the decision, whichever rule it is due to.
/// [`Policy::check_examples`](crate::policy::Policy::check_examples) runs them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Example {
    /// The mention and what is known around it.
    pub situation: Situation,
    /// Whether the rule fires on it; one that only watches, whether it would.
    pub fires: bool,
    /// What the decision must hold at least, whichever rule said so.
    pub expected: Actions,
}

/// What came out otherwise than an example says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Missed {
    /// The rule fired, or did not.
    Fired(bool),
    /// A part of the decision, by its name, and what came out.
    Part(&'static str, String),
}

impl Example {
    /// What of it a decision does not bear out.
    pub(crate) fn missed(&self, rule: &Rule, decision: &Decision) -> Vec<Missed> {
        let mut heard = decision.rules().chain(decision.watching());
        let fired = heard.any(|it| *it == rule.id);
        let mut missed = Vec::new();
        if fired != self.fires {
            missed.push(Missed::Fired(fired));
        }
        missed.extend(self.parts(decision));
        missed
    }

    fn parts(&self, decision: &Decision) -> Vec<Missed> {
        let wish = &self.expected;
        let outcome = Some(decision.outcome().clone());
        let offered = decision.switch.iter().flat_map(|it| it.to.iter().cloned());
        let to = wish.switch.iter().flat_map(|it| it.to.iter().cloned());
        let tags = decision.tags.iter().map(|tag| tag.to_string());
        let parts = [
            other("outcome", &wish.outcome, &outcome),
            other("queue", &wish.queue, &decision.queue),
            other("same-owner", &wish.same_owner, &decision.same_owner),
            other("urgency", &wish.urgency, &decision.urgency),
            other("sla", &wish.sla, &decision.sla),
            other("topic", &wish.topic, &decision.topic),
            other("refer", &wish.refer, &decision.refer),
            lacking("needs", &wish.needs, &decision.needs),
            lacking("tags", &wish.tags, &tags.collect()),
            lacking("consult", &wish.consult, &decision.consult),
            lacking("notify", &wish.notify, &decision.notify),
            lacking("switch", &to.collect(), &offered.collect()),
            other(
                "follow-up",
                &wish.follow_up.then_some(true),
                &Some(decision.follow_up),
            ),
            other(
                "redact",
                &wish.redact.then_some(true),
                &Some(decision.redact),
            ),
        ];
        parts.into_iter().flatten().collect()
    }
}

/// What came out, where something else was expected.
fn other<T: PartialEq + Debug>(
    name: &'static str,
    wish: &Option<T>,
    found: &Option<T>,
) -> Option<Missed> {
    let missed = wish.is_some() && wish != found;
    missed.then(|| Missed::Part(name, format!("{found:?}")))
}

/// What came out, where it does not hold all that was expected.
fn lacking<T: Ord + Debug>(
    name: &'static str,
    wish: &SortedSet<T>,
    found: &SortedSet<T>,
) -> Option<Missed> {
    let missed = !wish.is_subset(found);
    missed.then(|| Missed::Part(name, format!("{found:?}")))
}
