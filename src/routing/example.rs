use super::action::Actions;
use super::decision::Decision;
use super::notation::wish_in;
use super::rule::Rule;
use super::situation::Situation;
use super::slot::Slot;

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
    /// A part of the decision: what the example says of it, and what came out,
    /// as a rule writes it.
    Part {
        /// The name of the part.
        name: &'static str,
        /// What was to come out.
        expected: String,
        /// What came out, where anything did.
        found: Option<String>,
    },
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
        let found = wishes_met(decision);
        let missed = self.expected.slots().iter().filter_map(|slot| {
            if is_met(slot, &self.expected, &found) {
                return None;
            }
            Some(Missed::Part {
                name: slot.as_str(),
                expected: wish_in(slot, &self.expected)?,
                found: wish_in(slot, &found),
            })
        });
        missed.collect()
    }
}

/// A decision as the wishes of one rule that does all of it.
fn wishes_met(decision: &Decision) -> Actions {
    Actions {
        outcome: Some(decision.outcome().clone()),
        queue: decision.queue.clone(),
        needs: decision.needs.clone(),
        same_owner: decision.same_owner,
        urgency: decision.urgency,
        sla: decision.sla.clone(),
        topic: decision.topic.clone(),
        refer: decision.refer.clone(),
        tags: decision.tags.iter().map(|tag| tag.to_string()).collect(),
        consult: decision.consult.clone(),
        notify: decision.notify.clone(),
        switch: decision.switch.clone(),
        follow_up: decision.follow_up,
        redact: decision.redact,
    }
}

/// Whether what came out holds what was expected in a slot.
fn is_met(slot: Slot, wish: &Actions, found: &Actions) -> bool {
    match slot {
        Slot::Outcome => wish.outcome == found.outcome,
        Slot::Queue => wish.queue == found.queue,
        Slot::SameOwner => wish.same_owner == found.same_owner,
        Slot::Urgency => wish.urgency == found.urgency,
        Slot::Sla => wish.sla == found.sla,
        Slot::Topic => wish.topic == found.topic,
        Slot::Refer => wish.refer == found.refer,
        Slot::Needs => wish.needs.is_subset(&found.needs),
        Slot::Tags => wish.tags.is_subset(&found.tags),
        Slot::Consult => wish.consult.is_subset(&found.consult),
        Slot::Notify => wish.notify.is_subset(&found.notify),
        Slot::Switch => {
            let offered = |channel| found.switch.iter().any(|it| it.to.contains(channel));
            let mut wanted = wish.switch.iter().flat_map(|it| &it.to);
            wanted.all(offered)
        }
        Slot::FollowUp => found.follow_up,
        Slot::Redact => found.redact,
    }
}
